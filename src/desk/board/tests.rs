//! The board through the whole application.

use crate::desk::fixture::desk;
use serde_json::Value;

fn sum(board: &Value, id: &str) -> i64 {
    let chart = board["charts"].as_array().unwrap().iter().find(|c| c["id"] == id).unwrap();
    chart["items"].as_array().unwrap().iter().map(|i| i["value"].as_i64().unwrap()).sum()
}

fn tile(board: &Value, code: &str) -> i64 {
    board["tiles"].as_array().unwrap().iter().find(|t| t["code"] == code).unwrap()["value"].as_i64().unwrap()
}

#[actix_web::test]
async fn charts_and_tiles_say_the_same() {
    let desk = desk();
    let board = desk.get("finance_handler", "/api/v1/board").await.json();
    let count = desk.parts.commissions.len() as i64;
    assert_eq!(board["year"], 2021);
    for (code, chart) in [
        ("commissions", "states"),
        ("finished", "grades"),
        ("finished", "scores"),
        ("bids", "bids"),
        ("budget", "budget_by_sector"),
    ] {
        assert_eq!(tile(&board, code), sum(&board, chart), "{code} {chart}");
    }
    assert_eq!(tile(&board, "commissions"), count);
    assert_eq!(tile(&board, "budget"), desk.parts.commissions.iter().map(|c| c.budget.0).sum::<i64>());
}

#[actix_web::test]
async fn the_wall_shows_nobody_and_other_years_are_empty() {
    let desk = desk();
    let wall = desk.get("finance_handler", "/board?screen=1").await;
    assert_eq!(wall.status, 200);
    assert!(!wall.text().contains("某finance_handler") && wall.text().contains("http-equiv=\"refresh\""));
    let empty = desk.get("supervisor", "/api/v1/board?year=2020").await.json();
    assert_eq!((tile(&empty, "commissions"), empty["years"].clone()), (0, serde_json::json!([2021, 2020])));
    assert_eq!(desk.get("stranger", "/board").await.status, 200);
    for query in ["year=x", "yaer=2021", "screen=2"] {
        assert_eq!(desk.get("finance_handler", &format!("/board?{query}")).await.status, 422, "{query}");
    }
    for login in ["institution_admin", "budget_unit", "core_budget"] {
        assert_eq!(desk.get(login, "/board").await.status, 403, "{login}");
    }
}
