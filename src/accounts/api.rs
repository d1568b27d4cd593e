//! Log-in, one's own session and the administration of accounts for machines: JSON in and out.
//! The use cases are in `service`; here are only shapes.

mod bodies;
#[cfg(test)]
mod tests;

pub use bodies::{
    AccountBody, AccountChangeBody, AccountListBody, AccountQuery, FirstPasswordBody, LogInBody, MeBody,
    NewAccountBody, NewAccountMade, PasswordChangeBody, RefreshBody, TokensBody,
};

use super::gate::{Access, ClientAddress, LogInLimits, RouteTable};
use super::model::{Actor, UserId};
use super::permissions::Act;
use super::service::{AccountChange, Accounts, By, Door, LoggedIn};
use crate::platform::failure::{Failure, Outcome};
use crate::platform::problem::Problem;
use actix_web::{HttpResponse, web};

/// Declares the routes of this file.
pub fn routes(table: &mut RouteTable) {
    table
        .post("/api/v1/session", Access::Public, log_in)
        .post("/api/v1/session/refresh", Access::Public, refresh)
        .delete("/api/v1/session", Access::LoggedIn, log_out)
        .delete("/api/v1/sessions", Access::LoggedIn, log_out_everywhere)
        .get("/api/v1/me", Access::LoggedIn, me)
        .post("/api/v1/me/password", Access::LoggedIn, change_password)
        .get("/api/v1/accounts", Access::May(Act::ListAccounts), list)
        .post("/api/v1/accounts", Access::May(Act::CreateAccount), create)
        .patch("/api/v1/accounts/{id}", Access::May(Act::ChangeAccount), change)
        .post("/api/v1/accounts/{id}/password", Access::May(Act::ChangeAccount), reset_password);
}

/// Runs what touches the database but hashes nothing where it may block.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Outcome<T> + Send + 'static) -> Outcome<T> {
    web::block(work).await.map_err(|e| Failure::Fault(e.into()))?
}

/// Log in: an access token for ten minutes and a refresh token for the next pair.
#[utoipa::path(post, path = "/api/v1/session", tag = "session", request_body = LogInBody, responses(
    (status = 200, body = TokensBody), (status = 401, description = "Wrong login or password", body = Problem),
    (status = 429, description = "Locked out or too many attempts", body = Problem)))]
pub async fn log_in(
    accounts: web::Data<Accounts>,
    limits: web::Data<LogInLimits>,
    address: ClientAddress,
    body: web::Json<LogInBody>,
) -> Outcome<HttpResponse> {
    limits.check(address, &body.login)?;
    let LogInBody { login, password } = body.into_inner();
    let address = address.to_string();
    match accounts.with_hashing(move |a| a.log_in(&login, &password, Door::Api, &address)).await? {
        LoggedIn::Api { tokens, user } => {
            let must_change_password = user.must_change_password;
            Ok(HttpResponse::Ok().json(TokensBody::of(tokens, Some(must_change_password))))
        }
        LoggedIn::Browser { .. } => Err(Failure::Fault(anyhow::anyhow!("the API door opened a browser session"))),
    }
}

/// Exchange a refresh token, once, for the next pair. A second use ends the session.
#[utoipa::path(post, path = "/api/v1/session/refresh", tag = "session", request_body = RefreshBody, responses(
    (status = 200, body = TokensBody), (status = 401, description = "Invalid, expired or used", body = Problem)))]
pub async fn refresh(accounts: web::Data<Accounts>, body: web::Json<RefreshBody>) -> Outcome<HttpResponse> {
    let tokens = blocking(move || accounts.refresh(&body.refresh_token)).await?;
    Ok(HttpResponse::Ok().json(TokensBody::of(tokens, None)))
}

