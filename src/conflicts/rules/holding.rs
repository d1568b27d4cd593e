//! Control of a target now or in the look-back, else a notable holding now; for an institution also
//! control by a target or by a common controller.

use crate::conflicts::control::{Circle, Marriages, spouses};
use crate::conflicts::effective::effective_holding;
use crate::conflicts::graph::{Org, Party};
use crate::conflicts::inquiry::{Finding, Inquiry};
use crate::conflicts::ownership::{BondTerms, Reach, bond};
use crate::conflicts::scene::Target;
use crate::conflicts::sentences;
use crate::policy::conflict_policy::Case;

pub fn find(q: &Inquiry, found: &mut Vec<Finding>) {
    let reach = reach(q);
    for target in q.scene.targets.iter().filter(|target| q.subject != Party::Org(target.org)) {
        let is_reached = reach.contains(Party::Org(target.org));
        let finding = if is_reached { control(q, &reach, target.org) } else { None };
        let finding = finding.or_else(|| bound(q, target.org));
        let finding = finding.or_else(|| if is_reached { notable(q, target.org) } else { None });
        found.extend(finding.map(|finding| led_on(q, finding, target)));
    }
}

/// What the subject or a spouse can reach by holdings; for most subjects nothing.
fn reach(q: &Inquiry) -> Reach {
    let mut holders = vec![q.subject];
    if let Party::Person(person) = q.subject {
        holders.extend(
            spouses(q.world, person, q.recent_marriages()).into_iter().map(|(spouse, _)| Party::Person(spouse)),
        );
    }
    Reach::down(q.world, holders, q.look_back())
}

/// Control at the latest day on which there is any, over lasting marriages if that suffices.
fn control(q: &Inquiry, reach: &Reach, org: Org) -> Option<Finding> {
    let days = q.look_back().days(&reach.starts);
    let under = |marriages: Marriages| {
        days.iter().find_map(|day| {
            let proof = Circle::around(q.world, q.subject, *day, marriages, q.control_over()).proof(org)?;
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
