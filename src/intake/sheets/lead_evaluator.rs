//! 主评人: lead evaluators, chosen and assessed by their institution (财监〔2021〕4号).

use super::SheetKind;
use crate::intake::{
    Code, Level,
    columns::{Form, columns},
    fields::Fields,
};
use crate::terms::{CitizenId, Uscc};

/// A lead evaluator of one institution.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeadEvaluator {
    pub name: String,
    /// Missing only in rows that need a reason.
    pub id: Option<CitizenId>,
    pub institution: Uscc,
    pub qualifications: Vec<String>,
    pub title: Option<String>,
    pub work_years: Option<u32>,
    pub evaluation_years: Option<u32>,
}

columns! {
    NAME: Required "姓名" or "主评人姓名" or "主评人";
    ID: Expected "身份证号" or "身份证号码" or "公民身份号码" or "居民身份证号码";
    INSTITUTION: Required "所属机构统一社会信用代码" or "机构统一社会信用代码" or "所在机构统一社会信用代码";
    QUALIFICATIONS: Expected "执业资格" or "职业资格";
    TITLE: Expected "职称";
    WORK_YEARS: Expected "从业年限" or "工作年限";
    EVALUATION_YEARS: Expected "绩效评价年限" or "绩效评价从业年限";
}

impl SheetKind for LeadEvaluator {
    const FORM: Form = Form { sheet: "主评人", workbook: "第三方机构.xlsx", columns: COLUMNS, criteria: &[] };

    fn read(fields: &mut Fields<'_>) -> Option<LeadEvaluator> {
        let name = fields.name(NAME);
        let id = fields.citizen_id(ID, Some(Level::NeedsReason));
        match &id {
            Some(id) => fields.unique(ID, id.as_str(), Code::DuplicateId),
            None => {
                fields.unidentified(ID, name.as_deref(), Code::DuplicateId);
            }
        }
        let institution = fields.uscc(INSTITUTION, Some(Level::Error));
        let (qualifications, title) = (fields.list(QUALIFICATIONS), fields.text(TITLE));
        let (work_years, evaluation_years) = (fields.count(WORK_YEARS, 0..=80), fields.count(EVALUATION_YEARS, 0..=80));
        if work_years.zip(evaluation_years).is_some_and(|(work, evaluation)| evaluation > work) {
            fields.find(EVALUATION_YEARS, Code::CountOrder, Level::Warning, "绩效评价年限长于从业年限：请核对");
        }
        Some(LeadEvaluator {
            name: name?,
            id,
            institution: institution?,
            qualifications,
            title,
            work_years,
            evaluation_years,
        })
    }
}
