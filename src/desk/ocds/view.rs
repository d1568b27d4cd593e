//! Gathers what may be published, and packs it as the standard asks.

use super::release::Published;
use crate::bids::service as bids;
use crate::commissions::service::{self as commissions, Filter};
use crate::commissions::{Commission, State};
use crate::contracts::service as contracts;
use crate::desk::contracts::text::finance_unit;
use crate::platform::db::Conn;
use crate::platform::failure::{Failure, Outcome};
use crate::platform::paging::PageAsked;
use crate::policy::Routes;
use crate::sealing::service as sealing;
use crate::terms::Instant;
use serde_json::{Value, json};

/// Every id begins with the publisher's prefix. A publisher registers its own with the standard's help desk;
/// this one is the example of the standard itself.
pub const PREFIX: &str = "ocds-213czf";
/// Commissions of one package.
const PER_PAGE: u32 = 100;
const PUBLISHER: &str = "衡评";

/// Which kind of package is asked for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Releases,
    Records,
}

impl Kind {
    const fn word(self) -> &'static str {
        match self {
            Kind::Releases => "releases",
            Kind::Records => "records",
        }
    }
}

/// A page of all published commissions of every division.
pub fn package(conn: &mut Conn, routes: &Routes, base: &str, kind: Kind, page: u32) -> Outcome<Value> {
    let listed =
        commissions::list(conn, &Filter::default(), PageAsked { page: i64::from(page), size: i64::from(PER_PAGE) })?;
    let mut items = Vec::new();
    let mut latest = None;
    for commission in &listed.items {
        let (found, at) = of(conn, routes, base, kind, commission)?;
        items.extend(found);
        latest = latest.max(at);
    }
    let uri = |page: u32| format!("{base}/ocds/{}.json?page={page}", kind.word());
    let mut packed = pack(kind, items, &uri(page), latest);
    let more = i64::from(page) * i64::from(PER_PAGE) < listed.total;
    let mut links = json!({});
    if more {
        links["next"] = json!(uri(page + 1));
    }
    if page > 1 {
        links["prev"] = json!(uri(page - 1));
    }
    packed["links"] = links;
    Ok(packed)
}

/// The package of one commission.
pub fn one(conn: &mut Conn, routes: &Routes, base: &str, kind: Kind, ocid: &str) -> Outcome<Value> {
    let missing = || Failure::not_found("公开编号", "open contracting id");
    let number = ocid.strip_prefix(PREFIX).and_then(|rest| rest.strip_prefix('-')).ok_or_else(missing)?;
    let commission = commissions::by_id_or_number(conn, number).map_err(|_| missing())?;
    let (items, latest) = of(conn, routes, base, kind, &commission)?;
    if items.is_empty() || commission.number != number {
        return Err(missing());
    }
    Ok(pack(kind, items, &format!("{base}/ocds/{}/{ocid}", kind.word()), latest))
}

/// Releases or the record of a commission, and when the last stage was published.
fn of(
    conn: &mut Conn,
    routes: &Routes,
    base: &str,
    kind: Kind,
    commission: &Commission,
) -> Outcome<(Vec<Value>, Option<Instant>)> {
    let moves = commissions::timeline(conn, &commission.id)?;
    if !moves.iter().any(|step| step.to == State::Announced.word()) {
        return Ok((Vec::new(), None));
    }
    let opened = moves.iter().any(|step| step.to == State::Opened.word());
    let bids = if opened { bids::of_commission(conn, commission.id.as_str())? } else { Vec::new() };
    let tender = sealing::tender(conn, commission.id.as_str())?;
    let buyer = finance_unit(conn, &commission.division)?;
    let contract = contracts::of(conn, commission)?;
    let works = contracts::works(conn, commission)?;
    let published = Published {
        prefix: PREFIX,
        commission,
        buyer: buyer.as_ref().map_or(("财政部门", None), |unit| (unit.name.as_str(), Some(unit.uscc.as_str()))),
        route: routes.get(&commission.route).ok(),
        moves: &moves,
        window: tender.map(|tender| (tender.announced_at, tender.deadline)),
        bids: &bids,
        contract: contract.as_ref().map(|contract| (contract, works.as_slice())),
        base,
    };
    let latest = moves.last().map(|step| step.moved_at);
    Ok(match kind {
        Kind::Releases => (published.releases(), latest),
        Kind::Records => (published.record().into_iter().collect(), latest),
    })
}

/// The envelope of a package. `publishedDate` is the date of the last change, as the standard asks of packages
/// that are made on demand.
fn pack(kind: Kind, items: Vec<Value>, uri: &str, latest: Option<Instant>) -> Value {
    let mut package = json!({
        "uri": uri, "version": "1.1", "publisher": { "name": PUBLISHER },
        "publishedDate": latest.map_or_else(|| "1970-01-01T00:00:00Z".to_owned(), |at| at.to_string()),
        "license": "https://creativecommons.org/publicdomain/zero/1.0/",
    });
    package[kind.word()] = Value::Array(items);
    package
}
