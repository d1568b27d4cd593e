//! The conflict-of-interest part of a policy: windows, thresholds, and for every distinguishable
//! case what it leads to and which article it rests on.
//!
//! `ConflictPolicy::default()` is the `reference` policy of formats.md section 2. A pack or a file
//! writes only what differs; the value itself is always complete, so that a stored decision can be
//! replayed after the defaults have changed. What a case *means* is not here but in
//! `conflicts::rules`: a policy changes windows, thresholds and verdicts, never meanings.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A rule as hits name it. The order is the order in which hits are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    CurrentEmployment,
    Hierarchy,
    FormerEmployment,
    Officer,
    Holding,
    Kinship,
    SelfReview,
    Rotation,
    Workload,
    Collaboration,
    Identity,
    ConflictingData,
    Declaration,
    Panel,
    Regulator,
    SameLot,
    /// COI-05, in packs only.
    PaidAdviser,
    /// COI-06, in packs only.
    Dispute,
    /// COI-07, in packs only.
    Investment,
    /// COI-12, in packs only; a check on the commission, not on a candidate.
    CommissionerSeparation,
    /// COI-14, in packs only.
    PriorService,
    /// COI-16, in packs only.
    CooperatingExpert,
    /// COI-18, in packs only.
    Objection,
}

/// What a case leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ruling {
    /// The rule is not in force here.
    Off,
    /// Flagged; a person takes note (WARN in regulations.md section 8).
    Notice,
    /// Flagged; a person decides with a recorded reason (REQUIRE_REASON).
    Reason,
    /// Recusal is mandatory (BLOCK).
    Blocked,
}

/// The ruling of one case and the article it rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseRule {
    pub ruling: Ruling,
    /// Chinese; read out with the hit.
    pub basis: String,
}

