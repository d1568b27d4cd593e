//! Tests of the room as a whole: the packs inside the program, and packs that a stranger writes.

mod faults;
mod grading;
mod linkage;
mod packs;
mod settings;

use super::pack::WrittenPack;
use super::{Pack, Packs};
use crate::terms::Score;
use std::sync::LazyLock;

const PACKS: [&str; 5] = ["national", "chiping-2020", "luoyang-hitech-2017", "wuzhong-2021", "jingdezhen-2019"];

/// A complete pack with almost no rules of its own, to write others from.
const BARE: &str = include_str!("../packs/luoyang-hitech-2017.toml");

fn packs() -> &'static Packs {
    static PACKS: LazyLock<Packs> = LazyLock::new(|| Packs::embedded().unwrap());
    &PACKS
}

fn pack(id: &str) -> Pack {
    packs().get(id).unwrap().clone()
}

fn score(text: &str) -> Score {
    text.parse().unwrap()
}

/// The bare pack with one piece of its text replaced; the piece must be there once.
fn bare_with(from: &str, to: &str) -> String {
    assert_eq!(BARE.matches(from).count(), 1, "{from}");
    BARE.replace(from, to)
}

fn parsed(text: &str) -> Pack {
    packs().complete(WrittenPack::parse(text).unwrap())
}

/// The text between two marks, the first included.
fn between<'t>(text: &'t str, from: &str, to: &str) -> &'t str {
    let start = text.find(from).unwrap();
    let end = start + text[start..].find(to).unwrap();
    &text[start..end]
}

/// The scheme of a city in 2012 (regulations B-3): bands at 70 and 60, 15 % in the first bad year, 40 %
/// in the second, cancelled in the third. It needs no code of its own.
fn city_of_2012() -> Pack {
    let basis = r#"{ article = "某市2012年方案", text = { zh = "连续年度分档", en = "tiers by years" }, status = "confirmed" }"#;
    let scale = format!(
        r#"[grades.scale]
basis = {basis}
[grades.scale.is]
bands = [
  {{ from = 0, to = 60, word = "不合格", code = "POOR" }},
  {{ from = 70, to = 90, word = "良", code = "GOOD" }},
  {{ from = 90, to = 100, word = "优", code = "EXCELLENT" }},
  {{ from = 60, to = 70, word = "合格", code = "FAIR" }},
]
vetoes = [
  {{ id = "FALSE_DATA", name = {{ zh = "数据造假", en = "false data" }}, at_most = "POOR" }},
  {{ id = "NO_REPORT", name = {{ zh = "未交报告", en = "no report" }}, at_most = "FAIR" }},
]

"#
    );
    let tier = |years: &str, action: &str| {
        format!("[[linkage.rules.is]]\ngrades = [\"POOR\"]\n{years}\nactions = [{{ {action} }}]\nbasis = {basis}\n\n")
    };
    let rules = format!(
        "[linkage.rules]\nbasis = {basis}\n\n{}{}{}{}",
        "[[linkage.rules.is]]\ngrades = [\"EXCELLENT\"]\nactions = [{ action = \"PRIORITISE\" }, { action = \"INCENTIVE\" }]\n".to_owned()
            + &format!("basis = {basis}\n\n"),
        tier("", r#"action = "CUT_PCT", percent = 15"#),
        tier("bad_years = 2", r#"action = "CUT_PCT", percent = "40""#),
        tier("bad_years = 3", r#"action = "CANCEL""#),
    );
    let text = BARE
        .replace("luoyang-hitech-2017", "city-2012")
        .replace(between(BARE, "[grades.scale]", "[grades.words]"), &scale)
        .replace(between(BARE, "[linkage.rules]", "[feedback.days]"), &rules);
    parsed(&text)
}
