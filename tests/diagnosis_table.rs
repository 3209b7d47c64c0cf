//! Damaged and misconfigured messages: the finding that must lead, the words that its help must hold, and whether a
//! digest proves it.

mod forge;

use forge::{Attribute, Element, KeyInfo, Login, Message, Node, Part, Shape, Signing, flex, keys, login};
use samlens::report::{Clock, inspect_bytes_by};
use samlens::{
    Certificate, Code, Confidence, Expectations, Finding, IdentityProvider, Pattern, Profile, Report,
    Request, ServiceProvider,
};

/// One row: a message, what it is judged against, and what the report must lead with.
struct Case {
    name: &'static str,
    input: String,
    providers: Vec<(String, &'static forge::Key)>,
    profile: Profile,
    request: Option<&'static str>,
    idp_initiated: bool,
    at: Option<&'static str>,
    root: Code,
    help: &'static [&'static str],
    proved: bool,
}

fn row(
    name: &'static str,
    login: &Login,
    message: &Message,
    root: Code,
    help: &'static [&'static str],
) -> Case {
    Case {
        name,
        input: message.xml().to_owned(),
        providers: vec![(login.shape.issuer().to_owned(), keys::idp())],
        profile: Profile::flex(Pattern::A),
        request: None,
        idp_initiated: false,
        at: Some(flex::AT),
        root,
        help,
        proved: false,
    }
}

impl Case {
    fn proved(mut self) -> Case {
        self.proved = true;
        self
    }

    fn key(mut self, key: &'static forge::Key) -> Case {
        self.providers[0].1 = key;
        self
    }

    fn issuer(mut self, issuer: &str) -> Case {
        self.providers[0].0 = issuer.to_owned();
        self
    }

    fn input(mut self, input: String) -> Case {
        self.input = input;
        self
    }

    fn at(mut self, at: Option<&'static str>) -> Case {
        self.at = at;
        self
    }

    fn judge(&self) -> Report {
        let mut expectations = Expectations::new(self.profile.clone())
            .service_provider(ServiceProvider::new(flex::SP_ENTITY_ID).with_acs(flex::ACS));
        for (issuer, key) in &self.providers {
            let certificate = Certificate::from_der(&key.der()).unwrap();
            let provider = IdentityProvider::builder(issuer).certificates([certificate]).build().unwrap();
            expectations = expectations.identity_provider(provider);
        }
        let request = match self.request {
            Some(id) => Request::Id(id),
            None if self.idp_initiated => Request::IdpInitiated,
            None => Request::NotGiven,
        };
        let clock = match self.at {
            Some(at) => Clock::Given(at.parse().unwrap()),
            None => Clock::Present("2026-11-24T08:00:00Z".parse().unwrap()),
        };
        inspect_bytes_by(self.input.as_bytes(), None, &expectations, request, clock)
    }

    /// What is wrong with the report, or nothing.
    fn fault(&self) -> Option<String> {
        let report = self.judge();
        let roots: Vec<&Finding> = report.findings().iter().filter(|finding| finding.is_root()).collect();
        let listed: Vec<String> = report
            .findings()
            .iter()
            .map(|f| {
                let root = if f.is_root() { "ROOT " } else { "" };
                let follows = f.consequence_of().map_or(String::new(), |code| format!(" (follows {code})"));
                format!("  {root}{f}{follows}\n      actual {:?}\n      fix {:?}", f.actual(), f.fix())
            })
            .collect();
        let told = |what: String| Some(format!("{}: {what}\n{}", self.name, listed.join("\n")));
        let [root] = roots.as_slice() else { return told(format!("{} roots", roots.len())) };
        if root.code() != self.root {
            return told(format!("leads with {}, not {}", root.code(), self.root));
        }
        if !std::ptr::eq(*root, &report.findings()[0]) {
            return told("the root is not the first finding".to_owned());
        }
        let help = root.fix().join("\n");
        if let Some(word) = self.help.iter().find(|word| !help.contains(**word)) {
            return told(format!("its help does not name {word:?}"));
        }
        let by_digest =
            root.code().as_str().starts_with("digest-cause-") && root.confidence() == Confidence::Proved;
        if by_digest != self.proved {
            return told(format!("proved by a digest: {by_digest}"));
        }
        None
    }
}

