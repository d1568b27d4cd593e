//! One slip of the pen: another letter, one too many, one missing, two exchanged. An engine that compares
//! whole Chinese terms only is helped: an entry is indexed under the marks that it leaves, and a word asks
//! for the marks that an entry one slip away would have left. The two meet exactly where the distance is
//! one or none.

/// Longer texts are no names, and one letter of them is no slip worth an entry of the index.
const LONGEST: usize = 24;
/// A single letter is one slip away from everything.
const SHORTEST: usize = 2;

/// The kind of text; a name is not mistaken for a specialty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Name,
    Specialty,
    Pinyin,
}

impl Kind {
    const fn code(self) -> char {
        match self {
            Kind::Name => 'n',
            Kind::Specialty => 's',
            Kind::Pinyin => 'p',
        }
    }
}

/// Whether a text is long enough to be a slip of another, and short enough to be a name.
pub fn may_be_one(text: &str) -> bool {
    (SHORTEST..=LONGEST).contains(&text.chars().count())
}

/// What an entry is indexed under.
pub fn marks_of_entry(kind: Kind, text: &str) -> Vec<String> {
    let letters: Vec<char> = text.chars().collect();
    if !may_be_one(text) {
        return Vec::new();
    }
    let mut marks = vec![mark(kind, '=', &letters)];
    marks.extend(opened(&letters).map(|other| mark(kind, '?', &other)));
    marks.extend(shortened(&letters).map(|other| mark(kind, '-', &other)));
    marks.dedup();
    marks
}

/// What a word asks for; nothing where it is too short to be a slip of something.
pub fn marks_of_word(kind: Kind, text: &str) -> Vec<String> {
    let letters: Vec<char> = text.chars().collect();
    if !may_be_one(text) {
        return Vec::new();
    }
    let mut marks = vec![mark(kind, '-', &letters)];
    marks.extend(opened(&letters).map(|other| mark(kind, '?', &other)));
    marks.extend(shortened(&letters).filter(|s| s.len() >= SHORTEST).map(|other| mark(kind, '=', &other)));
    marks.extend(exchanged(&letters).map(|other| mark(kind, '=', &other)));
    marks.dedup();
    marks
}

fn mark(kind: Kind, sign: char, letters: &[char]) -> String {
    [kind.code(), sign].iter().chain(letters).collect()
}

/// Each letter left open in turn.
fn opened(letters: &[char]) -> impl Iterator<Item = Vec<char>> + '_ {
    (0..letters.len()).map(|at| letters.iter().enumerate().map(|(i, c)| if i == at { '?' } else { *c }).collect())
}

/// Each letter left out in turn.
fn shortened(letters: &[char]) -> impl Iterator<Item = Vec<char>> + '_ {
    (0..letters.len()).map(|at| letters.iter().enumerate().filter(|(i, _)| *i != at).map(|(_, c)| *c).collect())
}

/// Each two neighbours exchanged in turn.
fn exchanged(letters: &[char]) -> impl Iterator<Item = Vec<char>> + '_ {
    (1..letters.len()).map(|at| {
        let mut other = letters.to_vec();
        other.swap(at - 1, at);
        other
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn meets(entry: &str, word: &str) -> bool {
        let entry = marks_of_entry(Kind::Name, entry);
        marks_of_word(Kind::Name, word).iter().any(|mark| entry.contains(mark))
    }

    #[test]
    fn one_slip_meets_and_two_do_not() {
        for word in ["章伟", "张卫", "张小伟", "伟张"] {
            assert!(meets("张伟", word), "{word}");
        }
        assert!(meets("张小伟", "张伟"));
        // Sounds alike, and is two letters away.
        for word in ["章薇", "章炜", "张", "李明"] {
            assert!(!meets("张伟", word), "{word}");
        }
    }

    /// Damerau's distance with neighbours exchanged, by the book.
    fn distance(a: &[char], b: &[char]) -> usize {
        let mut table = vec![vec![0usize; b.len() + 1]; a.len() + 1];
        for i in 0..=a.len() {
            for j in 0..=b.len() {
                table[i][j] = if i == 0 || j == 0 {
                    i + j
                } else {
                    let same = usize::from(a[i - 1] != b[j - 1]);
                    let mut least = (table[i - 1][j] + 1).min(table[i][j - 1] + 1).min(table[i - 1][j - 1] + same);
                    if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                        least = least.min(table[i - 2][j - 2] + 1);
                    }
                    least
                };
            }
        }
        table[a.len()][b.len()]
    }

    proptest! {
        #[test]
        fn marks_meet_exactly_where_the_distance_is_at_most_one(a in "[甲乙丙]{2,5}", b in "[甲乙丙]{2,5}") {
            let (x, y): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
            prop_assert_eq!(meets(&a, &b), distance(&x, &y) <= 1);
        }
    }
}
