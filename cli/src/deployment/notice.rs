//! What a run says of the configuration file that it uses: where it is from, what in it is weaker than the default, and
//! which URLs it has fetched.

use super::super::{Failure, source};
use super::Deployment;
use samlens::Severity;
use samlens::inspect::{DeploymentSummary, printable_line};
use std::io::{self, Write};

impl Deployment {
    /// For reports; what an option says instead is not the file's.
    pub(crate) fn summary(&self, skew_is_option: bool) -> DeploymentSummary {
        let mut summary = DeploymentSummary::new(self.name());
        summary.found_by_chance = self.found_by_chance;
        summary.clock_skew = self.config.clock_skew;
        let weaker = self.config.weaker_settings().into_iter();
        let weaker = weaker.filter(|one| !(skew_is_option && one.key == "clock_skew"));
        summary.weaker = weaker.map(|one| (one.key.to_owned(), one.value, one.default)).collect();
        summary
    }

    /// Refuses a file in which the lint finds an error, taking the options into account.
    pub(crate) fn refuse_errors(&self, identity_providers: bool) -> Result<(), Failure> {
        let found = self.located.lint_as(&self.config, identity_providers);
        let errors = found.iter().filter(|one| one.severity() == Severity::Error);
        let lines: Vec<String> = errors
            .map(|one| {
                let fix = one.fix().map(|fix| format!("\n    help: {fix}")).unwrap_or_default();
                format!("{}:{one}{fix}", self.name())
            })
            .collect();
        match lines.is_empty() {
            true => Ok(()),
            false if self.found_by_chance => {
                let name = self.name();
                let how = format!("{name} was found in the working directory; --no-config ignores it");
                Err(Failure::usage(format_args!("{}\n{how}", lines.join("\n"))))
            }
            false => Err(Failure::usage(lines.join("\n"))),
        }
    }

    /// Says of a URL that it will be fetched, if the file that names it was found by chance.
    pub(crate) fn announce(&self, source: &str) {
        if self.found_by_chance && source::is_url(source) {
            let (name, url) = (printable_line(&self.name()), printable_line(source));
            // If standard error is closed, no one can read it.
            let _ = writeln!(
                io::stderr().lock(),
                "samlens: fetching {url}, named in {name} in the working directory (--no-config ignores it)"
            );
        }
    }
}

/// Names a file that was found by chance, for commands whose report for people does not name it.
pub(crate) fn name_found(summary: Option<&DeploymentSummary>) {
    if let Some(summary) = summary.filter(|summary| summary.found_by_chance) {
        introduce(summary);
    }
}

/// Says at the start of a batch by which file it is judged.
pub(crate) fn introduce(summary: &DeploymentSummary) {
    let mut text = format!("samlens: configuration file: {}", summary.in_words());
    if !summary.weaker.is_empty() {
        text.push_str(&format!("\nsamlens: weaker than the default: {}", summary.weaker_in_words()));
    }
    let lines = text.lines().map(printable_line).collect::<Vec<_>>().join("\n");
    let _ = writeln!(io::stderr().lock(), "{lines}");
}
