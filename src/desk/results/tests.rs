//! A result is superseded through the application: two people, the old one kept, the feed told, replay at peace.

use crate::desk::fixture::{Desk, market_desk};
use crate::replayers::Replayers;
use actix_web::http::header;
use actix_web::test::TestRequest;
use serde_json::{Value, json};

async fn post(desk: &Desk, login: &str, path: &str, body: Value) -> (u16, Value) {
    let request = TestRequest::post().uri(&format!("/api/v1/{path}"));
    let request = request.insert_header(("x-csrf-token", desk.form_token(login)));
    let request = request.insert_header((header::ACCEPT, "application/json"));
    let answer = desk.send(login, request.set_json(body)).await;
    (answer.status, serde_json::from_slice(&answer.body).unwrap_or_default())
}

async fn instructions_of(desk: &Desk, number: &str) -> Vec<Value> {
    let board = desk.get("finance_handler", &format!("/api/v1/instructions?q={number}&sort=number&size=500")).await;
    board.json()["items"].as_array().unwrap().clone()
}

#[actix_web::test]
async fn a_later_result_takes_the_place_of_one_in_force_and_people_settle_what_is_open() {
    let desk = market_desk();
    let number = desk.parts.commission.number.clone();
    let of = |what: &str| format!("commissions/{number}/{what}");
    let worse = json!({"score": "58.5", "reason": "核查发现产出数据失实"});
    assert_eq!(post(desk, "finance_handler", &of("grade"), json!(null)).await.0, 409, "it is graded");
    assert_eq!(post(desk, "finance_approver", &of("publication"), json!(null)).await.0, 409, "it is published");
    assert_eq!(post(desk, "supervisor", &of("supersession"), worse.clone()).await.0, 403);
    assert_eq!(post(desk, "stranger", &of("supersession"), worse.clone()).await.0, 404);
    for (score, reason) in [("58.5", "失实"), ("100.01", "核查发现数据失实"), ("-1", "核查发现数据失实")]
    {
        let refused =
            post(desk, "finance_handler", &of("supersession"), json!({"score": score, "reason": reason})).await;
        assert!([400, 422].contains(&refused.0), "{score} {refused:?}");
    }
    assert_eq!(post(desk, "finance_approver", &of("supersession/approval"), json!(null)).await.0, 404, "no draft");
    let (status, draft) = post(desk, "finance_handler", &of("supersession"), worse).await;
    assert_eq!((status, &draft["grade"], &draft["position"]), (201, &json!("POOR"), &json!(2)));
    assert_eq!(post(desk, "finance_handler", &of("supersession/approval"), json!(null)).await.0, 403);
    assert_eq!(post(desk, "finance_approver", &of("supersession/approval"), json!(null)).await.0, 200);
    assert_eq!(post(desk, "finance_approver", &of("supersession/approval"), json!(null)).await.0, 404, "only once");

    let history = desk.get("finance_handler", &format!("/api/v1/{}", of("results"))).await.json();
    assert_eq!(history.as_array().unwrap().len(), 2, "the old one is kept: {history}");
    assert_ne!(history[0]["grade"], "POOR");
    let file = desk.get("finance_handler", &format!("/api/v1/commissions/{number}")).await.json();
    assert_eq!((&file["result"]["grade"], &file["status"]["state"]), (&json!("POOR"), &json!("published")));
    settle_what_is_open(desk, &number).await;
    let file = desk.get("finance_handler", &format!("/api/v1/commissions/{number}")).await.json();
    assert_eq!(file["status"]["state"], "instructed");
    the_feed_tells_it(desk, &number).await;
    for page in ["/results", "/instructions"] {
        let page = desk.get("finance_handler", &format!("{page}?q={number}")).await;
        assert!(page.status == 200 && page.text().contains(&number), "{}", page.text());
    }
    let services = &desk.services;
    let report = Replayers::new(&services.vault).replay_all(&services.db, |_| {}).unwrap();
    assert_eq!((report.different, report.differences.first()), (0, None));
}

async fn settle_what_is_open(desk: &Desk, number: &str) {
    let lines = instructions_of(desk, number).await;
    assert!(lines.iter().any(|l| l["state"] == "withdrawn" && l["round"] == 1), "{lines:?}");
    assert!(lines.iter().any(|l| l["state"] == "pending" && l["action"] == "NO_NEW_SIMILAR"), "{lines:?}");
    let open = lines.iter().find(|l| l["state"] == "undecided" && l["action"] == "SUSPEND").unwrap();
    let path = format!("instructions/{}", open["id"].as_str().unwrap());
    let propose = format!("{path}/proposal");
    let settle = format!("{path}/settlement");
    assert_eq!(post(desk, "finance_approver", &settle, json!(null)).await.0, 422, "nothing is proposed");
    let bare = json!({"applies": true, "reason": "评价不合格"});
    assert_eq!(post(desk, "finance_handler", &propose, bare).await.0, 422, "what exactly is done");
    let whole = json!({"applies": true, "extent": "调整第四季度支付", "reason": "评价不合格"});
    assert_eq!(post(desk, "stranger", &propose, whole.clone()).await.0, 404);
    assert_eq!(post(desk, "finance_handler", &propose, whole.clone()).await.0, 200);
    assert_eq!(post(desk, "finance_handler", &settle, json!(null)).await.0, 403);
    let (status, line) = post(desk, "finance_approver", &settle, json!(null)).await;
    assert_eq!((status, &line["state"]), (200, &json!("pending")), "{line}");
    assert_eq!(post(desk, "finance_handler", &propose, whole).await.0, 422, "it is settled");
}

async fn the_feed_tells_it(desk: &Desk, number: &str) {
    let feed = desk.get("core_budget", "/api/v1/feed?limit=1000").await.json();
    let described = desk.get("", "/api/asyncapi.json").await.json();
    let of = |e: &&Value| e["data"]["report_no"] == number;
    let events: Vec<&Value> = feed["events"].as_array().unwrap().iter().filter(of).collect();
    let kinds: Vec<&str> = events.iter().map(|e| e["type"].as_str().unwrap()).collect();
    let (superseded, issued) = ("cn.hengping.result.superseded.v1", "cn.hengping.instruction.issued.v1");
    assert!(kinds.ends_with(&[superseded, issued, issued]), "{kinds:?}");
    assert_eq!(events.last().unwrap()["data"]["settlement"]["extent"], "调整第四季度支付");
    let keys = |v: &Value| v.as_object().unwrap().keys().cloned().collect::<std::collections::BTreeSet<_>>();
    for event in events {
        let schemas = described["components"]["schemas"].as_object().unwrap();
        let schema = schemas.values().find(|s| s["properties"]["type"]["const"] == event["type"]).unwrap();
        assert_eq!(keys(&event["data"]), keys(&schema["properties"]["data"]["properties"]), "{event}");
    }
}
