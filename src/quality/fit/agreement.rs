//! Krippendorff's alpha for interval and ordinal marks (Krippendorff 2011, *Computing Krippendorff's
//! Alpha-Reliability*). It describes agreement; the model does not use it.

use super::crossing::Row;

/// Alpha with squared differences of values. Units are lists of values; those of one value do not
/// count. `None` when no unit has two values, or all values are equal.
fn alpha(units: &[Vec<f64>]) -> Option<f64> {
    let pairable: Vec<&Vec<f64>> = units.iter().filter(|unit| unit.len() >= 2).collect();
    let n: f64 = pairable.iter().map(|unit| unit.len() as f64).sum();
    // Within a unit, the squared differences of all pairs are its size times its squared deviations.
    let within = |unit: &&Vec<f64>| {
        let size = unit.len() as f64;
        deviations(unit.iter().copied()) * size / (size - 1.0)
    };
    let observed = pairable.iter().map(within).sum::<f64>() / n;
    let expected = deviations(pairable.iter().flat_map(|unit| unit.iter().copied())) / (n - 1.0);
    (expected > 0.0).then(|| 1.0 - observed / expected)
}

/// Sum of squared deviations from the mean; exactly zero when all values are equal, because they are
/// measured from the first.
fn deviations(values: impl Iterator<Item = f64> + Clone) -> f64 {
    let Some(first) = values.clone().next() else { return 0.0 };
    let shift = values.clone().map(|value| value - first).sum::<f64>() / values.clone().count() as f64;
    values.map(|value| (value - first - shift).powi(2)).sum()
}

/// Puts in the place of each value its middle rank among all pairable values. The squared difference
/// of two middle ranks is Krippendorff's ordinal difference: the values between, and half of both.
fn middle_ranks(units: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let mut sorted: Vec<f64> = units.iter().filter(|unit| unit.len() >= 2).flatten().copied().collect();
    sorted.sort_unstable_by(f64::total_cmp);
    let rank = |value: &f64| {
        let below = sorted.partition_point(|other| other < value);
        let not_above = sorted.partition_point(|other| other <= value);
        (below + not_above) as f64 / 2.0
    };
    units.iter().map(|unit| unit.iter().map(rank).collect()).collect()
}

/// Interval and ordinal alpha of the rows that pass; a unit is a package and a criterion.
pub(super) fn of_rows<'a>(rows: impl Iterator<Item = &'a Row>) -> [Option<f64>; 2] {
    let mut marks: Vec<((usize, usize), f64)> = rows.map(|row| ((row.package, row.criterion), row.mark)).collect();
    marks.sort_by_key(|(unit, _)| *unit);
    let units: Vec<Vec<f64>> =
        marks.chunk_by(|a, b| a.0 == b.0).map(|unit| unit.iter().map(|(_, mark)| *mark).collect()).collect();
    [alpha(&units), alpha(&middle_ranks(&units))]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The worked example of Krippendorff 2011, section C: observers A to D, twelve units, gaps.
    const OBSERVERS: [&str; 4] = ["12332141 2...", "12332241 25.3", ". 3332 3422 51 .", "12332441 251."];

    fn rows(observers: &[&str]) -> Vec<Row> {
        let row = |reviewer: usize, (package, mark): (usize, char)| {
            mark.to_digit(10).map(|mark| Row { package, reviewer, criterion: 0, mark: f64::from(mark), day: None })
        };
        let observers = observers.iter().enumerate();
        observers
            .flat_map(|(reviewer, marks)| {
                marks.chars().filter(|c| *c != ' ').enumerate().filter_map(move |at| row(reviewer, at))
            })
            .collect()
    }

    #[test]
    fn agrees_with_the_published_example() {
        let [interval, ordinal] = of_rows(rows(&OBSERVERS).iter()).map(Option::unwrap);
        assert!((interval - 0.849).abs() < 5e-4, "interval {interval}");
        assert!((ordinal - 0.815).abs() < 5e-4, "ordinal {ordinal}");
    }

    #[test]
    fn known_extremes() {
        assert_eq!(of_rows(rows(&["1234", "1234"]).iter()), [Some(1.0), Some(1.0)]);
        let opposed = of_rows(rows(&["12", "21"]).iter());
        assert_eq!(opposed, [Some(-0.5), Some(-0.5)]);
        for nothing in [vec![], rows(&["1234"]), rows(&["12..", "..34"]), rows(&["777", "777"])] {
            assert_eq!(of_rows(nothing.iter()), [None, None]);
        }
    }
}
