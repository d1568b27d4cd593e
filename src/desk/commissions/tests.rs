//! Commissions through the whole application, role by role.

use super::view;
use crate::accounts::model::{Actor, Division, SessionId, UserId};
use crate::accounts::{Role, permissions::Act};
use crate::bids::model::{Bid, Standing};
use crate::bids::service as bids;
use crate::commissions::model::{CommissionId, State};
use crate::commissions::{Commission, service as commissions};
use crate::desk::fixture::{DIVISION, desk};
use crate::platform::failure::Failure;
use crate::platform::problem::Code;
use crate::terms::Fen;
use serde_json::Value;

fn path() -> String {
    format!("/api/v1/commissions/{}", desk().parts.commission.number)
}

#[actix_web::test]
async fn everybody_finds_their_own_and_list_page_and_export_agree() {
    let desk = desk();
    let parts = &desk.parts;
    let of_unit = parts.commissions.iter().filter(|c| c.unit_code == parts.commission.unit_code).count();
    let department = &parts.commission.department_code;
    let of_department = parts.commissions.iter().filter(|c| c.department_code == *department).count();
    let bid_for = desk.services.db.read(|conn| bids::of_institution(conn, &parts.institution)).unwrap().len();
    let cases = [
        ("finance_handler", parts.commissions.len()),
        ("supervisor", parts.commissions.len()),
        ("budget_unit", of_unit),
        ("competent_department", of_department),
        ("institution_admin", bid_for),
        ("stranger", 0),
    ];
    for (login, expected) in cases {
        let listed = desk.get(login, "/api/v1/commissions").await.json();
        assert_eq!(listed["total"], expected, "{login}");
        let exported = desk.get(login, "/commissions?format=json").await.json();
        assert_eq!(exported.as_array().unwrap().len(), expected, "{login}");
        let page = desk.get(login, "/commissions?per=100").await;
        assert_eq!(
            (page.status, page.text().matches("scope=\"row\" class=\"main\"").count()),
            (200, expected),
            "{login}"
        );
    }
    for login in ["system_admin", "security_admin", "audit_admin", "core_budget"] {
        assert_eq!(desk.get(login, "/commissions").await.status, 403, "{login}");
    }
}

#[actix_web::test]
async fn filters_narrow_and_what_is_not_known_is_refused() {
    let desk = desk();
    let total = async |query: &str| {
        desk.get("finance_handler", &format!("/api/v1/commissions?{query}")).await.json()["total"].clone()
    };
    let all = desk.parts.commissions.len();
    assert_eq!(total("year=2021").await, all);
    assert_eq!(total("year=2020").await, 0);
    assert_eq!(total("handler=core_budget&state=instructed").await, all);
    assert_eq!(total("handler=finance_handler").await, 0);
    let water = desk.parts.commissions.iter().filter(|c| c.sector == "水利").count();
    assert_eq!(total("sector=%E6%B0%B4%E5%88%A9").await, water);
    assert_eq!(total("q=2021-001").await, 1);
    assert_eq!(total("q=%E5%85%BB%E8%80%81%20%E6%9C%8D%E5%8A%A1").await, 1, "both words");
    assert_eq!(total("q=%25").await, 0);
    let excellent = total("grade=EXCELLENT").await.as_i64().unwrap();
    assert_eq!(excellent + total("grade=GOOD").await.as_i64().unwrap(), all as i64);
    for (query, field) in [("state=lost", "state"), ("year=x", "year"), ("stat=x", "stat"), ("handler=me", "handler")] {
        let answer = desk.get("finance_handler", &format!("/api/v1/commissions?{query}")).await;
        assert_eq!((answer.status, answer.json()["errors"][0]["field"].as_str()), (422, Some(field)), "{query}");
    }
}

