//! Absences and limits through the API, and what a draw makes of them.

use crate::assignments::service as assignments;
use crate::desk::fixture::{Answer, market_desk as desk};
use actix_web::test::TestRequest;
use serde_json::{Value, json};

async fn send(login: &str, request: TestRequest, body: Value) -> Answer {
    let request = request.insert_header(("x-csrf-token", desk().form_token(login)));
    desk().send(login, request.insert_header(("accept", "application/json")).set_json(body)).await
}

#[actix_web::test]
async fn who_is_away_or_has_full_hands_is_not_free() {
    let expert = &desk().parts.other_expert;
    let path = format!("/api/v1/experts/{expert}");
    let services = &desk().services;
    let today = services.clock.now().day_in_china();
    let is_free = || {
        let free = services.db.write(|conn| assignments::free(conn, services.clock.now())).unwrap();
        free.iter().any(|entry| &entry.id == expert)
    };
    assert!(is_free());
    let absences = || TestRequest::post().uri(&format!("{path}/absences"));
    let days = json!({ "from": today, "until": today });
    assert_eq!(send("review_expert", absences(), days.clone()).await.status, 404, "somebody else's entry");
    assert_eq!(send("finance_checker", absences(), days.clone()).await.status, 403);
    let backwards = json!({ "from": "2030-01-02", "until": "2030-01-01" });
    assert_eq!(send("other_expert", absences(), backwards).await.status, 422);
    let entered = send("other_expert", absences(), days).await;
    assert_eq!(entered.status, 201, "{}", entered.text());
    assert!(!is_free(), "away today");
    let page = desk().get("other_expert", &format!("/experts/{expert}/availability")).await;
    assert!(page.status == 200 && page.text().contains("撤销"), "{}", page.text());
    let id = entered.json()["absences"][0]["id"].as_str().unwrap().to_owned();
    let withdrawal = || TestRequest::delete().uri(&format!("{path}/absences/{id}"));
    assert_eq!(send("other_expert", withdrawal(), json!(null)).await.status, 204);
    assert_eq!(send("other_expert", withdrawal(), json!(null)).await.status, 404, "withdrawn once");
    assert!(is_free());

    let limit = || TestRequest::put().uri(&format!("{path}/limit"));
    assert_eq!(send("other_expert", limit(), json!({ "most_at_once": 0 })).await.status, 422);
    let set = send("other_expert", limit(), json!({ "most_at_once": 1 })).await;
    assert_eq!(set.json()["limit"]["most_at_once"], 1, "{}", set.text());
    assert!(is_free(), "what the expert reviewed is published");
}
