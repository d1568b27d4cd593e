//! What may be seen of a tender: by everybody, and by the institution of its own.

use crate::bids::service as bids;
use crate::commissions::service::{self as commissions, Filter};
use crate::commissions::{Commission, State};
use crate::desk::contracts::view::{self as contracts, ContractNotice};
use crate::inquiries::{Clarification, service as inquiries};
use crate::orders::model::{Factor, Requirement, SmePolicy, Team};
use crate::orders::service as orders;
use crate::panels::low_price::service as low_price;
use crate::platform::db::Conn;
use crate::platform::failure::{Failure, Outcome};
use crate::platform::paging::PageAsked;
use crate::policy::Routes;
use crate::policy::codes::EvaluationKind;
use crate::remedies::service as remedies;
use crate::sealing::model::Standing;
use crate::sealing::service as sealing;
use crate::sealing::{Receipt, Tender};
use crate::terms::{Day, Fen, Instant, Sha256Hex, Wording};
use serde::Serialize;
use utoipa::ToSchema;

/// How far a tender is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Bids may be handed in.
    Open,
    /// The deadline has passed.
    Closed,
    /// The list of envelopes is fixed and public.
    Listed,
    /// The envelopes were opened.
    Opened,
}

/// What a commission asks for, as bidders read it: without the funds behind the ceiling and the inner reasons.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AskedBody {
    #[schema(value_type = String, example = "FIN_KEY")]
    pub kind: EvaluationKind,
    pub scope: String,
    pub deliverables: String,
    #[schema(value_type = String)]
    pub report_due_on: Day,
    pub team: Team,
    pub qualifications: Vec<String>,
    pub factors: Vec<Factor>,
    pub sme: SmePolicy,
}

impl From<Requirement> for AskedBody {
    fn from(asked: Requirement) -> AskedBody {
        let sme = match asked.sme {
            SmePolicy::NotSuitable(_) => SmePolicy::NotSuitable(String::new()),
            sme => sme,
        };
        AskedBody {
            kind: asked.kind,
            scope: asked.scope,
            deliverables: asked.deliverables,
            report_due_on: asked.report_due_on,
            team: asked.team,
            qualifications: asked.qualifications,
            factors: asked.factors,
            sme,
        }
    }
}

/// A tender as everybody may see it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TenderBody {
    #[schema(example = "640300000-2021-001")]
    pub number: String,
    pub title: String,
    #[schema(value_type = i64)]
    pub ceiling: Fen,
    #[schema(example = "CONSULTATION")]
    pub route: String,
    #[schema(value_type = Object)]
    pub route_name: Wording,
    #[schema(value_type = String)]
    pub announced_at: Instant,
    #[schema(value_type = String)]
    pub deadline: Instant,
    pub stage: Stage,
    /// SHA-256 over the list of envelopes, once it is fixed.
    #[schema(value_type = Option<String>)]
    pub list_digest: Option<Sha256Hex>,
    /// The envelopes' digests, once the list is fixed.
    #[schema(value_type = Vec<String>)]
    pub envelopes: Vec<Sha256Hex>,
    /// The result, once it is published.
    pub result: Option<ResultNotice>,
    /// The contract, once it is published.
    pub contract: Option<ContractNotice>,
    /// What is asked for, where the commission came about by an order.
    pub asked: Option<AskedBody>,
    /// In their order; nobody learns who asked.
    pub clarifications: Vec<Clarification>,
    /// The server's time of this answer.
    #[schema(value_type = String)]
    pub server_time: Instant,
}

/// A receipt as its institution sees it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ReceiptBody {
    pub id: String,
    /// Of the sealed file.
    #[schema(value_type = String)]
    pub sha256: Sha256Hex,
    #[schema(value_type = String)]
    pub received_at: Instant,
    pub standing: Standing,
}

impl From<Receipt> for ReceiptBody {
    fn from(receipt: Receipt) -> ReceiptBody {
        let Receipt { id, sha256, received_at, standing, .. } = receipt;
        ReceiptBody { id, sha256, received_at, standing }
    }
}

/// A commission with its tender, if it has one and is announced.
pub fn find(conn: &mut Conn, number: &str) -> Outcome<(Commission, Tender)> {
    let missing = || Failure::not_found("委托", "commission");
    let commission = commissions::by_id_or_number(conn, number).map_err(|_| missing())?;
    let tender = sealing::tender(conn, commission.id.as_str())?.ok_or_else(missing)?;
    Ok((commission, tender))
}

