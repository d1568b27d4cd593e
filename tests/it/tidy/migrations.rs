//! Migrations come in twins: what one database gets, the other gets under the same name.

use super::findings::Finding;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// Which of the two folders of migrations has which files, as `name/up.sql`.
pub struct Migrations {
    sqlite: BTreeSet<String>,
    postgres: BTreeSet<String>,
}

/// Reads `migrations/sqlite` and `migrations/postgres`.
pub fn read() -> Migrations {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations");
    Migrations { sqlite: files(&folder.join("sqlite")), postgres: files(&folder.join("postgres")) }
}

fn files(folder: &Path) -> BTreeSet<String> {
    let mut files = BTreeSet::new();
    for name in names(folder) {
        files.extend(names(&folder.join(&name)).iter().map(|file| format!("{name}/{file}")));
    }
    files
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    entries.map(|entry| entry.expect("an entry can be read").file_name().to_string_lossy().into_owned()).collect()
}

/// What one database has and the other lacks, and migrations without a way up.
pub fn findings(migrations: &Migrations) -> Vec<Finding> {
    let Migrations { sqlite, postgres } = migrations;
    let lacking = |kind, has: &BTreeSet<String>, other: &BTreeSet<String>| -> Vec<Finding> {
        other.difference(has).map(|file| lack(kind, file)).collect()
    };
    let mut findings = lacking("sqlite", sqlite, postgres);
    findings.extend(lacking("postgres", postgres, sqlite));
    let names: BTreeSet<&str> = sqlite.iter().filter_map(|file| file.split('/').next()).collect();
    let ups = names.into_iter().map(|name| format!("{name}/up.sql"));
    findings.extend(ups.filter(|up| !sqlite.contains(up) && !postgres.contains(up)).map(|up| lack("sqlite", &up)));
    findings
}

fn lack(kind: &str, file: &str) -> Finding {
    Finding {
        place: format!("migrations/{kind}/{file}"),
        rule: "the file is missing: migrations of SQLite and PostgreSQL are twins".to_owned(),
        mend: "write it in the words of that database, with the same tables and columns",
    }
}

#[test]
fn a_migration_of_one_database_alone_is_found() {
    let set = |files: &[&str]| files.iter().map(|file| (*file).to_owned()).collect::<BTreeSet<_>>();
    let places = |sqlite: &[&str], postgres: &[&str]| -> Vec<String> {
        let found = findings(&Migrations { sqlite: set(sqlite), postgres: set(postgres) });
        found.into_iter().map(|finding| finding.place).collect()
    };
    assert!(places(&["1_a/up.sql"], &["1_a/up.sql"]).is_empty());
    assert_eq!(places(&["1_a/up.sql"], &[]), ["migrations/postgres/1_a/up.sql"]);
    assert_eq!(
        places(&["1_a/up.sql"], &["1_b/up.sql"]),
        ["migrations/sqlite/1_b/up.sql", "migrations/postgres/1_a/up.sql"]
    );
    assert_eq!(places(&["1_a/down.sql"], &["1_a/down.sql"]), ["migrations/sqlite/1_a/up.sql"]);
}
