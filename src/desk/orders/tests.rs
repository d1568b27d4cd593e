//! Orders through the whole application: from the plan to the announcement, by three people.

use crate::desk::fixture::{Answer, DIVISION, market_desk as desk};
use actix_web::http::Method;
use actix_web::test::TestRequest;
use serde_json::{Value, json};

async fn send(login: &str, method: Method, path: &str, body: Value) -> Answer {
    let desk = desk();
    let request = TestRequest::default()
        .method(method)
        .uri(path)
        .insert_header(("origin", "http://localhost:8080"))
        .insert_header(("host", "localhost:8080"))
        .insert_header(("accept", "application/json"))
        .insert_header(("x-csrf-token", desk.form_token(login)));
    desk.send(login, request.set_json(body)).await
}

async fn post(login: &str, path: &str, body: Value) -> Answer {
    send(login, Method::POST, path, body).await
}

/// A project of the year, the largest first after `skip` others. All have a key evaluation; these tests order
/// ex-ante evaluations, which the place's pack lets be commissioned as well.
async fn project(skip: usize) -> Value {
    let all = desk().get("finance_handler", "/api/v1/plan?min_wan=100&size=500").await.json();
    all["items"][skip].clone()
}

fn requirement() -> Value {
    let how = "好 80%–100%，一般 60%–80%，差 0–60%";
    json!({
        "kind": "EX_ANTE", "contains_state_secrets": false, "scope": "项目全部支出", "deliverables": "评价报告",
        "funds_fen": 6_000_000, "ceiling_fen": 5_800_000, "route": "BELOW_LIMIT",
        "announced_on": "2026-09-21", "bids_close_on": "2026-09-28", "report_due_on": "2026-12-15",
        "team": {"lead_evaluators": 1, "members": 4}, "sme": {"deduction": 10},
        "factors": [{"name": "价格", "kind": "price", "points": "20", "how": ""},
            {"name": "评价方案", "kind": "subjective", "points": "60", "how": how},
            {"name": "主评人职称", "kind": "objective", "points": "20", "how": "高级 20 分，中级 10 分"}],
    })
}

async fn drafted(skip: usize) -> (String, i64) {
    let chosen = project(skip).await;
    let body = json!({"project_code": chosen["code"], "year": chosen["year"], "requirement": requirement()});
    let made = post("finance_handler", "/api/v1/orders", body.clone()).await;
    assert_eq!(made.status, 201, "{}", made.text());
    assert_eq!(post("finance_handler", "/api/v1/orders", body).await.status, 409, "once a year for each kind");
    let made = made.json();
    assert_eq!((&made["state"], &made["opinion"]["lawful"]), (&json!("draft"), &json!(true)), "{made}");
    (made["number"].as_str().unwrap().to_owned(), made["version"].as_i64().unwrap())
}

#[actix_web::test]
async fn three_people_take_an_order_to_its_approval_and_it_can_be_replayed() {
    let desk = desk();
    let (number, _) = drafted(0).await;
    let path = format!("/api/v1/orders/{number}");
    let of = |step: &str| format!("{path}/{step}");
    let pass = json!({"pass": true});
    assert_eq!(post("finance_checker", &of("check"), pass.clone()).await.status, 409, "not proposed yet");
    assert_eq!(post("finance_handler", &of("proposal"), json!(null)).await.status, 204);
    assert_eq!(post("finance_handler", &of("check"), pass.clone()).await.status, 403);
    assert_eq!(post("finance_approver", &of("approval"), pass.clone()).await.status, 409, "not checked yet");
    let returned = json!({"pass": false, "reason": " "});
    assert_eq!(post("finance_checker", &of("check"), returned).await.status, 422, "a return needs its reason");
    assert_eq!(post("finance_checker", &of("check"), json!({"pass": false, "reason": "请补充指标"})).await.status, 204);
    let back = desk.get("finance_handler", &path).await.json();
    assert_eq!((&back["state"], &back["returned_because"]), (&json!("draft"), &json!("请补充指标")));
    assert_eq!(post("finance_handler", &of("proposal"), json!(null)).await.status, 204);
    assert_eq!(post("finance_checker", &of("check"), pass.clone()).await.status, 204);
    assert_eq!(post("finance_approver", &of("approval"), pass).await.status, 204);
    let approved = desk.get("supervisor", &path).await.json();
    assert_eq!((&approved["state"], &approved["approved"]["by"]), (&json!("approved"), &json!("finance_approver")));
    for login in ["stranger", "institution_admin", "review_expert"] {
        assert!(matches!(desk.get(login, &path).await.status, 403 | 404), "{login}");
    }
    let decisions = desk.get("supervisor", &format!("/api/v1/decisions?q={number}&kind=order_judged")).await;
    assert_eq!(decisions.status, 200, "{}", decisions.text());
    let services = &desk.services;
    let replayers = crate::replayers::Replayers::new(&services.vault);
    let report = replayers.replay_all(&services.db, |_| {}).unwrap();
    assert!(report.differences.is_empty(), "{:?}", report.differences);
    // A change sends it through all three again.
    let version = approved["version"].as_i64().unwrap();
    let mut asked = requirement();
    asked["ceiling_fen"] = json!(5_500_000);
    let change = json!({"version": version - 1, "requirement": asked});
    assert_eq!(send("finance_handler", Method::PUT, &path, change).await.status, 412);
    let change = json!({"version": version, "requirement": asked});
    let changed = send("finance_handler", Method::PUT, &path, change).await.json();
    assert_eq!((&changed["state"], &changed["approved"]), (&json!("draft"), &json!(null)), "{changed}");
    assert_eq!(changed["requirement"]["ceiling_fen"], 5_500_000);
}

