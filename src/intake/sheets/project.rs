//! 重点评价项目: the projects of a year's key evaluation.

use super::SheetKind;
use crate::intake::{
    Code, Level,
    columns::{Form, columns},
    fields::Fields,
};
use crate::terms::Fen;

/// A project to be evaluated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Project {
    pub code: String,
    pub name: String,
    /// The unit that uses the funds.
    pub unit_code: String,
    /// The competent department.
    pub department_code: Option<String>,
    pub field: Option<String>,
    /// 一般公共预算, 政府性基金预算 …
    pub fund_kind: Option<String>,
    pub fiscal_year: u32,
    pub budget: Fen,
    pub executed: Option<Fen>,
    pub evaluation_kind: Option<String>,
    pub performance_goal: Option<String>,
}

columns! {
    CODE: Required "项目编码" or "项目代码" or "项目编号";
    NAME: Required "项目名称";
    UNIT: Required "项目单位编码" or "项目单位代码" or "项目实施单位编码";
    DEPARTMENT: Expected "主管部门编码" or "主管部门代码";
    FIELD: Expected "所属领域" or "项目领域";
    FUND: Usual "资金性质";
    YEAR: Required "预算年度" or "年度";
    BUDGET: Required "预算金额" or "预算数" or "年度预算金额";
    EXECUTED: Expected "执行金额" or "执行数" or "实际支出金额";
    KIND: Usual "评价类型" or "评价类别";
    GOAL: Usual "绩效目标" or "年度绩效目标";
}

impl SheetKind for Project {
    const FORM: Form =
        Form { sheet: "重点评价项目", workbook: "重点评价项目.xlsx", columns: COLUMNS, criteria: &[] };

    fn read(fields: &mut Fields<'_>) -> Option<Project> {
        let code = fields.code(CODE);
        if let Some(code) = &code {
            fields.unique(CODE, code, Code::DuplicateProject);
        }
        let (name, unit_code, department_code) = (fields.name(NAME), fields.code(UNIT), fields.code(DEPARTMENT));
        let (field, fund_kind) = (fields.text(FIELD), fields.text(FUND));
        let fiscal_year = fields.count(YEAR, 2000..=2100);
        let (budget, executed) = (fields.money(BUDGET), fields.money(EXECUTED));
        if let (Some(budget), Some(executed)) = (budget, executed)
            && executed > budget
        {
            let message = "执行金额大于预算金额：请核对，预算有调整的请填写调整后的预算";
            fields.find(EXECUTED, Code::ExecutedOverBudget, Level::Warning, message);
        }
        let (evaluation_kind, performance_goal) = (fields.text(KIND), fields.text(GOAL));
        Some(Project {
            code: code?,
            name: name?,
            unit_code: unit_code?,
            department_code,
            field,
            fund_kind,
            fiscal_year: fiscal_year?,
            budget: budget?,
            executed,
            evaluation_kind,
            performance_goal,
        })
    }
}
