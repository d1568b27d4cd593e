//! A server process that cannot outlive the test process, not even when that is killed.
//!
//! A shell holds the other end of a pipe. When the pipe closes, because the `Leashed` was dropped or
//! because this process is gone, the shell ends the server's process group and removes its folder.
//! That needs no signal handler and works for a `static`, which is never dropped.

use std::ffi::OsStr;
use std::io::Write;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};

/// Becomes the server only on the word, so that it never runs without its leash.
const WAIT_FOR_THE_WORD: &str = r#"read -r word && exec "$@" </dev/null"#;

/// The folder may still be written to while the last process of the group ends, hence the tries.
const END_THE_GROUP: &str = r#"
cat >/dev/null
kill -s "$1" -- "-$2" 2>/dev/null
for try in 1 2 3 4 5 6 7 8 9 10; do rm -rf -- "$3" && break; sleep 0.2; done
"#;

/// How a server is told to end at once. `Quit` lets PostgreSQL end the processes outside its group.
#[derive(Clone, Copy)]
pub enum Ending {
    Quit,
    Kill,
}

/// A running server, ended on drop together with all processes of its group.
pub struct Leashed {
    server: Child,
    shell: Child,
    pipe: Option<ChildStdin>,
}

/// A command for [`Leashed::start`]; add arguments, output and user, but leave its input alone.
pub fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new("sh");
    command.args(["-c", WAIT_FOR_THE_WORD, "leash"]).arg(program);
    command
}

impl Leashed {
    /// Starts a [`command`]. Its end takes `folder` with it.
    ///
    /// # Panics
    /// When a process cannot be started.
    pub fn start(mut command: Command, ending: Ending, folder: &Path) -> Leashed {
        let mut server = command.stdin(Stdio::piped()).process_group(0).spawn().expect("the server starts");
        let mut shell = leash(server.id(), ending, folder).spawn().expect("a shell starts");
        let pipe = shell.stdin.take();
        if let Some(mut word) = server.stdin.take() {
            word.write_all(b"run\n").expect("the server waits for the word");
        }
        Leashed { server, shell, pipe }
    }

    /// How the server ended, if it has.
    pub fn ended(&mut self) -> Option<ExitStatus> {
        self.server.try_wait().expect("the server is our child")
    }

    /// What the server says, when its output is piped; `None` from the second call on.
    pub fn output(&mut self) -> Option<std::process::ChildStdout> {
        self.server.stdout.take()
    }
}

/// The group of its own keeps an interrupt from the terminal away from the shell.
fn leash(server: u32, ending: Ending, folder: &Path) -> Command {
    let signal = match ending {
        Ending::Quit => "QUIT",
        Ending::Kill => "KILL",
    };
    let mut shell = Command::new("sh");
    shell.args(["-c", END_THE_GROUP, "leash", signal]).arg(server.to_string()).arg(folder);
    shell.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).process_group(0);
    shell
}

impl Drop for Leashed {
    fn drop(&mut self) {
        self.pipe = None;
        // The shell first: until the server is waited for, its number belongs to nobody else.
        let _ = self.shell.wait();
        let _ = self.server.wait();
    }
}
