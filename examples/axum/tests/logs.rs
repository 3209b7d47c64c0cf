use crate::logout::from_provider;
use crate::support::{Browser, form, form_of, response, service};
use axum::http::StatusCode;
use samlens_forge::messages::logout_request;
use std::io::Write;
use std::sync::{Arc, Mutex};
use tracing_subscriber::EnvFilter;

/// What was logged.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Values of attributes in a response.
fn values(xml: &str) -> Vec<String> {
    let parts = xml.split("AttributeValue").skip(1).step_by(2);
    parts.map(|part| part.split_once('>').unwrap().1.split('<').next().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn nothing_of_a_person_is_logged() {
    let log = Log::default();
    let writer = log.clone();
    // Everything that this service and the library say.
    let filter = EnvFilter::new("info,samlens=trace,samlens_example_axum=trace");
    let subscriber = tracing_subscriber::fmt().with_env_filter(filter).with_ansi(false);
    let guard = tracing::subscriber::set_default(subscriber.with_writer(move || writer.clone()).finish());
    let (service, mut browser) = (service(), Browser::default());

    let id = browser.begin(&service, "return_to=/protected?search=private-thing").await;
    let xml = response(Some(&id)).xml();
    let mut copy = browser.copy();
    let answer = browser.post_from_other_site(&service, "/acs", &form_of(&xml)).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    copy.post_from_other_site(&service, "/acs", &form_of(&xml)).await;
    let mut other = Browser::default();
    let changed = response(Some(&other.begin(&service, "").await)).xml().replace("mara.oduya@", "elsa.berg@");
    other.post_from_other_site(&service, "/acs", &form_of(&changed)).await;
    let unasked = format!("{}&RelayState=relay-of-a-person", form(&response(None)));
    other.post_from_other_site(&service, "/acs", &unasked).await;
    other.post_from_other_site(&service, "/acs", "SAMLResponse=mara.oduya%40example.org").await;
    other.get(&service, "/login?provider=x%0d%0a2026-01-15T10:00:00Z%20%20INFO%20forged%1b[31m").await;
    other.post(&service, "/logout", "csrf=mara.oduya").await;
    from_provider(&service, &mut Browser::default(), "SAMLRequest", logout_request()).await;
    drop(guard);

    let text = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    // It is the log of these requests.
    for code in ["replayed", "digest-mismatch", "not-saml", "cannot-begin", "sessions ended"] {
        assert!(text.contains(code), "{code} is missing in {text}");
    }
    let mut private = values(&xml);
    assert!(private.len() > 2, "{private:?}");
    private.retain(|value| value.len() > 3);
    for value in ["mara", "oduya", "elsa", "private-thing", "relay-of-a-person", "_s1", &id] {
        private.push(value.to_owned());
    }
    private.extend(browser.cookies());
    for value in private {
        assert!(!text.contains(&value), "{value} is in {text}");
    }
    // A stranger writes no line of the log.
    assert!(!text.contains('\u{1b}') && !text.contains('\r'), "{text}");
    assert!(text.lines().all(|line| !line.contains("forged") || line.contains("cannot-begin")), "{text}");
}
