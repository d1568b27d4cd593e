//! Whether an order is lawful: what the place allows to be commissioned, who commissions whom, money, route,
//! dates, team and scoring factors, each finding with its article; pure.
//!
//! Severities are those of the regulations file: a block is refused, a finding that asks for a reason passes
//! with one, a warning is shown.

mod factors;
mod schedule;
pub mod selection;
#[cfg(test)]
mod tests;

pub use schedule::StepDay;

use super::model::{Requirement, SmePolicy};
use crate::commissions::separation::{self, SeparationInputs};
use crate::policy::Basis;
use crate::policy::codes::{Body, EvaluationKind};
use crate::policy::routes::{Offered, PriceBand};
use crate::terms::{Fen, Score, Wording};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Characters of a reason at least.
pub const LEAST_REASON: usize = 4;

/// How heavy a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// The order is refused.
    Block,
    /// Passes with a recorded reason, which checker and approver see.
    NeedsReason,
    /// Shown.
    Warn,
}

/// One thing that a rule says of an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Finding {
    pub severity: Severity,
    /// The field of the requirement.
    pub field: String,
    pub article: String,
    #[schema(value_type = Object)]
    pub sentence: Wording,
}

impl Finding {
    fn new(severity: Severity, field: &str, article: &str, zh: impl Into<String>, en: impl Into<String>) -> Finding {
        Finding { severity, field: field.into(), article: article.into(), sentence: Wording::new(zh, en) }
    }

    fn block(field: &str, article: &str, zh: impl Into<String>, en: impl Into<String>) -> Finding {
        Finding::new(Severity::Block, field, article, zh, en)
    }
}

/// What the place says on one list; `None` where it has no rule.
pub type Allowed<T> = Option<(Vec<T>, Basis)>;

/// The route of an order, as much of it as the rules need.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RouteFacts {
    pub code: String,
    pub name: Wording,
    pub offered: Offered,
    pub why: Wording,
    pub basis: Basis,
    /// True where the procurement law reaches.
    pub is_procurement: bool,
    /// From, to and article of the band of the price's points.
    pub price: Option<(Decimal, Decimal, String)>,
    /// Days of the route that are sure to come, from the day of the announcement.
    pub days: Vec<StepDay>,
}

impl RouteFacts {
    /// The band as inputs keep it.
    pub fn band(price: &PriceBand) -> (Decimal, Decimal, String) {
        (price.from, price.to, price.basis.article.clone())
    }
}

/// The figures on small and medium enterprises in force at the place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SmeFigures {
    /// Services up to this are reserved where they suit small enterprises.
    pub reserved_fen: Fen,
    /// Least and greatest deduction, per cent.
    pub deduction_from: u32,
    pub deduction_to: u32,
}

/// Everything that a decision on an order rests on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OrderInputs {
    pub commission: String,
    /// Of the requirement.
    pub revision: i32,
    pub commissioned_by: Body,
    pub separation: SeparationInputs,
    pub commissioners: Allowed<Body>,
    pub kinds: Allowed<EvaluationKind>,
    pub project_budget_fen: Fen,
    pub route: RouteFacts,
    pub sme: SmeFigures,
    pub requirement: Requirement,
}

/// What the rules say of an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Opinion {
    /// False where anything blocks or a reason is missing.
    pub lawful: bool,
    /// The gravest first.
    pub findings: Vec<Finding>,
}

/// Judges an order.
pub fn judge(inputs: &OrderInputs) -> Opinion {
    let asked = &inputs.requirement;
    let mut findings = Vec::new();
    findings.extend(secrecy(asked));
    findings.extend(commissioner(inputs));
    findings.extend(kind(inputs));
    findings.extend(separate(inputs));
    findings.extend(money(inputs));
    findings.extend(route(inputs));
    findings.extend(team(asked));
    findings.extend(sme(inputs));
    findings.extend(indicators(asked));
    findings.extend(schedule::findings(inputs));
    findings.extend(factors::findings(inputs));
    findings.sort_by_key(|finding| finding.severity);
    let has_reason = asked.reason.trim().chars().count() >= LEAST_REASON;
    let stops = |f: &Finding| f.severity == Severity::Block || (f.severity == Severity::NeedsReason && !has_reason);
    Opinion { lawful: !findings.iter().any(stops), findings }
}

