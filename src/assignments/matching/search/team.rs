//! The best whole team of one evaluation at given prices, under every rule that looks at this
//! evaluation alone. Depth first over the candidates, dearest first, with exact bounds.
//!
//! A floor under the team's sum of scores is a knapsack; candidates are then ranked by
//! `value + multiplier * score` with the multiplier that makes the bound at the root least
//! (Martello and Toth, *Knapsack Problems*, 1990), which also is the bound below it.

use super::super::answer::narrowed;
use super::super::instance::Instance;
use super::super::local::{counted_employer, kept_apart, needs_met};

/// Steps after which a search for a team settles for a bound.
const MOST_STEPS: u32 = 30_000;

/// Largest team that is searched at all; above, a bound must do. Keeps the recursion shallow.
const MOST_SEATS: usize = 200;

/// Unit of the multiplier on scores.
const FINE: i128 = 256;

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
    key: i128,
}

impl Offer {
    pub fn new(instance: &Instance, evaluation: u32, expert: u32, score: i64, value: i64) -> Offer {
        let needs = needs_met(instance, evaluation, expert);
        Offer { expert, value, score, needs, employer: counted_employer(instance, expert), key: 0 }
    }
}

/// What a search for a team found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) enum Best {
    /// The best team, with the experts who must be in it, by number.
    Team { value: i64, team: Vec<u32> },
    /// Too many to try; no team is worth more than this. The best seen, if any.
    AtMost { value: i64, team: Option<Vec<u32>> },
    /// No team keeps the rules.
    Nobody,
}

/// The search for one evaluation.
pub(in super::super) struct TeamSearch<'i> {
    instance: &'i Instance,
    evaluation: usize,
    demand: usize,
    floor: Option<i64>,
    multiplier: i128,
    offers: Vec<Offer>,
    /// Greatest score from an offer on; only where there is a floor.
    later_score: Vec<i64>,
    /// How many offers from one on meet each need, need by need; only where there are needs.
    later_needs: Vec<u32>,
    best: Option<(i128, Vec<u32>)>,
    steps: u32,
}

/// A team being put together.
#[derive(Default)]
struct Draft {
    team: Vec<Offer>,
    value: i128,
    score: i64,
}

