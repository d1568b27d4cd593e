//! What somebody may see of the experts: personal data masked, and of their assignments only those
//! in commissions that the reader reaches.

use super::super::commissions::reach::Sight;
use super::super::library::{ExpertLibrary, Found, RuleCount, Wanted, WhyNot};
use super::super::listing::ListQuery;
use crate::accounts::model::{Actor, Reach};
use crate::accounts::permissions::Act;
use crate::assignments::service as assignments;
use crate::commissions::{Commission, State, service as commissions};
use crate::platform::db::Conn;
use crate::platform::failure::{Failure, Outcome};
use crate::platform::paging::{Page, PageAsked};
use crate::platform::vault::Vault;
use crate::policy::Pack;
use crate::registry::model::{Expert, Status};
use crate::registry::service as registry;
use crate::search::rules::highlight::{Piece, marked};
use crate::search::{Closeness, Facet, Measure, Order};
use crate::terms::Day;
use serde::Serialize;
use std::collections::{BTreeMap, HashMap};
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

/// What the query asks for; a value that cannot be is refused by name.
fn wanted(conn: &mut Conn, actor: &Actor, query: &ListQuery) -> Outcome<Wanted> {
    query.filter_as("status", "enrolled、suspended、delisted", Status::parse)?;
    let filters = Facet::ALL.into_iter().filter_map(|facet| Some((facet, query.filter(facet.code())?.to_owned())));
    Ok(Wanted {
        text: query.q.clone(),
        filters: filters.collect(),
        ranges: ranges(query)?,
        order: order(query),
        descending: query.descending,
        asked: query.to_load(),
        for_commission: for_commission(conn, actor, query)?,
        count: query.format.is_none(),
    })
}

/// Who types words wants the best match first; who does not, the order of numbers.
fn order(query: &ListQuery) -> Order {
    match query.order_asked() {
        Some("name") => Order::Name,
        Some("employer") => Order::Employer,
        Some("title") => Order::TitleLevel,
        Some("region") => Order::Region,
        Some("status") => Order::Status,
        Some("load") => Order::Load,
        Some("years") => Order::WorkYears,
        Some("number") => Order::Number,
        _ if query.q.is_some() => Order::Relevance,
        _ => Order::Number,
    }
}

fn ranges(query: &ListQuery) -> Outcome<Vec<(Measure, u64, u64)>> {
    let whole = |name: &str| {
        query.filter_as(name, "0 到 100000 的整数", |text| text.parse().ok().filter(|n| *n <= 100_000))
    };
    let mut ranges = Vec::new();
    for (measure, least, most) in
        [(Measure::Load, "load_min", "load_max"), (Measure::WorkYears, "years_min", "years_max")]
    {
        let (least, most): (Option<u64>, Option<u64>) = (whole(least)?, whole(most)?);
        if least.is_some() || most.is_some() {
            ranges.push((measure, least.unwrap_or_default(), most.unwrap_or(u64::from(u32::MAX))));
        }
    }
    Ok(ranges)
}

/// The commission asked for: one out of reach is as absent as one that does not exist, and its conflicts
/// are for those who may check conflicts.
fn for_commission(conn: &mut Conn, actor: &Actor, query: &ListQuery) -> Outcome<Option<Commission>> {
    let Some(number) = query.filter("for_commission") else {
        return match query.filter("why_not") {
            Some(_) => Err(Failure::field("why_not", "须同时给出 for_commission (name the commission as well)")),
            None => Ok(None),
        };
    };
    actor.reach(Act::CheckConflicts)?;
    let commission = commissions::by_id_or_number(conn, number)?;
    let sight = Sight::of(actor, Act::ReadCommission)?;
    if sight.covers(conn, &commission)? {
        Ok(Some(commission))
    } else {
        Err(Failure::not_found("委托", "commission"))
    }
}

/// Part of the list, with everything that stands around it.
pub struct Listing {
    pub page: Page<ExpertRow>,
    pub found: Around,
}

/// What a search says besides its rows.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Around {
    /// Counts by facet: `status`, `specialty`, `region`, `title_level`; the most frequent first.
    pub facets: BTreeMap<&'static str, Vec<FacetCount>>,
    /// For each row, what answers to the words.
    pub highlights: Vec<Highlights>,
    /// False where nothing is written as typed, and the rows are one slip of the pen away.
    pub as_written: bool,
    /// Words that say nothing and were passed over.
    pub passed_over: Vec<String>,
    /// `embedded`, `meilisearch`, or `database` while the search engine is away.
    pub answered_by: &'static str,
    /// The commission whose eligible experts these are.
    pub for_commission: Option<String>,
    #[serde(skip)]
    pub project: Option<String>,
    /// Hits that the commission leaves out, each counted once.
    pub left_out: u64,
    /// Hits that each rule leaves out; one expert may meet several.
    pub excluded_by_rule: Vec<RuleCount>,
    pub why_not: Option<WhyNot>,
    /// Milliseconds that the search took.
    pub took_ms: u64,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct FacetCount {
    pub value: String,
    pub count: u64,
}

