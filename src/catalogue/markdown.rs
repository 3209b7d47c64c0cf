//! `docs/codes.md`: the whole catalogue as one page.

use super::explanation;
use crate::Code;
use crate::product::lookup::{by_code, fill};
use std::fmt::Write as _;

const HEAD: &str = "# Finding codes\n\n\
This page is generated from the catalogue (`src/catalogue/`) and the products' files (`src/product/`).\n\
`cargo run -p samlens-forge -- write` writes it again; a test compares the two.\n\n\
Codes are permanent: they are never renamed, and new ones are added. `samlens explain CODE` prints one of them, and\n\
`samlens explain CODE --product PRODUCT` the settings of one product with their sources.\n\n";

/// Every code as Markdown, one section each, with the code as its anchor.
pub fn markdown() -> String {
    let mut out = HEAD.to_owned();
    for &code in Code::ALL {
        section(&mut out, code);
    }
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}

fn section(out: &mut String, code: Code) {
    let Some(entry) = explanation(code) else { return };
    let class = code.class().map_or(String::new(), |class| format!(", class `{class}`"));
    let mut line = |text: String| {
        // Writing to a String cannot fail.
        let _ = writeln!(out, "{text}\n");
    };
    line(format!("## {code}"));
    line(format!("{} ({}{class})", text(code.summary()), code.severity().as_str()));
    line(format!(
        "- **Checks:** {}\n- **Why:** {}\n- **Looks like:** {}",
        text(entry.checks),
        text(entry.why),
        text(entry.looks)
    ));
    let fixes: Vec<String> =
        entry.fix.iter().map(|(place, fix)| format!("- **Fix ({place}):** {}", text(fix))).collect();
    line(format!("{}\n- **Source:** {}", fixes.join("\n"), text(entry.source)));
    let rows: Vec<String> = by_code(code)
        .map(|found| {
            format!("| {} | {} |", cell(found.product.name), cell(&fill(found.setting.text, None, None)))
        })
        .collect();
    if !rows.is_empty() {
        line(format!("| Product | Setting |\n|---|---|\n{}", rows.join("\n")));
    }
}

/// Text that Markdown prints as it is.
fn text(plain: &str) -> String {
    let mut out = String::with_capacity(plain.len());
    for character in plain.chars() {
        if matches!(character, '<' | '>' | '*' | '_' | '[' | ']' | '#' | '\\') {
            out.push('\\');
        }
        out.push(character);
    }
    out
}

/// The same in a table's cell; code spans in settings stay.
fn cell(plain: &str) -> String {
    let mut out = String::with_capacity(plain.len());
    let mut is_code = false;
    for character in plain.chars() {
        match character {
            '`' => is_code = !is_code,
            '|' => out.push('\\'),
            '<' | '>' | '*' | '_' | '[' | ']' | '#' | '\\' if !is_code => out.push('\\'),
            _ => {}
        }
        out.push(character);
    }
    out
}
