//! Certificates: what is read out of them, and what is said of those that cannot be read.
use chrono::{DateTime, TimeDelta, Utc};
use openssl::nid::Nid;
use openssl::x509::X509;
use samlens::metadata::{Curve, KeyKind};
use samlens::{Certificate, ErrorKind};
use samlens_forge::throwaway::{
    NOT_AFTER, NOT_BEFORE, base64, certificate, certificate_with, certified, ec, ed25519, p256, pem, rsa,
};

fn refused(text: impl AsRef<[u8]>) -> String {
    let error = Certificate::from_pem(text.as_ref()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Certificate);
    error.to_string()
}

#[test]
fn subject_dates_serial_and_algorithm_are_read() {
    let certificate = Certificate::from_der(&certificate(&rsa(2048), "acme-dev.us.auth0.com")).unwrap();
    assert_eq!(certificate.subject(), "CN=acme-dev.us.auth0.com, O=Acme");
    assert_eq!(certificate.issuer(), "CN=acme-dev.us.auth0.com, O=Acme");
    assert!(certificate.is_self_issued());
    assert_eq!(certificate.serial(), "BE:EF:01");
    assert_eq!(certificate.not_before().to_rfc3339(), "2026-01-01T00:00:00+00:00");
    assert_eq!(certificate.not_after().to_rfc3339(), "2027-01-01T00:00:00+00:00");
    assert_eq!(certificate.signature_algorithm(), "sha256WithRSAEncryption");
}

#[test]
fn fingerprints_are_those_of_openssl() {
    let der = certificate(&p256(), "idp");
    let ours = Certificate::from_der(&der).unwrap();
    let theirs = X509::from_der(&der).unwrap();
    let colons = |digest: &[u8]| digest.iter().map(|b| format!("{b:02X}")).collect::<Vec<_>>().join(":");
    let sha1 = theirs.digest(openssl::hash::MessageDigest::sha1()).unwrap();
    let sha256 = theirs.digest(openssl::hash::MessageDigest::sha256()).unwrap();
    assert_eq!(ours.sha1_fingerprint(), colons(&sha1));
    assert_eq!(ours.sha256_fingerprint(), colons(&sha256));
    assert_eq!(&ours.sha1()[..], &sha1[..]);
    assert_eq!(&ours.sha256()[..], &sha256[..]);
}

#[test]
fn rsa_keys_say_their_length_and_exponent() {
    for bits in [1024, 2048] {
        let certificate = Certificate::from_der(&certificate(&rsa(bits), "idp")).unwrap();
        let key = certificate.public_key();
        assert_eq!(*key.kind(), KeyKind::Rsa { bits, exponent: "65537".to_owned() });
        assert_eq!(key.rsa_bits(), Some(bits));
        assert_eq!(key.to_string(), format!("RSA {bits}"));
        assert!(key.can_verify());
    }
}

#[test]
fn ec_keys_say_their_curve() {
    let curves = [
        (Nid::X9_62_PRIME256V1, Curve::P256, "EC P-256"),
        (Nid::SECP384R1, Curve::P384, "EC P-384"),
        (Nid::SECP521R1, Curve::P521, "EC P-521"),
    ];
    for (nid, curve, name) in curves {
        let certificate = Certificate::from_der(&certificate(&ec(nid), "idp")).unwrap();
        assert_eq!(*certificate.key_kind(), KeyKind::Ec(curve));
        assert_eq!(certificate.key_kind().to_string(), name);
        assert!(certificate.public_key().can_verify());
    }
}

#[test]
fn a_key_of_another_sort_is_named_and_cannot_verify() {
    let ed = Certificate::from_der(&certificate(&ed25519(), "idp")).unwrap();
    assert_eq!(*ed.key_kind(), KeyKind::Other("Ed25519".to_owned()));
    assert!(!ed.public_key().can_verify());
    let k1 = Certificate::from_der(&certificate(&ec(Nid::SECP256K1), "idp")).unwrap();
    assert_eq!(*k1.key_kind(), KeyKind::Other("EC secp256k1".to_owned()));
    assert!(!k1.public_key().can_verify());
}

