//! Article 6 as a table of cases, and the order of the three people.

use super::super::model::Channel;
use super::*;
use crate::registry::model::Signed;
use crate::terms::Instant;

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// A professor of 52 with nothing against them.
fn sound() -> EnrolmentInputs {
    EnrolmentInputs {
        on: day("2022-03-01"),
        born_on: Some(day("1969-05-17")),
        title: Title::Senior,
        work_years: None,
        is_citizen: true,
        has_pledged: true,
        has_clean_record: true,
        put_out_on: None,
        relaxed_because: String::new(),
    }
}

#[test]
fn article_six_as_a_table() {
    let middle = |years| EnrolmentInputs { title: Title::Middle, work_years: years, ..sound() };
    let born = |text: &str| EnrolmentInputs { born_on: Some(day(text)), ..sound() };
    let out = |text: &str| EnrolmentInputs { put_out_on: Some(day(text)), ..sound() };
    let cases = [
        ("senior", sound(), true),
        ("middle, eight years", middle(Some(8)), true),
        ("middle, seven years", middle(Some(7)), false),
        ("middle, years unknown", middle(None), false),
        ("no title", EnrolmentInputs { title: Title::Lower, work_years: Some(30), ..sound() }, false),
        ("seventy tomorrow", born("1952-03-02"), true),
        ("seventy today", born("1952-03-01"), false),
        ("unknown birth", EnrolmentInputs { born_on: None, ..sound() }, false),
        ("no citizen", EnrolmentInputs { is_citizen: false, ..sound() }, false),
        ("no pledge", EnrolmentInputs { has_pledged: false, ..sound() }, false),
        ("bad record", EnrolmentInputs { has_clean_record: false, ..sound() }, false),
        ("put out three years ago to the day", out("2019-03-01"), true),
        ("put out a day later", out("2019-03-02"), false),
    ];
    for (name, inputs, expected) in cases {
        let judged = judge(&inputs);
        assert_eq!((judged.may_enter, judged.grounds.is_empty()), (expected, expected), "{name}: {judged:?}");
    }
}

#[test]
fn title_and_age_alone_are_relaxed_and_with_a_reason_alone() {
    let old = EnrolmentInputs { born_on: Some(day("1940-01-01")), title: Title::Lower, ..sound() };
    let with = |reason: &str, inputs: &EnrolmentInputs| {
        judge(&EnrolmentInputs { relaxed_because: reason.into(), ..inputs.clone() })
    };
    assert!(!with("  缺 ", &old).may_enter, "a blank reason is none");
    let relaxed = with("非遗保护领域专家稀缺", &old);
    assert!(relaxed.may_enter && relaxed.is_relaxed && relaxed.grounds.len() == 2);
    let unpledged = EnrolmentInputs { has_pledged: false, ..sound() };
    assert!(!with("非遗保护领域专家稀缺", &unpledged).may_enter);
    assert!(!with("非遗保护领域专家稀缺", &sound()).is_relaxed, "nothing had to be");
}

fn signed(by: &str) -> Signed {
    Signed { by: by.into(), at: Instant(chrono::DateTime::UNIX_EPOCH) }
}

fn noticed() -> Enrolment {
    Enrolment {
        id: "e".into(),
        division: "640300000".into(),
        number: "640300000-RK2022-001".into(),
        stage: EnrolmentStage::Noticed,
        channel: Channel::PublicCall,
        name: "王伟".into(),
        employer: String::new(),
        title: String::new(),
        specialties: String::new(),
        person: String::new(),
        filed: signed("a"),
        checked: Some(signed("b")),
        notice: Some((day("2022-03-01"), day("2022-03-08"))),
        ended: None,
        ended_because: None,
        expert_number: None,
        version: 2,
    }
}

#[test]
fn three_people_and_the_whole_notice() {
    let objection = |answer: Option<&str>| Objection {
        position: 1,
        said: "有异议".into(),
        noted: signed("a"),
        answer: answer.map(Into::into),
        answered: None,
    };
    let enrol = |by: &str, on: &str, objections: &[Objection]| may_enrol(&noticed(), objections, by, day(on));
    assert_eq!(enrol("c", "2022-03-08", &[]), Err(StepFault::NoticeRuns), "the last day counts");
    assert_eq!(enrol("c", "2022-03-09", &[]), Ok(()));
    assert_eq!(enrol("a", "2022-03-09", &[]), Err(StepFault::SamePerson));
    assert_eq!(enrol("b", "2022-03-09", &[]), Err(StepFault::SamePerson));
    assert_eq!(enrol("c", "2022-03-09", &[objection(None)]), Err(StepFault::OpenObjection));
    assert_eq!(enrol("c", "2022-03-09", &[objection(Some("查无实据"))]), Ok(()));

    let filed = Enrolment { stage: EnrolmentStage::Filed, checked: None, notice: None, ..noticed() };
    let notice = |by: &str, until: &str| may_notice(&filed, by, day(until), day("2022-03-08"));
    assert_eq!(notice("b", "2022-03-07"), Err(StepFault::NoticeTooShort));
    assert_eq!((notice("a", "2022-03-08"), notice("b", "2022-03-08")), (Err(StepFault::SamePerson), Ok(())));
    assert_eq!(may_notice(&noticed(), "c", day("2022-03-08"), day("2022-03-08")), Err(StepFault::WrongStage));
    assert_eq!(may_enrol(&filed, &[], "c", day("2022-03-09")), Err(StepFault::WrongStage));
    let ended = Enrolment { stage: EnrolmentStage::Refused, ..noticed() };
    assert_eq!(
        (may_refuse(&ended, "c"), may_refuse(&noticed(), "b")),
        (Err(StepFault::WrongStage), Err(StepFault::SamePerson))
    );
    assert_eq!(may_refuse(&noticed(), "c"), Ok(()));
}
