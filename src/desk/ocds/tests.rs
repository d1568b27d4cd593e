//! The published packages through the whole application, without an account.

use crate::desk::fixture::desk;
use serde_json::Value;
use std::collections::BTreeSet;

async fn get(path: &str) -> Value {
    let answer = desk().get("", path).await;
    assert_eq!(answer.status, 200, "{path}: {}", answer.text());
    answer.json()
}

fn required(value: &Value, fields: &[&str]) {
    for field in fields {
        assert!(!value[*field].is_null(), "{field} is missing in {value}");
    }
}

#[actix_web::test]
async fn every_stage_of_the_year_is_a_release() {
    let package = get("/ocds/releases.json").await;
    required(&package, &["uri", "version", "publisher", "publishedDate", "releases"]);
    let releases = package["releases"].as_array().unwrap();
    let ids: BTreeSet<&str> = releases.iter().map(|r| r["id"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), releases.len(), "ids are unique");
    for release in releases {
        required(release, &["ocid", "id", "date", "tag", "initiationType", "tender", "parties", "buyer"]);
        let tag = release["tag"][0].as_str().unwrap();
        let is_announcement = tag == "tender";
        assert_eq!(release["tender"]["numberOfTenderers"].is_null(), is_announcement, "P-28: {release}");
        let parties = release["parties"].as_array().unwrap();
        for supplier in
            release["awards"].as_array().into_iter().flatten().flat_map(|a| a["suppliers"].as_array().unwrap())
        {
            assert!(parties.iter().any(|party| party["id"] == supplier["id"]), "{release}");
        }
    }
    let announced = releases.iter().filter(|r| r["tag"][0] == "tender").count();
    assert_eq!(announced, desk().parts.commissions.len());
    let period = &releases[0]["tender"]["tenderPeriod"];
    assert!(period["startDate"].as_str() < period["endDate"].as_str(), "{period}");
}

#[actix_web::test]
async fn a_record_holds_the_whole_commission_and_is_found_by_its_id() {
    let records = get("/ocds/records.json").await;
    let all = records["records"].as_array().unwrap();
    assert_eq!(all.len(), desk().parts.commissions.len());
    let number = &desk().parts.commission.number;
    let one = all.iter().find(|r| r["ocid"].as_str().unwrap().ends_with(number.as_str())).unwrap();
    let compiled = &one["compiledRelease"];
    assert_eq!(compiled["tag"][0], "compiled");
    required(compiled, &["awards", "contracts", "tender"]);
    let ocid = one["ocid"].as_str().unwrap();
    assert_eq!(get(&format!("/ocds/records/{ocid}")).await["records"][0], *one);
    let stages = get(&format!("/ocds/releases/{ocid}")).await;
    let tags: Vec<&str> =
        stages["releases"].as_array().unwrap().iter().map(|r| r["tag"][0].as_str().unwrap()).collect();
    assert_eq!(tags, ["tender", "tenderUpdate", "award", "contract"]);
    for missing in ["ocds-213czf-nothing", "nothing", "ocds-213czf-"] {
        assert_eq!(desk().get("", &format!("/ocds/releases/{missing}")).await.status, 404);
    }
    assert_eq!(desk().get("", "/ocds/releases.json?page=0").await.status, 422);
    assert_eq!(get("/ocds/releases.json?page=9").await["releases"].as_array().unwrap().len(), 0);
}

/// Losers' names and figures stay out of what is published (P-69 tells each its own alone).
#[actix_web::test]
async fn losers_are_not_named() {
    let text = get("/ocds/records.json").await.to_string();
    let desk = desk();
    let number = &desk.parts.commission.number;
    let bids = desk.get("finance_handler", &format!("/api/v1/commissions/{number}/bids")).await.json();
    assert!(!bids.to_string().is_empty());
    assert!(!text.contains("technical") && !text.contains("score"));
}
