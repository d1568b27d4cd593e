//! Credit through the application: a violation and a level by two people, the appeal by the institution, the answer by
//! a third; who sees what; other rules tried; and every decision taken again.

use crate::audit::DecisionKind;
use crate::audit::service::{self as audit, DecisionFilter};
use crate::desk::fixture::{Desk, market_desk};
use crate::platform::failure::Outcome;
use crate::platform::paging::PageAsked;
use crate::replayers::Replayers;
use actix_web::http::{Method, header};
use actix_web::test::TestRequest;
use rust_decimal::Decimal;
use serde_json::{Value, json};

async fn send(desk: &Desk, login: &str, path: &str, body: Value) -> (u16, Value) {
    let request = TestRequest::default().method(Method::POST).uri(&format!("/api/v1{path}"));
    let request = request.insert_header(("x-csrf-token", desk.form_token(login)));
    let request = request.insert_header((header::ACCEPT, "application/json"));
    let answer = desk.send(login, request.set_json(body)).await;
    (answer.status, serde_json::from_slice(&answer.body).unwrap_or_default())
}

async fn file(desk: &Desk, login: &str, institution: &str) -> Value {
    desk.get(login, &format!("/api/v1/institutions/{institution}/credit")).await.json()
}

fn decimal(value: &Value) -> Decimal {
    value.as_str().unwrap().parse().unwrap()
}

/// Proposes and decides; the id of the matter.
async fn settled(desk: &Desk, path: &str, body: Value) -> String {
    let (status, made) = send(desk, "finance_handler", path, body).await;
    assert_eq!(status, 201, "{made}");
    let id = made["id"].as_str().unwrap().to_owned();
    let path = format!("/credit-matters/{id}/decision");
    assert_eq!(send(desk, "finance_handler", &path, json!({"decision": "pass"})).await.0, 403, "handlers only propose");
    assert_eq!(send(desk, "finance_checker", &path, json!({"decision": "perhaps"})).await.0, 422);
    let (status, done) = send(desk, "finance_checker", &path, json!({"decision": "pass"})).await;
    assert_eq!((status, &done["state"]), (200, &json!("done")), "{done}");
    assert_eq!(send(desk, "finance_approver", &path, json!({"decision": "pass"})).await.0, 409, "it is done");
    id
}

#[actix_web::test]
async fn facts_become_a_level_by_two_people_and_an_appeal_is_heard_by_a_third() {
    let desk = market_desk();
    let own = desk.parts.other_institution.as_str();
    let before = file(desk, "finance_handler", own).await;
    let lines = before["lines"].as_array().unwrap();
    assert!(lines.len() > 1 && lines[0]["kind"] == "peers", "{before}");
    assert_eq!(lines.iter().map(|line| decimal(&line["effect"])).sum::<Decimal>(), decimal(&before["index"]));

    let violations = format!("/institutions/{own}/credit/violations");
    let leak = json!({"code": "LEAK", "found_on": "2021-06-01", "reason": "外泄访谈记录，见核查笔录"});
    let today = desk.services.clock.now().day_in_china().to_string();
    let leak = Value::Object(
        leak.as_object().unwrap().clone().into_iter().chain([("found_on".into(), json!(today))]).collect(),
    );
    for (field, wrong) in [
        ("code", json!("RUMOUR")),
        ("found_on", json!("2999-01-01")),
        ("commission", json!("no such")),
        ("reason", json!("嗯")),
    ] {
        let mut body = leak.clone();
        body[field] = wrong;
        assert_eq!(send(desk, "finance_handler", &violations, body).await.0, 422, "{field}");
    }
    assert_eq!(send(desk, "finance_checker", &violations, leak.clone()).await.0, 403);
    let violation = settled(desk, &violations, leak).await;
    let after = file(desk, "finance_handler", own).await;
    assert_eq!((&after["level"], &after["measure"]["measure"]), (&json!("D"), &json!("delist")), "{after}");
    assert_eq!(decimal(&before["index"]) - decimal(&after["index"]), Decimal::from(20));

    let level = settled(desk, &format!("/institutions/{own}/credit/levels"), json!({"reason": "年度考评"})).await;
    let status =
        || async { desk.get("finance_handler", &format!("/api/v1/institutions/{own}")).await.json()["status"].clone() };
    assert_eq!(status().await, "delisted");

    let appeal = |id: &str| format!("/credit-matters/{id}/appeal");
    let answer = |id: &str| format!("/credit-matters/{id}/answer");
    assert_eq!(
        send(desk, "institution_admin", &appeal(&level), json!({"appeal": "核查笔录有误"})).await.0,
        404,
        "not its own"
    );
    for id in [&violation, &level] {
        assert_eq!(send(desk, "other_institution", &appeal(id), json!({"appeal": "核查笔录有误"})).await.0, 200);
        let lift = json!({"decision": "lift", "answer": "复核笔录后撤销"});
        assert_eq!(send(desk, "finance_checker", &answer(id), lift.clone()).await.0, 422, "decided before");
        assert_eq!(send(desk, "finance_approver", &answer(id), lift.clone()).await.0, 200);
        assert_eq!(send(desk, "finance_approver", &answer(id), lift).await.0, 409, "answered");
    }
    assert_eq!(status().await, "enrolled");
    let again = file(desk, "other_institution", own).await;
    assert_eq!(again["index"], before["index"]);
    assert!(again["in_force"].is_null(), "{again}");

    replay_levels(desk);
    let page = desk.get("finance_handler", &format!("/institutions/{own}/credit")).await;
    assert!(page.status == 200 && page.text().contains("复核笔录后撤销"), "{}", page.text());
}

