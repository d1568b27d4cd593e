//! "Did you mean …": the nearest known word to one that nobody knows.

/// Longer words are never typing slips of a key, and are not worth comparing.
const LONGEST: usize = 64;

/// The known word nearest to `written`, if it is near enough to be a slip of typing: at most a third
/// of its characters differ.
pub fn nearest<'k>(written: &str, known: &[&'k str]) -> Option<&'k str> {
    let written = written.to_lowercase();
    if written.chars().count() > LONGEST {
        return None;
    }
    let scored = known.iter().map(|word| (distance(&written, &word.to_lowercase()), *word));
    let (steps, word) = scored.min_by_key(|(steps, _)| *steps)?;
    (steps <= word.chars().count().div_ceil(3)).then_some(word)
}

/// Levenshtein distance in characters.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.chars().enumerate() {
        row = next_row(&row, i + 1, from, &b);
    }
    row.last().copied().unwrap_or_default()
}

fn next_row(previous: &[usize], first: usize, from: char, b: &[char]) -> Vec<usize> {
    let mut row = Vec::with_capacity(previous.len());
    let mut left = first;
    row.push(left);
    for (pair, to) in previous.windows(2).zip(b) {
        if let [diagonal, above] = pair {
            left = (diagonal + usize::from(from != *to)).min(above + 1).min(left + 1);
            row.push(left);
        }
    }
    row
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_of_known_pairs() {
        for (a, b, steps) in [("kitten", "sitting", 3), ("", "abc", 3), ("差", "差", 0), ("basis", "bases", 1)] {
            assert_eq!(distance(a, b), steps, "{a} {b}");
            assert_eq!(distance(b, a), steps, "{b} {a}");
        }
    }

    #[test]
    fn suggests_slips_and_not_strangers() {
        let known = ["SUSPEND", "CANCEL", "PRIORITISE"];
        assert_eq!(nearest("PRIORITIZE", &known), Some("PRIORITISE"));
        assert_eq!(nearest("suspended", &known), Some("SUSPEND"));
        assert_eq!(nearest("weather", &known), None);
        assert_eq!(nearest(&"x".repeat(10_000), &known), None);
        assert_eq!(nearest("x", &[]), None);
    }
}
