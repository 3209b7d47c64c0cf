//! Every signature that the forge makes verifies with xmlsec1, an implementation that is not ours.

use samlens_forge::{
    Algorithm, Canonical, Digest, Element, Key, KeyInfo, Login, Node, Part, SHAPES, Shape, SignatureLayout,
    Signing, keys,
};
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

/// xmlsec1 with a directory of its own for each test.
struct Xmlsec {
    directory: PathBuf,
    /// What this version needs to take the given key for a signature that names none or another.
    lax: Option<&'static str>,
}

impl Xmlsec {
    fn new(test: &str) -> Xmlsec {
        let version = Command::new("xmlsec1").arg("--version").output().expect("xmlsec1 is not installed");
        let old = String::from_utf8_lossy(&version.stdout).contains("xmlsec1 1.2.");
        let directory = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("xmlsec").join(test);
        fs::create_dir_all(&directory).unwrap();
        Xmlsec { directory, lax: (!old).then_some("--lax-key-search") }
    }

    /// Whether the signature that is a child of the element of that name verifies with that key.
    fn verifies(&self, xml: &str, element: &str, key: &Key) -> Result<(), String> {
        let output = self.run(xml, element, key);
        if output.status.success() {
            Ok(())
        } else {
            Err(String::from_utf8_lossy(&output.stderr).into_owned())
        }
    }

    fn run(&self, xml: &str, element: &str, key: &Key) -> Output {
        let (document, certificate) = (self.directory.join("response.xml"), self.directory.join("key.pem"));
        fs::write(&document, xml).unwrap();
        fs::write(&certificate, key.pem()).unwrap();
        let path = format!("//*[local-name()='{element}']/*[local-name()='Signature']");
        Command::new("xmlsec1")
            .arg("--verify")
            .args(self.lax)
            .args(["--enabled-key-data", "x509", "--pubkey-cert-pem"])
            .arg(&certificate)
            .args(["--id-attr:ID", "urn:oasis:names:tc:SAML:2.0:assertion:Assertion"])
            .args(["--id-attr:ID", "urn:oasis:names:tc:SAML:2.0:protocol:Response"])
            .args(["--node-xpath", &path])
            .arg(&document)
            .output()
            .unwrap()
    }

    /// Both elements of a message that has both signed.
    fn both(&self, name: &str, xml: &str, key: &Key) {
        for element in ["Assertion", "Response"] {
            self.verifies(xml, element, key).unwrap_or_else(|e| panic!("{name}, {element}: {e}\n{xml}"));
        }
    }
}

#[test]
#[ignore = "needs xmlsec1"]
fn every_shape_with_response_assertion_and_both_signed() {
    let xmlsec = Xmlsec::new("shapes");
    let signing = Signing::new(keys::idp());
    for shape in SHAPES {
        let name = format!("{shape:?}");
        let response = Login::new(shape).sign_response(signing.clone()).xml();
        xmlsec.verifies(&response, "Response", keys::idp()).unwrap_or_else(|e| panic!("{name}: {e}"));
        let assertion = Login::new(shape).sign_assertion(signing.clone()).xml();
        xmlsec.verifies(&assertion, "Assertion", keys::idp()).unwrap_or_else(|e| panic!("{name}: {e}"));
        xmlsec.both(&name, &Login::new(shape).sign_both(signing.clone()).xml(), keys::idp());
    }
}

#[test]
#[ignore = "needs xmlsec1"]
fn committed_shapes_and_the_sample_login() {
    let xmlsec = Xmlsec::new("committed");
    let fixtures = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let mut count = 0;
    for entry in fs::read_dir(fixtures.join("shapes")).unwrap() {
        let path = entry.unwrap().path();
        xmlsec.both(&path.display().to_string(), &fs::read_to_string(&path).unwrap(), keys::idp());
        count += 1;
    }
    assert_eq!(count, SHAPES.len());
    let sample = fs::read_to_string(fixtures.join("samples/flex-login.xml")).unwrap();
    xmlsec.verifies(&sample, "Response", keys::idp()).unwrap();
    let reindented = fs::read_to_string(fixtures.join("samples/flex-reindented.xml")).unwrap();
    assert!(xmlsec.verifies(&reindented, "Response", keys::idp()).is_err());
}