#[test]
fn a_curve_spelled_out_in_numbers_cannot_verify() {
    // CVE-2020-0601: parameters of one's own may look like P-256 and have another generator.
    let mut group = openssl::ec::EcGroup::from_curve_name(Nid::X9_62_PRIME256V1).unwrap();
    group.set_asn1_flag(openssl::ec::Asn1Flag::EXPLICIT_CURVE);
    let key = openssl::pkey::PKey::from_ec_key(openssl::ec::EcKey::generate(&group).unwrap()).unwrap();
    let certificate = Certificate::from_der(&certificate(&key, "idp")).unwrap();
    assert_eq!(*certificate.key_kind(), KeyKind::Other("EC with explicit parameters".to_owned()));
    assert!(!certificate.public_key().can_verify());
}

#[test]
fn a_point_off_the_curve_is_refused() {
    let key = p256();
    let mut der = certificate(&key, "idp");
    let spki = key.public_key_to_der().unwrap();
    let end = der.windows(spki.len()).position(|window| window == spki).unwrap() + spki.len();
    der[end - 1] ^= 1;
    let error = Certificate::from_der(&der).unwrap_err();
    assert_eq!(error.to_string(), "the public key is not a point on the curve P-256");
}

#[test]
fn an_rsa_key_with_exponent_one_cannot_verify() {
    let honest = rsa(2048);
    let modulus = honest.rsa().unwrap().n().to_owned().unwrap();
    let one = openssl::bn::BigNum::from_u32(1).unwrap();
    let trick = openssl::rsa::Rsa::from_public_components(modulus, one).unwrap();
    let mut der = certificate(&honest, "idp");
    let spki = honest.public_key_to_der().unwrap();
    let place = der.windows(spki.len()).position(|window| window == spki).unwrap();
    // The exponent 01 00 01 becomes 00 00 01, the same length: a number that is 1 in a form DER does not allow.
    let end = place + spki.len();
    der[end - 3..end].copy_from_slice(&[0, 0, 1]);
    assert_eq!(
        Certificate::from_der(&der).unwrap_err().to_string(),
        "the certificate's public key cannot be read"
    );
    // In proper DER, by replacing the key whole.
    let trick = openssl::pkey::PKey::from_rsa(trick).unwrap();
    let certificate = certified(&trick, &honest, &[("CN", "idp")], "01", (NOT_BEFORE, NOT_AFTER));
    let certificate = Certificate::from_der(&certificate.to_der().unwrap()).unwrap();
    assert_eq!(certificate.key_kind().to_string(), "RSA with an unsafe public exponent");
    assert!(!certificate.public_key().can_verify());
}

#[test]
fn days_left_counts_whole_days_and_is_negative_once_expired() {
    let certificate = Certificate::from_der(&certificate(&p256(), "idp")).unwrap();
    let end: DateTime<Utc> = "2027-01-01T00:00:00Z".parse().unwrap();
    assert_eq!(certificate.days_left(end), 0);
    assert_eq!(certificate.days_left(end - TimeDelta::seconds(86_399)), 0);
    assert_eq!(certificate.days_left(end - TimeDelta::days(30)), 30);
    assert_eq!(certificate.days_left(end + TimeDelta::seconds(1)), -1);
    assert_eq!(certificate.days_left(end + TimeDelta::days(2)), -2);
}

#[test]
fn pem_goes_there_and_back() {
    for key in [rsa(2048), p256()] {
        let first = Certificate::from_der(&certificate(&key, "idp")).unwrap();
        let text = first.to_pem();
        assert_eq!(text, pem("CERTIFICATE", first.der()));
        assert_eq!(Certificate::from_pem(text.as_bytes()).unwrap(), first);
        assert_eq!(X509::from_pem(text.as_bytes()).unwrap().to_der().unwrap(), first.der());
    }
}

