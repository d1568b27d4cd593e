//! The market for machines.

use super::view::{self, ReceiptBody, TenderBody};
use super::work::{self, Opening};
use crate::accounts::Actor;
use crate::desk::blocking::{self, blocking};
use crate::desk::call::Call;
use crate::platform::clock::Clock;
use crate::platform::db::Db;
use crate::platform::failure::{Failure, Outcome};
use crate::platform::files::FileStore;
use crate::platform::problem::{Code, Problem};
use crate::platform::vault::Vault;
use crate::policy::{Calendar, Packs, Routes};
use crate::sealing::crypto::ShareFile;
use crate::sealing::{TenderFile, service as sealing};
use crate::terms::{Instant, Sha256Hex, Wording};
use actix_web::{HttpResponse, web};
use futures_util::StreamExt;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Tenders that take bids or wait for their opening, the nearest deadline first. No account is needed.
#[utoipa::path(get, path = "/api/v1/market", tag = "market", responses((status = 200, body = [TenderBody])))]
pub async fn market_list(
    db: web::Data<Db>,
    clock: web::Data<Clock>,
    routes: web::Data<Routes>,
) -> Outcome<HttpResponse> {
    let now = clock.now();
    let list = blocking::read(&db, move |conn| view::list(conn, &routes, now)).await?;
    Ok(HttpResponse::Ok().json(list))
}

/// One tender. After the deadline the fixed list of envelopes is part of it. No account is needed.
#[utoipa::path(get, path = "/api/v1/market/{number}", tag = "market",
    params(("number" = String, Path, description = "Number of the commission")),
    responses((status = 200, body = TenderBody), (status = 404, body = Problem)))]
pub async fn market_tender(
    db: web::Data<Db>,
    clock: web::Data<Clock>,
    routes: web::Data<Routes>,
    number: web::Path<String>,
) -> Outcome<HttpResponse> {
    let now = clock.now();
    let body = blocking::read(&db, move |conn| view::tender(conn, &routes, &number, now)).await?;
    Ok(HttpResponse::Ok().json(body))
}

/// The commission file to seal by.
pub async fn commission_file(db: web::Data<Db>, number: web::Path<String>) -> Outcome<HttpResponse> {
    let file = blocking::read(&db, move |conn| {
        let (commission, tender) = view::find(conn, &number)?;
        sealing::file(&commission, &tender)
    })
    .await?;
    let name = format!("attachment; filename=\"commission-{}.json\"", file.commission);
    Ok(HttpResponse::Ok().insert_header(("content-disposition", name)).json(file))
}

/// How an announced commission is opened for sealed bids.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AnnounceBody {
    /// `commission.json` of `hengping bid keys`.
    #[schema(value_type = Object)]
    pub file: TenderFile,
    /// Who keeps the three shares of the key.
    pub holders: Vec<String>,
}

/// Announce an approved commission for sealed bids. The deadline must not lie before the first day that the route allows.
#[utoipa::path(post, path = "/api/v1/market/{number}", tag = "market",
    params(("number" = String, Path, description = "Number of the commission")), request_body = AnnounceBody,
    responses((status = 201, body = TenderBody), (status = 404, body = Problem),
        (status = 409, description = "Announced already", body = Problem), (status = 422, body = Problem)))]
pub async fn market_announce(
    call: Call,
    (routes, calendar): (web::Data<Routes>, web::Data<Calendar>),
    number: web::Path<String>,
    body: web::Json<AnnounceBody>,
) -> Outcome<HttpResponse> {
    let made = call.write(move |conn, Call { actor, now, .. }| {
        work::announce(conn, (&routes, &calendar), actor, &number, (&body.file, &body.holders), *now)?;
        view::tender(conn, &routes, &number, *now)
    });
    Ok(HttpResponse::Created().json(made.await?))
}

