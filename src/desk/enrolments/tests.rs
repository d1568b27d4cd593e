//! A person enters the pool: three people, public notice, an objection, the entry with what was declared.

use crate::desk::fixture::{Answer, market_desk as desk};
use crate::handover::enrolment::model::Noticing;
use crate::handover::enrolment::service::{self as enrolment, Acting};
use crate::registry::availability;
use crate::replayers::Replayers;
use actix_web::test::TestRequest;
use serde_json::{Value, json};

async fn send(login: &str, request: TestRequest, body: Value) -> Answer {
    let request = request.insert_header(("x-csrf-token", desk().form_token(login)));
    desk().send(login, request.insert_header(("accept", "application/json")).set_json(body)).await
}

async fn post(login: &str, path: &str, body: Value) -> Answer {
    send(login, TestRequest::post().uri(path), body).await
}

fn application(name: &str, id_no: &str) -> Value {
    json!({ "channel": "unit_recommendation", "stated": {
        "name": name, "sex": "男", "id_no": id_no, "employer": "示例水利学院", "title": "教授",
        "title_level": "正高级", "specialties": "水利、审计", "phone": "13877770009", "work_years": "20",
        "is_citizen": true, "has_pledged": true, "has_clean_record": true,
        "recusals": [{ "organisation": "吴忠市水务局", "reason": "曾任该局技术顾问" }] } })
}

/// Puts into public notice for days that have passed.
fn notice(number: &str) {
    let services = &desk().services;
    let noticing = Noticing { from: "2022-03-01".parse().unwrap(), until: "2022-03-08".parse().unwrap() };
    let by =
        Acting { vault: &services.vault, division: "640300000", login: "finance_checker", at: services.clock.now() };
    services.db.write(|conn| enrolment::notice(conn, number, &noticing, noticing.until, &by)).unwrap();
}

#[actix_web::test]
async fn three_people_let_somebody_in_after_the_notice() {
    let body = application("孔入库", "64030019700505003X");
    let judged = post("finance_handler", "/api/v1/enrolments/judgement", body.clone()).await.json();
    assert_eq!((&judged["may_enter"], &judged["grounds"]), (&json!(true), &json!([])), "{judged}");
    assert_eq!(post("finance_checker", "/api/v1/enrolments", body.clone()).await.status, 403);
    let filed = post("finance_handler", "/api/v1/enrolments", body.clone()).await;
    assert_eq!(filed.status, 201, "{}", filed.text());
    let number = filed.json()["number"].as_str().unwrap().to_owned();
    let path = format!("/api/v1/enrolments/{number}");
    assert!(!filed.text().contains("19700505003X") && !filed.text().contains("13877770009"), "{}", filed.text());
    assert_eq!(post("finance_handler", "/api/v1/enrolments", body).await.status, 409, "under way already");
    assert_eq!(desk().get("stranger", &path).await.status, 404, "another division");
    assert_eq!(post("finance_approver", &format!("{path}/approval"), json!(null)).await.status, 409, "not noticed");
    let early = json!({ "until": "2020-01-01" });
    assert_eq!(post("finance_checker", &format!("{path}/notice"), early).await.status, 422, "five working days");
    notice(&number);

    let said = json!({ "said": "与某机构负责人为亲属" });
    assert_eq!(post("finance_handler", &format!("{path}/objections"), said).await.status, 200);
    let open = post("finance_approver", &format!("{path}/approval"), json!(null)).await;
    assert!(open.status == 409 && open.text().contains("异议"), "{}", open.text());
    let answer = |position: u8| TestRequest::put().uri(&format!("{path}/objections/{position}"));
    let words = json!({ "answer": "经核实不属实" });
    assert_eq!(send("finance_handler", answer(2), words.clone()).await.status, 404);
    assert_eq!(send("finance_handler", answer(1), words.clone()).await.status, 200);
    assert_eq!(send("finance_handler", answer(1), words).await.status, 404, "answered once");
    let done = post("finance_approver", &format!("{path}/approval"), json!(null)).await;
    assert_eq!((done.status, &done.json()["stage"]), (200, &json!("enrolled")), "{}", done.text());

    let expert = done.json()["expert_number"].as_str().unwrap().to_owned();
    let services = &desk().services;
    let entry = services.db.read(|conn| availability::expert(conn, &services.vault, &expert)).unwrap();
    let found = desk().get("finance_handler", &format!("/api/v1/experts/{}", entry.id)).await.json();
    assert_eq!((&found["name"], &found["status"]), (&json!("孔入库"), &json!("enrolled")), "{found}");
    let twice = post("finance_handler", "/api/v1/enrolments", application("孔入库", "64030019700505003X")).await;
    assert!(twice.status == 409 && twice.text().contains(&expert), "{}", twice.text());
    let page = desk().get("finance_handler", &format!("/enrolments/{number}")).await;
    assert!(page.status == 200 && page.text().contains("吴忠市水务局") && page.text().contains(&expert));
    let report = Replayers::new(&services.vault).replay_all(&services.db, |_| {}).unwrap();
    let of_ours = report.differences.iter().filter(|d| format!("{d:?}").contains("nrolment")).count();
    assert_eq!(of_ours, 0, "{:?}", report.differences);
}

#[actix_web::test]
async fn each_fault_names_its_field_and_each_condition_its_article() {
    let mut wrong = application("孔有误", "640300197006060037");
    wrong["stated"]["phone"] = json!("12");
    wrong["stated"]["sex"] = json!("不明");
    let answer = post("finance_handler", "/api/v1/enrolments", wrong).await;
    assert_eq!(answer.status, 422, "{}", answer.text());
    let fields: Vec<String> =
        answer.json()["errors"].as_array().unwrap().iter().map(|e| e["field"].to_string()).collect();
    assert!(fields.contains(&"\"phone\"".to_owned()) && fields.contains(&"\"sex\"".to_owned()), "{fields:?}");

    let mut young = application("孔中级", "640300199405050054");
    young["stated"]["title_level"] = json!("中级");
    young["stated"]["work_years"] = json!("7");
    let answer = post("finance_handler", "/api/v1/enrolments", young.clone()).await;
    assert!(answer.status == 422 && answer.text().contains("满 8 年"), "{}", answer.text());
    young["stated"]["relaxed_because"] = json!("数字孪生流域领域专家稀缺");
    let filed = post("finance_handler", "/api/v1/enrolments", young).await;
    assert_eq!(filed.status, 201, "{}", filed.text());
    let path = format!("/api/v1/enrolments/{}", filed.json()["number"].as_str().unwrap());
    let because = json!({ "because": "稀缺理由不成立" });
    assert_eq!(post("finance_handler", &format!("{path}/refusal"), because.clone()).await.status, 403);
    let refused = post("finance_checker", &format!("{path}/refusal"), because).await;
    assert_eq!((refused.status, &refused.json()["stage"]), (200, &json!("refused")), "{}", refused.text());
}

#[actix_web::test]
async fn the_form_comes_back_with_what_was_written() {
    let form = [("csrf", desk().form_token("finance_handler")), ("channel", "public_call"), ("name", "孔表单")];
    let request = TestRequest::post().uri("/enrolments").set_form(form);
    let answer = desk().send("finance_handler", request).await;
    assert_eq!(answer.status, 422);
    assert!(answer.text().contains("孔表单") && answer.text().contains("field-faulty"), "{}", answer.text());
    assert_eq!(desk().get("", "/public-notices").await.status, 200);
    assert_eq!(desk().get("", "/enrolments").await.status, 303);
    assert_eq!(desk().get("finance_handler", "/enrolments?stage=nonsense").await.status, 422);
}
