//! The gate on packages made for the purpose: each fault of the law's list is found at its place.

use super::*;
use crate::packages::docx::{Document, Paragraph};
use crate::packages::facts::{EDITION, EarlierScore};
use crate::packages::indicator_table::RowSaid;
use crate::packages::report::ReportFacts;
use crate::policy::Packs;
use crate::terms::{Fen, Sha256Hex};

const PATHS: [&str; 5] = ["评价方案.docx", "评分表.xlsx", "评价报告.docx", "工作底稿/1.txt", "问卷.csv"];
const REPORT: [&str; 9] = [
    "一、基本情况",
    "项目预算837万元，实际执行807.14万元。",
    "二、评价工作开展情况",
    "三、综合评价情况及评价结论",
    "综合得分90.1分，评价等级为“优”。",
    "四、绩效评价指标分析",
    "五、存在的问题及原因",
    "六、有关建议",
    "七、其他需要说明的问题",
];

fn file(path: &str) -> PackageFile {
    PackageFile { path: path.into(), sha256: Sha256Hex::of(b""), bytes: 1, media_type: String::new() }
}

fn row(row: u32, level_1: &str, level_3: &str, weight: &str, score: &str, reason: Option<&str>) -> Indicator {
    let (level_1, level_2, level_3) = (level_1.to_owned(), String::new(), level_3.to_owned());
    let reason = reason.map(str::to_owned);
    Indicator { row, level_1, level_2, level_3, weight: weight.parse().unwrap(), score: score.parse().unwrap(), reason }
}

fn report(lines: &[&str]) -> ReportFacts {
    let paragraph = |text: &&str| Paragraph { text: (*text).to_owned(), is_heading: false };
    let document = Document { paragraphs: lines.iter().map(paragraph).collect(), tables: Vec::new() };
    ReportFacts::of("评价报告.docx", &document)
}

fn sound() -> GateInputs {
    let packs = Packs::embedded().unwrap();
    let rules = &packs.get("national").unwrap().rules;
    let list = |topic: &crate::policy::LocalRule<Vec<_>>| match topic {
        crate::policy::LocalRule::Is { value, .. } => value.clone(),
        _ => panic!("no list"),
    };
    let crate::policy::LocalRule::Is { value: scale, .. } = &rules.grades.scale else { panic!("no scale") };
    let facts = Facts {
        edition: EDITION,
        kind: "FIN_KEY".into(),
        documents: list(&rules.packages.documents),
        headings: list(&rules.packages.report),
        bands: scale.bands.clone(),
        budget: Some(Fen(837_000_000)),
        report: Some(report(&REPORT)),
        ..Facts::default()
    };
    let indicators = vec![
        row(2, "决策", "立项依据充分性", "30", "30", None),
        row(3, "产出", "实际完成率", "40", "39.9", Some("进度滞后")),
        row(4, "效益", "社会效益", "30", "20.2", Some("样本偏少")),
    ];
    let said = |row| RowSaid { row, evidence: Some("工作底稿/1.txt、访谈".into()), ..RowSaid::default() };
    let said = vec![said(3), said(4)];
    let table = IndicatorTable { indicators, printed_totals: Vec::new(), unread: Vec::new(), said };
    GateInputs { files: PATHS.iter().map(|p| file(p)).collect(), table, facts: Some(facts) }
}

/// Codes of errors, then of warnings that are not about advised documents.
fn codes(inputs: &GateInputs) -> (Vec<String>, Vec<String>) {
    let decision = decide(inputs);
    let of = |level| {
        let found = decision
            .findings
            .iter()
            .filter(|f| f.level == level && !(level == GateLevel::Warning && f.code == "document_missing"));
        found.map(|f| f.code.clone()).collect::<Vec<_>>()
    };
    assert_eq!(of(GateLevel::Error).is_empty(), decision.standing == Standing::Accepted);
    (of(GateLevel::Error), of(GateLevel::Warning))
}

fn with_line(at: usize, line: &'static str) -> GateInputs {
    let mut lines = REPORT;
    lines[at] = line;
    let mut inputs = sound();
    inputs.facts.as_mut().unwrap().report = Some(report(&lines));
    inputs
}

