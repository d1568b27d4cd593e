//! Who could ever control an organisation, over all times and marriages at once: a net wide enough
//! that nobody who controls it on some day slips through, and so small that most questions about
//! control end here.
//!
//! Control only grows with holdings, so whoever controls on one day also does where all holdings of
//! all days count together. Not here: control on a day and its proof, see `conflicts::control`.

use super::{Graph, Org, Party, Person};
use crate::conflicts::model::Relation;
use rustc_hash::FxHashMap;
use std::collections::VecDeque;
use std::sync::{Arc, RwLock};

/// Beyond this many the exact answer is looked for in all directions.
const MOST_KEPT: usize = 16;

/// Those who could ever control one organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Controllers {
    /// Nobody but these, nearest first.
    Few(Vec<Party>),
    /// Too many to keep.
    Many,
}

/// The controllers of every organisation, for control over a threshold.
#[derive(Debug)]
pub struct ControllerIndex {
    over: u128,
    of: Vec<Controllers>,
}

static NOBODY: Controllers = Controllers::Few(Vec::new());

impl ControllerIndex {
    pub fn of(&self, org: Org) -> &Controllers {
        self.of.get(org.0 as usize).unwrap_or(&NOBODY)
    }

    /// False only if `centre` controls `org` on no day, whatever marriages count.
    pub fn may_control(&self, centre: Party, org: Org) -> bool {
        match self.of(org) {
            Controllers::Few(few) => few.contains(&centre),
            Controllers::Many => true,
        }
    }

    /// The least solution, grown from nobody: an organisation is looked at again when the controllers
    /// of one of its holders have grown.
    fn build(graph: &Graph, over: u128) -> ControllerIndex {
        let count = graph.orgs.len();
        let mut index = ControllerIndex { over, of: vec![NOBODY.clone(); count] };
        let mut waiting: VecDeque<Org> = (0..count as u32).map(Org).collect();
        let mut is_waiting = vec![true; count];
        while let Some(org) = waiting.pop_front() {
            let at = org.0 as usize;
            is_waiting[at] = false;
            let grown = index.controllers(graph, org);
            if index.of[at] == grown {
                continue;
            }
            index.of[at] = grown;
            for holding in graph.holdings_of(Party::Org(org)) {
                if !std::mem::replace(&mut is_waiting[holding.org.0 as usize], true) {
                    waiting.push_back(holding.org);
                }
            }
        }
        index
    }

    fn controllers(&self, graph: &Graph, org: Org) -> Controllers {
        if self.of(org) == &Controllers::Many {
            return Controllers::Many;
        }
        let mut tally = Tally::default();
        for holding in graph.holdings_in(org) {
            let share = u128::from(holding.share.0);
            tally.add(holding.holder, share);
            match holding.holder {
                Party::Person(person) => {
                    spouses_ever(graph, person).for_each(|spouse| tally.add(Party::Person(spouse), share))
                }
                Party::Org(owner) => match self.of(owner) {
                    Controllers::Few(few) => {
                        few.iter().filter(|c| **c != holding.holder).for_each(|c| tally.add(*c, share))
                    }
                    Controllers::Many => tally.by_anybody += share,
                },
            }
        }
        tally.over(self.over)
    }
}

/// What each candidate could bring together in one organisation.
#[derive(Default)]
struct Tally {
    order: Vec<Party>,
    shares: FxHashMap<Party, u128>,
    /// Held by organisations that could be controlled by anybody.
    by_anybody: u128,
}

impl Tally {
    fn add(&mut self, party: Party, share: u128) {
        let order = &mut self.order;
        *self.shares.entry(party).or_insert_with(|| {
            order.push(party);
            0
        }) += share;
    }

    fn over(self, over: u128) -> Controllers {
        let enough = |party: &Party| self.shares.get(party).is_some_and(|share| share + self.by_anybody > over);
        let few: Vec<Party> = self.order.iter().copied().filter(enough).collect();
        if self.by_anybody > over || few.len() > MOST_KEPT { Controllers::Many } else { Controllers::Few(few) }
    }
}

/// Everybody the person was ever married to, once for each record.
fn spouses_ever(graph: &Graph, person: Person) -> impl Iterator<Item = Person> + '_ {
    let mut seen = Vec::new();
    let married = graph.ties_of(person).filter(|tie| tie.relation == Relation::Spouse && tie.a != tie.b);
    married.map(move |tie| if tie.a == person { tie.b } else { tie.a }).filter(move |spouse| {
        let is_new = !seen.contains(spouse);
        seen.push(*spouse);
        is_new
    })
}

/// The index last asked for; holdings or marriages that come later end it.
#[derive(Debug, Default)]
pub(super) struct IndexCache(RwLock<Option<Arc<ControllerIndex>>>);

impl Clone for IndexCache {
    fn clone(&self) -> IndexCache {
        IndexCache(RwLock::new(self.get()))
    }
}

impl IndexCache {
    fn get(&self) -> Option<Arc<ControllerIndex>> {
        self.0.read().map_or(None, |kept| kept.clone())
    }

    fn set(&self, index: Option<Arc<ControllerIndex>>) {
        if let Ok(mut kept) = self.0.write() {
            *kept = index;
        }
    }

    pub fn forget(&mut self) {
        self.set(None);
    }
}

impl Graph {
    /// Who could ever control what with strictly more than `over`. Built when first asked for and kept
    /// until a holding or a marriage is added.
    pub fn controllers(&self, over: super::Share) -> Arc<ControllerIndex> {
        let over = u128::from(over.0);
        match self.controllers.get() {
            Some(kept) if kept.over <= over => kept,
            _ => {
                let built = Arc::new(ControllerIndex::build(self, over));
                self.controllers.set(Some(built.clone()));
                built
            }
        }
    }
}
