//! What people do about rectifications, for page and API alike.

use super::view::{self, RectificationFile};
use crate::accounts::Actor;
use crate::accounts::permissions::Act;
use crate::audit::service as audit;
use crate::commissions::Commission;
use crate::desk::blocking;
use crate::desk::commissions::view::find;
use crate::platform::clock::Clock;
use crate::platform::db::{Conn, Db};
use crate::platform::failure::{Failure, Outcome};
use crate::policy::Calendar;
use crate::rectification::model::{Rectification, RectificationOutcome};
use crate::rectification::service as rectification;
use crate::terms::{Day, Instant};
use actix_web::web;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A problem that a unit shall mend.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRectification {
    /// Number of the commission.
    pub commission: String,
    #[schema(max_length = 2000)]
    pub problem: String,
    /// Where no text sets a term; where one does, it is counted.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = Date)]
    pub due_on: Option<Day>,
}

/// What the checker finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Found {
    /// Mended: the rectification is closed.
    Done,
    /// Mended poorly: closed, and may be handed on to the linkage.
    Poor,
    /// More is to be done.
    SendBack,
}

/// A check with what is said about it.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewCheck {
    pub found: Found,
    #[schema(max_length = 2000)]
    pub remark: String,
}

const LONGEST: usize = 2000;

fn written(field: &str, text: &str) -> Outcome<()> {
    if text.chars().count() > LONGEST || text.contains('\0') {
        return Err(Failure::field(field, format!("最多 {LONGEST} 个字 (at most {LONGEST} characters)")));
    }
    Ok(())
}

/// Where acts happen.
pub type Place = (web::Data<Db>, web::Data<Clock>);

/// Demands that a problem is mended.
pub async fn demand(
    (db, clock): Place,
    calendar: web::Data<Calendar>,
    actor: Actor,
    new: NewRectification,
) -> Outcome<RectificationFile> {
    written("problem", &new.problem)?;
    let at = clock.now();
    blocking::write(&db, move |conn| {
        let commission = find(conn, &actor, Act::DemandRectification, &new.commission)?;
        let what = (new.problem.as_str(), new.due_on);
        let made = rectification::demand(conn, &calendar, &commission, what, &actor.login, at)?;
        noted(conn, &actor, "rectification-demanded", &made, &made.problem, at)?;
        view::file(conn, &actor, &made.number, at.day_in_china())
    })
    .await
}

/// What an act on a known rectification needs.
pub struct OnOne {
    pub place: Place,
    pub actor: Actor,
    pub number: String,
    /// What is said, with the name of its field.
    pub said: (&'static str, String),
}

impl OnOne {
    async fn run(
        self,
        act: Act,
        word: &'static str,
        step: impl Fn(&mut Conn, &Commission, Rectification, &str, (&str, Instant)) -> Outcome<()> + Send + 'static,
    ) -> Outcome<RectificationFile> {
        let OnOne { place: (db, clock), actor, number, said: (field, said) } = self;
        written(field, &said)?;
        let at = clock.now();
        blocking::write(&db, move |conn| {
            let (commission, found) = view::reached(conn, &actor, act, &number)?;
            noted(conn, &actor, word, &found, &said, at)?;
            step(conn, &commission, found, &said, (&actor.login, at))?;
            view::file(conn, &actor, &number, at.day_in_china())
        })
        .await
    }

    /// The unit says what it will do.
    pub async fn measure(self) -> Outcome<RectificationFile> {
        let step = |conn: &mut Conn, _: &Commission, r, said: &str, (by, at): (&str, Instant)| {
            rectification::measure(conn, r, said, by, at).map(drop)
        };
        self.run(Act::FileRectification, "rectification-measured", step).await
    }

    /// The unit shows what it did.
    pub async fn evidence(self) -> Outcome<RectificationFile> {
        let step = |conn: &mut Conn, _: &Commission, r, said: &str, (by, at): (&str, Instant)| {
            rectification::evidence(conn, r, said, by, at).map(drop)
        };
        self.run(Act::FileRectification, "rectification-evidenced", step).await
    }

    /// Somebody else checks it.
    pub async fn check(self, found: Found) -> Outcome<RectificationFile> {
        let step = move |conn: &mut Conn, c: &Commission, r, said: &str, (by, at): (&str, Instant)| match found {
            Found::SendBack => rectification::send_back(conn, r, said, by, at).map(drop),
            Found::Done => rectification::close(conn, c, r, (RectificationOutcome::Done, said), by, at).map(drop),
            Found::Poor => rectification::close(conn, c, r, (RectificationOutcome::Poor, said), by, at).map(drop),
        };
        self.run(Act::CheckRectification, "rectification-checked", step).await
    }

    /// What failed is handed on to the linkage.
    pub async fn escalate(self) -> Outcome<RectificationFile> {
        let step = |conn: &mut Conn, c: &Commission, r, _: &str, (by, at): (&str, Instant)| {
            rectification::escalate(conn, c, r, by, at).map(drop)
        };
        self.run(Act::ApproveInstruction, "rectification-escalated", step).await
    }
}

fn noted(conn: &mut Conn, actor: &Actor, word: &str, r: &Rectification, said: &str, at: Instant) -> Outcome<()> {
    audit::note(conn, at, &actor.login, word, &r.number, said.trim())
}
