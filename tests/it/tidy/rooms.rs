//! The rooms and who may use whom: a room uses only the rooms above it, the platform knows no room,
//! the audit is called by all and calls none.

use super::code::is_word;
use super::findings::Finding;
use super::source::Source;

/// From the ground up: each room may use those before it. A new room takes its place here.
const ROOMS: [&str; 28] = [
    "terms",
    "intake",
    "policy",
    "accounts",
    "registry",
    "conflicts",
    "search",
    "commissions",
    "orders",
    "sealing",
    "inquiries",
    "bids",
    "assignments",
    "panels",
    "remedies",
    "contracts",
    "watch",
    "packages",
    "quality",
    "reviews",
    "results",
    "linkage",
    "rectification",
    "credit",
    "recheck",
    "disclosures",
    "feed",
    "handover",
];

/// Every room may use these, and they use no room but the terms.
const SERVANTS: [&str; 2] = ["platform", "audit"];

/// What brings the rooms together uses every one of them, and no room knows it.
const WIRING: [&str; 8] = ["app", "cli", "demo", "desk", "lib", "main", "replayers", "site"];

/// What is out of order between the rooms.
pub fn findings(sources: &[Source]) -> Vec<Finding> {
    sources.iter().flat_map(findings_in).collect()
}

fn findings_in(file: &Source) -> Vec<Finding> {
    let room = room_of(file);
    if !is_known(room) {
        return vec![Finding {
            place: format!("{}:1", file.path),
            rule: format!("`{room}` is no room that the house knows"),
            mend: "give it its place in ROOMS of tests/it/tidy/rooms.rs, or put the file into a room",
        }];
    }
    let code = file.product_code();
    let uses = modules_used(&code).into_iter().filter(|(_, used)| is_known(used) && !may_use(room, used));
    uses.map(|(at, used)| Finding {
        place: format!("{}:{}", file.path, code[..at].matches('\n').count() + 1),
        rule: format!("`{room}` uses `{used}`, which is not above it in the house"),
        mend: "pass the plain value in from the service, or move what both need into the upper room",
    })
    .collect()
}

/// `bids` for `src/bids/rules.rs`, `app` for `src/app.rs`.
fn room_of(file: &Source) -> &str {
    let first = file.path.split('/').nth(1).unwrap_or_default();
    first.strip_suffix(".rs").unwrap_or(first)
}

fn is_known(name: &str) -> bool {
    ROOMS.contains(&name) || SERVANTS.contains(&name) || WIRING.contains(&name)
}

fn may_use(room: &str, used: &str) -> bool {
    let height = |name| ROOMS.iter().position(|room| *room == name);
    if room == used || WIRING.contains(&room) {
        return true;
    }
    match (height(room), height(used)) {
        (Some(own), Some(other)) => other < own,
        (Some(own), None) => own > 0 && SERVANTS.contains(&used),
        (None, _) => used == ROOMS[0] || (room, used) == ("audit", "platform"),
    }
}

/// The first names after `crate::`, groups included, with their places.
fn modules_used(code: &str) -> Vec<(usize, &str)> {
    let paths = code
        .match_indices("crate::")
        .filter(|(at, _)| !code[..*at].ends_with(|before| is_word(before) || before == '$'));
    paths.flat_map(|(at, path)| first_names(&code[at + path.len()..]).into_iter().map(move |name| (at, name))).collect()
}

/// `a` for `a::b`, `a` and `c` for `{a::{b, d}, c}`.
fn first_names(path: &str) -> Vec<&str> {
    let Some(group) = path.strip_prefix('{') else { return vec![name_at(path)] };
    let mut names = Vec::new();
    let mut depth = 0;
    let mut start = 0;
    for (at, letter) in group.char_indices() {
        match letter {
            ',' | '}' if depth == 0 => {
                names.push(name_at(group[start..at].trim_start()));
                start = at + 1;
            }
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 && letter == '}' && start == at + 1 {
            break;
        }
    }
    names
}

fn name_at(path: &str) -> &str {
    &path[..path.find(|letter| !is_word(letter)).unwrap_or(path.len())]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_names_of_paths_are_read() {
        let cases = [
            ("use crate::terms::{Day, Fen};", vec!["terms"]),
            ("use crate::{\n  policy::{self, Pack},\n  terms,\n};", vec!["policy", "terms", ""]),
            ("fn f() { crate::bids::rank(crate::terms::Fen(1)) }", vec!["bids", "terms"]),
            ("pub(crate) fn f() { $crate::x!() }", vec![]),
            ("use crate::{a::{b, c}}; fn f() { g(d, e) }", vec!["a"]),
        ];
        for (code, expected) in cases {
            let names: Vec<&str> = modules_used(code).into_iter().map(|(_, name)| name).collect();
            assert_eq!(names, expected, "{code}");
        }
    }

    #[test]
    fn what_lies_below_is_found_with_its_line() {
        let cases = [
            ("src/bids/rules.rs", "use crate::policy::Pack;", None),
            ("src/bids/rules.rs", "\nuse crate::results::Grade;", Some("src/bids/rules.rs:2")),
            ("src/bids/rules.rs", "use crate::app::State;", Some("src/bids/rules.rs:1")),
            ("src/bids/service.rs", "use crate::{audit, platform::db};", None),
            ("src/bids/service.rs", "#[cfg(test)]\nmod tests { use crate::results::Grade; }", None),
            ("src/audit/mod.rs", "use crate::platform::db;", None),
            ("src/audit/mod.rs", "use crate::bids::Bid;", Some("src/audit/mod.rs:1")),
            ("src/platform/jobs.rs", "use crate::terms::Instant;", None),
            ("src/platform/jobs.rs", "use crate::audit::Entry;", Some("src/platform/jobs.rs:1")),
            ("src/terms/day.rs", "use crate::platform::clock;", Some("src/terms/day.rs:1")),
            ("src/app.rs", "use crate::discovery::api;", None),
            ("src/cli/draw.rs", "use crate::assignments::draw;", None),
            ("src/attic/mod.rs", "", Some("src/attic/mod.rs:1")),
        ];
        for (path, text, expected) in cases {
            let found = findings(&[Source::new(path, text)]);
            assert_eq!(found.first().map(|finding| finding.place.as_str()), expected, "{path}: {text}");
        }
    }
}
