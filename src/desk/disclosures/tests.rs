//! Disclosure through the application: withheld words are gone from the public copy, two people, the report.

use crate::desk::fixture::market_desk as desk;
use crate::desk::panels::tests::{post, send};
use crate::disclosures::service::is_out;
use crate::replayers::Replayers;
use actix_web::http::Method;
use actix_web::test::TestRequest;
use serde_json::{Value, json};

fn part<'v>(file: &'v Value, name: &str) -> &'v Value {
    file["parts"].as_array().unwrap().iter().find(|p| p["name"] == name).unwrap()
}

#[actix_web::test]
async fn what_is_withheld_never_reaches_the_public_and_another_person_publishes() {
    let desk = desk();
    // Another test supersedes the result of the first commission, another rectifies the last of its unit.
    let unit = &desk.parts.commission.unit_code;
    let commission =
        desk.parts.commissions.iter().find(|c| c.unit_code != *unit && c.institution_name.is_some()).unwrap();
    let (number, institution) = (&commission.number, commission.institution_name.clone().unwrap());
    let path = format!("/api/v1/disclosures/{number}");
    let before = desk.get("finance_handler", &path).await.json();
    assert_eq!((&before["standing"], &before["acts"]), (&json!("open"), &json!(["prepare"])), "{before}");
    assert_eq!(desk.get("stranger", &path).await.status, 404);
    assert_eq!(desk.get("budget_unit", &path).await.status, 403);
    assert_eq!(desk.get("", &format!("/api/v1/public-results/{number}")).await.status, 404, "nothing is public yet");

    let withheld = |passage: &str| {
        json!({"withheld": [
            {"part": "institution", "passage": passage, "ground": "trade_secret", "reason": "机构商业信息"},
            {"part": "score", "ground": "process", "reason": "过程性评分信息"}]})
    };
    let draft = format!("{path}/draft");
    assert_eq!(send("finance_approver", Method::PUT, &draft, withheld(&institution)).await.status, 403);
    let wrong = send("finance_handler", Method::PUT, &draft, withheld("并无此机构名称")).await;
    assert!(wrong.status == 422 && wrong.text().contains("没有“并无此机构名称”"), "{}", wrong.text());
    let approval = format!("{path}/approval");
    assert_eq!(post("finance_approver", &approval, json!(null)).await.status, 404, "nothing waits");
    let prepared = send("finance_handler", Method::PUT, &draft, withheld(&institution)).await;
    assert_eq!(prepared.status, 200, "{}", prepared.text());
    let prepared = prepared.json();
    assert_eq!(part(&prepared, "institution")["original"], json!(institution));
    assert_eq!(desk.get("", &format!("/api/v1/public-results/{number}")).await.status, 404, "not approved");
    assert_eq!(post("finance_handler", &approval, json!(null)).await.status, 403);
    let page = desk.get("finance_approver", &format!("/disclosures/{number}")).await;
    assert!(page.status == 200 && page.text().contains(&format!("/disclosures/{number}/approval")));
    let done = post("finance_approver", &approval, json!(null)).await;
    assert_eq!(done.status, 200, "{}", done.text());
    assert_eq!(done.json()["standing"], "published");
    assert_eq!(send("finance_handler", Method::PUT, &draft, json!({})).await.status, 409, "published is published");

    let public = desk.get("", &format!("/api/v1/public-results/{number}")).await;
    assert!(public.status == 200 && !public.text().contains(&institution), "{}", public.text());
    let public = public.json();
    assert!(part(&public, "score")["text"].as_str().unwrap().contains("过程性信息"));
    assert_ne!(public["sha256"], done.json()["original_sha256"]);
    for address in [format!("/public-results/{number}"), "/public-results".to_owned()] {
        let page = desk.get("", &address).await;
        assert!(page.status == 200 && page.text().contains(&commission.project_name), "{address}");
        assert!(!page.text().contains(&institution), "{address}");
    }
    let services = &desk.services;
    let report = Replayers::new(&services.vault).replay_all(&services.db, |_| {}).unwrap();
    assert_eq!((report.different, report.differences.first()), (0, None));
}

#[actix_web::test]
async fn the_form_withholds_and_says_what_is_wrong() {
    let desk = desk();
    let unit = &desk.parts.commission.unit_code;
    let commission = desk.parts.commissions.iter().rfind(|c| c.unit_code != *unit).unwrap();
    let send = async |ground: &str| {
        let fields = [
            ("csrf", desk.form_token("finance_handler")),
            ("part0", "unit"),
            ("passage0", ""),
            ("ground0", ground),
            ("reason0", "涉及个人隐私"),
            ("part1", ""),
        ];
        let address = format!("/disclosures/{}/draft", commission.number);
        desk.send("finance_handler", TestRequest::post().uri(&address).set_form(fields)).await
    };
    let refused = send("").await;
    assert!(refused.status == 422 && refused.text().contains("请选择不予公开的依据"), "{}", refused.text());
    let done = send("privacy").await;
    assert_eq!((done.status, done.header("location")), (303, format!("/disclosures/{}", commission.number).as_str()));
    let board = desk.get("supervisor", "/api/v1/disclosures").await.json();
    let found = board.as_array().unwrap().iter().find(|row| row["number"] == commission.number.as_str());
    assert_eq!(found.unwrap()["standing"], "prepared");
    assert_eq!(desk.get("supervisor", "/disclosures").await.status, 200);
}

#[actix_web::test]
async fn the_congress_reads_the_results_of_a_year() {
    let desk = desk();
    let year = desk.parts.commission.fiscal_year;
    let report = desk.get("finance_handler", &format!("/api/v1/congress-report?year={year}")).await.json();
    let rows = report["rows"].as_array().unwrap();
    let out = desk.parts.commissions.iter().filter(|c| c.fiscal_year == year && is_out(c.state));
    let numbers: Vec<&str> = out.map(|c| c.number.as_str()).collect();
    let listed = |number: &&str| rows.iter().any(|row| row["number"] == *number);
    assert!(!numbers.is_empty() && numbers.iter().all(listed), "{report}");
    let counted: u64 = report["grades"].as_object().unwrap().values().map(|n| n.as_u64().unwrap()).sum();
    assert_eq!(counted, rows.len() as u64);
    assert_eq!(report["recipients"][0]["zh"], "市人大财经委");
    let page = desk.get("finance_handler", &format!("/congress-report?year={year}")).await;
    assert!(page.status == 200 && page.text().contains("市人大财经委"), "{}", page.text());
    let book = desk.get("finance_handler", &format!("/congress-report?year={year}&format=xlsx")).await;
    assert_eq!((book.status, &book.body[..2]), (200, b"PK".as_slice()));
    assert_eq!(desk.get("finance_handler", "/congress-report?year=x").await.status, 422);
    assert_eq!(desk.get("budget_unit", "/congress-report").await.status, 403);
}
