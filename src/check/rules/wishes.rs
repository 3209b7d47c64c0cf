//! What metadata asks for, compared with what is in the message. It reports, and refuses nothing.

use crate::check::Findings;
use crate::check::RuleInput;
use crate::signature::Examination;
use crate::trust::IdentityProvider;
use crate::xml::Element;
use crate::{Code, Finding};

/// Formats that a message names (invariant: bounded).
const MAX_LISTED: usize = 4;
/// NameID formats (SAML 2.0 core, 8.3).
const UNSPECIFIED: &str = "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified";
const TRANSIENT: &str = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient";

/// An unsigned AuthnRequest to an identity provider that wants signed ones (SAML 2.0 metadata, 2.4.3).
pub(crate) fn note_request(
    root: Element<'_>,
    is_signed: bool,
    providers: &[IdentityProvider],
    findings: &mut Findings,
) {
    if is_signed {
        return;
    }
    let destination = root.attribute("Destination");
    let is_receiver = |provider: &&IdentityProvider| {
        let mut endpoints = provider.single_sign_on().iter();
        endpoints.any(|endpoint| Some(endpoint.location()) == destination)
    };
    let receiver = match providers {
        [only] => Some(only),
        several => several.iter().find(is_receiver),
    };
    let Some(receiver) = receiver.filter(|provider| provider.wants_authn_requests_signed()) else { return };
    findings.warning(|| {
        Finding::new(
            Code::RequestNotSigned,
            "the identity provider wants its requests signed (WantAuthnRequestsSigned in its metadata), and this request has no signature",
        )
        .at(Some(root.location()))
        .with_actual("no signature, neither in the query (SigAlg and Signature) nor in the XML")
        .with_expected(format!("a request signed by the service, as {} asks", receiver.entity_id()))
        .with_fix("in the service, turn on signing of requests, and register its signing certificate at the identity provider")
        .with_fix("or turn off the signature requirement for this service at the identity provider")
    });
}

/// What the service's metadata lists or wants, and what the NameID is good for.
pub(crate) fn note_response(
    input: &RuleInput<'_, '_>,
    examinations: &[Examination<'_>],
    findings: &mut Findings,
) {
    let service = input.service_provider;
    let Some(assertion) = input.assertion else { return };
    let own = |one: &Examination<'_>| one.parent() == assertion.element();
    if service.wants_assertions_signed() && !examinations.is_empty() && !examinations.iter().any(own) {
        findings.warning(|| {
            Finding::new(
                Code::AssertionNotSigned,
                "the service's metadata has WantAssertionsSigned=\"true\", but only the Response is signed",
            )
            .at(Some(assertion.element().location()))
            .with_expected("a ds:Signature directly under the Assertion")
            .with_fix("sign the assertion (or both) at the identity provider, or remove WantAssertionsSigned from the service's metadata")
        });
    }
    let Some(name_id) = assertion.subject().and_then(|subject| subject.name_id()) else { return };
    let format = name_id.format().unwrap_or(UNSPECIFIED);
    let listed = service.name_id_formats();
    if !listed.is_empty() && !listed.iter().any(|one| one == format || one == UNSPECIFIED) {
        findings.warning(|| {
            let names: Vec<&str> =
                listed.iter().take(MAX_LISTED).map(|one| one.rsplit(':').next().unwrap_or(one)).collect();
            let message = format!(
                "NameID has a format that the service's metadata does not list (NameIDFormat {})",
                names.join(", ")
            );
            Finding::new(Code::NameIdFormat, message)
            .at(Some(name_id.element().location()))
            .with_actual(format)
            .with_expected(listed.join(", "))
            .with_fix(
                "set the NameID format of this application at the identity provider to one that is listed",
            )
        });
    } else if format == TRANSIENT {
        findings.warning(|| {
            Finding::new(
                Code::NameIdFormat,
                "NameID is transient: its value changes at each login, so a service that stores it makes a new account each time",
            )
            .at(Some(name_id.element().location()))
            .with_actual(format)
            .with_expected("persistent or emailAddress, if the service stores NameID")
            .with_fix("ask for a persistent NameID (NameIDPolicy or NameIDFormat of the service), or identify the user by an attribute")
        });
    }
}

/// Metadata that other readers refuse: an ID against the schema, several certificates in one element.
pub(crate) fn note_metadata(provider: &IdentityProvider, findings: &mut Findings) {
    if let Some(note) = provider.notes().iter().find(|note| note.starts_with(crate::trust::ID_NOT_NCNAME)) {
        findings.warning(|| {
            Finding::new(
                Code::IdNotNcname,
                "the ID of the EntityDescriptor in the identity provider's metadata is not an NCName: a service that checks the schema refuses the file",
            )
            .with_actual(note.as_str())
            .with_expected("an ID that begins with a letter or an underscore")
            .with_fix("export the metadata with another ID, or without one; if it is signed, it must be signed again")
        });
    }
    if provider.notes().iter().any(|note| note.starts_with(crate::trust::CARRIAGE_RETURNS)) {
        findings.warning(|| {
            Finding::new(
                Code::CertificateForm,
                "the certificate in the identity provider's metadata contains carriage returns (&#13;): a service that stores it as it is fails to verify signatures",
            )
            .with_expected("base64 with line feeds only, or on one line")
            .with_fix("remove every &#13; from X509Certificate in the metadata, or paste the certificate without line breaks into the service")
        });
    }
    let note = provider.notes().iter().find(|note| note.contains(crate::trust::SEVERAL_IN_ONE));
    let Some(note) = note else { return };
    findings.warning(|| {
        Finding::new(
            Code::CertificatesSeveral,
            format!("the identity provider's metadata has {}: samlens reads them, many services do not", crate::trust::SEVERAL_IN_ONE),
        )
        .with_actual(note.as_str())
        .with_expected("one certificate in each X509Certificate")
        .with_fix("publish each signing certificate in a KeyDescriptor of its own; for other services, paste the first certificate alone")
    });
}
