//! Makes the network of an instance, with nothing flowing yet.

use std::cmp::Reverse;
use std::rc::Rc;

use super::super::committed::Committed;
use super::super::instance::Instance;
use super::gates::{Plans, plan};
use super::network::{Arc, Gate, NONE, Network, Shelf, State};

/// Why an instance has no network: an evaluation needs more experts than it has seats, or the least
/// loads are more than all seats.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Unbuildable {
    Needs(u32),
    LeastLoads,
}

/// The network of `instance` after the committed pairs, squared loads costing `lambda`.
pub(in super::super) fn build(instance: &Instance, committed: &Committed, lambda: i64) -> Result<Network, Unbuildable> {
    let mut builder = Builder::new(instance, committed, lambda);
    for evaluation in 0..instance.evaluations.len() as u32 {
        builder.add_evaluation(instance, committed, evaluation)?;
    }
    builder.finish()
}

struct Builder {
    network: Network,
    starts: Vec<u32>,
    arcs: Vec<Arc>,
    /// Arcs out of gates, and how many each gate has; they follow those of the evaluations.
    below: Vec<Arc>,
    below_counts: Vec<u32>,
}

impl Builder {
    fn new(instance: &Instance, committed: &Committed, lambda: i64) -> Builder {
        let shelves = instance.experts.iter().zip(&committed.loads).map(|(expert, &fixed)| {
            let base = fixed.max(expert.min_load);
            let room = expert.max_load.saturating_sub(base).min(instance.evaluations.len() as u32);
            Shelf { base, room, flow: 0, held: Vec::new() }
        });
        let shelves: Vec<Shelf> = shelves.collect();
        let evaluations = instance.evaluations.len();
        let nodes = evaluations + shelves.len() + 1;
        let network = Network {
            lambda,
            evaluations,
            gates: Vec::new(),
            starts: Rc::default(),
            arcs: Rc::default(),
            states: Vec::new(),
            excess: vec![0; nodes],
            deficit: vec![0; nodes],
            potential: vec![0; nodes],
            shelves,
        };
        let mut builder = Builder {
            network,
            starts: vec![0],
            arcs: Vec::with_capacity(instance.candidates.len()),
            below: Vec::new(),
            below_counts: Vec::new(),
        };
        for (at, (expert, &fixed)) in instance.experts.iter().zip(&committed.loads).enumerate() {
            builder.network.deficit[evaluations + at] = expert.min_load.saturating_sub(fixed);
        }
        builder
    }

    fn add_evaluation(
        &mut self,
        instance: &Instance,
        committed: &Committed,
        evaluation: u32,
    ) -> Result<(), Unbuildable> {
        let at = evaluation as usize;
        let plans = plan(instance, committed, evaluation);
        let seats = instance.evaluations[at].demand.saturating_sub(committed.teams[at].len() as u32);
        let required: u64 = plans.gates.iter().filter(|g| g.parent.is_none()).map(|g| u64::from(g.least)).sum();
        if required > u64::from(seats) {
            return Err(Unbuildable::Needs(evaluation));
        }
        self.network.excess[at] = seats - required as u32;
        self.add_gates(evaluation, plans);
        Ok(())
    }

    fn add_gates(&mut self, evaluation: u32, plans: Plans) {
        let keys = keys(&plans);
        let first = self.network.gate_node(self.network.gates.len()) as u32;
        let node = |gate: Option<usize>| gate.map_or(evaluation, |at| first + at as u32);
        let mut children: Vec<Vec<Arc>> = vec![Vec::new(); plans.gates.len() + 1];
        for (candidate, home) in &plans.open {
            let to = self.network.evaluations as u32 + candidate.expert;
            children[place(*home)].push(Arc { key: candidate.score, to, from: node(*home) });
        }
        let mut below = vec![0; plans.gates.len() + 1];
        for (at, gate) in plans.gates.iter().enumerate() {
            let arc = Arc { key: keys[at], to: node(Some(at)), from: node(gate.parent) };
            children[place(gate.parent)].push(arc);
            below[place(gate.parent)] += gate.least;
        }
        for (at, gate) in plans.gates.iter().enumerate() {
            self.network.gates.push(Gate { entry: NONE, room: gate.most - gate.least, flow: 0 });
            self.network.excess.push(gate.least - below[place(Some(at))]);
            self.network.deficit.push(0);
            self.network.potential.push(keys[at]);
        }
        self.add_arcs(evaluation, children);
    }

    /// Adds the arcs out of an evaluation and its gates, greatest key first.
    fn add_arcs(&mut self, evaluation: u32, mut children: Vec<Vec<Arc>>) {
        for list in &mut children {
            list.sort_unstable_by_key(|arc| (Reverse(arc.key), arc.to));
        }
        let mut lists = children.into_iter();
        let own = lists.next().unwrap_or_default();
        self.network.potential[evaluation as usize] = own.first().map_or(0, |arc| arc.key);
        self.arcs.extend(own);
        self.starts.push(self.arcs.len() as u32);
        for list in lists {
            self.below_counts.push(list.len() as u32);
            self.below.extend(list);
        }
    }

    fn finish(mut self) -> Result<Network, Unbuildable> {
        self.arcs.append(&mut self.below);
        for count in self.below_counts {
            let last = self.starts.last().copied().unwrap_or(0);
            self.starts.push(last + count);
        }
        let network = &mut self.network;
        let sink = network.sink() as u32;
        for (index, arc) in self.arcs.iter().enumerate() {
            if let Some(gate) = arc.to.checked_sub(sink + 1) {
                network.gates[gate as usize].entry = index as u32;
            }
        }
        network.states = vec![State::Open; self.arcs.len()];
        (network.starts, network.arcs) = (Rc::new(self.starts), Rc::new(self.arcs));
        let waiting = network.unplaced();
        let reserved: u64 = network.deficit.iter().map(|&units| u64::from(units)).sum();
        let rest = waiting.checked_sub(reserved).ok_or(Unbuildable::LeastLoads)?;
        network.deficit[sink as usize] = u32::try_from(rest).unwrap_or(u32::MAX);
        Ok(self.network)
    }
}

/// Where the children of a gate, or of the evaluation itself, are listed.
fn place(gate: Option<usize>) -> usize {
    gate.map_or(0, |at| at + 1)
}

/// The greatest score behind every gate; 0 behind an empty one.
fn keys(plans: &Plans) -> Vec<i64> {
    let mut keys: Vec<Option<i64>> = vec![None; plans.gates.len()];
    for (candidate, home) in &plans.open {
        let mut above = *home;
        while let Some(gate) = above {
            keys[gate] = keys[gate].max(Some(candidate.score));
            above = plans.gates[gate].parent;
        }
    }
    keys.into_iter().map(Option::unwrap_or_default).collect()
}