#[test]
fn the_same_key_in_another_certificate_is_the_same_key() {
    let key = p256();
    let old = Certificate::from_der(&certificate(&key, "old")).unwrap();
    let new = Certificate::from_der(&certificate(&key, "new")).unwrap();
    let other = Certificate::from_der(&certificate(&p256(), "old")).unwrap();
    assert_ne!(old, new);
    assert!(old.same_key(&new));
    assert!(!old.same_key(&other));
}

#[test]
fn debug_shows_subject_and_fingerprint_only() {
    let certificate = Certificate::from_der(&certificate(&p256(), "idp")).unwrap();
    let expected = format!(
        "Certificate {{ subject: \"CN=idp, O=Acme\", sha256: \"{}\", .. }}",
        certificate.sha256_fingerprint()
    );
    assert_eq!(format!("{certificate:?}"), expected);
}

#[test]
fn a_value_cannot_pretend_to_be_two() {
    let der = certificate_with(&p256(), &[("CN", "a, O=Bank"), ("OU", "x\u{1b}[2J\u{202E}y")], "01");
    let certificate = Certificate::from_der(&der).unwrap();
    assert_eq!(certificate.subject(), "OU=x\\1B[2J\\E2\\80\\AEy, CN=a\\, O=Bank");
}

#[test]
fn text_in_other_shapes_is_read() {
    let der = certificate(&p256(), "idp");
    let expected = Certificate::from_der(&der).unwrap();
    let block = pem("CERTIFICATE", &der);
    let shapes = [
        ("CRLF", block.replace('\n', "\r\n")),
        ("one line with spaces", block.replace('\n', " ")),
        ("no line breaks at all", block.replace('\n', "")),
        ("escaped line breaks", block.replace('\n', "\\n")),
        ("byte-order mark", format!("\u{FEFF}{block}")),
        ("text around", format!("subject=/CN=idp\nissuer=/CN=idp\n{block}Verify return code: 18\n")),
        ("indented", block.lines().map(|line| format!("    {line}\n")).collect()),
        ("markers missing", base64(&der)),
        ("first marker missing", block.replace("-----BEGIN CERTIFICATE-----\n", "")),
        ("padding missing", base64(&der).trim_end_matches('=').to_owned()),
        ("old label", block.replace("CERTIFICATE", "X509 CERTIFICATE")),
        ("key next to it", format!("{}{block}", pem("PRIVATE KEY", b"not looked at"))),
    ];
    for (shape, text) in shapes {
        assert_eq!(Certificate::from_pem(text.as_bytes()).expect(shape), expected, "{shape}");
    }
}

#[test]
fn base64_may_have_white_space() {
    let der = certificate(&p256(), "idp");
    let text = base64(&der).replace('M', "\n\t M\r\n");
    assert_eq!(Certificate::from_base64(&text).unwrap().der(), der);
}

#[test]
fn a_bundle_gives_its_certificates_in_order() {
    let (first, second) = (certificate(&p256(), "first"), certificate(&p256(), "second"));
    let text =
        format!("{}{}{}", pem("CERTIFICATE", &first), pem("PRIVATE KEY", b"x"), pem("CERTIFICATE", &second));
    let all = Certificate::from_pem_bundle(text.as_bytes()).unwrap();
    assert_eq!(
        all.iter().map(Certificate::subject).collect::<Vec<_>>(),
        ["CN=first, O=Acme", "CN=second, O=Acme"]
    );
    assert_eq!(refused(&text), "there are 2 certificates where one is expected");
}

#[test]
fn a_damaged_certificate_in_a_bundle_is_not_skipped() {
    let good = pem("CERTIFICATE", &certificate(&p256(), "idp"));
    let text = format!("{good}{}", pem("CERTIFICATE", &[0x30, 0x03, 0x02, 0x01]));
    let error = Certificate::from_pem_bundle(text.as_bytes()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "certificate 2 of the file: the certificate ends early: 3 bytes were announced, and 2 are present"
    );
}

