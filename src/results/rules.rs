//! What supersedes a grade, and who may approve one; pure.

use super::model::GradedResult;
use crate::commissions::State;
use crate::policy::Pack;
use crate::policy::grading::GradeDecision;
use crate::terms::Score;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// Why something is refused, Chinese and English.
pub type Refusal = (&'static str, &'static str);

/// A reason that says nothing is none.
const SHORTEST_REASON: usize = 4;

/// The reason without blanks around it.
///
/// # Errors
/// Fewer than four characters.
pub fn reasoned(reason: &str) -> Result<&str, Refusal> {
    let reason = reason.trim();
    if reason.chars().count() < SHORTEST_REASON {
        return Err(("请写明理由，不少于四个字。", "Give a reason of at least four characters."));
    }
    Ok(reason)
}

/// The result that is superseded, as far as the decision rests on it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Before {
    pub position: i32,
    pub score: Score,
    pub grade: String,
}

impl From<&GradedResult> for Before {
    fn from(result: &GradedResult) -> Before {
        Before { position: result.position, score: result.score, grade: result.grade.clone() }
    }
}

/// What a superseding decision rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SupersessionInputs {
    pub of: Before,
    pub score: Score,
    pub reason: String,
    pub graded_by: String,
}

impl SupersessionInputs {
    /// Gathered from the two results.
    pub fn of(before: &GradedResult, now: &GradedResult) -> SupersessionInputs {
        SupersessionInputs {
            of: Before::from(before),
            score: now.score,
            reason: now.reason.clone().unwrap_or_default(),
            graded_by: now.graded_by.clone(),
        }
    }
}

/// The grade that supersedes another, by the same pack.
///
/// # Errors
/// The score is the same as before, or the pack has no grade for it.
pub fn supersede(pack: &Pack, inputs: &SupersessionInputs) -> Result<GradeDecision, (String, String)> {
    if inputs.score == inputs.of.score {
        let (zh, en) = ("新得分与现行得分相同，无须替代。", "The score is the one in force; nothing is superseded.");
        return Err((zh.into(), en.into()));
    }
    pack.grade(inputs.score, &[]).map_err(|e| (e.to_string(), e.to_string()))
}

/// What a superseding decision says, as record and table both hold it.
pub fn recorded(position: i32, decision: &GradeDecision) -> Value {
    json!({
        "position": position, "score": decision.score, "grade": decision.code.code(), "word": decision.word,
        "band": decision.band_text, "basis": decision.basis.article,
    })
}

/// May this person approve it?
///
/// # Errors
/// It is approved, or the same person graded it.
pub fn may_approve(result: &GradedResult, actor: &str) -> Result<(), Refusal> {
    if result.approved_at.is_some() {
        return Err(("该等次已经审批。", "This grade has been approved already."));
    }
    if result.graded_by == actor {
        return Err((
            "评定人不能审批自己评定的等次，请由他人审批。",
            "Whoever graded may not approve; another person must.",
        ));
    }
    Ok(())
}

/// From the publication until the file is archived.
pub const fn may_be_superseded(state: State) -> bool {
    use State::*;
    matches!(state, Published | Instructed | Acknowledged | Rectifying | Closed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Packs;

    fn inputs(score: &str) -> SupersessionInputs {
        let of = Before { position: 1, score: "92.8".parse().unwrap(), grade: "EXCELLENT".into() };
        SupersessionInputs {
            of,
            score: score.parse().unwrap(),
            reason: "核查发现数据失实".into(),
            graded_by: "a".into(),
        }
    }

    #[test]
    fn the_same_pack_grades_again_and_the_same_score_supersedes_nothing() {
        let packs = Packs::embedded().unwrap();
        let pack = packs.get("wuzhong-2021").unwrap();
        for (score, grade) in [("79.995", "FAIR"), ("80", "GOOD"), ("59.99", "POOR"), ("90", "EXCELLENT")] {
            assert_eq!(supersede(pack, &inputs(score)).unwrap().code.code(), grade, "{score}");
        }
        assert!(supersede(pack, &inputs("92.80")).is_err());
    }

    #[test]
    fn a_reason_says_something() {
        assert_eq!(reasoned(" 数据失实 "), Ok("数据失实"));
        assert!(reasoned(" 失实   ").is_err());
    }
}
