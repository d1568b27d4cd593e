//! COI-07: any present investment of the subject, the spouse or lineal kin in a target, however
//! small. In packs only.

use crate::conflicts::graph::{FactNo, Party};
use crate::conflicts::inquiry::{Finding, Inquiry};
use crate::conflicts::model::Degree;
use crate::conflicts::sentences;
use crate::policy::conflict_policy::Case;

pub fn find(q: &Inquiry, found: &mut Vec<Finding>) {
    if !q.is_on(Case::Investment) || q.person().is_none() {
        return;
    }
    find_of(q, q.subject, &[], false, found);
    for kin in q.family().kin.iter().filter(|kin| matches!(kin.degree, Degree::Spouse | Degree::Lineal)) {
        find_of(q, Party::Person(kin.person), &kin.path, kin.over_ended_marriage, found);
    }
}

fn find_of(q: &Inquiry, holder: Party, way: &[FactNo], is_softened: bool, found: &mut Vec<Finding>) {
    for holding in q.world.holdings_of(holder) {
        let Some(target) = q.scene.target(holding.org) else { continue };
        if holding.share.0 > 0 && q.world.covers(holding.period, q.scene.day) {
            let path = way.iter().copied().chain([holding.fact]).chain(q.scene.route(target)).collect();
            let sentence = sentences::invests(q.graph(), q.scene, q.subject, holder, holding.org);
            found.push(Finding::new(Case::Investment, path, sentence).softened_if(is_softened));
        }
    }
}
