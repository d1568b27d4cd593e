//! What people do about rectifications, for page and API alike.

use super::view::{self, RectificationFile};
use crate::accounts::permissions::Act;
use crate::audit::service as audit;
use crate::commissions::Commission;
use crate::desk::call::Call;
use crate::desk::commissions::view::find;
use crate::platform::db::Conn;
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

/// Demands that a problem is mended.
pub async fn demand(call: &Call, calendar: web::Data<Calendar>, new: NewRectification) -> Outcome<RectificationFile> {
    written("problem", &new.problem)?;
    call.write(move |conn, call| {
        let commission = find(conn, &call.actor, Act::DemandRectification, &new.commission)?;
        let what = (new.problem.as_str(), new.due_on);
        let made = rectification::demand(conn, &calendar, &commission, what, &call.actor.login, call.now)?;
        noted(conn, call, "rectification-demanded", &made, &made.problem)?;
        view::file(conn, &call.actor, &made.number, call.now.day_in_china())
    })
    .await
}

/// Who acts, and the number of the rectification.
pub type OnOne = (Call, web::Path<String>);

async fn run(
    (call, number): OnOne,
    (act, word): (Act, &'static str),
    (field, said): (&str, String),
    step: impl Fn(&mut Conn, &Commission, Rectification, &str, (&str, Instant)) -> Outcome<()> + Send + 'static,
) -> Outcome<RectificationFile> {
    written(field, &said)?;
    call.write(move |conn, call| {
        let (commission, found) = view::reached(conn, &call.actor, act, &number)?;
        noted(conn, call, word, &found, &said)?;
        step(conn, &commission, found, &said, (&call.actor.login, call.now))?;
        view::file(conn, &call.actor, &number, call.now.day_in_china())
    })
    .await
}

/// The unit says what it will do.
pub async fn measure(on: OnOne, text: String) -> Outcome<RectificationFile> {
    let step = |conn: &mut Conn, _: &Commission, r, said: &str, (by, at): (&str, Instant)| {
        rectification::measure(conn, r, said, by, at).map(drop)
    };
    run(on, (Act::FileRectification, "rectification-measured"), ("text", text), step).await
}

/// The unit shows what it did.
pub async fn evidence(on: OnOne, text: String) -> Outcome<RectificationFile> {
    let step = |conn: &mut Conn, _: &Commission, r, said: &str, (by, at): (&str, Instant)| {
        rectification::evidence(conn, r, said, by, at).map(drop)
    };
    run(on, (Act::FileRectification, "rectification-evidenced"), ("text", text), step).await
}

/// Somebody else checks it.
pub async fn check(on: OnOne, NewCheck { found, remark }: NewCheck) -> Outcome<RectificationFile> {
    let step = move |conn: &mut Conn, c: &Commission, r, said: &str, (by, at): (&str, Instant)| match found {
        Found::SendBack => rectification::send_back(conn, r, said, by, at).map(drop),
        Found::Done => rectification::close(conn, c, r, (RectificationOutcome::Done, said), by, at).map(drop),
        Found::Poor => rectification::close(conn, c, r, (RectificationOutcome::Poor, said), by, at).map(drop),
    };
    run(on, (Act::CheckRectification, "rectification-checked"), ("remark", remark), step).await
}

/// What failed is handed on to the linkage.
pub async fn escalate(on: OnOne) -> Outcome<RectificationFile> {
    let step = |conn: &mut Conn, c: &Commission, r, _: &str, (by, at): (&str, Instant)| {
        rectification::escalate(conn, c, r, by, at).map(drop)
    };
    run(on, (Act::ApproveInstruction, "rectification-escalated"), ("remark", String::new()), step).await
}

fn noted(conn: &mut Conn, call: &Call, word: &str, r: &Rectification, said: &str) -> Outcome<()> {
    audit::note(conn, call.now, &call.actor.login, word, &r.number, said.trim())
}
