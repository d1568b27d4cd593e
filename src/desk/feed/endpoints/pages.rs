//! Endpoints for people: the list with the form of a new one, and the page of one.

use super::view::{self, EndpointBody, NewEndpointBody, ResendBody, StateBody};
use crate::accounts::Actor;
use crate::accounts::gate::Frame;
use crate::accounts::permissions::Act;
use crate::desk::call::Call;
use crate::desk::listing::{Choice, ListQuery, page_context};
use crate::feed::model::EndpointState;
use crate::feed::rules::address::Networks;
use crate::feed::rules::signature::Scheme;
use crate::feed::service::endpoints::{FreshKey, OVERLAP_HOURS, Start};
use crate::platform::db::Conn;
use crate::platform::failure::{Failure, Outcome};
use crate::platform::vault::Vault;
use crate::terms::Wording;
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, ResponseError, web};
use serde::Deserialize;
use serde_json::{Value, json};

/// The list, with what was wrong with a new endpoint or with its key.
async fn list_page(call: &Call, frame: &Frame, typed: &RegisterForm, told: Told<'_>) -> Outcome<HttpResponse> {
    let all = call.read(view::list).await?;
    let rows = all.iter().map(row).collect::<Vec<Value>>();
    let form = call.actor.may(Act::ManageFeedEndpoints).then(|| register_form(typed, told.failure()));
    let context = json!({ "query": {}, "actions": [], "rows": rows, "form": form });
    told.page(frame, "feed-endpoints", context)
}

/// One endpoint, with what came of a change.
async fn endpoint_page(
    call: &Call,
    frame: &Frame,
    id: &str,
    query: &ListQuery,
    told: Told<'_>,
) -> Outcome<HttpResponse> {
    let (id, asked) = (id.to_owned(), query.clone());
    let gather = move |conn: &mut Conn, call: &Call| {
        let endpoint = view::one(conn, call, &id)?;
        Ok((endpoint, view::lanes(conn, &call.actor, &id)?, view::attempts(conn, &call.actor, &id, &asked)?))
    };
    let (endpoint, lanes, attempts) = call.read(gather).await?;
    let path = format!("/feed/endpoints/{}", endpoint.id);
    let choices = [Choice::new("delivered", "delivered", ["yes", "no"])];
    let rows = attempts.items.iter().map(serde_json::to_value).collect::<Result<Vec<Value>, _>>()?;
    let mut context = page_context(query, &path, attempts.total, &choices, rows);
    context["exports"] = json!([]);
    context["endpoint"] = row(&endpoint);
    context["keys"] = json!(endpoint.keys);
    context["lanes"] = json!(lanes);
    context["forms"] = forms(&call.actor, &endpoint, &path, told.failure());
    told.page(frame, "feed-endpoint", context)
}

/// What a page says on top.
enum Told<'a> {
    Nothing,
    Done(&'a Wording),
    Refused(&'a Failure),
}

impl Told<'_> {
    fn failure(&self) -> Option<&Failure> {
        match self {
            Told::Refused(failure) => Some(failure),
            _ => None,
        }
    }

    fn page(&self, frame: &Frame, name: &str, context: Value) -> Outcome<HttpResponse> {
        match self {
            Told::Nothing => frame.page(name, context),
            Told::Done(text) => frame.page_with(StatusCode::OK, name, Some(("ok", text)), context),
            Told::Refused(failure) => {
                let text = Wording::new(failure.to_string(), failure.to_string());
                frame.page_with(failure.status_code(), name, Some(("error", &text)), context)
            }
        }
    }
}

/// An endpoint as templates take it.
pub fn row(e: &EndpointBody) -> Value {
    let state = match (e.state, e.failing_since) {
        (EndpointState::Disabled, _) => "disabled",
        (EndpointState::Active, Some(_)) => "degraded",
        (EndpointState::Active, None) => "active",
    };
    json!({
        "href": format!("/feed/endpoints/{}", e.id), "name": e.name, "address": e.address, "state": state,
        "state_reason": e.state_reason, "cursor": e.planned_to, "backlog": e.backlog, "stalled": e.stalled,
        "last_delivered_at": e.last_delivered_at, "last_error": e.last_error,
    })
}

