//! A part of the search bounded by the market. Slower than the flow, and much closer where rules
//! within the evaluations bind: floors, needs that cross, experts who never sit together.

use std::cmp::Reverse;
use std::rc::Rc;

use super::branch::{Hunt, Node, Verdict};
use super::market::{Market, Standing, team_of};
use super::master::{Mix, PriceProgram, is_within_reach, mix};
use super::relaxation::Incumbent;
use super::repair::Draft;

/// Rounds of haggling before any branching.
const ROOT_ROUNDS: u32 = 40;

/// Looks for better prices, and for what they settle, before any branching.
const ROOT_LOOKS: u32 = 6;

/// Rounds of haggling at a node.
const ROUNDS: u32 = 12;

/// Rounds of linear programs.
const LP_ROUNDS: u32 = 80;

impl Market<'_> {
    /// Looks for good prices before any branching, and settles what they decide. Returns the bound,
    /// `None` if no assignment of interest is left.
    pub fn prepare(&mut self, hunt: &mut Hunt<'_>) -> Option<i64> {
        let mut bound = self.bound()?;
        self.haggle(ROOT_ROUNDS, hunt.known)?;
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
            if !program.cut(self, keep_going) {
                break;
            }
        }
        self.move_to(&best.1);
        Some(self.unscaled(best.0))
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
        let Some(mut bound) = self.haggle(ROUNDS, known) else { return Verdict::Impossible };
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
        let pressed = experts.max_by_key(|&expert| (self.pressure(expert).abs(), Reverse(expert)))?;
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
