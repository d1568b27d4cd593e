//! The market for people: open tenders, one tender with what the reader may do on it, and the calendar of a route.

use super::api::{Stores, too_large};
use super::inquiries::Ground;
use super::view;
use super::work::{self, Opening};
use crate::accounts::Actor;
use crate::accounts::gate::Frame;
use crate::accounts::permissions::Act;
use crate::desk::blocking::{self, blocking};
use crate::desk::call::Call;
use crate::desk::contracts::view as contracts;
use crate::desk::retell::{Told, retell};
use crate::platform::clock::Clock;
use crate::platform::db::Db;
use crate::platform::failure::{Failure, Outcome};
use crate::platform::files::FileStore;
use crate::platform::vault::Vault;
use crate::policy::{Calendar, Routes, Timetable};
use crate::sealing::TenderFile;
use crate::sealing::crypto::ShareFile;
use crate::terms::{Day, Instant};
use actix_multipart::Multipart;
use actix_web::{HttpRequest, HttpResponse, web};
use futures_util::StreamExt;
use serde_json::{Value, json};
use std::collections::HashMap;

/// Open tenders.
pub async fn list(
    frame: Frame,
    db: web::Data<Db>,
    clock: web::Data<Clock>,
    routes: web::Data<Routes>,
) -> Outcome<HttpResponse> {
    let now = clock.now();
    let rows = blocking::read(&db, move |conn| view::list(conn, &routes, now)).await?;
    frame.page("market", json!({ "rows": rows }))
}

/// One tender, with the reader's receipts and forms.
pub async fn tender(
    frame: Frame,
    db: web::Data<Db>,
    clock: web::Data<Clock>,
    (routes, vault): Papers,
    actor: Option<Actor>,
    number: web::Path<String>,
) -> Outcome<HttpResponse> {
    let place = Place { db, routes, vault, actor, number: number.into_inner(), now: clock.now() };
    frame.page("tender", place.context().await?)
}

/// What a tender is shown by.
pub(super) type Papers = (web::Data<Routes>, web::Data<Vault>);

/// What a tender's page is made from.
pub(in crate::desk) struct Place {
    pub db: web::Data<Db>,
    pub routes: web::Data<Routes>,
    pub vault: web::Data<Vault>,
    pub actor: Option<Actor>,
    pub number: String,
    pub now: Instant,
}

impl Place {
    /// Of somebody who is logged in.
    pub fn of(call: Call, (routes, vault): Papers, number: String) -> Place {
        let Call { db, actor, now } = call;
        Place { db, routes, vault, actor: Some(actor), number, now }
    }

    async fn context(self) -> Outcome<Value> {
        let Place { db, routes, vault, actor, number, now } = self;
        blocking::read(&db, move |conn| {
            let tender = view::tender(conn, &routes, &number, now)?;
            let may = |act: Act| actor.as_ref().is_some_and(|actor| actor.may(act));
            let receipts = match &actor {
                Some(actor) if may(Act::SubmitBid) => {
                    let own = work::receipts(conn, actor, &number)?;
                    Some(own.into_iter().map(view::ReceiptBody::from).collect::<Vec<_>>())
                }
                _ => None,
            };
            let stage = tender.stage;
            let questions = match &actor {
                Some(actor) if may(Act::SubmitBid) || may(Act::PlanCommission) => {
                    super::inquiries::questions(conn, &vault, actor, &number).unwrap_or_default()
                }
                _ => Vec::new(),
            };
            let asked_price = match &actor {
                Some(actor) if may(Act::SubmitBid) && stage == view::Stage::Opened => {
                    view::price_question(conn, &work::institution(actor)?, &number, now)?
                }
                _ => None,
            };
            let has_contract =
                actor.as_ref().is_some_and(|actor| contracts::reached(conn, actor, Act::ReadContract, &number).is_ok());
            let own_bid = receipts.as_ref().is_some_and(|own| own.iter().any(|r| r.standing.word() == "current"));
            Ok(json!({
                "tender": tender, "asked_price": asked_price, "receipts": receipts, "questions": questions,
                "panel": stage == view::Stage::Opened && may(Act::ReadBids) && !may(Act::SubmitBid),
                "remedies": may(Act::ReadChallenges),
                "contract": stage == view::Stage::Opened && has_contract,
                "ask": may(Act::SubmitBid) && stage == view::Stage::Open,
                "clarify": may(Act::PlanCommission) && stage == view::Stage::Open,
                "hand_in": (may(Act::SubmitBid) && stage == view::Stage::Open).then(|| hand_in_form(&number)),
                "withdraw": own_bid && stage == view::Stage::Open,
                "fix": may(Act::OpenBids) && stage == view::Stage::Closed,
                "open": (may(Act::OpenBids) && stage == view::Stage::Listed).then(|| opening_form(&number)),
            }))
        })
        .await
    }
}

