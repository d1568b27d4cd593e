//! Successive shortest paths: units that wait are sent, one after another, along a path of least
//! reduced cost to the nearest node that waits for units (Ahuja, Magnanti, Orlin, *Network Flows*,
//! section 9.7). After each path the flow is the cheapest of all that place as many units.
//!
//! Two things make it quick. A node's arcs are sorted by their key, and since potentials of experts
//! only fall, a scan stops at the first arc that cannot beat the best end found. And only the nodes
//! nearer than that end are looked at.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::network::{NONE, Network, State};

const FAR: i64 = i64::MAX;

/// How filling the network ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) enum Filled {
    /// Every unit is placed.
    All,
    /// No path is left for a unit that waits.
    Stuck,
    /// The caller asked to stop.
    Stopped,
}

/// Working memory of the searches; one serves for a network's whole life.
#[derive(Clone, Debug)]
pub(in super::super) struct Finder {
    distance: Vec<i64>,
    /// The node and arc by which a node was reached.
    reached_by: Vec<(u32, u32)>,
    touched: Vec<u32>,
    heap: BinaryHeap<Reverse<(i64, u32)>>,
    best: i64,
    end: u32,
}

impl Finder {
    pub fn new(network: &Network) -> Finder {
        let nodes = network.nodes();
        Finder {
            distance: vec![FAR; nodes],
            reached_by: vec![(NONE, NONE); nodes],
            touched: Vec::new(),
            heap: BinaryHeap::new(),
            best: FAR,
            end: NONE,
        }
    }

    /// Places all units that wait, as cheaply as possible.
    pub fn fill(&mut self, network: &mut Network, keep_going: &dyn Fn() -> bool) -> Filled {
        const ASK_EVERY: u32 = 256;
        let mut until_ask = 0;
        for node in 0..network.excess.len() {
            while network.excess[node] > 0 {
                if until_ask == 0 {
                    if !keep_going() {
                        return Filled::Stopped;
                    }
                    until_ask = ASK_EVERY;
                }
                until_ask -= 1;
                if !self.place_one(network, node as u32) {
                    return Filled::Stuck;
                }
            }
        }
        Filled::All
    }

    /// Places all units that can be placed and leaves the others waiting.
    pub fn fill_what_can(&mut self, network: &mut Network) {
        for node in 0..network.excess.len() {
            while network.excess[node] > 0 && self.place_one(network, node as u32) {}
        }
    }

    /// The nodes that a unit at `source`, for which there is no place, can reach.
    pub fn reach(&mut self, network: &Network, source: u32) -> Vec<u32> {
        self.search(network, source);
        for &node in &self.touched {
            self.distance[node as usize] = FAR;
        }
        std::mem::take(&mut self.touched)
    }

    /// Sends one unit from `source` to the nearest end. Without a path nothing changes.
    fn place_one(&mut self, network: &mut Network, source: u32) -> bool {
        self.search(network, source);
        if self.end == NONE {
            for &node in &self.touched {
                self.distance[node as usize] = FAR;
            }
            return false;
        }
        self.lower_potentials(network);
        self.send(network, source);
        true
    }

    fn search(&mut self, network: &Network, source: u32) {
        self.touched.clear();
        self.heap.clear();
        (self.best, self.end) = (FAR, NONE);
        self.label(network, source, 0, (NONE, NONE));
        let (first_expert, sink) = (network.evaluations, network.sink());
        while let Some(Reverse((distance, node))) = self.heap.pop() {
            if distance >= self.best {
                break;
            }
            let at = node as usize;
            if distance > self.distance[at] {
                continue;
            }
            if at < first_expert || at > sink {
                self.scan_down(network, node, distance);
                self.scan_up(network, node, distance);
            } else if at < sink {
                self.scan_expert(network, node, distance);
            } else {
                self.scan_sink(network, distance);
            }
        }
    }

    /// Notes that `node` can be reached at `distance`, if that is news.
    fn label(&mut self, network: &Network, node: u32, distance: i64, by: (u32, u32)) {
        let at = node as usize;
        let known = self.distance[at];
        if distance >= known {
            return;
        }
        if known == FAR {
            self.touched.push(node);
        }
        self.distance[at] = distance;
        self.reached_by[at] = by;
        if network.deficit[at] > 0 && distance < self.best {
            (self.best, self.end) = (distance, node);
        }
        if distance < self.best {
            self.heap.push(Reverse((distance, node)));
        }
    }

