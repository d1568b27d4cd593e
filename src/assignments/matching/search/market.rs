//! The market for experts' time: at given prices every evaluation picks its best team alone, by all
//! of its own rules, and every expert as much load as earns most. No assignment is worth more than
//! what both sides make together (Dantzig and Wolfe's decomposition as a dual). Prices rise where an
//! expert is wanted more often than they can, and fall where less.
//!
//! Prices are integers in scores divided by the scale; every price gives a valid bound.

use std::cell::RefCell;
use std::rc::Rc;

use super::branch::{Hunt, Node, Verdict};
use super::master::{Mix, Pool, PriceProgram, is_within_reach, mix};
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

/// Rounds of moving prices at the root between two looks for an assignment, and how many looks.
const ROOT_ROUNDS: u32 = 40;
const ROOT_LOOKS: u32 = 6;

/// Rounds of linear programs.
const LP_ROUNDS: u32 = 80;

/// Rounds of moving prices below the root.
const ROUNDS: u32 = 12;

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
    /// Teams seen by all markets of one search.
    pool: Rc<RefCell<Pool>>,
    /// The best mix of the teams seen, when last judged.
    mix: Option<Rc<Mix>>,
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
    fn pressure(&self, expert: usize) -> i64 {
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
            takings +=
                i128::from(self.prices[expert]) * load - i128::from(self.problem.lambda * self.scale) * load * load;
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
    fn ascend(&mut self, rounds: u32, known: Option<i64>) -> Option<i64> {
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
                if !self.problem.any {
                    self.move_to(&best.1.clone());
                }
            }
            if !self.step(takings, known, halvings) {
                break;
            }
        }
        if !self.problem.any && self.takings()? > best.0 {
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

    /// Decides a candidate. An expert who is full takes no more.
    fn set(&mut self, candidate: u32, standing: Standing) {
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

    fn evaluation_of(&self, candidate: u32) -> u32 {
        self.problem.instance.starts.partition_point(|&start| start <= candidate as usize) as u32 - 1
    }

    /// Open candidates of an expert.
    fn open_of(&self, expert: usize) -> impl Iterator<Item = u32> {
        let open = |&&(_, candidate): &&(u32, u32)| self.standings[candidate as usize] == Standing::Open;
        self.fixed.of_expert[expert].iter().filter(open).map(|&(_, candidate)| candidate)
    }

    /// Open candidates of an evaluation.
    fn open_in(&self, evaluation: u32) -> impl Iterator<Item = u32> {
        let starts = &self.problem.instance.starts;
        let range = starts[evaluation as usize] as u32..starts[evaluation as usize + 1] as u32;
        range.filter(|&candidate| self.standings[candidate as usize] == Standing::Open)
    }

    fn is_picked(&self, candidate: u32) -> bool {
        let expert = self.fixed.offers[candidate as usize].expert;
        team_of(&self.picks[self.evaluation_of(candidate) as usize]).contains(&expert)
    }

    /// What its evaluation loses if a candidate must be decided against its pick; `None` if it can
    /// not do so at all.
    fn regret(&self, candidate: u32) -> Option<i64> {
        let evaluation = self.evaluation_of(candidate);
        let against = if self.is_picked(candidate) { Standing::Out } else { Standing::In };
        let now = worth(&self.picks[evaluation as usize])?;
        worth(&self.best(evaluation, Some((candidate, against)))).map(|then| now - then)
    }

    /// Decides every open candidate whose opposite leaves nothing above `known`; whether any was.
    fn settle(&mut self, known: i64, keep_going: &dyn Fn() -> bool) -> bool {
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
                let hopeless =
                    self.regret(candidate).is_none_or(|regret| self.unscaled(takings - i128::from(regret)) <= known);
                if hopeless {
                    let standing = if self.is_picked(candidate) { Standing::In } else { Standing::Out };
                    self.set(candidate, standing);
                    settled = true;
                }
            }
        }
        settled
    }
}

/// What the linear programs ask of a market.
impl Market<'_> {
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
    fn slack(&self, takings: i128, known: Option<i64>) -> i128 {
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

    /// Moves to the best prices by linear programs; `None` if no assignment follows the decisions.
    fn sharpen(&mut self, known: Option<i64>, keep_going: &dyn Fn() -> bool) -> Option<i64> {
        let pool = Rc::clone(&self.pool);
        pool.borrow_mut().collect(self);
        let mut best = (self.takings()?, self.prices.clone());
        let slack = self.slack(best.0, known);
        let Some(mut program) = PriceProgram::new(self, &pool.borrow(), slack) else {
            return Some(self.unscaled(best.0));
        };
        for _ in 0..LP_ROUNDS {
            if known.is_some_and(|known| self.unscaled(best.0) <= known) || !keep_going() {
                break;
            }
            self.move_to(&program.prices(self.scale));
            let takings = self.takings()?;
            if takings < best.0 {
                best = (takings, self.prices.clone());
            }
            pool.borrow_mut().collect(self);
            if !program.cut(self) {
                break;
            }
        }
        self.move_to(&best.1);
        Some(self.unscaled(best.0))
    }
}

