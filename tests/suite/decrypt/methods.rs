//! What is encrypted is read as if it were not, by every algorithm, and weak ones only where they are named.

use samlens::inspect::Verdict;
use samlens::{
    Certificate, Code, DecryptionKey, IdentityProvider, Limits, Profile, ServiceProvider, Severity, Validator,
};
use samlens_forge::encrypted::{
    Signed, builder, code, decryption_key, encryption, inside, login, report, signing, validate, validator,
    why, with_policy,
};
use samlens_forge::{Content, KeyPlace, Login, Part, SHAPES, Shape, Transport, keys};

const DIGESTS: [&str; 4] = ["sha1", "sha256", "sha384", "sha512"];

#[test]
fn every_shape_is_read_wherever_it_is_signed() {
    for shape in SHAPES {
        let validator = builder(shape).build().unwrap();
        for signed in [Signed::Around, Signed::Inside, Signed::Both] {
            let login = login(shape, signed, encryption());
            assert!(!login.xml().contains("mara.oduya"), "{shape:?}");
            let accepted = validate(&validator, &login);
            let accepted = accepted.unwrap_or_else(|e| panic!("{shape:?} {signed:?}: {e}\n{}", login.xml()));
            assert_eq!(accepted.name_id(), "mara.oduya@example.org");
            assert_eq!(accepted.values("roles").collect::<Vec<_>>(), ["agent", "supervisor"]);
            assert_eq!(code(&validator, &login), "accepted", "{shape:?} {signed:?}");
        }
        let unsigned = login(shape, Signed::Nowhere, encryption());
        assert_eq!(code(&validator, &unsigned), "decryption-failed", "{shape:?}");
    }
}

#[test]
fn an_assertion_that_relies_on_declarations_of_the_response_reads_and_verifies() {
    // SimpleSAMLphp declares on outer elements; here nothing is declared on the assertion itself.
    let login = Login::new(Shape::SimpleSamlPhp)
        .edit(Part::Response, |response| {
            for (name, uri) in [
                ("xmlns:saml", "urn:oasis:names:tc:SAML:2.0:assertion"),
                ("xmlns:xs", "http://www.w3.org/2001/XMLSchema"),
                ("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"),
            ] {
                response.set(name, uri);
            }
        })
        .edit(Part::Assertion, |assertion| {
            for name in ["xmlns:saml", "xmlns:xs", "xmlns:xsi"] {
                assertion.unset(name);
            }
        })
        .sign_assertion(signing().prefix_list(&["xs"]))
        .between(|response| {
            let assertion = response.find("Assertion").unwrap();
            assert!(assertion.attribute("xmlns:saml").is_none());
            let encrypted = encryption().encrypt("saml:EncryptedAssertion", assertion);
            response.take("Assertion").unwrap();
            response.push(encrypted);
        });
    assert_eq!(code(&builder(Shape::SimpleSamlPhp).build().unwrap(), &login), "accepted", "{}", login.xml());
}

#[test]
fn every_content_cipher_under_a_signed_response() {
    for content in [
        Content::Gcm(128),
        Content::Gcm(192),
        Content::Gcm(256),
        Content::Cbc(128),
        Content::Cbc(192),
        Content::Cbc(256),
    ] {
        let login = login(Shape::Auth0, Signed::Around, encryption().content(content));
        assert_eq!(code(&validator(), &login), "accepted", "{content:?}");
    }
}

#[test]
fn every_digest_and_mask_of_oaep() {
    let mut transports = vec![Transport::OaepMgf1p(None), Transport::Oaep11(None, None)];
    for digest in DIGESTS {
        transports.push(Transport::OaepMgf1p(Some(digest)));
        transports.push(Transport::Oaep11(Some(digest), None));
        for mask in DIGESTS {
            transports.push(Transport::Oaep11(Some(digest), Some(mask)));
        }
    }
    for transport in transports {
        let login = login(Shape::Auth0, Signed::Inside, encryption().transport(transport));
        assert_eq!(code(&validator(), &login), "accepted", "{transport:?}");
    }
    let labelled = encryption().transport(Transport::Oaep11(Some("sha256"), Some("sha256"))).label("a label");
    assert_eq!(code(&validator(), &login(Shape::Auth0, Signed::Inside, labelled)), "accepted");
}

