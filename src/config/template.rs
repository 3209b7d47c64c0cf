//! What `samlens config init` writes.

/// A commented samlens.toml: a deployment of Auth0 and Twilio Flex with everything that can be set.
///
/// It parses as it is; [`ConfigFile`](super::ConfigFile) names the placeholders to fill in.
pub const TEMPLATE: &str = r#"# samlens.toml: one deployment. `samlens config check` checks it; `samlens check` finds it in the working directory.

# What the application wants: "flex" (Twilio Flex), "generic" (any service) or "auto": flex where the service is Flex.
profile = "flex"

# Allowed clock skew in seconds.
clock_skew = 180

[service_provider]
# Twilio Console: Flex → Single Sign-On, "Entity ID" or "Audience".
entity_id = "urn:flex:JQxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
# ... and "Assertion Consumer Service URL". Several are allowed; each is compared exactly.
acs = ["https://login.flex.us1.twilio.com/login/callback?connection=JQxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"]
# Auth0: Applications → your application → Settings, "Allowed Callback URLs" and "Allowed Logout URLs".
callback_urls = ["https://login.flex.us1.twilio.com/login/callback?connection=JQxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"]
logout_urls = []
# The address at which people open Flex, if it is your own.
# vanity_domain = "https://flex.example.org"
# For services other than Flex, which documents none of these.
# Where LogoutRequest and LogoutResponse are sent to (SingleLogoutService in the service's own metadata).
# single_logout = ["https://sp.example.org/saml/slo"]
# Files next to this one: the certificates of the keys that the service signs its requests with, and the private
# keys that it decrypts with. Only you should be able to read the keys. The passphrase is read from this variable or asked for.
# certificates = ["sp-signing.pem"]
# decryption_keys = ["sp-encryption.key.pem"]
# passphrase_env = "SAMLENS_PASSPHRASE"

[flex]
# Twilio Console: Flex → Overview. A SID is two capital letters and 32 hexadecimal digits.
# instance_sid = "FO..."
# account_sid = "AC..."
# "a": several programs share one Flex, and `team` tells them apart. "b": one Flex for each organization.
pattern = "a"

[policy]
# "accept", "warn" or "refuse". The profile sets what is not given here.
sha1 = "warn"                  # Auth0 signs with SHA-1 by default
certificate_dates = "refuse"   # a signing certificate outside its validity
response_not_signed = "warn"   # Twilio asks for signResponse = true
min_rsa_bits = 2048
# assertion_lifetime_hours = 24  # oldest accepted IssueInstant of an assertion
# encrypted_assertion = "refuse" # Flex does not support encryption, even with the key
# Weak encryption, refused unless allowed here. The first two are accepted only inside a verified Response signature.
# allow_rsa_1_5 = false
# allow_3des = false
# allow_cbc_outside_signature = false

[session]
# Hours, for SessionNotOnOrAfter. Twilio recommends not to send it.
shortest_hours = 8
longest_hours = 12
# If the authentication context shows no second factor: "accept", "warn" or "refuse".
mfa = "accept"
# max_authn_age = 28800          # oldest accepted sign-in at the identity provider (AuthnInstant), in seconds

# One section for each. The issuer of a response selects one. The first is the organization's own.
[[identity_provider]]
name = "Auth0"
# A URL, or a file next to this one.
metadata = "https://YOUR_TENANT.auth0.com/samlp/metadata/YOUR_CLIENT_ID"
# If the metadata is signed: the certificate that it is signed with.
# metadata_cert = "federation.pem"
# Instead of metadata: the entity ID (Auth0: "urn:" and the domain) and the signing certificates.
# entity_id = "urn:YOUR_TENANT.auth0.com"
# certificates = ["auth0.pem"]
# pattern = "b"                # if it differs from [flex]

# Flex's name of an attribute = its name in the assertion. Flex has no mapping: for Flex the names must be the same.
[identity_provider.attributes]
email = "email"
full_name = "full_name"
roles = "roles"
team = { from = "team", required = true }
program = { from = "program", required = false }
"#;
