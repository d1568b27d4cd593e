//! 抽查复核得分: what a re-check found of drawn self-evaluations.

use super::SheetKind;
use super::self_evaluation::within_a_hundred;
use crate::intake::{
    Code, Level,
    columns::{Form, columns},
    fields::Fields,
};
use crate::terms::Score;

/// What was found of one of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecheckMark {
    /// As the sample numbers it.
    pub id: String,
    /// Absent where the self-evaluation was not done as required.
    pub score: Option<Score>,
    pub remark: Option<String>,
}

columns! {
    ID: Required "抽样编号" or "编号" or "序号";
    SCORE: Expected "复核得分" or "抽查得分" or "复核分数";
    NOT_DONE: Expected "未按要求自评" or "未按要求开展";
    REMARK: Expected "复核意见" or "备注" or "说明";
}

impl SheetKind for RecheckMark {
    const FORM: Form = Form { sheet: "抽查复核", workbook: "抽查复核.xlsx", columns: COLUMNS, criteria: &[] };

    fn read(fields: &mut Fields<'_>) -> Option<RecheckMark> {
        let id = fields.code(ID);
        if let Some(id) = &id {
            fields.unique(ID, id, Code::DuplicateRow);
        }
        let not_done = fields.choice(NOT_DONE, "是、否", |word| match word {
            "是" => Some(true),
            "否" | "" => Some(false),
            _ => None,
        });
        let score = within_a_hundred(fields, SCORE);
        let remark = fields.text(REMARK);
        if score.is_some() == not_done.unwrap_or(false) {
            let message = "复核得分与“未按要求自评：是”须填且只填一项";
            fields.find(SCORE, Code::RequiredMissing, Level::Error, message);
            return None;
        }
        Some(RecheckMark { id: id?, score, remark })
    }
}
