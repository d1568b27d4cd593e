//! Two entries of one person, found and merged by three people, with both histories kept.

use crate::desk::fixture::{Answer, market_desk as desk};
use crate::handover::imports::Uploaded;
use actix_web::test::TestRequest;
use serde_json::{Value, json};

/// One person under two numbers, one of them mistaken.
const TWICE: &str = "姓名,性别,身份证号,工作单位,职称,职称级别,擅长领域,手机号码\n\
                     钱重名,男,640300196803030012,示例重名学院,教授,正高级,水利,13877770001\n\
                     钱重名,男,640300196803030039,示例重名学院,教授,正高级,审计,13877770001\n";

async fn post(login: &str, path: &str, body: Value) -> Answer {
    let request = TestRequest::post().uri(path).insert_header(("x-csrf-token", desk().form_token(login)));
    desk().send(login, request.set_json(body)).await
}

fn enter() {
    let imports = &desk().services.imports;
    let file = Uploaded { name: "专家库.csv".into(), bytes: TWICE.into() };
    let import = imports.begin("640300000", "finance_handler", vec![file]).unwrap();
    assert_eq!(import.ready, 2, "{:?}", import.report);
    imports.take(&import.id, "640300000", "finance_handler", Vec::new()).unwrap();
}

async fn pair() -> Option<Value> {
    let pairs = desk().get("finance_handler", "/api/v1/expert-duplicates").await.json();
    pairs.as_array().unwrap().iter().find(|pair| pair["first"]["name"] == "钱重名").cloned()
}

#[actix_web::test]
async fn two_entries_of_one_person_are_found_and_merged() {
    enter();
    let found = pair().await.unwrap();
    assert_eq!(found["signs"], json!(["phone", "name_and_birth", "name_and_employer"]), "{found}");
    let page = desk().get("finance_handler", "/expert-duplicates").await;
    assert!(page.status == 200 && page.text().contains("钱重名"), "{}", page.text());
    assert_eq!(desk().get("review_expert", "/expert-duplicates").await.status, 403);

    let (keep, gone) = (found["first"]["id"].as_str().unwrap(), found["second"]["id"].as_str().unwrap());
    let path = format!("/api/v1/experts/{gone}/standing");
    let merge = |into: &str| json!({"act": "merge", "reason_code": "DUPLICATE", "reason": "经核对为同一人", "merged_into": into});
    assert_eq!(post("finance_handler", &path, merge("")).await.status, 422, "into nobody");
    assert_eq!(post("finance_handler", &path, merge(gone)).await.status, 422, "into itself");
    let made = post("finance_handler", &path, merge(keep)).await;
    assert_eq!(made.status, 201, "{}", made.text());
    let step = |what: &str| format!("/api/v1/standing/{}/{what}", made.json()["id"].as_str().unwrap());
    assert_eq!(post("finance_checker", &step("check"), json!({"decision": "pass"})).await.status, 200);
    let done = post("finance_approver", &step("approve"), json!({"decision": "pass"})).await;
    assert_eq!((done.status, &done.json()["state"]), (200, &json!("done")));

    assert!(pair().await.is_none(), "what is merged is no duplicate any more");
    let kept = desk().get("finance_handler", &format!("/api/v1/experts/{keep}")).await.json();
    assert_eq!(kept["specialties"], json!(["审计", "水利"]), "{kept}");
    let left = desk().get("finance_handler", &format!("/api/v1/experts/{gone}")).await.json();
    assert_eq!(left["status"], "delisted");
    let changes = async |id: &str| desk().get("finance_handler", &format!("/api/v1/experts/{id}/changes")).await.json();
    let (of_kept, of_gone) = (changes(keep).await, changes(gone).await);
    assert_eq!((&of_kept[0]["act"], &of_kept[1]["act"]), (&json!("merged"), &json!("imported")), "{of_kept}");
    assert_eq!((&of_gone[0]["act"], &of_gone[1]["act"]), (&json!("merge"), &json!("imported")), "{of_gone}");
}
