//! The live login of `samlens serve` at real identity providers, in headless Chromium.
//! usage: samlens-live --peers FILE --program FILE --repository FOLDER [--only PART_OF_A_NAME]

mod messages;
mod scenarios;
mod sessions;
mod sink;
mod visit;

use samlens_peers_browser::browser::{Browser, Driver, Outcome};
use samlens_peers_browser::peer::Peer;
use samlens_peers_browser::program::{Arguments, exit_code};
use samlens_peers_browser::server::{Program, Server};
use sink::Sink;
use std::fs::File;
use std::process::{ExitCode, Stdio};
use std::time::Instant;
use visit::Visit;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    exit_code(run().await)
}

/// What `serve` is started with.
#[derive(Clone, Copy)]
enum Setup {
    /// The address of the peer's metadata, which is fetched again at each login.
    Fetched,
    /// The peer's metadata as a file, which stays as it was.
    File,
    /// As `Fetched`, with `--idp-initiated`.
    Unsolicited,
    /// As `Fetched`, with `--forward-to`.
    Forward,
}

impl Setup {
    fn start(self, program: &Program, peer: &Peer, sink: &Sink) -> Outcome<Server> {
        let file = peer.folder.join("idp.xml");
        std::fs::write(&file, peer.metadata()?).map_err(|error| error.to_string())?;
        let file = file.display().to_string();
        let mut options = vec!["--no-config", "--idp"];
        match self {
            Setup::Fetched => options.push(&peer.metadata_url),
            Setup::File => options.push(&file),
            Setup::Unsolicited => options.extend([peer.metadata_url.as_str(), "--idp-initiated"]),
            Setup::Forward => options.extend([peer.metadata_url.as_str(), "--forward-to", &sink.address]),
        }
        // It warns of metadata over http each time.
        let warnings = File::options().create(true).append(true).open(peer.folder.join("serve.log"));
        let warnings = warnings.map_err(|error| error.to_string())?;
        let server = Server::start_with(program, &options, Stdio::from(warnings))?;
        let metadata = samlens_peers_browser::peer::get(&format!("{}metadata", server.page()))?;
        std::fs::write(peer.folder.join("sp.xml"), metadata).map_err(|error| error.to_string())?;
        Ok(server)
    }
}

/// How many scenarios failed. A peer that cannot be had is an error, if none did.
async fn run() -> Outcome<usize> {
    let arguments = Arguments::read()?;
    let program = Program { path: arguments.path("program")?, repository: arguments.path("repository")? };
    let peers = Peer::all(&arguments.path("peers")?)?;
    let only = arguments.get("only").unwrap_or_default();

    let sink = Sink::start()?;
    let driver = Driver::start().await?;
    let (mut passed, mut failed, mut missing) = (0, 0, Vec::new());
    for peer in &peers {
        if let Some(why) = &peer.not_run {
            missing.push(format!("{}: {why}", peer.name));
            continue;
        }
        println!("{} {}", peer.name, peer.version);
        let browser = driver.browser().await?;
        for (name, setup) in scenarios::ALL {
            if !format!("{} {name}", peer.name).contains(only) {
                continue;
            }
            let begun = Instant::now();
            let time = || begun.elapsed().as_millis();
            match scenario(&browser, &program, peer, &sink, (name, *setup)).await {
                Ok(()) => {
                    passed += 1;
                    println!("ok     {}: {name} ({} ms)", peer.name, time());
                }
                Err(error) => {
                    failed += 1;
                    println!("FAILED {}: {name}: {error}", peer.name);
                }
            }
        }
        browser.close().await;
    }
    println!("{passed} passed, {failed} failed");
    match (failed, missing.as_slice()) {
        (0, [_, ..]) => Err(missing.join("; ")),
        (0, []) if passed == 0 => Err(format!("no scenario has {only:?} in its name")),
        _ => Ok(failed),
    }
}

/// Each scenario has a service provider of its own, an empty profile, and a peer without switches.
async fn scenario(
    browser: &Browser,
    program: &Program,
    peer: &Peer,
    sink: &Sink,
    (name, setup): (&str, Setup),
) -> Outcome<()> {
    for switch in ["encrypt", "rotated"] {
        peer.switch(switch, false)?;
    }
    let server = setup.start(program, peer, sink)?;
    browser.renew().await?;
    browser.console().await?;
    let visit = Visit { browser, server: &server, peer, sink };
    visit.enter().await?;
    scenarios::run(name, &visit).await?;
    visit.unnoticed().await
}