/// A tender in full.
pub fn tender(conn: &mut Conn, routes: &Routes, number: &str, now: Instant) -> Outcome<TenderBody> {
    let (commission, tender) = find(conn, number)?;
    body(conn, routes, &commission, &tender, now)
}

/// All tenders that take bids or wait for their opening, the nearest deadline first.
pub fn list(conn: &mut Conn, routes: &Routes, now: Instant) -> Outcome<Vec<TenderBody>> {
    let filter = Filter { state: Some(State::Announced), ..Filter::default() };
    let mut found = Vec::new();
    for commission in commissions::list(conn, &filter, PageAsked { page: 1, size: MOST })?.items {
        if let Some(tender) = sealing::tender(conn, commission.id.as_str())? {
            found.push(body(conn, routes, &commission, &tender, now)?);
        }
    }
    found.sort_by(|a, b| (a.deadline, &a.number).cmp(&(b.deadline, &b.number)));
    Ok(found)
}

const MOST: i64 = 500;

/// The published result of an award: the winner alone (Order 87 art. 69).
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ResultNotice {
    #[schema(value_type = String, format = DateTime)]
    pub published_at: Instant,
    pub institution: String,
    pub uscc: String,
    #[schema(value_type = i64)]
    pub price: Fen,
    pub days_promised: i32,
}

/// The result as everybody may read it; nothing before it is published.
pub fn result_notice(conn: &mut Conn, commission: &Commission) -> Outcome<Option<ResultNotice>> {
    let Some(notice) = remedies::notice(conn, commission)? else { return Ok(None) };
    let bids = bids::of_commission(conn, commission.id.as_str())?;
    let winner = bids.into_iter().find(|bid| bid.standing == crate::bids::Standing::Awarded);
    Ok(winner.map(|bid| ResultNotice {
        published_at: notice.published.at,
        institution: bid.institution_name,
        uscc: bid.uscc,
        price: bid.price,
        days_promised: bid.days_promised,
    }))
}

/// The panel's question on an institution's price, as the institution may see it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PriceQuestion {
    pub reason: String,
    #[schema(value_type = String, format = DateTime)]
    pub due_at: Instant,
    pub explanation: Option<String>,
    /// True while it may still explain.
    pub is_open: bool,
    /// `None` until the panel has ruled.
    pub convincing: Option<bool>,
}

/// The question to this institution, if the panel asked it; nobody else learns of it.
pub fn price_question(
    conn: &mut Conn,
    institution: &str,
    number: &str,
    now: Instant,
) -> Outcome<Option<PriceQuestion>> {
    let (commission, _) = find(conn, number)?;
    let asked = low_price::to_institution(conn, &commission, institution)?;
    Ok(asked.map(|asked| PriceQuestion {
        is_open: now <= asked.due_at && asked.votes.is_empty(),
        reason: asked.reason,
        due_at: asked.due_at,
        explanation: asked.explanation,
        convincing: asked.convincing,
    }))
}

fn body(
    conn: &mut Conn,
    routes: &Routes,
    commission: &Commission,
    tender: &Tender,
    now: Instant,
) -> Outcome<TenderBody> {
    let list = sealing::fixed_list(conn, commission)?;
    let stage = match (&list, tender.opened_at) {
        (_, Some(_)) => Stage::Opened,
        (Some(_), None) => Stage::Listed,
        (None, None) if now > tender.deadline => Stage::Closed,
        (None, None) => Stage::Open,
    };
    let name = routes.get(&commission.route).map(|route| route.name.clone());
    Ok(TenderBody {
        number: commission.number.clone(),
        title: commission.project_name.clone(),
        ceiling: commission.ceiling,
        route: commission.route.clone(),
        route_name: name.unwrap_or_else(|_| Wording::new(commission.route.clone(), commission.route.clone())),
        announced_at: tender.announced_at,
        deadline: tender.deadline,
        stage,
        list_digest: tender.list_digest.clone(),
        envelopes: list.map(|list| list.envelopes).unwrap_or_default(),
        result: result_notice(conn, commission)?,
        contract: contracts::notice(conn, commission)?,
        asked: orders::of(conn, commission)?.map(|order| order.requirement.into()),
        clarifications: inquiries::clarifications(conn, commission)?,
        server_time: now,
    })
}