#[test]
#[ignore = "needs xmlsec1"]
fn every_shape_with_values_that_need_escapes() {
    let xmlsec = Xmlsec::new("escapes");
    for shape in SHAPES {
        let login = Login::new(shape)
            .attribute("full_name", &["Zoë <Ó> & \"Søn\" 'x' ]]> \u{1F600}", "two\nlines\r\n\tand a tab", ""])
            .attribute("a \"quoted\" & <odd>\tname", &["x"])
            .acs("https://sp.example.org/acs?a=1&b='2'&c=\"3\"")
            .sign_both(Signing::new(keys::idp()));
        xmlsec.both(&format!("{shape:?}"), &login.xml(), keys::idp());
    }
}

#[test]
#[ignore = "needs xmlsec1"]
fn every_algorithm_and_digest() {
    let xmlsec = Xmlsec::new("algorithms");
    let digests = [Digest::Sha1, Digest::Sha256, Digest::Sha384, Digest::Sha512];
    for digest in digests {
        for (algorithm, key) in [
            (Algorithm::Rsa(digest), "idp-rsa2048"),
            (Algorithm::Rsa(digest), "idp-rsa1024"),
            (Algorithm::Ecdsa(digest), "idp-p256"),
            (Algorithm::Ecdsa(digest), "idp-p384"),
            (Algorithm::Ecdsa(digest), "idp-p521"),
        ] {
            let signing = Signing::new(keys::key(key)).algorithm(algorithm).digest(digest);
            let xml = Login::new(Shape::Auth0).sign_both(signing).xml();
            xmlsec.both(&format!("{algorithm:?} {key}"), &xml, keys::key(key));
        }
    }
}

#[test]
#[ignore = "needs xmlsec1"]
fn pss_verifies_where_xmlsec1_knows_it() {
    let xmlsec = Xmlsec::new("pss");
    let listed = Command::new("xmlsec1").arg("--list-transforms").output().unwrap();
    if !String::from_utf8_lossy(&listed.stdout).contains("rsa-pss-sha256") {
        println!("skipped: this xmlsec1 does not know RSA-PSS");
        return;
    }
    for digest in [Digest::Sha256, Digest::Sha384, Digest::Sha512] {
        let signing = Signing::new(keys::idp()).algorithm(Algorithm::Pss(digest));
        xmlsec.both("pss", &Login::new(Shape::Auth0).sign_both(signing).xml(), keys::idp());
    }
}

#[test]
#[ignore = "needs xmlsec1"]
fn canonicalisation_of_signed_info_and_prefix_lists() {
    let xmlsec = Xmlsec::new("canonicalisation");
    let lists: [&[&str]; 5] = [&[], &["xs"], &["xs", "xsi", "samlp"], &["#default"], &["saml", "nobody"]];
    let methods = [
        Canonical::Inclusive,
        Canonical::Exclusive(Vec::new()),
        Canonical::Exclusive(vec!["xs".to_owned(), "#default".to_owned()]),
    ];
    for shape in SHAPES {
        for list in lists {
            for method in &methods {
                let signing =
                    Signing::new(keys::idp()).signed_info_canonical(method.clone()).prefix_list(list);
                let name = format!("{shape:?} {list:?} {method:?}");
                xmlsec.both(&name, &Login::new(shape).sign_both(signing).xml(), keys::idp());
            }
        }
    }
}

