//! Tests of what `policy check` finds: place, fault and mend of broken packs.

use super::*;
use crate::policy::reading::Fault;
use proptest::prelude::*;

fn faults(text: &str) -> Vec<Fault> {
    WrittenPack::parse(text).unwrap_err()
}

fn line_of(text: &str, piece: &str) -> usize {
    text.lines().position(|line| line.contains(piece)).unwrap() + 1
}

/// One change each: what it replaces, what with, the line that is named (by a piece of it), the path,
/// and a piece of the mend.
#[test]
fn one_fault_is_named_with_its_line_and_its_mend() {
    let none_days = r#"none = { zh = "三（四）要求财政反馈预算部门和实际用款单位，未定天数""#;
    let good = "basis = { article = \"a\", text = { zh = \"b\", en = \"c\" }, status = \"confirmed\" }\n";
    let days = |days: &str| format!("is = {{ days = {days}, kind = \"WORKING\" }}\n{good}#");
    let cases: Vec<(&str, String, &str, &str, &str)> = vec![
        ("extends =", "extend =".into(), "extend =", "extend", "是否想写 extends"),
        ("id = \"luoyang", "id = \"Luo yang".into(), "id = ", "id", "小写字母"),
        ("extends = \"national\"", "extends = \"wuzhong-2021\"".into(), "extends", "extends", "national"),
        ("\"410371000\"", "\"41037100\"".into(), "[jurisdiction]", "jurisdiction", "9 位"),
        (
            "\"CUT_UNSPECIFIED\"",
            "\"CUT_UNSPECIFED\"".into(),
            "CUT_UNSPECIFED",
            "linkage.rules.is[0].actions[0].action",
            "CUT_UNSPECIFIED",
        ),
        ("\"CUT_UNSPECIFIED\"", "\"CUT_PCT\"".into(), "CUT_PCT", "linkage.rules.is[0].actions[0]", "percent"),
        (
            "\"CUT_UNSPECIFIED\"",
            "\"CANCEL\", percent = 3".into(),
            "CANCEL",
            "linkage.rules.is[0].actions[0]",
            "删去 percent",
        ),
        (
            "\"CUT_UNSPECIFIED\"",
            "\"CUT_PCT\", percent = 101".into(),
            "101",
            "linkage.rules.is[0].actions[0].percent",
            "0 至 100",
        ),
        (
            "\"CUT_UNSPECIFIED\"",
            "\"CUT_PCT\", percent = -1".into(),
            "-1",
            "linkage.rules.is[0].actions[0].percent",
            "0 至 100",
        ),
        (
            "\"CUT_UNSPECIFIED\"",
            "\"CANCEL\", choose_one = \"x\"".into(),
            "[[linkage.rules.is]]",
            "linkage.rules.is[0]",
            "补另一项",
        ),
        ("grades = [\"FAIR\", \"POOR\"]", "".into(), "[[linkage.rules.is]]", "linkage.rules.is[0]", "grades"),
        (
            "grades = [\"FAIR\", \"POOR\"]",
            "grades = []".into(),
            "grades = []",
            "linkage.rules.is[0].grades",
            "至少写一项",
        ),
        (none_days, days("-5"), "days = -5", "feedback.days.is.days", "不为负"),
        (none_days, days("0"), "days = 0", "feedback.days.is", "不少于 1"),
        (none_days, days("\"5\""), "days = \"5\"", "feedback.days.is.days", "整数"),
        (
            none_days,
            "is = { days = 5, kind = \"WORKING\" }\n#".into(),
            "[feedback.days]",
            "feedback.days.basis",
            "basis =",
        ),
        (none_days, format!("{good}#"), "[feedback.days]", "feedback.days", "none"),
        (
            "article = \"洛开〔2017〕79号三（三）\"\ntext = { zh = \"组织",
            "text = { zh = \"组织".into(),
            "[third_party.work_plan_required.basis]",
            "third_party.work_plan_required.basis.article",
            "article",
        ),
        (
            "文件未定等次\", en",
            "文件未定等次\", em".into(),
            "文件未定等次\", em",
            "grades.scale.none.em",
            "是否想写 en",
        ),
    ];
    for (from, to, line, path, mend) in cases {
        let text = bare_with(from, &to);
        let found = faults(&text);
        let named =
            |fault: &Fault| fault.path == path && fault.line == line_of(&text, line) && fault.mend.zh.contains(mend);
        assert!(found.iter().any(named), "{from} -> {to}: {found:#?}");
    }
}