/// End this session.
#[utoipa::path(delete, path = "/api/v1/session", tag = "session", responses((status = 204)))]
pub async fn log_out(accounts: web::Data<Accounts>, actor: Actor) -> Outcome<HttpResponse> {
    blocking(move || accounts.log_out(&actor)).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// End every session of this account.
#[utoipa::path(delete, path = "/api/v1/sessions", tag = "session", responses((status = 204)))]
pub async fn log_out_everywhere(accounts: web::Data<Accounts>, actor: Actor) -> Outcome<HttpResponse> {
    blocking(move || accounts.log_out_everywhere(&actor)).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Who am I, and what may I do?
#[utoipa::path(get, path = "/api/v1/me", tag = "session", responses((status = 200, body = MeBody)))]
pub async fn me(actor: Actor) -> HttpResponse {
    HttpResponse::Ok().json(MeBody::of(actor))
}

/// Change one's own password; all other sessions end.
#[utoipa::path(post, path = "/api/v1/me/password", tag = "session", request_body = PasswordChangeBody,
    responses((status = 204), (status = 401, body = Problem), (status = 422, body = Problem)))]
pub async fn change_password(
    accounts: web::Data<Accounts>,
    actor: Actor,
    body: web::Json<PasswordChangeBody>,
) -> Outcome<HttpResponse> {
    let PasswordChangeBody { old_password, new_password } = body.into_inner();
    accounts.with_hashing(move |a| a.change_password(&actor, &old_password, &new_password)).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// The accounts of one's division.
#[utoipa::path(get, path = "/api/v1/accounts", tag = "accounts", params(AccountQuery),
    responses((status = 200, body = AccountListBody), (status = 403, body = Problem)))]
pub async fn list(
    accounts: web::Data<Accounts>,
    actor: Actor,
    query: web::Query<AccountQuery>,
) -> Outcome<HttpResponse> {
    let (filter, asked) = query.into_inner().parsed()?;
    let page = blocking(move || accounts.list(By::Actor(&actor), &filter, asked)).await?;
    Ok(HttpResponse::Ok().json(AccountListBody::of(page)))
}

/// Make an account; its random first password is in the answer and nowhere else.
#[utoipa::path(post, path = "/api/v1/accounts", tag = "accounts", request_body = NewAccountBody, responses(
    (status = 201, body = NewAccountMade), (status = 409, description = "The login is taken", body = Problem),
    (status = 422, body = Problem)))]
pub async fn create(
    accounts: web::Data<Accounts>,
    actor: Actor,
    body: web::Json<NewAccountBody>,
) -> Outcome<HttpResponse> {
    let new = body.into_inner().account();
    let (user, first) = accounts.with_hashing(move |a| a.create(By::Actor(&actor), &new)).await?;
    let made = NewAccountMade { account: user.into(), first_password: first.map(|f| f.0).unwrap_or_default() };
    Ok(HttpResponse::Created().json(made))
}

/// Disable, enable, rename, rebind an account or change its role; it acts at once.
#[utoipa::path(patch, path = "/api/v1/accounts/{id}", tag = "accounts", request_body = AccountChangeBody,
    params(("id" = String, Path, description = "The account's identifier")),
    responses((status = 200, body = AccountBody), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn change(
    accounts: web::Data<Accounts>,
    actor: Actor,
    id: web::Path<String>,
    body: web::Json<AccountChangeBody>,
) -> Outcome<HttpResponse> {
    let (id, change) = (UserId(id.into_inner()), AccountChange::from(body.into_inner()));
    let user = blocking(move || accounts.change(By::Actor(&actor), &id, &change)).await?;
    Ok(HttpResponse::Ok().json(AccountBody::from(user)))
}

/// Give an account a new first password; its sessions end and its lock is lifted.
#[utoipa::path(post, path = "/api/v1/accounts/{id}/password", tag = "accounts",
    params(("id" = String, Path, description = "The account's identifier")),
    responses((status = 200, body = FirstPasswordBody), (status = 404, body = Problem)))]
pub async fn reset_password(
    accounts: web::Data<Accounts>,
    actor: Actor,
    id: web::Path<String>,
) -> Outcome<HttpResponse> {
    let id = UserId(id.into_inner());
    let first = accounts.with_hashing(move |a| a.reset_password(By::Actor(&actor), &id)).await?;
    Ok(HttpResponse::Ok().json(FirstPasswordBody { first_password: first.0 }))
}
