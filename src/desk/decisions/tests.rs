//! Decision records through the whole application.

use crate::audit::DecisionKind;
use crate::desk::fixture::desk;
use actix_web::test::TestRequest;
use serde_json::Value;

/// The kinds that every commission of the demonstration year goes through.
const OF_THE_YEAR: [DecisionKind; 11] = [
    DecisionKind::CommissionerSeparation,
    DecisionKind::ReceiptsFixed,
    DecisionKind::BidsUnsealed,
    DecisionKind::BidAdmission,
    DecisionKind::Award,
    DecisionKind::ReviewerEligibility,
    DecisionKind::Draw,
    DecisionKind::PackageAcceptance,
    DecisionKind::PackageQuality,
    DecisionKind::Grade,
    DecisionKind::Instructions,
];

async fn first_of(kind: DecisionKind) -> Value {
    let path = format!("/api/v1/decisions?kind={}&size=1", kind.word());
    desk().get("supervisor", &path).await.json()["items"][0].clone()
}

#[actix_web::test]
async fn the_list_is_of_the_division_and_finds_by_commission_and_digest() {
    let desk = desk();
    let of_the_year = OF_THE_YEAR.len();
    let total = async |login: &str, query: &str| {
        desk.get(login, &format!("/api/v1/decisions?{query}")).await.json()["total"].as_u64().unwrap() as usize
    };
    // Other stories on this desk decide more beside these.
    assert!(total("supervisor", "").await >= of_the_year * desk.parts.commissions.len());
    for kind in OF_THE_YEAR {
        assert!(
            total("supervisor", &format!("kind={}", kind.word())).await >= desk.parts.commissions.len(),
            "{kind:?}"
        );
    }
    assert_eq!(total("stranger", "").await, 0);
    assert!(total("finance_handler", &format!("q={}", desk.parts.commission.number)).await >= of_the_year);
    let digest = first_of(DecisionKind::Draw).await["digest"].as_str().unwrap()[..16].to_owned();
    assert_eq!(total("finance_handler", &format!("q={digest}")).await, 1);
    for login in ["review_expert", "institution_admin", "budget_unit", "system_admin", "core_budget"] {
        assert_eq!(desk.get(login, "/decisions").await.status, 403, "{login}");
    }
    assert_eq!(desk.get("supervisor", "/api/v1/decisions?kind=guess").await.status, 422);
}

#[actix_web::test]
async fn every_kind_is_shown_with_a_sentence_and_replays_the_same() {
    let desk = desk();
    for kind in OF_THE_YEAR {
        let row = first_of(kind).await;
        let id = row["id"].as_str().unwrap();
        let file = desk.get("finance_checker", &format!("/api/v1/decisions/{id}")).await.json();
        assert!(file["sentence"]["zh"].as_str().is_some_and(|s| !s.is_empty()), "{kind:?}");
        assert!(row["subject"].as_str().unwrap().contains("640300000-2021-"), "{row}");
        let page = desk.get("finance_checker", &format!("/decisions/{id}")).await;
        assert!(page.text().contains(&format!("/decisions/{id}/replay")), "{kind:?}");
        let form = [("csrf", desk.form_token("finance_checker"))];
        let request = TestRequest::post()
            .uri(&format!("/decisions/{id}/replay"))
            .insert_header(("origin", "http://localhost:8080"))
            .insert_header(("host", "localhost:8080"))
            .set_form(form);
        let replayed = desk.send("finance_checker", request).await;
        assert_eq!(replayed.status, 200, "{kind:?} {}", replayed.text());
        assert!(replayed.text().contains(">一致<"), "{kind:?}");
    }
}

#[actix_web::test]
async fn a_record_holds_all_that_a_stranger_needs_where_masks_allow_it() {
    let desk = desk();
    let id = first_of(DecisionKind::BidAdmission).await["id"].as_str().unwrap().to_owned();
    let of = async |login: &str| desk.get(login, &format!("/api/v1/decisions/{id}")).await.json();
    let (supervisor, checker) = (of("supervisor").await, of("finance_checker").await);
    let facts = supervisor["inputs"]["facts"].as_str().unwrap();
    let policy = supervisor["policy_version"].as_str().unwrap();
    assert!(supervisor["evidence"][facts]["facts"]["persons"].is_array());
    assert!(supervisor["evidence"][policy]["rules"].is_object());
    assert!(checker["evidence"][facts].is_null() && checker["evidence"][policy]["rules"].is_object());
    let log = desk.get("audit_admin", &format!("/api/v1/audit-log?q={id}")).await.json();
    assert!(log["items"].as_array().unwrap().iter().all(|l| l["login"] == "supervisor"));
    assert!(log["total"].as_i64().unwrap() >= 1);
}

#[actix_web::test]
async fn records_of_another_division_do_not_exist() {
    let desk = desk();
    let id = first_of(DecisionKind::Grade).await["id"].as_str().unwrap().to_owned();
    for path in [format!("/api/v1/decisions/{id}"), format!("/decisions/{id}"), format!("/decisions/{id}?format=json")]
    {
        assert_eq!(desk.get("stranger", &path).await.status, 404, "{path}");
    }
    let file = desk.get("supervisor", &format!("/decisions/{id}?format=json")).await;
    assert!(file.header("content-disposition").starts_with("attachment; filename=\"decision-"));
    assert_eq!(desk.get("supervisor", &format!("/decisions/{id}?format=csv")).await.status, 422);
}
