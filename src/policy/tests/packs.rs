//! Tests of the embedded packs as a whole: every topic answered, every rule with its basis.

use super::*;
use crate::policy::rules::TOPICS;
use crate::policy::{BasisStatus, ConflictPolicy, Origin, PackError, Resolved, load_conflict_policy};
use serde_json::Value;

#[test]
fn the_packs_inside_the_program_are_sound() {
    let found: Vec<String> = packs().iter().map(|pack| pack.id.clone()).collect();
    let mut expected = PACKS.map(str::to_owned);
    expected.sort();
    assert_eq!(found, expected);
}

#[test]
fn the_topics_listed_are_the_topics_there_are() {
    let rules = serde_json::to_value(&pack("national").rules).unwrap();
    let mut there: Vec<(String, String)> = Vec::new();
    for (section, topics) in rules.as_object().unwrap() {
        there.extend(topics.as_object().unwrap().keys().map(|topic| (section.clone(), topic.clone())));
    }
    let mut listed: Vec<(String, String)> =
        TOPICS.iter().map(|(s, t, ..)| ((*s).to_owned(), (*t).to_owned())).collect();
    there.sort();
    listed.sort();
    assert_eq!(there, listed);
}

#[test]
fn every_answer_has_a_basis_or_a_note() {
    for pack in packs().iter() {
        for topic in pack.overview() {
            assert_eq!(topic.value.is_some(), topic.basis.is_some(), "{} {}", pack.id, topic.path);
            assert!(topic.value.is_some() || !topic.notes.is_empty(), "{} {}", pack.id, topic.path);
        }
    }
}

#[test]
fn where_a_place_has_no_rule_the_nation_stands_in_and_the_answer_says_so() {
    let luoyang = pack("luoyang-hitech-2017");
    match luoyang.resolve(|rules| &rules.third_party.commissioners) {
        Resolved::Is { origin, local_note, .. } => {
            assert_eq!(origin, Origin::National);
            assert!(local_note.unwrap().zh.contains("未提第三方"));
        }
        Resolved::None { .. } => panic!("the nation has a rule"),
    }
    match luoyang.resolve(|rules| &rules.feedback.days) {
        Resolved::None { notes } => assert_eq!(notes.len(), 2),
        Resolved::Is { .. } => panic!("nobody sets days (G-27)"),
    }
}

/// Regulations 12.5, read by hand.
#[test]
fn the_difference_matrix() {
    let json = |id: &str, path: &str| {
        let topic = pack(id).overview().into_iter().find(|topic| topic.path == path).unwrap();
        (topic.origin == Some(Origin::Local)).then_some(topic.value).flatten()
    };
    let list = |codes: &[&str]| Some(Value::from(codes.to_vec()));
    let ids = ["chiping-2020", "luoyang-hitech-2017", "wuzhong-2021", "jingdezhen-2019"];
    let cases = [
        ("third_party.commissioners", [list(&["FINANCE", "MAIN_DEPT"]), None, list(&["FINANCE"]), list(&["FINANCE"])]),
        ("third_party.pools", [None, None, None, list(&["EXPERTS", "INSTITUTIONS"])]),
        ("third_party.work_plan_required", [Some(true.into()), Some(true.into()), None, None]),
        ("self_evaluation.recheck_by", [list(&["FINANCE"]), list(&["FINANCE"]), None, list(&["FINANCE", "AUDIT"])]),
        ("feedback.days", [None, None, None, None]),
    ];
    for (path, row) in cases {
        for (id, expected) in ids.iter().zip(row) {
            assert_eq!(json(id, path), expected, "{id} {path}");
        }
    }
    for (path, given) in [
        ("disclosure.recipients", [true, true, true, true]),
        ("disclosure.places", [true, false, true, false]),
        ("monitoring.dates", [false, false, true, false]),
        ("third_party.trigger", [true, false, true, true]),
        ("gate.ex_ante", [true, false, false, false]),
    ] {
        for (id, given) in ids.iter().zip(given) {
            assert_eq!(json(id, path).is_some(), given, "{id} {path}");
        }
    }
}

