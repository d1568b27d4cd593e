//! Tests of the linkage verb: what it reads, what it refuses, what it prints.

use super::*;
use serde_json::{Value, json};

const SCHEMA: &str = include_str!("../../../docs/schemas/linkage-result.schema.json");

fn reported(policy: &str, result: &str, json: bool) -> (anyhow::Result<u8>, String) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("result.json");
    std::fs::write(&path, result).unwrap();
    let args = LinkageArgs { policy: policy.to_owned(), result: path, policies: None, json };
    let mut out = Vec::new();
    let code = report(&mut out, &args);
    (code, String::from_utf8(out).unwrap())
}

fn case(more: Value) -> String {
    let mut case = json!({ "project_code": "P1", "subject_kind": "PROJECT", "budget_fen": 100 });
    case.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    case.to_string()
}

#[test]
fn one_pack_or_all_on_the_same_file() {
    let (code, out) = reported("wuzhong-2021", &case(json!({ "score": "92.8" })), false);
    assert!(code.unwrap() == 0 && out.contains("PRIORITISE") && out.contains("二（四）"), "{out}");
    let (code, out) = reported("all", &format!("[{}]", case(json!({ "grade": "POOR" }))), true);
    assert_eq!(code.unwrap(), 0);
    let rows: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(rows["results"].as_array().unwrap().len(), 5);
}

#[test]
fn a_result_that_gets_no_grade_is_a_no() {
    for more in
        [json!({ "score": "100.01" }), json!({ "grade": "好" }), json!({}), json!({ "score": "1", "grade": "POOR" })]
    {
        let (code, out) = reported("wuzhong-2021", &case(more.clone()), false);
        assert!(code.unwrap() == 1 && out.contains("不能定等次"), "{more}: {out}");
    }
}

#[test]
fn a_file_that_is_no_result_is_an_error_that_names_the_field() {
    for (more, named) in [
        (json!({ "score": 92.8 }), "92.8"),
        (json!({ "score": "92.8", "scroe": 1 }), "scroe"),
        (json!({ "score": "92.8", "subject_kind": "PROJECTS" }), "PROJECTS"),
        (json!({ "score": "92.8", "budget_fen": 1.5 }), "1.5"),
    ] {
        let error = format!("{:#}", reported("all", &case(more), false).0.unwrap_err());
        assert!(error.contains(named), "{error}");
    }
    assert!(reported("all", "", false).0.is_err());
    assert!(reported("nowhere", &case(json!({ "score": "1" })), false).0.is_err());
}

#[test]
fn the_schema_lists_the_codes_there_are() {
    let schema: Value = serde_json::from_str(SCHEMA).unwrap();
    let fields = &schema["$defs"]["result"]["properties"];
    let subjects: Vec<&str> = SubjectKind::ALL.iter().map(|code| code.code()).collect();
    let states: Vec<&str> = RectificationState::ALL.iter().map(|code| code.code()).collect();
    let findings: Vec<&str> = Finding::ALL.iter().map(|code| code.code()).collect();
    assert_eq!(fields["subject_kind"]["enum"], json!(subjects));
    assert_eq!(fields["rectification"]["enum"], json!(states));
    assert_eq!(fields["findings"]["items"]["enum"], json!(findings));
    let required: Vec<&str> =
        schema["$defs"]["result"]["required"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    assert_eq!(required, ["project_code", "subject_kind", "budget_fen"]);
}
