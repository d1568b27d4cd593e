//! Use cases: draft, sign off, publish, file; what was done of a stage, invoiced and paid.

use super::model::{Contract, ContractTerms, Work};
use super::rules::{self, ContractInputs, Finding, GradeShare, Judged, PayFault};
use super::store;
use crate::audit::{DecisionKind, service as audit};
use crate::bids::{Bid, Standing, service as bids};
use crate::commissions::decisions::{self, Decided};
use crate::commissions::{Commission, State, service as commissions};
use crate::platform::db::Conn;
use crate::platform::failure::{Failure, Outcome};
use crate::platform::problem::Code;
use crate::policy::codes::RatingGrade;
use crate::policy::{Calendar, Pack};
use crate::registry::model::Signed;
use crate::remedies::service::By;
use crate::remedies::succession::service as succession;
use crate::terms::{Day, Fen, Score, Sha256Hex, Wording};
use std::collections::BTreeMap;

/// The contract of a commission, if one was drafted.
pub fn of(conn: &mut Conn, commission: &Commission) -> Outcome<Option<Contract>> {
    store::find(conn, commission.id.as_str())
}

fn require(conn: &mut Conn, commission: &Commission) -> Outcome<Contract> {
    of(conn, commission)?.ok_or_else(|| Failure::not_found("合同", "contract"))
}

/// What was done of the stages that anything is known of.
pub fn works(conn: &mut Conn, commission: &Commission) -> Outcome<Vec<Work>> {
    store::works(conn, commission.id.as_str())
}

/// The bid that was awarded: its price is the contract's.
pub fn awarded(conn: &mut Conn, commission: &Commission) -> Outcome<Bid> {
    let all = bids::of_commission(conn, commission.id.as_str())?;
    let found = all.into_iter().find(|bid| bid.standing == Standing::Awarded);
    found.ok_or_else(|| wrong_state("该委托没有中选结果。", "Nothing was awarded."))
}

fn wrong_state(zh: &str, en: &str) -> Failure {
    Failure::refused(Code::WrongState, zh, en)
}

/// Shares by grade as the pack says; none where it says nothing.
pub fn grades(pack: &Pack) -> Vec<GradeShare> {
    let rating = pack.resolve(|rules| &rules.quality.institution_rating);
    let shares = rating.value().map(|rating| rating.payment.as_slice()).unwrap_or_default();
    shares.iter().map(|one| GradeShare { grade: one.grade, from: Score(one.from.0), to: Score(one.to.0) }).collect()
}

/// Writes a draft over an earlier one; `text` is what both sides are to sign.
pub fn draft(
    conn: &mut Conn,
    commission: &Commission,
    (terms, text): (&ContractTerms, String),
    by: By<'_>,
) -> Outcome<Contract> {
    let known = of(conn, commission)?;
    if commission.state != State::Awarded || known.as_ref().is_some_and(|known| known.signed_off.is_some()) {
        return Err(wrong_state(
            "只有已确定中选、尚未签订的委托可以拟订合同。",
            "Contracts are drafted between award and signature.",
        ));
    }
    let price = awarded(conn, commission)?.price;
    refuse_blocked(rules::terms(terms, price))?;
    let contract = Contract {
        commission_id: commission.id.to_string(),
        terms: terms.clone(),
        price,
        revision: known.as_ref().map_or(0, |known| known.revision) + 1,
        drafted: Signed { by: by.login.to_owned(), at: by.at },
        sha256: Sha256Hex::of(text.as_bytes()),
        text,
        signed_off: None,
        signed_on: None,
        published: None,
        filed: None,
    };
    match known {
        Some(_) => store::update(conn, &contract)?,
        None => store::insert(conn, &contract)?,
    }
    audit::note(conn, by.at, by.login, "contract-drafted", &commission.number, contract.sha256.as_str())?;
    Ok(contract)
}

/// Refused with every point that stops the contract, each with its article.
fn refuse_blocked(findings: Vec<Finding>) -> Outcome<()> {
    let stopping: Vec<Finding> = findings.into_iter().filter(|found| found.blocks).collect();
    if stopping.is_empty() {
        return Ok(());
    }
    let joined = |say: fn(&Finding) -> &str| stopping.iter().map(say).collect::<Vec<_>>().join(" ");
    let why = Wording::new(joined(|found| &found.sentence.zh), joined(|found| &found.sentence.en));
    let grounds = stopping.iter().map(|found| found.article.clone()).collect();
    Err(Failure::Refused { code: Code::RuleForbids, why, grounds })
}

