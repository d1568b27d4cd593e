//! Drawing candidates one after another from a frozen pool with a given seed: the steps of the
//! published method.

use super::frozen::Frozen;
use super::hash::{Alg, Digest, LpHasher};
use super::pool::Line;
use super::record::{Outcome, Step};
use super::rules::Group;
use super::urn::Urn;
use std::collections::{BTreeMap, HashMap};
use std::num::NonZeroU64;
use std::ops::Range;

/// Who declines when drawn, by position in the pool, with the reason if one was given.
pub(super) type Declines = BTreeMap<usize, Option<String>>;

/// What the steps led to.
pub(super) struct Selection {
    pub(super) transcript: Vec<Step>,
    pub(super) shortage: u64,
}

impl Selection {
    /// The ids that took a place of this kind, in the order in which they were drawn.
    pub(super) fn ids(&self, outcome: Outcome) -> Vec<String> {
        self.transcript.iter().filter(|step| step.outcome == outcome).map(|step| step.id.clone()).collect()
    }
}

/// Draws the seats of every group in the order of the rules, and then the reserves of every group: a
/// reserve must not take an employer away from a seat.
pub(super) fn select(frozen: &Frozen, declines: &Declines, seed: &Digest) -> Selection {
    let mut drawing = Drawing::start(frozen, declines, seed);
    let groups = &frozen.rules.groups;
    let shortage = groups.iter().enumerate().map(|(at, group)| drawing.fill(at, group.seats, Outcome::Selected)).sum();
    for (at, group) in groups.iter().enumerate() {
        drawing.fill(at, group.reserves, Outcome::Reserve);
    }
    Selection { transcript: drawing.transcript, shortage }
}

struct Drawing<'a> {
    frozen: &'a Frozen<'a>,
    declines: &'a Declines,
    seed: &'a Digest,
    /// Positions in the pool of those who may be drawn: group by group, by id within a group.
    slots: Vec<usize>,
    /// The slots of every group.
    ranges: Vec<Range<usize>>,
    /// By slot.
    urn: Urn,
    /// The slots of every employer; empty when the rules do not limit employers.
    colleagues: Colleagues,
    transcript: Vec<Step>,
    s: u32,
}

impl<'a> Drawing<'a> {
    fn start(frozen: &'a Frozen, declines: &'a Declines, seed: &'a Digest) -> Drawing<'a> {
        let (slots, ranges) = arrange(frozen);
        let urn = Urn::filled(slots.iter().map(|line| frozen.weights[*line]).collect());
        let employers = slots.iter().map(|line| frozen.pool.lines()[*line].employer.as_ref());
        let colleagues = if frozen.rules.one_per_employer { Colleagues::of(employers) } else { Colleagues::default() };
        Drawing { frozen, declines, seed, slots, ranges, urn, colleagues, transcript: Vec::new(), s: 0 }
    }

    /// Fills places from one group and says how many stayed empty.
    fn fill(&mut self, group: usize, places: u64, outcome: Outcome) -> u64 {
        let mut open = places;
        while open > 0 {
            match self.step(group, outcome) {
                None => break,
                Some(Outcome::Declined) => {}
                Some(_) => open -= 1,
            }
        }
        open
    }

    /// Draws one candidate of a group. None when nobody is left in it.
    fn step(&mut self, group: usize, taken: Outcome) -> Option<Outcome> {
        let Range { start, end } = self.ranges[group].clone();
        let before = self.urn.before(start);
        let n = NonZeroU64::new(self.urn.before(end) - before)?;
        let (r, index) = unbiased(self.frozen.alg, self.seed, self.s, n);
        let slot = self.urn.holder(before + index)?;
        let line = self.slots[slot];
        let declined = self.declines.get(&line);
        let outcome = if declined.is_some() { Outcome::Declined } else { taken };
        let id = self.frozen.pool.lines()[line].id.to_string();
        self.transcript.push(Step {
            s: self.s,
            r,
            n: n.get(),
            index,
            id,
            outcome,
            reason: declined.cloned().flatten(),
        });
        self.s += 1;
        self.leave(slot, outcome);
        Some(outcome)
    }

    /// The drawn one leaves, and when the place is taken everybody with the same employer.
    fn leave(&mut self, slot: usize, outcome: Outcome) {
        self.urn.remove(slot);
        if outcome != Outcome::Declined {
            self.colleagues.remove_all(slot, &mut self.urn);
        }
    }
}

/// The candidates in the order of the urn's slots, and the slots of every group. Whoever is in no group
/// cannot be drawn.
fn arrange(frozen: &Frozen) -> (Vec<usize>, Vec<Range<usize>>) {
    let groups = &frozen.rules.groups;
    let by_category: HashMap<Option<&str>, usize> =
        groups.iter().enumerate().map(|(at, Group { category, .. })| (category.as_deref(), at)).collect();
    let whole = by_category.get(&None).copied();
    let group_of = |line: &Line| whole.or_else(|| by_category.get(&Some(line.category.as_ref())).copied());
    let eligible = frozen.pool.lines().iter().enumerate().filter(|(_, line)| line.eligible);
    let mut placed: Vec<(usize, usize)> = eligible.filter_map(|(at, line)| Some((group_of(line)?, at))).collect();
    placed.sort();
    let end = |group: usize| placed.partition_point(|(of, _)| *of <= group);
    let start = |group: usize| placed.partition_point(|(of, _)| *of < group);
    let ranges = (0..groups.len()).map(|group| start(group)..end(group)).collect();
    (placed.into_iter().map(|(_, line)| line).collect(), ranges)
}

/// A number below `n` that is as likely as any other, and how many values were rejected before it.
fn unbiased(alg: Alg, seed: &Digest, s: u32, n: NonZeroU64) -> (u32, u64) {
    let mut r: u32 = 0;
    loop {
        let x = first_eight(&LpHasher::new(alg, "VRD1/draw").part(&seed.0).counter(s).counter(r).finish());
        if let Some(index) = residue(x, n) {
            return (r, index);
        }
        // Fewer than half of all values are rejected, so this ends long before the counter does.
        r = r.wrapping_add(1);
    }
}

/// `x mod n`. None when `x` lies in the incomplete last stretch of the 2⁶⁴ values, where some residues
/// are missing.
fn residue(x: u64, n: NonZeroU64) -> Option<u64> {
    // 2⁶⁴ mod n, the length of that stretch.
    let excess = (u64::MAX % n + 1) % n;
    (x <= u64::MAX - excess).then(|| x % n)
}

fn first_eight(digest: &Digest) -> u64 {
    digest.0.iter().take(8).fold(0, |value, byte| value << 8 | u64::from(*byte))
}

/// The slots that share an employer, as chains.
#[derive(Default)]
struct Colleagues {
    /// By slot: another slot of the same employer, in a ring.
    next: Vec<usize>,
}

impl Colleagues {
    fn of<'e>(employers: impl Iterator<Item = &'e str>) -> Colleagues {
        let mut latest: HashMap<&str, usize> = HashMap::new();
        let mut next = Vec::new();
        for (slot, employer) in employers.enumerate() {
            next.push(slot);
            if let Some(earlier) = latest.insert(employer, slot) {
                next.swap(earlier, slot);
            }
        }
        Colleagues { next }
    }

