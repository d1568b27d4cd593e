//! The urn that candidates are drawn from and leave: an ordered list with weights in which the n-th
//! unit is found, and a candidate removed, in logarithmic time.

/// Candidates in a fixed order, each with a weight that becomes nought when the candidate leaves.
///
/// A Fenwick tree: node `i` (from 1) holds the sum of the `i & -i` weights that end at candidate
/// `i - 1`, see P. M. Fenwick, "A new data structure for cumulative frequency tables", 1994.
pub(super) struct Urn {
    nodes: Vec<u64>,
    weights: Vec<u32>,
}

impl Urn {
    /// At most `u32::MAX` candidates, so that no sum exceeds a `u64`.
    pub(super) fn filled(weights: Vec<u32>) -> Urn {
        let mut nodes: Vec<u64> = std::iter::once(0).chain(weights.iter().map(|w| u64::from(*w))).collect();
        for at in 1..nodes.len() {
            let parent = at + lowest_bit(at);
            if parent < nodes.len() {
                nodes[parent] += nodes[at];
            }
        }
        Urn { nodes, weights }
    }

    /// The weight of the first `count` candidates that are still in.
    pub(super) fn before(&self, count: usize) -> u64 {
        let mut sum = 0;
        let mut at = count.min(self.weights.len());
        while at > 0 {
            sum += self.nodes[at];
            at -= lowest_bit(at);
        }
        sum
    }

    /// The candidate that unit number `unit` belongs to when the weights are laid end to end in
    /// order. None when the urn holds no such unit.
    pub(super) fn holder(&self, unit: u64) -> Option<usize> {
        let mut passed = 0;
        let mut left = unit;
        let mut stride = self.nodes.len().next_power_of_two();
        while stride > 0 {
            let next = passed + stride;
            if next < self.nodes.len() && self.nodes[next] <= left {
                left -= self.nodes[next];
                passed = next;
            }
            stride /= 2;
        }
        (passed < self.weights.len()).then_some(passed)
    }

    /// Takes a candidate out; nothing happens when it has left before.
    pub(super) fn remove(&mut self, candidate: usize) {
        let Some(weight) = self.weights.get_mut(candidate).map(std::mem::take) else { return };
        let mut at = candidate + 1;
        while at < self.nodes.len() {
            self.nodes[at] -= u64::from(weight);
            at += lowest_bit(at);
        }
    }
}

fn lowest_bit(at: usize) -> usize {
    at & at.wrapping_neg()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Walks the weights one by one, as the published method says it.
    fn walk(weights: &[u32], unit: u64) -> Option<usize> {
        let mut end = 0;
        weights.iter().position(|weight| {
            end += u64::from(*weight);
            unit < end
        })
    }

    proptest! {
        #[test]
        fn finds_what_walking_finds(
            mut weights in prop::collection::vec(0u32..4, 0..40),
            removals in prop::collection::vec(0usize..45, 0..30),
        ) {
            let mut urn = Urn::filled(weights.clone());
            for removal in removals {
                for unit in 0..130 {
                    prop_assert_eq!(urn.holder(unit), walk(&weights, unit));
                }
                for count in 0..=weights.len() {
                    prop_assert_eq!(urn.before(count), weights[..count].iter().map(|w| u64::from(*w)).sum::<u64>());
                }
                urn.remove(removal);
                if let Some(weight) = weights.get_mut(removal) { *weight = 0; }
            }
        }
    }

    #[test]
    fn great_weights_do_not_overflow() {
        let urn = Urn::filled(vec![u32::MAX; 5]);
        assert_eq!(urn.before(5), 5 * u64::from(u32::MAX));
        assert_eq!(urn.holder(urn.before(4)), Some(4));
        assert_eq!(urn.holder(urn.before(4) - 1), Some(3));
        assert_eq!(urn.holder(urn.before(5)), None);
    }
}
