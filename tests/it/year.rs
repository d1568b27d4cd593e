//! The demonstration year as a story: workbooks in, instructions out, on each database alike; and
//! what was decided can be replayed, until somebody changes it behind the records.

use super::command::{Answer, hengping, hengping_with, shipped_json, shipped_year_text};
use super::support::s3::{ACCESS_KEY, BUCKET, ObjectServer, REGION, SECRET_KEY};
use super::support::{database, on_each_database};
use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection, SqliteConnection};
use serde_json::Value;
use std::path::Path;

fn demo(data_dir: &Path, url: &str) -> Answer {
    let input = shipped_year_text();
    hengping(data_dir, &["demo", "--input", &input, "--no-serve", "--json", "--database-url", url])
}

/// Changes the database behind the product's back.
fn tamper(url: &str, sql: &str) {
    match url.strip_prefix("sqlite://") {
        Some(path) => SqliteConnection::establish(path).unwrap().batch_execute(sql).unwrap(),
        None => PgConnection::establish(url).unwrap().batch_execute(sql).unwrap(),
    }
}

fn check_results(report: &Value) {
    let expected = shipped_json("expected-results.json");
    let projects = expected["projects"].as_array().unwrap();
    let results = report["results"].as_array().unwrap();
    assert_eq!(results.len(), projects.len());
    for project in projects {
        let result = results.iter().find(|r| r["project_code"] == project["project"]).unwrap();
        let score: f64 = result["score"].as_str().unwrap().parse().unwrap();
        assert_eq!((score, &result["word"]), (project["score"].as_f64().unwrap(), &project["grade"]), "{result}");
        let instructions = result["instructions"].as_array().unwrap();
        assert!(!instructions.is_empty(), "{result}");
        assert!(instructions.iter().all(|i| !i["basis"].as_str().unwrap().is_empty()), "{result}");
    }
}

fn check_totals(report: &Value) {
    assert_eq!(report["year"], 2021);
    assert_eq!((&report["projects"], &report["budget_fen"]), (&23.into(), &203_300_000_000_i64.into()));
    assert_eq!(report["grades"], serde_json::json!({"EXCELLENT": 10, "GOOD": 13, "FAIR": 0, "POOR": 0}));
    assert_eq!((&report["reviewers"]["drawn"], &report["bids"]["received"]), (&69.into(), &132.into()));
    assert!(report["reviewers"]["conflicted_excluded"].as_u64().unwrap() > 0);
    let rejected = report["bids"]["rejected"].as_array().unwrap();
    assert!(rejected.iter().any(|r| r["code"] == "above_ceiling"));
    assert!(rejected.iter().any(|r| r["code"] == "conflict_of_interest"));
    let decisions = &report["decisions"];
    assert_eq!((&decisions["recorded"], &decisions["different"]), (&decisions["replayed"], &0.into()));
    // One result and one instruction for each project.
    assert_eq!(report["feed"]["events"], 46);
}

on_each_database!(the_year_runs_replays_and_shows_tampering, |url| {
    let dir = tempfile::tempdir().unwrap();
    let report = demo(dir.path(), url).expect(0).json();
    check_results(&report);
    check_totals(&report);
    a_second_run_gives_the_same(dir.path(), url, &report);
    every_change_behind_the_records_is_named(dir.path(), url);
});

fn a_second_run_gives_the_same(data_dir: &Path, url: &str, first: &Value) {
    assert_eq!(demo(data_dir, url).expect(0).json(), *first);
}

/// What somebody changes, and the kind of decision that must be named.
const TAMPERING: [(&str, &str); 6] = [
    ("UPDATE review_marks SET points = '1.5' WHERE seat = 2 AND criterion = '报告质量'", "package_quality"),
    ("UPDATE technical_marks SET points = '49.9' WHERE seat = 1 AND criterion = '方案'", "award"),
    ("UPDATE indicator_scores SET score = '0.1' WHERE position = 1", "package_acceptance"),
    ("UPDATE results SET grade = 'GOOD' WHERE grade = 'EXCELLENT'", "grade"),
    ("UPDATE instructions SET action = 'CANCEL' WHERE action = 'MAINTAIN'", "instructions"),
    ("UPDATE bids SET price_fen = price_fen + 1 WHERE standing = 'awarded'", "bid_admission"),
];

fn every_change_behind_the_records_is_named(data_dir: &Path, url: &str) {
    let replay = || hengping(data_dir, &["replay", "--all", "--json", "--database-url", url]);
    assert_eq!(replay().expect(0).json()["different"], 0);
    for (sql, kind) in TAMPERING {
        tamper(url, sql);
        let report = replay().expect(1).json();
        let named = report["differences"].as_array().unwrap().iter().any(|d| d["kind"] == kind && d["decision"] != "");
        assert!(named, "{sql}: {report}");
    }
}

#[test]
fn both_databases_print_the_same() {
    let Some(postgres) = database::postgres() else { return };
    let (a, b) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    // One master key, because the seeds of the demonstration's draws are made from it.
    let key = [("HENGPING_MASTER_KEY", "07".repeat(32))];
    let key = [(key[0].0, key[0].1.as_str())];
    let input = shipped_year_text();
    let arguments = ["demo", "--input", &input, "--no-serve", "--json"];
    let sqlite = hengping_with(a.path(), &arguments, &key).expect(0).json();
    let mut with_url = arguments.to_vec();
    with_url.extend(["--database-url", postgres.url()]);
    let postgres = hengping_with(b.path(), &with_url, &key).expect(0).json();
    assert_eq!(sqlite, postgres);
}

#[test]
fn packages_go_to_an_object_store_as_well() {
    let server = ObjectServer::start();
    let dir = tempfile::tempdir().unwrap();
    let settings = [
        ("HENGPING_STORAGE", "s3"),
        ("HENGPING_S3_ENDPOINT", server.endpoint()),
        ("HENGPING_S3_REGION", REGION),
        ("HENGPING_S3_BUCKET", BUCKET),
        ("HENGPING_S3_ACCESS_KEY", ACCESS_KEY),
        ("HENGPING_S3_SECRET_KEY", SECRET_KEY),
    ];
    let input = shipped_year_text();
    let report =
        hengping_with(dir.path(), &["demo", "--input", &input, "--no-serve", "--json"], &settings).expect(0).json();
    check_results(&report);
    assert!(!dir.path().join("objects").exists(), "nothing goes to the local store then");
}

#[test]
fn a_setting_that_cannot_be_used_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let cases = [
        ("HENGPING_DATABASE_POOL", "many", "database_pool"),
        ("HENGPING_STORAGE", "floppy", "storage"),
        ("HENGPING_NONSENSE", "1", "nonsense"),
        ("HENGPING_DATABASE_URL", "mysql://h/d", "database_url"),
    ];
    for (name, value, key) in cases {
        let answer = hengping_with(dir.path(), &["replay", "--all"], &[(name, value)]).expect(2);
        assert!(answer.stderr.contains(key) && answer.stderr.lines().count() == 1, "{}", answer.stderr);
    }
}
