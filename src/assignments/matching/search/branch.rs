//! Branch and bound over pairs, best bound first and each dive to its end. A pair is either made
//! part of the assignment or barred from it; the network is edited, not rebuilt.

use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::rc::Rc;

use super::super::flow::{Filled, Finder, Network, State};
use super::super::local::limit_breach;
use super::lifts::Lifts;
use super::relaxation::{Judged, Problem, Wish, arcs_of};

/// An assignment with its objective.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) struct Incumbent {
    pub value: i64,
    pub pairs: Vec<(u32, u32)>,
}

/// A pair that is decided: in (`true`) or out, and what was decided before.
struct Decision {
    arc: usize,
    taken: bool,
    before: Path,
}

type Path = Option<Rc<Decision>>;

/// A part of the search that is still to be looked at.
struct Branch {
    bound: i64,
    age: u64,
    path: Path,
}

impl Ord for Branch {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.bound, self.age).cmp(&(other.bound, other.age))
    }
}

impl PartialOrd for Branch {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Branch {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Branch {}

/// The search from a filled root network.
pub(super) struct Search<'p> {
    pub problem: Problem<'p>,
    pub root: Network,
    pub scale: i64,
    pub lifts: Lifts,
    /// Assignments worth this or less are of no interest.
    pub known: Option<i64>,
    pub best: Option<Incumbent>,
    /// End at the first assignment found.
    pub first_is_enough: bool,
    pub keep_going: &'p dyn Fn() -> bool,
}

/// What is left when a dive ends early.
enum Dive {
    Done,
    Stopped { bound: i64 },
}

impl Search<'_> {
    /// Searches until nothing is open or the caller stops it. Returns a bound on all assignments
    /// that were not looked at; `None` when there are none.
    pub fn run(&mut self, root_bound: i64) -> Option<i64> {
        let mut open = BinaryHeap::from([Branch { bound: root_bound, age: 0, path: None }]);
        let mut age = 0;
        let mut finder = Finder::new(&self.root);
        while let Some(branch) = open.pop() {
            if !self.is_of_interest(branch.bound) {
                break;
            }
            if let Dive::Stopped { bound } = self.dive(branch, &mut finder, &mut open, &mut age) {
                let left = open.iter().map(|branch| branch.bound).chain([bound]);
                return left.max().filter(|&bound| self.is_of_interest(bound));
            }
        }
        None
    }

    fn is_of_interest(&self, bound: i64) -> bool {
        self.known.is_none_or(|known| bound > known)
    }

    fn dive(&mut self, branch: Branch, finder: &mut Finder, open: &mut BinaryHeap<Branch>, age: &mut u64) -> Dive {
        let Branch { mut bound, mut path, .. } = branch;
        let mut network = self.root.clone();
        replay(&mut network, &path);
        loop {
            if !(self.keep_going)() {
                return Dive::Stopped { bound };
            }
            match finder.fill(&mut network, self.keep_going) {
                Filled::All => {}
                Filled::Stuck => return Dive::Done,
                Filled::Stopped => return Dive::Stopped { bound },
            }
            let judged = self.problem.judge(&network, self.scale, &self.lifts);
            let Some(own) = judged.bound else { return Dive::Done };
            bound = bound.min(own);
            self.offer(&judged);
            if self.first_is_enough && self.best.is_some() {
                return Dive::Stopped { bound };
            }
            if !self.is_of_interest(bound) {
                return Dive::Done;
            }
            let Some(arc) = self.choice(&network, &judged) else { return Dive::Done };
            *age += 1;
            open.push(Branch { bound, age: *age, path: decided(&path, arc, false) });
            path = decided(&path, arc, true);
            network.lock(arc);
            self.bar_incompatible(&mut network, arc, &mut path);
        }
    }

    fn offer(&mut self, judged: &Judged) {
        if let Some(found) = self.problem.assignment(judged).filter(|found| self.is_of_interest(found.value)) {
            self.known = Some(found.value);
            self.best = Some(found);
        }
    }

    /// The arc to decide next: from the evaluation with the strongest wish, the pair of its wished
    /// team that the flow does not have; failing a wished team, any undecided pair it has.
    fn choice(&self, network: &Network, judged: &Judged) -> Option<usize> {
        let strength = |wish: &&Wish| (wish.broken, wish.change.unsigned_abs(), std::cmp::Reverse(wish.evaluation));
        let wish = judged.wishes.iter().max_by_key(strength)?;
        let arcs = arcs_of(network, wish.evaluation);
        let wished = |expert: &u32| wish.team.as_ref().is_some_and(|team| team.contains(expert));
        let score = |expert: u32| self.problem.instance.score(wish.evaluation, expert);
        let new = arcs.iter().filter(|(arc, expert)| network.states[*arc] == State::Open && wished(expert));
        let new = new.max_by_key(|(_, expert)| (score(*expert), std::cmp::Reverse(*expert)));
        let old = || arcs.iter().find(|(arc, _)| network.states[*arc] == State::Used);
        new.or_else(old).map(|&(arc, _)| arc)
    }

    /// Bars every candidate who may not join the locked members of the evaluation.
    fn bar_incompatible(&self, network: &mut Network, arc: usize, path: &mut Path) {
        let (evaluation, _) = network.pair(arc);
        let arcs = arcs_of(network, evaluation);
        let mut team = self.problem.committed.teams[evaluation as usize].clone();
        team.extend(arcs.iter().filter(|(arc, _)| network.states[*arc] == State::Locked).map(|(_, expert)| *expert));
        for (arc, expert) in arcs {
            if !matches!(network.states[arc], State::Open | State::Used) {
                continue;
            }
            team.push(expert);
            if limit_breach(self.problem.instance, &team).is_some() {
                network.bar(arc);
                *path = decided(path, arc, false);
            }
            team.pop();
        }
    }
}

fn decided(before: &Path, arc: usize, taken: bool) -> Path {
    Some(Rc::new(Decision { arc, taken, before: before.clone() }))
}

/// Applies all decisions of a path. Their order does not matter.
fn replay(network: &mut Network, path: &Path) {
    let mut step = path.as_ref();
    while let Some(decision) = step {
        if decision.taken {
            network.lock(decision.arc);
        } else {
            network.bar(decision.arc);
        }
        step = decision.before.as_ref();
    }
}

impl Drop for Decision {
    /// Frees a long path link by link: the derived drop would recurse as deep as the path is long.
    fn drop(&mut self) {
        let mut next = self.before.take();
        while let Some(mut decision) = next.and_then(Rc::into_inner) {
            next = decision.before.take();
        }
    }
}
