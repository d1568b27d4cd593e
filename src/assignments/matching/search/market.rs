//! The market for experts' time: at given prices every evaluation picks its best team alone, by all
//! of its own rules, and every expert as much load as earns most. No assignment is worth more than
//! what both sides make together (Dantzig and Wolfe's decomposition as a dual). Prices rise where an
//! expert is wanted more often than they can, and fall where less.
//!
//! Prices are integers in scores divided by the scale; every price gives a valid bound.

use std::rc::Rc;

use super::relaxation::{Incumbent, Problem};
use super::repair::Draft;
use super::team::{Best, Offer, TeamSearch};

/// What is decided about a candidate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    Open,
    In,
    Out,
}

/// Rounds without a better bound after which steps are halved.
const PATIENCE: u32 = 4;

/// Prices, and what everybody picks at them.
#[derive(Clone)]
pub(super) struct Market<'p> {
    pub problem: Problem<'p>,
    pub scale: i64,
    pub prices: Vec<i64>,
    /// Like the candidates of the instance.
    pub standings: Vec<Standing>,
    pub picks: Vec<Best>,
    /// How often an expert is picked, decided in, and still open.
    picked: Vec<u32>,
    inside: Vec<u32>,
    open: Vec<u32>,
    fixed: Rc<Fixed>,
}

/// What no decision changes.
struct Fixed {
    offers: Vec<Offer>,
    /// Candidates of every expert, as `(evaluation, candidate)`.
    of_expert: Vec<Vec<(u32, u32)>>,
}

