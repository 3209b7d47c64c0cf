//! What one identity provider learns of what another encrypted.

use samlens::{Certificate, IdentityProvider, ServiceProvider};
use samlens_forge::encrypted::{
    Signed, UNIFORM, encryption, login, report, signing, validate, validator, why,
};
use samlens_forge::messages::certificate;
use samlens_forge::{Content, Element, Encryption, Login, Shape, Signing, keys};
use std::collections::BTreeSet;

/// One of several identity providers may have a ciphertext that another made for this service, and may sign around any
/// change of it. Every answer must be the same.
#[test]
fn a_provider_learns_nothing_of_what_another_encrypted() {
    const OTHER: &str = "urn:globex-dev.us.auth0.com";
    let other = keys::key("other-tenant");
    let certificate = Certificate::from_pem(other.pem().as_bytes()).unwrap();
    let provider = IdentityProvider::builder(OTHER).certificate(certificate).build().unwrap();
    let both = samlens_forge::encrypted::builder(Shape::Auth0).identity_provider(provider).build().unwrap();
    type Change = fn(&mut Vec<u8>);
    let changes: [(&str, Change); 5] = [
        ("as it is", |_| ()),
        ("padding", |value| *value.last_mut().unwrap() ^= 0x80),
        ("a letter of the first name", |value| value[2] ^= 0x01),
        ("the first block cut off", |value| drop(value.drain(..16))),
        ("the last block cut off", |value| value.truncate(value.len() - 16)),
    ];
    for (name, change) in changes {
        let ciphertext = encryption().content(Content::Cbc(256)).on_value(change);
        let login = Login::new(Shape::Auth0)
            .edit(samlens_forge::Part::ResponseIssuer, |issuer| issuer.set_text(OTHER))
            .between(move |response| ciphertext.replace_assertion(response))
            .sign_response(Signing::new(other));
        assert_eq!(validate(&both, &login).unwrap_err().to_string(), UNIFORM, "{name}");
    }
    // Its own assertion is read, in CBC too, though not in Triple DES, whose blocks are short enough to try.
    let mut policy = samlens::Policy::default();
    policy.allow_3des = true;
    let certificate = Certificate::from_pem(other.pem().as_bytes()).unwrap();
    let provider = IdentityProvider::builder(OTHER).certificate(certificate).build().unwrap();
    let lenient = samlens_forge::encrypted::builder(Shape::Auth0)
        .identity_provider(provider)
        .policy(policy)
        .build()
        .unwrap();
    for (content, accepted) in [(Content::Cbc(256), true), (Content::TripleDes, false)] {
        let honest = login(Shape::Auth0, Signed::Around, encryption().content(content));
        assert_eq!(validate(&lenient, &honest).is_ok(), accepted, "{content:?}");
    }
    // Nothing inside a part tells whose it is: a cipher that notices no change is not taken there.
    for (content, accepted) in [(Content::Cbc(256), false), (Content::Gcm(256), true)] {
        let place = move |subject: &mut Element| {
            encryption().content(content).replace(subject, "NameID", "EncryptedID");
        };
        let login =
            Login::new(Shape::Auth0).edit(samlens_forge::Part::Subject, place).sign_assertion(signing());
        assert_eq!(validate(&both, &login).is_ok(), accepted, "{content:?}");
        assert!(validate(&validator(), &login).is_ok(), "{content:?}");
        if !accepted {
            assert_eq!(validate(&both, &login).unwrap_err().to_string(), UNIFORM);
            assert!(
                why(&both, &login).contains("could sign the ciphertext of another"),
                "{}",
                why(&both, &login)
            );
        }
    }
}

/// What is inside decides whose keys count, and they are its issuer's alone.
#[test]
fn an_encrypted_assertion_is_verified_with_the_keys_of_its_issuer() {
    const OTHER: &str = "urn:globex-dev.us.auth0.com";
    let other = keys::key("other-tenant");
    let certificate = Certificate::from_pem(other.pem().as_bytes()).unwrap();
    let provider = IdentityProvider::builder(OTHER).certificate(certificate).build().unwrap();
    let both = samlens_forge::encrypted::builder(Shape::Auth0).identity_provider(provider).build().unwrap();
    let first = Login::new(Shape::Auth0).issuer;
    let judged = |issuer: &str, signing: Signing| {
        let encryption = encryption().content(Content::Gcm(256));
        let login = Login::new(Shape::Auth0).issuer(issuer);
        let login = login.between(move |response| encryption.replace_assertion(response));
        let accepted = validate(&both, &login.sign_assertion(signing));
        accepted.map(|login| login.issuer().to_owned()).map_err(|refused| refused.to_string())
    };
    assert_eq!(judged(OTHER, Signing::new(other)), Ok(OTHER.to_owned()));
    assert_eq!(judged(&first, signing()), Ok(first.clone()));
    assert_eq!(judged(OTHER, signing()), Err(UNIFORM.to_owned()));
    assert_eq!(judged(&first, Signing::new(other)), Err(UNIFORM.to_owned()));
}

