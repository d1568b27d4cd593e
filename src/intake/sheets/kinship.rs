//! 亲属关系: kin declared by name of the relation (叔侄, 岳父女婿 …). What degree a relation has is
//! decided by the conflict rules.

use super::{NamedOrganisation, NamedPerson, SheetKind, fact_key};
use crate::intake::{
    Code, Level,
    columns::{Form, columns},
    fields::Fields,
};
use crate::terms::CitizenId;

/// A declared relation. The relative often has no ID number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kinship {
    pub person: NamedPerson,
    pub relation: String,
    pub relative_name: String,
    pub relative_id: Option<CitizenId>,
    pub relative_organisation: Option<NamedOrganisation>,
    pub relative_post: Option<String>,
    /// Who says so, e.g. 本人申报.
    pub stated_by: Option<String>,
}

columns! {
    ID: Expected "身份证号" or "身份证号码" or "公民身份号码" or "居民身份证号码";
    NAME: Required "姓名";
    RELATION: Required "关系" or "亲属关系" or "与本人关系";
    RELATIVE: Required "亲属姓名";
    RELATIVE_ID: Extra "亲属身份证号" or "亲属身份证号码";
    ORGANISATION: Expected "亲属工作单位" or "亲属所在单位";
    USCC: Expected "亲属单位统一社会信用代码" or "亲属工作单位统一社会信用代码";
    POST: Expected "亲属职务";
    STATED_BY: Usual "信息来源" or "来源";
}

impl SheetKind for Kinship {
    const FORM: Form = Form { sheet: "亲属关系", workbook: "关系事实.xlsx", columns: COLUMNS, criteria: &[] };

    fn read(fields: &mut Fields<'_>) -> Option<Kinship> {
        let (id, name) = (fields.citizen_id(ID, Some(Level::Error)), fields.name(NAME));
        let (relation, relative_name) = (fields.name(RELATION), fields.name(RELATIVE));
        let relative_id = fields.citizen_id(RELATIVE_ID, None);
        let (organisation, uscc) = (fields.name(ORGANISATION), fields.uscc(USCC, None));
        let (relative_post, stated_by) = (fields.text(POST), fields.text(STATED_BY));
        let person = NamedPerson { id: id?, name: name? };
        let (relation, relative_name) = (relation?, relative_name?);
        let employer = organisation.as_deref().unwrap_or_default();
        let key = fact_key(&[person.id.as_str(), &relation, &relative_name, employer]);
        fields.unique(ID, &key, Code::DuplicateRow);
        let relative_organisation = organisation.map(|name| NamedOrganisation { uscc, name });
        Some(Kinship { person, relation, relative_name, relative_id, relative_organisation, relative_post, stated_by })
    }
}