#[test]
fn a_bundle_is_bounded() {
    let text = pem("CERTIFICATE", &certificate(&p256(), "idp"));
    assert_eq!(Certificate::from_pem_bundle(text.repeat(64).as_bytes()).unwrap().len(), 64);
    let error = Certificate::from_pem_bundle(text.repeat(65).as_bytes()).unwrap_err();
    assert_eq!(error.to_string(), "there are more than 64 certificates");
}

#[test]
fn what_is_no_certificate_is_named_by_its_label() {
    let cases = [
        ("PRIVATE KEY", "this is a private key, not a certificate"),
        ("RSA PRIVATE KEY", "this is a private key, not a certificate"),
        ("EC PRIVATE KEY", "this is a private key, not a certificate"),
        ("OPENSSH PRIVATE KEY", "this is a private key, not a certificate"),
        ("ENCRYPTED PRIVATE KEY", "this is an encrypted private key, not a certificate"),
        ("PUBLIC KEY", "this is a bare public key, not a certificate"),
        ("RSA PUBLIC KEY", "this is a bare public key, not a certificate"),
        ("CERTIFICATE REQUEST", "this is a certificate signing request, not a certificate"),
        ("PKCS7", "this is a PKCS #7 bundle, not a certificate"),
        ("X509 CRL", "this is a revocation list, not a certificate"),
    ];
    for (label, message) in cases {
        assert_eq!(refused(pem(label, b"content")), message, "{label}");
    }
}

#[test]
fn what_is_no_certificate_is_named_by_its_der() {
    let (rsa_key, ec_key) = (rsa(2048), p256());
    let mut request = openssl::x509::X509Req::builder().unwrap();
    let mut name = openssl::x509::X509NameBuilder::new().unwrap();
    name.append_entry_by_text("CN", "idp").unwrap();
    request.set_subject_name(&name.build()).unwrap();
    request.set_pubkey(&ec_key).unwrap();
    request.sign(&ec_key, openssl::hash::MessageDigest::sha256()).unwrap();
    let passphrase = b"throw-away";
    let encrypted =
        ec_key.private_key_to_pkcs8_passphrase(openssl::symm::Cipher::aes_128_cbc(), passphrase).unwrap();
    let store =
        openssl::pkcs12::Pkcs12::builder().pkey(&ec_key).build2("throw-away").unwrap().to_der().unwrap();
    let cases = [
        (rsa_key.private_key_to_pkcs8().unwrap(), "this is a private key, not a certificate"),
        (rsa_key.rsa().unwrap().private_key_to_der().unwrap(), "this is a private key, not a certificate"),
        (ec_key.ec_key().unwrap().private_key_to_der().unwrap(), "this is a private key, not a certificate"),
        (encrypted, "this is an encrypted private key, not a certificate"),
        (rsa_key.public_key_to_der().unwrap(), "this is a bare public key, not a certificate"),
        (
            rsa_key.rsa().unwrap().public_key_to_der_pkcs1().unwrap(),
            "this is a bare public key, not a certificate",
        ),
        (ec_key.public_key_to_der().unwrap(), "this is a bare public key, not a certificate"),
        (request.build().to_der().unwrap(), "this is a certificate signing request, not a certificate"),
        (store, "this is a PKCS #12 key store, not a certificate"),
    ];
    for (der, message) in cases {
        // Under a label that lies, without markers, and as DER.
        assert_eq!(refused(pem("CERTIFICATE", &der)), message);
        assert_eq!(refused(base64(&der)), message);
        assert_eq!(Certificate::from_der(&der).unwrap_err().to_string(), message);
    }
}

