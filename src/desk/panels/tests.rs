//! A panel from its draw to the award: blind until all have submitted, changed on the four grounds alone.

use crate::bids::model::Standing;
use crate::bids::service as bids;
use crate::commissions::{Commission, State, service as commissions};
use crate::conflicts::service as conflicts;
use crate::desk::fixture::{Answer, DIVISION, Desk, market_desk as desk};
use crate::orders::service::{self as orders, Law, NewOrder, Ruling};
use crate::panels::Ground;
use crate::panels::service::{self as panels, Asked};
use crate::policy::codes::Body;
use crate::registry::service as registry;
use crate::sealing::crypto::KdfCost;
use crate::sealing::model::{Attachment, BID_FORMAT, EnterpriseSize, LEAST_PADDED};
use crate::sealing::service::{self as sealing, Announcement, Opened, Submission};
use crate::sealing::{BidContent, Receipt};
use crate::terms::{Fen, Instant, Score, Sha256Hex};
use actix_web::http::Method;
use actix_web::test::TestRequest;
use serde_json::{Value, json};

pub(in crate::desk) fn score(text: &str) -> Score {
    text.parse().unwrap()
}

/// A price and what its bidder declares itself to be.
pub(in crate::desk) type Offer = (i64, Option<EnterpriseSize>);

/// Six offers without a pattern.
pub(in crate::desk) fn offers() -> Vec<Offer> {
    [5_000_000, 5_130_000, 5_170_000, 5_310_000, 5_420_000, 5_510_000].map(|price| (price, None)).to_vec()
}

/// A commission of one of the smallest projects with an order, opened with sealed bids of the first institutions.
pub(in crate::desk) fn opened(desk: &Desk, smallest: usize, offers: &[Offer]) -> Commission {
    opened_with(desk, smallest, offers, |_| Vec::new())
}

/// The same with the files that each offer brings.
pub(in crate::desk) fn opened_with(
    desk: &Desk,
    smallest: usize,
    offers: &[Offer],
    files: impl Fn(usize) -> Vec<Attachment>,
) -> Commission {
    let services = &desk.services;
    let now = services.clock.now();
    let past = |days: i64| Instant(now.0 - chrono::Duration::days(days));
    let pack = services.packs.iter().find(|p| p.jurisdiction.mof_div_code == DIVISION).unwrap();
    let law = Law { pack, routes: &services.routes, calendar: &services.calendar };
    let how = "好 80%–100%，差 0–60%";
    let requirement = serde_json::from_value(json!({
        "kind": "EX_ANTE", "contains_state_secrets": false, "scope": "全部支出", "deliverables": "报告",
        "funds_fen": 6_000_000, "ceiling_fen": 5_800_000, "route": "BELOW_LIMIT",
        "announced_on": "2026-09-21", "bids_close_on": "2026-09-28", "report_due_on": "2026-12-15",
        "team": {"lead_evaluators": 1, "members": 4}, "sme": {"deduction": 10},
        "factors": [{"name": "价格", "kind": "price", "points": "20", "how": ""},
            {"name": "评价方案", "kind": "subjective", "points": "60", "how": how},
            {"name": "职称", "kind": "objective", "points": "20", "how": how}],
    }))
    .unwrap();
    let drafted = |conn: &mut _| {
        let mut projects = registry::projects(conn, Some(DIVISION))?;
        projects.sort_by_key(|project| (project.budget, project.code.clone()));
        let new = NewOrder { project: &projects[smallest], commissioned_by: Body::Finance, requirement: &requirement };
        let commission = orders::draft(conn, law, &new, "finance_handler", past(40))?;
        let commission = orders::propose(conn, law, &commission, "finance_handler", past(39))?;
        let commission = orders::check(conn, &commission, &Ruling::Pass, "finance_checker", past(38))?;
        let commission = orders::approve(conn, &commission, &Ruling::Pass, "finance_approver", past(37))?;
        commissions::advance(conn, &commission.id, State::Announced, "finance_handler", "公告", past(30))
    };
    let commission: Commission = services.db.write(drafted).unwrap();
    let holders = ["a", "b", "c"].map(|h| (h.to_owned(), format!("passphrase of {h}")));
    let (opening_key, _) = sealing::new_key(&commission.number, &holders, KdfCost::FOR_RANDOM).unwrap();
    let names = holders.iter().map(|h| h.0.clone()).collect();
    let what = Announcement { opening_key, holders: names, deadline: past(10), padded_bytes: LEAST_PADDED };
    services
        .db
        .write(|conn| {
            sealing::announce(conn, &commission, &what, past(30))?;
            let institutions = registry::institution_index(conn)?;
            let mut contents = Vec::new();
            for (at, ((uscc, id, ..), (price, size))) in institutions.iter().zip(offers).enumerate() {
                let sha256 = Sha256Hex::of(format!("{} {uscc}", commission.number).as_bytes());
                let receipt_id = uuid::Uuid::now_v7().to_string();
                let of = Submission { receipt_id, institution_id: id, sha256, received_at: past(11) };
                let receipt = sealing::submit(conn, &commission, &of)?;
                let content =
                    BidContent { attachments: files(at), ..content(&commission.number, uscc, (*price, *size)) };
                contents.push((receipt.id, content));
            }
            sealing::fix_list(conn, &commission, "finance_handler", now)?;
            let found = |receipt: &Receipt| contents.iter().find(|(id, _)| *id == receipt.id).unwrap().1.clone();
            let waiting = sealing::waiting(conn, commission.id.as_str())?;
            let unsealed: Vec<Opened> =
                waiting.into_iter().map(|receipt| Opened { found: Ok(found(&receipt)), receipt }).collect();
            bids::unseal(conn, &commission, &unsealed, "finance_handler", now)?;
            let snapshot = conflicts::snapshot(conn, &services.vault, now)?;
            bids::open(conn, pack, &snapshot, &commission, "finance_handler", now)
        })
        .unwrap();
    services.db.read(|conn| commissions::by_id(conn, commission.id.as_str())).unwrap()
}

