//! Metadata: which keys and addresses are read out of it, and what is refused.

use super::text::{SAML2, der, document, entity, key, one, refused, role, signing, subjects, x509};
use samlens::metadata::Endpoint;
use samlens::{ErrorKind, IdentityProvider, IdentityProviders, Limits};
use samlens_forge::throwaway::{base64, certificate};

#[test]
fn everything_of_an_identity_provider_is_read() {
    let content = format!(
        "{}{}{}<md:SingleLogoutService Binding=\"urn:b:redirect\" Location=\"https://idp.example/slo?a=1&amp;b=2\" ResponseLocation=\"https://idp.example/slo/done\"/>\
         <md:NameIDFormat>urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress</md:NameIDFormat>\
         <md:SingleSignOnService Binding=\"urn:b:redirect\" Location=\"https://idp.example/sso\"/>\
         <md:SingleSignOnService Binding=\"urn:b:post\" Location=\"https://idp.example/post\"/>",
        signing(&der("now")),
        key("", &x509(&der("both"))),
        key(" use=\"encryption\"", &x509(&der("secret"))),
    );
    let xml = document(&format!(
        "<md:EntityDescriptor entityID=\"urn:acme\" validUntil=\"2026-06-01T12:00:00Z\" cacheDuration=\"PT1H\">\
         <md:IDPSSODescriptor WantAuthnRequestsSigned=\"true\" protocolSupportEnumeration=\"urn:x {SAML2}\">{content}</md:IDPSSODescriptor>\
         <md:Organization><md:OrganizationDisplayName xml:lang=\"de\">Akme</md:OrganizationDisplayName>\
         <md:OrganizationDisplayName xml:lang=\"en\">Acme</md:OrganizationDisplayName></md:Organization></md:EntityDescriptor>"
    ));
    let idp = one(&xml);
    assert_eq!(idp.entity_id(), "urn:acme");
    assert_eq!(idp.name(), Some("Acme"));
    assert_eq!(subjects(idp.signing_certificates()), ["CN=now, O=Acme", "CN=both, O=Acme"]);
    assert_eq!(subjects(idp.encryption_certificates()), ["CN=secret, O=Acme"]);
    assert_eq!(
        idp.single_sign_on(),
        [
            Endpoint::new("urn:b:redirect", "https://idp.example/sso"),
            Endpoint::new("urn:b:post", "https://idp.example/post")
        ]
    );
    assert_eq!(idp.single_logout()[0].location(), "https://idp.example/slo?a=1&b=2");
    assert_eq!(idp.single_logout()[0].response_location(), Some("https://idp.example/slo/done"));
    assert_eq!(idp.name_id_formats(), ["urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress"]);
    assert_eq!(idp.valid_until().unwrap().to_rfc3339(), "2026-06-01T12:00:00+00:00");
    assert_eq!(idp.cache_duration(), Some("PT1H"));
    assert!(idp.wants_authn_requests_signed());
    assert!(idp.notes().is_empty());
}

#[test]
fn prefixes_do_not_matter_and_namespaces_do() {
    let der = der("idp");
    let other_prefixes = format!(
        "<EntityDescriptor xmlns='urn:oasis:names:tc:SAML:2.0:metadata' entityID='urn:acme'>\
         <IDPSSODescriptor protocolSupportEnumeration='{SAML2}'><KeyDescriptor><md:KeyInfo xmlns:md='http://www.w3.org/2000/09/xmldsig#'>\
         <md:X509Data>{}</md:X509Data></md:KeyInfo></KeyDescriptor></IDPSSODescriptor></EntityDescriptor>",
        x509(&der).replace("ds:", "md:")
    );
    assert_eq!(subjects(one(&other_prefixes).signing_certificates()), ["CN=idp, O=Acme"]);

    let right = document(&entity("urn:acme", &role(&signing(&der))));
    assert_eq!(
        refused(&right.replace("SAML:2.0:metadata", "SAML:2.0:Metadata")),
        "the metadata cannot be read: EntityDescriptor is in the namespace urn:oasis:names:tc:SAML:2.0:Metadata instead of \
         urn:oasis:names:tc:SAML:2.0:metadata (line 1, column 1)"
    );
    assert_eq!(
        refused(&right.replace("2000/09/xmldsig#", "2000/09/xmldsig")),
        "the identity provider urn:acme: its metadata has no signing certificate that can be used: KeyDescriptor 1 was not used: \
         its KeyInfo is in the namespace http://www.w3.org/2000/09/xmldsig instead of http://www.w3.org/2000/09/xmldsig#"
    );
    assert_eq!(
        refused(&right.replace("<md:IDPSSODescriptor", "<md:IDPSSODescriptor xmlns:md='urn:other'")),
        "the metadata has no identity provider; it describes urn:acme (no role)"
    );
}