impl<'p> Market<'p> {
    pub fn new(problem: Problem<'p>, scale: i64, prices: Vec<i64>) -> Market<'p> {
        let instance = problem.instance;
        let experts = instance.experts.len();
        let (mut offers, mut of_expert) = (Vec::with_capacity(instance.candidates.len()), vec![Vec::new(); experts]);
        let mut standings = vec![Standing::Open; instance.candidates.len()];
        let (mut inside, mut open) = (vec![0; experts], vec![0; experts]);
        for (evaluation, team) in (0u32..).zip(&problem.committed.teams) {
            for candidate in instance.candidates(evaluation) {
                let (at, expert) = (offers.len(), candidate.expert as usize);
                offers.push(Offer::new(instance, evaluation, candidate.expert, candidate.score, 0));
                of_expert[expert].push((evaluation, at as u32));
                if team.contains(&candidate.expert) {
                    standings[at] = Standing::In;
                    inside[expert] += 1;
                } else {
                    open[expert] += 1;
                }
            }
        }
        let picks = vec![Best::Nobody; instance.evaluations.len()];
        let fixed = Rc::new(Fixed { offers, of_expert });
        let mut market = Market { problem, scale, prices, standings, picks, picked: vec![0; experts], inside, open, fixed };
        market.pick_all();
        market
    }

    /// Takes over prices and lets everybody pick again.
    pub fn reprice(&mut self, prices: &[i64]) {
        self.prices.copy_from_slice(prices);
        self.pick_all();
    }

    fn pick_all(&mut self) {
        for evaluation in 0..self.picks.len() as u32 {
            self.pick(evaluation);
        }
    }

    /// The best team of an evaluation, with the standing of one candidate perhaps changed.
    fn best(&self, evaluation: u32, instead: Option<(u32, Standing)>) -> Best {
        let range = self.problem.instance.starts[evaluation as usize]..self.problem.instance.starts[evaluation as usize + 1];
        let (mut members, mut offers) = (Vec::new(), Vec::with_capacity(range.len()));
        for at in range {
            let mut offer = self.fixed.offers[at];
            offer.value = offer.score * self.scale - self.prices[offer.expert as usize];
            let standing = instead.filter(|(other, _)| *other as usize == at).map_or(self.standings[at], |(_, standing)| standing);
            match standing {
                Standing::In => members.push(offer),
                Standing::Open => offers.push(offer),
                Standing::Out => {}
            }
        }
        TeamSearch::new(self.problem.instance, evaluation, self.problem.floor).run(&members, offers)
    }

    fn pick(&mut self, evaluation: u32) {
        let pick = self.best(evaluation, None);
        for &expert in team_of(&self.picks[evaluation as usize]) {
            self.picked[expert as usize] -= 1;
        }
        for &expert in team_of(&pick) {
            self.picked[expert as usize] += 1;
        }
        self.picks[evaluation as usize] = pick;
    }

    /// The loads between which an expert earns most, as unit of load `l` costs `lambda * (2l - 1)`.
    fn best_loads(&self, expert: usize) -> (i64, i64) {
        let row = &self.problem.instance.experts[expert];
        let most = i64::from(row.max_load.min(self.inside[expert] + self.open[expert]));
        let least = i64::from(row.min_load.max(self.inside[expert])).min(most);
        let (price, lambda) = (self.prices[expert], self.problem.lambda * self.scale);
        if lambda > 0 {
            let even = price + lambda;
            let high = even.div_euclid(2 * lambda).clamp(least, most);
            let low = (-(-even).div_euclid(2 * lambda) - 1).clamp(least, most);
            return (low, high);
        }
        (if price > 0 { most } else { least }, if price < 0 { least } else { most })
    }

    /// By how much an expert is picked more, or less, than is best for them.
    pub fn pressure(&self, expert: usize) -> i64 {
        let (low, high) = self.best_loads(expert);
        let picked = i64::from(self.picked[expert]);
        if picked > high { picked - high } else { (picked - low).min(0) }
    }

    /// What both sides make, scaled: a bound on every assignment that follows the decisions. `None`
    /// if there is none.
    fn takings(&self) -> Option<i128> {
        let mut takings = 0i128;
        for pick in &self.picks {
            takings += i128::from(worth(pick)?);
        }
        for (expert, row) in self.problem.instance.experts.iter().enumerate() {
            let (inside, possible) = (self.inside[expert], self.inside[expert] + self.open[expert]);
            if inside > row.max_load || possible < row.min_load {
                return None;
            }
            let (load, _) = self.best_loads(expert);
            let load = i128::from(load);
            takings += i128::from(self.prices[expert]) * load - i128::from(self.problem.lambda * self.scale) * load * load;
        }
        Some(takings)
    }

    /// The bound in whole objective units.
    pub fn bound(&self) -> Option<i64> {
        self.takings().map(|takings| self.unscaled(takings))
    }

    fn unscaled(&self, takings: i128) -> i64 {
        super::super::answer::narrowed(takings.div_euclid(i128::from(self.scale)))
    }

    /// Moves the prices towards a lower bound, for so many rounds or until nothing above `known` is
    /// left. Ends at the best prices seen.
    pub fn ascend(&mut self, rounds: u32, known: Option<i64>) -> Option<i64> {
        let mut best = (self.takings()?, self.prices.clone());
        let (mut halvings, mut waited) = (0, 0);
        for _ in 0..rounds {
            let takings = self.takings()?;
            if takings < best.0 {
                best = (takings, self.prices.clone());
                waited = 0;
            } else {
                waited += 1;
            }
            if known.is_some_and(|known| self.unscaled(best.0) <= known) {
                break;
            }
            if waited >= PATIENCE {
                (halvings, waited) = (halvings + 1, 0);
                self.move_to(&best.1.clone());
            }
            if !self.step(takings, known, halvings) {
                break;
            }
        }
        if self.takings()? > best.0 {
            self.move_to(&best.1);
        }
        Some(self.unscaled(best.0))
    }

    /// One subgradient step with Polyak's length; whether any price moved.
    fn step(&mut self, takings: i128, known: Option<i64>, halvings: u32) -> bool {
        let pressures: Vec<i64> = (0..self.prices.len()).map(|expert| self.pressure(expert)).collect();
        let square: i128 = pressures.iter().map(|&pressure| i128::from(pressure * pressure)).sum();
        if square == 0 {
            return false;
        }
        let goal = known.map_or(takings - takings.abs() / 32, |known| i128::from(known) * i128::from(self.scale));
        let gap = (takings - goal).max(i128::from(self.scale));
        let mut prices = self.prices.clone();
        for (price, &pressure) in prices.iter_mut().zip(&pressures) {
            *price += super::super::answer::narrowed(gap * i128::from(pressure) / (square << halvings.min(60)));
        }
        self.move_to(&prices)
    }

    /// Sets prices; evaluations that know an expert whose price moved pick again.
    fn move_to(&mut self, prices: &[i64]) -> bool {
        let fixed = Rc::clone(&self.fixed);
        let mut stale = vec![false; self.picks.len()];
        for (expert, &price) in prices.iter().enumerate() {
            if self.prices[expert] != price {
                self.prices[expert] = price;
                fixed.of_expert[expert].iter().for_each(|&(evaluation, _)| stale[evaluation as usize] = true);
            }
        }
        for evaluation in (0u32..).zip(&stale).filter(|(_, stale)| **stale).map(|(at, _)| at) {
            self.pick(evaluation);
        }
        stale.contains(&true)
    }

    /// The assignment that the picks are, or can be mended to.
    pub fn assignment(&self) -> Option<Incumbent> {
        let teams: Vec<Vec<u32>> = self.picks.iter().map(|pick| team_of(pick).to_vec()).collect();
        let broken = (0u32..).zip(&teams).filter(|(evaluation, team)| self.problem.is_short(*evaluation, team));
        let broken = broken.map(|(evaluation, _)| evaluation).collect();
        let prices = |expert: u32| self.prices[expert as usize];
        self.problem.repair(Draft { teams, broken, prices: &prices, scale: self.scale })
    }

    /// Decides a candidate. An expert who is full takes no more.
    pub fn decide(&mut self, candidate: u32, standing: Standing) {
        let expert = self.fixed.offers[candidate as usize].expert as usize;
        if self.standings[candidate as usize] != Standing::Open {
            return;
        }
        self.standings[candidate as usize] = standing;
        self.open[expert] -= 1;
        self.inside[expert] += u32::from(standing == Standing::In);
        self.pick(self.evaluation_of(candidate));
        if self.inside[expert] == self.problem.instance.experts[expert].max_load {
            for &(evaluation, other) in &Rc::clone(&self.fixed).of_expert[expert] {
                if self.standings[other as usize] == Standing::Open {
                    self.standings[other as usize] = Standing::Out;
                    self.open[expert] -= 1;
                    self.pick(evaluation);
                }
            }
        }
    }

    pub fn evaluation_of(&self, candidate: u32) -> u32 {
        self.problem.instance.starts.partition_point(|&start| start <= candidate as usize) as u32 - 1
    }

    /// Open candidates of an expert.
    pub fn open_of(&self, expert: usize) -> impl Iterator<Item = u32> {
        let open = |&&(_, candidate): &&(u32, u32)| self.standings[candidate as usize] == Standing::Open;
        self.fixed.of_expert[expert].iter().filter(open).map(|&(_, candidate)| candidate)
    }

    /// Open candidates of an evaluation.
    pub fn open_in(&self, evaluation: u32) -> impl Iterator<Item = u32> {
        let starts = &self.problem.instance.starts;
        let range = starts[evaluation as usize] as u32..starts[evaluation as usize + 1] as u32;
        range.filter(|&candidate| self.standings[candidate as usize] == Standing::Open)
    }

    pub fn is_picked(&self, candidate: u32) -> bool {
        let expert = self.fixed.offers[candidate as usize].expert;
        team_of(&self.picks[self.evaluation_of(candidate) as usize]).contains(&expert)
    }

    /// What its evaluation loses if a candidate must be decided against its pick; `None` if it can
    /// not do so at all.
    pub fn regret(&self, candidate: u32) -> Option<i64> {
        let evaluation = self.evaluation_of(candidate);
        let against = if self.is_picked(candidate) { Standing::Out } else { Standing::In };
        let now = worth(&self.picks[evaluation as usize])?;
        worth(&self.best(evaluation, Some((candidate, against)))).map(|then| now - then)
    }

    /// Decides every open candidate whose opposite leaves nothing above `known`; whether any was.
    pub fn settle(&mut self, known: i64, keep_going: &dyn Fn() -> bool) -> bool {
        let mut settled = false;
        for evaluation in 0..self.picks.len() as u32 {
            let Some(takings) = self.takings() else { return true };
            if !keep_going() {
                return settled;
            }
            for candidate in self.open_in(evaluation).collect::<Vec<_>>() {
                if self.standings[candidate as usize] != Standing::Open {
                    continue;
                }
                let hopeless = self.regret(candidate).is_none_or(|regret| self.unscaled(takings - i128::from(regret)) <= known);
                if hopeless {
                    let standing = if self.is_picked(candidate) { Standing::In } else { Standing::Out };
                    self.decide(candidate, standing);
                    settled = true;
                }
            }
        }
        settled
    }
}

/// Most that a pick can be worth; `None` if no team keeps the rules.
fn worth(pick: &Best) -> Option<i64> {
    match pick {
        Best::Team { value, .. } | Best::AtMost { value, .. } => Some(*value),
        Best::Nobody => None,
    }
}

/// The team of a pick, where one is known.
pub(super) fn team_of(pick: &Best) -> &[u32] {
    match pick {
        Best::Team { team, .. } | Best::AtMost { team: Some(team), .. } => team,
        Best::AtMost { team: None, .. } | Best::Nobody => &[],
    }
}
