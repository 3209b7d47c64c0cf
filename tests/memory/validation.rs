//! How often a validation asks for memory, and how much it has at once.

use crate::{alone, counted};
use samlens::{InResponseTo, Validator};
use samlens_forge::measured::{
    assertion_signed, both_signed, now, of_size, shapes, validator, with_attributes,
};

fn validate(validator: &Validator, text: &str) {
    assert!(validator.validate(text, InResponseTo::Unchecked, now()).is_ok());
}

/// How often it asks for memory. The harness of the tests may do so meanwhile, in a thread of its own.
fn fewest(work: impl Fn()) -> u64 {
    (0..5).map(|_| counted(&work).0).min().unwrap()
}

#[test]
fn a_small_number_of_allocations() {
    let _alone = alone();
    let validator = validator();
    for (name, login, most) in
        [("assertion signed", assertion_signed(), 26), ("both signed", both_signed(), 30)]
    {
        let text = login.message().base64();
        validate(&validator, &text);
        let blocks = fewest(|| validate(&validator, &text));
        println!("{name}: {blocks} allocations");
        assert!(blocks <= most, "{name}: {blocks} allocations");
    }
}

#[test]
fn hardly_any_more_for_more_attributes() {
    let _alone = alone();
    let validator = validator();
    let blocks = |count: usize| {
        let text = with_attributes(assertion_signed(), count).message().base64();
        fewest(|| validate(&validator, &text))
    };
    let (few, many) = (blocks(10), blocks(110));
    println!("{} allocations for each attribute", many.saturating_sub(few) as f64 / 100.0);
    // The list of them grows by doubling. The first validation of the process may cost more than the second.
    assert!(many <= few + 20, "{few} with 10 attributes more, {many} with 110");
}

#[test]
fn memory_stays_below_six_times_the_message() {
    let _alone = alone();
    let validator = validator();
    let message = of_size((5 << 20) - (8 << 10)).message();
    let (size, text) = (message.xml().len(), message.base64());
    assert!(size > 5_200_000);
    let (_, peak, ()) = counted(|| validate(&validator, &text));
    println!("{peak} bytes for a message of {size}: {:.2} times", peak as f64 / size as f64);
    assert!(peak < 6 * size, "{peak} bytes for {size}");
}

#[test]
fn memory_is_bounded_for_shapes_made_to_waste_it() {
    let _alone = alone();
    let validator = validator();
    for (name, text) in shapes() {
        let work = || assert!(validator.validate_xml(&text, InResponseTo::Unchecked, now()).is_err());
        let (_, peak, ()) = counted(work);
        println!("{name}: {:.2} times", peak as f64 / text.len() as f64);
        assert!(peak < 12 * text.len() + (64 << 10), "{name}: {peak} bytes for {}", text.len());
    }
}
