//! Who may enter the pool (财库〔2016〕198号 art. 6), and who may take which step; pure.

use super::model::{Enrolment, EnrolmentStage, Objection};
use crate::terms::{Day, Wording};
use chrono::Datelike;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Years in the field that a middle title needs.
const FIELD_YEARS: u32 = 8;
/// The age that an applicant has not reached.
const AGE: i32 = 70;
/// Months before the application that must be clean.
const CLEAN_MONTHS: u32 = 36;
/// Working days of public notice at least: the usual length; no article sets one.
pub const NOTICE_DAYS: u32 = 5;
/// Characters of a reason, an objection or an answer.
pub const LETTERS: std::ops::RangeInclusive<usize> = 4..=1_000;

/// The level of a title, as far as art. 6 asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Title {
    /// 高级（正高、副高）
    Senior,
    /// 中级
    Middle,
    /// 初级，或没有职称
    Lower,
}

/// What the judgement rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EnrolmentInputs {
    pub on: Day,
    pub born_on: Option<Day>,
    pub title: Title,
    pub work_years: Option<u32>,
    pub is_citizen: bool,
    pub has_pledged: bool,
    pub has_clean_record: bool,
    /// The last day on which the person was put out of the pool for a bad record or a punishment.
    pub put_out_on: Option<Day>,
    /// Why title or age is relaxed; empty where they are not.
    pub relaxed_because: String,
}

/// One condition that is not met.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = EnrolmentGround)]
pub struct Ground {
    #[schema(example = "E-06")]
    pub rule: String,
    /// May be relaxed for a scarce specialty, with a reason.
    pub may_be_relaxed: bool,
    #[schema(value_type = Object)]
    pub sentence: Wording,
}

/// Whether somebody may enter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = EnrolmentJudgement)]
pub struct Judgement {
    pub may_enter: bool,
    /// True where title or age is relaxed.
    pub is_relaxed: bool,
    pub grounds: Vec<Ground>,
}

fn ground(may_be_relaxed: bool, zh: impl Into<String>, en: impl Into<String>) -> Ground {
    Ground { rule: "E-06".into(), may_be_relaxed, sentence: Wording::new(zh, en) }
}

/// Judges by art. 6. Title and age alone may be relaxed, for scarce specialties and with a reason.
pub fn judge(inputs: &EnrolmentInputs) -> Judgement {
    let grounds: Vec<Ground> = [title(inputs), age(inputs)].into_iter().flatten().chain(character(inputs)).collect();
    let has_reason = LETTERS.contains(&inputs.relaxed_because.trim().chars().count());
    let may_enter = grounds.iter().all(|ground| ground.may_be_relaxed && has_reason);
    Judgement { may_enter, is_relaxed: may_enter && !grounds.is_empty(), grounds }
}

fn title(inputs: &EnrolmentInputs) -> Option<Ground> {
    let years = inputs.work_years.unwrap_or(0);
    match inputs.title {
        Title::Senior => None,
        Title::Middle if years >= FIELD_YEARS => None,
        Title::Middle => Some(ground(
            true,
            format!("中级职称须从事相关领域工作满 {FIELD_YEARS} 年，申报为 {years} 年（198号第六条）。"),
            format!("A middle title needs {FIELD_YEARS} years in the field; stated are {years} (198 art. 6)."),
        )),
        Title::Lower => Some(ground(
            true,
            "须有中级以上职称或同等专业水平（198号第六条）。",
            "A middle title or an equal level is needed (198 art. 6).",
        )),
    }
}

fn age(inputs: &EnrolmentInputs) -> Option<Ground> {
    let Some(born) = inputs.born_on else {
        return Some(ground(false, "出生日期不明，不能判断年龄。", "Without a day of birth the age cannot be judged."));
    };
    let (on, born) = (inputs.on.0, born.0);
    let has_had_birthday = (on.month(), on.day()) >= (born.month(), born.day());
    let age = on.year() - born.year() - i32::from(!has_had_birthday);
    (age >= AGE).then(|| {
        ground(
            true,
            format!("须不满 {AGE} 周岁，现为 {age} 周岁（198号第六条）。"),
            format!("The applicant must be under {AGE} and is {age} (198 art. 6)."),
        )
    })
}

