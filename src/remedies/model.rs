//! Nouns: challenges with what came of them, the notice of a result.

use crate::registry::model::Signed;
use crate::terms::{Day, Instant};

crate::words! {
    /// What a challenge is about (政府采购法 art. 52).
    #[schema(as = ChallengeSubject)]
    Subject {
        /// 采购文件
        Documents = "documents",
        /// 采购过程
        Process = "process",
        /// 中标、成交结果
        Result = "result",
    }
}

crate::words! {
    /// What an answer or a ruling finds.
    #[schema(as = ChallengeFinding)]
    Finding {
        /// 不成立
        Unfounded = "unfounded",
        /// 成立，但不影响结果
        WithoutEffect = "without_effect",
        /// 成立，影响或可能影响结果
        AffectsResult = "affects_result",
    }
}

/// A written word on a challenge or a complaint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    pub finding: Finding,
    pub text: String,
    pub signed: Signed,
}

/// A complaint with its days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Complaint {
    pub content: String,
    pub filed_at: Instant,
    pub ruling_due: Option<Day>,
    /// The last day of the pause that the finance department ordered.
    pub pause_until: Option<Day>,
}

/// A challenge with what came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Challenge {
    pub id: String,
    pub commission_id: String,
    pub institution_id: String,
    pub institution_name: String,
    pub subject: Subject,
    pub content: String,
    /// The day from which the term to challenge is counted. Days are `None` where a year has no holiday notice.
    pub counted_from: Option<Day>,
    pub filed_at: Instant,
    pub answer_due: Option<Day>,
    pub answer: Option<Word>,
    pub complaint_due: Option<Day>,
    pub complaint: Option<Complaint>,
    pub ruling: Option<Word>,
}

impl Challenge {
    /// True while the commission waits for it: unanswered, or found to change the result. A ruling on the complaint
    /// takes the place of the answer.
    pub fn holds(&self) -> bool {
        let last = self.ruling.as_ref().or(self.answer.as_ref());
        last.is_none_or(|word| word.finding == Finding::AffectsResult)
    }
}

/// The notice of an award.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    pub published: Signed,
}
