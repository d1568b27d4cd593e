//! From estimates to the answer: what is shown, what is withheld for want of marks, and rounding.

use super::crossing::{Crossing, Labels, count};
use super::estimates::{self, Estimates, Unfit};
use super::groups::{self, Grouping};
use super::model::*;
use super::{agreement, drift, notes, wording};

/// Above this many reviewers or packages, whichever are fewer, criteria are not fitted one by one:
/// it would take as long again for each.
const CRITERION_LEVELS: usize = 300;

/// Writes the answer down.
pub(super) fn write(labels: &Labels, crossing: &Crossing, estimates: &Result<Estimates, Unfit>) -> Fit {
    let report = Report { labels, crossing, estimates: estimates.as_ref().ok(), grouping: groups::find(crossing) };
    let fits_criteria = crossing.packages.min(crossing.reviewers) <= CRITERION_LEVELS;
    Fit {
        marks: crossing.rows.len(),
        components: report.estimates.map(|found| rounded_components(&found.components)),
        reliability: report.estimates.map(|found| reliability(crossing, &found.components)),
        agreement: agreement_of(agreement::of_rows(crossing.rows.iter())),
        packages: report.packages(),
        reviewers: report.reviewers(),
        criteria: report.criteria(fits_criteria),
        notes: notes::of(estimates, report.grouping.groups.len(), fits_criteria),
        groups: report.grouping.groups,
    }
}

struct Report<'a> {
    labels: &'a Labels<'a>,
    crossing: &'a Crossing,
    estimates: Option<&'a Estimates>,
    grouping: Grouping,
}

impl Report<'_> {
    fn packages(&self) -> Vec<PackageFit> {
        let sums = self.sums_by_package();
        let reviewers = self.crossing.reviewers_of_packages();
        let package = |(at, sums): (usize, &Sums)| {
            let raw_mean = sums.marks / sums.count;
            let withheld = match self.estimates {
                None => Some(Withheld::NotSeparable),
                Some(_) if reviewers[at] < MIN_REVIEWERS => Some(Withheld::FewReviewers),
                Some(_) => None,
            };
            let found = self.estimates.filter(|_| withheld.is_none());
            let corrected = found.map(|found| round(overall_mean(found) + found.packages.effects[at]));
            let mut package = PackageFit {
                package: self.labels.packages[at].into(),
                group: self.grouping.of_package[at],
                marks: sums.count as usize,
                reviewers: reviewers[at],
                raw_mean: round(raw_mean),
                corrected,
                standard_error: found.map(|found| round(found.packages.level_errors[at])),
                shown: corrected.unwrap_or(round(raw_mean)),
                basis: if corrected.is_some() { Basis::Corrected } else { Basis::Raw },
                withheld,
                difference: found.map(|_| sums.difference()),
                sentence: crate::terms::Wording::new("", ""),
            };
            package.sentence = wording::of_package(&package);
            package
        };
        sums.iter().enumerate().map(package).collect()
    }

    fn sums_by_package(&self) -> Vec<Sums> {
        let mut sums = vec![Sums::default(); self.crossing.packages];
        for (at, row) in self.crossing.rows.iter().enumerate() {
            let sums = &mut sums[row.package];
            sums.count += 1.0;
            sums.marks += row.mark;
            if let Some(found) = self.estimates {
                sums.reviewers += found.reviewers.effects[row.reviewer];
                sums.criteria += found.means[row.criterion] - overall_mean(found);
                sums.residuals += found.residuals[at];
            }
        }
        sums
    }

    fn reviewers(&self) -> Vec<ReviewerFit> {
        let marks = count(self.crossing.reviewers, self.crossing.rows.iter().map(|row| row.reviewer));
        let packages = self.crossing.packages_of_reviewers();
        let drifts = self.estimates.map(|found| drift::of(self.crossing, found)).unwrap_or_default();
        let reviewer = |at: usize| {
            let withheld = match self.estimates {
                None => Some(Withheld::NotSeparable),
                Some(_) if packages[at] < MIN_PACKAGES => Some(Withheld::FewPackages),
                Some(_) => None,
            };
            let found = self.estimates.filter(|_| withheld.is_none()).map(|found| &found.reviewers);
            ReviewerFit {
                reviewer: self.labels.reviewers[at].into(),
                group: self.grouping.of_reviewer[at],
                marks: marks[at],
                packages: packages[at],
                severity: found.map(|found| round(-found.effects[at])),
                standard_error: found.map(|found| round(found.errors[at])),
                withheld,
                drift: drifts.get(at).copied().flatten().map(rounded_drift),
            }
        };
        (0..self.crossing.reviewers).map(reviewer).collect()
    }

    fn criteria(&self, one_by_one: bool) -> Vec<CriterionFit> {
        let raw_means = estimates::raw_means(self.crossing);
        let criterion = |(at, raw_mean): (usize, &f64)| {
            let own = self.crossing.of_criterion(at);
            let found = self.estimates;
            let components = match found {
                Some(found) if self.crossing.criteria == 1 => Some(found.components),
                _ if one_by_one => estimates::of(&own).ok().map(|found| found.components),
                _ => None,
            };
            CriterionFit {
                criterion: self.labels.criteria[at].into(),
                marks: own.rows.len(),
                raw_mean: round(*raw_mean),
                mean: found.map(|found| round(found.means[at])),
                effect: found.map(|found| round(found.means[at] - overall_mean(found))),
                standard_error: found.map(|found| round(found.mean_errors[at])),
                components: components.as_ref().map(rounded_components),
                reliability: components.as_ref().and_then(|found| reliability_if_any(&own, found)),
                agreement: agreement_of(agreement::of_rows(own.rows.iter())),
            }
        };
        raw_means.iter().enumerate().map(criterion).collect()
    }
}

