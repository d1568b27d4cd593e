//! Nouns of the registry, as services and pages see them: personal data masked.

use super::rules::standing::{Act, Reason, State};
use crate::terms::{Day, Fen, Instant};
use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// A budget unit (预算单位); the parent is the competent department.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BudgetUnit {
    pub id: String,
    pub division: String,
    pub code: String,
    pub name: String,
    pub uscc: String,
    pub parent_code: Option<String>,
    pub nature: String,
    pub level: String,
}

/// A project of a budget year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Project {
    pub id: String,
    pub division: String,
    pub code: String,
    pub name: String,
    pub unit_code: String,
    pub department_code: String,
    pub sector: String,
    pub funding_scope: String,
    pub fiscal_year: i32,
    pub budget: Fen,
    pub executed: Fen,
    pub evaluation_kind: String,
    pub performance_goal: String,
}

/// A third-party institution (第三方机构).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Institution {
    pub id: String,
    /// Readable registry number.
    pub number: String,
    pub uscc: String,
    pub name: String,
    pub kind: String,
    pub founded_on: Option<Day>,
    pub legal_representative: String,
    pub registered_capital: Option<Fen>,
    pub region: String,
    pub contact_name: String,
    pub phone_masked: String,
    pub specialties: Vec<String>,
    pub staff_count: Option<i32>,
    pub lead_evaluator_count: Option<i32>,
    pub credit_number: Option<String>,
    pub credit_grade: Option<String>,
    pub status: Status,
}

/// A lead evaluator (主评人) of an institution.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LeadEvaluator {
    pub id: String,
    pub institution_uscc: String,
    pub name: String,
    pub person_key: String,
    pub id_no_masked: String,
    pub qualification: String,
    pub title: String,
    pub work_years: i32,
    pub evaluation_years: i32,
}

/// A review expert (评审专家).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Expert {
    pub id: String,
    /// Readable registry number; draws use it, never the name.
    pub number: String,
    pub person_key: String,
    pub name: String,
    pub sex: String,
    pub id_no_masked: String,
    pub born_on: Option<Day>,
    pub employer: String,
    pub employer_uscc: Option<String>,
    pub title: String,
    pub title_level: String,
    pub qualification: Option<String>,
    pub education: String,
    pub work_years: Option<i32>,
    pub region: String,
    pub phone_masked: String,
    pub email_masked: String,
    pub enrolled_on: Option<Day>,
    pub status: Status,
    /// 擅长领域
    pub fields: Vec<String>,
    /// 专业方向
    pub disciplines: Vec<String>,
}

impl Expert {
    /// What the history keeps of an entry: what lists show, without ID number, phone and e-mail.
    pub fn history_entry(&self) -> Value {
        json!({
            "name": self.name,
            "employer": self.employer,
            "title": self.title,
            "title_level": self.title_level,
            "qualification": self.qualification,
            "education": self.education,
            "region": self.region,
            "status": self.status,
            "fields": self.fields,
            "disciplines": self.disciplines,
        })
    }
}

crate::words! {
    /// Standing in the pool.
    #[schema(as = RegistryStatus)]
    Status {
        /// 在库
        Enrolled = "enrolled",
        /// 暂停
        Suspended = "suspended",
        /// 退出
        Delisted = "delisted",
    }
}

impl Status {
    /// The words that bureaus write in their lists.
    pub fn from_chinese(word: &str) -> Option<Status> {
        match word {
            "在库" | "正常" | "启用" | "" => Some(Status::Enrolled),
            "暂停" | "停用" => Some(Status::Suspended),
            "退出" | "出库" | "除名" => Some(Status::Delisted),
            _ => None,
        }
    }
}

/// What taking in a list did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Taken {
    pub added: u64,
    pub changed: u64,
    pub unchanged: u64,
}

/// What became of one row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowOutcome {
    Added,
    Changed,
    Unchanged,
}

impl Taken {
    pub fn count(&mut self, outcome: RowOutcome) {
        match outcome {
            RowOutcome::Added => self.added += 1,
            RowOutcome::Changed => self.changed += 1,
            RowOutcome::Unchanged => self.unchanged += 1,
        }
    }
}

impl std::ops::AddAssign for Taken {
    fn add_assign(&mut self, other: Taken) {
        self.added += other.added;
        self.changed += other.changed;
        self.unchanged += other.unchanged;
    }
}

/// What somebody did to an entry; the two states show personal data masked.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    pub at: Instant,
    pub actor: String,
    /// Id of the entry.
    pub subject: String,
    /// `imported`, `suspended` and so on.
    pub act: String,
    pub before: Option<Value>,
    pub after: Value,
}

/// An expert as the library indexes one: of personal data the name alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LibraryRow {
    pub id: String,
    pub number: String,
    pub name: String,
    pub employer: String,
    pub title: String,
    pub title_level: String,
    pub qualification: Option<String>,
    pub work_years: Option<i32>,
    pub region: String,
    pub status: String,
    pub fields: Vec<String>,
    pub disciplines: Vec<String>,
}

/// Who did something, and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Signed {
    /// Log-in.
    pub by: String,
    #[schema(value_type = String, example = "2021-05-04T02:30:05Z")]
    pub at: Instant,
}

impl Signed {
    /// From the two columns that keep it, the time in UTC.
    pub fn read(by: String, at: NaiveDateTime) -> Signed {
        Signed { by, at: Instant::from_utc(at.and_utc()) }
    }

    /// Absent until both are there.
    pub fn read_if(by: Option<String>, at: Option<NaiveDateTime>) -> Option<Signed> {
        by.zip(at).map(|(by, at)| Signed::read(by, at))
    }

    /// The two columns that keep it, both empty where nobody has signed.
    pub fn columns(signed: &Option<Signed>) -> (Option<String>, Option<NaiveDateTime>) {
        signed.as_ref().map(|s| (s.by.clone(), s.at.naive_utc())).unzip()
    }
}

/// A proposal to change an expert's standing, with every step taken on it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Proposal {
    pub id: String,
    pub expert_id: String,
    pub act: Act,
    pub reason_code: Reason,
    pub reason: String,
    pub state: State,
    pub proposed: Signed,
    pub checked: Option<Signed>,
    /// Approved or refused.
    pub ended: Option<Signed>,
    /// Why it was refused.
    pub ended_because: Option<String>,
    /// The expert's word against it.
    pub appeal: Option<String>,
    #[schema(value_type = Option<String>)]
    pub appealed_at: Option<Instant>,
    pub answer: Option<String>,
    pub answered: Option<Signed>,
    /// The appeal was heard and the standing given back.
    pub is_lifted: bool,
    /// The entry that stays, where two are merged.
    pub merged_into: Option<String>,
}

impl Proposal {
    /// Everybody of the finance department who has taken a step.
    pub fn people(&self) -> Vec<String> {
        let later = [&self.checked, &self.ended, &self.answered];
        let later = later.into_iter().flatten().map(|signed| signed.by.clone());
        std::iter::once(self.proposed.by.clone()).chain(later).collect()
    }
}
