//! Rule: the Response was sent to this service provider's ACS URL.

use crate::check::Findings;
use crate::check::near_miss::address::{difference_clause, differences, is_built_behind_proxy, nearest};
use crate::check::near_miss::address_difference::AddressDifference;
use crate::check::{CheckOutcome, RuleInput};
use crate::finding::Detail;
use crate::{Code, Finding};

/// Destination, if present, must be exactly the ACS URL; a signed Response must have one.
///
/// SAML 2.0 core, 3.2.2 (discard the message on a mismatch) and bindings, 3.5.5.2 (required where it is signed).
pub(crate) fn check(input: &RuleInput<'_, '_>, findings: &mut Findings) -> CheckOutcome {
    let location = || Some(input.response.element().location());
    let acs = input.service_provider.acs();
    let expected = || acs.iter().map(String::as_str);
    let Some(destination) = input.response.destination() else {
        if !input.response_signed {
            return CheckOutcome::Pass;
        }
        let mut finding =
            Finding::new(Code::DestinationMissing, "the Response is signed and has no Destination")
                .at(location())
                .with_fix(FIX);
        if let Some(acs) = expected().next() {
            finding = finding.with_expected(acs);
        }
        findings.error(finding);
        return CheckOutcome::Fail;
    };
    let is_own = expected().any(|acs| acs == destination);
    if is_own || (acs.is_empty() && !destination.is_empty()) {
        if let Some(captured) = input.delivered_elsewhere(destination) {
            let message = "the Response was sent to another URL than its Destination";
            findings.error(
                Finding::new(Code::DestinationMismatch, message)
                    .at(location())
                    .with_actual(destination)
                    .with_expected(from_the_capture(captured))
                    .with_fix("capture the login again; if it still differs, configure the identity provider to send each response to the URL in its Destination"),
            );
            return CheckOutcome::Fail;
        }
        return if is_own { CheckOutcome::Pass } else { CheckOutcome::NotRun(Code::AcsNotGiven) };
    }
    let nearest = nearest(destination, expected(), findings.conventions());
    let difference = match nearest {
        Some(acs) => difference_clause(destination, acs, findings.conventions()),
        None => ": it is empty".to_owned(),
    };
    let behind_proxy = nearest.is_some_and(|acs| is_built_behind_proxy(destination, acs));
    let clause = if behind_proxy { BEHIND_PROXY } else { "" };
    let message = format!("Destination is not the ACS URL{difference}{clause}");
    let mut finding =
        Finding::new(Code::DestinationMismatch, message).at(location()).with_actual(destination);
    if behind_proxy {
        finding = finding.with_detail(Detail::BehindProxy).with_fix("let the reverse proxy pass the public scheme, host and port (X-Forwarded-Proto, X-Forwarded-Host, X-Forwarded-Port), or configure the public URL in the service");
    }
    finding = finding.with_fix(FIX);
    if let Some(acs) = nearest {
        finding = finding.with_expected(acs);
        let of_proxy = |difference| {
            matches!(
                difference,
                AddressDifference::Scheme | AddressDifference::Host | AddressDifference::Port
            )
        };
        if !behind_proxy && differences(destination, acs, findings.conventions()).into_iter().any(of_proxy) {
            finding = finding
                .with_fix("behind a reverse proxy, configure the public URL that the browser sees, not the internal one");
        }
    }
    findings.error(finding);
    CheckOutcome::Fail
}

/// What the message says if the expected URL is probably not the one that the browser sees.
const BEHIND_PROXY: &str =
    "; the service probably runs behind a reverse proxy and builds its own URL from the internal address";

/// A URL that was read off a capture, for a finding.
pub(super) fn from_the_capture(url: &str) -> String {
    format!("{url} (from the capture)")
}

const FIX: &str =
    "set the service's ACS URL at the identity provider to exactly the one that the service uses";

#[cfg(test)]
mod tests {
    use super::{FIX, check};
    use crate::ServiceProvider;
    use crate::check::sample::Sample;

    const DESTINATION: &str = r#" Destination="https://sp.example.com/acs""#;

