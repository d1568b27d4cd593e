//! The draws of a commission with everything that a stranger needs to recompute them. A drawn expert
//! sees the draw and its own name; the others appear by number.

use super::Reader;
use crate::accounts::permissions::Act;
use crate::assignments::draw::{self, DrawRecord};
use crate::assignments::model::{HeldDraw, Seat};
use crate::assignments::service as assignments;
use crate::desk::commissions::reach::Sight;
use crate::platform::db::Conn;
use crate::platform::failure::Outcome;
use crate::terms::Instant;
use anyhow::Context;
use serde::Serialize;
use utoipa::ToSchema;

/// One draw.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DrawRow {
    #[schema(example = "640300000-2021-001-C01")]
    pub draw_id: String,
    /// `finished`, or `short` where seats stayed empty.
    pub state: &'static str,
    #[schema(value_type = String, format = DateTime)]
    pub at: Instant,
    /// Everybody considered.
    pub pool: usize,
    /// Without those in conflict.
    pub eligible: usize,
    pub seats: u64,
    /// `sha256` or `sm3`.
    pub alg: &'static str,
    pub pool_hash: String,
    pub rules_hash: String,
    pub context: String,
    pub commitments: Vec<Commitment>,
    pub seed: String,
    /// Address of the record to download and verify.
    pub transcript: String,
    /// Address of the page that verifies such a record, with or without a network.
    pub verify: &'static str,
    pub experts: Vec<DrawnRow>,
}

/// What a party committed to before anybody knew the seeds.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Commitment {
    pub role: String,
    pub hash: String,
}

/// Somebody who was drawn.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DrawnRow {
    pub step: u32,
    pub number: String,
    pub name: Option<String>,
    pub href: Option<String>,
    pub employer: String,
    pub specialty: String,
    /// `selected`, `reserve` or `declined`.
    #[schema(value_type = String)]
    pub state: draw::Outcome,
    pub reason: Option<String>,
}

pub(super) fn of(conn: &mut Conn, reader: &Reader<'_>) -> Outcome<Vec<DrawRow>> {
    let Some(sight) = reader.sight(conn, Act::ReadDraw)? else { return Ok(Vec::new()) };
    let id = reader.commission.id.as_str();
    let (held, seats) = (assignments::draws_of(conn, id)?, assignments::seats_of(conn, id)?);
    held.into_iter().map(|h| row(reader, &sight, h, &seats)).collect()
}

fn row(reader: &Reader<'_>, sight: &Sight, held: HeldDraw, seats: &[Seat]) -> Outcome<DrawRow> {
    let record: DrawRecord =
        serde_json::from_value(held.record).with_context(|| format!("record of draw {}", held.draw_number))?;
    let seats: Vec<&Seat> = seats.iter().filter(|s| s.draw_id == held.id).collect();
    let experts = record.result.transcript.iter().map(|step| drawn(reader, sight, &record, step, &seats)).collect();
    let DrawRecord { spec, result } = record;
    Ok(DrawRow {
        transcript: format!("/draws/{}", held.draw_number),
        verify: "/static/verify-draw.html",
        draw_id: held.draw_number,
        state: if result.shortage > 0 { "short" } else { "finished" },
        at: held.drawn_at,
        eligible: spec.pool.iter().filter(|c| !spec.conflicted.contains(&c.id)).count(),
        pool: spec.pool.len(),
        seats: result.selected.len() as u64 + result.shortage,
        alg: spec.alg.name(),
        pool_hash: result.pool_hash,
        rules_hash: result.rules_hash,
        context: result.context,
        commitments: result.commitments.into_iter().map(|(role, hash)| Commitment { role, hash }).collect(),
        seed: result.seed,
        experts,
    })
}

fn drawn(reader: &Reader<'_>, sight: &Sight, record: &DrawRecord, step: &draw::Step, seats: &[&Seat]) -> DrawnRow {
    let candidate = record.spec.pool.iter().find(|c| c.id == step.id);
    let seat = seats.iter().find(|s| s.expert_number == step.id);
    let named = seat.filter(|s| sight.is_whole() || *sight == Sight::Expert(s.expert_id.clone()));
    let page = named.filter(|s| reader.may_open_expert(&s.expert_id));
    DrawnRow {
        step: step.s,
        number: step.id.clone(),
        name: named.map(|s| s.expert_name.clone()),
        href: page.map(|s| format!("/experts/{}", s.expert_id)),
        employer: candidate.map(|c| c.employer.clone()).unwrap_or_default(),
        specialty: candidate.map(|c| c.category.clone()).unwrap_or_default(),
        state: step.outcome,
        reason: step.reason.clone(),
    }
}
