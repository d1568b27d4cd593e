//! Use cases of the registry: look up units, projects, institutions and experts.

use super::model::{BudgetUnit, Expert, Institution, LeadEvaluator, Project};
use super::store::{experts, imports, institutions, units};
use crate::platform::db::Conn;
use crate::platform::failure::{Failure, Outcome};
use crate::platform::paging::{Page, PageAsked};
use crate::platform::vault::Vault;
use crate::terms::Instant;

pub use super::enter::{Enter, person_key};
pub use super::store::experts::{Filter as ExpertFilter, Order as ExpertOrder, PoolEntry};
pub use super::store::institutions::{Filter as InstitutionFilter, Order as InstitutionOrder};

pub fn experts(conn: &mut Conn, vault: &Vault, filter: &ExpertFilter, asked: PageAsked) -> Outcome<Page<Expert>> {
    experts::list(conn, vault, filter, asked)
}

pub fn expert(conn: &mut Conn, vault: &Vault, id: &str) -> Outcome<Expert> {
    experts::find(conn, vault, id)?.ok_or_else(|| Failure::not_found("专家", "expert"))
}

/// Regions, title levels and fields that the expert list can be filtered by.
pub fn expert_filter_values(conn: &mut Conn) -> Outcome<(Vec<String>, Vec<String>, Vec<String>)> {
    experts::filter_values(conn)
}

/// Everybody who can be drawn, by number.
pub fn pool(conn: &mut Conn) -> Outcome<Vec<PoolEntry>> {
    experts::pool(conn)
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
pub fn expert_index(conn: &mut Conn) -> Outcome<Vec<(String, String, String, Option<String>)>> {
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
