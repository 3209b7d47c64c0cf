//! What a policy allows before anyone changes it.

use samlens::{Handling, Pattern, Policy, Profile};

// invariant: named-weakness
#[test]
fn the_policy_is_strict_until_it_is_told_otherwise() {
    for policy in [
        Policy::default(),
        Profile::generic().policy().clone(),
        Profile::builder("x").build().policy().clone(),
    ] {
        assert_eq!(policy.sha1, Handling::Refuse);
        assert_eq!(policy.certificate_dates, Handling::Refuse);
        assert!(policy.min_rsa_bits >= 2048);
        assert!(!policy.allow_rsa_1_5 && !policy.allow_3des && !policy.allow_cbc_outside_signature);
    }
    // Flex warns of SHA-1, for Auth0 signs with it unless told otherwise; nothing else is weaker there.
    let flex = Profile::flex(Pattern::A);
    assert_eq!(flex.policy().sha1, Handling::Warn);
    assert_eq!(flex.policy().certificate_dates, Handling::Refuse);
    assert!(flex.policy().min_rsa_bits >= 2048);
    assert!(!flex.policy().allow_rsa_1_5 && !flex.policy().allow_3des);
    assert!(!flex.policy().allow_cbc_outside_signature);
}