/// Declares the cases with rule, reference ruling and reference basis in one table.
macro_rules! cases {
    ($($(#[$doc:meta])* $case:ident => $rule:ident, $ruling:ident, $basis:expr;)+) => {
        /// A situation that a policy can rule on by itself. Several cases may share a rule.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Case { $($(#[$doc])* $case,)+ }

        impl Case {
            /// Every case, in the order of the table.
            pub const ALL: &'static [Case] = &[$(Case::$case),+];

            /// The rule whose name the hit carries.
            pub fn rule(self) -> Rule {
                match self { $(Case::$case => Rule::$rule),+ }
            }

            /// Ruling and basis in the reference policy.
            fn reference(self) -> CaseRule {
                let (ruling, basis): (Ruling, &str) = match self { $(Case::$case => (Ruling::$ruling, $basis)),+ };
                CaseRule { ruling, basis: basis.to_owned() }
            }
        }
    };
}

const RECUSAL: &str =
    "《政府采购法》第十二条、《政府采购法实施条例》第九条；《政府采购评审专家管理办法》（财库〔2016〕198号）第十六条";
const OTHER_RELATION: &str =
    "《政府采购法实施条例》第九条第（五）项、财库〔2016〕198号第十六条“其他可能影响公平、公正进行的关系”，由人判断";
const INDEPENDENCE: &str =
    "《第三方机构预算绩效评价业务监督管理暂行办法》（财监〔2021〕4号）第二条：第三方机构独立于委托方和评价对象";
const SAME_PROJECT: &str = "《政府采购法实施条例》第十八条第二款（参照）；财监〔2021〕4号第二条独立性要求";
const SAME_LOT: &str =
    "《政府采购法实施条例》第十八条第一款：单位负责人为同一人或者存在直接控股、管理关系的不得参加同一合同项下的活动";
const NO_NATIONAL_RULE: &str = "本系统默认规则，无全国性条款，可由各地政策包调整";
const UNKNOWN_DATA: &str = "事实不确定不得视为无利害关系，须由人判断并记录理由";
const SEPARATION: &str =
    "《关于委托第三方机构参与预算绩效管理的指导意见》（财预〔2021〕6号）：委托主体与绩效管理对象相分离";
const LOCAL_EXPERT_RULE: &str = "地方评审专家管理规定（如浙江省办法第三十六条至第三十八条），国家规定未列";

cases! {
    /// Works for a target on the day (COI-01, COI-08).
    CurrentEmployment => CurrentEmployment, Blocked, RECUSAL;
    /// The employer or the institution is above or below the implementing organisation.
    HierarchyLine => Hierarchy, Blocked, INDEPENDENCE;
    /// A person's employer and the implementing organisation have the same direct parent.
    HierarchySiblingPerson => Hierarchy, Reason, OTHER_RELATION;
    /// The institution and the implementing organisation have the same direct parent.
    HierarchySiblingInstitution => Hierarchy, Blocked, INDEPENDENCE;
    /// A job that ended inside the look-back (COI-01).
    FormerEmployment => FormerEmployment, Blocked, RECUSAL;
    /// An internship, current or ended inside the look-back.
    Internship => FormerEmployment, Notice, OTHER_RELATION;
    /// A consultancy, current or ended inside the look-back (COI-05 is a warning without local rule).
    Consultancy => FormerEmployment, Notice, OTHER_RELATION;
    /// A job that starts soon after the day.
    FutureEmployment => FormerEmployment, Reason, OTHER_RELATION;
    /// Director, supervisor, legal representative or general manager in the look-back (COI-02).
    Officer => Officer, Blocked, RECUSAL;
    /// Control in the look-back (COI-03, COI-13).
    Control => Holding, Blocked, RECUSAL;
    /// A holding at or above the threshold without control (COI-07).
    NotableHolding => Holding, Reason, OTHER_RELATION;
    /// Kin of the head of a target or of the project's leader (COI-04).
    KinOfHead => Kinship, Blocked, RECUSAL;
    /// Kin of any other employee of a target.
    KinOfEmployee => Kinship, Reason, OTHER_RELATION;
    /// A declared relation to somebody of a target that is unknown or beyond the listed degrees.
    KinUndetermined => Kinship, Reason, OTHER_RELATION;
    /// The subject is itself a party to the project.
    PartyItself => SelfReview, Blocked, INDEPENDENCE;
    /// Earlier work on the same project (COI-11).
    OwnWork => SelfReview, Blocked, SAME_PROJECT;
    /// An earlier audit of the same project (COI-11).
    AuditWork => SelfReview, Reason, SAME_PROJECT;
    /// A member of the team that did earlier work on the same project.
    TeamWork => SelfReview, Blocked, SAME_PROJECT;
    /// Employed there while the work was done, not on the team.
    WorkOfEmployer => SelfReview, Reason, OTHER_RELATION;
    /// Too many consecutive years on the same organisation (COI-15).
    Rotation => Rotation, Blocked, NO_NATIONAL_RULE;
    /// Active assignments at the cap.
    Workload => Workload, Blocked, NO_NATIONAL_RULE;
    /// A joint publication or research project with the project's leader.
    JointWork => Collaboration, Reason, OTHER_RELATION;
    /// Adviser or advisee of the project's leader.
    AdviserTie => Collaboration, Reason, OTHER_RELATION;
    /// Perhaps the same person as somebody who has a conflict.
    Identity => Identity, Reason, UNKNOWN_DATA;
    /// Records of equal authority disagree, or a job is unresolved.
    ConflictingData => ConflictingData, Reason, UNKNOWN_DATA;
    /// A declared conflict (COI-17).
    Declaration => Declaration, Blocked, "财库〔2016〕198号第七条、第十六条：本人申报的回避信息";
    /// Another member of the panel has the same employer.
    PanelEmployer => Panel, Blocked, NO_NATIONAL_RULE;
    /// Another member of the panel is kin.
    PanelKin => Panel, Blocked, NO_NATIONAL_RULE;
    /// Current staff of the commissioning finance authority (COI-09).
    Regulator => Regulator, Blocked, "财库〔2016〕198号第十六条：政府采购监督管理部门工作人员不得作为评审专家参加评审";
    /// Two institutions of one lot share a legal representative (COI-10).
    LotRepresentative => SameLot, Blocked, SAME_LOT;
    /// Two institutions of one lot are linked by direct control (COI-10).
    LotControl => SameLot, Blocked, SAME_LOT;
    /// A paid adviser of a target in the look-back (COI-05).
    PaidAdviser => PaidAdviser, Off, LOCAL_EXPERT_RULE;
    /// A legal dispute with a target in the look-back (COI-06).
    Dispute => Dispute, Off, LOCAL_EXPERT_RULE;
    /// Any present investment of the subject, the spouse or lineal kin in a target (COI-07).
    Investment => Investment, Off, LOCAL_EXPERT_RULE;
    /// The commissioner evaluates itself (COI-12).
    CommissionerIsEvaluated => CommissionerSeparation, Off, SEPARATION;
    /// The commissioner is the direct parent or child of the evaluated organisation (COI-12).
    CommissionerIsParentOrChild => CommissionerSeparation, Off, SEPARATION;
    /// The institution audits or keeps books for a target in the look-back (COI-14).
    PriorService => PriorService, Off, INDEPENDENCE;
    /// The expert is a cooperating expert of an institution under review (COI-16).
    CooperatingExpert => CooperatingExpert, Off, INDEPENDENCE;
    /// A party objected (COI-18).
    Objection => Objection, Off, "《政府采购法》第十二条、《政府采购法实施条例》第九条：当事人申请回避，应当及时处理并书面答复";
}

/// A complete conflict policy. Reading one accepts any subset of the fields; what is left out is
/// as in the reference. Unknown fields, cases and rulings are refused by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Overrides")]
pub struct ConflictPolicy {
    /// Months that the look-back reaches before the reference day, to the same day of the month.
    pub look_back_months: u32,
    /// Months after the reference day in which a job that starts is flagged.
    pub future_job_months: u32,
    /// Months for which a marriage that ended still counts, softened.
    pub ended_marriage_months: u32,
    /// Control is strictly more than this, in percent.
    pub control_over_pct: Decimal,
    /// A holding is notable at this or more, in percent.
    pub notable_holding_pct: Decimal,
    /// Consecutive years on the same organisation that call for rotation. At least 1.
    pub rotation_years: u32,
    /// Full calendar years after which a rotated institution may return.
    pub rotation_rest_years: u32,
    /// Active assignments that fill a person. At least 1.
    pub workload_cap: u32,
    /// Ruling and basis of every case; complete.
    pub rules: BTreeMap<Case, CaseRule>,
}

/// A file's view of the policy: everything optional.
#[derive(Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Overrides {
    look_back_months: u32,
    future_job_months: u32,
    ended_marriage_months: u32,
    control_over_pct: Decimal,
    notable_holding_pct: Decimal,
    rotation_years: u32,
    rotation_rest_years: u32,
    workload_cap: u32,
    rules: BTreeMap<Case, CaseOverride>,
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct CaseOverride {
    ruling: Option<Ruling>,
    basis: Option<String>,
}

impl Default for Overrides {
    fn default() -> Self {
        Overrides {
            look_back_months: 36,
            future_job_months: 6,
            ended_marriage_months: 12,
            control_over_pct: Decimal::new(50, 0),
            notable_holding_pct: Decimal::new(5, 0),
            rotation_years: 3,
            rotation_rest_years: 2,
            workload_cap: 3,
            rules: BTreeMap::new(),
        }
    }
}

/// A policy value that makes no sense.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConflictPolicyFault {
    #[error("{field} must be between 0 and 100 percent, it is {value}")]
    Percent { field: &'static str, value: Decimal },
    #[error("{field} must be at least 1")]
    Zero { field: &'static str },
    #[error("{field} must be at most 1200 months, it is {value}")]
    Months { field: &'static str, value: u32 },
}

impl TryFrom<Overrides> for ConflictPolicy {
    type Error = ConflictPolicyFault;

    fn try_from(overrides: Overrides) -> Result<ConflictPolicy, ConflictPolicyFault> {
        check(&overrides)?;
        Ok(complete(overrides))
    }
}

/// Fills what the overrides leave out from the reference.
fn complete(o: Overrides) -> ConflictPolicy {
    let mut rules: BTreeMap<Case, CaseRule> = Case::ALL.iter().map(|case| (*case, case.reference())).collect();
    for (case, change) in o.rules {
        if let Some(rule) = rules.get_mut(&case) {
            rule.ruling = change.ruling.unwrap_or(rule.ruling);
            rule.basis = change.basis.unwrap_or_else(|| std::mem::take(&mut rule.basis));
        }
    }
    ConflictPolicy {
        look_back_months: o.look_back_months,
        future_job_months: o.future_job_months,
        ended_marriage_months: o.ended_marriage_months,
        control_over_pct: o.control_over_pct,
        notable_holding_pct: o.notable_holding_pct,
        rotation_years: o.rotation_years,
        rotation_rest_years: o.rotation_rest_years,
        workload_cap: o.workload_cap,
        rules,
    }
}

fn check(o: &Overrides) -> Result<(), ConflictPolicyFault> {
    for (field, value) in [("control_over_pct", o.control_over_pct), ("notable_holding_pct", o.notable_holding_pct)] {
        if value < Decimal::ZERO || value > Decimal::ONE_HUNDRED {
            return Err(ConflictPolicyFault::Percent { field, value });
        }
    }
    for (field, value) in [("rotation_years", o.rotation_years), ("workload_cap", o.workload_cap)] {
        if value == 0 {
            return Err(ConflictPolicyFault::Zero { field });
        }
    }
    let months = [
        ("look_back_months", o.look_back_months),
        ("future_job_months", o.future_job_months),
        ("ended_marriage_months", o.ended_marriage_months),
    ];
    match months.into_iter().find(|(_, value)| *value > 1200) {
        Some((field, value)) => Err(ConflictPolicyFault::Months { field, value }),
        None => Ok(()),
    }
}

impl Default for ConflictPolicy {
    /// The `reference` policy of formats.md section 2.
    fn default() -> Self {
        complete(Overrides::default())
    }
}

impl ConflictPolicy {
    /// What `case` leads to here.
    pub fn ruling(&self, case: Case) -> Ruling {
        self.rules.get(&case).map_or(Ruling::Off, |rule| rule.ruling)
    }

    /// The article that `case` rests on here.
    pub fn basis(&self, case: Case) -> &str {
        self.rules.get(&case).map_or("", |rule| &rule.basis)
    }
}
