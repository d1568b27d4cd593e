//! 预算单位: budget units in their hierarchy.

use super::SheetKind;
use crate::intake::{
    Code, Level,
    columns::{Form, columns},
    fields::Fields,
};
use crate::terms::Uscc;

/// A budget unit. A unit without a parent is a first-level one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BudgetUnit {
    pub code: String,
    pub name: String,
    /// Missing only in rows that need a reason.
    pub uscc: Option<Uscc>,
    pub parent_code: Option<String>,
    /// 行政单位, 事业单位 …
    pub nature: Option<String>,
    /// GB/T 2260; not checked against a list, because abolished and functional codes occur (regulations 9.3).
    pub admin_division_code: Option<String>,
    /// 一级, 二级 …
    pub budget_level: Option<String>,
}

columns! {
    CODE: Required "单位编码" or "单位代码" or "预算单位编码" or "预算单位代码";
    NAME: Required "单位名称" or "预算单位名称";
    USCC: Expected "统一社会信用代码" or "社会信用代码" or "单位统一社会信用代码";
    PARENT: Expected "主管部门编码" or "主管部门代码" or "上级单位编码" or "上级单位代码";
    NATURE: Usual "单位性质";
    DIVISION: Usual "行政区划代码" or "区划代码" or "行政区划编码";
    LEVEL: Usual "预算级次" or "预算层级";
}

impl SheetKind for BudgetUnit {
    const FORM: Form = Form { sheet: "预算单位", workbook: "预算单位.xlsx", columns: COLUMNS, criteria: &[] };

    fn read(fields: &mut Fields<'_>) -> Option<BudgetUnit> {
        let code = fields.code(CODE);
        if let Some(code) = &code {
            fields.unique(CODE, code, Code::DuplicateUnit);
        }
        let name = fields.name(NAME);
        let uscc = fields.uscc(USCC, Some(Level::NeedsReason));
        let parent_code = fields.code(PARENT);
        let nature = fields.text(NATURE);
        let admin_division_code = fields.code(DIVISION);
        let budget_level = fields.text(LEVEL);
        Some(BudgetUnit { code: code?, name: name?, uscc, parent_code, nature, admin_division_code, budget_level })
    }
}
