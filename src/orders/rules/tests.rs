//! The rules of orders as tables: one lawful order, and one change a row with what it must bring about.

use super::*;
use crate::orders::model::{Factor, FactorKind, Team};
use crate::policy::Routes;
use crate::terms::Day;

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn factor(name: &str, kind: FactorKind, points: &str) -> Factor {
    Factor { name: name.into(), kind, points: points.parse().unwrap(), how: "好 80%–100%，差 0–60%".into() }
}

fn asked() -> Requirement {
    Requirement {
        kind: EvaluationKind::FinKey,
        contains_state_secrets: false,
        clerical_help_only: false,
        scope: "项目全部支出".into(),
        deliverables: "评价报告".into(),
        funds_fen: Fen(30_000_000),
        ceiling_fen: Fen(28_000_000),
        route: "BELOW_LIMIT".into(),
        reason: String::new(),
        announced_on: day("2026-09-21"),
        bids_close_on: day("2026-10-12"),
        report_due_on: day("2026-12-15"),
        team: Team {
            lead_evaluators: 1, members: 4, demands: "熟悉国有资本经营预算，5年以上经验".into()
        },
        qualifications: vec!["具有独立承担民事责任的能力".into()],
        factors: vec![
            factor("价格", FactorKind::Price, "20"),
            factor("评价方案", FactorKind::Subjective, "50"),
            factor("注册会计师、资产评估师人数", FactorKind::Objective, "30"),
        ],
        sme: SmePolicy::Deduction(10),
        indicators: Vec::new(),
    }
}

fn basis(article: &str) -> Basis {
    let status = crate::policy::BasisStatus::Practice;
    Basis { article: article.into(), text: Wording::new("", ""), status }
}

/// The inputs that a requirement has at a place like Wuzhong.
fn inputs(requirement: Requirement) -> OrderInputs {
    let routes = Routes::embedded().unwrap();
    let route = routes.get(&requirement.route).unwrap();
    let offer = routes.offers(requirement.funds_fen).into_iter().find(|o| o.code == route.code).unwrap();
    OrderInputs {
        commission: "640300000-2026-001".into(),
        revision: 1,
        commissioned_by: Body::Finance,
        separation: SeparationInputs {
            commissioner: Some("105".into()),
            commissioner_name: "财政局".into(),
            evaluated: "101001".into(),
            evaluated_name: "某校".into(),
            superiors: vec!["101".into()],
        },
        commissioners: Some((vec![Body::Finance], basis("二（四）"))),
        kinds: Some((vec![EvaluationKind::ExAnte, EvaluationKind::FinKey], basis("二（四）"))),
        project_budget_fen: Fen(5_000_000_000),
        route: RouteFacts {
            code: route.code.clone(),
            name: route.name.clone(),
            offered: offer.offered,
            why: offer.why.clone(),
            basis: offer.basis.clone(),
            is_procurement: !routes.limits.is_below(requirement.funds_fen),
            price: route.price.as_ref().map(RouteFacts::band),
            days: vec![StepDay {
                id: "deadline".into(),
                date: Some(day("2026-10-08")),
                open_because: None,
                article: "第十条".into(),
            }],
        },
        sme: SmeFigures { reserved_fen: Fen(200_000_000), deduction_from: 6, deduction_to: 20 },
        requirement,
    }
}

fn changed(change: impl FnOnce(&mut Requirement)) -> OrderInputs {
    let mut requirement = asked();
    change(&mut requirement);
    inputs(requirement)
}

/// Severity and article of the first finding on a field.
fn said(inputs: &OrderInputs, field: &str) -> Option<(Severity, String)> {
    judge(inputs).findings.into_iter().find(|f| f.field == field).map(|f| (f.severity, f.article))
}

#[track_caller]
fn assert_said(inputs: &OrderInputs, field: &str, severity: Severity, article: &str) {
    let found = said(inputs, field);
    assert!(found.as_ref().is_some_and(|(s, a)| *s == severity && a.contains(article)), "{field}: {found:?}");
    assert!(!judge(inputs).lawful || severity == Severity::Warn);
}

#[test]
fn a_lawful_order_has_nothing_against_it() {
    assert_eq!(judge(&inputs(asked())), Opinion { lawful: true, findings: vec![] });
}

