//! The fields of this room's forms, as `templates/parts/form.hbs` takes them.

use crate::accounts::model::{Role, User};
use crate::platform::failure::Failure;
use serde_json::{Value, json};

/// One field; its label is the message `field-<name>`.
fn field(kind: &str, name: &str, value: &str, required: bool, failure: Option<&Failure>) -> Value {
    let text = faults(failure).find(|(field, _)| *field == name).map(|(_, message)| message);
    let error = text.map(|t| json!({"zh": t, "en": t}));
    json!({"kind": kind, "name": name, "label": name, "value": value, "required": required, "error": error, "hint": null})
}

fn faults(failure: Option<&Failure>) -> impl Iterator<Item = (&str, &str)> {
    let list = match failure {
        Some(Failure::Malformed(list)) => list.as_slice(),
        _ => &[],
    };
    list.iter().map(|f| (f.field.as_str(), f.message.as_str()))
}

/// A refusal stands above the form, faults stand at their fields.
fn refusal(failure: Option<&Failure>) -> Value {
    match failure {
        Some(Failure::Refused { why, .. }) => json!(why),
        _ => Value::Null,
    }
}

/// The page on which somebody changes their own password.
pub(super) fn password(failure: Option<&Failure>) -> Value {
    let one = |name: &str| field("password", name, "", true, failure);
    let form = json!({
        "post": "/password", "submit": "change_password", "upload": false, "cancel": null, "error": refusal(failure),
        "fields": [one("old_password"), one("new_password"), one("repeated_password")],
    });
    page(
        "change_password",
        form,
        json!({
            "zh": "至少 12 个字符；一句不常见的话比复杂的短密码更好。修改后，您在其他设备上的登录随即失效。",
            "en": "At least 12 characters; an uncommon sentence is better than a short puzzle. Your other log-ins will end.",
        }),
    )
}

fn page(heading: &str, form: Value, lede: Value) -> Value {
    json!({"query": {}, "heading": heading, "lede": lede, "crumbs": null, "basis": null, "form": form})
}

/// What was typed into the form of a new account.
#[derive(Clone, Default, serde::Deserialize)]
pub(super) struct NewAccountForm {
    pub login: String,
    pub name: String,
    pub role: String,
    pub division: String,
    #[serde(default)]
    pub subject: String,
}

/// The form of a new account, below the list.
pub(super) fn new_account(typed: &NewAccountForm, failure: Option<&Failure>) -> Value {
    json!({
        "post": "/accounts", "submit": "create_account", "upload": false, "cancel": null, "error": refusal(failure),
        "fields": [
            field("text", "login", &typed.login, true, failure),
            field("text", "name", &typed.name, true, failure),
            roles(&typed.role, failure),
            field("text", "division", &typed.division, true, failure),
            field("text", "subject", &typed.subject, false, failure),
        ],
    })
}

fn roles(selected: &str, failure: Option<&Failure>) -> Value {
    let option = |role: Role| json!({"value": role.code(), "selected": role.code() == selected});
    let mut select = field("select", "role", selected, true, failure);
    select["family"] = "role".into();
    select["options"] = Role::ALL.into_iter().map(option).collect();
    select
}

/// The page on which an administrator changes an account.
pub(super) fn edit_account(user: &User, failure: Option<&Failure>) -> Value {
    let check = |name: &str, checked: bool| json!({"kind": "checkbox", "name": name, "label": name, "value": "yes", "checked": checked, "error": null, "hint": null});
    let form = json!({
        "post": format!("/accounts/{}", user.id), "submit": "save", "upload": false, "cancel": "/accounts",
        "error": refusal(failure),
        "fields": [
            field("text", "name", &user.name, true, failure),
            roles(user.role.code(), failure),
            field("text", "subject", user.subject.as_deref().unwrap_or_default(), false, failure),
            check("disabled", user.disabled),
            check("reset_password", false),
        ],
    });
    let who = format!("{}（{}）", user.name, user.login);
    page("change_account", form, json!({"zh": who, "en": who}))
}
