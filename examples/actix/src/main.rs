//! `samlens-example-actix METADATA-FILE`: signs people in at http://localhost:8000/login.

// A service has a clock, an environment and files; the library has none (clippy.toml).
#![allow(clippy::disallowed_methods, clippy::disallowed_types)]

use actix_web::HttpServer;
use actix_web::web::Data;
use samlens::IdentityProvider;
use samlens::replay::MemoryCache;
use samlens::sign_on::SealingKeys;
use samlens_example_actix::{App, configure};
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    actix_web::rt::System::new().block_on(run())
}

async fn run() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).ok_or("give the file with the metadata of your identity provider")?;
    let provider = IdentityProvider::from_metadata(&std::fs::read_to_string(path)?)?;
    let mut key = [0; 32];
    openssl::rand::rand_bytes(&mut key)?;
    let replays = Box::new(MemoryCache::new(100_000));
    let app = Data::new(App::new("http://localhost:8000", provider, SealingKeys::new(key), replays)?);
    let service = move || actix_web::App::new().app_data(app.clone()).configure(configure);
    Ok(HttpServer::new(service).bind("127.0.0.1:8000")?.run().await?)
}
