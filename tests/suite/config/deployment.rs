//! A samlens.toml without a fault, and what is said of it once something in it is changed.

use samlens::config::ConfigFile;

/// A deployment without a fault.
pub const GOOD: &str = r#"profile = "flex"
clock_skew = 180

[service_provider]
entity_id = "urn:flex:JQ0f4c1d7e9a3b58264c6d8e1f2a3b4c5d"
acs = ["https://login.flex.us1.twilio.com/login/callback?connection=JQ0f4c1d7e9a3b58264c6d8e1f2a3b4c5d"]
callback_urls = ["https://login.flex.us1.twilio.com/login/callback?connection=JQ0f4c1d7e9a3b58264c6d8e1f2a3b4c5d"]
logout_urls = ["https://flex.acme.example/logout"]
vanity_domain = "https://flex.acme.example"

[flex]
instance_sid = "FO0f4c1d7e9a3b58264c6d8e1f2a3b4c5d"
account_sid = "AC5d4c3b2a1f8e6d4c62853b9a7e1d0f4c"
pattern = "a"

[policy]
sha1 = "refuse"

[session]
shortest_hours = 8
longest_hours = 12
mfa = "warn"

[[identity_provider]]
name = "Auth0"
metadata = "https://acme-dev.us.auth0.com/samlp/metadata/bQ3kvTt1ykRr0PpuPhx8vFgNkJd2mCzE"
entity_id = "urn:acme-dev.us.auth0.com"

[identity_provider.attributes]
email = "email"
full_name = "full_name"
roles = "roles"
team = "team"
program = { from = "program", required = false }
"#;

/// Every line that is said of a file, in order.
pub fn said(text: &str) -> Vec<String> {
    let found = match ConfigFile::parse(text) {
        Ok(file) => file.lint(),
        Err(found) => found,
    };
    found.iter().map(ToString::to_string).collect()
}

/// What is said of the good file with this text instead of that.
pub fn changed(from: &str, to: &str) -> Vec<String> {
    assert_eq!(GOOD.matches(from).count(), 1, "{from} is not there once");
    said(&GOOD.replacen(from, to, 1))
}

/// The one thing that is said.
#[track_caller]
pub fn says(from: &str, to: &str, line: &str) {
    let all = changed(from, to);
    assert_eq!(all, [line], "instead of {from}: {to}");
}

#[test]
fn a_longest_lifetime_of_none_or_of_days_is_remarked_upon() {
    let said = |hours: u32| {
        let text = format!("[policy]\nassertion_lifetime_hours = {hours}");
        let found = ConfigFile::parse(&text).unwrap().lint();
        let about = |message: &str| {
            message.contains("assertion_lifetime_hours") || message.contains("after they were issued")
        };
        found.iter().find(|one| about(one.message())).map(|one| one.severity().as_str())
    };
    assert_eq!((said(0), said(1), said(24), said(25)), (Some("error"), None, None, Some("warning")));
}
