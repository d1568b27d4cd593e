//! Conflicts of interest: the verdict on every bidder with its facts, and how many experts each rule
//! kept out of the draw. All of it is read from the recorded decisions, never decided anew here.

use super::{Reader, bids};
use crate::accounts::permissions::Act;
use crate::assignments::service::Excluded;
use crate::audit::model::DecisionKind;
use crate::audit::{Decision, service as audit};
use crate::bids::rules::opening::AdmissionDecision;
use crate::bids::service as rooms_bids;
use crate::commissions::Commission;
use crate::commissions::model::Move;
use crate::conflicts::hit::Hit;
use crate::desk::commissions::reach::Sight;
use crate::platform::db::Conn;
use crate::platform::failure::Outcome;
use crate::platform::paging::PageAsked;
use crate::terms::Wording;
use anyhow::Context;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// What is known of conflicts.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
pub struct ConflictsSection {
    /// Bidders, the gravest verdict first.
    pub conflicts: Vec<VerdictRow>,
    /// Experts whom a rule kept out of the draw, by rule. One expert may meet several rules.
    pub excluded: Vec<RuleCount>,
    /// Experts kept out, each counted once.
    pub excluded_experts: usize,
}

/// The verdict on one bidder.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct VerdictRow {
    pub candidate: String,
    /// `institution`.
    pub kind: &'static str,
    /// `clear`, `flagged` or `blocked`.
    #[schema(value_type = String)]
    pub verdict: crate::conflicts::hit::Outcome,
    /// Page of the decision record, for those who may read it.
    pub decision: Option<String>,
    pub hits: Vec<HitRow>,
}

/// A rule that is met.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct HitRow {
    #[schema(value_type = String)]
    pub rule: crate::policy::conflict_policy::Rule,
    #[schema(value_type = String)]
    pub verdict: crate::conflicts::hit::Outcome,
    pub basis: String,
    #[schema(value_type = Object)]
    pub sentence: Wording,
    /// The facts from the candidate to the party, each with its number on record.
    #[schema(value_type = Vec<Object>)]
    pub path: Vec<Wording>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct RuleCount {
    pub rule: String,
    pub count: usize,
}

pub(super) fn of(conn: &mut Conn, reader: &Reader<'_>, moves: &[Move]) -> Outcome<ConflictsSection> {
    let mut section = ConflictsSection::default();
    if let Some(sight) = Sight::maybe(reader.actor, Act::ReadBids).filter(|_| bids::opening(moves).is_some()) {
        section.conflicts = bidders(conn, reader, &sight)?;
    }
    let may_see_draw = Sight::maybe(reader.actor, Act::ReadDraw).is_some_and(|sight| sight.is_whole());
    if may_see_draw && let Some(decision) = latest(conn, reader.commission, DecisionKind::ReviewerEligibility)? {
        let excluded: Vec<Excluded> = outcome(&decision)?;
        section.excluded_experts = excluded.len();
        section.excluded = by_rule(&excluded);
    }
    Ok(section)
}

fn bidders(conn: &mut Conn, reader: &Reader<'_>, sight: &Sight) -> Outcome<Vec<VerdictRow>> {
    let Some(decision) = latest(conn, reader.commission, DecisionKind::BidAdmission)? else { return Ok(Vec::new()) };
    let page = reader.actor.may(Act::ReadDecisions).then(|| format!("/decisions/{}", decision.id));
    let received = rooms_bids::of_commission(conn, reader.commission.id.as_str())?;
    let admissions: Vec<AdmissionDecision> = outcome(&decision)?;
    let mut rows: Vec<VerdictRow> = admissions
        .into_iter()
        .filter_map(|a| {
            let bid = received.iter().find(|b| b.id == a.bid)?;
            bids::may_see(sight, reader, bid).then(|| row(&bid.institution_name, a, page.clone()))
        })
        .collect();
    rows.sort_by(|a, b| (b.verdict, &a.candidate).cmp(&(a.verdict, &b.candidate)));
    Ok(rows)
}

