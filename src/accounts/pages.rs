//! Log-in, log-out, one's password, and the list of accounts, for people. The use cases are in
//! `service`; here are forms and their fields only.

mod accounts;
mod forms;
#[cfg(test)]
mod tests;

use super::gate::{Access, ClientAddress, Frame, LogInLimits, RouteTable, SessionCookie, local};
use super::model::Actor;
use super::permissions::Act;
use super::service::{Accounts, Door, LoggedIn};
use crate::platform::failure::{Failure, Outcome};
use crate::terms::Wording;
use actix_web::http::StatusCode;
use actix_web::http::header::LOCATION;
use actix_web::{HttpRequest, HttpResponse, ResponseError, web};
use serde::Deserialize;
use serde_json::{Value, json};

/// Declares the routes of this file and of the list of accounts.
pub fn routes(table: &mut RouteTable) {
    table
        .get("/login", Access::Public, log_in_page)
        .post("/login", Access::Public, log_in)
        .post("/logout", Access::LoggedIn, log_out)
        .get("/password", Access::LoggedIn, password_page)
        .post("/password", Access::LoggedIn, change_password)
        .get("/accounts", Access::May(Act::ListAccounts), accounts::list)
        .post("/accounts", Access::May(Act::CreateAccount), accounts::create)
        .get("/accounts/{id}", Access::May(Act::ChangeAccount), accounts::edit)
        .post("/accounts/{id}", Access::May(Act::ChangeAccount), accounts::change);
}

#[derive(Deserialize)]
struct Next {
    next: Option<String>,
}

async fn log_in_page(frame: Frame, actor: Option<Actor>, query: web::Query<Next>) -> Outcome<HttpResponse> {
    match actor {
        Some(actor) => Ok(see_other(Frame::home(&actor))),
        None => frame.page("login", log_in_context(None, query.next.as_deref(), "")),
    }
}

#[derive(Deserialize)]
struct LogInForm {
    account: String,
    password: String,
    next: Option<String>,
}

async fn log_in(
    request: HttpRequest,
    frame: Frame,
    accounts: web::Data<Accounts>,
    limits: web::Data<LogInLimits>,
    address: ClientAddress,
    form: web::Form<LogInForm>,
) -> Outcome<HttpResponse> {
    let LogInForm { account, password, next } = form.into_inner();
    let opened = match limits.check(address, &account) {
        Ok(()) => {
            let (login, address) = (account.clone(), address.to_string());
            accounts.with_hashing(move |a| a.log_in(&login, &password, Door::Browser, &address)).await
        }
        Err(refusal) => Err(refusal),
    };
    match opened {
        Ok(LoggedIn::Browser { cookie, user }) => {
            let target = next.as_deref().and_then(local).unwrap_or(Frame::home_of(user.role));
            welcome(&request, &accounts, cookie, target).await
        }
        Ok(LoggedIn::Api { .. }) => Err(Failure::Fault(anyhow::anyhow!("the browser door opened an API session"))),
        Err(Failure::Refused { code, why, grounds }) => {
            let status = Failure::Refused { code, why: why.clone(), grounds }.status_code();
            frame.page_with(status, "login", None, log_in_context(Some(&why), next.as_deref(), &account))
        }
        Err(other) => Err(other),
    }
}

/// Sets the new cookie, ends the session behind an old one, and leads to where the person wanted.
async fn welcome(
    request: &HttpRequest,
    accounts: &web::Data<Accounts>,
    value: String,
    target: &str,
) -> Outcome<HttpResponse> {
    let cookies = SessionCookie::of(accounts.settings());
    if let Some(old) = cookies.read(request) {
        let accounts = accounts.clone();
        blocking(move || accounts.end_replaced(&old)).await?;
    }
    let mut answer = see_other(target);
    answer.add_cookie(&cookies.issue(value)).map_err(|e| Failure::Fault(e.into()))?;
    Ok(answer)
}

async fn log_out(accounts: web::Data<Accounts>, actor: Actor) -> Outcome<HttpResponse> {
    let cookies = SessionCookie::of(accounts.settings());
    blocking(move || accounts.log_out(&actor)).await?;
    let mut answer = see_other("/login");
    answer.add_cookie(&cookies.removal()).map_err(|e| Failure::Fault(e.into()))?;
    Ok(answer)
}

async fn password_page(frame: Frame) -> Outcome<HttpResponse> {
    frame.page("form", forms::password(None))
}

#[derive(Deserialize)]
struct PasswordForm {
    old_password: String,
    new_password: String,
    repeated_password: String,
}

async fn change_password(
    frame: Frame,
    accounts: web::Data<Accounts>,
    actor: Actor,
    form: web::Form<PasswordForm>,
) -> Outcome<HttpResponse> {
    let PasswordForm { old_password, new_password, repeated_password } = form.into_inner();
    let home = Frame::home(&actor);
    let changed = if new_password == repeated_password {
        accounts.with_hashing(move |a| a.change_password(&actor, &old_password, &new_password)).await
    } else {
        Err(Failure::field("repeated_password", "两次输入的新密码不一致 (the new passwords differ)"))
    };
    match changed {
        Ok(()) => Ok(see_other(home)),
        Err(failure) => again(&frame, failure, "form", |failure| forms::password(Some(failure))),
    }
}

/// Shows the form again with what was wrong; faults of ours go on to the error page.
fn again(frame: &Frame, failure: Failure, page: &str, form: impl Fn(&Failure) -> Value) -> Outcome<HttpResponse> {
    match &failure {
        Failure::Refused { .. } | Failure::Malformed(_) => {
            frame.page_with(failure.status_code(), page, None, form(&failure))
        }
        Failure::Fault(_) | Failure::Busy => Err(failure),
    }
}

fn log_in_context(error: Option<&Wording>, next: Option<&str>, account: &str) -> Value {
    let next = next.and_then(local);
    json!({
        "query": {"next": next},
        "error": error,
        "next": next,
        "account": account,
        "second_factor": false,
        "support": null,
    })
}

fn see_other(target: &str) -> HttpResponse {
    HttpResponse::build(StatusCode::SEE_OTHER).insert_header((LOCATION, target)).finish()
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Outcome<T> + Send + 'static) -> Outcome<T> {
    web::block(work).await.map_err(|e| Failure::Fault(e.into()))?
}
