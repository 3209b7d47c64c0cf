//! Where everything is: one Response, one assertion, signatures only where the profile allows them.
//!
//! Signature wrapping moves signed content to where it is verified but not read (Somorovsky et al., "On Breaking
//! SAML: Be Whoever You Want to Be", 2012; CVE-2024-45409, CVE-2025-66568 and many between). This rule looks at every
//! element of the document once and leaves no second place for anything that matters (invariants: unique-ids,
//! signature-place, one-assertion).

use crate::assertion::StructureFault;
use crate::check::{ENOUGH, Findings};
use crate::decrypt::Opened;
use crate::xml::{Document, Element, Namespace};
use crate::{Code, Confidence, Finding};

/// Where the parts of the message are; nothing is looked up again afterwards (invariant: one-tree).
#[derive(Debug)]
pub(crate) struct Layout<'t> {
    /// The root, where it is a Response.
    pub(crate) response: Option<Element<'t>>,
    /// The one assertion: child of the Response, or the root itself when it was cut out of one.
    pub(crate) assertion: Option<Element<'t>>,
    /// The one encrypted assertion.
    pub(crate) encrypted: Option<Element<'t>>,
    /// What that was decrypted to; its plaintext is then the one assertion.
    pub(crate) opened: Option<Opened<'t>>,
    /// Signatures in an allowed place, with the element that each belongs to, in document order.
    pub(crate) signatures: Vec<(Element<'t>, Element<'t>)>,
    /// The first assertion and the first signature inside Advice of the one assertion; they are not read.
    pub(crate) advice: [Option<Element<'t>>; 2],
    /// Whether anything was found that refuses the message.
    pub(crate) sound: bool,
}

/// Finds the parts of the message, and everything that is in a forbidden place.
pub(crate) fn locate<'t>(document: &'t Document<'t>, findings: &mut Findings) -> Layout<'t> {
    let root = document.root();
    let mut layout = Layout {
        response: None,
        assertion: None,
        encrypted: None,
        opened: None,
        signatures: Vec::new(),
        advice: [None; 2],
        sound: true,
    };
    if root.is(Namespace::SAMLP, "Response") {
        layout.response = Some(root);
    } else if root.is(Namespace::SAML, "Assertion") {
        layout.assertion = Some(root);
    }
    let mut sound = true;
    let mut refuse = |findings: &mut Findings, code: Code, finding: &dyn Fn() -> Finding| {
        sound = false;
        if !findings.enough_of(code) {
            findings.error(finding());
        }
    };
    if let Some((first, second)) = document.duplicate_id() {
        refuse(findings, Code::IdDuplicate, &|| duplicate(first, second));
    }
    let mut several = None;
    let mut advice = Advice::default();
    // WS-Federation wraps a token, and its assertion is in the place that WS-Trust gives it. Nothing of it is read.
    let is_token = matches!(
        root.local_name(),
        "RequestSecurityTokenResponse" | "RequestSecurityTokenResponseCollection"
    );
    for element in root.descendants().take_while(|_| !is_token) {
        let is = |name: &str| element.has_local_name(name);
        match element.namespace() {
            // Invariant: one-assertion. Whatever signature covers the assertion covers its Advice too.
            _ if advice.ignores(element) => {}
            Namespace::SAML
                if is("Advice") && layout.assertion.is_some_and(|it| element.parent() == Some(it)) =>
            {
                advice.enter(element);
            }
            Namespace::DS if is("Signature") => {
                let owner = element.parent().filter(|parent| owns_signature(root, *parent));
                let taken = |owner| layout.signatures.iter().any(|&(_, other)| other == owner);
                match owner {
                    // Each is examined, and a sound message has two at most (invariant: bounded).
                    Some(_) if layout.signatures.len() >= ENOUGH => {
                        refuse(findings, Code::SignatureWrapping, &|| too_many_signatures(element));
                    }
                    Some(owner) if !taken(owner) => layout.signatures.push((element, owner)),
                    Some(owner) => {
                        refuse(findings, Code::SignatureWrapping, &|| second_signature(element, owner));
                    }
                    None => refuse(findings, Code::SignatureWrapping, &|| stray_signature(element)),
                }
            }
            Namespace::SAML if is("Assertion") || is("EncryptedAssertion") => {
                let encrypted = is("EncryptedAssertion");
                if element == root {
                    continue;
                }
                if layout.response.is_none() || element.parent() != layout.response {
                    refuse(findings, Code::AssertionMisplaced, &|| misplaced(element));
                } else if layout.assertion.is_some() || layout.encrypted.is_some() {
                    several = several.or(Some(element));
                } else if encrypted {
                    layout.encrypted = Some(element);
                } else {
                    layout.assertion = Some(element);
                }
            }
            Namespace::SAMLP if element != root && is("Response") => {
                refuse(findings, Code::SignatureWrapping, &|| nested_response(element));
            }
            _ => {}
        }
    }
    if let Some(element) = several {
        refuse(findings, Code::AssertionsSeveral, &|| {
            Finding::new(Code::AssertionsSeveral, "the Response contains more than one assertion")
                .at(Some(element.location()))
                .with_fix("send one assertion for each login; if the identity provider never sends two, find out where the second one comes from")
        });
    }
    layout.sound = sound;
    layout.advice = advice.first;
    advice.report(findings);
    comments(root, findings);
    if findings.explain() {
        for (element, value) in document.ids_not_ncname().take(ENOUGH) {
            findings.warning(|| not_ncname(element, value));
        }
    }
    layout
}