/// Classified material never enters (保守国家秘密法; L-S1).
fn secrecy(asked: &Requirement) -> Option<Finding> {
    asked.contains_state_secrets.then(|| {
        Finding::block(
            "contains_state_secrets",
            "保守国家秘密法（L-S1，平台规则）",
            "含国家秘密的事项不得录入本平台，请按保密规定在涉密系统办理。",
            "What holds state secrets must not be entered here; handle it on a classified system.",
        )
    })
}

/// Who may commission by the place's text.
fn commissioner(inputs: &OrderInputs) -> Option<Finding> {
    let (allowed, basis) = inputs.commissioners.as_ref()?;
    if allowed.contains(&inputs.commissioned_by) {
        return None;
    }
    let who = inputs.commissioned_by.name();
    let zh = format!("本地规定未授权{}委托第三方。", who.zh);
    let en = format!("The place's text does not let the {} commission.", who.en);
    Some(Finding::block("commissioned_by", &basis.article, zh, en))
}

/// What may be commissioned: by the place's text, and never the unit's own duty (财预〔2021〕6号).
fn kind(inputs: &OrderInputs) -> Vec<Finding> {
    use EvaluationKind::{DeptOverallSelf, Monitoring, SelfEval};
    const ARTICLE: &str = "财预〔2021〕6号（C-05，待核对原文）";
    let (asked, name) = (&inputs.requirement, inputs.requirement.kind.name());
    if matches!(asked.kind, Monitoring | SelfEval | DeptOverallSelf) {
        let zh = format!("{}是单位自身职责，原则上不委托第三方。", name.zh);
        return vec![if asked.clerical_help_only {
            let zh = format!("{zh}第三方只做辅助工作，不得以自己名义出具报告。");
            let en = format!("{} is the unit's own duty; the institution only helps and issues no report.", name.en);
            Finding::new(Severity::NeedsReason, "kind", ARTICLE, zh, en)
        } else {
            let en = format!("{} is the unit's own duty and is not commissioned.", name.en);
            Finding::block("kind", ARTICLE, zh, en)
        }];
    }
    let finding = match &inputs.kinds {
        Some((allowed, _)) if allowed.contains(&asked.kind) => None,
        Some((_, basis)) => {
            let zh = format!("本地规定未将{}列入可委托的种类。", name.zh);
            let en = format!("The place's text does not list {} among what may be commissioned.", name.en);
            Some(Finding::block("kind", &basis.article, zh, en))
        }
        None => Some(Finding::new(
            Severity::NeedsReason,
            "kind",
            "本地文件无委托第三方的规定；依据财预〔2021〕6号",
            "本地没有委托第三方的依据，只能依据全国规定并说明理由。",
            "The place has no text on commissioning; only national rules apply, with a reason.",
        )),
    };
    finding.into_iter().collect()
}

/// The commissioner is apart from who is evaluated (COI-12). A department may have its subordinate units
/// evaluated, where its finance office commissions and not the unit of the project (C-11).
fn separate(inputs: &OrderInputs) -> Option<Finding> {
    let (between, decided) = (&inputs.separation, separation::decide(&inputs.separation));
    if decided.apart {
        return None;
    }
    let is_itself = between.commissioner.as_ref() == Some(&between.evaluated);
    if inputs.commissioned_by == Body::MainDept && !is_itself {
        let zh = format!("{}是委托部门的下属单位，应由部门财务机构而非项目实施机构委托。", between.evaluated_name);
        let en = format!("{} is below the commissioner: its finance office commissions.", between.evaluated_name);
        return Some(Finding::new(Severity::NeedsReason, "commissioned_by", "财预〔2020〕10号（C-11、G-23）", zh, en));
    }
    let Wording { zh, en } = decided.sentence;
    Some(Finding::block("commissioned_by", &decided.basis, zh, en))
}