fn content(number: &str, uscc: &str, (price, enterprise_size): Offer) -> BidContent {
    BidContent {
        format: BID_FORMAT.into(),
        commission: number.into(),
        uscc: uscc.into(),
        price_fen: Fen(price),
        days_promised: 60,
        staff_offered: 5,
        enterprise_size,
        statement: String::new(),
        attachments: Vec::new(),
    }
}

pub(in crate::desk) async fn send(login: &str, method: Method, path: &str, body: Value) -> Answer {
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

pub(in crate::desk) async fn post(login: &str, path: &str, body: Value) -> Answer {
    send(login, Method::POST, path, body).await
}

#[actix_web::test]
async fn members_mark_alone_and_the_first_is_awarded() {
    let desk = desk();
    let commission = opened(desk, 0, &offers());
    let now = desk.services.clock.now();
    let path = format!("/api/v1/market/{}/panel", commission.number);
    let seeds = json!({"seeds": {"finance": "11".repeat(32), "supervisor": "22".repeat(32)}});
    assert_eq!(post("finance_checker", &path, seeds.clone()).await.status, 403);
    assert_eq!(post("stranger", &path, seeds.clone()).await.status, 404);
    let drawn = post("finance_handler", &path, seeds.clone()).await;
    assert_eq!(drawn.status, 204, "{}", drawn.text());
    assert_eq!(post("finance_handler", &path, seeds.clone()).await.status, 409, "the panel is complete");
    assert_eq!(desk.get("institution_admin", &path).await.status, 404);
    let write = |work: &dyn Fn(&mut crate::platform::db::Conn) -> crate::platform::failure::Outcome<()>| {
        desk.services.db.write(work)
    };
    let known = || desk.services.db.read(|conn| panels::panel(conn, &commission)).unwrap();
    let experts: Vec<String> = known().members.iter().map(|m| m.expert_id.clone()).collect();
    assert_eq!(experts.len(), 3);
    let ids: Vec<String> = known().bids.iter().map(|b| b.id.clone()).collect();
    assert!(ids.len() >= 2, "{}", ids.len());
    let sheet = |own: &str, objective: &str| -> Vec<(String, String, Score)> {
        let each = |bid: &String| {
            [(bid.clone(), "评价方案".to_owned(), score(own)), (bid.clone(), "职称".to_owned(), score(objective))]
        };
        ids.iter().flat_map(each).collect()
    };
    let mark = |expert: &str, marks: &[(String, String, Score)], submit: bool| {
        write(&|conn| panels::mark(conn, &commission, expert, (marks, submit), now))
    };
    let declare = |expert: &str, conflict: bool, why: &str| {
        write(&|conn| panels::declare(conn, &commission, expert, (conflict, why), now))
    };
    // Nothing before the declaration; a conflict vacates the seat, and somebody else is drawn.
    assert!(mark(&experts[0], &sheet("50", "20"), true).is_err());
    assert!(declare(&experts[0], true, " ").is_err(), "a conflict names itself");
    declare(&experts[0], true, "配偶在投标人处任职").unwrap();
    assert!(mark(&experts[0], &sheet("50", "20"), true).is_err());
    assert_eq!(post("finance_handler", &path, seeds).await.status, 204, "a member is missing");
    let experts: Vec<String> = known().members.iter().filter(|m| m.sits()).map(|m| m.expert_id.clone()).collect();
    assert_eq!(experts.len(), 3);
    for expert in &experts {
        declare(expert, false, "").unwrap();
        assert!(declare(expert, false, "").is_err(), "once");
    }
    assert!(mark(&experts[0], &sheet("60.5", "20"), false).is_err(), "out of range");
    assert!(mark(&experts[0], &sheet("50", "20")[..1], true).is_err(), "incomplete");
    mark(&experts[0], &sheet("30", "20"), false).unwrap();
    mark(&experts[0], &sheet("50", "20"), true).unwrap();
    assert!(mark(&experts[0], &sheet("51", "20"), true).is_err(), "submitted");
    mark(&experts[1], &sheet("52", "20"), true).unwrap();
    // Blind: not even finance sees a mark before the last member has submitted.
    let shown = desk.get("finance_handler", &path).await.json();
    assert_eq!((&shown["complete"], &shown["marks"]), (&json!(false), &json!([])));
    assert_eq!(post("finance_handler", &format!("{path}/completion"), json!(null)).await.status, 409);
    mark(&experts[2], &sheet("58", "10"), true).unwrap();
    let shown = desk.get("supervisor", &path).await.json();
    assert_eq!(shown["marks"].as_array().map(Vec::len), Some(3 * ids.len() * 2), "{shown}");
    assert_eq!(shown["differences"].as_array().map(Vec::len), Some(ids.len()));
    let refused = post("finance_handler", &format!("{path}/completion"), json!(null)).await;
    assert!(refused.status == 422 && refused.text().contains("职称"), "{}", refused.text());
    let change = |bid: &str, factor: &str, to: &str, ground: Ground| {
        let asked = Asked { bid, factor, points: score(to), ground, reason: "核对证书后更正" };
        write(&|conn| panels::change(conn, &commission, &experts[2], &asked, now))
    };
    assert!(change(&ids[0], "评价方案", "50", Ground::SumError).is_err());
    assert!(change(&ids[0], "评价方案", "50", Ground::ObjectiveDiffers).is_err());
    for bid in &ids {
        change(bid, "职称", "20", Ground::ObjectiveDiffers).unwrap();
    }
    let page = desk.get("finance_handler", &format!("/market/{}/panel", commission.number)).await;
    assert!(page.status == 200 && page.text().contains("核对证书后更正"), "{}", page.text());
    let award = format!("/api/v1/market/{}/award", commission.number);
    assert_eq!(post("finance_approver", &award, json!(null)).await.status, 409, "not scored yet");
    assert_eq!(post("finance_handler", &format!("{path}/completion"), json!(null)).await.status, 204);
    assert!(change(&ids[0], "职称", "10", Ground::ObjectiveDiffers).is_err(), "the marking has ended");
    assert_eq!(post("finance_handler", &award, json!(null)).await.status, 403);
    assert_eq!(post("finance_approver", &award, json!(null)).await.status, 204);
    assert_eq!(post("finance_approver", &award, json!(null)).await.status, 409, "once");
    // All technical marks are equal, so the lowest price wins with all points of the price.
    let ranked = desk.services.db.read(|conn| bids::of_commission(conn, commission.id.as_str())).unwrap();
    assert_eq!((ranked[0].standing, ranked[0].price_points), (Standing::Awarded, Some(score("20"))));
    assert_eq!(ranked[0].technical, Some(score("73.33")));
    let report = crate::replayers::Replayers::new(&desk.services.vault).replay_all(&desk.services.db, |_| {}).unwrap();
    assert!(report.differences.is_empty(), "{:?}", report.differences);
}
