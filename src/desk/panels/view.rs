//! What may be seen of a panel: a member sees its own part, finance and supervisor all of it, marks only once
//! every member has submitted.

use crate::accounts::Actor;
use crate::accounts::permissions::Act;
use crate::bids::service as bids;
use crate::commissions::{Commission, State};
use crate::desk::commissions::reach::Sight;
use crate::desk::market::view::find;
use crate::orders::model::Factor;
use crate::panels::collusion::service::{self as collusion, Case};
use crate::panels::low_price::{Inquiry, LowPriceSign, service as low_price};
use crate::panels::rules::Difference;
use crate::panels::service::{self as panels, Member};
use crate::panels::signs::Sign;
use crate::panels::{Change, PanelMark};
use crate::platform::db::Conn;
use crate::platform::failure::{Failure, Outcome};
use crate::platform::vault::Vault;
use crate::policy::Routes;
use crate::sealing::model::EnterpriseSize;
use crate::terms::Fen;
use serde::Serialize;
use utoipa::ToSchema;

/// A bid that is marked.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct MarkedBid {
    pub id: String,
    pub institution: String,
    #[schema(value_type = i64)]
    pub price: Fen,
    pub days_promised: i32,
    pub staff_offered: i32,
    /// What the bidder declares itself to be.
    pub enterprise_size: Option<EnterpriseSize>,
}

/// A panel as its reader may see it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PanelFile {
    pub number: String,
    pub project: String,
    pub state: State,
    /// The reader's own seat.
    pub seat: Option<i32>,
    /// For finance and supervisor; secret to others until the result is published.
    pub members: Vec<Member>,
    /// True once every member has submitted.
    pub complete: bool,
    /// What is marked, without the price; after the declaration.
    pub factors: Vec<Factor>,
    pub bids: Vec<MarkedBid>,
    /// The own marks; all of them once every member has submitted.
    pub marks: Vec<PanelMark>,
    /// Objective factors on which members differ.
    pub differences: Vec<Difference>,
    /// Prices that stand out; the panel decides whether it asks.
    pub low_prices: Vec<LowPriceSign>,
    /// Bidders who were asked how their price is possible.
    pub inquiries: Vec<Inquiry>,
    pub changes: Vec<Change>,
    /// Signs of collusion, for the panel to rule on.
    pub signs: Vec<Sign>,
    /// Cases of collusion that members raised.
    pub cases: Vec<Case>,
    /// Fewer bidders are left than the route goes on with: it can only be ended.
    pub too_few: bool,
    #[serde(skip)]
    pub own: Option<Member>,
}

/// The commission whose panel this act reaches.
pub fn reached(conn: &mut Conn, actor: &Actor, act: Act, number: &str) -> Outcome<Commission> {
    let (commission, _) = find(conn, number)?;
    let reaches = match Sight::of(actor, act)? {
        Sight::Expert(_) => true,
        Sight::Division(division) => commission.division == division,
        Sight::All => true,
        _ => false,
    };
    if reaches { Ok(commission) } else { Err(Failure::not_found("委托", "commission")) }
}

/// The panel for its reader.
pub fn file(conn: &mut Conn, (routes, vault): (&Routes, &Vault), actor: &Actor, number: &str) -> Outcome<PanelFile> {
    let commission = reached(conn, actor, Act::ReadBids, number)?;
    if commission.state < State::Opened {
        return Err(Failure::not_found("评审小组", "panel"));
    }
    let route = routes.get(&commission.route).map_err(anyhow::Error::new)?;
    let panel = panels::panel(conn, &commission)?;
    let is_whole = Sight::of(actor, Act::ReadBids)?.is_whole();
    let own = match Sight::of(actor, Act::ReadBids)? {
        Sight::Expert(id) => panel.members.iter().find(|member| member.expert_id == id).cloned(),
        _ => None,
    };
    if !is_whole && own.is_none() {
        return Err(Failure::not_found("评审小组", "panel"));
    }
    // Who has not declared sees nothing of the bids but who the bidders are.
    let declared = own.as_ref().is_some_and(|member| member.declaration.is_some() && member.sits());
    let (seat, shown) = (own.as_ref().map(|member| member.seat), is_whole || declared);
    let complete = panel.is_complete();
    let claims = bids::claims(conn, commission.id.as_str())?;
    let bid = |bid: &crate::bids::Bid| MarkedBid {
        id: bid.id.clone(),
        institution: bid.institution_name.clone(),
        price: if shown { bid.price } else { Fen(0) },
        days_promised: if shown { bid.days_promised } else { 0 },
        staff_offered: if shown { bid.staff_offered } else { 0 },
        enterprise_size: claims.get(&bid.id).copied().filter(|_| shown),
    };
    Ok(PanelFile {
        project: commission.project_name.clone(),
        state: commission.state,
        seat,
        members: if is_whole { panel.members.clone() } else { Vec::new() },
        complete,
        factors: if shown { panel.factors.clone() } else { Vec::new() },
        bids: panel.bids.iter().map(bid).collect(),
        marks: if shown { panel.marks_for(seat) } else { Vec::new() },
        differences: if shown { panel.differences() } else { Vec::new() },
        low_prices: if shown { low_price::signs(&panel, &commission, &low_price::figures(routes)) } else { Vec::new() },
        inquiries: if shown { low_price::of(conn, &commission)? } else { Vec::new() },
        changes: if shown && complete { panel.changes.clone() } else { Vec::new() },
        cases: if shown { collusion::of(conn, &commission)? } else { Vec::new() },
        too_few: is_whole && panels::has_failed(conn, route, &commission)?,
        signs: if shown { panels::signs(conn, vault, &panel)? } else { Vec::new() },
        number: commission.number,
        own,
    })
}
