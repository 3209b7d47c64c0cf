//! The begin of a login: what is written, how it is sent, what the browser keeps.

use super::*;
use samlens::inspect::{Capture, Captured, Report, Verdict};
use samlens::sign_on::{Binding, ContextComparison, ReturnPath};
use samlens::{ErrorKind, Limits};

/// A report on a request of this service, by the rules for any request.
fn report(text: &str) -> Report {
    let capture = Capture::read(text.as_bytes(), &Limits::default()).unwrap();
    validator().inspector().inspect_captured(capture.chosen(None).unwrap()).at(now())
}

fn posted(started: &Started) -> String {
    let (_, value) = started.message().fields().next().unwrap();
    String::from_utf8(openssl::base64::decode_block(value).unwrap()).unwrap()
}

fn start(options: &LoginOptions) -> Started {
    sign_on().start(options, &OpenRequests::default(), now(), random(1)).unwrap()
}

#[test]
fn a_redirect_has_a_signed_request_and_keeps_the_query_of_the_address() {
    let started = start(&options());
    let url = started.message().address();
    assert!(url.starts_with("https://idp.example.org/sso?tenant=a&SAMLRequest="), "{url}");
    assert!(url.contains(&format!("&RelayState={}&SigAlg=", started.request().handle())));
    let report = report(url);
    assert_eq!(report.verdict(), Verdict::Accepted, "{report:#?}");
    assert_eq!(started.message().fields().count(), 0);
}

#[test]
fn a_form_has_a_request_that_is_signed_in_itself() {
    let started = start(&options().binding(Binding::Post));
    assert_eq!(started.message().address(), "https://idp.example.org/sso/post");
    let report = validator().inspector().inspect_captured(&Captured::from_xml(posted(&started))).at(now());
    assert_eq!(report.verdict(), Verdict::Accepted, "{report:#?}");
}

#[test]
fn each_key_type_signs_requests_that_verify() {
    for name in ["idp-rsa2048", "idp-p256", "idp-p384", "idp-p521"] {
        let service = ServiceProvider::new(SP).with_acs(ACS).with_certificate(certificate(name));
        let endpoints = [Endpoint::new(REDIRECT, SSO), Endpoint::new(POST, SSO)];
        let idp = endpoints
            .into_iter()
            .fold(IdentityProvider::builder(IDP).certificate(certificate("other-tenant")), |idp, one| {
                idp.single_sign_on(one)
            });
        let validator = Validator::builder()
            .identity_provider(idp.build().unwrap())
            .service_provider(service)
            .build()
            .unwrap();
        let sign_on = SignOn::builder(validator.clone())
            .sealing_keys(SealingKeys::new([1; 32]))
            .signing_key(signing_key(name))
            .build()
            .unwrap();
        for binding in [Binding::Redirect, Binding::Post] {
            let options = LoginOptions::new().binding(binding);
            let started = sign_on.start(&options, &OpenRequests::default(), now(), random(4)).unwrap();
            let text = match binding {
                Binding::Post => posted(&started),
                _ => started.message().address().to_owned(),
            };
            let capture = Capture::read(text.as_bytes(), &Limits::default()).unwrap();
            let report = validator.inspector().inspect_captured(capture.chosen(None).unwrap()).at(now());
            assert_eq!(report.verdict(), Verdict::Accepted, "{name} {binding:?} {report:#?}");
        }
    }
}

#[test]
fn every_option_is_written_where_the_schema_has_it() {
    let options = options()
        .binding(Binding::Post)
        .force_authn(true)
        .passive(true)
        .name_id_format("urn:oasis:names:tc:SAML:2.0:nameid-format:transient")
        .allow_create(true)
        .authn_context(ContextComparison::Minimum, ["urn:a", "urn:b"])
        .acs_url("https://sp.example.org/partners/acs")
        .scoped_to(["https://behind.example.org/?a=1&b=<2>"])
        .proxy_count(2);
    let unsigned = SignOn::builder(validator()).sealing_keys(SealingKeys::new([9; 32])).build().unwrap();
    let started = unsigned.start(&options, &OpenRequests::default(), now(), random(1)).unwrap();
    let expected = "<samlp:AuthnRequest xmlns:samlp=\"urn:oasis:names:tc:SAML:2.0:protocol\" \
        xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\" ID=\"_1f202122232425262728292a2b2c2d2e\" \
        Version=\"2.0\" IssueInstant=\"2026-01-15T10:01:00Z\" Destination=\"https://idp.example.org/sso/post\" \
        ForceAuthn=\"true\" IsPassive=\"true\" \
        ProtocolBinding=\"urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST\" \
        AssertionConsumerServiceURL=\"https://sp.example.org/partners/acs\">\
        <saml:Issuer>https://sp.example.org/saml/metadata</saml:Issuer>\
        <samlp:NameIDPolicy Format=\"urn:oasis:names:tc:SAML:2.0:nameid-format:transient\" \
        AllowCreate=\"true\"></samlp:NameIDPolicy>\
        <samlp:RequestedAuthnContext Comparison=\"minimum\"><saml:AuthnContextClassRef>urn:a</saml:AuthnContextClassRef>\
        <saml:AuthnContextClassRef>urn:b</saml:AuthnContextClassRef></samlp:RequestedAuthnContext>\
        <samlp:Scoping ProxyCount=\"2\"><samlp:IDPList>\
        <samlp:IDPEntry ProviderID=\"https://behind.example.org/?a=1&amp;b=&lt;2&gt;\"></samlp:IDPEntry>\
        </samlp:IDPList></samlp:Scoping></samlp:AuthnRequest>";
    assert_eq!(posted(&started), expected);
}

