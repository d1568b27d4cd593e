//! What may be seen of a contract: by finance and supervisor, by the institution its own once it is signed off, by
//! everybody once it is published.

use crate::accounts::Actor;
use crate::accounts::permissions::Act;
use crate::commissions::{Commission, State, service as commissions};
use crate::contracts::rules::{self, GradeShare};
use crate::contracts::service as contracts;
use crate::contracts::{Contract, ContractTerms, StageTerms, Work, usual};
use crate::desk::commissions::reach::Sight;
use crate::orders::service as orders;
use crate::platform::db::Conn;
use crate::platform::failure::{Failure, Outcome};
use crate::policy::codes::RatingGrade;
use crate::policy::{Calendar, Routes, kept};
use crate::remedies::Clock;
use crate::remedies::service::{self as remedies, Law};
use crate::terms::{Day, Fen, Instant, Score, Sha256Hex, capitals};
use serde::Serialize;
use utoipa::ToSchema;

/// A stage with what was done of it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct StageBody {
    pub position: i32,
    pub name: String,
    #[schema(value_type = String)]
    pub due_on: Day,
    #[schema(value_type = String)]
    pub share: Score,
    pub by_quality: bool,
    #[schema(value_type = i64)]
    pub amount: Fen,
    #[schema(value_type = Option<String>)]
    pub delivered_on: Option<Day>,
    #[schema(value_type = Option<String>)]
    pub accepted_on: Option<Day>,
    #[schema(value_type = Option<String>)]
    pub grade: Option<RatingGrade>,
    #[schema(value_type = Option<i64>)]
    pub payable: Option<Fen>,
    #[schema(value_type = Option<String>)]
    pub invoiced_on: Option<Day>,
    /// Thirty days after the invoice (F-10).
    #[schema(value_type = Option<String>)]
    pub pay_by: Option<Day>,
    #[schema(value_type = Option<String>)]
    pub paid_on: Option<Day>,
    /// The delivery or the payment came after its last day, or has not come and the day has passed.
    pub is_late: bool,
}

/// A contract as its reader sees it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ContractBody {
    pub revision: i32,
    #[schema(value_type = i64)]
    pub price: Fen,
    /// In the words that contracts use.
    #[schema(example = "伍佰叁拾万元整")]
    pub price_words: String,
    pub terms: ContractTerms,
    /// Of the text that both sides sign.
    #[schema(value_type = String)]
    pub sha256: Sha256Hex,
    #[schema(value_type = String, format = DateTime)]
    pub drafted_at: Instant,
    #[schema(value_type = Option<String>, format = DateTime)]
    pub signed_off_at: Option<Instant>,
    #[schema(value_type = Option<String>)]
    pub signed_on: Option<Day>,
    #[schema(value_type = Option<String>, format = DateTime)]
    pub published_at: Option<Instant>,
    #[schema(value_type = Option<String>, format = DateTime)]
    pub filed_at: Option<Instant>,
    pub stages: Vec<StageBody>,
}

/// Everything about the contract of a commission.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ContractFile {
    pub number: String,
    pub project: String,
    pub state: State,
    pub institution: Option<String>,
    /// `None` before it is drafted.
    pub contract: Option<ContractBody>,
    /// What a first draft may say, while there is none; for who may draft.
    pub usual: Option<ContractTerms>,
    /// What a grade pays of a stage that is paid by quality.
    pub grades: Vec<GradeShare>,
    pub clocks: Vec<Clock>,
}

/// The commission whose contract this act reaches: an institution reaches the one that it was given.
pub fn reached(conn: &mut Conn, actor: &Actor, act: Act, number: &str) -> Outcome<Commission> {
    let missing = || Failure::not_found("委托", "commission");
    let commission = commissions::by_id_or_number(conn, number).map_err(|_| missing())?;
    if Sight::of(actor, act)?.covers_work(conn, &commission)? { Ok(commission) } else { Err(missing()) }
}

/// The file for its reader.
pub fn file(
    conn: &mut Conn,
    (routes, calendar): (&Routes, &Calendar),
    actor: &Actor,
    number: &str,
    today: Day,
) -> Outcome<ContractFile> {
    let commission = reached(conn, actor, Act::ReadContract, number)?;
    let is_whole = Sight::of(actor, Act::ReadContract)?.is_whole();
    let contract = contracts::of(conn, &commission)?;
    let law = Law { route: routes.get(&commission.route).map_err(anyhow::Error::new)?, calendar };
    let done = contracts::done_days(conn, &commission)?;
    let clocks = remedies::clocks(conn, law, &commission, done, today)?;
    let pack = kept::fetch(conn, &commission.policy_version)?;
    // A draft is the commissioner's own until it is signed off.
    let shown = contract.filter(|contract| is_whole || contract.signed_off.is_some());
    let works = contracts::works(conn, &commission)?;
    let drafts = is_whole && shown.is_none() && commission.state == State::Awarded;
    let usual = if drafts { Some(usual(conn, &commission, today)?) } else { None };
    Ok(ContractFile {
        project: commission.project_name.clone(),
        state: commission.state,
        institution: commission.institution_name.clone(),
        contract: shown.map(|contract| body(contract, &works, calendar, today)),
        usual,
        grades: contracts::grades(&pack),
        clocks,
        number: commission.number,
    })
}

