//! The sheets of a handover, one file each: the standard form in words, the typed row, and how a
//! row is read. What a row means for the trade (who qualifies, which bid wins) is decided elsewhere.

mod bid;
mod budget_unit;
mod employment;
mod expert;
mod institution;
mod kinship;
mod lead_evaluator;
mod past_service;
mod project;
mod recheck_mark;
mod recusal;
mod review_mark;
mod self_evaluation;
mod shareholding;
mod technical_mark;

pub use bid::Bid;
pub use budget_unit::BudgetUnit;
pub use employment::Employment;
pub use expert::{Expert, ExpertStatus, Sex, TitleLevel};
pub use institution::{Institution, InstitutionKind};
pub use kinship::Kinship;
pub use lead_evaluator::LeadEvaluator;
pub use past_service::PastService;
pub use project::Project;
pub use recheck_mark::RecheckMark;
pub use recusal::Recusal;
pub use review_mark::ReviewMark;
pub use self_evaluation::SelfEvaluation;
pub use shareholding::{Holder, Shareholding};
pub use technical_mark::TechnicalMark;

use super::{columns::Form, fields::Fields};
use crate::terms::{CitizenId, Score, Uscc};
use rust_decimal::Decimal;

/// A kind of sheet: its form, and how one of its rows is read.
pub trait SheetKind: Sized {
    const FORM: Form;

    /// `None` only if `fields` got an error finding.
    fn read(fields: &mut Fields<'_>) -> Option<Self>;
}

/// The forms of all sheets, in the order in which they are read: what is referred to comes first.
pub fn forms() -> [Form; 13] {
    [
        BudgetUnit::FORM,
        Project::FORM,
        Institution::FORM,
        LeadEvaluator::FORM,
        Expert::FORM,
        Employment::FORM,
        Kinship::FORM,
        Shareholding::FORM,
        PastService::FORM,
        Recusal::FORM,
        Bid::FORM,
        TechnicalMark::FORM,
        ReviewMark::FORM,
    ]
}

/// A person as a fact names one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedPerson {
    pub id: CitizenId,
    pub name: String,
}

/// An organisation as a fact names one; some have no code that anybody wrote down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedOrganisation {
    pub uscc: Option<Uscc>,
    pub name: String,
}

/// The points of one criterion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CriterionMark {
    /// The header without brackets and without 得分, e.g. 方案, 报告质量.
    pub criterion: String,
    pub points: Score,
    pub maximum: Decimal,
}

/// The marks of all criteria of the sheet; `None` if one could not be read.
fn criterion_marks(fields: &mut Fields<'_>) -> Option<Vec<CriterionMark>> {
    let criteria = fields.criteria();
    let marks: Vec<Option<CriterionMark>> = criteria
        .iter()
        .map(|criterion| {
            let points = fields.mark(criterion)?;
            Some(CriterionMark { criterion: criterion.name.clone(), points, maximum: criterion.maximum })
        })
        .collect();
    marks.into_iter().collect()
}

/// The key of facts that have no identity of their own: the same fact twice is one too many.
fn fact_key(parts: &[&str]) -> String {
    parts.join("\u{1f}")
}
