//! Signs in to the service at identity providers that `run` started, with headless Chromium, and says how it went.

mod har;
mod messages;
mod oracles;
mod report;
mod scenarios;
mod service;
mod steps;

use browser::{Browser, Driver, Outcome};
use messages::Messages;
use peer::Peer;
use report::{Cell, Report};
use samlens_peers_browser::program::{Arguments, exit_code};
use samlens_peers_browser::{browser, peer, traffic};
use scenarios::{ALL, Context, Done, Scenario};
use service::{Mode, Service, Setup};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    exit_code(run().await)
}

async fn run() -> Outcome<usize> {
    let arguments = Arguments::read()?;
    let peers = Peer::all(&arguments.path("peers")?)?;
    let setup = Setup {
        base: arguments.need("service")?.to_owned(),
        program: arguments.path("program")?,
        folder: arguments.path("folder")?,
    };
    let wanted = arguments.get("peer").map(str::to_owned);
    let peers: Vec<Peer> = peers.into_iter().map(|peer| peer.wanted(wanted.as_deref())).collect();
    let only = arguments.get("only").map(|names| names.split(',').collect::<Vec<_>>());
    let chosen: Vec<&Scenario> =
        ALL.iter().filter(|one| only.as_ref().is_none_or(|names| names.contains(&one.name))).collect();
    let hars = arguments.get("hars").map(PathBuf::from);
    let seconds = arguments.get("seconds").map(|text| text.parse::<u64>()).transpose();
    let seconds = seconds.map_err(|error| format!("--seconds: {error}"))?;
    let end = seconds.map(|seconds| Instant::now() + Duration::from_secs(seconds));
    let driver = Driver::start().await?;
    let version = browser_version();
    let mut runner = Runner {
        driver: &driver,
        setup: &setup,
        peers: &peers,
        hars,
        version: &version,
        messages: Messages::default(),
        end,
    };
    let mut columns = Vec::new();
    for peer in &peers {
        columns.push(runner.column(peer, &chosen).await);
    }
    let mut report = Report::default();
    for (index, one) in chosen.iter().enumerate() {
        let cells = columns.iter().map(|column| column[index].clone()).collect();
        report.rows.push((one.name, one.title, cells));
    }
    let oracles =
        oracles::run(&arguments.path("oracles")?, arguments.need("npm")?, &setup, &runner.messages)?;
    println!("\n{}", report.to_markdown(&peers));
    println!("{}", oracles.to_markdown());
    if let Some(path) = arguments.get("json") {
        let mut json = report.to_json(&peers, &version);
        json["oracles"] = oracles.to_json();
        std::fs::write(path, format!("{json:#}\n")).map_err(|error| error.to_string())?;
    }
    if let Some(path) = arguments.get("docs") {
        let versions: Vec<String> = peers
            .iter()
            .filter(|one| one.not_run.is_none())
            .map(|one| format!("{} {}", one.name, one.version))
            .collect();
        let heading =
            format!("Run on {} with {version} and {}.", arguments.need("date")?, versions.join(", "));
        document(path, &format!("{heading}\n\n{}\n{}", report.to_markdown(&peers), oracles.to_markdown()))?;
    }
    let failures = report.failures() + oracles.failures();
    let passed = report.passed() + oracles.passed();
    println!("{passed} passed, {failures} failed, {} skipped", report.not_run() + oracles.not_run());
    match passed + failures {
        0 => Err("no peer runs".to_owned()),
        _ => Ok(failures),
    }
}

/// Replaces the part of a document that a run writes.
fn document(path: &str, text: &str) -> Outcome<()> {
    const BEGIN: &str = "<!-- begin: tests/peers/run --docs -->\n";
    const END: &str = "<!-- end -->\n";
    let old = std::fs::read_to_string(path).map_err(|error| format!("{path}: {error}"))?;
    let parts = old.split_once(BEGIN).and_then(|(before, rest)| Some((before, rest.split_once(END)?.1)));
    let (before, after) = parts.ok_or_else(|| format!("{path} has no part for the table"))?;
    std::fs::write(path, format!("{before}{BEGIN}\n{text}\n{END}{after}")).map_err(|error| error.to_string())
}

fn browser_version() -> String {
    let output = std::process::Command::new("chromium").arg("--version").output();
    let text = output.map(|output| String::from_utf8_lossy(&output.stdout).into_owned()).unwrap_or_default();
    text.split_whitespace().take(2).collect::<Vec<_>>().join(" ")
}

struct Runner<'r> {
    driver: &'r Driver,
    setup: &'r Setup,
    peers: &'r [Peer],
    hars: Option<PathBuf>,
    version: &'r str,
    messages: Messages,
    /// No scenario begins after it.
    end: Option<Instant>,
}

