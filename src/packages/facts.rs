//! What the gate looks at besides the list of files and the indicator table: the pack's lists, what the
//! report states, what the contents showed. Recorded with the decision, so that it can be taken again
//! without the files.

use super::indicator_table::Indicator;
use super::model::GateFinding;
use super::report::ReportFacts;
use crate::policy::codes::Grade;
use crate::policy::packages::PackagePart;
use crate::policy::scale::Band;
use crate::terms::{Fen, Score};
use serde::{Deserialize, Serialize};

/// The rules that new packages are judged by; see [`Facts::edition`].
pub const EDITION: u8 = 1;

/// See the module.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Facts {
    /// By which rules the gate judges, so that a decision of then is taken again as it was: 0 names a range
    /// of rows where sums differ, 1 names the rows that can be wrong and asks for evidence.
    #[serde(default, skip_serializing_if = "is_first")]
    pub edition: u8,
    /// `evaluation_kind` of the code table.
    pub kind: String,
    /// Documents that the pack asks for.
    pub documents: Vec<PackagePart>,
    /// Headings that the pack asks of the report.
    pub headings: Vec<PackagePart>,
    /// The pack's grades; empty where there is no scale.
    pub bands: Vec<Band<Grade>>,
    /// The project's budget, where it is known.
    pub budget: Option<Fen>,
    /// Why the indicator table could not be read, in Chinese.
    pub table_fault: Option<String>,
    pub report: Option<ReportFacts>,
    /// Faults of the contents: kinds that are not allowed, macros, personal data.
    pub contents: Vec<GateFinding>,
    /// Scores of the version before, by the names of the indicator; empty where there is none.
    pub earlier: Vec<EarlierScore>,
}

fn is_first(edition: &u8) -> bool {
    *edition == 0
}

/// The score that an indicator had in the version before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EarlierScore {
    pub level_1: String,
    pub level_2: String,
    pub level_3: String,
    pub weight: Score,
    pub score: Score,
}

impl EarlierScore {
    pub fn of(indicator: &Indicator) -> EarlierScore {
        EarlierScore {
            level_1: indicator.level_1.clone(),
            level_2: indicator.level_2.clone(),
            level_3: indicator.level_3.clone(),
            weight: indicator.weight,
            score: indicator.score,
        }
    }

    /// The same indicator in another version, by its names.
    pub fn is_of(&self, indicator: &Indicator) -> bool {
        (&self.level_1, &self.level_2, &self.level_3) == (&indicator.level_1, &indicator.level_2, &indicator.level_3)
    }
}
