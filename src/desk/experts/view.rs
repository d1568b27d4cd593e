//! What somebody may see of the experts: personal data masked, and of their assignments only those
//! in commissions that the reader reaches.

use super::super::listing::ListQuery;
use crate::accounts::model::{Actor, Reach};
use crate::accounts::permissions::Act;
use crate::assignments::service as assignments;
use crate::commissions::{Commission, State, service as commissions};
use crate::platform::db::Conn;
use crate::platform::failure::{Failure, Outcome};
use crate::platform::paging::Page;
use crate::platform::vault::Vault;
use crate::policy::Pack;
use crate::registry::model::{Expert, Status};
use crate::registry::service::{self as registry, ExpertFilter, ExpertOrder};
use crate::terms::Day;
use serde::Serialize;
use std::collections::HashMap;
use utoipa::ToSchema;

/// An expert in the list.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ExpertRow {
    pub id: String,
    /// Readable registry number; draws use it.
    #[schema(example = "ZJ000001")]
    pub number: String,
    pub name: String,
    pub employer: String,
    pub title: String,
    /// 正高级, 副高级, 中级 or 初级.
    pub title_level: String,
    /// Fields of expertise (擅长领域).
    pub specialties: Vec<String>,
    pub region: String,
    pub phone_masked: String,
    pub status: Status,
    /// Review seats held.
    pub load: i64,
}

impl ExpertRow {
    fn of(expert: Expert, loads: &HashMap<String, i64>) -> ExpertRow {
        ExpertRow {
            load: loads.get(&expert.id).copied().unwrap_or_default(),
            id: expert.id,
            number: expert.number,
            name: expert.name,
            employer: expert.employer,
            title: expert.title,
            title_level: expert.title_level,
            specialties: expert.fields,
            region: expert.region,
            phone_masked: expert.phone_masked,
            status: expert.status,
        }
    }
}

/// A seat of an expert in the review of a commission's package.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Assignment {
    /// Number of the commission.
    pub commission: String,
    pub project: String,
    pub year: i32,
    pub state: AssignmentState,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AssignmentState {
    Active,
    Completed,
    Cancelled,
}

impl AssignmentState {
    /// The review is over as soon as the commission is past it.
    fn of(state: State) -> AssignmentState {
        match state {
            State::Failed | State::Terminated => AssignmentState::Cancelled,
            state if state >= State::Reviewed => AssignmentState::Completed,
            _ => AssignmentState::Active,
        }
    }
}

/// Everything that is shown of one expert.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ExpertDetail {
    #[serde(flatten)]
    pub row: ExpertRow,
    pub sex: String,
    /// Month of birth, `1972-04`.
    pub born: Option<String>,
    pub id_no_masked: String,
    pub email_masked: String,
    pub qualification: Option<String>,
    pub education: String,
    pub work_years: Option<i32>,
    /// 专业方向
    pub disciplines: Vec<String>,
    #[schema(value_type = Option<String>, example = "2015-10-15")]
    pub enrolled_on: Option<Day>,
    /// Seats in commissions that the reader reaches.
    pub assignments: Vec<Assignment>,
}

/// The values that the filters of the list offer.
pub struct FilterValues {
    pub regions: Vec<String>,
    pub title_levels: Vec<String>,
    pub specialties: Vec<String>,
}

/// What the query asks for; a status that does not exist is refused.
pub fn filter(query: &ListQuery) -> Outcome<ExpertFilter> {
    let given = |name: &str| query.filter(name).map(str::to_owned);
    let order = match query.sort() {
        Some("name") => ExpertOrder::Name,
        Some("employer") => ExpertOrder::Employer,
        Some("title") => ExpertOrder::Title,
        Some("region") => ExpertOrder::Region,
        Some("status") => ExpertOrder::Status,
        _ => ExpertOrder::Number,
    };
    Ok(ExpertFilter {
        id: None,
        text: query.q.clone(),
        status: query.filter_as("status", "enrolled、suspended、delisted", Status::parse)?,
        specialty: given("specialty"),
        region: given("region"),
        title_level: given("title_level"),
        order,
        descending: query.descending,
    })
}

/// The part of the list that the query asks for.
///
/// # Errors
/// Refuses whoever does not reach the whole pool.
pub fn list(conn: &mut Conn, vault: &Vault, actor: &Actor, query: &ListQuery) -> Outcome<Page<ExpertRow>> {
    let mut filter = filter(query)?;
    if let Reach::Own(id) = actor.reach(Act::ListExperts)? {
        filter.id = Some(id.to_owned());
    }
    let page = registry::experts(conn, vault, &filter, query.to_load())?;
    let ids: Vec<String> = page.items.iter().map(|e| e.id.clone()).collect();
    let loads = assignments::loads(conn, &ids)?;
    Ok(page.map(|expert| ExpertRow::of(expert, &loads)))
}

pub fn filter_values(conn: &mut Conn) -> Outcome<FilterValues> {
    let (regions, title_levels, specialties) = registry::expert_filter_values(conn)?;
    Ok(FilterValues { regions, title_levels, specialties })
}

/// One expert; one out of reach is as absent as one that does not exist.
pub fn detail(conn: &mut Conn, vault: &Vault, actor: &Actor, id: &str) -> Outcome<ExpertDetail> {
    if let Reach::Own(own) = actor.reach(Act::ReadExpert)?
        && own != id
    {
        return Err(Failure::not_found("专家", "expert"));
    }
    let expert = registry::expert(conn, vault, id)?;
    let loads = assignments::loads(conn, std::slice::from_ref(&expert.id))?;
    Ok(ExpertDetail {
        sex: expert.sex.clone(),
        born: expert.born_on.map(|day| day.to_string().chars().take("1972-04".len()).collect()),
        id_no_masked: expert.id_no_masked.clone(),
        email_masked: expert.email_masked.clone(),
        qualification: expert.qualification.clone(),
        education: expert.education.clone(),
        work_years: expert.work_years,
        disciplines: expert.disciplines.clone(),
        enrolled_on: expert.enrolled_on,
        assignments: assignments_of(conn, actor, id)?,
        row: ExpertRow::of(expert, &loads),
    })
}

fn assignments_of(conn: &mut Conn, actor: &Actor, id: &str) -> Outcome<Vec<Assignment>> {
    let mut shown = Vec::new();
    for seat in assignments::seats_of_expert(conn, id)? {
        let commission = commissions::by_id(conn, &seat.commission_id)?;
        if reaches(actor, &commission) {
            shown.push(Assignment {
                state: AssignmentState::of(commission.state),
                commission: commission.number,
                project: commission.project_name,
                year: commission.fiscal_year,
            });
        }
    }
    shown.sort_by(|a, b| (b.year, &a.commission).cmp(&(a.year, &b.commission)));
    Ok(shown)
}

/// The expert's own seats are the expert's; everybody else sees those of their division.
fn reaches(actor: &Actor, commission: &Commission) -> bool {
    match actor.reach(Act::ReadDraw) {
        Ok(Reach::All | Reach::Own(_)) => true,
        Ok(Reach::Division(division)) => commission.division == division.as_str(),
        Err(_) => false,
    }
}

/// How many reviews the place allows an expert in a year, where it says so.
pub fn cap(pack: Option<&Pack>) -> Option<u32> {
    let rule = pack?.resolve(|rules| &rules.quality.work_limits);
    rule.value().map(|limits| limits.max_reviews_per_expert_year)
}