/// The Advice of the one assertion: what it contains is never read (SAML 2.0 core, section 2.6.1).
#[derive(Default)]
struct Advice<'t> {
    element: Option<Element<'t>>,
    first: [Option<Element<'t>>; 2],
    assertions: usize,
}

impl<'t> Advice<'t> {
    /// The first one; the schema allows no second.
    fn enter(&mut self, element: Element<'t>) {
        self.element = self.element.or(Some(element));
    }

    /// Whether this is an assertion or a signature that the Advice contains; counts the assertions.
    fn ignores(&mut self, element: Element<'t>) -> bool {
        if !self.element.is_some_and(|advice| advice.contains(element)) {
            return false;
        }
        let assertion =
            element.is(Namespace::SAML, "Assertion") || element.is(Namespace::SAML, "EncryptedAssertion");
        let signature = element.is(Namespace::DS, "Signature");
        self.assertions = self.assertions.saturating_add(usize::from(assertion));
        let [first_assertion, first_signature] = &mut self.first;
        *first_assertion = first_assertion.or(Some(element).filter(|_| assertion));
        *first_signature = first_signature.or(Some(element).filter(|_| signature));
        assertion || signature
    }

    fn report(&self, findings: &mut Findings) {
        let Some(element) = self.element.filter(|_| self.assertions > 0) else { return };
        findings.warning(|| {
            let number = self.assertions;
            let message = match number {
                1 => "Advice of the assertion contains an assertion, which was not read".to_owned(),
                _ => format!("Advice of the assertion contains {number} assertions, which were not read"),
            };
            Finding::new(Code::AdviceIgnored, message).at(Some(element.location())).with_fix(
                "samlens needs no change; a service that allows one assertion in the whole message refuses this",
            )
        });
    }
}

impl<'t> Layout<'t> {
    /// Takes up the plaintext of the encrypted assertion; false where its root is no assertion.
    ///
    /// Its parts are located as those of the message were, so the rules are those of both documents together
    /// (invariants: unique-ids, signature-place, one-assertion): one Assertion, the root,
    /// with at most one signature, its own; nothing encrypted where an assertion may be read from.
    pub(crate) fn adopt(&mut self, opened: Opened<'t>, findings: &mut Findings) -> bool {
        let root = opened.plaintext();
        let inner = locate(root.document(), findings);
        let mut sound = inner.sound;
        if inner.assertion != Some(root) {
            sound = false;
            findings.error(no_assertion_inside(root));
        }
        sound &= distinct_ids(root, &[opened.encrypted()], findings);
        self.opened = Some(opened);
        self.assertion = inner.assertion.filter(|assertion| *assertion == root);
        // None of another assertion, which could be one of thousands: all that is decrypted is examined while sealed.
        self.signatures.extend(inner.signatures.into_iter().filter(|&(_, owner)| owner == root));
        let ([assertion, signature], [inner_assertion, inner_signature]) = (self.advice, inner.advice);
        self.advice = [assertion.or(inner_assertion), signature.or(inner_signature)];
        self.sound &= sound;
        sound
    }
}

