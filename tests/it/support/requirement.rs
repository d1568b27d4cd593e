//! What to do when this machine lacks a program that a test needs: say it and skip the test, or fail
//! when the test run promised it. Not here: looking for the programs, which each harness does itself.

use std::io::Write;

/// Names the programs that must be there, separated by commas, such as `postgres,browser`.
/// A test that would be skipped for one of them fails instead.
const REQUIRED: &str = "HENGPING_TEST_REQUIRE";

/// Says that the current test is skipped because `program` is not there; `mend` says how to get it.
///
/// # Panics
/// When `HENGPING_TEST_REQUIRE` names `program`.
pub fn missing(program: &str, mend: &str) {
    let required = std::env::var(REQUIRED).unwrap_or_default();
    assert!(!is_named(&required, program), "{program} is not on this machine and {REQUIRED} asks for it: {mend}");
    let thread = std::thread::current();
    let line = format!("SKIPPED {}: {program} is not on this machine; {mend}\n", thread.name().unwrap_or("a test"));
    // Not `eprintln!`: the test runner would swallow the line of a test that passes.
    std::io::stderr().write_all(line.as_bytes()).expect("standard error can be written");
}

fn is_named(list: &str, program: &str) -> bool {
    list.split(',').any(|name| name.trim() == program)
}

#[test]
fn a_requirement_is_named_as_a_whole_word_of_the_list() {
    assert!(is_named("postgres, browser", "browser"));
    assert!(!is_named("postgres", "browser"));
    assert!(!is_named("browsers", "browser"));
    assert!(!is_named("", "browser"));
}
