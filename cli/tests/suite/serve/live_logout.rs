//! Single logout, begun by either side.

use super::client::Server;
use super::live::{IDP, SLO, arrives, body, number_of, own, response, sent, server, shown, start};
use samlens_forge::login::{EMAIL_ADDRESS, SAML, SAMLP, SUCCESS};
use samlens_forge::messages::{Message, signed_query};
use samlens_forge::{Element, Signing, idp};

fn logged_in() -> Server {
    let server = server(&[]);
    let request = start(&server, &[]);
    let login = response(&server, Some(&request.id), "1");
    let number = arrives(&server, &login.session_index(Some("_s1")), &request.relay_state);
    assert!(shown(&server, number).contains("A service signs the person in"));
    server
}

fn message(server: &Server, name: &str, id: &str) -> Element {
    Element::new(name)
        .with("xmlns:samlp", SAMLP)
        .with("xmlns:saml", SAML)
        .with("ID", id)
        .with("Version", "2.0")
        .with("IssueInstant", &super::live::now())
        .with("Destination", &own(server, "slo"))
}

fn answer(server: &Server, request: &str, status: &str) -> Message {
    let code = Element::new("samlp:StatusCode").with("Value", status);
    let response = message(server, "samlp:LogoutResponse", "_lo1").with("InResponseTo", request);
    let response = response.child(Element::new("saml:Issuer").text(IDP));
    Message(response.child(Element::new("samlp:Status").child(code)))
}

#[test]
fn a_logout_of_this_page_is_answered_and_both_messages_are_shown() {
    let server = logged_in();
    let page = server.form("/logout", &[], &[]);
    let request = sent(&page);
    assert!(request.xml.contains("LogoutRequest") && request.xml.contains(SLO), "{}", request.xml);
    assert!(request.xml.contains("mara.oduya@example.org") && request.xml.contains("_s1"), "{}", request.xml);
    assert!(body(&server.get("/live")).contains("Logout sent"));
    let xml = answer(&server, &request.id, SUCCESS).xml();
    let query = signed_query("SAMLResponse", &xml, Some(&request.relay_state), &Signing::new(idp()));
    let answer = server.request("GET", &format!("/slo?{query}"), &[], b"");
    let page = shown(&server, number_of(&answer));
    assert!(page.contains("It answers the logout of this page, which is complete."), "{page}");
    assert!(page.contains("LogoutResponse by HTTP-Redirect at /slo") && page.contains(&request.id), "{page}");
    // The session is ended: there is none to end again.
    let again = server.form("/logout", &[], &[]);
    assert_eq!(again.status, 400);
    assert!(again.text().contains("no login to end"), "{}", again.text());
}

#[test]
fn a_logout_request_of_the_identity_provider_is_answered() {
    let server = logged_in();
    let request = message(&server, "samlp:LogoutRequest", "_lr1")
        .child(Element::new("saml:Issuer").text(IDP))
        .child(Element::new("saml:NameID").with("Format", EMAIL_ADDRESS).text("mara.oduya@example.org"))
        .child(Element::new("samlp:SessionIndex").text("_s1"));
    let signed = Message(request).sign(&Signing::new(idp()));
    let form = |value: &str| {
        format!("SAMLRequest={}&RelayState=kept", samlens_forge::capture::percent_encode(value))
    };
    let page = server.post_from_elsewhere("/slo", &form(&signed.base64()));
    let reply = sent(&page);
    assert!(
        reply.xml.contains("LogoutResponse") && reply.xml.contains("InResponseTo=\"_lr1\""),
        "{}",
        reply.xml
    );
    assert!(reply.xml.contains(SUCCESS) && reply.relay_state == "kept", "{}", reply.xml);
    let shown = shown(&server, 2);
    assert!(shown.contains("it ends the session of the last login"), "{shown}");
    // An unsigned one is shown, and gets no answer.
    let mut unsigned = signed;
    unsigned.0.take("Signature");
    let page = server.post_from_elsewhere("/slo", &form(&unsigned.base64()));
    assert_eq!(number_of(&page), 3);
    assert!(super::live::shown(&server, 3).contains("unsigned"));
}
