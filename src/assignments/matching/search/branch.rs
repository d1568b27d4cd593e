//! Branch and bound over pairs on the market for experts' time, best bound first and each dive to
//! its end. A pair is either made part of the assignment or barred from it.

use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::rc::Rc;

use super::market::{Market, Standing};
use super::relaxation::Incumbent;

/// Rounds of moving prices at the root, between two looks for an assignment, and how many looks.
const ROOT_ROUNDS: u32 = 40;
const ROOT_LOOKS: u32 = 6;

/// Rounds of moving prices below the root.
const ROUNDS: u32 = 12;

/// A candidate that is decided, and what was decided before.
struct Decision {
    candidate: u32,
    standing: Standing,
    before: Path,
}

type Path = Option<Rc<Decision>>;

/// A part of the search that is still to be looked at.
struct Branch {
    bound: i64,
    age: u64,
    path: Path,
    prices: Rc<Vec<i64>>,
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

/// The search from a market without decisions.
pub(super) struct Search<'p> {
    pub root: Market<'p>,
    /// Assignments worth this or less are of no interest.
    pub known: Option<i64>,
    pub best: Option<Incumbent>,
    /// End at the first assignment found.
    pub first_is_enough: bool,
    pub keep_going: &'p dyn Fn() -> bool,
}

/// How a dive ended.
enum Dive {
    Done,
    Stopped { bound: i64 },
}

impl Search<'_> {
    /// Searches until nothing is open or the caller stops it. Returns a bound on all assignments
    /// that were not looked at; `None` when there are none.
    pub fn run(&mut self, bound: i64) -> Option<i64> {
        let bound = match self.prepare() {
            Some(better) => bound.min(better),
            None => return None,
        };
        let mut open = BinaryHeap::from([Branch { bound, age: 0, path: None, prices: Rc::new(self.root.prices.clone()) }]);
        let mut age = 0;
        while let Some(branch) = open.pop() {
            if !self.is_of_interest(branch.bound) {
                break;
            }
            if let Dive::Stopped { bound } = self.dive(branch, &mut open, &mut age) {
                let left = open.iter().map(|branch| branch.bound).chain([bound]);
                return left.max().filter(|&bound| self.is_of_interest(bound));
            }
        }
        None
    }

    fn is_of_interest(&self, bound: i64) -> bool {
        self.known.is_none_or(|known| bound > known)
    }

    fn has_enough(&self) -> bool {
        self.first_is_enough && self.best.is_some()
    }

    /// Good prices for the root, and what they decide already.
    fn prepare(&mut self) -> Option<i64> {
        let mut bound = self.root.bound()?;
        for _ in 0..ROOT_LOOKS {
            let before = bound;
            bound = self.root.ascend(ROOT_ROUNDS, self.known)?;
            self.offer(&self.root.clone());
            if !self.is_of_interest(bound) || self.has_enough() || !(self.keep_going)() {
                return Some(bound);
            }
            let settled = self.known.is_some_and(|known| self.root.settle(known, self.keep_going));
            if bound == before && !settled {
                break;
            }
        }
        self.root.bound()
    }

    fn dive(&mut self, branch: Branch, open: &mut BinaryHeap<Branch>, age: &mut u64) -> Dive {
        let Branch { mut bound, mut path, prices, .. } = branch;
        let mut market = self.root.clone();
        replay(&mut market, &path);
        market.reprice(&prices);
        loop {
            if !(self.keep_going)() || self.has_enough() {
                return Dive::Stopped { bound };
            }
            let Some(own) = market.ascend(ROUNDS, self.known) else { return Dive::Done };
            bound = bound.min(own);
            self.offer(&market);
            if !self.is_of_interest(bound) {
                return Dive::Done;
            }
            let Some((candidate, standing)) = choice(&market) else { return Dive::Done };
            let other = if standing == Standing::In { Standing::Out } else { Standing::In };
            *age += 1;
            let prices = Rc::new(market.prices.clone());
            open.push(Branch { bound, age: *age, path: decided(&path, candidate, other), prices });
            path = decided(&path, candidate, standing);
            market.decide(candidate, standing);
        }
    }

    fn offer(&mut self, market: &Market<'_>) {
        if let Some(found) = market.assignment().filter(|found| self.is_of_interest(found.value)) {
            self.known = Some(found.value);
            self.best = Some(found);
        }
    }
}

/// What to decide next, and the side to look at first: of the expert under the greatest pressure,
/// the candidate whose evaluation would regret the opposite most.
fn choice(market: &Market<'_>) -> Option<(u32, Standing)> {
    let experts = (0..market.prices.len()).filter(|&expert| market.open_of(expert).next().is_some());
    let pressed = experts.max_by_key(|&expert| (market.pressure(expert).abs(), std::cmp::Reverse(expert)))?;
    let wanted = market.pressure(pressed) >= 0;
    let regret = |&candidate: &u32| market.regret(candidate).unwrap_or(i64::MAX);
    let candidates = || market.open_of(pressed);
    let picked = candidates().filter(|&candidate| market.is_picked(candidate)).max_by_key(regret);
    let missing = || candidates().filter(|&candidate| !market.is_picked(candidate)).min_by_key(regret);
    let chosen = if wanted { picked.or_else(missing) } else { missing().or(picked) };
    chosen.map(|candidate| (candidate, Standing::In))
}

fn decided(before: &Path, candidate: u32, standing: Standing) -> Path {
    Some(Rc::new(Decision { candidate, standing, before: before.clone() }))
}

/// Applies all decisions of a path. Their order does not matter.
fn replay(market: &mut Market<'_>, path: &Path) {
    let mut step = path.as_ref();
    while let Some(decision) = step {
        market.decide(decision.candidate, decision.standing);
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
