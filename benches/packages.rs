//! Uploads beside what hashing and writing the same bytes costs, the server's memory meanwhile, and the
//! completeness gate on a usual package; what the finder of shared passages takes.
//!
//! Run with `cargo bench --bench packages`; `HENGPING_BENCH_MIB` sets the size of the large upload (4096).
//! The figures are of one run on one machine; the ratio is what counts.

// A bench may stop by panicking.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use hengping::accounts::model::{Division, Role};
use hengping::accounts::service::{By, NewAccount};
use hengping::app::Services;
use hengping::commissions::model::CommissionId;
use hengping::commissions::{Commission, State, service as commissions};
use hengping::packages::docx::Paragraph;
use hengping::packages::reuse::{model::Text, passages, shingles};
use hengping::platform::clock::Clock;
use hengping::platform::config::{Config, Layers};
use hengping::terms::{Day, Fen};
use sha2::{Digest, Sha256};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const NUMBER: &str = "640300000-2021-001";
const PASSWORD: &str = "correct horse battery";
const CHUNK: usize = 1 << 20;

fn main() {
    let mib: u64 = std::env::var("HENGPING_BENCH_MIB").ok().and_then(|m| m.parse().ok()).unwrap_or(4096);
    let dir = tempfile::tempdir_in(".").unwrap();
    let floor = floor(dir.path(), mib);
    prepare(dir.path());
    let server = Server::start(dir.path());
    let token = server.token();
    let before = server.memory();
    let one = server.upload(&token, "one.mp4", mib);
    let with_one = server.memory();
    let many = many(&server, &token, mib);
    let with_many = server.memory();
    let rate = |time: Duration| mib as f64 / time.as_secs_f64();
    println!("hash, write, sync {mib} MiB      {:>8.2} s  {:>6.0} MiB/s", floor.as_secs_f64(), rate(floor));
    println!("the same by tus, one file      {:>8.2} s  {:>6.0} MiB/s", one.as_secs_f64(), rate(one));
    println!("ratio                          {:>8.2}", floor.as_secs_f64() / one.as_secs_f64());
    println!("16 files at once, {mib} MiB      {:>8.2} s  {:>6.0} MiB/s", many.as_secs_f64(), rate(many));
    println!("server grows by, one / 16      {:>5} / {} MiB", (with_one - before) / 1024, (with_many - before) / 1024);
    drop(server);
    println!("gate, 30 files, 40 MiB         {:>8.3} s", gate(dir.path()).as_secs_f64());
    let (kept, shared) = reuse();
    println!("shingles of 100,000 letters    {:>8.3} s", kept.as_secs_f64());
    println!("passages of two such reports   {:>8.3} s", shared.as_secs_f64());
}

/// Two reports of 100,000 letters, of which every tenth paragraph is the same.
fn reuse() -> (Duration, Duration) {
    let han = |seed: u32| char::from_u32(0x4e00 + seed.wrapping_mul(2_654_435_761) % 20_000).unwrap();
    let paragraph = |number: u32, report: u32| {
        let of = if number.is_multiple_of(10) { 0 } else { report };
        let text = (0..250).map(|at| han(of * 1_000_000 + number * 250 + at)).collect();
        Paragraph { text, is_heading: false }
    };
    let [a, b] = [1, 2].map(|report| Text::of(&(0..400).map(|number| paragraph(number, report)).collect::<Vec<_>>()));
    let started = Instant::now();
    assert!(shingles::kept(&a).len() > 10_000);
    let kept = started.elapsed();
    let started = Instant::now();
    assert!(passages::shared(&a, &b).0 >= 10_000);
    (kept, started.elapsed())
}

/// The front of an MP4, so that the file is of an allowed kind.
fn chunk() -> Vec<u8> {
    let mut chunk = vec![7u8; CHUNK];
    chunk[..12].copy_from_slice(b"\0\0\0\x18ftypmp42");
    chunk
}

/// What any upload has to do: hash every byte, write it, make it safe.
fn floor(dir: &Path, mib: u64) -> Duration {
    let (chunk, path) = (chunk(), dir.join("floor"));
    let started = Instant::now();
    let (mut file, mut hasher) = (std::fs::File::create(&path).unwrap(), Sha256::new());
    for _ in 0..mib {
        hasher.update(&chunk);
        file.write_all(&chunk).unwrap();
    }
    file.sync_all().unwrap();
    assert_eq!(hasher.finalize().len(), 32);
    let time = started.elapsed();
    std::fs::remove_file(path).unwrap();
    time
}

/// A database with one commission that takes uploads, and who may upload.
fn prepare(dir: &Path) {
    let mut layers = Layers::default();
    layers.flag("data_dir", Some(dir.display().to_string())).unwrap();
    let services = Services::open(&Config::from_layers(&layers).unwrap(), Clock::system()).unwrap();
    let commission = commission(&services);
    services.db.write(|conn| commissions::plan(conn, &commission, "bench", "bench")).unwrap();
    let new = NewAccount {
        login: "evaluator".into(),
        name: "某人".into(),
        role: Role::LeadEvaluator,
        division: Division::parse("640300000").unwrap(),
        subject: Some("institution".into()),
        password: Some(PASSWORD.into()),
    };
    services.accounts.create(By::Machine, &new).unwrap();
}

