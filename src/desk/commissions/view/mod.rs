//! The file of one commission, section by section. Each section asks for the act that the table of
//! permissions names for it and is left out where that act does not reach this commission.

mod bids;
mod conflicts;
mod draws;
mod overview;
mod packages;
mod records;
mod result;
mod review;
mod status;
mod timeline;

pub use bids::{BidRow, BidsSection};
pub use conflicts::{ConflictsSection, VerdictRow};
pub use draws::DrawRow;
pub use overview::Overview;
pub use packages::PackagesSection;
pub use records::RecordRow;
pub use result::{InstructionRow, ResultSection, delivery};
pub use review::ReviewSection;
pub use status::{Status, phases};
pub use timeline::TimelineRow;

use super::reach::Sight;
use crate::accounts::Actor;
use crate::accounts::permissions::Act;
use crate::commissions::{Commission, service as commissions};
use crate::platform::db::Conn;
use crate::platform::failure::{Failure, Outcome};
use crate::terms::Wording;
use serde::Serialize;
use utoipa::ToSchema;

/// Everything that one reader may know of one commission.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CommissionFile {
    #[serde(flatten)]
    pub overview: Overview,
    pub status: Status,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bids: Option<BidsSection>,
    /// Verdicts on bidders, and how many experts each rule kept out of the draw.
    #[serde(flatten)]
    pub conflicts: ConflictsSection,
    pub draws: Vec<DrawRow>,
    #[serde(flatten)]
    pub packages: PackagesSection,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub review: Option<ReviewSection>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub result: Option<ResultSection>,
    pub instructions: Vec<InstructionRow>,
    pub decisions: Vec<RecordRow>,
    pub timeline: Vec<TimelineRow>,
    /// Grows with every move.
    pub version: i32,
}

/// What a section is made for: who reads which commission.
pub struct Reader<'a> {
    pub actor: &'a Actor,
    pub commission: &'a Commission,
}

impl Reader<'_> {
    /// How far the act reaches, where it reaches this commission's work.
    fn sight(&self, conn: &mut Conn, act: Act) -> Outcome<Option<Sight>> {
        match Sight::maybe(self.actor, act) {
            Some(sight) if sight.covers_work(conn, self.commission)? => Ok(Some(sight)),
            _ => Ok(None),
        }
    }

    /// True where a page of the institution may be opened by this reader.
    fn may_open_institution(&self, id: &str) -> bool {
        match Sight::maybe(self.actor, Act::ReadInstitution) {
            Some(Sight::Institution(own)) => own == id,
            sight => sight.is_some(),
        }
    }

    /// True where a page of the expert may be opened by this reader.
    fn may_open_expert(&self, id: &str) -> bool {
        match Sight::maybe(self.actor, Act::ReadExpert) {
            Some(Sight::Expert(own)) => own == id,
            sight => sight.is_some(),
        }
    }
}

/// The commission, if `act` reaches it; otherwise it does not exist for this person.
pub fn find(conn: &mut Conn, actor: &Actor, act: Act, number: &str) -> Outcome<Commission> {
    let sight = Sight::of(actor, act)?;
    let commission = commissions::by_id_or_number(conn, number)?;
    let known = match act {
        Act::ReadCommission | Act::ReadBids => sight.covers(conn, &commission)?,
        _ => sight.covers_work(conn, &commission)?,
    };
    if known { Ok(commission) } else { Err(Failure::not_found("委托", "commission")) }
}

/// The whole file.
pub fn file(conn: &mut Conn, actor: &Actor, number: &str) -> Outcome<CommissionFile> {
    let commission = &find(conn, actor, Act::ReadCommission, number)?;
    let reader = &Reader { actor, commission };
    let moves = commissions::timeline(conn, &commission.id)?;
    Ok(CommissionFile {
        overview: overview::of(conn, reader)?,
        status: status::of(commission, &moves),
        bids: bids::of(conn, reader, &moves)?,
        conflicts: conflicts::of(conn, reader, &moves)?,
        draws: draws::of(conn, reader)?,
        packages: packages::of(conn, reader)?,
        review: review::of(conn, reader)?,
        result: result::of(conn, reader)?,
        instructions: result::instructions(conn, reader)?,
        decisions: records::of(conn, reader)?,
        timeline: timeline::of(conn, &moves)?,
        version: commission.version,
    })
}

/// The bids of the file.
pub fn bids_of(conn: &mut Conn, actor: &Actor, number: &str) -> Outcome<Option<BidsSection>> {
    let commission = &find(conn, actor, Act::ReadBids, number)?;
    let moves = commissions::timeline(conn, &commission.id)?;
    bids::of(conn, &Reader { actor, commission }, &moves)
}

/// The timeline of the file.
pub fn timeline_of(conn: &mut Conn, actor: &Actor, number: &str) -> Outcome<Vec<TimelineRow>> {
    let commission = &find(conn, actor, Act::ReadCommission, number)?;
    let moves = commissions::timeline(conn, &commission.id)?;
    timeline::of(conn, &moves)
}

/// The result; not found where there is none for this person.
pub fn result_of(conn: &mut Conn, actor: &Actor, number: &str) -> Outcome<ResultSection> {
    let commission = &find(conn, actor, Act::ReadResult, number)?;
    let result = result::of(conn, &Reader { actor, commission })?;
    result.ok_or_else(|| Failure::not_found("评价结果", "result"))
}

/// The instructions.
pub fn instructions_of(conn: &mut Conn, actor: &Actor, number: &str) -> Outcome<Vec<InstructionRow>> {
    let commission = &find(conn, actor, Act::ReadInstruction, number)?;
    result::instructions(conn, &Reader { actor, commission })
}

/// The packages.
pub fn packages_of(conn: &mut Conn, actor: &Actor, number: &str) -> Outcome<PackagesSection> {
    let commission = &find(conn, actor, Act::ReadPackage, number)?;
    packages::of(conn, &Reader { actor, commission })
}

/// A text that exists in Chinese alone, such as what an official wrote.
fn plain(text: &str) -> Wording {
    Wording::new(text, text)
}
