//! The market through the whole application: announced, handed in, fixed, opened, with everybody in their place.

use crate::commissions::{Commission, CommissionId, State, service as commissions};
use crate::desk::fixture::{Answer, Desk, market_desk as desk};
use crate::sealing::crypto::{KdfCost, ShareFile};
use crate::sealing::model::LEAST_PADDED;
use crate::sealing::service::{self as sealing, Announcement};
use crate::sealing::{Tender, TenderFile};
use crate::terms::Instant;
use actix_web::http::Method;
use actix_web::test::TestRequest;
use serde_json::{Value, json};

/// A commission of its own, announced, with the shares of its key.
struct Stall {
    commission: Commission,
    file: TenderFile,
    shares: Vec<(ShareFile, String)>,
}

const USCC: &str = "91999900AD70W3NW4F";

/// Plans and announces a commission of the division; its bids close `seconds` from now.
fn stall(desk: &Desk, number: &str, seconds: i64) -> Stall {
    stall_on(desk, number, seconds, "BELOW_LIMIT")
}

fn stall_on(desk: &Desk, number: &str, seconds: i64, route: &str) -> Stall {
    let now = desk.services.clock.now();
    let commission = Commission {
        id: CommissionId::new(),
        number: number.into(),
        project_code: format!("P-{number}"),
        state: State::Planned,
        institution_id: None,
        institution_name: None,
        version: 1,
        fiscal_year: 2031,
        route: route.into(),
        created_at: now,
        ..desk.parts.commission.clone()
    };
    let holders = ["commissioner", "supervisor", "bureau"].map(|h| (h.to_owned(), format!("passphrase of {h}")));
    let (key, shares) = sealing::new_key(number, &holders, KdfCost::FOR_RANDOM).unwrap();
    let announced_at = Instant(now.0 - chrono::Duration::days(30));
    let deadline = Instant(now.0 + chrono::Duration::seconds(seconds));
    let names = holders.iter().map(|h| h.0.clone()).collect();
    let what = Announcement { opening_key: key, holders: names, deadline, padded_bytes: LEAST_PADDED };
    let made: (Commission, Tender) = desk
        .services
        .db
        .write(|conn| {
            commissions::plan(conn, &commission, "handler", "test")?;
            commissions::advance(conn, &commission.id, State::Approved, "approver", "test", now)?;
            let announced = commissions::advance(conn, &commission.id, State::Announced, "handler", "test", now)?;
            let tender = sealing::announce(conn, &announced, &what, announced_at)?;
            Ok((announced, tender))
        })
        .unwrap();
    let file = sealing::file(&made.0, &made.1).unwrap();
    let shares = shares.into_iter().zip(holders).map(|(share, holder)| (share, holder.1)).collect();
    Stall { commission: made.0, file, shares }
}

async fn send(login: &str, method: Method, path: &str, body: Body) -> Answer {
    let desk = desk();
    let request = TestRequest::default()
        .method(method)
        .uri(path)
        .insert_header(("origin", "http://localhost:8080"))
        .insert_header(("host", "localhost:8080"))
        .insert_header(("x-csrf-token", desk.form_token(login)));
    let request = match body {
        Body::Nothing => request,
        Body::Json(value) => request.set_json(value),
        Body::Bytes(bytes) => request.insert_header(("content-type", "application/octet-stream")).set_payload(bytes),
    };
    desk.send(login, request).await
}

enum Body {
    Nothing,
    Json(Value),
    Bytes(Vec<u8>),
}

fn uscc_of(desk: &Desk) -> String {
    let index = desk.services.db.read(crate::registry::service::institution_index).unwrap();
    index.into_iter().find(|i| i.1 == desk.parts.institution).map_or(USCC.into(), |i| i.0)
}

fn sealed(stall: &Stall, uscc: &str, price: i64) -> Vec<u8> {
    let bid = json!({"format": "hengping-bid/1", "commission": stall.commission.number, "uscc": uscc,
        "price_fen": price, "days_promised": 30, "staff_offered": 4});
    stall.file.seal(bid.to_string().as_bytes()).unwrap()
}