#[test]
fn other_pastes_are_named() {
    let der = certificate(&p256(), "idp");
    let fingerprint = Certificate::from_der(&der).unwrap().sha256_fingerprint();
    let hexadecimal: String = der.iter().map(|byte| format!("{byte:02x}")).collect();
    let cases: [(&[u8], &str); 13] = [
        (b"", "the certificate is empty"),
        (b" \n\t ", "the certificate is empty"),
        (b"-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----", "the certificate is empty"),
        (
            b"<EntityDescriptor/>",
            "this is XML (metadata is read as the metadata of an identity provider), not a certificate",
        ),
        (b"https://acme-dev.us.auth0.com/pem", "this is an address, not a certificate"),
        (b"{\"keys\":[]}", "this is JSON, not a certificate"),
        (b"ssh-rsa AAAAB3NzaC1yc2E= me", "this is an SSH public key, not a certificate"),
        (
            fingerprint.as_bytes(),
            "this is a fingerprint (the certificate itself is needed), not a certificate",
        ),
        (hexadecimal.as_bytes(), "this is hexadecimal (PEM, base64 or DER is needed), not a certificate"),
        (&der, "this is DER, not PEM"),
        (b"\xFF\xFE-\0-\0", "the certificate was saved as UTF-16 text, not as UTF-8"),
        (b"\x80\x81\x82", "this is neither PEM nor any other text"),
        (b"aGVsbG8gd29ybGQ=", "this is not a certificate: it is not DER sequence"),
    ];
    for (input, message) in cases {
        assert_eq!(refused(input), message);
    }
}

#[test]
fn damage_is_described() {
    let der = certificate(&p256(), "idp");
    let block = pem("CERTIFICATE", &der);
    let markers = "the PEM markers are damaged: write -----BEGIN CERTIFICATE----- and -----END CERTIFICATE-----, with five hyphens on each side";
    assert_eq!(refused(block.replace("-----", "----")), markers);
    assert_eq!(refused(block.replace("-----", "\u{2014}-")), markers);
    assert_eq!(refused(block.replace("END CERTIFICATE", "END PRIVATE KEY")), markers);
    assert_eq!(refused(block.replace("BEGIN CERTIFICATE-----", "BEGIN CERTIFICATE----")), markers);
    assert_eq!(refused(block.replace("END CERTIFICATE-----", "END CERTIFICATE----")), markers);
    assert_eq!(
        Certificate::from_base64(&block).unwrap_err().to_string(),
        "bare base64 is expected, without PEM markers"
    );
    assert_eq!(
        refused(block.split("-----END").next().unwrap()),
        "the -----END CERTIFICATE----- line is missing: the end of the certificate may have been cut off"
    );
    assert_eq!(
        refused(block.replace("MII", "M\u{AD}II").replace("MIH", "M\u{AD}IH")),
        "the certificate's base64 is damaged: the character U+00AD at position 3 is not allowed"
    );
    let text = base64(&der);
    assert_eq!(
        Certificate::from_base64(&format!("{}==={}", &text[..40], &text[40..])).unwrap_err().to_string(),
        "the certificate's base64 is damaged: a = is not at the end, or there are too many"
    );
    assert_eq!(
        Certificate::from_base64(&text.trim_end_matches('=')[..81]).unwrap_err().to_string(),
        "the certificate's base64 is damaged: characters are missing: its length is not possible for base64"
    );
    assert_eq!(
        Certificate::from_base64(&text[..80]).unwrap_err().to_string(),
        format!("the certificate ends early: {} bytes were announced, and 56 are present", der.len() - 4)
    );
    assert_eq!(
        Certificate::from_base64("MII-_w==").unwrap_err().to_string(),
        "the certificate's base64 is damaged: it uses the URL-safe alphabet; a certificate uses + and /"
    );
}

#[test]
fn bytes_after_the_certificate_are_refused() {
    let mut der = certificate(&p256(), "idp");
    der.extend_from_slice(b"\0\0\0");
    assert_eq!(Certificate::from_der(&der).unwrap_err().to_string(), "3 bytes follow the certificate");
    assert_eq!(refused(pem("CERTIFICATE", &der)), "3 bytes follow the certificate");
}

#[test]
fn a_private_key_is_never_quoted_in_an_error() {
    let key = rsa(2048);
    let text = String::from_utf8(key.private_key_to_pem_pkcs8().unwrap()).unwrap();
    let lines: Vec<&str> = text.lines().filter(|line| !line.starts_with('-')).collect();
    assert!(lines.len() > 20);
    for input in
        [text.clone(), text.replace("PRIVATE KEY", "CERTIFICATE"), text.replace("-----END", "----END")]
    {
        let error = refused(&input);
        assert!(lines.iter().all(|line| !error.contains(&line[..8])), "{error}");
    }
}