#[test]
fn without_a_signing_certificate_there_is_no_identity_provider() {
    for content in [String::new(), key(" use=\"encryption\"", &x509(&der("secret")))] {
        assert_eq!(
            refused(&document(&entity("urn:acme", &role(&content)))),
            "the identity provider urn:acme: its metadata has no signing certificate"
        );
    }
    let error = IdentityProvider::builder("urn:acme").build().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
    assert_eq!(error.to_string(), "the identity provider urn:acme has no signing certificate");
}

#[test]
fn a_certificate_elsewhere_is_no_key() {
    let stranger = x509(&der("stranger"));
    let data = format!("<ds:KeyInfo><ds:X509Data>{stranger}</ds:X509Data></ds:KeyInfo>");
    let content = format!(
        "<ds:Signature>{data}</ds:Signature><md:Extensions><md:KeyDescriptor>{data}</md:KeyDescriptor></md:Extensions>{}\
         <md:SPSSODescriptor protocolSupportEnumeration=\"{SAML2}\"><md:KeyDescriptor>{data}</md:KeyDescriptor></md:SPSSODescriptor>\
         <md:RoleDescriptor><md:IDPSSODescriptor protocolSupportEnumeration=\"{SAML2}\"><md:KeyDescriptor>{data}</md:KeyDescriptor></md:IDPSSODescriptor></md:RoleDescriptor>",
        role(&format!(
            "<ds:Signature>{data}</ds:Signature><md:Extensions><md:KeyDescriptor>{data}</md:KeyDescriptor></md:Extensions>\
             <md:KeyDescriptor><md:EncryptionMethod Algorithm=\"a\">{data}</md:EncryptionMethod><ds:KeyInfo><ds:Other>{stranger}</ds:Other>\
             <ds:X509Data>{}</ds:X509Data></ds:KeyInfo></md:KeyDescriptor>",
            x509(&der("idp"))
        ))
    );
    let idp = one(&document(&entity("urn:acme", &content)));
    assert_eq!(subjects(idp.signing_certificates()), ["CN=idp, O=Acme"]);
}

#[test]
fn the_first_certificate_of_x509_data_is_the_key_and_the_rest_its_chain() {
    let chain = key("", &format!("{}{}{}", x509(&der("idp")), x509(&der("ca")), x509(&der("root"))));
    let idp = one(&document(&entity("urn:acme", &role(&chain))));
    assert_eq!(subjects(idp.signing_certificates()), ["CN=idp, O=Acme"]);
    assert_eq!(
        idp.notes(),
        [
            "KeyDescriptor 1 has more certificates after the first of its X509Data; they are its chain, not keys"
        ]
    );
}

#[test]
fn the_certificate_given_twice_is_one_key() {
    let der = der("idp");
    let idp =
        one(&document(&entity("urn:acme", &role(&format!("{}{}", signing(&der), key("", &x509(&der)))))));
    assert_eq!(idp.signing_certificates().len(), 1);
}

#[test]
fn a_bare_key_value_is_never_dropped_silently() {
    let bare = "<md:KeyDescriptor><ds:KeyInfo><ds:KeyValue><ds:RSAKeyValue/></ds:KeyValue></ds:KeyInfo></md:KeyDescriptor>";
    let why = "KeyDescriptor 1 was not used: it contains a bare KeyValue, which is not supported; ask for metadata with an X509Certificate";
    assert_eq!(
        refused(&document(&entity("urn:acme", &role(bare)))),
        format!(
            "the identity provider urn:acme: its metadata has no signing certificate that can be used: {why}"
        )
    );
    let idp = one(&document(&entity("urn:acme", &role(&format!("{bare}{}", signing(&der("idp")))))));
    assert_eq!(idp.notes(), [why]);
}

#[test]
fn a_damaged_certificate_next_to_a_good_one_is_noted() {
    let damaged = key("", "<ds:X509Certificate>abcdefghijk</ds:X509Certificate>");
    let why = "KeyDescriptor 1 was not used: this is not a certificate: it is not DER";
    let idp = one(&document(&entity("urn:acme", &role(&format!("{damaged}{}", signing(&der("idp")))))));
    assert_eq!(idp.notes(), [why]);
    assert_eq!(
        refused(&document(&entity("urn:acme", &role(&damaged)))),
        format!(
            "the identity provider urn:acme: its metadata has no signing certificate that can be used: {why}"
        )
    );
}

