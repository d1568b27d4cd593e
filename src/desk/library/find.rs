//! A search with everything that a list shows: hits from the index, rows from the database. Where the
//! engine is away the database answers by itself, and the answer says so.

use super::eligibility::{self, Eligibility};
use super::{ExpertLibrary, RuleCount, answered_by};
use crate::assignments::service as assignments;
use crate::commissions::Commission;
use crate::platform::db::Conn;
use crate::platform::failure::{Failure, Outcome};
use crate::platform::paging::{Page, PageAsked};
use crate::platform::problem::Code;
use crate::registry::model::{Expert, Status};
use crate::registry::rules::{EXPERT_PREFIX, registry_number};
use crate::registry::service::{self as registry, ExpertFilter, ExpertOrder};
use crate::search::model::Counts;
use crate::search::rules::words::Word;
use crate::search::{Asked, Closeness, Facet, Measure, Order, Reply};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// What somebody wants to find.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    pub text: Option<String>,
    pub filters: Vec<(Facet, String)>,
    /// Smallest and greatest value, both included.
    pub ranges: Vec<(Measure, u64, u64)>,
    pub order: Order,
    pub descending: bool,
    pub asked: PageAsked,
    /// Only the enrolled who may take it.
    pub for_commission: Option<Commission>,
    /// Whether to count the facets.
    pub count: bool,
}

/// What was found.
pub struct Found {
    pub experts: Page<Expert>,
    /// Review seats held, by expert id; absent for none.
    pub loads: HashMap<String, i64>,
    pub facets: BTreeMap<Facet, Counts>,
    /// For marking: the words and what means the same.
    pub terms: Vec<Word>,
    pub closeness: Closeness,
    pub passed_over: Vec<String>,
    /// `embedded`, `meilisearch` or `database`.
    pub answered_by: &'static str,
    /// Hits that the commission leaves out, each counted once.
    pub left_out: u64,
    pub excluded_by_rule: Vec<RuleCount>,
}

pub fn find(library: &ExpertLibrary, conn: &mut Conn, wanted: &Wanted) -> Outcome<Found> {
    let eligibility = wanted.for_commission.as_ref().map(|c| eligibility::eligibility(library, conn, c)).transpose()?;
    match library.library.ask(&asked(wanted, eligibility.as_deref()))? {
        Ok(reply) => from_index(library, conn, wanted, eligibility, reply),
        Err(fault) => {
            tracing::warn!(%fault, "the database answers in place of the search engine");
            from_database(library, conn, wanted, eligibility)
        }
    }
}

fn asked(wanted: &Wanted, eligibility: Option<&Eligibility>) -> Asked {
    Asked {
        text: wanted.text.clone(),
        filters: filters(wanted),
        ranges: wanted.ranges.clone(),
        without: eligibility.map(|e| e.left_out.clone()),
        order: wanted.order,
        descending: wanted.descending,
        offset: usize::try_from(wanted.asked.offset()).unwrap_or(usize::MAX),
        limit: usize::try_from(wanted.asked.size).unwrap_or_default(),
        count: wanted.count,
    }
}

/// A commission is for the enrolled alone.
fn filters(wanted: &Wanted) -> Vec<(Facet, String)> {
    let mut filters = wanted.filters.clone();
    if wanted.for_commission.is_some() && !filters.iter().any(|(facet, _)| *facet == Facet::Status) {
        filters.push((Facet::Status, Status::Enrolled.word().to_owned()));
    }
    filters
}

