//! SQL of orders.

use super::model::Order;
use crate::platform::db::Conn;
use crate::platform::failure::Outcome;
use crate::policy::codes::Body;
use crate::registry::model::Signed;
use anyhow::{Context, anyhow};
use chrono::NaiveDateTime;
use diesel::prelude::*;

diesel::table! {
    commission_orders (commission_id) {
        commission_id -> Text,
        requirement -> Text,
        revision -> Integer,
        commissioned_by -> Text,
        drafted_by -> Text,
        drafted_at -> Timestamp,
        checked_by -> Nullable<Text>,
        checked_at -> Nullable<Timestamp>,
        approved_by -> Nullable<Text>,
        approved_at -> Nullable<Timestamp>,
        returned_because -> Nullable<Text>,
    }
}

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = commission_orders, treat_none_as_null = true)]
struct Row {
    commission_id: String,
    requirement: String,
    revision: i32,
    commissioned_by: String,
    drafted_by: String,
    drafted_at: NaiveDateTime,
    checked_by: Option<String>,
    checked_at: Option<NaiveDateTime>,
    approved_by: Option<String>,
    approved_at: Option<NaiveDateTime>,
    returned_because: Option<String>,
}

impl Row {
    fn of(order: &Order) -> Outcome<Row> {
        let (checked_by, checked_at) = Signed::columns(&order.checked);
        let (approved_by, approved_at) = Signed::columns(&order.approved);
        Ok(Row {
            commission_id: order.commission_id.clone(),
            requirement: serde_json::to_string(&order.requirement)?,
            revision: order.revision,
            commissioned_by: order.commissioned_by.code().to_owned(),
            drafted_by: order.drafted.by.clone(),
            drafted_at: order.drafted.at.naive_utc(),
            checked_by,
            checked_at,
            approved_by,
            approved_at,
            returned_because: order.returned_because.clone(),
        })
    }

    fn order(self) -> Outcome<Order> {
        let requirement = serde_json::from_str(&self.requirement)
            .with_context(|| format!("order of commission {}", self.commission_id))?;
        let commissioned_by = Body::from_code(&self.commissioned_by)
            .ok_or_else(|| anyhow!("order of {}: unknown body {}", self.commission_id, self.commissioned_by))?;
        Ok(Order {
            commission_id: self.commission_id,
            requirement,
            revision: self.revision,
            commissioned_by,
            drafted: Signed::read(self.drafted_by, self.drafted_at),
            checked: Signed::read_if(self.checked_by, self.checked_at),
            approved: Signed::read_if(self.approved_by, self.approved_at),
            returned_because: self.returned_because,
        })
    }
}

pub fn insert(conn: &mut Conn, order: &Order) -> Outcome<()> {
    diesel::insert_into(commission_orders::table).values(Row::of(order)?).execute(conn)?;
    Ok(())
}

/// Writes the order over what it was.
pub fn update(conn: &mut Conn, order: &Order) -> Outcome<()> {
    diesel::update(commission_orders::table.find(&order.commission_id)).set(Row::of(order)?).execute(conn)?;
    Ok(())
}

pub fn find(conn: &mut Conn, commission_id: &str) -> Outcome<Option<Order>> {
    let row: Option<Row> =
        commission_orders::table.find(commission_id).select(Row::as_select()).first(conn).optional()?;
    row.map(Row::order).transpose()
}
