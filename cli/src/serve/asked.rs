//! A question, as the page's form or JSON asks it. The names are those of the command's options.

use super::super::trust::Replacement;
use super::super::{Failure, content};
use content::Content;
use openssl::base64::decode_block;
use serde::Deserialize;

/// Documents or URLs in one question; a login has a handful.
const MAX_VALUES: usize = 32;

/// One question. What is absent is as if the option were not given.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Asked {
    /// The capture, in any form that `check` reads.
    pub(super) input: String,
    /// The same, in base64: for what is no text.
    pub(super) input_base64: String,
    /// `compare`: the capture that works.
    pub(super) good: String,
    pub(super) good_base64: String,
    idp: Vec<String>,
    idp_entity_id: String,
    sp: Vec<String>,
    sp_entity_id: String,
    acs: Vec<String>,
    slo: Vec<String>,
    request: String,
    idp_initiated: bool,
    profile: String,
    pattern: String,
    /// `now`, `captured` or an instant.
    at: String,
    clock_skew: Option<u32>,
    /// Which message, from 1.
    pub(super) nth: Option<usize>,
    pub(super) nth_good: Option<usize>,
    pub(super) symptom: String,
    /// Without personal values.
    pub(super) redact: bool,
    /// `redact`: attributes whose values are kept.
    pub(super) keep: Vec<String>,
    /// `redact`: host names, entity IDs, signatures and certificates are replaced too.
    pub(super) hosts: bool,
    /// `redact`: signed again with a throw-away key.
    pub(super) resign: bool,
    /// `explain`: a code, or an error text.
    pub(super) text: String,
    /// `explain`: only the settings of this product.
    pub(super) product: String,
    /// Files, by what they contain.
    #[serde(skip)]
    pub(super) files: Vec<(String, Vec<u8>)>,
}

/// When to judge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum When {
    Now,
    Captured,
    /// The instant is among the values that replace those of the options.
    Given,
}

impl Asked {
    /// The capture.
    pub(super) fn capture(&self) -> Result<Vec<u8>, Failure> {
        one(&self.input, &self.input_base64, "input_base64")
    }

    /// The capture that works.
    pub(super) fn good_capture(&self) -> Result<Vec<u8>, Failure> {
        one(&self.good, &self.good_base64, "good_base64")
    }

    pub(super) fn when(&self) -> When {
        match self.at.trim() {
            "" | "now" => When::Now,
            "captured" => When::Captured,
            _ => When::Given,
        }
    }

    /// What is judged by instead of the options of the command.
    pub(super) fn replacement(&self) -> Result<Replacement, Failure> {
        for (option, values) in
            [("--idp", &self.idp), ("--sp", &self.sp), ("--acs", &self.acs), ("--slo", &self.slo)]
        {
            if values.len() > MAX_VALUES {
                return Err(Failure::usage(format_args!("{option}: more than {MAX_VALUES} values")));
            }
        }
        let documents = |values: &[String], name: &str| {
            let given = values.iter().filter(|text| !text.trim().is_empty()).enumerate();
            given
                .map(|(index, text)| {
                    let number = index.saturating_add(1);
                    (format!("(pasted {name} {number})"), text.as_bytes().to_vec())
                })
                .collect()
        };
        let lines = |values: &[String]| {
            let lines = values.iter().flat_map(|value| value.lines()).map(str::trim);
            lines.filter(|line| !line.is_empty()).take(MAX_VALUES).map(str::to_owned).collect()
        };
        let trimmed = |text: &str| text.trim().to_owned();
        let mut replacement = Replacement {
            idp: documents(&self.idp, "identity provider"),
            idp_entity_id: trimmed(&self.idp_entity_id),
            sp: documents(&self.sp, "service provider"),
            sp_entity_id: trimmed(&self.sp_entity_id),
            acs: lines(&self.acs),
            slo: lines(&self.slo),
            request: trimmed(&self.request),
            idp_initiated: self.idp_initiated,
            profile: trimmed(&self.profile),
            pattern: trimmed(&self.pattern),
            at: if self.when() == When::Given { trimmed(&self.at) } else { String::new() },
            clock_skew: self.clock_skew.map(|seconds| seconds.to_string()).unwrap_or_default(),
        };
        for (name, bytes) in &self.files {
            match kind(bytes) {
                FileKind::IdentityProvider => replacement.idp.push((name.clone(), bytes.clone())),
                FileKind::ServiceProvider => replacement.sp.push((name.clone(), bytes.clone())),
                FileKind::Capture => {}
            }
        }
        Ok(replacement)
    }

