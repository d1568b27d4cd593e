//! Branch and bound over pairs, best bound first and each dive to its end. A pair is either made
//! part of the assignment or barred from it. What bounds a part of the search is a [`Node`]; there
//! are two kinds, `flow_node` and `market`.

use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::rc::Rc;

use super::relaxation::Incumbent;

/// A relaxation under decisions.
pub(super) trait Node: Clone {
    /// What a later return to this part of the search may start from.
    type Hint: Clone;

    fn hint(&self) -> Self::Hint;

    /// Starts from a hint taken under the same decisions.
    fn resume(&mut self, hint: &Self::Hint);

    /// A bound on every assignment that follows the decisions.
    fn judge(&mut self, known: Option<i64>, keep_going: &dyn Fn() -> bool) -> Verdict;

    /// An assignment near the relaxation last judged; it need not follow the decisions.
    fn assignment(&self) -> Option<Incumbent>;

    /// The pair to decide next, and the side to look at first.
    fn choice(&self) -> Option<(u32, bool)>;

    fn decide(&mut self, pair: u32, taken: bool);
}

/// What a node says of its part of the search.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    AtMost(i64),
    Impossible,
    Stopped,
}

/// What is looked for and what is found; shared by all searches of one problem.
pub(super) struct Hunt<'k> {
    /// Assignments worth this or less are of no interest.
    pub known: Option<i64>,
    pub best: Option<Incumbent>,
    /// End at the first assignment found.
    pub first_is_enough: bool,
    pub keep_going: &'k dyn Fn() -> bool,
}

impl Hunt<'_> {
    pub fn is_of_interest(&self, bound: i64) -> bool {
        self.known.is_none_or(|known| bound > known)
    }

    pub fn is_over(&self) -> bool {
        (self.first_is_enough && self.best.is_some()) || !(self.keep_going)()
    }

    pub fn offer(&mut self, found: Option<Incumbent>) {
        if let Some(found) = found.filter(|found| self.is_of_interest(found.value)) {
            self.known = Some(found.value);
            self.best = Some(found);
        }
    }
}

/// A pair that is decided, and what was decided before.
struct Decision {
    pair: u32,
    taken: bool,
    before: Path,
}

type Path = Option<Rc<Decision>>;

/// A part of the search that is still to be looked at.
struct Branch<H> {
    bound: i64,
    age: u64,
    path: Path,
    hint: Rc<H>,
}

impl<H> Ord for Branch<H> {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.bound, self.age).cmp(&(other.bound, other.age))
    }
}

impl<H> PartialOrd for Branch<H> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<H> PartialEq for Branch<H> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl<H> Eq for Branch<H> {}

/// A search under one root, which can be left and taken up again.
pub(super) struct Tree<N: Node> {
    root: N,
    open: BinaryHeap<Branch<N::Hint>>,
    age: u64,
}

impl<N: Node> Tree<N> {
    pub fn new(root: N, bound: i64) -> Tree<N> {
        let hint = Rc::new(root.hint());
        Tree { root, open: BinaryHeap::from([Branch { bound, age: 0, path: None, hint }]), age: 0 }
    }

    /// A bound on all assignments of interest not looked at yet; `None` when none are left.
    pub fn left(&self, hunt: &Hunt<'_>) -> Option<i64> {
        self.open.peek().map(|branch| branch.bound).filter(|&bound| hunt.is_of_interest(bound))
    }

    /// Searches through at most `nodes` nodes.
    pub fn run(&mut self, hunt: &mut Hunt<'_>, mut nodes: u32) {
        while nodes > 0 && !hunt.is_over() && self.left(hunt).is_some() {
            let Some(branch) = self.open.pop() else { return };
            self.dive(branch, hunt, &mut nodes);
        }
    }

    /// Follows one branch down until it ends; what is left of it stays open.
    fn dive(&mut self, branch: Branch<N::Hint>, hunt: &mut Hunt<'_>, nodes: &mut u32) {
        let Branch { mut bound, mut path, hint, .. } = branch;
        let mut node = self.root.clone();
        replay(&mut node, &path);
        node.resume(&hint);
        loop {
            if *nodes == 0 || hunt.is_over() {
                return self.leave(bound, path, node.hint());
            }
            *nodes -= 1;
            match node.judge(hunt.known, hunt.keep_going) {
                Verdict::AtMost(own) => bound = bound.min(own),
                Verdict::Impossible => return,
                Verdict::Stopped => return self.leave(bound, path, node.hint()),
            }
            hunt.offer(node.assignment());
            if !hunt.is_of_interest(bound) {
                return;
            }
            let Some((pair, taken)) = node.choice() else { return };
            self.leave(bound, decided(&path, pair, !taken), node.hint());
            path = decided(&path, pair, taken);
            node.decide(pair, taken);
        }
    }

    fn leave(&mut self, bound: i64, path: Path, hint: N::Hint) {
        self.age += 1;
        self.open.push(Branch { bound, age: self.age, path, hint: Rc::new(hint) });
    }
}

fn decided(before: &Path, pair: u32, taken: bool) -> Path {
    Some(Rc::new(Decision { pair, taken, before: before.clone() }))
}

/// Applies all decisions of a path. Their order does not matter.
fn replay(node: &mut impl Node, path: &Path) {
    let mut step = path.as_ref();
    while let Some(decision) = step {
        node.decide(decision.pair, decision.taken);
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