#[test]
#[ignore = "needs xmlsec1"]
fn layouts_of_the_signature_in_every_shape() {
    let xmlsec = Xmlsec::new("layouts");
    for shape in SHAPES {
        for (prefix, wrap, line_breaks, bare_key_info) in
            [("", None, false, false), ("ds", Some(64), true, false), ("sig", None, false, true)]
        {
            let layout = SignatureLayout { prefix, wrap, line_breaks, bare_key_info };
            let signing = Signing::new(keys::idp()).layout(layout).key_info(KeyInfo::Absent);
            xmlsec.both(&format!("{shape:?}"), &Login::new(shape).sign_both(signing).xml(), keys::idp());
            let signing = Signing::new(keys::idp()).layout(layout);
            let xml = Login::new(shape).indent("\t").sign_both(signing).xml();
            xmlsec.both(&format!("{shape:?} indented"), &xml, keys::idp());
        }
    }
}

#[test]
#[ignore = "needs xmlsec1"]
fn xmlsec1_refuses_what_is_wrong() {
    let xmlsec = Xmlsec::new("wrong");
    let honest = Login::new(Shape::Auth0).sign_response(Signing::new(keys::idp())).message();
    assert!(xmlsec.verifies(&honest.xml, "Response", keys::key("idp-rotated")).is_err());
    let tampered = honest.replace(">agent<", ">admin<");
    assert!(xmlsec.verifies(&tampered.xml, "Response", keys::idp()).is_err());
    let damaged = Signing::new(keys::idp()).on_value(|value| value[10] ^= 1);
    let damaged = Login::new(Shape::Auth0).sign_response(damaged).xml();
    assert!(xmlsec.verifies(&damaged, "Response", keys::idp()).is_err());
}

#[test]
#[ignore = "needs xmlsec1"]
fn interference_before_signing_leaves_the_signature_valid() {
    let xmlsec = Xmlsec::new("interference");
    let second = Signing::new(keys::idp()).on_signed_info(|info| {
        let reference = info.find("Reference").unwrap().clone();
        info.children.push(reference.into());
    });
    let xml = Login::new(Shape::Auth0).sign_response(second).xml();
    assert_eq!(xml.matches("<Reference ").count(), 2);
    xmlsec.verifies(&xml, "Response", keys::idp()).unwrap();

    let edited = Login::new(Shape::Auth0)
        .edit(Part::Conditions, |conditions| {
            conditions.children.push(Element::new("saml:OneTimeUse").into());
        })
        .replace(Part::AuthnStatement, "<saml:Advice></saml:Advice>")
        .sign_both(Signing::new(keys::idp()))
        .xml();
    xmlsec.both("edited", &edited, keys::idp());
}

#[test]
#[ignore = "needs xmlsec1"]
fn attributes_in_the_xml_namespace() {
    let xmlsec = Xmlsec::new("xml-namespace");
    for shape in SHAPES {
        for method in [Canonical::Inclusive, Canonical::Exclusive(Vec::new())] {
            let login = Login::new(shape)
                .edit(Part::Response, |response| response.set("xml:lang", "en"))
                .edit(Part::Assertion, |assertion| assertion.set("xml:space", "preserve"))
                .sign_both(Signing::new(keys::idp()).signed_info_canonical(method));
            xmlsec.both(&format!("{shape:?}"), &login.xml(), keys::idp());
        }
    }
}

#[test]
#[ignore = "needs xmlsec1"]
fn comments_are_outside_the_digest() {
    let xmlsec = Xmlsec::new("comments");
    let login = Login::new(Shape::Auth0)
        .edit(Part::NameId, |name_id| name_id.children.insert(0, Node::comment("mallory@example.org")))
        .between(|response| response.insert_before("Assertion", Node::comment("between the signatures")))
        .after(|response| response.push(Node::comment("after them")))
        .sign_both(Signing::new(keys::idp()));
    assert_eq!(login.xml().matches("<!--").count(), 3);
    xmlsec.both("comments", &login.xml(), keys::idp());
}

#[test]
#[ignore = "needs xmlsec1"]
fn every_accepted_form() {
    let xmlsec = Xmlsec::new("forms");
    for number in 0..120 {
        let sample = samlens_forge::forms::sample(number);
        for element in sample.signed {
            xmlsec
                .verifies(&sample.xml, element, sample.key)
                .unwrap_or_else(|e| panic!("{}, {element}: {e}\n{}", sample.what, sample.xml));
        }
    }
}
