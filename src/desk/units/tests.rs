//! Units and projects through the whole application, role by role.

use crate::desk::fixture::{DIVISION, desk};

#[actix_web::test]
async fn each_sees_its_own_part() {
    let desk = desk();
    let all = desk.get("finance_handler", "/api/v1/projects?size=500").await.json();
    let total = all["total"].as_u64().unwrap();
    assert!(total > 1 && all["items"].as_array().unwrap().iter().all(|p| p["division"] == DIVISION));
    assert_eq!(desk.get("stranger", "/api/v1/projects").await.json()["total"], 0);
    assert_eq!(desk.get("stranger", "/api/v1/units").await.json()["total"], 0);
    let own = desk.get("budget_unit", "/api/v1/projects").await.json();
    assert!(own["total"].as_u64().unwrap() < total);
    assert!(own["items"].as_array().unwrap().iter().all(|p| p["unit"] == desk.parts.commission.unit_code));
    let itself = desk.get("budget_unit", "/api/v1/units").await.json();
    assert!(itself["items"].as_array().unwrap().iter().any(|u| u["code"] == desk.parts.commission.unit_code));
    for login in ["institution_admin", "review_expert", "core_budget"] {
        assert_eq!(desk.get(login, "/api/v1/units").await.status, 403, "{login}");
    }
}

#[actix_web::test]
async fn filters_are_strict_and_pages_add_up() {
    let desk = desk();
    assert_eq!(desk.get("supervisor", "/api/v1/projects?year=MMXXI").await.status, 422);
    assert_eq!(desk.get("supervisor", "/api/v1/units?parent=1").await.status, 422);
    let all = desk.get("supervisor", "/api/v1/units?format=json").await.json();
    let mut paged = Vec::new();
    for page in 1..=all.as_array().unwrap().len().div_ceil(50) {
        let part = desk.get("supervisor", &format!("/api/v1/units?page={page}")).await.json();
        paged.extend(part["items"].as_array().unwrap().clone());
    }
    assert_eq!(&paged, all.as_array().unwrap());
    let beyond = desk.get("supervisor", "/api/v1/units?page=1000000").await.json();
    assert_eq!(beyond["items"].as_array().unwrap().len(), 0);
}
