//! What every page shares: language, size of type, who is logged in, the navigation they may use,
//! the token for forms. A handler takes a [`Frame`] and fills in its own part.

use super::forgery::FormToken;
use crate::accounts::model::{Actor, Role};
use crate::accounts::permissions::{Act, scope};
use crate::accounts::service::Accounts;
use crate::platform::failure::{Failure, Outcome};
use crate::platform::pages::{Lang, Pages};
use crate::policy::Packs;
use crate::terms::Wording;
use actix_web::cookie::{Cookie, SameSite, time::Duration};
use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::http::header::ContentType;
use actix_web::{FromRequest, HttpMessage, HttpRequest, HttpResponse, web};
use serde_json::{Value, json};
use std::future::{Ready, ready};

const LANG: &str = "lang";
const TEXT: &str = "text";

/// The entries of the navigation (message key, address) with the act that opens each.
pub const NAVIGATION: [(&str, &str, Act); 27] = [
    ("todo", "/todo", Act::ReadTodo),
    ("commissions", "/commissions", Act::ListCommissions),
    ("plan", "/plan", Act::PlanCommission),
    ("market", "/market", Act::ListCommissions),
    ("experts", "/experts", Act::ListExperts),
    ("institutions", "/institutions", Act::ListInstitutions),
    ("imports", "/imports", Act::RunImport),
    ("watch", "/conflict-alerts", Act::CheckConflicts),
    ("board", "/board", Act::ReadBoard),
    ("results", "/results", Act::ReadResult),
    ("instructions", "/instructions", Act::ReadInstruction),
    ("rectifications", "/rectifications", Act::ReadRectification),
    ("disclosures", "/disclosures", Act::ReadDisclosure),
    ("enrolments", "/enrolments", Act::ReadEnrolment),
    ("reviews", "/reviews", Act::ReadReview),
    ("rubrics", "/rubrics", Act::ListRubrics),
    ("quality", "/quality", Act::ReadQuality),
    ("credit", "/credit", Act::ReadCredit),
    ("rechecks", "/rechecks", Act::ReadRecheck),
    ("feed", "/feed", Act::ReadFeed),
    ("decisions", "/decisions", Act::ReadDecisions),
    ("audit", "/audit", Act::ReadAuditLog),
    ("accounts", "/accounts", Act::ListAccounts),
    ("feed_endpoints", "/feed/endpoints", Act::ManageFeedEndpoints),
    ("policy", "/policy", Act::ReadPolicy),
    ("policies", "/policies", Act::ReadPolicy),
    ("about", "/about", Act::ReadPolicy),
];

/// The surroundings of one page; an extractor for handlers of pages.
pub struct Frame {
    pages: web::Data<Pages>,
    pub lang: Lang,
    large_text: bool,
    path: String,
    now: String,
    token: FormToken,
    actor: Option<Actor>,
    /// What the actor's division is called.
    place: Option<Wording>,
    /// Choices made in this request's query, to be remembered.
    chosen: Vec<Cookie<'static>>,
}

impl Frame {
    /// The page `name` with its own part of the context, in the reader's language.
    pub fn page(&self, name: &str, page: Value) -> Outcome<HttpResponse> {
        self.page_with(StatusCode::OK, name, None, page)
    }

    /// As [`Frame::page`], with a status and a notice on top (`ok`, `warn` or `error`).
    pub fn page_with(
        &self,
        status: StatusCode,
        name: &str,
        flash: Option<(&str, &Wording)>,
        page: Value,
    ) -> Outcome<HttpResponse> {
        let mut context = bare(&self.path, self.large_text, &self.now, page);
        context["csrf"] = self.token.0.as_str().into();
        context["flash"] = flash.map_or(Value::Null, |(kind, text)| json!({"kind": kind, "text": text}));
        if let Some(actor) = &self.actor {
            context["user"] = user(actor, self.place.as_ref());
            context["nav"] = navigation(actor, &self.path);
        }
        let html = self.pages.render(name, self.lang, &context).map_err(|e| Failure::Fault(e.into()))?;
        let mut answer = HttpResponse::build(status);
        for cookie in &self.chosen {
            answer.cookie(cookie.clone());
        }
        Ok(answer.content_type(ContentType::html()).body(html))
    }

