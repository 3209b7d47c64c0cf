//! Metadata of several entities: which one is meant, and what becomes of the others.

use super::text::{SAML2, aggregate, der, document, entity, one, refused, role, signing, subjects};
use samlens::{Certificate, IdentityProvider, IdentityProviders, Limits};

#[test]
fn several_identity_providers_are_named() {
    let entity = |id: &str| entity(id, &role(&signing(&der("idp"))));
    let xml = aggregate(&[entity("urn:a"), entity("urn:b")]);
    assert_eq!(refused(&xml), "the metadata has 2 identity providers: urn:a, urn:b");
    let many: Vec<String> = (0..10).map(|n| entity(&format!("urn:{n}"))).collect();
    assert_eq!(
        refused(&aggregate(&many)),
        "the metadata has 10 identity providers: urn:0, urn:1, urn:2, urn:3, urn:4, urn:5, urn:6, urn:7 and 2 more"
    );
}

#[test]
fn the_one_identity_provider_among_service_providers_is_found() {
    let service = entity("urn:sp", &format!("<md:SPSSODescriptor protocolSupportEnumeration=\"{SAML2}\"/>"));
    let xml = aggregate(&[service.clone(), entity("urn:idp", &role(&signing(&der("idp")))), service.clone()]);
    assert_eq!(one(&xml).entity_id(), "urn:idp");
    assert_eq!(
        refused(&aggregate(&[service])),
        "the metadata has no identity provider; it describes urn:sp (SPSSODescriptor)"
    );
    assert_eq!(refused(&aggregate(&[])), "the metadata describes no entity");
}

#[test]
fn nested_aggregates_are_read_in_order_with_the_earliest_valid_until() {
    let entity = |id: &str| entity(id, &role(&signing(&der("idp"))));
    let inner = format!(
        "<md:EntitiesDescriptor validUntil=\"2026-03-01T00:00:00Z\" cacheDuration=\"PT2H\">{}</md:EntitiesDescriptor>",
        entity("urn:inner").replace("entityID", "validUntil=\"2026-09-01T00:00:00Z\" entityID")
    );
    let xml = aggregate(&[entity("urn:a"), inner, entity("urn:b")]);
    let all = IdentityProviders::from_metadata(&xml).unwrap();
    let ids: Vec<_> = all.providers().iter().map(IdentityProvider::entity_id).collect();
    assert_eq!(ids, ["urn:a", "urn:inner", "urn:b"]);
    let inner = all.by_entity_id("urn:inner").unwrap();
    assert_eq!(inner.valid_until().unwrap().to_rfc3339(), "2026-03-01T00:00:00+00:00");
    assert_eq!(inner.cache_duration(), Some("PT2H"));
    assert_eq!(all.by_entity_id("urn:b").unwrap().valid_until(), None);
    // A role may be valid for a shorter time than its entity, and not for a longer one.
    for (entity_until, role_until) in [("2026-09-01", "2026-03-01"), ("2026-03-01", "2026-09-01")] {
        let instant = |day: &str| format!("validUntil=\"{day}T00:00:00Z\"");
        let xml = document(&entity("urn:role"))
            .replace("<md:IDPSSODescriptor", &format!("<md:IDPSSODescriptor {}", instant(role_until)))
            .replace("entityID", &format!("{} entityID", instant(entity_until)));
        let until = one(&xml).valid_until().unwrap().to_rfc3339();
        assert_eq!(until, "2026-03-01T00:00:00+00:00", "entity {entity_until}, role {role_until}");
    }
}

#[test]
fn one_unusable_provider_does_not_spoil_the_others() {
    let xml = aggregate(&[entity("urn:bad", &role("")), entity("urn:good", &role(&signing(&der("idp"))))]);
    let all = IdentityProviders::from_metadata(&xml).unwrap();
    assert_eq!(all.providers().len(), 1);
    assert_eq!(all.unusable()[0].entity_id(), "urn:bad");
    assert_eq!(all.unusable()[0].reason(), "its metadata has no signing certificate");
    assert_eq!(
        all.find("urn:bad").unwrap_err().to_string(),
        "the identity provider urn:bad: its metadata has no signing certificate"
    );
    // With a second one there, even an unusable one, which was meant is not for the library to guess.
    assert_eq!(refused(&xml), "the metadata has 2 identity providers: urn:good, urn:bad");
}

