//! Gathering: what is on record of every institution that works or worked for a division.

use super::model::{Assignment, Content, CreditRule, Determination, Facts, Inputs, Violation};
use super::rules::index;
use super::store;
use crate::bids::model::Standing as BidStanding;
use crate::bids::service as bids;
use crate::commissions::model::Move;
use crate::commissions::service::{self as commissions, Filter};
use crate::commissions::{Commission, State};
use crate::orders::service as orders;
use crate::packages::service as packages;
use crate::platform::db::Conn;
use crate::platform::failure::Outcome;
use crate::platform::paging::PageAsked;
use crate::quality::service as quality;
use crate::registry::service as registry;
use crate::terms::{Day, Fen, Score};
use rust_decimal::Decimal;
use std::collections::BTreeMap;

const ALL: PageAsked = PageAsked { page: 1, size: 1_000_000 };

/// Institutions of one kind with a record, from which on they are a group of their own.
const SMALLEST_GROUP: usize = 3;

/// One institution with what is on record of it.
#[derive(Clone, Debug)]
struct Entry {
    id: String,
    name: String,
    kind: String,
    facts: Facts,
}

/// The facts of a division on a day.
pub struct Book {
    pub as_of: Day,
    entries: Vec<Entry>,
}

/// Reads the book of a division: its own commissions, and the violations it found.
pub fn book(conn: &mut Conn, division: &str, as_of: Day) -> Outcome<Book> {
    let mut found: BTreeMap<String, Facts> = BTreeMap::new();
    let filter = Filter { division: Some(division.to_owned()), ..Filter::default() };
    for commission in commissions::list(conn, &filter, ALL)?.items {
        let Some(institution) = commission.institution_id.clone() else { continue };
        if let Some(assignment) = assignment(conn, &commission)? {
            found.entry(institution).or_default().assignments.push(assignment);
        }
    }
    for matter in store::of_division(conn, division)?.into_iter().filter(super::model::Matter::is_in_force) {
        if let Content::Violation { code, found_on, commission } = matter.content {
            let violation = Violation { matter: matter.id, code, found_on, commission };
            found.entry(matter.institution_id).or_default().violations.push(violation);
        }
    }
    let names = registry::institution_kinds(conn)?;
    let entry = |(id, name, kind): (String, String, String)| {
        let mut facts = found.remove(&id)?;
        facts.assignments.sort_by(|a, b| a.commission.cmp(&b.commission));
        facts.violations.sort_by(|a, b| (a.found_on, &a.matter).cmp(&(b.found_on, &b.matter)));
        Some(Entry { id, name, kind, facts })
    };
    Ok(Book { as_of, entries: names.into_iter().filter_map(entry).collect() })
}

impl Book {
    /// What the index of every institution rests on, under one rule; by registry number.
    pub fn inputs(&self, rule: &CreditRule) -> Vec<Inputs> {
        let mut groups: BTreeMap<&str, Vec<&Facts>> = BTreeMap::new();
        for entry in self.entries.iter().filter(|entry| !entry.facts.assignments.is_empty()) {
            groups.entry(&entry.kind).or_default().push(&entry.facts);
        }
        let whole = groups.values().flatten().copied();
        let whole = index::peers(None, whole, self.as_of, rule);
        let own = groups.iter().filter(|(_, group)| group.len() >= SMALLEST_GROUP);
        let own: BTreeMap<&str, _> = own
            .map(|(kind, group)| {
                let kind_named = Some((*kind).to_owned());
                (*kind, index::peers(kind_named, group.iter().copied(), self.as_of, rule))
            })
            .collect();
        let inputs = |entry: &Entry| Inputs {
            institution: entry.id.clone(),
            name: entry.name.clone(),
            as_of: self.as_of,
            facts: entry.facts.clone(),
            peers: own.get(entry.kind.as_str()).unwrap_or(&whole).clone(),
            rule: rule.clone(),
        };
        self.entries.iter().map(inputs).collect()
    }

    /// What the index of one institution rests on; one without a record has an empty one.
    pub fn of(&self, conn: &mut Conn, institution: &str, rule: &CreditRule) -> Outcome<Option<Inputs>> {
        if let Some(found) = self.inputs(rule).into_iter().find(|inputs| inputs.institution == institution) {
            return Ok(Some(found));
        }
        let names = registry::institution_kinds(conn)?;
        let own = names.into_iter().find(|(id, ..)| id == institution);
        Ok(own.map(|(institution, name, _)| Inputs {
            institution,
            name,
            as_of: self.as_of,
            facts: Facts::default(),
            peers: index::peers(None, std::iter::empty(), self.as_of, rule),
            rule: rule.clone(),
        }))
    }

    /// All indexes under one rule.
    pub fn determined(&self, rule: &CreditRule) -> Vec<Determination> {
        self.inputs(rule).iter().map(index::determine).collect()
    }
}

/// The assignment, once its package was accepted and its marks are in.
fn assignment(conn: &mut Conn, commission: &Commission) -> Outcome<Option<Assignment>> {
    let moves = commissions::timeline(conn, &commission.id)?;
    let Some(accepted) = last_move_to(&moves, State::Accepted) else { return Ok(None) };
    let id = commission.id.as_str();
    let versions = packages::of_commission(conn, id)?;
    let Some(package) = versions.iter().find(|p| p.standing == crate::packages::model::Standing::Accepted) else {
        return Ok(None);
    };
    let Some(marked) = quality::quality(conn, &package.id)? else { return Ok(None) };
    let bids = bids::of_commission(conn, id)?;
    let bid = bids.iter().find(|bid| bid.standing == BidStanding::Awarded);
    let due = match orders::of(conn, commission)? {
        Some(order) => Some(order.requirement.report_due_on),
        None => bid
            .zip(last_move_to(&moves, State::Contracted))
            .map(|(bid, contracted)| contracted.moved_at.day_in_china().plus_days(i64::from(bid.days_promised))),
    };
    let first = versions.iter().map(|p| p.submitted_at.day_in_china()).min();
    let late = first.zip(due).map_or(0, |(first, due)| (first.0 - due.0).num_days());
    let back = |m: &&Move| m.to == State::ViewsExchanged.word() && m.from != State::FieldWork.word();
    Ok(Some(Assignment {
        commission: commission.number.clone(),
        accepted_on: accepted.moved_at.day_in_china(),
        price: bid.map_or(Fen(0), |bid| bid.price),
        quality: percent(marked.raw_mean, full_marks(conn, &package.id)?),
        returns: u32::try_from(moves.iter().filter(back).count()).unwrap_or(u32::MAX),
        days_late: u32::try_from(late).unwrap_or(0),
    }))
}

fn last_move_to(moves: &[Move], state: State) -> Option<&Move> {
    moves.iter().rev().find(|m| m.to == state.word())
}

/// What one seat could give at most.
fn full_marks(conn: &mut Conn, package: &str) -> Outcome<Score> {
    let marks = quality::marks(conn, package)?;
    let seat = marks.first().map(|mark| mark.seat);
    Ok(marks.iter().filter(|mark| Some(mark.seat) == seat).map(|mark| mark.maximum).sum())
}

fn percent(given: Score, full: Score) -> Score {
    let share = (given.0 * Decimal::ONE_HUNDRED).checked_div(full.0).unwrap_or(Decimal::ZERO);
    Score(share.clamp(Decimal::ZERO, Decimal::ONE_HUNDRED)).rounded(2)
}
