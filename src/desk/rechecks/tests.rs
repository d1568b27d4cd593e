//! A round from the list to what is circulated, by two people's seeds.

use crate::assignments::draw::{self, Alg, Digest, DrawRecord, Seed};
use crate::desk::fixture::{Answer, market_desk as desk};
use crate::recheck::model::Party;
use crate::replayers::Replayers;
use actix_web::test::TestRequest;
use serde_json::{Value, json};

const LIST: &str = "项目,单位,自评得分,自评等级,金额（万元）,部门\n学校食堂改造,市一中,95,优,120,教育局\n\
    智慧校园,市二中,92,优,80,教育局\n渠道清淤,水利站,88,良,300,水务局\n";

fn form(parts: &[(&str, &str)], file: Option<&str>) -> String {
    let mut body: String = parts
        .iter()
        .map(|(name, text)| format!("--cut\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{text}\r\n"))
        .collect();
    if let Some(text) = file {
        body.push_str("--cut\r\nContent-Disposition: form-data; name=\"file\"; filename=\"list.csv\"\r\n\r\n");
        body.push_str(text);
        body.push_str("\r\n");
    }
    body + "--cut--\r\n"
}

async fn upload(login: &str, path: &str, body: String) -> Answer {
    let request = TestRequest::post().uri(path).insert_header(("content-type", "multipart/form-data; boundary=cut"));
    let request = request.insert_header(("x-csrf-token", desk().form_token(login)));
    desk().send(login, request.insert_header(("accept", "application/json")).set_payload(body)).await
}

async fn send(login: &str, request: TestRequest, body: Value) -> Answer {
    let request = request.insert_header(("x-csrf-token", desk().form_token(login)));
    desk().send(login, request.insert_header(("accept", "application/json")).set_json(body)).await
}

async fn put(login: &str, path: &str, body: Value) -> Answer {
    send(login, TestRequest::put().uri(path), body).await
}

async fn planned(title: &str) -> Value {
    let fields = [("title", title), ("size", "2"), ("by", "department")];
    let answer = upload("finance_handler", "/api/v1/rechecks", form(&fields, Some(LIST))).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    answer.json()
}

fn seed(byte: &str) -> String {
    byte.repeat(32)
}

fn commitment(round: &Value, party: Party, byte: &str) -> Value {
    let context = Digest::parse(round["context"].as_str().unwrap()).unwrap();
    let seed = Seed::parse(party.word(), &seed(byte)).unwrap();
    json!({ "commitment": draw::commitment(Alg::Sha256, &context, party.word(), &seed).to_string() })
}

