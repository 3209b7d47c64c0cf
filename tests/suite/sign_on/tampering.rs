//! Cookies and values that a browser or a stranger changes.

use super::*;
use samlens::sign_on::{Binding, LogoutStep, ReturnPath, SessionSubject};

/// The sealed request of a login that begins, with the name of its cookie.
fn sealed(sign_on: &SignOn) -> (String, String) {
    let cookies = cookie_header(started(sign_on, 1).cookies());
    let (name, value) = cookies.split_once('=').unwrap();
    (name.to_owned(), value.to_owned())
}

fn open(sign_on: &SignOn, cookies: &str) -> OpenRequests {
    sign_on.open_requests([cookies], now())
}

#[test]
fn a_cookie_that_is_cut_extended_or_empty_is_no_request() {
    let sign_on = sign_on();
    let (name, value) = sealed(&sign_on);
    assert_eq!(open(&sign_on, &format!("{name}={value}")).logins().len(), 1);
    for length in 0..value.len() {
        assert_eq!(open(&sign_on, &format!("{name}={}", &value[..length])).logins(), [], "{length}");
    }
    for more in ["A", "=", "==", "%20", "\"", &value] {
        assert_eq!(open(&sign_on, &format!("{name}={value}{more}")).logins(), [], "{more}");
    }
}

#[test]
fn what_another_service_with_the_same_key_sealed_is_no_request() {
    let first = sign_on();
    let other = ServiceProvider::new("https://sp.example.org/other/metadata").with_acs(ACS);
    let other = Validator::builder()
        .identity_provider(first.validator().identity_provider(IDP).unwrap().clone())
        .service_provider(other)
        .build()
        .unwrap();
    let second = SignOn::builder(other).sealing_keys(SealingKeys::new([9; 32])).build().unwrap();
    // Both have the same random bytes, so the requests have one ID.
    let ((_, first_value), (second_name, second_value)) = (sealed(&first), sealed(&second));
    assert_eq!(open(&second, &format!("{second_name}={second_value}")).logins().len(), 1);
    assert_eq!(open(&second, &format!("{second_name}={first_value}")).logins(), []);
}

#[test]
fn a_logout_is_no_login_and_a_login_no_logout() {
    let sign_on = sign_on();
    let login =
        sign_on.validator().validate(&encoded(&response(None)), samlens::InResponseTo::Unsolicited, now());
    let session = SessionSubject::of(&login.unwrap());
    let step = sign_on.start_logout([session], ReturnPath::default(), now(), random(1)).unwrap();
    let LogoutStep::Send(answer) = step else { panic!("{step:?}") };
    let logout = cookie_header(header(&answer, "Set-Cookie").into_iter());
    let (name, _) = logout.split_once('=').unwrap();
    // Both messages have one ID, so their cookies have one name.
    assert_eq!(name, sealed(&sign_on).0);
    let found = open(&sign_on, &logout);
    assert_eq!((found.logins().len(), found.logouts().len()), (0, 1));
    let found = open(&sign_on, &cookie_header(started(&sign_on, 1).cookies()));
    assert_eq!((found.logins().len(), found.logouts().len()), (1, 0));
}

#[test]
fn many_cookies_cost_a_bounded_answer() {
    let sign_on = sign_on();
    let (name, value) = sealed(&sign_on);
    let own = &name[..name.len() - 16];
    let junk: Vec<String> = (0..1_000).map(|at| format!("{own}{at:016x}=AAAA")).collect();
    let junk = junk.join("; ");
    assert!(junk.len() < 65_536, "{}", junk.len());
    let found = open(&sign_on, &format!("{name}={value}; {junk}"));
    assert_eq!(found.logins().len(), 1);
    let next = sign_on.start(&options(), &found, now(), random(2)).unwrap();
    assert_eq!(next.cookies().count(), 64, "one that is set, and 63 of the first 64 that are removed");
    // A header that no server lets through is not looked at; neither is what follows after 64 headers.
    assert_eq!(open(&sign_on, &format!("{name}={value}; {}", "x".repeat(65_536))).logins(), []);
    let genuine = format!("{name}={value}");
    let mut headers = vec!["a=b"; 64];
    headers.push(&genuine);
    assert_eq!(sign_on.open_requests(headers, now()).logins(), []);
}

#[test]
fn no_answer_has_a_header_that_ends_early() {
    let broken = "/x\r\nSet-Cookie: planted=1";
    assert!(ReturnPath::new(broken).is_none());
    let unknown =
        sign_on().start(&LoginOptions::new().provider(broken), &OpenRequests::default(), now(), random(1));
    let error = unknown.unwrap_err().to_string();
    assert!(!error.contains('\r') && !error.contains('\n'), "{error}");
    for binding in [REDIRECT, POST] {
        let provider = IdentityProvider::builder(IDP)
            .certificate(certificate("idp-rsa2048"))
            .single_sign_on(Endpoint::new(binding, format!("https://idp.example.org{broken}")))
            .build()
            .unwrap();
        let validator = Validator::builder()
            .identity_provider(provider)
            .service_provider(ServiceProvider::new(SP).with_acs(ACS))
            .build()
            .unwrap();
        let sign_on = SignOn::builder(validator).sealing_keys(SealingKeys::new([9; 32])).build().unwrap();
        let started = sign_on.start(&options(), &OpenRequests::default(), now(), random(1));
        assert!(started.unwrap_err().to_string().contains("is not a web address"));
    }
    for binding in [Binding::Redirect, Binding::Post] {
        let options = options().binding(binding).return_to(ReturnPath::or_root(broken));
        let answer =
            sign_on().start(&options, &OpenRequests::default(), now(), random(1)).unwrap().to_answer();
        for (name, value) in answer.headers() {
            assert!(value.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic()), "{name}: {value}");
        }
    }
}