#[actix_web::test]
async fn an_unlawful_order_is_not_handed_on_and_says_each_article() {
    let (number, version) = drafted(1).await;
    let path = format!("/api/v1/orders/{number}");
    let mut asked = requirement();
    asked["ceiling_fen"] = json!(0);
    asked["factors"][1]["name"] = json!("注册资本");
    let change = json!({"version": version, "requirement": asked});
    let changed = send("finance_handler", Method::PUT, &path, change).await.json();
    assert_eq!(changed["opinion"]["lawful"], json!(false));
    let refused = post("finance_handler", &format!("{path}/proposal"), json!(null)).await;
    assert_eq!(refused.status, 422);
    let grounds = refused.json()["grounds"].to_string();
    assert!(grounds.contains("P-17") && grounds.contains("P-12"), "{grounds}");
}

#[actix_web::test]
async fn a_hold_stops_every_step_but_the_end() {
    let (number, _) = drafted(2).await;
    let of = |step: &str| format!("/api/v1/orders/{number}/{step}");
    let why = json!({"reason": "预算尚未批复"});
    assert_eq!(post("finance_handler", &of("release"), why.clone()).await.status, 409);
    assert_eq!(post("finance_handler", &of("hold"), json!({"reason": "?"})).await.status, 422);
    assert_eq!(post("finance_handler", &of("hold"), why.clone()).await.status, 204);
    assert_eq!(post("finance_handler", &of("hold"), why.clone()).await.status, 409, "held already");
    let held = post("finance_handler", &of("proposal"), json!(null)).await;
    assert!(held.status == 409 && held.text().contains("预算尚未批复"), "{}", held.text());
    assert_eq!(post("finance_handler", &of("release"), why.clone()).await.status, 204);
    assert_eq!(post("finance_handler", &of("proposal"), json!(null)).await.status, 204);
    assert_eq!(post("finance_handler", &of("termination"), why.clone()).await.status, 403);
    assert_eq!(post("finance_handler", &of("hold"), why.clone()).await.status, 204);
    assert_eq!(post("finance_approver", &of("termination"), why.clone()).await.status, 204);
    assert_eq!(post("finance_approver", &of("termination"), why).await.status, 409);
}

#[actix_web::test]
async fn the_plan_filters_and_the_pages_work() {
    let desk = desk();
    let all = desk.get("finance_handler", "/api/v1/plan?size=500").await.json();
    let some =
        desk.get("finance_handler", "/api/v1/plan?livelihood=yes&min_wan=1000&evaluated=yes&size=500").await.json();
    let (all, some) = (all["total"].as_i64().unwrap(), some["items"].as_array().unwrap().clone());
    assert!(!some.is_empty() && (some.len() as i64) < all);
    let sound = |row: &Value| {
        row["livelihood"] == true && row["budget"].as_i64() >= Some(1_000_000_000) && !row["last"].is_null()
    };
    assert!(some.iter().all(sound), "{some:?}");
    assert_eq!(desk.get("finance_handler", "/api/v1/plan?livelihood=maybe").await.status, 422);
    assert_eq!(desk.get("review_expert", "/api/v1/plan").await.status, 403);
    let page = desk.get("finance_handler", "/plan").await.text();
    assert!(page.contains("/orders/new?project="), "{page}");
    let chosen = project(3).await;
    let (code, year) = (chosen["code"].as_str().unwrap(), chosen["year"].as_i64().unwrap());
    let form = desk.get("finance_handler", &format!("/orders/new?project={code}&year={year}")).await;
    assert!(form.status == 200 && form.text().contains("factor0_points"), "{}", form.text());
    let fields = [
        ("csrf", desk.form_token("finance_handler")),
        ("project", code),
        ("year", &year.to_string()),
        ("kind", "EX_ANTE"),
        ("secrets", "no"),
        ("scope", "全部支出"),
        ("deliverables", "报告"),
        ("funds_wan", "20"),
        ("ceiling_wan", "18.5"),
        ("route", "BELOW_LIMIT"),
        ("announced_on", "2026-09-21"),
        ("bids_close_on", "2026-09-28"),
        ("report_due_on", "2026-12-15"),
        ("lead_evaluators", "1"),
        ("members", "3"),
        ("factor0_name", "价格"),
        ("factor0_kind", "price"),
        ("factor0_points", "100"),
        ("sme", "deduction"),
        ("sme_percent", "10"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()));
    let submit = |fields: Vec<(String, String)>| {
        let request = TestRequest::post().uri("/orders").insert_header(("origin", "http://localhost:8080"));
        desk.send("finance_handler", request.insert_header(("host", "localhost:8080")).set_form(fields))
    };
    let bad = fields.clone().into_iter().map(|(n, v)| if n == "funds_wan" { (n, "二十".into()) } else { (n, v) });
    let shown = submit(bad.collect()).await;
    assert!(shown.status == 422 && shown.text().contains("全部支出"), "{}", shown.text());
    let made = submit(fields.to_vec()).await;
    assert_eq!(made.status, 303, "{}", made.text());
    let order = desk.get("finance_handler", made.header("location")).await;
    assert!(order.status == 200 && order.text().contains("提交复核") && order.text().contains(DIVISION));
}
