//! Reviews through the application: rubrics frozen and public, blind marks, a third reviewer, the draft, the answer,
//! the level-up review.

use crate::accounts::Actor;
use crate::accounts::model::{Division, Role, SessionId, UserId};
use crate::commissions::{Commission, CommissionId, State, service as commissions};
use crate::desk::fixture::{DIVISION, Desk, market_desk as desk};
use crate::desk::panels::tests::{post, send};
use crate::packages::service::{self as packages, Submission};
use crate::quality::service as quality;
use crate::replayers::Replayers;
use crate::reviews::model::{Counted, Given, Review, Stage};
use crate::reviews::rules;
use crate::reviews::service::review as reviews;
use crate::sealing::crypto::KdfCost;
use crate::sealing::model::LEAST_PADDED;
use crate::sealing::service::{self as sealing, Announcement};
use crate::terms::{Instant, Score};
use actix_web::http::{Method, header};
use actix_web::test::TestRequest;
use rust_decimal::Decimal;
use serde_json::{Value, json};

/// A commission of its own, made like the first of the year.
fn planned(desk: &Desk, number: &str, state: State) -> Commission {
    let now = desk.services.clock.now();
    let commission = Commission {
        id: CommissionId::new(),
        number: number.into(),
        project_code: format!("P-{number}"),
        fiscal_year: 2032,
        state,
        version: 1,
        created_at: now,
        ..desk.parts.commission.clone()
    };
    desk.services.db.write(|conn| commissions::plan(conn, &commission, "finance_handler", "试")).unwrap();
    commission
}

/// One whose package passed the gate: the files of the first commission's.
fn checked(desk: &Desk, number: &str) -> Commission {
    let commission = planned(desk, number, State::ViewsExchanged);
    let now = desk.services.clock.now();
    let handed_in = |conn: &mut _| {
        let known = packages::accepted(conn, desk.parts.commission.id.as_str())?.unwrap();
        let package_id = uuid::Uuid::now_v7().to_string();
        let submission = Submission { package_id, files: known.files, table: known.table, facts: None };
        packages::submit(conn, &commission, &submission, "institution_admin", now)?;
        commissions::by_id(conn, commission.id.as_str())
    };
    let commission = desk.services.db.write(handed_in).unwrap();
    assert_eq!(commission.state, State::Checked);
    commission
}

fn expert(id: &str) -> Actor {
    Actor {
        user_id: UserId::new(),
        login: format!("expert-{id}"),
        name: "某专家".into(),
        role: Role::ReviewExpert,
        division: Division::parse(DIVISION).unwrap(),
        subject: Some(id.to_owned()),
        session_id: SessionId::new(),
    }
}

fn seeds(of: u8) -> Value {
    json!({"seeds": {"finance": format!("{of:02x}").repeat(32), "supervisor": format!("{:02x}", of + 1).repeat(32)}})
}

fn review(desk: &Desk, commission: &Commission) -> Review {
    desk.services.db.read(|conn| reviews::of(conn, commission)).unwrap().unwrap()
}

/// Every criterion at this share of its points, in percent; by faults where it is marked by faults.
fn marks(review: &Review, percent: u32) -> Vec<Given> {
    let of = |c: &crate::reviews::model::Criterion| {
        let points = Score(c.weight.0 * Decimal::from(percent) / Decimal::ONE_HUNDRED);
        let faults = c.deductions.iter().take(1).map(|d| Counted { fault: d.fault.clone(), count: 1 });
        Given {
            criterion: c.name.clone(),
            points: c.deductions.is_empty().then_some(points),
            faults: faults.collect(),
            reason: "见报告第三部分".into(),
            page: 3,
        }
    };
    review.rubric.criteria.iter().map(of).collect()
}

