//! 项目支出绩效自评: what units say of their own projects. A list of its own, no part of a year's handover.

use super::{SheetKind, fact_key};
use crate::intake::{
    Code, Level,
    columns::{Form, columns},
    fields::Fields,
};
use crate::terms::{Fen, Score};
use rust_decimal::Decimal;

/// One self-evaluation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SelfEvaluation {
    pub code: Option<String>,
    pub project: String,
    pub unit: String,
    pub department: Option<String>,
    pub score: Score,
    /// The unit's own word.
    pub grade: Option<String>,
    pub amount: Fen,
}

columns! {
    CODE: Extra "项目编码" or "项目代码" or "项目编号";
    PROJECT: Required "项目" or "项目名称";
    UNIT: Required "单位" or "单位名称" or "项目单位" or "实施单位" or "预算单位";
    DEPARTMENT: Expected "部门" or "主管部门" or "部门名称";
    SCORE: Required "自评得分" or "自评分数" or "自评分" or "得分";
    GRADE: Expected "自评等级" or "自评等次" or "等级" or "等次";
    AMOUNT: Required "金额" or "项目金额" or "预算金额" or "全年预算数";
}

impl SheetKind for SelfEvaluation {
    const FORM: Form = Form { sheet: "项目自评", workbook: "项目自评.xlsx", columns: COLUMNS, criteria: &[] };

    fn read(fields: &mut Fields<'_>) -> Option<SelfEvaluation> {
        let (code, project, unit) = (fields.code(CODE), fields.name(PROJECT), fields.name(UNIT));
        let department = fields.name(DEPARTMENT);
        let (score, grade, amount) = (within_a_hundred(fields, SCORE), fields.text(GRADE), fields.money(AMOUNT));
        let found =
            SelfEvaluation { code, project: project?, unit: unit?, department, score: score?, grade, amount: amount? };
        let key = found.code.clone().unwrap_or_else(|| fact_key(&[&found.unit, &found.project]));
        fields.unique(PROJECT, &key, Code::DuplicateRow);
        Some(found)
    }
}

/// Points out of a hundred.
pub(super) fn within_a_hundred(fields: &mut Fields<'_>, column: usize) -> Option<Score> {
    let score = fields.points(column)?;
    if score.0 > Decimal::ONE_HUNDRED {
        fields.find(column, Code::NumberRange, Level::Error, "得分大于 100：应为百分制得分，请核对");
        return None;
    }
    Some(score)
}
