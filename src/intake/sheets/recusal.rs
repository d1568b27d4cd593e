//! 回避声明: persons declare that they recuse themselves from a unit.

use super::{NamedOrganisation, NamedPerson, SheetKind, fact_key};
use crate::intake::{
    Code, Level,
    columns::{Form, columns},
    fields::Fields,
};
use crate::terms::Day;

/// A declaration of recusal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recusal {
    pub person: NamedPerson,
    pub organisation: NamedOrganisation,
    pub reason: Option<String>,
    pub declared_on: Option<Day>,
}

columns! {
    ID: Expected "身份证号" or "身份证号码" or "公民身份号码" or "居民身份证号码";
    NAME: Required "姓名";
    USCC: Expected "回避单位统一社会信用代码";
    ORGANISATION: Required "回避单位名称" or "回避单位";
    REASON: Expected "事由" or "回避事由" or "回避原因";
    DECLARED: Expected "声明日期" or "申报日期";
}

impl SheetKind for Recusal {
    const FORM: Form = Form { sheet: "回避声明", workbook: "关系事实.xlsx", columns: COLUMNS, criteria: &[] };

    fn read(fields: &mut Fields<'_>) -> Option<Recusal> {
        let (id, name) = (fields.citizen_id(ID, Some(Level::Error)), fields.name(NAME));
        let (uscc, organisation) = (fields.uscc(USCC, None), fields.name(ORGANISATION));
        let (reason, declared_on) = (fields.text(REASON), fields.day(DECLARED));
        let person = NamedPerson { id: id?, name: name? };
        let organisation = NamedOrganisation { uscc, name: organisation? };
        let day = declared_on.map(|d| d.to_string()).unwrap_or_default();
        let key = fact_key(&[person.id.as_str(), &organisation.name, reason.as_deref().unwrap_or_default(), &day]);
        fields.unique(ID, &key, Code::DuplicateRow);
        Some(Recusal { person, organisation, reason, declared_on })
    }
}