fn hand_in_form(number: &str) -> Value {
    json!({
        "post": format!("/market/{number}/bid"), "submit": "hand-in", "upload": true,
        "fields": [{"name": "file", "label": "sealed-file", "kind": "file", "required": true}],
    })
}

fn opening_form(number: &str) -> Value {
    let field =
        |name: &str, label: &str, kind: &str| json!({"name": name, "label": label, "kind": kind, "required": true});
    json!({
        "post": format!("/market/{number}/opening"), "submit": "open-bids", "upload": true,
        "fields": [field("share1", "share-first", "file"), field("passphrase1", "passphrase-first", "password"),
            field("share2", "share-second", "file"), field("passphrase2", "passphrase-second", "password")],
    })
}

/// The largest share file; nothing else is uploaded beside envelopes.
const SMALL: usize = 16 * 1024;

/// The parts of an upload in memory, each up to `most` bytes.
async fn parts(mut upload: Multipart, most: usize) -> Outcome<HashMap<String, Vec<u8>>> {
    let broken = |e: actix_multipart::MultipartError| Failure::field("file", e.to_string());
    let mut found = HashMap::new();
    while let Some(part) = upload.next().await {
        let mut part = part.map_err(broken)?;
        let name = part.name().unwrap_or_default().to_owned();
        let mut bytes = Vec::new();
        while let Some(chunk) = part.next().await {
            let chunk = chunk.map_err(broken)?;
            if bytes.len() + chunk.len() > most {
                return Err(too_large(most));
            }
            bytes.extend_from_slice(&chunk);
        }
        found.insert(name, bytes);
    }
    Ok(found)
}

/// Back to the tender, or its page again with the sentence that says why not.
pub(in crate::desk) async fn shown(frame: Frame, place: Place, done: Outcome<()>) -> Outcome<HttpResponse> {
    match retell(done, &format!("/market/{}", place.number))? {
        Told::Done(answer) => Ok(answer),
        Told::Why(status, why) => frame.page_with(status, "tender", Some(("error", &why)), place.context().await?),
    }
}

/// Hands the chosen sealed file in.
pub async fn hand_in(
    frame: Frame,
    (db, files, clock): (web::Data<Db>, web::Data<dyn FileStore>, web::Data<Clock>),
    (routes, vault): Papers,
    actor: Actor,
    number: web::Path<String>,
    upload: Multipart,
) -> Outcome<HttpResponse> {
    let number = number.into_inner();
    let asked = number.clone();
    let most = blocking::read(&db, move |conn| work::envelope_bytes(conn, &asked)).await?;
    let sealed = parts(upload, most).await;
    let now = clock.now();
    let done = match sealed {
        Ok(mut parts) => {
            let sealed = parts.remove("file").unwrap_or_default();
            let (db, actor, number) = (db.clone(), actor.clone(), number.clone());
            blocking(move || work::hand_in(&db, files.as_ref(), &actor, &number, &sealed, now).map(drop)).await
        }
        Err(failure) => Err(failure),
    };
    shown(frame, Place { db, routes, vault, actor: Some(actor), number, now }, done).await
}

/// Takes the own bid back.
pub async fn withdraw(frame: Frame, call: Call, papers: Papers, number: web::Path<String>) -> Outcome<HttpResponse> {
    let asked = number.clone();
    let done = call.write(move |conn, Call { actor, now, .. }| work::withdraw(conn, actor, &asked, *now)).await;
    shown(frame, Place::of(call, papers, number.into_inner()), done).await
}

/// Fixes the list.
pub async fn fix(frame: Frame, call: Call, papers: Papers, number: web::Path<String>) -> Outcome<HttpResponse> {
    let asked = number.clone();
    let done = call.write(move |conn, Call { actor, now, .. }| work::fix(conn, actor, &asked, *now).map(drop)).await;
    shown(frame, Place::of(call, papers, number.into_inner()), done).await
}

