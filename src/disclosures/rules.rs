//! What the published copy says, who may approve it, and until when; pure.

use super::model::{Part, Withheld};
use crate::packages::personal;
use crate::policy::{Calendar, CalendarGap};
use crate::results::rules::{Refusal, reasoned};
use crate::terms::{Day, Sha256Hex, Wording, canonical};
use serde::{Deserialize, Serialize};
use serde_json::json;

/// 政府信息公开条例 art. 26: within 20 working days after the information came about or changed.
const WORKING_DAYS: u32 = 20;
const MOST_WITHHELD: usize = 200;
const LONGEST: usize = 500;

/// The last day on which a result that came about on a day is disclosed.
///
/// # Errors
/// The holiday notice of a year is not at hand.
pub fn due(calendar: &Calendar, formed_on: Day) -> Result<Day, CalendarGap> {
    calendar.add_working_days(formed_on, WORKING_DAYS)
}

/// What a disclosure rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DisclosureInputs {
    pub commission: String,
    pub position: i32,
    pub result_position: i32,
    pub original: Vec<Part>,
    pub withheld: Vec<Withheld>,
    pub formed_on: Day,
    pub due_on: Day,
    pub disclosed_on: Day,
    pub prepared_by: String,
    pub approved_by: String,
}

/// What is disclosed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DisclosureOutcome {
    pub published: Vec<Part>,
    pub original_sha256: Sha256Hex,
    pub published_sha256: Sha256Hex,
    /// After the last day; 0 in time.
    pub days_late: i64,
    pub wording: Wording,
}

/// SHA-256 of the parts' canonical JSON, which stands on the public page.
pub fn digest(parts: &[Part]) -> Sha256Hex {
    let all: Vec<_> = parts.iter().map(|part| json!({"name": part.name, "text": part.text})).collect();
    Sha256Hex::of(canonical::to_string(&json!(all)).as_bytes())
}

type Refused = Wording;

fn refuse<T>(zh: impl Into<String>, en: impl Into<String>) -> Result<T, Refused> {
    Err(Wording::new(zh, en))
}

/// The published copy: passages and parts replaced, the rest as it is.
///
/// # Errors
/// Something to withhold is not there or has no reason, nothing would be left, or personal data would be published.
pub fn copy(original: &[Part], withheld: &[Withheld]) -> Result<Vec<Part>, Refused> {
    if withheld.len() > MOST_WITHHELD {
        return refuse(format!("不予公开的内容最多 {MOST_WITHHELD} 处。"), format!("{MOST_WITHHELD} at most."));
    }
    let mut copy = original.to_vec();
    // Passages first: a part that is withheld as a whole has none left to find.
    for taken in withheld.iter().filter(|w| w.passage.is_some()).chain(withheld.iter().filter(|w| w.passage.is_none()))
    {
        take_out(&mut copy, taken)?;
    }
    let whole = |part: &Part| withheld.iter().any(|w| w.part == part.name && w.passage.is_none());
    if original.iter().all(whole) {
        return refuse("全部内容不予公开的，不作公开。", "Where everything is withheld there is nothing to disclose.");
    }
    for part in &copy {
        if let Some(found) = personal::scan(part.text.lines()).first() {
            let (what, masked, name) = (found.what, &found.masked, &part.name);
            return refuse(
                format!("{name} 第 {} 行有{what} {masked}，须隐去后才能公开。", found.line),
                format!("{name}, line {}: personal data ({masked}) must be taken out first.", found.line),
            );
        }
    }
    Ok(copy)
}

fn take_out(copy: &mut [Part], taken: &Withheld) -> Result<(), Refused> {
    let name = &taken.part;
    if let Err((zh, en)) = reasoned(&taken.reason) {
        return refuse(format!("{name}：{zh}"), format!("{name}: {en}"));
    }
    let passage = taken.passage.as_deref();
    let too_long = |text: &str| text.chars().count() > LONGEST;
    if too_long(&taken.reason) || passage.is_some_and(|p| too_long(p) || p.trim().is_empty()) {
        return refuse(
            format!("{name}：文字和理由应为 1 至 {LONGEST} 个字。"),
            format!("{name}: passage and reason have 1 to {LONGEST} characters."),
        );
    }
    let Some(part) = copy.iter_mut().find(|part| part.name == *name) else {
        return refuse(format!("没有“{name}”这一部分。"), format!("There is no part {name}."));
    };
    let mask = taken.ground.mask();
    match passage {
        None => mask.clone_into(&mut part.text),
        Some(passage) if part.text.contains(passage) => part.text = part.text.replace(passage, mask),
        Some(passage) => {
            return refuse(
                format!("“{name}”里没有“{passage}”，或已随其他文字隐去。"),
                format!("{name} does not have {passage:?}, or it was taken out with other words."),
            );
        }
    }
    Ok(())
}

/// May this person approve what another prepared?
///
/// # Errors
/// The same person prepared it.
pub fn may_approve(prepared_by: &str, actor: &str) -> Result<(), Refusal> {
    if prepared_by == actor {
        return Err(("准备人不能审批自己准备的公开内容。", "Whoever prepared may not approve; another person must."));
    }
    Ok(())
}

