//! Ciphertexts that lie: each is refused, and outside a verified signature all of them with one answer.

use samlens::{Certificate, Code, IdentityProvider, Rejection};
use samlens_forge::encrypted::{
    Signed, UNIFORM, code, encryption, inside, login, report, signing, validate, validator, why, with_policy,
};
use samlens_forge::{Content, Element, Encryption, Login, Node, Shape, Signing, Transport, keys};

/// A login without a signature around the ciphertext, whose plaintext is this text.
fn plaintext(text: impl Fn(&str) -> String + Send + Sync + 'static) -> Login {
    login(Shape::Auth0, Signed::Inside, encryption().on_plaintext(move |plain| *plain = text(plain)))
}

fn rejected(login: &Login) -> Rejection {
    validate(&validator(), login).unwrap_err()
}

fn damaged(edit: impl Fn(&mut Vec<u8>) + Send + Sync + 'static) -> Encryption {
    encryption().on_value(edit)
}

#[test]
fn whatever_fails_outside_a_signature_is_one_answer() {
    let attacker = Signing::new(keys::key("attacker-rsa2048"));
    let by_attacker = Login::new(Shape::Auth0)
        .sign_assertion(attacker)
        .between(|response| encryption().replace_assertion(response));
    let changed = Login::new(Shape::Auth0).sign_assertion(signing()).between(|response| {
        response.find_mut("NameID").set_text("mallory@example.org");
        encryption().replace_assertion(response);
    });
    let foreign_issuer = Login::new(Shape::Auth0)
        .edit(samlens_forge::Part::Issuer, |issuer| issuer.set_text("urn:somebody-else"))
        .sign_assertion(signing())
        .between(|response| encryption().replace_assertion(response));
    let cases: Vec<(&str, Login)> = vec![
        ("unsigned plaintext", login(Shape::Auth0, Signed::Nowhere, encryption())),
        ("signed by another", by_attacker),
        ("changed after signing", changed),
        ("another issuer inside", foreign_issuer),
        (
            "tag changed",
            login(Shape::Auth0, Signed::Inside, damaged(|value| *value.last_mut().unwrap() ^= 1)),
        ),
        (
            "tag cut to 12 bytes",
            login(Shape::Auth0, Signed::Inside, damaged(|value| value.truncate(value.len() - 4))),
        ),
        ("no tag", login(Shape::Auth0, Signed::Inside, damaged(|value| value.truncate(12)))),
        (
            "initialization vector changed",
            login(Shape::Auth0, Signed::Inside, damaged(|value| value[0] ^= 1)),
        ),
        (
            "initialization vector of 16 bytes",
            login(Shape::Auth0, Signed::Inside, damaged(|value| drop(value.splice(0..0, [0; 4])))),
        ),
        ("ciphertext changed", login(Shape::Auth0, Signed::Inside, damaged(|value| value[40] ^= 1))),
        (
            "wrong content key",
            login(Shape::Auth0, Signed::Inside, encryption().on_content_key(|key| key[0] ^= 1)),
        ),
        (
            "content key of another length",
            login(Shape::Auth0, Signed::Inside, encryption().on_content_key(|key| key.truncate(16))),
        ),
        (
            "for another key",
            login(Shape::Auth0, Signed::Inside, encryption().keys(&[keys::key("other-tenant")])),
        ),
        ("empty plaintext", plaintext(|_| String::new())),
        ("no XML", plaintext(|_| "hello".to_owned())),
        ("broken XML", plaintext(|text| text.replace("</saml:Assertion>", ""))),
        ("two assertions", plaintext(|text| format!("{text}{text}"))),
        ("two assertions in a wrapper", plaintext(|text| format!("<saml:Advice>{text}{text}</saml:Advice>"))),
        (
            "a Response",
            plaintext(|text| {
                format!(
                    "<samlp:Response xmlns:samlp=\"urn:oasis:names:tc:SAML:2.0:protocol\">{text}</samlp:Response>"
                )
            }),
        ),
        ("text next to it", plaintext(|text| format!("{text}x"))),
        ("a DOCTYPE", plaintext(|text| format!("<!DOCTYPE a [<!ENTITY e 'x'>]>{text}"))),
        (
            "a NameID",
            plaintext(|_| {
                "<saml:NameID xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\">x</saml:NameID>".to_owned()
            }),
        ),
        (
            "encrypted again",
            plaintext(|text| {
                encryption()
                    .encrypt_text("saml:EncryptedAssertion", text)
                    .with("xmlns:saml", samlens_forge::login::SAML)
                    .document(samlens_forge::Style::USUAL)
            }),
        ),
    ];
    let sample = format!("{:?}", rejected(&cases[0].1));
    for (name, login) in &cases {
        let rejection = rejected(login);
        assert_eq!(rejection.to_string(), UNIFORM, "{name}");
        assert_eq!(format!("{rejection:?}"), sample, "{name}");
        assert_eq!(code(&validator(), login), "decryption-failed", "{name}");
        // A person who has the key reads more.
        let report = report(&validator(), login);
        assert!(
            report
                .findings()
                .iter()
                .any(|f| f.severity() == samlens::Severity::Error && f.to_string() != UNIFORM)
        );
    }
}

