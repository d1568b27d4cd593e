//! How the steps of challenges are taken again.

use super::model::{Challenge, Finding, Word};
use super::rules::{self, Step};
use super::store;
use crate::audit::service as audit;
use crate::audit::{Decision, DecisionKind, Recorded, Replayer};
use crate::platform::db::Conn;
use crate::platform::failure::Outcome;
use anyhow::{Context, anyhow};
use serde_json::{Value, json};

pub struct RemedyReplayer;

impl Replayer for RemedyReplayer {
    fn kind(&self) -> DecisionKind {
        DecisionKind::RemedyStep
    }

    fn recompute(&self, _: &mut Conn, _: &Decision, inputs: &Value) -> Outcome<Value> {
        let step: Step = serde_json::from_value(inputs.clone()).context("step of a challenge")?;
        let outcome = rules::take(&step).map_err(|refusal| anyhow!("{}", refusal.why.zh))?;
        Ok(serde_json::to_value(outcome)?)
    }

    /// What the tables keep of the step takes the place of what the evidence says.
    fn stored(&self, conn: &mut Conn, decision: &Decision) -> Outcome<Recorded> {
        let evidence = audit::evidence(conn, &decision.inputs_digest)?;
        let evidence = evidence.ok_or_else(|| anyhow!("decision {}: its inputs are missing", decision.id))?;
        let step: Step = serde_json::from_value(evidence).context("step of a challenge")?;
        let id = decision.outcome["id"].as_str().unwrap_or_default();
        let known = store::of(conn, &decision.subject)?.into_iter().find(|known| known.id == id);
        let inputs = match known.and_then(|known| as_kept(step, known)) {
            Some(step) => serde_json::to_value(step)?,
            None => json!("the step is gone"),
        };
        Ok(Recorded { inputs, outcome: decision.outcome.clone() })
    }
}

/// The step as its row tells it; `None` where the row does not know of it.
fn as_kept(step: Step, known: Challenge) -> Option<Step> {
    Some(match step {
        Step::Challenge(mut step) => {
            (step.institution, step.subject, step.content) = (known.institution_id, known.subject, known.content);
            (step.counted_from, step.filed_on) = (known.counted_from, known.filed_at.day_in_china());
            (step.answer_due, step.complaint_due) = (known.answer_due, known.complaint_due);
            Step::Challenge(step)
        }
        Step::Answer(mut step) => {
            let day;
            (step.finding, step.text, day) = said(known.answer?);
            (step.answered_on, step.answer_due) = (day, known.answer_due);
            Step::Answer(step)
        }
        Step::Complaint(mut step) => {
            let kept = known.complaint?;
            (step.content, step.filed_on) = (kept.content, kept.filed_at.day_in_china());
            (step.ruling_due, step.answer_due, step.complaint_due) =
                (kept.ruling_due, known.answer_due, known.complaint_due);
            Step::Complaint(step)
        }
        Step::Pause(mut step) => {
            step.until = known.complaint?.pause_until?;
            Step::Pause(step)
        }
        Step::Ruling(mut step) => {
            let ruling = known.ruling?;
            step.ruled_by = ruling.signed.by.clone();
            let day;
            (step.finding, step.text, day) = said(ruling);
            (step.ruled_on, step.ruling_due) = (day, known.complaint?.ruling_due);
            Step::Ruling(step)
        }
    })
}

fn said(word: Word) -> (Finding, String, crate::terms::Day) {
    (word.finding, word.text, word.signed.at.day_in_china())
}