#[test]
fn the_encrypted_key_is_inside_next_to_it_or_retrieved() {
    for place in [KeyPlace::Inside, KeyPlace::Beside, KeyPlace::Retrieved] {
        let login = login(Shape::Auth0, Signed::Inside, encryption().place(place));
        assert_eq!(code(&validator(), &login), "accepted", "{place:?}");
    }
    let lost = encryption().place(KeyPlace::Retrieved).on_data(|data| {
        data.find_mut("RetrievalMethod").set("URI", "#_elsewhere");
    });
    let login = login(Shape::Auth0, Signed::Inside, lost);
    assert_eq!(code(&validator(), &login), "decryption-failed");
    assert_eq!(
        why(&validator(), &login),
        "it cannot be decrypted: RetrievalMethod refers to no EncryptedKey next to the EncryptedData"
    );
}

#[test]
fn several_keys_are_tried_by_certificate_recipient_or_size() {
    let (own, other) = (keys::key("sp-encryption"), keys::key("other-tenant"));
    let two = || encryption().keys(&[other, own]);
    assert_eq!(code(&validator(), &login(Shape::Auth0, Signed::Inside, two())), "accepted");
    let anonymous = two().without_certificate();
    assert_eq!(code(&validator(), &login(Shape::Auth0, Signed::Inside, anonymous)), "accepted");
    let hinted = two().without_certificate().recipient(1, "https://sp.example.org/saml/metadata");
    assert_eq!(code(&validator(), &login(Shape::Auth0, Signed::Inside, hinted)), "accepted");
    // The hint names the key that is not ours: then that is the one for this service.
    let astray = two().without_certificate().recipient(0, "https://sp.example.org/saml/metadata");
    assert_eq!(code(&validator(), &login(Shape::Auth0, Signed::Inside, astray)), "decryption-failed");
    // A time of rollover: two private keys; either may be the right one.
    let both = builder(Shape::Auth0).decryption_key(decryption_key("other-tenant")).build().unwrap();
    for key in [own, other] {
        let login = login(Shape::Auth0, Signed::Inside, encryption().keys(&[key]).without_certificate());
        assert_eq!(code(&both, &login), "accepted");
    }
}

#[test]
fn pkcs1_needs_the_policy_and_a_signature_around() {
    let pkcs1 = || encryption().transport(Transport::Pkcs1);
    let allowed = with_policy(|policy| policy.allow_rsa_1_5 = true);
    for signed in [Signed::Around, Signed::Both] {
        let login = login(Shape::Auth0, signed, pkcs1());
        assert_eq!(code(&allowed, &login), "accepted");
        assert_eq!(code(&validator(), &login), "decryption-failed");
        assert_eq!(
            why(&validator(), &login),
            "rsa-1_5 is refused: its padding lets an attacker learn the key from the answers (Bleichenbacher), and the policy does not allow it"
        );
    }
    let inside = login(Shape::Auth0, Signed::Inside, pkcs1());
    assert_eq!(code(&allowed, &inside), "decryption-failed");
    assert_eq!(
        why(&allowed, &inside),
        "rsa-1_5 is refused: no verified signature covers the ciphertext, so anyone can send changed ciphertexts and learn the plaintext from the answers (Bleichenbacher)"
    );
}

#[test]
fn triple_des_needs_the_policy_and_a_signature_around() {
    let triple_des = || encryption().content(Content::TripleDes);
    let allowed = with_policy(|policy| policy.allow_3des = true);
    let around = login(Shape::Auth0, Signed::Around, triple_des());
    assert_eq!(code(&allowed, &around), "accepted");
    assert_eq!(code(&validator(), &around), "decryption-failed");
    let inside = login(Shape::Auth0, Signed::Inside, triple_des());
    assert_eq!(code(&allowed, &inside), "decryption-failed");
    let everything = with_policy(|policy| {
        policy.allow_3des = true;
        policy.allow_cbc_outside_signature = true;
    });
    assert_eq!(code(&everything, &inside), "decryption-failed");
}

