//! A suspension from the proposal to the appeal, and looks behind the masks, through the whole application.

use crate::desk::fixture::{Answer, desk};
use actix_web::test::TestRequest;
use serde_json::{Value, json};

async fn post(login: &str, path: &str, body: Value) -> Answer {
    desk()
        .send(
            login,
            TestRequest::post().uri(path).insert_header(("X-CSRF-Token", desk().form_token(login))).set_json(body),
        )
        .await
}

#[actix_web::test]
async fn three_people_suspend_and_a_fourth_hears_the_appeal() {
    let desk = desk();
    let expert = &desk.parts.other_expert;
    let path = format!("/api/v1/experts/{expert}/standing");
    let ground = json!({"act": "suspend", "reason_code": "NO_SHOW", "reason": "两次无故缺席评审会"});
    for login in ["finance_checker", "finance_approver", "supervisor", "other_expert"] {
        assert_eq!(post(login, &path, ground.clone()).await.status, 403, "{login}");
    }
    let wrong = json!({"act": "suspend", "reason_code": "OWN_REQUEST", "reason": "两次无故缺席评审会"});
    assert_eq!(post("finance_handler", &path, wrong).await.status, 422);
    let made = post("finance_handler", &path, ground.clone()).await;
    assert_eq!(made.status, 201, "{}", made.text());
    assert_eq!(post("finance_handler", &path, ground).await.status, 409);
    let id = made.json()["id"].as_str().unwrap().to_owned();
    let step = |what: &str| format!("/api/v1/standing/{id}/{what}");
    let pass = json!({"decision": "pass"});
    assert_eq!(post("finance_approver", &step("approve"), pass.clone()).await.status, 409);
    assert_eq!(post("finance_checker", &step("check"), pass.clone()).await.status, 200);
    let done = post("finance_approver", &step("approve"), pass).await;
    assert_eq!((done.status, done.json()["state"].as_str().unwrap().to_owned()), (200, "done".to_owned()));

    let shown = desk.get("finance_handler", &format!("/api/v1/experts/{expert}")).await.json();
    assert_eq!(shown["status"], "suspended");
    // The index of the shared desk stays as it is for other tests; that the change waits for it is enough.
    let number = shown["number"].as_str().unwrap();
    let waiting = desk.services.db.read(|conn| crate::registry::service::index_waiting(conn, 100_000)).unwrap();
    assert!(waiting.iter().any(|(_, waits)| waits == number));
    let changes = desk.get("other_expert", &format!("/api/v1/experts/{expert}/changes")).await.json();
    assert_eq!(
        (&changes[0]["before"]["status"], &changes[0]["after"]["status"]),
        (&json!("enrolled"), &json!("suspended"))
    );

    let words = json!({"appeal": "当日因病住院，已经请假"});
    assert_eq!(post("review_expert", &step("appeal"), words.clone()).await.status, 404);
    assert_eq!(post("other_expert", &step("appeal"), words).await.status, 200);
    let lift = json!({"decision": "lift", "answer": "请假属实，予以撤销"});
    assert_eq!(post("finance_checker", &step("answer"), lift.clone()).await.status, 422);
    assert_eq!(post("finance_approver", &step("answer"), lift).await.status, 422);
    let page = desk.get("other_expert", &format!("/experts/{expert}/standing")).await;
    assert_eq!(page.status, 200);
    assert!(page.text().contains("当日因病住院"), "{}", page.text());
}

#[actix_web::test]
async fn a_look_behind_the_masks_needs_a_purpose_and_is_seen_by_the_expert() {
    let desk = desk();
    let expert = &desk.parts.expert;
    let path = format!("/api/v1/experts/{expert}/reveal");
    assert_eq!(post("finance_checker", &path, json!({"purpose": "核对身份信息"})).await.status, 403);
    assert_eq!(post("finance_handler", &path, json!({"purpose": "  "})).await.status, 422);
    let revealed = post("finance_handler", &path, json!({"purpose": "通知评审会时间"})).await.json();
    let id_no = revealed["id_no"].as_str().unwrap();
    assert!(id_no.len() == 18 && !id_no.contains('*'));
    let looks = desk.get("review_expert", &format!("/api/v1/experts/{expert}/looks")).await.json();
    assert_eq!((&looks[0]["actor"], &looks[0]["purpose"]), (&json!("finance_handler"), &json!("通知评审会时间")));
    assert_eq!(
        desk.get("review_expert", &format!("/api/v1/experts/{}/looks", desk.parts.other_expert)).await.status,
        404
    );
    let own = post("review_expert", &path, json!({"purpose": "核对本人信息"})).await;
    assert_eq!(own.status, 200, "{}", own.text());
    let form = desk.get("finance_handler", &format!("/experts/{expert}/reveal")).await;
    assert!(form.status == 200 && !form.text().contains(id_no));
}