impl<'i> TeamSearch<'i> {
    /// `floor` is the least sum of plain scores that the team must reach.
    pub fn new(instance: &'i Instance, evaluation: u32, floor: Option<i64>) -> TeamSearch<'i> {
        let evaluation = evaluation as usize;
        let demand = instance.evaluations[evaluation].demand as usize;
        TeamSearch {
            instance,
            evaluation,
            demand,
            floor,
            multiplier: 0,
            offers: Vec::new(),
            later_score: Vec::new(),
            later_needs: Vec::new(),
            best: None,
            steps: 0,
        }
    }

    /// The best team of all `members` and some of the `offers`.
    pub fn run(mut self, members: &[Offer], offers: Vec<Offer>) -> Best {
        let mut draft = Draft::default();
        for member in members {
            if !self.admits(&draft, member) {
                return Best::Nobody;
            }
            draft.push(*member);
        }
        if draft.team.len() + offers.len() < self.demand {
            return Best::Nobody;
        }
        self.offers = offers;
        self.rank(&draft);
        let ceiling = narrowed(self.ceiling(&draft, 0));
        if self.demand - draft.team.len() > MOST_SEATS {
            return Best::AtMost { value: ceiling, team: None };
        }
        self.look_ahead();
        self.extend(&mut draft, 0);
        match self.best {
            Some((value, team)) if self.steps < MOST_STEPS => Best::Team { value: narrowed(value), team },
            None if self.steps < MOST_STEPS => Best::Nobody,
            seen => Best::AtMost { value: ceiling, team: seen.map(|(_, team)| team) },
        }
    }

    /// Sorts the offers by the best bound at the root.
    fn rank(&mut self, draft: &Draft) {
        if let Some(floor) = self.floor {
            self.multiplier = self.best_multiplier(draft, floor);
        }
        for offer in &mut self.offers {
            offer.key = i128::from(offer.value) * FINE + self.multiplier * i128::from(offer.score);
        }
        self.offers.sort_unstable_by_key(|offer| (std::cmp::Reverse(offer.key), offer.expert));
    }

    /// The least multiplier under which the best-ranked team reaches the floor, found by doubling
    /// and halving; 0 where it does anyway.
    fn best_multiplier(&mut self, draft: &Draft, floor: i64) -> i128 {
        const DOUBLINGS: u32 = 40;
        if self.reaches(draft, floor, 0) {
            return 0;
        }
        let Some(doublings) = (0..DOUBLINGS).find(|&by| self.reaches(draft, floor, 1 << by)) else { return 0 };
        let (mut low, mut high) = ((1i128 << doublings) / 2, 1i128 << doublings);
        while high - low > 1 + high / 64 {
            let middle = low + (high - low) / 2;
            if self.reaches(draft, floor, middle) {
                high = middle;
            } else {
                low = middle;
            }
        }
        high
    }

    fn reaches(&mut self, draft: &Draft, floor: i64, multiplier: i128) -> bool {
        let missing = self.demand - draft.team.len();
        if missing == 0 || self.offers.is_empty() {
            return draft.score >= floor;
        }
        let key =
            |offer: &Offer| std::cmp::Reverse(i128::from(offer.value) * FINE + multiplier * i128::from(offer.score));
        self.offers.select_nth_unstable_by_key(missing - 1, key);
        draft.score + self.offers.iter().take(missing).map(|offer| offer.score).sum::<i64>() >= floor
    }

    fn look_ahead(&mut self) {
        let offers = &self.offers;
        if self.floor.is_some() {
            self.later_score = vec![i64::MIN; offers.len() + 1];
            for (at, offer) in offers.iter().enumerate().rev() {
                self.later_score[at] = self.later_score[at + 1].max(offer.score);
            }
        }
        let needs = self.instance.evaluations[self.evaluation].needs.len();
        if needs > 0 {
            self.later_needs = vec![0; needs * (offers.len() + 1)];
            for (at, offer) in offers.iter().enumerate().rev() {
                for bit in 0..needs {
                    self.later_needs[at * needs + bit] =
                        self.later_needs[(at + 1) * needs + bit] + (offer.needs >> bit & 1) as u32;
                }
            }
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
        if floor_met && better && (0..self.needs()).all(|bit| self.lacks(draft, bit) == 0) {
            let mut team: Vec<u32> = draft.team.iter().map(|offer| offer.expert).collect();
            team.sort_unstable();
            self.best = Some((draft.value, team));
        }
    }

    /// Most that a team can be worth that goes on from the draft with offers from `at` on.
    fn ceiling(&self, draft: &Draft, at: usize) -> i128 {
        let missing = self.demand - draft.team.len();
        let keys: i128 = self.offers.iter().skip(at).take(missing).map(|offer| offer.key).sum();
        let own = draft.value * FINE + self.multiplier * i128::from(draft.score);
        let floor = self.multiplier * i128::from(self.floor.unwrap_or(0));
        (own + keys - floor).div_euclid(FINE)
    }

    fn can_improve(&self, draft: &Draft, at: usize) -> bool {
        let missing = self.demand - draft.team.len();
        if let (Some(floor), Some(&most)) = (self.floor, self.later_score.get(at))
            && draft.score.saturating_add(most.saturating_mul(missing as i64)) < floor
        {
            return false;
        }
        let needs = self.needs();
        let short = |bit| self.lacks(draft, bit) > self.later_needs[at * needs + bit].min(missing as u32);
        if (0..needs).any(short) {
            return false;
        }
        self.best.as_ref().is_none_or(|(value, _)| self.ceiling(draft, at) > *value)
    }

    fn needs(&self) -> usize {
        self.instance.evaluations[self.evaluation].needs.len()
    }

    /// How many the draft lacks for a need.
    fn lacks(&self, draft: &Draft, bit: usize) -> u32 {
        let min = self.instance.evaluations[self.evaluation].needs[bit].min;
        min.saturating_sub(draft.team.iter().filter(|offer| offer.needs >> bit & 1 == 1).count() as u32)
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
        self.value += i128::from(offer.value);
        self.score += offer.score;
        self.team.push(offer);
    }

    fn pop(&mut self) {
        if let Some(offer) = self.team.pop() {
            self.value -= i128::from(offer.value);
            self.score -= offer.score;
        }
    }
}