    /// The first page of this person's navigation, where they land after logging in.
    pub fn home(actor: &Actor) -> &'static str {
        Frame::home_of(actor.role)
    }

    /// As [`Frame::home`], before there is a session.
    pub fn home_of(role: Role) -> &'static str {
        NAVIGATION.iter().find(|(_, _, act)| scope(role, *act).is_some()).map_or("/", |(_, href, _)| href)
    }
}

/// The division is named as its policy pack names it; without a pack its code stands.
fn user(actor: &Actor, place: Option<&Wording>) -> Value {
    json!({
        "name": actor.name,
        "role": actor.role.code(),
        "role_name": {"zh": actor.role.zh(), "en": actor.role.en()},
        "division_name": place.map_or_else(|| json!(actor.division.as_str()), |name| json!(name)),
    })
}

fn navigation(actor: &Actor, path: &str) -> Value {
    let entry = |(key, href, _): &(&str, &str, Act)| {
        let active = path.strip_prefix(href).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        json!({"key": key, "href": href, "active": active, "badge": null})
    };
    NAVIGATION.iter().filter(|(_, _, act)| actor.may(*act)).map(entry).collect()
}

/// The context of a page that knows nobody.
pub(super) fn bare(path: &str, large_text: bool, now: &str, page: Value) -> Value {
    json!({
        "path": path,
        "title": null,
        "csrf": "",
        "text": if large_text { "large" } else { "normal" },
        "now": now,
        "flash": null,
        "user": null,
        "nav": [],
        "page": page,
    })
}

/// The reader's language: from the link just followed, or as chosen before; Chinese first.
pub(super) fn lang(request: &HttpRequest) -> Lang {
    choice(request, LANG).and_then(|code| Lang::parse(&code)).unwrap_or_default()
}

pub(super) fn large_text(request: &HttpRequest) -> bool {
    choice(request, TEXT).is_some_and(|size| size == "large")
}

fn choice(request: &HttpRequest, name: &str) -> Option<String> {
    from_query(request, name).or_else(|| request.cookie(name).map(|c| c.value().to_owned()))
}

fn from_query(request: &HttpRequest, name: &str) -> Option<String> {
    let fields = web::Query::<Vec<(String, String)>>::from_query(request.query_string()).ok()?;
    fields.into_inner().into_iter().find(|(key, _)| key == name).map(|(_, value)| value)
}

/// Cookies for the choices in the query; only known values are written back.
fn chosen(request: &HttpRequest) -> Vec<Cookie<'static>> {
    let lang = from_query(request, LANG).and_then(|code| Lang::parse(&code)).map(|l| (LANG, l.code()));
    let text = from_query(request, TEXT).map(|size| (TEXT, if size == "large" { "large" } else { "normal" }));
    let cookie = |(name, value): (&'static str, &'static str)| {
        Cookie::build(name, value)
            .path("/")
            .max_age(Duration::days(365))
            .same_site(SameSite::Lax)
            .http_only(true)
            .finish()
    };
    lang.into_iter().chain(text).map(cookie).collect()
}

impl FromRequest for Frame {
    type Error = Failure;
    type Future = Ready<Outcome<Frame>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(frame(request).ok_or_else(|| Failure::Fault(anyhow::anyhow!("no Pages or Accounts in the application"))))
    }
}

fn frame(request: &HttpRequest) -> Option<Frame> {
    let extensions = request.extensions();
    let actor = extensions.get::<Actor>().cloned();
    Some(Frame {
        place: actor.as_ref().and_then(|actor| place(request, actor)),
        pages: request.app_data::<web::Data<Pages>>()?.clone(),
        lang: lang(request),
        large_text: large_text(request),
        path: request.path().to_owned(),
        now: request.app_data::<web::Data<Accounts>>()?.now().to_string(),
        token: extensions.get::<FormToken>().cloned().unwrap_or_default(),
        actor,
        chosen: chosen(request),
    })
}

fn place(request: &HttpRequest, actor: &Actor) -> Option<Wording> {
    let packs = request.app_data::<web::Data<Packs>>()?;
    let pack = packs.iter().find(|pack| pack.jurisdiction.mof_div_code == actor.division.as_str())?;
    Some(pack.jurisdiction.name.clone())
}

/// Who acts, for handlers behind [`super::Access::LoggedIn`] or [`super::Access::May`]; take
/// `Option<Actor>` behind [`super::Access::Public`].
impl FromRequest for Actor {
    type Error = Failure;
    type Future = Ready<Outcome<Actor>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let actor = request.extensions().get::<Actor>().cloned();
        ready(actor.ok_or_else(super::guard::not_authenticated))
    }
}
