//! `samlens serve`: the page and the JSON API, over sockets.

mod api;
mod attacks;
mod client;
mod page;