/// A login of a shape at Flex, unsigned.
fn at_flex(shape: Shape) -> Login {
    Login::new(shape)
        .acs(flex::ACS)
        .audiences(&[flex::SP_ENTITY_ID])
        .in_response_to(Some(flex::REQUEST_ID))
        .issued("2026-01-15T10:00:00.000Z", 3600)
}

fn idp() -> Signing {
    Signing::new(keys::idp())
}

fn signed(shape: Shape) -> Login {
    at_flex(shape).sign_response(idp())
}

fn pretty(xml: &str) -> String {
    let mut out = Vec::new();
    samlens::report::pretty(xml, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn minified(xml: &str) -> String {
    xml.lines().map(str::trim).collect()
}

/// The text between the first `from` and the next `to` after it, rewritten.
fn between(xml: &str, from: &str, to: &str, rewrite: impl Fn(&str) -> String) -> String {
    let start = xml.find(from).unwrap() + from.len();
    let end = start + xml[start..].find(to).unwrap();
    format!("{}{}{}", &xml[..start], rewrite(&xml[start..end]), &xml[end..])
}

/// Damage after signing that a digest proves.
fn damaged() -> Vec<Case> {
    use Code::*;
    let auth0 = || signed(Shape::Auth0);
    let named = |name: &str| signed(Shape::Auth0).attribute("full_name", &[name]);
    let proved =
        |name, login: &Login, message: Message, root, help| row(name, login, &message, root, help).proved();
    let mut cases = Vec::new();
    for (name, shape) in [
        ("formatted, Auth0", Shape::Auth0),
        ("formatted, Okta", Shape::Okta),
        ("formatted, Entra ID", Shape::EntraId),
        ("formatted, ADFS", Shape::Adfs),
        ("formatted, Keycloak", Shape::Keycloak),
        ("formatted, Google", Shape::Google),
    ] {
        let login = signed(shape);
        cases.push(proved(name, &login, login.message().map(pretty), DigestCauseReindented, &["base64"]));
    }
    let indented = at_flex(Shape::Auth0).indent("    ").sign_response(idp());
    cases.push(proved(
        "minified after signing",
        &indented,
        indented.message().map(minified),
        DigestCauseReindented,
        &["base64"],
    ));
    let tabs = auth0().message().map(|xml| pretty(xml).replace("  ", "\t").replace('\n', "\r\n"));
    cases.push(proved("indented with tabs and CRLF", &auth0(), tabs, DigestCauseReindented, &["base64"]));
    let lines = auth0()
        .message()
        .map(|xml| pretty(xml).replace(">agent<", ">\n   agent\n  <").replace(">north<", ">\n north\n<"));
    cases.push(proved("values on lines of their own", &auth0(), lines, DigestCauseReindented, &["base64"]));
    let info = auth0().message().replace("<SignedInfo>", "<SignedInfo>\n  ");
    cases.push(proved(
        "a line break in SignedInfo alone",
        &auth0(),
        info,
        DigestCauseReindented,
        &["base64"],
    ));
    let ec = at_flex(Shape::Auth0).sign_response(Signing::new(keys::key("idp-p256")));
    cases.push(
        proved(
            "formatted, signed with ECDSA",
            &ec,
            ec.message().map(pretty),
            DigestCauseReindented,
            &["base64"],
        )
        .key(keys::key("idp-p256")),
    );
    let both = at_flex(Shape::Okta).sign_both(idp());
    cases.push(proved(
        "formatted, both signed",
        &both,
        both.message().map(pretty),
        DigestCauseReindented,
        &["base64"],
    ));

    let returns = signed(Shape::Auth0).attribute("address", &["Main Street 1\r\nReno"]);
    cases.push(proved(
        "carriage returns lost",
        &returns,
        returns.message().replace("&#xD;", ""),
        DigestCauseLineEndings,
        &["line ends"],
    ));
    let feeds = signed(Shape::Auth0).attribute("address", &["Main Street 1\nReno"]);
    cases.push(proved(
        "carriage returns put in",
        &feeds,
        feeds.message().replace("1\nReno", "1&#13;\nReno"),
        DigestCauseLineEndings,
        &["line ends"],
    ));

    let padded = signed(Shape::Auth0).attribute("department", &[" Intake "]);
    cases.push(proved(
        "a value trimmed",
        &padded,
        padded.message().replace("> Intake <", ">Intake<"),
        DigestCauseWhitespaceInValues,
        &["trims"],
    ));
    cases.push(proved(
        "a value padded",
        &auth0(),
        auth0().message().replace(">north<", ">  north\n<"),
        DigestCauseWhitespaceInValues,
        &["trims"],
    ));
    let hidden = auth0().message().replace(">north<", ">nor\u{200b}th<");
    cases.push(proved(
        "an invisible character put in",
        &auth0(),
        hidden,
        DigestCauseWhitespaceInValues,
        &["base64"],
    ));

    let and = named("Mara Oduya R&D");
    cases.push(proved(
        "escaped twice",
        &and,
        and.message().replace("R&amp;D", "R&amp;amp;D"),
        DigestCauseEntitiesEscapedTwice,
        &["sanitiser"],
    ));
    let once = named("Mara &lt;Oduya&gt;");
    cases.push(proved(
        "unescaped once too often",
        &once,
        once.message().replace("&amp;lt;Oduya&amp;gt;", "&lt;Oduya&gt;"),
        DigestCauseEntitiesEscapedTwice,
        &["sanitiser"],
    ));
    let quoted = named("Mara O'Brien");
    cases.push(proved(
        "typographic apostrophe",
        &quoted,
        quoted.message().replace("O'Brien", "O\u{2019}Brien"),
        DigestCauseAttributeRequoted,
        &["word processor"],
    ));
    cases.push(proved(
        "apostrophe doubled",
        &quoted,
        quoted.message().replace("O'Brien", "O''Brien"),
        DigestCauseAttributeRequoted,
        &["base64"],
    ));
    let dashed = named("Mara \"M\" Oduya - Reno");
    let typographic = dashed.message().replace("\"M\" Oduya - Reno", "\u{201c}M\u{201d} Oduya \u{2013} Reno");
    cases.push(proved(
        "typographic quotes and dash",
        &dashed,
        typographic,
        DigestCauseUnicodeNormalised,
        &["word processor"],
    ));

    let accented = named("Zo\u{eb} M\u{fc}ller");
    cases.push(proved(
        "decomposed",
        &accented,
        accented.message().replace("Zo\u{eb} M\u{fc}ller", "Zoe\u{308} Mu\u{308}ller"),
        DigestCauseUnicodeNormalised,
        &["macOS"],
    ));
    let decomposed = named("Zoe\u{308} Oduya");
    cases.push(proved(
        "composed",
        &decomposed,
        decomposed.message().replace("Zoe\u{308}", "Zo\u{eb}"),
        DigestCauseUnicodeNormalised,
        &["macOS"],
    ));
    cases.push(proved(
        "read as Latin-1",
        &accented,
        accented.message().replace("Zo\u{eb} M\u{fc}ller", "Zo\u{c3}\u{ab} M\u{c3}\u{bc}ller"),
        DigestCauseUnicodeNormalised,
        &["charset"],
    ));
    cases.push(proved(
        "non-breaking blank",
        &auth0(),
        auth0().message().replace("Mara Oduya", "Mara\u{a0}Oduya"),
        DigestCauseUnicodeNormalised,
        &["re-encodes"],
    ));

    let xs = " xmlns:xs=\"http://www.w3.org/2001/XMLSchema\"";
    let okta = at_flex(Shape::Okta).sign_response(idp());
    let lost = okta.message().map(|xml| xml.replacen(xs, "", 1));
    cases.push(proved(
        "xmlns:xs lost under a PrefixList",
        &okta,
        lost,
        DigestCauseNamespaceMoved,
        &["exclusive C14N"],
    ));
    let renamed = auth0().message().map(|xml| {
        let xml = xml.replace("samlp:", "ns0:").replace(":samlp=", ":ns0=");
        xml.replace("saml:", "ns1:").replace(":saml=", ":ns1=")
    });
    cases.push(proved(
        "prefixes renamed",
        &auth0(),
        renamed,
        DigestCauseNamespaceMoved,
        &["another library"],
    ));
    let untyped = auth0().message().replace(" xsi:type=\"xs:string\"", "");
    cases.push(proved(
        "xsi:type dropped",
        &auth0(),
        untyped,
        DigestCauseNamespaceMoved,
        &["another library"],
    ));

    let unlisted = at_flex(Shape::Okta).sign_response(idp().prefix_list(&["xs"]).on_signed_info(|info| {
        info.find_mut("Reference").find_mut("Transforms").children.truncate(1);
        let transform = Element::new("ds:Transform").with("Algorithm", forge::signing::EXC_C14N);
        info.find_mut("Transforms").push(transform);
    }));
    cases.push(proved(
        "a PrefixList that is not declared",
        &unlisted,
        unlisted.message(),
        DigestCauseOtherCanonicalisation,
        &["correct the signer"],
    ));
    let sha1 =
        at_flex(Shape::Auth0).sign_response(idp().digest(forge::Digest::Sha1).on_signed_info(|info| {
            info.find_mut("DigestMethod").set("Algorithm", forge::Digest::Sha256.uri())
        }));
    cases.push(proved(
        "SHA-1 where SHA-256 is declared",
        &sha1,
        sha1.message(),
        DigestCauseOtherCanonicalisation,
        &["DigestMethod"],
    ));

    let commented = at_flex(Shape::Auth0)
        .edit(Part::Response, |response| response.insert_after("Issuer", Node::comment(" made by hand ")))
        .sign_response(idp().on_covered(|text| {
            *text = text.replacen("</saml:Issuer>", "</saml:Issuer><!-- made by hand -->", 1)
        }));
    cases.push(proved(
        "comments digested",
        &commented,
        commented.message(),
        DigestCauseCommentsStripped,
        &["comments"],
    ));
    let out = auth0().message().map(|xml| {
        between(xml, "</saml:Subject>", "<saml:AuthnStatement", |conditions| format!("<!--{conditions}-->"))
    });
    cases.push(proved("conditions commented out", &auth0(), out, DigestCauseCommentsStripped, &["comments"]));

    cases.push(proved(
        "role edited",
        &auth0(),
        auth0().message().replace(">agent<", ">admin<"),
        DigestCauseValueChanged,
        &["find out who"],
    ));
    let mail = signed(Shape::Auth0).message().map(|xml| {
        between(xml, "Name=\"email\"", "</saml:Attribute>", |value| value.replace("mara.oduya@", "eve@"))
    });
    cases.push(proved(
        "e-mail edited, NameID left",
        &auth0(),
        mail,
        DigestCauseValueChanged,
        &["find out who"],
    ));
    let upper = signed(Shape::Auth0).message().replace(">north<", ">North<");
    cases.push(proved("case of a value edited", &auth0(), upper, DigestCauseValueChanged, &["find out who"]));
    let swapped = auth0()
        .message()
        .map(|xml| xml.replace(">agent<", ">X<").replace(">north<", ">agent<").replace(">X<", ">north<"));
    cases.push(proved("two values exchanged", &auth0(), swapped, DigestCauseValueChanged, &["find out who"]));
    let lost_team = signed(Shape::Auth0).attribute("department", &["north"]);
    cases.push(proved(
        "a value emptied",
        &lost_team,
        lost_team
            .message()
            .map(|xml| between(xml, "Name=\"team\"", "</saml:Attribute>", |v| v.replace("north", ""))),
        DigestCauseValueChanged,
        &["find out who"],
    ));
    let recipient = auth0()
        .message()
        .map(|xml| between(xml, "Recipient=\"", "\"", |_| "http://localhost/acs".to_owned()));
    cases.push(proved("recipient edited", &auth0(), recipient, DigestCauseValueChanged, &["find out who"]));
    let digest = auth0().message().map(|xml| {
        between(xml, "<DigestValue>", "</DigestValue>", |_| forge::Digest::Sha256.base64(b"other"))
    });
    cases.push(proved("DigestValue edited", &auth0(), digest, DigestCauseValueChanged, &["find out who"]));
    let both = auth0().message().map(|xml| pretty(&xml.replace(">agent<", ">admin<")));
    cases.push(proved(
        "formatted, and a role edited",
        &auth0(),
        both,
        DigestCauseValueChanged,
        &["find out who"],
    ));

    let moved = at_flex(Shape::Auth0).sign_assertion(idp()).after(|response| {
        let signature = response.find_mut("Assertion").take("Signature").unwrap();
        response.insert_after("Issuer", signature);
    });
    cases.push(proved(
        "signature moved to the Response",
        &moved,
        moved.message(),
        DigestCauseSignatureOfAnotherDocument,
        &["hostile"],
    ));
    cases
}

/// Identity providers and services that are set up wrongly.
fn misconfigured() -> Vec<Case> {
    use Code::*;
    let auth0 = || signed(Shape::Auth0);
    let plain = |name, login: Login, root, help| row(name, &login, &login.message(), root, help);
    let responder = |sub: &'static str| format!("urn:oasis:names:tc:SAML:2.0:status:{sub}");
    let refused = |name, top: &str, sub: &'static str, help| {
        let login = at_flex(Shape::Auth0).refused(&[top, &responder(sub)], Some("no")).sign_response(idp());
        row(name, &login, &login.message(), StatusNotSuccess, help)
    };
    let attributes = |shape: Shape, edit: &dyn Fn(Login) -> Login| edit(at_flex(shape)).sign_response(idp());
    let roles = |name, values: &[&str], help| {
        let login = at_flex(Shape::Auth0).attribute("roles", values).sign_response(idp());
        row(name, &login, &login.message(), RoleCoreMissing, help)
    };
    let claims = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims";
    let mut cases = vec![
        refused("NameID policy", login::REQUESTER, "InvalidNameIDPolicy", &["NameID"]),
        refused("authentication failed", login::RESPONDER, "AuthnFailed", &["Auth0"]),
        refused("no session for a silent login", login::RESPONDER, "NoPassive", &[]),
        refused("authentication context", login::RESPONDER, "NoAuthnContext", &[]),
        refused("request denied", login::RESPONDER, "RequestDenied", &[]),
        plain("success without assertion", at_flex(Shape::Auth0).without(Part::Assertion).sign_response(idp()), AssertionMissing, &["log"]),
        plain("audience with a slash", auth0().audiences(&["urn:flex:JQ0f4c1d7e9a3b58264c6d8e1f2a3b4c5d/"]), AudienceMismatch, &["Auth0", "\"audience\""]),
        plain("legacy audience", auth0().audiences(&[flex::LEGACY_SP_ENTITY_ID]), AudienceMismatch, &["\"audience\""]),
        plain("ACS URL as audience", auth0().audiences(&[flex::ACS]), AudienceMismatch, &["\"audience\""]),
        plain("sample audience", auth0().audiences(&["urn:foo"]), AudienceMismatch, &["urn:flex:JQ"]),
        plain("Okta's audience", signed(Shape::Okta).audiences(&["https://flex.twilio.com"]), AudienceMismatch, &["Audience URI"]),
        plain("Entra's audience", signed(Shape::EntraId).audiences(&["https://flex.twilio.com"]), AudienceMismatch, &["Identifier (Entity ID)"]),
        plain("Google's audience", signed(Shape::Google).audiences(&["https://flex.twilio.com"]), AudienceMismatch, &["Service provider details"]),
        plain("ADFS' audience", signed(Shape::Adfs).audiences(&["https://flex.twilio.com"]), AudienceMismatch, &["Relying party identifier"]),
        plain("Keycloak's audience", signed(Shape::Keycloak).audiences(&["https://flex.twilio.com"]), AudienceMismatch, &["Client ID"]),
        plain("no audience", auth0().audiences(&[]), AudienceMissing, &["\"audience\""]),
        plain("another service altogether", auth0().audiences(&["urn:foo"]).acs("https://other.example/acs"), AudienceMismatch, &["\"audience\""]),
        plain("destination over http", auth0().acs("http://login.flex.us1.twilio.com/login/callback?connection=JQ0f4c1d7e9a3b58264c6d8e1f2a3b4c5d"), DestinationMismatch, &["\"destination\""]),
        plain("no destination", auth0().destination(None), DestinationMissing, &["\"destination\""]),
        plain("recipient without query", auth0().recipient(Some("https://login.flex.us1.twilio.com/login/callback")), RecipientMismatch, &["\"recipient\""]),
        plain("no recipient", auth0().recipient(None), RecipientMissing, &["recipient"]),
        plain("issuer without urn:", auth0().issuer("acme-dev.us.auth0.com"), IssuerMismatch, &["Issuer"]),
        plain("issuer of the service provider's form", auth0().issuer("urn:auth0:acme-dev:samlp"), IssuerMismatch, &["\"issuer\""]),
        plain("issuer with blanks", auth0().issuer(" urn:acme-dev.us.auth0.com "), IssuerMismatch, &["Issuer"]),
        plain("Okta's issuer", signed(Shape::Okta), IssuerMismatch, &["Identity Provider Issuer"]).issuer("https://www.okta.com/exk1fcia6d6EMsf331d8"),
        plain("Entra's issuer without slash", signed(Shape::EntraId), IssuerMismatch, &["slash at the end"]).issuer("https://sts.windows.net/3f2a9d5c-6d1e-4b7a-9f0e-2c8b7a6d5e4f"),
        plain("ADFS' issuer with https", signed(Shape::Adfs), IssuerMismatch, &["with http"]).issuer("https://adfs.example.org/adfs/services/trust"),
        plain("Keycloak's issuer", signed(Shape::Keycloak), IssuerMismatch, &["/auth before /realms"]).issuer("https://keycloak.example.org/auth/realms/acme"),
        plain("two issuers", auth0().response_issuer("urn:globex-dev.us.auth0.com"), IssuerDiffers, &["issuer"]),
        plain("another tenant", at_flex(Shape::Auth0).issuer("urn:globex-dev.us.auth0.com").sign_response(Signing::new(keys::key("other-tenant"))).audiences(&["urn:flex:JQ1"]), IssuerMismatch, &["tenant"]),
        plain("expired", auth0(), AssertionExpired, &[]).at(Some("2026-01-15T15:00:00Z")),
        plain("clock behind", auth0(), AssertionNotYetValid, &["clock"]).at(Some("2026-01-15T09:50:00Z")),
        plain("an old capture", auth0(), CaptureStale, &["--at 2026-01-15T10:00:00Z"]).at(None),
        plain("an old capture for another audience", auth0().audiences(&["urn:foo"]), AudienceMismatch, &["\"audience\""]).at(None),
        plain("time with an offset", auth0().conditions(Some("2026-01-15T10:00:00+01:00"), Some("2026-01-15T11:00:00Z")), TimeMalformed, &[]),
        plain("period reversed", auth0().conditions(Some("2026-01-15T11:00:00Z"), Some("2026-01-15T10:00:00Z")), PeriodReversed, &[]),
        plain("session over", auth0().session_not_on_or_after(Some("2026-01-15T09:00:00Z")), SessionExpired, &[]),
        plain("no conditions", at_flex(Shape::Auth0).without(Part::Conditions).sign_response(idp()), ConditionsMissing, &[]),
        plain("no AuthnStatement", at_flex(Shape::Auth0).without(Part::AuthnStatement).sign_response(idp()), AuthnStatementMissing, &[]),
        plain("unsigned", at_flex(Shape::Auth0), Unsigned, &["signResponse"]),
        plain("unsigned by Okta", at_flex(Shape::Okta), Unsigned, &["Response Signed"]),
        plain("unsigned by Google", at_flex(Shape::Google), Unsigned, &["Signed response"]),
        plain("rotated key", at_flex(Shape::Auth0).sign_response(Signing::new(keys::key("idp-rotated"))), SignatureUntrustedKey, &["X.509 certificate"]),
        plain("look-alike key", at_flex(Shape::Auth0).sign_response(Signing::new(keys::key("attacker-rsa2048"))), SignatureUntrustedKey, &["forged"]),
        plain("key of another tenant", at_flex(Shape::Auth0).sign_response(Signing::new(keys::key("other-tenant"))), SignatureUntrustedKey, &["tenant"]),
        plain("rotated key at ADFS", at_flex(Shape::Adfs).sign_response(Signing::new(keys::key("idp-rotated"))), SignatureUntrustedKey, &["Token-signing"]),
        plain("unknown key, none embedded", at_flex(Shape::Auth0).sign_response(Signing::new(keys::key("idp-rotated")).key_info(KeyInfo::Absent)), SignatureValueMismatch, &["metadata"]),
        plain("expired certificate", auth0(), CertificateExpired, &["certificate"]).key(keys::key("idp-expired")),
        plain("certificate of the future", auth0(), CertificateNotYetValid, &[]).key(keys::key("idp-not-yet-valid")),
        plain("small key", at_flex(Shape::Auth0).sign_response(Signing::new(keys::key("idp-rsa1024"))), KeyTooSmall, &[]).key(keys::key("idp-rsa1024")),
        row("content changed in a way nobody knows", &auth0(), &auth0().message().replace(">north<", ">nurth<"), DigestMismatch, &["base64"]),
        plain("NameID missing", at_flex(Shape::Auth0).without(Part::NameId).sign_response(idp()), NameIdMissing, &[]),
        plain("NameID empty", auth0().name_id("", None), NameIdEmpty, &[]),
        plain("roles under Auth0's namespace", attributes(Shape::Auth0, &|l| l.rename_attribute("roles", "http://schemas.auth0.com/roles")), AttributeMisnamed, &["mapUnknownClaimsAsIs"]),
        plain("fullName", attributes(Shape::Auth0, &|l| l.rename_attribute("full_name", "fullName")), AttributeMisnamed, &["setAttribute('full_name'"]),
        plain("Role at Okta", attributes(Shape::Okta, &|l| l.rename_attribute("roles", "Role")), AttributeMisnamed, &["Attribute Statements"]),
        plain("e-mail as a claim URI at Entra", attributes(Shape::EntraId, &move |l| l.rename_attribute("email", &format!("{claims}/emailaddress"))), AttributeMisnamed, &["Namespace"]),
        plain("name with blanks at Google", attributes(Shape::Google, &|l| l.rename_attribute("full_name", "Full Name")), AttributeMisnamed, &["App attributes"]),
        plain("claim at ADFS", attributes(Shape::Adfs, &move |l| l.rename_attribute("email", &format!("{claims}/emailaddress"))), AttributeMisnamed, &["Outgoing Claim Type"]),
        plain("OID at Keycloak", attributes(Shape::Keycloak, &|l| {
            let mail = Attribute::new("urn:oid:1.2.840.113549.1.9.1", &["mara.oduya@example.org"]).friendly_name("email");
            l.without_attribute("email").push_attribute(mail)
        }), AttributeMisnamed, &["SAML Attribute Name"]),
        plain("no team", attributes(Shape::Auth0, &|l| l.without_attribute("team")), AttributeMissing, &["setAttribute('team'"]),
        plain("no roles at Okta", attributes(Shape::Okta, &|l| l.without_attribute("roles")), AttributeMissing, &["Attribute Statements"]),
        plain("empty roles", attributes(Shape::Auth0, &|l| l.attribute("roles", &[""])), AttributeEmpty, &["app_metadata.flex.roles"]),
        roles("administrator", &["administrator"], &["app_metadata"]),
        roles("role in upper case", &["Supervisor"], &["lower case"]),
        roles("roles as JSON text", &["[\"agent\"]"], &["flex.roles"]),
        roles("roles with semicolons", &["agent;supervisor"], &["flex.roles"]),
        roles("Insights alone", &["wfo.full_access"], &["wfo.*"]),
    ];
    let mut standard = at_flex(Shape::Auth0);
    standard.attributes = Shape::Auth0.attributes();
    cases.push(plain("the Action did not run", standard.sign_response(idp()), ActionNotRun, &["Deploy"]));
    let mut other = plain("answers another request", auth0(), InResponseToMismatch, &[]);
    other.request = Some("_another");
    cases.push(other);
    let mut unsolicited = plain("answers a request that was not sent", auth0(), Unsolicited, &[]);
    unsolicited.idp_initiated = true;
    cases.push(unsolicited);
    let mut weak = plain(
        "SHA-1 under a strict profile",
        at_flex(Shape::Auth0).sign_response(idp().sha1()),
        AlgorithmWeak,
        &["sha256"],
    );
    weak.profile = Profile::generic();
    cases.push(weak);
    cases
}

/// Captures of the wrong thing, or of part of it.
fn wrong_captures() -> Vec<Case> {
    use Code::*;
    let auth0 = signed(Shape::Auth0);
    let message = auth0.message();
    let xml = message.xml();
    let assertion = {
        let signed = at_flex(Shape::Auth0).sign_assertion(idp()).message();
        let start = signed.xml().find("<saml:Assertion").unwrap();
        let end = signed.xml().find("</saml:Assertion>").unwrap() + "</saml:Assertion>".len();
        signed.xml()[start..end].to_owned()
    };
    let of = |name, input: String, root, help| row(name, &auth0, &message, root, help).input(input);
    let duplicate = auth0.message().map(|xml| {
        let start = xml.find("<saml:Assertion").unwrap();
        let end = xml.find("</saml:Assertion>").unwrap() + "</saml:Assertion>".len();
        format!("{}{}{}", &xml[..end], &xml[start..end], &xml[end..])
    });
    vec![
        of("an assertion cut out of its Response", assertion, NotAResponse, &["whole Response"]),
        of("an AuthnRequest", flex::request().xml(), NotAResponse, &["SAMLResponse"]),
        of("metadata", flex::metadata().xml(), NotAResponse, &["SAMLResponse"]),
        of("cut off", message.base64()[..3000].to_owned(), Truncated, &[]),
        of("a document type", format!("<!DOCTYPE x>{xml}"), DoctypeForbidden, &[]),
        of("an ampersand that is not escaped", xml.replace("Mara Oduya", "Mara & Oduya"), XmlMalformed, &[]),
        of("an assertion twice", duplicate.xml().to_owned(), AssertionsSeveral, &[]),
        of("no SAML at all", "hello".to_owned(), NotSaml, &[]),
    ]
}

fn all() -> Vec<Case> {
    let mut all = damaged();
    all.extend(misconfigured());
    all.extend(wrong_captures());
    all
}

#[test]
fn each_leads_with_its_cause_and_names_the_remedy() {
    let faults: Vec<String> = all().iter().filter_map(Case::fault).collect();
    assert!(faults.is_empty(), "{} of {}:\n{}", faults.len(), all().len(), faults.join("\n\n"));
}

#[test]
fn the_table_is_as_large_as_it_is_said_to_be() {
    let all = all();
    assert!(all.len() >= 60, "{}", all.len());
    assert!(all.iter().filter(|case| case.proved).count() >= 20);
    let mut names: Vec<&str> = all.iter().map(|case| case.name).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), all.len());
}
