//! The OpenAPI description against the route table and the types.

use super::*;
use crate::accounts::model::Role;
use serde_json::Value;
use utoipa::OpenApi;

#[derive(OpenApi)]
#[openapi(paths(
    log_in,
    refresh,
    log_out,
    log_out_everywhere,
    me,
    change_password,
    list,
    create,
    change,
    reset_password
))]
struct Described;

#[test]
fn every_route_of_the_api_is_described() {
    let described: Value = serde_json::to_value(Described::openapi()).unwrap();
    let mut table = RouteTable::new();
    routes(&mut table);
    for route in table.declared() {
        let method = route.method.as_str().to_lowercase();
        assert!(described["paths"][route.path][method.as_str()].is_object(), "{method} {}", route.path);
    }
}

#[test]
fn the_roles_are_described_completely() {
    let described: Value = serde_json::to_value(Described::openapi()).unwrap();
    let roles: Vec<&str> = described["components"]["schemas"]["Role"]["enum"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(Value::as_str)
        .collect();
    assert_eq!(roles, Role::ALL.map(Role::code));
}
