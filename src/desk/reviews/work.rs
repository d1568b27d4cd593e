//! What people do in a review, for page and API alike.

use super::view::reached;
use crate::accounts::Actor;
use crate::accounts::model::Reach;
use crate::accounts::permissions::Act;
use crate::assignments::service::Seeds;
use crate::audit::service as audit;
use crate::conflicts::service as conflicts;
use crate::desk::call::Call;
use crate::platform::db::Conn;
use crate::platform::failure::{Failure, Outcome};
use crate::platform::problem::Code;
use crate::platform::vault::Vault;
use crate::policy::{Calendar, kept};
use crate::reviews::model::{Correction, Given};
use crate::reviews::service::review as reviews;
use actix_web::web;

/// Longest of what is said, in characters.
const LONGEST: usize = 2000;

/// Who does it, on which review, and what it takes beside the database.
pub(super) type OnReview = (Call, web::Data<Vault>, web::Data<Calendar>, web::Path<String>);

/// A step of a review.
#[derive(Clone, Debug)]
pub(super) enum Deed {
    Draw(Seeds),
    Declare { has_conflict: bool, reason: String },
    Mark { marks: Vec<Given>, submit: bool },
    Answer { objects: bool, said: String },
    Complete(String),
    LevelUp { reason: String, corrections: Vec<Correction> },
}

impl Deed {
    const fn act(&self) -> (Act, &'static str) {
        match self {
            Deed::Draw(_) => (Act::DrawExperts, "review-drawn"),
            Deed::Declare { .. } => (Act::GiveMarks, "review-declared"),
            Deed::Mark { submit: false, .. } => (Act::GiveMarks, "review-marks-saved"),
            Deed::Mark { .. } => (Act::GiveMarks, "review-marks-handed-in"),
            Deed::Answer { .. } => (Act::AnswerReview, "review-answered"),
            Deed::Complete(_) => (Act::AcceptPackage, "review-completed"),
            Deed::LevelUp { .. } => (Act::LevelReview, "review-levelled-up"),
        }
    }

    fn said(&self) -> &str {
        match self {
            Deed::Declare { reason, .. } | Deed::Complete(reason) | Deed::LevelUp { reason, .. } => reason,
            Deed::Answer { said, .. } => said,
            Deed::Draw(_) | Deed::Mark { .. } => "",
        }
    }
}

/// Does it, for page and API.
pub(super) async fn run((call, vault, calendar, number): OnReview, deed: Deed) -> Outcome<()> {
    call.write(move |conn, call| step(conn, (&vault, &calendar), call, &number, &deed)).await
}

fn expert(actor: &Actor) -> Outcome<&str> {
    match actor.reach(Act::GiveMarks)? {
        Reach::Own(expert) => Ok(expert),
        _ => Err(Failure::not_found("评审席位", "seat")),
    }
}

fn step(
    conn: &mut Conn,
    (vault, calendar): (&Vault, &Calendar),
    Call { actor, now, .. }: &Call,
    number: &str,
    deed: &Deed,
) -> Outcome<()> {
    let (act, word) = deed.act();
    if deed.said().chars().count() > LONGEST || deed.said().contains('\0') {
        return Err(Failure::field("reason", format!("最多 {LONGEST} 个字 (at most {LONGEST} characters)")));
    }
    let commission = reached(conn, actor, act, number)?;
    let (login, at) = (actor.login.as_str(), *now);
    match deed {
        Deed::Draw(seeds) => {
            let pack = kept::fetch(conn, &commission.policy_version)?;
            let snapshot = conflicts::snapshot(conn, vault, at)?;
            reviews::draw(conn, (&pack, &snapshot), &commission, seeds.clone(), login, at)?;
        }
        Deed::Declare { has_conflict, reason } => {
            reviews::declare(conn, &commission, expert(actor)?, (*has_conflict, reason), at)?;
        }
        Deed::Mark { marks, submit } => {
            reviews::mark(conn, calendar, &commission, expert(actor)?, (marks, *submit), at)?;
        }
        Deed::Answer { objects, said } => reviews::answer(conn, &commission, (*objects, said), login, at)?,
        Deed::Complete(reason) => {
            require_level(conn, &commission, false)?;
            reviews::close(conn, &commission, (&[], reason), login, at)?;
        }
        Deed::LevelUp { reason, corrections } => {
            require_level(conn, &commission, true)?;
            reviews::close(conn, &commission, (corrections, reason), login, at)?;
        }
    }
    audit::note(conn, at, login, word, commission.id.as_str(), deed.said())
}

/// An objection is for the level-up reviewer, and only an objection is.
fn require_level(conn: &mut Conn, commission: &crate::commissions::Commission, level_up: bool) -> Outcome<()> {
    let review = reviews::of(conn, commission)?.ok_or_else(|| Failure::not_found("资料包评审", "review"))?;
    let (zh, en) = match (reviews::needs_level_up(&review), level_up) {
        (true, false) => ("机构有异议，须由审批人复核。", "The institution objects; the level-up reviewer decides."),
        (false, true) => ("机构没有异议，无须复核。", "The institution does not object; there is nothing to level up."),
        _ => return Ok(()),
    };
    Err(Failure::refused(Code::WrongState, zh, en))
}
