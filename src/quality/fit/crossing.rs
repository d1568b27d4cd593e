//! Marks as numbers: labels become indices, marks a sorted list. Nothing is estimated here.

use super::fault::{FitFault, LARGEST_MARK};
use super::groups;
use super::model::{MIN_PACKAGES, MIN_REVIEWERS, Mark};
use crate::terms::Day;

/// The distinct labels, sorted; the index of a label is its place.
pub(super) struct Labels<'a> {
    pub packages: Vec<&'a str>,
    pub reviewers: Vec<&'a str>,
    pub criteria: Vec<&'a str>,
}

/// One mark.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Row {
    pub package: usize,
    pub reviewer: usize,
    pub criterion: usize,
    pub mark: f64,
    pub day: Option<Day>,
}

/// Packages crossed with reviewers. Rows are sorted, each triple occurs once, each index is used.
pub(super) struct Crossing {
    pub packages: usize,
    pub reviewers: usize,
    pub criteria: usize,
    pub rows: Vec<Row>,
}

/// Checks the marks and numbers them.
pub(super) fn number(marks: &[Mark]) -> Result<(Labels<'_>, Crossing), FitFault> {
    check(marks)?;
    let labels = Labels {
        packages: distinct(marks, |mark| &mark.package),
        reviewers: distinct(marks, |mark| &mark.reviewer),
        criteria: distinct(marks, |mark| &mark.criterion),
    };
    // Every label is in its list, so a search never misses.
    let place = |list: &[&str], label: &str| list.binary_search(&label).unwrap_or_default();
    let row = |mark: &Mark| Row {
        package: place(&labels.packages, &mark.package),
        reviewer: place(&labels.reviewers, &mark.reviewer),
        criterion: place(&labels.criteria, &mark.criterion),
        mark: mark.mark,
        day: mark.day,
    };
    let mut rows: Vec<Row> = marks.iter().map(row).collect();
    rows.sort_unstable_by_key(Row::key);
    if let Some([twice, _]) = rows.array_windows().find(|[one, next]| one.key() == next.key()) {
        return Err(FitFault::Duplicate {
            package: labels.packages[twice.package].into(),
            reviewer: labels.reviewers[twice.reviewer].into(),
            criterion: labels.criteria[twice.criterion].into(),
        });
    }
    let (packages, reviewers, criteria) = (labels.packages.len(), labels.reviewers.len(), labels.criteria.len());
    Ok((labels, Crossing { packages, reviewers, criteria, rows }))
}

fn check(marks: &[Mark]) -> Result<(), FitFault> {
    if marks.is_empty() {
        return Err(FitFault::Empty);
    }
    for (at, mark) in marks.iter().enumerate() {
        let place = at + 1;
        let labels = [("package", &mark.package), ("reviewer", &mark.reviewer), ("criterion", &mark.criterion)];
        if let Some((field, _)) = labels.into_iter().find(|(_, label)| label.trim().is_empty()) {
            return Err(FitFault::EmptyLabel { place, field });
        }
        if mark.mark.is_nan() || mark.mark.abs() > LARGEST_MARK {
            return Err(FitFault::OutOfRange { place, mark: mark.mark });
        }
    }
    Ok(())
}

fn distinct(marks: &[Mark], label: impl Fn(&Mark) -> &str) -> Vec<&str> {
    let mut list: Vec<&str> = marks.iter().map(label).collect();
    list.sort_unstable();
    list.dedup();
    list
}

impl Row {
    fn key(&self) -> (usize, usize, usize) {
        (self.package, self.reviewer, self.criterion)
    }
}

impl Crossing {
    /// The marks of one criterion, with the packages and reviewers that occur in them.
    pub fn of_criterion(&self, criterion: usize) -> Crossing {
        let mut rows: Vec<Row> = self.rows.iter().filter(|row| row.criterion == criterion).copied().collect();
        let packages = renumber(&mut rows, self.packages, |row| &mut row.package);
        let reviewers = renumber(&mut rows, self.reviewers, |row| &mut row.reviewer);
        rows.iter_mut().for_each(|row| row.criterion = 0);
        Crossing { packages, reviewers, criteria: 1, rows }
    }

    /// Reviewers of each package.
    pub fn reviewers_of_packages(&self) -> Vec<usize> {
        count(self.packages, self.pairs().into_iter().map(|(package, _)| package))
    }

    /// Packages of each reviewer.
    pub fn packages_of_reviewers(&self) -> Vec<usize> {
        count(self.reviewers, self.pairs().into_iter().map(|(_, reviewer)| reviewer))
    }

    /// Whether leaning and quality can be told apart at all: somebody must have marked two packages,
    /// and some package must have two reviewers; and when every package, reviewer and criterion has
    /// used up a mark, one must be left to judge the rest by, else many splits are equally likely.
    pub fn is_separable(&self) -> bool {
        let several_reviewers = self.reviewers_of_packages().into_iter().any(|n| n >= MIN_REVIEWERS);
        let several_packages = self.packages_of_reviewers().into_iter().any(|n| n >= MIN_PACKAGES);
        let used_up = self.packages + self.reviewers + self.criteria - 1 - groups::find(self).groups.len();
        several_reviewers && several_packages && self.rows.len() > used_up
    }

    /// Every package and reviewer that met, once; sorted.
    pub fn pairs(&self) -> Vec<(usize, usize)> {
        let mut pairs: Vec<_> = self.rows.iter().map(|row| (row.package, row.reviewer)).collect();
        pairs.dedup();
        pairs
    }
}

/// How often each index below `levels` occurs.
pub(super) fn count(levels: usize, indices: impl Iterator<Item = usize>) -> Vec<usize> {
    let mut counts = vec![0; levels];
    indices.for_each(|index| counts[index] += 1);
    counts
}

/// Closes gaps in an index, keeping the order; the number of indices that remain.
fn renumber(rows: &mut [Row], levels: usize, index: impl Fn(&mut Row) -> &mut usize) -> usize {
    let mut new = vec![None; levels];
    rows.iter_mut().for_each(|row| new[*index(row)] = Some(0));
    let mut used = 0;
    for place in new.iter_mut().flatten() {
        *place = used;
        used += 1;
    }
    rows.iter_mut().for_each(|row| *index(row) = new[*index(row)].unwrap_or_default());
    used
}