    fn scan_down(&mut self, network: &Network, node: u32, distance: i64) {
        let sink = network.sink();
        let from_here = distance + network.potential[node as usize];
        for index in network.arcs_from(node) {
            let arc = network.arcs[index];
            if from_here - arc.key >= self.best {
                break;
            }
            let to = arc.to as usize;
            if let Some(gate) = network.gate_at(arc.to) {
                if gate.flow < gate.room {
                    self.label(network, arc.to, from_here - network.potential[to], (node, index as u32));
                }
            } else if network.states[index] == State::Open {
                let reach = from_here - arc.key - network.potential[to];
                if reach < self.distance[to] && reach < self.best {
                    self.label(network, arc.to, reach, (node, index as u32));
                    self.label_sink(network, to, sink, reach);
                }
            }
        }
    }

    /// From an expert with room a unit may end at the sink.
    fn label_sink(&mut self, network: &Network, expert: usize, sink: usize, reach: i64) {
        let shelf = &network.shelves[expert - network.evaluations];
        if shelf.flow < shelf.room {
            let reduced = network.slot_cost(shelf) + network.potential[expert] - network.potential[sink];
            if reach + reduced < self.best {
                self.label(network, sink as u32, reach + reduced, (expert as u32, NONE));
            }
        }
    }

    /// A unit that came through a gate may come another way.
    fn scan_up(&mut self, network: &Network, node: u32, distance: i64) {
        let Some(gate) = network.gate_at(node) else { return };
        if gate.flow > 0 {
            let parent = network.arcs[gate.entry as usize].from;
            let reduced = network.potential[node as usize] - network.potential[parent as usize];
            self.label(network, parent, distance + reduced, (node, gate.entry));
        }
    }

    /// An expert may be taken from an evaluation that has them.
    fn scan_expert(&mut self, network: &Network, node: u32, distance: i64) {
        let at = node as usize;
        let shelf = &network.shelves[at - network.evaluations];
        for &index in &shelf.held {
            let arc = network.arcs[index as usize];
            let reduced = arc.key + network.potential[at] - network.potential[arc.from as usize];
            self.label(network, arc.from, distance + reduced, (node, index));
        }
        self.label_sink(network, at, network.sink(), distance);
    }

    /// An optional unit of one expert may become another's.
    fn scan_sink(&mut self, network: &Network, distance: i64) {
        let sink = network.sink();
        for (number, shelf) in network.shelves.iter().enumerate().filter(|(_, shelf)| shelf.flow > 0) {
            let at = network.evaluations + number;
            let reduced = network.potential[sink] - network.last_slot_cost(shelf) - network.potential[at];
            self.label(network, at as u32, distance + reduced, (sink as u32, NONE));
        }
    }

    fn lower_potentials(&mut self, network: &mut Network) {
        for &node in &self.touched {
            let at = node as usize;
            let distance = self.distance[at];
            if distance < self.best {
                network.potential[at] += distance - self.best;
            }
            self.distance[at] = FAR;
        }
    }

    fn send(&self, network: &mut Network, source: u32) {
        let mut node = self.end;
        network.deficit[node as usize] -= 1;
        network.excess[source as usize] -= 1;
        while node != source {
            let (from, index) = self.reached_by[node as usize];
            step(network, from, index, node);
            node = from;
        }
    }
}

/// Moves one unit along one step of a path.
fn step(network: &mut Network, from: u32, index: u32, to: u32) {
    let (first_expert, sink) = (network.evaluations as u32, network.sink() as u32);
    let is_expert = |node: u32| (first_expert..sink).contains(&node);
    if to == sink {
        network.shelves[(from - first_expert) as usize].flow += 1;
    } else if from == sink {
        network.shelves[(to - first_expert) as usize].flow -= 1;
    } else if is_expert(to) {
        network.states[index as usize] = State::Used;
        network.shelves[(to - first_expert) as usize].held.push(index);
    } else if is_expert(from) {
        network.states[index as usize] = State::Open;
        network.shelves[(from - first_expert) as usize].held.retain(|&arc| arc != index);
    } else if to > sink && network.arcs[index as usize].to == to {
        network.gates[(to - sink - 1) as usize].flow += 1;
    } else {
        network.gates[(from - sink - 1) as usize].flow -= 1;
    }
}
