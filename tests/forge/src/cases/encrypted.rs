//! Encrypted assertions: what must be read as if it were not encrypted, and ciphertexts that lie.

use super::{ATTACKER, Case, PERSON, login, signing};
use crate::encrypt::XENC;
use crate::login::SAML;
use crate::{Content, Element, Encryption, KeyPlace, Login, Node, Part, Signing, Style, Transport, keys};
use serde_json::json;

const XML_ENCRYPTION: &str = "XML Encryption 1.1, sections 5.2 and 5.5 | SAML 2.0 core, section 2.3.4";
const ORACLES: &str =
    "XML Encryption 1.1, section 6.1 | Jager and Somorovsky, How to Break XML Encryption, 2011";
const BLEICHENBACHER: &str = "Jager, Schinzel and Somorovsky, Bleichenbacher's Attack Strikes Again, 2012 | XML Encryption 1.1, section 5.5.1";

pub fn cases() -> Vec<Case> {
    [accepted(), plaintexts(), ciphertexts(), algorithms(), arrangements()].concat()
}

fn encryption() -> Encryption {
    Encryption::new(keys::key("sp-encryption"))
}

/// Signed inside the ciphertext.
fn inside(login: Login, encryption: Encryption) -> Login {
    login.sign_assertion(signing()).between(move |response| encryption.replace_assertion(response))
}

/// Signed around the ciphertext.
fn around(login: Login, encryption: Encryption) -> Login {
    login.between(move |response| encryption.replace_assertion(response)).sign_response(signing())
}

fn with_key(case: Case) -> Case {
    case.decryption_key("sp-encryption")
}

fn refused(id: &str, what: &str, source: &str, root: &str, login: &Login) -> Case {
    with_key(Case::refused("encrypted", id, what, source, root, login.message().xml))
}

/// Outside a verified signature the strict path says one thing, whatever it was.
fn sealed(id: &str, what: &str, source: &str, root: &str, login: &Login) -> Case {
    refused(id, what, source, root, login).validate("decryption-failed")
}

fn accepted() -> Vec<Case> {
    let case = |id: &str, what: &str, login: &Login| {
        with_key(Case::accepted(id, what, XML_ENCRYPTION, login.message().xml)).signing_in(PERSON)
    };
    let parts = |data: &mut Element| {
        data.unset("Id");
        data.find_mut("EncryptedKey").unset("Id");
    };
    let encrypted_id = login()
        .edit(Part::Subject, move |subject| {
            encryption().on_data(parts).replace(subject, "NameID", "EncryptedID");
        })
        .edit(Part::AttributeStatement, move |statement| {
            encryption().on_data(parts).replace(statement, "Attribute", "EncryptedAttribute");
        })
        .sign_assertion(signing());
    let pss = Transport::Oaep11(Some("sha256"), Some("sha512"));
    vec![
        case("encrypted-gcm", "AES-256-GCM under RSA-OAEP, signed inside", &inside(login(), encryption())),
        case(
            "encrypted-oaep-sha256",
            "RSA-OAEP of 1.1 with SHA-256 and MGF1 SHA-512",
            &inside(login(), encryption().transport(pss)),
        ),
        case(
            "encrypted-cbc-signed",
            "AES-128-CBC inside a signed Response",
            &around(login(), encryption().content(Content::Cbc(128))),
        ),
        case(
            "encrypted-key-beside",
            "EncryptedKey next to EncryptedData, named by RetrievalMethod",
            &inside(login(), encryption().place(KeyPlace::Retrieved)),
        ),
        case("encrypted-parts", "EncryptedID and EncryptedAttribute in a signed assertion", &encrypted_id),
    ]
}