fn field(kind: &str, name: &str, value: &str, required: bool, failure: Option<&Failure>) -> Value {
    let error = match failure {
        Some(Failure::Malformed(faults)) => faults.iter().find(|f| f.field == name).map(|f| f.message.clone()),
        _ => None,
    };
    json!({"kind": kind, "name": name, "label": name, "value": value, "required": required, "error": error, "hint": null})
}

fn select(name: &str, family: &str, values: [&str; 2], chosen: &str) -> Value {
    let mut field = field("select", name, chosen, true, None);
    field["family"] = family.into();
    field["options"] = values.iter().map(|v| json!({"value": v, "selected": *v == chosen})).collect();
    field
}

fn form(post: &str, submit: &str, fields: Vec<Value>) -> Value {
    json!({"post": post, "submit": submit, "upload": false, "cancel": null, "error": null, "fields": fields})
}

fn scheme_field(chosen: &str) -> Value {
    select("scheme", "feed-scheme", ["v1", "v1a"], chosen)
}

fn register_form(typed: &RegisterForm, failure: Option<&Failure>) -> Value {
    let mut name = field("text", "name", &typed.name, true, failure);
    name["label"] = "endpoint_name".into();
    let fields = vec![
        name,
        field("url", "url", &typed.url, true, failure),
        scheme_field(&typed.scheme),
        select("start", "feed-start", ["beginning", "now"], &typed.start),
    ];
    form("/feed/endpoints", "new_endpoint", fields)
}

/// The changes that this person may make at an endpoint.
fn forms(actor: &Actor, endpoint: &EndpointBody, path: &str, failure: Option<&Failure>) -> Value {
    let mut all = Vec::new();
    if actor.may(Act::ResendFeed) {
        let fields = vec![field("text", "event_id", "", true, failure)];
        all.push(form(&format!("{path}/resend"), "resend_from", fields));
        let fields = vec![field("datetime-local", "since", "", true, failure)];
        all.push(form(&format!("{path}/resend"), "recover_since", fields));
    }
    if actor.may(Act::ManageFeedEndpoints) {
        let overlap = field("number", "overlap_hours", &OVERLAP_HOURS.to_string(), true, failure);
        all.push(form(&format!("{path}/key"), "rotate_key", vec![scheme_field("v1"), overlap]));
        let (submit, fields) = match endpoint.state {
            EndpointState::Active => ("disable_endpoint", vec![field("text", "reason", "", true, failure)]),
            EndpointState::Disabled => ("enable_endpoint", vec![field("url", "url", &endpoint.address, true, failure)]),
        };
        all.push(form(&format!("{path}/state"), submit, fields));
    }
    Value::Array(all)
}

pub async fn list(frame: Frame, call: Call) -> Outcome<HttpResponse> {
    list_page(&call, &frame, &RegisterForm::default(), Told::Nothing).await
}

/// What was typed into the form of a new endpoint.
#[derive(Deserialize)]
pub struct RegisterForm {
    name: String,
    url: String,
    scheme: String,
    start: String,
}

impl Default for RegisterForm {
    fn default() -> RegisterForm {
        let (scheme, start) = ("v1".to_owned(), "beginning".to_owned());
        RegisterForm { name: String::new(), url: String::new(), scheme, start }
    }
}

impl RegisterForm {
    fn read(&self) -> Outcome<NewEndpointBody> {
        let start = match self.start.as_str() {
            "beginning" => Start::Beginning,
            "now" => Start::Now,
            _ => return Err(Failure::field("start", "请选择起点 (choose where to begin)")),
        };
        Ok(NewEndpointBody { name: self.name.clone(), url: self.url.clone(), scheme: scheme(&self.scheme)?, start })
    }
}

fn scheme(word: &str) -> Outcome<Scheme> {
    Scheme::parse(word).ok_or_else(|| Failure::field("scheme", "请选择签名方式 (choose a signature)"))
}

fn key_told(key: &str) -> Wording {
    Wording::new(
        format!("密钥只显示这一次，请交给接收方：{key}"),
        format!("The key is shown this once; hand it to the receiver: {key}"),
    )
}

fn saved() -> Wording {
    Wording::new("已办理。", "Done.")
}