/// Whether no identifier of this document occurs in those of the other elements.
pub(crate) fn distinct_ids(root: Element<'_>, others: &[Element<'_>], findings: &mut Findings) -> bool {
    for other in others {
        if let Some((inner, outer)) = root.document().shared_id(other.document()) {
            findings.error(duplicate(outer, inner));
            return false;
        }
    }
    true
}

/// Whether the plaintext of an EncryptedID or EncryptedAttribute contains anything that a wrapping attack needs.
pub(crate) fn is_plain_part(root: Element<'_>) -> bool {
    root.descendants().all(|element| match element.namespace() {
        Namespace::DS => element.local_name() != "Signature",
        Namespace::SAML => !matches!(
            element.local_name(),
            "Assertion" | "EncryptedAssertion" | "EncryptedID" | "EncryptedAttribute"
        ),
        Namespace::SAMLP => element.local_name() != "Response",
        _ => true,
    }) && root.document().duplicate_id().is_none()
}

fn no_assertion_inside(root: Element<'_>) -> Finding {
    Finding::new(Code::AssertionMissing, "the decrypted content is not an Assertion")
        .at(Some(root.location()))
        .with_actual(format!("{} in namespace {}", root.local_name(), root.namespace_uri()))
        .with_expected("Assertion in namespace urn:oasis:names:tc:SAML:2.0:assertion")
        .with_fix(
            "report it to the identity provider: EncryptedAssertion must contain one Assertion and nothing else",
        )
}

/// Invariant: signature-place. The Response and its direct Assertion carry signatures, or the root where it is another
/// message.
fn owns_signature(root: Element<'_>, parent: Element<'_>) -> bool {
    parent == root
        || (parent.parent() == Some(root)
            && root.is(Namespace::SAMLP, "Response")
            && parent.is(Namespace::SAML, "Assertion"))
}

/// What anyone may change around a signed ciphertext decides on nothing (see `decrypt::binding`).
pub(crate) fn uncovered_namespaces(encrypted: Element<'_>) -> Finding {
    let message = format!(
        "the content decrypted from {} uses namespace declarations around it that no signature covers",
        encrypted.local_name()
    );
    Finding::new(Code::SignatureWrapping, message)
        .at(Some(encrypted.location()))
        .with_expected(
            "encrypted content that declares its own namespaces, or uses signed declarations around it",
        )
        .with_fix(
            "report it to the identity provider: encrypted content must declare every namespace that it uses",
        )
}

fn duplicate(first: Element<'_>, second: Element<'_>) -> Finding {
    let message = format!("{} and {} have the same ID", first.path(), second.path());
    let id = ["ID", "Id", "id"].into_iter().find_map(|name| second.attribute(name)).unwrap_or_default();
    Finding::new(Code::IdDuplicate, message)
        .at(Some(second.location()))
        .with_actual(id)
        .with_expected("a unique ID for each element")
        .with_fix("make a new random ID for each Response and Assertion at the identity provider; a signature that refers to a repeated ID proves nothing")
}

fn second_signature(element: Element<'_>, owner: Element<'_>) -> Finding {
    let message = format!("{} has more than one signature", owner.qualified_name());
    Finding::new(Code::SignatureWrapping, message)
        .at(Some(element.location()))
        .with_fix("sign each element once at the identity provider")
}

fn too_many_signatures(element: Element<'_>) -> Finding {
    let message = format!("the message has more than {ENOUGH} signatures; the others were not checked");
    Finding::new(Code::SignatureWrapping, message)
        .at(Some(element.location()))
        .with_expected("at most one signature of the Response and one of its assertion")
        .with_fix("do not accept the message: no identity provider sends this")
}

pub(crate) fn stray_signature(element: Element<'_>) -> Finding {
    let message = "a signature is not directly under the Response or its assertion";
    Finding::new(Code::SignatureWrapping, message)
        .at(Some(element.location()))
        .with_expected("/samlp:Response/ds:Signature or /samlp:Response/saml:Assertion/ds:Signature")
        .with_fix("do not accept the message unless you know which product builds it this way: signature-wrapping attacks move signed content to where it is verified but not read")
}

