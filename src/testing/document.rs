//! A response as a document: written, signed, encrypted, and broken after that.

use super::response::{FORGED, ResponseContent, TestResponse};
use super::shape::{AttributeOrder, ShapeLayout};
use super::{Broken, encrypt, keys};
use crate::sign_on::SigningKey;
use crate::sign_on::authn_request::{SAML, SAMLP};
use crate::sign_on::write::{XmlWriter, escaped};
use crate::xml::{Document, Element, Namespace};
use crate::{Error, ErrorKind, Limits};

const XS: &str = "http://www.w3.org/2001/XMLSchema";
const XSI: &str = "http://www.w3.org/2001/XMLSchema-instance";
const BEARER: &str = "urn:oasis:names:tc:SAML:2.0:cm:bearer";
const ENTITY: &str = "urn:oasis:names:tc:SAML:2.0:nameid-format:entity";
const STATUS: &str = "urn:oasis:names:tc:SAML:2.0:status:";
const DOCTYPE: &str = "<!DOCTYPE samlp:Response [<!ENTITY name SYSTEM \"file:///etc/hostname\">]>";

/// The finished message.
pub(super) fn written(
    response: &TestResponse,
    layout: &ShapeLayout,
    content: &ResponseContent,
) -> Result<String, Error> {
    let broken = response.broken;
    let signed = response.signed_parts();
    let another = if broken == Some(Broken::WrongKey) { Some(keys::other()?) } else { None };
    let key = another.as_ref().unwrap_or(&response.idp.key);
    let certificate = match broken {
        Some(Broken::EncryptedForAnother) => Some(keys::other()?.certificate().clone()),
        _ => response.encrypted_for.clone(),
    };
    let changes = broken.is_some_and(|one| one.is_wrapped() || one == Broken::Tampered);
    if certificate.is_some() && changes {
        return Err(wrong("a response that is encrypted cannot be changed after signing"));
    }
    let is_signed = |part: bool| part && broken != Some(Broken::Unsigned);
    let mut xml = plain(layout, content, certificate.is_some());
    if content.has_assertion && is_signed(signed.assertion()) {
        xml = with_signature(&xml, "Assertion", key, layout)?;
    }
    if let Some(certificate) = certificate.filter(|_| content.has_assertion) {
        let (before, assertion, after) = cut(&xml, layout)?;
        let name = layout.saml("EncryptedAssertion");
        let encrypted = encrypt::element(&assertion, &certificate, &content.assertion_id)?;
        let declared =
            if layout.saml.is_empty() { "xmlns".to_owned() } else { format!("xmlns:{}", layout.saml) };
        xml = format!("{before}<{name} {declared}=\"{SAML}\">{encrypted}</{name}>{after}");
    }
    if is_signed(signed.response()) {
        xml = with_signature(&xml, "Response", key, layout)?;
    }
    match broken {
        Some(Broken::Tampered) => tampered(&xml, layout, content),
        Some(Broken::Doctype) => {
            let rest = xml.strip_prefix(layout.declaration).unwrap_or(&xml);
            Ok([layout.declaration, DOCTYPE, rest].concat())
        }
        Some(wrapped) if wrapped.is_wrapped() => wrap(wrapped, &xml, layout, content),
        _ => Ok(xml),
    }
}

/// The message, not signed. An assertion that `alone` declares its own prefix.
fn plain(layout: &ShapeLayout, content: &ResponseContent, alone: bool) -> String {
    let writer = XmlWriter::default().start(layout.samlp("Response"));
    let writer = ordered(writer, layout.response, |name| match name {
        "ID" => Some(&content.response_id),
        "IssueInstant" => Some(&content.issue_instant),
        "Destination" => Some(&content.destination),
        "InResponseTo" => content.in_response_to.as_deref(),
        _ => None,
    });
    let writer = ordered(writer.start(layout.saml("Issuer")), layout.response_issuer, |_| None);
    let writer = writer.text(&content.response_issuer).end();
    let status = if content.is_success { "Success" } else { "Responder" };
    let writer = writer
        .start(layout.samlp("Status"))
        .start(layout.samlp("StatusCode"))
        .attribute("Value", &format!("{STATUS}{status}"));
    let writer = match content.is_success {
        true => writer,
        false => {
            let second = writer.start(layout.samlp("StatusCode"));
            second.attribute("Value", &format!("{STATUS}AuthnFailed")).end()
        }
    };
    let writer = writer.end().end();
    let writer = match content.has_assertion {
        true => assertion(writer, layout, content, alone),
        false => writer,
    };
    [layout.declaration, &writer.finish()].concat()
}

