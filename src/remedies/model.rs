//! Nouns: challenges with what came of them, the notice of a result.

use crate::registry::model::Signed;
use crate::terms::{Day, Instant};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What a challenge is about (政府采购法 art. 52).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ChallengeSubject)]
pub enum Subject {
    /// 采购文件
    Documents,
    /// 采购过程
    Process,
    /// 中标、成交结果
    Result,
}

impl Subject {
    pub const ALL: [Subject; 3] = [Subject::Documents, Subject::Process, Subject::Result];

    pub const fn word(self) -> &'static str {
        match self {
            Subject::Documents => "documents",
            Subject::Process => "process",
            Subject::Result => "result",
        }
    }

    pub fn parse(word: &str) -> Option<Subject> {
        Subject::ALL.into_iter().find(|subject| subject.word() == word)
    }
}

/// What an answer or a ruling finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ChallengeFinding)]
pub enum Finding {
    /// 不成立
    Unfounded,
    /// 成立，但不影响结果
    WithoutEffect,
    /// 成立，影响或可能影响结果
    AffectsResult,
}

impl Finding {
    pub const ALL: [Finding; 3] = [Finding::Unfounded, Finding::WithoutEffect, Finding::AffectsResult];

    pub const fn word(self) -> &'static str {
        match self {
            Finding::Unfounded => "unfounded",
            Finding::WithoutEffect => "without_effect",
            Finding::AffectsResult => "affects_result",
        }
    }

    pub fn parse(word: &str) -> Option<Finding> {
        Finding::ALL.into_iter().find(|finding| finding.word() == word)
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
