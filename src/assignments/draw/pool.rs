//! The pool as it was frozen: every candidate on one line, sorted by the bytes of the id, with the
//! mark that the conflict check left.

use super::fault::DrawFault;
use super::hash::{Alg, Digest, LpHasher};
use super::spec::Candidate;
use super::text;
use std::borrow::Cow;

/// The lines of a pool, sorted by id, ids unique, texts in NFC.
pub(super) struct FrozenPool<'a> {
    lines: Vec<Line<'a>>,
}

/// One candidate of a [`FrozenPool`].
pub(super) struct Line<'a> {
    pub(super) id: Cow<'a, str>,
    pub(super) employer: Cow<'a, str>,
    pub(super) category: Cow<'a, str>,
    /// The first bytes of the id as a number, so that sorting a million lines rarely looks further.
    prefix: u128,
    /// False when the conflict check excluded the candidate before any seed existed.
    pub(super) eligible: bool,
}

impl<'a> FrozenPool<'a> {
    pub(super) fn freeze(pool: &'a [Candidate], conflicted: &[String]) -> Result<FrozenPool<'a>, DrawFault> {
        if u32::try_from(pool.len()).is_err() {
            return Err(DrawFault::PoolTooLarge);
        }
        let mut lines =
            pool.iter().enumerate().map(|(at, line)| Line::read(at, line)).collect::<Result<Vec<_>, _>>()?;
        lines.sort_unstable_by(|a, b| a.prefix.cmp(&b.prefix).then_with(|| a.id.as_bytes().cmp(b.id.as_bytes())));
        if let Some([twin, _]) = lines.array_windows().find(|[a, b]| a.id == b.id) {
            return Err(DrawFault::DuplicateId { id: twin.id.to_string() });
        }
        let mut frozen = FrozenPool { lines };
        frozen.exclude(conflicted)?;
        Ok(frozen)
    }

    fn exclude(&mut self, conflicted: &[String]) -> Result<(), DrawFault> {
        for (at, id) in conflicted.iter().enumerate() {
            let position = self.find(id, || format!("conflicted[{at}]"))?;
            if let Some(line) = self.lines.get_mut(position) {
                line.eligible = false;
            }
        }
        Ok(())
    }

    pub(super) fn lines(&self) -> &[Line<'a>] {
        &self.lines
    }

    /// Where the candidate with this id stands. A list that names somebody else is refused: a slip of
    /// the pen in `conflicted` would leave a person in conflict in the draw.
    pub(super) fn find(&self, id: &str, place: impl Fn() -> String) -> Result<usize, DrawFault> {
        let id = text::composed(id);
        self.lines
            .binary_search_by(|line| line.id.as_bytes().cmp(id.as_bytes()))
            .map_err(|_| DrawFault::UnknownId { place: place(), id: id.into_owned() })
    }

    /// `pool_hash` of the published method.
    pub(super) fn digest(&self, alg: Alg) -> Digest {
        let mut written = String::new();
        let mut hasher = LpHasher::new(alg, "VRD1/pool");
        for line in &self.lines {
            written.clear();
            line.write(&mut written);
            hasher.push(written.as_bytes());
        }
        hasher.finish()
    }
}

impl<'a> Line<'a> {
    fn read(at: usize, candidate: &'a Candidate) -> Result<Line<'a>, DrawFault> {
        let id = text::name(&candidate.id, || format!("pool[{at}].id"))?;
        Ok(Line {
            prefix: prefix(&id),
            id,
            employer: text::single_line(&candidate.employer, || format!("pool[{at}].employer"))?,
            category: text::single_line(&candidate.category, || format!("pool[{at}].category"))?,
            eligible: true,
        })
    }

    fn write(&self, out: &mut String) {
        for field in [&self.id, &self.employer, &self.category] {
            out.push_str(field);
            out.push('\t');
        }
        out.push(if self.eligible { 'E' } else { 'X' });
    }
}

/// Filled up with zero bytes, which no id contains.
fn prefix(id: &str) -> u128 {
    let mut bytes = [0; 16];
    bytes.iter_mut().zip(id.bytes()).for_each(|(slot, byte)| *slot = byte);
    u128::from_be_bytes(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidate(id: &str) -> Candidate {
        Candidate { id: id.into(), employer: "甲".into(), category: "财务".into() }
    }

    #[test]
    fn sorts_by_bytes_and_marks() {
        let pool = [candidate("b"), candidate("é"), candidate("B"), candidate("a1"), candidate("a")];
        let frozen = FrozenPool::freeze(&pool, &["b".into(), "e\u{301}".into(), "b".into()]).unwrap();
        let seen: Vec<_> = frozen.lines().iter().map(|line| (line.id.as_ref(), line.eligible)).collect();
        assert_eq!(seen, [("B", true), ("a", true), ("a1", true), ("b", false), ("é", false)]);
        let mut written = String::new();
        frozen.lines()[3].write(&mut written);
        assert_eq!(written, "b\t甲\t财务\tX");
    }

    #[test]
    fn ids_that_begin_alike_are_told_apart() {
        let pool =
            ["91640300MA75W0001Y2", "91640300MA75W0001Y", "91640300MA75W0001X", "91640300MA75W000"].map(candidate);
        let frozen = FrozenPool::freeze(&pool, &[]).unwrap();
        let ids: Vec<_> = frozen.lines().iter().map(|line| line.id.as_ref()).collect();
        assert_eq!(ids, ["91640300MA75W000", "91640300MA75W0001X", "91640300MA75W0001Y", "91640300MA75W0001Y2"]);
    }

    #[test]
    fn refuses_an_unclear_pool() {
        let freeze = |pool: &[Candidate], conflicted: &[String]| FrozenPool::freeze(pool, conflicted).err();
        let twins = [candidate("é"), candidate("x"), candidate("e\u{301}")];
        assert_eq!(freeze(&twins, &[]), Some(DrawFault::DuplicateId { id: "é".into() }));
        let unknown = DrawFault::UnknownId { place: "conflicted[1]".into(), id: "y".into() };
        assert_eq!(freeze(&[candidate("x")], &["x".into(), "y".into()]), Some(unknown));
        let control = DrawFault::ControlCharacter { place: "pool[0].id".into() };
        assert_eq!(freeze(&[candidate("x\ty")], &[]), Some(control));
        assert_eq!(freeze(&[candidate("")], &[]), Some(DrawFault::Empty { place: "pool[0].id".into() }));
        assert_eq!(freeze(&[], &[]), None);
    }
}
