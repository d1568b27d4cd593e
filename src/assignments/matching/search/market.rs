//! The market for experts' time: at given prices every evaluation picks its best team alone, by all
//! of its own rules, and every expert as much load as earns most. No assignment is worth more than
//! what both sides make together (the dual of Dantzig and Wolfe's decomposition).
//!
//! Prices are integers in scores divided by the scale; every price gives a valid bound. How to find good
//! ones is not here: see `haggling` and `master`.

use std::cell::RefCell;
use std::rc::Rc;

use super::master::{Mix, Pool};
use super::relaxation::Problem;
use super::team::{Best, Offer, TeamSearch};

/// What is decided about a candidate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    Open,
    In,
    Out,
}

/// No price leaves this range, so that what a team is worth stays far inside 64 bits.
pub(in super::super) const GREATEST_PRICE: i64 = 1 << 56;

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
    /// Teams seen by all markets of one search.
    pub pool: Rc<RefCell<Pool>>,
    /// The best mix of the teams seen, when last judged.
    pub mix: Option<Rc<Mix>>,
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
        let pool = Rc::default();
        let picked = vec![0; experts];
        let mut market =
            Market { problem, scale, prices, standings, picks, picked, inside, open, fixed, pool, mix: None };
        market.pick_all();
        market
    }

    fn pick_all(&mut self) {
        for evaluation in 0..self.picks.len() as u32 {
            self.pick(evaluation);
        }
    }

    /// The best team of an evaluation, with the standing of one candidate perhaps changed.
    fn best(&self, evaluation: u32, instead: Option<(u32, Standing)>) -> Best {
        let range =
            self.problem.instance.starts[evaluation as usize]..self.problem.instance.starts[evaluation as usize + 1];
        let (mut members, mut offers) = (Vec::new(), Vec::with_capacity(range.len()));
        for at in range {
            let mut offer = self.fixed.offers[at];
            offer.value = self.problem.gain(offer.score, self.scale) - self.prices[offer.expert as usize];
            let standing =
                instead.filter(|(other, _)| *other as usize == at).map_or(self.standings[at], |(_, standing)| standing);
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

    /// The least and the greatest load that the decisions leave an expert.
    pub fn load_range(&self, expert: usize) -> (i64, i64) {
        let row = &self.problem.instance.experts[expert];
        let most = i64::from(row.max_load.min(self.inside[expert] + self.open[expert]));
        (i64::from(row.min_load.max(self.inside[expert])).min(most), most)
    }

    /// The loads between which an expert earns most, as unit of load `l` costs `lambda * (2l - 1)`.
    fn best_loads(&self, expert: usize) -> (i64, i64) {
        let (least, most) = self.load_range(expert);
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
    pub fn takings(&self) -> Option<i128> {
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
            takings +=
                i128::from(self.prices[expert]) * load - i128::from(self.problem.lambda * self.scale) * load * load;
        }
        Some(takings)
    }

    /// The bound in whole objective units.
    pub fn bound(&self) -> Option<i64> {
        self.takings().map(|takings| self.unscaled(takings))
    }

    pub fn unscaled(&self, takings: i128) -> i64 {
        super::super::answer::narrowed(takings.div_euclid(i128::from(self.scale)))
    }

    /// Sets prices; evaluations that know an expert whose price moved pick again.
    pub fn move_to(&mut self, prices: &[i64]) -> bool {
        let fixed = Rc::clone(&self.fixed);
        let mut stale = vec![false; self.picks.len()];
        for (expert, &price) in prices.iter().enumerate() {
            let price = price.clamp(-GREATEST_PRICE, GREATEST_PRICE);
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

    /// Decides a candidate. An expert who is full takes no more.
    pub fn set(&mut self, candidate: u32, standing: Standing) {
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

    /// The picked teams that are known.
    pub fn teams(&self) -> impl Iterator<Item = (u32, &[u32])> {
        (0u32..)
            .zip(&self.picks)
            .map(|(evaluation, pick)| (evaluation, team_of(pick)))
            .filter(|(_, team)| !team.is_empty())
    }

    /// Whether a team follows the decisions.
    pub fn follows(&self, evaluation: u32, team: &[u32]) -> bool {
        let range =
            self.problem.instance.starts[evaluation as usize]..self.problem.instance.starts[evaluation as usize + 1];
        range.into_iter().all(|at| match self.standings[at] {
            Standing::Open => true,
            Standing::In => team.contains(&self.fixed.offers[at].expert),
            Standing::Out => !team.contains(&self.fixed.offers[at].expert),
        })
    }

    /// What a team adds to the objective.
    pub fn gain_of(&self, evaluation: u32, team: &[u32]) -> i64 {
        let score = |&expert: &u32| self.problem.instance.score(evaluation, expert);
        self.problem.gain(team.iter().filter_map(score).sum(), 1)
    }

    /// What an evaluation would give up with this team instead of its pick, scaled.
    pub fn gives_up(&self, evaluation: u32, team: &[u32]) -> i128 {
        let price: i128 = team.iter().map(|&expert| i128::from(self.prices[expert as usize])).sum();
        let gain = i128::from(self.gain_of(evaluation, team)) * i128::from(self.scale);
        let pick = worth(&self.picks[evaluation as usize]).map_or(0, i128::from);
        pick - (gain - price)
    }

    /// What a team of an assignment of interest can give up at most.
    pub fn slack(&self, takings: i128, known: Option<i64>) -> i128 {
        known.map_or(i128::MAX, |known| takings - (i128::from(known) + 1) * i128::from(self.scale))
    }

    /// The number of a pair among the candidates of the instance.
    pub fn candidate(&self, evaluation: u32, expert: u32) -> Option<u32> {
        let list = self.problem.instance.candidates(evaluation);
        let at = list.binary_search_by_key(&expert, |candidate| candidate.expert).ok()?;
        Some((self.problem.instance.starts[evaluation as usize] + at) as u32)
    }

    /// No price of a sensible program is greater.
    pub fn greatest_price(&self) -> f64 {
        let scores = || self.fixed.offers.iter().map(|offer| offer.score);
        let range = scores().max().unwrap_or(0).saturating_sub(scores().min().unwrap_or(0)) as f64;
        let slots = self.problem.lambda as f64 * (2 * self.picks.len() + 1) as f64;
        10.0 * range + slots + 1.0
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