fn character(inputs: &EnrolmentInputs) -> Vec<Ground> {
    let is_recent = |day: Day| day > inputs.on.months_before(CLEAN_MONTHS);
    let asked = [
        (inputs.is_citizen, "须为中国公民（198号第六条）。", "Citizenship of China is needed (198 art. 6)."),
        (
            inputs.has_pledged,
            "须签署申请和承诺（198号第六、七条）。",
            "Application and pledge must be signed (198 art. 6, 7).",
        ),
        (
            inputs.has_clean_record,
            "申请前三年内不得有行贿、受贿、欺诈等不良信用记录（198号第六条）。",
            "The three years before must be free of bribery, fraud and other bad records (198 art. 6).",
        ),
        (
            !inputs.put_out_on.is_some_and(is_recent),
            "三年内曾因不良记录或刑事处罚被解聘（198号第六、十一条）。",
            "Put out of the pool for a bad record or a punishment within three years (198 art. 6, 11).",
        ),
    ];
    asked.into_iter().filter(|(holds, ..)| !holds).map(|(_, zh, en)| ground(false, zh, en)).collect()
}

/// Why a step is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepFault {
    WrongStage,
    SamePerson,
    NoticeTooShort,
    NoticeRuns,
    OpenObjection,
}

impl StepFault {
    pub fn sentence(self) -> Wording {
        let (zh, en) = match self {
            StepFault::WrongStage => {
                ("这项申请已不在这一步，请刷新。", "The application is not at this step any more; load it again.")
            }
            StepFault::SamePerson => {
                ("提交、核对和批准须为三个人。", "Filing, checking and approving are done by three people.")
            }
            StepFault::NoticeTooShort => {
                ("公示期不得少于 5 个工作日。", "The public notice lasts five working days at least.")
            }
            StepFault::NoticeRuns => ("公示期尚未届满。", "The public notice has not ended yet."),
            StepFault::OpenObjection => ("还有异议没有答复。", "An objection has not been answered yet."),
        };
        Wording::new(zh, en)
    }
}

fn at(stage: EnrolmentStage, enrolment: &Enrolment) -> Result<(), StepFault> {
    if enrolment.stage == stage { Ok(()) } else { Err(StepFault::WrongStage) }
}

fn apart(by: &str, enrolment: &Enrolment) -> Result<(), StepFault> {
    let checked = enrolment.checked.as_ref().is_some_and(|signed| signed.by == by);
    if enrolment.filed.by == by || checked { Err(StepFault::SamePerson) } else { Ok(()) }
}

/// Puts into public notice; `least` is the first day on which it may end.
pub fn may_notice(enrolment: &Enrolment, by: &str, until: Day, least: Day) -> Result<(), StepFault> {
    at(EnrolmentStage::Filed, enrolment)?;
    apart(by, enrolment)?;
    if until < least { Err(StepFault::NoticeTooShort) } else { Ok(()) }
}

/// Refuses: whoever could take the next step.
pub fn may_refuse(enrolment: &Enrolment, by: &str) -> Result<(), StepFault> {
    match enrolment.stage {
        EnrolmentStage::Filed | EnrolmentStage::Noticed => apart(by, enrolment),
        EnrolmentStage::Enrolled | EnrolmentStage::Refused => Err(StepFault::WrongStage),
    }
}

/// Notes what somebody says against it.
pub fn may_object(enrolment: &Enrolment) -> Result<(), StepFault> {
    at(EnrolmentStage::Noticed, enrolment)
}

/// Lets the person in.
pub fn may_enrol(enrolment: &Enrolment, objections: &[Objection], by: &str, today: Day) -> Result<(), StepFault> {
    at(EnrolmentStage::Noticed, enrolment)?;
    apart(by, enrolment)?;
    if enrolment.notice.is_none_or(|(_, until)| today <= until) {
        return Err(StepFault::NoticeRuns);
    }
    if objections.iter().any(|objection| objection.answer.is_none()) {
        return Err(StepFault::OpenObjection);
    }
    Ok(())
}

#[cfg(test)]
#[path = "rules_tests.rs"]
mod tests;
