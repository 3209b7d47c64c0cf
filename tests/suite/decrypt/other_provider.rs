//! What one identity provider learns of what another encrypted.

use samlens::{Certificate, IdentityProvider};
use samlens_forge::encrypted::{Signed, UNIFORM, encryption, login, signing, validate, validator, why};
use samlens_forge::{Content, Element, Login, Shape, Signing, keys};

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
