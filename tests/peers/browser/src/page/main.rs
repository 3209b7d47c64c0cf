//! The page of `samlens serve` in headless Chromium: what a person does at it, and how it looks.
//! usage: samlens-page --program FILE --repository FOLDER --folder FOLDER [--axe FILE] [--only PART_OF_A_NAME]

mod looks;
mod scripts;
mod use_of;

use samlens_peers_browser::browser::{Browser, Driver, Outcome};
use samlens_peers_browser::program::{Arguments, exit_code};
use samlens_peers_browser::server::{Program, Server};
use serde_json::json;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    exit_code(run().await)
}

/// What every test has.
pub struct Test<'t> {
    pub browser: &'t Browser,
    pub server: &'t Server,
    pub program: &'t Program,
    /// For pictures and downloads.
    pub folder: PathBuf,
}

impl Test<'_> {
    /// The page, as the person finds it that opens the printed address.
    pub async fn open(&self) -> Outcome<()> {
        self.browser.open(&self.server.address).await?;
        match self.browser.url().await? == self.server.page() {
            true => Ok(()),
            false => Err(format!("the token stays in the address: {}", self.browser.url().await?)),
        }
    }
}

async fn run() -> Outcome<usize> {
    let arguments = Arguments::read()?;
    let program = Program { path: arguments.path("program")?, repository: arguments.path("repository")? };
    let folder = arguments.path("folder")?;
    std::fs::create_dir_all(&folder).map_err(|error| error.to_string())?;

    let driver = Driver::start().await?;
    let configured = Server::start(&program, &["--config", "fixtures/samples/samlens.toml"])?;
    let (time, memory) = configured.first_report(&program.read("samples/flex-wrong-audience.html")?)?;
    println!("first report {} ms after the start; memory {memory}", time.as_millis());
    let bare = Server::start(&program, &[])?;
    // What is downloaded is written into the folder.
    let browser = driver.browser_with(json!({ "download.default_directory": &folder })).await?;
    let without_scripts = driver.browser_with(scripts::never()).await?;

    let test = |browser, server| Test { browser, server, program: &program, folder: folder.clone() };
    let (configured, bare) = (test(&browser, &configured), test(&browser, &bare));
    let plain = test(&without_scripts, bare.server);
    let axe = match arguments.get("axe") {
        Some(file) => Some(std::fs::read_to_string(file).map_err(|error| format!("{file}: {error}"))?),
        None => None,
    };
    let only = arguments.get("only").unwrap_or_default();
    let mut failed = 0;
    // Each test begins with an empty profile, and its console and its traffic are looked at when it ends.
    macro_rules! test {
        ($name:literal, $test:expr, $of:expr) => {
            if $name.contains(only) {
                let begun = Instant::now();
                $test.browser.renew().await?;
                $test.browser.console().await?;
                let outcome = match $of.await {
                    Ok(()) => unnoticed(&$test).await,
                    Err(error) => Err(error),
                };
                match outcome {
                    Ok(()) => println!("ok     {} ({} ms)", $name, begun.elapsed().as_millis()),
                    Err(error) => {
                        failed += 1;
                        println!("FAILED {}: {error}", $name);
                    }
                }
            }
        };
    }
    test!("every sample shows the headline of the command", configured, use_of::every_sample(&configured));
    test!("a dropped recording shows the login first", bare, use_of::dropped_recording(&bare));
    test!("several files are recognized by their content", bare, use_of::several_files(&bare));
    test!("two captures are compared", bare, use_of::compare(&bare));
    test!("a decoded message is marked as not verified", bare, use_of::decode(&bare));
    test!("what the capture tells is marked, and counts when it is taken", bare, use_of::told(&bare));
    test!("a message is searched, and a link opens its tab", configured, use_of::search(&configured));
    test!("the text for a ticket is copied without personal values", configured, use_of::ticket(&configured));
    test!("the redacted copy is downloaded", configured, use_of::download(&configured));
    test!("a code is explained", bare, use_of::explain(&bare));
    test!("keys are enough", configured, scripts::keys(&configured));
    test!("the form works without JavaScript", plain, scripts::without(&plain));
    test!("no page is wider than the window", configured, looks::pictures(&configured));
    match &axe {
        Some(axe) => test!("axe-core finds nothing serious", configured, looks::accessible(&configured, axe)),
        None => println!("not run: axe-core"),
    }
    browser.close().await;
    without_scripts.close().await;
    println!("pictures: {}", folder.display());
    Ok(failed)
}

/// The console is empty, and nothing was asked of another address than the server's.
async fn unnoticed(test: &Test<'_>) -> Outcome<()> {
    let console = test.browser.console().await?;
    if let Some(message) = console.first() {
        return Err(format!("the console says: {message}"));
    }
    let traffic = test.browser.traffic().await?;
    if traffic.is_empty() {
        return Err("the browser's log has no request at all".to_owned());
    }
    match traffic.iter().find(|one| !one.url.starts_with(test.server.page())) {
        Some(other) => Err(format!("a request went to {}", other.url)),
        None => Ok(()),
    }
}
