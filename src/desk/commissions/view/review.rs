//! The review marks of the accepted package. Members of a panel do not see each other's marks, so an
//! expert reads its own seat alone, without the mean that would betray the others.

use super::Reader;
use crate::accounts::permissions::Act;
use crate::assignments::model::Seat;
use crate::assignments::service as assignments;
use crate::audit::model::DecisionKind;
use crate::desk::commissions::reach::Sight;
use crate::packages::service as packages;
use crate::platform::db::Conn;
use crate::platform::failure::Outcome;
use crate::quality::model::ReviewMark;
use crate::quality::service as quality;
use crate::terms::Score;
use serde::Serialize;
use utoipa::ToSchema;

/// Marks of a panel.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ReviewSection {
    pub decision: Option<String>,
    pub criteria: Vec<Criterion>,
    pub marks: Vec<SeatMarks>,
    #[schema(value_type = Option<String>)]
    pub mean: Option<Score>,
    pub raters: Option<i32>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Criterion {
    pub label: String,
    /// Full marks.
    #[schema(value_type = String)]
    pub full: Score,
}

/// What one seat gave, in the order of the criteria.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SeatMarks {
    pub seat: i32,
    /// Registry number of the expert.
    pub expert: Option<String>,
    #[schema(value_type = Vec<Option<String>>)]
    pub values: Vec<Option<Score>>,
    #[schema(value_type = String)]
    pub total: Score,
}

pub(super) fn of(conn: &mut Conn, reader: &Reader<'_>) -> Outcome<Option<ReviewSection>> {
    let Some(sight) = reader.sight(conn, Act::ReadMarks)? else { return Ok(None) };
    let Some(package) = packages::accepted(conn, reader.commission.id.as_str())? else { return Ok(None) };
    let panel = assignments::reviewers_of(conn, reader.commission.id.as_str())?;
    let all = quality::marks(conn, &package.id)?;
    let own = |seat: i32| panel.iter().any(|s| s.seat == seat && sight == Sight::Expert(s.expert_id.clone()));
    let marks: Vec<ReviewMark> = all.into_iter().filter(|m| sight.is_whole() || own(m.seat)).collect();
    if marks.is_empty() {
        return Ok(None);
    }
    let quality = quality::quality(conn, &package.id)?.filter(|_| sight.is_whole());
    let decision = super::records::page_of(conn, reader, DecisionKind::PackageQuality, &package.id)?;
    Ok(Some(table(&marks, &panel, quality, decision)))
}

fn table(
    marks: &[ReviewMark],
    panel: &[Seat],
    quality: Option<crate::quality::model::Quality>,
    decision: Option<String>,
) -> ReviewSection {
    let mut criteria: Vec<Criterion> = Vec::new();
    for mark in marks {
        if criteria.iter().all(|c| c.label != mark.criterion) {
            criteria.push(Criterion { label: mark.criterion.clone(), full: mark.maximum });
        }
    }
    let mut seats: Vec<i32> = marks.iter().map(|m| m.seat).collect();
    seats.sort_unstable();
    seats.dedup();
    ReviewSection {
        marks: seats.into_iter().map(|seat| seat_marks(seat, marks, &criteria, panel)).collect(),
        mean: quality.as_ref().map(|q| q.raw_mean),
        raters: quality.map(|q| q.seats),
        criteria,
        decision,
    }
}

fn seat_marks(seat: i32, marks: &[ReviewMark], criteria: &[Criterion], panel: &[Seat]) -> SeatMarks {
    let given = |label: &str| marks.iter().find(|m| m.seat == seat && m.criterion == label).map(|m| m.points);
    SeatMarks {
        seat,
        expert: panel.iter().find(|s| s.seat == seat).map(|s| s.expert_number.clone()),
        values: criteria.iter().map(|c| given(&c.label)).collect(),
        total: marks.iter().filter(|m| m.seat == seat).map(|m| m.points).sum(),
    }
}