/// Declares no conflict for the seat's expert and hands in.
fn hand_in(desk: &Desk, commission: &Commission, seat: usize, percent: u32) {
    let (services, now) = (&desk.services, desk.services.clock.now());
    let review = review(desk, commission);
    let expert = review.reviewers[seat].expert_id.clone();
    let given = marks(&review, percent);
    let mark = |conn: &mut _, given: &[Given], submit| {
        reviews::mark(conn, &services.calendar, commission, &expert, (given, submit), now)
    };
    assert!(services.db.write(|conn| mark(conn, &given, true)).is_err(), "declare first");
    services.db.write(|conn| reviews::declare(conn, commission, &expert, (false, ""), now)).unwrap();
    services.db.write(|conn| mark(conn, &given[..1], false)).unwrap();
    assert!(services.db.write(|conn| mark(conn, &given[..1], true)).is_err(), "the others are not marked");
    services.db.write(|conn| mark(conn, &given, true)).unwrap();
    assert!(services.db.write(|conn| mark(conn, &given[..1], false)).is_err(), "handed in is handed in");
}

async fn shown(desk: &Desk, login: &str, commission: &Commission) -> Value {
    let answer = desk.get(login, &format!("/api/v1/reviews/{}", commission.number)).await;
    assert_eq!(answer.status, 200, "{login}: {}", answer.text());
    answer.json()
}

fn count(value: &Value) -> usize {
    value.as_array().unwrap().len()
}

#[actix_web::test]
async fn two_mark_blind_a_third_is_called_and_an_objection_is_levelled_up() {
    let desk = desk();
    let commission = checked(desk, "640300000-2032-001");
    let path = format!("/api/v1/reviews/{}", commission.number);
    assert_eq!(shown(desk, "finance_handler", &commission).await["acts"], json!(["draw"]));
    assert_eq!(post("finance_checker", &format!("{path}/seats"), seeds(1)).await.status, 403);
    let drawn = post("finance_handler", &format!("{path}/seats"), seeds(1)).await;
    assert_eq!(drawn.status, 204, "{}", drawn.text());
    assert_eq!(post("finance_handler", &format!("{path}/seats"), seeds(3)).await.status, 409, "none is missing");
    assert_eq!(desk.get("other_institution", &path).await.status, 404);
    assert_eq!(desk.get("stranger", &path).await.status, 404);

    hand_in(desk, &commission, 0, 95);
    let blind = shown(desk, "finance_handler", &commission).await;
    assert_eq!((count(&blind["marks"]), count(&blind["reviewers_named"])), (0, 2), "{blind}");
    hand_in(desk, &commission, 1, 60);
    assert_eq!(rules::stage(&review(desk, &commission)), Stage::ThirdWanted);
    assert_eq!(count(&shown(desk, "institution_admin", &commission).await["marks"]), 0, "no draft yet");
    let early = json!({"objects": true, "said": "佐证在附件三"});
    assert_eq!(send("institution_admin", Method::PUT, &format!("{path}/answer"), early.clone()).await.status, 409);
    let third = post("finance_handler", &format!("{path}/seats"), seeds(5)).await;
    assert_eq!(third.status, 204, "{}", third.text());
    hand_in(desk, &commission, 2, 80);

    let drafted = review(desk, &commission);
    let own = |seat: usize| {
        let actor = expert(&drafted.reviewers[seat].expert_id);
        let now = desk.services.clock.now();
        desk.services.db.read(|conn| super::view::file(conn, &actor, &commission.number, now)).unwrap()
    };
    let first = own(0);
    assert!(
        first.marks.iter().all(|m| m.seat == 1) && first.marks.len() == 6 && first.gap.is_none(),
        "own marks alone"
    );
    assert_eq!(first.reviewers_named.len(), 1);
    let stranger = expert("nobody");
    let now = desk.services.clock.now();
    assert!(desk.services.db.read(|conn| super::view::file(conn, &stranger, &commission.number, now)).is_err());
    let draft = shown(desk, "institution_admin", &commission).await;
    assert_eq!((count(&draft["marks"]), count(&draft["reviewers_named"])), (18, 0), "marks, and nobody's name");
    assert_eq!((&draft["stage"], &draft["acts"]), (&json!("drafted"), &json!(["answer"])));
    let todo = desk.get("institution_admin", "/api/v1/todo").await.text();
    assert!(todo.contains(&format!("/reviews/{}", commission.number)), "{todo}");

    the_objection_is_decided(desk, &commission, &path, early).await;
}

