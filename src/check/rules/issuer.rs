//! Who sent it: the issuer, and with it the keys that the message is verified with.
//!
//! What claims issuer A is verified with A's keys and no other's (invariant: configured-keys; CVE-2026-49283 let one
//! identity provider's key vouch for another's response).

use crate::assertion::{Assertion, Issuer, Response};
use crate::check::CheckOutcome;
use crate::check::Findings;
use crate::check::near_miss::address::{difference_clause, nearest, same_host};
use crate::finding::Detail;
use crate::trust::{Certificate, IdentityProvider, ProviderList};
use crate::{Code, Finding};

/// The identity provider that the issuer names, and the keys to verify with.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Selection<'c> {
    pub(crate) provider: Option<&'c IdentityProvider>,
    pub(crate) keys: &'c [Certificate],
    pub(crate) outcome: CheckOutcome,
}

/// Chooses the keys by the issuer of the assertion, or of the Response where there is no assertion.
///
/// Without a match a report still verifies with the only identity provider there is, to say more; the message is
/// refused anyway.
pub(crate) fn select<'c>(
    response: Option<&Response<'_>>,
    assertion: Option<&Assertion<'_>>,
    providers: &'c ProviderList,
    certificates: &'c [Certificate],
    own: Option<&str>,
    findings: &mut Findings,
) -> Selection<'c> {
    let outer = response.and_then(Response::issuer);
    let inner = assertion.and_then(Assertion::issuer);
    let mut failed = false;
    for issuer in [outer, inner].into_iter().flatten() {
        failed |= !format_fits(issuer, findings);
    }
    if let (Some(outer), Some(inner)) = (outer, inner)
        && outer.value() != inner.value()
    {
        failed = true;
        findings.error(differs(outer, inner));
    }
    if let (None, Some(assertion)) = (inner, assertion) {
        // SAML 2.0 core, 2.3.3: an assertion always names its issuer.
        failed = true;
        let finding = Finding::new(Code::IssuerMissing, "the assertion names no issuer");
        findings.error(finding.at(Some(assertion.element().location())));
    }
    let issuer = inner.or(outer);
    let found = issuer.and_then(|issuer| providers.by_entity_id(issuer.value()));
    let outcome = |failed: bool| if failed { CheckOutcome::Fail } else { CheckOutcome::Pass };
    match (found, issuer) {
        (Some(provider), _) => {
            let keys = provider.signing_certificates();
            Selection { provider: Some(provider), keys, outcome: outcome(failed) }
        }
        (None, _) if providers.is_empty() => {
            // Keys without an entity ID prove the bytes, but not whose word they are.
            let outcome =
                if failed { CheckOutcome::Fail } else { CheckOutcome::NotRun(Code::IssuerNotGiven) };
            Selection { provider: None, keys: certificates, outcome }
        }
        (None, Some(issuer)) => {
            findings.error(match own {
                Some(own) if own == issuer.value() => own_message(issuer, providers),
                _ => mismatch(issuer, providers, own, findings),
            });
            let only = if let [only] = &**providers { findings.explain().then_some(only) } else { None };
            let keys = only.map(IdentityProvider::signing_certificates).unwrap_or_default();
            Selection { provider: only, keys, outcome: CheckOutcome::Fail }
        }
        (None, None) if assertion.is_none() => {
            // A Response that only reports an error need not name its issuer (SAML 2.0 core, 3.2.2).
            let outcome = if failed { CheckOutcome::Fail } else { CheckOutcome::NotRun(Code::Blocked) };
            Selection { provider: None, keys: &[], outcome }
        }
        (None, None) => Selection { provider: None, keys: &[], outcome: CheckOutcome::Fail },
    }
}

/// SAML 2.0 profiles, 4.1.4.2: the Format of an issuer is absent or `entity`.
pub(super) fn format_fits(issuer: Issuer<'_>, findings: &mut Findings) -> bool {
    const ENTITY: &str = "urn:oasis:names:tc:SAML:2.0:nameid-format:entity";
    match issuer.format() {
        None | Some(ENTITY) => true,
        Some(format) => {
            findings.error(
                Finding::new(Code::IssuerMismatch, "the Format of Issuer is not `entity`")
                    .at(Some(issuer.element().location()))
                    .with_actual(format)
                    .with_expected(ENTITY),
            );
            false
        }
    }
}

fn differs(outer: Issuer<'_>, inner: Issuer<'_>) -> Finding {
    Finding::new(Code::IssuerDiffers, "the Response and its assertion name different issuers")
        .at(Some(inner.element().location()))
        .with_actual(inner.value())
        .with_expected(outer.value())
        .with_fix("set one issuer for Response and assertion at the identity provider")
}

/// What the finding says if the message came from the service itself.
const OWN_MESSAGE: &str =
    "the issuer is the service provider: this is your own message, not the identity provider's response";

/// A service that is also an identity provider, or a tool that shows the wrong direction: the paste is what it sent.
fn own_message(issuer: Issuer<'_>, providers: &[IdentityProvider]) -> Finding {
    let expected = providers.first().map(IdentityProvider::entity_id).unwrap_or_default();
    Finding::new(Code::IssuerMismatch, OWN_MESSAGE)
        .with_detail(Detail::OwnMessage)
        .at(Some(issuer.element().location()))
        .with_actual(issuer.value())
        .with_expected(expected)
        .with_fix(
            "check the response that the identity provider sends to the service; the service sent this one",
        )
        .with_fix(
            "if the identity provider sent it, correct its issuer: it is set to the service's entity ID",
        )
}

