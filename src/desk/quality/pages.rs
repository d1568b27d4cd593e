//! The dashboard for people.

use super::view;
use crate::accounts::Actor;
use crate::accounts::gate::Frame;
use crate::desk::blocking;
use crate::platform::db::Db;
use crate::platform::failure::Outcome;
use actix_web::{HttpResponse, web};
use serde_json::{Value, json};

/// The page. Numbers go to the template as texts of two decimals.
pub async fn show(frame: Frame, db: web::Data<Db>, actor: Actor) -> Outcome<HttpResponse> {
    let found = blocking::read(&db, move |conn| view::dashboard(conn, &actor)).await?;
    let mut page = serde_json::to_value(&found)?;
    written(&mut page);
    page["path"] = json!("/quality");
    page["query"] = json!({});
    page["actions"] = json!([]);
    frame.page("quality", page)
}

/// Writes every estimate as a text of two decimals; whole numbers stay numbers.
fn written(value: &mut Value) {
    match value {
        Value::Number(number) if number.is_f64() => {
            *value = json!(format!("{:.2}", number.as_f64().unwrap_or_default()));
        }
        Value::Array(list) => list.iter_mut().for_each(written),
        Value::Object(fields) => fields.values_mut().for_each(written),
        _ => {}
    }
}