#[test]
fn a_key_that_cannot_verify_is_noted() {
    let edwards = certificate(&samlens_forge::throwaway::ed25519(), "edwards");
    let idp = one(&document(&entity("urn:acme", &role(&signing(&edwards)))));
    assert_eq!(idp.notes(), ["KeyDescriptor 1 has a key that cannot verify signatures: Ed25519"]);
}

#[test]
fn pem_inside_the_element_is_read_and_pem_in_base64_is_named() {
    let der = der("idp");
    let pem = samlens_forge::throwaway::pem("CERTIFICATE", &der);
    let content = |text: &str| {
        document(&entity(
            "urn:acme",
            &role(&key("", &format!("<ds:X509Certificate>{text}</ds:X509Certificate>"))),
        ))
    };
    assert_eq!(one(&content(&pem)).signing_certificates()[0].der(), der);
    let error = refused(&content(&base64(pem.as_bytes())));
    assert!(error.ends_with("this is PEM that was base64-encoded once more; decode it once"), "{error}");
}

#[test]
fn the_name_is_the_english_display_name_without_the_line_breaks_around_it() {
    let ui = "<md:Extensions><mdui:UIInfo xmlns:mdui=\"urn:oasis:names:tc:SAML:metadata:ui\">\
        <mdui:DisplayName xml:lang=\"it\">Fornitore</mdui:DisplayName>\
        <mdui:DisplayName xml:lang=\"en\">\n\t Acme <!-- x -->Inc.\n</mdui:DisplayName></mdui:UIInfo></md:Extensions>";
    let organization = "<md:Organization><md:OrganizationDisplayName xml:lang=\"en\">Holding</md:OrganizationDisplayName></md:Organization>";
    let content = role(&format!("{ui}{}{organization}", signing(&der("idp"))));
    assert_eq!(one(&document(&entity("urn:acme", &content))).name(), Some("Acme Inc."));
    assert_eq!(
        one(&document(&entity("urn:acme", &content.replace("metadata:ui", "metadata:u")))).name(),
        Some("Holding")
    );
}

#[test]
fn a_comment_in_a_certificate_neither_breaks_nor_injects() {
    let der = der("idp");
    let text = base64(&der);
    let (head, tail) = text.split_at(101);
    for between in ["<!-- comment -->", "<?pi data?>", "<![CDATA[\n]]>", "&#10;", "\r\n\t "] {
        let content = key("", &format!("<ds:X509Certificate>{head}{between}{tail}</ds:X509Certificate>"));
        let idp = one(&document(&entity("urn:acme", &role(&content))));
        assert_eq!(idp.signing_certificates()[0].der(), der, "{between}");
    }
    let content = key("", &format!("<ds:X509Certificate>{text}<md:X>{text}</md:X></ds:X509Certificate>"));
    assert_eq!(
        refused(&document(&entity("urn:acme", &role(&content)))),
        "the identity provider urn:acme: its metadata has no signing certificate that can be used: KeyDescriptor 1 was not used: \
         its X509Certificate contains an element"
    );
}

#[test]
fn entity_ids_are_kept_exactly() {
    let content = role(&signing(&der("idp")));
    let cases = [
        (" urn:acme ", " urn:acme "),
        ("urn:acme&#10;", "urn:acme\n"),
        ("urn:a&amp;b&#x3c;", "urn:a&b<"),
        ("urn:a\nb", "urn:a b"),
        ("URN:ACME/", "URN:ACME/"),
    ];
    for (written, read) in cases {
        let xml = document(&entity(written, &content));
        assert_eq!(one(&xml).entity_id(), read);
        let parsed = roxmltree::Document::parse(&xml).unwrap();
        assert_eq!(parsed.root_element().attribute("entityID"), Some(read));
    }
}

#[test]
fn two_roles_for_saml_2_are_not_thrown_together() {
    let first = role(&signing(&der("first")));
    let second = role(&signing(&der("second")));
    assert_eq!(
        refused(&document(&entity("urn:acme", &format!("{first}{second}")))),
        "the identity provider urn:acme: it has more than one IDPSSODescriptor for SAML 2.0"
    );
    let old = first.replace(SAML2, "urn:oasis:names:tc:SAML:1.1:protocol");
    let idp = one(&document(&entity("urn:acme", &format!("{old}{second}"))));
    assert_eq!(subjects(idp.signing_certificates()), ["CN=second, O=Acme"]);
    assert_eq!(idp.notes(), ["an IDPSSODescriptor that is not for SAML 2.0 was ignored"]);
    assert_eq!(
        refused(&document(&entity("urn:acme", &old))),
        format!(
            "the identity provider urn:acme: its IDPSSODescriptor does not support SAML 2.0 (protocolSupportEnumeration lacks {SAML2})"
        )
    );
}

