//! What the documentation shows is what is compiled.

/// docs/embedding.md has `examples/quickstart.rs`, from the first `use` on.
#[test]
fn the_quickstart_is_the_one_that_is_compiled() {
    let page = include_str!("../../../docs/embedding.md");
    let source = include_str!("../examples/quickstart.rs");
    let code = &source[source.find("use axum").unwrap()..];
    assert!(page.contains(&format!("```rust,ignore\n{code}```")), "copy it into docs/embedding.md again");
}