/// Texts of one row in pieces.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Highlights {
    pub name: Vec<Piece>,
    pub employer: Vec<Piece>,
    pub specialties: Vec<Piece>,
}

/// The part of the list that the query asks for.
///
/// # Errors
/// Refuses whoever does not reach the whole pool, and a commission out of reach.
pub fn list(library: &ExpertLibrary, conn: &mut Conn, actor: &Actor, query: &ListQuery) -> Outcome<Listing> {
    match actor.reach(Act::ListExperts)? {
        Reach::All => {}
        Reach::Division(_) | Reach::Own(_) => return Err(Failure::not_found("专家", "expert")),
    }
    let wanted = wanted(conn, actor, query)?;
    let start = std::time::Instant::now();
    let found = library.find(conn, &wanted)?;
    let took_ms = u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX);
    let why_not = match (&wanted.for_commission, query.filter("why_not")) {
        (Some(commission), Some(expert)) => Some(library.why_not(conn, commission, expert)?),
        _ => None,
    };
    Ok(listing(found, wanted.for_commission, why_not, took_ms))
}

fn listing(found: Found, commission: Option<Commission>, why_not: Option<WhyNot>, took_ms: u64) -> Listing {
    let loads = found.loads;
    let page = found.experts.map(|expert| ExpertRow::of(expert, &loads));
    let highlights = page.items.iter().map(|row| Highlights {
        name: marked(&row.name, &found.terms, true),
        employer: marked(&row.employer, &found.terms, false),
        specialties: marked(&row.specialties.join("、"), &found.terms, false),
    });
    let count = |(value, count): (String, u64)| FacetCount { value, count };
    let around = Around {
        highlights: highlights.collect(),
        facets: found
            .facets
            .into_iter()
            .map(|(f, counts)| (f.code(), counts.into_iter().map(count).collect()))
            .collect(),
        as_written: found.closeness == Closeness::AsWritten,
        passed_over: found.passed_over,
        answered_by: found.answered_by,
        project: commission.as_ref().map(|c| c.project_name.clone()),
        for_commission: commission.map(|c| c.number),
        left_out: found.left_out,
        excluded_by_rule: found.excluded_by_rule,
        why_not,
        took_ms,
    };
    Listing { page, found: around }
}

/// A word to go on with while somebody types.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Suggestion {
    pub text: String,
    /// `name`, `specialty` or `employer`.
    pub kind: &'static str,
}

const MOST_SUGGESTIONS: usize = 10;
/// Hits that suggestions are taken from.
const LOOKED_AT: i64 = 50;

/// Names, specialties and employers that answer to what was typed, under the same rights as the list.
pub fn suggestions(
    library: &ExpertLibrary,
    conn: &mut Conn,
    actor: &Actor,
    query: &ListQuery,
) -> Outcome<Vec<Suggestion>> {
    if query.q.is_none() {
        return Ok(Vec::new());
    }
    let mut first = query.clone();
    first.asked = PageAsked { page: 1, size: LOOKED_AT };
    let Listing { page, found } = list(library, conn, actor, &first)?;
    let mut suggestions: Vec<Suggestion> = Vec::new();
    for (row, marks) in page.items.iter().zip(&found.highlights) {
        let offered = [("name", &row.name, &marks.name), ("employer", &row.employer, &marks.employer)];
        let offered = offered.into_iter().filter(|(_, _, pieces)| pieces.iter().any(|piece| piece.hit));
        let mut texts: Vec<(&'static str, &str)> = offered.map(|(kind, text, _)| (kind, text.as_str())).collect();
        let marked = marks.specialties.iter().filter(|piece| piece.hit);
        let hit: Vec<&str> = marked.map(|piece| piece.text.as_str()).collect();
        let fields = row.specialties.iter().filter(|field| hit.iter().any(|text| field.contains(text)));
        texts.extend(fields.map(|field| ("specialty", field.as_str())));
        for (kind, text) in texts {
            let suggestion = Suggestion { text: text.to_owned(), kind };
            if suggestions.len() < MOST_SUGGESTIONS && !suggestions.contains(&suggestion) {
                suggestions.push(suggestion);
            }
        }
    }
    Ok(suggestions)
}

/// The values of the filters where no facets were counted.
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
