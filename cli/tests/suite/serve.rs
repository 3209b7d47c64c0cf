//! `samlens serve`: the page and the JSON API, over sockets.

mod api;
mod attacks;
mod client;
mod live;
mod live_attacks;
mod live_logout;
mod live_options;
mod page;
mod probe;
