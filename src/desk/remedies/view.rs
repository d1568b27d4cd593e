//! What may be seen after an award: by finance and supervisor all of it, by an institution its own part.

use crate::accounts::Actor;
use crate::accounts::permissions::Act;
use crate::assignments::panel;
use crate::bids::{Bid, Standing, service as bids};
use crate::commissions::holds::{self, Hold};
use crate::commissions::{Commission, State, service as commissions};
use crate::contracts::service as contracts;
use crate::desk::commissions::reach::Sight;
use crate::desk::market::view::{ResultNotice, result_notice};
use crate::inquiries::service as inquiries;
use crate::orders::service as orders;
use crate::packages::service as packages;
use crate::platform::db::Conn;
use crate::platform::failure::{Failure, Outcome};
use crate::policy::{Calendar, Routes};
use crate::remedies::archive::{self, Paper, Papers};
use crate::remedies::model::{Challenge, Word};
use crate::remedies::service::{self as remedies, Law};
use crate::remedies::{Clock, Finding, Subject, Terms};
use crate::sealing::service as sealing;
use crate::terms::{Day, Fen, Instant, Score};
use serde::Serialize;
use utoipa::ToSchema;

/// An answer or a ruling.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct WordBody {
    pub finding: Finding,
    pub text: String,
    #[schema(value_type = String, format = DateTime)]
    pub at: Instant,
}

impl From<Word> for WordBody {
    fn from(word: Word) -> WordBody {
        WordBody { finding: word.finding, text: word.text, at: word.signed.at }
    }
}

/// A challenge with what came of it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ChallengeBody {
    pub id: String,
    pub institution: String,
    pub subject: Subject,
    pub content: String,
    /// Days are `null` where a year has no holiday notice.
    #[schema(value_type = Option<String>)]
    pub counted_from: Option<Day>,
    #[schema(value_type = String, format = DateTime)]
    pub filed_at: Instant,
    #[schema(value_type = Option<String>)]
    pub answer_due: Option<Day>,
    pub answer: Option<WordBody>,
    #[schema(value_type = Option<String>)]
    pub complaint_due: Option<Day>,
    pub complaint: Option<String>,
    #[schema(value_type = Option<String>, format = DateTime)]
    pub complained_at: Option<Instant>,
    #[schema(value_type = Option<String>)]
    pub ruling_due: Option<Day>,
    #[schema(value_type = Option<String>)]
    pub pause_until: Option<Day>,
    pub ruling: Option<WordBody>,
    /// The answer or the ruling is overdue.
    pub is_late: bool,
}

impl ChallengeBody {
    fn of(known: Challenge, today: Day) -> ChallengeBody {
        let ruling_due = known.complaint.as_ref().and_then(|complaint| complaint.ruling_due);
        let unruled = known.ruling.is_none() && ruling_due.is_some_and(|due| today > due);
        ChallengeBody {
            is_late: unruled || (known.answer.is_none() && known.answer_due.is_some_and(|due| today > due)),
            id: known.id,
            institution: known.institution_name,
            subject: known.subject,
            content: known.content,
            counted_from: known.counted_from,
            filed_at: known.filed_at,
            answer_due: known.answer_due,
            answer: known.answer.map(WordBody::from),
            complaint_due: known.complaint_due,
            complained_at: known.complaint.as_ref().map(|complaint| complaint.filed_at),
            pause_until: known.complaint.as_ref().and_then(|complaint| complaint.pause_until),
            complaint: known.complaint.map(|complaint| complaint.content),
            ruling_due,
            ruling: known.ruling.map(WordBody::from),
        }
    }
}

/// What a bidder learns of its own bid once the result is published.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct OwnResult {
    pub state: Standing,
    #[schema(value_type = i64)]
    pub price: Fen,
    #[schema(value_type = Option<String>)]
    pub technical: Option<Score>,
    #[schema(value_type = Option<String>)]
    pub price_points: Option<Score>,
    #[schema(value_type = Option<String>)]
    pub total: Option<Score>,
    pub rank: Option<i32>,
    /// Why it was not admitted.
    pub reason: Option<String>,
}

impl From<Bid> for OwnResult {
    fn from(bid: Bid) -> OwnResult {
        OwnResult {
            state: bid.standing,
            price: bid.price,
            technical: bid.technical,
            price_points: bid.price_points,
            total: bid.total,
            rank: bid.position,
            reason: bid.rejection_reason,
        }
    }
}

/// Everything after an award, as its reader may see it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RemedyFile {
    pub number: String,
    pub project: String,
    pub state: State,
    /// False where the terms are taken after the model of the law alone.
    pub is_statutory: bool,
    pub notice: Option<ResultNotice>,
    /// The reader's own bid, once the result is published.
    pub own: Option<OwnResult>,
    pub clocks: Vec<Clock>,
    /// While one lasts the commission stands still.
    pub holds: Vec<Hold>,
    /// The reader's own; all of them for finance and supervisor.
    pub challenges: Vec<ChallengeBody>,
    /// What the file of the commission must hold and whether it is there; for finance and supervisor.
    pub papers: Vec<Paper>,
}

