//! Tasks through the whole application, role by role.

use crate::commissions::{State, rules};
use crate::desk::fixture::desk;

#[actix_web::test]
async fn tasks_are_those_of_ones_role_and_reach() {
    let desk = desk();
    for login in ["finance_handler", "finance_checker", "finance_approver"] {
        let todo = desk.get(login, "/api/v1/todo?size=500").await.json();
        let expected = desk.parts.commissions.iter().filter(|c| rules::who_acts(c.state) == Some(login)).count() as u64;
        assert_eq!(todo["counts"]["mine"].as_u64(), Some(expected), "{login}");
        assert_eq!(desk.get(login, "/todo").await.status, 200);
    }
    let returned = desk.parts.commissions.iter().filter(|c| c.state == State::ViewsExchanged);
    for commission in returned {
        let of = commission.institution_id.as_deref().unwrap();
        let waits = |login: &str| of == if login == "institution_admin" { &desk.parts.institution } else { "" };
        let todo = desk.get("institution_admin", "/api/v1/todo").await.json();
        let listed = todo["items"].as_array().unwrap().iter().any(|t| t["number"] == commission.number);
        assert_eq!(listed, waits("institution_admin"));
    }
    for login in ["system_admin", "security_admin", "audit_admin", "core_budget"] {
        assert_eq!(desk.get(login, "/api/v1/todo").await.status, 403, "{login}");
    }
}

#[actix_web::test]
async fn what_was_done_is_found_again_by_who_did_it() {
    let desk = desk();
    let done = desk.get("finance_handler", "/api/v1/todo?scope=done&size=500").await.json();
    assert!(done["total"].as_u64().unwrap() > 0);
    assert_eq!(done["counts"]["done"], done["total"]);
    assert!(done["items"].as_array().unwrap().iter().all(|t| t["from"] == "finance_handler"));
    assert_eq!(desk.get("stranger", "/api/v1/todo?scope=done").await.json()["total"], 0);
    let started = desk.get("finance_handler", "/api/v1/todo?scope=started").await.json();
    assert_eq!(started["total"].as_u64().unwrap() as usize, desk.parts.commissions.len());
    let page = desk.get("finance_handler", "/todo?scope=done&sort=project").await;
    assert_eq!(page.status, 200);
    assert!(page.text().contains("/commissions/"));
}

#[actix_web::test]
async fn a_scope_that_does_not_exist_is_refused() {
    let desk = desk();
    let answer = desk.get("finance_handler", "/api/v1/todo?scope=all").await;
    assert_eq!((answer.status, answer.json()["errors"][0]["field"].as_str()), (422, Some("scope")));
    assert_eq!(desk.get("finance_handler", "/todo?due=late").await.status, 422);
}
