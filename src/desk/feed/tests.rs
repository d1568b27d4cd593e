//! The feed through the whole application.

use crate::desk::fixture::{Answer, desk};
use actix_web::test::TestRequest;
use serde_json::{Value, json};
use std::collections::BTreeMap;

async fn pull(query: &str) -> Value {
    desk().get("core_budget", &format!("/api/v1/feed?{query}")).await.json()
}

#[actix_web::test]
async fn reading_on_by_the_cursor_finds_every_event_once_and_in_order() {
    let (mut after, mut seen) = (0, Vec::new());
    let mut of_project = BTreeMap::<String, i64>::new();
    loop {
        let part = pull(&format!("after={after}&limit=7")).await;
        let events = part["events"].as_array().unwrap();
        for event in events {
            seen.push(event["sequence"].as_i64().unwrap());
            let last = of_project.entry(event["subject"].as_str().unwrap().into()).or_default();
            *last += 1;
            assert_eq!(event["projectsequence"], *last, "{event}");
            assert_eq!(event["specversion"], "1.0");
        }
        let next = part["next"].as_i64().unwrap();
        if events.is_empty() {
            assert_eq!(next, after, "nothing new: the cursor stays");
            break;
        }
        after = next;
    }
    assert_eq!(seen, (1..=2 * desk().parts.commissions.len() as i64).collect::<Vec<_>>());
    assert_eq!(pull("after=9000000000").await, json!({"events": [], "next": 9_000_000_000_i64}));
    assert_eq!(pull("").await["events"].as_array().unwrap().len(), seen.len());
}

#[actix_web::test]
async fn a_misspelt_cursor_does_not_start_anew() {
    let desk = desk();
    for (query, field) in [
        ("atfer=3", "query"),
        ("after=x", "after"),
        ("after=-1", "after"),
        ("limit=0", "limit"),
        ("limit=1001", "limit"),
    ] {
        let answer = desk.get("core_budget", &format!("/api/v1/feed?{query}")).await;
        assert_eq!((answer.status, answer.json()["errors"][0]["field"].as_str()), (422, Some(field)), "{query}");
    }
}

async fn acknowledge(login: &str, id: &str, body: Value) -> Answer {
    let request = TestRequest::post()
        .uri(&format!("/api/v1/feed/{id}/acknowledgement"))
        .insert_header(("origin", "http://localhost:8080"))
        .insert_header(("host", "localhost:8080"))
        .insert_header(("x-csrf-token", desk().form_token(login)))
        .set_json(body);
    desk().send(login, request).await
}

#[actix_web::test]
async fn an_answer_is_kept_once_and_another_one_refused() {
    let last = pull("").await["events"].as_array().unwrap().last().unwrap().clone();
    let id = last["id"].as_str().unwrap();
    let refused = json!({"outcome": "refused", "reference": "KZS-1", "detail": "控制数已下达"});
    let first = acknowledge("core_budget", id, refused.clone()).await;
    assert_eq!(first.status, 200, "{}", first.text());
    assert_eq!(acknowledge("core_budget", id, refused.clone()).await.json(), first.json());
    let other = json!({"outcome": "applied", "reference": "KZS-1"});
    assert_eq!(acknowledge("core_budget", id, other.clone()).await.status, 409);
    assert_eq!(acknowledge("finance_handler", id, refused.clone()).await.status, 403);
    assert_eq!(acknowledge("core_budget", "nothing", refused).await.status, 404);
    for (body, field) in [
        (json!({"outcome": "applied", "reference": ""}), "reference"),
        (json!({"outcome": "refused", "reference": "1", "detail": " "}), "detail"),
    ] {
        let answer = acknowledge("core_budget", id, body).await;
        assert_eq!((answer.status, answer.json()["errors"][0]["field"].as_str()), (422, Some(field)));
    }
    let shown = desk().get("finance_handler", "/feed?acknowledged=refused").await.text();
    assert!(shown.contains(id) && shown.contains("KZS-1"));
    let number = last["data"]["report_no"].as_str().unwrap();
    let instructions = desk().get("supervisor", &format!("/api/v1/commissions/{number}/instructions")).await.json();
    assert_eq!(instructions[0]["state"], "refused");
}

#[actix_web::test]
async fn the_feed_is_of_the_division() {
    let desk = desk();
    assert_eq!(desk.get("stranger", "/api/v1/feed").await.json()["events"], json!([]));
    for login in ["institution_admin", "budget_unit", "review_expert", "audit_admin"] {
        assert_eq!(desk.get(login, "/feed").await.status, 403, "{login}");
    }
}