#[actix_web::test]
async fn rows_are_sorted_by_every_column() {
    let desk = desk();
    for sort in ["number", "unit", "amount", "grade"] {
        let rows = desk.get("finance_handler", &format!("/commissions?format=json&sort={sort}&dir=desc")).await.json();
        let key = |r: &Value| match sort {
            "amount" => format!("{:020}", r["amount"].as_i64().unwrap()),
            "grade" => {
                format!("{:>6}", r["score"].as_str().unwrap().parse::<f64>().map(|s| format!("{s:.2}")).unwrap())
            }
            field => r[field].as_str().unwrap().to_owned(),
        };
        let keys: Vec<String> = rows.as_array().unwrap().iter().map(key).collect();
        assert!(keys.windows(2).all(|w| w[0] >= w[1]), "{sort}: {keys:?}");
    }
}

#[actix_web::test]
async fn finance_and_supervision_see_the_whole_file() {
    let desk = desk();
    for login in ["finance_handler", "finance_checker", "finance_approver", "supervisor"] {
        let file = desk.get(login, &path()).await.json();
        assert_eq!(file["bids"]["received"], file["bids"]["rows"].as_array().unwrap().len());
        assert!(file["bids"]["rejected"].as_u64().unwrap() > 0);
        assert!(file["excluded"].as_array().unwrap().iter().all(|r| r["count"].as_u64().unwrap() > 0));
        assert!(file["excluded_experts"].as_u64().unwrap() > 0);
        assert!(file["draws"][0]["experts"].as_array().unwrap().iter().all(|e| e["name"].is_string()));
        assert_eq!(file["packages"][0]["files"].as_array().unwrap().len(), 7);
        assert_eq!(file["indicator_total"]["weight"], "100");
        assert_eq!(file["indicator_total"]["score"], file["result"]["score"]);
        assert_eq!(file["review"]["marks"].as_array().unwrap().len(), 3);
        assert_eq!(file["instructions"].as_array().unwrap().len(), 1);
        let kinds = file["decisions"].as_array().unwrap().len();
        // What the year itself decides; nobody ordered it, asked a question or superseded a result.
        assert!(kinds >= 11, "{kinds}");
        assert_eq!(file["timeline"].as_array().unwrap().len() as i64, file["version"].as_i64().unwrap());
    }
}

#[actix_web::test]
async fn a_rejection_says_why_and_a_conflict_shows_its_facts() {
    let desk = desk();
    let (mut reasons, mut hits) = (0, 0);
    for commission in &desk.parts.commissions {
        let file = desk.get("finance_handler", &format!("/api/v1/commissions/{}", commission.number)).await.json();
        for row in file["bids"]["rows"].as_array().unwrap().iter().filter(|r| r["state"] == "rejected") {
            assert!(row["reason"]["zh"].as_str().is_some_and(|r| !r.is_empty()), "{row}");
            assert!(row["reason"]["en"].as_str().is_some_and(|r| !r.is_empty()), "{row}");
            reasons += 1;
        }
        for hit in file["conflicts"].as_array().unwrap().iter().flat_map(|c| c["hits"].as_array().unwrap()) {
            assert!(!hit["path"].as_array().unwrap().is_empty() && hit["basis"].is_string(), "{hit}");
            hits += 1;
        }
    }
    assert!(reasons > 20 && hits > 5, "{reasons} {hits}");
}

#[actix_web::test]
async fn an_institution_sees_its_own_bid_and_result_and_no_rival() {
    let desk = desk();
    let parts = &desk.parts;
    let received = desk.services.db.read(|conn| bids::of_commission(conn, parts.commission.id.as_str())).unwrap();
    for login in ["institution_admin", "lead_evaluator"] {
        let answer = desk.get(login, &path()).await;
        let file = answer.json();
        let rows = file["bids"]["rows"].as_array().unwrap();
        assert_eq!((rows.len(), rows[0]["state"].as_str()), (1, Some("awarded")));
        assert!(file["result"]["score"].is_string());
        for absent in ["received", "rejected", "benchmark", "openers"] {
            assert!(file["bids"][absent].is_null(), "{absent}");
        }
        for empty in ["draws", "decisions", "instructions", "excluded"] {
            assert_eq!(file[empty].as_array().unwrap().len(), 0, "{empty}");
        }
        assert!(file["review"].is_null());
        let page = desk.get(login, &format!("/commissions/{}", parts.commission.number)).await.text();
        for rival in received.iter().filter(|b| b.institution_id != parts.institution) {
            assert!(!answer.text().contains(&rival.institution_name) && !page.contains(&rival.institution_name));
        }
    }
}