/// What anyone can encrypt who has the certificate of the service.
fn plaintexts() -> Vec<Case> {
    let forged = || login().name_id(ATTACKER, None);
    let text =
        |edit: fn(&str) -> String| inside(login(), encryption().on_plaintext(move |text| *text = edit(text)));
    let unsigned = forged().between(|response| encryption().replace_assertion(response));
    let by_service = forged()
        .sign_assertion(Signing::new(keys::key("sp-encryption")))
        .between(|response| encryption().replace_assertion(response));
    let changed = login().sign_assertion(signing()).between(|response| {
        response.find_mut("NameID").set_text(ATTACKER);
        encryption().replace_assertion(response);
    });
    let two = inside(
        login(),
        encryption().on_plaintext(|text| {
            let evil = login().name_id(ATTACKER, None).ids("_e", "_e1").assertion().document(Style::USUAL);
            *text = format!("{evil}{text}");
        }),
    );
    let wrapped = inside(
        login(),
        encryption().on_plaintext(|text| {
            let evil = login().name_id(ATTACKER, None).ids("_e", "_e1").assertion();
            let advice = Element::new("saml:Advice").child(Node::raw(text));
            *text = evil.child(advice).document(Style::USUAL);
        }),
    );
    let twice = text(|text| {
        let other = |data: &mut Element| {
            data.set("Id", "_inner");
            data.find_mut("EncryptedKey").set("Id", "_inner-key");
        };
        encryption()
            .on_data(other)
            .encrypt_text("saml:EncryptedAssertion", text)
            .with("xmlns:saml", SAML)
            .document(Style::USUAL)
    });
    vec![
        sealed(
            "plaintext-unsigned",
            "forged assertion, encrypted with the service's public certificate",
            ORACLES,
            "unsigned",
            &unsigned,
        ),
        sealed(
            "plaintext-signed-by-service",
            "forged assertion, signed with the service's own key",
            ORACLES,
            "signature-untrusted-key",
            &by_service,
        ),
        sealed(
            "plaintext-changed",
            "assertion changed between signing and encryption",
            ORACLES,
            "digest-cause-value-changed",
            &changed,
        ),
        sealed(
            "plaintext-two-assertions",
            "two assertions in one plaintext",
            "SAML 2.0 core, section 2.3.4",
            "xml-malformed",
            &two,
        ),
        sealed(
            "plaintext-wrapping",
            "the signed assertion in the Advice of a forged one",
            "Somorovsky et al., On Breaking SAML, 2012",
            "signature-wrapping",
            &wrapped,
        ),
        sealed(
            "plaintext-encrypted-again",
            "an EncryptedAssertion in the plaintext",
            "SAML 2.0 core, section 2.3.4",
            "assertion-missing",
            &twice,
        ),
        sealed(
            "plaintext-no-xml",
            "a plaintext that is no XML",
            ORACLES,
            "xml-malformed",
            &text(|_| "hello".to_owned()),
        ),
        sealed(
            "plaintext-doctype",
            "a document type declaration in the plaintext",
            ORACLES,
            "doctype-forbidden",
            &text(|text| format!("<!DOCTYPE a [<!ENTITY e 'x'>]>{text}")),
        ),
        sealed(
            "plaintext-deep",
            "a plaintext nested 100 deep",
            ORACLES,
            "limit-exceeded",
            &text(|_| "<a>".repeat(100) + &"</a>".repeat(100)),
        ),
    ]
}

fn ciphertexts() -> Vec<Case> {
    let damaged = |edit: fn(&mut Vec<u8>)| inside(login(), encryption().on_value(edit));
    let failed = |id: &str, what: &str, login: &Login| sealed(id, what, ORACLES, "decryption-failed", login);
    let lying = encryption().keys(&[keys::key("other-tenant")]).showing(keys::key("sp-encryption"));
    vec![
        failed(
            "tag-changed",
            "one bit of the authentication tag changed",
            &damaged(|value| *value.last_mut().unwrap() ^= 1),
        ),
        failed(
            "tag-truncated",
            "the authentication tag cut to 12 bytes",
            &damaged(|value| value.truncate(value.len() - 4)),
        ),
        failed(
            "iv-too-long",
            "an initialization vector of 16 bytes for GCM",
            &damaged(|value| drop(value.splice(0..0, [0; 4]))),
        ),
        failed("iv-alone", "an initialization vector and nothing else", &damaged(|value| value.truncate(12))),
        failed("ciphertext-changed", "one bit of the ciphertext changed", &damaged(|value| value[40] ^= 1)),
        failed(
            "content-key-changed",
            "another content key than the content is encrypted with",
            &inside(login(), encryption().on_content_key(|key| key[0] ^= 1)),
        ),
        failed(
            "content-key-short",
            "a content key of 128 bits for AES-256",
            &inside(login(), encryption().on_content_key(|key| key.truncate(16))),
        ),
        failed(
            "key-confusion",
            "encrypted for another key than the certificate that is shown",
            &inside(login(), lying),
        ),
        failed(
            "key-of-another",
            "encrypted for another service",
            &inside(login(), encryption().keys(&[keys::key("other-tenant")])),
        ),
    ]
}

