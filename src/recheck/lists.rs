//! From what intake read to the list that is sampled.

use super::model::Listed;
use crate::intake::sheets::SelfEvaluation;
use crate::intake::{IntakeFault, SheetReport, Workbook, read_list};

const NO_DEPARTMENT: &str = "未填部门";

/// Reads a workbook of self-evaluations; rows are numbered in the order of the file. Rejected rows are in the reports.
///
/// # Errors
/// The file is no such workbook.
pub fn read(book: &mut Workbook) -> Result<(Vec<Listed>, Vec<SheetReport>), IntakeFault> {
    let found = read_list::<SelfEvaluation>(book)?;
    let sound = found.rows.into_iter().map(|row| row.value).enumerate();
    let listed = |(at, s): (usize, SelfEvaluation)| Listed {
        id: format!("{:05}", at + 1),
        code: s.code,
        project: s.project,
        unit: s.unit,
        department: s.department.unwrap_or_else(|| NO_DEPARTMENT.to_owned()),
        score: s.score,
        grade: s.grade,
        amount: s.amount,
    };
    Ok((sound.map(listed).collect(), found.reports))
}