#[test]
fn padding_and_structure_are_one_answer_where_cbc_is_allowed() {
    let allowed = with_policy(|policy| policy.allow_cbc_outside_signature = true);
    let cbc = |edit: fn(&mut Vec<u8>)| {
        login(Shape::Auth0, Signed::Inside, encryption().content(Content::Cbc(128)).on_value(edit))
    };
    assert_eq!(code(&allowed, &cbc(|_| ())), "accepted");
    let edits: [fn(&mut Vec<u8>); 6] = [
        |value| *value.last_mut().unwrap() ^= 1,
        |value| value.truncate(value.len() - 16),
        |value| value.truncate(value.len() - 1),
        |value| value.truncate(16),
        |value| value[3] ^= 1,
        |value| value[100] ^= 1,
    ];
    for edit in edits {
        let rejection = validate(&allowed, &cbc(edit)).unwrap_err();
        assert_eq!(rejection.to_string(), UNIFORM);
    }
    // All 256 last bytes of the padding, as an attacker would try them.
    for byte in 0..=255u8 {
        let tried = login(
            Shape::Auth0,
            Signed::Nowhere,
            encryption().content(Content::Cbc(128)).on_value(move |value| {
                let at = value.len() - 17;
                value[at] = byte;
            }),
        );
        assert_eq!(validate(&allowed, &tried).unwrap_err().to_string(), UNIFORM);
    }
}

#[test]
fn after_a_verified_signature_the_rules_answer_by_themselves() {
    let expired = login(Shape::Auth0, Signed::Inside, encryption())
        .conditions(Some("2020-01-01T00:00:00Z"), Some("2020-01-02T00:00:00Z"));
    assert_eq!(code(&validator(), &expired), "assertion-expired");
    let audience = login(Shape::Auth0, Signed::Around, encryption()).audiences(&["https://other.example"]);
    assert_eq!(code(&validator(), &audience), "audience-mismatch");
}

#[test]
fn under_a_signed_response_what_is_inside_obeys_the_same_rules() {
    let around = |text: fn(&str) -> String| {
        login(Shape::Auth0, Signed::Around, encryption().on_plaintext(move |plain| *plain = text(plain)))
    };
    assert_eq!(code(&validator(), &around(|text| text.to_owned())), "accepted");
    assert_eq!(inside(&validator(), &around(|text| format!("{text}{text}"))), "xml-malformed");
    assert_eq!(
        inside(&validator(), &around(|text| format!("<saml:Advice>{text}</saml:Advice>"))),
        "assertion-misplaced"
    );
    let nested = around(|text| {
        text.replace(
            "</saml:Assertion>",
            "<saml:Advice><saml:Assertion ID=\"_x\"/></saml:Advice></saml:Assertion>",
        )
    });
    // An Advice in the assertion, covered by the signature around the ciphertext, is ignored wherever it is.
    assert_eq!(code(&validator(), &nested), "accepted");
    // Where the schema allows an Advice.
    let advised = around(|text| {
        text.replace(
            "</saml:Conditions>",
            "</saml:Conditions><saml:Advice><saml:Assertion ID=\"_x\"/></saml:Advice>",
        )
    });
    assert_eq!(code(&validator(), &advised), "accepted");
    let encrypted_inside = around(|text| {
        text.replace(
            "</saml:Assertion>",
            "<saml:Advice><saml:EncryptedAssertion/></saml:Advice></saml:Assertion>",
        )
    });
    assert_eq!(code(&validator(), &encrypted_inside), "accepted");
    let stray = around(|text| {
        text.replace(
            "</saml:Subject>",
            "<Signature xmlns=\"http://www.w3.org/2000/09/xmldsig#\"/></saml:Subject>",
        )
    });
    assert_eq!(inside(&validator(), &stray), "signature-wrapping");
    // Where the schema allows anything, so that only the search for signatures refuses it.
    let hidden = around(|text| {
        let value = "<Signature xmlns=\"http://www.w3.org/2000/09/xmldsig#\"/></saml:AttributeValue>";
        text.replacen("</saml:AttributeValue>", value, 1)
    });
    assert_eq!(inside(&validator(), &hidden), "signature-wrapping");
    // The ID of the Response, which is in the other document.
    let same_id = around(|text| {
        let id = Login::new(Shape::Auth0).assertion_id;
        text.replace(&id, &Login::new(Shape::Auth0).response_id)
    });
    assert_eq!(inside(&validator(), &same_id), "id-duplicate");
    // A signature inside must verify, also where the Response is signed.
    let attacker = Login::new(Shape::Auth0)
        .sign_assertion(Signing::new(keys::key("attacker-rsa2048")))
        .between(|response| encryption().replace_assertion(response))
        .sign_response(signing());
    assert_eq!(inside(&validator(), &attacker), "signature-untrusted-key");
}

