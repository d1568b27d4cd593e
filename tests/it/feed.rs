//! The feed from end to end with the real program: the year's events on their way to the reference
//! receiver through everything that goes wrong on a line, killed on both sides again and again. At the
//! end every event was applied once, in order of its project, acknowledged, and the books agree.

use super::command::{hengping, hengping_with, shipped_year_text};
use super::support::{database, on_each_database};
use hengping::linkage::service as linkage;
use hengping::platform::clock::Clock;
use hengping::platform::db::{DatabaseUrl, Db, migrate};
use serde_json::Value;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

const DIVISION: &str = "640300000";
/// One second for an answer, and a try every second.
const SETTINGS: [(&str, &str); 4] = [
    ("HENGPING_FEED_NETWORKS", "127.0.0.1"),
    ("HENGPING_FEED_RETRY", "1"),
    ("HENGPING_FEED_TIMEOUT", "1"),
    ("HENGPING_FEED_CONCURRENCY", "4"),
];

/// What the line does with a request.
#[derive(Clone, Copy)]
enum Mishap {
    None,
    /// The receiver never sees it.
    ErrorBefore,
    /// The receiver applied it and the sender does not know.
    ErrorAfter,
    /// 200, long after the sender stopped waiting.
    TooLate,
    Twice,
    CutOff,
}

/// In this order, over and over; then the line gets well.
const MISHAPS: [Mishap; 9] = [
    Mishap::None,
    Mishap::ErrorBefore,
    Mishap::Twice,
    Mishap::ErrorAfter,
    Mishap::None,
    Mishap::CutOff,
    Mishap::Twice,
    Mishap::TooLate,
    Mishap::None,
];
const REQUESTS_WITH_MISHAPS: usize = 40;

/// The line between sender and receiver, on a fixed address.
struct Line {
    url: String,
    /// Where the receiver listens at present.
    receiver: Arc<Mutex<String>>,
}

impl Line {
    fn lay() -> Line {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        let receiver = Arc::new(Mutex::new(String::new()));
        let (count, to) = (Arc::new(AtomicUsize::new(0)), receiver.clone());
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (count, to) = (count.clone(), to.clone());
                std::thread::spawn(move || carry(stream, &count, &to));
            }
        });
        Line { url, receiver }
    }
}

/// One request a connection; where anything is cut, it is cut, as on a real line.
fn carry(mut stream: TcpStream, count: &AtomicUsize, to: &Mutex<String>) -> Option<()> {
    let request = read_message(&mut stream)?;
    let number = count.fetch_add(1, Ordering::Relaxed);
    let mishap = if number < REQUESTS_WITH_MISHAPS { MISHAPS[number % MISHAPS.len()] } else { Mishap::None };
    let address = to.lock().unwrap().clone();
    let forward = || {
        let mut receiver = TcpStream::connect(&address).ok()?;
        receiver.write_all(&request).ok()?;
        read_message(&mut receiver)
    };
    let error = b"HTTP/1.1 500 Oops\r\ncontent-length: 0\r\nconnection: close\r\n\r\n".to_vec();
    let answer = match mishap {
        Mishap::None => forward()?,
        Mishap::ErrorBefore => error,
        Mishap::ErrorAfter => {
            forward()?;
            error
        }
        Mishap::TooLate => {
            let answer = forward()?;
            std::thread::sleep(Duration::from_millis(1_500));
            answer
        }
        Mishap::Twice => {
            forward()?;
            forward()?
        }
        Mishap::CutOff => {
            forward()?;
            return None;
        }
    };
    stream.write_all(&answer).ok()
}

/// Head and body of a message with a content length.
fn read_message(stream: &mut TcpStream) -> Option<Vec<u8>> {
    let mut reader = BufReader::new(stream);
    let (mut message, mut length) = (Vec::new(), 0);
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).ok()? == 0 {
            return None;
        }
        message.extend_from_slice(line.as_bytes());
        if let Some(text) = line.to_lowercase().strip_prefix("content-length:") {
            length = text.trim().parse().ok()?;
        }
        if line == "\r\n" {
            break;
        }
    }
    let start = message.len();
    message.resize(start + length, 0);
    reader.read_exact(&mut message[start..]).ok()?;
    Some(message)
}

