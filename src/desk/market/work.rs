//! What people do on the market, for pages and API alike: each act gathers, calls a room's service and notes it.

use super::view;
use crate::accounts::Actor;
use crate::accounts::model::Reach;
use crate::accounts::permissions::Act;
use crate::audit::service as audit;
use crate::bids::rules::opening::AdmissionDecision;
use crate::bids::service as bids;
use crate::commissions::{Commission, State, service as commissions};
use crate::conflicts::service as conflicts;
use crate::platform::db::{Conn, Db};
use crate::platform::failure::{Failure, Outcome};
use crate::platform::files::FileStore;
use crate::platform::paging::PageAsked;
use crate::platform::problem::Code;
use crate::platform::vault::Vault;
use crate::policy::{Calendar, Packs, Routes, Timetable};
use crate::sealing::crypto::sealed_bytes;
use crate::sealing::rules::FixedList;
use crate::sealing::service::{self as sealing, Announcement, OfferedShare, Submission};
use crate::sealing::{Receipt, Tender, TenderFile};
use crate::terms::{Instant, Wording};

/// Refused as if it were not there where it lies beyond the actor's reach.
pub(super) fn within_reach(actor: &Actor, act: Act, commission: &Commission) -> Outcome<()> {
    match actor.reach(act)? {
        Reach::All => Ok(()),
        Reach::Division(division) if division.as_str() == commission.division => Ok(()),
        Reach::Own(subject) if subject == commission.department_code => Ok(()),
        _ => Err(Failure::not_found("委托", "commission")),
    }
}

/// The institution that the actor stands for.
pub fn institution(actor: &Actor) -> Outcome<String> {
    match actor.reach(Act::SubmitBid)? {
        Reach::Own(subject) => Ok(subject.to_owned()),
        _ => Err(Failure::not_found("机构", "institution")),
    }
}

/// Announces an approved commission, or opens an announced one, for sealed bids by the file that the key ceremony made. The deadline must not lie
/// before the first day that the route allows.
pub fn announce(
    conn: &mut Conn,
    (routes, calendar): (&Routes, &Calendar),
    actor: &Actor,
    number: &str,
    (file, holders): (&TenderFile, &[String]),
    at: Instant,
) -> Outcome<Tender> {
    let commission = commissions::by_id_or_number(conn, number)?;
    within_reach(actor, Act::PlanCommission, &commission)?;
    let opening_key = file.key().map_err(|e| Failure::field("file", e.to_string()))?;
    if file.commission != commission.number {
        return Err(Failure::field("file/commission", format!("应为 {} / another commission", commission.number)));
    }
    if file.ceiling_fen != commission.ceiling {
        return Err(Failure::field(
            "file/ceiling_fen",
            format!("最高限价应为 {} 分 / another ceiling", commission.ceiling.0),
        ));
    }
    if holders.len() != 3 {
        return Err(Failure::field("holders", "须为三位保管人 / three holders"));
    }
    require_lawful_deadline(routes, calendar, &commission, file.deadline, at)?;
    let what = Announcement {
        opening_key,
        holders: holders.to_vec(),
        deadline: file.deadline,
        padded_bytes: file.padded_bytes,
    };
    let commission = match commission.state {
        State::Approved => {
            commissions::advance(conn, &commission.id, State::Announced, &actor.login, "发布委托公告", at)?
        }
        _ => commission,
    };
    let tender = sealing::announce(conn, &commission, &what, at)?;
    audit::note(conn, at, &actor.login, "tender-announced", &commission.number, file.key_id.as_str())?;
    Ok(tender)
}

fn require_lawful_deadline(
    routes: &Routes,
    calendar: &Calendar,
    commission: &Commission,
    deadline: Instant,
    at: Instant,
) -> Outcome<()> {
    let route = routes.get(&commission.route).map_err(anyhow::Error::new)?;
    let table = Timetable::of(route, at.day_in_china(), calendar);
    let Some(step) = table.steps.iter().find(|step| step.id == "deadline") else { return Ok(()) };
    let Some(first) = step.date else {
        return Err(Failure::field("file/deadline", step.open_because.clone().unwrap_or_default()));
    };
    if deadline.day_in_china() >= first {
        return Ok(());
    }
    let zh = format!("截止日最早为 {first}：{}。", step.rule.text.zh);
    let en = format!("The deadline may not lie before {first}: {}.", step.rule.text.en);
    Err(Failure::Refused {
        code: Code::RuleForbids,
        why: Wording::new(zh, en),
        grounds: vec![step.rule.article.clone()],
    })
}

