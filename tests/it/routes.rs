//! The route tree as a whole: no route without a rule, no operation without a description, and the
//! role × route matrix as the table of permissions has it.

use hengping::accounts::gate::Access;
use hengping::accounts::model::Role;
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// Routes that anybody may use, with the reason.
const PUBLIC: [(&str, &str); 32] = [
    ("/", "leads to the log-in"),
    ("/healthz", "asked by machines that run us"),
    ("/readyz", "asked by machines that run us"),
    ("/static/{path:.*}", "style and script"),
    ("/api/openapi.json", "the description holds no data"),
    ("/api/asyncapi.json", "the description holds no data"),
    ("/api/docs", "the description holds no data"),
    ("/api/docs/{path:.*}", "the description holds no data"),
    ("/login", "the way in"),
    ("/api/v1/session", "the way in"),
    ("/api/v1/session/refresh", "shows its own token"),
    ("/market", "announcements"),
    ("/market/calendar", "public law and holidays"),
    ("/market/{number}", "an announcement"),
    ("/market/{number}/commission.json", "an announcement"),
    ("/api/v1/market", "announcements"),
    ("/api/v1/market/{number}", "an announcement"),
    ("/api/v1/market/{number}/contract/text", "a published contract (条例 art. 50)"),
    ("/market/{number}/rubric", "by what a report will be reviewed"),
    ("/api/v1/market/{number}/rubric", "by what a report will be reviewed"),
    ("/public-results", "results that were disclosed"),
    ("/public-results/{number}", "a result that was disclosed"),
    ("/api/v1/public-results", "results that were disclosed"),
    ("/api/v1/public-results/{number}", "a result that was disclosed"),
    ("/public-notices", "who shall enter the pool (198号 art. 5)"),
    ("/api/v1/public-notices", "who shall enter the pool (198号 art. 5)"),
    ("/ocds/releases.json", "published stages"),
    ("/ocds/records.json", "published stages"),
    ("/ocds/releases/{ocid}", "published stages"),
    ("/ocds/records/{ocid}", "published stages"),
    ("/policies", "quotes public law"),
    ("/policy/{id}", "quotes public law"),
];

#[test]
fn only_known_routes_are_public() {
    for route in hengping::app::routes().declared().filter(|r| r.access.allows(None)) {
        assert!(PUBLIC.iter().any(|(path, _)| *path == route.path), "{} {} is public", route.method, route.path);
    }
}

#[test]
fn every_operation_of_the_api_is_described_and_nothing_else() {
    let declared: BTreeSet<(String, String)> = hengping::app::routes()
        .declared()
        .filter(|r| r.path.starts_with("/api/v1/") || r.path.starts_with("/ocds/"))
        .map(|r| (r.method.as_str().to_lowercase(), r.path.replace(":.*}", "}")))
        .collect();
    let document = hengping::site::ApiDescription::document();
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
    let paths = document["paths"].as_object().unwrap();
    let described: BTreeSet<(String, String)> = paths
        .iter()
        .flat_map(|(path, item)| {
            item.as_object().unwrap().keys().map(|method| (method.clone(), path.clone())).collect::<Vec<_>>()
        })
        .collect();
    assert_eq!(declared, described);
}

/// One line a route: who may use it. A change of this file is a change of who sees what.
fn matrix() -> String {
    let mut text = String::new();
    let mut lines: Vec<String> = hengping::app::routes()
        .declared()
        .map(|route| {
            let who: Vec<&str> =
                Role::ALL.into_iter().filter(|r| route.access.allows(Some(*r))).map(Role::code).collect();
            let who = match route.access {
                Access::Public | Access::Open => "everybody".to_owned(),
                _ if who.len() == Role::ALL.len() => "everybody logged in".to_owned(),
                _ => who.join(" "),
            };
            format!("{:<6} {:<50} {who}", route.method, route.path)
        })
        .collect();
    lines.sort();
    for line in lines {
        let _ = writeln!(text, "{line}");
    }
    text
}

#[test]
fn the_matrix_of_roles_and_routes_is_as_agreed() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/accounts/routes.txt");
    if std::env::var_os("HENGPING_TEST_WRITE").is_some() {
        std::fs::write(&path, matrix()).unwrap();
    }
    let agreed = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(
        matrix(),
        agreed,
        "after a wanted change run the test with HENGPING_TEST_WRITE=1 and read the difference"
    );
}
