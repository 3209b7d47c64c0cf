//! The status of a Response.

use super::Explanation;
use crate::Code;

pub(super) const EXPLANATIONS: &[Explanation] = &[Explanation {
    code: Code::StatusNotSuccess,
    checks: "That the top-level StatusCode of the Response is urn:oasis:names:tc:SAML:2.0:status:Success.",
    why: "Any other status means that the identity provider did not sign the person in. Such a Response contains no assertion. The second-level status code and StatusMessage say why. The service cannot fix this alone.",
    looks: "\"The status code of the Response was not Success\". With Requester / InvalidNameIDPolicy some services show their own login form instead. Some identity providers write the message in an attribute, <samlp:StatusMessage Value=\"…\"/>, against the schema. samlens reads both forms.",
    fix: &[("identity provider", "Read the identity provider's own log of this login. It names the cause.")],
    source: "SAML 2.0 core, section 3.2.2; https://www.twilio.com/docs/flex/admin-guide/setup/sso-configuration",
}];
