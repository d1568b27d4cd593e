//! What each job of the subject leads to, records weighed against each other.

use super::{
    conflicting_data::weigh, current_employment, former_employment, hierarchy, officer, paid_adviser, regulator,
};
use crate::conflicts::inquiry::{Finding, Inquiry};

pub fn find(q: &Inquiry, found: &mut Vec<Finding>) {
    weigh(q, q.stints(), found, |job| {
        let judges = [
            current_employment::judge,
            hierarchy::judge,
            former_employment::judge,
            officer::judge,
            regulator::judge,
            paid_adviser::judge,
        ];
        judges.iter().filter_map(|judge| judge(q, job)).collect()
    });
}
