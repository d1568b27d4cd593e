//! The program as a person starts it: arguments in, exit code and both outputs back.

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What the program answered.
pub struct Answer {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl Answer {
    /// The whole standard output as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|e| panic!("{e}: {}\n{}", self.stdout, self.stderr))
    }

    /// Fails with both outputs unless the code is as expected.
    pub fn expect(self, code: i32) -> Answer {
        assert_eq!(self.code, Some(code), "stdout: {}\nstderr: {}", self.stdout, self.stderr);
        self
    }
}

/// A command in its own data folder, with cheap password hashes and nothing inherited that would be
/// a setting.
pub fn hengping(data_dir: &Path, arguments: &[&str]) -> Answer {
    hengping_with(data_dir, arguments, &[])
}

/// As [`hengping`], with settings from the environment.
pub fn hengping_with(data_dir: &Path, arguments: &[&str], settings: &[(&str, &str)]) -> Answer {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hengping"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("HENGPING_")) {
        command.env_remove(name);
    }
    command.args(arguments).arg("--data-dir").arg(data_dir).env("HENGPING_ARGON2_MEMORY_KIB", "8");
    let output = command.envs(settings.iter().copied()).output().unwrap();
    Answer {
        code: output.status.code(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

/// The shipped year, as it lies in the repository.
pub fn shipped_year() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/wuzhong-2021")
}

/// The same as text, for arguments.
pub fn shipped_year_text() -> String {
    shipped_year().display().to_string()
}

/// Copies a folder with everything below it.
pub fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// A JSON file of the shipped year.
pub fn shipped_json(name: &str) -> Value {
    serde_json::from_str(&std::fs::read_to_string(shipped_year().join(name)).unwrap()).unwrap()
}
