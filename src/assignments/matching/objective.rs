//! The three things an assignment may be best at, and what a load costs under them.

use serde::{Deserialize, Serialize};

use super::instance::Instance;

/// What the assignment maximises.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Objective {
    /// The sum of the scores.
    Total,
    /// First the worst sum of any evaluation, then the sum of the scores.
    Fair,
    /// The sum of the scores less `lambda` times the sum of the squared loads.
    Balanced,
}

impl Objective {
    /// The price of one squared unit of load.
    pub(super) fn lambda(self, instance: &Instance) -> i64 {
        match self {
            Objective::Balanced => instance.lambda,
            Objective::Total | Objective::Fair => 0,
        }
    }
}
