//! What a service writes is read back as it was meant, and its signatures verify: requests, logouts, metadata.

use super::parties::{
    ACS, Delivered, IDP, IDP_LOGOUT, SECOND_ACS, SP, SP_LOGOUT, cookies, delivered, identity_provider, now,
    random, ready, service,
};
use samlens::Limits;
use samlens::inspect::{Capture, Verdict};
use samlens::metadata::{ServiceProviderMetadata, SignedMetadata};
use samlens::replay::MemoryCache;
use samlens::sign_on::{
    Binding, ContactType, ContextComparison, LoginOptions, LogoutDelivery, LogoutReceived, LogoutResult,
    LogoutStep, OpenRequests, ReturnPath, SessionSubject, SignOn,
};
use std::sync::OnceLock;

/// Service and identity provider, for one binding of logout messages.
fn parties(binding: Binding) -> &'static (SignOn, SignOn) {
    static REDIRECT: OnceLock<(SignOn, SignOn)> = OnceLock::new();
    static POST: OnceLock<(SignOn, SignOn)> = OnceLock::new();
    let place = if binding == Binding::Post { &POST } else { &REDIRECT };
    place.get_or_init(|| (service(binding), identity_provider(binding)))
}

/// The first byte chooses, the lines that follow are values. Panics where one is not read back.
pub fn sign_on(bytes: &[u8]) {
    let Some((&flags, rest)) = bytes.split_first() else { return };
    let text = String::from_utf8_lossy(rest);
    let lines: Vec<&str> = text.split('\n').take(8).collect();
    if text.len() > 2_000 {
        return;
    }
    login(flags, &lines);
    metadata(flags, &lines);
    logout(flags, &lines);
}

/// What the writer says that it takes, in words of its own: no control character, and only characters of XML.
fn is_plain(text: &str) -> bool {
    text.chars().all(|c| !c.is_control() && c != '\u{fffe}' && c != '\u{ffff}')
}

fn bit(flags: u8, number: u8) -> bool {
    flags & (1 << number) != 0
}

fn login(flags: u8, lines: &[&str]) {
    let (service, _) = parties(Binding::Redirect);
    let binding = if bit(flags, 0) { Binding::Post } else { Binding::Redirect };
    let acs = if bit(flags, 1) { SECOND_ACS } else { ACS };
    let compared = if bit(flags, 2) { ContextComparison::Exact } else { ContextComparison::Minimum };
    let mut options = LoginOptions::new()
        .binding(binding)
        .force_authn(bit(flags, 3))
        .passive(bit(flags, 4))
        .acs_url(acs)
        .authn_context(compared, lines.iter().copied())
        .scoped_to(lines.iter().copied())
        .return_to(ReturnPath::or_root(lines.first().copied().unwrap_or_default()));
    if let Some(format) = lines.last() {
        options = options.name_id_format(*format);
    }
    let started = match service.start(&options, &OpenRequests::default(), now(), random(flags)) {
        Ok(started) => started,
        Err(error) => {
            let large = error.to_string() == "the request is too large for a cookie";
            assert!(large || !lines.iter().all(|line| is_plain(line)), "{error}: {lines:?}");
            return;
        }
    };
    assert!(lines.iter().all(|line| is_plain(line)), "{lines:?}");
    let carried = match started.message().fields().next() {
        Some((_, value)) => format!("SAMLRequest={}", value.replace('+', "%2B").replace('=', "%3D")),
        None => started.message().address().to_owned(),
    };
    let capture = Capture::read(carried.as_bytes(), &Limits::default()).expect("what was written is read");
    let message = capture.chosen(None).expect("one message");
    let report = service.validator().inspector().inspect_captured(message).at(now());
    assert_eq!(report.verdict(), Verdict::Accepted, "{lines:?}: {:?}", report.findings());
    let document = roxmltree::Document::parse(message.xml()).expect("what was written is well-formed");
    let root = document.root_element();
    let texts = |name: &str| -> Vec<String> {
        let named = document.descendants().filter(|node| node.tag_name().name() == name);
        named.map(|node| node.text().unwrap_or_default().to_owned()).collect()
    };
    assert_eq!(root.attribute("ID"), Some(started.request().id()));
    assert_eq!(root.attribute("AssertionConsumerServiceURL"), Some(acs));
    assert_eq!(root.attribute("ForceAuthn") == Some("true"), bit(flags, 3));
    assert_eq!(root.attribute("IsPassive") == Some("true"), bit(flags, 4));
    assert_eq!(texts("Issuer"), [SP]);
    assert_eq!(texts("AuthnContextClassRef"), lines);
    let named = document.descendants().filter(|node| node.tag_name().name() == "IDPEntry");
    let entries: Vec<&str> = named.map(|node| node.attribute("ProviderID").expect("a provider")).collect();
    assert_eq!(entries, lines);
    let policy = document.descendants().find(|node| node.tag_name().name() == "NameIDPolicy");
    assert_eq!(policy.and_then(|node| node.attribute("Format")), lines.last().copied());
    // The browser brings the same request back, and its return path leads to no other host.
    let open = service.open_requests([cookies(started.cookies())], now());
    assert_eq!(open.logins(), std::slice::from_ref(started.request()));
    let path = open.logins()[0].return_path().as_str();
    assert!(path.starts_with('/') && !path.starts_with("//") && !path.contains('\\'), "{path:?}");
    assert!(path == "/" || Some(path) == lines.first().copied(), "{path:?}");
}

