//! SQL of packages, their files and indicator tables.

use super::facts::Facts;
use super::indicator_table::{Indicator, IndicatorTable, PrintedTotal, RowSaid};
use super::model::{Package, PackageFile, Standing};
use crate::intake::Finding;
use crate::platform::db::Conn;
use crate::platform::failure::Outcome;
use crate::terms::{Instant, Score, Sha256Hex};
use anyhow::{Context, anyhow};
use chrono::NaiveDateTime;
use diesel::prelude::*;
use serde::{Deserialize, Serialize};

diesel::table! {
    packages (id) {
        id -> Text,
        commission_id -> Text,
        version -> Integer,
        standing -> Text,
        score -> Text,
        findings -> Text,
        table_rest -> Text,
        submitted_at -> Timestamp,
    }
}

diesel::table! {
    package_files (package_id, path) {
        package_id -> Text,
        path -> Text,
        sha256 -> Text,
        bytes -> BigInt,
        media_type -> Text,
    }
}

diesel::table! {
    indicator_scores (package_id, position) {
        package_id -> Text,
        position -> Integer,
        shown_row -> Integer,
        level_1 -> Text,
        level_2 -> Text,
        level_3 -> Text,
        weight -> Text,
        score -> Text,
        reason -> Nullable<Text>,
    }
}

diesel::table! {
    package_facts (package_id) {
        package_id -> Text,
        facts -> Text,
    }
}

type PackageRow = (String, String, i32, String, String, String, String, NaiveDateTime);

/// What an indicator table holds besides its indicators.
#[derive(Serialize, Deserialize)]
struct TableRest {
    printed_totals: Vec<PrintedTotal>,
    unread: Vec<Finding>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    said: Vec<RowSaid>,
}

pub fn insert(conn: &mut Conn, package: &Package) -> Outcome<()> {
    let table = &package.table;
    let rest = TableRest {
        printed_totals: table.printed_totals.clone(),
        unread: table.unread.clone(),
        said: table.said.clone(),
    };
    diesel::insert_into(packages::table)
        .values((
            packages::id.eq(&package.id),
            packages::commission_id.eq(&package.commission_id),
            packages::version.eq(package.version),
            packages::standing.eq(package.standing.word()),
            packages::score.eq(package.score.to_string()),
            packages::findings.eq(serde_json::to_string(&package.findings)?),
            packages::table_rest.eq(serde_json::to_string(&rest)?),
            packages::submitted_at.eq(package.submitted_at.naive_utc()),
        ))
        .execute(conn)?;
    for file in &package.files {
        insert_file(conn, &package.id, file)?;
    }
    for (position, indicator) in (1..).zip(&table.indicators) {
        insert_indicator(conn, &package.id, position, indicator)?;
    }
    if let Some(facts) = &package.facts {
        let row = (package_facts::package_id.eq(&package.id), package_facts::facts.eq(serde_json::to_string(facts)?));
        diesel::insert_into(package_facts::table).values(row).execute(conn)?;
    }
    Ok(())
}

fn facts(conn: &mut Conn, package_id: &str) -> Outcome<Option<Facts>> {
    let row: Option<String> =
        package_facts::table.find(package_id).select(package_facts::facts).first(conn).optional()?;
    let read = |text: String| serde_json::from_str(&text).with_context(|| format!("package {package_id}: facts"));
    Ok(row.map(read).transpose()?)
}

fn insert_file(conn: &mut Conn, package_id: &str, file: &PackageFile) -> Outcome<()> {
    let bytes = i64::try_from(file.bytes).map_err(|_| anyhow!("{}: too many bytes", file.path))?;
    diesel::insert_into(package_files::table)
        .values((
            package_files::package_id.eq(package_id),
            package_files::path.eq(&file.path),
            package_files::sha256.eq(file.sha256.as_str()),
            package_files::bytes.eq(bytes),
            package_files::media_type.eq(&file.media_type),
        ))
        .execute(conn)?;
    Ok(())
}

fn insert_indicator(conn: &mut Conn, package_id: &str, position: i32, indicator: &Indicator) -> Outcome<()> {
    diesel::insert_into(indicator_scores::table)
        .values((
            indicator_scores::package_id.eq(package_id),
            indicator_scores::position.eq(position),
            indicator_scores::shown_row.eq(i32::try_from(indicator.row).unwrap_or(i32::MAX)),
            indicator_scores::level_1.eq(&indicator.level_1),
            indicator_scores::level_2.eq(&indicator.level_2),
            indicator_scores::level_3.eq(&indicator.level_3),
            indicator_scores::weight.eq(indicator.weight.to_string()),
            indicator_scores::score.eq(indicator.score.to_string()),
            indicator_scores::reason.eq(&indicator.reason),
        ))
        .execute(conn)?;
    Ok(())
}

