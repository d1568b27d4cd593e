//! Why an instance has no assignment: how many seats can be filled at most, which evaluations and
//! experts stand in each other's way, and which kind of rule would have to give.

mod cut;
mod fillable;
mod minimal;
mod relief;

use std::cell::Cell;

use super::answer::{Blocking, Shortage};
use super::committed::Committed;
use super::instance::Instance;

/// How often a search behind an explanation may ask whether to go on: so often in any case, and at
/// most so often. An explanation is worth little time, but some.
const LEAST_ASKS: u32 = 60;
const MOST_ASKS: u32 = 1_500;

/// Explains an instance that has no assignment. `contradiction` says so already where the fixed
/// pairs break a rule; they are then left out of the count.
pub(super) fn shortage(
    instance: &Instance,
    contradiction: Option<Blocking>,
    keep_going: &dyn Fn() -> bool,
) -> Shortage {
    let asked = Cell::new(0);
    let patience = || {
        asked.set(asked.get() + 1);
        asked.get() < LEAST_ASKS || (asked.get() < MOST_ASKS && keep_going())
    };
    let committed = match contradiction {
        Some(_) => Committed::nothing(instance),
        None => Committed::of(instance).unwrap_or_else(|_| Committed::nothing(instance)),
    };
    let filled = fillable::fillable(instance, &committed, &patience);
    let blocking = contradiction.unwrap_or_else(|| {
        asked.set(LEAST_ASKS);
        explained(instance, &committed, &filled, &patience)
    });
    Shortage { seats: instance.seats(), fillable: filled.seats, blocking }
}

fn explained(
    instance: &Instance,
    committed: &Committed,
    filled: &fillable::Filling,
    patience: &dyn Fn() -> bool,
) -> Blocking {
    let (quick, parts) = if filled.seats < instance.seats() {
        cut::seats(instance, committed).unwrap_or_else(|| cut::local_rules(instance, &filled.short))
    } else {
        cut::least_loads(instance, committed)
    };
    let mut blocking = minimal::upheld(instance, quick, &parts, patience);
    if let Some((zh, en)) = relief::reliefs(instance, patience) {
        blocking.why = format!("{} {zh}。{en}.", blocking.why);
    }
    blocking
}
