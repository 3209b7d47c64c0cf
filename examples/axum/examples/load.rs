//! Two processes of the service on one Redis: each login is offered twice, at the same time, at both. Each must be
//! accepted exactly once, and never twice whatever happens to Redis.
//!
//!     cargo build --release -p samlens-example-axum --bins --examples
//!     target/release/examples/load target/release/samlens-example-axum 10000
//!     target/release/examples/load target/release/samlens-example-axum 10000 pause
//!     target/release/examples/load target/release/samlens-example-axum 10000 kill
//!     target/release/examples/load target/release/samlens-example-axum 5000 minute
//!
//! `minute` finishes logins at full rate until they have taken a minute together, each once, by turns at both processes, in
//! rounds of so many logins. It compares the processor time of the two processes with that of `validate` alone, and prints
//! their memory after each round. The identity provider signs between the rounds, so that it takes no time of theirs.
//!
//! `pause` stops Redis for three seconds while logins are offered; `kill` kills it and starts it again two seconds later
//! with what it wrote to its file. It needs `redis-server`.

// A program for developers: it has a clock, files and processes, and a panic is how it fails.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout
)]

use axum::body::Body;
use axum::http::header::{CONTENT_TYPE, COOKIE, HOST, LOCATION, SET_COOKIE};
use axum::http::{Request, StatusCode};
use http_body_util::BodyExt;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper_util::rt::TokioIo;
use samlens::chrono::{SecondsFormat, Utc};
use samlens::{IdentityProvider, InResponseTo, ServiceProvider, Validator};
use samlens_forge::metadata::IdpMetadata;
use samlens_forge::request::id_in;
use samlens_forge::{Login, Shape, Signing, keys};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use tokio::net::TcpStream;

const BASE: &str = "http://localhost:18000";
const PORTS: [u16; 2] = [18001, 18002];
const REDIS: u16 = 18003;
const IDP: &str = "https://idp.example.org/metadata";
const WORKERS: usize = 32;

/// One login: the ID of its request, its cookie, its response, and the form with it.
struct Offer {
    id: String,
    cookie: String,
    response: String,
    form: String,
}

/// What the two processes said to one login: both statuses, the lower one first.
type Answers = (u16, u16);