fn commission(services: &Services) -> Commission {
    Commission {
        id: CommissionId::new(),
        number: NUMBER.into(),
        division: "640300000".into(),
        fiscal_year: 2021,
        project_code: "64030021T000001".into(),
        project_name: "项目".into(),
        unit_code: "001001".into(),
        unit_name: "单位".into(),
        department_code: "001".into(),
        sector: "农业".into(),
        budget: Fen(100_000_000),
        evaluation_kind: "FIN_KEY".into(),
        route: "BELOW_LIMIT".into(),
        ceiling: Fen(6_000_000),
        reference_day: Day::new(2021, 6, 1).unwrap(),
        policy_id: "wuzhong-2021".into(),
        policy_version: "1".into(),
        state: State::ViewsExchanged,
        institution_id: Some("institution".into()),
        institution_name: None,
        version: 1,
        created_at: services.clock.now(),
    }
}

/// The program itself, serving; killed when dropped.
struct Server {
    child: Child,
    address: String,
}

impl Server {
    fn start(dir: &Path) -> Server {
        let mut command = Command::new(env!("CARGO_BIN_EXE_hengping"));
        command.args(["serve", "--listen", "127.0.0.1:0", "--data-dir"]).arg(dir).args(["--log", "warn"]);
        let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let line = lines.by_ref().map(Result::unwrap).find(|line| line.contains("http://")).unwrap();
        std::thread::spawn(move || lines.for_each(drop));
        let address = line.split("http://").nth(1).unwrap().split_whitespace().next().unwrap().to_owned();
        Server { child, address }
    }

    /// Status line, headers and body of an answer.
    fn send(&self, head: &str, body: impl FnOnce(&mut TcpStream)) -> (String, String) {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        write!(stream, "{head}Host: x\r\nConnection: close\r\n\r\n").unwrap();
        body(&mut stream);
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        (head.to_owned(), body.to_owned())
    }

    fn token(&self) -> String {
        let body = format!("{{\"login\":\"evaluator\",\"password\":\"{PASSWORD}\"}}");
        let head = format!(
            "POST /api/v1/session HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: {}\r\n",
            body.len()
        );
        let (_, answer) = self.send(&head, |stream| stream.write_all(body.as_bytes()).unwrap());
        let answer = answer.split_once('{').unwrap().1.rsplit_once('}').unwrap().0;
        let answer: serde_json::Value = serde_json::from_str(&format!("{{{answer}}}")).unwrap();
        answer["access_token"].as_str().unwrap().to_owned()
    }

    /// From the creation to the answer that all bytes are safe and the file is in the store.
    fn upload(&self, token: &str, name: &str, mib: u64) -> Duration {
        use base64::{Engine, engine::general_purpose::STANDARD};
        let bytes = mib << 20;
        let common = format!("Authorization: Bearer {token}\r\nTus-Resumable: 1.0.0\r\n");
        let metadata = STANDARD.encode(name);
        let started = Instant::now();
        let head = format!(
            "POST /api/v1/uploads?commission={NUMBER} HTTP/1.1\r\n{common}Upload-Length: {bytes}\r\nUpload-Metadata: filename {metadata}\r\nContent-Length: 0\r\n"
        );
        let (answer, _) = self.send(&head, |_| {});
        let location = answer.lines().find_map(|l| l.strip_prefix("location: ")).expect(&answer).to_owned();
        let head = format!(
            "PATCH {location} HTTP/1.1\r\n{common}Upload-Offset: 0\r\nContent-Type: application/offset+octet-stream\r\nContent-Length: {bytes}\r\n"
        );
        let chunk = chunk();
        let (answer, _) = self.send(&head, |stream| (0..mib).for_each(|_| stream.write_all(&chunk).unwrap()));
        assert!(answer.starts_with("HTTP/1.1 204"), "{answer}");
        started.elapsed()
    }

    /// Memory of its own, in KiB: what the kernel caches of files is not the server's.
    fn memory(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find(|l| l.starts_with("VmHWM:")).unwrap();
        line.split_whitespace().nth(1).unwrap().parse().unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

fn many(server: &Server, token: &str, mib: u64) -> Duration {
    let started = Instant::now();
    std::thread::scope(|scope| {
        for number in 0..16 {
            scope.spawn(move || server.upload(token, &format!("{number}.mp4"), mib / 16));
        }
    });
    started.elapsed()
}

/// `hengping package check` on the first package of the year and 40 MiB of recordings.
fn gate(dir: &Path) -> Duration {
    let (from, to) = ("tests/data/wuzhong-2021/packages/64030021T000001", dir.join("package"));
    std::fs::create_dir_all(to.join("工作底稿")).unwrap();
    for name in ["评价方案.docx", "评分表.xlsx", "评价报告.docx", "问卷数据.csv"] {
        std::fs::copy(Path::new(from).join(name), to.join(name)).unwrap();
    }
    let chunk = chunk();
    for number in 0..26 {
        let mut file = std::fs::File::create(to.join(format!("工作底稿/{number}.mp4"))).unwrap();
        file.write_all(&chunk).unwrap();
        file.write_all(&chunk[..CHUNK / 2]).unwrap();
    }
    let started = Instant::now();
    let mut command = Command::new(env!("CARGO_BIN_EXE_hengping"));
    let status = command.args(["package", "check", "--policy", "wuzhong-2021"]).arg(&to).stdout(Stdio::null()).status();
    assert!(status.unwrap().success());
    started.elapsed()
}