/// Nothing is decrypted for an issuer that is not configured. A report goes on, and says it once.
#[test]
fn an_unknown_issuer_outside_ends_a_login_before_anything_is_decrypted() {
    for signed in [Signed::Around, Signed::Inside, Signed::Both, Signed::Nowhere] {
        let login = login(Shape::Auth0, signed, encryption())
            .edit(samlens_forge::Part::ResponseIssuer, |issuer| issuer.set_text("urn:unknown"));
        assert_eq!(
            validate(&validator(), &login).unwrap_err().to_string(),
            "SAML_VALIDATION_FAILED: issuer-mismatch: the issuer is not a configured identity provider",
            "{signed:?}"
        );
        let report = report(&validator(), &login);
        let codes: Vec<&str> = report.findings().iter().map(|finding| finding.code().as_str()).collect();
        let issuer: Vec<&&str> = codes.iter().filter(|code| code.starts_with("issuer-")).collect();
        assert_eq!(issuer, [&"issuer-differs"], "{signed:?}");
    }
}

/// What follows the first fault is not examined, so a rejection has that one alone.
#[test]
fn a_login_ends_at_an_unknown_issuer() {
    let login = Login::new(Shape::Auth0)
        .edit(samlens_forge::Part::ResponseIssuer, |issuer| issuer.set_text("urn:unknown"))
        .sign_response(Signing::new(keys::key("other-tenant")));
    let refused = validate(&validator(), &login).unwrap_err();
    let codes: Vec<&str> = refused.findings().iter().map(|finding| finding.code().as_str()).collect();
    assert_eq!(codes, ["issuer-differs"]);
}

#[test]
fn a_report_lists_each_check_once() {
    for is_encrypted in [false, true] {
        for (issuer, signing) in
            [(None, signing()), (None, signing().sha1()), (Some("urn:unknown"), signing())]
        {
            let mut login = Login::new(Shape::Auth0);
            if let Some(issuer) = issuer {
                login =
                    login.edit(samlens_forge::Part::ResponseIssuer, move |element| element.set_text(issuer));
            }
            if is_encrypted {
                login = login.between(|response| encryption().replace_assertion(response));
            }
            let report = report(&validator(), &login.sign_response(signing));
            let names: Vec<&str> = report.checks().iter().map(|check| check.name).collect();
            let distinct: BTreeSet<&&str> = names.iter().collect();
            assert_eq!(names.len(), distinct.len(), "{names:?}");
            assert!(distinct.contains(&"issuer") && distinct.contains(&"signature"), "{names:?}");
        }
    }
}

/// The report says whose certificate the content was encrypted for, where metadata has it.
#[test]
fn the_owner_of_the_certificate_that_was_encrypted_for_is_named() {
    let why_with = |recipient: &'static str, of_service: Option<&str>| {
        let mut service = ServiceProvider::new("https://sp.example.org/saml/metadata")
            .with_acs("https://sp.example.org/saml/acs");
        if let Some(name) = of_service {
            service = service.with_encryption_certificate(certificate(name));
        }
        let builder = samlens_forge::encrypted::builder(Shape::Auth0).service_provider(service);
        let encryption = Encryption::new(keys::key(recipient));
        why(&builder.build().unwrap(), &login(Shape::Auth0, Signed::Both, encryption))
    };
    let own = why_with("idp-rsa2048", Some("sp-encryption"));
    assert!(own.contains("it is the identity provider's own certificate in its metadata"), "{own}");
    let newer = why_with("other-tenant", Some("other-tenant"));
    assert!(newer.contains("so the key that was given is not the one of the metadata"), "{newer}");
    let older = why_with("other-tenant", Some("sp-encryption"));
    assert!(older.contains("encrypted for one that the metadata does not have"), "{older}");
    let unknown = why_with("other-tenant", None);
    assert!(!unknown.contains("metadata"), "{unknown}");
}
