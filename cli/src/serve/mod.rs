//! `samlens serve`: a page to paste into and a JSON API, on this machine alone.
//!
//! `work` answers questions with the functions of the other commands; `page` and `api` show the answers; `guard` decides
//! who may ask.

mod api;
mod app;
mod asked;
mod form;
mod guard;
mod http;
mod page;
mod start;
mod work;

use super::trust::TrustArgs;
use super::{Failure, check};
use app::App;
use clap::Args;
use std::net::SocketAddr;
use std::sync::Arc;

const EXAMPLES: &str = "\
Examples, with the samples of the repository:
  samlens serve
  samlens serve --idp fixtures/samples/idp-metadata.xml --sp fixtures/samples/sp-metadata.xml

The page opens only with the printed address, which contains a token, so that no
other site can use it. Nothing is written to disk, and everything is gone when the
command ends.";

/// Serve a page to paste captures into, and a JSON API, on this machine only
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
    /// Serve https, with a certificate made at the start
    #[arg(long)]
    tls: bool,
    /// Do not open the page in the browser
    #[arg(long)]
    no_open: bool,
    /// Largest input, and largest message in it, for example 20M [default: 64M, and 5M a message]
    #[arg(long, value_name = "SIZE", value_parser = check::size)]
    max_size: Option<usize>,
}

/// Runs the command until Ctrl-C.
pub(crate) fn run(arguments: &ServeArgs) -> Result<u8, Failure> {
    let cannot = |error: &dyn std::fmt::Display| Failure::usage(format_args!("cannot start: {error}"));
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .max_blocking_threads(app::MAX_AT_ONCE.saturating_add(4))
        .enable_all()
        .build()
        .map_err(|error| cannot(&error))?;
    runtime.block_on(async {
        let listener = start::listener(arguments).await?;
        let at = listener.local_addr().map_err(|error| cannot(&error))?;
        let app = Arc::new(App::new(arguments, at)?);
        let acceptor = arguments.tls.then(start::acceptor).transpose()?;
        start::announce(&app, arguments);
        http::serve(listener, acceptor, routes(&app), start::end()).await;
        Ok(0)
    })
}

/// Every route, behind what applies to all of them.
fn routes(app: &Arc<App>) -> axum::Router {
    let pages = page::routes().merge(api::routes());
    guard::around(pages, app)
}
