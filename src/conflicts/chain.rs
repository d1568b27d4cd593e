//! Adjacency that can grow: which facts belong to a key, in the order in which they were added.
//!
//! Each key has a first and a last fact and each fact a next one, so adding costs constant time and
//! twelve bytes, and no list is ever copied.

const END: u32 = u32::MAX;

/// Lists of fact numbers by key. A fact is in at most one list of a chain.
#[derive(Clone, Debug, Default)]
pub struct Chain {
    /// First and last fact of each key.
    ends: Vec<(u32, u32)>,
    /// The fact after each fact.
    next: Vec<u32>,
}

impl Chain {
    /// Appends `fact` to the list of `key`.
    pub fn push(&mut self, key: u32, fact: u32) {
        fill(&mut self.ends, key, (END, END));
        fill(&mut self.next, fact, END);
        let Some(ends) = self.ends.get_mut(key as usize) else { return };
        let before = std::mem::replace(&mut ends.1, fact);
        if before == END {
            ends.0 = fact;
        } else if let Some(link) = self.next.get_mut(before as usize) {
            *link = fact;
        }
    }

    /// The facts of `key`, oldest first.
    pub fn of(&self, key: u32) -> impl Iterator<Item = u32> + '_ {
        let first = self.ends.get(key as usize).map_or(END, |ends| ends.0);
        let known = |fact: u32| (fact != END).then_some(fact);
        std::iter::successors(known(first), move |fact| self.next.get(*fact as usize).copied().and_then(known))
    }
}

fn fill<T: Clone>(list: &mut Vec<T>, index: u32, value: T) {
    let needed = index as usize + 1;
    if list.len() < needed {
        list.resize(needed, value);
    }
}

#[cfg(test)]
mod tests {
    use super::Chain;

    #[test]
    fn keeps_the_order_of_each_key() {
        let mut chain = Chain::default();
        for (fact, key) in [7, 2, 7, 7, 0].into_iter().enumerate() {
            chain.push(key, fact as u32);
        }
        let list = |key| chain.of(key).collect::<Vec<_>>();
        assert_eq!((list(7), list(2), list(0), list(1), list(99)), (vec![0, 2, 3], vec![1], vec![4], vec![], vec![]));
    }
}
