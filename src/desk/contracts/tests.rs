//! A contract from its draft to the last payment: two people, one text, the price of the award, stages in their order.

use crate::bids::model::Standing;
use crate::bids::service as bids;
use crate::commissions::service as commissions;
use crate::desk::fixture::market_desk as desk;
use crate::desk::panels::tests::{post, send};
use crate::desk::remedies::tests::awarded;
use crate::terms::Sha256Hex;
use actix_web::http::Method;
use serde_json::{Value, json};

async fn tags(number: &str) -> Vec<Value> {
    let package = desk().get("", &format!("/ocds/releases/ocds-213czf-{number}")).await.json();
    package["releases"].as_array().unwrap().clone()
}

fn contract_release(releases: &[Value]) -> Option<&Value> {
    releases.iter().find(|release| release["tag"][0] == "contract")
}

#[actix_web::test]
async fn a_contract_is_drafted_signed_off_published_and_carried_out() {
    let desk = desk();
    let commission = awarded(desk, 4).await;
    let number = commission.number.as_str();
    let path = format!("/api/v1/market/{number}/contract");
    let before = desk.get("finance_handler", &path).await.json();
    let usual = before["usual"].clone();
    assert_eq!((&before["contract"], &usual["deliverables"]), (&json!(null), &json!("报告")));
    // Who may, and what the law asks of the terms.
    assert_eq!(send("finance_checker", Method::PUT, &path, usual.clone()).await.status, 403);
    assert_eq!(send("stranger", Method::PUT, &path, usual.clone()).await.status, 404);
    let mut unlawful = usual.clone();
    (unlawful["liability"], unlawful["stages"][1]["by_quality"]) = (json!(""), json!(false));
    let refused = send("finance_handler", Method::PUT, &path, unlawful).await;
    assert!(refused.status == 422 && refused.text().contains("C-07") && refused.text().contains("C-08"));
    for _ in 0..2 {
        let drafted = send("finance_handler", Method::PUT, &path, usual.clone()).await;
        assert_eq!(drafted.status, 204, "{}", drafted.text());
    }
    // The text, in figures and in words, for the commissioner alone.
    let text = desk.get("supervisor", &format!("{path}/text")).await;
    let sha256 = Sha256Hex::of(&text.body);
    assert!(text.text().contains("50,000.00") && text.text().contains("伍万元整"), "{}", text.text());
    assert_eq!(text.header("etag"), format!("\"{sha256}\""));
    let received = desk.services.db.read(|conn| bids::of_commission(conn, commission.id.as_str())).unwrap();
    let winner = received.iter().find(|bid| bid.standing == Standing::Awarded).unwrap();
    assert!(text.text().contains(&winner.institution_name) && text.text().contains("财政局"));
    assert_eq!(desk.get("", &format!("{path}/text")).await.status, 404);
    for login in ["institution_admin", "other_institution"] {
        let seen = desk.get(login, &path).await;
        assert!(seen.status == 404 || seen.json()["contract"].is_null(), "{login}: a draft is not theirs");
    }
    // Another person, the revision that was read, once.
    let today = desk.services.clock.now().day_in_china();
    let signed = |revision: i32| json!({"revision": revision, "signed_on": today});
    assert_eq!(post("finance_handler", &format!("{path}/sign-off"), signed(2)).await.status, 403);
    assert_eq!(post("finance_checker", &format!("{path}/sign-off"), signed(1)).await.status, 412);
    let tomorrow = json!({"revision": 2, "signed_on": today.plus_days(1)});
    assert_eq!(post("finance_checker", &format!("{path}/sign-off"), tomorrow).await.status, 422);
    assert_eq!(post("finance_handler", &format!("{path}/publication"), json!(null)).await.status, 409, "not signed");
    let done = post("finance_checker", &format!("{path}/sign-off"), signed(2)).await;
    assert_eq!(done.status, 204, "{}", done.text());
    assert_eq!(post("finance_checker", &format!("{path}/sign-off"), signed(2)).await.status, 409);
    assert_eq!(send("finance_handler", Method::PUT, &path, usual.clone()).await.status, 409, "signed terms stay");
    let moved = desk.services.db.read(|conn| commissions::by_id(conn, commission.id.as_str())).unwrap();
    assert_eq!(moved.state.word(), "contracted");
    // Published: then everybody reads it, and it is a release.
    assert!(contract_release(&tags(number).await).is_none(), "a contract is public with its notice");
    assert_eq!(post("finance_handler", &format!("{path}/publication"), json!(null)).await.status, 204);
    assert_eq!(post("finance_handler", &format!("{path}/publication"), json!(null)).await.status, 409);
    assert_eq!(post("finance_handler", &format!("{path}/filing"), json!(null)).await.status, 204);
    assert_eq!(Sha256Hex::of(&desk.get("", &format!("{path}/text")).await.body), sha256);
    let tender = desk.get("", &format!("/api/v1/market/{number}")).await.json();
    assert_eq!(tender["contract"]["sha256"], json!(sha256));
    let releases = tags(number).await;
    let contract = &contract_release(&releases).unwrap()["contracts"][0];
    assert_eq!(contract["documents"][0]["documentType"], "contractSigned");
    assert_eq!((&contract["value"]["amount"], contract["milestones"].as_array().unwrap().len()), (&json!(50_000), 2));
    let remedies = desk.get("supervisor", &format!("/api/v1/market/{number}/remedies")).await.json();
    let paper = remedies["papers"].as_array().unwrap().iter().find(|paper| paper["id"] == "contract").unwrap().clone();
    assert_eq!((&paper["state"], &paper["place"]), (&json!("present"), &json!(format!("/market/{number}/contract"))));
    let clock = remedies["clocks"].as_array().unwrap().iter().find(|clock| clock["id"] == "contract_published");
    assert!(clock.is_none_or(|clock| clock["done_on"] == json!(today)), "{clock:?}");
    let report = crate::replayers::Replayers::new(&desk.services.vault).replay_all(&desk.services.db, |_| {}).unwrap();
    assert!(report.differences.is_empty(), "{:?}", report.differences);
    stages(&path, json!(today)).await;
    let page = desk.get("finance_handler", &format!("/market/{number}/contract")).await;
    assert!(page.status == 200 && page.text().contains("伍万元整"), "{}", page.text());
    let record = desk.get("", &format!("/ocds/records/ocds-213czf-{number}")).await.json();
    let done = &record["records"][0]["compiledRelease"]["contracts"][0]["implementation"];
    assert_eq!(done["transactions"][0]["value"]["amount"], json!(17_500), "{done}");
}

