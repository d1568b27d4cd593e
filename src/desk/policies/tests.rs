//! Policy packs through the whole application.

use super::words;
use crate::desk::fixture::desk;
use crate::policy::Packs;

#[actix_web::test]
async fn every_role_but_the_machine_reads_the_packs() {
    let desk = desk();
    for path in ["/policies", "/policy/wuzhong-2021", "/policy/national", "/api/v1/policies"] {
        for login in ["finance_handler", "budget_unit", "review_expert", "system_admin", "audit_admin"] {
            assert_eq!(desk.get(login, path).await.status, 200, "{login} {path}");
        }
        assert_eq!(desk.get("core_budget", path).await.status, 403);
    }
    assert_eq!(desk.get("finance_handler", "/policy/nowhere").await.status, 404);
    assert_eq!(desk.get("finance_handler", "/api/v1/policies/..").await.status, 404);
}

#[actix_web::test]
async fn ones_own_pack_is_that_of_the_division_or_the_nation() {
    let desk = desk();
    assert_eq!(desk.get("finance_handler", "/policy").await.header("location"), "/policy/wuzhong-2021");
    assert_eq!(desk.get("stranger", "/policy").await.header("location"), "/policy/national");
}

#[actix_web::test]
async fn a_place_without_a_rule_says_so() {
    let desk = desk();
    let pack = desk.get("finance_handler", "/api/v1/policies/wuzhong-2021").await.json();
    let topics = pack["topics"].as_array().unwrap();
    let silent: Vec<_> = topics.iter().filter(|t| t["local_rule"] == false).collect();
    assert!(!silent.is_empty());
    assert!(silent.iter().all(|t| !t["notes"].as_array().unwrap().is_empty()));
    let page = desk.get("finance_handler", "/policies").await.text();
    assert!(page.contains("本地无规定"));
}

#[test]
fn no_code_is_left_unworded() {
    for pack in Packs::embedded().unwrap().iter() {
        for topic in pack.overview() {
            let Some(value) = &topic.value else { continue };
            for line in words::lines(&topic.path, value) {
                for code in ["EXCELLENT", "FINANCE", "CUT_UNSPECIFIED", "OPEN_TENDER", "{", "null"] {
                    assert!(!line.zh.contains(code) && !line.en.contains(code), "{}: {}", topic.path, line.zh);
                }
            }
        }
    }
}