#[test]
fn an_expired_valid_until_is_kept_and_a_malformed_one_refused() {
    let xml = |until: &str| {
        document(
            &entity("urn:acme", &role(&signing(&der("idp"))))
                .replace("entityID", &format!("validUntil=\"{until}\" entityID")),
        )
    };
    let cases = [
        ("2014-02-22T00:39:43Z", "2014-02-22T00:39:43+00:00"),
        ("2014-02-22T00:39:43.5Z", "2014-02-22T00:39:43.500+00:00"),
        ("2014-02-22T00:39:43", "2014-02-22T00:39:43+00:00"),
        ("2014-02-22T02:39:43+02:00", "2014-02-22T00:39:43+00:00"),
    ];
    for (written, read) in cases {
        assert_eq!(one(&xml(written)).valid_until().unwrap().to_rfc3339(), read);
    }
    for written in ["", "tomorrow", "2014-02-22", "2014-02-30T00:00:00Z", "2014-02-22T00:39:43Z "] {
        assert_eq!(
            refused(&xml(written)),
            "the identity provider urn:acme: its validUntil is not an instant"
        );
    }
}

#[test]
fn what_is_no_metadata_is_named() {
    let cases = [
        ("", "it is empty (line 1, column 1)"),
        ("  \n ", "there is no root element (line 2, column 2)"),
        ("{\"a\":1}", "this is not XML (line 1, column 1)"),
        ("-----BEGIN CERTIFICATE-----", "this is PEM, not metadata (line 1, column 1)"),
        ("<!DOCTYPE html><html></html>", "this is an HTML page, not metadata (line 1, column 1)"),
        ("<html><p>404</p></html>", "this is an HTML page, not metadata (line 1, column 1)"),
        (
            "<samlp:Response xmlns:samlp='urn:oasis:names:tc:SAML:2.0:protocol'/>",
            "the root element is Response, not EntityDescriptor or EntitiesDescriptor (line 1, column 1)",
        ),
        (
            "<EntityDescriptor/>",
            "EntityDescriptor is in no namespace instead of urn:oasis:names:tc:SAML:2.0:metadata (line 1, column 1)",
        ),
    ];
    for (xml, message) in cases {
        assert_eq!(refused(xml), format!("the metadata cannot be read: {message}"));
    }
}

#[test]
fn malformed_metadata_is_refused_at_its_place() {
    let good = document(&entity("urn:acme", &role(&signing(&der("idp")))));
    one(&good);
    let cases = [
        (format!("<!DOCTYPE md [<!ENTITY e 'x'>]>{good}"), "a DOCTYPE is not allowed (line 1, column 1)"),
        (format!("{good}\n\n<a/>"), "a second root element follows the first (line 3, column 1)"),
        (format!("{good}\nx"), "there is text outside the root element"),
        (good.replace("</md:EntityDescriptor>", ""), "it ends inside the element EntityDescriptor"),
        (good.replace("entityID=", "entityID='urn:other' entityID="), "duplicate"),
        (good.replace("urn:acme", "urn:acme&evil;"), "an attribute value has an & that begins neither"),
        (good.replace("urn:acme", "urn:acme & co"), "an attribute value has an & that begins neither"),
        (good.replace("urn:acme", "urn:acme&#1;"), "the character U+0001 is not allowed in XML"),
        (good.replace("urn:acme", "urn:acme<"), "an attribute value contains <"),
        (good.replace("MI", "&xxe;MI"), "an entity is not one of the five predefined ones"),
        (good.replace("MI", "&#0;MI"), "a character reference is malformed"),
        (good.replace("MI", "\u{1}MI"), "the character U+0001 is not allowed in XML"),
        (
            good.replace("<md:KeyDescriptor", "<x:KeyDescriptor")
                .replace("</md:KeyDescriptor", "</x:KeyDescriptor"),
            "the prefix x is not declared",
        ),
        (good.replace("use=", "x:use="), "the prefix x is not declared"),
        (good.replace("use=", "us/e="), "the name of an element or attribute is malformed"),
        (good.replace("use=", "1use="), "the name of an element or attribute is malformed"),
        (
            good.replace("md:IDPSSODescriptor", "md:IDPSSO:Descriptor"),
            "the name of an element or attribute is malformed",
        ),
        (good.replace("</md:KeyDescriptor>", "</md:keydescriptor>"), "expected `</md:KeyDescriptor>`"),
        (
            good.replace("2.0:metadata", "2.0:meta&#100;ata"),
            "a namespace declaration is written with references or line breaks",
        ),
        (format!("<?xml version=\"1.1\"?>{good}"), "its XML declaration does not declare version 1.0"),
        (format!(" <?xml version=\"1.0\"?>{good}"), "an XML declaration is not at the very start"),
    ];
    for (xml, message) in cases {
        let error = refused(&xml);
        assert!(error.starts_with("the metadata cannot be read: ") && error.contains(message), "{error}");
    }
}

