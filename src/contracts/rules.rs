//! What a contract must say, how its price falls on the stages, and what a grade pays; pure.

use super::model::{ContractTerms, StageTerms};
use crate::policy::codes::RatingGrade;
use crate::policy::settings::Percent;
use crate::terms::{Day, Fen, Score, Sha256Hex, Wording};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The share of a quality-tied stage that a grade pays, per cent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GradeShare {
    #[schema(value_type = String, example = "C")]
    pub grade: RatingGrade,
    #[schema(value_type = String)]
    pub from: Score,
    #[schema(value_type = String)]
    pub to: Score,
}

/// What the sign-off of a contract rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContractInputs {
    pub commission: String,
    pub revision: i32,
    pub price_fen: Fen,
    pub terms: ContractTerms,
    pub text: Sha256Hex,
    pub drafted_by: String,
    pub signed_off_by: String,
    pub signed_on: Day,
    pub awarded_on: Day,
    /// The last day to sign, where the calendar knows it.
    pub sign_until: Option<Day>,
    /// As the pack says; empty where it says nothing.
    pub grades: Vec<GradeShare>,
}

/// Something that is wrong, or to be known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ContractFinding)]
pub struct Finding {
    /// False is only said.
    pub blocks: bool,
    pub article: String,
    #[schema(value_type = Object)]
    pub sentence: Wording,
}

/// A contract that may be signed, with what each stage pays.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Judged {
    pub lawful: bool,
    pub findings: Vec<Finding>,
    pub stages_fen: Vec<Fen>,
}

fn finding(blocks: bool, article: &str, zh: impl Into<String>, en: impl Into<String>) -> Finding {
    Finding { blocks, article: article.to_owned(), sentence: Wording::new(zh, en) }
}

/// The price split by the shares: each rounded down to the fen, the last takes what is left.
pub fn split(price: Fen, stages: &[StageTerms]) -> Vec<Fen> {
    let mut left = price.0;
    let mut parts = Vec::with_capacity(stages.len());
    for (stage, position) in stages.iter().zip(1..) {
        let share = Decimal::from(price.0).saturating_mul(stage.share.0) / Decimal::ONE_HUNDRED;
        let whole = i64::try_from(share.floor().mantissa()).unwrap_or_default().clamp(0, left.max(0));
        let part = if position == stages.len() { left } else { whole };
        left -= part;
        parts.push(Fen(part));
    }
    parts
}

const LONGEST_YEARS: u32 = 3;

/// Judges a contract before it is signed off.
pub fn judge(inputs: &ContractInputs) -> Judged {
    let mut findings = terms(&inputs.terms, inputs.price_fen);
    if inputs.drafted_by == inputs.signed_off_by {
        let (zh, en) = ("拟订合同的人员不得审签。", "Who drafted the contract does not sign it off.");
        findings.push(finding(true, "内部控制（四眼原则）", zh, en));
    }
    if inputs.signed_on < inputs.awarded_on {
        let (zh, en) = ("签订日早于确定中选日。", "The contract is signed before the award.");
        findings.push(finding(true, "政府采购法第四十六条（P-49）", zh, en));
    }
    match inputs.sign_until {
        Some(last) if inputs.signed_on > last => {
            let zh = format!("签订合同已逾期，期限至 {}。", last.zh());
            let en = format!("The contract is signed after its last day, {last}.");
            findings.push(finding(false, "财政部令第87号第七十一条（P-71）", zh, en));
        }
        _ => {}
    }
    if inputs.terms.stages.iter().any(|stage| stage.by_quality) && inputs.grades.is_empty() {
        let (zh, en) = ("当地规则没有按质量付费的比例。", "The pack says nothing on payment by quality.");
        findings.push(finding(true, "财预〔2021〕6号（C-08）", zh, en));
    }
    let lawful = findings.iter().all(|found| !found.blocks);
    Judged { lawful, findings, stages_fen: split(inputs.price_fen, &inputs.terms.stages) }
}

/// What is wrong with the terms alone.
pub fn terms(terms: &ContractTerms, price: Fen) -> Vec<Finding> {
    let mut found = contents(terms);
    found.extend(period(terms));
    found.extend(stages(&terms.stages, terms));
    if i128::from(terms.bond_fen.0) * 10 > i128::from(price.0) || terms.bond_fen.0 < 0 {
        let (zh, en) = ("履约保证金不得超过合同金额的10%。", "The performance bond may not be above 10 per cent.");
        found.push(finding(true, "政府采购法实施条例第四十八条（P-33b）", zh, en));
    }
    found
}