/// The second stage pays half of its 35,000 yuan: graded D, the contract leaves 0 to 60 per cent.
async fn stages(path: &str, today: Value) {
    let stage = |body: Value| async move { post("finance_handler", &format!("{path}/stages/2"), body).await };
    let step = |step: &str| json!({"step": step, "on": today});
    assert_eq!(stage(step("accepted")).await.status, 409, "nothing was delivered");
    assert_eq!(stage(step("delivered")).await.status, 204);
    assert_eq!(stage(step("delivered")).await.status, 409, "once");
    assert_eq!(stage(step("accepted")).await.status, 422, "paid by quality: a grade");
    assert_eq!(stage(json!({"step": "accepted", "on": today, "grade": "D"})).await.status, 422, "a range: a share");
    let accepted = json!({"step": "accepted", "on": today, "grade": "D", "share": "50"});
    assert_eq!(stage(accepted).await.status, 204);
    assert_eq!(stage(step("paid")).await.status, 409, "no invoice");
    assert_eq!(stage(step("invoiced")).await.status, 204);
    assert_eq!(stage(step("paid")).await.status, 204);
    let none = post("finance_handler", &format!("{path}/stages/3"), step("delivered")).await;
    assert_eq!(none.status, 404);
    let file = desk().get("finance_handler", path).await.json();
    let second = &file["contract"]["stages"][1];
    assert_eq!((&second["amount"], &second["payable"]), (&json!(3_500_000), &json!(1_750_000)), "{second}");
}
