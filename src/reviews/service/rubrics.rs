//! Use cases: write a version of a rubric, freeze one for a commission, say which one holds.

use super::super::model::{Rubric, RubricVersion};
use super::super::rules;
use super::super::store::rubrics as store;
use super::refused;
use crate::audit::service as audit;
use crate::commissions::{Commission, State, service as commissions};
use crate::platform::db::Conn;
use crate::platform::failure::{Failure, Outcome};
use crate::platform::problem::Code;
use crate::terms::Instant;

const LONGEST_CODE: usize = 40;

/// Writes the next version under a code. The same text as the newest version is refused.
pub fn write(
    conn: &mut Conn,
    division: &str,
    (code, rubric): (&str, &Rubric),
    by: &str,
    at: Instant,
) -> Outcome<RubricVersion> {
    let sound = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if code.is_empty() || code.len() > LONGEST_CODE || !code.chars().all(sound) || code == "platform" {
        let message = format!("代号用小写字母、数字和“-”，不超过 {LONGEST_CODE} 个，不能用 platform (a-z, 0-9, -)");
        return Err(Failure::field("code", message));
    }
    rules::check(rubric).map_err(refused)?;
    let newest = store::of_division(conn, division)?.into_iter().find(|v| v.code == code);
    let digest = rules::digest(rubric)?;
    if newest.as_ref().is_some_and(|v| v.digest == digest) {
        let (zh, en) = ("与现行版本相同，没有新版本。", "The same as the newest version; nothing was written.");
        return Err(Failure::refused(Code::Duplicate, zh, en));
    }
    let made = RubricVersion {
        id: Some(uuid::Uuid::now_v7().to_string()),
        code: code.to_owned(),
        version: newest.map_or(1, |v| v.version + 1),
        digest,
        written_by: Some(by.to_owned()),
        written_at: Some(at),
        rubric: rubric.clone(),
    };
    store::insert(conn, division, &made, (by, at))?;
    audit::note(conn, at, by, "rubric-written", &label(&made), made.digest.as_str())?;
    Ok(made)
}

/// Code and version, as people name them.
pub fn label(version: &RubricVersion) -> String {
    format!("{}/{}", version.code, version.version)
}

/// All versions of a division, by code, the newest first, and the platform's at the end.
pub fn of_division(conn: &mut Conn, division: &str) -> Outcome<Vec<RubricVersion>> {
    let mut found = store::of_division(conn, division)?;
    found.push(rules::platform()?);
    Ok(found)
}

/// Freezes a version for a commission that is not announced yet: bidders know by what their report is reviewed.
pub fn freeze(
    conn: &mut Conn,
    commission: &Commission,
    rubric_id: &str,
    by: &str,
    at: Instant,
) -> Outcome<RubricVersion> {
    if commission.state >= State::Announced {
        let (zh, en) = ("委托已经公告，评审标准不再更换。", "The commission is announced; its rubric changes no more.");
        return Err(Failure::refused(Code::WrongState, zh, en));
    }
    let found = store::find(conn, &commission.division, rubric_id)?;
    let found = found.ok_or_else(|| Failure::not_found("评审标准", "rubric"))?;
    store::freeze(conn, commission.id.as_str(), rubric_id, (by, at))?;
    audit::note(conn, at, by, "rubric-frozen", commission.id.as_str(), &label(&found))?;
    Ok(found)
}

/// The version that a commission is reviewed by; before its announcement, what would hold if it came now.
pub fn of(conn: &mut Conn, commission: &Commission, now: Instant) -> Outcome<RubricVersion> {
    let division = commission.division.as_str();
    let frozen = store::frozen(conn, division, commission.id.as_str())?;
    let moves = commissions::timeline(conn, &commission.id)?;
    let announced = moves.iter().rev().find(|m| m.to == State::Announced.word()).map_or(now, |m| m.moved_at);
    let written = store::of_division(conn, division)?;
    Ok(rules::applicable(frozen, written, announced, rules::platform()?))
}
