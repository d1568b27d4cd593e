//! The evaluations and experts that stand in each other's way, read off a flow that is stuck: what
//! the units without a place can reach is a minimum cut.

use super::super::answer::Blocking;
use super::super::committed::Committed;
use super::super::flow::{Network, Unbuildable, build};
use super::super::instance::Instance;
use super::minimal::Parts;

/// Seats that cannot be filled, where the flow alone shows it.
pub(super) fn seats(instance: &Instance, committed: &Committed) -> Option<(Blocking, Parts)> {
    let mut eased = instance.clone();
    for expert in &mut eased.experts {
        expert.min_load = 0;
    }
    let mut network = match build(&eased, committed, 0) {
        Ok(network) => network,
        Err(Unbuildable::Needs(evaluation)) => return Some(needs_exceed_demand(instance, evaluation)),
        Err(Unbuildable::LeastLoads) => return None,
    };
    let reach = network.smallest_stuck_reach()?;
    Some(short_of_experts(instance, committed, &network, &reach))
}

fn needs_exceed_demand(instance: &Instance, evaluation: u32) -> (Blocking, Parts) {
    let (zh, en) =
        ("类别要求的人数合计超过该评价所需人数", "the needs ask for more experts than the evaluation demands");
    let parts = Parts { evaluations: vec![evaluation], experts: Vec::new() };
    (Blocking::new(instance, &parts.evaluations, &[], zh, en), parts)
}

fn short_of_experts(instance: &Instance, committed: &Committed, network: &Network, reach: &[u32]) -> (Blocking, Parts) {
    let (evaluations, experts) = parts(network, reach);
    let wanted: u64 = evaluations.iter().map(|&at| u64::from(instance.evaluations[at as usize].demand)).sum();
    let fixed: u64 = evaluations.iter().map(|&at| committed.teams[at as usize].len() as u64).sum();
    let placed = network.pairs().filter(|(evaluation, _)| evaluations.contains(evaluation)).count() as u64 + fixed;
    let (n, m) = (evaluations.len(), experts.len());
    let zh = format!(
        "这 {n} 个评价共需 {wanted} 席，按评分、回避、承担量、单位上限和类别要求只能安排 {placed} 席，缺 {}（已占满的专家 {m} 名）",
        wanted - placed
    );
    let en = format!(
        "these {n} evaluations want {wanted} seats; scores, conflicts, loads, employers and needs leave experts for {placed}, {} short ({m} experts are full)",
        wanted - placed
    );
    let blocking = Blocking::new(instance, &evaluations, &experts, &zh, &en);
    // That these experts are full is a consequence; what is asked for is the seats alone.
    (blocking, Parts { evaluations, experts: Vec::new() })
}

/// Evaluations and experts among nodes; a gate stands for its evaluation.
fn parts(network: &Network, nodes: &[u32]) -> (Vec<u32>, Vec<u32>) {
    let first_expert = network.evaluations as u32;
    let is_expert = |node: &u32| (first_expert..network.sink() as u32).contains(node);
    let mut experts: Vec<u32> = nodes.iter().filter(|node| is_expert(node)).map(|node| node - first_expert).collect();
    let others = nodes.iter().filter(|node| !is_expert(node) && **node != network.sink() as u32);
    let mut evaluations: Vec<u32> = others.map(|&node| network.evaluation_of(node)).collect();
    for list in [&mut experts, &mut evaluations] {
        list.sort_unstable();
        list.dedup();
    }
    (evaluations, experts)
}

/// Seats that rules within an evaluation keep empty, though there are experts enough.
pub(super) fn local_rules(instance: &Instance, short: &[u32]) -> (Blocking, Parts) {
    let zh = "专家总数足够，但类别要求、单位上限和不得同组的规定合在一起，使这些评价无法配齐";
    let en = "there are experts enough, but needs, the employer limit and experts who never sit together leave these evaluations short";
    let mut experts: Vec<u32> = short.iter().flat_map(|&at| instance.candidates(at)).map(|c| c.expert).collect();
    experts.sort_unstable();
    experts.dedup();
    let parts = Parts { evaluations: short.to_vec(), experts: Vec::new() };
    (Blocking::new(instance, short, &experts, zh, en), parts)
}

/// Every seat can be filled, but then some expert gets less than their least load.
pub(super) fn least_loads(instance: &Instance, committed: &Committed) -> (Blocking, Parts) {
    let bound: Vec<u32> =
        (0u32..).zip(&instance.experts).filter(|(_, expert)| expert.min_load > 0).map(|(at, _)| at).collect();
    let least: u64 = instance.experts.iter().map(|expert| u64::from(expert.min_load)).sum();
    let stuck = build(instance, committed, 0).ok().and_then(|mut network| {
        let nodes = network.smallest_unmet_supply()?;
        Some(parts(&network, &nodes))
    });
    if let Some((evaluations, experts)) = stuck {
        let zh = "这些专家的最低承担量无法全部满足：能交给他们的评价席位不够";
        let en =
            "the least loads of these experts cannot all be met: the evaluations that may take them have too few seats";
        return (Blocking::new(instance, &evaluations, &experts, zh, en), Parts { evaluations, experts });
    }
    let seats = instance.seats();
    let (zh, en) = if least > seats {
        (
            format!("专家最低承担量合计 {least}，超过席位总数 {seats}"),
            format!("the least loads add up to {least}, more than the {seats} seats there are"),
        )
    } else {
        let en = "every seat can be filled, but not so that all needs, employer limits, experts kept apart and least loads are kept at once";
        ("席位可以全部安排，但无法同时满足类别要求、单位上限、不得同组和专家最低承担量".into(), en.into())
    };
    let blocking = Blocking::new(instance, &[], &bound, &zh, &en);
    (blocking, Parts { evaluations: Vec::new(), experts: bound })
}