async fn the_objection_is_decided(desk: &Desk, commission: &Commission, path: &str, objection: Value) {
    let end = json!({"reason": "评审结束，予以验收"});
    assert_eq!(post("finance_handler", &format!("{path}/completion"), end.clone()).await.status, 422, "time to answer");
    assert_eq!(send("institution_admin", Method::PUT, &format!("{path}/answer"), objection.clone()).await.status, 204);
    assert_eq!(send("institution_admin", Method::PUT, &format!("{path}/answer"), objection).await.status, 409);
    assert_eq!(post("finance_handler", &format!("{path}/completion"), end).await.status, 409, "it objects");
    let correction = |points: &str| json!({"seat": 2, "criterion": "佐证与底稿", "points": points, "reason": "附件三确有佐证", "page": 41});
    let level = |points: &str| json!({"reason": "第三项异议成立", "corrections": [correction(points)]});
    assert_eq!(post("finance_checker", &format!("{path}/level-up"), level("18")).await.status, 403);
    assert_eq!(post("finance_approver", &format!("{path}/level-up"), level("20.5")).await.status, 422);
    assert_eq!(post("finance_approver", &format!("{path}/level-up"), level("18")).await.status, 204);

    let file = shown(desk, "finance_handler", commission).await;
    assert_eq!((&file["stage"], count(&file["corrections"])), (&json!("final"), 1), "{file}");
    let kept = file["marks"].as_array().unwrap().iter();
    let kept: Vec<&str> = kept
        .filter(|m| m["seat"] == 2 && m["criterion"] == "佐证与底稿")
        .map(|m| m["points"].as_str().unwrap())
        .collect();
    assert_eq!(kept, ["12"], "the mark as it was given");
    let services = &desk.services;
    let read = |conn: &mut _| {
        let package = packages::accepted(conn, commission.id.as_str())?.unwrap();
        let state = commissions::by_id(conn, commission.id.as_str())?.state;
        Ok((state, quality::quality(conn, &package.id)?.unwrap(), quality::marks(conn, &package.id)?.len()))
    };
    let (state, found, marks) = services.db.read(read).unwrap();
    // Format 5.6 and content 13.5 by faults; 95, 60 and 80 % of the other 80: 95.1, 67.1 + 6, 83.1.
    assert_eq!((state, found.raw_mean.to_string().as_str(), marks), (State::Accepted, "83.77", 18));
    for login in ["finance_handler", "institution_admin"] {
        let page = desk.get(login, &format!("/reviews/{}", commission.number)).await;
        assert!(page.status == 200 && page.text().contains("附件三确有佐证"), "{login}");
    }
    assert!(desk.get("supervisor", "/reviews").await.text().contains(&commission.number));
    let report = Replayers::new(&services.vault).replay_all(&services.db, |_| {}).unwrap();
    assert_eq!((report.different, report.differences.first()), (0, None));
}

#[actix_web::test]
async fn a_declared_conflict_vacates_the_seat_and_another_is_drawn() {
    let desk = desk();
    let commission = checked(desk, "640300000-2032-002");
    let path = format!("/api/v1/reviews/{}/seats", commission.number);
    assert_eq!(post("finance_handler", &path, seeds(7)).await.status, 204);
    let left = review(desk, &commission).reviewers[0].expert_id.clone();
    let now = desk.services.clock.now();
    let declare = |reason: &'static str| {
        desk.services.db.write(|conn| reviews::declare(conn, &commission, &left, (true, reason), now))
    };
    assert!(declare("").is_err(), "with whom");
    declare("曾在被评价单位任职").unwrap();
    assert_eq!(post("finance_handler", &path, seeds(9)).await.status, 204);
    let now = review(desk, &commission);
    let seats: Vec<(i32, bool)> = now.reviewers.iter().map(|r| (r.seat, r.sits())).collect();
    assert_eq!(seats, [(1, false), (2, true), (3, true)]);
    assert!(now.reviewers.iter().skip(1).all(|r| r.expert_id != left), "who left is not drawn again");
}

fn rubric() -> Value {
    json!({"name": "报告评审标准", "reviewers": 2, "gap": "8", "answer_days": 10, "criteria": [
        {"name": "内容", "weight": "60", "anchors": [{"from": "0", "says": "差"}, {"from": "40", "says": "好"}]},
        {"name": "格式", "weight": "40", "deductions": [{"fault": "缺页", "points": "2"}]}]})
}

