//! The feed for the core budget system.

use super::view::{self, EventBody, FeedBody};
use crate::accounts::Actor;
use crate::accounts::permissions::Act;
use crate::audit::service as audit;
use crate::desk::blocking;
use crate::desk::call::Call;
use crate::linkage::model::AcknowledgementOutcome;
use crate::linkage::service::{self as linkage, NewAcknowledgement};
use crate::platform::db::{Conn, Db};
use crate::platform::failure::{Failure, Outcome};
use crate::platform::problem::Problem;
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;
use utoipa::ToSchema;

const USUAL: i64 = 100;
const MOST: i64 = 1000;

/// Where to go on reading.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Cursor {
    after: Option<String>,
    limit: Option<String>,
}

impl Cursor {
    /// Reads the query strictly: a misspelt cursor must not start the feed anew.
    fn read(request: &HttpRequest) -> Outcome<(i64, i64)> {
        let query = web::Query::<Cursor>::from_query(request.query_string());
        let Cursor { after, limit } = query
            .map_err(|_| Failure::field("query", "只有 after 和 limit，各一次 (after and limit alone, once each)"))?
            .into_inner();
        let number = |field: &str, text: Option<String>, usual: i64, least: i64, most: i64| match text {
            None => Ok(usual),
            Some(text) => {
                let read = text.parse::<i64>().ok().filter(|n| (least..=most).contains(n));
                read.ok_or_else(|| Failure::field(field, format!("应为 {least} 到 {most} 的整数 ({least} to {most})")))
            }
        };
        Ok((number("after", after, 0, 0, i64::MAX)?, number("limit", limit, USUAL, 1, MOST)?))
    }
}

/// An answer to one event.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAcknowledgementBody {
    pub outcome: AcknowledgementOutcome,
    /// The core system's own business number.
    #[schema(example = "KZS-2022-00017", min_length = 1, max_length = 100)]
    pub reference: String,
    /// What was done, or why not.
    #[serde(default)]
    #[schema(max_length = 1000)]
    pub detail: String,
}

/// Events after a cursor, oldest first. Asking again with the same cursor gives the same events; with
/// `next` it gives those that came since, and none is ever left out.
#[utoipa::path(get, path = "/api/v1/feed", tag = "feed", params(
    ("after" = Option<i64>, Query, description = "The last sequence that has been read; 0 from the beginning"),
    ("limit" = Option<i64>, Query, description = "1 to 1000; 100 if left out")),
    responses((status = 200, body = FeedBody), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub async fn feed_pull(request: HttpRequest, db: web::Data<Db>, actor: Actor) -> Outcome<HttpResponse> {
    let (after, limit) = Cursor::read(&request)?;
    let body = blocking::read(&db, move |conn| view::pull(conn, &actor, after, limit)).await?;
    Ok(HttpResponse::Ok().json(body))
}

/// Say what became of an event. The same answer may be sent again; another one is refused.
#[utoipa::path(post, path = "/api/v1/feed/{event_id}/acknowledgement", tag = "feed",
    params(("event_id" = String, Path, description = "Identifier of the event")),
    request_body = NewAcknowledgementBody,
    responses((status = 200, body = EventBody), (status = 404, body = Problem),
        (status = 409, description = "Answered differently before", body = Problem), (status = 422, body = Problem)))]
pub async fn feed_acknowledge(
    call: Call,
    event_id: web::Path<String>,
    body: web::Json<NewAcknowledgementBody>,
) -> Outcome<HttpResponse> {
    let event = call.write(move |conn, call| acknowledge(conn, call, &event_id, &body)).await?;
    Ok(HttpResponse::Ok().json(event))
}

fn acknowledge(
    conn: &mut Conn,
    Call { actor, now, .. }: &Call,
    event_id: &str,
    body: &NewAcknowledgementBody,
) -> Outcome<EventBody> {
    let division = view::division(actor, Act::AcknowledgeFeed)?;
    let new = NewAcknowledgement {
        event_id,
        outcome: body.outcome,
        reference: body.reference.trim(),
        detail: body.detail.trim(),
    };
    let event = linkage::acknowledge(conn, division.as_deref(), &new, &actor.login, *now)?;
    if event.acknowledgement.as_ref().is_some_and(|a| a.acknowledged_at == *now) {
        audit::note(conn, *now, &actor.login, "feed-acknowledged", event_id, body.outcome.word())?;
    }
    Ok(EventBody::from(event))
}
