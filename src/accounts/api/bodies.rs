//! The JSON shapes of this room's API. Unknown fields are refused, so that nothing is assigned that
//! was not meant to be (ASVS 15.3.3).

use crate::accounts::model::{AccountFilter, AccountOrder, Actor, Division, Role, User};
use crate::accounts::permissions::{Act, Scope};
use crate::accounts::service::{AccountChange, NewAccount, TokenPair};
use crate::platform::failure::{Failure, Outcome};
use crate::platform::paging::{Page, PageAsked};
use serde::{Deserialize, Deserializer, Serialize};
use std::collections::BTreeMap;
use utoipa::{IntoParams, ToSchema};

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LogInBody {
    #[schema(example = "finance_handler")]
    pub login: String,
    pub password: String,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RefreshBody {
    pub refresh_token: String,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PasswordChangeBody {
    pub old_password: String,
    pub new_password: String,
}

/// A pair of tokens.
#[derive(Serialize, ToSchema)]
pub struct TokensBody {
    pub access_token: String,
    #[schema(example = "Bearer")]
    pub token_type: &'static str,
    /// Seconds until the access token ends.
    #[schema(example = 600)]
    pub expires_in: i64,
    /// Good for one exchange.
    pub refresh_token: String,
    /// After a log-in: true where nothing is open until the first password has been changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub must_change_password: Option<bool>,
}

impl TokensBody {
    pub(super) fn of(tokens: TokenPair, must_change_password: Option<bool>) -> TokensBody {
        TokensBody {
            access_token: tokens.access,
            token_type: "Bearer",
            expires_in: tokens.expires_in,
            refresh_token: tokens.refresh,
            must_change_password,
        }
    }
}

/// Who asks, with everything the role may do.
#[derive(Serialize, ToSchema)]
pub struct MeBody {
    pub id: String,
    pub login: String,
    pub name: String,
    pub role: Role,
    pub role_zh: &'static str,
    pub role_en: &'static str,
    pub division: Division,
    pub subject: Option<String>,
    /// Act → how far it reaches (`all`, `division`, `own`).
    #[schema(value_type = BTreeMap<String, String>)]
    pub may: BTreeMap<&'static str, Scope>,
}

impl MeBody {
    pub(super) fn of(actor: Actor) -> MeBody {
        let may = Act::ALL.iter().filter_map(|act| Some((act.code(), actor.scope(*act).ok()?))).collect();
        MeBody {
            id: actor.user_id.0,
            login: actor.login,
            name: actor.name,
            role: actor.role,
            role_zh: actor.role.zh(),
            role_en: actor.role.en(),
            division: actor.division,
            subject: actor.subject,
            may,
        }
    }
}

/// An account.
#[derive(Serialize, ToSchema)]
pub struct AccountBody {
    pub id: String,
    pub login: String,
    pub name: String,
    pub role: Role,
    pub division: Division,
    /// The expert, institution, department or unit that the account stands for.
    pub subject: Option<String>,
    pub disabled: bool,
    pub must_change_password: bool,
    /// RFC 3339 in UTC.
    pub last_log_in_at: Option<String>,
    pub created_at: String,
}

impl From<User> for AccountBody {
    fn from(user: User) -> AccountBody {
        AccountBody {
            id: user.id.0,
            login: user.login,
            name: user.name,
            role: user.role,
            division: user.division,
            subject: user.subject,
            disabled: user.disabled,
            must_change_password: user.must_change_password,
            last_log_in_at: user.last_log_in_at.map(|t| t.to_string()),
            created_at: user.created_at.to_string(),
        }
    }
}

/// Part of the list with the count of the whole.
#[derive(Serialize, ToSchema)]
pub struct AccountListBody {
    pub items: Vec<AccountBody>,
    pub total: i64,
    pub page: i64,
    pub size: i64,
}

impl AccountListBody {
    pub(super) fn of(page: Page<User>) -> AccountListBody {
        let Page { items, total, page, size } = page.map(AccountBody::from);
        AccountListBody { items, total, page, size }
    }
}

/// Filters of the list; those of the page are the same.
#[derive(Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct AccountQuery {
    /// Part of the login or the name.
    pub q: Option<String>,
    /// Code of a role.
    pub role: Option<String>,
    /// `active` or `disabled`.
    pub status: Option<String>,
    /// `division`, `name` or `last_login`.
    pub sort: Option<String>,
    /// `asc` or `desc`.
    pub dir: Option<String>,
    /// Counted from 1.
    pub page: Option<i64>,
    /// Rows on a page, 1 to 500; pages for people say `per`.
    #[serde(alias = "per")]
    pub size: Option<i64>,
}

impl AccountQuery {
    /// What is asked for; the error names the parameter that cannot be read.
    pub(in crate::accounts) fn parsed(&self) -> Outcome<(AccountFilter, PageAsked)> {
        let given =
            |value: &Option<String>| value.as_deref().map(str::trim).filter(|v| !v.is_empty()).map(str::to_owned);
        let no_role = |code: String| Failure::field("role", format!("没有角色 {code:?} (no such role)"));
        let role = given(&self.role).map(|code| Role::parse(&code).ok_or_else(|| no_role(code))).transpose()?;
        let disabled = match given(&self.status).as_deref() {
            None => None,
            Some("active") => Some(false),
            Some("disabled") => Some(true),
            Some(_) => return Err(Failure::field("status", "可选 active 或 disabled (active or disabled)")),
        };
        let order = order(given(&self.sort).as_deref())?;
        let descending = self.dir.as_deref() == Some("desc");
        let filter = AccountFilter { words: given(&self.q), role, disabled, order, descending };
        Ok((filter, PageAsked::checked(self.page, self.size)?))
    }
}

fn order(sort: Option<&str>) -> Outcome<AccountOrder> {
    match sort {
        None | Some("division") => Ok(AccountOrder::Division),
        Some("name") => Ok(AccountOrder::Name),
        Some("last_login") => Ok(AccountOrder::LastLogIn),
        Some(_) => Err(Failure::field("sort", "可选 division、name 或 last_login (division, name or last_login)")),
    }
}

/// A new account; its first password is made by the service.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAccountBody {
    #[schema(example = "zhang.wei")]
    pub login: String,
    #[schema(example = "张伟")]
    pub name: String,
    pub role: Role,
    pub division: Division,
    #[serde(default)]
    pub subject: Option<String>,
}

impl NewAccountBody {
    pub(super) fn account(self) -> NewAccount {
        NewAccount {
            login: self.login,
            name: self.name,
            role: self.role,
            division: self.division,
            subject: self.subject,
            password: None,
        }
    }
}

/// What was made.
#[derive(Serialize, ToSchema)]
pub struct NewAccountMade {
    pub account: AccountBody,
    /// Shown once; to be changed at the first log-in.
    pub first_password: String,
}

#[derive(Serialize, ToSchema)]
pub struct FirstPasswordBody {
    /// Shown once; to be changed at the next log-in.
    pub first_password: String,
}

/// A change; a field that is missing stays as it is.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct AccountChangeBody {
    pub name: Option<String>,
    pub role: Option<Role>,
    /// `null` unbinds the account.
    #[serde(deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    pub subject: Option<Option<String>>,
    pub disabled: Option<bool>,
}

/// Tells a `null` that was sent from a field that was not.
fn given<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<String>>, D::Error> {
    Option::<String>::deserialize(deserializer).map(Some)
}

impl From<AccountChangeBody> for AccountChange {
    fn from(body: AccountChangeBody) -> AccountChange {
        AccountChange { name: body.name, role: body.role, subject: body.subject, disabled: body.disabled }
    }
}
