//! SQL of tenders and receipts.

use super::model::{Receipt, Standing, Tender};
use crate::platform::db::Conn;
use crate::platform::failure::Outcome;
use crate::terms::{Instant, Sha256Hex};
use anyhow::anyhow;
use chrono::NaiveDateTime;
use diesel::prelude::*;

diesel::table! {
    tenders (commission_id) {
        commission_id -> Text,
        announced_at -> Timestamp,
        deadline -> Timestamp,
        opening_key -> Text,
        padded_bytes -> Integer,
        holders -> Text,
        list_digest -> Nullable<Text>,
        list_fixed_at -> Nullable<Timestamp>,
        opened_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    receipts (id) {
        id -> Text,
        commission_id -> Text,
        institution_id -> Text,
        sha256 -> Text,
        received_at -> Timestamp,
        standing -> Text,
        void -> Nullable<Text>,
    }
}

#[derive(Insertable, Queryable, Selectable)]
#[diesel(table_name = tenders)]
struct TenderRow {
    commission_id: String,
    announced_at: NaiveDateTime,
    deadline: NaiveDateTime,
    opening_key: String,
    padded_bytes: i32,
    holders: String,
    list_digest: Option<String>,
    list_fixed_at: Option<NaiveDateTime>,
    opened_at: Option<NaiveDateTime>,
}

#[derive(Insertable, Queryable, Selectable)]
#[diesel(table_name = receipts)]
struct ReceiptRow {
    id: String,
    commission_id: String,
    institution_id: String,
    sha256: String,
    received_at: NaiveDateTime,
    standing: String,
    void: Option<String>,
}

fn instant(stored: NaiveDateTime) -> Instant {
    Instant(stored.and_utc())
}

fn digest(stored: &str) -> Outcome<Sha256Hex> {
    Ok(Sha256Hex::parse(stored).ok_or_else(|| anyhow!("stored digest {stored:?}"))?)
}

impl TenderRow {
    fn into_model(self) -> Outcome<Tender> {
        Ok(Tender {
            announced_at: instant(self.announced_at),
            deadline: instant(self.deadline),
            opening_key: self.opening_key,
            padded_bytes: usize::try_from(self.padded_bytes).map_err(|e| anyhow!("padded_bytes: {e}"))?,
            holders: serde_json::from_str(&self.holders)?,
            list_digest: self.list_digest.as_deref().map(digest).transpose()?,
            list_fixed_at: self.list_fixed_at.map(instant),
            opened_at: self.opened_at.map(instant),
            commission_id: self.commission_id,
        })
    }
}

impl ReceiptRow {
    fn into_model(self) -> Outcome<Receipt> {
        let standing = Standing::parse(&self.standing);
        Ok(Receipt {
            sha256: digest(&self.sha256)?,
            received_at: instant(self.received_at),
            standing: standing.ok_or_else(|| anyhow!("receipt {}: {}", self.id, self.standing))?,
            id: self.id,
            commission_id: self.commission_id,
            institution_id: self.institution_id,
        })
    }
}

pub fn insert_tender(conn: &mut Conn, tender: &Tender) -> Outcome<()> {
    let row = TenderRow {
        commission_id: tender.commission_id.clone(),
        announced_at: tender.announced_at.naive_utc(),
        deadline: tender.deadline.naive_utc(),
        opening_key: tender.opening_key.clone(),
        padded_bytes: i32::try_from(tender.padded_bytes).map_err(|e| anyhow!("padded_bytes: {e}"))?,
        holders: serde_json::to_string(&tender.holders)?,
        list_digest: None,
        list_fixed_at: None,
        opened_at: None,
    };
    diesel::insert_into(tenders::table).values(row).execute(conn)?;
    Ok(())
}

pub fn tender(conn: &mut Conn, commission_id: &str) -> Outcome<Option<Tender>> {
    let row: Option<TenderRow> =
        tenders::table.find(commission_id).select(TenderRow::as_select()).first(conn).optional()?;
    row.map(TenderRow::into_model).transpose()
}

pub fn set_deadline(conn: &mut Conn, commission_id: &str, deadline: Instant) -> Outcome<()> {
    diesel::update(tenders::table.find(commission_id)).set(tenders::deadline.eq(deadline.naive_utc())).execute(conn)?;
    Ok(())
}

/// False where the list was fixed already.
pub fn fix_list(conn: &mut Conn, commission_id: &str, digest: &Sha256Hex, at: Instant) -> Outcome<bool> {
    let unfixed = tenders::table.filter(tenders::commission_id.eq(commission_id).and(tenders::list_digest.is_null()));
    let changed = diesel::update(unfixed)
        .set((tenders::list_digest.eq(digest.as_str()), tenders::list_fixed_at.eq(at.naive_utc())))
        .execute(conn)?;
    Ok(changed == 1)
}

/// False where it was opened already.
pub fn set_opened(conn: &mut Conn, commission_id: &str, at: Instant) -> Outcome<bool> {
    let unopened = tenders::table.filter(tenders::commission_id.eq(commission_id).and(tenders::opened_at.is_null()));
    Ok(diesel::update(unopened).set(tenders::opened_at.eq(at.naive_utc())).execute(conn)? == 1)
}

pub fn insert_receipt(conn: &mut Conn, receipt: &Receipt) -> Outcome<()> {
    let row = ReceiptRow {
        id: receipt.id.clone(),
        commission_id: receipt.commission_id.clone(),
        institution_id: receipt.institution_id.clone(),
        sha256: receipt.sha256.to_string(),
        received_at: receipt.received_at.naive_utc(),
        standing: receipt.standing.word().into(),
        void: None,
    };
    diesel::insert_into(receipts::table).values(row).execute(conn)?;
    Ok(())
}

/// The receipt of an envelope of this commission, whoever handed it in.
pub fn receipt_of(conn: &mut Conn, commission_id: &str, sha256: &Sha256Hex) -> Outcome<Option<Receipt>> {
    let row: Option<ReceiptRow> = receipts::table
        .filter(receipts::commission_id.eq(commission_id).and(receipts::sha256.eq(sha256.as_str())))
        .select(ReceiptRow::as_select())
        .first(conn)
        .optional()?;
    row.map(ReceiptRow::into_model).transpose()
}

/// Ends the current receipt of an institution; false where it has none.
pub fn end_current(conn: &mut Conn, commission_id: &str, institution_id: &str, as_: Standing) -> Outcome<bool> {
    let current = receipts::table.filter(
        receipts::commission_id
            .eq(commission_id)
            .and(receipts::institution_id.eq(institution_id))
            .and(receipts::standing.eq(Standing::Current.word())),
    );
    Ok(diesel::update(current).set(receipts::standing.eq(as_.word())).execute(conn)? == 1)
}

/// All receipts of a commission, by id.
pub fn receipts(conn: &mut Conn, commission_id: &str) -> Outcome<Vec<Receipt>> {
    let rows: Vec<ReceiptRow> = receipts::table
        .filter(receipts::commission_id.eq(commission_id))
        .order(receipts::id.asc())
        .select(ReceiptRow::as_select())
        .load(conn)?;
    rows.into_iter().map(ReceiptRow::into_model).collect()
}

/// The receipts of one institution for a commission, newest first.
pub fn receipts_of(conn: &mut Conn, commission_id: &str, institution_id: &str) -> Outcome<Vec<Receipt>> {
    let rows: Vec<ReceiptRow> = receipts::table
        .filter(receipts::commission_id.eq(commission_id).and(receipts::institution_id.eq(institution_id)))
        .order(receipts::received_at.desc())
        .select(ReceiptRow::as_select())
        .load(conn)?;
    rows.into_iter().map(ReceiptRow::into_model).collect()
}

pub fn set_void(conn: &mut Conn, receipt: &str, why: &str) -> Outcome<()> {
    diesel::update(receipts::table.find(receipt)).set(receipts::void.eq(why)).execute(conn)?;
    Ok(())
}

/// Why an opened envelope is no bid, by receipt.
pub fn voids(conn: &mut Conn, commission_id: &str) -> Outcome<Vec<(String, String)>> {
    let rows: Vec<(String, Option<String>)> = receipts::table
        .filter(receipts::commission_id.eq(commission_id).and(receipts::void.is_not_null()))
        .order(receipts::id.asc())
        .select((receipts::id, receipts::void))
        .load(conn)?;
    Ok(rows.into_iter().filter_map(|(id, void)| void.map(|why| (id, why))).collect())
}

/// Digest and receipt of every envelope that was handed in.
pub fn named_files(conn: &mut Conn) -> Outcome<Vec<(String, String)>> {
    Ok(receipts::table.select((receipts::sha256, receipts::id)).load(conn)?)
}
