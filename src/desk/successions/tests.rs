//! Who follows: by rank, decided by two people, published anew; anew where the law says so.

use crate::bids::Bid;
use crate::bids::model::Standing;
use crate::bids::service as bids;
use crate::commissions::{Commission, service as commissions};
use crate::desk::fixture::{Desk, market_desk as desk};
use crate::desk::panels::tests::{post, send};
use crate::desk::remedies::tests::awarded;
use crate::remedies::service::{self as remedies, By, Law};
use crate::remedies::{Finding, Subject};
use actix_web::http::Method;
use serde_json::{Value, json};

fn ranked(desk: &Desk, commission: &Commission) -> Vec<Bid> {
    desk.services.db.read(|conn| bids::of_commission(conn, commission.id.as_str())).unwrap()
}

fn winner(desk: &Desk, commission: &Commission) -> Bid {
    ranked(desk, commission).into_iter().find(|bid| bid.standing == Standing::Awarded).unwrap()
}

fn proposal(cause: &str, choice: &str) -> Value {
    json!({"cause": cause, "choice": choice, "reason": "逾期三十日未签订合同"})
}

fn replays(desk: &Desk) {
    let report = crate::replayers::Replayers::new(&desk.services.vault).replay_all(&desk.services.db, |_| {}).unwrap();
    assert!(report.differences.is_empty(), "{:?}", report.differences);
}

#[actix_web::test]
async fn the_next_by_rank_follows_a_winner_that_does_not_sign() {
    let desk = desk();
    let commission = awarded(desk, 7).await;
    let path = format!("/api/v1/market/{}", commission.number);
    let succession = format!("{path}/succession");
    let first = winner(desk, &commission);
    assert_eq!(post("finance_handler", &format!("{path}/result-notice"), json!(null)).await.status, 204);
    // A draft for the first is worth nothing for the next.
    let usual = desk.get("finance_handler", &format!("{path}/contract")).await.json()["usual"].clone();
    assert_eq!(send("finance_handler", Method::PUT, &format!("{path}/contract"), usual.clone()).await.status, 204);
    let next = proposal("not_signed", "next");
    assert_eq!(post("finance_approver", &succession, next.clone()).await.status, 403);
    assert_eq!(post("stranger", &succession, next.clone()).await.status, 404);
    let unfounded = post("finance_handler", &succession, proposal("upheld", "next")).await;
    assert_eq!(unfounded.status, 422, "no challenge was upheld: {}", unfounded.text());
    let yes = json!({"approve": true});
    assert_eq!(post("finance_approver", &format!("{succession}/decision"), yes.clone()).await.status, 409);
    assert_eq!(post("finance_handler", &succession, next.clone()).await.status, 204);
    assert_eq!(post("finance_handler", &succession, next.clone()).await.status, 409, "one at a time");
    assert_eq!(
        post("finance_approver", &format!("{succession}/decision"), json!({"approve": false})).await.status,
        422
    );
    let no = json!({"approve": false, "reason": "请先催告中选机构"});
    assert_eq!(post("finance_approver", &format!("{succession}/decision"), no).await.status, 204);
    assert_eq!(winner(desk, &commission).id, first.id, "refused, nothing changes");
    assert_eq!(post("finance_handler", &succession, next).await.status, 204);
    let done = post("finance_approver", &format!("{succession}/decision"), yes).await;
    assert_eq!(done.status, 204, "{}", done.text());
    let second = winner(desk, &commission);
    assert_eq!((second.position, first.position), (Some(2), Some(1)));
    let now = desk.services.db.read(|conn| commissions::by_id(conn, commission.id.as_str())).unwrap();
    assert_eq!(now.institution_id.as_deref(), Some(second.institution_id.as_str()));
    // The result is published anew, and the contract is drafted anew.
    assert_eq!(desk.get("", &path).await.json()["result"], json!(null));
    let today = desk.services.clock.now().day_in_china();
    let signed = json!({"revision": 1, "signed_on": today});
    let stale = post("finance_checker", &format!("{path}/contract/sign-off"), signed).await;
    assert_eq!(stale.status, 412, "{}", stale.text());
    assert_eq!(post("finance_handler", &format!("{path}/result-notice"), json!(null)).await.status, 204);
    assert_eq!(desk.get("", &path).await.json()["result"]["uscc"], json!(second.uscc));
    let page = desk.get("supervisor", &format!("/market/{}/succession", commission.number)).await;
    assert!(page.status == 200 && page.text().contains(&second.institution_name), "{}", page.text());
    assert_eq!(desk.get("institution_admin", &succession).await.status, 403);
    replays(desk);
}

#[actix_web::test]
async fn after_an_upheld_challenge_the_law_chooses() {
    let desk = desk();
    let commission = awarded(desk, 8).await;
    let path = format!("/api/v1/market/{}", commission.number);
    let succession = format!("{path}/succession");
    assert_eq!(post("finance_handler", &format!("{path}/result-notice"), json!(null)).await.status, 204);
    let loser = ranked(desk, &commission).into_iter().find(|bid| bid.standing == Standing::NotAwarded).unwrap();
    let services = &desk.services;
    let law = Law { route: services.routes.get(&commission.route).unwrap(), calendar: &services.calendar };
    let by = By { login: "institution", at: services.clock.now() };
    let who = (loser.institution_id.as_str(), loser.institution_name.as_str());
    let filed =
        |conn: &mut _| remedies::challenge(conn, law, &commission, (who, Subject::Result, "中选机构业绩不实"), by);
    let id = services.db.write(filed).unwrap();
    let upheld = json!({"finding": Finding::AffectsResult, "text": "经查业绩材料不实"});
    let answer = format!("{path}/challenges/{id}/answer");
    assert_eq!(send("finance_handler", Method::PUT, &answer, upheld).await.status, 204);
    let anew = post("finance_handler", &succession, proposal("upheld", "anew")).await;
    assert!(anew.status == 422 && anew.text().contains("另行确定"), "{}", anew.text());
    assert_eq!(post("finance_handler", &succession, proposal("upheld", "next")).await.status, 204);
    let decided = post("finance_approver", &format!("{succession}/decision"), json!({"approve": true})).await;
    assert_eq!(decided.status, 204, "{}", decided.text());
    assert_eq!(winner(desk, &commission).position, Some(2));
    let file = desk.get("supervisor", &format!("{path}/remedies")).await.json();
    assert_eq!(file["holds"], json!([]), "the earlier result holds nothing any more");
    // The second does not sign either, and it is held anew.
    assert_eq!(
        post("finance_handler", &succession, proposal("upheld", "next")).await.status,
        422,
        "not upheld against it"
    );
    assert_eq!(post("finance_handler", &succession, proposal("not_signed", "anew")).await.status, 204);
    assert_eq!(post("finance_approver", &format!("{succession}/decision"), json!({"approve": true})).await.status, 204);
    let ended = services.db.read(|conn| commissions::by_id(conn, commission.id.as_str())).unwrap();
    assert_eq!(ended.state.word(), "terminated");
    replays(desk);
}