/// A process of our own, killed with SIGKILL when dropped.
struct Killed(Child);

impl Drop for Killed {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn program(data_dir: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hengping"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("HENGPING_")) {
        command.env_remove(name);
    }
    command.args(arguments).arg("--data-dir").arg(data_dir).envs(SETTINGS).stdout(Stdio::null());
    command
}

/// Starts the receiver on a free port and tells the line.
fn receiver(folder: &Path, key: &str, line: &Line) -> Killed {
    let journal = journal(folder);
    let arguments =
        ["feed", "serve-receiver", "--listen", "127.0.0.1:0", "--journal", journal.to_str().unwrap(), "--key", key];
    let mut child = program(folder, &arguments).stderr(Stdio::piped()).spawn().unwrap();
    let mut said = String::new();
    BufReader::new(child.stderr.take().unwrap()).read_line(&mut said).unwrap();
    let address = said.split("http://").nth(1).and_then(|rest| rest.split_whitespace().next());
    *line.receiver.lock().unwrap() = address.unwrap_or_else(|| panic!("{said}")).to_owned();
    while !journal.exists() {
        std::thread::sleep(Duration::from_millis(5));
    }
    Killed(child)
}

fn sender(folder: &Path, url: &str) -> Killed {
    Killed(program(folder, &["feed", "send", "--database-url", url]).stderr(Stdio::null()).spawn().unwrap())
}

fn journal(folder: &Path) -> PathBuf {
    folder.join("received.jsonl")
}

/// The year played through, and an endpoint whose deliveries go over `line`; gives the receiver's key.
fn year_with_endpoint(folder: &Path, url: &str, line: &Line, scheme: &str) -> String {
    let input = shipped_year_text();
    hengping(folder, &["demo", "--input", &input, "--no-serve", "--json", "--database-url", url]).expect(0);
    let add = ["feed", "endpoint", "add", "--division", DIVISION, "--name", "核心系统", "--url", &line.url];
    let mut add = add.to_vec();
    add.extend(["--scheme", scheme, "--json", "--database-url", url]);
    hengping_with(folder, &add, &SETTINGS).expect(0).json()["key"].as_str().unwrap().to_owned()
}

fn reconcile(folder: &Path, url: &str) -> (i32, Value) {
    let journal = journal(folder);
    let arguments = ["feed", "reconcile", "--journal", journal.to_str().unwrap(), "--json", "--database-url", url];
    let answer = hengping_with(folder, &arguments, &SETTINGS);
    (answer.code.unwrap(), answer.json())
}

/// The applied events in the order of the journal.
fn applied(folder: &Path) -> Vec<Value> {
    let text = std::fs::read_to_string(journal(folder)).unwrap();
    text.lines().map(|l| serde_json::from_str::<Value>(l).unwrap()["event"].clone()).collect()
}

on_each_database!(killed_again_and_again_every_event_arrives_once_and_in_order, |url| {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let line = Line::lay();
    let key = year_with_endpoint(folder, url, &line, "v1");
    for round in 0..4_u64 {
        let received = receiver(folder, &key, &line);
        let senders = [sender(folder, url), sender(folder, url)];
        std::thread::sleep(Duration::from_millis(700 + 300 * round));
        // The receiver dies first in one round, a sender in the other; both with SIGKILL.
        if round % 2 == 0 {
            drop(received);
            drop(senders);
        } else {
            drop(senders);
            drop(received);
        }
    }
    let (code, _) = reconcile(folder, url);
    assert_eq!(code, 1, "in the midst of it the books differ");
    let _receiver = receiver(folder, &key, &line);
    let send = ["feed", "send", "--until-empty", "--database-url", url];
    hengping_with(folder, &send, &SETTINGS).expect(0);
    let events = applied(folder);
    check_once_and_in_order(&events);
    let (code, compared) = reconcile(folder, url);
    assert_eq!((code, &compared["same"]), (0, &true.into()), "{compared}");
    assert_eq!(compared["divisions"][0]["theirs"]["events"], 46);
    let statement =
        hengping(folder, &["feed", "statement", "--division", DIVISION, "--database-url", url]).expect(0).json();
    let entries = statement["entries"].as_array().unwrap();
    assert!(entries.iter().all(|e| e["answer"].as_str().unwrap().starts_with("applied KZS-")), "{statement}");
    a_forged_book_is_found(folder, url);
});