/// Sums over the marks of one package.
#[derive(Clone, Default)]
struct Sums {
    count: f64,
    marks: f64,
    reviewers: f64,
    criteria: f64,
    residuals: f64,
}

impl Sums {
    /// A mark is mean, criterion, package, reviewer and rest; all but mean and package are taken off.
    fn difference(&self) -> Difference {
        let taken = |sum: f64| round(-sum / self.count);
        Difference { severity: taken(self.reviewers), criteria: taken(self.criteria), shrinkage: taken(self.residuals) }
    }
}

/// The mean over all criteria alike.
fn overall_mean(found: &Estimates) -> f64 {
    found.means.iter().sum::<f64>() / found.means.len() as f64
}

fn reliability(crossing: &Crossing, components: &Components) -> Reliability {
    let harmonic = |counts: Vec<usize>| counts.len() as f64 / counts.iter().map(|n| 1.0 / *n as f64).sum::<f64>();
    let reviewers = harmonic(crossing.reviewers_of_packages());
    let marks = harmonic(count(crossing.packages, crossing.rows.iter().map(|row| row.package)));
    let Components { package, reviewer, residual } = components;
    Reliability {
        single: round(package / (package + reviewer + residual)),
        mean: round(package / (package + reviewer / reviewers + residual / marks)),
        reviewers_per_package: round(reviewers),
        marks_per_package: round(marks),
    }
}

/// `None` where nothing varies.
fn reliability_if_any(crossing: &Crossing, components: &Components) -> Option<Reliability> {
    let total = components.package + components.reviewer + components.residual;
    (total > 0.0).then(|| reliability(crossing, components))
}

fn rounded_drift(drift: Drift) -> Drift {
    Drift { per_month: round(drift.per_month), standard_error: round(drift.standard_error), ..drift }
}

fn rounded_components(components: &Components) -> Components {
    let Components { package, reviewer, residual } = components;
    Components { package: round(*package), reviewer: round(*reviewer), residual: round(*residual) }
}

fn agreement_of([interval, ordinal]: [Option<f64>; 2]) -> Agreement {
    Agreement { interval: interval.map(round), ordinal: ordinal.map(round) }
}

/// To [`DECIMALS`] decimals; adding zero turns a negative zero into a plain one.
fn round(value: f64) -> f64 {
    let unit = 10f64.powi(DECIMALS);
    (value * unit).round() / unit + 0.0
}
