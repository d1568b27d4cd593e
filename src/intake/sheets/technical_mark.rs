//! 技术评分: the marks of the panel's seats for one bid, a column a criterion.

use super::{CriterionMark, SheetKind, criterion_marks, fact_key};
use crate::intake::{
    Code, Level,
    columns::{Form, StandardCriterion, columns},
    fields::Fields,
};
use crate::terms::Uscc;

/// What one seat gave one bid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TechnicalMark {
    pub project_code: String,
    pub institution: Uscc,
    pub seat: u32,
    /// In the order of the file's columns.
    pub marks: Vec<CriterionMark>,
}

columns! {
    PROJECT: Required "项目编码" or "项目代码" or "项目编号";
    USCC: Required "统一社会信用代码" or "机构统一社会信用代码";
    SEAT: Required "评委席位" or "评委" or "评审席位";
}

/// Plan 50, team 25, record 15; the price makes the other 10.
static CRITERIA: &[StandardCriterion] = &[
    StandardCriterion { name: "方案得分", maximum: 50 },
    StandardCriterion { name: "团队得分", maximum: 25 },
    StandardCriterion { name: "业绩得分", maximum: 15 },
];

impl SheetKind for TechnicalMark {
    const FORM: Form = Form { sheet: "技术评分", workbook: "投标.xlsx", columns: COLUMNS, criteria: CRITERIA };

    fn read(fields: &mut Fields<'_>) -> Option<TechnicalMark> {
        let (project_code, institution) = (fields.code(PROJECT), fields.uscc(USCC, Some(Level::Error)));
        let seat = fields.count(SEAT, 1..=999);
        if let (Some(project), Some(uscc), Some(seat)) = (&project_code, &institution, seat) {
            let key = fact_key(&[project, uscc.as_str(), &seat.to_string()]);
            fields.unique(SEAT, &key, Code::DuplicateMark);
        }
        let marks = criterion_marks(fields);
        Some(TechnicalMark { project_code: project_code?, institution: institution?, seat: seat?, marks: marks? })
    }
}
