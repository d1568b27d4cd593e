//! The sentences that an official can read out: who, when, what, and to which party it leads.
//!
//! Chinese and English say the same. Deliberately not here: the article, which is the hit's basis,
//! and any judgement beyond what the rule found.

mod ties;
mod work;

pub use ties::*;
pub use work::*;

use super::graph::{Graph, Job, Org};
use super::model::{JobKind, Post};
use super::period::{Period, day};
use super::scene::{Scene, TargetRole};
use crate::terms::Wording;

/// Adds that a person must decide because a start is unknown.
pub fn with_unknown_start(sentence: Wording) -> Wording {
    Wording {
        zh: format!("{}（有关事实起始日期不详，不能排除，须由人判断。）", sentence.zh),
        en: format!(
            "{} (The start of a fact is unknown; this cannot be ruled out and a person must decide.)",
            sentence.en
        ),
    }
}

/// From when to when, in both languages.
pub fn period_words(period: Period) -> Wording {
    let from_zh = period.from().map_or("起始日期不详".to_owned(), |d| day(d).zh());
    let from_en = period.from().map_or("an unknown day".to_owned(), |d| day(d).to_string());
    let to_zh = period.to().map_or("至今".to_owned(), |d| format!("至{}", day(d).zh()));
    let to_en = period.to().map_or("to date".to_owned(), |d| format!("to {}", day(d)));
    Wording::new(format!("{from_zh}{to_zh}"), format!("from {from_en} {to_en}"))
}

/// What the organisation is to the project.
pub fn party_words(scene: &Scene, org: Org) -> Wording {
    match scene.target(org).map(|target| target.role) {
        Some(TargetRole::Implementing) => {
            Wording::new("本项目实施单位", "the implementing organisation of this project")
        }
        Some(TargetRole::Predecessor) => {
            Wording::new("本项目实施单位的前身", "a predecessor of the implementing organisation")
        }
        Some(TargetRole::Contractor) => Wording::new("本项目承包单位", "a contractor of this project"),
        Some(TargetRole::Reviewed) => Wording::new("被评审的机构", "an institution under review"),
        None => Wording::new("与本项目有关的单位", "an organisation connected with this project"),
    }
}

fn kind_words(kind: JobKind) -> (&'static str, &'static str) {
    match kind {
        JobKind::FullTime => ("全职", "full time"),
        JobKind::PartTime => ("兼职", "part time"),
        JobKind::Secondment => ("借调", "seconded"),
        JobKind::RetiredRehired => ("退休返聘", "rehired after retirement"),
        JobKind::Intern => ("实习", "intern"),
        JobKind::Consultant => ("顾问", "consultant"),
    }
}

fn post_words(post: Post) -> (&'static str, &'static str) {
    match post {
        Post::Staff => ("工作人员", "staff"),
        Post::Director => ("董事", "director"),
        Post::Supervisor => ("监事", "supervisor"),
        Post::LegalRep => ("法定代表人", "legal representative"),
        Post::GeneralManager => ("总经理", "general manager"),
    }
}

/// `2015年1月1日至今在甲局全职任科长`.
pub fn job_words(graph: &Graph, job: &Job) -> Wording {
    let ((kind_zh, kind_en), (post_zh, post_en)) = (kind_words(job.kind), post_words(job.post));
    let (when, org, title) = (period_words(job.period), graph.org_name(job.org), graph.word(job.title));
    let (title_zh, title_en) = if title.is_empty() { (post_zh, post_en) } else { (title, title) };
    Wording::new(
        format!("{}在{org}{kind_zh}任{title_zh}", when.zh),
        format!("{title_en} ({kind_en}) at {org} {}", when.en),
    )
}
