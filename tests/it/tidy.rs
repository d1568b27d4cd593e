//! House rules that the compiler does not see: how the rooms lie above one another, what rules may
//! touch, where SQL may stand. Each finding names its place and how to mend it.
//!
//! Read as text, by the standard library alone. Not here: what clippy and rustfmt already see.

mod code;
mod findings;
mod migrations;
mod rooms;
mod source;
mod words;

use findings::{Finding, require_none};
use source::{product_sources, project_files, rust_sources};

/// A file that is longer has more than one purpose.
const LONGEST_FILE: usize = 500;

#[test]
fn every_file_opens_with_what_it_is_for() {
    let bare = rust_sources(&["src", "tests", "benches"]).into_iter().filter(|file| !file.text.starts_with("//!"));
    require_none(bare.map(|file| Finding {
        place: format!("{}:1", file.path),
        rule: "the file does not begin with a `//!` header".to_owned(),
        mend: "say in a sentence or two what it is for and what is deliberately not in it",
    }));
}

#[test]
fn no_file_is_too_long_to_have_one_purpose() {
    let long = rust_sources(&["src", "tests", "benches"]).into_iter().filter(|file| file.length() > LONGEST_FILE);
    require_none(long.map(|file| Finding {
        place: format!("{}:{LONGEST_FILE}", file.path),
        rule: format!("the file has {} lines, more than {LONGEST_FILE}", file.length()),
        mend: "find the second purpose in it and give that a file of its own",
    }));
}

#[test]
fn the_product_neither_panics_nor_prints_in_passing() {
    require_none(words::forbidden(&product_sources()));
}

#[test]
fn a_room_uses_only_the_rooms_above_it() {
    require_none(rooms::findings(&product_sources()));
}

#[test]
fn tests_are_never_ignored() {
    require_none(words::ignored_tests(&rust_sources(&["src", "tests"])));
}

#[test]
fn both_databases_have_the_same_migrations() {
    require_none(migrations::findings(&migrations::read()));
}

#[test]
fn no_file_knows_the_machine_it_was_written_on() {
    require_none(project_files().iter().flat_map(words::machine_paths));
}
