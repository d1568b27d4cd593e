//! What a panel decides by vote: every sitting member votes once, more than half carry it, half do not
//! (Order 87 art. 61); pure.

/// How a vote came out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted {
    /// Members for it.
    pub yes: usize,
    pub is_carried: bool,
    /// Seats that did not agree with the majority.
    pub dissent: Vec<i32>,
}

/// Counts the votes of these seats; the seats that have not voted where some have not.
pub fn count(seats: &[i32], votes: &[(i32, bool)]) -> Result<Counted, Vec<i32>> {
    let voted = |seat: &i32| votes.iter().any(|(voter, _)| voter == seat);
    let waiting: Vec<i32> = seats.iter().copied().filter(|seat| !voted(seat)).collect();
    if !waiting.is_empty() || seats.is_empty() {
        return Err(waiting);
    }
    let counted: Vec<&(i32, bool)> = votes.iter().filter(|(seat, _)| seats.contains(seat)).collect();
    let yes = counted.iter().filter(|(_, yes)| *yes).count();
    let is_carried = yes * 2 > counted.len();
    let dissent = counted.iter().filter(|(_, yes)| *yes != is_carried).map(|(seat, _)| *seat).collect();
    Ok(Counted { yes, is_carried, dissent })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_than_half_of_all_who_sit_carry_it() {
        let carried =
            |seats: &[i32], votes: &[(i32, bool)]| count(seats, votes).map(|c| (c.yes, c.is_carried, c.dissent));
        assert_eq!(carried(&[1, 2, 3], &[(1, true), (2, true), (3, false)]), Ok((2, true, vec![3])));
        assert_eq!(carried(&[1, 2, 3], &[(1, true), (2, false), (3, false)]), Ok((1, false, vec![1])));
        assert_eq!(carried(&[1, 2], &[(1, true), (2, false)]), Ok((1, false, vec![1])), "half is no majority");
        assert_eq!(
            carried(&[1, 3], &[(1, true), (2, false), (3, true)]),
            Ok((2, true, vec![])),
            "who left does not count"
        );
        assert_eq!(carried(&[1, 2, 3], &[(1, true), (3, true)]), Err(vec![2]));
        assert_eq!(carried(&[], &[]), Err(vec![]));
    }
}