/// Opens with the two share files and passphrases of the form.
pub async fn open(
    frame: Frame,
    stores: Stores,
    clock: web::Data<Clock>,
    (routes, vault): Papers,
    actor: Actor,
    number: web::Path<String>,
    upload: Multipart,
) -> Outcome<HttpResponse> {
    let (now, number) = (clock.now(), number.into_inner());
    let shares = parts(upload, SMALL).await.and_then(|parts| offered(&parts));
    let (db, rules) = (stores.0.clone(), routes.clone());
    let done = match shares {
        Ok(shares) => {
            let (actor, number) = (actor.clone(), number.clone());
            blocking(move || {
                let (db, files, vault, packs) = &stores;
                Opening { db, files: files.as_ref(), vault, packs, routes: &rules }
                    .run(&actor, &number, &shares, now)
                    .map(drop)
            })
            .await
        }
        Err(failure) => Err(failure),
    };
    shown(frame, Place { db, routes, vault, actor: Some(actor), number, now }, done).await
}

/// Announces an approved commission with the file of the key ceremony and the names of three holders.
pub async fn announce(
    frame: Frame,
    call: Call,
    (routes, calendar, vault): Ground,
    number: web::Path<String>,
    upload: Multipart,
) -> Outcome<HttpResponse> {
    let number = number.into_inner();
    let parts = parts(upload, SMALL).await?;
    let text = |name: &str| parts.get(name).map(|bytes| String::from_utf8_lossy(bytes).trim().to_owned());
    let file: TenderFile = serde_json::from_slice(parts.get("file").map(Vec::as_slice).unwrap_or_default())
        .map_err(|e| Failure::field("file", format!("不是 commission.json / no commission file: {e}")))?;
    let holders: Vec<String> = ["holder1", "holder2", "holder3"].iter().filter_map(|name| text(name)).collect();
    let (of, rules) = (number.clone(), routes.clone());
    call.write(move |conn, Call { actor, now, .. }| {
        work::announce(conn, (&rules, &calendar), actor, &of, (&file, &holders), *now).map(drop)
    })
    .await?;
    shown(frame, Place::of(call, (routes, vault), number), Ok(())).await
}

fn offered(parts: &HashMap<String, Vec<u8>>) -> Outcome<Vec<(ShareFile, String)>> {
    let part = |name: &str| parts.get(name).map(Vec::as_slice).unwrap_or_default();
    let one = |n: u8| -> Outcome<(ShareFile, String)> {
        let (share, passphrase) = (format!("share{n}"), format!("passphrase{n}"));
        let file: ShareFile = serde_json::from_slice(part(&share))
            .map_err(|e| Failure::field(&share, format!("不是密钥份额文件 / no share file: {e}")))?;
        Ok((file, String::from_utf8_lossy(part(&passphrase)).into_owned()))
    };
    Ok(vec![one(1)?, one(2)?])
}

/// The calendar of a route for a start day; both are asked for in the query.
pub async fn calendar(
    request: HttpRequest,
    frame: Frame,
    clock: web::Data<Clock>,
    routes: web::Data<Routes>,
    calendar: web::Data<Calendar>,
) -> Outcome<HttpResponse> {
    let query = web::Query::<HashMap<String, String>>::from_query(request.query_string());
    let query = query.map(web::Query::into_inner).unwrap_or_default();
    let start = match query.get("start") {
        None => clock.now().day_in_china(),
        Some(text) => text.parse::<Day>().map_err(|_| Failure::field("start", "应为 2026-09-21 这样的日期 (a day)"))?,
    };
    let asked = query.get("route").map_or("consultation", String::as_str);
    let route = routes.get(asked).map_err(|e| Failure::field("route", e.to_string()))?;
    let table = Timetable::of(route, start, &calendar);
    let choices: Vec<Value> = routes
        .iter()
        .map(|known| json!({ "id": known.id, "name": known.name, "selected": known.id == route.id }))
        .collect();
    frame.page("calendar", json!({ "routes": choices, "start": start, "table": table, "when": route.when,
        "pool_gate": route.pool_gate, "random_pick": route.random_pick, "price": route.price, "bidders": route.bidders }))
}