fn contents(terms: &ContractTerms) -> Vec<Finding> {
    let parts = [
        ("委托事项", "task", &terms.task),
        ("成果与质量要求", "deliverables", &terms.deliverables),
        ("保密", "confidentiality", &terms.confidentiality),
        ("违约责任", "liability", &terms.liability),
    ];
    let missing = parts.iter().filter(|(.., text)| text.trim().is_empty());
    let said = |(zh, en, _): &(&str, &str, &String)| {
        finding(
            true,
            "财预〔2021〕6号（C-07）",
            format!("合同没有写明{zh}。"),
            format!("The contract says nothing on {en}."),
        )
    };
    missing.map(said).collect()
}

fn period(terms: &ContractTerms) -> Option<Finding> {
    let article = "财政部令第102号（C-13）";
    if terms.until < terms.from {
        return Some(finding(true, article, "合同期限的止日早于起日。", "The contract ends before it begins."));
    }
    let after = |years: u32| terms.from.months_after(12 * years);
    if terms.until > after(LONGEST_YEARS) {
        let (zh, en) = ("政府购买服务合同最长三年。", "A contract for services lasts three years at the longest.");
        return Some(finding(true, article, zh, en));
    }
    (terms.until > after(1)).then(|| {
        let (zh, en) =
            ("合同期限超过一年，须预算有保障。", "The contract lasts more than a year; the budget must be secured.");
        finding(false, article, zh, en)
    })
}

fn stages(stages: &[StageTerms], terms: &ContractTerms) -> Vec<Finding> {
    let article = "财预〔2021〕6号（C-07、C-08）";
    let mut found = Vec::new();
    let sum = stages.iter().fold(Decimal::ZERO, |sum, stage| sum.saturating_add(stage.share.0));
    if sum != Decimal::ONE_HUNDRED || stages.iter().any(|stage| stage.share.0 < Decimal::ZERO) {
        let (zh, en) =
            (format!("各阶段付款比例合计 {sum}%，应为 100%。"), format!("The shares add up to {sum}, not to 100."));
        found.push(finding(true, article, zh, en));
    }
    if !stages.iter().any(|stage| stage.by_quality && stage.share.0 > Decimal::ZERO) {
        let (zh, en) = ("付款须与验收质量挂钩，至少一个阶段按质量付费。", "Payment must be tied to accepted quality.");
        found.push(finding(true, article, zh, en));
    }
    let days: Vec<Day> = stages.iter().map(|stage| stage.due_on).collect();
    let is_ordered = days.is_sorted() && days.iter().all(|day| (terms.from..=terms.until).contains(day));
    if !is_ordered || stages.iter().any(|stage| stage.name.trim().is_empty()) {
        let (zh, en) =
            ("各阶段须有名称，期限依次在合同期限内。", "Stages need names and days in order within the period.");
        found.push(finding(true, article, zh, en));
    }
    found
}

/// Why a payment is not what the contract lets be paid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PayFault {
    /// A stage paid by quality needs the grade, and the share where the grade leaves a range; another stage needs neither.
    Grade,
    /// The share lies outside what the grade pays.
    Share { from: Score, to: Score },
}

