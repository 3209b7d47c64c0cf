//! `--show-canonical`: the bytes that digests and signatures are taken over.

use super::Failure;
use samlens::Limits;
use samlens::inspect::Captured;
use samlens::inspect::{canonical_forms, printable};
use serde_json::Value;

/// Each canonical form under a line that says what it is and how long. A terminal gets it with what it would act on
/// escaped, a pipe or file as it is.
pub(crate) fn text(message: &Captured, limits: &Limits, terminal: bool) -> Result<String, Failure> {
    let forms = canonical_forms(message.xml(), limits).map_err(Failure::usage)?;
    let mut out = String::new();
    if forms.is_empty() {
        out.push_str("\nCanonical form: nothing is signed\n");
    }
    for form in forms {
        let (what, length) = (printable(&form.what), form.text.len());
        let shown = if terminal { printable(&form.text) } else { form.text };
        out.push_str(&format!("\nCanonical form of {what} ({length} bytes)\n{shown}\n"));
    }
    Ok(out)
}

/// The same as JSON, added to an object.
pub(crate) fn add_to(mut json: Value, message: &Captured, limits: &Limits) -> Value {
    let forms = canonical_forms(message.xml(), limits).unwrap_or_default();
    if let Some(map) = json.as_object_mut() {
        map.insert("canonical".to_owned(), forms.iter().map(|form| form.to_json()).collect());
    }
    json
}