pub async fn register(
    frame: Frame,
    call: Call,
    vault: web::Data<Vault>,
    networks: web::Data<Networks>,
    form: web::Form<RegisterForm>,
) -> Outcome<HttpResponse> {
    let made = match form.read() {
        Ok(body) => {
            let new = view::prepared(&call.actor, body);
            call.write(move |conn, call| view::register(conn, call, (&vault, &networks), &new)).await
        }
        Err(failure) => Err(failure),
    };
    match made {
        Ok(key) => list_page(&call, &frame, &RegisterForm::default(), Told::Done(&key_told(&key.key))).await,
        Err(failure @ (Failure::Refused { .. } | Failure::Malformed(_))) => {
            list_page(&call, &frame, &form, Told::Refused(&failure)).await
        }
        Err(failure) => Err(failure),
    }
}

pub async fn one(request: HttpRequest, frame: Frame, call: Call, id: web::Path<String>) -> Outcome<HttpResponse> {
    let query = ListQuery::of(&request, view::ATTEMPTS)?;
    endpoint_page(&call, &frame, &id, &query, Told::Nothing).await
}

#[derive(Deserialize)]
pub struct KeyForm {
    scheme: String,
    overlap_hours: String,
}

pub async fn rotate(
    frame: Frame,
    call: Call,
    vault: web::Data<Vault>,
    id: web::Path<String>,
    form: web::Form<KeyForm>,
) -> Outcome<HttpResponse> {
    let hours = form.overlap_hours.trim().parse::<i64>().unwrap_or(-1);
    let changed = match scheme(&form.scheme) {
        Ok(scheme) => {
            let (key, id) = (FreshKey::draw(scheme), id.clone());
            call.write(move |conn, call| view::rotate(conn, call, &vault, &id, (&key, hours))).await
        }
        Err(failure) => Err(failure),
    };
    shown_again(&call, &frame, &id, changed.map(|key| key_told(&key.key))).await
}

#[derive(Deserialize)]
pub struct StateForm {
    reason: Option<String>,
    url: Option<String>,
}

/// The form with a reason stops, the other one starts.
pub async fn set_state(
    frame: Frame,
    call: Call,
    networks: web::Data<Networks>,
    id: web::Path<String>,
    form: web::Form<StateForm>,
) -> Outcome<HttpResponse> {
    let StateForm { reason, url } = form.into_inner();
    let asked = reason.map_or(StateBody::Active { url }, |reason| StateBody::Disabled { reason });
    let of = id.clone();
    let changed = call.write(move |conn, call| view::set_state(conn, call, &networks, &of, &asked)).await;
    shown_again(&call, &frame, &id, changed.map(|_| saved())).await
}

#[derive(Deserialize)]
pub struct ResendForm {
    event_id: Option<String>,
    since: Option<String>,
}

impl ResendForm {
    /// The moment is typed as a clock in China shows it.
    fn read(self) -> Outcome<ResendBody> {
        match (self.event_id, self.since) {
            (Some(event_id), None) => Ok(ResendBody::From { event_id: event_id.trim().to_owned() }),
            (None, Some(since)) => {
                let read = crate::terms::Instant::from_china(&since);
                let since = read.ok_or_else(|| Failure::field("since", "请填写日期和时间 (a day and a time)"))?;
                Ok(ResendBody::Since { since })
            }
            _ => Err(Failure::field("event_id", "请填写事件编号或时间 (an event or a moment)")),
        }
    }
}

pub async fn resend(
    frame: Frame,
    call: Call,
    id: web::Path<String>,
    form: web::Form<ResendForm>,
) -> Outcome<HttpResponse> {
    let changed = match form.into_inner().read() {
        Ok(asked) => {
            let of = id.clone();
            call.write(move |conn, call| view::resend(conn, call, &of, &asked)).await
        }
        Err(failure) => Err(failure),
    };
    shown_again(&call, &frame, &id, changed.map(|_| saved())).await
}

async fn shown_again(call: &Call, frame: &Frame, id: &str, done: Outcome<Wording>) -> Outcome<HttpResponse> {
    let query = ListQuery::parse("", view::ATTEMPTS)?;
    match done {
        Ok(text) => endpoint_page(call, frame, id, &query, Told::Done(&text)).await,
        Err(failure @ (Failure::Refused { .. } | Failure::Malformed(_))) => {
            endpoint_page(call, frame, id, &query, Told::Refused(&failure)).await
        }
        Err(failure) => Err(failure),
    }
}