#[test]
fn cbc_outside_a_signature_needs_the_policy() {
    for bits in [128, 192, 256] {
        let inside = login(Shape::Auth0, Signed::Inside, encryption().content(Content::Cbc(bits)));
        assert_eq!(code(&validator(), &inside), "decryption-failed");
        assert!(
            why(&validator(), &inside)
                .starts_with(&format!("aes{bits}-cbc is refused: CBC does not detect changes"))
        );
        let allowed = with_policy(|policy| policy.allow_cbc_outside_signature = true);
        assert_eq!(code(&allowed, &inside), "accepted");
    }
}

#[test]
fn a_report_shows_what_a_refused_algorithm_hides() {
    let pkcs1 = login(Shape::Auth0, Signed::Inside, encryption().transport(Transport::Pkcs1));
    let report = report(&validator(), &pkcs1);
    assert_eq!(report.verdict(), Verdict::Rejected);
    assert_eq!(report.claimed().unwrap().name_id.as_deref(), Some("mara.oduya@example.org"));
    assert_eq!(report.root().unwrap().code(), Code::DecryptionFailed);
}

#[test]
fn flex_refuses_encryption_even_with_the_key() {
    let flex = builder(Shape::Auth0).profile(Profile::flex(samlens::Pattern::A)).build().unwrap();
    let login = login(Shape::Auth0, Signed::Around, encryption());
    assert_eq!(code(&flex, &login), "encrypted-assertion");
    let report = report(&flex, &login);
    assert_eq!(report.findings()[0].code(), Code::EncryptedAssertion);
    assert_eq!(report.findings()[0].severity(), Severity::Error);
    assert_eq!(report.claimed().unwrap().name_id.as_deref(), Some("mara.oduya@example.org"));
}

#[test]
fn without_a_key_the_assertion_is_encrypted_and_that_is_all() {
    let idp = Certificate::from_pem(keys::idp().pem().as_bytes()).unwrap();
    let idp =
        samlens::IdentityProvider::builder(Login::new(Shape::Auth0).issuer).certificate(idp).build().unwrap();
    let keyless = Validator::builder()
        .identity_provider(idp)
        .service_provider(
            samlens::ServiceProvider::new("https://sp.example.org/saml/metadata")
                .with_acs("https://sp.example.org/saml/acs"),
        )
        .build()
        .unwrap();
    assert_eq!(code(&keyless, &login(Shape::Auth0, Signed::Around, encryption())), "encrypted-assertion");
}

#[test]
fn a_report_names_the_key_that_it_was_encrypted_for() {
    let other = keys::key("idp-rsa1024");
    let login = login(Shape::Auth0, Signed::Inside, encryption().keys(&[other]));
    let report = report(&validator(), &login);
    let finding = report.root().unwrap();
    assert_eq!(finding.message(), "it was encrypted for another key (1024 bits), not for one that was given");
    let fingerprint = Certificate::from_pem(other.pem().as_bytes()).unwrap().sha256_fingerprint();
    assert!(finding.actual().unwrap().contains(&fingerprint), "{:?}", finding.actual());
    assert!(finding.expected().unwrap().starts_with("RSA 2048, SHA-256 of the public key "));
    // Of the same size: the key is tried, does not open it, and the certificate in the message says whose it is.
    let of_another = || encryption().keys(&[keys::key("other-tenant")]);
    let wrong = samlens_forge::encrypted::login(Shape::Auth0, Signed::Inside, of_another());
    assert_eq!(
        why(&validator(), &wrong),
        "it was encrypted for another key (2048 bits), not for one that was given"
    );
    let unnamed =
        samlens_forge::encrypted::login(Shape::Auth0, Signed::Inside, of_another().without_certificate());
    assert_eq!(
        why(&validator(), &unnamed),
        "the private key does not decrypt the encrypted key: it was encrypted for another key, or it is damaged"
    );
}