#[test]
fn a_signature_around_that_does_not_verify_ends_it_before_anything_is_decrypted() {
    let attacker = Signing::new(keys::key("attacker-rsa2048"));
    let forged = Login::new(Shape::Auth0)
        .between(|response| encryption().replace_assertion(response))
        .sign_response(attacker);
    let rejection = rejected(&forged);
    assert_eq!(rejection.code(), Code::SignatureValueMismatch);
    let replaced = login(Shape::Auth0, Signed::Around, encryption()).after(|response| {
        let other = encryption().encrypt(
            "saml:EncryptedAssertion",
            &Login::new(Shape::Auth0).name_id("mallory@example.org", None).assertion(),
        );
        let mut other = other;
        other.set("xmlns:saml", samlens_forge::login::SAML);
        response.take("EncryptedAssertion").unwrap();
        response.push(other);
    });
    assert_eq!(rejected(&replaced).code(), Code::DigestMismatch);
    assert_eq!(code(&validator(), &replaced), "digest-mismatch");
}

/// What a signature covers that the policy refuses is not decrypted: the maker of such a signature may have put someone
/// else's ciphertext under it, and would read it from how its padding is answered.
#[test]
fn what_a_weak_signature_covers_is_not_decrypted() {
    let weak = [
        (Signing::new(keys::key("idp-expired")), "certificate-expired"),
        (Signing::new(keys::key("idp-rsa1024")), "key-too-small"),
        (signing().sha1(), "algorithm-weak"),
    ];
    for (signing, expected) in weak {
        let trusted = Certificate::from_pem(signing.key.pem().as_bytes()).unwrap();
        let provider = IdentityProvider::builder(Login::new(Shape::Auth0).issuer).certificate(trusted);
        let validator = samlens_forge::encrypted::with_provider(provider.build().unwrap()).build().unwrap();
        let answer = |flipped: usize| {
            let encryption = encryption().content(Content::Cbc(128)).on_value(move |value| {
                // The last byte of the second last block: the padding of the last one.
                let at = value.len() - 17;
                value[at] ^= u8::from(flipped > 0) * 0x80;
            });
            let place = move |statement: &mut Element| {
                encryption
                    .clone()
                    .on_data(|data| {
                        data.unset("Id");
                        data.find_mut("EncryptedKey").unset("Id");
                    })
                    .replace(statement, "Attribute", "EncryptedAttribute");
            };
            let login = Login::new(Shape::Auth0).edit(samlens_forge::Part::AttributeStatement, place);
            validate(&validator, &login.sign_assertion(signing.clone())).unwrap_err().to_string()
        };
        assert!(answer(0).contains(expected), "{}", answer(0));
        assert_eq!(answer(0), answer(1));
    }
}

