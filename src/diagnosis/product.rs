//! The settings of the products at hand, put before the general help of each finding.

use crate::expectations::Expectations;
use crate::finding::Detail;
use crate::product::lookup::{About, DecryptionFault, Match, by_code, settings_for, settings_for_decryption};
use crate::product::recognize::{Recognized, Traits};
use crate::product::{Product, by_name};
use crate::xml::Element;
use crate::{Code, Confidence, Finding, Severity};

/// The identity provider and the service of one message.
#[derive(Clone, Copy, Default)]
pub(crate) struct Products {
    pub(crate) sender: Option<Recognized>,
    pub(crate) receiver: Option<Recognized>,
    about: About,
}

impl Products {
    /// The products of a Response or a logout message.
    pub(crate) fn of(root: Element<'_>, expectations: &Expectations) -> Products {
        let about = match root.local_name() {
            "LogoutRequest" | "LogoutResponse" => About::Logout,
            _ => About::Response,
        };
        Products { about, ..Products::by(&Traits::of_message(root), expectations) }
    }

    /// The products of an AuthnRequest: the service made it, and the identity provider is where it goes.
    pub(crate) fn of_request(root: Element<'_>, expectations: &Expectations) -> Products {
        let message = Traits::of_message(root);
        let traits = Traits {
            issuers: root.attribute("Destination").into_iter().collect(),
            acs: root.attribute("AssertionConsumerServiceURL").into_iter().collect(),
            services: message.issuers,
            ..Traits::default()
        };
        Products { about: About::Request, ..Products::by(&traits, expectations) }
    }

    /// The receiver as it is configured; the message's own addresses only if that is unknown.
    pub(crate) fn by(traits: &Traits<'_>, expectations: &Expectations) -> Products {
        let flex = || by_name("twilio-flex").filter(|_| expectations.profile.pattern().is_some());
        let known = flex().map(|product| Recognized { product, confidence: Confidence::Likely });
        let configured = || Traits::of_service(&expectations.service_provider).receiver();
        Products {
            sender: traits.sender(),
            receiver: known.or_else(configured).or_else(|| traits.receiver()),
            about: About::Response,
        }
    }

    /// Puts the settings of the two products first; without one, says where the list by product is.
    pub(crate) fn name_settings(&self, findings: &mut Vec<Finding>) {
        let sender = self.sender.map(|found| found.product);
        // What only Auth0 has is no finding about another product's message.
        if sender.is_some_and(|product| product.key != "auth0") {
            findings.retain(|finding| finding.code() != Code::ActionNotRun);
        }
        name_settings(sender, self.receiver.map(|found| found.product), self.about, findings);
    }
}

/// The same by the names in a summary, for findings that come after the evaluation.
pub(crate) fn name_settings_of(sender: Option<&str>, receiver: Option<&str>, findings: &mut [Finding]) {
    name_settings(sender.and_then(by_name), receiver.and_then(by_name), About::Response, findings);
}

fn name_settings(
    sender: Option<&'static Product>,
    receiver: Option<&'static Product>,
    about: About,
    findings: &mut [Finding],
) {
    for finding in findings {
        let code = finding.code();
        let status = finding.actual().filter(|_| code == Code::StatusNotSuccess).map(str::to_owned);
        // The URL of the service is wrong there, and right at the identity provider.
        let at_service = finding.detail() == Some(Detail::BehindProxy);
        let sender = sender.filter(|_| !at_service);
        // What the service itself sent is no reason to trust the service's own name, and no product has a setting for the
        // spelling of an identifier.
        let has_none = matches!(finding.detail(), Some(Detail::OwnMessage | Detail::Misspelled));
        let mut found = match code {
            Code::DecryptionFailed => settings_for_decryption(decryption_fault(finding), sender, receiver),
            _ if has_none => Vec::new(),
            _ => settings_for(code, status.as_deref(), sender, receiver, about),
        };
        if at_service {
            found.sort_by_key(|one| !one.setting.text.to_ascii_lowercase().contains("proxy"));
        }
        // What is said about this status comes before a setting that may be about any, and that before general advice.
        let is_known = finding.fix().len() > 1;
        let (first, last): (Vec<Match>, Vec<Match>) = found.iter().partition(|one| match &status {
            Some(status) => !is_known || one.is_for(status),
            None => true,
        });
        for setting in first.iter().rev() {
            let line = setting.line(finding);
            finding.lead_with_fix(line);
        }
        for setting in last.iter().rev() {
            let line = setting.line(finding);
            finding.insert_fix(first.len().saturating_add(1), line);
        }
        let unknown = sender.is_none() && found.is_empty() && !has_none;
        if unknown && finding.severity() != Severity::Info && by_code(code).next().is_some() {
            finding.end_with_fix(format!("`samlens explain {code}` lists the setting by product"));
        }
    }
}

/// What a failure to decrypt is about.
fn decryption_fault(finding: &Finding) -> DecryptionFault {
    match finding.detail() {
        Some(Detail::RefusedAlgorithm { not_covered: true, .. }) => DecryptionFault::NotCovered,
        Some(Detail::RefusedAlgorithm { .. } | Detail::UnknownAlgorithm) => DecryptionFault::Algorithm,
        _ => DecryptionFault::Key,
    }
}
