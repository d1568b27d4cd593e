//! Collusion from the sign to the ruling: seen in the files of sealed bids, raised, voted on, void; and what follows
//! when too few are left.

use super::tests::{offers, opened_with, post, score};
use crate::bids::Bid;
use crate::bids::model::Standing;
use crate::bids::prints::tests::{attachment, core, document};
use crate::bids::service as bids;
use crate::commissions::{Commission, service as commissions};
use crate::desk::fixture::{Desk, market_desk as desk};
use crate::panels::collusion::CollusionGround;
use crate::panels::collusion::service::{self as collusion, Raised};
use crate::panels::service as panels;
use crate::platform::failure::Outcome;
use crate::sealing::model::Attachment;
use serde_json::json;

/// An opened commission whose panel has submitted its marks; `files` are those of each offer.
async fn marked(desk: &Desk, smallest: usize, files: impl Fn(usize) -> Vec<Attachment>) -> Commission {
    let commission = opened_with(desk, smallest, &offers(), files);
    let seeds = json!({"seeds": {"finance": "71".repeat(32), "supervisor": "82".repeat(32)}});
    let drawn = post("finance_handler", &format!("/api/v1/market/{}/panel", commission.number), seeds).await;
    assert_eq!(drawn.status, 204, "{}", drawn.text());
    let now = desk.services.clock.now();
    let done: Outcome<()> = desk.services.db.write(|conn| {
        let known = panels::panel(conn, &commission)?;
        for member in &known.members {
            panels::declare(conn, &commission, &member.expert_id, (false, ""), now)?;
            let each = |bid: &Bid| {
                [(bid.id.clone(), "评价方案".to_owned(), score("50")), (bid.id.clone(), "职称".to_owned(), score("20"))]
            };
            let sheet: Vec<_> = known.bids.iter().flat_map(each).collect();
            panels::mark(conn, &commission, &member.expert_id, (&sheet, true), now)?;
        }
        Ok(())
    });
    done.unwrap();
    commission
}

fn experts(desk: &Desk, commission: &Commission) -> Vec<String> {
    let panel = desk.services.db.read(|conn| panels::panel(conn, commission)).unwrap();
    panel.members.iter().map(|member| member.expert_id.clone()).collect()
}

/// Raises a case and takes the members' votes in their order.
fn ruled(desk: &Desk, commission: &Commission, against: &[String], votes: &[bool]) -> Outcome<()> {
    let (services, now, seats) = (&desk.services, desk.services.clock.now(), experts(desk, commission));
    let raised =
        Raised { ground: CollusionGround::AlikeOrRegular, bids: against, evidence: "方案文件逐字相同" };
    let case =
        services.db.write(|conn| collusion::raise(conn, &services.vault, commission, (&seats[0], &raised), now))?;
    for (expert, is_collusion) in seats.iter().zip(votes) {
        let said = (case.as_str(), *is_collusion, "比对文件后的意见");
        services.db.write(|conn| collusion::vote(conn, commission, (expert, "member"), said, now))?;
        let again = services.db.write(|conn| collusion::vote(conn, commission, (expert, "member"), said, now));
        assert!(again.is_err(), "once");
    }
    Ok(())
}

fn replays(desk: &Desk) {
    let report = crate::replayers::Replayers::new(&desk.services.vault).replay_all(&desk.services.db, |_| {}).unwrap();
    assert!(report.differences.is_empty(), "{:?}", report.differences);
}