#[test]
fn an_entity_id_that_comes_twice_is_ambiguous() {
    let first = entity("urn:acme", &role(&signing(&der("first"))));
    let second = entity("urn:acme", &role(&signing(&der("second"))));
    let third = entity("urn:acme", &role(""));
    let good = entity("urn:good", &role(&signing(&der("good"))));
    let orders = [
        vec![first.clone(), second.clone(), good.clone()],
        vec![second.clone(), good.clone(), first.clone(), first.clone()],
        vec![first.clone(), third.clone(), good.clone()],
        vec![third, first.clone(), good.clone()],
    ];
    for order in orders {
        let all = IdentityProviders::from_metadata(&aggregate(&order)).unwrap();
        assert!(all.by_entity_id("urn:acme").is_none());
        assert!(all.by_entity_id("urn:good").is_some());
        assert!(all.find("urn:acme").is_err());
    }
    let error = IdentityProviders::from_metadata(&aggregate(&[first.clone(), second])).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the identity provider urn:acme: its entity ID is in the metadata more than once, with different content"
    );
    // The same text twice is no ambiguity.
    assert_eq!(one(&aggregate(&[first.clone(), first])).entity_id(), "urn:acme");
}

#[test]
fn the_nearest_entity_id_is_named() {
    let entity = |id: &str| entity(id, &role(&signing(&der("idp"))));
    let all = IdentityProviders::from_metadata(&aggregate(&[
        entity("urn:acme-dev.us.auth0.com"),
        entity("urn:acme-prod.us.auth0.com"),
        entity("https://sts.example/adfs/services/trust"),
    ]))
    .unwrap();
    let cases = [
        ("acme-prod.us.auth0.com", Some("urn:acme-prod.us.auth0.com")),
        ("urn:acme-dev.us.auth0.com/", Some("urn:acme-dev.us.auth0.com")),
        ("URN:ACME-DEV.US.AUTH0.COM", Some("urn:acme-dev.us.auth0.com")),
        ("http://sts.example/adfs/services/trust", Some("https://sts.example/adfs/services/trust")),
        ("https://accounts.google.com/o/saml2?idpid=C01", None),
        ("", None),
    ];
    for (asked, nearest) in cases {
        assert!(all.by_entity_id(asked).is_none(), "{asked}");
        assert_eq!(all.nearest(asked), nearest, "{asked}");
    }
    assert_eq!(
        all.find("acme-prod.us.auth0.com").unwrap_err().to_string(),
        "there is no identity provider acme-prod.us.auth0.com; the nearest is urn:acme-prod.us.auth0.com"
    );
}

#[test]
fn one_entity_is_found_in_a_stream_larger_than_the_budget() {
    let filler = entity("urn:filler", &role(&signing(&der("filler"))));
    let mut entities = vec![filler; 400];
    entities[200] = entity("urn:wanted", &role(&signing(&der("wanted"))));
    let service = format!("<md:SPSSODescriptor protocolSupportEnumeration=\"{SAML2}\"/>");
    entities.push(entity("urn:sp", &service));
    let xml = aggregate(&entities);
    let mut limits = Limits::default();
    limits.max_metadata_bytes = 1_000;
    let search = |entity_id: &str| IdentityProviders::search_metadata(xml.as_bytes(), entity_id, &limits);
    assert_eq!(subjects(search("urn:wanted").unwrap().signing_certificates()), ["CN=wanted, O=Acme"]);
    assert_eq!(
        search("urn:wantd").unwrap_err().to_string(),
        "there is no identity provider urn:wantd; the nearest is urn:wanted"
    );
    assert_eq!(
        search("urn:sp").unwrap_err().to_string(),
        "urn:sp (SPSSODescriptor) is not an identity provider"
    );
    let cut = &xml.as_bytes()[..xml.len() - 24];
    let error = IdentityProviders::search_metadata(cut, "urn:wanted", &limits).unwrap_err();
    assert!(error.to_string().contains("it ends inside the element EntitiesDescriptor"), "{error}");
    let error = IdentityProviders::search_metadata(&b"<a>\xFF</a>"[..], "urn:wanted", &limits).unwrap_err();
    assert!(error.to_string().contains("(byte "), "{error}");
}

#[test]
fn providers_put_together_by_hand_may_not_share_an_entity_id() {
    let make = |id: &str, name: &str| {
        let certificate = Certificate::from_der(&der(name)).unwrap();
        IdentityProvider::builder(id).certificate(certificate).build().unwrap()
    };
    let (first, second) = (make("urn:a", "first"), make("urn:b", "second"));
    let all = IdentityProviders::new([first.clone(), second, first.clone()]).unwrap();
    assert_eq!(all.providers().len(), 2);
    let error = IdentityProviders::new([first, make("urn:a", "other")]).unwrap_err();
    assert_eq!(error.to_string(), "two identity providers have the entity ID urn:a");
}
