//! The demonstration year as one measure, the start of the server, and what an expert list costs
//! beside a bare endpoint that runs the same query.
//!
//! Run with `cargo bench --bench year`. The figures are of one run on one machine; the ratio is what
//! counts.

// A bench may stop by panicking.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use actix_web::{App, HttpResponse, test, web};
use hengping::accounts::service::Proof;
use hengping::app::{self, Services};
use hengping::platform::clock::Clock;
use hengping::platform::config::{Config, Layers};
use hengping::platform::pages::Pages;
use hengping::platform::paging::PageAsked;
use hengping::registry::service::{ExpertFilter, experts};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

fn main() {
    let dir = tempfile::tempdir().unwrap();
    let year = year(dir.path());
    let start = cold_start(dir.path());
    println!("demo year, whole process      {:>8.2} s   peak memory {} MiB", year.0.as_secs_f64(), year.1 / 1024);
    println!("cold start to first answer    {:>8.3} s", start.as_secs_f64());
    actix_web::rt::System::new().block_on(expert_list(dir.path()));
}

/// Wall time and peak resident memory (KiB) of `hengping demo --no-serve`.
fn year(data_dir: &Path) -> (Duration, u64) {
    let started = Instant::now();
    let mut child = hengping(data_dir, &["demo", "--no-serve", "--json"]).stdout(Stdio::null()).spawn().unwrap();
    let mut peak = 0;
    loop {
        peak = peak.max(peak_memory(child.id()).unwrap_or(0));
        if let Some(status) = child.try_wait().unwrap() {
            assert!(status.success());
            return (started.elapsed(), peak);
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}

fn peak_memory(pid: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = status.lines().find(|l| l.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

fn hengping(data_dir: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hengping"));
    command.args(arguments).arg("--data-dir").arg(data_dir);
    command
}

/// From the start of `serve` to the first answered request.
fn cold_start(data_dir: &Path) -> Duration {
    let address = free_address();
    let started = Instant::now();
    let mut child =
        hengping(data_dir, &["serve", "--listen", &address, "--log", "error"]).stderr(Stdio::null()).spawn().unwrap();
    let answered = loop {
        if answers(&address) {
            break started.elapsed();
        }
        assert!(started.elapsed() < Duration::from_secs(30), "the server did not come up");
        std::thread::sleep(Duration::from_millis(2));
    };
    child.kill().unwrap();
    child.wait().unwrap();
    answered
}

fn free_address() -> String {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string()
}

fn answers(address: &str) -> bool {
    use std::io::{Read, Write};
    let Ok(mut stream) = std::net::TcpStream::connect(address) else { return false };
    let request = format!("GET /readyz HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    let mut answer = String::new();
    stream.write_all(request.as_bytes()).is_ok() && stream.read_to_string(&mut answer).is_ok() && answer.contains("200")
}

fn services(data_dir: &Path) -> Services {
    let mut layers = Layers::default();
    layers.flag("data_dir", Some(data_dir.display().to_string())).unwrap();
    layers.flag("argon2_memory_kib", Some("8".into())).unwrap();
    Services::open(&Config::from_layers(&layers).unwrap(), Clock::system()).unwrap()
}

const ROUNDS: u32 = 300;

/// The authenticated page of 50 experts against an endpoint that runs the same query and sends JSON.
async fn expert_list(data_dir: &Path) {
    let services = services(data_dir);
    let cookie = log_in(&services);
    let pages = web::Data::new(Pages::new().unwrap());
    let wired = services.clone();
    let product = test::init_service(
        App::new()
            .configure(move |a| app::configure(&wired, &pages, a))
            .wrap(actix_web::middleware::from_fn(hengping::accounts::gate::front)),
    )
    .await;
    let bare = test::init_service(
        App::new()
            .app_data(web::Data::new(services.db.clone()))
            .app_data(web::Data::new(services.vault.clone()))
            .route("/bare", web::get().to(bare_list)),
    )
    .await;
    let page = |uri: &str| {
        test::TestRequest::get().uri(uri).insert_header(("Cookie", format!("hengping={cookie}"))).to_request()
    };
    let mut of_product = Vec::new();
    let mut of_bare = Vec::new();
    for _ in 0..ROUNDS {
        let started = Instant::now();
        let answer = test::call_service(&product, page("/experts")).await;
        assert!(answer.status().is_success(), "{}", answer.status());
        of_product.push(started.elapsed());
        let started = Instant::now();
        assert!(test::call_service(&bare, page("/bare")).await.status().is_success());
        of_bare.push(started.elapsed());
    }
    let (product, bare) = (median(of_product), median(of_bare));
    println!("expert list page (median)     {:>8.3} ms", product.as_secs_f64() * 1000.0);
    println!("bare endpoint, same query     {:>8.3} ms", bare.as_secs_f64() * 1000.0);
    println!(
        "ratio                         {:>8.2}      (wanted: at most 3)",
        product.as_secs_f64() / bare.as_secs_f64()
    );
}

async fn bare_list(
    db: web::Data<hengping::platform::db::Db>,
    vault: web::Data<hengping::platform::vault::Vault>,
) -> HttpResponse {
    let found =
        web::block(move || db.read(|conn| experts(conn, &vault, &ExpertFilter::default(), PageAsked::default())));
    HttpResponse::Ok().json(found.await.unwrap().unwrap())
}

/// A browser session of the handler of the demonstration.
fn log_in(services: &Services) -> String {
    use hengping::accounts::model::Division;
    use hengping::accounts::service::{Door, LoggedIn};
    let division = Division::parse("640300000").unwrap();
    let accounts = services.accounts.demo_accounts(&division, |_| None).unwrap();
    let handler = accounts.iter().find(|a| a.login == "finance_handler").unwrap();
    match services.accounts.log_in(&handler.login, &handler.password, Door::Browser, "127.0.0.1").unwrap() {
        LoggedIn::Browser { cookie, .. } => {
            assert!(services.accounts.recognise(Proof::Cookie(&cookie)).unwrap().is_some());
            cookie
        }
        LoggedIn::Api { .. } => panic!("the browser door opened an API session"),
    }
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}