fn assertion(writer: XmlWriter, layout: &ShapeLayout, content: &ResponseContent, alone: bool) -> XmlWriter {
    let prefix = format!("xmlns:{}", layout.saml);
    let mut writer = writer.start(layout.saml("Assertion"));
    if alone && !layout.saml.is_empty() && !layout.assertion.contains(&prefix.as_str()) {
        writer = writer.attribute(&prefix, SAML);
    }
    let writer = ordered(writer, layout.assertion, |name| match name {
        "ID" => Some(&content.assertion_id),
        "IssueInstant" => Some(&content.issue_instant),
        _ => None,
    });
    let writer = ordered(writer.start(layout.saml("Issuer")), layout.issuer, |_| None);
    let writer = writer.text(&content.issuer).end();
    let writer = conditions(subject(writer, layout, content), layout, content);
    let writer = match layout.attributes_first {
        true => authn_statement(attributes(writer, layout, content), layout, content),
        false => attributes(authn_statement(writer, layout, content), layout, content),
    };
    writer.end()
}

fn section(writer: XmlWriter, layout: &ShapeLayout, local: &str) -> XmlWriter {
    ordered(writer.start(layout.saml(local)), layout.section, |_| None)
}

fn subject(writer: XmlWriter, layout: &ShapeLayout, content: &ResponseContent) -> XmlWriter {
    let mut writer = section(writer, layout, "Subject");
    if let Some(name_id) = &content.name_id {
        writer = ordered(writer.start(layout.saml("NameID")), layout.name_id, |name| match name {
            "Format" => Some(&content.name_id_format),
            "SPNameQualifier" => content.audience.as_deref(),
            _ => None,
        });
        writer = writer.text(name_id).end();
    }
    if content.has_confirmation {
        writer = writer.start(layout.saml("SubjectConfirmation")).attribute("Method", BEARER);
        writer = writer.start(layout.saml("SubjectConfirmationData"));
        writer = ordered(writer, layout.confirmation_data, |name| match name {
            "NotOnOrAfter" => Some(&content.confirmation_end),
            "Recipient" => content.recipient.as_deref(),
            "InResponseTo" => content.in_response_to.as_deref(),
            _ => None,
        });
        writer = writer.end().end();
    }
    writer.end()
}

fn conditions(writer: XmlWriter, layout: &ShapeLayout, content: &ResponseContent) -> XmlWriter {
    let writer = section(writer, layout, "Conditions")
        .attribute("NotBefore", &content.not_before)
        .attribute("NotOnOrAfter", &content.not_on_or_after);
    let writer = writer.each(&content.audience, |writer, audience| {
        writer.start(layout.saml("AudienceRestriction")).element(layout.saml("Audience"), audience).end()
    });
    writer.end()
}

fn authn_statement(writer: XmlWriter, layout: &ShapeLayout, content: &ResponseContent) -> XmlWriter {
    if !content.has_authn_statement {
        return writer;
    }
    section(writer, layout, "AuthnStatement")
        .attribute("AuthnInstant", &content.issue_instant)
        .attribute("SessionIndex", &content.session_index)
        .attribute_if("SessionNotOnOrAfter", content.session_end.as_deref())
        .start(layout.saml("AuthnContext"))
        .element(layout.saml("AuthnContextClassRef"), &content.authn_context)
        .end()
        .end()
}

fn attributes(writer: XmlWriter, layout: &ShapeLayout, content: &ResponseContent) -> XmlWriter {
    if content.attributes.is_empty() {
        return writer;
    }
    let attribute = |writer: XmlWriter, name: &str, values: &[String]| {
        let writer = writer
            .start(layout.saml("Attribute"))
            .attribute("Name", name)
            .attribute_if("NameFormat", layout.name_format);
        let writer = writer.each(values, |writer, value| {
            let writer =
                ordered(writer.start(layout.saml("AttributeValue")), layout.attribute_value, |_| None);
            writer.text(value).end()
        });
        writer.end()
    };
    section(writer, layout, "AttributeStatement")
        .each(&content.attributes, |writer, (name, values)| match layout.one_attribute_for_each_value {
            true => writer.each(values, |writer, value| attribute(writer, name, std::slice::from_ref(value))),
            false => attribute(writer, name, values),
        })
        .end()
}

/// Adds attributes and declarations in this order; those that are the same in every message have their value here.
fn ordered<'v>(
    writer: XmlWriter,
    order: AttributeOrder,
    value: impl Fn(&str) -> Option<&'v str>,
) -> XmlWriter {
    order.iter().fold(writer, |writer, name| {
        let known = match *name {
            "xmlns:samlp" | "xmlns:saml2p" => Some(SAMLP),
            "xmlns" | "xmlns:saml" | "xmlns:saml2" => Some(SAML),
            "xmlns:xs" => Some(XS),
            "xmlns:xsi" => Some(XSI),
            "xsi:type" => Some("xs:string"),
            "Version" => Some("2.0"),
            _ => None,
        };
        let own = value(name).or(known);
        // An Issuer's Format is fixed, and a NameID's is not.
        writer.attribute_if(name, own.or((*name == "Format").then_some(ENTITY)))
    })
}