#[actix_web::test]
async fn who_lost_sees_the_bid_and_not_the_result() {
    let desk = desk();
    let lost = desk.services.db.read(|conn| bids::of_institution(conn, &desk.parts.institution)).unwrap();
    let Some(lost) = lost.into_iter().find(|b| b.standing != Standing::Awarded) else { return };
    let commission = desk.parts.commissions.iter().find(|c| c.id.as_str() == lost.commission_id).unwrap();
    let path = format!("/api/v1/commissions/{}", commission.number);
    let file = desk.get("institution_admin", &path).await.json();
    assert_eq!(file["bids"]["rows"][0]["uscc"], lost.uscc);
    assert!(file["result"].is_null() && file["packages"].as_array().unwrap().is_empty());
    assert_eq!(desk.get("institution_admin", &format!("{path}/result")).await.status, 404);
    assert_eq!(desk.get("institution_admin", &format!("{path}/packages")).await.status, 404);
    assert_eq!(desk.get("institution_admin", &format!("{path}/bids")).await.status, 200);
}

#[actix_web::test]
async fn a_unit_sees_result_instructions_and_timeline() {
    let desk = desk();
    let file = desk.get("budget_unit", &path()).await.json();
    assert!(file["result"]["grade"].is_string() && !file["instructions"].as_array().unwrap().is_empty());
    assert!(!file["timeline"].as_array().unwrap().is_empty());
    assert!(file["bids"].is_null() && file["review"].is_null());
    for empty in ["draws", "packages", "decisions", "conflicts", "excluded", "indicators"] {
        assert_eq!(file[empty].as_array().unwrap().len(), 0, "{empty}");
    }
}

#[actix_web::test]
async fn an_expert_sees_its_own_seat_and_other_members_by_number() {
    let desk = desk();
    let file = desk.get("review_expert", &path()).await.json();
    let drawn = file["draws"][0]["experts"].as_array().unwrap();
    assert_eq!(drawn.iter().filter(|e| e["name"].is_string()).count(), 1);
    assert_eq!(file["review"]["marks"].as_array().unwrap().len(), 1);
    assert!(file["review"]["mean"].is_null() && file["review"]["raters"].is_null());
    assert!(file["bids"].is_null() && file["result"].is_null());
}

#[actix_web::test]
async fn what_is_out_of_reach_does_not_exist() {
    let desk = desk();
    let own = &desk.parts.commission;
    let foreign = desk
        .parts
        .commissions
        .iter()
        .find(|c| c.unit_code != own.unit_code && c.department_code != own.department_code)
        .unwrap();
    for (login, number) in
        [("stranger", &own.number), ("budget_unit", &foreign.number), ("competent_department", &foreign.number)]
    {
        for part in ["", "/timeline", "/result", "/instructions"] {
            assert_eq!(
                desk.get(login, &format!("/api/v1/commissions/{number}{part}")).await.status,
                404,
                "{login} {part}"
            );
        }
        let missing = desk.get(login, "/api/v1/commissions/nothing").await.json();
        let hidden = desk.get(login, &format!("/api/v1/commissions/{number}")).await.json();
        assert_eq!(missing["detail"], hidden["detail"], "{login}");
    }
    for (login, part, status) in [
        ("budget_unit", "/bids", 403),
        ("budget_unit", "/packages", 403),
        ("review_expert", "/result", 403),
        ("institution_admin", "/instructions", 403),
        ("core_budget", "", 403),
        ("core_budget", "/instructions", 200),
    ] {
        assert_eq!(desk.get(login, &format!("{}{part}", path())).await.status, status, "{login} {part}");
    }
}

#[actix_web::test]
async fn a_known_tag_is_answered_without_a_body() {
    let desk = desk();
    let tag = desk.get("supervisor", &path()).await.header("etag").to_owned();
    assert!(!tag.is_empty());
    let again = actix_web::test::TestRequest::get().uri(&path()).insert_header(("if-none-match", tag));
    assert_eq!(desk.send("supervisor", again).await.status, 304);
}

