//! Prices before the award: small enterprises compared after their deduction, an abnormally low price asked about
//! and ruled on, and nobody else's part in it.

use super::tests::{Offer, opened, post, score};
use crate::bids::model::{Bid, Standing};
use crate::bids::service as bids;
use crate::commissions::{Commission, service as commissions};
use crate::desk::fixture::{Desk, market_desk as desk};
use crate::panels::low_price::service::{self as low_price, Question};
use crate::panels::service as panels;
use crate::platform::failure::Outcome;
use crate::sealing::model::EnterpriseSize;
use crate::terms::Score;
use serde_json::json;

fn bid_of(desk: &Desk, commission: &Commission, price: i64) -> Bid {
    let all = desk.services.db.read(|conn| bids::of_commission(conn, commission.id.as_str())).unwrap();
    all.into_iter().find(|bid| bid.price.0 == price).unwrap()
}

/// Draws the panel and lets every member declare; the members' ids.
async fn sitting(desk: &Desk, commission: &Commission) -> Vec<String> {
    let seeds = json!({"seeds": {"finance": "31".repeat(32), "supervisor": "42".repeat(32)}});
    let drawn = post("finance_handler", &format!("/api/v1/market/{}/panel", commission.number), seeds).await;
    assert_eq!(drawn.status, 204, "{}", drawn.text());
    let now = desk.services.clock.now();
    let experts = desk.services.db.write(|conn| {
        let members = panels::panel(conn, commission)?.members;
        let experts: Vec<String> = members.into_iter().map(|member| member.expert_id).collect();
        experts.iter().try_for_each(|expert| panels::declare(conn, commission, expert, (false, ""), now))?;
        Ok(experts)
    });
    experts.unwrap()
}

/// Every member gives all bids the same points, so that the price decides.
fn mark_alike(desk: &Desk, commission: &Commission, experts: &[String]) {
    let now = desk.services.clock.now();
    let written: Outcome<()> = desk.services.db.write(|conn| {
        let known = panels::panel(conn, commission)?;
        let each = |bid: &Bid| {
            [(bid.id.clone(), "评价方案".to_owned(), score("50")), (bid.id.clone(), "职称".to_owned(), score("20"))]
        };
        let sheet: Vec<(String, String, Score)> = known.bids.iter().flat_map(each).collect();
        experts.iter().try_for_each(|expert| panels::mark(conn, commission, expert, (&sheet, true), now))
    });
    written.unwrap();
}

#[actix_web::test]
async fn a_low_price_is_asked_about_and_leaves_the_ranking_only_after_the_vote() {
    let desk = desk();
    let offers: Vec<Offer> = vec![
        (2_000_000, None),
        (5_000_000, None),
        (5_300_000, Some(EnterpriseSize::Micro)),
        (5_200_000, Some(EnterpriseSize::Medium)),
        (5_700_000, None),
    ];
    let commission = opened(desk, 1, &offers);
    let experts = sitting(desk, &commission).await;
    let low = bid_of(desk, &commission, 2_000_000);
    assert_eq!(low.standing, Standing::Admitted, "{:?}", low.rejection_reason);
    let panel = format!("/api/v1/market/{}/panel", commission.number);
    let shown = desk.get("supervisor", &panel).await.json();
    assert_eq!(shown["low_prices"][0]["bid"], json!(low.id), "{shown}");
    assert_eq!(shown["low_prices"].as_array().map(Vec::len), Some(1));
    for (login, path) in [("finance_handler", "price-questions"), ("institution_admin", "price-votes")] {
        assert_eq!(post(login, &format!("{panel}/{path}"), json!({})).await.status, 403, "{login}");
    }
    mark_alike(desk, &commission, &experts);
    let figures = low_price::figures(&desk.services.routes);
    let now = desk.services.clock.now();
    let later = |minutes: i64| crate::terms::Instant(now.0 + chrono::Duration::minutes(minutes));
    let write = |work: &dyn Fn(&mut crate::platform::db::Conn) -> Outcome<()>| desk.services.db.write(work);
    let ask = |minutes: u32, reason: &str| {
        let question = Question { bid: &low.id, reason, minutes };
        write(&|conn| low_price::ask(conn, &commission, (&experts[0], &figures), question, now))
    };
    assert!(ask(29, "明显低于其他报价").is_err(), "too little time");
    assert!(ask(60, " ").is_err(), "no reason");
    ask(60, "明显低于其他报价").unwrap();
    assert!(ask(60, "明显低于其他报价").is_err(), "once");
    let refused = post("finance_handler", &format!("{panel}/completion"), json!(null)).await;
    assert!(refused.status == 409 && refused.text().contains("异常低价"), "{}", refused.text());
    let vote = |member: usize, convinced: bool, minutes: i64| {
        let said = (low.id.as_str(), convinced, "人工成本低于当地最低工资");
        let by = (experts[member].as_str(), "expert");
        write(&|conn| low_price::vote(conn, &commission, by, said, later(minutes)))
    };
    assert!(vote(0, false, 30).is_err(), "the bidder still has time");
    let explain = |institution: &str, minutes: i64| {
        write(&|conn| low_price::explain(conn, &commission, (institution, "已有同类底稿，工时减半"), later(minutes)))
    };
    let other = bid_of(desk, &commission, 5_000_000).institution_id;
    assert!(explain(&other, 10).is_err(), "another bidder was not asked");
    assert!(explain(&low.institution_id, 61).is_err(), "late");
    explain(&low.institution_id, 10).unwrap();
    vote(0, false, 11).unwrap();
    assert!(vote(0, false, 11).is_err(), "once");
    assert!(explain(&low.institution_id, 12).is_err(), "after the first vote");
    vote(1, true, 12).unwrap();
    assert_eq!(bid_of(desk, &commission, 2_000_000).standing, Standing::Admitted, "one vote is missing");
    vote(2, false, 13).unwrap();
    let void = bid_of(desk, &commission, 2_000_000);
    assert_eq!((void.standing, void.rejection_code.as_deref()), (Standing::Rejected, Some("abnormally_low")));
    let page = desk.get("finance_handler", &format!("/market/{}/panel", commission.number)).await;
    assert!(page.text().contains("不能证明合理") && page.text().contains("人工成本低于当地最低工资"));
    assert_eq!(post("finance_handler", &format!("{panel}/completion"), json!(null)).await.status, 204);
    let award = format!("/api/v1/market/{}/award", commission.number);
    let bad = post("finance_approver", &award, json!({"seeds": {}, "more": 1})).await;
    assert_eq!(bad.status, 422, "{}", bad.text());
    assert_eq!(post("finance_approver", &award, json!(null)).await.status, 204);
    // The micro enterprise is compared at 4.77 million, below all others; it is awarded at what it offered.
    let first = bid_of(desk, &commission, 5_300_000);
    assert_eq!((first.standing, first.price_points), (Standing::Awarded, Some(score("20"))));
    assert_eq!(bid_of(desk, &commission, 5_000_000).price_points, Some(score("19.08")));
    assert_eq!(
        bid_of(desk, &commission, 5_200_000).price_points,
        Some(score("18.35")),
        "no deduction for a medium one"
    );
    assert_eq!(bid_of(desk, &commission, 2_000_000).position, None);
    let moved = desk.services.db.read(|conn| commissions::by_id(conn, commission.id.as_str())).unwrap();
    assert_eq!(moved.institution_id.as_deref(), Some(first.institution_id.as_str()));
    let report = crate::replayers::Replayers::new(&desk.services.vault).replay_all(&desk.services.db, |_| {}).unwrap();
    assert!(report.differences.is_empty(), "{:?}", report.differences);
}
