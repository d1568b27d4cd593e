//! COI-12: whoever commissions must be separate from what is evaluated (C-02, C-11). A check on the
//! commission itself, so it has no subject and no scene.

use crate::conflicts::graph::{FactNo, Graph, Org, Party};
use crate::conflicts::hit::{Handling, Hit, Outcome, consequence};
use crate::conflicts::period;
use crate::conflicts::sentences;
use crate::conflicts::world::World;
use crate::policy::conflict_policy::{Case, ConflictPolicy};
use crate::terms::Day;

/// The hits of a commission of `commissioner` on `evaluated`, both ids of organisations, on `day`.
/// Nothing if an id is unknown here or the policy has the rule off.
///
/// Parent and child count by a direct link; whether the child is an internal unit or a legal person
/// of its own is not in the facts, so a policy that permits department evaluations of subordinate
/// units rules `commissioner_is_parent_or_child` as `reason`.
pub fn commissioner_separation(
    graph: &Graph,
    commissioner: &str,
    evaluated: &str,
    day: Day,
    policy: &ConflictPolicy,
) -> Vec<Hit> {
    let (Some(Party::Org(commissioner)), Some(Party::Org(evaluated))) =
        (graph.party(commissioner), graph.party(evaluated))
    else {
        return Vec::new();
    };
    if commissioner == evaluated {
        return hit(graph, policy, Case::CommissionerIsEvaluated, (commissioner, evaluated), None, false)
            .into_iter()
            .collect();
    }
    let direct = |world: &World| link(world, commissioner, evaluated, day);
    let certain = direct(&World::certain(graph));
    let is_uncertain = certain.is_none();
    let fact = certain.or_else(|| direct(&World::possible(graph)));
    let case = Case::CommissionerIsParentOrChild;
    fact.and_then(|fact| hit(graph, policy, case, (commissioner, evaluated), Some(fact), is_uncertain))
        .into_iter()
        .collect()
}

/// The direct link between the two in either direction.
fn link(world: &World, a: Org, b: Org, day: Day) -> Option<FactNo> {
    let day = period::number(day);
    let up = |child, parent| {
        let mut links = world.graph.links_up(child).filter(move |link| link.parent == parent);
        links.find(|link| world.covers(link.period, day)).map(|link| link.fact)
    };
    up(b, a).or_else(|| up(a, b))
}

fn hit(
    graph: &Graph,
    policy: &ConflictPolicy,
    case: Case,
    parties: (Org, Org),
    fact: Option<FactNo>,
    is_uncertain: bool,
) -> Option<Hit> {
    let (verdict, handling) = match consequence(policy.ruling(case))? {
        (Outcome::Blocked, _) if is_uncertain => (Outcome::Flagged, Some(Handling::Reason)),
        ruled => ruled,
    };
    let sentence = sentences::not_separate(graph, parties.0, parties.1);
    Some(Hit {
        rule: case.rule(),
        verdict,
        handling,
        basis: policy.basis(case).to_owned(),
        path: fact.into_iter().map(|fact| graph.fact_id(fact).to_owned()).collect(),
        sentence: if is_uncertain { sentences::with_unknown_start(sentence) } else { sentence },
    })
}