#[test]
fn an_encrypted_name_id_and_attributes_are_read_in_their_places() {
    let inner = |response: &mut samlens_forge::Element| {
        encryption().replace(response.find_mut("Subject"), "NameID", "EncryptedID");
    };
    for double in [false, true] {
        let mut login = Login::new(Shape::Auth0)
            .edit(Part::Subject, |subject| {
                let place = |data: &mut samlens_forge::Element| {
                    data.unset("Id");
                    data.find_mut("EncryptedKey").unset("Id");
                };
                encryption().on_data(place).replace(subject, "NameID", "EncryptedID");
            })
            .edit(Part::AttributeStatement, |statement| {
                let place = |data: &mut samlens_forge::Element| {
                    data.unset("Id");
                    data.find_mut("EncryptedKey").unset("Id");
                };
                encryption().on_data(place).replace(statement, "Attribute", "EncryptedAttribute");
            })
            .sign_assertion(signing());
        if double {
            login = login.between(|response| encryption().replace_assertion(response));
        }
        assert!(!login.xml().contains("mara.oduya@"));
        let accepted = validate(&validator(), &login).unwrap();
        assert_eq!(accepted.name_id(), "mara.oduya@example.org");
        let names: Vec<&str> = accepted.attributes().map(|attribute| attribute.name()).collect();
        assert_eq!(names, ["email", "full_name", "roles", "team"]);
        assert_eq!(accepted.values("email").collect::<Vec<_>>(), ["mara.oduya@example.org"]);
        assert_eq!(code(&validator(), &login), "accepted");
    }
    // Without its signature nothing inside is trusted.
    let unsigned = Login::new(Shape::Auth0).after(inner);
    assert_eq!(code(&validator(), &unsigned), "unsigned");
    // Changed after the assertion was signed: the ciphertext is part of what is digested.
    let late = Login::new(Shape::Auth0).sign_assertion(signing()).after(inner);
    assert_eq!(code(&validator(), &late), "digest-mismatch");
}

/// A login is accepted without what it could not decrypt, and a report says what is left out.
#[test]
fn encrypted_attributes_without_a_key_are_left_out_and_named() {
    let said = |login: &Login| {
        let provider = IdentityProvider::builder(login.issuer.as_str())
            .certificate(Certificate::from_pem(keys::idp().pem().as_bytes()).unwrap())
            .build()
            .unwrap();
        let service = ServiceProvider::new("https://sp.example.org/saml/metadata")
            .with_acs("https://sp.example.org/saml/acs");
        let validator = Validator::builder()
            .identity_provider(provider)
            .service_provider(service)
            .profile(Profile::generic())
            .build()
            .unwrap();
        let accepted = validate(&validator, login).unwrap();
        let names: Vec<String> = accepted.attributes().map(|one| one.name().to_owned()).collect();
        let report = report(&validator, login);
        let finding = report.findings().iter().find(|finding| finding.code() == Code::DecryptionFailed);
        (names.join(" "), finding.map(|finding| finding.message().to_owned()))
    };
    let plain = Login::new(Shape::Auth0).sign_assertion(signing());
    assert_eq!(said(&plain), ("email full_name roles team".to_owned(), None));
    let encrypted = Login::new(Shape::Auth0)
        .edit(Part::AttributeStatement, |statement| {
            encryption().replace(statement, "Attribute", "EncryptedAttribute");
        })
        .sign_assertion(signing());
    let message = "the assertion has encrypted attributes, and no key to decrypt them was given, so the login does not have them";
    assert_eq!(said(&encrypted), ("full_name roles team".to_owned(), Some(message.to_owned())));
}

#[test]
fn an_encrypted_attribute_with_something_else_in_it_is_refused() {
    let id = Login::new(Shape::Auth0).assertion_id;
    let hidden = |text: &str| {
        let text = text.to_owned();
        Login::new(Shape::Auth0)
            .edit(Part::AttributeStatement, move |statement| {
                let holder = encryption()
                    .on_data(|data| data.unset("Id").map(drop).unwrap())
                    .encrypt_text("saml:EncryptedAttribute", &text);
                statement.push(holder);
            })
            .sign_response(signing())
    };
    assert_eq!(
        code(
            &validator(),
            &hidden(
                "<saml:Attribute Name=\"extra\"><saml:AttributeValue>x</saml:AttributeValue></saml:Attribute>"
            )
        ),
        "accepted"
    );
    assert_eq!(inside(&validator(), &hidden("<saml:NameID>x</saml:NameID>")), "structure-invalid");
    assert_eq!(
        inside(
            &validator(),
            &hidden(
                "<saml:Attribute Name=\"a\"><saml:AttributeValue><saml:Assertion ID=\"_z\"/></saml:AttributeValue></saml:Attribute>"
            )
        ),
        "signature-wrapping"
    );
    assert_eq!(
        inside(
            &validator(),
            &hidden(&format!(
                "<saml:Attribute Name=\"a\"><saml:AttributeValue ID=\"{id}\"/></saml:Attribute>"
            ))
        ),
        "id-duplicate"
    );
    assert_eq!(inside(&validator(), &hidden("<saml:Attribute Name=\"a\">")), "xml-malformed");
}

