//! Use cases: what a result's disclosure would say, prepare it, publish it.

use super::model::{Disclosure, Part, Published, Withheld};
use super::rules::{self, DisclosureInputs, DisclosureOutcome};
use super::store;
use crate::audit::DecisionKind;
use crate::commissions::decisions::{self, Decided};
use crate::commissions::{Commission, State};
use crate::packages::service as packages;
use crate::platform::db::Conn;
use crate::platform::failure::{Failure, Outcome};
use crate::platform::problem::Code;
use crate::policy::Calendar;
use crate::rectification::service as rectification;
use crate::results::model::GradedResult;
use crate::results::service as results;
use crate::terms::{Day, Instant, Wording};
use std::collections::HashMap;

/// Most disclosures that a public list shows.
const MOST_SHOWN: i64 = 1000;

fn refused(why: Wording) -> Failure {
    Failure::Refused { code: Code::RuleForbids, why, grounds: vec!["政府信息公开条例".to_owned()] }
}

/// Whether a commission's result is out.
pub const fn is_out(state: State) -> bool {
    use State::*;
    matches!(state, Published | Instructed | Acknowledged | Rectifying | Closed | Archived)
}

/// How disclosure stands with one commission.
#[derive(Clone, Debug)]
pub struct Standing {
    pub result: GradedResult,
    pub formed_on: Day,
    /// `None` where the calendar does not reach so far.
    pub due_on: Option<Day>,
    /// The latest, prepared or published; of an earlier result where the present one has none yet.
    pub latest: Option<Disclosure>,
}

impl Standing {
    /// When the present result was published for everybody.
    pub fn published(&self) -> Option<&Published> {
        self.latest.as_ref().filter(|d| d.result_position == self.result.position)?.published.as_ref()
    }

    /// What waits for its approval.
    pub fn waiting(&self) -> Option<&Disclosure> {
        let is_open = |d: &&Disclosure| d.result_position == self.result.position && d.published.is_none();
        self.latest.as_ref().filter(is_open)
    }

    /// True where the last day has passed and nothing was published by then.
    pub fn is_overdue(&self, today: Day) -> bool {
        self.published().is_none() && self.due_on.is_some_and(|due| today > due)
    }
}

/// How disclosure stands with those of the commissions whose result is out. A result came about when it was approved.
pub fn standings<'c>(
    conn: &mut Conn,
    calendar: &Calendar,
    of: &'c [Commission],
) -> Outcome<Vec<(&'c Commission, Standing)>> {
    let out: Vec<&Commission> = of.iter().filter(|c| is_out(c.state)).collect();
    let ids: Vec<String> = out.iter().map(|c| c.id.to_string()).collect();
    let results = results::of_commissions(conn, &ids)?;
    let mut results: HashMap<String, GradedResult> =
        results.into_iter().map(|result| (result.commission_id.clone(), result)).collect();
    // By position, so that the latest of a commission stays.
    let mut latest: HashMap<String, Disclosure> =
        store::of_commissions(conn, &ids)?.into_iter().map(|d| (d.commission_id.clone(), d)).collect();
    let standing = |commission: &'c Commission| {
        let result = results.remove(commission.id.as_str())?;
        let formed_on = result.approved_at?.day_in_china();
        let latest = latest.remove(commission.id.as_str());
        Some((commission, Standing { due_on: rules::due(calendar, formed_on).ok(), result, formed_on, latest }))
    };
    Ok(out.into_iter().filter_map(standing).collect())
}

/// How disclosure stands with one commission.
///
/// # Errors
/// "Not found" before its result is out.
pub fn standing(conn: &mut Conn, calendar: &Calendar, commission: &Commission) -> Outcome<Standing> {
    let found = standings(conn, calendar, std::slice::from_ref(commission))?.pop();
    found.map(|(_, standing)| standing).ok_or_else(|| Failure::not_found("已公布的评价结果", "published result"))
}

/// All of a commission, by position.
pub fn of_commission(conn: &mut Conn, commission: &Commission) -> Outcome<Vec<Disclosure>> {
    store::of_commissions(conn, &[commission.id.to_string()])
}

/// What was published, the newest first.
pub fn published(conn: &mut Conn) -> Outcome<Vec<Disclosure>> {
    store::published(conn, MOST_SHOWN)
}

