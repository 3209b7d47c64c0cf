//! Damaged and misconfigured messages: the finding that must lead, the words that its help must have, and whether a
//! digest proves it.

use super::{Case, damaged, misconfigured, wrong_captures};

fn all() -> Vec<Case> {
    let mut all = damaged::cases();
    all.extend(misconfigured::cases());
    all.extend(wrong_captures::cases());
    all
}

#[test]
fn each_leads_with_its_cause_and_names_the_remedy() {
    let faults: Vec<String> = all().iter().filter_map(Case::fault).collect();
    assert!(faults.is_empty(), "{} of {}:\n{}", faults.len(), all().len(), faults.join("\n\n"));
}

#[test]
fn the_table_is_as_large_as_it_is_said_to_be() {
    let all = all();
    assert!(all.len() >= 60, "{}", all.len());
    assert!(all.iter().filter(|case| case.proved).count() >= 20);
    let mut names: Vec<&str> = all.iter().map(|case| case.name).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), all.len());
}
