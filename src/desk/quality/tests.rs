//! The dashboard: what each reader sees of it.

use crate::desk::fixture::desk;

#[actix_web::test]
async fn finance_sees_all_others_what_concerns_them() {
    let desk = desk();
    let all = desk.get("finance_handler", "/api/v1/quality").await.json();
    let count = |value: &serde_json::Value| value.as_array().unwrap().len();
    assert!(all["marks"].as_u64().unwrap() > 0 && count(&all["reviewers"]) > 1 && count(&all["criteria"]) > 1, "{all}");
    for line in all["packages"].as_array().unwrap() {
        let number = |name: &str| line[name].as_f64();
        if let (Some(low), Some(middle), Some(high)) = (number("low"), number("corrected"), number("high")) {
            assert!(low <= middle && middle <= high, "{line}");
        }
        assert!(!line["sentence"]["zh"].as_str().unwrap().is_empty(), "{line}");
    }
    let own = desk.get("institution_admin", "/api/v1/quality").await.json();
    let (mine, everybody) = (count(&own["packages"]), count(&all["packages"]));
    assert!(mine > 0 && mine < everybody && count(&own["reviewers"]) == 0 && count(&own["institutions"]) == 1, "{own}");
    let expert = desk.get("review_expert", "/api/v1/quality").await.json();
    assert_eq!((count(&expert["packages"]), count(&expert["reviewers"])), (0, 1), "{expert}");
    assert_eq!(count(&desk.get("stranger", "/api/v1/quality").await.json()["packages"]), 0);
    assert_eq!(desk.get("budget_unit", "/api/v1/quality").await.status, 403);
    let page = desk.get("finance_handler", "/quality").await;
    assert!(page.status == 200 && page.text().contains(&desk.parts.commission.project_name), "{}", page.text());
}
