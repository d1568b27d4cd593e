//! The network of an instance and the state of a flow in it. Minimum cost means greatest value: a
//! pair costs minus its score, the k-th load of an expert costs `lambda * (2k - 1)`.
//!
//! ```text
//! evaluation -> [need or employer gate ->]* expert -> sink
//!          seats          lo..hi         1        min_load..max_load
//! ```
//!
//! Lower limits are exact: what must flow through a gate starts at the gate, what an expert must get
//! ends at the expert. `build` makes the network, `augment` fills it, `change` edits a filled one.

use std::rc::Rc;

/// No node, no arc.
pub(in super::super) const NONE: u32 = u32::MAX;

/// An arc out of an evaluation or a gate, to a gate or an expert.
#[derive(Clone, Copy, Debug)]
pub(in super::super) struct Arc {
    /// The greatest score that this arc leads to: a bound on what following it may bring.
    pub key: i64,
    pub to: u32,
    pub from: u32,
}

/// What may be done with an arc to an expert.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum State {
    Open,
    Used,
    /// Used, and to stay so.
    Locked,
    /// Never to be used.
    Barred,
}

/// A gate between an evaluation and some of its candidates.
#[derive(Clone, Debug)]
pub(in super::super) struct Gate {
    /// The arc that leads here.
    pub entry: u32,
    /// How much may come through `entry`, beyond what must.
    pub room: u32,
    /// How much comes through `entry` now.
    pub flow: u32,
}

/// What an expert may take beyond what they must.
#[derive(Clone, Debug)]
pub(in super::super) struct Shelf {
    /// Load that is there before any optional unit: fixed pairs and `min_load`.
    pub base: u32,
    pub room: u32,
    pub flow: u32,
    /// Arcs that now bring load and may be taken back.
    pub held: Vec<u32>,
}

/// A network with a flow whose reduced costs are nowhere negative.
#[derive(Clone, Debug)]
pub(in super::super) struct Network {
    pub lambda: i64,
    /// Nodes are evaluations, then experts, then the sink, then gates.
    pub evaluations: usize,
    pub gates: Vec<Gate>,
    pub shelves: Vec<Shelf>,
    /// Arcs out of evaluation `n` are `arcs[starts[n]..starts[n + 1]]`, those out of the gates go on
    /// from there in the same way; greatest key first.
    pub starts: Rc<Vec<u32>>,
    pub arcs: Rc<Vec<Arc>>,
    /// State of the arcs to experts; those to gates stay open.
    pub states: Vec<State>,
    /// Units that wait at a node, and units that a node still waits for.
    pub excess: Vec<u32>,
    pub deficit: Vec<u32>,
    /// Costs of reaching a node, kept so that no open arc has a negative reduced cost. Those of
    /// gates and evaluations start at their greatest key, all others at 0; none ever rises.
    pub potential: Vec<i64>,
}

impl Network {
    pub fn sink(&self) -> usize {
        self.evaluations + self.shelves.len()
    }

    pub fn nodes(&self) -> usize {
        self.sink() + 1 + self.gates.len()
    }

    pub fn gate_node(&self, gate: usize) -> usize {
        self.sink() + 1 + gate
    }

    /// Indexes of the arcs out of an evaluation or a gate.
    pub fn arcs_from(&self, node: u32) -> std::ops::Range<usize> {
        let at = match (node as usize).checked_sub(self.sink() + 1) {
            Some(gate) => self.evaluations + gate,
            None => node as usize,
        };
        self.starts[at] as usize..self.starts[at + 1] as usize
    }

    /// The gate at a node that is one.
    pub fn gate_at(&self, node: u32) -> Option<&Gate> {
        (node as usize).checked_sub(self.sink() + 1).and_then(|gate| self.gates.get(gate))
    }

    /// Cost of the next optional unit of an expert.
    pub fn slot_cost(&self, shelf: &Shelf) -> i64 {
        self.lambda * (2 * (i64::from(shelf.base) + i64::from(shelf.flow)) + 1)
    }

    /// Cost of the last optional unit of an expert.
    pub fn last_slot_cost(&self, shelf: &Shelf) -> i64 {
        self.lambda * (2 * (i64::from(shelf.base) + i64::from(shelf.flow)) - 1)
    }

    /// The evaluation above a gate, or the evaluation itself.
    pub fn evaluation_of(&self, mut node: u32) -> u32 {
        while let Some(gate) = self.gate_at(node) {
            node = self.arcs[gate.entry as usize].from;
        }
        node
    }

    /// The pair that an arc to an expert stands for.
    pub fn pair(&self, index: usize) -> (u32, u32) {
        let arc = self.arcs[index];
        (self.evaluation_of(arc.from), arc.to - self.evaluations as u32)
    }

    /// All pairs in use.
    pub fn pairs(&self) -> impl Iterator<Item = (u32, u32)> {
        let in_use = |&(_, state): &(usize, &State)| matches!(state, State::Used | State::Locked);
        self.states.iter().enumerate().filter(in_use).map(|(index, _)| self.pair(index))
    }

    /// Units that could not be placed.
    pub fn unplaced(&self) -> u64 {
        self.excess.iter().map(|&units| u64::from(units)).sum()
    }

    /// What one more unit of load of an expert is worth: the price in the dual.
    pub fn price(&self, expert: usize) -> i64 {
        self.potential[self.sink()] - self.potential[self.evaluations + expert]
    }
}