/// Signs off the revision that was read; the commission is contracted with it.
pub fn sign_off(
    conn: &mut Conn,
    (pack, sign_until): (&Pack, Option<Day>),
    commission: &Commission,
    (revision, signed_on): (i32, Day),
    by: By<'_>,
) -> Outcome<Judged> {
    let contract = require(conn, commission)?;
    if contract.signed_off.is_some() {
        return Err(Failure::refused(Code::Duplicate, "合同已经审签。", "The contract was signed off already."));
    }
    if contract.revision != revision {
        let (zh, en) = ("合同已被修改，请重新阅读。", "The draft was changed meanwhile; read it again.");
        return Err(Failure::refused(Code::VersionMismatch, zh, en));
    }
    if succession::latest(conn, commission)?.is_some_and(|since| contract.drafted.at < since) {
        let (zh, en) = ("中选机构已变更，请重新拟订合同。", "Another winner followed; draft the contract anew.");
        return Err(Failure::refused(Code::VersionMismatch, zh, en));
    }
    if signed_on > by.at.day_in_china() {
        return Err(Failure::field("signed_on", "签订日不能晚于今天 (not in the future)"));
    }
    let signed = Contract {
        signed_off: Some(Signed { by: by.login.to_owned(), at: by.at }),
        signed_on: Some(signed_on),
        ..contract
    };
    let inputs = inputs(conn, commission, &signed, (grades(pack), sign_until))?;
    let judged = rules::judge(&inputs);
    refuse_blocked(judged.findings.clone())?;
    store::update(conn, &signed)?;
    for position in (1..).take(signed.terms.stages.len()) {
        store::put_work(conn, commission.id.as_str(), &Work { position, ..Work::default() })?;
    }
    let decided =
        Decided { kind: DecisionKind::ContractJudged, subject: commission.id.as_str(), by: by.login, at: by.at };
    decisions::record(conn, commission, &decided, &inputs, &judged)?;
    commissions::advance(conn, &commission.id, State::Contracted, by.login, "签订委托合同", by.at)?;
    Ok(judged)
}

/// The days on which the contract went public and to the finance department, in the words of route files.
pub fn done_days(conn: &mut Conn, commission: &Commission) -> Outcome<BTreeMap<String, Day>> {
    let Some(contract) = of(conn, commission)? else { return Ok(BTreeMap::new()) };
    let steps = [("contract_published", contract.published), ("contract_filed", contract.filed)];
    let day = |(step, signed): (&str, Option<Signed>)| Some((step.to_owned(), signed?.at.day_in_china()));
    Ok(steps.into_iter().filter_map(day).collect())
}

/// What a sign-off rests on, from the contract's row; grades and the last day to sign come from pack and calendar.
pub(super) fn inputs(
    conn: &mut Conn,
    commission: &Commission,
    contract: &Contract,
    (grades, sign_until): (Vec<GradeShare>, Option<Day>),
) -> Outcome<ContractInputs> {
    let moves = commissions::timeline(conn, &commission.id)?;
    let awarded = moves.iter().find(|step| step.to == State::Awarded.word()).map(|step| step.moved_at.day_in_china());
    let missing = || wrong_state("合同尚未审签。", "The contract is not signed off.");
    let signed_off = contract.signed_off.as_ref().ok_or_else(missing)?;
    Ok(ContractInputs {
        commission: commission.number.clone(),
        revision: contract.revision,
        price_fen: contract.price,
        terms: contract.terms.clone(),
        text: Sha256Hex::of(contract.text.as_bytes()),
        drafted_by: contract.drafted.by.clone(),
        signed_off_by: signed_off.by.clone(),
        signed_on: contract.signed_on.ok_or_else(missing)?,
        awarded_on: awarded.ok_or_else(missing)?,
        sign_until,
        grades,
    })
}

/// Publishes a signed contract (P-50) or files it with the finance department (P-49); each once.
pub fn announce(conn: &mut Conn, commission: &Commission, step: Step, by: By<'_>) -> Outcome<()> {
    let contract = require_signed(conn, commission)?;
    let done = match step {
        Step::Publish => contract.published.is_some(),
        Step::File => contract.filed.is_some(),
    };
    if done {
        return Err(Failure::refused(Code::Duplicate, "已经办理。", "That was done already."));
    }
    let signed = Some(Signed { by: by.login.to_owned(), at: by.at });
    let (changed, act) = match step {
        Step::Publish => (Contract { published: signed, ..contract }, "contract-published"),
        Step::File => (Contract { filed: signed, ..contract }, "contract-filed"),
    };
    store::update(conn, &changed)?;
    audit::note(conn, by.at, by.login, act, &commission.number, changed.sha256.as_str())
}

