//! What is evaluated, for whom, by which route and which pack.

use super::Reader;
use crate::bids::model::Standing;
use crate::bids::service as bids;
use crate::conflicts::service::is_finance_authority;
use crate::platform::db::Conn;
use crate::platform::failure::Outcome;
use crate::policy::kept;
use crate::registry::service as registry;
use crate::terms::{Fen, Wording};
use serde::Serialize;
use utoipa::ToSchema;

/// The head of a commission's file. Amounts are fen.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Overview {
    #[schema(example = "640300000-2021-001")]
    pub number: String,
    pub project: String,
    pub project_code: String,
    pub unit: String,
    pub unit_code: String,
    pub department: Option<String>,
    /// Who commissions: the division's finance department.
    pub commissioner: Option<String>,
    /// Code of `evaluation_kind`.
    #[schema(example = "FIN_KEY")]
    pub kind: String,
    /// Code of `funding_scope`.
    pub funding: Option<String>,
    pub sector: String,
    pub year: i32,
    #[schema(value_type = i64)]
    pub budget: Fen,
    #[schema(value_type = Option<i64>)]
    pub executed: Option<Fen>,
    #[schema(value_type = i64)]
    pub ceiling: Fen,
    /// Code of the way of procurement.
    #[schema(example = "BELOW_LIMIT")]
    pub route: String,
    pub institution: Option<Named>,
    #[schema(value_type = Option<i64>)]
    pub contract_amount: Option<Fen>,
    pub policy: PolicyNamed,
    pub goal: Option<String>,
}

/// Something with a name and, where the reader may open it, a page.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Named {
    pub name: String,
    pub href: Option<String>,
}

/// The pack that this commission follows.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PolicyNamed {
    #[schema(value_type = Object)]
    pub name: Wording,
    /// Digest of everything that the pack says.
    pub version: String,
    pub href: Option<String>,
}

pub(super) fn of(conn: &mut Conn, reader: &Reader<'_>) -> Outcome<Overview> {
    let c = reader.commission;
    let units = registry::units(conn, Some(&c.division))?;
    let projects = registry::projects(conn, Some(&c.division))?;
    let project = projects.into_iter().find(|p| p.code == c.project_code && p.fiscal_year == c.fiscal_year);
    let named = |code: &str| units.iter().find(|u| u.code == code).map(|u| u.name.clone());
    Ok(Overview {
        number: c.number.clone(),
        project: c.project_name.clone(),
        project_code: c.project_code.clone(),
        unit: c.unit_name.clone(),
        unit_code: c.unit_code.clone(),
        department: named(&c.department_code),
        commissioner: units.iter().find(|u| is_finance_authority(&u.name)).map(|u| u.name.clone()),
        kind: c.evaluation_kind.clone(),
        funding: project.as_ref().map(|p| p.funding_scope.clone()),
        sector: c.sector.clone(),
        year: c.fiscal_year,
        budget: c.budget,
        executed: project.as_ref().map(|p| p.executed),
        ceiling: c.ceiling,
        route: c.route.clone(),
        institution: institution(reader),
        contract_amount: contract_amount(conn, reader)?,
        policy: policy(conn, reader)?,
        goal: project.map(|p| p.performance_goal).filter(|goal| !goal.is_empty()),
    })
}

fn institution(reader: &Reader<'_>) -> Option<Named> {
    let id = reader.commission.institution_id.as_deref()?;
    let name = reader.commission.institution_name.clone()?;
    Some(Named { name, href: reader.may_open_institution(id).then(|| format!("/institutions/{id}")) })
}

/// The price of the awarded bid. It is published with the award, so it is no secret of the bids.
fn contract_amount(conn: &mut Conn, reader: &Reader<'_>) -> Outcome<Option<Fen>> {
    let received = bids::of_commission(conn, reader.commission.id.as_str())?;
    Ok(received.into_iter().find(|b| b.standing == Standing::Awarded).map(|b| b.price))
}

fn policy(conn: &mut Conn, reader: &Reader<'_>) -> Outcome<PolicyNamed> {
    let c = reader.commission;
    let pack = kept::fetch(conn, &c.policy_version)?;
    let href = reader.actor.may(crate::accounts::permissions::Act::ReadPolicy);
    Ok(PolicyNamed {
        name: pack.name,
        version: c.policy_version.clone(),
        href: href.then(|| format!("/policy/{}", c.policy_id)),
    })
}
