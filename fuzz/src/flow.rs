//! Whatever is recorded: no panic, no more out than went in, and every reference in a report leads somewhere.

use samlens::inspect::{FlowVerdict, HumanOptions, Recording};
use samlens::{InResponseTo, Limits, Validator};

/// Small budgets, so that a breach shows early.
fn limits() -> Limits {
    let mut limits = Limits::default();
    limits.max_capture_bytes = 1 << 20;
    limits.max_xml_bytes = 1 << 16;
    limits.max_capture_messages = 64;
    limits.max_nodes = 4_000;
    limits
}

/// Panics where a report contradicts itself.
pub fn flow(bytes: &[u8]) {
    let limits = limits();
    let Ok(recording) = Recording::read(bytes, &limits) else { return };
    assert!(bytes.len() <= limits.max_capture_bytes);
    let inspector = Validator::builder().limits(limits).inspector();
    let flow = inspector.flow(&recording, InResponseTo::Unchecked, None);
    assert_eq!(flow.root().is_some(), flow.findings().iter().any(|one| one.finding().is_root()));
    assert!(flow.verdict() != FlowVerdict::Completed || flow.root().is_none());
    assert!(flow.verdict() != FlowVerdict::Loop || flow.rounds() > 0);
    let count = flow.steps().len();
    let json = flow.to_json();
    assert_eq!(json["steps"].as_array().map(Vec::len), Some(count));
    for (step, _) in flow.findings().iter().flat_map(|one| one.shows()) {
        assert!((1..=count).contains(&step), "step {step} of {count}");
    }
    let options = HumanOptions::default();
    let pages = [flow.to_brief(&options), flow.to_human(&options), flow.to_html()];
    assert!(pages.iter().all(|page| !page.contains('\u{1b}') && !page.contains("<script")));
    assert_eq!(flow.clone().without_values().verdict(), flow.verdict());
}