/// Every level on record, decided here and by tests beside this one, comes out again.
fn replay_levels(desk: &Desk) {
    let replayers = Replayers::new(&desk.services.vault);
    let filter = DecisionFilter { kind: Some(DecisionKind::CreditLevel), ..DecisionFilter::default() };
    let differences = desk.services.db.read(|conn| {
        let levels = audit::decisions(conn, &filter, PageAsked::default())?.items;
        assert!(!levels.is_empty());
        levels.iter().map(|level| replayers.replay(conn, level)).collect::<Outcome<Vec<_>>>()
    });
    assert!(differences.unwrap().iter().all(Vec::is_empty));
}

#[actix_web::test]
async fn everybody_sees_what_is_theirs() {
    let desk = market_desk();
    let (own, other) = (&desk.parts.institution, &desk.parts.other_institution);
    let board = desk.get("supervisor", "/api/v1/credit?sort=index&size=500").await.json();
    let items = board["items"].as_array().unwrap();
    assert!(items.len() > 1 && items.windows(2).all(|pair| decimal_or(&pair[0]) >= decimal_or(&pair[1])), "{board}");
    let mine = desk.get("institution_admin", "/api/v1/credit").await.json();
    assert_eq!((mine["total"].as_u64(), mine["items"][0]["institution"].as_str()), (Some(1), Some(own.as_str())));
    assert_eq!(desk.get("institution_admin", &format!("/api/v1/institutions/{other}/credit")).await.status, 404);
    assert_eq!(desk.get("institution_admin", "/api/v1/credit/preview").await.status, 404);
    assert_eq!(desk.get("review_expert", "/api/v1/credit").await.status, 403);
    assert_eq!(desk.get("stranger", "/api/v1/credit").await.json()["total"], 0, "another division's facts");
    for path in ["/credit", "/credit?try=1&a_from=99", "/credit?format=csv"] {
        assert_eq!(desk.get("finance_handler", path).await.status, 200, "{path}");
    }
}

fn decimal_or(row: &Value) -> Decimal {
    row["index"].as_str().map_or(Decimal::NEGATIVE_ONE, |index| index.parse().unwrap())
}

#[actix_web::test]
async fn other_rules_say_who_would_change_level() {
    let desk = market_desk();
    let same = desk.get("finance_handler", "/api/v1/credit/preview").await.json();
    assert_eq!((same["changed"].as_array().unwrap().len(), &same["moved"]), (0, &json!(0)), "{same}");
    // Nobody reaches such an A: whoever has one loses it.
    let hard =
        desk.get("finance_handler", "/api/v1/credit/preview?a_from=99.99&b_from=99.98&c_from=99.97").await.json();
    let changed = hard["changed"].as_array().unwrap();
    assert!(!changed.is_empty() && changed.iter().all(|shift| shift["level_then"] == "D"), "{hard}");
    assert_eq!(desk.get("finance_handler", "/api/v1/credit/preview?a_from=10").await.status, 422);
    assert_eq!(desk.get("finance_handler", "/api/v1/credit/preview?half_life=10").await.status, 422);
}