/// A validation compares an unknown issuer with so many entity IDs at most, for the sake of its message. What anyone
/// can post must not cost more than a login; a report compares with all.
const COMPARED: usize = 64;

pub(super) fn mismatch(
    issuer: Issuer<'_>,
    providers: &[IdentityProvider],
    own: Option<&str>,
    findings: &Findings,
) -> Finding {
    if !findings.explain() && providers.len() > COMPARED {
        let message = "the issuer is not a configured identity provider";
        return unknown(issuer, Finding::new(Code::IssuerMismatch, message));
    }
    let nearest =
        nearest(issuer.value(), providers.iter().map(IdentityProvider::entity_id), findings.conventions());
    let expected = nearest.unwrap_or_default();
    let mut message = "the issuer is not a configured identity provider".to_owned();
    let is_own =
        own.is_some_and(|own| own == expected || same_host(own, expected) && !same_host(own, issuer.value()));
    if is_own {
        let what = if own == Some(expected) {
            "the service's own entity ID"
        } else {
            "an address of the service itself"
        };
        message.push_str(&format!(": {what} is configured as the identity provider's entity ID"));
    } else if findings.explain() {
        message.push_str(&difference_clause(issuer.value(), expected, findings.conventions()));
    }
    unknown(issuer, Finding::new(Code::IssuerMismatch, message)).with_expected(expected)
}

fn unknown(issuer: Issuer<'_>, finding: Finding) -> Finding {
    finding
        .at(Some(issuer.element().location()))
        .with_actual(issuer.value())
        .with_fix(format!("set the identity provider's entity ID in the service to exactly \"{}\", if this is the tenant you mean; otherwise change the issuer at the identity provider", issuer.value()))
}

#[cfg(test)]
mod tests {
    use super::{CheckOutcome, select};
    use crate::assertion::Response;
    use crate::check::Findings;
    use crate::trust::ProviderList;
    use crate::xml::Document;
    use crate::{Certificate, Code, IdentityProvider, Limits};

    fn provider(entity_id: &str) -> IdentityProvider {
        let pem = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/keys/idp-rsa2048.cert.pem"));
        let certificate = Certificate::from_pem(&pem.unwrap()).unwrap();
        IdentityProvider::builder(entity_id).certificate(certificate).build().unwrap()
    }

    /// The outcome for the issuer of a Response without an assertion, and the number of its keys.
    fn chosen(issuer: &str) -> (CheckOutcome, usize, usize) {
        let xml = format!(
            r#"<Response xmlns="urn:oasis:names:tc:SAML:2.0:protocol" ID="_r1" Version="2.0" IssueInstant="2026-01-15T10:00:00Z">{issuer}</Response>"#
        );
        let document = Document::parse(&xml, &Limits::default()).unwrap();
        let response = Response::read_with_faults(document.root()).0;
        let (mut providers, mut findings) =
            (ProviderList::default(), Findings::for_validation(&crate::profile::CONVENTIONS));
        providers.push(provider("urn:acme.us.auth0.com"));
        let selection = select(Some(&response), None, &providers, &[], Some("urn:own"), &mut findings);
        (selection.outcome, selection.keys.len(), findings.into_vec().len())
    }

    #[test]
    fn the_service_s_own_address_in_the_place_of_the_provider_s_is_named() {
        let xml = r#"<Response xmlns="urn:oasis:names:tc:SAML:2.0:protocol" ID="_r1" Version="2.0" IssueInstant="2026-01-15T10:00:00Z"><Issuer xmlns="urn:oasis:names:tc:SAML:2.0:assertion">https://idp.example.com/</Issuer></Response>"#;
        let document = Document::parse(xml, &Limits::default()).unwrap();
        let response = Response::read_with_faults(document.root()).0;
        let own = "https://sp.example.com/md";
        for (configured, said) in [
            (own, Some("the service's own entity ID")),
            ("https://sp.example.com/acs", Some("an address of the service itself")),
            ("https://idp.example.com/md", None),
        ] {
            let (mut providers, mut findings) =
                (ProviderList::default(), Findings::for_report(&crate::profile::CONVENTIONS));
            providers.push(provider(configured));
            select(Some(&response), None, &providers, &[], Some(own), &mut findings);
            let message = findings.into_vec()[0].message().to_owned();
            assert_eq!(said.is_some(), message.contains("is configured as"), "{message}");
            assert!(said.is_none_or(|said| message.contains(said)), "{message}");
        }
    }

    /// SAML 2.0 core, 3.2.2: Issuer is optional in a Response, and what is no login needs no key.
    #[test]
    fn an_error_may_come_from_nobody_and_then_has_no_keys() {
        assert_eq!(chosen(""), (CheckOutcome::NotRun(Code::Blocked), 0, 0));
        let issuer =
            |name: &str| format!(r#"<Issuer xmlns="urn:oasis:names:tc:SAML:2.0:assertion">{name}</Issuer>"#);
        assert_eq!(chosen(&issuer("urn:acme.us.auth0.com")), (CheckOutcome::Pass, 1, 0));
        assert_eq!(chosen(&issuer("urn:own")), (CheckOutcome::Fail, 0, 1));
        assert_eq!(chosen(&issuer("urn:globex.us.auth0.com")), (CheckOutcome::Fail, 0, 1));
    }
}
