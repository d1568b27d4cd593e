//! 任职经历: dated employments, the raw material of most conflict rules.

use super::{NamedOrganisation, NamedPerson, SheetKind, fact_key};
use crate::intake::{
    Code, Level,
    columns::{Form, columns},
    fields::Fields,
};
use crate::terms::Day;

/// A job. `to` empty means "still"; an unknown start is kept as unknown and clears nobody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Employment {
    pub person: NamedPerson,
    pub organisation: NamedOrganisation,
    pub post: Option<String>,
    pub from: Option<Day>,
    pub to: Option<Day>,
}

columns! {
    ID: Expected "身份证号" or "身份证号码" or "公民身份号码" or "居民身份证号码";
    NAME: Required "姓名";
    ORGANISATION: Required "单位名称" or "任职单位" or "工作单位";
    USCC: Expected "单位统一社会信用代码" or "任职单位统一社会信用代码" or "统一社会信用代码";
    POST: Expected "职务" or "担任职务" or "岗位";
    FROM: Expected "起始日期" or "开始日期" or "任职起始日期";
    TO: Expected "结束日期" or "终止日期" or "任职结束日期";
}

impl SheetKind for Employment {
    const FORM: Form = Form { sheet: "任职经历", workbook: "关系事实.xlsx", columns: COLUMNS, criteria: &[] };

    fn read(fields: &mut Fields<'_>) -> Option<Employment> {
        let (id, name) = (fields.citizen_id(ID, Some(Level::Error)), fields.name(NAME));
        let (organisation, uscc) = (fields.name(ORGANISATION), fields.uscc(USCC, None));
        let post = fields.text(POST);
        let (from, to) = (fields.start_day(FROM), fields.end_day(TO));
        fields.order((FROM, from), (TO, to), "结束日期早于起始日期：请核对两个日期");
        let employment = Employment {
            person: NamedPerson { id: id?, name: name? },
            organisation: NamedOrganisation { uscc, name: organisation? },
            post,
            from,
            to,
        };
        fields.unique(ID, &employment.key(), Code::DuplicateRow);
        Some(employment)
    }
}

impl Employment {
    fn key(&self) -> String {
        let day = |day: Option<Day>| day.map(|d| d.to_string()).unwrap_or_default();
        let post = self.post.as_deref().unwrap_or_default();
        fact_key(&[self.person.id.as_str(), &self.organisation.name, post, &day(self.from), &day(self.to)])
    }
}