impl Runner<'_> {
    /// Every scenario with one peer.
    async fn column(&mut self, peer: &Peer, chosen: &[&Scenario]) -> Vec<Cell> {
        if let Some(why) = &peer.not_run {
            return vec![Cell::NotRun(format!("{}: {why}", peer.name)); chosen.len()];
        }
        if peer.is_skipped {
            return vec![Cell::NotRun("not asked for".to_owned()); chosen.len()];
        }
        let other = self.peers.iter().find(|one| one.name != peer.name && one.not_run.is_none());
        let browser = match self.driver.browser().await {
            Ok(browser) => browser,
            Err(error) => return vec![Cell::Failed(format!("no browser: {error}")); chosen.len()],
        };
        let mut cells = Vec::new();
        let mut running: Option<(Mode, Outcome<Service>)> = None;
        for scenario in chosen {
            if self.end.is_some_and(|end| Instant::now() >= end) {
                cells.push(Cell::NotRun("the time was up".to_owned()));
                continue;
            }
            if running.as_ref().is_none_or(|(mode, _)| *mode != scenario.mode) {
                // The old one ends first: the new one has the same address.
                drop(running.take());
                running = Some((scenario.mode, self.service(peer, other, scenario.mode).await));
            }
            let cell = match running.as_ref() {
                Some((_, Ok(service))) => self.cell(scenario, &browser, service, peer, other).await,
                Some((_, Err(error))) => Cell::Failed(error.clone()),
                None => Cell::Failed("no service".to_owned()),
            };
            match &cell {
                Cell::Passed(note) => println!("  {} {}: passed {note}", peer.name, scenario.name),
                Cell::Failed(error) => println!("  {} {}: FAILED {error}", peer.name, scenario.name),
                Cell::NotRun(why) => println!("  {} {}: not run, {why}", peer.name, scenario.name),
            }
            cells.push(cell);
        }
        browser.close().await;
        cells
    }

    async fn service(&self, peer: &Peer, other: Option<&Peer>, mode: Mode) -> Outcome<Service> {
        let own = peer.metadata()?;
        let shown = match (mode, other) {
            (Mode::Misled, Some(other)) => misled(&own, peer, other)?,
            (Mode::PostOnly, _) => post_only(&own),
            _ => own,
        };
        let mut paths = vec![self.written(peer, &shown)?];
        if let Some(other) = other {
            paths.push(self.written(other, &other.metadata()?)?);
        }
        let may_begin = match mode {
            Mode::Unsolicited => vec![peer.entity_id().to_owned()],
            _ => Vec::new(),
        };
        let service = Service::start(self.setup, &paths, &may_begin).await?;
        let metadata = service.metadata()?;
        let running = self.peers.iter().filter(|one| one.not_run.is_none()).map(|one| &one.folder);
        for folder in running.chain([&self.setup.folder]) {
            std::fs::write(folder.join("sp.xml"), &metadata).map_err(|error| error.to_string())?;
        }
        Ok(service)
    }

    fn written(&self, peer: &Peer, metadata: &str) -> Outcome<PathBuf> {
        let path = self.setup.metadata_of(peer);
        std::fs::write(&path, metadata).map_err(|error| error.to_string())?;
        Ok(path)
    }

    async fn cell(
        &mut self,
        scenario: &Scenario,
        browser: &Browser,
        service: &Service,
        peer: &Peer,
        other: Option<&Peer>,
    ) -> Cell {
        if let Err(error) = browser.renew().await {
            return Cell::Failed(format!("no browser: {error}"));
        }
        let context = Context { driver: self.driver, other };
        let done = scenarios::run(scenario.name, browser, service, peer, &context).await;
        let traffic = browser.traffic().await.unwrap_or_default();
        if !scenario.name.ends_with("-forged") {
            self.messages.collect(&traffic, &service.url("/"));
        }
        if let (true, Some(folder)) = (scenario.is_recorded && done.is_ok(), self.hars.clone()) {
            let name = format!("{}-{}.har", scenario.name, peer.name.to_lowercase());
            if let Err(error) = self.record(browser, &traffic, &folder, &name).await {
                return Cell::Failed(error);
            }
        }
        match done {
            Ok(Done::Passed(note)) => Cell::Passed(note),
            Ok(Done::NotRun(why)) => Cell::NotRun(why),
            Err(error) => Cell::Failed(error),
        }
    }

    async fn record(
        &self,
        browser: &Browser,
        traffic: &[traffic::Exchange],
        folder: &Path,
        name: &str,
    ) -> Outcome<()> {
        let pages: Vec<traffic::Exchange> =
            traffic.iter().filter(|one| one.kind == "Document").cloned().collect();
        let mut bodies = BTreeMap::new();
        for one in &pages {
            if let Some(body) = browser.body(&one.id).await {
                bodies.insert(one.id.clone(), body);
            }
        }
        let written = har::har(&pages, &bodies, self.version);
        std::fs::create_dir_all(folder).map_err(|error| error.to_string())?;
        std::fs::write(folder.join(name), format!("{written:#}\n")).map_err(|error| error.to_string())
    }
}

/// The peer's metadata with the login addresses of another one.
fn misled(metadata: &str, peer: &Peer, other: &Peer) -> Outcome<String> {
    let theirs = other.metadata()?;
    let address = |metadata: &str| {
        let (_, rest) = metadata.split_once("SingleSignOnService")?;
        Some(rest.split_once("Location=\"")?.1.split_once('"')?.0.to_owned())
    };
    let (Some(from), Some(to)) = (address(metadata), address(&theirs)) else {
        return Err(format!("{} or {} has no login address", peer.name, other.name));
    };
    Ok(metadata.replace(&format!("\"{from}\""), &format!("\"{to}\"")))
}

/// The metadata without the elements that name HTTP-Redirect.
fn post_only(metadata: &str) -> String {
    metadata
        .split_inclusive('>')
        .filter(|tag| !(tag.contains("Service ") && tag.contains("bindings:HTTP-Redirect")))
        .collect()
}
