//! Nouns of the re-check.

use crate::registry::model::Signed;
use crate::terms::{Fen, Score, Sha256Hex, Wording};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// A self-evaluation on the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Listed {
    /// Its number on the list, for example `00042`.
    pub id: String,
    pub code: Option<String>,
    pub project: String,
    pub unit: String,
    pub department: String,
    /// The unit's own score.
    pub score: Score,
    pub grade: Option<String>,
    /// In fen.
    pub amount: Fen,
}

crate::words! {
    /// What the strata of a sample are.
    #[schema(as = SampleStrata)]
    Strata {
        /// One of each department.
        Department = "department",
        /// Below 1 million yuan, below 10 million, and from there on.
        Amount = "amount",
        /// The unit's own grade.
        Grade = "grade",
    }
}

/// What was found of a drawn self-evaluation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Found {
    /// Absent where the self-evaluation was not done as required.
    pub score: Option<Score>,
    pub remark: Option<String>,
}

/// A drawn self-evaluation with what was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Checked {
    pub id: String,
    pub project: String,
    pub unit: String,
    pub stratum: String,
    /// The unit's own score.
    pub own: Score,
    pub found: Found,
}

/// Why a re-check is circulated (茌平 art. 25).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[schema(as = CirculationReason)]
pub enum Reason {
    /// The self-evaluation was not done as required.
    NotDone,
    /// It differs from the re-check by the pack's points or more.
    BigGap,
    /// The re-check found the grade that is canonically poor.
    Poor,
}

impl Reason {
    pub fn name(self) -> Wording {
        let (zh, en) = match self {
            Reason::NotDone => ("未按要求自评", "not done as required"),
            Reason::BigGap => ("自评与复核差异较大", "big gap"),
            Reason::Poor => ("复核结果为差", "found poor"),
        };
        Wording::new(zh, en)
    }
}

/// One that is circulated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = CirculatedRecheck)]
pub struct Circulated {
    pub id: String,
    pub project: String,
    pub unit: String,
    #[schema(value_type = String)]
    pub own: Score,
    #[schema(value_type = Option<String>)]
    pub found: Option<Score>,
    /// Own less found.
    #[schema(value_type = Option<String>)]
    pub gap: Option<Score>,
    pub reasons: Vec<Reason>,
}

/// One stratum in numbers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct StratumLine {
    pub stratum: String,
    pub listed: u32,
    pub checked: u32,
    /// Mean of own less found; absent where nothing has a score.
    #[schema(value_type = Option<String>)]
    pub mean_gap: Option<Score>,
    pub circulated: u32,
}

/// What a re-check came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Gaps {
    pub listed: u32,
    pub checked: u32,
    /// Points from which a gap is circulated; absent where no rule says.
    #[schema(value_type = Option<String>, example = "10")]
    pub threshold: Option<Score>,
    /// Mean of own less found over what was drawn.
    #[schema(value_type = Option<String>)]
    pub mean_gap: Option<Score>,
    /// Mean of the distances.
    #[schema(value_type = Option<String>)]
    pub mean_distance: Option<Score>,
    /// What the mean gap of the whole list is by this sample: strata weigh by what they list.
    #[schema(value_type = Option<String>)]
    pub estimate: Option<Score>,
    pub strata: Vec<StratumLine>,
    pub circulated: Vec<Circulated>,
    #[schema(value_type = Object)]
    pub wording: Wording,
}

/// What the gaps rest on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GapInputs {
    pub round: String,
    /// How many each stratum lists.
    pub listed: BTreeMap<String, u32>,
    pub checked: Vec<Checked>,
    pub threshold: Option<Score>,
    /// Points below which a result is canonically poor; absent where the place has no scale.
    pub poor_below: Option<Score>,
}

crate::words! {
    /// The two who make a sample unforeseeable together; neither can steer it alone.
    #[schema(as = RecheckParty)]
    Party {
        /// 财政部门经办人
        Finance = "finance",
        /// 财政部门复核人
        Witness = "witness",
    }
}

crate::words! {
    /// How far a round has come.
    #[schema(as = RecheckStage)]
    Stage {
        /// List, strata and size are fixed; the parties commit.
        Announced = "announced",
        /// Both have committed; the seeds are opened.
        Committed = "committed",
        /// The sample is drawn; marks come in.
        Drawn = "drawn",
        /// Compared, and what is circulated is fixed.
        Concluded = "concluded",
        /// Given up before the draw; a new round has another number.
        Abandoned = "abandoned",
    }
}

/// One round of the re-check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Round {
    pub id: String,
    pub division: String,
    /// Readable, and the id of its draw.
    pub number: String,
    pub title: String,
    pub strata: Strata,
    pub size: u32,
    pub listed: u32,
    /// Evidence: the list as it was announced.
    pub list_digest: Sha256Hex,
    pub policy_version: String,
    pub stage: Stage,
    pub planned: Signed,
    /// Evidence: the record of the draw.
    pub record_digest: Option<Sha256Hex>,
    /// Who concluded or gave it up.
    pub ended: Option<Signed>,
    pub abandoned_because: Option<String>,
    pub version: i32,
}

/// What a party contributed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = RecheckSeed)]
pub struct SeedLine {
    pub party: Party,
    /// 64 lower-case hexadecimal digits.
    pub commitment: String,
    pub committed: Signed,
    /// Once it is open.
    pub seed: Option<String>,
}

/// What was found of a drawn self-evaluation, and by whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Its number on the list.
    pub item: String,
    pub found: Found,
    pub marked: Signed,
}
