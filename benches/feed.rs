//! How fast the feed goes out to a receiver on the same machine, in order of each project, and how fast
//! it is pulled. The aims: 1,000 events a second from SQLite, 2,000 from PostgreSQL (give its address in
//! `HENGPING_TEST_BENCH_POSTGRES`, an empty database), 20,000 pulled; and a slow receiver delays no other.

// A bench may fail by panicking; that is how it tells.
#![allow(clippy::unwrap_used)]

use actix_web::{App, HttpResponse, HttpServer, web};
use hengping::feed::rules::address::Networks;
use hengping::feed::rules::retry::Schedule;
use hengping::feed::rules::signature::Scheme;
use hengping::feed::sender::{Sender, SenderSettings, Until};
use hengping::feed::service::endpoints::{self, FreshKey, NewEndpoint, Start};
use hengping::linkage::service as linkage;
use hengping::platform::clock::Clock;
use hengping::platform::db::{DatabaseUrl, Db, migrate};
use hengping::platform::vault::Vault;
use std::collections::HashMap;
use std::net::TcpListener;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tokio::sync::watch;
use tokio::task::LocalSet;

const DIVISION: &str = "640300000";
const PROJECTS: i32 = 400;
const EVENTS: i32 = 8_000;

fn main() {
    let folder = tempfile::tempdir().unwrap();
    measure("SQLite", &format!("sqlite:{}", folder.path().join("feed.db").display()), 1_000.0);
    match std::env::var("HENGPING_TEST_BENCH_POSTGRES") {
        Ok(url) => measure("PostgreSQL", &url, 2_000.0),
        Err(_) => println!("PostgreSQL: left out, HENGPING_TEST_BENCH_POSTGRES is not set"),
    }
}

fn measure(name: &str, url: &str, wanted: f64) {
    let db = Db::open(&DatabaseUrl::parse(url).unwrap(), 8).unwrap();
    migrate::run(&db).unwrap();
    publish(&db);
    let started = Instant::now();
    let (mut cursor, mut pulled) = (0, 0);
    loop {
        let part = db.read(|conn| linkage::pull(conn, Some(DIVISION), cursor, 1_000)).unwrap();
        let Some(last) = part.last() else { break };
        cursor = last.sequence;
        pulled += part.iter().map(|e| serde_json::to_string(&e.sent()).unwrap().len().min(1)).sum::<usize>();
    }
    println!("{name}: {:.0} events/s pulled (wanted 20000)", pulled as f64 / started.elapsed().as_secs_f64());
    let quick = Receiver::start(Duration::ZERO);
    let slow = Receiver::start(Duration::from_secs(3));
    for (name, receiver) in [("quick", &quick), ("slow", &slow)] {
        register(&db, name, &receiver.url);
    }
    let rate = send(&db, &quick);
    println!(
        "{name}: {rate:.0} events/s delivered in order beside a receiver that takes 3 s (wanted {wanted}); out of order: {}",
        quick.disorder.load(Ordering::Relaxed)
    );
}

fn publish(db: &Db) {
    for first in (0..EVENTS).step_by(500) {
        db.write(|conn| {
            for n in first..(first + 500).min(EVENTS) {
                let project = format!("P{:04}", n % PROJECTS);
                let data = serde_json::json!({ "pro_code": project, "amount_fen": 100_000, "basis": "第三十条" });
                linkage::publish(
                    conn,
                    DIVISION,
                    &project,
                    "cn.hengping.instruction.issued.v1",
                    &data,
                    Clock::system().now(),
                )?;
            }
            Ok(())
        })
        .unwrap();
    }
}

fn networks() -> Networks {
    Networks(vec!["127.0.0.1/32".parse().unwrap()])
}

fn vault() -> Vault {
    Vault::new([1; 32], [2; 32])
}

fn register(db: &Db, name: &str, url: &str) {
    let new = NewEndpoint {
        id: name.to_owned(),
        division: DIVISION.to_owned(),
        name: name.to_owned(),
        url: url.to_owned(),
        start: Start::Beginning,
        key: FreshKey::draw(Scheme::V1),
    };
    let at = Clock::system().now();
    db.write(|conn| endpoints::register(conn, &vault(), &networks(), &new, "bench", at)).unwrap();
}

/// Events a second until the quick receiver has all.
fn send(db: &Db, quick: &Receiver) -> f64 {
    let settings = SenderSettings {
        networks: networks(),
        schedule: Schedule::new(vec![60]),
        timeout: Duration::from_secs(15),
        concurrency: 16,
    };
    let sender = Sender::new(db.clone(), vault(), Clock::system(), settings).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    LocalSet::new().block_on(&runtime, async {
        let (_stop, stopped) = watch::channel(false);
        let started = Instant::now();
        let all = async {
            while quick.count.load(Ordering::Relaxed) < EVENTS as usize {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        tokio::select! { () = sender.run(Until::Empty, stopped) => {}, () = all => {} }
        quick.count.load(Ordering::Relaxed) as f64 / started.elapsed().as_secs_f64()
    })
}

struct Receiver {
    url: String,
    count: Arc<AtomicUsize>,
    disorder: Arc<AtomicUsize>,
}

impl Receiver {
    fn start(delay: Duration) -> Receiver {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        let (count, disorder) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let last = Arc::new(Mutex::new(HashMap::<String, i64>::new()));
        let (counted, disordered) = (count.clone(), disorder.clone());
        std::thread::spawn(move || {
            actix_web::rt::System::new().block_on(
                HttpServer::new(move || {
                    let (count, disorder, last) = (counted.clone(), disordered.clone(), last.clone());
                    App::new().default_service(web::to(move |body: web::Json<serde_json::Value>| {
                        let (count, disorder, last) = (count.clone(), disorder.clone(), last.clone());
                        async move {
                            tokio::time::sleep(delay).await;
                            let place = body["projectsequence"].as_i64().unwrap_or_default();
                            let project = body["subject"].as_str().unwrap_or_default().to_owned();
                            let before = last.lock().unwrap().insert(project, place).unwrap_or(0);
                            disorder.fetch_add(usize::from(place != before + 1), Ordering::Relaxed);
                            count.fetch_add(1, Ordering::Relaxed);
                            HttpResponse::NoContent().finish()
                        }
                    }))
                })
                .workers(1)
                .listen(listener)
                .unwrap()
                .run(),
            )
        });
        Receiver { url, count, disorder }
    }
}
