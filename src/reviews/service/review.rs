//! Use cases: draw reviewers, declare, mark, answer the draft, end the review.

use super::super::model::{Answer, Closing, Correction, Declared, Given, Mark, Review, Reviewer, Stage};
use super::super::rules::{self, ReviewInputs, ReviewOutcome};
use super::super::store::reviews::{self as store, Head};
use super::{refused, rubrics};
use crate::assignments::model::Seat;
use crate::assignments::service::{self as assignments, Seeds};
use crate::audit::DecisionKind;
use crate::commissions::decisions::{self, Decided};
use crate::commissions::{Commission, State, holds};
use crate::conflicts::service::Snapshot;
use crate::orders::people::require_reason;
use crate::packages::service as packages;
use crate::platform::db::Conn;
use crate::platform::failure::{Failure, Outcome};
use crate::platform::problem::Code;
use crate::policy::{Calendar, Pack};
use crate::quality::model::ReviewMark;
use crate::quality::service as quality;
use crate::terms::{Day, Instant};

fn wrong_state(zh: &str, en: &str) -> Failure {
    Failure::refused(Code::WrongState, zh, en)
}

/// The review of a package, if it has begun.
pub fn of_package(conn: &mut Conn, package_id: &str) -> Outcome<Option<Review>> {
    let Some(head) = store::find(conn, package_id)? else { return Ok(None) };
    let seated = assignments::reviewers_of(conn, &head.commission_id)?;
    let reviewer = |(seat, declared, submitted_at): store::SeatState| {
        let of: &Seat = seated.iter().find(|s| s.seat == seat)?;
        Some(Reviewer {
            seat,
            expert_id: of.expert_id.clone(),
            number: of.expert_number.clone(),
            name: of.expert_name.clone(),
            employer: of.employer.clone(),
            declared,
            submitted_at,
        })
    };
    let reviewers = store::seats(conn, package_id)?.into_iter().filter_map(reviewer).collect();
    let (rubric, (drafted_at, answer_due)) = (head.rubric()?, head.draft());
    let mut marks = store::marks(conn, package_id)?;
    let place = |name: &str| rubric.criteria.iter().position(|c| c.name == name);
    marks.sort_by_key(|mark| (mark.seat, place(&mark.criterion)));
    let mut corrections = store::corrections(conn, package_id)?;
    corrections.sort_by_key(|made| (made.seat, place(&made.criterion)));
    Ok(Some(Review {
        answer: head.answer(),
        closing: head.closing(),
        package_id: head.package_id,
        commission_id: head.commission_id,
        rubric_label: head.rubric_label,
        version: head.version,
        rubric,
        reviewers,
        marks,
        drafted_at,
        answer_due,
        corrections,
    }))
}

/// The review of a commission's accepted package, if it has begun.
pub fn of(conn: &mut Conn, commission: &Commission) -> Outcome<Option<Review>> {
    match packages::accepted(conn, commission.id.as_str())? {
        Some(package) => of_package(conn, &package.id),
        None => Ok(None),
    }
}

/// The reviews of these commissions.
pub fn of_commissions(conn: &mut Conn, ids: &[String]) -> Outcome<Vec<Review>> {
    let mut found = Vec::new();
    for package in store::packages_of(conn, ids)? {
        found.extend(of_package(conn, &package)?);
    }
    Ok(found)
}

fn begun(conn: &mut Conn, commission: &Commission) -> Outcome<Review> {
    of(conn, commission)?.ok_or_else(|| Failure::not_found("资料包评审", "review"))
}

/// The review while it goes on.
fn working(conn: &mut Conn, commission: &Commission) -> Outcome<Review> {
    require_checked(conn, commission)?;
    begun(conn, commission)
}

fn require_checked(conn: &mut Conn, commission: &Commission) -> Outcome<()> {
    holds::require_none(conn, commission)?;
    if commission.state == State::Checked {
        return Ok(());
    }
    Err(wrong_state("完整性检查通过后才评审资料包，且只评审一次。", "A package is reviewed after its gate, and once."))
}