#[test]
fn what_may_not_be_commissioned_is_refused_with_its_article() {
    use EvaluationKind::*;
    use Severity::*;
    assert_said(&changed(|r| r.contains_state_secrets = true), "contains_state_secrets", Block, "保守国家秘密法");
    for kind in [SelfEval, DeptOverallSelf, Monitoring] {
        assert_said(&changed(|r| r.kind = kind), "kind", Block, "C-05");
        let help = changed(|r| (r.kind, r.clerical_help_only) = (kind, true));
        assert_said(&help, "kind", NeedsReason, "C-05");
    }
    assert_said(&changed(|r| r.kind = LowerGov), "kind", Block, "二（四）");
    let nowhere = OrderInputs { kinds: None, ..inputs(asked()) };
    assert_said(&nowhere, "kind", NeedsReason, "财预〔2021〕6号");
    let department = OrderInputs { commissioned_by: Body::MainDept, ..inputs(asked()) };
    assert_said(&department, "commissioned_by", Block, "二（四）");
}

#[test]
fn nobody_commissions_the_evaluation_of_itself() {
    let with = |evaluated: &str, superiors: &[&str], by: Body| {
        let mut of = inputs(asked());
        of.commissioners = Some((vec![Body::Finance, Body::MainDept], basis("")));
        of.commissioned_by = by;
        of.separation.evaluated = evaluated.into();
        of.separation.superiors = superiors.iter().map(|s| (*s).to_owned()).collect();
        of
    };
    assert_said(&with("105", &[], Body::Finance), "commissioned_by", Severity::Block, "财预〔2021〕6号");
    assert_said(&with("105001", &["105"], Body::Finance), "commissioned_by", Severity::Block, "财预〔2021〕6号");
    assert_said(&with("105", &[], Body::MainDept), "commissioned_by", Severity::Block, "财预〔2021〕6号");
    assert_said(&with("105001", &["105"], Body::MainDept), "commissioned_by", Severity::NeedsReason, "C-11");
    assert_eq!(said(&with("101001", &["101"], Body::Finance), "commissioned_by"), None);
}

#[test]
fn money_that_does_not_hold_is_refused() {
    use Severity::Block;
    assert_said(&changed(|r| r.ceiling_fen = Fen(0)), "ceiling_fen", Block, "P-12");
    assert_said(&changed(|r| r.ceiling_fen = Fen(-1)), "ceiling_fen", Block, "P-12");
    assert_said(&changed(|r| r.ceiling_fen = Fen(30_000_001)), "ceiling_fen", Block, "P-63");
    assert_eq!(said(&changed(|r| r.ceiling_fen = r.funds_fen), "ceiling_fen"), None);
    let poor = OrderInputs { project_budget_fen: Fen(29_999_999), ..inputs(asked()) };
    assert_said(&poor, "funds_fen", Block, "C-08");
}

#[test]
fn only_routes_that_the_amount_opens() {
    let dear = changed(|r| (r.funds_fen, r.ceiling_fen) = (Fen(80_000_000), Fen(80_000_000)));
    assert_said(&dear, "route", Severity::Block, "限额");
    assert_said(&changed(|r| r.route = "CONSULTATION".into()), "route", Severity::NeedsReason, "");
    let reasoned = changed(|r| {
        r.route = "CONSULTATION".into();
        r.reason = "需求难以完整确定".into();
    });
    assert!(judge(&reasoned).lawful, "{:?}", judge(&reasoned));
}

#[test]
fn forbidden_factors_and_conditions_are_found_however_they_are_written() {
    let cases = [
        ("注册资本不少于500万元", "P-17"),
        ("近三年营业 收入", "P-17"),
        ("从业人员数量", "P-17"),
        ("纳税额", "P-17"),
        ("成立年限满5年", "F-04"),
        ("国有企业加分", "F-01"),
        ("已入库机构", "F-02"),
        ("本地设有分支机构", "F-03"),
        ("本市业绩", "P-20"),
        ("购买指定软件", "F-05"),
        ("摇号", "F-09"),
        ("最低限价", "P-12"),
    ];
    for (words, article) in cases {
        assert_said(&changed(|r| r.factors[1].name = words.into()), "factors/1", Severity::Block, article);
        assert_said(&changed(|r| r.factors[1].how = words.into()), "factors/1", Severity::Block, article);
        assert_said(&changed(|r| r.qualifications[0] = words.into()), "qualifications/0", Severity::Block, article);
    }
}

