//! Which gates stand between an evaluation and its candidates.
//!
//! Limits on sets of candidates stay a flow as long as any two sets are nested or disjoint. Needs are
//! taken one by one while that holds; a need that crosses one already taken is left out. Within each
//! need the candidates of one employer share a gate; an employer whose experts stand in several needs
//! gets a gate in each, which is weaker than the rule. So the network never refuses a team that keeps
//! the rules; what it lets through is checked afterwards.

use std::collections::HashMap;

use super::super::committed::Committed;
use super::super::instance::{Candidate, Instance};
use super::super::local::{counted_employer, needs_met};

/// A gate and whom it leads to.
#[derive(Debug)]
pub(super) struct Plan {
    /// The gate above, by place in the list; the evaluation itself if none.
    pub parent: Option<usize>,
    /// What must come through.
    pub least: u32,
    /// What may come through at most.
    pub most: u32,
}

/// The gates of one evaluation; parents stand before their children. `home[c]` is the gate right
/// above open candidate `c`.
#[derive(Debug)]
pub(super) struct Plans {
    pub gates: Vec<Plan>,
    pub open: Vec<(Candidate, Option<usize>)>,
}

/// Plans the gates of `evaluation`, given what is committed already.
pub(super) fn plan(instance: &Instance, committed: &Committed, evaluation: u32) -> Plans {
    let team = &committed.teams[evaluation as usize];
    let seats = instance.evaluations[evaluation as usize].demand.saturating_sub(team.len() as u32);
    let free = instance.candidates(evaluation).iter().filter(|c| team.is_empty() || !team.contains(&c.expert));
    let mut plans = Plans { gates: Vec::new(), open: free.map(|&candidate| (candidate, None)).collect() };
    if seats == 0 {
        plans.open.clear();
    }
    add_needs(&mut plans, instance, team, evaluation, seats);
    if let Some(most) = instance.max_per_employer {
        add_employers(&mut plans, instance, team, most, seats);
    }
    plans
}

fn add_needs(plans: &mut Plans, instance: &Instance, team: &[u32], evaluation: u32, seats: u32) {
    let needs = &instance.evaluations[evaluation as usize].needs;
    if needs.is_empty() {
        return;
    }
    let masks: Vec<u64> = plans.open.iter().map(|(c, _)| needs_met(instance, evaluation, c.expert)).collect();
    let fixed: Vec<u64> = team.iter().map(|&expert| needs_met(instance, evaluation, expert)).collect();
    let have = |bit: usize| fixed.iter().filter(|&&mask| mask >> bit & 1 == 1).count() as u32;
    let missing = |bit: usize| needs[bit].min.saturating_sub(have(bit));
    let chosen = nested(&masks, (0..needs.len()).filter(|&bit| missing(bit) > 0));
    for (at, &(bit, _)) in chosen.iter().enumerate() {
        let parent = chosen[..at].iter().rposition(|&(above, _)| within(&masks, bit, above));
        plans.gates.push(Plan { parent, least: missing(bit), most: seats.max(missing(bit)) });
    }
    for at in (1..plans.gates.len()).rev() {
        raise_parent(&mut plans.gates, at);
    }
    for (mask, (_, home)) in masks.iter().zip(&mut plans.open) {
        *home = chosen.iter().rposition(|&(bit, _)| mask >> bit & 1 == 1);
    }
}

/// Needs whose candidates are nested or disjoint, greatest set first, with the sizes of the sets.
fn nested(masks: &[u64], bits: impl Iterator<Item = usize>) -> Vec<(usize, usize)> {
    let size = |both: u64| masks.iter().filter(|&&mask| mask & both == both).count();
    let mut chosen: Vec<(usize, usize)> = Vec::new();
    for bit in bits {
        let own = size(1 << bit);
        let fits = |&(other, others): &(usize, usize)| {
            let shared = size(1 << bit | 1 << other);
            shared == 0 || shared == own || shared == others
        };
        if chosen.iter().all(fits) {
            chosen.push((bit, own));
        }
    }
    chosen.sort_by_key(|&(bit, own)| (std::cmp::Reverse(own), bit));
    chosen
}

/// Whether everybody who meets `bit` meets `above` too. The empty set stands alone.
fn within(masks: &[u64], bit: usize, above: usize) -> bool {
    let mut holders = masks.iter().filter(|&&mask| mask >> bit & 1 == 1).peekable();
    holders.peek().is_some() && holders.all(|mask| mask >> above & 1 == 1)
}

/// A gate must let through at least what its children must.
fn raise_parent(gates: &mut [Plan], child: usize) {
    let Some(parent) = gates[child].parent else { return };
    let children: u32 = gates.iter().filter(|gate| gate.parent == Some(parent)).map(|gate| gate.least).sum();
    let gate = &mut gates[parent];
    gate.least = gate.least.max(children);
    gate.most = gate.most.max(gate.least);
}

fn add_employers(plans: &mut Plans, instance: &Instance, team: &[u32], most: u32, seats: u32) {
    let taken = |employer| team.iter().filter(|&&x| counted_employer(instance, x) == Some(employer)).count() as u32;
    let mut sizes: HashMap<(u32, Option<usize>), u32> = HashMap::new();
    for (candidate, home) in &plans.open {
        if let Some(employer) = counted_employer(instance, candidate.expert) {
            *sizes.entry((employer, *home)).or_default() += 1;
        }
    }
    if !team.is_empty() {
        plans.open.retain(|(c, _)| counted_employer(instance, c.expert).is_none_or(|employer| taken(employer) < most));
    }
    let mut gates: HashMap<(u32, Option<usize>), usize> = HashMap::new();
    for (candidate, home) in &mut plans.open {
        let Some(employer) = counted_employer(instance, candidate.expert) else { continue };
        let left = most - taken(employer);
        if left >= seats || sizes.get(&(employer, *home)).is_none_or(|&size| size <= left) {
            continue;
        }
        let parent = *home;
        let gate = *gates.entry((employer, parent)).or_insert_with(|| {
            plans.gates.push(Plan { parent, least: 0, most: left });
            plans.gates.len() - 1
        });
        *home = Some(gate);
    }
}