impl Market<'_> {
    /// Looks for good prices before any branching, and settles what they decide. Returns the bound,
    /// `None` if no assignment of interest is left.
    pub fn prepare(&mut self, hunt: &mut Hunt<'_>) -> Option<i64> {
        let mut bound = self.bound()?;
        self.ascend(ROOT_ROUNDS, hunt.known)?;
        for _ in 0..ROOT_LOOKS {
            let before = bound;
            bound = match self.judge(hunt.known, hunt.keep_going) {
                Verdict::AtMost(own) => bound.min(own),
                Verdict::Impossible => return None,
                Verdict::Stopped => return Some(bound),
            };
            hunt.offer(self.assignment());
            if !hunt.is_of_interest(bound) {
                return None;
            }
            if hunt.is_over() {
                break;
            }
            let settled = hunt.known.is_some_and(|known| self.settle(known, hunt.keep_going));
            if bound == before && !settled {
                break;
            }
        }
        self.bound()
    }
}

impl Node for Market<'_> {
    type Hint = Rc<Vec<i64>>;

    fn hint(&self) -> Rc<Vec<i64>> {
        Rc::new(self.prices.clone())
    }

    fn resume(&mut self, prices: &Rc<Vec<i64>>) {
        self.move_to(prices);
    }

    fn judge(&mut self, known: Option<i64>, keep_going: &dyn Fn() -> bool) -> Verdict {
        let Some(mut bound) = self.ascend(ROUNDS, known) else { return Verdict::Impossible };
        self.mix = None;
        if is_within_reach(self.problem.instance) && known.is_none_or(|known| bound > known) {
            let Some(sharper) = self.sharpen(known, keep_going) else { return Verdict::Impossible };
            bound = bound.min(sharper);
            if known.is_none_or(|known| bound > known) {
                let slack = self.slack(self.takings().unwrap_or(i128::MAX / 2), known);
                self.mix = mix(self, &self.pool.borrow(), slack).map(Rc::new);
            }
        }
        Verdict::AtMost(bound)
    }

    fn assignment(&self) -> Option<Incumbent> {
        let teams: Vec<Vec<u32>> = match self.mix.as_deref() {
            Some(Mix::Whole(teams)) => teams.clone(),
            _ => self.picks.iter().map(|pick| team_of(pick).to_vec()).collect(),
        };
        let broken = (0u32..).zip(&teams).filter(|(evaluation, team)| self.problem.is_short(*evaluation, team));
        let broken = broken.map(|(evaluation, _)| evaluation).collect();
        let prices = |expert: u32| self.prices[expert as usize];
        self.problem.repair(Draft { teams, broken, prices: &prices, scale: self.scale })
    }

    /// Of the expert under the greatest pressure, the candidate whose evaluation would regret the
    /// opposite most.
    fn choice(&self) -> Option<(u32, bool)> {
        if let Some(Mix::Torn(candidate)) = self.mix.as_deref() {
            return Some((*candidate, true));
        }
        let experts = (0..self.prices.len()).filter(|&expert| self.open_of(expert).next().is_some());
        let pressed = experts.max_by_key(|&expert| (self.pressure(expert).abs(), std::cmp::Reverse(expert)))?;
        let regret = |&candidate: &u32| self.regret(candidate).unwrap_or(i64::MAX);
        let picked = || self.open_of(pressed).filter(|&candidate| self.is_picked(candidate)).max_by_key(regret);
        let missing = || self.open_of(pressed).filter(|&candidate| !self.is_picked(candidate)).min_by_key(regret);
        let chosen = if self.pressure(pressed) >= 0 { picked().or_else(missing) } else { missing().or_else(picked) };
        chosen.map(|candidate| (candidate, true))
    }

    fn decide(&mut self, candidate: u32, taken: bool) {
        self.set(candidate, if taken { Standing::In } else { Standing::Out });
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
fn team_of(pick: &Best) -> &[u32] {
    match pick {
        Best::Team { team, .. } | Best::AtMost { team: Some(team), .. } => team,
        Best::AtMost { team: None, .. } | Best::Nobody => &[],
    }
}
