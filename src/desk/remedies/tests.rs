//! After an award: the notice, each bidder's own score, a challenge that stops the contract, and the complaint.

use crate::bids::model::Standing;
use crate::bids::service as bids;
use crate::commissions::{Commission, State, service as commissions};
use crate::desk::fixture::{Answer, Desk, market_desk as desk};
use crate::desk::panels::tests::{offers, opened, post, score, send};
use crate::panels::service as panels;
use crate::platform::failure::Outcome;
use crate::remedies::service::{self as remedies, By, Law};
use crate::remedies::{Finding, Subject};
use crate::terms::{Day, Instant};
use actix_web::http::Method;
use serde_json::json;

/// A commission of one of the smallest projects with its award.
pub(in crate::desk) async fn awarded(desk: &Desk, smallest: usize) -> Commission {
    let commission = opened(desk, smallest, &offers());
    let seeds = json!({"seeds": {"finance": "51".repeat(32), "supervisor": "62".repeat(32)}});
    let path = format!("/api/v1/market/{}", commission.number);
    assert_eq!(post("finance_handler", &format!("{path}/panel"), seeds).await.status, 204);
    let now = desk.services.clock.now();
    let marked: Outcome<()> = desk.services.db.write(|conn| {
        let known = panels::panel(conn, &commission)?;
        for member in &known.members {
            panels::declare(conn, &commission, &member.expert_id, (false, ""), now)?;
            let each = |bid: &crate::bids::Bid| {
                [(bid.id.clone(), "评价方案".to_owned(), score("50")), (bid.id.clone(), "职称".to_owned(), score("20"))]
            };
            let sheet: Vec<_> = known.bids.iter().flat_map(each).collect();
            panels::mark(conn, &commission, &member.expert_id, (&sheet, true), now)?;
        }
        Ok(())
    });
    marked.unwrap();
    assert_eq!(post("finance_handler", &format!("{path}/panel/completion"), json!(null)).await.status, 204);
    assert_eq!(post("finance_approver", &format!("{path}/award"), json!(null)).await.status, 204);
    desk.services.db.read(|conn| commissions::by_id(conn, commission.id.as_str())).unwrap()
}

fn contract(desk: &Desk, commission: &Commission) -> Outcome<()> {
    let at = desk.services.clock.now();
    let signed =
        |conn: &mut _| commissions::advance(conn, &commission.id, State::Contracted, "x", "签订", at).map(drop);
    desk.services.db.write(signed)
}

#[actix_web::test]
async fn the_result_is_published_once_and_each_bidder_sees_its_own_alone() {
    let desk = desk();
    let commission = awarded(desk, 2).await;
    let path = format!("/api/v1/market/{}", commission.number);
    let before = desk.get("", &path).await.json();
    assert_eq!(before["result"], json!(null));
    assert_eq!(post("finance_checker", &format!("{path}/result-notice"), json!(null)).await.status, 403);
    assert_eq!(post("stranger", &format!("{path}/result-notice"), json!(null)).await.status, 404);
    assert_eq!(post("finance_handler", &format!("{path}/result-notice"), json!(null)).await.status, 204);
    assert_eq!(post("finance_handler", &format!("{path}/result-notice"), json!(null)).await.status, 409);
    let public = desk.get("", &path).await.json();
    assert_eq!(public["result"]["price"], json!(5_000_000), "{public}");
    let bids = desk.services.db.read(|conn| bids::of_commission(conn, commission.id.as_str())).unwrap();
    let loser = bids.iter().find(|bid| bid.standing == Standing::NotAwarded).unwrap();
    assert!(!public.to_string().contains(&loser.institution_name), "losers are not named");
    let file = desk.get("finance_handler", &format!("{path}/remedies")).await.json();
    assert_eq!((&file["own"], &file["is_statutory"]), (&json!(null), &json!(false)));
    assert!(file["clocks"].as_array().unwrap().iter().any(|clock| clock["id"] == "contract"), "{file}");
    let own = desk.get("institution_admin", &format!("{path}/remedies")).await.json();
    let mine = bids.iter().find(|bid| bid.institution_id == desk.parts.institution);
    assert_eq!(own["own"]["rank"], json!(mine.and_then(|bid| bid.position)));
    assert!(mine.is_some() || own["own"].is_null());
    for other in
        bids.iter().filter(|bid| bid.institution_id != desk.parts.institution && bid.standing != Standing::Awarded)
    {
        assert!(!own.to_string().contains(&other.institution_name), "{own}");
    }
    let state = |id: &str| {
        let papers = file["papers"].as_array().unwrap();
        papers.iter().find(|paper| paper["id"] == id).unwrap()["state"].clone()
    };
    assert_eq!(
        (state("award"), state("bids"), state("contract")),
        (json!("present"), json!("present"), json!("missing"))
    );
    assert_eq!((state("answers"), &own["papers"]), (json!("not_needed"), &json!([])));
    for login in ["review_expert", "budget_unit", ""] {
        assert!(matches!(desk.get(login, &format!("{path}/remedies")).await.status, 401 | 403), "{login}");
    }
    assert_eq!(desk.get("stranger", &format!("{path}/remedies")).await.status, 404);
    let page = desk.get("supervisor", &format!("/market/{}/remedies", commission.number)).await;
    assert!(page.status == 200 && page.text().contains("签订合同"), "{}", page.text());
}