/// Discloses.
///
/// # Errors
/// As [`copy`] and [`may_approve`].
pub fn disclose(inputs: &DisclosureInputs) -> Result<DisclosureOutcome, Refused> {
    may_approve(&inputs.prepared_by, &inputs.approved_by).map_err(|(zh, en)| Wording::new(zh, en))?;
    let published = copy(&inputs.original, &inputs.withheld)?;
    let days_late = (inputs.disclosed_on.0 - inputs.due_on.0).num_days().max(0);
    let (number, taken) = (&inputs.commission, inputs.withheld.len());
    let (late_zh, late_en) = match days_late {
        0 => ("按期".to_owned(), "in time".to_owned()),
        days => (format!("逾期 {days} 天"), format!("{days} days late")),
    };
    Ok(DisclosureOutcome {
        original_sha256: digest(&inputs.original),
        published_sha256: digest(&published),
        published,
        days_late,
        wording: Wording::new(
            format!("{number} 的评价结果已公开（{late_zh}），不予公开 {taken} 处。"),
            format!("The result of {number} was disclosed {late_en}; {taken} places withheld."),
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::super::model::Ground;
    use super::*;

    fn day(text: &str) -> Day {
        Day(text.parse().unwrap())
    }

    fn parts() -> Vec<Part> {
        let part = |name: &str, text: &str| Part { name: name.into(), text: text.into() };
        vec![part("project", "智慧校园"), part("problems", "由王某经办，王某未留凭证"), part("grade", "良")]
    }

    fn withheld(part: &str, passage: Option<&str>) -> Withheld {
        let (part, passage) = (part.into(), passage.map(str::to_owned));
        Withheld { part, passage, ground: Ground::Privacy, reason: "涉及个人信息".into() }
    }

    #[test]
    fn passages_and_parts_are_replaced_and_the_rest_stays() {
        let found = copy(&parts(), &[withheld("problems", Some("王某"))]).unwrap();
        let mask = Ground::Privacy.mask();
        assert_eq!(found[1].text, format!("由{mask}经办，{mask}未留凭证"));
        assert_eq!((&found[0], &found[2]), (&parts()[0], &parts()[2]));
        let both = [withheld("problems", None), withheld("problems", Some("王某"))];
        assert_eq!(copy(&parts(), &both).unwrap()[1].text, mask, "in whatever order they are named");
        assert_ne!(digest(&found), digest(&parts()));
    }

    #[test]
    fn what_cannot_be_withheld_is_said() {
        let all: Vec<Withheld> = ["project", "problems", "grade"].map(|name| withheld(name, None)).into();
        let short = Withheld { reason: "隐私".into(), ..withheld("grade", None) };
        let long = Withheld { reason: "由".repeat(501), ..withheld("grade", None) };
        let cases = [
            (vec![withheld("problems", Some("李某"))], "没有“李某”"),
            (vec![withheld("budget", None)], "没有“budget”"),
            (vec![withheld("grade", Some(" "))], "1 至 500"),
            (vec![short], "不少于四个字"),
            (vec![long], "1 至 500"),
            (all, "不作公开"),
        ];
        for (withheld, says) in cases {
            let why = copy(&parts(), &withheld).unwrap_err();
            assert!(why.zh.contains(says), "{says}: {}", why.zh);
        }
    }

    #[test]
    fn personal_data_is_not_published() {
        let mut parts = parts();
        parts[1].text = "联系人电话 13812345678".into();
        assert!(copy(&parts, &[]).unwrap_err().zh.contains("手机号码"));
        copy(&parts, &[withheld("problems", Some("13812345678"))]).unwrap();
    }

    #[test]
    fn twenty_working_days_by_the_calendar_and_lateness() {
        let calendar = Calendar::embedded().unwrap();
        // National Day and Mid-Autumn of 2023: 29 September to 6 October free, 7 and 8 October worked.
        assert_eq!(due(&calendar, day("2023-09-15")).unwrap(), day("2023-10-19"));
        let inputs = |disclosed_on: &str, approved_by: &str| DisclosureInputs {
            commission: "640300000-2021-001".into(),
            position: 1,
            result_position: 1,
            original: parts(),
            withheld: vec![],
            formed_on: day("2023-09-15"),
            due_on: day("2023-10-19"),
            disclosed_on: day(disclosed_on),
            prepared_by: "handler".into(),
            approved_by: approved_by.into(),
        };
        for (disclosed_on, late) in [("2023-09-16", 0), ("2023-10-19", 0), ("2023-10-23", 4)] {
            assert_eq!(disclose(&inputs(disclosed_on, "approver")).unwrap().days_late, late, "{disclosed_on}");
        }
        assert!(disclose(&inputs("2023-09-16", "handler")).is_err(), "another person approves");
    }

    proptest::proptest! {
        /// Whatever single passage of a part is withheld, the copy no longer has it, and every other part is untouched.
        #[test]
        fn what_is_withheld_is_gone(text in "[甲乙丙丁]{1,20}", from in 0usize..20, length in 1usize..5) {
            let passage: String = text.chars().skip(from % text.chars().count()).take(length).collect();
            let original = [Part { name: "a".into(), text: text.clone() }, Part { name: "b".into(), text }];
            let copied = copy(&original, &[withheld("a", Some(&passage))]).unwrap();
            proptest::prop_assert!(!copied[0].text.contains(&passage));
            proptest::prop_assert_eq!(&copied[1], &original[1]);
        }
    }
}
