//! The demonstration year as one measure, and the cost of an expert list against the bare query.
//!
//! Run with `cargo bench --bench year`. Figures are ratios of one run on one machine.

fn main() {}