/// Draws the reviewers that are missing, without anybody in conflict: the first ones, or the one whom the gap calls.
pub fn draw(
    conn: &mut Conn,
    (pack, snapshot): (&Pack, &Snapshot),
    commission: &Commission,
    seeds: Seeds,
    actor: &str,
    at: Instant,
) -> Outcome<Review> {
    require_checked(conn, commission)?;
    let review = match of(conn, commission)? {
        Some(review) => review,
        None => begin(conn, commission, at)?,
    };
    let missing = rules::missing(&review);
    if missing == 0 {
        return Err(wrong_state("评审人员已经齐备。", "No reviewer is missing."));
    }
    let excluded = assignments::decide_eligibility(conn, pack, snapshot, commission, actor, at)?;
    let drawn = assignments::draw_reviewers(conn, commission, missing, &excluded, seeds, actor, at)?;
    for seat in &drawn {
        store::insert_seat(conn, &review.package_id, seat.seat)?;
    }
    begun(conn, commission)
}

fn begin(conn: &mut Conn, commission: &Commission, at: Instant) -> Outcome<Review> {
    let package = packages::accepted(conn, commission.id.as_str())?;
    let package = package.ok_or_else(|| Failure::not_found("评价资料包", "package"))?;
    let rubric = rubrics::of(conn, commission, at)?;
    let head = Head::new(&package.id, commission.id.as_str(), rubrics::label(&rubric), &rubric.rubric)?;
    store::insert(conn, &head)?;
    begun(conn, commission)
}

/// The expert's seat; anybody else does not learn that there is one.
fn own(review: &Review, expert_id: &str) -> Outcome<Reviewer> {
    let own = review.reviewers.iter().find(|r| r.expert_id == expert_id);
    own.cloned().ok_or_else(|| Failure::not_found("评审席位", "seat"))
}

/// Takes a reviewer's declaration, once; a conflict vacates the seat.
pub fn declare(
    conn: &mut Conn,
    commission: &Commission,
    expert_id: &str,
    (has_conflict, reason): (bool, &str),
    at: Instant,
) -> Outcome<()> {
    let review = working(conn, commission)?;
    let own = own(&review, expert_id)?;
    if own.declared.is_some() {
        return Err(Failure::refused(Code::Duplicate, "您已经声明过。", "You have declared already."));
    }
    let reason = if has_conflict { require_reason(reason)? } else { reason.trim() };
    let said = Declared { has_conflict, reason: reason.to_owned(), at };
    store::declare(conn, &review.package_id, own.seat, &said)
}

/// Writes a reviewer's marks; with `submit` they are final and must be complete. The last ones make the draft, or
/// call a third reviewer.
pub fn mark(
    conn: &mut Conn,
    calendar: &Calendar,
    commission: &Commission,
    expert_id: &str,
    (given, submit): (&[Given], bool),
    at: Instant,
) -> Outcome<()> {
    let review = working(conn, commission)?;
    let own = own(&review, expert_id)?;
    match &own.declared {
        None => return Err(wrong_state("请先声明与被评价单位、机构有无利害关系。", "Declare your interests first.")),
        Some(said) if said.has_conflict => {
            return Err(wrong_state("您已声明利害关系并回避。", "You declared a conflict and left the review."));
        }
        Some(_) if own.submitted_at.is_some() => {
            return Err(wrong_state("您的评分已经提交，不再更改。", "Your marks are handed in and change no more."));
        }
        Some(_) => {}
    }
    for given in given {
        let mark = rules::check_given(&review.rubric, own.seat, given).map_err(refused)?;
        store::put_mark(conn, &review.package_id, &mark)?;
    }
    if submit {
        let now = store::marks(conn, &review.package_id)?;
        rules::require_complete(&review.rubric, own.seat, &now).map_err(refused)?;
        store::hand_in(conn, &review.package_id, own.seat, at)?;
        draft_if_complete(conn, calendar, commission, at)?;
    }
    Ok(())
}

fn draft_if_complete(conn: &mut Conn, calendar: &Calendar, commission: &Commission, at: Instant) -> Outcome<()> {
    let review = begun(conn, commission)?;
    if rules::stage(&review) != Stage::Drafted {
        return Ok(());
    }
    let due = calendar.add_working_days(at.day_in_china(), review.rubric.answer_days);
    let due = due.map_err(|gap| Failure::refused(Code::RuleForbids, gap.to_string(), gap.to_string()))?;
    step(conn, &review, |head| head.drafted(at, due))
}

fn step(conn: &mut Conn, review: &Review, change: impl FnOnce(Head) -> Head) -> Outcome<()> {
    let head = store::find(conn, &review.package_id)?;
    let head = head.ok_or_else(|| Failure::not_found("资料包评审", "review"))?;
    let mut next = change(head);
    next.version = review.version + 1;
    if store::update(conn, &next)? {
        return Ok(());
    }
    Err(wrong_state("该评审刚被他人办理，请刷新后再试。", "Somebody else was faster; look again."))
}