/// What becomes of a signed contract beside its work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    Publish,
    File,
}

fn require_signed(conn: &mut Conn, commission: &Commission) -> Outcome<Contract> {
    let contract = require(conn, commission)?;
    if contract.signed_off.is_some() {
        Ok(contract)
    } else {
        Err(wrong_state("合同尚未签订。", "The contract is not signed."))
    }
}

/// One thing that was done of a stage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Done {
    /// Handed over by the institution.
    Delivered,
    /// Accepted, with the grade where it is paid by quality and the share where the grade leaves a range.
    Accepted(Option<RatingGrade>, Option<Score>),
    Invoiced,
    Paid,
}

/// Enters what was done of a stage: delivered, accepted, invoiced, paid; each once, none before the one before it.
pub fn enter(
    conn: &mut Conn,
    pack: &Pack,
    commission: &Commission,
    (position, done, on): (i32, &Done, Day),
    by: By<'_>,
) -> Outcome<Work> {
    let contract = require_signed(conn, commission)?;
    let known = works(conn, commission)?.into_iter().find(|work| work.position == position);
    let known = known.ok_or_else(|| Failure::not_found("合同阶段", "stage"))?;
    if on > by.at.day_in_china() || contract.signed_on.is_some_and(|signed| on < signed) {
        return Err(Failure::field("on", "须在签订日与今天之间 (between signature and today)"));
    }
    let (before, same) = match done {
        Done::Delivered => (contract.signed_on, known.delivered_on),
        Done::Accepted(..) => (known.delivered_on, known.accepted_on),
        Done::Invoiced => (known.accepted_on, known.invoiced_on),
        Done::Paid => (known.invoiced_on, known.paid_on),
    };
    if same.is_some() || before.is_none_or(|before| on < before) {
        let en = "A stage is delivered, accepted, invoiced and paid in this order, once each.";
        return Err(wrong_state("阶段按交付、验收、开票、付款依次办理，各一次。", en));
    }
    let work = match done {
        Done::Delivered => Work { delivered_on: Some(on), ..known },
        Done::Accepted(grade, share) => {
            let payable = payable(pack, &contract, position, (*grade, *share))?;
            Work { accepted_on: Some(on), grade: *grade, payable: Some(payable), ..known }
        }
        Done::Invoiced => Work { invoiced_on: Some(on), ..known },
        Done::Paid => Work { paid_on: Some(on), ..known },
    };
    store::put_work(conn, commission.id.as_str(), &work)?;
    audit::note(conn, by.at, by.login, "contract-stage", &commission.number, &format!("{position} {done:?} {on}"))?;
    Ok(work)
}

fn payable(
    pack: &Pack,
    contract: &Contract,
    position: i32,
    given: (Option<RatingGrade>, Option<Score>),
) -> Outcome<Fen> {
    let amounts = rules::split(contract.price, &contract.terms.stages);
    let at = usize::try_from(position - 1).unwrap_or(usize::MAX);
    let found = contract.terms.stages.get(at).zip(amounts.get(at));
    let (stage, amount) = found.ok_or_else(|| Failure::not_found("合同阶段", "stage"))?;
    rules::payable(*amount, stage, given, &grades(pack)).map_err(|fault| match fault {
        PayFault::Grade => {
            Failure::field("grade", "按质量付费的阶段须填等级，其他阶段不填 (a grade where paid by quality)")
        }
        PayFault::Share { from, to } => {
            Failure::field("share", format!("该等级的付款比例为 {from}% 至 {to}% (from {from} to {to} per cent)"))
        }
    })
}

/// Days to pay after an invoice (保障中小企业款项支付条例; F-10), calendar days.
const DAYS_TO_PAY: u32 = 30;

/// The last day to pay, where an invoice came and the calendar knows the year.
pub fn pay_by(calendar: &Calendar, work: &Work) -> Option<Day> {
    work.invoiced_on.and_then(|on| calendar.add_days(on, DAYS_TO_PAY).ok())
}
