//! What is in front of a service and answers instead of it: firewalls, caches and load balancers.

use super::recording::Exchange;

/// A product that answers in the place of the application.
#[derive(Debug)]
pub(crate) struct Gateway {
    pub(crate) name: &'static str,
    /// A header of its answer, with what its value contains.
    headers: &'static [(&'static str, &'static str)],
    /// What its error page says.
    words: &'static [&'static str],
    pub(crate) fix: &'static str,
    /// Where the signs are documented.
    #[allow(dead_code, reason = "kept next to the fact so that a reader can check it; no report prints it")]
    source: &'static str,
}

/// Each fix lets the POST through at the ACS path alone.
static GATEWAYS: &[Gateway] = &[
    Gateway {
        name: "Cloudflare",
        headers: &[("cf-mitigated", "challenge")],
        words: &["Attention Required! | Cloudflare", "Just a moment..."],
        fix: "Cloudflare: in Security, Events, find the request by its Ray ID, and add a WAF exception (Skip rule) for POST to the ACS path",
        source: "https://developers.cloudflare.com/cloudflare-challenges/challenge-types/challenge-pages/detect-response/",
    },
    Gateway {
        name: "AWS WAF or its load balancer",
        headers: &[("x-amzn-waf-action", ""), ("server", "awselb/")],
        words: &[],
        fix: "AWS: in AWS WAF, Sampled requests, find the rule (often SizeRestrictions_BODY), and exclude the ACS path from it",
        source: "https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-baseline.html",
    },
    Gateway {
        name: "Amazon CloudFront",
        headers: &[("server", "CloudFront")],
        words: &[],
        fix: "CloudFront: allow POST for the behavior of the ACS path, and forward cookies and the body",
        source: "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/http-403-permission-denied.html",
    },
    Gateway {
        name: "Akamai",
        headers: &[("server", "AkamaiGHost")],
        words: &[],
        fix: "Akamai: look up the reference number of the page, and add an exception for POST to the ACS path",
        source: "https://techdocs.akamai.com/property-mgr/docs/access-denied",
    },
    Gateway {
        name: "Imperva",
        headers: &[("x-iinfo", "")],
        words: &["Incapsula incident"],
        fix: "Imperva: look up the incident ID of the page, and add an exception for POST to the ACS path",
        source: "https://docs-cybersec.thalesgroup.com/bundle/cloud-application-security/page/more/troubleshooting.htm",
    },
    Gateway {
        name: "F5 BIG-IP",
        headers: &[],
        words: &["Request Rejected"],
        fix: "F5: look up the support ID of the page in the event log, and disable the violated signature for the parameter SAMLResponse",
        source: "https://my.f5.com/manage/s/article/K12114",
    },
    Gateway {
        name: "Azure Application Gateway or Front Door",
        headers: &[("server", "Microsoft-Azure-Application-Gateway")],
        words: &["Microsoft-Azure-Application-Gateway"],
        fix: "Azure: in the WAF log find the rule, and add an exclusion for the request argument SAMLResponse",
        source: "https://learn.microsoft.com/azure/web-application-firewall/ag/application-gateway-waf-configuration",
    },
    Gateway {
        name: "Sucuri",
        headers: &[("x-sucuri-id", "")],
        words: &["Sucuri Website Firewall"],
        fix: "Sucuri: look up the block ID of the page, and allow the ACS path",
        source: "https://docs.sucuri.net/website-firewall/troubleshooting/",
    },
    Gateway {
        name: "ModSecurity",
        headers: &[],
        words: &["Mod_Security", "ModSecurity"],
        fix: "ModSecurity: find the rule ID in the audit log, and exclude the argument SAMLResponse from it at the ACS path",
        source: "https://coreruleset.org/docs/2-how-crs-works/2-3-false-positives-and-tuning/",
    },
    Gateway {
        name: "nginx",
        headers: &[],
        words: &[
            "413 Request Entity Too Large",
            "414 Request-URI Too Large",
            "502 Bad Gateway",
            "504 Gateway Time-out",
            "Request Header Or Cookie Too Large",
        ],
        fix: "nginx: its error log names the limit or the upstream that failed",
        source: "https://nginx.org/en/docs/http/ngx_http_core_module.html",
    },
];

/// The gateway that an error comes from.
pub(crate) fn of(one: &Exchange) -> Option<&'static Gateway> {
    let label = one.page.as_ref().map(|page| {
        format!(
            "{} {}",
            page.title.as_deref().unwrap_or_default(),
            page.first_line.as_deref().unwrap_or_default()
        )
    });
    let label = label.unwrap_or_default();
    GATEWAYS.iter().find(|gateway| {
        let by_header = gateway
            .headers
            .iter()
            .any(|(name, part)| one.answer(name).is_some_and(|value| value.contains(part)));
        by_header || gateway.words.iter().any(|words| label.contains(words))
    })
}