#[actix_web::test]
async fn two_people_draw_one_marks_another_concludes() {
    let round = planned("二〇二一年自评抽查").await;
    let number = round["number"].as_str().unwrap().to_owned();
    let path = format!("/api/v1/rechecks/{number}");
    assert_eq!(desk().get("stranger", &path).await.status, 404, "another division");
    assert_eq!(desk().get("institution_admin", &path).await.status, 403);
    let [commit, open, marks] = ["commitment", "seed", "marks"].map(|step| format!("{path}/{step}"));

    let early = put("finance_handler", &open, json!({ "seed": seed("1a") })).await;
    assert_eq!(early.status, 409, "{}", early.text());
    let own = commitment(&round, Party::Finance, "1a");
    assert_eq!(put("finance_handler", &commit, json!({ "commitment": "12" })).await.status, 422);
    assert_eq!(put("finance_handler", &commit, own.clone()).await.status, 200);
    assert_eq!(put("finance_handler", &commit, own).await.status, 409, "once");
    let theirs = commitment(&round, Party::Witness, "2b");
    assert_eq!(put("finance_checker", &commit, theirs).await.json()["stage"], json!("committed"));
    assert_eq!(put("finance_handler", &open, json!({ "seed": seed("3c") })).await.status, 422, "not that one");
    assert_eq!(put("finance_handler", &open, json!({ "seed": seed("1a") })).await.status, 200);
    let drawn = put("finance_checker", &open, json!({ "seed": seed("2b") })).await.json();
    assert_eq!((&drawn["stage"], drawn["drawn"].as_array().map(Vec::len)), (&json!("drawn"), Some(2)), "{drawn}");

    let record: DrawRecord =
        serde_json::from_slice(&desk().get("supervisor", &format!("{path}/record.json")).await.body).unwrap();
    assert!(draw::verify(&record).is_empty());
    let sheet = desk().get("finance_handler", &format!("{path}/drawn?format=csv")).await.text();
    let filled = sheet.replace(",95,,,", ",95,80,,").replace(",92,,,", ",92,80,,").replace(",88,,,", ",88,,是,未自评");
    let form = form(&[("csrf", desk().form_token("finance_handler"))], Some(&filled));
    let taken = upload("finance_handler", &format!("/rechecks/{number}/marks"), form).await;
    assert_eq!(taken.status, 303, "{}", taken.text());
    let item = drawn["drawn"][0]["item"].clone();
    let absurd = json!({ "marks": [{ "item": item, "score": "101" }] });
    assert_eq!(put("finance_handler", &marks, absurd).await.status, 422);
    let undrawn = json!({ "marks": [{ "item": "99999", "score": "80" }] });
    assert_eq!(put("finance_handler", &marks, undrawn).await.status, 422);

    let conclude = || TestRequest::post().uri(&format!("{path}/conclusion"));
    let done = send("finance_checker", conclude(), json!(null)).await;
    assert_eq!(done.status, 200, "{}", done.text());
    let circulated = done.json()["gaps"]["circulated"].as_array().map(Vec::len);
    assert_eq!((done.json()["stage"].clone(), circulated), (json!("concluded"), Some(2)), "{}", done.text());
    let again = send("finance_approver", conclude(), json!(null)).await;
    assert_eq!(again.status, 409, "{}", again.text());

    let page = desk().get("finance_handler", &format!("/rechecks/{number}")).await;
    assert!(page.status == 200 && page.text().contains("未按要求自评") && page.text().contains("应通报"));
    let services = &desk().services;
    let report = Replayers::new(&services.vault).replay_all(&services.db, |_| {}).unwrap();
    let of_ours = report.differences.iter().filter(|d| format!("{d:?}").contains("echeck")).count();
    assert_eq!(of_ours, 0, "{:?}", report.differences);
}

#[actix_web::test]
async fn a_round_that_nobody_opens_is_given_up() {
    let round = planned("作废的抽查").await;
    let path = format!("/api/v1/rechecks/{}", round["number"].as_str().unwrap());
    let give_up = |because: &str| {
        send("finance_handler", TestRequest::post().uri(&format!("{path}/abandonment")), json!({ "because": because }))
    };
    assert_eq!(give_up("无").await.status, 422, "a reason");
    let gone = give_up("复核人未公开种子").await;
    assert_eq!((gone.status, &gone.json()["stage"]), (200, &json!("abandoned")), "{}", gone.text());
    let late = put("finance_handler", &format!("{path}/commitment"), commitment(&round, Party::Finance, "1a")).await;
    assert_eq!(late.status, 409);
    assert_eq!(desk().get("supervisor", &format!("{path}/record.json")).await.status, 404);
}

#[actix_web::test]
async fn a_faulty_list_is_not_taken_and_each_row_is_named() {
    let fields = [("title", "有误的清单"), ("size", "2"), ("by", "department")];
    let faulty = LIST.replace(",92,", ",192,");
    let answer = upload("finance_handler", "/api/v1/rechecks", form(&fields, Some(&faulty))).await;
    assert!(answer.status == 422 && answer.text().contains("第 3 行"), "{}", answer.text());
    for (fields, file) in [
        ([("title", "太多的抽样"), ("size", "9"), ("by", "department")], Some(LIST)),
        ([("title", "没有的分层"), ("size", "2"), ("by", "weather")], Some(LIST)),
        ([("title", "没有文件的"), ("size", "2"), ("by", "grade")], None),
    ] {
        let answer = upload("finance_handler", "/api/v1/rechecks", form(&fields, file)).await;
        assert_eq!(answer.status, 422, "{fields:?} {}", answer.text());
    }
    let page = upload("finance_handler", "/rechecks", form(&fields, Some(&faulty))).await;
    assert!(page.status == 422 && page.text().contains("第 3 行"), "{}", page.text());
    assert_eq!(upload("finance_checker", "/api/v1/rechecks", form(&fields, Some(LIST))).await.status, 403);
}