    /// Removes everybody of this slot's employer from the urn. Runs once per employer at most, since
    /// nobody of the employer can be drawn again.
    fn remove_all(&self, slot: usize, urn: &mut Urn) {
        let mut at = slot;
        while let Some(next) = self.next.get(at).copied().filter(|next| *next != slot) {
            urn.remove(next);
            at = next;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_number_is_likelier() {
        // Computed by an independent program from the published method; the seed is bytes 0 to 31.
        let cases = [
            (Alg::Sha256, 0, 1, (0, 0)),
            (Alg::Sha256, 5, 3, (0, 1)),
            (Alg::Sha256, 5, 1 << 32, (0, 2080149)),
            (Alg::Sha256, 0, 1 << 63, (0, 8430849352086807706)),
            (Alg::Sha256, 0, (1 << 63) + 1, (1, 4989650070739778663)),
            (Alg::Sm3, 0, 3, (0, 2)),
            (Alg::Sm3, 0, (1 << 63) + 1, (2, 2514095750180546443)),
            (Alg::Sm3, 0, u64::MAX, (0, 13582362538436093435)),
        ];
        let seed = Digest(std::array::from_fn(|at| at as u8));
        for (alg, s, n, expected) in cases {
            assert_eq!(unbiased(alg, &seed, s, NonZeroU64::new(n).unwrap()), expected, "{alg:?} {s} {n}");
        }
    }

    #[test]
    fn the_incomplete_last_stretch_is_rejected() {
        let residue = |x, n| residue(x, NonZeroU64::new(n).unwrap());
        assert_eq!((residue(u64::MAX - 1, 3), residue(u64::MAX, 3)), (Some(2), None));
        assert_eq!((residue(u64::MAX - 6, 10), residue(u64::MAX - 5, 10)), (Some(9), None));
        assert_eq!((residue(u64::MAX, 1), residue(u64::MAX, 1 << 63)), (Some(0), Some((1 << 63) - 1)));
    }

    #[test]
    fn colleagues_leave_together() {
        let colleagues = Colleagues::of(["a", "b", "a", "c", "a"].into_iter());
        let mut urn = Urn::filled(vec![1; 5]);
        colleagues.remove_all(2, &mut urn);
        assert_eq!((0..6).map(|count| urn.before(count)).collect::<Vec<_>>(), [0, 0, 1, 2, 3, 3]);
        Colleagues::default().remove_all(2, &mut urn);
        assert_eq!(urn.before(5), 3);
    }
}