#[test]
fn no_byte_of_a_certificate_can_be_changed_into_a_panic() {
    let der = certificate(&p256(), "idp");
    for place in 0..der.len() {
        for value in [0x00, 0x01, 0x7F, 0x80, 0x82, 0x84, 0xA0, 0xFF] {
            let mut changed = der.clone();
            changed[place] = value;
            if let Ok(certificate) = Certificate::from_der(&changed) {
                assert_eq!(certificate.der(), changed);
                assert!(!format!("{certificate:?}").is_empty());
            }
        }
        assert!(Certificate::from_der(&der[..place]).is_err());
    }
}

#[test]
fn it_may_be_shared_between_threads() {
    fn shared<T: Send + Sync + Clone>() {}
    shared::<Certificate>();
    shared::<samlens::IdentityProvider>();
    shared::<samlens::IdentityProviders>();
}

#[test]
fn a_report_has_the_same_words() {
    let certificate = Certificate::from_der(&certificate(&p256(), "idp")).unwrap();
    let summary = samlens::inspect::CertificateSummary::from(&certificate);
    assert_eq!(summary.subject, "CN=idp, O=Acme");
    assert_eq!(summary.serial, "BE:EF:01");
    assert_eq!(summary.key, "EC P-256");
    assert_eq!(summary.sha256, certificate.sha256_fingerprint());
    assert_eq!(summary.not_after, certificate.not_after());
}

#[test]
fn a_certificate_beyond_the_budget_is_not_parsed() {
    let mut der = certificate(&p256(), "idp");
    der.resize(65_537, 0);
    assert_eq!(
        Certificate::from_der(&der).unwrap_err().to_string(),
        "the certificate is larger than 65536 bytes"
    );
}

#[test]
fn numbers_of_absurd_length_cost_no_time() {
    // Decimal takes time that grows with the square of the length; one such number would take seconds.
    fn tlv(tag: u8, content: &[u8]) -> Vec<u8> {
        let length = content.len();
        let mut out = vec![tag, 0x83, (length >> 16) as u8, (length >> 8) as u8, length as u8];
        match length {
            0..=0x7F => out.splice(1.., [length as u8]).for_each(drop),
            0x80..=0xFF => out.splice(1.., [0x81, length as u8]).for_each(drop),
            0x100..=0xFFFF => out.splice(1.., [0x82, (length >> 8) as u8, length as u8]).for_each(drop),
            _ => {}
        }
        out.extend_from_slice(content);
        out
    }
    let oid = tlv(0x06, &[0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04, 0x03, 0x02]);
    let mut absurd_arc = vec![0xFF; 12_000];
    absurd_arc.push(0x7F);
    let absurd = tlv(0x06, &absurd_arc);
    let algorithm = tlv(0x30, &oid);
    let name = tlv(0x30, &tlv(0x31, &tlv(0x30, &[absurd.clone(), tlv(0x0C, b"x")].concat())));
    let date = tlv(0x17, b"260101000000Z");
    let validity = tlv(0x30, &[date.clone(), date].concat());
    let spki = tlv(0x30, &[tlv(0x30, &absurd), tlv(0x03, &[0, 1, 2])].concat());
    let tbs = [tlv(0x02, &[1]), algorithm, name.clone(), validity, name, spki].concat();
    let der = tlv(0x30, &[tlv(0x30, &tbs), tlv(0x30, &absurd), tlv(0x03, &[0, 1])].concat());
    let certificate = Certificate::from_der(&der).unwrap();
    assert_eq!(certificate.subject(), "an overlong object identifier=x");
    assert_eq!(certificate.signature_algorithm(), "an overlong object identifier");
    assert_eq!(*certificate.key_kind(), KeyKind::Other("an overlong object identifier".to_owned()));
}
