//! A SAML message inside a SOAP envelope: HTTP-Artifact, the ECP profile (PAOS), and logout over the back channel.
//!
//! The message inside is judged as if it had been posted, with a finding about the binding. A report alone does this:
//! `validate` reads the form field of HTTP-POST.

use crate::capture::Captured;
use crate::check::rules::message_kind::SOAP;
use crate::evaluate::message::MessageKind;
use crate::xml::canonical::{Canonicalizer, Method};
use crate::xml::{Document, Element, Namespace};
use crate::{Code, Finding};

/// The message inside, as a document of its own: inclusive canonicalization gives it the namespace declarations around it,
/// so its digests stay the same.
pub(super) fn opened(captured: &Captured, document: &Document<'_>) -> Option<Captured> {
    let root = document.root();
    if root.local_name() != "Envelope" || !SOAP.contains(&root.namespace_uri()) {
        return None;
    }
    let body = root.children().find(|child| is_of(*child, root, "Body"))?;
    let content = body.children().next()?;
    let (message, finding) = match content.is(Namespace::SAMLP, "ArtifactResponse") {
        true => (content.child(Namespace::SAMLP, "Response")?, artifact(content)),
        false if content.is(Namespace::SAMLP, "Response") || MessageKind::of(content).is_some() => {
            (content, direct(root, content))
        }
        false => return None,
    };
    let mut bytes = Vec::new();
    Canonicalizer::default().write(message, Method::Inclusive, &[], None, &mut bytes);
    let mut inner = captured.clone();
    inner.xml = String::from_utf8(bytes).ok()?;
    inner.query = None;
    inner.findings.push(finding);
    Some(inner)
}

fn is_of(child: Element<'_>, root: Element<'_>, name: &str) -> bool {
    child.local_name() == name && child.namespace_uri() == root.namespace_uri()
}

/// saml-bindings-2.0-os, 3.6: the service fetches the Response from the identity provider.
fn artifact(response: Element<'_>) -> Finding {
    let signed = match response.child(Namespace::DS, "Signature") {
        Some(_) => "; the signature of the ArtifactResponse is not checked",
        None => "",
    };
    let message = format!(
        "the Response is inside a SOAP ArtifactResponse (HTTP-Artifact), and is judged here as if it had been posted{signed}"
    );
    Finding::new(Code::WrongBinding, message).with_fix(
        "for a service that reads HTTP-POST, set the binding of its ACS URL to HTTP-POST at the identity provider",
    )
}

/// saml-bindings-2.0-os, 3.2 (SOAP) and 3.3 (PAOS); saml-profiles-2.0-os, 4.2 (ECP).
fn direct(envelope: Element<'_>, content: Element<'_>) -> Finding {
    const ECP: &str = "urn:oasis:names:tc:SAML:2.0:profiles:SSO:ecp";
    const PAOS: &str = "urn:liberty:paos:2003-08";
    let name = content.local_name();
    let headers = envelope.children().filter(|child| is_of(*child, envelope, "Header"));
    let mut blocks = headers.flat_map(|header| header.children());
    if blocks.any(|block| [ECP, PAOS].contains(&block.namespace_uri())) {
        return Finding::new(
            Code::WrongBinding,
            format!("the {name} is inside a SOAP envelope of the ECP profile (PAOS), which clients without a browser use; it is judged here as if a browser had sent it"),
        )
        .with_fix("for logins with a browser, set the binding to HTTP-POST: leave out the PAOS endpoint of the service and the header `Accept: application/vnd.paos+xml` of the client");
    }
    Finding::new(
        Code::WrongBinding,
        format!("the {name} is inside a SOAP envelope (back channel), and is judged here as if a browser had sent it"),
    )
    .with_fix("if the other side reads HTTP-POST or HTTP-Redirect, choose that binding for its endpoint")
}
