//! What instructions follow from a graded result, and how they look in the feed; pure.

pub mod settlement;

use super::model::{IssuedInstruction, Round, Settlement};
use crate::commissions::Commission;
use crate::policy::Pack;
use crate::policy::codes::{Grade, RectificationState, SubjectKind};
use crate::policy::linkage::{Instruction, LinkageQuestion};
use crate::results::model::GradedResult;
use crate::terms::{Fen, Instant};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// What the instructions of one result rest on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InstructionInputs {
    pub grade: Grade,
    /// Bad years in a row before this one.
    pub bad_years_before: u32,
    pub budget_fen: Fen,
    /// How rectification stands, where it is what the instructions follow from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rectification: Option<RectificationState>,
}

/// How many of the years just before this one are in the set without a gap.
pub fn in_a_row_before(year: i32, bad: &BTreeSet<i32>) -> u32 {
    let backwards = bad.range(..year).rev().zip(1_u32..);
    backwards.take_while(|(bad, back)| year.checked_sub_unsigned(*back) == Some(**bad)).fold(0, |_, (_, back)| back)
}

/// The question that the pack answers.
pub fn question(pack: &Pack, inputs: &InstructionInputs) -> LinkageQuestion {
    let bad = pack.counts_as_bad(inputs.grade);
    LinkageQuestion {
        subject_kind: SubjectKind::Project,
        grade: inputs.grade,
        consecutive_bad_years: if bad { inputs.bad_years_before.saturating_add(1) } else { 0 },
        rectification_state: inputs.rectification.unwrap_or(RectificationState::NotRequired),
        findings: Vec::new(),
        budget: inputs.budget_fen,
    }
}

/// The instructions, in the pack's order. Where rectification is what they follow from, only those that the grade
/// alone did not bring.
pub fn instructions(pack: &Pack, inputs: &InstructionInputs) -> Vec<Instruction> {
    let all = pack.instructions(&question(pack, inputs));
    if inputs.rectification.is_none() {
        return all;
    }
    let by_grade = pack.instructions(&question(pack, &InstructionInputs { rectification: None, ..inputs.clone() }));
    let same =
        |a: &Instruction, b: &Instruction| (a.action, a.percent, &a.falls_on) == (b.action, b.percent, &b.falls_on);
    all.into_iter().filter(|one| !by_grade.iter().any(|known| same(one, known))).collect()
}

/// One instruction as record and table both hold it.
pub fn recorded(i: &Instruction) -> Value {
    json!({
        "action": i.action.code(), "percent": i.percent.map(|p| p.0.normalize().to_string()), "amount_fen": i.amount,
        "basis": i.basis.article, "needs_person": i.needs_person, "wording": i.wording,
    })
}

/// As [`recorded`], from the table.
pub fn stored(i: &IssuedInstruction) -> Value {
    json!({
        "action": i.action, "percent": i.percent, "amount_fen": i.amount,
        "basis": i.basis, "needs_person": i.needs_person, "wording": i.wording,
    })
}

/// A later round as record and table both hold it.
pub fn round_recorded(round: &Round, instructions: Vec<Value>) -> Value {
    json!({ "round": round.round, "result_position": round.result_position, "instructions": instructions })
}

pub const RESULT_PUBLISHED: &str = "cn.hengping.result.published.v1";
pub const RESULT_SUPERSEDED: &str = "cn.hengping.result.superseded.v1";
pub const INSTRUCTION_ISSUED: &str = "cn.hengping.instruction.issued.v1";
pub const RECTIFICATION_CLOSED: &str = "cn.hengping.rectification.closed.v1";

/// Fields that every event of a commission carries, named as the integrated budget system names
/// them (regulations 9.4).
pub fn common(commission: &Commission, result: &GradedResult) -> Value {
    json!({
        "mof_div_code": commission.division, "fiscal_year": commission.fiscal_year,
        "agency_code": commission.unit_code, "dept_code": commission.department_code,
        "pro_code": commission.project_code, "evaluation_mode": commission.evaluation_kind,
        "report_no": commission.number, "score": result.score, "grade_code": result.grade, "grade_word": result.word,
    })
}

/// The data of `result.published`.
pub fn result_data(commission: &Commission, result: &GradedResult, report_sha256: Option<&str>) -> Value {
    let mut data = common(commission, result);
    data["report_sha256"] = json!(report_sha256);
    data["basis"] = json!(result.basis);
    data
}

/// The data of `result.superseded`. `withdrawn` are the instructions of earlier rounds, which apply no longer.
pub fn superseded_data(
    commission: &Commission,
    before: &GradedResult,
    now: &GradedResult,
    withdrawn: &[String],
) -> Value {
    let mut data = common(commission, now);
    data["basis"] = json!(now.basis);
    data["result_position"] = json!(now.position);
    data["reason"] = json!(now.reason);
    data["superseded"] = json!({ "score": before.score, "grade_code": before.grade, "grade_word": before.word });
    data["withdrawn_instructions"] = json!(withdrawn);
    data
}

/// The data of `instruction.issued`. What people settled stands in the place of what the rules left open.
pub fn instruction_data(
    commission: &Commission,
    result: &GradedResult,
    i: &IssuedInstruction,
    settlement: Option<&Settlement>,
) -> Value {
    let mut data = common(commission, result);
    data["instruction_id"] = json!(i.id);
    data["round"] = json!(i.round);
    data["linkage_action"] = json!(i.action);
    data["percent"] = json!(i.percent);
    data["amount_fen"] = json!(settlement.and_then(|s| s.amount).or(i.amount));
    data["basis"] = json!(i.basis);
    data["needs_person"] = json!(i.needs_person && settlement.is_none());
    data["wording"] = json!(i.wording);
    data["settlement"] = settlement.map_or(
        Value::Null,
        |s| json!({ "extent": s.extent, "reason": s.reason, "proposed_by": s.proposed_by, "settled_by": s.settled_by }),
    );
    data
}

/// The CloudEvents 1.0 envelope.
pub fn envelope(id: &str, kind: &str, division: &str, project_code: &str, at: Instant, data: &Value) -> Value {
    json!({
        "specversion": "1.0", "id": id, "type": kind, "source": format!("urn:hengping:{division}"),
        "subject": project_code, "time": at.to_string(), "datacontenttype": "application/json", "data": data,
    })
}

#[cfg(test)]
mod tests {
    use super::in_a_row_before;

    #[test]
    fn only_years_without_a_gap_count() {
        for (year, bad, expected) in [
            (2021, &[][..], 0),
            (2021, &[2020], 1),
            (2021, &[2018, 2019, 2020], 3),
            (2021, &[2017, 2019, 2020], 2),
            (2021, &[2019], 0),
            (2021, &[2020, 2021, 2022], 1),
            (i32::MIN, &[], 0),
        ] {
            assert_eq!(in_a_row_before(year, &bad.iter().copied().collect()), expected, "{year} after {bad:?}");
        }
    }
}
