//! Draw records through the whole application.

use crate::assignments::draw::{DrawRecord, verify};
use crate::desk::fixture::desk;

fn number() -> String {
    format!("{}-C01", desk().parts.commission.number)
}

#[actix_web::test]
async fn a_downloaded_record_verifies() {
    let desk = desk();
    for path in [format!("/draws/{}", number()), format!("/api/v1/draws/{}", number())] {
        let answer = desk.get("supervisor", &path).await;
        assert_eq!(answer.status, 200, "{path}");
        let record: DrawRecord = serde_json::from_slice(&answer.body).unwrap();
        assert_eq!(verify(&record), [], "{path}");
    }
    let file = desk.get("finance_handler", &format!("/draws/{}", number())).await;
    assert!(file.header("content-disposition").starts_with(&format!("attachment; filename=\"{}.json\"", number())));
}

#[actix_web::test]
async fn a_draw_is_for_those_who_may_read_it() {
    let desk = desk();
    for (login, status) in [
        ("review_expert", 200),
        ("institution_admin", 403),
        ("budget_unit", 403),
        ("stranger", 404),
        ("core_budget", 403),
    ] {
        assert_eq!(desk.get(login, &format!("/api/v1/draws/{}", number())).await.status, status, "{login}");
    }
    assert_eq!(desk.get("supervisor", "/draws/nothing").await.status, 404);
}
