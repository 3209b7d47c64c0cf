//! Damage after signing that a digest proves.

use super::{Case, at_flex, between, idp, minified, pretty, row, signed};
use samlens::Code;
use samlens_forge::{Element, Login, Message, Node, Part, Shape, Signing, keys};

/// Damage after signing that a digest proves.
pub fn cases() -> Vec<Case> {
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
        &["sanitizer"],
    ));
    let once = named("Mara &lt;Oduya&gt;");
    cases.push(proved(
        "unescaped once too often",
        &once,
        once.message().replace("&amp;lt;Oduya&amp;gt;", "&lt;Oduya&gt;"),
        DigestCauseEntitiesEscapedTwice,
        &["sanitizer"],
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
        let transform = Element::new("ds:Transform").with("Algorithm", samlens_forge::signing::EXC_C14N);
        info.find_mut("Transforms").push(transform);
    }));
    cases.push(proved(
        "a PrefixList that is not declared",
        &unlisted,
        unlisted.message(),
        DigestCauseOtherCanonicalisation,
        &["correct the signer"],
    ));
    let sha1 = at_flex(Shape::Auth0).sign_response(idp().digest(samlens_forge::Digest::Sha1).on_signed_info(
        |info| info.find_mut("DigestMethod").set("Algorithm", samlens_forge::Digest::Sha256.uri()),
    ));
    cases.push(proved("SHA-1 where SHA-256 is declared", &sha1, sha1.message(), SignatureProfile, &[]));

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
        &["find out what"],
    ));
    let mail = signed(Shape::Auth0).message().map(|xml| {
        between(xml, "Name=\"email\"", "</saml:Attribute>", |value| value.replace("mara.oduya@", "eve@"))
    });
    cases.push(proved(
        "e-mail edited, NameID left",
        &auth0(),
        mail,
        DigestCauseValueChanged,
        &["find out what"],
    ));
    let upper = signed(Shape::Auth0).message().replace(">north<", ">North<");
    cases.push(proved(
        "case of a value edited",
        &auth0(),
        upper,
        DigestCauseValueChanged,
        &["find out what"],
    ));
    let swapped = auth0()
        .message()
        .map(|xml| xml.replace(">agent<", ">X<").replace(">north<", ">agent<").replace(">X<", ">north<"));
    cases.push(proved(
        "two values exchanged",
        &auth0(),
        swapped,
        DigestCauseValueChanged,
        &["find out what"],
    ));
    let lost_team = signed(Shape::Auth0).attribute("department", &["north"]);
    cases.push(proved(
        "a value emptied",
        &lost_team,
        lost_team
            .message()
            .map(|xml| between(xml, "Name=\"team\"", "</saml:Attribute>", |v| v.replace("north", ""))),
        DigestCauseValueChanged,
        &["find out what"],
    ));
    let recipient = auth0()
        .message()
        .map(|xml| between(xml, "Recipient=\"", "\"", |_| "http://localhost/acs".to_owned()));
    cases.push(proved("recipient edited", &auth0(), recipient, DigestCauseValueChanged, &["find out what"]));
    let digest = auth0().message().map(|xml| {
        between(xml, "<DigestValue>", "</DigestValue>", |_| samlens_forge::Digest::Sha256.base64(b"other"))
    });
    cases.push(proved("DigestValue edited", &auth0(), digest, DigestCauseValueChanged, &["find out what"]));
    let both = auth0().message().map(|xml| pretty(&xml.replace(">agent<", ">admin<")));
    cases.push(proved(
        "formatted, and a role edited",
        &auth0(),
        both,
        DigestCauseValueChanged,
        &["find out what"],
    ));

    let moved = at_flex(Shape::Auth0).sign_assertion(idp()).after(|response| {
        let signature = response.find_mut("Assertion").take("Signature").unwrap();
        response.insert_after("Issuer", signature);
    });
    cases.push(proved(
        "signature moved to the Response",
        &moved,
        moved.message(),
        SignatureProfile,
        &["signature-wrapping"],
    ));
    cases
}
