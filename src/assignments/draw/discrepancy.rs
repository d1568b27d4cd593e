//! What can be wrong with a record, in words that an auditor can read out.

use super::fault::DrawFault;
use crate::terms::Wording;
use serde::Serialize;
use std::fmt;

/// Something in a record that does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Discrepancy {
    /// The specification does not describe a draw, so nothing can be recomputed.
    Specification(DrawFault),
    /// The record says one thing and recomputing says another. None: there is no such thing.
    Differs { item: Item, recorded: Option<String>, recomputed: Option<String> },
}

/// The parts of a result, recomputed one by one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "item", rename_all = "snake_case")]
pub enum Item {
    PoolHash,
    RulesHash,
    Context,
    Commitment { role: String },
    Seed,
    Step { s: usize },
    Selected,
    Reserves,
    Shortage,
}

impl Item {
    /// The name of the item in both languages.
    pub fn wording(&self) -> Wording {
        match self {
            Item::PoolHash => Wording::new("名单摘要 pool_hash", "pool_hash"),
            Item::RulesHash => Wording::new("规则摘要 rules_hash", "rules_hash"),
            Item::Context => Wording::new("抽取上下文 context", "context"),
            Item::Commitment { role } => Wording::new(format!("{role} 的承诺"), format!("commitment of {role}")),
            Item::Seed => Wording::new("共同种子 seed", "seed"),
            Item::Step { s } => Wording::new(format!("第 {s} 步"), format!("step {s}")),
            Item::Selected => Wording::new("入选名单 selected", "selected"),
            Item::Reserves => Wording::new("候补名单 reserves", "reserves"),
            Item::Shortage => Wording::new("缺额 shortage", "shortage"),
        }
    }
}

impl Discrepancy {
    /// What does not hold, with both values.
    pub fn wording(&self) -> Wording {
        match self {
            Discrepancy::Specification(fault) => {
                let Wording { zh, en } = fault.wording();
                Wording::new(format!("抽取说明有误，无法重算：{zh}"), format!("cannot be recomputed: {en}"))
            }
            Discrepancy::Differs { item, recorded, recomputed } => {
                let Wording { zh, en } = item.wording();
                Wording::new(
                    format!("{zh} 不符：记录为 {}，重算为 {}", shown(recorded, "（无）"), shown(recomputed, "（无）")),
                    format!(
                        "{en} does not hold: recorded {}, recomputed {}",
                        shown(recorded, "(none)"),
                        shown(recomputed, "(none)")
                    ),
                )
            }
        }
    }
}

fn shown<'a>(value: &'a Option<String>, none: &'a str) -> &'a str {
    value.as_deref().filter(|text| !text.is_empty()).unwrap_or(none)
}

impl fmt::Display for Discrepancy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Wording { zh, en } = self.wording();
        write!(f, "{zh} / {en}")
    }
}
