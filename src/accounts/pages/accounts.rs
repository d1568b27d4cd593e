//! The list of accounts with the form of a new one, and the page of one account.

use super::{again, blocking, forms};
use crate::accounts::api::AccountQuery;
use crate::accounts::gate::Frame;
use crate::accounts::model::{AccountFilter, AccountOrder, Actor, Division, Role, User, UserId};
use crate::accounts::permissions::Act;
use crate::accounts::service::{AccountChange, Accounts, By, FirstPassword, NewAccount};
use crate::platform::failure::{Failure, FieldFault, Outcome};
use crate::platform::paging::{Page, PageAsked};
use crate::terms::Wording;
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, ResponseError, web};
use forms::NewAccountForm;
use serde::Deserialize;
use serde_json::{Value, json};

pub(super) async fn list(
    frame: Frame,
    accounts: web::Data<Accounts>,
    actor: Actor,
    query: web::Query<AccountQuery>,
) -> Outcome<HttpResponse> {
    let shown = shown(&accounts, &actor, query.into_inner(), None).await?;
    frame.page("accounts", shown)
}

pub(super) async fn create(
    frame: Frame,
    accounts: web::Data<Accounts>,
    actor: Actor,
    form: web::Form<NewAccountForm>,
) -> Outcome<HttpResponse> {
    let typed = form.into_inner();
    let made = match new_account(&typed) {
        Ok(new) => {
            let actor = actor.clone();
            accounts.with_hashing(move |a| a.create(By::Actor(&actor), &new)).await
        }
        Err(failure) => Err(failure),
    };
    match made {
        Ok((user, first)) => {
            let context = shown(&accounts, &actor, AccountQuery::default(), None).await?;
            let told = first.map(|f| told(&user.login, &f));
            frame.page_with(StatusCode::CREATED, "accounts", told.as_ref().map(|t| ("ok", t)), context)
        }
        Err(failure @ (Failure::Refused { .. } | Failure::Malformed(_))) => {
            let context = shown(&accounts, &actor, AccountQuery::default(), Some((&typed, &failure))).await?;
            frame.page_with(failure.status_code(), "accounts", None, context)
        }
        Err(failure) => Err(failure),
    }
}

pub(super) async fn edit(
    frame: Frame,
    accounts: web::Data<Accounts>,
    actor: Actor,
    id: web::Path<String>,
) -> Outcome<HttpResponse> {
    let id = UserId(id.into_inner());
    let user = blocking(move || accounts.account(By::Actor(&actor), &id)).await?;
    frame.page("form", forms::edit_account(&user, None))
}

#[derive(Deserialize)]
pub(super) struct EditForm {
    name: String,
    role: String,
    #[serde(default)]
    subject: String,
    disabled: Option<String>,
    reset_password: Option<String>,
}

pub(super) async fn change(
    frame: Frame,
    accounts: web::Data<Accounts>,
    actor: Actor,
    id: web::Path<String>,
    form: web::Form<EditForm>,
) -> Outcome<HttpResponse> {
    let id = UserId(id.into_inner());
    let before = {
        let (accounts, actor, id) = (accounts.clone(), actor.clone(), id.clone());
        blocking(move || accounts.account(By::Actor(&actor), &id)).await?
    };
    let form = form.into_inner();
    let changed = accounts.with_hashing(move |a| apply(a, &actor, &id, &form)).await;
    match changed {
        Ok((user, first)) => {
            let done = Wording::new("已保存。", "Saved.");
            let told = first.map_or(done, |f| told(&user.login, &f));
            frame.page_with(StatusCode::OK, "form", Some(("ok", &told)), forms::edit_account(&user, None))
        }
        Err(failure) => again(&frame, failure, "form", |failure| forms::edit_account(&before, Some(failure))),
    }
}

fn apply(accounts: &Accounts, actor: &Actor, id: &UserId, form: &EditForm) -> Outcome<(User, Option<FirstPassword>)> {
    let change = AccountChange {
        name: Some(form.name.clone()),
        role: Some(role(&form.role)?),
        subject: Some(Some(form.subject.clone())),
        disabled: Some(form.disabled.is_some()),
    };
    let user = accounts.change(By::Actor(actor), id, &change)?;
    let first = form.reset_password.is_some().then(|| accounts.reset_password(By::Actor(actor), id)).transpose()?;
    Ok((user, first))
}