fn money(inputs: &OrderInputs) -> Vec<Finding> {
    let asked = &inputs.requirement;
    let mut findings = Vec::new();
    let mut block = |field, article, zh: String, en: String| findings.push(Finding::block(field, article, zh, en));
    if asked.ceiling_fen.0 <= 0 {
        let zh = "最高限价必须大于零。".to_owned();
        block("ceiling_fen", "财政部令第87号第十二条（P-12）", zh, "The ceiling must be above zero.".to_owned());
    }
    if asked.ceiling_fen > asked.funds_fen {
        let (ceiling, funds) = (asked.ceiling_fen.wan_text(), asked.funds_fen.wan_text());
        let zh = format!("最高限价 {ceiling} 万元高于委托经费预算 {funds} 万元。");
        let en = format!("The ceiling of {ceiling} wan is above the funds of {funds} wan.");
        block("ceiling_fen", "财政部令第87号第十二条、第六十三条（P-12、P-63）", zh, en);
    }
    if asked.funds_fen > inputs.project_budget_fen {
        let zh = "委托经费预算高于被评价项目的预算，请核对单位（元、万元）。".to_owned();
        let en = "The funds are above the budget of the project itself; check yuan and wan.".to_owned();
        block("funds_fen", "财预〔2021〕6号（C-08，待核对原文）", zh, en);
    }
    findings
}

/// Only a route that the amount opens; with a reason where it is not the usual one.
fn route(inputs: &OrderInputs) -> Option<Finding> {
    let RouteFacts { name, offered, why, basis, .. } = &inputs.route;
    let severity = match offered {
        Offered::Usual => return None,
        Offered::WithReason => Severity::NeedsReason,
        Offered::No => Severity::Block,
    };
    let (zh, en) = (format!("{}：{}", name.zh, why.zh), format!("{}: {}", name.en, why.en));
    Some(Finding::new(severity, "route", &basis.article, zh, en))
}

fn team(asked: &Requirement) -> Vec<Finding> {
    let mut findings = Vec::new();
    if asked.team.lead_evaluators == 0 {
        let (zh, en) = ("评价组至少须有一名主评人。", "A team has at least one lead evaluator.");
        findings.push(Finding::block("team", "财监〔2021〕4号（T-20，待核对原文）", zh, en));
    }
    if asked.team.members < asked.team.lead_evaluators {
        let (zh, en) = ("团队人数少于主评人数。", "The team has fewer members than lead evaluators.");
        findings.push(Finding::block("team", "平台规则", zh, en));
    }
    findings
}

fn sme(inputs: &OrderInputs) -> Option<Finding> {
    const ARTICLE: &str = "财库〔2020〕46号";
    let (asked, figures) = (&inputs.requirement, &inputs.sme);
    let must_reserve = asked.funds_fen <= figures.reserved_fen;
    match &asked.sme {
        _ if !inputs.route.is_procurement => None,
        SmePolicy::Reserved => None,
        SmePolicy::Deduction(percent) if !(figures.deduction_from..=figures.deduction_to).contains(percent) => {
            let (from, to) = (figures.deduction_from, figures.deduction_to);
            let zh = format!("小微企业价格扣除应为 {from}% 至 {to}%，现为 {percent}%。");
            let en = format!("The deduction for small enterprises is {from} % to {to} %, not {percent} %.");
            Some(Finding::block("sme", ARTICLE, zh, en))
        }
        _ if must_reserve => {
            let (zh, en) = (
                "200万元以下适宜由中小企业提供的服务应专门面向中小企业，不专门面向的须说明理由。",
                "Services up to the figure that suit small enterprises are reserved for them; else give the reason.",
            );
            Some(Finding::new(Severity::NeedsReason, "sme", ARTICLE, zh, en))
        }
        _ => None,
    }
}

/// Weights of the draft table: 100 in all, outputs and effects usually at least 60 (财预〔2020〕10号).
fn indicators(asked: &Requirement) -> Vec<Finding> {
    let mut findings = Vec::new();
    if asked.indicators.is_empty() {
        return findings;
    }
    let total: Score = asked.indicators.iter().map(|i| i.weight).sum();
    if total.0 != Decimal::ONE_HUNDRED {
        let (zh, en) = (format!("指标权重合计 {total}，应为 100。"), format!("Weights add up to {total}, not 100."));
        findings.push(Finding::block("indicators", "财预〔2020〕10号（G-14b）", zh, en));
    }
    let is_late = |dimension: &str| matches!(dimension, "产出" | "效益");
    let late: Score = asked.indicators.iter().filter(|i| is_late(&i.dimension)).map(|i| i.weight).sum();
    if late.0 < Decimal::from(60) {
        let zh = format!("产出与效益权重合计 {late}，原则上不低于 60。");
        let en = format!("Outputs and effects weigh {late}; in principle at least 60.");
        let article = "财预〔2020〕10号（G-14，待核对原文）";
        findings.push(Finding::new(Severity::Warn, "indicators", article, zh, en));
    }
    findings
}
