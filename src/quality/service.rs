//! Use cases: take in review marks, determine a package's quality.

use super::model::{Quality, ReviewMark};
use super::{rules, store};
use crate::assignments::model::Seat;
use crate::audit::DecisionKind;
use crate::commissions::decisions::{self, Decided};
use crate::commissions::{Commission, State, service as commissions};
use crate::packages::model::Package;
use crate::platform::db::Conn;
use crate::platform::failure::{Failure, Outcome};
use crate::terms::Instant;

/// Writes the marks of all seats, determines the quality and moves the commission on.
pub fn review(
    conn: &mut Conn,
    commission: &Commission,
    package: &Package,
    marks: &[ReviewMark],
    seats: &[Seat],
    actor: &str,
    at: Instant,
) -> Outcome<Quality> {
    let mut marks = marks.to_vec();
    marks.sort();
    let quality = rules::raw_mean(&marks).map_err(|e| Failure::field("marks", e.to_string()))?;
    for mark in &marks {
        let expert = seats.iter().find(|s| s.seat == mark.seat).map(|s| s.expert_id.as_str());
        store::insert_mark(conn, &package.id, mark, expert)?;
    }
    store::insert_quality(conn, &package.id, &quality, at)?;
    let decided = Decided { kind: DecisionKind::PackageQuality, subject: &package.id, by: actor, at };
    decisions::record(conn, commission, &decided, &marks, &quality)?;
    commissions::advance(conn, &commission.id, State::Reviewed, actor, "评审专家完成评审", at)?;
    commissions::advance(conn, &commission.id, State::Accepted, actor, "验收评价资料包", at)?;
    Ok(quality)
}

pub fn marks(conn: &mut Conn, package_id: &str) -> Outcome<Vec<ReviewMark>> {
    store::marks(conn, package_id)
}

pub fn quality(conn: &mut Conn, package_id: &str) -> Outcome<Option<Quality>> {
    store::quality(conn, package_id)
}