#[tokio::main]
async fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [service, count, fault @ ..] = arguments.as_slice() else {
        panic!("load SERVICE LOGINS [pause|kill|minute]");
    };
    let count: usize = count.parse().unwrap();
    let folder = std::env::temp_dir().join(format!("samlens-load-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let mut redis = started_redis(&folder);
    let services = PORTS.map(|port| started(Path::new(service), port, &folder));
    tokio::time::sleep(Duration::from_secs(1)).await;

    if fault.first().is_some_and(|one| one == "minute") {
        sustained(&services, count).await;
        return end(services, redis, &folder);
    }

    let begun = Instant::now();
    let offers = Arc::new(offers(count).await);
    let seconds = begun.elapsed().as_secs_f64();
    println!("{count} logins begun and answered by the identity provider in {seconds:.1} s");
    let before = services.each_ref().map(resident);

    let begun = Instant::now();
    let mut offered = tokio::spawn(offer_all(Arc::clone(&offers)));
    if let Some(fault) = fault.first() {
        tokio::time::sleep(Duration::from_millis(1_500)).await;
        match fault.as_str() {
            "pause" => {
                signal(&redis, "-STOP");
                tokio::time::sleep(Duration::from_secs(3)).await;
                signal(&redis, "-CONT");
            }
            "kill" => {
                redis.kill().unwrap();
                redis.wait().unwrap();
                tokio::time::sleep(Duration::from_secs(2)).await;
                redis = started_redis(&folder);
            }
            other => panic!("unknown fault {other}"),
        }
    }
    let answers = (&mut offered).await.unwrap();
    let seconds = begun.elapsed().as_secs_f64();
    println!(
        "each offered at both processes in {seconds:.1} s: {:.0} logins a second",
        f64::from(u32::try_from(count).unwrap()) / seconds
    );
    for ((low, high), times) in tally(&answers) {
        println!("  {times:6} × {low} and {high}");
    }
    let twice = answers.iter().filter(|answers| **answers == (303, 303)).count();
    let once = answers.iter().filter(|(low, high)| *low == 303 && *high != 303).count();
    println!("accepted once: {once}, never: {}, twice: {twice}", answers.len() - once - twice);
    assert_eq!(twice, 0, "a login was accepted twice");

    let known = |status: u16| matches!(status, 303 | 403 | 503);
    assert!(answers.iter().all(|(low, high)| known(*low) && known(*high)), "an unknown answer");

    // Once more, all of them: what was accepted is refused, what was never accepted may be accepted once.
    let again = offer_all(offers).await;
    let first = answers.iter().filter(|(low, _)| *low == 303).count();
    let second = again.iter().filter(|(low, high)| *low == 303 || *high == 303).count();
    let both = answers.iter().zip(&again).filter(|(one, other)| one.0 == 303 && other.0 == 303).count();
    println!("offered again: accepted {second}, of them a second time: {both}");
    assert_eq!(both, 0, "a login was accepted a second time");
    assert!(first + second <= count);
    if fault.is_empty() {
        assert_eq!((once, second), (count, 0), "a login was refused");
    }
    let after = services.each_ref().map(resident);
    println!("resident memory of the processes: {before:?} KiB before, {after:?} KiB after");
    end(services, redis, &folder);
}

fn end(services: [Child; 2], mut redis: Child, folder: &Path) {
    for mut service in services {
        service.kill().unwrap();
        service.wait().unwrap();
    }
    redis.kill().unwrap();
    redis.wait().unwrap();
    std::fs::remove_dir_all(folder).unwrap();
}

/// Finishes logins for a minute, and prints what they cost.
async fn sustained(services: &[Child; 2], count: usize) {
    let (mut logins, mut time, mut used, mut alone) = (0, Duration::ZERO, Duration::ZERO, Duration::ZERO);
    while time < Duration::from_secs(60) {
        let offers = offers(count).await;
        alone += validated(&offers);
        let offers = Arc::new(offers);
        let (before, begun) = (services.each_ref().map(processor_time), Instant::now());
        offer_by_turns(offers).await;
        time += begun.elapsed();
        let after = services.each_ref().map(processor_time);
        used += after.iter().sum::<Duration>() - before.iter().sum::<Duration>();
        logins += count;
        println!(
            "  {logins:6} logins, {:.1} s, resident {:?} KiB",
            time.as_secs_f64(),
            services.each_ref().map(resident)
        );
    }
    let each = |time: Duration| time.as_secs_f64() * 1e6 / f64::from(u32::try_from(logins).unwrap());
    println!("{logins} logins finished in {:.1} s: {:.0} a second", time.as_secs_f64(), 1e6 / each(time));
    println!(
        "processor time: {:.0} µs a login in the service, {:.0} µs of `validate` alone, which is {:.0} %",
        each(used),
        each(alone),
        100.0 * alone.as_secs_f64() / used.as_secs_f64()
    );
}

/// The processor time that the library needs to validate these responses, by itself and in one thread.
fn validated(offers: &[Offer]) -> Duration {
    let provider = IdentityProvider::from_metadata(&metadata()).unwrap();
    let service = ServiceProvider::new(format!("{BASE}/metadata")).with_acs(format!("{BASE}/acs"));
    let validator =
        Validator::builder().identity_provider(provider).service_provider(service).build().unwrap();
    let before = time_of("self");
    for offer in offers {
        let login = validator.validate(&offer.response, InResponseTo::Request(&offer.id), Utc::now());
        assert!(login.is_ok());
    }
    time_of("self") - before
}

/// Offers each login once, at one process and the other by turns.
async fn offer_by_turns(offers: Arc<Vec<Offer>>) {
    by_workers(|worker, next| {
        let offers = Arc::clone(&offers);
        async move {
            let mut client = Client::new(PORTS[worker % 2]).await;
            while let Some(offer) = offers.get(next.fetch_add(1, Ordering::Relaxed)) {
                assert_eq!(client.offer(offer).await, 303);
            }
        }
    })
    .await;
}

/// What each of the workers makes, at the same time. They count in common what they took.
async fn by_workers<W>(work: impl Fn(usize, Arc<AtomicUsize>) -> W) -> Vec<W::Output>
where
    W: Future<Output: Send + 'static> + Send + 'static,
{
    let next = Arc::new(AtomicUsize::new(0));
    let workers: Vec<_> = (0..WORKERS).map(|worker| tokio::spawn(work(worker, Arc::clone(&next)))).collect();
    let mut made = Vec::new();
    for worker in workers {
        made.push(worker.await.unwrap());
    }
    made
}

fn processor_time(child: &Child) -> Duration {
    time_of(&child.id().to_string())
}

/// The processor time of a process; Linux counts it in hundredths of a second here.
fn time_of(process: &str) -> Duration {
    let text = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap();
    let fields: Vec<&str> = text.rsplit(')').next().unwrap().split_whitespace().collect();
    let ticks: u64 = [11, 12].iter().map(|at: &usize| fields[*at].parse::<u64>().unwrap()).sum();
    Duration::from_millis(ticks * 10)
}

/// How often each pair of answers was given.
fn tally(answers: &[Answers]) -> BTreeMap<Answers, usize> {
    let mut all = BTreeMap::new();
    for one in answers {
        *all.entry(*one).or_default() += 1;
    }
    all
}

/// Offers every login at both processes at the same time.
async fn offer_all(offers: Arc<Vec<Offer>>) -> Vec<Answers> {
    let answers = by_workers(|_, next| {
        let offers = Arc::clone(&offers);
        async move {
            let (mut first, mut second) = (Client::new(PORTS[0]).await, Client::new(PORTS[1]).await);
            let mut answers = Vec::new();
            while let Some(offer) = offers.get(next.fetch_add(1, Ordering::Relaxed)) {
                let (one, other) = tokio::join!(first.offer(offer), second.offer(offer));
                answers.push((offer.cookie.clone(), (one.min(other), one.max(other))));
            }
            answers
        }
    });
    let by_cookie: BTreeMap<_, _> = answers.await.into_iter().flatten().collect();
    offers.iter().map(|offer| by_cookie[&offer.cookie]).collect()
}

/// Begins logins at the first process, and lets the identity provider answer them.
async fn offers(count: usize) -> Vec<Offer> {
    let offers = by_workers(|_, next| async move {
        let mut client = Client::new(PORTS[0]).await;
        let mut offers = Vec::new();
        while next.fetch_add(1, Ordering::Relaxed) < count {
            let (id, cookie) = client.begin().await;
            let response = response(&id);
            let form = format!("SAMLResponse={}", samlens_forge::capture::percent_encode(&response));
            offers.push(Offer { id, cookie, response, form });
        }
        offers
    });
    offers.await.into_iter().flatten().collect()
}

/// One connection to a process.
struct Client {
    port: u16,
    sender: SendRequest<Body>,
}

impl Client {
    async fn new(port: u16) -> Client {
        let stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
        let (sender, connection) = handshake(TokioIo::new(stream)).await.unwrap();
        tokio::spawn(connection);
        Client { port, sender }
    }

    async fn send(&mut self, request: Request<Body>) -> axum::http::Response<()> {
        if self.sender.ready().await.is_err() {
            *self = Client::new(self.port).await;
            self.sender.ready().await.unwrap();
        }
        let (parts, body) = self.sender.send_request(request).await.unwrap().into_parts();
        body.collect().await.unwrap();
        axum::http::Response::from_parts(parts, ())
    }

    /// The ID of a request, and its cookie.
    async fn begin(&mut self) -> (String, String) {
        let request = Request::get("/login?return_to=/protected").header(HOST, "localhost:18000");
        let response = self.send(request.body(Body::empty()).unwrap()).await;
        assert_eq!(response.status(), StatusCode::SEE_OTHER);
        let text = |name| response.headers().get(name).unwrap().to_str().unwrap();
        let cookie = text(SET_COOKIE).split(';').next().unwrap().to_owned();
        (id_in(text(LOCATION)), cookie)
    }

    /// The status for a response.
    async fn offer(&mut self, offer: &Offer) -> u16 {
        let request = Request::post("/acs")
            .header(HOST, "localhost:18000")
            .header(COOKIE, &offer.cookie)
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request.body(Body::from(offer.form.clone())).unwrap()).await.status().as_u16()
    }
}