#[actix_web::test]
async fn everybody_sees_the_announcement_and_only_institutions_hand_in() {
    let desk = desk();
    let stall = stall(desk, "640300000-2031-101", 3600);
    let path = format!("/api/v1/market/{}", stall.commission.number);
    let shown = desk.get("", &path).await.json();
    assert_eq!((&shown["stage"], &shown["envelopes"]), (&json!("open"), &json!([])));
    assert!(desk.get("", "/market").await.text().contains(&stall.commission.number));
    let file: TenderFile = serde_json::from_slice(
        &desk.get("", &format!("/market/{}/commission.json", stall.commission.number)).await.body,
    )
    .unwrap();
    assert_eq!(file, stall.file);
    let bids = format!("{path}/bids");
    let envelope = sealed(&stall, &uscc_of(desk), 100);
    for login in ["finance_handler", "review_expert", "supervisor", "budget_unit"] {
        assert_eq!(send(login, Method::POST, &bids, Body::Bytes(envelope.clone())).await.status, 403, "{login}");
    }
    let receipt = send("institution_admin", Method::POST, &bids, Body::Bytes(envelope.clone())).await;
    assert_eq!(receipt.status, 201, "{}", receipt.text());
    assert_eq!(receipt.json()["sha256"], crate::terms::Sha256Hex::of(&envelope).as_str());
    // Nobody but the institution learns that it bids, nor how many do (P-28).
    assert_eq!(desk.get("", &path).await.json()["envelopes"], json!([]));
    let others = desk.get("other_institution", &format!("{path}/receipts")).await.json();
    assert_eq!(others, json!([]));
    let page = desk.get("institution_admin", &format!("/market/{}", stall.commission.number)).await.text();
    assert!(page.contains(receipt.json()["sha256"].as_str().unwrap()) && page.contains("withdrawal"));
    assert_eq!(send("institution_admin", Method::DELETE, &bids, Body::Nothing).await.status, 204);
    assert_eq!(send("institution_admin", Method::DELETE, &bids, Body::Nothing).await.status, 404);
}

#[actix_web::test]
async fn what_is_no_envelope_of_this_commission_is_refused_at_once() {
    let desk = desk();
    let (stall, other) = (stall(desk, "640300000-2031-102", 3600), stall(desk, "640300000-2031-103", 3600));
    let bids = format!("/api/v1/market/{}/bids", stall.commission.number);
    let good = sealed(&stall, USCC, 100);
    let mut long = good.clone();
    long.push(0);
    for (body, status, text) in [
        (b"%PDF-1.7".to_vec(), 422, "不是密封投标文件"),
        (good[..good.len() - 1].to_vec(), 422, "截断"),
        (long, 413, "字节"),
        (sealed(&other, USCC, 100), 422, "另一个委托"),
    ] {
        let answer = send("institution_admin", Method::POST, &bids, Body::Bytes(body)).await;
        assert_eq!(answer.status, status, "{}", answer.text());
        assert!(answer.text().contains(text), "{}", answer.text());
    }
    let nowhere = send("institution_admin", Method::POST, "/api/v1/market/none/bids", Body::Bytes(good)).await;
    assert_eq!(nowhere.status, 404);
}

