//! What a network that cannot be filled shows.

use super::augment::Finder;
use super::network::{Network, State};

impl Network {
    /// Places all units that can be placed. Then, of the sets of nodes that a unit without a place
    /// can reach, the smallest; `None` if every unit has a place.
    pub fn smallest_stuck_reach(&mut self) -> Option<Vec<u32>> {
        let mut finder = Finder::new(self);
        let mut smallest: Option<Vec<u32>> = None;
        finder.fill_what_can(self);
        for node in (0..self.nodes()).filter(|&node| self.excess[node] > 0) {
            let reach = finder.reach(self, node as u32);
            if smallest.as_ref().is_none_or(|known| reach.len() < known.len()) {
                smallest = Some(reach);
            }
        }
        smallest
    }

    /// The same from the other end: the smallest set of nodes from which a unit could come to an
    /// expert who still waits for one.
    pub fn smallest_unmet_supply(&mut self) -> Option<Vec<u32>> {
        Finder::new(self).fill_what_can(self);
        let waiting = (self.evaluations..self.sink()).filter(|&node| self.deficit[node] > 0);
        waiting.map(|node| self.supply(node as u32)).min_by_key(Vec::len)
    }

    /// Every node from which an open way leads to `node`. The sink is left out: nothing that ends
    /// there can be taken back while units wait elsewhere.
    fn supply(&self, node: u32) -> Vec<u32> {
        let mut inside = vec![false; self.nodes()];
        inside[node as usize] = true;
        let mut grew = true;
        while grew {
            grew = false;
            for (index, arc) in self.arcs.iter().enumerate() {
                let (from, to) = (arc.from as usize, arc.to as usize);
                let (down, up) = match self.gate_at(arc.to) {
                    Some(gate) => (gate.flow < gate.room, gate.flow > 0),
                    None => (self.states[index] == State::Open, self.states[index] == State::Used),
                };
                if (down && inside[to] && !inside[from]) || (up && inside[from] && !inside[to]) {
                    (inside[from], inside[to], grew) = (true, true, true);
                }
            }
        }
        (0..self.nodes() as u32).filter(|&at| inside[at as usize]).collect()
    }
}