/// Moves the deadline later after a clarification that affects bids; the new one keeps the distance that the route
/// asks for (Order 87 art. 27; 财库〔2014〕214号 art. 10).
pub fn postpone(
    conn: &mut Conn,
    routes: &Routes,
    actor: &Actor,
    number: &str,
    (to, reason): (Instant, &str),
    at: Instant,
) -> Outcome<Tender> {
    let (commission, _) = view::find(conn, number)?;
    within_reach(actor, Act::PlanCommission, &commission)?;
    if reason.trim().is_empty() {
        return Err(Failure::field("reason", "须说明澄清或修改的内容 / say what is clarified"));
    }
    let route = routes.get(&commission.route).map_err(anyhow::Error::new)?;
    let distance = route.steps.iter().find(|step| step.id == "clarification");
    if let Some(step) = distance.filter(|step| days_between(at, to) < i64::from(step.count)) {
        let zh = format!("顺延后的截止日距今不足 {} 日：{}。", step.count, step.basis.text.zh);
        let en = format!("Fewer than {} days are left: {}.", step.count, step.basis.text.en);
        let grounds = vec![step.basis.article.clone()];
        return Err(Failure::Refused { code: Code::RuleForbids, why: Wording::new(zh, en), grounds });
    }
    let tender = sealing::move_deadline(conn, commission.id.as_str(), to, at)?;
    audit::note(conn, at, &actor.login, "deadline-moved", &commission.number, &format!("{to} {}", reason.trim()))?;
    Ok(tender)
}

fn days_between(from: Instant, to: Instant) -> i64 {
    (to.day_in_china().0 - from.day_in_china().0).num_days()
}

/// Ends a commission for which too few bids came in; the envelopes stay closed for good.
pub fn fail(conn: &mut Conn, routes: &Routes, actor: &Actor, number: &str, at: Instant) -> Outcome<()> {
    let (commission, _) = view::find(conn, number)?;
    within_reach(actor, Act::OpenBids, &commission)?;
    let found = sealing::waiting(conn, commission.id.as_str())?.len();
    let Err(Failure::Refused { why, .. }) = require_bidders(routes, &commission, found) else {
        let (zh, en) = ("投标人数已够，应当开标。", "Enough bids came in; open them.");
        return Err(Failure::refused(Code::WrongState, zh, en));
    };
    commissions::advance(conn, &commission.id, State::Failed, &actor.login, &why.zh, at).map(drop)
}

/// How long the envelopes of a commission are; nothing longer is read.
pub fn envelope_bytes(conn: &mut Conn, number: &str) -> Outcome<usize> {
    Ok(sealed_bytes(view::find(conn, number)?.1.padded_bytes))
}

/// Takes a sealed bid in. `received_at` is when its last byte arrived.
pub fn hand_in(
    db: &Db,
    files: &dyn FileStore,
    actor: &Actor,
    number: &str,
    sealed: &[u8],
    received_at: Instant,
) -> Outcome<Receipt> {
    let institution_id = institution(actor)?;
    let (commission, tender) = db.read(|conn| view::find(conn, number))?;
    // What is late is not kept; the transaction asks again.
    if crate::sealing::rules::is_in_time(received_at, tender.deadline) {
        sealing::check(&tender, sealed)?;
        files.put(&mut &*sealed)?;
    }
    let of = Submission {
        receipt_id: uuid::Uuid::now_v7().to_string(),
        institution_id: &institution_id,
        sha256: crate::terms::Sha256Hex::of(sealed),
        received_at,
    };
    // Not noted in the log of acts, which others read: who bids and how many is secret until the opening
    // (Order 87 art. 28). The receipts are the record.
    db.write(|conn| {
        let commission = commissions::by_id(conn, commission.id.as_str())?;
        sealing::submit(conn, &commission, &of)
    })
}

/// Takes the own bid back.
pub fn withdraw(conn: &mut Conn, actor: &Actor, number: &str, at: Instant) -> Outcome<()> {
    let institution_id = institution(actor)?;
    let (commission, _) = view::find(conn, number)?;
    sealing::withdraw(conn, &commission, &institution_id, at)
}

/// The own receipts, newest first.
pub fn receipts(conn: &mut Conn, actor: &Actor, number: &str) -> Outcome<Vec<Receipt>> {
    let institution_id = institution(actor)?;
    let (commission, _) = view::find(conn, number)?;
    sealing::receipts_of(conn, commission.id.as_str(), &institution_id)
}