fn with_bands(bands: &str) -> String {
    let scale = format!(
        "[grades.scale]\nbasis = {{ article = \"a\", text = {{ zh = \"b\", en = \"c\" }}, status = \"design\" }}\n[grades.scale.is]\nbands = [\n{bands}\n]\n\n"
    );
    BARE.replace(between(BARE, "[grades.scale]", "[grades.words]"), &scale)
}

#[test]
fn bands_must_cover_a_hundred_once() {
    let band =
        |from: &str, to: &str, code: &str| format!("{{ from = {from}, to = {to}, word = \"w\", code = \"{code}\" }},");
    let cases: [(&[(&str, &str)], &str); 9] = [
        (&[("60", "100"), ("0", "59")], "59 至 60 之间没有分数段"),
        (&[("60", "100"), ("0", "60.5")], "60 至 60.5 与另一分数段重叠"),
        (&[("60", "100")], "0 至 60 之间没有分数段"),
        (&[("0", "60"), ("60", "99.9")], "只到 99.9"),
        (&[("0", "60"), ("60", "100.1")], "100.1 不在 0 至 100"),
        (&[("0", "100"), ("60", "60")], "是空的"),
        (&[("0", "100"), ("0", "100")], "重叠"),
        (&[("0", "60"), ("100", "60")], "没有到 100"),
        (&[("0", "\"sixty\"")], "不是精确的小数"),
    ];
    for (bands, problem) in cases {
        let lines: Vec<String> = bands.iter().map(|(from, to)| band(from, to, "GOOD")).collect();
        let found = faults(&with_bands(&lines.join("\n")));
        assert!(found.iter().any(|fault| fault.problem.zh.contains(problem)), "{bands:?}: {found:#?}");
    }
    let sound = [("0", "59.5"), ("59.5", "\"80.25\""), ("80.25", "100")].map(|(from, to)| band(from, to, "GOOD"));
    assert!(WrittenPack::parse(&with_bands(&sound.join("\n"))).is_ok());
}

#[test]
fn bands_in_the_wrong_place_are_named_by_their_own_line() {
    let text = with_bands(
        "{ from = 60, to = 100, word = \"w\", code = \"GOOD\" },\n{ from = 0, to = 59, word = \"w\", code = \"BAD\" },",
    );
    let found: Vec<(usize, String)> = faults(&text).into_iter().map(|fault| (fault.line, fault.path)).collect();
    let first = line_of(&text, "from = 60");
    assert_eq!(
        found,
        [(first, "grades.scale.is.bands[0]".to_owned()), (first + 1, "grades.scale.is.bands[1].code".to_owned())]
    );
}

#[test]
fn a_veto_must_cap_at_a_grade_that_is_there() {
    let veto = |grade: &str| {
        with_bands("{ from = 0, to = 100, word = \"w\", code = \"GOOD\" },")
            .replace("[grades.words]", &format!("vetoes = [\n{{ id = \"V\", name = {{ zh = \"a\", en = \"b\" }}, at_most = \"{grade}\" }},\n]\n[grades.words]"))
    };
    assert!(WrittenPack::parse(&veto("GOOD")).is_ok());
    for (grade, problem) in [("POOR", "没有分数段的等次"), ("AWFUL", "不认识的代码")] {
        let found = faults(&veto(grade));
        assert_eq!(found.len(), 1);
        assert!(
            found[0].problem.zh.contains(problem) && found[0].line == line_of(&veto(grade), "at_most"),
            "{found:?}"
        );
    }
}

#[test]
fn all_faults_come_at_once_in_the_order_of_the_text() {
    let text = BARE
        .replace("\"410371000\"", "\"x\"")
        .replace("work_plan_required.basis", "work_plan_required.bases")
        .replace("\"CUT_UNSPECIFIED\"", "\"CUT\"")
        .replace("[quality.expert_rating]", "[quality.expert_ratings]");
    let found = faults(&text);
    let lines: Vec<usize> = found.iter().map(|fault| fault.line).collect();
    assert!(lines.is_sorted() && found.len() >= 6, "{found:#?}");
    for path in [
        "jurisdiction",
        "third_party.work_plan_required.bases",
        "linkage.rules.is[0].actions[0].action",
        "quality.expert_rating",
        "quality.expert_ratings",
    ] {
        assert!(found.iter().any(|fault| fault.path == path), "{path}");
    }
}