fn algorithms() -> Vec<Case> {
    let failed = |id: &str, what: &str, source: &str, login: &Login| {
        sealed(id, what, source, "decryption-failed", login)
    };
    let pkcs1 = || encryption().transport(Transport::Pkcs1);
    let triple_des = || encryption().content(Content::TripleDes);
    vec![
        failed(
            "rsa-1-5",
            "RSA PKCS#1 v1.5 inside a signed Response, which no policy allows",
            BLEICHENBACHER,
            &around(login(), pkcs1()),
        )
        .may_accept()
        .honest(),
        failed(
            "rsa-1-5-unsigned",
            "RSA PKCS#1 v1.5 outside a signature, although the policy names it",
            BLEICHENBACHER,
            &inside(login(), pkcs1()),
        )
        .set("allow", json!(["rsa_1_5"]))
        .may_accept()
        .honest(),
        failed(
            "triple-des-unsigned",
            "Triple DES outside a signature, although the policy names it",
            "CVE-2016-2183",
            &inside(login(), triple_des()),
        )
        .set("allow", json!(["3des", "cbc_outside_signature"]))
        .may_accept()
        .honest(),
        failed(
            "cbc-unsigned",
            "AES-128-CBC outside a signature",
            ORACLES,
            &inside(login(), encryption().content(Content::Cbc(128))),
        )
        .may_accept()
        .honest(),
    ]
}

fn arrangements() -> Vec<Case> {
    let data = |edit: fn(&mut Element)| inside(login(), encryption().on_data(edit));
    let evil = || {
        let other = |data: &mut Element| {
            data.set("Id", "_other");
            data.find_mut("EncryptedKey").set("Id", "_other-key");
        };
        let assertion = login().name_id(ATTACKER, None).ids("_e", "_e1").assertion();
        encryption().on_data(other).encrypt("saml:EncryptedAssertion", &assertion).with("xmlns:saml", SAML)
    };
    let swapped = around(login(), encryption()).after(move |response| {
        response.take("EncryptedAssertion").unwrap();
        response.push(evil());
    });
    let beside = inside(login(), encryption()).after(move |response| response.insert_after("Status", evil()));
    let clear = around(login(), encryption()).after(|response| {
        response.push(login().name_id(ATTACKER, None).ids("_e", "_e1").assertion());
    });
    let nested = inside(login(), encryption()).after(|response| {
        let mut data = response.find("EncryptedData").unwrap().clone();
        for _ in 0..100 {
            data = Element::new("xenc:EncryptedData").with("xmlns:xenc", XENC).child(data);
        }
        response.find_mut("EncryptedAssertion").children = vec![Node::Element(data)];
    });
    let same_id =
        around(login(), encryption().on_plaintext(|text| *text = text.replace("\"_a1\"", "\"_r1\"")));
    let many = inside(login(), encryption().keys(&[keys::key("sp-encryption"); 17]).without_certificate());
    let other_issuer = around(
        login().name_id(ATTACKER, None).edit(Part::Issuer, |issuer| issuer.set_text("https://evil.example")),
        encryption(),
    );
    let wrapping = "Somorovsky et al., On Breaking SAML, 2012";
    let bounds = "XML Encryption 1.1, section 6.2";
    vec![
        refused(
            "ciphertext-swapped",
            "another ciphertext in the place of the signed one",
            wrapping,
            "digest-mismatch",
            &swapped,
        ),
        refused(
            "ciphertext-beside",
            "a forged ciphertext next to the genuine one",
            wrapping,
            "assertions-several",
            &beside,
        ),
        refused(
            "ciphertext-beside-clear",
            "an unencrypted forged assertion next to the signed ciphertext",
            wrapping,
            "assertions-several",
            &clear,
        ),
        refused("encrypted-data-deep", "EncryptedData nested 100 deep", bounds, "limit-exceeded", &nested),
        sealed(
            "id-in-both-documents",
            "the plaintext has the ID of the Response",
            "SAML 2.0 core, section 1.3.4",
            "id-duplicate",
            &same_id,
        ),
        sealed(
            "issuer-inside-differs",
            "another issuer inside the ciphertext than around it",
            "CVE-2026-49283",
            "issuer-differs",
            &other_issuer,
        ),
        sealed("keys-too-many", "17 encrypted keys for one ciphertext", bounds, "decryption-failed", &many),
        sealed(
            "retrieval-elsewhere",
            "RetrievalMethod names a key that does not exist",
            "XML Encryption 1.1, section 3.5.2",
            "decryption-failed",
            &inside(
                login(),
                encryption()
                    .place(KeyPlace::Retrieved)
                    .on_data(|data| data.find_mut("RetrievalMethod").set("URI", "#_elsewhere")),
            ),
        ),
        sealed(
            "cipher-reference",
            "CipherReference to a file",
            "XML Encryption 1.1, section 3.3.1",
            "decryption-failed",
            &data(|data| {
                let at = data.position("CipherData").unwrap();
                let reference = Element::new("xenc:CipherReference").with("URI", "file:///etc/passwd");
                data.children[at] = Node::Element(Element::new("xenc:CipherData").child(reference));
            }),
        ),
        sealed(
            "type-content",
            "EncryptedData of the type Content",
            "SAML 2.0 core, section 2.3.4",
            "decryption-failed",
            &data(|data| data.set("Type", &format!("{XENC}Content"))),
        ),
    ]
}
