//! Rule: an AuthnRequest asks for an answer at an address of the service.

use crate::assertion::AuthnRequest;
use crate::check::CheckOutcome;
use crate::check::Findings;
use crate::check::near_miss::address::{difference_clause, nearest};
use crate::{Code, Finding, ServiceProvider};

/// AssertionConsumerServiceURL must be one of the service provider's ACS URLs, exactly.
pub(crate) fn acs(
    request: &AuthnRequest<'_>,
    service_provider: &ServiceProvider,
    findings: &mut Findings,
) -> CheckOutcome {
    let allowed = service_provider.acs();
    let Some(url) = request.acs_url() else {
        // SAML 2.0 core, 3.4.1: the index, or without one the default, is looked up in the service's metadata.
        return match request.acs_index() {
            Some(_) => CheckOutcome::NotRun(Code::AcsByIndex),
            None => CheckOutcome::Pass,
        };
    };
    if request.acs_index().is_some() {
        findings.error(
            Finding::new(
                Code::StructureInvalid,
                "the request has both AssertionConsumerServiceURL and AssertionConsumerServiceIndex",
            )
            .at(Some(request.element().location()))
            .with_fix("send one of them"),
        );
        return CheckOutcome::Fail;
    }
    if allowed.iter().any(|acs| acs == url) {
        return CheckOutcome::Pass;
    }
    let Some(expected) = nearest(url, allowed.iter().map(String::as_str), findings.conventions()) else {
        return CheckOutcome::NotRun(Code::AcsNotGiven);
    };
    let difference = difference_clause(url, expected, findings.conventions());
    let message =
        format!("the request asks for an answer at a URL that is not an ACS URL of the service{difference}");
    findings.error(
        Finding::new(Code::AcsNotAllowed, message)
            .at(Some(request.element().location()))
            .with_actual(url)
            .with_expected(allowed.join(", "))
            .with_fix("add this URL to the service's ACS URLs at the identity provider if it is the service's, or correct it where the request is made"),
    );
    CheckOutcome::Fail
}

/// What the request will lead to, for a report.
pub(crate) fn report_requests(request: &AuthnRequest<'_>, findings: &mut Findings) {
    findings.warning(|| {
        let audience = request.issuer().map_or("unknown", |issuer| issuer.value());
        let url = match (request.acs_url(), request.acs_index()) {
            (Some(url), _) => url.to_owned(),
            (None, Some(index)) => format!("the ACS URL with index {index} in the service's metadata"),
            (None, None) => "the default ACS URL of the service's metadata".to_owned(),
        };
        let mut actual = format!("audience {audience}; answer to {url}");
        if let Some(format) = request.name_id_format() {
            actual.push_str(&format!("; NameID of format {format}"));
        }
        for class in request.authn_context_class_refs().take(8) {
            let comparison = request.authn_context_comparison().unwrap_or("exact");
            actual.push_str(&format!("; authentication {comparison} {class}"));
        }
        if request.force_authn() {
            actual.push_str("; a new sign-in (ForceAuthn)");
        }
        if request.is_passive() {
            actual.push_str("; no user interaction (IsPassive)");
        }
        let exact = request.authn_context_comparison() == Some("exact")
            && request.authn_context_class_refs().next().is_some();
        let message = match exact {
            true => "RequestedAuthnContext asks for exactly one method: a user who signs in with another method (MFA, certificate, passwordless) is refused",
            false => "what the request asks for",
        };
        let finding = Finding::new(Code::RequestAsks, message)
            .at(Some(request.element().location()))
            .with_actual(actual);
        match exact {
            true => finding.with_fix("leave RequestedAuthnContext out of the request, or send Comparison=\"minimum\""),
            false => finding,
        }
    });
}