/// What a disclosure of the result in force says, before anything is withheld.
pub fn original(conn: &mut Conn, commission: &Commission) -> Outcome<Vec<Part>> {
    let result = results::of(conn, commission.id.as_str())?;
    let mut indicators = Vec::new();
    if let Some(package) = packages::accepted(conn, commission.id.as_str())? {
        for i in package.table.indicators {
            let reason = i.reason.map(|reason| format!("，{reason}")).unwrap_or_default();
            indicators.push(format!("{}：分值 {}，得分 {}{reason}", i.level_3, i.weight, i.score));
        }
    }
    let problems = rectification::of_commissions(conn, &[commission.id.to_string()])?;
    let problems: Vec<String> = problems.into_iter().map(|r| r.problem).collect();
    let part = |name: &str, text: String| Part { name: name.to_owned(), text };
    let mut parts = vec![
        part("number", commission.number.clone()),
        part("project", commission.project_name.clone()),
        part("unit", commission.unit_name.clone()),
        part("budget", format!("{} 万元", commission.budget.wan_text())),
        part("score", result.score.to_string()),
        part("grade", result.word),
    ];
    parts.extend(commission.institution_name.clone().map(|name| part("institution", name)));
    let lists = [("indicators", indicators), ("problems", problems)];
    parts.extend(lists.into_iter().filter(|(_, lines)| !lines.is_empty()).map(|(n, lines)| part(n, lines.join("\n"))));
    Ok(parts)
}

/// Prepares the disclosure of the result in force; what was prepared before and not approved gives way.
pub fn prepare(
    conn: &mut Conn,
    calendar: &Calendar,
    commission: &Commission,
    withheld: &[Withheld],
    actor: &str,
    at: Instant,
) -> Outcome<Disclosure> {
    let standing = standing(conn, calendar, commission)?;
    if standing.published().is_some() {
        let (zh, en) = ("该结果已经公开。", "This result has been disclosed.");
        return Err(Failure::refused(Code::WrongState, zh, en));
    }
    let gap = |gap: crate::policy::CalendarGap| Wording::new(gap.to_string(), gap.to_string());
    let due_on = rules::due(calendar, standing.formed_on).map_err(gap).map_err(refused)?;
    let original = original(conn, commission)?;
    rules::copy(&original, withheld).map_err(refused)?;
    let prepared = Disclosure {
        commission_id: commission.id.to_string(),
        position: match (&standing.latest, standing.waiting()) {
            (_, Some(waiting)) => waiting.position,
            (Some(latest), None) => latest.position + 1,
            (None, None) => 1,
        },
        result_position: standing.result.position,
        formed_on: standing.formed_on,
        due_on,
        original_sha256: rules::digest(&original),
        original,
        withheld: withheld.to_vec(),
        prepared_by: actor.to_owned(),
        prepared_at: at,
        published: None,
    };
    store::put(conn, &prepared)?;
    Ok(prepared)
}

/// Publishes what another person prepared.
pub fn approve(
    conn: &mut Conn,
    calendar: &Calendar,
    commission: &Commission,
    actor: &str,
    at: Instant,
) -> Outcome<DisclosureOutcome> {
    let standing = standing(conn, calendar, commission)?;
    let missing = || Failure::not_found("待审批的公开内容", "prepared disclosure");
    let prepared = standing.waiting().cloned().ok_or_else(missing)?;
    let forbidden = |(zh, en): (&str, &str)| Failure::refused(Code::RuleForbids, zh, en);
    rules::may_approve(&prepared.prepared_by, actor).map_err(forbidden)?;
    if rules::digest(&original(conn, commission)?) != prepared.original_sha256 {
        let (zh, en) = ("准备之后内容有变化，请重新准备。", "What is on record changed meanwhile; prepare it anew.");
        return Err(Failure::refused(Code::VersionMismatch, zh, en));
    }
    let inputs = inputs(commission, &prepared, (actor, at.day_in_china()));
    let outcome = rules::disclose(&inputs).map_err(refused)?;
    let copy = Published {
        parts: outcome.published.clone(),
        sha256: outcome.published_sha256.clone(),
        by: actor.to_owned(),
        at,
    };
    if !store::publish(conn, &prepared, &copy)? {
        return Err(Failure::refused(Code::WrongState, "该结果已经公开。", "This result has been disclosed."));
    }
    let decided = Decided { kind: DecisionKind::ResultDisclosed, subject: commission.id.as_str(), by: actor, at };
    decisions::record(conn, commission, &decided, &inputs, &outcome)?;
    Ok(outcome)
}

/// What a disclosure rests on.
pub(super) fn inputs(commission: &Commission, d: &Disclosure, (by, on): (&str, Day)) -> DisclosureInputs {
    DisclosureInputs {
        commission: commission.number.clone(),
        position: d.position,
        result_position: d.result_position,
        original: d.original.clone(),
        withheld: d.withheld.clone(),
        formed_on: d.formed_on,
        due_on: d.due_on,
        disclosed_on: on,
        prepared_by: d.prepared_by.clone(),
        approved_by: by.to_owned(),
    }
}
