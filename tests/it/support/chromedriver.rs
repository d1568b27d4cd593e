//! The program between a test and Chromium: found, started on a free port, and told which Chromium
//! to start. Not here: what a test does in the browser (`browser`).

use super::leash::{self, Ending, Leashed};
use super::requirement;
use serde_json::{Map, Value, json};
use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{ChildStdout, Stdio};
use std::time::Duration;

const ANSWER_LIMIT: Duration = Duration::from_secs(20);

/// As small as the screens that officials have.
const WINDOW: &str = "--window-size=1366,768";

/// Root has no sandbox; containers have a small `/dev/shm`; nothing is fetched in the background;
/// and no name resolves, so that a page which needs an outside asset shows itself.
const ARGUMENTS: [&str; 11] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
    WINDOW,
];

/// A running driver; on drop it ends together with its browser and their folder.
pub struct Driver {
    port: u16,
    folder: PathBuf,
    _process: Leashed,
    /// Kept open: a driver whose output goes nowhere may end.
    _output: BufReader<ChildStdout>,
}

impl Driver {
    /// Starts a driver, or says that the test is skipped because a program is not installed.
    ///
    /// # Panics
    /// When the driver is installed and does not start, or is missing and required.
    pub fn start() -> Option<Driver> {
        if !is_on_path("chromedriver") || !["chromium", "google-chrome"].iter().any(|name| is_on_path(name)) {
            requirement::missing("browser", "install Chromium and its driver (Debian: chromium chromium-driver)");
            return None;
        }
        let folder = tempfile::Builder::new().prefix("hengping-browser-").tempdir().expect("a temporary folder");
        let mut process = launch(folder.path());
        let mut output = BufReader::new(process.output().expect("the output is piped"));
        let port = port_said_by(&mut output).expect("chromedriver says its port; is its version Chromium's?");
        Some(Driver { port, folder: folder.keep(), _process: process, _output: output })
    }

    /// `127.0.0.1:PORT`.
    pub fn address(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// Asks what the client library has no call for; `path` is such as `/session/ID/se/log`.
    ///
    /// # Panics
    /// When the driver does not answer with JSON.
    pub fn post(&self, path: &str, body: &str) -> Value {
        let mut stream = TcpStream::connect(self.address()).expect("the driver runs");
        stream.set_read_timeout(Some(ANSWER_LIMIT)).expect("the limit is not zero");
        let length = body.len();
        let head = format!("POST {path} HTTP/1.1\r\nHost: {}\r\nContent-Length: {length}", self.address());
        write!(stream, "{head}\r\nContent-Type: application/json\r\n\r\n{body}").expect("the driver listens");
        let mut answer = BufReader::new(stream);
        let length = body_length(&mut answer).expect("the driver says how long its answer is");
        serde_json::from_reader(answer.take(length)).expect("the driver answers in JSON")
    }

    /// What a new session asks for: a Chromium with an empty profile that prefers Chinese.
    pub fn capabilities(&self, scripts: bool) -> Map<String, Value> {
        let mut arguments: Vec<String> = ARGUMENTS.iter().map(ToString::to_string).collect();
        arguments.push(format!("--user-data-dir={}", self.folder.join("profile").display()));
        let mut preferences = json!({ "intl.accept_languages": "zh-CN,zh" });
        if !scripts {
            preferences["profile.managed_default_content_settings.javascript"] = json!(2);
        }
        Map::from_iter([
            ("goog:chromeOptions".to_owned(), json!({ "args": arguments, "prefs": preferences })),
            ("goog:loggingPrefs".to_owned(), json!({ "browser": "ALL" })),
        ])
    }
}

fn launch(folder: &Path) -> Leashed {
    let mut command = leash::command("chromedriver");
    let log = File::create(folder.join("log")).expect("the log can be created");
    // Chromium writes beside its profile too.
    command.env("HOME", folder).env("TMPDIR", folder);
    command.arg("--port=0").stdout(Stdio::piped()).stderr(log);
    Leashed::start(command, Ending::Kill, folder)
}

fn port_said_by(output: &mut impl BufRead) -> Option<u16> {
    output.lines().map_while(Result::ok).find_map(|line| port_in(&line))
}

fn port_in(line: &str) -> Option<u16> {
    line.split_once("started successfully on port ")?.1.trim_end_matches('.').parse().ok()
}

/// Reads the head of an answer. The driver keeps connections open, so the body ends only by its length.
fn body_length(answer: &mut impl BufRead) -> Option<u64> {
    let head: Vec<String> = answer.lines().map_while(Result::ok).take_while(|line| !line.is_empty()).collect();
    let mut fields = head.iter().filter_map(|line| line.split_once(':'));
    let (_, length) = fields.find(|(name, _)| name.eq_ignore_ascii_case("content-length"))?;
    length.trim().parse().ok()
}

fn is_on_path(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
}

#[test]
fn the_port_is_read_from_the_drivers_words() {
    assert_eq!(port_in("ChromeDriver was started successfully on port 38873."), Some(38873));
    assert_eq!(port_in("Starting ChromeDriver 156.0.8078.79 on port 0"), None);
}
