//! What `samlens config init` writes.

/// A commented samlens.toml: a deployment of Auth0 and Twilio Flex with everything that can be set.
///
/// It parses as it is; [`ConfigFile`](super::ConfigFile) names the placeholders to fill in.
pub const TEMPLATE: &str = r#"# samlens.toml: one deployment. `samlens config check` looks it over; `samlens check` finds it in the working directory.

# What the application wants: "flex" (Twilio Flex), "generic" (any service) or "auto": flex where the service is Flex.
profile = "flex"

# Seconds that the clocks of both sides may differ.
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
# Files beside this one: the certificates that the service signs its requests with, and the private keys that it
# decrypts with. Let nobody else read the keys. The passphrase comes from this variable, or is asked for.
# certificates = ["sp-signing.pem"]
# decryption_keys = ["sp-encryption.key.pem"]
# passphrase_env = "SAMLENS_PASSPHRASE"

[flex]
# Twilio Console: Flex → Overview. A SID is two capital letters and 32 hexadecimal digits.
# instance_sid = "FO..."
# account_sid = "AC..."
# "a": several programs share one Flex, and `team` tells them apart. "b": one Flex an organisation.
pattern = "a"

[policy]
# "accept", "warn" or "refuse". What is left out is as the profile has it.
sha1 = "warn"                  # Auth0 signs with SHA-1 unless told otherwise
certificate_dates = "refuse"   # a signing certificate outside its validity
response_not_signed = "warn"   # Twilio asks for signResponse = true
min_rsa_bits = 2048
# assertion_lifetime_hours = 24  # an assertion is not accepted longer after its IssueInstant
# encrypted_assertion = "refuse" # Flex does not support encryption, whoever has the key
# Weak encryption, refused unless named here; the first two are accepted inside a verified Response signature alone.
# allow_rsa_1_5 = false
# allow_3des = false
# allow_cbc_outside_signature = false

[session]
# Hours, for SessionNotOnOrAfter. Twilio advises to leave that out altogether.
shortest_hours = 8
longest_hours = 12
# A login whose authentication context shows no second factor: "accept", "warn" or "refuse".
mfa = "accept"

# One section each; the issuer of a response chooses. The first is the organisation's own.
[[identity_provider]]
name = "Auth0"
# A URL or a file beside this one.
metadata = "https://YOUR_TENANT.auth0.com/samlp/metadata/YOUR_CLIENT_ID"
# The certificate that signs the metadata, if it is signed.
# metadata_cert = "federation.pem"
# Instead of metadata: the entity ID (Auth0: "urn:" and the domain) and the signing certificates.
# entity_id = "urn:YOUR_TENANT.auth0.com"
# certificates = ["auth0.pem"]
# pattern = "b"                # where it differs from [flex]

# Flex's name of an attribute = its name in the assertion. Flex has no mapping of its own: the names must be the same there.
[identity_provider.attributes]
email = "email"
full_name = "full_name"
roles = "roles"
team = { from = "team", required = true }
program = { from = "program", required = false }
"#;
