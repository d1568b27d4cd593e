//! What holds for all subjects together: whoever follows links finds what they lead to.

use super::fixture::desk;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// Addresses of one shape that are looked at, such as two experts of hundreds.
const OF_A_SHAPE: usize = 2;

/// The addresses of this site that a page links to.
fn links(page: &str) -> BTreeSet<String> {
    let addresses = page.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    let decoded = addresses.map(|a| a.replace("&amp;", "&").replace("&#x3D;", "="));
    decoded.filter(|a| a.starts_with('/') && !a.starts_with("/static/")).collect()
}

/// The path without what names one record, and the names of its parameters.
fn shape(address: &str) -> String {
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let parts: Vec<&str> = path.split('/').skip(1).take(1).chain(path.split('/').skip(3)).collect();
    let names: Vec<&str> = query.split('&').filter_map(|p| p.split('=').next()).collect();
    format!("{}#{}?{}", parts.join("/"), path.matches('/').count(), names.join(","))
}

#[actix_web::test]
async fn no_link_leads_nowhere() {
    let desk = desk();
    let roles =
        ["finance_handler", "competent_department", "budget_unit", "institution_admin", "review_expert", "supervisor"];
    for login in roles {
        let mut waiting = VecDeque::from(["/".to_owned(), "/about".to_owned()]);
        let mut seen: BTreeMap<String, usize> = BTreeMap::new();
        while let Some(address) = waiting.pop_front() {
            let of_shape = seen.entry(shape(&address)).or_default();
            if *of_shape == OF_A_SHAPE {
                continue;
            }
            *of_shape += 1;
            let answer = desk.get(login, &address).await;
            assert!([200, 303].contains(&answer.status), "{login} {address}: {}", answer.status);
            if answer.status == 303 {
                waiting.push_back(answer.header("location").to_owned());
            } else if answer.header("content-type").starts_with("text/html") {
                let page = answer.text();
                assert!(!page.contains("[object]"), "{login} {address}: an object was written as text");
                waiting.extend(links(&page));
            }
        }
    }
}
