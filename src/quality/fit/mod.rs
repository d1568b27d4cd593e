//! The quality model: what of a mark is the package's quality and what the reviewer's severity.
//!
//! mark = criterion + package + reviewer + rest, packages and reviewers random, with partial pooling:
//! the less somebody's marks prove, the closer the estimate stays to the average. Pure, and the same
//! to the last printed decimal for any order of the marks and any names. These are estimates in
//! floating point, to be shown beside the raw means; no score, grade or payment is decided by them.
//!
//! `docs/quality-model.md` gives method, sources and limits.

mod agreement;
mod crossing;
mod drift;
mod equations;
mod estimates;
pub mod fault;
mod groups;
mod kernel;
pub mod model;
mod notes;
pub mod reading;
mod reml;
mod report;
mod start;
#[cfg(test)]
mod tests;
mod wording;

pub use fault::FitFault;
pub use model::{Fit, Mark};

/// Fits the model to the marks of several packages, given by several reviewers.
///
/// # Errors
/// When there is no mark, a mark is not a plain number, a triple occurs twice, or there is too much.
/// Marks that are sound but too few give a [`Fit`] that withholds what it cannot know.
pub fn fit(marks: &[Mark]) -> Result<Fit, FitFault> {
    let (labels, crossing) = crossing::number(marks)?;
    let unknowns = crossing.packages.min(crossing.reviewers) + crossing.criteria;
    if unknowns > fault::MOST_UNKNOWNS {
        return Err(FitFault::TooLarge { unknowns });
    }
    Ok(report::write(&labels, &crossing, &estimates::of(&crossing)))
}
