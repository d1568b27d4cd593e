//! What identifies the rows of one kind of sheet: finds the same thing twice, and tells other sheets
//! whether something they name is there.

use std::collections::HashMap;

/// Keys of all rows of one kind, also over several sheets, rejected rows included: a reference to a
/// row with a fault is no second fault.
#[derive(Debug, Default)]
pub struct Keys {
    /// The sheets read so far, named for messages.
    places: Vec<String>,
    first_seen: HashMap<Box<str>, (usize, u32)>,
    /// Rows whose key could not be read: the text in its place, and the row's name.
    unreadable: Vec<(String, String)>,
}

/// With more rows than this without a readable key nothing can be called unknown.
const MANY_UNREADABLE: usize = 1_000;

impl Keys {
    pub fn begin_sheet(&mut self, place: String) {
        self.places.push(place);
    }

    /// Notes a key. `Err` says where it stood before.
    pub fn state(&mut self, key: &str, row: u32) -> Result<(), String> {
        let sheet = self.places.len().saturating_sub(1);
        if let Some((first_sheet, first_row)) = self.first_seen.get(key) {
            let elsewhere = self.places.get(*first_sheet).filter(|_| *first_sheet != sheet);
            return Err(format!("{}第 {first_row} 行", elsewhere.map_or("", String::as_str)));
        }
        self.first_seen.insert(key.into(), (sheet, row));
        Ok(())
    }

    /// Notes a row whose key could not be read.
    pub fn state_unreadable(&mut self, written: &str, name: &str) {
        if self.unreadable.len() <= MANY_UNREADABLE {
            self.unreadable.push((written.to_owned(), name.to_owned()));
        }
    }

    pub fn contains(&self, key: &str) -> bool {
        self.first_seen.contains_key(key)
    }

    /// True if a row with an unreadable key may well be the one that `key` means: what stands in the
    /// key's place is at most two characters away, or nothing stands there and the name is the same
    /// or unknown.
    pub fn may_be_unreadable(&self, key: &str, name: Option<&str>) -> bool {
        let is_meant = |(written, named): &(String, String)| {
            let is_named = name.is_none_or(|name| name == named);
            if written.is_empty() { is_named } else { distance_within(key, written, 2) }
        };
        self.unreadable.len() > MANY_UNREADABLE || self.unreadable.iter().any(is_meant)
    }
}

/// True if at most `limit` insertions, deletions and replacements part the two.
fn distance_within(a: &str, b: &str, limit: usize) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if a.len().abs_diff(b.len()) > limit || a.len() > 64 {
        return false;
    }
    let mut previous: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut current = vec![i + 1];
        for ((y, diagonal), above) in b.iter().zip(&previous).zip(previous.iter().skip(1)) {
            let left = current.last().copied().unwrap_or_default();
            current.push((diagonal + usize::from(x != y)).min(above + 1).min(left + 1));
        }
        previous = current;
    }
    previous.last().is_some_and(|distance| *distance <= limit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_where_a_key_stood_first() {
        let mut keys = Keys::default();
        keys.begin_sheet("甲.xlsx".into());
        assert_eq!(keys.state("A", 2), Ok(()));
        assert_eq!(keys.state("A", 9), Err("第 2 行".into()));
        keys.begin_sheet("乙.xlsx".into());
        assert_eq!(keys.state("A", 3), Err("甲.xlsx第 2 行".into()));
        assert!(keys.contains("A") && !keys.contains("B"));
    }

    #[test]
    fn an_unreadable_key_is_recognised_by_likeness() {
        let mut keys = Keys::default();
        keys.state_unreadable("91999900YTQ3ET56X", "甲所");
        assert!(keys.may_be_unreadable("919999009YTQ3ET56X", Some("甲所")));
        assert!(!keys.may_be_unreadable("91999900NTUMWTJF5R", Some("甲所")));
        keys.state_unreadable("", "乙所");
        assert!(keys.may_be_unreadable("91999900NTUMWTJF5R", Some("乙所")));
        assert!(keys.may_be_unreadable("91999900NTUMWTJF5R", None));
        assert!(!keys.may_be_unreadable("91999900NTUMWTJF5R", Some("丙所")));
    }

    #[test]
    fn distance_counts_edits() {
        for (a, b, near) in [
            ("abc", "abc", true),
            ("abc", "abd", true),
            ("abc", "a", true),
            ("abcd", "a", false),
            ("abcd", "badc", false),
            ("", "", true),
        ] {
            assert_eq!(distance_within(a, b, 2), near, "{a} {b}");
        }
    }
}