#[test]
fn what_is_not_law_is_not_called_confirmed() {
    let status = |path: &str| {
        let topic = pack("wuzhong-2021").overview().into_iter().find(|topic| topic.path == path).unwrap();
        topic.basis.unwrap().status
    };
    assert_eq!(status("bidding.ceiling"), BasisStatus::Practice);
    assert_eq!(status("quality.institution_rating"), BasisStatus::Design);
    assert_eq!(status("self_evaluation.recheck_gap"), BasisStatus::Design);
    assert_eq!(status("linkage.bad_grades"), BasisStatus::Design);
}

#[test]
fn a_pack_is_a_value_with_a_version() {
    let mut versions = Vec::new();
    for pack in packs().iter() {
        let text = serde_json::to_string(pack).unwrap();
        let again: Pack = serde_json::from_str(&text).unwrap();
        assert_eq!(&again, pack);
        assert_eq!(again.version(), pack.version());
        versions.push(pack.version());
    }
    versions.sort();
    versions.dedup();
    assert_eq!(versions.len(), 5);
    let luoyang = pack("luoyang-hitech-2017").version();
    let commented = format!("# a comment says nothing\n{BARE}");
    assert_eq!(parsed(&commented).version(), luoyang);
    let reworded = bare_with("文件未定等次\"", "文件没有等次\"");
    assert_ne!(parsed(&reworded).version(), luoyang);
}

#[test]
fn a_change_of_the_national_pack_changes_the_version_of_those_behind_it() {
    let national = include_str!("../packs/national.toml")
        .replace("[quality.review_seats]\nis = 3", "[quality.review_seats]\nis = 5");
    let changed = Packs::with_sources(&[("national.toml".to_owned(), national)]).unwrap();
    let seats = |packs: &Packs| {
        packs.get("wuzhong-2021").unwrap().resolve(|rules| &rules.quality.review_seats).value().unwrap().get()
    };
    assert_eq!((seats(packs()), seats(&changed)), (3, 5));
    assert_ne!(changed.get("wuzhong-2021").unwrap().version(), pack("wuzhong-2021").version());
}

#[test]
fn a_folder_adds_and_replaces_packs() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("a.toml"), BARE.replace("luoyang-hitech-2017", "my-city")).unwrap();
    std::fs::write(dir.path().join("note.txt"), "not a pack").unwrap();
    let packs = Packs::load_with_overrides(Some(dir.path())).unwrap();
    assert_eq!(packs.iter().count(), 6);
    assert!(packs.get("my-city").is_ok());
    std::fs::write(dir.path().join("b.toml"), BARE.replace("luoyang-hitech-2017", "my-city")).unwrap();
    assert!(Packs::load_with_overrides(Some(dir.path())).unwrap_err().to_string().contains("重复"));
    std::fs::write(dir.path().join("b.toml"), "id = ").unwrap();
    assert!(Packs::load_with_overrides(Some(dir.path())).unwrap_err().to_string().contains("b.toml"));
    assert!(Packs::load_with_overrides(Some(&dir.path().join("none"))).is_err());
}

#[test]
fn an_unknown_pack_is_named_with_the_nearest() {
    let error = packs().get("wuzhong-2012").unwrap_err();
    assert!(matches!(&error, PackError::Unknown { hint, .. } if hint.contains("wuzhong-2021")), "{error}");
}

#[test]
fn conflict_rules_come_from_the_pack_or_the_reference() {
    assert_eq!(load_conflict_policy("reference").unwrap(), ConflictPolicy::default());
    assert_eq!(load_conflict_policy("wuzhong-2021").unwrap(), ConflictPolicy::default());
    assert!(load_conflict_policy("nowhere").is_err());
    let own = parsed(&format!("{BARE}\n[conflicts]\nlook_back_months = 60\n"));
    assert_eq!(own.conflicts.look_back_months, 60);
    let national = format!("{}\n[conflicts]\nworkload_cap = 9\n", include_str!("../packs/national.toml"));
    let packs = Packs::with_sources(&[("n".to_owned(), national)]).unwrap();
    assert_eq!(packs.conflict_policy("chiping-2020").unwrap().workload_cap, 9);
}