    #[test]
    fn a_mismatch_names_the_difference() {
        let sample = Sample::new().edit(DESTINATION, r#" Destination="http://sp.example.com/acs""#);
        assert_eq!(
            sample.run(check).only(),
            (
                "Destination is not the ACS URL: the scheme differs",
                "http://sp.example.com/acs",
                "https://sp.example.com/acs"
            )
        );
    }

    #[test]
    fn a_url_that_was_built_behind_a_proxy_is_corrected_at_the_service() {
        let judged = |acs: &str, destination: &str| {
            let mut sample = Sample::new().edit(DESTINATION, &format!(r#" Destination="{destination}""#));
            sample.service_provider = ServiceProvider::new("x").with_acs(acs);
            sample.run(check).findings[0].clone()
        };
        for acs in
            ["http://sp.example.com/acs", "https://sp.example.com:80/acs", "https://sp.example.com:8443/acs"]
        {
            let finding = judged(acs, "https://sp.example.com/acs");
            assert!(finding.message().ends_with(super::BEHIND_PROXY), "{acs}");
            assert!(finding.fix()[0].contains("X-Forwarded-Port"), "{acs}");
        }
        // The identity provider has the wrong URL.
        for (acs, destination) in [
            ("https://sp.example.com/acs", "http://sp.example.com/acs"),
            ("http://sp.example.com/acs", "https://sp.example.com/acs2"),
            ("http://sp.example.org/acs", "https://sp.example.com/acs"),
            ("https://sp.example.com/acs", "https://sp.example.com:8443/acs"),
        ] {
            assert!(!judged(acs, destination).message().contains("reverse proxy"), "{acs}");
        }
    }

    /// A proxy changes scheme, host and port. The help says so once, and not of another difference.
    #[test]
    fn a_reverse_proxy_is_part_of_the_help_where_it_may_be_the_cause() {
        let fixes = |acs: &str| {
            let mut sample = Sample::new();
            sample.service_provider = ServiceProvider::new("x").with_acs(acs);
            sample.run(check).findings[0].fix().to_vec()
        };
        let internal =
            "behind a reverse proxy, configure the public URL that the browser sees, not the internal one";
        assert_eq!(fixes("https://sp.example.com/saml"), [FIX]);
        assert_eq!(fixes("https://sp.example.org/acs"), [FIX, internal]);
        let [headers, fix] = &fixes("http://sp.example.com/acs")[..] else { panic!("not two") };
        assert!(headers.starts_with("let the reverse proxy pass the public scheme"), "{headers}");
        assert_eq!(fix, FIX);
    }

    #[test]
    fn urls_are_compared_exactly() {
        for other in
            ["https://sp.example.com/acs/", "https://SP.example.com/acs", "https://sp.example.com/ac"]
        {
            let sample = Sample::new().edit(DESTINATION, &format!(r#" Destination="{other}""#));
            assert_eq!(sample.run(check).line(), "fail destination-mismatch", "{other}");
        }
    }

    #[test]
    fn it_is_where_the_capture_shows_that_it_was_sent() {
        let mut sample = Sample::new();
        sample.service_provider = ServiceProvider::new("x")
            .with_acs("https://sp.example.com/acs")
            .with_acs("https://sp.example.com/partners");
        sample.captured_url = Some("https://sp.example.com/acs");
        assert_eq!(sample.run(check).line(), "pass");
        sample.captured_url = Some("https://sp.example.com/partners");
        assert_eq!(
            sample.run(check).only(),
            (
                "the Response was sent to another URL than its Destination",
                "https://sp.example.com/acs",
                "https://sp.example.com/partners (from the capture)"
            )
        );
        // An internal address behind a proxy, say.
        sample.captured_url = Some("http://10.0.0.1/acs");
        assert_eq!(sample.run(check).line(), "pass");
        sample.service_provider = ServiceProvider::unknown();
        assert_eq!(sample.run(check).line(), "fail destination-mismatch");
        sample.captured_url = Some("https://sp.example.com/acs");
        assert_eq!(sample.run(check).line(), "not-run(acs-not-given)");
    }

    #[test]
    fn any_of_several_acs_urls_will_do() {
        let mut sample = Sample::new();
        sample.service_provider = ServiceProvider::new("x")
            .with_acs("https://other.example.com/")
            .with_acs("https://sp.example.com/acs");
        assert_eq!(sample.run(check).line(), "pass");
    }

    #[test]
    fn it_is_required_where_the_response_is_signed() {
        let mut sample = Sample::new().edit(DESTINATION, "");
        assert_eq!(sample.run(check).line(), "fail destination-missing");
        sample.response_signed = false;
        assert_eq!(sample.run(check).line(), "pass");
    }

    #[test]
    fn empty_is_a_mismatch_even_without_an_acs_url() {
        let mut sample = Sample::new().edit(DESTINATION, r#" Destination="""#);
        assert_eq!(sample.run(check).only().0, "Destination is not the ACS URL: it is empty");
        sample.service_provider = ServiceProvider::unknown();
        assert_eq!(sample.run(check).only().0, "Destination is not the ACS URL: it is empty");
    }

    #[test]
    fn without_an_acs_url_it_is_not_run() {
        let mut sample = Sample::new();
        sample.service_provider = ServiceProvider::unknown();
        assert_eq!(sample.run(check).line(), "not-run(acs-not-given)");
    }
}
