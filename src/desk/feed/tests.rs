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
async fn every_event_is_as_the_published_description_says() {
    let described = desk().get("", "/api/asyncapi.json").await.json();
    let schemas = described["components"]["schemas"].as_object().unwrap();
    let of_type = |kind: &Value| schemas.values().find(|s| s["properties"]["type"]["const"] == *kind);
    let keys = |v: &Value| v.as_object().unwrap().keys().cloned().collect::<std::collections::BTreeSet<_>>();
    for mut event in pull("").await["events"].as_array().unwrap().clone() {
        // What was answered belongs to pulling, not to the event.
        event.as_object_mut().unwrap().remove("acknowledgement");
        let schema = of_type(&event["type"]).unwrap_or_else(|| panic!("{event} is not described"));
        assert_eq!(keys(&event), keys(&schema["properties"]), "{event}");
        assert_eq!(keys(&event["data"]), keys(&schema["properties"]["data"]["properties"]), "{event}");
    }
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

async fn send(login: &str, path: &str, body: Value) -> Answer {
    let request = TestRequest::post()
        .uri(path)
        .insert_header(("origin", "http://localhost:8080"))
        .insert_header(("host", "localhost:8080"))
        .insert_header(("x-csrf-token", desk().form_token(login)))
        .set_json(body);
    desk().send(login, request).await
}

#[actix_web::test]
async fn an_endpoint_is_registered_by_the_security_administrator_and_its_secret_shown_once() {
    let new = |name: &str, url: &str| json!({"name": name, "url": url, "scheme": "v1", "start": "now"});
    let good = new("核心系统", "https://core.example.cn/feed");
    for login in ["finance_handler", "system_admin", "audit_admin", "supervisor"] {
        assert_eq!(send(login, "/api/v1/feed/endpoints", good.clone()).await.status, 403, "{login}");
    }
    for (name, url, field) in [
        ("x", "https://169.254.169.254/", "url"),
        ("x", "http://core.example.cn/", "url"),
        (" ", "https://a.cn/", "name"),
    ] {
        let refused = send("security_admin", "/api/v1/feed/endpoints", new(name, url)).await;
        assert_eq!((refused.status, refused.json()["errors"][0]["field"].as_str()), (422, Some(field)), "{url}");
    }
    let made = send("security_admin", "/api/v1/feed/endpoints", good.clone()).await;
    assert_eq!(made.status, 201, "{}", made.text());
    let (id, secret) =
        (made.json()["endpoint_id"].as_str().unwrap().to_owned(), made.json()["key"].as_str().unwrap().to_owned());
    assert!(secret.starts_with("whsec_"));
    assert_eq!(send("security_admin", "/api/v1/feed/endpoints", good).await.status, 409);
    let key = format!("/api/v1/feed/endpoints/{id}/key");
    let rotated = send("security_admin", &key, json!({"scheme": "v1a", "overlap_hours": 24})).await;
    assert!(rotated.json()["key"].as_str().unwrap().starts_with("whpk_"), "{}", rotated.text());
    assert_eq!(send("security_admin", &key, json!({"scheme": "v1a", "overlap_hours": 721})).await.status, 422);
    let listed = desk().get("security_admin", "/api/v1/feed/endpoints").await;
    let mine = listed.json().as_array().unwrap().iter().find(|e| e["id"] == *id).unwrap().clone();
    assert_eq!((mine["keys"].as_array().unwrap().len(), mine["backlog"].as_i64()), (2, Some(0)));
    let page = desk().get("finance_handler", &format!("/feed/endpoints/{id}")).await.text();
    assert!(page.contains("whpk_") && !page.contains(&secret) && !listed.text().contains(&secret));
    assert_eq!(desk().get("stranger", &format!("/feed/endpoints/{id}")).await.status, 404);
    let state = format!("/api/v1/feed/endpoints/{id}/state");
    assert_eq!(send("security_admin", &state, json!({"state": "disabled", "reason": " "})).await.status, 422);
    let stopped = send("security_admin", &state, json!({"state": "disabled", "reason": "检修"})).await;
    assert_eq!(stopped.json()["state"], "disabled", "{}", stopped.text());
    let resend = format!("/api/v1/feed/endpoints/{id}/resend");
    assert_eq!(send("security_admin", &resend, json!({"event_id": "x"})).await.status, 403);
    assert_eq!(send("finance_handler", &resend, json!({"event_id": "x"})).await.status, 404);
    let all = send("finance_handler", &resend, json!({"since": "2020-01-01T00:00:00Z"})).await;
    assert_eq!(all.status, 200, "{}", all.text());
}

#[actix_web::test]
async fn the_core_system_reconciles_over_the_api() {
    let ours = desk().get("core_budget", "/api/v1/feed/statement").await.json();
    let entries = ours["entries"].clone();
    assert_eq!(ours["totals"]["events"].as_u64().unwrap() as usize, entries.as_array().unwrap().len());
    // Other tests answer events meanwhile, so the answers of this moment are not compared.
    let kinds = |body: &Value| {
        let all = body["differences"].as_array().unwrap().iter();
        all.map(|d| d["kind"].clone()).filter(|k| k != "answer_differs").collect::<Vec<Value>>()
    };
    let same = send("core_budget", "/api/v1/feed/reconciliations", json!({ "entries": entries })).await;
    assert_eq!((same.status, kinds(&same.json())), (200, vec![]), "{}", same.text());
    assert_eq!(same.json()["ours"]["root"], same.json()["theirs"]["root"]);
    let mut short = entries.as_array().unwrap().clone();
    short.pop();
    let lost = send("core_budget", "/api/v1/feed/reconciliations", json!({ "entries": short })).await.json();
    assert_eq!((kinds(&lost), &lost["same"]), (vec![json!("missing")], &json!(false)));
    assert_eq!(send("finance_handler", "/api/v1/feed/reconciliations", json!({ "entries": [] })).await.status, 403);
    let kept = desk().get("supervisor", "/api/v1/feed/reconciliations").await.json();
    assert!(kept.as_array().unwrap().len() >= 2);
}