#[test]
fn points_add_up_and_factors_stand_once() {
    use Severity::Block;
    assert_said(&changed(|r| r.factors[1].points = "50.1".parse().unwrap()), "factors", Block, "P-55");
    assert_said(&changed(|r| r.factors[1].points = "-1".parse().unwrap()), "factors/1", Block, "P-55");
    assert_said(&changed(|r| r.factors[1].how = " ".into()), "factors/1", Block, "P-55");
    assert_said(&changed(|r| r.factors[2].name = "评价 方案".into()), "factors/2", Block, "P-55");
    assert_said(&changed(|r| r.factors[1].name = "独立承担民事责任".into()), "factors/1", Block, "P-55");
    assert_said(&changed(|r| r.factors[0].kind = FactorKind::Subjective), "factors", Block, "P-55");
    assert_said(&changed(|r| r.factors[1].kind = FactorKind::Price), "factors", Block, "P-55");
}

#[test]
fn the_price_weighs_what_the_route_lets_it() {
    let on = |route: &str, price: &str, rest: &str| {
        changed(|r| {
            r.route = route.into();
            r.funds_fen = Fen(250_000_000);
            r.reason = "理由说明".into();
            r.sme = SmePolicy::Deduction(10);
            r.factors = vec![factor("价格", FactorKind::Price, price), factor("方案", FactorKind::Subjective, rest)];
        })
    };
    for (route, price, rest, severity) in [
        ("OPEN_TENDER", "9.99", "90.01", Some(Severity::Block)),
        ("OPEN_TENDER", "10", "90", None),
        ("OPEN_TENDER", "70", "30", None),
        ("CONSULTATION", "30", "70", None),
        ("CONSULTATION", "30.01", "69.99", Some(Severity::NeedsReason)),
        ("CONSULTATION", "9", "91", Some(Severity::NeedsReason)),
    ] {
        assert_eq!(said(&on(route, price, rest), "factors").map(|f| f.0), severity, "{route} {price}");
    }
}

#[test]
fn days_keep_their_order_and_least_terms() {
    use Severity::*;
    assert_said(&changed(|r| r.bids_close_on = day("2026-10-07")), "bids_close_on", Block, "第十条");
    assert_eq!(said(&changed(|r| r.bids_close_on = day("2026-10-08")), "bids_close_on"), None);
    assert_said(&changed(|r| r.report_due_on = r.bids_close_on), "bids_close_on", Block, "平台规则");
    assert_said(&changed(|r| r.report_due_on = day("2027-10-13")), "report_due_on", NeedsReason, "C-13");
    assert_said(&changed(|r| r.report_due_on = day("2029-10-13")), "report_due_on", Block, "C-13");
    let mut unknown = inputs(asked());
    unknown.route.days[0].date = None;
    unknown.route.days[0].open_because = Some("没有 2027 年的节假日安排".into());
    assert_said(&unknown, "announced_on", Block, "P-85");
    unknown.route.days[0].id = "contract".into();
    assert_said(&unknown, "announced_on", Warn, "P-85");
}

#[test]
fn small_enterprises_and_team_and_indicators() {
    use Severity::*;
    let consultation = |funds: i64, sme: SmePolicy| {
        changed(|r| {
            (r.funds_fen, r.ceiling_fen, r.route, r.sme) = (Fen(funds), Fen(1_000), "CONSULTATION".into(), sme);
        })
    };
    assert_said(&consultation(80_000_000, SmePolicy::Deduction(10)), "sme", NeedsReason, "财库〔2020〕46号");
    assert_eq!(said(&consultation(80_000_000, SmePolicy::Reserved), "sme"), None);
    assert_said(&consultation(80_000_000, SmePolicy::Deduction(21)), "sme", Block, "财库〔2020〕46号");
    assert_said(&changed(|r| r.team.lead_evaluators = 0), "team", Block, "T-20");
    assert_said(&changed(|r| r.team.members = 0), "team", Block, "平台");
    let indicator = |dimension: &str, weight: &str| crate::orders::model::DraftIndicator {
        dimension: dimension.into(),
        name: "指标".into(),
        weight: weight.parse().unwrap(),
    };
    let late =
        |weight: &str, rest: &str| changed(|r| r.indicators = vec![indicator("产出", weight), indicator("决策", rest)]);
    assert_eq!(said(&late("60", "40"), "indicators"), None);
    assert_said(&late("59.9", "40.1"), "indicators", Warn, "G-14");
    assert_said(&late("60", "39"), "indicators", Block, "G-14b");
}
