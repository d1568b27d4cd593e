//! Who may stand in the pool twice. A number of the identity card cannot: what is left are people who were
//! entered under two numbers, one of them mistaken. A machine only points; people decide (L-24).

use crate::terms::Day;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What two entries have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = DuplicateSign)]
pub enum Sign {
    Phone,
    Email,
    NameAndBirth,
    NameAndEmployer,
}

/// What of an entry is compared.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    pub name: String,
    pub employer: String,
    pub born_on: Option<Day>,
    pub phone: String,
    pub email: String,
}

/// Two entries by their places in the list, the lower first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    pub first: usize,
    pub second: usize,
    pub signs: BTreeSet<Sign>,
}

/// More entries than this with one telephone are an office, not a person.
const OFFICE: usize = 5;

/// The pairs with something in common, those with most in common first.
pub fn find(entries: &[Entry]) -> Vec<Pair> {
    let mut pairs = BTreeMap::<(usize, usize), BTreeSet<Sign>>::new();
    for (sign, group) in groups(entries) {
        for (at, first) in group.iter().enumerate() {
            for second in group.iter().skip(at + 1) {
                pairs.entry((*first, *second)).or_default().insert(sign);
            }
        }
    }
    let mut pairs: Vec<Pair> =
        pairs.into_iter().map(|((first, second), signs)| Pair { first, second, signs }).collect();
    pairs.sort_by_key(|pair| (std::cmp::Reverse(pair.signs.len()), pair.first, pair.second));
    pairs
}

fn groups(entries: &[Entry]) -> Vec<(Sign, Vec<usize>)> {
    let mut groups = BTreeMap::<(Sign, String), Vec<usize>>::new();
    for (place, entry) in entries.iter().enumerate() {
        for (sign, key) in keys(entry) {
            groups.entry((sign, key)).or_default().push(place);
        }
    }
    let is_telling = |group: &Vec<usize>| (2..=OFFICE).contains(&group.len());
    groups.into_iter().filter(|(_, group)| is_telling(group)).map(|((sign, _), group)| (sign, group)).collect()
}

fn keys(entry: &Entry) -> Vec<(Sign, String)> {
    let Entry { name, employer, born_on, phone, email } = entry;
    let mut keys = Vec::new();
    if !phone.is_empty() {
        keys.push((Sign::Phone, phone.clone()));
    }
    if !email.is_empty() {
        keys.push((Sign::Email, email.to_lowercase()));
    }
    if let Some(born_on) = born_on {
        keys.push((Sign::NameAndBirth, format!("{name}\u{1f}{born_on}")));
    }
    if !employer.is_empty() {
        keys.push((Sign::NameAndEmployer, format!("{name}\u{1f}{employer}")));
    }
    keys
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(name: &str, employer: &str, phone: &str) -> Entry {
        Entry { name: name.into(), employer: employer.into(), phone: phone.into(), ..Entry::default() }
    }

    #[test]
    fn what_two_have_in_common_is_said_and_most_comes_first() {
        let entries = [
            entry("张伟", "银川大学", "13800000001"),
            entry("张伟", "宁夏大学", "13800000002"),
            entry("李娜", "银川大学", "13800000002"),
            entry("张伟", "银川大学", "13800000001"),
        ];
        let found = find(&entries);
        let pairs: Vec<(usize, usize, usize)> = found.iter().map(|p| (p.first, p.second, p.signs.len())).collect();
        assert_eq!(pairs, [(0, 3, 2), (1, 2, 1)]);
        assert_eq!(found[1].signs, BTreeSet::from([Sign::Phone]));
    }

    #[test]
    fn an_office_telephone_tells_nothing_and_neither_does_nothing() {
        let office: Vec<Entry> = (0..6).map(|n| entry(&format!("甲{n}"), "", "0951-2000000")).collect();
        assert!(find(&office).is_empty());
        assert_eq!(find(&office[..5]).len(), 10);
        assert!(find(&[entry("甲", "", ""), entry("甲", "", "")]).is_empty());
    }
}