#[test]
fn a_sound_package_passes() {
    assert_eq!(codes(&sound()), (vec![], vec![]));
    let mut inputs = sound();
    inputs.table.said.clear();
    assert_eq!(codes(&inputs), (vec![], vec!["evidence_missing".to_owned()]));
    let mut inputs = sound();
    inputs.table.said.remove(0);
    assert_eq!(codes(&inputs).0, ["evidence_missing"]);
    let mut inputs = sound();
    inputs.table.said[0].evidence = Some("底稿9.pdf".into());
    assert_eq!(codes(&inputs).0, ["evidence_not_in_package"]);
}

#[test]
fn each_fault_of_the_report_is_found() {
    let cases: [(usize, &str, &[&str], &[&str]); 13] = [
        (4, "综合得分91.1分，评价等级为“优”。", &["report_score_mismatch", "row_does_not_add_up"], &[]),
        (4, "综合得分90分，评价等级为“优”。", &["report_score_mismatch", "rows_do_not_add_up"], &[]),
        (4, "综合得分90.1分，评价等级为“良”。", &["report_grade_mismatch"], &[]),
        (4, "综合得分90.1分，评价等级为优秀。", &[], &[]),
        (4, "评价等级为“优”。", &[], &["report_score_missing"]),
        (4, "综合得分90.1分。", &[], &["report_grade_missing"]),
        (0, "项目在2021年实施。", &["heading_missing"], &[]),
        (5, "指标都在附表。", &[], &["heading_missing"]),
        (1, "项目预算837元，实际执行807.14万元。", &["budget_unit"], &[]),
        (1, "项目预算838万元，实际执行807.14万元。", &[], &["budget_differs"]),
        (1, "项目预算837万元，其中837元已支付。", &[], &["money_units"]),
        (1, "主评人：张三，内部复核人：张三。", &["reviewer_is_lead"], &[]),
        (1, "主评人：张三，内部复核人：李四。", &[], &[]),
    ];
    for (at, line, errors, warnings) in cases {
        let (e, w) = codes(&with_line(at, line));
        assert_eq!(
            (e, w),
            (errors.iter().map(|s| s.to_string()).collect(), warnings.iter().map(|s| s.to_string()).collect()),
            "{line}"
        );
    }
}

#[test]
fn one_score_changed_is_returned_with_its_row() {
    // row, score, the places that must be named
    let cases = [
        (0, "29", vec!["评分表第2行“扣分原因”", "评分表第2行“得分”"]),
        (0, "31", vec!["评分表第2行“得分”"]),
        (1, "40", vec!["评分表第3行“得分”"]),
        (1, "39.8", vec!["评分表第3行“得分”"]),
    ];
    for (at, score, places) in cases {
        let mut inputs = sound();
        inputs.facts.as_mut().unwrap().earlier = inputs.table.indicators.iter().map(EarlierScore::of).collect();
        inputs.table.indicators[at].score = score.parse().unwrap();
        let decision = decide(&inputs);
        assert_eq!(decision.standing, Standing::Returned, "{score}");
        for place in places {
            assert!(decision.findings.iter().any(|f| f.place == place), "{score} {place}: {:?}", decision.findings);
        }
    }
}

#[test]
fn documents_are_asked_by_kind() {
    let mut inputs = sound();
    inputs.files.remove(0);
    assert_eq!(codes(&inputs).0, ["document_missing"]);
    inputs.facts.as_mut().unwrap().documents[0].kinds = Some(vec![crate::policy::codes::EvaluationKind::Policy]);
    assert_eq!(codes(&inputs).0, Vec::<String>::new());
}

#[test]
fn an_unreadable_table_or_report_is_one_finding() {
    let mut inputs = sound();
    inputs.facts.as_mut().unwrap().table_fault = Some("打不开".into());
    assert_eq!(codes(&inputs).0, ["table_unreadable"]);
    let mut inputs = sound();
    inputs.facts.as_mut().unwrap().report = Some(ReportFacts::unreadable("评价报告.pdf", "不是 docx 文件"));
    assert_eq!(codes(&inputs), (vec![], vec!["report_unchecked".to_owned()]));
}

/// Records made before contents were looked into are taken again by the rule of then.
#[test]
fn older_records_keep_their_outcome() {
    let inputs = GateInputs { facts: None, ..sound() };
    let recorded = serde_json::to_value(&inputs).unwrap();
    assert!(recorded.get("facts").is_none());
    assert_eq!(decide(&serde_json::from_value(recorded).unwrap()).findings, []);
}
