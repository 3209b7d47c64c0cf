//! `samlens serve`: a page to paste into and a JSON API, on this machine alone.
//!
//! `work` answers questions with the functions of the other commands; `page` and `api` show the answers; `live` logs in at an
//! identity provider; `guard` decides who may ask.

mod api;
mod app;
mod asked;
mod form;
mod guard;
mod http;
mod live;
mod page;
mod probe;
mod start;
mod work;

use super::output::ReportFormat;
use super::trust::TrustArgs;
use super::{Failure, limits};
use app::App;
use clap::Args;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

const EXAMPLES: &str = "\
Examples, with the samples of the repository:
  samlens serve
  samlens serve --idp fixtures/samples/idp-metadata.xml --sp fixtures/samples/sp-metadata.xml
  samlens serve --idp https://idp.example.org/metadata --once --json

With an identity provider, the page also tries a login: it is a service provider of
its own, at /metadata, /acs and /slo.

The page opens only with the printed address, which contains a token, so that no
other site can use it. Nothing is written to disk, and everything is gone when the
command ends.";

/// Serve a page to paste captures into and to try a login, and a JSON API, on this machine only
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct ServeArgs {
    #[command(flatten)]
    trust: TrustArgs,

    /// The port; 0 takes a free one
    #[arg(long, value_name = "PORT", default_value_t = 7373)]
    port: u16,
    /// Listen on this address instead of 127.0.0.1: others on the network can then reach the page
    #[arg(long, value_name = "ADDRESS")]
    listen: Option<SocketAddr>,
    /// Another host name of the page, for example behind a proxy; repeatable
    #[arg(long, value_name = "HOST")]
    host: Vec<String>,
    /// Where browsers reach it, for example through a proxy [default: http://127.0.0.1:PORT]
    #[arg(long, value_name = "URL", value_parser = start::base_url)]
    base_url: Option<String>,
    /// Serve https, with a certificate made at the start
    #[arg(long)]
    tls: bool,
    /// Live login: key and certificate of the service provider, in one PEM file [default: a new one at each start]
    #[arg(long, value_name = "PEM", help_heading = "Live login")]
    sp_key: Option<PathBuf>,
    /// Live login: each message can then be sent on to this URL, such as the ACS of your service, with a form
    #[arg(long, value_name = "URL", value_parser = start::web_address, help_heading = "Live login")]
    forward_to: Option<String>,
    /// Live login: print the report of the first message, and end with the exit code of `check`
    #[arg(long, help_heading = "Live login")]
    once: bool,
    /// What --once prints; --json is short for --format json
    #[arg(long, value_enum, default_value_t, requires = "once", help_heading = "Live login")]
    format: ReportFormat,
    /// With --once: print the full report
    #[arg(short, long, requires = "once", help_heading = "Live login")]
    verbose: bool,
    /// Do not open the page in the browser
    #[arg(long)]
    no_open: bool,
    /// Ask a `serve` that runs already, at this --port or --listen, whether it answers, and end: exit code 0 or 1
    #[arg(long, conflicts_with = "once")]
    probe: bool,
    /// Largest input, and largest message in it, for example 20M [default: 64M, and 5M a message]
    #[arg(long, value_name = "SIZE", value_parser = limits::size)]
    max_size: Option<usize>,
}

/// Runs the command until Ctrl-C.
pub(crate) fn run(arguments: &ServeArgs) -> Result<u8, Failure> {
    if arguments.probe {
        return probe::run(arguments);
    }
    let cannot = |error: &dyn std::fmt::Display| Failure::usage(format_args!("cannot start: {error}"));
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .max_blocking_threads(app::MAX_AT_ONCE.saturating_add(live::MAX_JUDGED).saturating_add(4))
        .enable_all()
        .build()
        .map_err(|error| cannot(&error))?;
    runtime.block_on(async {
        let listener = start::listener(arguments).await?;
        let at = listener.local_addr().map_err(|error| cannot(&error))?;
        let app = Arc::new(App::new(arguments, at)?);
        let acceptor = arguments.tls.then(start::acceptor).transpose()?;
        start::announce(&app, arguments);
        let end = async {
            // Only --once needs the live login from the first moment.
            match arguments.once.then(|| app.live()).flatten() {
                Some(live) => tokio::select! {
                    () = live.wait_for_one() => {}
                    () = start::end() => {}
                },
                None => start::end().await,
            }
        };
        http::serve(listener, acceptor, routes(&app), end).await;
        arguments.once.then(|| app.live()).flatten().map_or(Ok(0), live::Live::done)
    })
}

/// Every route, behind what applies to all of them.
fn routes(app: &Arc<App>) -> axum::Router {
    let pages = page::routes().merge(api::routes()).merge(live::routes());
    guard::around(pages, app)
}
