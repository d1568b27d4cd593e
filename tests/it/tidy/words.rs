//! Words that may not stand in the code, where, and what to write instead.

use super::code::is_word;
use super::findings::Finding;
use super::source::Source;

/// Words that are out of place in the files that it concerns.
struct Ban {
    words: &'static [&'static str],
    concerns: fn(&Source) -> bool,
    rule: &'static str,
    mend: &'static str,
}

const BANS: [Ban; 5] = [
    Ban {
        words: &[".unwrap()", ".expect(", ".unwrap_err()", ".expect_err(", "panic!", "todo!", "unimplemented!", "dbg!"],
        concerns: |_| true,
        rule: "the product never panics and has no stubs",
        mend: "return a typed error, or give the value a type that cannot be wrong",
    },
    Ban {
        words: &["println!", "print!", "eprintln!", "eprint!"],
        concerns: |file| !is_command_line(file),
        rule: "only the command line prints",
        mend: "return the text, or log with tracing in a service",
    },
    Ban {
        words: &[
            "Utc::now",
            "Local::now",
            "Instant::now",
            "SystemTime",
            "rand::",
            "tokio",
            "diesel",
            "tracing",
            "async",
            "crate::platform",
        ],
        concerns: is_rules,
        rule: "rules are pure: no clock, database, randomness, async or log",
        mend: "let the service gather it and pass the plain value in",
    },
    Ban {
        words: &["diesel", "diesel_migrations"],
        concerns: |file| !is_store(file),
        rule: "SQL stands only in a room's store and in platform/db",
        mend: "move the query into store.rs and call a function named for the question",
    },
    Ban {
        words: &["pub mod store", "pub(crate) mod store", "pub(super) mod store"],
        concerns: |_| true,
        rule: "a room's store is private",
        mend: "write `mod store;` and let others ask the room's service",
    },
];

/// Folders that a path of one machine begins with.
const FOLDERS_OF_MACHINES: [&str; 6] = ["home", "root", "Users", "work", "farm", "bash_jobs"];

/// All banned words in the product's code.
pub fn forbidden(sources: &[Source]) -> Vec<Finding> {
    sources.iter().flat_map(forbidden_in).collect()
}

fn forbidden_in(file: &Source) -> Vec<Finding> {
    let code = file.product_code();
    let bans = BANS.iter().filter(|ban| (ban.concerns)(file));
    bans.flat_map(|ban| find(&file.path, &code, ban.words, ban.rule, ban.mend)).collect()
}

/// A test that does not run is no test.
pub fn ignored_tests(sources: &[Source]) -> Vec<Finding> {
    let mend = "make it pass, or make it skip aloud when the machine lacks something";
    let ignored = |file: &Source| find(&file.path, &file.code(), &["#[ignore"], "tests are never ignored", mend);
    sources.iter().flat_map(ignored).collect()
}

/// Absolute paths of somebody's machine, in any text of the project.
pub fn machine_paths(file: &Source) -> Vec<Finding> {
    let folders: Vec<String> = FOLDERS_OF_MACHINES.iter().map(|folder| format!("/{folder}/")).collect();
    let words: Vec<&str> = folders.iter().map(String::as_str).collect();
    let begins = |line: &str, at: usize| !line[..at].ends_with(|letter| is_word(letter) || "-.}".contains(letter));
    let lines = file
        .text
        .lines()
        .enumerate()
        .filter(|(_, line)| words.iter().any(|word| line.match_indices(word).any(|(at, _)| begins(line, at))));
    lines
        .map(|(number, _)| Finding {
            place: format!("{}:{}", file.path, number + 1),
            rule: "this is a path of one machine".to_owned(),
            mend: "write it relative to the repository, or take it from a setting",
        })
        .collect()
}

fn find(path: &str, code: &str, words: &[&str], rule: &str, mend: &'static str) -> Vec<Finding> {
    let lines = code.lines().enumerate();
    let hits = lines
        .flat_map(|(number, line)| words.iter().filter(move |word| has(line, word)).map(move |word| (number, word)));
    hits.map(|(number, word)| Finding {
        place: format!("{path}:{}", number + 1),
        rule: format!("`{word}`: {rule}"),
        mend,
    })
    .collect()
}

