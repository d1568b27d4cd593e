//! What an institution has done: the commissions it was given and the bids it made, as far as the
//! reader reaches them. A bid that is not opened is nobody's to see.

use crate::accounts::model::{Actor, Reach, Role};
use crate::accounts::permissions::Act;
use crate::bids::model::{Bid, Standing};
use crate::bids::service as bids;
use crate::commissions::{Commission, State, service as commissions};
use crate::packages::service as packages;
use crate::platform::db::Conn;
use crate::platform::failure::Outcome;
use crate::platform::paging::PageAsked;
use crate::quality::service as quality;
use crate::terms::{Fen, Score};
use serde::Serialize;
use std::collections::HashMap;
use utoipa::ToSchema;

/// A commission that the institution was given.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Work {
    /// Number of the commission.
    pub commission: String,
    pub project: String,
    pub year: i32,
    pub evaluation_kind: String,
    /// Price of the winning bid in fen.
    #[schema(value_type = Option<i64>)]
    pub price: Option<Fen>,
    /// Mean of the reviewers' marks of its package, for those who may read quality.
    #[schema(value_type = Option<String>, example = "85.83")]
    pub quality: Option<Score>,
    pub state: State,
}

/// A bid and what became of it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct BidLine {
    pub commission: String,
    pub project: String,
    pub year: i32,
    /// In fen.
    #[schema(value_type = i64)]
    pub price: Fen,
    #[schema(value_type = Option<String>)]
    pub total: Option<Score>,
    pub position: Option<i32>,
    pub standing: Standing,
    pub rejection_reason: Option<String>,
}

const MOST: PageAsked = PageAsked { page: 1, size: 10_000 };

/// The commissions of the institution that the reader may read, newest first.
pub fn works(conn: &mut Conn, actor: &Actor, institution: &str) -> Outcome<Vec<Work>> {
    let filter = commissions::Filter { institution_id: Some(institution.to_owned()), ..commissions::Filter::default() };
    let prices: HashMap<String, Fen> = bids::of_institution(conn, institution)?
        .into_iter()
        .filter(|bid| bid.standing == Standing::Awarded)
        .map(|bid| (bid.commission_id, bid.price))
        .collect();
    let mut works = Vec::new();
    for commission in commissions::list(conn, &filter, MOST)?.items {
        if reaches(actor, Act::ReadCommission, &commission) {
            let quality = if actor.may(Act::ReadQuality) { mean(conn, &commission)? } else { None };
            works.push(Work {
                price: prices.get(commission.id.as_str()).copied(),
                quality,
                commission: commission.number,
                project: commission.project_name,
                year: commission.fiscal_year,
                evaluation_kind: commission.evaluation_kind,
                state: commission.state,
            });
        }
    }
    works.sort_by(|a, b| (b.year, &a.commission).cmp(&(a.year, &b.commission)));
    Ok(works)
}

fn mean(conn: &mut Conn, commission: &Commission) -> Outcome<Option<Score>> {
    let Some(package) = packages::accepted(conn, commission.id.as_str())? else { return Ok(None) };
    Ok(quality::quality(conn, &package.id)?.map(|q| q.raw_mean))
}

/// The opened bids of the institution that the reader may read, newest first; `None` where the
/// reader may read no bids at all.
pub fn bids(conn: &mut Conn, actor: &Actor, institution: &str) -> Outcome<Option<Vec<BidLine>>> {
    if !actor.may(Act::ReadBids) {
        return Ok(None);
    }
    let mut lines = Vec::new();
    for bid in bids::of_institution(conn, institution)? {
        let commission = commissions::by_id(conn, &bid.commission_id)?;
        if bid.standing != Standing::Received && reaches(actor, Act::ReadBids, &commission) {
            lines.push(line(bid, commission));
        }
    }
    lines.sort_by(|a, b| (b.year, &a.commission).cmp(&(a.year, &b.commission)));
    Ok(Some(lines))
}

fn line(bid: Bid, commission: Commission) -> BidLine {
    BidLine {
        commission: commission.number,
        project: commission.project_name,
        year: commission.fiscal_year,
        price: bid.price,
        total: bid.total,
        position: bid.position,
        standing: bid.standing,
        rejection_reason: bid.rejection_reason,
    }
}

/// The institution's own things are reached by itself (its page has been opened to it already), a
/// department reaches the commissions of its projects, finance those of its division.
fn reaches(actor: &Actor, act: Act, commission: &Commission) -> bool {
    match actor.reach(act) {
        Ok(Reach::All) => true,
        Ok(Reach::Division(division)) => commission.division == division.as_str(),
        Ok(Reach::Own(code)) if actor.role == Role::CompetentDepartment => {
            commission.division == actor.division.as_str() && commission.department_code == code
        }
        Ok(Reach::Own(_)) => matches!(actor.role, Role::InstitutionAdmin | Role::LeadEvaluator),
        Err(_) => false,
    }
}
