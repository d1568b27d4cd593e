//! Finds good multipliers: rules that the flow breaks are lifted, rules that it keeps with room to
//! spare are let down, in steps that shrink when the bound stops improving (a subgradient method,
//! see Fisher, *The Lagrangian Relaxation Method*, 1981). Steps are integers; how good they are
//! decides only how fast the bound closes.

use super::super::flow::{Filled, Finder, Network, build};
use super::Effort;
use super::lifts::{Lifts, Rule};
use super::relaxation::{Incumbent, Judged, Problem};

/// Rounds of moving the multipliers.
const ROUNDS: u32 = 150;

/// Rounds without a better bound after which the step is halved.
const PATIENCE: u32 = 3;

/// Finest unit of a price: a score divided by this.
const FINEST: i64 = 64;

/// The filled network with the best bound so far.
pub(super) struct Root {
    pub network: Network,
    pub lifts: Lifts,
    pub scale: i64,
    pub bound: i64,
}

/// How the ascent ended.
pub(super) enum Ascended {
    /// There is still something to look for under this root.
    Open(Root, Option<Incumbent>),
    /// The best is found and proved, or nothing of interest exists; prices stand in the root.
    Closed(Option<Root>, Option<Incumbent>),
    /// The caller stopped before there was a bound.
    Stopped,
}

// One is alive at a time, so its size costs nothing.
#[allow(clippy::large_enum_variant)]
enum Attempt {
    Judged(Network, Judged),
    Impossible,
    Stopped,
}

struct Ascent<'p> {
    problem: Problem<'p>,
    effort: Effort<'p>,
    best: Option<Incumbent>,
    root: Option<Root>,
}

/// Fills the network of the problem and, where it breaks rules, moves the multipliers.
pub(super) fn ascend(problem: Problem<'_>, effort: Effort<'_>) -> Ascended {
    let mut ascent = Ascent { problem, effort, best: None, root: None };
    let (mut scale, mut step, mut waited) = (1, i64::MAX, 0);
    let mut lifts = Lifts::default();
    for round in 0..ROUNDS {
        let (network, judged) = match ascent.attempt(scale, &lifts) {
            Attempt::Judged(network, judged) => (network, judged),
            Attempt::Impossible => return Ascended::Closed(ascent.root, ascent.best),
            Attempt::Stopped => break,
        };
        let Some(bound) = judged.bound else { return Ascended::Closed(ascent.root, ascent.best) };
        let improved = ascent.take(network, &judged, &lifts, scale, bound);
        if judged.wishes.is_empty() || !ascent.is_of_interest() {
            return Ascended::Closed(ascent.root, ascent.best);
        }
        if ascent.best.is_some() && effort.first_is_enough {
            break;
        }
        waited = if improved { 0 } else { waited + 1 };
        if round == 0 {
            (scale, step) = scale_and_step(problem);
        } else if waited >= PATIENCE {
            (waited, step) = (0, step / 2);
        }
        if step == 0 {
            break;
        }
        ascent.move_lifts(&judged, &mut lifts, step, scale);
    }
    match ascent.root {
        Some(root) => Ascended::Open(root, ascent.best),
        None => Ascended::Stopped,
    }
}

impl Ascent<'_> {
    fn attempt(&self, scale: i64, lifts: &Lifts) -> Attempt {
        let Problem { instance, committed, lambda, .. } = self.problem;
        let plain = scale == 1 && !self.problem.any;
        let lifted = (!plain).then(|| lifts.applied(self.problem, scale));
        let Ok(mut network) = build(lifted.as_ref().unwrap_or(instance), committed, lambda * scale) else {
            return Attempt::Impossible;
        };
        match Finder::new(&network).fill(&mut network, self.effort.keep_going) {
            Filled::All => {
                let judged = self.problem.judge(&network, scale, lifts, &|_| Vec::new());
                Attempt::Judged(network, judged)
            }
            Filled::Stuck => Attempt::Impossible,
            Filled::Stopped => Attempt::Stopped,
        }
    }

    /// Keeps what is better; whether the bound is.
    fn take(&mut self, network: Network, judged: &Judged, lifts: &Lifts, scale: i64, bound: i64) -> bool {
        let found = self.problem.assignment(judged, &network, scale);
        if let Some(found) = found.filter(|found| self.known().is_none_or(|known| known < found.value)) {
            self.best = Some(found);
        }
        let improved = self.root.as_ref().is_none_or(|root| bound < root.bound);
        if improved {
            self.root = Some(Root { network, lifts: lifts.clone(), scale, bound });
        }
        improved
    }

    fn known(&self) -> Option<i64> {
        self.best.as_ref().map(|best| best.value).max(self.effort.known)
    }

    fn is_of_interest(&self) -> bool {
        self.root.as_ref().is_none_or(|root| self.known().is_none_or(|known| root.bound > known))
    }

    fn move_lifts(&self, judged: &Judged, lifts: &mut Lifts, step: i64, scale: i64) {
        let (greatest, range) = spread(self.problem);
        let room = room_per_score(self.problem) / 8;
        for (team, evaluation) in judged.teams.iter().zip(0u32..) {
            if !lifts.touch(evaluation) && !judged.wishes.iter().any(|wish| wish.evaluation == evaluation) {
                continue;
            }
            for (rule, lacking) in lifts.shortfalls(self.problem.instance, evaluation, team, self.problem.floor) {
                let (by, most) = match rule {
                    Rule::Floor => (floor_move(step, lacking, range), (room / greatest).min(scale * FINEST * FINEST)),
                    _ => (step.saturating_mul(lacking), room / 64),
                };
                lifts.shift(evaluation, rule, by, most);
            }
        }
    }
}

/// A floor's lift multiplies scores instead of adding to them, so it moves by that much less.
fn floor_move(step: i64, lacking: i64, range: i64) -> i64 {
    let by = 16 * i128::from(step) * i128::from(lacking) / (i128::from(range) * i128::from(range));
    let by = if by == 0 { i128::from(lacking.signum()) } else { by };
    super::super::answer::narrowed(by)
}

/// The greatest magnitude of a score, and the distance from the least to the greatest score.
fn spread(problem: Problem<'_>) -> (i64, i64) {
    let scores = || problem.instance.candidates.iter().map(|candidate| candidate.score);
    let greatest = scores().map(i64::abs).max().unwrap_or(0).max(1);
    (greatest, (scores().max().unwrap_or(0) - scores().min().unwrap_or(0)).max(1))
}

/// What a scaled and lifted score may at most be, so that sums along paths stay in 64 bits.
fn room_per_score(problem: Problem<'_>) -> i64 {
    let nodes = problem.instance.experts.len() + problem.instance.candidates.len();
    (1 << 60) / (2 * nodes as i64 + 8)
}

fn scale_and_step(problem: Problem<'_>) -> (i64, i64) {
    let (greatest, range) = spread(problem);
    let slots = problem.lambda.saturating_mul(2 * problem.instance.evaluations.len() as i64 + 1);
    let scale = (room_per_score(problem) / 8 / greatest.saturating_add(slots)).clamp(1, FINEST);
    (scale, (scale * range / 4).max(1))
}
