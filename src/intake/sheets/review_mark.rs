//! 质量评审: the marks that review seats gave to evaluation packages, a column a criterion.

use super::{CriterionMark, SheetKind, criterion_marks, fact_key};
use crate::intake::{
    Code,
    columns::{Form, StandardCriterion, columns},
    fields::Fields,
};

/// What one seat gave one package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReviewMark {
    pub project_code: String,
    pub seat: u32,
    /// In the order of the file's columns.
    pub marks: Vec<CriterionMark>,
}

columns! {
    PROJECT: Required "项目编码" or "项目代码" or "项目编号";
    SEAT: Required "评审席位" or "评审专家席位" or "评委席位";
}

static CRITERIA: &[StandardCriterion] = &[
    StandardCriterion { name: "评价方案", maximum: 15 },
    StandardCriterion { name: "指标体系", maximum: 20 },
    StandardCriterion { name: "实施过程", maximum: 20 },
    StandardCriterion { name: "报告质量", maximum: 30 },
    StandardCriterion { name: "工作纪律与时效", maximum: 15 },
];

impl SheetKind for ReviewMark {
    const FORM: Form =
        Form { sheet: "质量评审", workbook: "质量评审.xlsx", columns: COLUMNS, criteria: CRITERIA };

    fn read(fields: &mut Fields<'_>) -> Option<ReviewMark> {
        let (project_code, seat) = (fields.code(PROJECT), fields.count(SEAT, 1..=999));
        if let (Some(project), Some(seat)) = (&project_code, seat) {
            fields.unique(SEAT, &fact_key(&[project, &seat.to_string()]), Code::DuplicateMark);
        }
        let marks = criterion_marks(fields);
        Some(ReviewMark { project_code: project_code?, seat: seat?, marks: marks? })
    }
}
