//! Lanes: how far each project's events have come at each endpoint, and who works on them.

use super::endpoints::at;
use crate::feed::model::{Backlog, Lane};
use crate::feed::service::delivery::Claim;
use crate::platform::db::Conn;
use crate::platform::failure::Outcome;
use crate::terms::Instant;
use chrono::{Duration, NaiveDateTime};
use diesel::dsl::sum;
use diesel::prelude::*;

diesel::table! {
    feed_lanes (endpoint_id, project_code) {
        endpoint_id -> Text,
        project_code -> Text,
        head -> Integer,
        done -> Integer,
        attempts -> Integer,
        failing_since -> Nullable<Timestamp>,
        due_at -> Nullable<Timestamp>,
        touched_at -> Timestamp,
        stalled -> Bool,
        lease -> Nullable<Text>,
    }
}

/// A lane touched so far in the future was touched before the clock was set back.
const CLOCK_SLACK_SECONDS: i64 = 60;

type LaneRow = (String, i32, i32, i32, Option<NaiveDateTime>, Option<NaiveDateTime>, bool);

fn lane((project_code, head, done, attempts, failing_since, due_at, stalled): LaneRow) -> Lane {
    Lane { project_code, head, done, attempts, failing_since: failing_since.map(at), due_at: due_at.map(at), stalled }
}

const COLUMNS: (
    feed_lanes::project_code,
    feed_lanes::head,
    feed_lanes::done,
    feed_lanes::attempts,
    feed_lanes::failing_since,
    feed_lanes::due_at,
    feed_lanes::stalled,
) = (
    feed_lanes::project_code,
    feed_lanes::head,
    feed_lanes::done,
    feed_lanes::attempts,
    feed_lanes::failing_since,
    feed_lanes::due_at,
    feed_lanes::stalled,
);

/// Lets the lane of a project reach to `head`. `done` is where a lane begins that is new.
pub fn reach(conn: &mut Conn, endpoint: &str, project: &str, head: i32, done: i32, now: Instant) -> Outcome<()> {
    let of_project = || feed_lanes::table.find((endpoint, project));
    let longer =
        diesel::update(of_project().filter(feed_lanes::head.lt(head))).set(feed_lanes::head.eq(head)).execute(conn)?;
    if longer == 1 {
        let idle = of_project().filter(feed_lanes::due_at.is_null()).filter(feed_lanes::stalled.eq(false));
        diesel::update(idle)
            .set((feed_lanes::due_at.eq(Some(now.naive_utc())), feed_lanes::touched_at.eq(now.naive_utc())))
            .execute(conn)?;
        return Ok(());
    }
    if of_project().count().get_result::<i64>(conn)? > 0 {
        return Ok(());
    }
    diesel::insert_into(feed_lanes::table)
        .values((
            feed_lanes::endpoint_id.eq(endpoint),
            feed_lanes::project_code.eq(project),
            feed_lanes::head.eq(head),
            feed_lanes::done.eq(done),
            feed_lanes::attempts.eq(0),
            feed_lanes::due_at.eq(Some(now.naive_utc())),
            feed_lanes::touched_at.eq(now.naive_utc()),
            feed_lanes::stalled.eq(false),
        ))
        .execute(conn)?;
    Ok(())
}

/// Takes lanes that are due, and gives them back in the order they fell due.
pub fn claim(conn: &mut Conn, endpoint: &str, claim: &Claim<'_>, now: Instant) -> Outcome<Vec<Lane>> {
    let slack = (now.0 + Duration::seconds(CLOCK_SLACK_SECONDS)).naive_utc();
    let due = feed_lanes::due_at.le(Some(now.naive_utc()));
    let set_back = feed_lanes::due_at.is_not_null().and(feed_lanes::touched_at.gt(slack));
    let rows: Vec<LaneRow> = feed_lanes::table
        .filter(feed_lanes::endpoint_id.eq(endpoint))
        .filter(due.or(set_back.nullable()))
        .order((feed_lanes::due_at.asc(), feed_lanes::project_code.asc()))
        .limit(claim.most)
        .select(COLUMNS)
        .load(conn)?;
    let projects: Vec<&str> = rows.iter().map(|r| r.0.as_str()).collect();
    let taken = feed_lanes::table
        .filter(feed_lanes::endpoint_id.eq(endpoint))
        .filter(feed_lanes::project_code.eq_any(&projects));
    diesel::update(taken)
        .set((
            feed_lanes::due_at.eq(Some((now.0 + claim.lease).naive_utc())),
            feed_lanes::touched_at.eq(now.naive_utc()),
            feed_lanes::lease.eq(Some(claim.token)),
        ))
        .execute(conn)?;
    Ok(rows.into_iter().map(lane).collect())
}

