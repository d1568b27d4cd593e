//! The guard in front of every declared route: who asks, may they, and did our own page send it.

use super::answer::Audience;
use super::cookies::SessionCookie;
use super::forgery::{self, FormToken};
use super::table::Access;
use crate::accounts::service::{Accounts, Proof, Recognised};
use crate::platform::failure::{Failure, Outcome};
use crate::platform::problem::Code;
use actix_web::body::BoxBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{AUTHORIZATION, LOCATION};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, HttpResponse, web};

/// How a request says who sends it. A bearer token outweighs a cookie: who sends one is a machine,
/// and no browser adds it unasked.
#[derive(Clone)]
pub(super) enum Credential {
    None,
    Bearer(String),
    Cookie(String),
}

/// Why the handler does not run.
enum Stop {
    Refused(Failure),
    /// A person who is not logged in asked for a page.
    ToLogIn,
    /// A person with a first password asked for anything but its change.
    ToPassword,
}

impl From<Failure> for Stop {
    fn from(failure: Failure) -> Stop {
        Stop::Refused(failure)
    }
}

/// Lets a request through to its handler, with the actor in its extensions, or answers it.
pub(super) async fn pass(
    access: Access,
    mut request: ServiceRequest,
    next: Next<BoxBody>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    match admit(access, &mut request).await {
        Ok(()) => next.call(request).await,
        Err(Stop::Refused(failure)) => Ok(request.error_response(failure)),
        Err(Stop::ToLogIn) => {
            let target = super::safe_path::log_in_path(&request);
            Ok(request.into_response(see_other(&target)))
        }
        Err(Stop::ToPassword) => Ok(request.into_response(see_other("/password"))),
    }
}

fn see_other(target: &str) -> HttpResponse {
    HttpResponse::SeeOther().insert_header((LOCATION, target)).finish()
}

async fn admit(access: Access, request: &mut ServiceRequest) -> Result<(), Stop> {
    let accounts = accounts(request)?;
    let credential = Credential::of(request, &accounts);
    forgery::check_content_type(request)?;
    let mut recognised = match access {
        Access::Open => None,
        _ => recognise(&accounts, &credential).await?,
    };
    if !request.method().is_safe() && !matches!(credential, Credential::Bearer(_)) {
        forgery::check_origin(request, &accounts)?;
        if let Some(who) = &recognised {
            match forgery::check_token(request, &accounts, &who.actor.session_id).await {
                // A log-in page that stood open while somebody logged in elsewhere still works.
                Err(_) if access == Access::Public => recognised = None,
                checked => checked?,
            }
        }
    }
    decide(access, recognised.as_ref(), &Audience::of(request))?;
    if let Some(recognised) = recognised {
        request.extensions_mut().insert(FormToken(accounts.form_token(&recognised.actor.session_id)));
        request.extensions_mut().insert(recognised.actor);
    }
    Ok(())
}

/// The decision, pure: the route's access, who asks, and whether a person is looking.
fn decide(access: Access, asks: Option<&Recognised>, audience: &Audience) -> Result<(), Stop> {
    match (access, asks) {
        (Access::Open | Access::Public, _) | (Access::LoggedIn, Some(_)) => Ok(()),
        (Access::LoggedIn | Access::May(_), None) if audience.wants_json => Err(not_authenticated().into()),
        (Access::LoggedIn | Access::May(_), None) => Err(Stop::ToLogIn),
        (Access::May(_), Some(who)) if who.must_change_password => {
            Err(if audience.wants_json { first_password().into() } else { Stop::ToPassword })
        }
        (Access::May(act), Some(who)) => Ok(who.actor.scope(act).map(drop)?),
    }
}

impl Credential {
    pub(super) fn of(request: &ServiceRequest, accounts: &Accounts) -> Credential {
        if let Some(value) = request.headers().get(AUTHORIZATION) {
            let token = value.to_str().ok().and_then(|v| v.split_once(' '));
            let token = token.filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer")).map(|(_, t)| t.trim());
            return Credential::Bearer(token.unwrap_or_default().to_owned());
        }
        SessionCookie::of(accounts.settings()).read(request.request()).map_or(Credential::None, Credential::Cookie)
    }
}

/// The point read runs where it may block: a full pool must not hold up a worker's other requests.
async fn recognise(accounts: &Accounts, credential: &Credential) -> Outcome<Option<Recognised>> {
    if matches!(credential, Credential::None) {
        return Ok(None);
    }
    let (accounts, credential) = (accounts.clone(), credential.clone());
    let looked_up = web::block(move || match &credential {
        Credential::None => Ok(None),
        Credential::Bearer(token) => accounts.recognise(Proof::Bearer(token)),
        Credential::Cookie(value) => accounts.recognise(Proof::Cookie(value)),
    });
    looked_up.await.map_err(|e| Failure::Fault(e.into()))?
}

fn accounts(request: &ServiceRequest) -> Outcome<Accounts> {
    let found = request.app_data::<web::Data<Accounts>>();
    found.map(|a| a.get_ref().clone()).ok_or_else(|| Failure::Fault(anyhow::anyhow!("no Accounts in the application")))
}

pub(super) fn not_authenticated() -> Failure {
    let zh = "请先登录，或在 Authorization 头中提供有效的访问令牌。";
    Failure::refused(
        Code::NotAuthenticated,
        zh,
        "Log in first, or send a valid access token in the Authorization header.",
    )
}

fn first_password() -> Failure {
    let zh = "请先修改初始密码（POST /api/v1/me/password）。";
    Failure::refused(Code::NotPermitted, zh, "Change the first password first (POST /api/v1/me/password).")
}