#[test]
fn faults_of_syntax_come_alone() {
    let cases = [
        ("id = \"a\"\nid = \"b\"\n", 2, "两次"),
        ("id = \"a\nname = 3", 1, "TOML"),
        ("[grades\n", 1, "TOML"),
        ("a = 1.2.3", 1, "TOML"),
    ];
    for (text, line, problem) in cases {
        let found = faults(text);
        assert!(found[0].line == line && found[0].problem.zh.contains(problem), "{text}: {found:?}");
        assert!(found.iter().all(|fault| fault.path.is_empty()), "{found:?}");
    }
}

#[test]
fn unknown_keys_of_the_conflict_rules_have_their_lines() {
    let text = format!("{BARE}\n[conflicts]\nlook_back_month = 24\nworkload_cap = 2\nrotation_year = 1\n");
    let found: Vec<(usize, String)> = faults(&text).into_iter().map(|fault| (fault.line, fault.mend.zh)).collect();
    let line = line_of(&text, "look_back_month =");
    assert_eq!(
        found,
        [(line, "是否想写 look_back_months".to_owned()), (line + 2, "是否想写 rotation_years".to_owned())]
    );
    let wrong = format!("{BARE}\n[conflicts]\nworkload_cap = \"x\"\n");
    assert_eq!(faults(&wrong)[0].line, line_of(&wrong, "workload_cap"));
}

#[test]
fn points_and_ceilings_must_add_up() {
    let scoring = |price: u32, points: u32| {
        let none = between(BARE, "[bidding.scoring]", "[bidding.ceiling]");
        let is = format!(
            "[bidding.scoring]\nis = {{ price_points = {price}, formula = \"LOW_PRICE_FIRST\", factors = [{{ code = \"P\", name = {{ zh = \"a\", en = \"b\" }}, points = {points} }}] }}\nbasis = {{ article = \"a\", text = {{ zh = \"b\", en = \"c\" }}, status = \"design\" }}\n\n"
        );
        BARE.replace(none, &is)
    };
    assert!(WrittenPack::parse(&scoring(30, 70)).is_ok());
    assert!(faults(&scoring(30, 60))[0].problem.zh.contains("合计 90"));
    assert!(faults(&scoring(9, 91))[0].mend.zh.contains("第87号"));
    let ceiling = include_str!("../packs/wuzhong-2021.toml").replace("at_least_wan = 6,", "at_least_wan = 61,");
    assert!(faults(&ceiling)[0].path == "bidding.ceiling.is");
}

#[test]
fn hostile_files_end_with_a_fault() {
    let large = "#".repeat(2 << 20);
    let deep = format!("a = {}", "[".repeat(50_000));
    let dotted = format!("{} = 1", vec!["a"; 50_000].join("."));
    for text in ["", "\u{feff}", "\0", "=", "id = 1", large.as_str(), deep.as_str(), dotted.as_str()] {
        assert!(!faults(text).is_empty());
    }
    assert!(WrittenPack::parse(&format!("\u{feff}{}", BARE.replace('\n', "\r\n"))).is_ok());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// Any text is either a pack or has faults, each on a line of the text; never a panic.
    #[test]
    fn any_text_is_judged(text in "\\PC{0,200}") {
        prop_assert!(!faults(&text).is_empty());
    }

    /// A pack with one line missing or one character changed is judged, with lines inside the text.
    #[test]
    fn a_damaged_pack_is_judged(line in 0usize..130, at in 0usize..6000, with in any::<char>()) {
        let without: String = BARE.lines().enumerate().filter(|(i, _)| *i != line).map(|(_, l)| format!("{l}\n")).collect();
        let changed: String = BARE.chars().enumerate().map(|(i, c)| if i == at { with } else { c }).collect();
        for text in [without, changed] {
            if let Err(found) = WrittenPack::parse(&text) {
                prop_assert!(!found.is_empty());
                prop_assert!(found.iter().all(|fault| fault.line >= 1 && fault.line <= text.lines().count() + 1));
            }
        }
    }
}