#[actix_web::test]
async fn after_the_deadline_the_list_is_fixed_and_two_holders_open() {
    let desk = desk();
    // The deadline lies in the past, so the bid is handed in by the service with a time before it.
    let stall = stall(desk, "640300000-2031-104", -20);
    let envelope = sealed(&stall, &uscc_of(desk), 100);
    let stored = desk.services.files.put(&mut envelope.as_slice()).unwrap();
    let of = sealing::Submission {
        receipt_id: uuid::Uuid::now_v7().to_string(),
        institution_id: &desk.parts.institution,
        sha256: stored.sha256.clone(),
        received_at: Instant(stall.file.deadline.0 - chrono::Duration::milliseconds(1)),
    };
    desk.services.db.write(|conn| sealing::submit(conn, &stall.commission, &of)).unwrap();
    let path = format!("/api/v1/market/{}", stall.commission.number);
    let late =
        send("institution_admin", Method::POST, &format!("{path}/bids"), Body::Bytes(sealed(&stall, USCC, 1))).await;
    assert_eq!(late.status, 409, "{}", late.text());
    assert!(late.text().contains("拒收"));
    let shares = |a: usize, b: usize, word: &str| {
        let share = |i: usize| json!({"file": stall.shares[i].0, "passphrase": format!("{}{word}", stall.shares[i].1)});
        json!({"shares": [share(a), share(b)]})
    };
    let opening = format!("{path}/opening");
    let early = send("finance_handler", Method::POST, &opening, Body::Json(shares(0, 1, ""))).await;
    assert_eq!(early.status, 409, "{}", early.text());
    let list = format!("{path}/list");
    assert_eq!(send("institution_admin", Method::POST, &list, Body::Nothing).await.status, 403);
    assert_eq!(send("stranger", Method::POST, &list, Body::Nothing).await.status, 404);
    let fixed = send("finance_handler", Method::POST, &list, Body::Nothing).await;
    assert_eq!(fixed.json()["envelopes"], json!([stored.sha256]), "{}", fixed.text());
    assert_eq!(desk.get("", &path).await.json()["list_digest"], fixed.json()["digest"]);
    for body in [shares(0, 1, "x"), shares(1, 1, ""), json!({"shares": []})] {
        let refused = send("finance_handler", Method::POST, &opening, Body::Json(body)).await;
        assert_eq!(refused.status, 422, "{}", refused.text());
    }
    let opened = send("finance_checker", Method::POST, &opening, Body::Json(shares(0, 2, ""))).await;
    assert_eq!((opened.status, &opened.json()["opened"]), (200, &json!(1)), "{}", opened.text());
    assert_eq!(send("finance_checker", Method::POST, &opening, Body::Json(shares(0, 2, ""))).await.status, 409);
}

#[actix_web::test]
async fn wrong_passphrases_are_limited() {
    let desk = desk();
    let stall = stall(desk, "640300000-2031-105", -20);
    let path = format!("/api/v1/market/{}", stall.commission.number);
    assert_eq!(send("finance_handler", Method::POST, &format!("{path}/list"), Body::Nothing).await.status, 200);
    let wrong = |i: usize| json!({"file": stall.shares[i].0, "passphrase": "never the passphrase"});
    let body = json!({"shares": [wrong(0), wrong(1)]});
    for expected in [422, 422, 422, 422, 422, 429] {
        let answer = send("finance_handler", Method::POST, &format!("{path}/opening"), Body::Json(body.clone())).await;
        assert_eq!(answer.status, expected, "{}", answer.text());
    }
}

#[actix_web::test]
async fn a_consultation_with_fewer_than_three_stays_closed() {
    let desk = desk();
    let stall = stall_on(desk, "640300000-2031-106", -20, "CONSULTATION");
    let path = format!("/api/v1/market/{}", stall.commission.number);
    assert_eq!(send("finance_handler", Method::POST, &format!("{path}/list"), Body::Nothing).await.status, 200);
    let share = |i: usize| json!({"file": stall.shares[i].0, "passphrase": stall.shares[i].1});
    let body = json!({"shares": [share(0), share(1)]});
    let refused = send("finance_handler", Method::POST, &format!("{path}/opening"), Body::Json(body)).await;
    assert_eq!(refused.status, 422);
    assert!(refused.text().contains("财库〔2014〕214号第二十一条"), "{}", refused.text());
    assert_eq!(send("finance_handler", Method::POST, &format!("{path}/failure"), Body::Nothing).await.status, 204);
    assert_eq!(send("finance_handler", Method::POST, &format!("{path}/failure"), Body::Nothing).await.status, 409);
}

