//! Use cases of the registry: look up units, projects, institutions and experts.

use super::model::{BudgetUnit, Change, Expert, Institution, LeadEvaluator, LibraryRow, Project, Status};
use super::people;
use super::rules;
use super::store::experts::Personal;
use super::store::{changes, experts, imports, institutions, library, units};
use crate::platform::db::Conn;
use crate::platform::failure::{Failure, Outcome};
use crate::platform::paging::{Page, PageAsked};
use crate::platform::vault::Vault;
use crate::terms::{CitizenId, Instant};
use std::collections::HashMap;

pub use super::enter::Enter;
pub use super::store::experts::{
    Filter as ExpertFilter, FilterValues as ExpertFilterValues, IndexEntry, Order as ExpertOrder, PoolEntry,
};
pub use super::store::institutions::{Filter as InstitutionFilter, Order as InstitutionOrder};

pub fn experts(conn: &mut Conn, vault: &Vault, filter: &ExpertFilter, asked: PageAsked) -> Outcome<Page<Expert>> {
    experts::list(conn, vault, filter, asked)
}

pub fn expert(conn: &mut Conn, vault: &Vault, id: &str) -> Outcome<Expert> {
    experts::find(conn, vault, id)?.ok_or_else(|| Failure::not_found("专家", "expert"))
}

/// The personal data of an expert behind the masks.
#[derive(Clone, Debug, serde::Serialize, utoipa::ToSchema)]
pub struct Revealed {
    pub number: String,
    pub name: String,
    pub id_no: String,
    pub phone: String,
    pub email: String,
}

/// Letters of a purpose.
const PURPOSE: std::ops::RangeInclusive<usize> = 4..=200;
/// How the audit log names a look behind the masks.
const REVEAL: &str = "reveal_personal_data";

/// Shows the personal data of one expert to somebody who says what for; the look is noted in the same
/// transaction (PIPL arts. 6 and 51).
pub fn reveal(
    conn: &mut Conn,
    vault: &Vault,
    expert: &str,
    purpose: &str,
    actor: &str,
    at: Instant,
) -> Outcome<Revealed> {
    let purpose = purpose.trim();
    if !PURPOSE.contains(&purpose.chars().count()) {
        return Err(Failure::field("purpose", "请写明查看的用途，4 到 200 个字 (say what for, 4 to 200 characters)"));
    }
    let expert = expert_named(conn, vault, expert)?;
    let (id_no, phone, email) = experts::personal(conn, vault, &expert.id)?;
    crate::audit::service::note(conn, at, actor, REVEAL, &expert.number, purpose)?;
    Ok(Revealed { number: expert.number, name: expert.name, id_no, phone, email })
}

/// Who looked behind the masks of the expert with this number, the latest first.
pub fn looks(conn: &mut Conn, number: &str) -> Outcome<Vec<crate::audit::model::LogEntry>> {
    let filter = crate::audit::service::LogFilter {
        actors: None,
        action: Some(REVEAL.to_owned()),
        text: Some(number.to_owned()),
    };
    let all = PageAsked { page: 1, size: 500 };
    let lines = crate::audit::service::log(conn, &filter, all)?.items;
    Ok(lines.into_iter().filter(|line| line.subject == number).collect())
}

/// How many experts there are, in the pool or out of it.
pub fn expert_count(conn: &mut Conn) -> Outcome<u64> {
    experts::count(conn)
}

/// A person for a pool to try things on, with the personal data that a real one would have.
pub struct SampleExpert {
    pub expert: Expert,
    pub id_no: String,
    pub phone: String,
    pub email: String,
}

/// Enters people who are not in the pool yet, without a history and without telling the search index,
/// which is built anew afterwards. Numbers count on from the last one.
pub fn enter_sample(conn: &mut Conn, vault: &Vault, people: Vec<SampleExpert>) -> Outcome<()> {
    vault.refresh(conn)?;
    let mut sequence = experts::last_sequence(conn)?;
    for mut one in people {
        sequence += 1;
        one.expert.number = rules::registry_number(rules::EXPERT_PREFIX, sequence);
        one.expert.person_key = people::key_of(conn, vault, &one.id_no)?;
        let personal = Personal { id_no: &one.id_no, phone: &one.phone, email: &one.email };
        experts::insert(conn, vault, &one.expert, None, &personal, SAMPLE)?;
    }
    Ok(())
}

/// Stands in place of the digest of an imported row.
const SAMPLE: &str = "sample";

/// The expert with this id or this registry number.
pub fn expert_named(conn: &mut Conn, vault: &Vault, id_or_number: &str) -> Outcome<Expert> {
    library::named(conn, vault, id_or_number)?.ok_or_else(|| Failure::not_found("专家", "expert"))
}

/// Experts with these numbers, in the order asked.
pub fn experts_numbered(conn: &mut Conn, vault: &Vault, numbers: &[String]) -> Outcome<Vec<Expert>> {
    library::experts(conn, vault, numbers)
}

/// The next rows for the search index after a number.
pub fn library_after(conn: &mut Conn, number: &str, limit: usize) -> Outcome<Vec<LibraryRow>> {
    library::after(conn, number, i64::try_from(limit).unwrap_or(i64::MAX))
}

/// The rows for the search index with these numbers.
pub fn library_rows(conn: &mut Conn, numbers: &[String]) -> Outcome<Vec<LibraryRow>> {
    library::of(conn, numbers)
}