fn from_index(
    library: &ExpertLibrary,
    conn: &mut Conn,
    wanted: &Wanted,
    eligibility: Option<Arc<Eligibility>>,
    reply: Reply,
) -> Outcome<Found> {
    let answered_by = answered_by(&library.library, Some(&reply));
    let Reply { answer, terms, closeness, passed_over } = reply;
    let number = |sequence: &u64| registry_number(EXPERT_PREFIX, i64::try_from(*sequence).unwrap_or(i64::MAX));
    let numbers: Vec<String> = answer.hits.iter().map(number).collect();
    let experts = registry::experts_numbered(conn, &library.vault, &numbers)?;
    let total = i64::try_from(answer.total).unwrap_or(i64::MAX);
    let excluded_by_rule = eligibility.map(|e| e.by_rule(&answer.left_out)).unwrap_or_default();
    Ok(Found {
        loads: loads(conn, &experts)?,
        experts: Page::new(experts, total, wanted.asked),
        facets: answer.facets,
        terms,
        closeness,
        passed_over,
        answered_by,
        left_out: answer.left_out.len() as u64,
        excluded_by_rule,
    })
}

fn loads(conn: &mut Conn, experts: &[Expert]) -> Outcome<HashMap<String, i64>> {
    let ids: Vec<String> = experts.iter().map(|expert| expert.id.clone()).collect();
    let mut loads = HashMap::new();
    for some in ids.chunks(1_000) {
        loads.extend(assignments::loads(conn, some)?);
    }
    Ok(loads)
}

/// Words as parts of texts, no facets, no slips; slower, and right.
fn from_database(
    library: &ExpertLibrary,
    conn: &mut Conn,
    wanted: &Wanted,
    eligibility: Option<Arc<Eligibility>>,
) -> Outcome<Found> {
    let filter = database_filter(wanted, eligibility.as_deref())?;
    let experts = registry::experts(conn, &library.vault, &filter, wanted.asked)?;
    let left_out = match &eligibility {
        None => Vec::new(),
        Some(eligibility) => {
            let mut among = ExpertFilter { without: Vec::new(), among: Some(eligibility.numbers()), ..filter };
            among.descending = false;
            let all = PageAsked { page: 1, size: i64::MAX };
            let found = registry::experts(conn, &library.vault, &among, all)?.items;
            found.iter().filter_map(|e| crate::registry::rules::expert_sequence(&e.number)).collect()
        }
    };
    Ok(Found {
        loads: loads(conn, &experts.items)?,
        experts,
        facets: BTreeMap::new(),
        terms: Vec::new(),
        closeness: Closeness::AsWritten,
        passed_over: Vec::new(),
        answered_by: answered_by(&library.library, None),
        left_out: left_out.len() as u64,
        excluded_by_rule: eligibility.map(|e| e.by_rule(&left_out)).unwrap_or_default(),
    })
}

fn database_filter(wanted: &Wanted, eligibility: Option<&Eligibility>) -> Outcome<ExpertFilter> {
    if !wanted.ranges.is_empty() || matches!(wanted.order, Order::Load | Order::WorkYears) {
        let zh = "搜索引擎暂不可用，此时不能按评审席位或工作年限筛选、排序；去掉这些条件即可查询。";
        let en = "The search engine is away; until it is back, leave out ranges and orders by load or years.";
        return Err(Failure::refused(Code::Busy, zh, en));
    }
    let filters = filters(wanted);
    let chosen = |facet: Facet| filters.iter().find(|(f, _)| *f == facet).map(|(_, value)| value.clone());
    Ok(ExpertFilter {
        id: None,
        text: wanted.text.clone(),
        status: chosen(Facet::Status).as_deref().and_then(Status::parse),
        specialty: chosen(Facet::Specialty),
        region: chosen(Facet::Region),
        title_level: chosen(Facet::TitleLevel),
        without: eligibility.map(Eligibility::numbers).unwrap_or_default(),
        among: None,
        order: match wanted.order {
            Order::Name => ExpertOrder::Name,
            Order::Employer => ExpertOrder::Employer,
            Order::TitleLevel => ExpertOrder::Title,
            Order::Region => ExpertOrder::Region,
            Order::Status => ExpertOrder::Status,
            _ => ExpertOrder::Number,
        },
        descending: wanted.descending,
    })
}