fn row(candidate: &str, admission: AdmissionDecision, decision: Option<String>) -> VerdictRow {
    let hit = |hit: Hit| HitRow {
        rule: hit.rule,
        verdict: hit.verdict,
        basis: hit.basis,
        sentence: hit.sentence,
        path: hit.path.iter().map(|fact| fact_named(fact)).collect(),
    };
    VerdictRow {
        candidate: candidate.to_owned(),
        kind: "institution",
        verdict: admission.verdict.verdict,
        decision,
        hits: admission.verdict.hits.into_iter().map(hit).collect(),
    }
}

/// What kind of fact a number such as `employments-c981…` stands for, with the number.
fn fact_named(fact: &str) -> Wording {
    let kind = fact.rsplit_once('-').map_or(fact, |(kind, _)| kind);
    let (zh, en) = match kind {
        "persons" => ("人员登记", "person"),
        "orgs" => ("单位登记", "organisation"),
        "employments" => ("任职记录", "employment"),
        "hierarchy" => ("隶属关系", "hierarchy"),
        "mergers" => ("合并分立", "merger"),
        "kinships" | "declared_kin" => ("亲属申报", "declared kinship"),
        "shareholdings" => ("持股登记", "shareholding"),
        "involvements" => ("项目参与", "part in the project"),
        "past_evaluations" => ("承接记录", "earlier evaluation"),
        "assignments" => ("任务记录", "assignment"),
        "collaborations" => ("合作记录", "collaboration"),
        "declarations" | "recusals" => ("本人声明", "declaration"),
        "disputes" => ("法律纠纷", "dispute"),
        "services" => ("审计与记账服务", "audit or bookkeeping"),
        "cooperations" => ("合作专家备案", "cooperation"),
        "objections" => ("当事人异议", "objection"),
        _ => ("事实", "fact"),
    };
    Wording::new(format!("{zh} {fact}"), format!("{en} {fact}"))
}

fn by_rule(excluded: &[Excluded]) -> Vec<RuleCount> {
    let mut counts = BTreeMap::<String, usize>::new();
    for expert in excluded {
        let mut rules: Vec<_> = expert.verdict.hits.iter().map(|h| h.rule).collect();
        rules.sort();
        rules.dedup();
        for rule in rules {
            let code = serde_json::to_value(rule).ok().and_then(|v| v.as_str().map(str::to_owned));
            *counts.entry(code.unwrap_or_default()).or_default() += 1;
        }
    }
    let mut counts: Vec<RuleCount> = counts.into_iter().map(|(rule, count)| RuleCount { rule, count }).collect();
    counts.sort_by(|a, b| (b.count, &a.rule).cmp(&(a.count, &b.rule)));
    counts
}

/// What the opening decided on each bid; empty where it was not recorded.
pub(super) fn admissions(conn: &mut Conn, commission: &Commission) -> Outcome<Vec<AdmissionDecision>> {
    match latest(conn, commission, DecisionKind::BidAdmission)? {
        Some(decision) => outcome(&decision),
        None => Ok(Vec::new()),
    }
}

/// The last decision of a kind on this commission.
fn latest(conn: &mut Conn, commission: &Commission, kind: DecisionKind) -> Outcome<Option<Decision>> {
    let filter = audit::DecisionFilter {
        kind: Some(kind),
        subject: Some(commission.id.to_string()),
        ..audit::DecisionFilter::default()
    };
    Ok(audit::decisions(conn, &filter, PageAsked { page: 1, size: 1 })?.items.into_iter().next())
}

fn outcome<T: DeserializeOwned>(decision: &Decision) -> Outcome<T> {
    let read = serde_json::from_value(decision.outcome.clone());
    Ok(read.with_context(|| format!("outcome of decision {}", decision.id))?)
}