/// The institution answers the draft, once and in time.
pub fn answer(
    conn: &mut Conn,
    commission: &Commission,
    (objects, said): (bool, &str),
    actor: &str,
    at: Instant,
) -> Outcome<()> {
    let review = working(conn, commission)?;
    let due = match (rules::stage(&review), review.answer_due) {
        (Stage::Drafted, Some(due)) => due,
        (Stage::Answered, _) => return Err(wrong_state("本机构已经答复。", "The institution has answered.")),
        _ => return Err(wrong_state("评审初稿形成后才能答复。", "There is no draft to answer yet.")),
    };
    if at.day_in_china() > due {
        let (zh, en) = (format!("答复期限 {} 已过。", due.zh()), format!("The answer was due on {due}."));
        return Err(Failure::refused(Code::WrongState, zh, en));
    }
    let answer = Answer { objects, said: require_reason(said)?.to_owned(), by: actor.to_owned(), at };
    step(conn, &review, |head| head.answered(&answer))
}

/// Whether the end of a review needs the level-up reviewer: the institution objects.
pub fn needs_level_up(review: &Review) -> bool {
    review.answer.as_ref().is_some_and(|answer| answer.objects)
}

/// Ends the review: the marks that count go to the quality, and the package is accepted. With an objection this is
/// the level-up review, which may put corrections beside marks.
pub fn close(
    conn: &mut Conn,
    commission: &Commission,
    (corrections, reason): (&[Correction], &str),
    actor: &str,
    at: Instant,
) -> Outcome<ReviewOutcome> {
    let review = working(conn, commission)?;
    if !matches!(rules::stage(&review), Stage::Drafted | Stage::Answered) || review.drafted_at.is_none() {
        return Err(wrong_state("评审尚未形成初稿。", "There is no draft yet."));
    }
    let closing = Closing { by: actor.to_owned(), at, reason: require_reason(reason)?.to_owned() };
    for made in corrections {
        rules::may_correct(&review.rubric, &rules::handed_in(&review), made).map_err(refused)?;
        store::insert_correction(conn, &review.package_id, made)?;
    }
    step(conn, &review, |head| head.closed(&closing))?;
    let closed = begun(conn, commission)?;
    let inputs = inputs(commission, &closed)
        .ok_or_else(|| Failure::Fault(anyhow::anyhow!("review of {} is not closed", commission.number)))?;
    let outcome = rules::finish(&inputs).map_err(refused)?;
    let decided = Decided { kind: DecisionKind::PackageReviewed, subject: &review.package_id, by: actor, at };
    decisions::record(conn, commission, &decided, &inputs, &outcome)?;
    hand_to_quality(conn, commission, &closed, &outcome.marks, (actor, at))?;
    Ok(outcome)
}

fn hand_to_quality(
    conn: &mut Conn,
    commission: &Commission,
    review: &Review,
    marks: &[Mark],
    (actor, at): (&str, Instant),
) -> Outcome<()> {
    let full = |name: &str| review.rubric.criteria.iter().find(|c| c.name == name).map(|c| c.weight);
    let mark = |mark: &Mark| {
        let maximum = full(&mark.criterion).unwrap_or_default();
        ReviewMark { seat: mark.seat, criterion: mark.criterion.clone(), maximum, points: mark.points }
    };
    let marks: Vec<ReviewMark> = marks.iter().map(mark).collect();
    let package = packages::find(conn, &review.package_id)?;
    let package = package.ok_or_else(|| Failure::not_found("评价资料包", "package"))?;
    let seats = assignments::reviewers_of(conn, commission.id.as_str())?;
    quality::review(conn, commission, &package, &marks, &seats, actor, at).map(drop)
}

/// What the end rests on, gathered from the tables; `None` where it has not ended.
pub fn inputs(commission: &Commission, review: &Review) -> Option<ReviewInputs> {
    let closing = review.closing.as_ref()?;
    let due: Day = review.answer_due?;
    let sits = |r: &&Reviewer| r.sits() && r.submitted_at.is_some();
    Some(ReviewInputs {
        commission: commission.number.clone(),
        rubric: review.rubric.clone(),
        seats: review.reviewers.iter().filter(sits).map(|r| r.seat).collect(),
        marks: rules::handed_in(review),
        answer_due: due,
        closed_on: closing.at.day_in_china(),
        answer: review.answer.as_ref().map(|a| rules::SaidToDraft { objects: a.objects, said: a.said.clone() }),
        corrections: review.corrections.clone(),
        reason: closing.reason.clone(),
    })
}
