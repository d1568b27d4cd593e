//! Edits of a filled network that keep its reduced costs sound: after `Finder::fill` it is again
//! the cheapest flow, under the new terms. A search fixes and bars pairs this way without starting
//! anew.

use super::network::{Network, State};

impl Network {
    /// Makes a pair part of every later flow.
    pub fn lock(&mut self, index: usize) {
        let arc = self.arcs[index];
        match self.states[index] {
            State::Open => {
                self.excess[arc.to as usize] += 1;
                self.deficit[arc.from as usize] += 1;
            }
            State::Used => self.forget(index),
            State::Locked | State::Barred => return,
        }
        self.states[index] = State::Locked;
    }

    /// Keeps a pair out of every later flow.
    pub fn bar(&mut self, index: usize) {
        let arc = self.arcs[index];
        match self.states[index] {
            State::Open => {}
            State::Used => {
                self.forget(index);
                self.deficit[arc.to as usize] += 1;
                self.excess[arc.from as usize] += 1;
            }
            State::Locked | State::Barred => return,
        }
        self.states[index] = State::Barred;
    }

    /// Takes an arc off the list of those that may be taken back.
    fn forget(&mut self, index: usize) {
        let shelf = self.arcs[index].to as usize - self.evaluations;
        self.shelves[shelf].held.retain(|&held| held as usize != index);
    }
}
