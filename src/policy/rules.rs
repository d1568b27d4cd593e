//! The topics that a pack answers, one after the other, and their names for people.
//!
//! Every topic must be answered, with a value or with "no rule here". A new topic is a field here and
//! an answer in each pack; nothing else learns of it.

use super::basis::LocalRule;
use super::codes::{Body, EvaluationKind, Grade, PoolKind};
use super::linkage::LinkageRule;
use super::packages::PackagePart;
use super::rating::{ExpertRating, InstitutionIndex, InstitutionRating};
use super::reading::pack_table;
use super::scale::Scale;
use super::settings::{
    BidScoring, CeilingRule, Coverage, DayCount, ExAnteGate, ExpertDraw, MonitorDate, PanelSize, WorkLimits,
};
use crate::terms::{Score, Wording};
use std::num::NonZeroU32;

pack_table! {
    /// All topics of a pack by section.
    pub struct Rules {
        pub third_party: ThirdParty,
        pub self_evaluation: SelfEvaluation,
        pub gate: Gate,
        pub monitoring: Monitoring,
        pub grades: Grades,
        pub linkage: Linkage,
        pub feedback: Feedback,
        pub disclosure: Disclosure,
        pub bidding: Bidding,
        pub panels: Panels,
        pub quality: Quality,
        /// Packs that were kept before there was such a rule lack it.
        #[serde(default)]
        pub packages: Packages,
    }
}

pack_table! {
    /// Commissioning of third parties.
    pub struct ThirdParty {
        pub commissioners: LocalRule<Vec<Body>>,
        pub kinds: LocalRule<Vec<EvaluationKind>>,
        pub trigger: LocalRule<Wording>,
        pub pools: LocalRule<Vec<PoolKind>>,
        pub work_plan_required: LocalRule<bool>,
    }
}

pack_table! {
    /// Self-evaluation and its spot re-check.
    pub struct SelfEvaluation {
        pub coverage: LocalRule<Vec<Coverage>>,
        pub recheck_by: LocalRule<Vec<Body>>,
        /// Points between self-evaluation and re-check from which the gap is circulated.
        pub recheck_gap: LocalRule<Score>,
    }
}

pack_table! {
    /// Gates before money is planned.
    pub struct Gate {
        pub ex_ante: LocalRule<ExAnteGate>,
    }
}

pack_table! {
    /// Monitoring during the year.
    pub struct Monitoring {
        pub dates: LocalRule<Vec<MonitorDate>>,
    }
}

pack_table! {
    /// A word that local texts use for results, and what it can mean.
    pub struct GradeWord {
        pub word: String,
        pub codes: Vec<Grade>,
    }
}

pack_table! {
    /// The grade scale and local words besides those of its bands.
    pub struct Grades {
        pub scale: LocalRule<Scale<Grade>>,
        pub words: LocalRule<Vec<GradeWord>>,
    }
}

pack_table! {
    /// What results do to the budget.
    pub struct Linkage {
        pub bad_grades: LocalRule<Vec<Grade>>,
        pub rules: LocalRule<Vec<LinkageRule>>,
    }
}

pack_table! {
    /// Terms of feedback and rectification.
    pub struct Feedback {
        pub days: LocalRule<DayCount>,
        pub rectification_days: LocalRule<DayCount>,
    }
}

pack_table! {
    /// Who is told of results and where they are published.
    pub struct Disclosure {
        pub recipients: LocalRule<Vec<Wording>>,
        pub places: LocalRule<Vec<Wording>>,
    }
}

pack_table! {
    /// Bids of institutions.
    pub struct Bidding {
        pub scoring: LocalRule<BidScoring>,
        pub ceiling: LocalRule<CeilingRule>,
    }
}

pack_table! {
    /// Sizes of panels.
    pub struct Panels {
        pub procurement: LocalRule<Vec<PanelSize>>,
        pub expert_draw: LocalRule<ExpertDraw>,
    }
}

pack_table! {
    /// Review of packages, limits of work, ratings.
    pub struct Quality {
        /// Experts who mark one package independently.
        pub review_seats: LocalRule<NonZeroU32>,
        pub work_limits: LocalRule<WorkLimits>,
        pub institution_rating: LocalRule<InstitutionRating>,
        /// Packs that were kept before lack it.
        #[serde(default = "unsaid")]
        pub institution_index: LocalRule<InstitutionIndex>,
        pub expert_rating: LocalRule<ExpertRating>,
    }
}

pack_table! {
    /// What the completeness gate asks of a package.
    pub struct Packages {
        pub documents: LocalRule<Vec<PackagePart>>,
        /// Headings of the report, in their order.
        pub report: LocalRule<Vec<PackagePart>>,
        /// Years for which a submitted version is kept. Packs that were kept before lack it.
        #[serde(default = "unsaid")]
        pub retention: LocalRule<NonZeroU32>,
    }
}

fn unsaid<T>() -> LocalRule<T> {
    LocalRule::None { none: Wording::new("该版本的政策包未载", "this version of the pack does not say") }
}

impl Default for Packages {
    fn default() -> Packages {
        Packages { documents: unsaid(), report: unsaid(), retention: unsaid() }
    }
}

/// Section, topic and their name, in reading order.
pub const TOPICS: &[(&str, &str, &str, &str)] = &[
    ("third_party", "commissioners", "可委托第三方的主体", "who may commission a third party"),
    ("third_party", "kinds", "可委托的评价种类", "kinds that may be commissioned"),
    ("third_party", "trigger", "委托条件", "when a third party is called in"),
    ("third_party", "pools", "可建立的库", "libraries that may be built"),
    ("third_party", "work_plan_required", "是否必须有工作方案", "whether a work plan is required"),
    ("self_evaluation", "coverage", "自评覆盖面", "coverage of self-evaluation"),
    ("self_evaluation", "recheck_by", "自评抽查复核主体", "who re-checks self-evaluations"),
    ("self_evaluation", "recheck_gap", "抽查差异通报阈值（分）", "re-check gap that is circulated (points)"),
    ("gate", "ex_ante", "事前绩效评估门槛", "ex-ante gate"),
    ("monitoring", "dates", "监控节点", "monitoring dates"),
    ("grades", "scale", "评价等次", "grade scale"),
    ("grades", "words", "等次用语", "words for results"),
    ("linkage", "bad_grades", "计入连续不良年度的等次", "grades that count as a bad year"),
    ("linkage", "rules", "结果与预算挂钩", "result-budget linkage"),
    ("feedback", "days", "反馈期限", "term of feedback"),
    ("feedback", "rectification_days", "整改期限", "term of rectification"),
    ("disclosure", "recipients", "报送对象", "recipients of reports"),
    ("disclosure", "places", "公开载体", "places of publication"),
    ("bidding", "scoring", "投标评分", "scoring of bids"),
    ("bidding", "ceiling", "最高限价", "ceiling price"),
    ("panels", "procurement", "评审小组人数", "size of procurement panels"),
    ("panels", "expert_draw", "专家抽取人数", "experts drawn for a review"),
    ("quality", "review_seats", "每份报告评审席位", "review seats per package"),
    ("quality", "work_limits", "工作量与轮换", "work limits and rotation"),
    ("quality", "institution_rating", "机构评级", "rating of institutions"),
    ("quality", "institution_index", "机构信用指数", "credit index of institutions"),
    ("quality", "expert_rating", "专家评级", "rating of experts"),
    ("packages", "documents", "资料包必备文件", "documents of a package"),
    ("packages", "report", "评价报告章节", "headings of the report"),
    ("packages", "retention", "资料包保存年限", "years for which packages are kept"),
];
