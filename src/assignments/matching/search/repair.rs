//! From a flow that breaks rules to an assignment that keeps them: evaluations whose team breaks a
//! rule take a new one, first from experts with time to spare, then from others, who lose theirs.
//! Experts who are fought over grow dearer, so the fighting ends. A heuristic: it promises nothing,
//! and what it finds is checked like everything else.

use std::collections::VecDeque;

use super::branch::Incumbent;
use super::relaxation::{Judged, Problem, pairs_of};
use super::team::{Best, Offer, TeamSearch};

/// New teams per evaluation before the repair gives up.
const TRIES: usize = 6;

struct Repair<'p> {
    problem: Problem<'p>,
    teams: Vec<Vec<u32>>,
    loads: Vec<u32>,
    /// What taking a full expert from another evaluation costs, by expert.
    fights: Vec<i64>,
    /// One unit of those costs.
    unit: i64,
    waiting: VecDeque<u32>,
}

impl Problem<'_> {
    /// Tries to mend a judged flow.
    pub(super) fn repair(&self, judged: &Judged) -> Option<Incumbent> {
        let mut loads = vec![0; self.instance.experts.len()];
        for &expert in judged.teams.iter().flatten() {
            loads[expert as usize] += 1;
        }
        let waiting: VecDeque<u32> =
            judged.wishes.iter().filter(|wish| wish.broken).map(|wish| wish.evaluation).collect();
        let scores = || self.instance.candidates.iter().map(|candidate| candidate.score);
        let unit = scores().max().unwrap_or(0).saturating_sub(scores().min().unwrap_or(0)) / 4 + 1;
        let fights = vec![unit; loads.len()];
        let mut repair = Repair { problem: *self, teams: judged.teams.clone(), loads, fights, unit, waiting };
        repair.run().then(|| {
            let value = self.value(&repair.teams);
            Incumbent { value, pairs: pairs_of(&repair.teams) }
        })
    }
}

impl Repair<'_> {
    fn run(&mut self) -> bool {
        for _ in 0..TRIES * self.waiting.len().max(8) {
            let Some(evaluation) = self.waiting.pop_front() else { break };
            self.dismiss(evaluation);
            let Some(team) = self.new_team(evaluation) else { return false };
            for &expert in &team {
                self.engage(evaluation, expert);
            }
            self.teams[evaluation as usize] = team;
        }
        let mut experts = self.problem.instance.experts.iter().zip(&self.loads);
        self.waiting.is_empty() && experts.all(|(expert, load)| (expert.min_load..=expert.max_load).contains(load))
    }

    fn dismiss(&mut self, evaluation: u32) {
        for expert in std::mem::take(&mut self.teams[evaluation as usize]) {
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
        match TeamSearch::new(self.problem.instance, evaluation, self.problem.floor, offers).run(&members) {
            Best::Team { team, .. } | Best::AtMost { team: Some(team), .. } => Some(team),
            Best::AtMost { team: None, .. } | Best::Nobody => None,
        }
    }

    fn value(&self, expert: u32, score: i64) -> i64 {
        let at = expert as usize;
        let (row, load) = (&self.problem.instance.experts[at], self.loads[at]);
        let slot = self.problem.lambda * (2 * i64::from(load) + 1);
        if load < row.min_load {
            score - slot + 4 * self.unit
        } else if load < row.max_load {
            score - slot
        } else {
            score - slot - self.fights[at]
        }
    }

    /// Gives the expert to the evaluation; if they are full, another evaluation loses them.
    fn engage(&mut self, evaluation: u32, expert: u32) {
        let at = expert as usize;
        self.loads[at] += 1;
        if self.loads[at] <= self.problem.instance.experts[at].max_load {
            return;
        }
        self.fights[at] += self.unit;
        let committed = &self.problem.committed.teams;
        let holds = |(other, team): &(u32, &Vec<u32>)| {
            *other != evaluation && team.contains(&expert) && !committed[*other as usize].contains(&expert)
        };
        let holders = (0u32..).zip(&self.teams).filter(holds);
        let loser = holders.map(|(other, _)| other).min_by_key(|&other| self.problem.instance.score(other, expert));
        if let Some(loser) = loser {
            self.dismiss(loser);
            self.waiting.push_back(loser);
        }
    }
}
