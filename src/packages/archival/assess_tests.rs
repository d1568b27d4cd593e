//! The check on a version made for the purpose: each item by a table of what is known.

use super::*;
use crate::desk::uploads::stage;
use crate::packages::indicator_table::IndicatorTable;
use crate::packages::model::{PackageFile, Standing};
use crate::terms::{Instant, Sha256Hex};

fn at() -> Instant {
    Instant::from_china("2022-03-01T10:00:00").unwrap()
}

fn package(files: &[&str]) -> Package {
    let file = |path: &&str| PackageFile {
        path: (*path).into(),
        sha256: Sha256Hex::of(b""),
        bytes: 3,
        media_type: String::new(),
    };
    Package {
        id: "p".into(),
        commission_id: "c".into(),
        version: 1,
        standing: Standing::Accepted,
        score: crate::terms::Score::ZERO,
        findings: Vec::new(),
        submitted_at: at(),
        files: files.iter().map(file).collect(),
        table: IndicatorTable { indicators: vec![], printed_totals: vec![], unread: vec![], said: vec![] },
        facts: Some(Facts::default()),
    }
}

fn finding(code: &str) -> GateFinding {
    GateFinding { level: GateLevel::Error, code: code.into(), place: "某处".into(), message: String::new() }
}

#[test]
fn each_item_says_what_is_known_of_it() {
    type Change = fn(&mut Commission, &mut Package);
    type Case<'c> = (Change, Fixity, Option<bool>, &'c str, Result, bool);
    let read = || Fixity::Read { bad: vec![] };
    // what differs from a sound version, the item, its result, whether the whole passes
    let cases: [Case<'_>; 12] = [
        (|_, _| {}, read(), Some(true), "fixity", Result::Verified, true),
        (|_, _| {}, Fixity::ByManifest, Some(true), "fixity", Result::NotChecked, true),
        (|_, _| {}, Fixity::Read { bad: vec!["a".into()] }, Some(true), "fixity", Result::Failed, false),
        (|_, _| {}, read(), Some(false), "ledger", Result::Failed, false),
        (|_, _| {}, read(), None, "ledger", Result::Failed, false),
        (|c, _| c.institution_name = None, read(), Some(true), "source", Result::Failed, false),
        (|_, p| p.findings = vec![finding("document_missing")], read(), Some(true), "documents", Result::Failed, false),
        (
            |_, p| p.facts.as_mut().unwrap().table_fault = Some("打不开".into()),
            read(),
            Some(true),
            "readable",
            Result::Failed,
            false,
        ),
        (|_, p| p.facts = None, read(), Some(true), "contents", Result::NotChecked, true),
        (
            |_, p| p.facts.as_mut().unwrap().contents = vec![finding("macros")],
            read(),
            Some(true),
            "contents",
            Result::Failed,
            false,
        ),
        (
            |_, p| p.facts.as_mut().unwrap().contents = vec![finding("personal_data")],
            read(),
            Some(true),
            "personal_data",
            Result::Failed,
            false,
        ),
        (|_, p| p.files[0].path = "a.exe".into(), read(), Some(true), "formats", Result::NotChecked, true),
    ];
    for (change, fixity, decision_holds, code, result, passed) in cases {
        let (mut commission, mut package) = (stage::commission(at()), package(&["评价报告.docx"]));
        change(&mut commission, &mut package);
        let retention = Retention::of(None, package.submitted_at);
        let known = Known {
            commission: &commission,
            package: &package,
            decision_holds,
            stamp: None,
            retention: &retention,
            fixity,
            is_scanned: false,
        };
        let assessment = assess(&known);
        let found = assessment.items.iter().find(|item| item.code == code).unwrap();
        assert_eq!((found.result, assessment.passed), (result, passed), "{code}");
        let text = assessment.text();
        assert!(
            text.contains(if passed { "结论：合格" } else { "结论：不合格" }) && text.contains("2037-03-01"),
            "{text}"
        );
        assert!(["真实性", "完整性", "可用性", "安全性"].iter().all(|property| text.contains(property)), "{text}");
    }
}
