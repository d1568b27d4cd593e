//! The audit log through the whole application.

use crate::desk::fixture::desk;

#[actix_web::test]
async fn the_log_is_for_those_who_check_people() {
    let desk = desk();
    for (login, status) in
        [("audit_admin", 200), ("supervisor", 200), ("finance_handler", 403), ("security_admin", 403)]
    {
        for path in ["/audit", "/api/v1/audit-log", "/audit?format=csv"] {
            assert_eq!(desk.get(login, path).await.status, status, "{login} {path}");
        }
    }
}

#[actix_web::test]
async fn a_supervisor_reads_the_acts_of_its_own_division() {
    let desk = desk();
    let of = async |login: &str, query: &str| {
        desk.get(login, &format!("/api/v1/audit-log?size=500&{query}")).await.json()["items"]
            .as_array()
            .unwrap()
            .clone()
    };
    let (all, own) = (of("audit_admin", "act=log-in").await, of("supervisor", "act=log-in").await);
    assert!(all.iter().any(|l| l["login"] == "stranger"));
    assert!(own.iter().any(|l| l["login"] == "finance_handler"));
    assert!(own.iter().all(|l| l["login"] != "stranger"));
    assert_eq!(desk.get("audit_admin", "/api/v1/audit-log?who=x").await.status, 422);
}