#[test]
fn an_index_replaces_the_address() {
    let xml = posted(&start(&options().binding(Binding::Post).acs_index(1)));
    assert!(xml.contains("AssertionConsumerServiceIndex=\"1\"") && !xml.contains("ProtocolBinding"), "{xml}");
    let error = sign_on().start(&options().acs_index(2), &OpenRequests::default(), now(), random(1));
    assert_eq!(error.unwrap_err().to_string(), "the service has 2 ACS URLs, none with index 2");
}

#[test]
fn what_cannot_be_asked_is_an_error() {
    let message = |options: LoginOptions| {
        let error = sign_on().start(&options, &OpenRequests::default(), now(), random(1)).unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Configuration | ErrorKind::Metadata));
        error.to_string()
    };
    assert_eq!(
        message(LoginOptions::new()),
        "there are 2 identity providers, and the login names none of them"
    );
    assert_eq!(
        message(options().provider("https://x.example")),
        "unknown identity provider https://x.example"
    );
    assert_eq!(
        message(options().acs_url("https://evil.example/acs")),
        "https://evil.example/acs is not an ACS URL of the service"
    );
    assert_eq!(
        message(options().authn_context(ContextComparison::Exact, [""; 0])),
        "the requested authentication context has no class"
    );
    assert_eq!(message(options().name_id_format("a\nb")), "an option of the login has a control character");
}

#[test]
fn a_provider_that_wants_signed_requests_gets_no_others() {
    let metadata = "<EntityDescriptor xmlns='urn:oasis:names:tc:SAML:2.0:metadata' entityID='https://idp.example'>\
        <IDPSSODescriptor WantAuthnRequestsSigned='true' protocolSupportEnumeration='urn:oasis:names:tc:SAML:2.0:protocol'>\
        <KeyDescriptor><KeyInfo xmlns='http://www.w3.org/2000/09/xmldsig#'><X509Data><X509Certificate>CERT\
        </X509Certificate></X509Data></KeyInfo></KeyDescriptor>\
        <SingleSignOnService Binding='urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect' Location='javascript:x'/>\
        </IDPSSODescriptor></EntityDescriptor>";
    let metadata = metadata.replace("CERT", &keys::idp().base64());
    let validator = Validator::builder()
        .identity_provider(IdentityProvider::from_metadata(&metadata).unwrap())
        .service_provider(ServiceProvider::new(SP).with_acs(ACS))
        .build()
        .unwrap();
    let builder = SignOn::builder(validator).sealing_keys(SealingKeys::new([1; 32]));
    let unsigned = builder.clone().build().unwrap();
    let error = unsigned.start(&LoginOptions::new(), &OpenRequests::default(), now(), random(1)).unwrap_err();
    assert_eq!(error.to_string(), "the identity provider https://idp.example wants signed requests");
    // An address with another scheme is not followed.
    let sign_on = builder.signing_key(signing_key("sp-encryption")).build().unwrap();
    let error = sign_on.start(&LoginOptions::new(), &OpenRequests::default(), now(), random(1)).unwrap_err();
    assert_eq!(error.to_string(), "the address javascript:x of https://idp.example is not a web address");
}

#[test]
fn the_browser_keeps_a_cookie_that_only_this_host_sets_and_a_cross_site_post_sends() {
    let started = started(&sign_on(), 1);
    let cookies: Vec<&str> = started.cookies().collect();
    let [cookie] = cookies.as_slice() else { panic!("{cookies:?}") };
    assert!(cookie.starts_with("__Host-saml-"), "{cookie}");
    assert!(cookie.ends_with("; Path=/; Max-Age=1800; Secure; HttpOnly; SameSite=None"), "{cookie}");
    assert!(cookie.len() < 700, "{}", cookie.len());
    // Nothing of the request can be read in it.
    assert!(!cookie.contains(started.request().id()));
}

