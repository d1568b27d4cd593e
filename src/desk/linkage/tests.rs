//! The linkage board: reach, filters, exports.

use crate::desk::fixture::desk;

#[actix_web::test]
async fn the_board_shows_what_is_within_reach_and_exports_what_it_finds() {
    let desk = desk();
    let all = desk.get("finance_handler", "/api/v1/instructions?size=500").await.json();
    assert_eq!(all["total"].as_u64().unwrap() as usize, desk.parts.commissions.len(), "one for each result");
    assert_eq!(desk.get("stranger", "/api/v1/instructions").await.json()["total"], 0);
    let own = desk.get("budget_unit", "/api/v1/instructions?size=500").await.json();
    let unit = &desk.parts.commission.unit_name;
    assert!(own["total"].as_u64().unwrap() > 0 && own["items"].as_array().unwrap().iter().all(|l| l["unit"] == *unit));
    assert_eq!(desk.get("review_expert", "/api/v1/instructions").await.status, 403);
    let first = desk.get("finance_handler", "/api/v1/instructions?action=PRIORITISE&state=pending").await.json();
    assert!(first["items"].as_array().unwrap().iter().all(|l| l["action"] == "PRIORITISE" && l["article"] != ""));
    assert_eq!(desk.get("finance_handler", "/api/v1/instructions?state=lost").await.status, 422);
    let file = desk.get("finance_handler", "/instructions?format=csv").await;
    assert_eq!(file.text().lines().count(), 1 + desk.parts.commissions.len());
    let board = desk.get("finance_handler", "/api/v1/results?stage=in_force&size=500").await.json();
    assert_eq!(board["total"].as_u64().unwrap() as usize, desk.parts.commissions.len());
    assert_eq!(desk.get("budget_unit", "/results").await.status, 200);
}
