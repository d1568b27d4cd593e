//! 投标: bids as received. A bid above the ceiling or of a conflicted institution is no fault of
//! the sheet: it is received, and rejected with a reason where bids are judged.

use super::{SheetKind, fact_key};
use crate::intake::{
    Code, Level,
    columns::{Form, columns},
    fields::Fields,
};
use crate::terms::{Fen, Uscc};

/// A bid of one institution for one project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bid {
    pub project_code: String,
    pub institution_name: String,
    pub institution: Uscc,
    pub price: Fen,
    pub duration_days: Option<u32>,
    pub team_size: Option<u32>,
}

columns! {
    PROJECT: Required "项目编码" or "项目代码" or "项目编号";
    NAME: Required "机构名称" or "投标人" or "投标单位" or "投标机构名称";
    USCC: Required "统一社会信用代码" or "机构统一社会信用代码";
    PRICE: Required "报价" or "投标报价";
    DAYS: Expected "承诺工期" or "工期";
    TEAM: Expected "拟派人数" or "拟投入人数";
}

impl SheetKind for Bid {
    const FORM: Form = Form { sheet: "投标", workbook: "投标.xlsx", columns: COLUMNS, criteria: &[] };

    fn read(fields: &mut Fields<'_>) -> Option<Bid> {
        let (project_code, institution_name) = (fields.code(PROJECT), fields.name(NAME));
        let institution = fields.uscc(USCC, Some(Level::Error));
        if let (Some(project), Some(uscc)) = (&project_code, &institution) {
            fields.unique(USCC, &Bid::key(project, uscc), Code::DuplicateBid);
        }
        let price = fields.money(PRICE);
        let (duration_days, team_size) = (fields.count(DAYS, 1..=3_660), fields.count(TEAM, 1..=100_000));
        Some(Bid {
            project_code: project_code?,
            institution_name: institution_name?,
            institution: institution?,
            price: price?,
            duration_days,
            team_size,
        })
    }
}

impl Bid {
    /// What tells bids apart, and what marks refer to.
    pub fn key(project_code: &str, institution: &Uscc) -> String {
        fact_key(&[project_code, institution.as_str()])
    }
}