/// What a first draft says: of the order where there is one.
pub fn usual(conn: &mut Conn, commission: &Commission, today: Day) -> Outcome<ContractTerms> {
    let asked = orders::of(conn, commission)?.map(|order| order.requirement);
    let (deliverables, report) = match asked {
        Some(asked) => (asked.deliverables, asked.report_due_on),
        None => {
            let days = contracts::awarded(conn, commission)?.days_promised;
            ("绩效评价报告".to_owned(), today.plus_days(i64::from(days)))
        }
    };
    Ok(usual::usual(&commission.project_name, &deliverables, today, report))
}

/// A published contract as everybody may read it (条例 art. 50).
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ContractNotice {
    #[schema(value_type = String, format = DateTime)]
    pub published_at: Instant,
    #[schema(value_type = Option<String>)]
    pub signed_on: Option<Day>,
    #[schema(value_type = i64)]
    pub price: Fen,
    /// Of the text at `/api/v1/market/{number}/contract/text`.
    #[schema(value_type = String)]
    pub sha256: Sha256Hex,
}

/// The notice of a contract; nothing before it is published.
pub fn notice(conn: &mut Conn, commission: &Commission) -> Outcome<Option<ContractNotice>> {
    let contract = contracts::of(conn, commission)?;
    Ok(contract.and_then(|contract| {
        Some(ContractNotice {
            published_at: contract.published?.at,
            signed_on: contract.signed_on,
            price: contract.price,
            sha256: contract.sha256,
        })
    }))
}

/// The contract whose text the reader may have: published, or within reach and, for an institution, signed off.
pub fn readable(conn: &mut Conn, actor: Option<&Actor>, number: &str) -> Outcome<Contract> {
    let missing = || Failure::not_found("合同", "contract");
    let commission = commissions::by_id_or_number(conn, number).map_err(|_| missing())?;
    let contract = contracts::of(conn, &commission)?.ok_or_else(missing)?;
    let sight = actor.and_then(|actor| Sight::maybe(actor, Act::ReadContract));
    let may = match sight {
        _ if contract.published.is_some() => true,
        Some(sight) => (sight.is_whole() || contract.signed_off.is_some()) && sight.covers_work(conn, &commission)?,
        None => false,
    };
    if may { Ok(contract) } else { Err(missing()) }
}

fn body(contract: Contract, works: &[Work], calendar: &Calendar, today: Day) -> ContractBody {
    let amounts = rules::split(contract.price, &contract.terms.stages);
    let stages = contract.terms.stages.iter().zip(amounts).zip(1..);
    let stage = |((terms, amount), position): ((&StageTerms, Fen), i32)| {
        let work = works.iter().find(|work| work.position == position).cloned().unwrap_or_default();
        let pay_by = contracts::pay_by(calendar, &work);
        let is_signed = contract.signed_off.is_some();
        let overdue = |last: Option<Day>, done: Option<Day>| last.is_some_and(|last| done.unwrap_or(today) > last);
        StageBody {
            position,
            name: terms.name.clone(),
            due_on: terms.due_on,
            share: terms.share,
            by_quality: terms.by_quality,
            amount,
            is_late: is_signed && (overdue(Some(terms.due_on), work.delivered_on) || overdue(pay_by, work.paid_on)),
            delivered_on: work.delivered_on,
            accepted_on: work.accepted_on,
            grade: work.grade,
            payable: work.payable,
            invoiced_on: work.invoiced_on,
            pay_by,
            paid_on: work.paid_on,
        }
    };
    ContractBody {
        stages: stages.map(stage).collect(),
        revision: contract.revision,
        price: contract.price,
        price_words: capitals(contract.price),
        sha256: contract.sha256,
        drafted_at: contract.drafted.at,
        signed_off_at: contract.signed_off.map(|signed| signed.at),
        signed_on: contract.signed_on,
        published_at: contract.published.map(|signed| signed.at),
        filed_at: contract.filed.map(|signed| signed.at),
        terms: contract.terms,
    }
}