/// Hand a sealed bid in, in the place of an earlier one. The answer is the receipt; compare its digest with the file's.
#[utoipa::path(post, path = "/api/v1/market/{number}/bids", tag = "market",
    params(("number" = String, Path, description = "Number of the commission")),
    request_body(content = Vec<u8>, content_type = "application/octet-stream", description = "The sealed file"),
    responses((status = 201, body = ReceiptBody), (status = 404, body = Problem),
        (status = 409, description = "Late, or handed in before", body = Problem),
        (status = 413, body = Problem), (status = 422, body = Problem)))]
pub async fn market_hand_in(
    db: web::Data<Db>,
    clock: web::Data<Clock>,
    files: web::Data<dyn FileStore>,
    actor: Actor,
    number: web::Path<String>,
    body: web::Payload,
) -> Outcome<HttpResponse> {
    let asked = number.clone();
    let most = blocking::read(&db, move |conn| work::envelope_bytes(conn, &asked)).await?;
    let sealed = whole(body, most).await?;
    let received_at = clock.now();
    let receipt = blocking(move || work::hand_in(&db, files.as_ref(), &actor, &number, &sealed, received_at)).await?;
    Ok(HttpResponse::Created().json(ReceiptBody::from(receipt)))
}

/// The whole body; a longer one than an envelope can be is refused before it is held.
async fn whole(mut body: web::Payload, most: usize) -> Outcome<Vec<u8>> {
    let mut read = Vec::new();
    while let Some(chunk) = body.next().await {
        let chunk = chunk.map_err(|e| Failure::field("body", e.to_string()))?;
        if read.len() + chunk.len() > most {
            return Err(too_large(most));
        }
        read.extend_from_slice(&chunk);
    }
    Ok(read)
}

/// Says how long an envelope is.
pub(super) fn too_large(most: usize) -> Failure {
    let why = Wording::new(
        format!("密封文件应为 {most} 字节。"),
        format!("An envelope of this commission has {most} bytes."),
    );
    Failure::Refused { code: Code::TooLarge, why, grounds: Vec::new() }
}

/// Take the own bid back before the deadline.
#[utoipa::path(delete, path = "/api/v1/market/{number}/bids", tag = "market",
    params(("number" = String, Path, description = "Number of the commission")),
    responses((status = 204), (status = 404, body = Problem), (status = 409, description = "Too late", body = Problem)))]
pub async fn market_withdraw(call: Call, number: web::Path<String>) -> Outcome<HttpResponse> {
    call.write(move |conn, Call { actor, now, .. }| work::withdraw(conn, actor, &number, *now)).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// The own receipts, newest first.
#[utoipa::path(get, path = "/api/v1/market/{number}/receipts", tag = "market",
    params(("number" = String, Path, description = "Number of the commission")),
    responses((status = 200, body = [ReceiptBody]), (status = 404, body = Problem)))]
pub async fn market_receipts(call: Call, number: web::Path<String>) -> Outcome<HttpResponse> {
    let receipts = call.read(move |conn, Call { actor, .. }| work::receipts(conn, actor, &number)).await?;
    let bodies: Vec<ReceiptBody> = receipts.into_iter().map(ReceiptBody::from).collect();
    Ok(HttpResponse::Ok().json(bodies))
}

/// The fixed list of a tender.
#[derive(Serialize, ToSchema)]
pub struct FixedListBody {
    #[schema(value_type = Vec<String>)]
    pub envelopes: Vec<Sha256Hex>,
    #[schema(value_type = String)]
    pub digest: Sha256Hex,
}

/// Fix the list of envelopes after the deadline.
#[utoipa::path(post, path = "/api/v1/market/{number}/list", tag = "market",
    params(("number" = String, Path, description = "Number of the commission")),
    responses((status = 200, body = FixedListBody), (status = 404, body = Problem),
        (status = 409, description = "Too early, or fixed already", body = Problem)))]
pub async fn market_fix(call: Call, number: web::Path<String>) -> Outcome<HttpResponse> {
    let list = call.write(move |conn, Call { actor, now, .. }| work::fix(conn, actor, &number, *now)).await?;
    Ok(HttpResponse::Ok().json(FixedListBody { envelopes: list.envelopes, digest: list.digest }))
}

