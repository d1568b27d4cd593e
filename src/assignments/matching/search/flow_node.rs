//! A part of the search bounded by the flow: decided pairs are locked or barred in the filled
//! network, which is edited and not rebuilt. Quick, and close where few rules lie outside the flow.

use std::cmp::Reverse;
use std::rc::Rc;

use super::super::flow::{Filled, Finder, Network, State};
use super::super::local::limit_breach;
use super::branch::{Node, Verdict};
use super::lifts::Lifts;
use super::relaxation::{Incumbent, Judged, Problem, Wish};

/// The network under the decisions, and what was last seen of it.
#[derive(Clone)]
pub(super) struct FlowNode<'p> {
    problem: Problem<'p>,
    network: Network,
    finder: Finder,
    scale: i64,
    lifts: Rc<Lifts>,
    judged: Option<Judged>,
}

impl<'p> FlowNode<'p> {
    pub fn new(problem: Problem<'p>, network: Network, scale: i64, lifts: Lifts) -> FlowNode<'p> {
        FlowNode { problem, finder: Finder::new(&network), network, scale, lifts: Rc::new(lifts), judged: None }
    }

    /// The arcs from an evaluation, or its gates, to experts.
    fn arcs_of(&self, evaluation: u32) -> Vec<(usize, u32)> {
        let (mut nodes, mut arcs) = (vec![evaluation], Vec::new());
        while let Some(node) = nodes.pop() {
            for index in self.network.arcs_from(node) {
                let to = self.network.arcs[index].to;
                match self.network.gate_at(to) {
                    Some(_) => nodes.push(to),
                    None => arcs.push((index, to - self.network.evaluations as u32)),
                }
            }
        }
        arcs
    }

    /// Bars every candidate who may not join those already in.
    fn bar_incompatible(&mut self, arc: usize) {
        let (evaluation, _) = self.network.pair(arc);
        let arcs = self.arcs_of(evaluation);
        let mut team = self.problem.committed.teams[evaluation as usize].clone();
        team.extend(
            arcs.iter().filter(|(arc, _)| self.network.states[*arc] == State::Locked).map(|(_, expert)| *expert),
        );
        for (arc, expert) in arcs {
            team.push(expert);
            if self.network.states[arc] != State::Locked && limit_breach(self.problem.instance, &team).is_some() {
                self.network.bar(arc);
            }
            team.pop();
        }
    }
}

impl Node for FlowNode<'_> {
    type Hint = ();

    fn hint(&self) {}

    fn resume(&mut self, (): &()) {}

    fn judge(&mut self, _: Option<i64>, keep_going: &dyn Fn() -> bool) -> Verdict {
        match self.finder.fill(&mut self.network, keep_going) {
            Filled::All => {}
            Filled::Stuck => return Verdict::Impossible,
            Filled::Stopped => return Verdict::Stopped,
        }
        let excluded = |evaluation| {
            let arcs = self.arcs_of(evaluation).into_iter();
            let told_apart = arcs.map(|(arc, expert)| (expert, self.network.states[arc]));
            told_apart.filter(|(_, state)| matches!(state, State::Locked | State::Barred)).collect()
        };
        let judged = self.problem.judge(&self.network, self.scale, &self.lifts, &excluded);
        let verdict = judged.bound.map_or(Verdict::Impossible, Verdict::AtMost);
        self.judged = Some(judged);
        verdict
    }

    fn assignment(&self) -> Option<Incumbent> {
        self.problem.assignment(self.judged.as_ref()?, &self.network, self.scale)
    }

    /// From the evaluation with the strongest wish, the pair of its wished team that the flow does
    /// not have; failing a wished team, any undecided pair it has.
    fn choice(&self) -> Option<(u32, bool)> {
        let strength = |wish: &&Wish| (wish.broken, wish.change.unsigned_abs(), Reverse(wish.evaluation));
        let wish = self.judged.as_ref()?.wishes.iter().max_by_key(strength)?;
        let arcs = self.arcs_of(wish.evaluation);
        let in_state = |arc: usize, state: State| self.network.states[arc] == state;
        let wished = arcs.iter().filter(|(arc, expert)| in_state(*arc, State::Open) && wish.team.contains(expert));
        let score = |expert: u32| self.problem.instance.score(wish.evaluation, expert);
        let new = wished.max_by_key(|(_, expert)| (score(*expert), Reverse(*expert)));
        let old = || arcs.iter().find(|(arc, _)| in_state(*arc, State::Used));
        new.or_else(old).map(|&(arc, _)| (arc as u32, true))
    }

    fn decide(&mut self, arc: u32, taken: bool) {
        if taken {
            self.network.lock(arc as usize);
            self.bar_incompatible(arc as usize);
        } else {
            self.network.bar(arc as usize);
        }
    }
}