/// `(person key, number)` of the enrolled among these persons.
pub fn enrolled_among(conn: &mut Conn, persons: &[String]) -> Outcome<Vec<(String, String)>> {
    library::enrolled_among(conn, persons)
}

/// Tells the search index that something about the expert has changed that is kept elsewhere, such as
/// the seats held.
pub fn touch_expert(conn: &mut Conn, number: &str) -> Outcome<()> {
    changes::tell_index(conn, number)
}

/// `(id, number)` of changes that the search index has yet to take over.
pub fn index_waiting(conn: &mut Conn, limit: usize) -> Outcome<Vec<(String, String)>> {
    changes::waiting(conn, i64::try_from(limit).unwrap_or(i64::MAX))
}

/// Forgets changes that the search index has taken over.
pub fn index_applied(conn: &mut Conn, ids: &[String]) -> Outcome<()> {
    changes::applied(conn, ids)
}

/// The history of an entry, the newest first.
pub fn changes_of(conn: &mut Conn, subject: &str) -> Outcome<Vec<Change>> {
    changes::of_subject(conn, subject)
}

/// Regions, title levels and fields that the expert list can be filtered by.
pub fn expert_filter_values(conn: &mut Conn) -> Outcome<ExpertFilterValues> {
    experts::filter_values(conn)
}

/// Everybody who can be drawn, by number.
pub fn pool(conn: &mut Conn) -> Outcome<Vec<PoolEntry>> {
    experts::pool(conn)
}

/// Everybody on record by number with the key by which facts know them, whether they can be drawn or not.
pub fn person_keys(conn: &mut Conn) -> Outcome<HashMap<String, String>> {
    experts::person_keys(conn)
}

/// The key of the person with this ID number, and the entry where there is one.
pub fn of_person(conn: &mut Conn, vault: &Vault, id_no: &CitizenId) -> Outcome<(String, Option<Expert>)> {
    let key = people::person_key(conn, vault, id_no)?;
    of_key(conn, vault, key)
}

/// As [`of_person`], for a key that is known.
pub fn of_key(conn: &mut Conn, vault: &Vault, key: String) -> Outcome<(String, Option<Expert>)> {
    let entry = experts::of_person(conn, vault, &key)?;
    Ok((key, entry))
}

pub fn institutions(
    conn: &mut Conn,
    vault: &Vault,
    filter: &InstitutionFilter,
    asked: PageAsked,
) -> Outcome<Page<Institution>> {
    institutions::list(conn, vault, filter, asked)
}

pub fn institution(conn: &mut Conn, vault: &Vault, id: &str) -> Outcome<Institution> {
    institutions::find(conn, vault, id)?.ok_or_else(|| Failure::not_found("第三方机构", "institution"))
}

/// `(id, name, kind)` of every institution, by registry number.
pub fn institution_kinds(conn: &mut Conn) -> Outcome<Vec<(String, String, String)>> {
    institutions::kinds(conn)
}

/// Changes an institution's standing in the pool and keeps the history of it.
pub fn set_institution_status(
    conn: &mut Conn,
    institution: &Institution,
    status: Status,
    act: &str,
    actor: &str,
    at: Instant,
) -> Outcome<()> {
    if institution.status == status {
        return Ok(());
    }
    institutions::set_status(conn, &institution.id, status)?;
    let shown = |status: Status| serde_json::json!({"name": institution.name, "status": status});
    let change = Change {
        at,
        actor: actor.to_owned(),
        subject: institution.id.clone(),
        act: act.to_owned(),
        before: Some(shown(institution.status)),
        after: shown(status),
    };
    changes::record(conn, &change)
}

/// Kinds and regions that the list of institutions can be filtered by.
pub fn institution_filter_values(conn: &mut Conn) -> Outcome<(Vec<String>, Vec<String>)> {
    institutions::kinds_and_regions(conn)
}

pub fn lead_evaluators(conn: &mut Conn, vault: &Vault, uscc: &str) -> Outcome<Vec<LeadEvaluator>> {
    institutions::leads_of(conn, vault, uscc)
}

pub fn units(conn: &mut Conn, division: Option<&str>) -> Outcome<Vec<BudgetUnit>> {
    units::units(conn, division)
}

pub fn projects(conn: &mut Conn, division: Option<&str>) -> Outcome<Vec<Project>> {
    units::projects(conn, division)
}

/// `(uscc, id, name, legal representative)` of every institution.
pub fn institution_index(conn: &mut Conn) -> Outcome<Vec<(String, String, String, String)>> {
    institutions::index(conn)
}

/// `(person key, name, institution uscc)` of every lead evaluator.
pub fn lead_evaluator_index(conn: &mut Conn) -> Outcome<Vec<(String, String, String)>> {
    institutions::lead_index(conn)
}

/// `(person key, name, employer, employer uscc)` of every expert.
pub fn expert_index(conn: &mut Conn) -> Outcome<Vec<IndexEntry>> {
    experts::index(conn)
}

/// When this very folder was taken in, if it was.
pub fn import_taken_at(conn: &mut Conn, division: &str, folder_digest: &str) -> Outcome<Option<Instant>> {
    imports::taken_at(conn, division, folder_digest)
}

/// Remembers a folder that was taken in, with its report.
pub fn remember_import(
    conn: &mut Conn,
    division: &str,
    folder_digest: &str,
    at: Instant,
    by: &str,
    report: &str,
) -> Outcome<()> {
    imports::insert(conn, division, folder_digest, at, by, report)
}
