//! Certificates in every form that consoles export, PKCS #7 bundles with their chain among them.
use openssl::x509::X509;
use samlens::Certificate;
use samlens_forge::throwaway::{base64, certificate, pem, rsa};

/// A PKCS #7 bundle as consoles export it: a certificate and those above it.
fn bundle(names: &[&[u8]]) -> openssl::pkcs7::Pkcs7 {
    use openssl::pkcs7::{Pkcs7, Pkcs7Flags};
    use openssl::stack::Stack;
    let key = rsa(2048);
    let own = X509::from_der(&certificate(&key, "signer")).unwrap();
    let mut others = Stack::new().unwrap();
    for der in names {
        others.push(X509::from_der(der).unwrap()).unwrap();
    }
    Pkcs7::sign(&own, &key, &others, b"", Pkcs7Flags::DETACHED).unwrap()
}

#[test]
fn certificates_are_read_in_every_usual_form() {
    let der = certificate(&rsa(2048), "idp");
    let expected = Certificate::from_der(&der).unwrap();
    let text = pem("CERTIFICATE", &der);
    let forms: [Vec<u8>; 5] = [
        der.clone(),
        text.clone().into_bytes(),
        format!("Dear all,\n{text}\nRegards").into_bytes(),
        base64(&der).into_bytes(),
        base64(text.as_bytes()).into_bytes(),
    ];
    for form in forms {
        assert_eq!(Certificate::from_any(&form).unwrap(), std::slice::from_ref(&expected));
    }
    let other = certificate(&rsa(2048), "other");
    let p7 = bundle(&[&other]);
    for form in [p7.to_der().unwrap(), p7.to_pem().unwrap(), base64(&p7.to_der().unwrap()).into_bytes()] {
        let all = Certificate::from_any(&form).unwrap();
        assert_eq!(all.len(), 2, "two that did not issue each other are both kept");
        assert!(all.contains(&Certificate::from_der(&other).unwrap()));
    }
}

#[test]
fn what_is_no_certificate_is_refused_in_every_form() {
    let key = rsa(2048);
    let der = key.private_key_to_der().unwrap();
    for form in [der.clone(), base64(&der).into_bytes(), key.private_key_to_pem_pkcs8().unwrap()] {
        let error = Certificate::from_any(&form).unwrap_err().to_string();
        assert!(error.contains("private key"), "{error}");
    }
    for form in [&b""[..], b"hello", b"\x30\x82\x01", b"-----BEGIN PKCS7-----\n!!\n-----END PKCS7-----"] {
        assert!(Certificate::from_any(form).is_err(), "{form:?}");
    }
}

#[test]
fn the_chain_in_a_bundle_is_no_key() {
    use openssl::pkcs7::{Pkcs7, Pkcs7Flags};
    use openssl::stack::Stack;
    use samlens_forge::server::{Days, authority, server_certificate};
    let ca = authority("Test CA");
    let own = server_certificate(&ca, "DNS:idp.example", Days(-1, 1));
    let mut chain = Stack::new().unwrap();
    chain.push(ca.certificate.clone()).unwrap();
    let p7 = Pkcs7::sign(&own.certificate, &own.key, &chain, b"", Pkcs7Flags::DETACHED).unwrap();
    let all = Certificate::from_any(&p7.to_der().unwrap()).unwrap();
    assert_eq!(all, [Certificate::from_der(&own.certificate.to_der().unwrap()).unwrap()]);
}

/// One element with a certificate, its issuer, and the issuer's renewed certificate: the renewed one is an issuer too.
#[test]
fn an_issuer_that_was_renewed_is_no_key_either() {
    use samlens_forge::server::{Days, authority, server_certificate};
    let (ca, renewed) = (authority("Test CA"), authority("Test CA"));
    let own = server_certificate(&ca, "DNS:idp.example", Days(-1, 1));
    let together =
        [&own.certificate, &ca.certificate, &renewed.certificate].map(|one| one.to_der().unwrap()).concat();
    let metadata = format!(
        r#"<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="https://idp.example"><IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"><KeyDescriptor><KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Data><X509Certificate>{}</X509Certificate></X509Data></KeyInfo></KeyDescriptor></IDPSSODescriptor></EntityDescriptor>"#,
        base64(&together)
    );
    let provider = samlens::IdentityProvider::from_metadata(&metadata).unwrap();
    let keys = provider.signing_certificates();
    assert_eq!(keys, [Certificate::from_der(&own.certificate.to_der().unwrap()).unwrap()]);
}