/// What a done stage pays: all of it, or the share of its grade.
pub fn payable(
    amount: Fen,
    stage: &StageTerms,
    (grade, share): (Option<RatingGrade>, Option<Score>),
    grades: &[GradeShare],
) -> Result<Fen, PayFault> {
    if !stage.by_quality {
        return if grade.is_none() && share.is_none() { Ok(amount) } else { Err(PayFault::Grade) };
    }
    let known = grades.iter().find(|known| Some(known.grade) == grade).ok_or(PayFault::Grade)?;
    // Where a grade leaves a range, people say what it pays.
    let share = match share {
        Some(share) => share,
        None if known.from == known.to => known.to,
        None => return Err(PayFault::Share { from: known.from, to: known.to }),
    };
    if share < known.from || share > known.to {
        return Err(PayFault::Share { from: known.from, to: known.to });
    }
    Percent(share.0).of(amount).ok_or(PayFault::Grade)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn score(text: &str) -> Score {
        text.parse().unwrap()
    }

    fn stage(name: &str, due: &str, share: &str, by_quality: bool) -> StageTerms {
        StageTerms { name: name.into(), due_on: day(due), share: score(share), by_quality }
    }

    fn sound() -> ContractTerms {
        ContractTerms {
            task: "老旧小区改造项目绩效评价".into(),
            deliverables: "评价报告".into(),
            from: day("2026-10-12"),
            until: day("2026-12-31"),
            stages: vec![stage("方案", "2026-10-20", "30", false), stage("报告", "2026-12-15", "70", true)],
            confidentiality: "不得泄露".into(),
            liability: "按合同价款的千分之一".into(),
            bond_fen: Fen(0),
            may_subcontract: false,
        }
    }

    fn inputs(terms: ContractTerms) -> ContractInputs {
        ContractInputs {
            commission: "c".into(),
            revision: 1,
            price_fen: Fen(5_300_001),
            terms,
            text: Sha256Hex::of(b"text"),
            drafted_by: "handler".into(),
            signed_off_by: "approver".into(),
            signed_on: day("2026-10-12"),
            awarded_on: day("2026-09-28"),
            sign_until: Some(day("2026-10-28")),
            grades: grades(),
        }
    }

    fn grades() -> Vec<GradeShare> {
        use RatingGrade::*;
        [(A, "100", "100"), (C, "90", "90"), (D, "0", "60")]
            .map(|(grade, from, to)| GradeShare { grade, from: score(from), to: score(to) })
            .to_vec()
    }

    #[test]
    fn a_sound_contract_is_lawful_and_its_stages_make_the_price() {
        let judged = judge(&inputs(sound()));
        assert!(judged.lawful && judged.findings.is_empty(), "{:?}", judged.findings);
        assert_eq!(judged.stages_fen, [Fen(1_590_000), Fen(3_710_001)]);
    }

    #[test]
    fn what_a_contract_may_not_say_blocks_it() {
        type Change = fn(&mut ContractInputs);
        let cases: [(&str, Change, bool); 14] = [
            ("C-07", |i| i.terms.liability = " ".into(), true),
            ("C-07", |i| i.terms.stages[1].share = "69.99".parse().unwrap(), true),
            ("C-08", |i| i.terms.stages[1].by_quality = false, true),
            ("C-08", |i| i.grades.clear(), true),
            ("C-08", |i| i.terms.stages.clear(), true),
            ("C-07", |i| i.terms.stages[0].due_on = "2026-12-20".parse().unwrap(), true),
            ("C-07", |i| i.terms.stages[1].due_on = "2027-01-01".parse().unwrap(), true),
            ("C-13", |i| i.terms.until = "2026-10-11".parse().unwrap(), true),
            ("C-13", |i| i.terms.until = "2029-10-13".parse().unwrap(), true),
            ("C-13", |i| i.terms.until = "2027-10-13".parse().unwrap(), false),
            ("P-33b", |i| i.terms.bond_fen = Fen(530_001), true),
            ("P-49", |i| i.signed_on = "2026-09-27".parse().unwrap(), true),
            ("P-71", |i| i.signed_on = "2026-10-29".parse().unwrap(), false),
            ("四眼", |i| i.signed_off_by = "handler".into(), true),
        ];
        for (article, change, blocks) in cases {
            let mut changed = inputs(sound());
            change(&mut changed);
            let judged = judge(&changed);
            assert_eq!(judged.lawful, !blocks, "{article}: {:?}", judged.findings);
            assert!(judged.findings.iter().any(|found| found.article.contains(article)), "{article}");
        }
        let mut bound = inputs(sound());
        (bound.terms.bond_fen, bound.signed_on) = (Fen(530_000), day("2026-10-28"));
        assert!(judge(&bound).findings.is_empty(), "bounds are included");
    }

    #[test]
    fn a_grade_pays_its_share() {
        let (plain, tied) = (stage("方案", "2026-10-20", "30", false), stage("报告", "2026-12-15", "70", true));
        use RatingGrade::*;
        let share = |from: &str, to: &str| Err(PayFault::Share { from: score(from), to: score(to) });
        for (stage, grade, given, result) in [
            (&plain, None, None, Ok(Fen(1_001))),
            (&plain, Some(A), None, Err(PayFault::Grade)),
            (&tied, Some(A), None, Ok(Fen(1_001))),
            (&tied, Some(C), None, Ok(Fen(901))),
            (&tied, Some(C), Some("80"), share("90", "90")),
            (&tied, Some(D), None, share("0", "60")),
            (&tied, Some(D), Some("50"), Ok(Fen(501))),
            (&tied, Some(D), Some("60.1"), share("0", "60")),
            (&tied, Some(B), None, Err(PayFault::Grade)),
            (&tied, None, None, Err(PayFault::Grade)),
        ] {
            assert_eq!(payable(Fen(1_001), stage, (grade, given.map(score)), &grades()), result, "{grade:?} {given:?}");
        }
    }

    proptest! {
        #[test]
        fn stages_make_up_the_price_to_the_fen(price in 1_i64..1_000_000_000_000, shares in prop::collection::vec(0_u32..40, 1..7)) {
            let stages: Vec<StageTerms> = shares.iter().map(|s| stage("x", "2026-10-20", &s.to_string(), true)).collect();
            let parts = split(Fen(price), &stages);
            prop_assert_eq!(parts.iter().map(|part| part.0).sum::<i64>(), price);
            prop_assert!(parts.iter().all(|part| part.0 >= 0));
        }
    }
}