#[actix_web::test]
async fn a_clarification_moves_the_deadline_by_the_distance_of_the_route() {
    let desk = desk();
    let stall = stall_on(desk, "640300000-2031-107", 3600, "CONSULTATION");
    let path = format!("/api/v1/market/{}/deadline", stall.commission.number);
    let to = |days: i64| Instant(stall.file.deadline.0 + chrono::Duration::days(days));
    for (days, reason, status) in [(2, "补充指标", 422), (9, " ", 422), (-1, "补充指标", 422), (9, "补充指标", 200)]
    {
        let body = Body::Json(json!({"deadline": to(days), "reason": reason}));
        let answer = send("finance_handler", Method::PUT, &path, body).await;
        assert_eq!(answer.status, status, "{days} {reason}: {}", answer.text());
    }
    let shown = desk.get("", &format!("/api/v1/market/{}", stall.commission.number)).await.json();
    assert_eq!(shown["deadline"], json!(to(9)));
    let early = send("finance_handler", Method::POST, &path.replace("deadline", "failure"), Body::Nothing).await;
    assert_eq!(early.status, 409, "the list is not fixed: {}", early.text());
}

#[actix_web::test]
async fn the_simulator_shows_a_route_and_refuses_nonsense() {
    let desk = desk();
    let page = desk.get("", "/market/calendar?route=consultation&start=2026-09-21").await;
    assert_eq!(page.status, 200);
    for text in ["2026年10月8日", "国庆节", "财库〔2014〕214号第十条", "2027"] {
        assert!(page.text().contains(text), "{text}");
    }
    assert_eq!(desk.get("", "/market/calendar?route=lottery").await.status, 422);
    assert_eq!(desk.get("", "/market/calendar?start=soon").await.status, 422);
}

#[actix_web::test]
async fn questions_are_answered_to_all_and_nobody_learns_who_asked() {
    let desk = desk();
    // Consultation leaves five days after a clarification that affects bids; less is left here.
    let stall = stall_on(desk, "640300000-2031-130", 3 * 86_400, "CONSULTATION");
    let path = format!("/api/v1/market/{}", stall.commission.number);
    let (questions, clarifications) = (format!("{path}/questions"), format!("{path}/clarifications"));
    let asked =
        send("institution_admin", Method::POST, &questions, Body::Json(json!({"question": "报告交几份？"}))).await;
    assert_eq!(asked.status, 201, "{}", asked.text());
    assert_eq!(
        send("institution_admin", Method::POST, &questions, Body::Json(json!({"question": "?"}))).await.status,
        422
    );
    assert_eq!(
        send("finance_handler", Method::POST, &questions, Body::Json(json!({"question": "报告交几份？"}))).await.status,
        403
    );
    assert_eq!(desk.get("other_institution", &questions).await.json(), json!([]));
    let open = desk.get("finance_handler", &questions).await;
    let names = [desk.parts.institution.as_str(), "institution_admin"];
    assert!(names.iter().all(|name| !open.text().contains(name)), "{}", open.text());
    let id = open.json()[0]["id"].clone();
    assert!(matches!(desk.get("stranger", &questions).await.status, 403 | 404));
    let body = |content: &str, substantive: bool, answers: Value| {
        Body::Json(json!({"content": content, "is_substantive": substantive, "answers": answers}))
    };
    let small = send("finance_handler", Method::POST, &clarifications, body("报告一式三份", false, json!([id]))).await;
    assert_eq!(small.status, 201, "{}", small.text());
    assert_eq!(small.json()["deadline"], json!(stall.file.deadline), "nothing moves");
    let twice = send("finance_handler", Method::POST, &clarifications, body("再答一次", false, json!([id]))).await;
    assert_eq!(twice.status, 422, "a question is answered once");
    let moved =
        send("finance_handler", Method::POST, &clarifications, body("增加一项评价内容", true, json!([]))).await.json();
    let later: Instant = serde_json::from_value(moved["deadline"].clone()).unwrap();
    let days = |from: Instant| (later.day_in_china().0 - from.day_in_china().0).num_days();
    assert!(days(desk.services.clock.now()) >= 5 && later > stall.file.deadline, "{later}");
    let public = desk.get("", &path).await.json();
    assert_eq!(public["clarifications"].as_array().map(Vec::len), Some(2));
    assert!(!desk.get("institution_admin", &questions).await.json()[0]["clarification_id"].is_null());
    let report = crate::replayers::Replayers::new(&desk.services.vault).replay_all(&desk.services.db, |_| {}).unwrap();
    assert!(report.differences.is_empty(), "{:?}", report.differences);
}