#[test]
fn a_wrapped_ciphertext_is_refused() {
    let evil = || {
        let login = Login::new(Shape::Auth0).name_id("mallory@example.org", None).ids("_evil", "_evil2");
        let mut element = encryption()
            .on_data(|data| {
                data.set("Id", "_other");
                data.find_mut("EncryptedKey").set("Id", "_otherkey");
            })
            .encrypt("saml:EncryptedAssertion", &login.assertion());
        element.set("xmlns:saml", samlens_forge::login::SAML);
        element
    };
    let beside = login(Shape::Auth0, Signed::Inside, encryption())
        .after(move |response| response.insert_after("Status", evil()));
    assert_eq!(code(&validator(), &beside), "assertions-several");
    let moved = login(Shape::Auth0, Signed::Around, encryption()).after(move |response| {
        let honest = response.clone();
        *response = Login::new(Shape::Auth0).ids("_new", "_new2").document();
        response.take("Assertion").unwrap();
        response.push(evil());
        response.insert_after("Issuer", Element::new("samlp:Extensions").child(honest));
    });
    assert_ne!(code(&validator(), &moved), "accepted");
    let beside_clear = login(Shape::Auth0, Signed::Around, encryption()).after(|response| {
        let clear = Login::new(Shape::Auth0).ids("_n", "_n2").assertion();
        response.push(clear);
    });
    assert_eq!(code(&validator(), &beside_clear), "assertions-several");
}

#[test]
fn keys_are_not_confused() {
    // The shown certificate is ours, the key it is encrypted for is not, and the other way round.
    let lying = encryption().keys(&[keys::key("other-tenant")]).showing(keys::key("sp-encryption"));
    assert_eq!(code(&validator(), &login(Shape::Auth0, Signed::Inside, lying)), "decryption-failed");
    let modest = encryption().showing(keys::key("other-tenant"));
    assert_eq!(code(&validator(), &login(Shape::Auth0, Signed::Inside, modest)), "accepted");
    // An encryption key is never a signing key.
    let by_recipient = Login::new(Shape::Auth0)
        .sign_assertion(Signing::new(keys::key("sp-encryption")))
        .between(|response| encryption().replace_assertion(response));
    assert_eq!(code(&validator(), &by_recipient), "decryption-failed");
}

#[test]
fn what_else_xml_encryption_could_do_is_refused() {
    let edited = |edit: fn(&mut Element)| login(Shape::Auth0, Signed::Inside, encryption().on_data(edit));
    let reason = |edit: fn(&mut Element)| {
        let login = edited(edit);
        assert_eq!(rejected(&login).to_string(), UNIFORM);
        why(&validator(), &login)
    };
    let cipher = |uri: &'static str| {
        move |data: &mut Element| {
            data.find_mut("EncryptionMethod").set("Algorithm", uri);
        }
    };
    let unknown = "the algorithm is not supported";
    for uri in [
        "",
        "http://www.w3.org/2001/04/xmlenc#kw-aes128",
        "http://www.w3.org/2009/xmlenc11#aes256-gcm ",
        "urn:none",
    ] {
        let login = login(Shape::Auth0, Signed::Inside, encryption().on_data(cipher(uri)));
        assert_eq!(why(&validator(), &login), unknown, "{uri}");
        assert_eq!(rejected(&login).to_string(), UNIFORM);
    }
    assert_eq!(
        reason(|data| data
            .find_mut("EncryptedKey")
            .find_mut("EncryptionMethod")
            .set("Algorithm", "http://www.w3.org/2001/04/xmlenc#kw-aes256")),
        unknown
    );
    assert_eq!(
        reason(|data| data
            .find_mut("EncryptedKey")
            .find_mut("EncryptionMethod")
            .push(Element::new("xenc:OAEPparams").text("?"))),
        unknown
    );
    assert_eq!(
        reason(|data| data.set("Type", "http://www.w3.org/2001/04/xmlenc#Content")),
        "it cannot be decrypted: EncryptedData has another Type than Element"
    );
    assert_eq!(
        reason(|data| drop(data.take("EncryptionMethod"))),
        "it cannot be decrypted: EncryptedData must have exactly one EncryptionMethod"
    );
    assert_eq!(
        reason(|data| drop(data.take("KeyInfo"))),
        "it cannot be decrypted: there is no EncryptedKey for the EncryptedData"
    );
    assert_eq!(
        reason(|data| drop(data.take("CipherData"))),
        "it cannot be decrypted: exactly one CipherData is expected"
    );
    let reference = |data: &mut Element| {
        let at = data.position("CipherData").unwrap();
        data.children[at] = Node::Element(
            Element::new("xenc:CipherData")
                .child(Element::new("xenc:CipherReference").with("URI", "file:///etc/passwd")),
        );
    };
    assert_eq!(
        reason(reference),
        "it cannot be decrypted: CipherData must contain one CipherValue and nothing else"
    );
    let no_base64 = |data: &mut Element| {
        let at = data.position("CipherData").unwrap();
        data.children[at] = Node::Element(
            Element::new("xenc:CipherData").child(Element::new("xenc:CipherValue").text("not base64")),
        );
    };
    assert_eq!(reason(no_base64), "it cannot be decrypted: CipherValue is not base64");
}

