//! What a plaintext means, where declarations around its ciphertext were added or changed after signing: exclusive
//! canonicalization leaves out a declaration whose prefix is not visibly used, so the signature does not notice.

use super::{Case, PERSON, login, signing};
use crate::login::SAML;
use crate::{Element, Encryption, Login, Part, keys};

const SOURCE: &str = "Exclusive XML Canonicalization 1.0, section 3 | XML Encryption 1.1, section 4.4 | XML Signature Best Practices";
const XSI: &str = "http://www.w3.org/2001/XMLSchema-instance";
/// The first value is nil where xsi is what everyone binds it to, and the text `admin` where it is not.
const NIL: &str = "<saml:Attribute Name=\"role\"><saml:AttributeValue xsi:nil=\"true\">admin</saml:AttributeValue>\
<saml:AttributeValue>agent</saml:AttributeValue></saml:Attribute>";
/// A NameID where the default namespace is that of assertions, and an element of no namespace where there is none.
const NAME: &str = "<saml:Attribute Name=\"role\"><saml:AttributeValue><NameID>admin</NameID></saml:AttributeValue>\
<saml:AttributeValue>agent</saml:AttributeValue></saml:Attribute>";

fn encryption() -> Encryption {
    Encryption::new(keys::key("sp-encryption"))
}

/// An assertion, signed, with this plaintext as an attribute, and this declaration on the parent of its ciphertext.
fn holding(plaintext: &str, declared: Option<(&'static str, &'static str)>) -> Login {
    let plaintext = plaintext.to_owned();
    let place = move |statement: &mut Element| {
        let mut holder = encryption().encrypt_text("saml:EncryptedAttribute", &plaintext);
        if let Some((name, uri)) = declared {
            holder.set(name, uri);
        }
        statement.push(holder);
    };
    login().edit(Part::AttributeStatement, place).sign_assertion(signing())
}

/// The same login with a declaration that was added, or changed, after signing.
fn declaring(login: Login, name: &'static str, uri: &'static str) -> Login {
    login.after(move |response| response.find_mut("EncryptedAttribute").set(name, uri))
}

pub fn cases() -> Vec<Case> {
    let accepted = |id: &str, what: &str, login: Login, roles: &[&str]| {
        let case = Case::accepted(id, what, SOURCE, login.message().xml);
        case.decryption_key("sp-encryption").signing_in(PERSON).with_attribute("role", roles)
    };
    let refused = |id: &str, what: &str, login: Login| {
        let case = Case::refused("encrypted", id, what, SOURCE, "signature-wrapping", login.message().xml);
        case.decryption_key("sp-encryption").never("admin").validate("decryption-failed")
    };
    let around = || {
        login()
            .edit(Part::AttributeStatement, |statement| {
                statement.unset("xmlns:xsi");
                let attribute = Element::new("saml:Attribute").with("Name", "role");
                let nil = Element::new("saml:AttributeValue").with("xsi:nil", "true").text("admin");
                let agent = Element::new("saml:AttributeValue").text("agent");
                statement.push(attribute.child(nil).child(agent));
            })
            .between(|response| {
                response.find_mut("Assertion").unset("xmlns:xsi");
                response.set("xmlns:xsi", XSI);
                encryption().replace_assertion(response);
            })
            .sign_response(signing())
    };
    let own = "<saml:Attribute Name=\"role\"><saml:AttributeValue xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" \
xsi:nil=\"true\">admin</saml:AttributeValue><saml:AttributeValue>agent</saml:AttributeValue></saml:Attribute>";
    vec![
        accepted(
            "names-customary",
            "xsi of a plaintext is declared around its ciphertext, as everyone binds it",
            holding(NIL, Some(("xmlns:xsi", XSI))),
            &["agent"],
        ),
        accepted(
            "names-own",
            "a plaintext declares its prefix itself, and another declaration around it was added after signing",
            declaring(holding(own, None), "xmlns:xsi", "urn:x"),
            &["agent"],
        ),
        accepted(
            "names-none",
            "an element of no namespace in a plaintext, which says so itself",
            holding(&NAME.replace("<NameID>", "<NameID xmlns=\"\">"), None),
            &["agent"],
        ),
        accepted("names-around", "the same below a signed Response that declares xsi", around(), &["agent"]),
        refused(
            "names-rebound",
            "xsi is bound to another name around the ciphertext after signing",
            declaring(holding(NIL, Some(("xmlns:xsi", XSI))), "xmlns:xsi", "urn:x"),
        ),
        refused(
            "names-default-added",
            "a default namespace is added around the ciphertext after signing",
            declaring(holding(NAME, None), "xmlns", SAML),
        ),
        accepted(
            "names-of-nobody",
            "an element without a prefix inside a value; it is not read, whatever its namespace is",
            holding(&NAME.replace("NameID", "Role"), None),
            &["agent"],
        ),
        refused(
            "names-default-open",
            "an element without a prefix in a plaintext, where nothing signed says what the default namespace is",
            holding(NAME, None),
        )
        .may_accept(),
        refused(
            "names-default-removed",
            "a default namespace around the ciphertext is taken away after signing",
            holding(NAME, Some(("xmlns", SAML)))
                .after(|response| drop(response.find_mut("EncryptedAttribute").unset("xmlns"))),
        ),
        refused(
            "names-around-rebound",
            "xsi is bound to another name on the Response, whose signature covers the ciphertext",
            around().after(|response| response.set("xmlns:xsi", "urn:x")),
        ),
        refused(
            "names-unsigned",
            "a prefix of the identity provider's own, declared around the ciphertext where nothing signed uses it",
            holding(&NIL.replace("xsi:nil", "acme:nil"), Some(("xmlns:acme", XSI))),
        )
        .may_accept(),
    ]
}