/// Signs the Response, or the first assertion in it; the signature follows its Issuer.
fn with_signature(xml: &str, local: &str, key: &SigningKey, layout: &ShapeLayout) -> Result<String, Error> {
    let document = parsed(xml)?;
    let root = document.root();
    let element = match local {
        "Response" => root,
        _ => root.child(Namespace::SAML, local).ok_or_else(|| wrong("it has no such element"))?,
    };
    let signature = key.enveloped(element, element.attribute("ID").unwrap_or_default(), None)?;
    let end = format!("</{}>", layout.saml("Issuer"));
    let rest = xml.get(element.offset()..).unwrap_or_default();
    let issuer = rest.find(&end).ok_or_else(|| wrong("it has no Issuer"))?;
    let place = element.offset().saturating_add(issuer).saturating_add(end.len());
    let (before, after) = xml.split_at_checked(place).ok_or_else(|| wrong("it has no Issuer"))?;
    Ok([before, &signature, after].concat())
}

/// The document before its assertion, the assertion, and what follows.
fn cut(xml: &str, layout: &ShapeLayout) -> Result<(String, String, String), Error> {
    let (open, close) =
        (format!("<{} ", layout.saml("Assertion")), format!("</{}>", layout.saml("Assertion")));
    let missing = || wrong("it has no assertion");
    let begin = xml.find(&open).ok_or_else(missing)?;
    let end = xml.rfind(&close).ok_or_else(missing)?.saturating_add(close.len());
    let part = |range: Option<&str>| range.map(str::to_owned).ok_or_else(missing);
    Ok((part(xml.get(..begin))?, part(xml.get(begin..end))?, part(xml.get(end..))?))
}

fn tampered(xml: &str, layout: &ShapeLayout, content: &ResponseContent) -> Result<String, Error> {
    let end = format!("</{}>", layout.saml("NameID"));
    let was = format!(">{}{end}", escaped(content.name_id.as_deref().unwrap_or_default()));
    let changed = xml.replacen(&was, &format!(">{FORGED}{end}"), 1);
    if changed == xml {
        return Err(wrong("it has no NameID to change"));
    }
    Ok(changed)
}

/// Moves the signed assertion, and has a forged one where the service might read it (Somorovsky et al., "On Breaking SAML",
/// 2012).
fn wrap(how: Broken, xml: &str, layout: &ShapeLayout, content: &ResponseContent) -> Result<String, Error> {
    let (before, signed, after) = cut(xml, layout)?;
    let (_, forged, _) = cut(&plain(layout, &content.forged(), false), layout)?;
    Ok(match how {
        Broken::WrappedInExtensions => {
            let (extensions, status) = (layout.samlp("Extensions"), format!("<{}", layout.samlp("Status")));
            let extended = format!("<{extensions}>{signed}</{extensions}>{status}");
            [before.replacen(&status, &extended, 1), forged, after].concat()
        }
        Broken::WrappedInSignature => {
            let (open, close) = ("<ds:Signature ", "</ds:Signature>");
            let missing = || wrong("the assertion is not signed");
            let (head, rest) = signed.split_once(open).ok_or_else(missing)?;
            let (signature, tail) = rest.split_once(close).ok_or_else(missing)?;
            let object = format!("<ds:Object>{head}{tail}</ds:Object>");
            let issuer = format!("</{}>", layout.saml("Issuer"));
            let around = format!("{issuer}{open}{signature}{object}{close}");
            [before, forged.replacen(&issuer, &around, 1), after].concat()
        }
        _ => [before, forged, signed, after].concat(),
    })
}

/// Reads what this module or the service wrote.
pub(super) fn parsed(xml: &str) -> Result<Document<'_>, Error> {
    let limits = Limits { max_xml_bytes: usize::MAX, ..Limits::default() };
    Document::parse(xml, &limits).map_err(|error| wrong(&error.to_string()))
}

/// The text of a child in the assertion's namespace.
pub(super) fn child_text<'t>(element: Element<'t>, local: &str) -> Option<&'t str> {
    element.child(Namespace::SAML, local)?.text()
}

fn wrong(why: &str) -> Error {
    Error::new(ErrorKind::Configuration, format!("the test response cannot be written: {why}"))
}
