//! Control of a target now or in the look-back, else a notable holding now; for an institution also
//! control by a target or by a common controller.

use crate::conflicts::control::{Circle, Marriages, When, may_control, turning_days};
use crate::conflicts::effective::effective_holding;
use crate::conflicts::graph::{Org, Party};
use crate::conflicts::inquiry::{Finding, Inquiry};
use crate::conflicts::ownership::{BondTerms, bond};
use crate::conflicts::scene::Target;
use crate::conflicts::sentences;
use crate::policy::conflict_policy::Case;

pub fn find(q: &Inquiry, found: &mut Vec<Finding>) {
    for target in q.scene.targets.iter().filter(|target| q.subject != Party::Org(target.org)) {
        let finding = control(q, target.org).or_else(|| bound(q, target.org)).or_else(|| notable(q, target.org));
        found.extend(finding.map(|finding| led_on(q, finding, target)));
    }
}

/// Control at the latest day on which there is any, over lasting marriages if that suffices.
fn control(q: &Inquiry, org: Org) -> Option<Finding> {
    if !may_control(q.world, q.subject, org, q.control_over()) {
        return None;
    }
    let days = turning_days(q.world, q.subject, q.look_back(), q.recent_marriages(), q.control_over());
    let under = |marriages: Marriages| {
        days.iter().find_map(|day| {
            let when = When::On(*day);
            let proof = Circle::around(q.world, q.subject, when, marriages, q.control_over()).proof(org)?;
            let sentence = sentences::controls(q.graph(), q.scene, q.subject, org, *day == q.scene.day);
            Some(Finding::new(Case::Control, proof, sentence))
        })
    };
    under(q.lasting_marriages()).or_else(|| under(q.recent_marriages()).map(|finding| finding.softened_if(true)))
}

/// For an institution: control by the target or by a common controller.
fn bound(q: &Inquiry, target: Org) -> Option<Finding> {
    let institution = q.institution()?;
    let (span, over) = (q.look_back(), q.control_over());
    let under =
        |marriages| bond(q.world, institution, target, BondTerms { span, marriages, over, state_may_own: true });
    let lasting = under(q.lasting_marriages());
    let is_softened = lasting.is_none();
    let bond = lasting.or_else(|| under(q.recent_marriages()))?;
    let sentence = sentences::bound_to_target(q.graph(), q.scene, institution, target, bond.kind);
    Some(Finding::new(Case::Control, bond.path, sentence).softened_if(is_softened))
}

fn notable(q: &Inquiry, org: Org) -> Option<Finding> {
    let path = effective_holding(q.world, q.subject, org, q.scene.day, q.notable())?;
    let sentence = sentences::holds(q.graph(), q.scene, q.subject, org, q.policy.notable_holding_pct);
    Some(Finding::new(Case::NotableHolding, path, sentence))
}

/// Leads the path on from a predecessor to the implementing organisation.
fn led_on(q: &Inquiry, mut finding: Finding, target: &Target) -> Finding {
    finding.path.extend(q.scene.route(target));
    finding
}
