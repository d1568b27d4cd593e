//! Use cases of entries that may be one person: who they are, and what merging does. A merge is proposed,
//! checked and approved like every change of standing; it deletes nothing, so both histories stay.

use super::model::{Change, Expert, Status};
use super::rules::duplicates::{self, Sign};
use super::store::{changes, experts};
use crate::platform::db::Conn;
use crate::platform::failure::Outcome;
use crate::platform::vault::Vault;
use crate::terms::Instant;
use serde::Serialize;
use std::collections::BTreeSet;
use utoipa::ToSchema;

/// Two entries that may be one person.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Duplicate {
    pub signs: BTreeSet<Sign>,
    /// The one that was entered first.
    pub first: Twin,
    pub second: Twin,
}

/// One of them.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Twin {
    pub id: String,
    pub number: String,
    pub name: String,
    pub employer: String,
    pub status: Status,
}

/// Pairs among those who have not left the pool, most in common first.
pub fn duplicates(conn: &mut Conn, vault: &Vault, most: usize) -> Outcome<Vec<Duplicate>> {
    let (twins, entries): (Vec<Twin>, Vec<duplicates::Entry>) = experts::compared(conn, vault)?.into_iter().unzip();
    let pairs = duplicates::find(&entries).into_iter().take(most);
    let pair = |pair: duplicates::Pair| {
        let (first, second) = (twins.get(pair.first)?.clone(), twins.get(pair.second)?.clone());
        Some(Duplicate { signs: pair.signs, first, second })
    };
    Ok(pairs.filter_map(pair).collect())
}

/// The entry that stays learns what the other could do; its history says from whom.
pub(super) fn inherit(conn: &mut Conn, kept: &Expert, merged: &Expert, actor: &str, at: Instant) -> Outcome<()> {
    let union = |a: &[String], b: &[String]| -> Vec<String> {
        a.iter().chain(b).cloned().collect::<BTreeSet<String>>().into_iter().collect()
    };
    let after = Expert {
        fields: union(&kept.fields, &merged.fields),
        disciplines: union(&kept.disciplines, &merged.disciplines),
        ..kept.clone()
    };
    experts::put_specialties(conn, &after)?;
    let mut entry = after.history_entry();
    entry["merged"] = merged.number.as_str().into();
    let change = Change {
        at,
        actor: actor.to_owned(),
        subject: kept.id.clone(),
        act: "merged".to_owned(),
        before: Some(kept.history_entry()),
        after: entry,
    };
    changes::record(conn, &change)?;
    changes::tell_index(conn, &kept.number)
}