fn check_once_and_in_order(events: &[Value]) {
    let mut last = std::collections::HashMap::new();
    for event in events {
        let place = event["projectsequence"].as_i64().unwrap();
        let before = last.insert(event["subject"].as_str().unwrap().to_owned(), place).unwrap_or(0);
        assert_eq!(place, before + 1, "{event}");
    }
    assert_eq!((events.len(), last.len()), (46, 23));
}

/// Somebody changes an amount in the receiver's books.
fn a_forged_book_is_found(folder: &Path, url: &str) {
    let text = std::fs::read_to_string(journal(folder)).unwrap();
    let forged = text.replacen("\"grade_code\":\"EXCELLENT\"", "\"grade_code\":\"GOOD\"", 1);
    assert_ne!(text, forged);
    std::fs::write(journal(folder), forged).unwrap();
    let (code, compared) = reconcile(folder, url);
    let kinds: Vec<&Value> =
        compared["divisions"][0]["differences"].as_array().unwrap().iter().map(|d| &d["kind"]).collect();
    assert_eq!((code, kinds), (1, vec![&Value::from("changed")]));
}

#[test]
fn the_running_server_sends_with_public_keys_and_says_when_there_is_no_way() {
    let folder = tempfile::tempdir().unwrap();
    let (folder, database) = (folder.path(), database::sqlite());
    let refused =
        ["feed", "endpoint", "add", "--division", DIVISION, "--name", "内网", "--url", "https://169.254.169.254/"];
    let mut refused = refused.to_vec();
    refused.extend(["--database-url", database.url()]);
    assert!(hengping(folder, &refused).expect(2).stderr.contains("feed_networks"));
    let line = Line::lay();
    let key = year_with_endpoint(folder, database.url(), &line, "v1a");
    assert!(key.starts_with("whpk_"));
    let _receiver = receiver(folder, &key, &line);
    let serve = ["serve", "--listen", "127.0.0.1:0", "--database-url", database.url()];
    let _server = Killed(program(folder, &serve).stderr(Stdio::null()).spawn().unwrap());
    let deadline = std::time::Instant::now() + Duration::from_secs(60);
    while reconcile(folder, database.url()).0 != 0 {
        assert!(std::time::Instant::now() < deadline, "{:?}", applied(folder).len());
        std::thread::sleep(Duration::from_millis(300));
    }
    check_once_and_in_order(&applied(folder));
}

// Writers that hold their transaction open for different times, beside a reader that goes on by its cursor.
on_each_database!(a_reader_never_misses_a_late_commit, |url| {
    const WRITERS: usize = 4;
    const EVENTS: usize = 20;
    let db = Db::open(&DatabaseUrl::parse(url).unwrap(), 8).unwrap();
    migrate::run(&db).unwrap();
    let seen = std::thread::scope(|scope| {
        for writer in 0..WRITERS {
            let db = &db;
            scope.spawn(move || {
                for n in 0..EVENTS {
                    while publish(db, writer, n).is_err() {}
                }
            });
        }
        let (mut seen, mut cursor) = (Vec::new(), 0);
        let deadline = std::time::Instant::now() + Duration::from_secs(60);
        while seen.len() < WRITERS * EVENTS && std::time::Instant::now() < deadline {
            let part = db.read(|conn| linkage::pull(conn, Some(DIVISION), cursor, 7)).unwrap();
            cursor = part.last().map_or(cursor, |e| e.sequence);
            seen.extend(part.into_iter().map(|e| e.sequence));
        }
        seen
    });
    assert_eq!(seen, (1..=(WRITERS * EVENTS) as i64).collect::<Vec<_>>());
});

fn publish(db: &Db, writer: usize, n: usize) -> Result<i64, hengping::platform::failure::Failure> {
    let project = format!("P{}", (writer + n) % 3);
    db.write(|conn| {
        let data = serde_json::json!({ "writer": writer, "n": n });
        let placed = linkage::publish(conn, DIVISION, &project, "t", &data, Clock::system().now())?;
        // The later the place, the shorter it is held: a late commit of an early place, if there could be one.
        std::thread::sleep(Duration::from_millis([6, 3, 1, 0][n % 4]));
        Ok(placed)
    })
}