    pub(super) fn is_idp_initiated(&self) -> bool {
        self.idp_initiated
    }

    /// What the fields of the form show: the first value where there can be several.
    pub(super) fn shown(&self) -> Vec<(&'static str, String)> {
        let first = |values: &[String]| values.first().cloned().unwrap_or_default();
        let number = |number: Option<usize>| number.map(|number| number.to_string()).unwrap_or_default();
        vec![
            ("idp", first(&self.idp)),
            ("idp_entity_id", self.idp_entity_id.clone()),
            ("sp", first(&self.sp)),
            ("sp_entity_id", self.sp_entity_id.clone()),
            ("acs", first(&self.acs)),
            ("slo", first(&self.slo)),
            ("request", self.request.clone()),
            ("at", if self.when() == When::Given { self.at.clone() } else { String::new() }),
            ("profile", self.profile.clone()),
            ("pattern", self.pattern.clone()),
            ("symptom", self.symptom.clone()),
            ("clock_skew", self.clock_skew.map(|seconds| seconds.to_string()).unwrap_or_default()),
            ("nth", number(self.nth)),
            ("keep", self.keep.join(", ")),
        ]
    }

    /// Whether an option of `redact` is chosen.
    pub(super) fn is_redact_chosen(&self) -> bool {
        self.hosts || self.resign || !self.keep.is_empty()
    }

    /// The files that are captures.
    pub(super) fn captures(&self) -> impl Iterator<Item = &(String, Vec<u8>)> {
        self.files.iter().filter(|(_, bytes)| matches!(kind(bytes), FileKind::Capture))
    }

    /// Takes a field of the form.
    pub(super) fn set(&mut self, name: &str, text: String) -> Result<(), Failure> {
        let ticked = !text.is_empty();
        let number = |text: &str| {
            let number = text.trim().parse().ok().filter(|number| *number > 0);
            number.ok_or_else(|| Failure::usage("--nth: not a number from 1"))
        };
        match name {
            "input" => self.input = text,
            "good" => self.good = text,
            "idp" => self.idp.push(text),
            "idp_entity_id" => self.idp_entity_id = text,
            "sp" => self.sp.push(text),
            "sp_entity_id" => self.sp_entity_id = text,
            "acs" => self.acs.push(text),
            "slo" => self.slo.push(text),
            "request" => self.request = text,
            "idp_initiated" => self.idp_initiated = ticked,
            "profile" => self.profile = text,
            "pattern" => self.pattern = text,
            "when" if text != "given" => self.at = text,
            "at" if !text.trim().is_empty() => self.at = text,
            "clock_skew" if ticked => {
                let seconds = text.trim().parse();
                self.clock_skew = Some(
                    seconds.map_err(|_| Failure::usage("--clock-skew: not a number of seconds, like 180"))?,
                );
            }
            "nth" if ticked => self.nth = Some(number(&text)?),
            "nth_good" if ticked => self.nth_good = Some(number(&text)?),
            "symptom" => self.symptom = text,
            "redact" => self.redact = ticked,
            "keep" => {
                let names = text.split([',', '\n']).map(str::trim).filter(|name| !name.is_empty());
                self.keep.extend(names.take(MAX_VALUES).map(str::to_owned));
            }
            "hosts" => self.hosts = ticked,
            "resign" => self.resign = ticked,
            "text" => self.text = text,
            "product" => self.product = text,
            // An empty one, or one of a newer page.
            _ => {}
        }
        Ok(())
    }
}

enum FileKind {
    IdentityProvider,
    ServiceProvider,
    Capture,
}

/// What a file is, by its content.
fn kind(bytes: &[u8]) -> FileKind {
    match content::of(bytes) {
        Content::Certificates(_) => FileKind::IdentityProvider,
        Content::Metadata(text) if text.contains("IDPSSODescriptor") => FileKind::IdentityProvider,
        Content::Metadata(_) => FileKind::ServiceProvider,
        Content::Other(_) => FileKind::Capture,
    }
}

fn one(text: &str, base64: &str, name: &str) -> Result<Vec<u8>, Failure> {
    if base64.is_empty() {
        return Ok(text.as_bytes().to_vec());
    }
    decode_block(base64).map_err(|_| Failure::usage(format_args!("{name}: not base64")))
}
