//! The best whole team of one evaluation at given prices, under every rule that looks at this
//! evaluation alone. Depth first over the candidates, dearest value first, with exact bounds.

use super::super::instance::Instance;
use super::super::local::{counted_employer, kept_apart, needs_met};

/// Steps after which a search for a team settles for a bound.
const MOST_STEPS: u32 = 50_000;

/// A candidate as the team search sees them.
#[derive(Clone, Copy, Debug)]
pub(in super::super) struct Offer {
    pub expert: u32,
    /// What the expert adds, after the price.
    pub value: i64,
    /// The plain score, for a floor under the team's sum.
    pub score: i64,
    needs: u64,
    employer: Option<u32>,
}

impl Offer {
    pub fn new(instance: &Instance, evaluation: u32, expert: u32, score: i64, value: i64) -> Offer {
        let needs = needs_met(instance, evaluation, expert);
        Offer { expert, value, score, needs, employer: counted_employer(instance, expert) }
    }
}

/// What a search for a team found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) enum Best {
    /// The best team, with the experts who must be in it.
    Team { value: i64, team: Vec<u32> },
    /// Too many to try; no team is worth more than this. The best seen, if any.
    AtMost { value: i64, team: Option<Vec<u32>> },
    /// No team keeps the rules.
    Nobody,
}

/// The search for one evaluation.
pub(in super::super) struct TeamSearch<'i> {
    instance: &'i Instance,
    mins: Vec<u32>,
    demand: usize,
    floor: Option<i64>,
    offers: Vec<Offer>,
    /// Greatest score from an offer on.
    later_score: Vec<i64>,
    /// How many offers from one on meet each need.
    later_needs: Vec<Vec<u32>>,
    best: Option<(i64, Vec<u32>)>,
    steps: u32,
}

/// A team being put together.
#[derive(Default)]
struct Draft {
    team: Vec<Offer>,
    value: i64,
    score: i64,
}

impl<'i> TeamSearch<'i> {
    /// `floor` is the least sum of plain scores that the team must reach.
    pub fn new(instance: &'i Instance, evaluation: u32, floor: Option<i64>, mut offers: Vec<Offer>) -> TeamSearch<'i> {
        let row = &instance.evaluations[evaluation as usize];
        offers.sort_unstable_by_key(|offer| (std::cmp::Reverse(offer.value), offer.expert));
        let mut later_score = vec![i64::MIN; offers.len() + 1];
        let mut later_needs = vec![vec![0; row.needs.len()]; offers.len() + 1];
        for (at, offer) in offers.iter().enumerate().rev() {
            later_score[at] = later_score[at + 1].max(offer.score);
            let counts = later_needs[at + 1].iter().enumerate();
            later_needs[at] = counts.map(|(bit, &count)| count + (offer.needs >> bit & 1) as u32).collect();
        }
        let mins = row.needs.iter().map(|need| need.min).collect();
        let demand = row.demand as usize;
        TeamSearch { instance, mins, demand, floor, offers, later_score, later_needs, best: None, steps: 0 }
    }

    /// The best team that has all of `members`, who are not among the offers.
    pub fn run(mut self, members: &[Offer]) -> Best {
        let mut draft = Draft::default();
        for member in members {
            if !self.admits(&draft, member) {
                return Best::Nobody;
            }
            draft.push(*member);
        }
        if draft.team.len() + self.offers.len() < self.demand {
            return Best::Nobody;
        }
        let ceiling = self.ceiling(&draft, 0);
        self.extend(&mut draft, 0);
        match self.best {
            Some((value, team)) if self.steps < MOST_STEPS => Best::Team { value, team },
            None if self.steps < MOST_STEPS => Best::Nobody,
            seen => Best::AtMost { value: ceiling, team: seen.map(|(_, team)| team) },
        }
    }

    fn extend(&mut self, draft: &mut Draft, from: usize) {
        let missing = self.demand - draft.team.len();
        if missing == 0 {
            return self.finish(draft);
        }
        for at in from..self.offers.len().saturating_sub(missing - 1) {
            self.steps += 1;
            if self.steps >= MOST_STEPS || !self.can_improve(draft, at) {
                return;
            }
            let offer = self.offers[at];
            if self.admits(draft, &offer) {
                draft.push(offer);
                self.extend(draft, at + 1);
                draft.pop();
            }
        }
    }

    fn finish(&mut self, draft: &Draft) {
        let floor_met = self.floor.is_none_or(|floor| draft.score >= floor);
        let better = self.best.as_ref().is_none_or(|(value, _)| draft.value > *value);
        if floor_met && better && self.needs_missing(draft).all(|(_, missing)| missing == 0) {
            let mut team: Vec<u32> = draft.team.iter().map(|offer| offer.expert).collect();
            team.sort_unstable();
            self.best = Some((draft.value, team));
        }
    }

    /// Most that the draft can be worth with offers from `at` on, local rules aside.
    fn ceiling(&self, draft: &Draft, at: usize) -> i64 {
        let missing = self.demand - draft.team.len();
        draft.value + self.offers.iter().skip(at).take(missing).map(|offer| offer.value).sum::<i64>()
    }

    fn can_improve(&self, draft: &Draft, at: usize) -> bool {
        let missing = self.demand - draft.team.len();
        let reach = draft.score.saturating_add(self.later_score[at].saturating_mul(missing as i64));
        if self.floor.is_some_and(|floor| reach < floor) {
            return false;
        }
        let later = &self.later_needs[at];
        if self.needs_missing(draft).any(|(bit, short)| short > later[bit].min(missing as u32)) {
            return false;
        }
        self.best.as_ref().is_none_or(|(value, _)| self.ceiling(draft, at) > *value)
    }

    fn needs_missing(&self, draft: &Draft) -> impl Iterator<Item = (usize, u32)> {
        let have = |bit: usize| draft.team.iter().filter(|offer| offer.needs >> bit & 1 == 1).count() as u32;
        let counts: Vec<u32> = (0..self.mins.len()).map(have).collect();
        self.mins.iter().zip(counts).map(|(min, have)| min.saturating_sub(have)).enumerate()
    }

    fn admits(&self, draft: &Draft, offer: &Offer) -> bool {
        if draft.team.len() >= self.demand {
            return false;
        }
        let colleagues = || draft.team.iter().filter(|other| other.employer == offer.employer).count();
        let employer_full = offer.employer.is_some()
            && self.instance.max_per_employer.is_some_and(|most| colleagues() >= most as usize);
        let apart = !self.instance.never_together.is_empty()
            && draft.team.iter().any(|other| kept_apart(self.instance, other.expert, offer.expert));
        !employer_full && !apart
    }
}

impl Draft {
    fn push(&mut self, offer: Offer) {
        self.value += offer.value;
        self.score += offer.score;
        self.team.push(offer);
    }

    fn pop(&mut self) {
        if let Some(offer) = self.team.pop() {
            self.value -= offer.value;
            self.score -= offer.score;
        }
    }
}
