//! Requests, the answers to them, and logout.

use super::Explanation;
use crate::Code;

pub(super) const EXPLANATIONS: &[Explanation] = &[
    Explanation {
        code: Code::InResponseToMismatch,
        checks: "That InResponseTo of the Response, and of its bearer confirmation, is the ID of the AuthnRequest that was sent.",
        why: "It ties the answer to the browser that asked. Without it an attacker could insert their own, valid Response into another person's login.",
        looks: "\"The InResponseTo of the Response: X, does not match the ID of the AuthNRequest sent by the SP: Y\". Causes are an old tab, the back button, two logins at once, or a load balancer that lost the session with the request's ID. It can show as a redirect loop.",
        fix: &[
            (
                "service",
                "Keep the request's ID in storage that all instances share, and let its cookie survive a cross-site POST (SameSite=None; Secure).",
            ),
            ("browser", "Close the other tabs and start again at the service's sign-in link."),
        ],
        source: "SAML 2.0 profiles, sections 4.1.4.2 and 4.1.4.3",
    },
    Explanation {
        code: Code::Unsolicited,
        checks: "If a request was sent: that the Response has InResponseTo. If none was sent: that it has no InResponseTo.",
        why: "If a service accepts answers without a request, anyone who can make a browser post an answer can sign that browser in (login CSRF).",
        looks: "\"The Response has an InResponseTo attribute: X while no InResponseTo was expected\", or an error about a login that the identity provider started.",
        fix: &[
            ("service", "Start the login at the service, or allow logins that the identity provider starts."),
            ("samlens", "Give --idp-initiated if no request was sent, and --request if one was."),
        ],
        source: "SAML 2.0 profiles, section 4.1.5",
    },
    Explanation {
        code: Code::RequestNotGiven,
        checks: "Whether the request is known, so that InResponseTo can be compared with it.",
        why: "A capture of the Response alone does not contain the request. This alone does not make the verdict inconclusive.",
        looks: "The check `in-response-to` is shown as not run.",
        fix: &[("samlens", "Give --request with the ID of the AuthnRequest, or --idp-initiated.")],
        source: "SAML 2.0 profiles, section 4.1.4.3",
    },
    Explanation {
        code: Code::AcsNotAllowed,
        checks: "That AssertionConsumerServiceURL of an AuthnRequest is exactly one of the service's ACS URLs.",
        why: "An identity provider that answers to any URL sends logins to anyone who writes a request.",
        looks: "\"The AssertionConsumerServiceURL is not allowed\", or an error about a callback or reply URL.",
        fix: &[
            ("identity provider", "Add this URL to the service's ACS URLs, if it is the service's."),
            ("service", "Otherwise correct the ACS URL where the request is made."),
        ],
        source: "SAML 2.0 core, section 3.4.1; SAML 2.0 profiles, section 4.1.4.1",
    },
    Explanation {
        code: Code::AcsByIndex,
        checks: "Nothing. AssertionConsumerServiceIndex is a number in the list of ACS URLs in the service's metadata. samlens does not have this list here.",
        why: "If the identity provider has another address under this index, it sends the answer there.",
        looks: "The check `acs` of an AuthnRequest is shown as not run.",
        fix: &[(
            "service",
            "Send AssertionConsumerServiceURL, or compare the index with the AssertionConsumerService elements of the metadata.",
        )],
        source: "SAML 2.0 core, section 3.4.1; SAML 2.0 metadata, section 2.2.3",
    },
    Explanation {
        code: Code::RequestNotSigned,
        checks: "Whether an AuthnRequest is signed, if the metadata of the identity provider has WantAuthnRequestsSigned=\"true\".",
        why: "The identity provider refuses a request without the signature that it requires, and the user never sees a login page.",
        looks: "An error page of the identity provider right after the redirect: \"invalid requester\", \"SigAlg was null\", \"the request is not signed\".",
        fix: &[
            (
                "service",
                "Turn on signing of requests. Give the signing certificate to the identity provider.",
            ),
            ("identity provider", "Or turn off the signature requirement for this service."),
        ],
        source: "SAML 2.0 metadata, section 2.4.3; SAML 2.0 bindings, section 3.4.4.1",
    },
    Explanation {
        code: Code::RequestAsks,
        checks: "Nothing. It shows what an AuthnRequest asks for, and the audience of its answer.",
        why: "The issuer of the request becomes the audience of the answer, and its ACS URL becomes the recipient. A mistake there affects every login.",
        looks: "A note under an AuthnRequest.",
        fix: &[("service", "Compare it with the configuration at the identity provider.")],
        source: "SAML 2.0 core, section 3.4.1",
    },
    Explanation {
        code: Code::RequestNotMet,
        checks: "That the Response fits its request: it comes from the URL that was asked, is meant for the service that asked, has the NameID format and the authentication that were asked for, and is later than the request.",
        why: "If a service asks for a second factor or a fresh login and does not check the answer, it may get neither.",
        looks: "The login works, but without the second factor. Or the service rejects the NameID format or the audience.",
        fix: &[
            ("identity provider", "Remove settings that override what the request asks for."),
            ("service", "Ask for what the identity provider is configured to give."),
        ],
        source: "SAML 2.0 core, sections 3.3.2.2.1, 3.4.1 and 3.4.1.1",
    },
    Explanation {
        code: Code::RequestPaired,
        checks: "Nothing. It shows how long after its request the Response was issued.",
        why: "A long time usually means a person at a login page. A negative time means that the clocks differ.",
        looks: "A note on a Response that is checked together with its request.",
        fix: &[("samlens", "Give the request with --request.")],
        source: "SAML 2.0 core, section 3.2.2",
    },
    Explanation {
        code: Code::QueryMalformed,
        checks: "That a message of the Redirect binding comes as SAMLRequest or SAMLResponse, in base64 of raw DEFLATE, with each parameter once, and SigAlg together with Signature.",
        why: "The signature covers the bytes of the query. If a parameter is repeated, one reader can verify the first and another can use the second.",
        looks: "The URL was decoded, cut or put together by hand, or a proxy added a parameter of the same name.",
        fix: &[("capture", "Copy the whole URL from the network tab, unchanged.")],
        source: "SAML 2.0 bindings, section 3.4.4.1",
    },
    Explanation {
        code: Code::SloNotGiven,
        checks: "Nothing. Destination of a logout message is compared with the service's single logout URLs, and none was given.",
        why: "A service must not act on a signed message for another service.",
        looks: "The check `destination` of a LogoutRequest or LogoutResponse is shown as not run.",
        fix: &[(
            "samlens",
            "Give the URL with --slo, under single_logout in samlens.toml, or by ServiceProvider::with_single_logout.",
        )],
        source: "SAML 2.0 bindings, sections 3.4.5.2 and 3.5.5.2",
    },
    Explanation {
        code: Code::LogoutExpired,
        checks: "That NotOnOrAfter of a LogoutRequest, if present, has not passed, and that a logout message is not older than an hour (Policy::logout_lifetime).",
        why: "An old request could end a later session of a person who has signed in again.",
        looks: "\"The LogoutRequest has expired\" or \"Could not validate timestamp: expired. Check system clock\".",
        fix: &[
            ("browser", "Start the logout again."),
            ("service", "Synchronize the clock with NTP, and allow 3 minutes of clock skew."),
        ],
        source: "SAML 2.0 core, section 3.7.1",
    },
];
