//! What is wrong with a whole login: cookies, redirects, answers. `samlens flow` finds these in a recording.

use super::Explanation;
use crate::Code;

const COOKIES: &str = "RFC 6265bis (draft-ietf-httpbis-rfc6265bis), sections 5.2, 5.7 and 5.8";

pub(super) const EXPLANATIONS: &[Explanation] = &[
    Explanation {
        code: Code::CookieSamesite,
        checks: "That SameSite lets the browser send the cookie of the login request with the POST to the ACS, and the session cookie with the redirect after it.",
        why: "The Response comes from another site. A Strict cookie is sent neither with it nor with the redirect that follows. A Lax cookie is not sent with a POST. Chromium treats a cookie without SameSite as Lax after two minutes; Firefox and Safari send it. SameSite=None without Secure is dropped.",
        looks: "A redirect loop, \"state cookie missing\", \"no matching request\", or a login that works only the second time, only in one browser, or only if it is quick.",
        fix: &[
            (
                "service",
                "Set the cookie that must come with the POST with SameSite=None; Secure, over https.",
            ),
            ("service", "Set the session cookie with SameSite=Lax, or with SameSite=None; Secure."),
        ],
        source: COOKIES,
    },
    Explanation {
        code: Code::CookieSecure,
        checks: "That a Secure cookie is set over https, and that the page that needs it uses https. Chrome and Firefox also accept http://localhost.",
        why: "A browser drops a Secure cookie that is set over http, and does not send one to an http page.",
        looks: "A redirect loop behind a proxy that ends TLS, or where one link of the login still begins with http.",
        fix: &[
            ("service", "Serve every page of the login over https."),
            ("proxy", "Pass X-Forwarded-Proto on, and let the service trust it."),
        ],
        source: "RFC 6265bis, sections 4.1.2.5 and 5.7, step 9",
    },
    Explanation {
        code: Code::CookieDomain,
        checks: "That the cookie is for the host that needs it. The port does not matter.",
        why: "A cookie without Domain is for one host only. A browser drops the cookie if the host does not belong to its Domain, or if the Domain is a public suffix.",
        looks: "A redirect loop where the login begins at www and the ACS is at the apex, or at a host of another environment.",
        fix: &[
            ("service", "Begin the login, receive the Response and show the application at one host."),
            ("service", "Or set Domain to the domain that the hosts share."),
        ],
        source: "RFC 6265bis, sections 5.1.3 and 5.7; Public Suffix List (https://publicsuffix.org)",
    },
    Explanation {
        code: Code::CookiePath,
        checks: "That the cookie's Path covers the page that needs it.",
        why: "A cookie is sent below its Path only. Without Path it is the folder of the page that set it, for example /saml for /saml/acs.",
        looks: "A redirect loop: the ACS gets or sets the cookie, the application does not see it.",
        fix: &[("service", "Set the cookie with Path=/.")],
        source: "RFC 6265bis, section 5.1.4",
    },
    Explanation {
        code: Code::CookieSize,
        checks: "That the name and value of each cookie have at most 4,096 bytes together, and that servers accept the size of all cookies in a request.",
        why: "A browser drops a larger cookie silently. A server or proxy answers 400 or 431 to a header that is too large, usually over 8 kB.",
        looks: "A redirect loop or \"Request Header Or Cookie Too Large\" for people with many groups, or after many failed logins.",
        fix: &[
            ("service", "Keep the session on the server, and only its ID in the cookie."),
            ("identity provider", "Send only the groups that the service needs."),
            ("browser", "Delete the cookies of the site, then sign in again."),
        ],
        source: "RFC 6265bis, section 5.6, step 6",
    },
    Explanation {
        code: Code::CookiePrefix,
        checks: "That a cookie whose name begins with __Host- or __Secure- has what the prefix requires.",
        why: "A browser drops it otherwise. __Secure- needs Secure over https. __Host- also needs Path=/ and no Domain.",
        looks: "The cookie is in Set-Cookie and never in a request.",
        fix: &[("service", "Set the attributes that the prefix needs, or take the prefix off the name.")],
        source: "RFC 6265bis, section 4.1.3",
    },
    Explanation {
        code: Code::CookieExpired,
        checks: "That Max-Age or Expires lies after the step that needs the cookie.",
        why: "A browser drops the cookie at that time. A person may need minutes for password and second factor.",
        looks: "Quick logins work and slow ones do not. Or no login works, because the server's clock or time zone is wrong.",
        fix: &[
            (
                "service",
                "Let the cookie of the request live 15 minutes or longer, and the session cookie as long as the session.",
            ),
            ("service", "Synchronize the clock with NTP, and write Expires in GMT."),
        ],
        source: "RFC 6265bis, sections 4.1.2.1 and 4.1.2.2",
    },
    Explanation {
        code: Code::CookieMissing,
        checks: "Whether a cookie that was set for the login comes back where it is needed, if none of its attributes prevents that.",
        why: "Something removed it between the two steps: an answer or a script of the same site, the person, an extension, private browsing, or a browser that keeps no cookies for this site. The service then does not know the login that the Response belongs to.",
        looks: "The ACS answers with an error, such as \"no login open\" or \"session expired\", although the Response is valid. It happens to some people or in some browsers only.",
        fix: &[
            ("service", "Let no page or script of the site delete the cookie before the login is finished."),
            (
                "service",
                "If cookies are unreliable, store the request on the server and find it by RelayState.",
            ),
            ("browser", "Sign in again in a window without extensions, with cookies allowed."),
        ],
        source: "RFC 6265bis, sections 5.7 and 5.8; SAML 2.0 profiles, section 4.1.4.5",
    },
    Explanation {
        code: Code::SessionNotCreated,
        checks: "Whether the service sets a session cookie after it accepted the Response, or had one already.",
        why: "Without a session the next page does not know the person, and begins a login again.",
        looks: "A redirect loop in which the ACS answers 302 without Set-Cookie.",
        fix: &[
            (
                "service",
                "Write the login to the session before the redirect, and send the session cookie in that answer.",
            ),
            ("service", "Look at its log: the Response may have been refused without an error page."),
            ("proxy", "Check that no rule or cache removes Set-Cookie."),
        ],
        source: "SAML 2.0 profiles, section 4.1.3.6",
    },
    Explanation {
        code: Code::SessionOverwritten,
        checks: "Whether a later answer deletes or replaces the session cookie that the ACS had set.",
        why: "The browser keeps only the last one, so the session with the login is lost.",
        looks: "A redirect loop although the ACS sets a session cookie and the browser sends it. Often two applications at one host use the same cookie name, or instances do not share sessions.",
        fix: &[
            ("service", "Keep sessions in a store that all instances share."),
            ("service", "Give each application at the host a cookie name of its own."),
        ],
        source: "RFC 6265bis, section 5.7, step 23",
    },
    Explanation {
        code: Code::AcsMethodChanged,
        checks: "Whether the POST of the Response is redirected by 301, 302 or 303 before it reaches the ACS.",
        why: "The browser goes on with a GET without a body, so the Response is lost. Only 307 and 308 repeat the POST.",
        looks: "The ACS reports a missing SAMLResponse or \"method not allowed\". The redirect goes from http to https, to another host, or adds a slash.",
        fix: &[
            ("identity provider", "Set the ACS URL to the address that the redirect leads to."),
            ("service", "Name that address in metadata and AuthnRequests."),
        ],
        source: "RFC 9110, sections 15.4.2 to 15.4.4; Fetch Standard, HTTP-redirect fetch, step 12",
    },
    Explanation {
        code: Code::AcsHostDiffers,
        checks: "Whether the login began at the host and scheme that the Response is sent to. It is not raised for a completed login.",
        why: "Cookies that one host set do not reach the other, so the service does not find the request or the session.",
        looks: "A redirect loop or \"no matching request\" if people use an alias, www, or an internal name.",
        fix: &[
            ("service", "Redirect every alias to the one public address before the login begins."),
            ("service", "Or register an ACS URL for each address."),
        ],
        source: "SAML 2.0 profiles, section 4.1.4.1; RFC 6265bis, section 5.1.3",
    },
    Explanation {
        code: Code::AcsError,
        checks: "Whether the service, or something in front of it, answers the Response with an error.",
        why: "The application may never have seen the Response: firewalls and proxies refuse large or unusual POSTs.",
        looks: "403, 413, 414, 431, 500 or 502 after the identity provider. The finding names the firewall or proxy if its answer shows it.",
        fix: &[
            ("proxy", "Let the POST through at the ACS path alone, with its body size and header size."),
            (
                "service",
                "Look at its log at the time of the step; samlens explain knows the texts of many products.",
            ),
        ],
        source: "RFC 9110, sections 15.5 and 15.6",
    },
    Explanation {
        code: Code::ResponseRefused,
        checks: "Whether a Response that the service refused also fails the checks of samlens.",
        why: "The login loops or fails because of the Response itself. The report leads with the code of that fault.",
        looks: "A loop or an error page after a Response that samlens check rejects as well.",
        fix: &[("any", "Fix the fault that the report leads with.")],
        source: "SAML 2.0 profiles, section 4.1.4.3",
    },
    Explanation {
        code: Code::ResponseReused,
        checks: "Whether the same Response or assertion was sent to the service twice. A repetition by 307 or 308 does not count.",
        why: "A service must accept an assertion once only.",
        looks: "The first login works. A reload, the back button or a double click then shows an error about a replayed or unknown response.",
        fix: &[
            ("browser", "Start again at the service's sign-in link."),
            (
                "service",
                "Redirect to a page after the login, so that a reload does not send the Response again.",
            ),
        ],
        source: "SAML 2.0 profiles, section 4.1.4.5",
    },
    Explanation {
        code: Code::RequestUnanswered,
        checks: "Whether InResponseTo names an AuthnRequest of this recording. It is not raised if the recording begins after the request.",
        why: "The service waits for the answer to its own, last request. A Response to another one is refused.",
        looks: "Two tabs with the same login, a saved login page of the identity provider, or the back button.",
        fix: &[
            (
                "browser",
                "Close the other tabs and start again at the service's sign-in link, not at a saved login page.",
            ),
            ("service", "Keep every open request of a browser session, not only the last one."),
        ],
        source: "SAML 2.0 profiles, section 4.1.4.3",
    },
    Explanation {
        code: Code::RelayStateLost,
        checks: "Whether RelayState comes back as it was sent, has 80 bytes at most, and does not lead to another site.",
        why: "Services use it for the page to return to, and some for the state of the login. If the service redirects to any address in it, anyone can send people to another site after a login.",
        looks: "The login ends at the start page or at an error about a missing state.",
        fix: &[
            ("identity provider", "Send RelayState back unchanged, and remove a default RelayState."),
            (
                "service",
                "Send a short random key, keep the address on the server, and accept only its own addresses.",
            ),
        ],
        source: "SAML 2.0 bindings, sections 3.4.3 and 3.5.3",
    },
    Explanation {
        code: Code::IdpError,
        checks: "Whether the identity provider answered with an error page, or with a Status other than Success.",
        why: "There is no login to accept. The cause is at the identity provider or in the request.",
        looks: "An error page of the identity provider, or a Response with Responder, Requester, AuthnFailed, NoPassive or RequestDenied.",
        fix: &[
            (
                "identity provider",
                "Read its page and its log: unknown entity ID, ACS URL not registered, person not assigned.",
            ),
            ("service", "Compare the AuthnRequest with what the identity provider has registered."),
        ],
        source: "SAML 2.0 core, section 3.2.2.2",
    },
    Explanation {
        code: Code::NeverReturned,
        checks: "Whether a Response follows the request in the recording.",
        why: "The person did not finish, the recording ends early, or a page of the identity provider did not go on.",
        looks: "The last step is a page of the identity provider.",
        fix: &[
            ("browser", "Record until the service shows a page or an error."),
            ("identity provider", "Look for the login in its log."),
        ],
        source: "SAML 2.0 profiles, section 4.1.3",
    },
    Explanation {
        code: Code::ClockDiffers,
        checks: "Whether the Date header of the service fits the IssueInstant of the Response. The browser's clock measures the time in between.",
        why: "A service whose clock differs refuses valid Responses as expired or not yet valid.",
        looks: "Logins fail at random or always, with an error about time, although samlens check accepts the Response.",
        fix: &[
            ("service", "Synchronize the clock with NTP, and allow 3 minutes of clock skew."),
            ("identity provider", "Synchronize the clock with NTP."),
        ],
        source: "SAML 2.0 core, section 2.5.1.2; RFC 9110, section 6.6.1",
    },
    Explanation {
        code: Code::CookiesStripped,
        checks: "Whether the recording contains any cookie.",
        why: "Chrome leaves cookies out unless they are asked for. Most loops are caused by cookies, and without them the cause cannot be seen.",
        looks: "A loop without a cause in the report.",
        fix: &[
            (
                "capture",
                "Chrome, Edge: allow \"HAR with sensitive data\" in the settings of DevTools, then choose \"Export HAR (with sensitive data)\".",
            ),
            ("capture", "Keep the file private: its cookies sign people in."),
        ],
        source: "https://developer.chrome.com/docs/devtools/network/reference#save-as-har",
    },
    Explanation {
        code: Code::LogoutLoop,
        checks: "Whether LogoutRequests of one sender follow each other without a page in between.",
        why: "A side that answers a LogoutRequest with a new LogoutRequest never ends.",
        looks: "\"Too many redirects\" after signing out.",
        fix: &[
            ("service", "End the local session first, and answer a LogoutRequest with a LogoutResponse."),
            ("identity provider", "Check the logout URL for responses."),
        ],
        source: "SAML 2.0 profiles, section 4.4.3",
    },
    Explanation {
        code: Code::LogoutNotAnswered,
        checks: "Whether a LogoutResponse follows each LogoutRequest.",
        why: "Without an answer the other sessions may still be open.",
        looks: "The browser stays at a page of the other side after signing out.",
        fix: &[
            ("any", "Compare single logout URLs, bindings and certificates of both sides."),
            ("service", "Send NameID and SessionIndex exactly as they were received, and sign the request."),
        ],
        source: "SAML 2.0 profiles, section 4.4.4",
    },
];
