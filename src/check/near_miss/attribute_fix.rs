//! What to change so that an attribute arrives, in SAML's terms.

use super::attribute_name::NameDifference;
use crate::Finding;

pub(crate) fn for_missing(finding: Finding, name: &str) -> Finding {
    finding.with_fix(format!(
        "add `{name}` to this application's attributes at the identity provider, with exactly this Name"
    ))
}

pub(crate) fn for_empty(finding: Finding, name: &str) -> Finding {
    finding.with_fix(format!(
        "set the value in the user's profile at the identity provider that `{name}` is taken from"
    ))
}

pub(crate) fn for_misnamed(finding: Finding, name: &str, difference: NameDifference) -> Finding {
    finding.with_fix(match difference {
        NameDifference::ClaimNamespace | NameDifference::ClaimUri | NameDifference::Oid => {
            format!("set the attribute's Name to `{name}` at the identity provider, without namespace")
        }
        NameDifference::FriendlyName => {
            format!(
                "set the attribute's Name to `{name}` at the identity provider, not only its FriendlyName"
            )
        }
        _ => format!("rename the attribute to exactly `{name}` at the identity provider"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Code;

    #[test]
    fn a_misnamed_attribute_has_the_fix_of_its_difference() {
        let fix = |difference| {
            let finding = for_misnamed(Finding::new(Code::AttributeMisnamed, "x"), "roles", difference);
            assert_eq!(finding.fix().len(), 1);
            finding.fix()[0].to_string()
        };
        use NameDifference::*;
        for namespace in [ClaimNamespace, ClaimUri, Oid] {
            assert!(fix(namespace).ends_with("without namespace"));
        }
        assert!(fix(FriendlyName).contains("FriendlyName"));
        for spelling in [Case, Separator, WhiteSpace, Number, TypeSuffix, Prefix, Synonym, Spelling] {
            assert!(fix(spelling).starts_with("rename the attribute to exactly `roles`"));
        }
    }
}
