//! How the judgement of an enrolment is taken again.

use super::rules::{self, EnrolmentInputs};
use super::store;
use crate::audit::{Decision, DecisionKind, Recorded, Replayer, service as audit};
use crate::platform::db::Conn;
use crate::platform::failure::Outcome;
use anyhow::{Context, anyhow};
use serde_json::{Value, json};

pub struct EnrolmentReplayer;

impl Replayer for EnrolmentReplayer {
    fn kind(&self) -> DecisionKind {
        DecisionKind::Enrolment
    }

    fn recompute(&self, _: &mut Conn, _: &Decision, inputs: &Value) -> Outcome<Value> {
        let inputs: EnrolmentInputs = serde_json::from_value(inputs.clone()).context("enrolment inputs")?;
        Ok(serde_json::to_value(rules::judge(&inputs))?)
    }

    /// What the applicant stated is sealed and the pool moves on; that the application still stands as decided
    /// is what the tables can say.
    fn stored(&self, conn: &mut Conn, decision: &Decision) -> Outcome<Recorded> {
        let evidence = audit::evidence(conn, &decision.inputs_digest)?;
        let inputs = evidence.ok_or_else(|| anyhow!("decision {}: its inputs are missing", decision.id))?;
        match store::find(conn, &decision.subject)? {
            Some(enrolment) if enrolment.expert_number.is_some() => {
                Ok(Recorded { inputs, outcome: decision.outcome.clone() })
            }
            _ => Ok(Recorded { inputs, outcome: json!("the application is not enrolled") }),
        }
    }
}
