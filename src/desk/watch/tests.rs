//! A fact comes in after the draw: an alert, two people, one settlement.

use crate::assignments::service as assignments;
use crate::conflicts::service::EnterFacts;
use crate::demo::input;
use crate::desk::fixture::desk;
use crate::intake::sheets::{self, NamedOrganisation, NamedPerson};
use crate::registry::service as registry;
use actix_web::http::header;
use actix_web::test::TestRequest;
use serde_json::json;

/// A present job of the first seated expert at the evaluated unit, which nobody knew at the draw.
struct LateJob {
    job: sheets::Employment,
    subject: String,
    /// Number of the commission.
    commission: String,
}

/// Of the last commission of the year.
fn late_job() -> LateJob {
    let desk = desk();
    let folder = tempfile::tempdir().unwrap();
    let handover = input::read(&input::shipped(folder.path()).unwrap()).unwrap();
    let commission = desk.parts.commissions.last().unwrap();
    let (seat, employer) = desk
        .services
        .db
        .read(|conn| {
            let seat = assignments::seats_of(conn, commission.id.as_str())?.remove(0);
            let expert = registry::expert(conn, &desk.services.vault, &seat.expert_id)?;
            Ok((seat, expert.employer))
        })
        .unwrap();
    let mut known = handover.experts.iter().map(|row| &row.value);
    let known = known.find(|e| e.name == seat.expert_name && e.employer == employer).unwrap();
    let person = NamedPerson { id: known.id.clone().unwrap(), name: known.name.clone() };
    let organisation = NamedOrganisation { uscc: None, name: commission.unit_name.clone() };
    let job = sheets::Employment { person, organisation, post: None, from: None, to: None };
    LateJob { job, subject: seat.expert_number, commission: commission.number.clone() }
}

/// The alert of the job's own commission: the expert may sit elsewhere too.
async fn alert_of(login: &str, of: &LateJob) -> serde_json::Value {
    let alerts = desk().get(login, "/api/v1/conflict-alerts").await.json();
    let mut alerts = alerts.as_array().unwrap().iter();
    alerts.find(|a| a["subject"] == of.subject && a["commission"] == of.commission).cloned().unwrap()
}

async fn act(login: &str, id: &str, what: &str, body: serde_json::Value) -> u16 {
    let desk = desk();
    let request = TestRequest::post().uri(&format!("/api/v1/conflict-alerts/{id}/{what}"));
    let request = request.insert_header(("x-csrf-token", desk.form_token(login)));
    let request = request.insert_header((header::ACCEPT, "application/json"));
    desk.send(login, request.set_json(body)).await.status
}

#[actix_web::test]
async fn facts_that_come_in_late_raise_alerts_which_two_people_settle() {
    let services = &desk().services;
    let late = late_job();
    let at = services.clock.now();
    let examine = || {
        services.db.write(|conn| {
            let units = registry::units(conn, None)?;
            let known: Vec<_> = units.iter().map(|u| (u.name.clone(), u.uscc.clone())).collect();
            EnterFacts::new(&services.vault, at, known.into_iter()).employment(conn, &late.job)?;
            crate::watch::service::re_examine(conn, &services.vault, "finance_handler", at)
        })
    };
    assert!(examine().unwrap() >= 1, "the seated expert now works for the evaluated unit");
    assert_eq!(examine().unwrap(), 0, "the same finding is raised once");

    let alert = alert_of("supervisor", &late).await;
    let id = alert["id"].as_str().unwrap();
    assert_eq!((&alert["standing"], &alert["may_propose"]), (&json!("open"), &json!(false)));
    let replace = json!({"measure": "replace", "reason": "已在被评价单位任职"});
    assert_eq!(act("supervisor", id, "proposal", replace.clone()).await, 403);
    assert_eq!(act("stranger", id, "proposal", replace.clone()).await, 404, "another division's alert");
    assert_eq!(act("finance_handler", id, "proposal", json!({"measure": "replace", "reason": " "})).await, 422);
    assert_eq!(act("finance_checker", id, "settlement", json!(null)).await, 422, "nothing is proposed yet");
    assert_eq!(act("finance_handler", id, "proposal", replace).await, 204);
    assert_eq!(act("finance_handler", id, "settlement", json!(null)).await, 403);
    assert_eq!(act("finance_checker", id, "settlement", json!(null)).await, 200);
    assert_eq!(act("finance_checker", id, "settlement", json!(null)).await, 422, "it is settled");
    assert_eq!(alert_of("finance_handler", &late).await["standing"], "settled");
    let page = desk().get("finance_handler", "/conflict-alerts").await.text();
    assert!(page.contains(alert["subject_name"].as_str().unwrap()) && page.contains("已办结"), "{page}");
}
