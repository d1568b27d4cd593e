//! The running server: it comes up on a free port, answers for its health, lets people in, and ends
//! its work when told to stop.

use super::command::shipped_year_text;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A server of our own; killed when dropped.
pub struct Server {
    child: Child,
    /// `127.0.0.1:PORT`.
    pub address: String,
    /// What it printed before it served: the table of the year and the log-ins.
    pub printed: Vec<String>,
}

impl Server {
    /// Starts the program with a verb that serves, and waits until it does.
    pub fn start(data_dir: &Path, arguments: &[&str]) -> Server {
        let mut command = Command::new(env!("CARGO_BIN_EXE_hengping"));
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("HENGPING_")) {
            command.env_remove(name);
        }
        command.args(arguments).args(["--listen", "127.0.0.1:0", "--data-dir"]).arg(data_dir);
        command.env("HENGPING_ARGON2_MEMORY_KIB", "8").stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let address = address(&mut child);
        let printed = child.stdout.take().map(available_lines).unwrap_or_default();
        Server { child, address, printed }
    }

    /// Starts the shipped year and serves it.
    pub fn demo(data_dir: &Path) -> Server {
        Server::start(data_dir, &["demo", "--input", &shipped_year_text()])
    }

    /// The password that the demonstration printed for a log-in.
    pub fn password(&self, login: &str) -> String {
        let line = self.printed.iter().find(|l| l.split_whitespace().next() == Some(login));
        line.and_then(|l| l.split_whitespace().nth(1)).unwrap_or_else(|| panic!("no log-in {login}")).to_owned()
    }

    /// Status line and body of a GET.
    pub fn get(&self, path: &str) -> (String, String) {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", self.address).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        (head.lines().next().unwrap().to_owned(), body.to_owned())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Reads stderr until the address is told, then lets the rest flow away.
fn address(child: &mut Child) -> String {
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
    let mut seen = Vec::new();
    for line in lines.by_ref() {
        let line = line.unwrap();
        if let Some(address) = line.split("http://").nth(1).and_then(|rest| rest.split_whitespace().next()) {
            std::thread::spawn(move || lines.for_each(drop));
            return address.to_owned();
        }
        seen.push(line);
    }
    panic!("the server did not come up: {seen:?}")
}

/// The lines that are there; the server says its address after it has printed.
fn available_lines(stdout: std::process::ChildStdout) -> Vec<String> {
    let (send, receive) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        for line in BufReader::new(stdout).lines().map_while(Result::ok) {
            let _ = send.send(line);
        }
    });
    let mut lines = Vec::new();
    while let Ok(line) = receive.recv_timeout(Duration::from_millis(500)) {
        lines.push(line);
    }
    lines
}

#[test]
fn a_fresh_server_answers_for_its_health_and_asks_for_an_account() {
    let dir = tempfile::tempdir().unwrap();
    let server = Server::start(dir.path(), &["serve"]);
    for (path, status, word) in [
        ("/healthz", "200", "ok"),
        ("/readyz", "200", "ready"),
        ("/api/openapi.json", "200", "3.1"),
        ("/api/docs/", "200", "swagger"),
        ("/", "303", ""),
        ("/login", "200", "衡评"),
        ("/experts", "303", ""),
        ("/api/v1/experts", "401", "urn:hengping:problem:not-authenticated"),
        ("/nowhere", "404", "没有找到"),
        ("/api/v1/nowhere", "404", "urn:hengping:problem:not-found"),
        ("/metrics", "303", ""),
    ] {
        let (head, body) = server.get(path);
        assert!(head.contains(status) && body.contains(word), "{path}: {head}\n{body}");
    }
}

#[test]
fn it_ends_when_told_to_stop() {
    let dir = tempfile::tempdir().unwrap();
    let mut server = Server::start(dir.path(), &["serve"]);
    // Who answers has its signals in hand.
    assert!(server.get("/healthz").0.contains("200"));
    let pid = server.child.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
    let deadline = Instant::now() + Duration::from_secs(60);
    while Instant::now() < deadline {
        if let Some(status) = server.child.try_wait().unwrap() {
            assert!(status.success(), "{status}");
            return;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    panic!("still running after a minute");
}