/// The lane, if `token` still holds it.
pub fn held(conn: &mut Conn, endpoint: &str, project: &str, token: &str) -> Outcome<Option<Lane>> {
    let row: Option<LaneRow> = feed_lanes::table
        .find((endpoint, project))
        .filter(feed_lanes::lease.eq(Some(token)))
        .select(COLUMNS)
        .first(conn)
        .optional()?;
    Ok(row.map(lane))
}

/// Writes a lane back and lets it go.
pub fn release(conn: &mut Conn, endpoint: &str, lane: &Lane, now: Instant) -> Outcome<()> {
    diesel::update(feed_lanes::table.find((endpoint, &lane.project_code)))
        .set((
            feed_lanes::done.eq(lane.done),
            feed_lanes::attempts.eq(lane.attempts),
            feed_lanes::failing_since.eq(lane.failing_since.map(Instant::naive_utc)),
            feed_lanes::due_at.eq(lane.due_at.map(Instant::naive_utc)),
            feed_lanes::stalled.eq(lane.stalled),
            feed_lanes::touched_at.eq(now.naive_utc()),
            feed_lanes::lease.eq(None::<String>),
        ))
        .execute(conn)?;
    Ok(())
}

/// The receiver is back: what waits for its next attempt is tried now.
pub fn wake(conn: &mut Conn, endpoint: &str, now: Instant) -> Outcome<()> {
    let waiting = feed_lanes::table
        .filter(feed_lanes::endpoint_id.eq(endpoint))
        .filter(feed_lanes::lease.is_null())
        .filter(feed_lanes::due_at.gt(Some(now.naive_utc())));
    diesel::update(waiting)
        .set((feed_lanes::due_at.eq(Some(now.naive_utc())), feed_lanes::touched_at.eq(now.naive_utc())))
        .execute(conn)?;
    Ok(())
}

/// Sends a project's events again after place `done`; what is under way is then no longer recorded.
/// `false` where there is no such lane or it has not come so far.
pub fn rewind(conn: &mut Conn, endpoint: &str, project: &str, done: i32, now: Instant) -> Outcome<bool> {
    let further =
        feed_lanes::table.find((endpoint, project)).filter(feed_lanes::head.gt(done)).filter(feed_lanes::done.ge(done));
    let changed = diesel::update(further)
        .set((
            feed_lanes::done.eq(done),
            feed_lanes::attempts.eq(0),
            feed_lanes::failing_since.eq(None::<NaiveDateTime>),
            feed_lanes::due_at.eq(Some(now.naive_utc())),
            feed_lanes::stalled.eq(false),
            feed_lanes::touched_at.eq(now.naive_utc()),
            feed_lanes::lease.eq(None::<String>),
        ))
        .execute(conn)?;
    Ok(changed == 1)
}

/// The lanes of an endpoint that are not through, by project.
pub fn open(conn: &mut Conn, endpoint: &str, most: i64) -> Outcome<Vec<Lane>> {
    let rows: Vec<LaneRow> = feed_lanes::table
        .filter(feed_lanes::endpoint_id.eq(endpoint))
        .filter(feed_lanes::done.lt(feed_lanes::head))
        .order((feed_lanes::stalled.desc(), feed_lanes::attempts.desc(), feed_lanes::project_code.asc()))
        .limit(most)
        .select(COLUMNS)
        .load(conn)?;
    Ok(rows.into_iter().map(lane).collect())
}

pub fn backlog(conn: &mut Conn, endpoint: &str) -> Outcome<Backlog> {
    let of_endpoint = || feed_lanes::table.filter(feed_lanes::endpoint_id.eq(endpoint));
    let (heads, dones): (Option<i64>, Option<i64>) =
        of_endpoint().select((sum(feed_lanes::head), sum(feed_lanes::done))).first(conn)?;
    let stalled = of_endpoint().filter(feed_lanes::stalled.eq(true)).count().get_result(conn)?;
    Ok(Backlog { events: heads.unwrap_or(0) - dones.unwrap_or(0), stalled })
}

/// Whether a lane of the endpoint is due.
pub fn any_due(conn: &mut Conn, endpoint: &str, now: Instant) -> Outcome<bool> {
    let due = feed_lanes::table
        .filter(feed_lanes::endpoint_id.eq(endpoint))
        .filter(feed_lanes::due_at.le(Some(now.naive_utc())));
    Ok(due.count().get_result::<i64>(conn)? > 0)
}
