//! A private PostgreSQL for this test process, from the server programs of this machine.
//!
//! One server for all tests, on a socket in a folder of its own, without a port; one fresh database
//! for each test. It may lose everything in a crash (`fsync=off`): what survives one is not tested here.

use super::leash::{self, Ending, Leashed};
use super::requirement;
use std::fs::{self, File};
use std::os::unix::fs::MetadataExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

/// Where Debian keeps the programs, a folder for each version; other systems have them on the path.
const DEBIAN_VERSIONS: &str = "/usr/lib/postgresql";
const ADMINISTRATOR: &str = "postgres";
/// The role the product connects as: it owns its database and is no superuser.
const OWNER: &str = "hengping";
const START_LIMIT: Duration = Duration::from_secs(60);
/// Speed over safety, no address but the socket, and room for the pools of many tests at once.
const SETTINGS: [&str; 5] =
    ["listen_addresses=", "fsync=off", "full_page_writes=off", "synchronous_commit=off", "max_connections=300"];

/// A fresh database, dropped with this value.
pub struct PostgresDatabase {
    server: &'static Server,
    name: String,
}

struct Server {
    programs: PathBuf,
    folder: PathBuf,
    process: Leashed,
}

/// Creates an empty database, or says that the test is skipped because no server is installed.
///
/// # Panics
/// When a server is installed and does not work, or is missing and required.
pub fn create_database() -> Option<PostgresDatabase> {
    static SERVER: OnceLock<Option<Server>> = OnceLock::new();
    static COUNT: AtomicU32 = AtomicU32::new(1);
    let Some(server) = SERVER.get_or_init(|| programs().map(Server::start)) else {
        requirement::missing("postgres", "install the PostgreSQL server (Debian: postgresql)");
        return None;
    };
    let name = format!("test_{}", COUNT.fetch_add(1, Ordering::Relaxed));
    server.run("createdb", &["--owner", OWNER, &name]);
    Some(PostgresDatabase { server, name })
}

impl PostgresDatabase {
    /// Such as `postgres://hengping@/test_1?host=/tmp/hengping-postgres-x`.
    pub fn url(&self) -> String {
        format!("postgres://{OWNER}@/{}?host={}", self.name, self.server.folder.display())
    }
}

impl Drop for PostgresDatabase {
    /// Every database takes 7 MB. Forced, because a pool may still hold connections to it.
    fn drop(&mut self) {
        let _ = self.server.client("dropdb", &["--force", &self.name]);
    }
}

impl Server {
    fn start(programs: PathBuf) -> Server {
        let folder = tempfile::Builder::new().prefix("hengping-postgres-").tempdir().expect("a temporary folder");
        let account = account_for(folder.path());
        if let Some((user, group)) = account {
            std::os::unix::fs::chown(folder.path(), Some(user), Some(group)).expect("root can give a folder away");
        }
        create_cluster(&programs, folder.path(), account);
        let process = launch(&programs, folder.path(), account);
        let mut server = Server { programs, folder: folder.keep(), process };
        server.wait_until_ready();
        server.run("createuser", &[OWNER]);
        server
    }

    fn wait_until_ready(&mut self) {
        let deadline = Instant::now() + START_LIMIT;
        while !self.client("pg_isready", &["--quiet"]).status.success() {
            let ended = self.process.ended();
            if ended.is_some() || Instant::now() > deadline {
                let log = fs::read_to_string(self.folder.join("log")).unwrap_or_default();
                panic!("PostgreSQL did not start ({ended:?}):\n{log}");
            }
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    fn client(&self, program: &str, arguments: &[&str]) -> Output {
        let mut command = Command::new(self.programs.join(program));
        command.arg("--host").arg(&self.folder).args(["--username", ADMINISTRATOR]).args(arguments);
        command.output().expect("a PostgreSQL program can be run")
    }

    fn run(&self, program: &str, arguments: &[&str]) {
        require_success(program, &self.client(program, arguments));
    }
}

/// The folder with the newest server's programs, if one is installed.
fn programs() -> Option<PathBuf> {
    let versions = fs::read_dir(DEBIAN_VERSIONS).into_iter().flatten().flatten();
    let mut installed: Vec<(u32, PathBuf)> = versions
        .filter_map(|version| Some((version.file_name().to_str()?.parse().ok()?, version.path().join("bin"))))
        .collect();
    installed.sort();
    let on_path = std::env::var_os("PATH").unwrap_or_default();
    let newest_first = installed.into_iter().rev().map(|(_, folder)| folder);
    newest_first.chain(std::env::split_paths(&on_path)).find(|folder| folder.join("initdb").is_file())
}

/// PostgreSQL refuses to run as root: the user and group to run as instead, when `folder` is root's.
fn account_for(folder: &Path) -> Option<(u32, u32)> {
    if fs::metadata(folder).expect("the folder is ours").uid() != 0 {
        return None;
    }
    let accounts = fs::read_to_string("/etc/passwd").expect("the list of users can be read");
    let account = ["postgres", "nobody"].iter().find_map(|name| account_named(name, &accounts));
    Some(account.expect("root needs a user postgres or nobody to run PostgreSQL as"))
}

fn account_named(name: &str, accounts: &str) -> Option<(u32, u32)> {
    let line = accounts.lines().find(|line| line.split(':').next() == Some(name))?;
    let mut numbers = line.split(':').skip(2).map(str::parse);
    Some((numbers.next()?.ok()?, numbers.next()?.ok()?))
}

/// Locale C sorts by bytes, as SQLite does, and is the same on every machine.
fn create_cluster(programs: &Path, folder: &Path, account: Option<(u32, u32)>) {
    let mut command = Command::new(programs.join("initdb"));
    command.args(["--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync", "--username", ADMINISTRATOR]);
    command.arg("--pgdata").arg(folder.join("data"));
    let output = as_account(&mut command, account).current_dir(folder).output().expect("initdb can be run");
    require_success("initdb", &output);
}

fn launch(programs: &Path, folder: &Path, account: Option<(u32, u32)>) -> Leashed {
    let mut command = leash::command(programs.join("postgres"));
    command.arg("-D").arg(folder.join("data")).arg("-k").arg(folder);
    for setting in SETTINGS {
        command.args(["-c", setting]);
    }
    let log = File::create(folder.join("log")).expect("the log can be created");
    command.stdout(log.try_clone().expect("the log can be shared")).stderr(log).current_dir(folder);
    as_account(&mut command, account);
    Leashed::start(command, Ending::Quit, folder)
}

fn as_account(command: &mut Command, account: Option<(u32, u32)>) -> &mut Command {
    match account {
        Some((user, group)) => command.uid(user).gid(group),
        None => command,
    }
}

fn require_success(program: &str, output: &Output) {
    assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
}