/// A valid response in base64.
fn response(id: &str) -> String {
    let login = Login::new(Shape::Okta)
        .issuer(IDP)
        .response_issuer(IDP)
        .ids(&format!("_r{id}"), &format!("_a{id}"))
        .audiences(&[&format!("{BASE}/metadata")])
        .acs(&format!("{BASE}/acs"))
        .issued(&Utc::now().to_rfc3339_opts(SecondsFormat::Secs, true), 1_800)
        .in_response_to(Some(id))
        .name_id(&format!("{id}@example.org"), None)
        .sign_response(Signing::new(keys::idp()));
    openssl::base64::encode_block(login.xml().as_bytes())
}

fn metadata() -> String {
    IdpMetadata {
        entity_id: IDP.to_owned(),
        sso_url: "https://idp.example.org/sso".to_owned(),
        certificates: vec![(Some("signing"), keys::idp())],
        valid_until: None,
    }
    .xml()
}

fn started_redis(folder: &Path) -> Child {
    let child = Command::new("redis-server")
        .args(["--port", &REDIS.to_string(), "--bind", "127.0.0.1", "--save", "", "--appendonly", "yes"])
        .args(["--appendfsync", "always", "--dir"])
        .arg(folder)
        .stdout(Stdio::null())
        .spawn()
        .expect("redis-server is needed");
    wait_for(REDIS);
    child
}

fn started(service: &Path, port: u16, folder: &Path) -> Child {
    let file: PathBuf = folder.join("idp.xml");
    std::fs::write(&file, metadata()).unwrap();
    let child = Command::new(service)
        .env("IDP_METADATA", file)
        .env("LISTEN", format!("127.0.0.1:{port}"))
        .env("BASE_URL", BASE)
        .env("SEALING_KEY", "3q2+796tvu/erb7v3q2+796tvu/erb7v3q2+796tvu8=")
        .env("REDIS_URL", format!("redis://127.0.0.1:{REDIS}/0"))
        .env("RUST_LOG", "off")
        .spawn()
        .unwrap();
    wait_for(port);
    child
}

fn wait_for(port: u16) {
    let begun = Instant::now();
    while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
        assert!(begun.elapsed() < Duration::from_secs(10), "nothing listens at port {port}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

fn signal(child: &Child, name: &str) {
    assert!(Command::new("kill").args([name, &child.id().to_string()]).status().unwrap().success());
}

/// Resident memory of a process in KiB.
fn resident(child: &Child) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}
