//! The bound of a filled network. Prices of the experts' time come from the flow; at given prices
//! every evaluation can pick its best team alone, by all of its own rules. No assignment is worth
//! more than the best teams after price plus what the experts' loads earn at these prices. Where
//! the flow's team is the best, that is just the flow's worth, so only the others are searched.

use super::super::committed::Committed;
use super::super::flow::{Network, State};
use super::super::instance::Instance;
use super::super::local::breach;
use super::branch::Incumbent;
use super::lifts::Lifts;
use super::team::{Best, Offer, TeamSearch};

/// What is to be solved: an instance, its fixed pairs, the price of squared load, and perhaps a
/// floor under every evaluation's sum.
#[derive(Clone, Copy)]
pub(in super::super) struct Problem<'i> {
    pub instance: &'i Instance,
    pub committed: &'i Committed,
    pub lambda: i64,
    pub floor: Option<i64>,
}

/// Where an evaluation would rather have another team than the flow gives it.
#[derive(Clone, Debug)]
pub(super) struct Wish {
    pub evaluation: u32,
    pub broken: bool,
    /// What the wish changes in the bound, either way.
    pub change: i64,
    pub team: Option<Vec<u32>>,
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

    fn pairs(&self) -> Vec<(u32, u32)> {
        pairs_of(&self.teams)
    }
}

/// The pairs of all teams.
pub(super) fn pairs_of(teams: &[Vec<u32>]) -> Vec<(u32, u32)> {
    let numbered = teams.iter().zip(0u32..);
    numbered.flat_map(|(team, evaluation)| team.iter().map(move |&expert| (evaluation, expert))).collect()
}

impl Problem<'_> {
    /// The assignment that a judged flow is, or can be mended to.
    pub(super) fn assignment(&self, judged: &Judged) -> Option<Incumbent> {
        if judged.keeps_all_rules() {
            return Some(Incumbent { value: judged.value, pairs: judged.pairs() });
        }
        self.repair(judged)
    }

    /// Judges a filled network whose scores were scaled by `scale` and lifted by `lifts`.
    pub(super) fn judge(&self, network: &Network, scale: i64, lifts: &Lifts) -> Judged {
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
            let (value, team) = match self.best_team(network, scale, evaluation) {
                Best::Team { value, team } => (value, Some(team)),
                Best::AtMost { value, team } if lifts.touch(evaluation) => (value, team),
                Best::AtMost { value, team } => (value.min(own), team),
                Best::Nobody => return judged,
            };
            scaled += i128::from(value - own);
            if broken || value != own {
                judged.wishes.push(Wish { evaluation, broken, change: value - own, team });
            }
        }
        judged.bound = Some(super::super::answer::narrowed(scaled.div_euclid(i128::from(scale))));
        judged
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
        self.sum(evaluation, team) * scale - price
    }

    fn best_team(&self, network: &Network, scale: i64, evaluation: u32) -> Best {
        let fixed = &self.committed.teams[evaluation as usize];
        let offer = |expert: u32, score: i64| {
            Offer::new(self.instance, evaluation, expert, score, score * scale - network.price(expert as usize))
        };
        let mut members: Vec<Offer> =
            fixed.iter().map(|&expert| offer(expert, self.instance.score(evaluation, expert).unwrap_or(0))).collect();
        let mut offers = Vec::new();
        for (index, expert) in arcs_of(network, evaluation) {
            let score = self.instance.score(evaluation, expert).unwrap_or(0);
            match network.states[index] {
                State::Barred => {}
                State::Locked => members.push(offer(expert, score)),
                State::Open | State::Used => offers.push(offer(expert, score)),
            }
        }
        TeamSearch::new(self.instance, evaluation, self.floor, offers).run(&members)
    }
}

/// The arcs from an evaluation, or its gates, to experts.
pub(super) fn arcs_of(network: &Network, evaluation: u32) -> Vec<(usize, u32)> {
    let (mut nodes, mut arcs) = (vec![evaluation], Vec::new());
    while let Some(node) = nodes.pop() {
        for index in network.arcs_from(node) {
            let to = network.arcs[index].to;
            match network.gate_at(to) {
                Some(_) => nodes.push(to),
                None => arcs.push((index, to - network.evaluations as u32)),
            }
        }
    }
    arcs
}