pub(crate) fn misplaced(element: Element<'_>) -> Finding {
    let message = "an assertion is not directly under the Response";
    Finding::new(Code::AssertionMisplaced, message)
        .at(Some(element.location()))
        .with_expected("/samlp:Response/saml:Assertion")
        .with_fix("do not accept the message unless you know which product builds it this way: signature-wrapping attacks keep the signed assertion in such a place")
}

fn nested_response(element: Element<'_>) -> Finding {
    Finding::new(Code::SignatureWrapping, "a Response is inside the message")
        .at(Some(element.location()))
        .with_expected("one Response, the root")
        .with_fix("do not accept the message: a Response inside a Response is a pattern of signature-wrapping attacks")
}

/// CVE-2017-11427 and others like it: readers that stop at a comment see a shorter value than the signer meant. samlens
/// never splits a text, so a comment is reported and changes nothing.
fn comments(root: Element<'_>, findings: &mut Findings) {
    let document = root.document();
    if !findings.explain() || !document.has_comments() {
        return;
    }
    for element in root.descendants() {
        let value =
            element.namespace() == Namespace::SAML && element.text().is_some_and(|text| !text.is_empty());
        if value && element.has_comment() && !findings.enough_of(Code::CommentInValue) {
            findings.warning(|| {
                let message = "a value contains a comment; samlens always reads the value as one text";
                Finding::new(Code::CommentInValue, message)
                    .at(Some(element.location()))
                    .with_actual(element.text().unwrap_or_default())
                    .with_confidence(Confidence::Proved)
                    .with_fix("find out who inserted it: libraries with CVE-2017-11427 read only the part before the comment and sign in another user")
            });
        }
    }
}

fn not_ncname(element: Element<'_>, value: &str) -> Finding {
    let digit = value.starts_with(|c: char| c.is_ascii_digit());
    let decimal = digit && value.bytes().all(|byte| byte.is_ascii_digit());
    let message = match digit {
        true if decimal => {
            "an ID is a number; an ID must not begin with a digit (xs:ID, an NCName), so a service that checks this refuses every response"
        }
        true => {
            "an ID begins with a digit; xs:ID must begin with a letter or an underscore. Of random hexadecimal IDs, 10 in 16 begin with a digit, so at a strict service about 6 in 10 logins fail, seemingly at random"
        }
        false => "an ID is not an NCName, which xs:ID requires",
    };
    Finding::new(Code::IdNotNcname, message)
        .at(Some(element.location()))
        .with_actual(value)
        .with_expected(format!("_{value}"))
        .with_fix("where the identity provider generates the ID, put an underscore in front")
}

pub(crate) fn invalid(fault: StructureFault<'_>) -> Finding {
    let finding =
        Finding::new(Code::StructureInvalid, fault.to_string()).at(Some(fault.element().location()));
    if fault.is_nameless_attribute() {
        let friendly = fault.element().attribute("FriendlyName").unwrap_or_default();
        return finding
            .with_actual(if friendly.is_empty() { "no Name" } else { friendly })
            .with_expected("an Attribute with a Name")
            .with_fix("give the attribute mapping (mapper, claim rule) behind it a name at the identity provider: a mapper without a name sends this");
    }
    if fault.is_text_for_format() {
        return finding
            .with_actual(fault.element().text().unwrap_or_default().trim())
            .with_expected("a NameIDPolicy with the attribute Format and no text")
            .with_fix("move the format from the text of NameIDPolicy into its attribute Format where the service makes the request; update its SAML library if the library writes it");
    }
    finding.with_fix("do not accept the message: two services can read it in two ways")
}

pub(crate) fn encrypted(element: Element<'_>) -> Finding {
    Finding::new(Code::EncryptedAssertion, "the assertion is encrypted, and no key to decrypt it was given (--decrypt-key)")
        .at(Some(element.location()))
        .with_fix("give the service's private key with --decrypt-key, or under decryption_keys in samlens.toml, to read it")
        .with_fix("if the service does not support encryption, remove its encryption certificate at the identity provider")
}

pub(crate) fn assertion_missing(response: Element<'_>) -> Finding {
    Finding::new(Code::AssertionMissing, "the status is Success, but the Response contains no assertion")
        .at(Some(response.location()))
        .with_expected("/samlp:Response/saml:Assertion")
        .with_fix("look in the identity provider's log for the login: a Response with Success always contains an assertion")
}

#[cfg(test)]
#[path = "structure_tests.rs"]
mod tests;
