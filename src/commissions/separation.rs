//! COI-12: the commissioner is not the evaluated unit nor in one line with it (财预〔2021〕6号);
//! what the decision rests on, and how it is taken again.

use super::model::Commission;
use super::service;
use crate::audit::{Decision, DecisionKind, Recorded, Replayer};
use crate::conflicts::service::is_finance_authority;
use crate::platform::db::Conn;
use crate::platform::failure::Outcome;
use crate::registry::model::BudgetUnit;
use crate::registry::service as registry;
use crate::terms::Wording;
use anyhow::Context;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The two sides and the line of superiors of the evaluated unit, nearest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeparationInputs {
    pub commissioner: Option<String>,
    pub commissioner_name: String,
    pub evaluated: String,
    pub evaluated_name: String,
    pub superiors: Vec<String>,
}

/// Whether the two are apart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Separation {
    pub apart: bool,
    pub basis: String,
    pub sentence: Wording,
}

/// Gathers both sides from the registry.
pub fn inputs(conn: &mut Conn, commission: &Commission) -> Outcome<SeparationInputs> {
    let units = registry::units(conn, Some(&commission.division))?;
    Ok(SeparationInputs { evaluated_name: commission.unit_name.clone(), ..inputs_of(&units, &commission.unit_code) })
}

/// Both sides among the units of a division, for an evaluated unit.
pub fn inputs_of(units: &[BudgetUnit], evaluated: &str) -> SeparationInputs {
    let commissioner = units.iter().find(|u| is_finance_authority(&u.name));
    let mut superiors = Vec::new();
    let mut at = units.iter().find(|u| u.code == evaluated);
    let evaluated_name = at.map(|u| u.name.clone()).unwrap_or_default();
    while let Some(parent) =
        at.and_then(|u| u.parent_code.as_ref()).and_then(|code| units.iter().find(|u| u.code == *code))
    {
        // A faulty list may make two units each other's parent; each stands in the line once.
        if superiors.contains(&parent.code) {
            break;
        }
        superiors.push(parent.code.clone());
        at = Some(parent);
    }
    SeparationInputs {
        commissioner: commissioner.map(|u| u.code.clone()),
        commissioner_name: commissioner.map_or_else(|| "财政部门".to_owned(), |u| u.name.clone()),
        evaluated: evaluated.to_owned(),
        evaluated_name,
        superiors,
    }
}

/// Apart unless the evaluated unit is the commissioner or below it. Where they are not, somebody
/// else than the finance department has to commission, which the record says.
pub fn decide(inputs: &SeparationInputs) -> Separation {
    let same = |code: &String| *code == inputs.evaluated || inputs.superiors.contains(code);
    let apart = !inputs.commissioner.as_ref().is_some_and(same);
    let (who, whom) = (&inputs.commissioner_name, &inputs.evaluated_name);
    let sentence = if apart {
        Wording::new(
            format!("委托方{who}与被评价单位{whom}相互分离。"),
            format!("The commissioner {who} and the evaluated unit {whom} are apart."),
        )
    } else {
        Wording::new(
            format!("被评价单位{whom}属于委托方{who}，应改由本级政府指定的其他单位委托。"),
            format!(
                "The evaluated unit {whom} belongs to {who}; another body named by the government has to commission."
            ),
        )
    };
    Separation {
        apart, basis: "财预〔2021〕6号：委托主体与绩效管理对象相分离".to_owned(), sentence
    }
}

pub struct SeparationReplayer;

impl Replayer for SeparationReplayer {
    fn kind(&self) -> DecisionKind {
        DecisionKind::CommissionerSeparation
    }

    fn recompute(&self, _: &mut Conn, _: &Decision, inputs: &Value) -> Outcome<Value> {
        let inputs: SeparationInputs = serde_json::from_value(inputs.clone()).context("separation inputs")?;
        Ok(serde_json::to_value(decide(&inputs))?)
    }

    fn stored(&self, conn: &mut Conn, decision: &Decision) -> Outcome<Recorded> {
        let commission = service::by_id(conn, &decision.subject)?;
        let inputs = serde_json::to_value(inputs(conn, &commission)?)?;
        // Nothing but the record holds this outcome.
        Ok(Recorded { inputs, outcome: decision.outcome.clone() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neither_itself_nor_what_is_below_it() {
        let inputs = |evaluated: &str, superiors: &[&str]| SeparationInputs {
            commissioner: Some("105".into()),
            commissioner_name: "财政局".into(),
            evaluated: evaluated.into(),
            evaluated_name: "单位".into(),
            superiors: superiors.iter().map(|s| (*s).to_owned()).collect(),
        };
        let cases =
            [("101", &[][..], true), ("105", &[], false), ("105001", &["105"], false), ("101001", &["101"], true)];
        for (evaluated, superiors, apart) in cases {
            assert_eq!(decide(&inputs(evaluated, superiors)).apart, apart, "{evaluated}");
        }
    }
}