/// The commission that this act reaches; an institution reaches every one that was announced.
pub fn reached(conn: &mut Conn, actor: &Actor, act: Act, number: &str) -> Outcome<Commission> {
    let missing = || Failure::not_found("委托", "commission");
    let commission = commissions::by_id_or_number(conn, number).map_err(|_| missing())?;
    let is_public = || commission.state >= State::Announced;
    let reaches = match Sight::of(actor, act)? {
        Sight::Institution(_) => is_public(),
        sight => sight.is_whole() && sight.covers(conn, &commission)? && is_public(),
    };
    if reaches { Ok(commission) } else { Err(missing()) }
}

/// The file for its reader.
pub fn file(
    conn: &mut Conn,
    (routes, calendar): (&Routes, &Calendar),
    actor: &Actor,
    number: &str,
    today: Day,
) -> Outcome<RemedyFile> {
    let commission = reached(conn, actor, Act::ReadChallenges, number)?;
    let route = routes.get(&commission.route).map_err(anyhow::Error::new)?;
    let own_id = match Sight::of(actor, Act::ReadChallenges)? {
        Sight::Institution(id) => Some(id),
        _ => None,
    };
    let notice = result_notice(conn, &commission)?;
    let own = match (&own_id, &notice) {
        (Some(id), Some(_)) => {
            let bids = bids::of_commission(conn, commission.id.as_str())?;
            bids.into_iter().find(|bid| bid.institution_id == *id).map(OwnResult::from)
        }
        _ => None,
    };
    let is_own = |known: &Challenge| own_id.as_ref().is_none_or(|id| known.institution_id == *id);
    let known = remedies::of(conn, &commission)?.into_iter().filter(is_own);
    let challenges = known.map(|known| ChallengeBody::of(known, today)).collect();
    let shows_clocks = own_id.is_none() || notice.is_some();
    let done = contracts::done_days(conn, &commission)?;
    let clocks = remedies::clocks(conn, Law { route, calendar }, &commission, done, today)?;
    let open = |hold: &Hold| hold.is_open() && own_id.is_none();
    Ok(RemedyFile {
        project: commission.project_name.clone(),
        state: commission.state,
        is_statutory: Terms::of(route).is_statutory,
        notice,
        own,
        clocks: if shows_clocks { clocks } else { Vec::new() },
        holds: holds::of(conn, &commission.id)?.into_iter().filter(open).collect(),
        challenges,
        papers: if own_id.is_none() { papers(conn, &commission)? } else { Vec::new() },
        number: commission.number,
    })
}

/// What there is of the papers that the law asks for.
fn papers(conn: &mut Conn, commission: &Commission) -> Outcome<Vec<Paper>> {
    let id = commission.id.as_str();
    let moves = commissions::timeline(conn, &commission.id)?;
    let was = |state: State| moves.iter().any(|step| step.to == state.word());
    let bids = bids::of_commission(conn, id)?;
    let tender = sealing::tender(conn, id)?;
    let has_tender = tender.is_some();
    let envelopes = match tender.and_then(|tender| tender.list_digest) {
        Some(_) => sealing::waiting(conn, id)?.len(),
        None => 0,
    };
    let challenges = remedies::of(conn, commission)?;
    let count = |of: &dyn Fn(&Challenge) -> bool| challenges.iter().filter(|one| of(one)).count();
    let known = Papers {
        has_tender,
        has_contract: contracts::of(conn, commission)?.is_some(),
        has_order: orders::of(conn, commission)?.is_some(),
        is_announced: was(State::Announced),
        clarifications: inquiries::clarifications(conn, commission)?.len(),
        questions: inquiries::questions(conn, commission)?.len(),
        envelopes,
        is_opened: was(State::Opened),
        bids: bids.iter().filter(|bid| bid.standing != Standing::Rejected).count(),
        panel_members: panel::seats(conn, id)?.len(),
        marks_finished: was(State::Scored),
        is_awarded: was(State::Awarded),
        result_published: remedies::notice(conn, commission)?.is_some(),
        contract_signed: was(State::Contracted),
        work_accepted: packages::accepted(conn, id)?.is_some(),
        challenges: challenges.len(),
        answers: count(&|one| one.answer.is_some()),
        complaints: count(&|one| one.complaint.is_some()),
        rulings: count(&|one| one.ruling.is_some()),
        ended_early: matches!(commission.state, State::Failed | State::Terminated),
    };
    Ok(archive::list(&commission.number, &known))
}