/// A later deadline, and what was clarified.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PostponeBody {
    #[schema(value_type = String, example = "2026-10-20T09:00:00Z")]
    pub deadline: Instant,
    pub reason: String,
}

/// Move the deadline later after a clarification that affects bids. The new one keeps the distance of the route.
#[utoipa::path(put, path = "/api/v1/market/{number}/deadline", tag = "market",
    params(("number" = String, Path, description = "Number of the commission")), request_body = PostponeBody,
    responses((status = 200, body = TenderBody), (status = 404, body = Problem),
        (status = 409, description = "The deadline has passed", body = Problem), (status = 422, body = Problem)))]
pub async fn market_postpone(
    call: Call,
    routes: web::Data<Routes>,
    number: web::Path<String>,
    body: web::Json<PostponeBody>,
) -> Outcome<HttpResponse> {
    let tender = call.write(move |conn, Call { actor, now, .. }| {
        work::postpone(conn, &routes, actor, &number, (body.deadline, &body.reason), *now)?;
        view::tender(conn, &routes, &number, *now)
    });
    Ok(HttpResponse::Ok().json(tender.await?))
}

/// End a commission for which fewer bids came in than its route asks for. The envelopes stay closed.
#[utoipa::path(post, path = "/api/v1/market/{number}/failure", tag = "market",
    params(("number" = String, Path, description = "Number of the commission")),
    responses((status = 204), (status = 404, body = Problem),
        (status = 409, description = "Enough bids, or the list is not fixed", body = Problem)))]
pub async fn market_fail(call: Call, routes: web::Data<Routes>, number: web::Path<String>) -> Outcome<HttpResponse> {
    call.write(move |conn, Call { actor, now, .. }| work::fail(conn, &routes, actor, &number, *now)).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// One holder's share.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OfferedShareBody {
    /// The holder's share file.
    #[schema(value_type = Object)]
    pub file: ShareFile,
    pub passphrase: String,
}

/// What two holders bring.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OpeningBody {
    #[schema(min_items = 2, max_items = 2)]
    pub shares: Vec<OfferedShareBody>,
}

/// What an opening reads and writes.
pub(super) type Stores = (web::Data<Db>, web::Data<dyn FileStore>, web::Data<Vault>, web::Data<Packs>);

/// What became of the bids.
#[derive(Serialize, ToSchema)]
pub struct OpeningAnswer {
    pub opened: usize,
    pub admitted: usize,
    pub rejected: usize,
}

/// Open the envelopes with two shares; ceiling and conflicts decide at once who is admitted. Wrong passphrases are limited.
#[utoipa::path(post, path = "/api/v1/market/{number}/opening", tag = "market",
    params(("number" = String, Path, description = "Number of the commission")), request_body = OpeningBody,
    responses((status = 200, body = OpeningAnswer), (status = 404, body = Problem),
        (status = 409, description = "The list is not fixed, or opened already", body = Problem),
        (status = 422, body = Problem), (status = 429, body = Problem)))]
pub async fn market_open(
    stores: Stores,
    routes: web::Data<Routes>,
    clock: web::Data<Clock>,
    actor: Actor,
    number: web::Path<String>,
    body: web::Json<OpeningBody>,
) -> Outcome<HttpResponse> {
    let now = clock.now();
    let shares: Vec<(ShareFile, String)> =
        body.into_inner().shares.into_iter().map(|share| (share.file, share.passphrase)).collect();
    let decided = blocking(move || {
        let (db, files, vault, packs) = &stores;
        Opening { db, files: files.as_ref(), vault, packs, routes: &routes }.run(&actor, &number, &shares, now)
    })
    .await?;
    let rejected = decided.iter().filter(|decision| decision.rejection.is_some()).count();
    Ok(HttpResponse::Ok().json(OpeningAnswer { opened: decided.len(), admitted: decided.len() - rejected, rejected }))
}
