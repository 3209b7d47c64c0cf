//! The typed model: what it reads, exactly, and what it refuses to read.
use samlens::Limits;
use samlens::internals::assertion::{Assertion, Response};
use samlens::internals::xml::Document;

const NAMESPACES: &str = r#"xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" xmlns:ds="http://www.w3.org/2000/09/xmldsig#" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance""#;
const STATUS: &str =
    r#"<samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>"#;

fn parse(xml: &str) -> Document<'_> {
    Document::parse(xml, &Limits::default()).unwrap()
}

fn response(inside: &str) -> String {
    format!(r#"<samlp:Response {NAMESPACES} ID="_r1" Version="2.0">{inside}</samlp:Response>"#)
}

fn assertion(inside: &str) -> String {
    format!(r#"<saml:Assertion {NAMESPACES} ID="_a1" Version="2.0">{inside}</saml:Assertion>"#)
}

/// The faults of a Response, or an empty text.
fn response_faults(inside: &str) -> String {
    let xml = response(inside);
    let document = parse(&xml);
    Response::read(document.root()).map_or_else(|faults| faults.to_string(), |_| String::new())
}

/// The faults of an Assertion, or an empty text.
fn assertion_faults(inside: &str) -> String {
    let xml = assertion(inside);
    let document = parse(&xml);
    Assertion::read(document.root()).map_or_else(|faults| faults.to_string(), |_| String::new())
}

#[test]
fn a_response_is_read_whole() {
    let xml = format!(
        r#"<samlp:Response {NAMESPACES} ID="_r1" Version="2.0" IssueInstant="2026-01-15T10:00:00Z" Destination="https://sp/acs" InResponseTo="_q1" Consent="urn:c"><saml:Issuer Format="urn:f">urn:idp</saml:Issuer><ds:Signature/>{STATUS}<saml:Assertion ID="_a1"/><saml:EncryptedAssertion/></samlp:Response>"#
    );
    let document = parse(&xml);
    let response = Response::read(document.root()).unwrap();
    assert_eq!(response.id(), Some("_r1"));
    assert_eq!(response.version(), Some("2.0"));
    assert_eq!(response.issue_instant(), Some("2026-01-15T10:00:00Z"));
    assert_eq!(response.destination(), Some("https://sp/acs"));
    assert_eq!(response.in_response_to(), Some("_q1"));
    let issuer = response.issuer().unwrap();
    assert_eq!((issuer.value(), issuer.format()), ("urn:idp", Some("urn:f")));
    assert_eq!(response.signature().unwrap().qualified_name(), "ds:Signature");
    assert_eq!(response.assertions().count(), 1);
    assert!(response.status().unwrap().is_success());
}

#[test]
fn an_absent_response_part_is_none() {
    let xml = response("");
    let document = parse(&xml);
    let response = Response::read(document.root()).unwrap();
    assert!(response.issuer().is_none() && response.status().is_none() && response.signature().is_none());
    assert_eq!((response.destination(), response.in_response_to()), (None, None));
}

#[test]
fn status_codes_nest() {
    let xml = response(
        r#"<samlp:Status><samlp:StatusCode Value="a"><samlp:StatusCode Value="b"><samlp:StatusCode Value="c"/></samlp:StatusCode></samlp:StatusCode><samlp:StatusMessage>no</samlp:StatusMessage><samlp:StatusDetail><x/></samlp:StatusDetail></samlp:Status>"#,
    );
    let document = parse(&xml);
    let status = Response::read(document.root()).unwrap().status().unwrap();
    assert_eq!(status.code(), Some("a"));
    assert_eq!(status.sub_codes().collect::<Vec<_>>(), ["b", "c"]);
    assert_eq!(status.message(), Some("no"));
    assert!(!status.is_success());
}

#[test]
fn the_status_message_of_auth0_is_an_attribute() {
    let xml = response(r#"<samlp:Status><samlp:StatusMessage Value="denied"/></samlp:Status>"#);
    let document = parse(&xml);
    assert_eq!(Response::read(document.root()).unwrap().status().unwrap().message(), Some("denied"));
    let xml =
        response(r#"<samlp:Status><samlp:StatusMessage Value="b">a</samlp:StatusMessage></samlp:Status>"#);
    let document = parse(&xml);
    assert_eq!(Response::read(document.root()).unwrap().status().unwrap().message(), Some("a"));
}

#[test]
fn a_subject_is_read_whole() {
    let xml = assertion(
        r#"<saml:Subject><saml:NameID Format="urn:f" NameQualifier="q" SPNameQualifier="s"> ada </saml:NameID><saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData Recipient="r" NotBefore="b" NotOnOrAfter="n" InResponseTo="i" Address="a"/></saml:SubjectConfirmation><saml:SubjectConfirmation Method="other"/></saml:Subject>"#,
    );
    let document = parse(&xml);
    let subject = Assertion::read(document.root()).unwrap().subject().unwrap();
    let name_id = subject.name_id().unwrap();
    // Exactly as written, never trimmed.
    assert_eq!(name_id.value(), " ada ");
    assert_eq!(name_id.format(), Some("urn:f"));
    assert_eq!((name_id.name_qualifier(), name_id.sp_name_qualifier()), (Some("q"), Some("s")));
    let confirmations: Vec<_> = subject.confirmations().collect();
    assert!(confirmations[0].is_bearer() && !confirmations[1].is_bearer());
    assert_eq!(confirmations[0].recipient(), Some("r"));
    assert_eq!(confirmations[0].not_before(), Some("b"));
    assert_eq!(confirmations[0].not_on_or_after(), Some("n"));
    assert_eq!(confirmations[0].in_response_to(), Some("i"));
    assert_eq!(confirmations[1].recipient(), None);
}

#[test]
fn a_comment_does_not_cut_a_name_id() {
    // CVE-2017-11427 and kin.
    let xml = assertion(
        "<saml:Subject><saml:NameID>ada@example.com<!-- -->.evil.example</saml:NameID></saml:Subject>",
    );
    let document = parse(&xml);
    let name_id = Assertion::read(document.root()).unwrap().subject().unwrap().name_id().unwrap();
    assert_eq!(name_id.value(), "ada@example.com.evil.example");
}

#[test]
fn conditions_are_read_whole() {
    let xml = assertion(
        r#"<saml:Conditions NotBefore="b" NotOnOrAfter="n"><saml:AudienceRestriction><saml:Audience>one</saml:Audience><saml:Audience> two</saml:Audience></saml:AudienceRestriction><saml:AudienceRestriction/><saml:OneTimeUse/><saml:ProxyRestriction Count="0"/></saml:Conditions>"#,
    );
    let document = parse(&xml);
    let conditions = Assertion::read(document.root()).unwrap().conditions().unwrap();
    assert_eq!((conditions.not_before(), conditions.not_on_or_after()), (Some("b"), Some("n")));
    let audiences: Vec<Vec<_>> =
        conditions.audience_restrictions().map(|restriction| restriction.audiences().collect()).collect();
    assert_eq!(audiences, [vec!["one", " two"], vec![]]);
    assert!(conditions.one_time_use().is_some());
    assert!(conditions.unknown().is_none());
}

#[test]
fn an_unknown_condition_is_kept() {
    let xml = assertion(r#"<saml:Conditions><x:Limit xmlns:x="urn:x"/></saml:Conditions>"#);
    let document = parse(&xml);
    let conditions = Assertion::read(document.root()).unwrap().conditions().unwrap();
    assert_eq!(conditions.unknown().unwrap().qualified_name(), "x:Limit");
}

#[test]
fn authn_statements_are_read_whole() {
    let xml = assertion(
        r#"<saml:AuthnStatement AuthnInstant="t" SessionIndex="s" SessionNotOnOrAfter="e"><saml:SubjectLocality/><saml:AuthnContext><saml:AuthnContextClassRef>urn:c</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement>"#,
    );
    let document = parse(&xml);
    let statement = Assertion::read(document.root()).unwrap().authn_statements().next().unwrap();
    assert_eq!(statement.authn_instant(), Some("t"));
    assert_eq!(statement.session_index(), Some("s"));
    assert_eq!(statement.session_not_on_or_after(), Some("e"));
    assert_eq!(statement.authn_context_class_ref(), Some("urn:c"));
}

#[test]
fn attributes_come_in_order_from_every_statement() {
    let xml = assertion(
        r#"<saml:AttributeStatement><saml:Attribute Name="b" NameFormat="urn:f" FriendlyName="bee"><saml:AttributeValue>1</saml:AttributeValue><saml:AttributeValue> 2</saml:AttributeValue></saml:Attribute></saml:AttributeStatement><saml:AttributeStatement><saml:Attribute Name="a"/><saml:Attribute Name="b"/></saml:AttributeStatement>"#,
    );
    let document = parse(&xml);
    let assertion = Assertion::read(document.root()).unwrap();
    let names: Vec<_> = assertion.attributes().map(|attribute| attribute.name()).collect();
    assert_eq!(names, ["b", "a", "b"]);
    let first = assertion.attributes().next().unwrap();
    assert_eq!((first.name_format(), first.friendly_name()), (Some("urn:f"), Some("bee")));
    let values: Vec<_> = first.values().map(|value| value.text()).collect();
    assert_eq!(values, [Some("1"), Some(" 2")]);
}

#[test]
fn attribute_values_of_every_kind() {
    let xml = assertion(
        r#"<saml:AttributeStatement><saml:Attribute Name="a"><saml:AttributeValue xsi:type="xs:string">text</saml:AttributeValue><saml:AttributeValue/><saml:AttributeValue xsi:nil="true"/><saml:AttributeValue xsi:nil="false">no</saml:AttributeValue><saml:AttributeValue xsi:nil="1"/><saml:AttributeValue><saml:NameID>ada</saml:NameID></saml:AttributeValue><saml:AttributeValue>mixed<x/></saml:AttributeValue></saml:Attribute></saml:AttributeStatement>"#,
    );
    let document = parse(&xml);
    let attribute = Assertion::read(document.root()).unwrap().attributes().next().unwrap();
    let values: Vec<_> = attribute.values().collect();
    let texts: Vec<_> = values.iter().map(|value| value.text()).collect();
    assert_eq!(texts, [Some("text"), Some(""), None, Some("no"), None, None, None]);
    assert_eq!(values[0].xsi_type(), Some("xs:string"));
    assert!(values[2].is_nil() && !values[3].is_nil() && values[4].is_nil());
    assert_eq!(values[5].name_id().unwrap().value(), "ada");
    assert_eq!(values[6].nested().unwrap().qualified_name(), "x");
    assert!(values[6].name_id().is_none());
}

#[test]
fn what_comes_twice_is_a_fault() {
    let twice = |inside: &str| response_faults(&inside.repeat(2));
    assert_eq!(twice("<saml:Issuer>a</saml:Issuer>"), "Issuer occurs more than once in Response");
    assert_eq!(twice(STATUS), "Status occurs more than once in Response");
    assert_eq!(twice("<ds:Signature/>"), "Signature occurs more than once in Response");
    assert_eq!(twice("<samlp:Extensions/>"), "Extensions occurs more than once in Response");
    let code = r#"<samlp:StatusCode Value="a"/>"#;
    assert_eq!(
        response_faults(&format!("<samlp:Status>{code}{code}</samlp:Status>")),
        "StatusCode occurs more than once in Status"
    );
    assert_eq!(
        response_faults(&format!(
            r#"<samlp:Status><samlp:StatusCode Value="x">{code}{code}</samlp:StatusCode></samlp:Status>"#
        )),
        "StatusCode occurs more than once in StatusCode"
    );
    for name in ["Issuer", "Subject", "Conditions", "Advice"] {
        assert_eq!(
            assertion_faults(&format!("<saml:{name}/>").repeat(2)),
            format!("{name} occurs more than once in Assertion")
        );
    }
    assert_eq!(
        assertion_faults("<saml:Subject><saml:NameID>a</saml:NameID><saml:EncryptedID/></saml:Subject>"),
        "EncryptedID occurs more than once in Subject"
    );
    assert_eq!(
        assertion_faults(
            "<saml:Subject><saml:NameID>a</saml:NameID><saml:NameID>b</saml:NameID></saml:Subject>"
        ),
        "NameID occurs more than once in Subject"
    );
    assert_eq!(
        assertion_faults(
            r#"<saml:Subject><saml:SubjectConfirmation Method="m"><saml:SubjectConfirmationData/><saml:SubjectConfirmationData/></saml:SubjectConfirmation></saml:Subject>"#
        ),
        "SubjectConfirmationData occurs more than once in SubjectConfirmation"
    );
    assert_eq!(
        assertion_faults("<saml:Conditions><saml:OneTimeUse/><saml:OneTimeUse/></saml:Conditions>"),
        "OneTimeUse occurs more than once in Conditions"
    );
}

#[test]
fn what_the_schema_does_not_know_is_a_fault() {
    for (inside, fault) in [
        ("<Issuer>a</Issuer>", "Issuer is not allowed in Response"),
        ("<samlp:Issuer>a</samlp:Issuer>", "Issuer is not allowed in Response"),
        ("<saml:Status/>", "Status is not allowed in Response"),
        ("text", "there is text between the elements of Response"),
        ("<samlp:Status><x/></samlp:Status>", "x is not allowed in Status"),
    ] {
        assert_eq!(response_faults(inside), fault);
    }
    for (inside, fault) in [
        (r#"<x:Subject xmlns:x="urn:x"/>"#, "Subject is not allowed in Assertion"),
        ("<samlp:Conditions/>", "Conditions is not allowed in Assertion"),
        ("<saml:Assertion/>", "Assertion is not allowed in Assertion"),
        ("<saml:Subject><NameID>a</NameID></saml:Subject>", "NameID is not allowed in Subject"),
        (
            "<saml:Conditions><saml:AudienceRestriction><Audience/></saml:AudienceRestriction></saml:Conditions>",
            "Audience is not allowed in AudienceRestriction",
        ),
        (
            "<saml:AttributeStatement><saml:AttributeValue/></saml:AttributeStatement>",
            "AttributeValue is not allowed in AttributeStatement",
        ),
        (
            r#"<saml:AttributeStatement><saml:Attribute Name="a">loose</saml:Attribute></saml:AttributeStatement>"#,
            "there is text between the elements of Attribute",
        ),
        ("<saml:AttributeStatement><saml:Attribute/></saml:AttributeStatement>", "Attribute has no Name"),
    ] {
        assert_eq!(assertion_faults(inside), fault);
    }
}

#[test]
fn an_element_inside_a_text_is_a_fault() {
    for (inside, fault) in [
        ("<saml:Issuer>urn:<b/>idp</saml:Issuer>", "the text of Issuer contains an element"),
        (
            "<saml:Subject><saml:NameID>ada<b>x</b></saml:NameID></saml:Subject>",
            "the text of NameID contains an element",
        ),
        (
            "<saml:Conditions><saml:AudienceRestriction><saml:Audience>a<b/></saml:Audience></saml:AudienceRestriction></saml:Conditions>",
            "the text of Audience contains an element",
        ),
    ] {
        assert_eq!(assertion_faults(inside), fault);
    }
}

#[test]
fn the_order_of_elements_is_free() {
    assert_eq!(response_faults(&format!("<saml:Assertion/>{STATUS}<saml:Issuer>a</saml:Issuer>")), "");
    assert_eq!(assertion_faults("<saml:Conditions/><saml:Subject/><saml:Issuer>a</saml:Issuer>"), "");
}

#[test]
fn the_root_must_be_what_is_read_and_have_an_id() {
    let xml = response("");
    let document = parse(&xml);
    let faults = Assertion::read(document.root()).unwrap_err();
    assert_eq!(faults.to_string(), "Response is not a SAML 2.0 Assertion");
    let xml = format!("<samlp:Response {NAMESPACES}/>");
    let document = parse(&xml);
    assert_eq!(Response::read(document.root()).unwrap_err().to_string(), "Response has no ID");
    let xml = r#"<Response xmlns="urn:oasis:names:tc:SAML:1.0:protocol" ID="_r1"/>"#;
    let document = parse(xml);
    assert_eq!(
        Response::read(document.root()).unwrap_err().to_string(),
        "Response is not a SAML 2.0 Response"
    );
}

#[test]
fn faults_name_their_element_and_are_bounded() {
    let xml = response(&"<saml:Issuer>secret</saml:Issuer>".repeat(1_000));
    let document = parse(&xml);
    let faults = Response::read(document.root()).unwrap_err();
    assert_eq!(faults.iter().count(), 64);
    assert_eq!(faults.iter().next().unwrap().element().path(), "/samlp:Response/saml:Issuer[2]");
    assert!(!format!("{faults} {faults:?}").contains("secret"));
}

#[test]
fn reading_with_faults_reads_the_first() {
    let xml = response("<saml:Issuer>first</saml:Issuer><saml:Issuer>second</saml:Issuer>");
    let document = parse(&xml);
    let (response, faults) = Response::read_with_faults(document.root());
    assert_eq!(response.issuer().unwrap().value(), "first");
    assert_eq!(faults.len(), 1);
}

#[test]
fn debug_has_no_value_of_a_person() {
    let xml = assertion(
        r#"<saml:Subject><saml:NameID>ada</saml:NameID></saml:Subject><saml:AttributeStatement><saml:Attribute Name="email"><saml:AttributeValue>ada</saml:AttributeValue></saml:Attribute></saml:AttributeStatement>"#,
    );
    let document = parse(&xml);
    let assertion = Assertion::read(document.root()).unwrap();
    let subject = assertion.subject().unwrap();
    let attribute = assertion.attributes().next().unwrap();
    let value = attribute.values().next().unwrap();
    let all = format!("{assertion:?} {subject:?} {:?} {attribute:?} {value:?}", subject.name_id());
    assert!(!all.contains("ada"), "{all}");
    assert!(all.contains("email"));
}

/// What is refused of the real messages: attacks, SAML 1.1 in SAML 2.0's clothes, and pieces of programs between the
/// elements of messages that were cut out of source code.
const FAULTY: &[(&str, &str)] = &[
    ("XML-Security__signxml/s1031-SAML_assertion1.xml", "Attribute has no Name; Attribute has no Name"),
    ("XML-Security__signxml/s1032-SAML_assertion_sha256.xml", "Attribute has no Name; Attribute has no Name"),
    ("auth0__node-saml/s1106-saml20.template", "ID of Assertion is empty"),
    ("boxyhq__saml20/s1202-saml20.wrapped.invalidAssertion2.xml", "Assertion is not allowed in Assertion"),
    ("boxyhq__saml20/s1203-saml20.wrapped.invalidAssertion3.xml", "Assertion is not allowed in Assertion"),
    ("boxyhq__saml20/s1204-saml20.wrapped.invalidExtensions1.xml", "Extensions is not allowed in Response"),
    ("boxyhq__saml20/s1205-saml20.wrapped.invalidExtensions2.xml", "Extensions is not allowed in Response"),
    ("boxyhq__saml20/s1207-saml20.wrapped.invalidResponse2.xml", "Response is not allowed in Response"),
    ("boxyhq__saml20/s1218-saml20.invalidWrappedToken.xml", "Assertion is not allowed in Assertion"),
    ("boxyhq__saml20/s1219-saml20.noIssuerResponse.xml", "Assertion has no ID"),
    ("dexidp__dex/s1275-two-assertions-first-signed.tmpl", "AttackersElement is not allowed in Response"),
    ("dexidp__dex/s1276-two-assertions-first-signed.xml", "AttackersElement is not allowed in Response"),
    ("njaremko__samael/s1832-ancestor_attack_signed.xml", "the text of Issuer contains an element"),
    ("node-saml__node-saml/s0360-test__tests.spec.ts.L1096.const.xml", BETWEEN),
    ("node-saml__node-saml/s0364-test__tests.spec.ts.L1292.const.xml", BETWEEN),
    ("node-saml__node-saml/s0372-test__tests.spec.ts.L2159.const.xml", BETWEEN),
    ("node-saml__node-saml/s0375-test__tests.spec.ts.L2227.const.xml", BETWEEN),
    ("node-saml__node-saml/s0378-test__tests.spec.ts.L2287.const.xml", BETWEEN),
    ("node-saml__xml-crypto/s1571-id_with_quotes.xml", "there is text between the elements of Assertion"),
    ("node-saml__xml-crypto/s1575-saml_multiple_signed_info_nodes.xml", "a is not allowed in Response"),
    ("node-saml__xml-crypto/s1576-saml_wrapped_signed_info_node.xml", "a is not allowed in Response"),
    (
        "node-saml__xml-crypto/s1582-valid_saml_signature_wrapping.xml",
        "wrap is not allowed in Response; there is text between the elements of Assertion",
    ),
    ("yaronn__xml-crypto/s1787-id_with_quotes.xml", "there is text between the elements of Assertion"),
    (
        "yaronn__xml-crypto/s1790-valid_saml_signature_wrapping.xml",
        "wrap is not allowed in Response; there is text between the elements of Assertion",
    ),
];
const BETWEEN: &str = "there is text between the elements of Response";

#[test]
#[ignore = "needs SAMLENS_CORPUS"]
fn messages_of_the_corpus_read_without_fault_unless_it_is_known_why() {
    let directory = crate::corpus::folder();
    let manifest = std::fs::read_to_string(directory.join("manifest.json")).unwrap();
    let manifest: serde_json::Value = serde_json::from_str(&manifest).unwrap();
    let (mut read, mut faulty) = (0, Vec::new());
    for entry in manifest.as_array().unwrap() {
        let file = entry["file"].as_str().unwrap();
        let Ok(text) = std::fs::read_to_string(directory.join(file)) else { continue };
        let Ok(document) = Document::parse(&text, &Limits::default()) else { continue };
        let root = document.root();
        let mut faults = Vec::new();
        match root.local_name() {
            "Response" => {
                faults.extend(Response::read(root).err().map(|faults| faults.to_string()));
                let assertions = root.children().filter(|child| child.local_name() == "Assertion");
                faults.extend(assertions.filter_map(|one| Some(Assertion::read(one).err()?.to_string())));
            }
            "Assertion" => faults.extend(Assertion::read(root).err().map(|faults| faults.to_string())),
            _ => continue,
        }
        read += 1;
        if !faults.is_empty() {
            faulty.push((file.to_owned(), faults.join("; ")));
        }
    }
    assert!(read > 150, "{read}");
    faulty.sort();
    let expected: Vec<_> =
        FAULTY.iter().map(|(file, faults)| ((*file).to_owned(), (*faults).to_owned())).collect();
    assert_eq!(faulty, expected);
}
