//! Institutions through the whole application, role by role.

use crate::desk::fixture::desk;

#[actix_web::test]
async fn the_pool_is_not_for_its_own_members() {
    let desk = desk();
    for path in ["/institutions", "/api/v1/institutions"] {
        for login in ["finance_handler", "supervisor", "competent_department", "stranger"] {
            assert_eq!(desk.get(login, path).await.status, 200, "{login} {path}");
        }
        for login in ["institution_admin", "lead_evaluator", "review_expert", "budget_unit", "audit_admin"] {
            assert_eq!(desk.get(login, path).await.status, 403, "{login} {path}");
        }
    }
}

#[actix_web::test]
async fn an_institution_sees_itself_alone() {
    let desk = desk();
    for prefix in ["/institutions", "/api/v1/institutions"] {
        for login in ["institution_admin", "lead_evaluator"] {
            let (own, other) = (&desk.parts.institution, &desk.parts.other_institution);
            assert_eq!(desk.get(login, &format!("{prefix}/{own}")).await.status, 200);
            assert_eq!(desk.get(login, &format!("{prefix}/{other}")).await.status, 404);
        }
    }
}

#[actix_web::test]
async fn the_record_ends_at_the_readers_reach() {
    let desk = desk();
    let path = format!("/api/v1/institutions/{}", desk.parts.institution);
    let finance = desk.get("finance_handler", &path).await.json();
    assert!(!finance["works"].as_array().unwrap().is_empty());
    assert!(!finance["bids"].as_array().unwrap().is_empty());
    assert!(!finance["leads"].as_array().unwrap().is_empty());
    assert_eq!(desk.get("institution_admin", &path).await.json()["works"], finance["works"]);
    let elsewhere = desk.get("stranger", &path).await.json();
    assert_eq!((elsewhere["works"].as_array().unwrap().len(), elsewhere["bids"].as_array().unwrap().len()), (0, 0));
    let department = desk.get("competent_department", &path).await.json();
    assert!(department["bids"].is_null());
    assert!(department["works"].as_array().unwrap().iter().all(|w| w["quality"].is_null()));
}

#[actix_web::test]
async fn list_count_and_export_say_the_same() {
    let desk = desk();
    let query = "kind=%E4%BC%9A%E8%AE%A1%E5%B8%88%E4%BA%8B%E5%8A%A1%E6%89%80&sort=leads&dir=desc";
    let page = desk.get("supervisor", &format!("/api/v1/institutions?{query}&size=2")).await.json();
    let all = desk.get("supervisor", &format!("/institutions?{query}&format=json")).await.json();
    assert_eq!(page["total"].as_u64().unwrap() as usize, all.as_array().unwrap().len());
    assert_eq!(page["items"].as_array().unwrap()[..], all.as_array().unwrap()[..2]);
    let gb = desk.get("supervisor", &format!("/institutions?{query}&format=csv-gb18030")).await;
    assert!(encoding_rs::GB18030.decode(&gb.body).0.starts_with("编号,机构名称"));
}
