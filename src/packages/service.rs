//! Use cases: submit a package, look it up, read a stored file.

use super::archival::service as archival;
use super::facts::{EarlierScore, Facts};
use super::indicator_table::IndicatorTable;
use super::model::{Package, PackageFile, Standing};
use super::rules::{self, GateInputs};
use super::store;
use super::{draft, uploads};
use crate::audit::{DecisionKind, service as audit};
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
    pub facts: Option<Facts>,
}

/// Stores one file before any row speaks of it.
pub fn store_file(store: &dyn FileStore, path: &str, content: &mut dyn Read) -> Outcome<PackageFile> {
    Ok(PackageFile::of(path, &store.put(content)?))
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
    let earlier = store::of_commission(conn, commission.id.as_str())?;
    let before = earlier.first().map(|p| p.table.indicators.iter().map(EarlierScore::of).collect());
    let facts = submission.facts.clone().map(|f| Facts { earlier: before.unwrap_or_default(), ..f });
    let inputs = GateInputs { files, table: submission.table.clone(), facts };
    let decision = rules::decide(&inputs);
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
        facts: inputs.facts.clone(),
    };
    store::insert(conn, &package)?;
    archival::want_stamp(conn, &package, at)?;
    let decided = Decided { kind: DecisionKind::PackageAcceptance, subject: &package.id, by: actor, at };
    decisions::record(conn, commission, &decided, &inputs, &decision)?;
    let (to, reason) = match decision.standing {
        Standing::Accepted => (State::Checked, "完整性检查通过"),
        Standing::Returned => (State::ViewsExchanged, "完整性检查未通过，退回补正"),
    };
    commissions::advance(conn, &commission.id, to, actor, reason, at)?;
    Ok(package)
}

/// The files of the draft, in a state in which they may be submitted.
pub fn files_to_submit(conn: &mut Conn, commission: &Commission) -> Outcome<Vec<PackageFile>> {
    uploads::checks::check_open(&commission.number, commission.state)?;
    let under_way = draft::unfinished(conn, commission.id.as_str())?.len();
    if under_way > 0 {
        let zh = format!("还有 {under_way} 个文件没有传完，请传完或取消后再提交。");
        let en = format!("{under_way} uploads have not come to their end; finish or cancel them first.");
        return Err(Failure::refused(Code::WrongState, zh, en));
    }
    let files = draft::files(conn, commission.id.as_str())?;
    if files.is_empty() {
        let zh = "资料包里还没有文件，请先上传。";
        return Err(Failure::refused(Code::WrongState, zh, "There is no file in the package yet; upload first."));
    }
    Ok(files)
}

/// Submits the draft as it was looked into; refused if it changed meanwhile. The draft stays, so that a
/// returned package is mended file by file.
pub fn submit_draft(
    conn: &mut Conn,
    commission: &Commission,
    submission: &Submission,
    actor: &str,
    at: Instant,
) -> Outcome<Package> {
    if files_to_submit(conn, commission)? != submission.files {
        let zh = "资料包的文件在检查期间有变动，没有提交；请核对后重新提交。";
        let en = "Files of the package changed while it was checked; nothing was submitted. Look and submit again.";
        return Err(Failure::refused(Code::WrongState, zh, en));
    }
    submit(conn, commission, submission, actor, at)
}

/// Puts the files of the version before into the draft, but for paths that it has already. A returned
/// package is then mended by uploading only what changes.
pub fn carry_over(conn: &mut Conn, commission: &Commission, actor: &str, at: Instant) -> Outcome<()> {
    uploads::checks::check_open(&commission.number, commission.state)?;
    let id = commission.id.as_str();
    let before = store::of_commission(conn, id)?.into_iter().next();
    let before = before.ok_or_else(|| Failure::not_found("上一版本", "earlier version"))?;
    let there = draft::files(conn, id)?;
    for file in before.files.iter().filter(|file| there.iter().all(|t| t.path != file.path)) {
        draft::put(conn, id, file, actor, at)?;
    }
    audit::note(conn, at, actor, "carry_package_over", id, &before.version.to_string())
}

/// Takes a file out of the draft.
pub fn remove_from_draft(
    conn: &mut Conn,
    commission: &Commission,
    path: &str,
    actor: &str,
    at: Instant,
) -> Outcome<()> {
    uploads::checks::check_open(&commission.number, commission.state)?;
    draft::remove(conn, commission.id.as_str(), path)?;
    audit::note(conn, at, actor, "remove_package_file", commission.id.as_str(), path)
}

/// The version that passed the gate, if any.
pub fn accepted(conn: &mut Conn, commission_id: &str) -> Outcome<Option<Package>> {
    let versions = store::of_commission(conn, commission_id)?;
    Ok(versions.into_iter().find(|p| p.standing == Standing::Accepted))
}

/// One version of a commission's package by its number, else the accepted one, else the newest.
pub fn version(conn: &mut Conn, commission_id: &str, version: Option<i32>) -> Outcome<Package> {
    let versions = store::of_commission(conn, commission_id)?;
    let found = match version {
        Some(number) => versions.into_iter().find(|p| p.version == number),
        None => versions.iter().find(|p| p.standing == Standing::Accepted).or(versions.first()).cloned(),
    };
    found.ok_or_else(|| Failure::not_found("资料包", "package"))
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

/// Every version there is, the earliest first.
pub fn all_ids(conn: &mut Conn) -> Outcome<Vec<String>> {
    store::all_ids(conn)
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