fn actor(role: Role, subject: Option<String>) -> Actor {
    Actor {
        user_id: UserId::new(),
        login: role.code().into(),
        name: role.zh().into(),
        role,
        division: Division::parse(DIVISION).unwrap(),
        subject,
        session_id: SessionId::new(),
    }
}

/// Before the opening no reader learns anything of a bid: not its price, not its bidder, not that
/// there is one.
#[actix_web::test]
async fn before_the_opening_nothing_is_known_of_bids() {
    let desk = desk();
    let at = desk.services.clock.now();
    let sealed = Commission {
        id: CommissionId::new(),
        number: "640300000-2022-901".into(),
        fiscal_year: 2022,
        state: State::Planned,
        institution_id: None,
        institution_name: None,
        version: 1,
        ..desk.parts.commission.clone()
    };
    let institution = desk.parts.institution.clone();
    let ended = desk.services.db.write(|conn| {
        commissions::plan(conn, &sealed, "finance_handler", "")?;
        commissions::advance(conn, &sealed.id, State::Approved, "finance_approver", "", at)?;
        let announced = commissions::advance(conn, &sealed.id, State::Announced, "finance_handler", "", at)?;
        let bid = Bid {
            id: uuid::Uuid::now_v7().to_string(),
            commission_id: sealed.id.to_string(),
            institution_id: institution.clone(),
            institution_name: "某机构".into(),
            uscc: "91640300SEALED".into(),
            price: Fen(4_242_424),
            days_promised: 60,
            staff_offered: 5,
            received_at: at,
            standing: Standing::Received,
            rejection_code: None,
            rejection_reason: None,
            technical: None,
            price_points: None,
            total: None,
            position: None,
        };
        bids::receive(conn, &announced, &bid)?;
        for (role, subject) in [
            (Role::FinanceHandler, None),
            (Role::Supervisor, None),
            (Role::InstitutionAdmin, Some(institution.clone())),
        ] {
            let reader = actor(role, subject);
            let file = serde_json::to_value(view::file(conn, &reader, &sealed.number)?)?;
            assert_eq!(file["bids"]["rows"], serde_json::json!([]), "{role}");
            assert!(file["bids"]["received"].is_null(), "{role}");
            let text = file.to_string();
            assert!(!text.contains("SEALED") && !text.contains("4242424") && !text.contains("某机构"), "{role}");
            let bids = serde_json::to_value(view::bids_of(conn, &reader, &sealed.number)?)?;
            assert_eq!(bids["rows"], serde_json::json!([]), "{role}");
        }
        assert!(
            view::find(conn, &actor(Role::BudgetUnit, Some("none".into())), Act::ReadCommission, &sealed.number)
                .is_err()
        );
        // Nothing of this stays.
        Err::<(), Failure>(Failure::refused(Code::RuleForbids, "", ""))
    });
    assert!(matches!(ended, Err(Failure::Refused { code: Code::RuleForbids, .. })), "{ended:?}");
}

#[actix_web::test]
async fn every_pack_gives_its_own_answer_to_one_result() {
    let desk = desk();
    let number = &desk.parts.commission.number;
    let path = format!("/api/v1/commissions/{number}/packs");
    let compared = desk.get("supervisor", &path).await.json();
    let packs = compared["packs"].as_array().unwrap();
    assert!(packs.len() >= 4);
    let own = packs.iter().find(|p| p["own"] == true).unwrap();
    let result = desk.get("supervisor", &format!("/api/v1/commissions/{number}/result")).await.json();
    assert_eq!((&own["policy"], &own["grade"]), (&"wuzhong-2021".into(), &result["grade"]));
    for pack in packs {
        assert!(pack["instructions"].as_array().unwrap().iter().all(|i| i["article"] != ""), "{pack}");
    }
    assert_eq!(desk.get("stranger", &path).await.status, 404);
    assert_eq!(desk.get("review_expert", &path).await.status, 403);
    let page = desk.get("budget_unit", &format!("/commissions/{number}/packs")).await.text();
    assert!(page.contains("各地政策对照") && page.contains("jingdezhen-2019"));
}
