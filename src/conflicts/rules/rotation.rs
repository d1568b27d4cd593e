//! The institution evaluated the same implementing organisation in so many consecutive years that
//! it has to rest, and has not rested long enough.

use crate::conflicts::graph::{FactNo, Org};
use crate::conflicts::inquiry::{Finding, Inquiry};
use crate::conflicts::period;
use crate::conflicts::sentences;
use crate::policy::conflict_policy::Case;
use std::collections::BTreeMap;

pub fn find(q: &Inquiry, found: &mut Vec<Finding>) {
    let Some(institution) = q.institution() else { return };
    let years = years(q, institution);
    let Some((first, last)) = unrested_run(q, &years) else { return };
    let path = (first..=last).filter_map(|year| years.get(&year).copied()).collect();
    let (name, org) = (q.graph().org_name(institution), q.graph().org_name(q.scene.project.implementing));
    found.push(Finding::new(Case::Rotation, path, sentences::rotates(name, org, first, last)));
}

/// The years up to that of the reference day, each with the first fact that says so.
fn years(q: &Inquiry, institution: Org) -> BTreeMap<i32, FactNo> {
    let this_year = period::day(q.scene.day).year();
    let mut years = BTreeMap::new();
    for past in q.graph().past_of(institution) {
        if past.org == q.scene.project.implementing && past.year <= this_year {
            years.entry(past.year).or_insert(past.fact);
        }
    }
    years
}

/// The latest run of exactly as many years as call for rotation, if the rest is not over. Full
/// calendar years of rest are those between the run and the year of the reference day.
fn unrested_run(q: &Inquiry, years: &BTreeMap<i32, FactNo>) -> Option<(i32, i32)> {
    let this_year = period::day(q.scene.day).year();
    let length = i32::try_from(q.policy.rotation_years).ok()?;
    let rest = i64::from(q.policy.rotation_rest_years);
    years.keys().rev().find_map(|last| {
        let first = last.checked_sub(length - 1)?;
        let rested = i64::from(this_year) - i64::from(*last) - 1;
        let is_run = rested < rest && years.range(first..=*last).count() == usize::try_from(length).ok()?;
        is_run.then_some((first, *last))
    })
}