#[test]
fn answers_are_private_and_forms_run_one_script() {
    let redirect = started(&sign_on(), 1).to_answer();
    assert_eq!((redirect.status(), redirect.body()), (303, ""));
    assert_eq!(header(&redirect, "Cache-Control"), ["no-store"]);
    assert_eq!(header(&redirect, "Set-Cookie").len(), 1);
    let form = start(&options().binding(Binding::Post)).to_answer();
    assert_eq!(form.status(), 200);
    let script = form.body().split_once("<script>").unwrap().1.split_once("</script>").unwrap().0;
    let digest = openssl::base64::encode_block(&openssl::sha::sha256(script.as_bytes()));
    assert_eq!(
        header(&form, "Content-Security-Policy"),
        [format!(
            "default-src 'none'; script-src 'sha256-{digest}'; base-uri 'none'; frame-ancestors 'none'"
        )]
    );
    assert!(!format!("{form:?}").contains("SAMLRequest"));
}

#[test]
fn a_browser_keeps_eight_requests_at_most() {
    let sign_on = sign_on();
    let mut jar: Vec<String> = Vec::new();
    for seed in 1..=20 {
        let at = later(i64::from(seed) / 2);
        let open = sign_on.open_requests([jar.join("; ").as_str()], at);
        let started = sign_on.start(&options(), &open, at, random(seed)).unwrap();
        for cookie in started.cookies() {
            let pair = cookie.split(';').next().unwrap();
            let name = pair.split('=').next().unwrap();
            jar.retain(|kept| !kept.starts_with(name));
            if !cookie.contains("Max-Age=0;") {
                jar.push(pair.to_owned());
            }
        }
        assert_eq!(jar.len(), usize::from(seed).min(8));
    }
    // The newest eight.
    let open = sign_on.open_requests([jar.join("; ").as_str()], later(10));
    assert_eq!(open.logins().len(), 8);
    assert!(open.logins().iter().all(|one| one.issued_at() >= later(6)));
}

#[test]
fn requests_are_read_out_of_the_cookies_of_this_service_alone() {
    let sign_on = sign_on();
    let started = started(&sign_on, 1);
    let cookies = cookie_header(started.cookies());
    let read = |sign_on: &SignOn, header: &str, at| sign_on.open_requests([header], at).logins().len();
    assert_eq!(read(&sign_on, &format!("theme=dark; {cookies}; x"), now()), 1);
    // Too old, or of the future.
    assert_eq!(read(&sign_on, &cookies, later(30)), 1);
    assert_eq!(read(&sign_on, &cookies, later(31)), 0);
    assert_eq!(read(&sign_on, &cookies, later(-4)), 0);
    // Another key.
    let other = builder().sealing_keys(SealingKeys::new([8; 32])).build().unwrap();
    assert_eq!(read(&other, &cookies, now()), 0);
    // Bytes of others hide nothing, and a blank that no browser removes makes another name.
    let foreign = [b"x=\xff\xfe; ".as_slice(), cookies.as_bytes()].concat();
    assert_eq!(sign_on.open_requests([&foreign], now()).logins().len(), 1);
    assert_eq!(read(&sign_on, &format!("\u{2000}{cookies}"), now()), 0);
    // A cookie under another name was copied.
    let (name, value) = cookies.split_once('=').unwrap();
    let copied = format!("{}0123456789abcdef={value}", &name[..name.len() - 16]);
    assert_eq!(read(&sign_on, &copied, now()), 0);
}

#[test]
fn two_services_on_one_host_leave_each_others_cookies() {
    let first = sign_on();
    let other = ServiceProvider::new("https://sp.example.org/other/metadata").with_acs(ACS);
    let other = Validator::builder()
        .identity_provider(first.validator().identity_providers()[0].clone())
        .service_provider(other);
    let second =
        SignOn::builder(other.build().unwrap()).sealing_keys(SealingKeys::new([5; 32])).build().unwrap();
    let cookies = cookie_header(started(&first, 1).cookies());
    let open = second.open_requests([cookies.as_str()], now());
    let at_second = second.start(&options(), &open, now(), random(2)).unwrap();
    assert_eq!(at_second.cookies().count(), 1, "{:?}", at_second.cookies().collect::<Vec<_>>());
    // What the first one cannot open of its own is removed.
    let damaged = cookies.clone() + "x";
    let again =
        first.start(&options(), &first.open_requests([damaged.as_str()], now()), now(), random(3)).unwrap();
    assert_eq!(again.cookies().filter(|cookie| cookie.contains("Max-Age=0;")).count(), 1);
}

#[test]
fn the_return_path_survives_and_is_never_printed() {
    let path = ReturnPath::new("/reports?person=mara.oduya").unwrap();
    let started = start(&options().return_to(path.clone()));
    let open = sign_on().open_requests([cookie_header(started.cookies()).as_str()], now());
    assert_eq!(open.logins()[0].return_path(), &path);
    assert_eq!(open.logins()[0].provider(), IDP);
    assert!(!format!("{started:?} {open:?}").contains("mara"));
}
