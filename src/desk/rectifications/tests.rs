//! A rectification through the application: problem, measure, evidence, check; and one that fails and is handed on.

use crate::desk::fixture::{Desk, market_desk};
use crate::replayers::Replayers;
use actix_web::http::{Method, header};
use actix_web::test::TestRequest;
use serde_json::{Value, json};

async fn send(desk: &Desk, login: &str, method: Method, path: &str, body: Value) -> (u16, Value) {
    let request = TestRequest::default().method(method).uri(&format!("/api/v1/rectifications{path}"));
    let request = request.insert_header(("x-csrf-token", desk.form_token(login)));
    let request = request.insert_header((header::ACCEPT, "application/json"));
    let answer = desk.send(login, request.set_json(body)).await;
    (answer.status, serde_json::from_slice(&answer.body).unwrap_or_default())
}

async fn demanded(desk: &Desk, commission: &str) -> String {
    let new = json!({"commission": commission, "problem": "项目资金沉淀超过一年", "due_on": "2999-12-31"});
    let (status, made) = send(desk, "finance_handler", Method::POST, "", new).await;
    assert_eq!((status, &made["stage"]), (201, &json!("demanded")), "{made}");
    made["number"].as_str().unwrap().to_owned()
}

#[actix_web::test]
async fn a_problem_is_mended_or_handed_on_and_every_step_has_its_person() {
    let desk = market_desk();
    let unit = &desk.parts.commission.unit_code;
    let own: Vec<_> = desk.parts.commissions.iter().filter(|c| c.unit_code == *unit).collect();
    // Another test supersedes the result of the first.
    let commission = own.last().unwrap().number.clone();
    let no_day = json!({"commission": commission, "problem": "项目资金沉淀超过一年"});
    assert_eq!(send(desk, "finance_handler", Method::POST, "", no_day.clone()).await.0, 422, "no text sets a term");
    assert_eq!(send(desk, "finance_checker", Method::POST, "", no_day.clone()).await.0, 403);
    assert_eq!(send(desk, "stranger", Method::POST, "", no_day).await.0, 404);

    let number = demanded(desk, &commission).await;
    let say = |text: &str| json!({ "text": text });
    let on = |what: &str| format!("/{number}/{what}");
    assert_eq!(
        send(desk, "budget_unit", Method::PUT, &on("evidence"), say("已收回资金")).await.0,
        422,
        "measure first"
    );
    assert_eq!(send(desk, "budget_unit", Method::PUT, &on("measure"), say("收回")).await.0, 422);
    assert_eq!(send(desk, "budget_unit", Method::PUT, &on("measure"), say("清理收回沉淀资金")).await.0, 200);
    assert_eq!(
        send(desk, "finance_checker", Method::POST, &on("check"), json!({"found": "done", "remark": "核查属实"}))
            .await
            .0,
        422
    );
    assert_eq!(send(desk, "budget_unit", Method::PUT, &on("evidence"), say("财政收回凭证第17号")).await.0, 200);
    let back = json!({"found": "send_back", "remark": "缺少银行回单"});
    assert_eq!(send(desk, "finance_checker", Method::POST, &on("check"), back).await.1["stage"], "measured");
    assert_eq!(send(desk, "budget_unit", Method::PUT, &on("evidence"), say("补交银行回单")).await.0, 200);
    assert_eq!(
        send(desk, "finance_handler", Method::POST, &on("check"), json!({"found": "done", "remark": "核查属实"}))
            .await
            .0,
        403
    );
    let (_, closed) =
        send(desk, "finance_checker", Method::POST, &on("check"), json!({"found": "done", "remark": "核查属实"})).await;
    assert_eq!((&closed["stage"], &closed["standing"]), (&json!("closed"), &json!("DONE")), "{closed}");
    let steps: Vec<&str> = closed["steps"].as_array().unwrap().iter().map(|s| s["what"].as_str().unwrap()).collect();
    assert_eq!(steps, ["demanded", "measured", "evidenced", "sent_back", "evidenced", "closed"]);
    assert_eq!(
        send(desk, "finance_approver", Method::POST, &on("escalation"), json!(null)).await.0,
        422,
        "it did not fail"
    );
    assert_eq!(send(desk, "budget_unit", Method::PUT, &on("measure"), say("再次提交措施")).await.0, 422);

    what_fails_is_handed_on(desk, &commission).await;
    let services = &desk.services;
    let report = Replayers::new(&services.vault).replay_all(&services.db, |_| {}).unwrap();
    assert_eq!((report.different, report.differences.first()), (0, None));
}

async fn what_fails_is_handed_on(desk: &Desk, commission: &str) {
    let number = demanded(desk, commission).await;
    let on = |what: &str| format!("/{number}/{what}");
    let text = json!({"text": "将于明年清理资金"});
    assert_eq!(send(desk, "budget_unit", Method::PUT, &on("measure"), text.clone()).await.0, 200);
    assert_eq!(send(desk, "budget_unit", Method::PUT, &on("evidence"), text).await.0, 200);
    let poor = json!({"found": "poor", "remark": "资金仍未收回"});
    assert_eq!(send(desk, "finance_checker", Method::POST, &on("check"), poor).await.1["standing"], "POOR");
    assert_eq!(send(desk, "finance_approver", Method::POST, &on("escalation"), json!(null)).await.0, 200);
    assert_eq!(send(desk, "finance_approver", Method::POST, &on("escalation"), json!(null)).await.0, 422, "only once");
    let lines = desk.get("finance_handler", &format!("/api/v1/instructions?q={commission}&size=500")).await.json();
    let of = |action: &str| {
        let lines = lines["items"].as_array().unwrap().iter();
        lines.filter(|l| l["rectification"] == "POOR" && l["action"] == action).count()
    };
    assert_eq!((of("SUSPEND"), of("NO_NEW_SIMILAR")), (1, 1), "{lines}");
    let feed = desk.get("core_budget", "/api/v1/feed?limit=1000").await.json();
    let closed = |e: &&Value| {
        e["type"] == "cn.hengping.rectification.closed.v1" && e["data"]["rectification_no"] == number.as_str()
    };
    let events: Vec<&Value> = feed["events"].as_array().unwrap().iter().filter(closed).collect();
    assert_eq!((events.len(), &events[0]["data"]["outcome"]), (1, &json!("POOR")));
    let described = desk.get("", "/api/asyncapi.json").await.json();
    let keys = |v: &Value| v.as_object().unwrap().keys().cloned().collect::<std::collections::BTreeSet<_>>();
    let schema = &described["components"]["schemas"]["rectificationClosed"]["properties"]["data"]["properties"];
    assert_eq!(keys(&events[0]["data"]), keys(schema));
    let page = desk.get("finance_checker", &format!("/rectifications?q={number}")).await;
    assert!(page.status == 200 && page.text().contains("资金仍未收回"));
    assert_eq!(desk.get("stranger", "/api/v1/rectifications").await.json()["total"], 0);
}
