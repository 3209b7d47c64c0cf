//! The sign-on of a service fits on a page.

/// The lines of code in `saml.rs` without comments, blank lines and imports.
#[test]
fn at_most_sixty_lines_are_saml() {
    let source = include_str!("../src/saml.rs");
    let code = source.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("//"));
    let count = code.filter(|line| !line.starts_with("use ")).count();
    assert!((40..=60).contains(&count), "{count} lines");
}