fn metadata(flags: u8, lines: &[&str]) {
    let (service, _) = parties(Binding::Redirect);
    let first = lines.first().copied().unwrap_or_default();
    let mut metadata = service.metadata().organization(first, first, first);
    metadata = metadata.contact(ContactType::Technical, first);
    for line in lines {
        metadata = metadata.requested_attribute(*line, bit(flags, 5));
    }
    let written = if bit(flags, 6) { metadata.to_signed_xml(random(flags)) } else { metadata.to_xml() };
    let xml = match written {
        Ok(xml) => xml,
        Err(error) => {
            assert!(!lines.iter().all(|line| is_plain(line)), "{error}: {lines:?}");
            return;
        }
    };
    let limits = Limits::default();
    let read = ServiceProviderMetadata::from_metadata(&xml, &limits).expect("what was written is read");
    assert_eq!(read.entity_id(), SP);
    assert_eq!(read.acs_urls(), [ACS, SECOND_ACS]);
    assert!(read.single_logout().iter().all(|one| one.location() == SP_LOGOUT));
    let own = service.validator().service_provider().certificates();
    assert_eq!(read.signing_certificates(), own);
    let requested: Vec<(&str, bool)> =
        read.requested_attributes().iter().map(|one| (one.name.as_str(), one.is_required)).collect();
    let expected: Vec<(&str, bool)> = lines.iter().map(|line| (*line, bit(flags, 5))).collect();
    // A name of nothing names no attribute.
    let named = |list: Vec<(&'_ str, bool)>| -> Vec<(String, bool)> {
        list.into_iter()
            .filter(|(name, _)| !name.is_empty())
            .map(|(name, is)| (name.to_owned(), is))
            .collect()
    };
    assert_eq!(named(requested), named(expected));
    assert_eq!(SignedMetadata::verify(&xml, own, &limits).is_ok(), bit(flags, 6));
    let document = roxmltree::Document::parse(&xml).expect("what was written is well-formed");
    let name = document.descendants().find(|node| node.tag_name().name() == "OrganizationName");
    assert_eq!(name.map(|node| node.text().unwrap_or_default()), Some(first));
}

/// A logout from the service to the identity provider and back.
fn logout(flags: u8, lines: &[&str]) {
    let binding = if bit(flags, 7) { Binding::Post } else { Binding::Redirect };
    let (service, provider) = parties(binding);
    let (name, indexes) = lines.split_first().expect("one line at least");
    // Names come from assertions, which have no other characters; SAML knows no empty one.
    if !lines.iter().all(|line| is_plain(line) && !line.trim().is_empty()) {
        return;
    }
    let field = |text: &str| format!("{}:{text},", text.len());
    let stored = [field(IDP), field(name), "----".to_owned(), field("key")].concat()
        + &indexes.iter().map(|index| field(index)).collect::<String>();
    let subject = SessionSubject::from_text(&stored).expect("what a service has stored");
    assert_eq!(subject.to_text(), stored);
    let step = service.start_logout([subject], ReturnPath::default(), now(), random(flags));
    let Ok(LogoutStep::Send(answer)) = step else { panic!("{step:?}") };
    let sent = delivered(&answer);
    let taken = |delivered: &Delivered, by: &SignOn, url: &str, open: &OpenRequests| {
        let delivery = match delivered {
            Delivered::Query(query) => LogoutDelivery::query(url, query),
            Delivered::Field(value) => LogoutDelivery::form(url, value, None),
        };
        ready(by.receive_logout(delivery, open, &MemoryCache::new(4), now()))
    };
    let received = taken(&sent, provider, IDP_LOGOUT, &OpenRequests::default());
    let asked = match received {
        Ok(LogoutReceived::Asked(asked)) => asked,
        other => panic!("{other:?}: {lines:?}"),
    };
    assert_eq!(asked.logout().issuer(), SP);
    assert_eq!(asked.logout().name_id(), Some(*name));
    assert_eq!(asked.logout().session_indexes(), indexes);
    // And the answer.
    let result =
        [LogoutResult::Complete, LogoutResult::Partial, LogoutResult::Failed][usize::from(flags) % 3];
    let message = provider.answer_logout(&asked, result, now(), random(flags)).expect("an answer");
    let set: Vec<&str> = answer.headers().filter(|(name, _)| *name == "Set-Cookie").map(|(_, v)| v).collect();
    let open = service.open_requests([cookies(set.into_iter())], now());
    assert_eq!(open.logouts().len(), 1);
    let received = taken(&delivered(&message.to_answer()), service, SP_LOGOUT, &open);
    let pending = match received {
        Ok(LogoutReceived::Answered(pending)) => pending,
        other => panic!("{other:?}: {lines:?}"),
    };
    assert_eq!(pending.id(), asked.logout().id());
    // No other service takes it.
    assert!(taken(&sent, service, SP_LOGOUT, &open).is_err());
    let step = service.continue_logout(pending, now(), random(flags.wrapping_add(1)));
    match step {
        Ok(LogoutStep::Done { is_partial, .. }) => assert_eq!(is_partial, result != LogoutResult::Complete),
        other => panic!("{other:?}"),
    }
}
