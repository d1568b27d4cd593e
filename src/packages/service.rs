//! Use cases: submit a package, look it up, read a stored file.

use super::indicator_table::IndicatorTable;
use super::model::{Package, PackageFile, Standing};
use super::rules::{self, GateInputs};
use super::store;
use crate::audit::DecisionKind;
use crate::commissions::decisions::{self, Decided};
use crate::commissions::{Commission, State, service as commissions};
use crate::platform::db::Conn;
use crate::platform::failure::{Failure, Outcome};
use crate::platform::files::FileStore;
use crate::platform::problem::Code;
use crate::terms::Instant;
use std::io::Read;

/// A package as handed in: its files are stored already, its rows not yet.
pub struct Submission {
    /// Made by the caller, because the transaction may run twice.
    pub package_id: String,
    pub files: Vec<PackageFile>,
    pub table: IndicatorTable,
}

/// Stores one file before any row speaks of it. The media type follows from the name's ending; what
/// the file really holds is not believed from it.
pub fn store_file(store: &dyn FileStore, path: &str, content: &mut dyn Read) -> Outcome<PackageFile> {
    let stored = store.put(content)?;
    let media_type = mime_guess::from_path(path).first_or_octet_stream().to_string();
    Ok(PackageFile { path: path.to_owned(), sha256: stored.sha256, bytes: stored.bytes, media_type })
}

/// Passes a submission through the gate and records version, decision and move in one transaction.
/// A returned package sends the commission back to the exchange of views.
pub fn submit(
    conn: &mut Conn,
    commission: &Commission,
    submission: &Submission,
    actor: &str,
    at: Instant,
) -> Outcome<Package> {
    commissions::advance(conn, &commission.id, State::Submitted, actor, "提交评价资料包", at)?;
    let mut files = submission.files.clone();
    files.sort();
    let inputs = GateInputs { files, table: submission.table.clone() };
    let decision = rules::decide(&inputs);
    let earlier = store::of_commission(conn, commission.id.as_str())?;
    let package = Package {
        id: submission.package_id.clone(),
        commission_id: commission.id.to_string(),
        version: earlier.first().map_or(1, |p| p.version + 1),
        standing: decision.standing,
        score: decision.score,
        findings: decision.findings.clone(),
        submitted_at: at,
        files: inputs.files.clone(),
        table: inputs.table.clone(),
    };
    store::insert(conn, &package)?;
    let decided = Decided { kind: DecisionKind::PackageAcceptance, subject: &package.id, by: actor, at };
    decisions::record(conn, commission, &decided, &inputs, &decision)?;
    let (to, reason) = match decision.standing {
        Standing::Accepted => (State::Checked, "完整性检查通过"),
        Standing::Returned => (State::ViewsExchanged, "完整性检查未通过，退回补正"),
    };
    commissions::advance(conn, &commission.id, to, actor, reason, at)?;
    Ok(package)
}

/// The version that passed the gate, if any.
pub fn accepted(conn: &mut Conn, commission_id: &str) -> Outcome<Option<Package>> {
    let versions = store::of_commission(conn, commission_id)?;
    Ok(versions.into_iter().find(|p| p.standing == Standing::Accepted))
}

/// All versions, newest first.
pub fn of_commission(conn: &mut Conn, commission_id: &str) -> Outcome<Vec<Package>> {
    store::of_commission(conn, commission_id)
}

/// `(package, commission)` of these packages.
pub fn commissions_of(conn: &mut Conn, ids: &[String]) -> Outcome<Vec<(String, String)>> {
    store::commissions_of(conn, ids)
}

/// The packages of these commissions, all versions.
pub fn ids_of(conn: &mut Conn, commissions: &[String]) -> Outcome<Vec<String>> {
    store::ids_of(conn, commissions)
}

pub fn find(conn: &mut Conn, id: &str) -> Outcome<Option<Package>> {
    store::find(conn, id)
}

/// The file of a package by its path.
pub fn file<'p>(package: &'p Package, path: &str) -> Outcome<&'p PackageFile> {
    package.files.iter().find(|f| f.path == path).ok_or_else(|| Failure::not_found("文件", "file"))
}

/// The whole content of a stored file, checked against its digest before a byte is handed out.
/// `limit` bounds the memory this may take.
pub fn content(store: &dyn FileStore, file: &PackageFile, limit: u64) -> Outcome<Vec<u8>> {
    if file.bytes > limit {
        return Err(Failure::refused(
            Code::TooLarge,
            "文件过大，不能在此下载。",
            "The file is too large to download here.",
        ));
    }
    let mut bytes = Vec::new();
    store.get(&file.sha256, &mut bytes)?;
    Ok(bytes)
}