#[actix_web::test]
async fn a_challenge_stops_the_contract_until_it_is_answered_and_a_complaint_may_stop_it_again() {
    let desk = desk();
    let commission = awarded(desk, 3).await;
    let services = &desk.services;
    let law = Law { route: services.routes.get(&commission.route).unwrap(), calendar: &services.calendar };
    let now = services.clock.now();
    let bids = services.db.read(|conn| bids::of_commission(conn, commission.id.as_str())).unwrap();
    let loser = bids.iter().find(|bid| bid.standing == Standing::NotAwarded).unwrap();
    let who = (loser.institution_id.as_str(), loser.institution_name.as_str());
    let file = |subject, at: Instant| {
        let by = By { login: "institution", at };
        services.db.write(|conn| remedies::challenge(conn, law, &commission, (who, subject, "价格分计算有误"), by))
    };
    assert!(file(Subject::Result, now).is_err(), "not published yet");
    let path = format!("/api/v1/market/{}", commission.number);
    assert_eq!(post("finance_handler", &format!("{path}/result-notice"), json!(null)).await.status, 204);
    let id = file(Subject::Result, now).unwrap();
    assert!(file(Subject::Result, now).is_err(), "one at a time");
    let refused = contract(desk, &commission).unwrap_err();
    assert!(refused.to_string().contains("暂停") || format!("{refused:?}").contains("暂停"), "{refused:?}");
    let one = format!("{path}/challenges/{id}");
    let answered = |finding: Finding| json!({"finding": finding, "text": "经复核，计算无误"});
    let put = |login: &'static str, body| {
        let path = format!("{one}/answer");
        async move { send(login, Method::PUT, &path, body).await as Answer }
    };
    assert_eq!(put("finance_approver", answered(Finding::Unfounded)).await.status, 403);
    assert_eq!(put("finance_handler", json!({"finding": "unfounded", "text": " "})).await.status, 422);
    let done = put("finance_handler", answered(Finding::Unfounded)).await;
    assert_eq!(done.status, 204, "{}", done.text());
    assert_eq!(put("finance_handler", answered(Finding::Unfounded)).await.status, 409, "once");
    let shown = desk.get("supervisor", &format!("{path}/remedies")).await.json();
    assert_eq!((&shown["holds"], &shown["challenges"][0]["answer"]["finding"]), (&json!([]), &json!("unfounded")));
    let ruling = format!("{one}/ruling");
    assert_eq!(post("finance_approver", &ruling, answered(Finding::Unfounded)).await.status, 409, "no complaint");
    let complain = |institution: &str| {
        let by = By { login: "institution", at: now };
        let said = (id.as_str(), institution, "不服答复");
        services.db.write(|conn| remedies::complain(conn, law, &commission, said, by))
    };
    assert!(complain("another").is_err());
    complain(who.0).unwrap();
    assert!(complain(who.0).is_err(), "once");
    let today = now.day_in_china();
    let pause = |until: Day| json!({"until": until, "reason": "需调取评审录像"});
    let too_long = post("finance_approver", &format!("{one}/pause"), pause(today.plus_days(31))).await;
    assert_eq!(too_long.status, 422, "{}", too_long.text());
    let path_pause = format!("{one}/pause");
    assert_eq!(post("finance_approver", &path_pause, pause(today.plus_days(30))).await.status, 204);
    assert!(contract(desk, &commission).is_err(), "paused");
    assert_eq!(post("finance_handler", &format!("{path}/pause-end"), json!(null)).await.status, 409, "not over yet");
    assert_eq!(post("finance_handler", &ruling, answered(Finding::Unfounded)).await.status, 403);
    assert_eq!(post("finance_approver", &ruling, answered(Finding::Unfounded)).await.status, 204);
    let report = crate::replayers::Replayers::new(&services.vault).replay_all(&services.db, |_| {}).unwrap();
    assert!(report.differences.is_empty(), "{:?}", report.differences);
    contract(desk, &commission).unwrap();
}