#[actix_web::test]
async fn a_version_is_frozen_before_the_announcement_and_everybody_may_read_it() {
    let desk = desk();
    let new = json!({"code": "story", "rubric": rubric()});
    assert_eq!(post("finance_checker", "/api/v1/rubrics", new.clone()).await.status, 403);
    let made = post("finance_handler", "/api/v1/rubrics", new.clone()).await;
    assert_eq!(made.status, 201, "{}", made.text());
    let made = made.json();
    assert_eq!(post("finance_handler", "/api/v1/rubrics", new).await.status, 409, "the same text");
    let mut faulty = rubric();
    faulty["criteria"][0]["weight"] = json!("59");
    let refused = post("finance_handler", "/api/v1/rubrics", json!({"code": "story", "rubric": faulty})).await;
    assert!(refused.status == 422 && refused.text().contains("合计 99"), "{}", refused.text());

    let commission = planned(desk, "640300000-2032-003", State::Planned);
    let freeze = format!("/api/v1/commissions/{}/rubric", commission.number);
    let body = json!({"rubric": made["id"]});
    assert_eq!(send("finance_handler", Method::PUT, &freeze, json!({"rubric": "none"})).await.status, 404);
    assert_eq!(send("stranger", Method::PUT, &freeze, body.clone()).await.status, 404);
    assert_eq!(send("finance_handler", Method::PUT, &freeze, body.clone()).await.status, 200);
    let public = format!("/api/v1/market/{}/rubric", commission.number);
    assert_eq!(desk.get("", &public).await.status, 404, "not announced yet");
    announce(desk, &commission);
    let shown = desk.get("", &public).await.json();
    assert_eq!((&shown["digest"], &shown["written_by"]), (&made["digest"], &Value::Null));
    assert_eq!(send("finance_handler", Method::PUT, &freeze, body).await.status, 409, "announced");
    let page = desk.get("", &format!("/market/{}/rubric", commission.number)).await;
    assert!(page.status == 200 && page.text().contains("story/1") && page.text().contains("缺页"));
}

fn announce(desk: &Desk, commission: &Commission) {
    let now = desk.services.clock.now();
    let holders = ["a", "b", "c"].map(|h| (h.to_owned(), format!("passphrase of {h}")));
    let (opening_key, _) = sealing::new_key(&commission.number, &holders, KdfCost::FOR_RANDOM).unwrap();
    let deadline = Instant(now.0 + chrono::Duration::days(20));
    let what = Announcement {
        opening_key,
        holders: holders.iter().map(|h| h.0.clone()).collect(),
        deadline,
        padded_bytes: LEAST_PADDED,
    };
    let moved = |conn: &mut _| {
        commissions::advance(conn, &commission.id, State::Approved, "finance_approver", "试", now)?;
        let announced = commissions::advance(conn, &commission.id, State::Announced, "finance_handler", "试", now)?;
        sealing::announce(conn, &announced, &what, now)
    };
    desk.services.db.write(moved).unwrap();
}

#[actix_web::test]
async fn the_editor_writes_a_version_and_says_what_is_wrong() {
    let desk = desk();
    let send = async |weight: &str| {
        let token = desk.form_token("finance_handler");
        let fields = [
            ("csrf", token),
            ("code", "edited"),
            ("name", "编辑器"),
            ("reviewers", "2"),
            ("gap", "10"),
            ("answer_days", "5"),
            ("name0", "内容"),
            ("weight0", weight),
            ("anchors0", "0 差\n60 好"),
            ("deductions0", ""),
            ("name1", ""),
            ("weight1", ""),
            ("anchors1", ""),
            ("deductions1", ""),
        ];
        let request = TestRequest::post().uri("/rubrics").insert_header((header::ACCEPT, "text/html"));
        desk.send("finance_handler", request.set_form(fields)).await
    };
    let refused = send("90").await;
    assert!(refused.status == 422 && refused.text().contains("合计 90"), "{} {}", refused.status, refused.text());
    assert!(refused.text().contains("60 好"), "what was typed is still there");
    let written = send("100").await;
    assert_eq!((written.status, written.header("location")), (303, "/rubrics"), "{}", written.text());
    assert!(desk.get("finance_handler", "/rubrics").await.text().contains("edited/1"));
}