#[test]
fn an_mgf1p_with_another_mask_is_refused() {
    // rsa-oaep-mgf1p has MGF1 with SHA-1 and nothing else.
    let mask = |data: &mut Element| {
        let mgf = Element::new("xenc11:MGF")
            .with("xmlns:xenc11", samlens_forge::encrypt::XENC11)
            .with("Algorithm", "http://www.w3.org/2009/xmlenc11#mgf1sha256");
        data.find_mut("EncryptedKey").find_mut("EncryptionMethod").push(mgf);
    };
    let login = login(Shape::Auth0, Signed::Inside, encryption().on_data(mask));
    assert_eq!(code(&validator(), &login), "decryption-failed");
}

#[test]
fn nesting_is_bounded_in_both_documents() {
    let deep = plaintext(|_| "<a>".repeat(100) + &"</a>".repeat(100));
    assert_eq!(rejected(&deep).to_string(), UNIFORM);
    let holder = login(Shape::Auth0, Signed::Inside, encryption()).after(|response| {
        let mut data = response.find("EncryptedData").unwrap().clone();
        for _ in 0..100 {
            data = Element::new("xenc:EncryptedData")
                .with("xmlns:xenc", samlens_forge::encrypt::XENC)
                .child(data);
        }
        let at = response.position("EncryptedAssertion").unwrap();
        let Node::Element(holder) = &mut response.children[at] else { panic!() };
        holder.children = vec![Node::Element(data)];
    });
    assert_eq!(code(&validator(), &holder), "limit-exceeded");
    // 100 layers of encryption are one layer and then no assertion.
    let mut text = Login::new(Shape::Auth0).assertion().document(samlens_forge::Style::USUAL);
    for _ in 0..4 {
        text = encryption()
            .encrypt_text("saml:EncryptedAssertion", &text)
            .with("xmlns:saml", samlens_forge::login::SAML)
            .document(samlens_forge::Style::USUAL);
    }
    assert_eq!(rejected(&plaintext(move |_| text.clone())).to_string(), UNIFORM);
}

#[test]
fn a_plaintext_obeys_the_limits_of_a_message() {
    let large = plaintext(|text| {
        text.replace("</saml:Assertion>", &format!("{}</saml:Assertion>", " ".repeat(3 << 20)))
    });
    assert_eq!(rejected(&large).code(), Code::DecryptionFailed);
    let mut limits = samlens::Limits::default();
    limits.max_xml_bytes = 3000;
    let tight = samlens_forge::encrypted::builder(Shape::Auth0).limits(limits).build().unwrap();
    let login = login(Shape::Auth0, Signed::Around, encryption());
    assert_eq!(validate(&tight, &login).unwrap_err().code(), Code::LimitExceeded);
}

#[test]
fn pkcs1_ciphertexts_of_every_kind_are_one_answer() {
    // Under a signature by the identity provider itself; what fails is still not told apart.
    let allowed = with_policy(|policy| policy.allow_rsa_1_5 = true);
    let pkcs1 = || encryption().transport(Transport::Pkcs1);
    for wrong in [
        pkcs1().on_content_key(|key| key[0] ^= 1),
        pkcs1().on_content_key(|key| key.truncate(16)),
        pkcs1().on_content_key(|key| key.push(0)),
        pkcs1().keys(&[keys::key("other-tenant")]),
        pkcs1().on_value(|value| value[20] ^= 1),
    ] {
        let login = login(Shape::Auth0, Signed::Around, wrong);
        assert_eq!(validate(&allowed, &login).unwrap_err().to_string(), UNIFORM);
    }
}
