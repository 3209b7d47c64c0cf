//! Rule: Version is 2.0.

use crate::check::Findings;
use crate::check::{CheckOutcome, RuleInput};
use crate::{Code, Finding, xml::Element};

/// Response and Assertion must say Version="2.0" (SAML 2.0 core, 2.3.3, 3.2.2 and 4.1.3.2).
pub(crate) fn check(input: &RuleInput<'_, '_>, findings: &mut Findings) -> CheckOutcome {
    let response = check_one(input.response.element(), findings);
    let assertion = input.assertion.is_none_or(|assertion| check_one(assertion.element(), findings));
    if response && assertion { CheckOutcome::Pass } else { CheckOutcome::Fail }
}

pub(crate) fn check_one(element: Element<'_>, findings: &mut Findings) -> bool {
    let version = element.attribute("Version");
    if version == Some("2.0") {
        return true;
    }
    let state = if version.is_some() { "is not 2.0" } else { "is missing" };
    let finding = Finding::new(Code::VersionUnsupported, format!("Version of the {} {state}", element.local_name()))
        .at(Some(element.location()))
        .with_actual(version.unwrap_or("no Version"))
        .with_expected("2.0")
        .with_fix("set the application to SAML 2.0 at the identity provider; SAML 1.1 and WS-Federation use other messages");
    findings.error(finding);
    false
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::check::sample::Sample;

    #[test]
    fn each_version_counts() {
        let response =
            Sample::new().edit(r#"InResponseTo="_q1" Version="2.0""#, r#"InResponseTo="_q1" Version="1.1""#);
        assert_eq!(response.run(check).line(), "fail version-unsupported");
        assert_eq!(response.run(check).only(), ("Version of the Response is not 2.0", "1.1", "2.0"));
        let assertion = Sample::new().edit(r#"ID="_a1" Version="2.0""#, r#"ID="_a1""#);
        assert_eq!(assertion.run(check).line(), "fail version-unsupported");
        assert_eq!(assertion.run(check).only(), ("Version of the Assertion is missing", "no Version", "2.0"));
    }
}
