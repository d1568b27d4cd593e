//! Finding prices by haggling: they rise where an expert is wanted more often than they can, and
//! fall where less (a subgradient method with Polyak's step). Cheap and rough; `master` is the
//! thorough way.

use super::super::answer::narrowed;
use super::market::Market;

/// Rounds without a better bound after which steps are halved.
const PATIENCE: u32 = 4;

impl Market<'_> {
    /// Moves the prices towards a lower bound, for so many rounds or until nothing above `known` is
    /// left. Ends at the best prices seen; where any assignment will do, at the last: all-zero prices
    /// then always look good, and only going on tells. `None` if no assignment follows the decisions.
    pub fn haggle(&mut self, rounds: u32, known: Option<i64>) -> Option<i64> {
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
            *price = price.saturating_add(narrowed(gap * i128::from(pressure) / (square << halvings.min(60))));
        }
        self.move_to(&prices)
    }
}