#[test]
fn a_declaration_comments_and_instructions_around_the_root_are_fine() {
    let good = document(&entity("urn:acme", &role(&signing(&der("idp")))));
    one(&format!(
        "\u{FEFF}<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!-- made by hand -->\n<?xml-stylesheet href='a'?>{good}\n<!-- end -->\n"
    ));
}

#[test]
fn budgets_are_kept() {
    let good = entity("urn:acme", &role(&signing(&der("idp"))));
    let within = |xml: &str, change: fn(&mut Limits)| {
        let mut limits = Limits::default();
        change(&mut limits);
        IdentityProviders::from_metadata_within(xml, &limits).unwrap_err().to_string()
    };
    let xml = document(&good);
    assert_eq!(
        within(&xml, |limits| limits.max_metadata_bytes = 100),
        "the metadata is larger than 100 bytes"
    );
    assert!(within(&xml, |limits| limits.max_depth = 5).contains("elements are nested deeper than 5 ("));
    assert!(
        within(&xml, |limits| limits.max_attributes_per_element = 2)
            .contains("an element has more than 2 attributes (")
    );
    assert!(
        within(&xml, |limits| limits.max_xml_bytes = 60).contains("a single token is larger than 60 bytes (")
    );
    let several = document(&entity("urn:acme", &role(&signing(&der("idp")).repeat(3))));
    assert!(
        within(&several, |limits| limits.max_certificates = 2)
            .contains("an entity has more than 2 certificates (")
    );
    let deep = document(&format!("<md:EntitiesDescriptor>{}", "<md:EntitiesDescriptor>".repeat(100_000)));
    assert!(
        IdentityProviders::from_metadata(&deep).unwrap_err().to_string().contains("nested deeper than 64 (")
    );
}

#[test]
fn namespaces_in_scope_have_a_budget_of_their_own() {
    let declaring = |count: usize| {
        let declarations: String = (0..count).map(|n| format!(" xmlns:n{n}=\"urn:n:{n}\"")).collect();
        let xml = document(&entity("urn:acme", &role(&signing(&der("now")))));
        xml.replacen(" entityID", &format!("{declarations} entityID"), 1)
    };
    assert_eq!(one(&declaring(200)).entity_id(), "urn:acme");
    let mut limits = Limits::default();
    limits.max_namespaces = 100;
    let read = |xml: &str, limits: &Limits| IdentityProviders::from_metadata_within(xml, limits).map(drop);
    assert!(read(&declaring(90), &limits).is_ok());
    let error = read(&declaring(200), &limits).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the metadata cannot be read: more than 100 namespace declarations are in scope (max_namespaces) (line 1, column 1)"
    );
    assert!(error.fix().concat().contains("Limits::max_namespaces"));
}

/// Shibboleth services check the schema, and authentik wrote such an ID (goauthentik/authentik issue 4353).
#[test]
fn an_id_that_begins_with_a_digit_is_noted() {
    let content = signing(&der("now"));
    let xml = |id: &str| {
        document(&format!(
            "<md:EntityDescriptor ID=\"{id}\" entityID=\"urn:acme\"><md:IDPSSODescriptor \
             protocolSupportEnumeration=\"{SAML2}\">{content}</md:IDPSSODescriptor></md:EntityDescriptor>"
        ))
    };
    let notes = one(&xml("8f2c41")).notes().join("; ");
    assert_eq!(
        notes,
        "the ID of its EntityDescriptor is not an NCName (it begins with a digit): `8f2c41`; services that check the schema refuse the file"
    );
    assert!(one(&xml("a b")).notes().join("").contains("not an NCName: `a b`"));
    assert!(one(&xml("_8f2c41")).notes().is_empty());
}