#[test]
fn private_keys_are_read_in_every_form() {
    let key = &keys::key("sp-encryption").private;
    let pkcs1 = key.rsa().unwrap().private_key_to_pem().unwrap();
    let cipher = openssl::symm::Cipher::aes_256_cbc();
    let pkcs8_encrypted = key.private_key_to_pem_pkcs8_passphrase(cipher, b"correct horse").unwrap();
    let pkcs1_encrypted = key.rsa().unwrap().private_key_to_pem_passphrase(cipher, b"correct horse").unwrap();
    assert_eq!(DecryptionKey::from_pem(&pkcs1).unwrap().bits(), 2048);
    for pem in [&pkcs8_encrypted, &pkcs1_encrypted] {
        assert!(DecryptionKey::has_passphrase(pem));
        assert_eq!(DecryptionKey::from_encrypted_pem(pem, b"correct horse").unwrap().bits(), 2048);
        let error = DecryptionKey::from_encrypted_pem(pem, b"wrong").unwrap_err().to_string();
        assert_eq!(error, "the private key cannot be read: the passphrase is wrong, or the file is damaged");
        let error = DecryptionKey::from_pem(pem).unwrap_err().to_string();
        assert_eq!(error, "the private key is encrypted with a passphrase, and none was given");
    }
    let long = vec![b'x'; 100_000];
    assert!(DecryptionKey::from_encrypted_pem(&pkcs8_encrypted, &long).is_err());
    let ec = keys::key("idp-p256").private.private_key_to_pem_pkcs8().unwrap();
    assert!(
        DecryptionKey::from_pem(&ec)
            .unwrap_err()
            .to_string()
            .starts_with("the private key is not an RSA key")
    );
    assert!(DecryptionKey::from_pem(keys::idp().pem().as_bytes()).is_err());
    assert!(DecryptionKey::from_pem(b"").is_err());
}

#[test]
fn a_private_key_that_is_too_small_is_refused() {
    let small = builder(Shape::Auth0).decryption_key(decryption_key("idp-rsa1024")).build().unwrap();
    let login = login(Shape::Auth0, Signed::Around, encryption().keys(&[keys::key("idp-rsa1024")]));
    assert_eq!(code(&small, &login), "decryption-failed");
    assert_eq!(why(&small, &login), "the private key has 1024 bits, fewer than 2048");
}

#[test]
fn the_work_is_bounded() {
    let own = keys::key("sp-encryption");
    let many = login(Shape::Auth0, Signed::Inside, encryption().keys(&[own; 17]).without_certificate());
    assert_eq!(why(&validator(), &many), "more than 16 encrypted keys belong to one ciphertext");
    assert_eq!(code(&validator(), &many), "decryption-failed");
    let mut limits = Limits::default();
    limits.max_private_operations = 3;
    let thrifty = builder(Shape::Auth0).limits(limits).build().unwrap();
    let four = login(Shape::Auth0, Signed::Inside, encryption().keys(&[own; 4]).without_certificate());
    assert_eq!(why(&thrifty, &four), "decrypting it would take more than 3 private-key operations");
    assert_eq!(code(&thrifty, &four), "decryption-failed");
    assert_eq!(code(&validator(), &four), "accepted");
}

#[test]
fn nothing_of_a_key_or_plaintext_is_printed() {
    assert_eq!(format!("{:?}", decryption_key("sp-encryption")), "DecryptionKey(RSA 2048)");
    let login =
        login(Shape::Auth0, Signed::Inside, encryption().on_plaintext(|text| text.push_str("<trailing/>")));
    let report = report(&validator(), &login);
    assert!(!format!("{report:?}").contains("oduya"));
    let finding = report.root().unwrap();
    assert_eq!(finding.code(), Code::XmlMalformed);
    assert!(finding.message().starts_with(
        "the decrypted content cannot be read: content after the root element at line 1, column "
    ));
}
