//! What to enter in the console of an identity provider, with the values of this service provider.

use super::own::Own;
use ConsoleValue::{Acs, Certificate, EntityId, Metadata, Slo, Text};
use maud::{Markup, html};

/// A value of this service provider.
#[derive(Clone, Copy)]
enum ConsoleValue {
    EntityId,
    Acs,
    Slo,
    Metadata,
    /// The certificate in PEM.
    Certificate,
    /// The same for every service provider.
    Text(&'static str),
}

/// The fields of one console, in its own words.
struct Console {
    name: &'static str,
    /// Where they are.
    place: &'static str,
    fields: &'static [(&'static str, ConsoleValue)],
    /// Where its metadata is, which `--idp` takes.
    metadata: &'static str,
    /// What else has to be known.
    note: &'static str,
}

/// Labels and addresses of 2026, as the vendors' documentation and the programs' sources have them; `src/product/` of the
/// library names them.
const CONSOLES: &[Console] = &[
    Console {
        name: "Auth0",
        place: "Applications → Applications → your app",
        fields: &[
            ("Settings → Application URIs → Allowed Callback URLs", Acs),
            ("Addons → SAML2 Web App → Settings → Application Callback URL", Acs),
            ("Addons → SAML2 Web App → Settings, \"audience\"", EntityId),
            ("Addons → SAML2 Web App → Settings, \"logout\", \"callback\"", Slo),
        ],
        metadata: "https://TENANT.auth0.com/samlp/metadata/CLIENT_ID (Settings → Advanced Settings → Endpoints)",
        note: "",
    },
    Console {
        name: "Okta",
        place: "Applications → Applications → the app → General → SAML Settings → Edit → Next",
        fields: &[
            ("Single sign-on URL", Acs),
            ("Audience URI (SP Entity ID)", EntityId),
            ("Show Advanced Settings → Signature Certificate", Certificate),
            ("Show Advanced Settings → Enable Single Logout → Single Logout URL", Slo),
            ("Show Advanced Settings → Enable Single Logout → SP Issuer", EntityId),
        ],
        metadata: "Sign On → Metadata URL",
        note: "Okta takes only signed LogoutRequests, so single logout needs the certificate.",
    },
    Console {
        name: "Entra ID",
        place: "Enterprise apps → the app → Single sign-on → Basic SAML Configuration",
        fields: &[
            ("Identifier (Entity ID)", EntityId),
            ("Reply URL (Assertion Consumer Service URL)", Acs),
            ("Logout URL", Slo),
        ],
        metadata: "SAML Certificates → App Federation Metadata Url",
        note: "Take the address with the app's own appid: the tenant's metadata has other keys.",
    },
    Console {
        name: "Keycloak",
        place: "Clients → the client, of type SAML",
        fields: &[
            ("Settings → Client ID", EntityId),
            ("Settings → Valid redirect URIs", Acs),
            (
                "Advanced → Fine Grain SAML Endpoint Configuration → Assertion Consumer Service POST Binding URL",
                Acs,
            ),
            ("Advanced → Fine Grain SAML Endpoint Configuration → Logout Service Redirect Binding URL", Slo),
            ("Settings → Logout settings → Front channel logout", Text("On")),
        ],
        metadata: "https://HOST/realms/REALM/protocol/saml/descriptor",
        note: "With Client signature required, the certificate belongs on the Keys tab of the client.",
    },
    Console {
        name: "AD FS",
        place: "Relying Party Trusts → the trust → Properties",
        fields: &[
            ("Identifiers", EntityId),
            ("Endpoints → SAML Assertion Consumer Endpoints, POST", Acs),
            ("Endpoints → SAML Logout Endpoints, Redirect", Slo),
        ],
        metadata: "https://HOST/FederationMetadata/2007-06/FederationMetadata.xml",
        note: "AD FS verifies LogoutRequests with the certificate of the trust (-RequestSigningCertificate).",
    },
    Console {
        name: "Google Workspace",
        place: "Apps → Web and mobile apps → the app → Service provider details",
        fields: &[("ACS URL", Acs), ("Entity ID", EntityId)],
        metadata: "the file of Download metadata",
        note: "The ACS URL must begin with https://: start serve with --tls. Google has no SAML single logout.",
    },
    Console {
        name: "SimpleSAMLphp",
        place: "metadata/saml20-sp-remote.php; /module.php/admin/federation/metadata-converter makes the entry of the metadata",
        fields: &[
            ("array key of the entry", EntityId),
            ("AssertionConsumerService, Location", Acs),
            ("SingleLogoutService, Location", Slo),
            ("metadata to convert", Metadata),
        ],
        metadata: "https://HOST/simplesaml/module.php/saml/idp/metadata",
        note: "Set 'sign.logout' => true: unsigned logout messages are refused here.",
    },
];

/// All of them, folded up.
pub(super) fn consoles(own: &Own) -> Markup {
    let value = |value: ConsoleValue| match value {
        EntityId => html! { code { (own.entity_id) } },
        Acs => html! { code { (own.acs) } },
        Slo => html! { code { (own.slo) } },
        Metadata => html! { code { (own.base) "/metadata" } },
        Certificate => html! { "the certificate in PEM, above" },
        Text(text) => html! { (text) },
    };
    html! {
        h3 { "Settings to copy" }
        @for console in CONSOLES {
            details.console {
                summary { (console.name) }
                p { (console.place) }
                dl.service {
                    @for (label, wanted) in console.fields { dt { (label) } dd { (value(*wanted)) } }
                    dt { "Its metadata, for --idp" } dd { (console.metadata) }
                }
                @if !console.note.is_empty() { p.note { (console.note) } }
            }
        }
    }
}
