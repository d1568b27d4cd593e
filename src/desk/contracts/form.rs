//! The form of a draft: what it sends becomes terms, and terms its fields; the form of what was done of a stage.

use super::work::{SignedOff, StageDone, StageStep};
use crate::contracts::{ContractTerms, StageTerms};
use crate::desk::fields::{Fields, Sent};
use crate::platform::failure::Outcome;
use crate::policy::codes::RatingGrade;
use crate::terms::Score;
use serde_json::{Value, json};

/// Rows for stages.
const STAGES: usize = 6;

/// Reads a draft; all faults at once.
pub fn read(sent: &Sent) -> Outcome<ContractTerms> {
    Fields::read(sent, |fields| fields.terms())
}

/// Reads a sign-off.
pub fn read_sign_off(sent: &Sent) -> Outcome<SignedOff> {
    Fields::read(sent, |fields| {
        let revision = fields.parsed("revision", "版本号", |t| t.parse().ok());
        let signed_on = fields.day("signed_on");
        Some(SignedOff { revision: revision?, signed_on: signed_on? })
    })
}

/// Reads what was done of a stage.
pub fn read_stage(sent: &Sent) -> Outcome<StageDone> {
    Fields::read(sent, |fields| {
        let step = fields.parsed("step", "环节", StageStep::parse);
        let on = fields.day("on");
        let grade = fields.maybe("grade", "等级", RatingGrade::from_code);
        let share = fields.maybe("share", "百分数", |t| t.parse::<Score>().ok());
        Some(StageDone { step: step?, on: on?, grade: grade?, share: share? })
    })
}

impl Fields<'_> {
    /// A field that may be left empty.
    fn maybe<T>(&mut self, name: &str, wanted: &str, read: impl FnOnce(&str) -> Option<T>) -> Option<Option<T>> {
        self.parsed(name, wanted, |text| if text.is_empty() { Some(None) } else { read(text).map(Some) })
    }

    fn terms(&mut self) -> Option<ContractTerms> {
        let days = (self.day("from"), self.day("until"));
        let (stages, bond) = (self.stages(), self.money("bond_wan"));
        Some(ContractTerms {
            task: self.text("task"),
            deliverables: self.text("deliverables"),
            from: days.0?,
            until: days.1?,
            stages,
            confidentiality: self.text("confidentiality"),
            liability: self.text("liability"),
            bond_fen: bond?,
            may_subcontract: self.sent.contains_key("may_subcontract"),
        })
    }

    fn stages(&mut self) -> Vec<StageTerms> {
        let mut stages = Vec::new();
        for row in 0..STAGES {
            let name = self.text(&format!("stage{row}_name"));
            if name.is_empty() {
                continue;
            }
            let due_on = self.day(&format!("stage{row}_due_on"));
            let share = self.parsed(&format!("stage{row}_share"), "百分数", |t| t.parse::<Score>().ok());
            let by_quality = self.sent.contains_key(&format!("stage{row}_by_quality"));
            if let (Some(due_on), Some(share)) = (due_on, share) {
                stages.push(StageTerms { name, due_on, share, by_quality });
            }
        }
        stages
    }
}

/// What the form shows for these terms; the same names as [`read`] takes.
pub fn fields(terms: &ContractTerms) -> Value {
    let row = |row: usize| {
        let stage = terms.stages.get(row);
        json!({
            "row": row, "name": stage.map(|stage| stage.name.as_str()), "due_on": stage.map(|stage| stage.due_on),
            "share": stage.map(|stage| stage.share), "by_quality": stage.is_some_and(|stage| stage.by_quality),
        })
    };
    json!({
        "task": terms.task, "deliverables": terms.deliverables, "from": terms.from, "until": terms.until,
        "confidentiality": terms.confidentiality, "liability": terms.liability,
        "bond_wan": terms.bond_fen.to_wan().to_string(), "may_subcontract": terms.may_subcontract,
        "stages": (0..STAGES).map(row).collect::<Vec<Value>>(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contracts::usual::usual;
    use crate::terms::{Day, Fen};

    fn text(value: &Value) -> String {
        value.as_str().map_or_else(|| value.to_string(), str::to_owned)
    }

    /// What a browser sends when nobody changes anything.
    fn sent(shown: &Value) -> Sent {
        let mut sent = Sent::new();
        for (name, value) in shown.as_object().unwrap() {
            match value {
                Value::Bool(false) | Value::Array(_) | Value::Null => {}
                value => drop(sent.insert(name.clone(), text(value))),
            }
        }
        for stage in shown["stages"].as_array().unwrap() {
            let fields = stage.as_object().unwrap().iter().filter(|(name, _)| *name != "row");
            for (name, value) in fields.filter(|(_, value)| !value.is_null() && **value != json!(false)) {
                sent.insert(format!("stage{}_{name}", stage["row"]), text(value));
            }
        }
        sent
    }

    #[test]
    fn what_is_shown_comes_back() {
        let day = |text: &str| text.parse::<Day>().unwrap();
        let terms = ContractTerms {
            bond_fen: Fen(530_050),
            may_subcontract: true,
            ..usual("某项目", "报告", day("2026-10-12"), day("2026-12-15"))
        };
        assert_eq!(read(&sent(&fields(&terms))).unwrap(), terms);
        let mut wrong = sent(&fields(&terms));
        wrong.insert("until".into(), "soon".into());
        wrong.insert("stage1_share".into(), "most".into());
        let failure = format!("{:?}", read(&wrong).unwrap_err());
        assert!(failure.contains("until") && failure.contains("stage1_share"), "{failure}");
    }

    #[test]
    fn a_stage_needs_a_step_and_a_day() {
        let of = |pairs: &[(&str, &str)]| {
            read_stage(&pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
        };
        let done = of(&[("step", "accepted"), ("on", "2026-12-10"), ("grade", "D"), ("share", "50")]).unwrap();
        assert_eq!((done.grade, done.share.map(|s| s.to_string())), (Some(RatingGrade::D), Some("50".into())));
        assert!(of(&[("step", "paid"), ("on", "2026-12-10"), ("grade", "")]).is_ok());
        for wrong in [[("step", "eaten"), ("on", "2026-12-10")], [("step", "paid"), ("on", "")]] {
            assert!(of(&wrong).is_err(), "{wrong:?}");
        }
    }
}
