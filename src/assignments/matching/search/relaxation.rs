//! The bound of a filled network. Prices of the experts' time come from the flow; at given prices
//! every evaluation can pick its best team alone, by all of its own rules. No assignment is worth
//! more than the best teams after price plus what the experts' loads earn at these prices. Where
//! the flow's team is the best, that is just the flow's worth, so only the others are searched.

use super::super::committed::Committed;
use super::super::flow::{Network, State};
use super::super::instance::Instance;
use super::super::local::breach;
use super::lifts::Lifts;
use super::repair::Draft;
use super::team::{Best, Offer, TeamSearch};

/// What is to be solved: an instance, its fixed pairs, the price of squared load, and perhaps a
/// floor under every evaluation's sum.
#[derive(Clone, Copy)]
pub(in super::super) struct Problem<'i> {
    pub instance: &'i Instance,
    pub committed: &'i Committed,
    pub lambda: i64,
    pub floor: Option<i64>,
    /// Any assignment will do: scores count for the floor alone, and every assignment is worth 0.
    pub any: bool,
}

/// The locked and barred experts of an evaluation.
pub(super) type Decided<'d> = dyn Fn(u32) -> Vec<(u32, State)> + 'd;

/// Where an evaluation would rather have another team than the flow gives it.
#[derive(Clone, Debug)]
pub(super) struct Wish {
    pub evaluation: u32,
    pub broken: bool,
    /// What the wish changes in the bound, either way, scaled.
    pub change: i64,
    /// The team it would rather have, where one is known.
    pub team: Vec<u32>,
}

/// An assignment with its objective.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) struct Incumbent {
    pub value: i64,
    pub pairs: Vec<(u32, u32)>,
}

/// A filled network, judged.
#[derive(Clone, Debug)]
pub(super) struct Judged {
    pub teams: Vec<Vec<u32>>,
    /// Worth of the flow in true scores; meaningful as an objective only if nothing is broken.
    pub value: i64,
    /// No assignment under the network's terms is worth more; `None` if there is none at all.
    pub bound: Option<i64>,
    pub wishes: Vec<Wish>,
}

impl Judged {
    fn keeps_all_rules(&self) -> bool {
        self.bound.is_some() && self.wishes.iter().all(|wish| !wish.broken)
    }
}

/// The pairs of all teams.
pub(super) fn pairs_of(teams: &[Vec<u32>]) -> Vec<(u32, u32)> {
    let numbered = teams.iter().zip(0u32..);
    numbered.flat_map(|(team, evaluation)| team.iter().map(move |&expert| (evaluation, expert))).collect()
}

impl Problem<'_> {
    /// The assignment that a judged flow is, or can be mended to.
    pub(super) fn assignment(&self, judged: &Judged, network: &Network, scale: i64) -> Option<Incumbent> {
        if judged.keeps_all_rules() {
            return Some(Incumbent { value: judged.value, pairs: pairs_of(&judged.teams) });
        }
        let broken = judged.wishes.iter().filter(|wish| wish.broken).map(|wish| wish.evaluation).collect();
        let prices = |expert: u32| network.price(expert as usize);
        self.repair(Draft { teams: judged.teams.clone(), broken, prices: &prices, scale })
    }

    /// Judges a filled network whose scores were scaled by `scale` and lifted by `lifts`. `decided`
    /// names the locked and barred experts of an evaluation.
    pub(super) fn judge(&self, network: &Network, scale: i64, lifts: &Lifts, decided: &Decided<'_>) -> Judged {
        let mut teams = self.committed.teams.clone();
        for (evaluation, expert) in network.pairs() {
            teams[evaluation as usize].push(expert);
        }
        let value = self.value(&teams);
        let mut judged = Judged { teams, value, bound: None, wishes: Vec::new() };
        let mut scaled = i128::from(value) * i128::from(scale);
        for evaluation in 0..judged.teams.len() as u32 {
            let team = &judged.teams[evaluation as usize];
            let broken = self.breaks_a_rule(evaluation, team);
            if !broken && !lifts.touch(evaluation) {
                continue;
            }
            let own = self.worth_after_price(network, scale, evaluation, team);
            let (value, team) = match self.best_team(network, scale, evaluation, &decided(evaluation)) {
                Best::Team { value, team } => (value, Some(team)),
                Best::AtMost { value, team } if lifts.touch(evaluation) => (value, team),
                Best::AtMost { value, team } => (value.min(own), team),
                Best::Nobody => return judged,
            };
            scaled += i128::from(value - own);
            if broken || value != own {
                judged.wishes.push(Wish { evaluation, broken, change: value - own, team: team.unwrap_or_default() });
            }
        }
        judged.bound = Some(super::super::answer::narrowed(scaled.div_euclid(i128::from(scale))));
        judged
    }

    /// What a score adds to the objective, scaled.
    pub(super) fn gain(&self, score: i64, scale: i64) -> i64 {
        if self.any { 0 } else { score * scale }
    }

    /// Whether a team does not fill its seats.
    pub(super) fn is_short(&self, evaluation: u32, team: &[u32]) -> bool {
        team.len() < self.instance.evaluations[evaluation as usize].demand as usize
    }

    fn breaks_a_rule(&self, evaluation: u32, team: &[u32]) -> bool {
        breach(self.instance, evaluation, team).is_some()
            || self.floor.is_some_and(|floor| self.sum(evaluation, team) < floor)
    }

    fn sum(&self, evaluation: u32, team: &[u32]) -> i64 {
        team.iter().filter_map(|&expert| self.instance.score(evaluation, expert)).sum()
    }

    /// The objective of an assignment, in true scores.
    pub(super) fn value(&self, teams: &[Vec<u32>]) -> i64 {
        if self.any {
            return 0;
        }
        let total: i64 = teams.iter().zip(0u32..).map(|(team, evaluation)| self.sum(evaluation, team)).sum();
        if self.lambda == 0 {
            return total;
        }
        let mut loads = vec![0i64; self.instance.experts.len()];
        for &expert in teams.iter().flatten() {
            loads[expert as usize] += 1;
        }
        total - self.lambda * loads.iter().map(|load| load * load).sum::<i64>()
    }

    fn worth_after_price(&self, network: &Network, scale: i64, evaluation: u32, team: &[u32]) -> i64 {
        let price: i64 = team.iter().map(|&expert| network.price(expert as usize)).sum();
        self.gain(self.sum(evaluation, team), scale) - price
    }

    fn best_team(&self, network: &Network, scale: i64, evaluation: u32, decided: &[(u32, State)]) -> Best {
        let fixed = &self.committed.teams[evaluation as usize];
        let state = |expert: u32| decided.iter().find(|(other, _)| *other == expert).map(|(_, state)| *state);
        let (mut members, mut offers) = (Vec::new(), Vec::new());
        for candidate in self.instance.candidates(evaluation) {
            let value = self.gain(candidate.score, scale) - network.price(candidate.expert as usize);
            let offer = Offer::new(self.instance, evaluation, candidate.expert, candidate.score, value);
            match state(candidate.expert) {
                Some(State::Barred) => {}
                Some(State::Locked) => members.push(offer),
                _ if fixed.contains(&candidate.expert) => members.push(offer),
                _ => offers.push(offer),
            }
        }
        TeamSearch::new(self.instance, evaluation, self.floor).run(&members, offers)
    }
}
