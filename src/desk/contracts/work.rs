//! What people do with a contract, for pages and API alike.

use super::{text, view};
use crate::accounts::Actor;
use crate::accounts::permissions::Act;
use crate::commissions::Commission;
use crate::contracts::ContractTerms;
use crate::contracts::service::{self as contracts, Done, Step};
use crate::platform::db::Conn;
use crate::platform::failure::Outcome;
use crate::platform::pages::Pages;
use crate::policy::codes::RatingGrade;
use crate::policy::{Calendar, Routes, kept};
use crate::remedies::service::{self as remedies, By, Law};
use crate::terms::{Day, Instant, Score};
use serde::Deserialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// The sign-off of what was read.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignedOff {
    /// The revision that was read.
    pub revision: i32,
    /// The day on which both sides signed.
    #[schema(value_type = String, example = "2026-10-12")]
    pub signed_on: Day,
}

crate::words! {
    /// A step in the work of a stage.
    StageStep {
        Delivered = "delivered",
        Accepted = "accepted",
        Invoiced = "invoiced",
        Paid = "paid",
    }
}

/// What was done of a stage.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StageDone {
    pub step: StageStep,
    #[schema(value_type = String, example = "2026-12-10")]
    pub on: Day,
    /// With the acceptance of a stage that is paid by quality.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "B")]
    pub grade: Option<RatingGrade>,
    /// Per cent, where the grade leaves a range.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "50")]
    pub share: Option<Score>,
}

impl StageDone {
    fn done(&self) -> Done {
        match self.step {
            StageStep::Delivered => Done::Delivered,
            StageStep::Accepted => Done::Accepted(self.grade, self.share),
            StageStep::Invoiced => Done::Invoiced,
            StageStep::Paid => Done::Paid,
        }
    }
}

/// An act on a contract.
#[derive(Clone, Debug)]
pub enum Deed {
    Draft(ContractTerms),
    SignOff(SignedOff),
    Publish,
    File,
    Stage(i32, StageDone),
}

impl Deed {
    const fn act(&self) -> Act {
        match self {
            Deed::SignOff(_) => Act::SignOffContract,
            Deed::Draft(_) | Deed::Publish | Deed::File | Deed::Stage(..) => Act::DraftContract,
        }
    }
}

/// What a deed is done by, beside the database.
#[derive(Clone, Copy)]
pub struct Books<'a> {
    pub routes: &'a Routes,
    pub calendar: &'a Calendar,
    pub pages: &'a Pages,
}

/// Does it.
pub fn run(conn: &mut Conn, with: Books<'_>, actor: &Actor, number: &str, deed: &Deed, at: Instant) -> Outcome<()> {
    let commission = view::reached(conn, actor, deed.act(), number)?;
    let by = By { login: &actor.login, at };
    match deed {
        Deed::Draft(terms) => {
            let text = text::write(conn, with.pages, &commission, terms)?;
            contracts::draft(conn, &commission, (terms, text), by).map(drop)
        }
        Deed::SignOff(read) => {
            let pack = kept::fetch(conn, &commission.policy_version)?;
            let until = sign_until(conn, with, &commission, at)?;
            contracts::sign_off(conn, (&pack, until), &commission, (read.revision, read.signed_on), by).map(drop)
        }
        Deed::Publish => contracts::announce(conn, &commission, Step::Publish, by),
        Deed::File => contracts::announce(conn, &commission, Step::File, by),
        Deed::Stage(position, done) => {
            let pack = kept::fetch(conn, &commission.policy_version)?;
            contracts::enter(conn, &pack, &commission, (*position, &done.done(), done.on), by).map(drop)
        }
    }
}

/// The last day to sign; `None` where the route has none or the calendar does not know the year.
fn sign_until(conn: &mut Conn, with: Books<'_>, commission: &Commission, at: Instant) -> Outcome<Option<Day>> {
    let route = with.routes.get(&commission.route).map_err(anyhow::Error::new)?;
    let law = Law { route, calendar: with.calendar };
    let clocks = remedies::clocks(conn, law, commission, BTreeMap::new(), at.day_in_china())?;
    Ok(clocks.into_iter().find(|clock| clock.id == "contract").and_then(|clock| clock.day))
}