/// Whether `word` stands in `line` and is not a part of a longer name.
fn has(line: &str, word: &str) -> bool {
    let open = |inner: Option<char>, outer: Option<char>| !(inner.is_some_and(is_word) && outer.is_some_and(is_word));
    line.match_indices(word).any(|(at, _)| {
        open(word.chars().next(), line[..at].chars().next_back())
            && open(word.chars().next_back(), line[at + word.len()..].chars().next())
    })
}

fn is_command_line(file: &Source) -> bool {
    file.path.starts_with("src/cli/") || file.path == "src/cli.rs" || file.path == "src/main.rs"
}

fn is_rules(file: &Source) -> bool {
    file.parts().iter().any(|part| ["rules", "rules.rs"].contains(part))
}

fn is_store(file: &Source) -> bool {
    let parts = file.parts();
    parts.iter().any(|part| ["store", "store.rs"].contains(part))
        || (parts.get(1) == Some(&"platform") && parts.get(2).is_some_and(|part| ["db", "db.rs"].contains(part)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(path: &str, text: &str) -> Vec<String> {
        forbidden(&[Source::new(path, text)]).into_iter().map(|finding| finding.place).collect()
    }

    #[test]
    fn a_banned_word_is_found_where_it_is_out_of_place_and_only_there() {
        let cases = [
            ("src/bids/service.rs", "a\nx.unwrap();", vec!["src/bids/service.rs:2"]),
            ("src/bids/service.rs", "x.unwrap_or(1); // .unwrap()\nlet t = \"panic!\";", vec![]),
            ("src/bids/service.rs", "#[cfg(test)]\nmod tests { fn f() { x.unwrap(); } }", vec![]),
            ("src/bids/service.rs", "#[expect(dead_code)]\nstruct Expectation;", vec![]),
            ("src/bids/service.rs", "println!();", vec!["src/bids/service.rs:1"]),
            ("src/cli/draw.rs", "println!();", vec![]),
            ("src/bids/rules.rs", "let now = chrono::Utc::now();", vec!["src/bids/rules.rs:1"]),
            ("src/bids/rules/rank.rs", "use tokio::fs;", vec!["src/bids/rules/rank.rs:1"]),
            ("src/bids/rules.rs", "let brand::Brand { operand } = brand;", vec![]),
            ("src/bids/service.rs", "use diesel::prelude::*;", vec!["src/bids/service.rs:1"]),
            ("src/bids/store.rs", "use diesel::prelude::*;", vec![]),
            ("src/bids/store/rows.rs", "use diesel::prelude::*;", vec![]),
            ("src/platform/db/mod.rs", "use diesel::prelude::*;", vec![]),
            ("src/platform/jobs.rs", "use diesel::prelude::*;", vec!["src/platform/jobs.rs:1"]),
            ("src/bids/mod.rs", "mod store;\npub mod stores;\npub mod store;", vec!["src/bids/mod.rs:3"]),
        ];
        for (path, text, expected) in cases {
            assert_eq!(places(path, text), expected, "{path}: {text}");
        }
    }

    #[test]
    fn a_path_of_a_machine_is_found_and_a_path_of_the_product_is_not() {
        let [home, work] = ["home", "work"];
        let file = Source::new("README.md", &format!("cd /{home}/me\nGET /api/{work}/1\n\"/{work}/x\"\n/{work}ers/"));
        let places: Vec<String> = machine_paths(&file).into_iter().map(|finding| finding.place).collect();
        assert_eq!(places, ["README.md:1", "README.md:3"]);
    }

    #[test]
    fn an_ignored_test_is_found() {
        let mark = "#[ignore = \"later\"]";
        assert_eq!(ignored_tests(&[Source::new("tests/it/a.rs", mark)]).len(), 1);
        assert_eq!(ignored_tests(&[Source::new("tests/it/a.rs", &format!("// {mark}"))]).len(), 0);
    }
}
