//! The feed as files, with the real program: numbered, signed, both ways, killed or mislaid at any step. At the end every
//! event was applied once and is acknowledged, and the books agree.

use super::command::{hengping, shipped_year_text};
use std::path::Path;

const DIVISION: &str = "640300000";

/// One side's folder with the paths of what goes back and forth.
struct Ferry<'a>(&'a Path);

impl Ferry<'_> {
    fn path(&self, name: &str) -> String {
        self.0.join(name).to_str().unwrap().to_owned()
    }

    fn export(&self, to: &str, code: i32) {
        hengping(self.0, &["feed", "export", "--endpoint", "核心系统", "--to", &self.path(to)]).expect(code);
    }

    fn receive(&self, from: &str, answer: &str, more: &[&str], code: i32) {
        let (journal, key) = (self.path("journal"), self.path("key"));
        let (from, answer) = (self.path(from), self.path(answer));
        let all =
            ["feed", "receive-file", "--journal", &journal, "--key-file", &key, "--from", &from, "--answer", &answer];
        hengping(self.0, &[&all[..], more].concat()).expect(code);
    }

    fn import(&self, from: &str, code: i32) {
        hengping(self.0, &["feed", "import", "--endpoint", "核心系统", "--from", &self.path(from)]).expect(code);
    }

    fn text(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }
}

#[test]
fn files_carry_every_event_once_and_its_answer_back() {
    let folder = tempfile::tempdir().unwrap();
    let ferry = Ferry(folder.path());
    hengping(ferry.0, &["demo", "--input", &shipped_year_text(), "--no-serve", "--json"]).expect(0);
    let add = ["feed", "endpoint", "add", "--division", DIVISION, "--name", "核心系统", "--files", "--json"];
    let key = hengping(ferry.0, &add).expect(0).json()["key"].as_str().unwrap().to_owned();
    std::fs::write(ferry.path("key"), key).unwrap();

    ferry.export("1", 0);
    assert_eq!(ferry.text("1").lines().count(), 46 + 2);
    ferry.export("2", 1); // nothing new
    let again = ["feed", "export", "--endpoint", "核心系统", "--number", "1", "--to", &ferry.path("1-again")];
    hengping(ferry.0, &again).expect(0);
    assert_eq!(ferry.text("1"), ferry.text("1-again"), "byte for byte");

    // A changed byte, and a file that is none, are refused and leave no trace.
    std::fs::write(ferry.path("forged"), ferry.text("1").replacen("640300000", "640300001", 3)).unwrap();
    ferry.receive("forged", "a0", &[], 1);
    std::fs::write(ferry.path("none"), "{}\n").unwrap();
    ferry.receive("none", "a0", &[], 1);

    ferry.receive("1", "a1", &[], 0);
    let (answer, journal) = (ferry.text("a1"), ferry.text("journal"));
    ferry.receive("1", "a1", &[], 1); // a repetition
    ferry.receive("1", "a1-again", &["--again"], 0);
    assert_eq!((ferry.text("a1-again"), ferry.text("journal")), (answer, journal.clone()), "nothing doubled");

    // Killed between journal and register: the file comes once more, and nothing is applied twice.
    std::fs::remove_file(ferry.path("journal.files")).unwrap();
    ferry.receive("1", "a1", &[], 0);
    assert_eq!(ferry.text("journal"), journal);

    ferry.import("1", 1); // no answers, and not from there
    ferry.import("a1", 0);
    ferry.import("a1", 1); // a repetition
    let journal = ferry.path("journal");
    let compared = hengping(ferry.0, &["feed", "reconcile", "--journal", &journal, "--json"]).expect(0).json();
    assert_eq!(compared["same"], true, "{compared}");
    let ours = hengping(ferry.0, &["feed", "statement", "--division", DIVISION]).expect(0).json();
    let entries = ours["entries"].as_array().unwrap();
    assert!(entries.iter().all(|e| e["answer"].as_str().unwrap().starts_with("applied KZS-")), "{ours}");
}
