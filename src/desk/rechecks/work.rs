//! What people do about rounds, for page and API alike.

use super::view::{self, RecheckFile};
use crate::desk::call::Call;
use crate::desk::imports::receive;
use crate::desk::policies::of_division;
use crate::handover::imports::Uploaded;
use crate::handover::imports::service::refused;
use crate::intake::sheets::RecheckMark;
use crate::intake::{Level, SheetReport, Workbook, read_list};
use crate::platform::db::Conn;
use crate::platform::failure::{Failure, FieldFault, Outcome};
use crate::policy::Packs;
use crate::recheck::lists;
use crate::recheck::model::{Found, Round, Strata};
use crate::recheck::service::{self as rounds, Acting, NewMark, Plan};
use actix_multipart::Multipart;
use actix_web::web;

/// Faults of a workbook that are told at once.
const FAULTS: usize = 50;

/// A step on a round.
pub enum Step {
    Commit(String),
    Reveal(String),
    Mark(Vec<NewMark>),
    Conclude,
    Abandon(String),
}

fn acting(call: &Call) -> Acting<'_> {
    Acting { division: call.actor.division.as_str(), login: &call.actor.login, at: call.now }
}

/// Plans a round from a form with `title`, `size`, `by` and one workbook.
pub async fn plan(call: &Call, packs: web::Data<Packs>, form: Multipart) -> Outcome<RecheckFile> {
    let (fields, files) = receive::fields_and_files(form).await?;
    let value = |name: &str| fields.get(name).map(String::as_str).unwrap_or_default();
    let size = value("size").parse().map_err(|_| Failure::field("size", "抽取数应为正整数 (a whole number)"))?;
    let strata = Strata::parse(value("by"))
        .ok_or_else(|| Failure::field("by", "分层应为 department、amount 或 grade (department, amount or grade)"))?;
    let title = value("title").to_owned();
    let plan = crate::desk::blocking::blocking(move || {
        let (list, reports) = lists::read(&mut workbook(files)?).map_err(|fault| refused(&fault))?;
        sound(&reports)?;
        Ok(Plan { title, strata, size, list })
    })
    .await?;
    call.write(move |conn, call| {
        let pack =
            of_division(&packs, &call.actor.division).ok_or_else(|| Failure::not_found("政策包", "policy pack"))?;
        let round = rounds::plan(conn, pack, &plan, &acting(call))?;
        view::file(conn, &call.actor, &round.number)
    })
    .await
}

/// The marks in a form's workbook.
pub async fn marks(form: Multipart) -> Outcome<Vec<NewMark>> {
    let files = receive::files(form).await?;
    crate::desk::blocking::blocking(move || {
        let found = read_list::<RecheckMark>(&mut workbook(files)?).map_err(|fault| refused(&fault))?;
        sound(&found.reports)?;
        let mark = |m: RecheckMark| NewMark { item: m.id, found: Found { score: m.score, remark: m.remark } };
        Ok(found.rows.into_iter().map(|row| mark(row.value)).collect())
    })
    .await
}

fn workbook(files: Vec<Uploaded>) -> Outcome<Workbook> {
    let [file] =
        <[Uploaded; 1]>::try_from(files).map_err(|_| Failure::field("file", "请选择一个文件 (choose one file)"))?;
    Workbook::from_bytes(&file.name, file.bytes).map_err(|fault| refused(&fault))
}

/// Every faulty row is named; nothing is taken from a list with one.
fn sound(reports: &[SheetReport]) -> Outcome<()> {
    let faulty = reports.iter().flat_map(|report| report.findings.iter().map(move |finding| (report, finding)));
    let faults: Vec<FieldFault> = faulty
        .filter(|(_, finding)| finding.level > Level::Note)
        .take(FAULTS)
        .map(|(report, f)| FieldFault {
            field: "file".to_owned(),
            message: format!("{} 第 {} 行 {}：{}", report.sheet, f.row, f.column, f.message),
        })
        .collect();
    if reports.iter().any(SheetReport::is_blocking) { Err(Failure::Malformed(faults)) } else { Ok(()) }
}

/// Takes a step.
pub async fn take(call: &Call, number: String, step: Step) -> Outcome<RecheckFile> {
    call.write(move |conn, call| {
        run(conn, call, &number, &step)?;
        view::file(conn, &call.actor, &number)
    })
    .await
}

fn run(conn: &mut Conn, call: &Call, number: &str, step: &Step) -> Outcome<Round> {
    let by = acting(call);
    let round = rounds::of(conn, by.division, number)?;
    let party = || view::party(&call.actor).ok_or_else(|| Failure::not_found("抽查的一方", "party"));
    match step {
        Step::Commit(commitment) => rounds::commit(conn, round, party()?, commitment, &by),
        Step::Reveal(seed) => rounds::reveal(conn, round, party()?, seed, &by),
        Step::Mark(marks) => rounds::mark(conn, round, marks, &by),
        Step::Conclude => rounds::conclude(conn, round, &by),
        Step::Abandon(because) => rounds::abandon(conn, round, because, &by),
    }
}