fn role(code: &str) -> Outcome<Role> {
    Role::parse(code).ok_or_else(|| Failure::field("role", "请选择角色 (choose a role)"))
}

/// Reads the form; all faults at once.
fn new_account(typed: &NewAccountForm) -> Outcome<NewAccount> {
    let (role, division) = (Role::parse(&typed.role), Division::parse(typed.division.trim()));
    let (Some(role), Some(division)) = (role, division.clone()) else {
        let no_role = role.is_none().then_some(("role", "请选择角色 (choose a role)"));
        let no_division = division.is_none().then_some(("division", "财政区划代码为 9 位数字 (nine digits)"));
        let fault = |(field, message): (&str, &str)| FieldFault { field: field.into(), message: message.into() };
        return Err(Failure::Malformed(no_role.into_iter().chain(no_division).map(fault).collect()));
    };
    Ok(NewAccount {
        login: typed.login.clone(),
        name: typed.name.clone(),
        role,
        division,
        subject: Some(typed.subject.clone()),
        password: None,
    })
}

fn told(login: &str, first: &FirstPassword) -> Wording {
    let FirstPassword(password) = first;
    let zh = format!("账号 {login} 的初始密码：{password}。只显示这一次，请当面或电话告知本人，首次登录须修改。");
    Wording::new(
        zh,
        format!("First password of {login}: {password}. Shown only now; it must be changed at the first log-in."),
    )
}

/// The list, and the form of a new account for those who may make one.
async fn shown(
    accounts: &web::Data<Accounts>,
    actor: &Actor,
    query: AccountQuery,
    typed: Option<(&NewAccountForm, &Failure)>,
) -> Outcome<Value> {
    let (filter, asked) = query.parsed()?;
    let page = {
        let (accounts, actor, filter) = (accounts.clone(), actor.clone(), filter.clone());
        blocking(move || accounts.list(By::Actor(&actor), &filter, asked)).await?
    };
    let blank = NewAccountForm { division: actor.division.to_string(), ..NewAccountForm::default() };
    let form = actor.may(Act::CreateAccount).then(|| match typed {
        Some((typed, failure)) => forms::new_account(typed, Some(failure)),
        None => forms::new_account(&blank, None),
    });
    Ok(context(&filter, asked, page, actor.may(Act::ChangeAccount), form))
}

fn context(filter: &AccountFilter, asked: PageAsked, page: Page<User>, may_change: bool, form: Option<Value>) -> Value {
    let status = filter.disabled.map(|disabled| if disabled { "disabled" } else { "active" });
    let role = filter.role.map(Role::code);
    let sort = match filter.order {
        AccountOrder::Division => "division",
        AccountOrder::Name => "name",
        AccountOrder::LastLogIn => "last_login",
    };
    let row = |user: &User| row(user, may_change);
    json!({
        "query": {
            "q": filter.words, "role": role, "status": status, "page": asked.page, "per": asked.size,
            "sort": sort, "dir": if filter.descending { "desc" } else { "asc" },
        },
        "filters": [
            {"name": "role", "family": "role", "options": options(Role::ALL.map(Role::code), role)},
            {"name": "status", "family": "account-status", "options": options(["active", "disabled"], status)},
        ],
        "sizes": [20, 50, 100],
        "pager": {"page": page.page, "per": page.size, "total": page.total},
        "exports": [], "relax": [], "actions": [],
        "rows": page.items.iter().map(row).collect::<Vec<Value>>(),
        "form": form,
    })
}

fn options<const N: usize>(codes: [&str; N], selected: Option<&str>) -> Vec<Value> {
    codes.iter().map(|code| json!({"value": code, "selected": selected == Some(*code)})).collect()
}

fn row(user: &User, may_change: bool) -> Value {
    json!({
        "href": may_change.then(|| format!("/accounts/{}", user.id)),
        "name": user.name,
        "account": user.login,
        "roles": [user.role.code()],
        "division": user.division.as_str(),
        "division_code": null,
        "unit": user.subject,
        "last_login_at": user.last_log_in_at.map(|t| t.to_string()),
        "second_factor": false,
        "status": if user.disabled { "disabled" } else { "active" },
    })
}
