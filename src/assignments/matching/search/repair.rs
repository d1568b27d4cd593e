//! From teams that break rules, or that want some experts too often, to an assignment. Evaluations
//! with such a team take a new one, first from experts with time to spare, then from others, who
//! lose theirs. Experts who are fought over grow dearer, so the fighting ends. A heuristic: it
//! promises nothing, and what it finds is checked like everything else.

use std::collections::VecDeque;

use super::relaxation::{Incumbent, Problem, pairs_of};
use super::team::{Best, Offer, TeamSearch};

/// New teams per waiting evaluation before the repair gives up.
const TRIES: usize = 24;

/// What a repair starts from.
pub(super) struct Draft<'d> {
    pub teams: Vec<Vec<u32>>,
    /// Evaluations that need a new team whatever the loads.
    pub broken: VecDeque<u32>,
    /// Price of an expert's time, in scores divided by the scale.
    pub prices: &'d dyn Fn(u32) -> i64,
    pub scale: i64,
}

struct Repair<'p, 'd> {
    problem: &'p Problem<'p>,
    draft: Draft<'d>,
    loads: Vec<u32>,
    /// What taking a full expert from another evaluation costs, by expert.
    fights: Vec<i64>,
    /// One unit of those costs.
    unit: i64,
}

impl Problem<'_> {
    /// Tries to mend the draft.
    pub(super) fn repair(&self, draft: Draft<'_>) -> Option<Incumbent> {
        let mut loads = vec![0; self.instance.experts.len()];
        for &expert in draft.teams.iter().flatten() {
            loads[expert as usize] += 1;
        }
        let scores = || self.instance.candidates.iter().map(|candidate| candidate.score);
        let range = scores().max().unwrap_or(0).saturating_sub(scores().min().unwrap_or(0));
        let unit = draft.scale.saturating_mul(range) / 8 + 1;
        let fights = vec![unit; loads.len()];
        let mut repair = Repair { problem: self, draft, loads, fights, unit };
        repair.relieve();
        repair.run().then(|| {
            let value = self.value(&repair.draft.teams);
            Incumbent { value, pairs: pairs_of(&repair.draft.teams) }
        })
    }
}

impl Repair<'_, '_> {
    fn run(&mut self) -> bool {
        for _ in 0..TRIES * self.draft.broken.len().max(8) {
            let Some(evaluation) = self.draft.broken.pop_front() else { break };
            self.dismiss(evaluation);
            let Some(team) = self.new_team(evaluation) else { return false };
            for &expert in &team {
                self.engage(evaluation, expert);
            }
            self.draft.teams[evaluation as usize] = team;
        }
        let mut experts = self.problem.instance.experts.iter().zip(&self.loads);
        self.draft.broken.is_empty() && experts.all(|(expert, load)| (expert.min_load..=expert.max_load).contains(load))
    }

    /// Evaluations give up experts who are wanted too often, until nobody is.
    fn relieve(&mut self) {
        for expert in 0..self.loads.len() as u32 {
            while self.is_overloaded(expert) {
                let Some(loser) = self.loser(expert, None) else { break };
                self.dismiss(loser);
                self.draft.broken.push_back(loser);
            }
        }
    }

    fn is_overloaded(&self, expert: u32) -> bool {
        self.loads[expert as usize] > self.problem.instance.experts[expert as usize].max_load
    }

    fn dismiss(&mut self, evaluation: u32) {
        for expert in std::mem::take(&mut self.draft.teams[evaluation as usize]) {
            self.loads[expert as usize] -= 1;
        }
    }

    fn new_team(&self, evaluation: u32) -> Option<Vec<u32>> {
        let fixed = &self.problem.committed.teams[evaluation as usize];
        let (mut members, mut offers) = (Vec::new(), Vec::new());
        for candidate in self.problem.instance.candidates(evaluation) {
            let value = self.value(candidate.expert, candidate.score);
            let offer = Offer::new(self.problem.instance, evaluation, candidate.expert, candidate.score, value);
            if fixed.contains(&candidate.expert) {
                members.push(offer);
            } else if self.problem.instance.experts[candidate.expert as usize].max_load > 0 {
                offers.push(offer);
            }
        }
        match TeamSearch::new(self.problem.instance, evaluation, self.problem.floor).run(&members, offers) {
            Best::Team { team, .. } | Best::AtMost { team: Some(team), .. } => Some(team),
            Best::AtMost { team: None, .. } | Best::Nobody => None,
        }
    }

    fn value(&self, expert: u32, score: i64) -> i64 {
        let at = expert as usize;
        let (row, load) = (&self.problem.instance.experts[at], self.loads[at]);
        // Where any assignment will do, a team that just reaches the floor leaves most to the others.
        let gain = if self.problem.any { -score * self.draft.scale / 16 } else { score * self.draft.scale };
        let value = gain - (self.draft.prices)(expert);
        if load < row.min_load {
            value + 4 * self.unit
        } else if load < row.max_load {
            value
        } else {
            value - self.fights[at]
        }
    }

    /// Gives the expert to the evaluation; if they are full, another evaluation loses them.
    fn engage(&mut self, evaluation: u32, expert: u32) {
        self.loads[expert as usize] += 1;
        if !self.is_overloaded(expert) {
            return;
        }
        self.fights[expert as usize] += self.unit;
        if let Some(loser) = self.loser(expert, Some(evaluation)) {
            self.dismiss(loser);
            self.draft.broken.push_back(loser);
        }
    }

    /// Who has the expert and gets least from them.
    fn loser(&self, expert: u32, but: Option<u32>) -> Option<u32> {
        let committed = &self.problem.committed.teams;
        let holds = |(other, team): &(u32, &Vec<u32>)| {
            Some(*other) != but && team.contains(&expert) && !committed[*other as usize].contains(&expert)
        };
        let holders = (0u32..).zip(&self.draft.teams).filter(holds);
        holders.map(|(other, _)| other).min_by_key(|&other| self.problem.instance.score(other, expert))
    }
}
