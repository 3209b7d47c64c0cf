//! What a page says instead of the options that it was started with. Nothing in it names a file.

use super::super::source::{GivenDocument, is_url};
use super::super::{Failure, clock};
use super::arguments::{PatternName, ProfileChoice, RequestGiven, address, clock_skew, instant};
use super::{Trust, TrustArgs};
use clap::ValueEnum;
use samlens::{DecryptionKey, Limits};
use std::path::Path;
use std::sync::Arc;

/// URLs that are fetched for the live login.
const MAX_FETCHED: usize = 32;

/// Values that replace those of the options; what is empty replaces nothing.
#[derive(Clone, Debug, Default)]
pub(crate) struct Replacement {
    /// Metadata or certificates, or a URL of them, each with the name that reports use.
    pub(crate) idp: Vec<(String, Vec<u8>)>,
    pub(crate) idp_entity_id: String,
    pub(crate) sp: Vec<(String, Vec<u8>)>,
    pub(crate) sp_entity_id: String,
    pub(crate) acs: Vec<String>,
    pub(crate) slo: Vec<String>,
    /// An ID, or the message.
    pub(crate) request: String,
    pub(crate) idp_initiated: bool,
    pub(crate) profile: String,
    pub(crate) pattern: String,
    /// An instant; empty for "now".
    pub(crate) at: String,
    pub(crate) clock_skew: String,
}

impl TrustArgs {
    /// The keys of the files, which are read once.
    pub(crate) fn use_keys(&mut self, keys: Vec<DecryptionKey>) {
        self.keys = Some(keys);
    }

    /// Keys in addition to those.
    pub(crate) fn add_keys(&mut self, keys: impl Iterator<Item = DecryptionKey>) {
        self.keys.get_or_insert_default().extend(keys);
    }

    /// What the options name, for people; `None` where they name nothing.
    pub(crate) fn in_words(&self) -> Option<String> {
        let config = self.config.as_ref().map(|file| file.display().to_string());
        let found = (!self.no_config && config.is_none()).then(|| Path::new("samlens.toml"));
        let found = found.filter(|file| file.is_file()).map(|file| file.display().to_string());
        let options = [
            config.or(found),
            self.idp.first().map(|source| format!("--idp {source}")),
            self.sp.first().map(|source| format!("--sp {source}")),
            self.sp_entity_id.as_ref().map(|id| format!("--sp-entity-id {id}")),
            self.acs.first().map(|url| format!("--acs {url}")),
        ];
        let named: Vec<String> = options.into_iter().flatten().collect();
        (!named.is_empty()).then(|| named.join(", "))
    }

    /// These options with what their URLs of metadata answer now, so that nothing is fetched for each message. If that fails, the
    /// last answer counts; if there is none, it is fetched where it is needed, and its error is said there.
    pub(crate) fn fetched(&self, limits: &Limits) -> Result<TrustArgs, Failure> {
        let mut all = self.clone();
        let (known, given) = all.sources.documents.drain(..).partition::<Vec<_>, _>(|one| is_url(&one.name));
        all.sources.documents = given;
        let documents: Vec<GivenDocument> = {
            let trust = Trust::new(&all, limits, clock::now())?;
            let configured = trust.deployment.iter().filter(|_| all.names_no_provider());
            let configured = configured.flat_map(|one| &one.config.identity_providers);
            let configured = configured.filter_map(|one| one.metadata.as_ref());
            let urls = all.idp.iter().chain(configured).filter(|source| is_url(source)).take(MAX_FETCHED);
            let of = |url: &String| match trust.sources.fetched(url) {
                Ok(document) => document,
                Err(_) => known.iter().find(|one| one.name == *url).cloned(),
            };
            urls.filter_map(of).collect()
        };
        all.sources.documents.extend(documents);
        Ok(all)
    }

    /// Whether unsolicited responses are expected.
    pub(crate) fn is_idp_initiated(&self) -> bool {
        self.idp_initiated
    }

    /// These options for a message that should answer this request, or none because none was sent.
    pub(crate) fn answering(&self, request: Option<RequestGiven>, is_unsolicited: bool) -> TrustArgs {
        TrustArgs { idp_initiated: is_unsolicited, request, ..self.clone() }
    }

    /// These options with what a page says instead.
    pub(crate) fn replaced(&self, by: &Replacement) -> Result<TrustArgs, Failure> {
        let wrong = |option: &str, why: String| Failure::usage(format_args!("{option}: {why}"));
        let mut all = self.clone();
        if !by.idp.is_empty() {
            all.idp = all.sources.add(&by.idp);
            all.idp_entity_id = None;
        }
        if !by.idp_entity_id.is_empty() {
            all.idp_entity_id = Some(by.idp_entity_id.clone());
        }
        if !by.sp.is_empty() {
            all.sp = all.sources.add(&by.sp);
            (all.sp_entity_id, all.acs, all.slo) = (None, Vec::new(), Vec::new());
        }
        if !by.sp_entity_id.is_empty() {
            all.sp_entity_id = Some(by.sp_entity_id.clone());
        }
        if !by.acs.is_empty() {
            let urls = by.acs.iter().map(|url| address(url));
            all.acs = urls.collect::<Result<_, _>>().map_err(|why| wrong("--acs", why))?;
        }
        if !by.slo.is_empty() {
            all.slo.clone_from(&by.slo);
        }
        if !by.request.is_empty() {
            all.request = Some(RequestGiven::pasted(&by.request));
            all.idp_initiated = false;
        } else if by.idp_initiated {
            (all.request, all.idp_initiated) = (None, true);
        }
        if !by.profile.is_empty() {
            all.profile = Some(
                ProfileChoice::from_str(&by.profile, true)
                    .map_err(|_| wrong("--profile", "not one of auto, flex, generic".to_owned()))?,
            );
        }
        if !by.pattern.is_empty() {
            all.pattern = Some(
                PatternName::from_str(&by.pattern, true)
                    .map_err(|_| wrong("--pattern", "not one of a, b".to_owned()))?,
            );
        }
        if !by.at.is_empty() {
            all.at = Some(instant(&by.at).map_err(|why| wrong("--at", why))?);
        }
        if !by.clock_skew.is_empty() {
            all.clock_skew = Some(clock_skew(&by.clock_skew).map_err(|why| wrong("--clock-skew", why))?);
        }
        Ok(all)
    }
}

impl super::super::source::SourceArgs {
    /// Takes documents in, and gives the names by which they are read; a URL is its own name.
    fn add(&mut self, given: &[(String, Vec<u8>)]) -> Vec<String> {
        given
            .iter()
            .map(|(name, bytes)| {
                let text = std::str::from_utf8(bytes).map(str::trim).unwrap_or_default();
                if is_url(text) && !text.contains(char::is_whitespace) {
                    return text.to_owned();
                }
                self.documents.push(GivenDocument { name: name.clone(), bytes: Arc::from(bytes.as_slice()) });
                name.clone()
            })
            .collect()
    }
}