#[actix_web::test]
async fn a_strong_sign_is_ruled_on_and_proved_collusion_leaves_the_ranking() {
    let desk = desk();
    let copied = attachment(&document(&core("张三", "李四")));
    // Three hand in the very same file, the others their own.
    let commission = marked(desk, 5, |at| match at {
        0..3 => vec![copied.clone()],
        own => vec![attachment(&document(&core(&format!("作者{own}"), "")))],
    })
    .await;
    let path = format!("/api/v1/market/{}/panel", commission.number);
    let file = desk.get("supervisor", &path).await.json();
    let sign = file["signs"].as_array().unwrap().iter().find(|sign| sign["code"] == "same_file").unwrap();
    assert_eq!((&sign["weight"], &sign["ground"]), (&json!("strong"), &json!("alike_or_regular")));
    assert!(file["signs"].as_array().unwrap().iter().any(|sign| sign["code"] == "same_author"), "{file}");
    let alike: Vec<String> = serde_json::from_value(sign["bids"].clone()).unwrap();
    assert!(alike.len() >= 2 && alike.len() < file["bids"].as_array().unwrap().len());
    let refused = post("finance_handler", &format!("{path}/completion"), json!(null)).await;
    assert!(refused.status == 409 && refused.text().contains("完全相同"), "{}", refused.text());
    assert!(ruled(desk, &commission, &alike[..1], &[]).is_err(), "one bid colludes with nobody");
    assert!(ruled(desk, &commission, &["another".to_owned(), alike[0].clone()], &[]).is_err());
    ruled(desk, &commission, &alike, &[true, true]).unwrap();
    assert!(ruled(desk, &commission, &alike, &[]).is_err(), "raised already");
    let open = post("finance_handler", &format!("{path}/completion"), json!(null)).await;
    assert_eq!(open.status, 409, "{}", open.text());
    let (last, case) =
        (experts(desk, &commission)[2].clone(), desk.get("supervisor", &path).await.json()["cases"][0]["id"].clone());
    let now = desk.services.clock.now();
    let said = (case.as_str().unwrap(), false, "可能是同一模板");
    desk.services.db.write(|conn| collusion::vote(conn, &commission, (&last, "member"), said, now)).unwrap();
    let received = desk.services.db.read(|conn| bids::of_commission(conn, commission.id.as_str())).unwrap();
    for bid in received.iter().filter(|bid| alike.contains(&bid.id)) {
        assert_eq!((bid.standing, bid.rejection_code.as_deref()), (Standing::Rejected, Some("collusion")));
    }
    assert_eq!(post("finance_handler", &format!("{path}/failure"), json!(null)).await.status, 409, "others are left");
    let page = desk.get("finance_handler", &format!("/market/{}/panel", commission.number)).await;
    assert!(page.status == 200 && page.text().contains("方案文件逐字相同"), "{}", page.text());
    let done = post("finance_handler", &format!("{path}/completion"), json!(null)).await;
    assert_eq!(done.status, 204, "{}", done.text());
    let award = format!("/api/v1/market/{}/award", commission.number);
    assert_eq!(post("finance_approver", &award, json!(null)).await.status, 204);
    let ranked = desk.services.db.read(|conn| bids::of_commission(conn, commission.id.as_str())).unwrap();
    let winner = ranked.iter().find(|bid| bid.standing == Standing::Awarded).unwrap();
    assert!(!alike.contains(&winner.id), "what is void does not win, lowest price or not");
    replays(desk);
}

#[actix_web::test]
async fn nobody_is_left_so_the_procurement_fails() {
    let desk = desk();
    let copied = attachment(b"one plan for all");
    let commission = marked(desk, 6, |_| vec![copied.clone()]).await;
    let path = format!("/api/v1/market/{}/panel", commission.number);
    let all: Vec<String> = desk
        .services
        .db
        .read(|conn| panels::panel(conn, &commission))
        .unwrap()
        .bids
        .into_iter()
        .map(|b| b.id)
        .collect();
    ruled(desk, &commission, &all, &[true, true, true]).unwrap();
    let refused = post("finance_handler", &format!("{path}/completion"), json!(null)).await;
    assert!(refused.status == 422 && refused.text().contains("终止"), "{}", refused.text());
    assert_eq!(post("supervisor", &format!("{path}/failure"), json!(null)).await.status, 403);
    assert_eq!(desk.get("finance_handler", &path).await.json()["too_few"], json!(true));
    assert_eq!(post("finance_handler", &format!("{path}/failure"), json!(null)).await.status, 204);
    let ended = desk.services.db.read(|conn| commissions::by_id(conn, commission.id.as_str())).unwrap();
    assert_eq!(ended.state.word(), "failed");
    replays(desk);
}