/// Every digest that a submitted version names, and its path.
pub fn named_files(conn: &mut Conn) -> Outcome<Vec<(String, String)>> {
    Ok(package_files::table.select((package_files::sha256, package_files::path)).load(conn)?)
}

/// All versions of a commission's package, newest first.
pub fn of_commission(conn: &mut Conn, commission_id: &str) -> Outcome<Vec<Package>> {
    let rows: Vec<PackageRow> = packages::table
        .filter(packages::commission_id.eq(commission_id))
        .order(packages::version.desc())
        .select(packages::all_columns)
        .load(conn)?;
    rows.into_iter().map(|row| whole(conn, row)).collect()
}

/// `(package, commission)` of these packages.
pub fn commissions_of(conn: &mut Conn, ids: &[String]) -> Outcome<Vec<(String, String)>> {
    Ok(packages::table.filter(packages::id.eq_any(ids)).select((packages::id, packages::commission_id)).load(conn)?)
}

/// The packages of these commissions.
pub fn ids_of(conn: &mut Conn, commissions: &[String]) -> Outcome<Vec<String>> {
    Ok(packages::table.filter(packages::commission_id.eq_any(commissions)).select(packages::id).load(conn)?)
}

/// Every version, the earliest first.
pub fn all_ids(conn: &mut Conn) -> Outcome<Vec<String>> {
    let order = (packages::submitted_at.asc(), packages::id.asc());
    Ok(packages::table.order(order).select(packages::id).load(conn)?)
}

pub fn find(conn: &mut Conn, id: &str) -> Outcome<Option<Package>> {
    let row: Option<PackageRow> = packages::table.find(id).select(packages::all_columns).first(conn).optional()?;
    row.map(|row| whole(conn, row)).transpose()
}

fn whole(
    conn: &mut Conn,
    (id, commission_id, version, standing, score, findings, rest, at): PackageRow,
) -> Outcome<Package> {
    let rest: TableRest = serde_json::from_str(&rest).with_context(|| format!("package {id}: table"))?;
    Ok(Package {
        version,
        commission_id,
        standing: Standing::parse(&standing).ok_or_else(|| anyhow!("package {id}: unknown standing {standing}"))?,
        score: score.parse().with_context(|| format!("package {id}: score"))?,
        findings: serde_json::from_str(&findings).with_context(|| format!("package {id}: findings"))?,
        submitted_at: Instant(at.and_utc()),
        files: files(conn, &id)?,
        facts: facts(conn, &id)?,
        table: IndicatorTable {
            indicators: indicators(conn, &id)?,
            printed_totals: rest.printed_totals,
            unread: rest.unread,
            said: rest.said,
        },
        id,
    })
}

fn files(conn: &mut Conn, package_id: &str) -> Outcome<Vec<PackageFile>> {
    let rows: Vec<(String, String, i64, String)> = package_files::table
        .filter(package_files::package_id.eq(package_id))
        .select((package_files::path, package_files::sha256, package_files::bytes, package_files::media_type))
        .load(conn)?;
    let mut files = Vec::with_capacity(rows.len());
    for (path, sha256, bytes, media_type) in rows {
        let sha256 = Sha256Hex::parse(&sha256).ok_or_else(|| anyhow!("package {package_id}, {path}: bad digest"))?;
        let bytes = u64::try_from(bytes).map_err(|_| anyhow!("package {package_id}, {path}: bad length"))?;
        files.push(PackageFile { path, sha256, bytes, media_type });
    }
    files.sort();
    Ok(files)
}

fn indicators(conn: &mut Conn, package_id: &str) -> Outcome<Vec<Indicator>> {
    type Row = (i32, String, String, String, String, String, Option<String>);
    let rows: Vec<Row> = indicator_scores::table
        .filter(indicator_scores::package_id.eq(package_id))
        .order(indicator_scores::position.asc())
        .select((
            indicator_scores::shown_row,
            indicator_scores::level_1,
            indicator_scores::level_2,
            indicator_scores::level_3,
            indicator_scores::weight,
            indicator_scores::score,
            indicator_scores::reason,
        ))
        .load(conn)?;
    let parse = |text: &str| text.parse::<Score>().with_context(|| format!("package {package_id}: points {text:?}"));
    rows.into_iter()
        .map(|(row, level_1, level_2, level_3, weight, score, reason)| {
            let row = u32::try_from(row).unwrap_or_default();
            Ok(Indicator { row, level_1, level_2, level_3, weight: parse(&weight)?, score: parse(&score)?, reason })
        })
        .collect()
}