/// Fixes the list after the deadline.
pub fn fix(conn: &mut Conn, actor: &Actor, number: &str, at: Instant) -> Outcome<FixedList> {
    let (commission, _) = view::find(conn, number)?;
    within_reach(actor, Act::OpenBids, &commission)?;
    sealing::fix_list(conn, &commission, &actor.login, at)
}

/// With fewer bidders than the route asks for, the envelopes stay closed and the commission ends as failed or is
/// announced anew (Order 87 arts. 40 and 43).
fn require_bidders(routes: &Routes, commission: &Commission, found: usize) -> Outcome<()> {
    let route = routes.get(&commission.route).map_err(anyhow::Error::new)?;
    let Some(least) = route.bidders.as_ref().filter(|least| found < least.count as usize) else { return Ok(()) };
    let zh = format!("只收到 {found} 份投标，{}不得开标：{}。", route.name.zh, least.basis.text.zh);
    let en = format!("Only {found} bids came in, so they may not be opened: {}.", least.basis.text.en);
    Err(Failure::Refused {
        code: Code::RuleForbids,
        why: Wording::new(zh, en),
        grounds: vec![least.basis.article.clone()],
    })
}

/// What an opening stands on.
pub struct Opening<'a> {
    pub db: &'a Db,
    pub files: &'a dyn FileStore,
    pub vault: &'a Vault,
    pub packs: &'a Packs,
    pub routes: &'a Routes,
}

/// Failed tries at passphrases before an opening must wait, and for how long.
const TRIES: usize = 5;
const WAIT_MINUTES: i64 = 15;
const REFUSED: &str = "opening-refused";

impl Opening<'_> {
    /// Opens the envelopes with two shares and decides who is admitted, in one transaction. The key is gone when this
    /// returns.
    pub fn run(
        &self,
        actor: &Actor,
        number: &str,
        shares: &[OfferedShare],
        at: Instant,
    ) -> Outcome<Vec<AdmissionDecision>> {
        let (commission, tender) = self.db.read(|conn| view::find(conn, number))?;
        within_reach(actor, Act::OpenBids, &commission)?;
        self.require_tries_left(&commission, at)?;
        let waiting = self.db.read(|conn| sealing::waiting(conn, commission.id.as_str()))?;
        require_bidders(self.routes, &commission, waiting.len())?;
        let key = match sealing::key_of(&commission.number, &tender, shares) {
            Ok(key) => key,
            Err(why) => {
                let why = why.to_string();
                self.db.write(|conn| audit::note(conn, at, &actor.login, REFUSED, &commission.number, &why))?;
                return Err(Failure::field("shares", why));
            }
        };
        let opened = sealing::open_all(self.files, &commission.number, &tender, &key, waiting)?;
        drop(key);
        let pack = self.packs.get(&commission.policy_id).map_err(anyhow::Error::new)?;
        let holders: Vec<&str> = shares.iter().map(|(file, _)| file.holder.as_str()).collect();
        self.db.write(|conn| {
            let commission = commissions::by_id(conn, commission.id.as_str())?;
            bids::unseal(conn, &commission, &opened, &actor.login, at)?;
            audit::note(conn, at, &actor.login, "bids-opened", &commission.number, &holders.join(" + "))?;
            let snapshot = conflicts::snapshot(conn, self.vault, at)?;
            bids::open(conn, pack, &snapshot, &commission, &actor.login, at)
        })
    }

    /// Wrong passphrases are limited for each commission, over all nodes.
    fn require_tries_left(&self, commission: &Commission, at: Instant) -> Outcome<()> {
        let filter =
            audit::LogFilter { actors: None, action: Some(REFUSED.to_owned()), text: Some(commission.number.clone()) };
        let asked = PageAsked { page: 1, size: TRIES as i64 };
        let last = self.db.read(|conn| audit::log(conn, &filter, asked))?.items;
        let recent = |entry: &&crate::audit::model::LogEntry| (at.0 - entry.at.0).num_minutes() < WAIT_MINUTES;
        if last.iter().filter(recent).count() < TRIES {
            return Ok(());
        }
        let zh = format!("口令错误次数过多，请 {WAIT_MINUTES} 分钟后再试。");
        let en = format!("Too many wrong passphrases; try again in {WAIT_MINUTES} minutes.");
        Err(Failure::refused(Code::TooManyRequests, zh, en))
    }
}
