//! 既往服务: what institutions did for whom before.

use super::{NamedOrganisation, SheetKind, fact_key};
use crate::intake::{
    Code, Level,
    columns::{Form, columns},
    fields::Fields,
};
use crate::terms::{Fen, Uscc};

/// An earlier service, by year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PastService {
    pub institution: Uscc,
    pub institution_name: String,
    /// Only where the service was for one project.
    pub project_code: Option<String>,
    pub client: NamedOrganisation,
    /// 可行性研究编制, 年度审计, 财政重点评价 …
    pub kind: String,
    pub year: u32,
    pub contract_amount: Option<Fen>,
}

columns! {
    USCC: Required "机构统一社会信用代码" or "统一社会信用代码";
    NAME: Required "机构名称";
    PROJECT: Expected "项目编码" or "项目代码" or "项目编号";
    CLIENT_USCC: Expected "服务对象统一社会信用代码";
    CLIENT: Required "服务对象名称" or "服务对象";
    KIND: Required "服务类型" or "服务内容";
    YEAR: Required "服务年度" or "年度";
    AMOUNT: Usual "合同金额" or "合同价款";
}

impl SheetKind for PastService {
    const FORM: Form = Form { sheet: "既往服务", workbook: "关系事实.xlsx", columns: COLUMNS, criteria: &[] };

    fn read(fields: &mut Fields<'_>) -> Option<PastService> {
        let (institution, institution_name) = (fields.uscc(USCC, Some(Level::Error)), fields.name(NAME));
        let project_code = fields.code(PROJECT);
        let (client_uscc, client) = (fields.uscc(CLIENT_USCC, None), fields.name(CLIENT));
        let (kind, year) = (fields.text(KIND), fields.count(YEAR, 1980..=2100));
        let contract_amount = fields.money(AMOUNT);
        let service = PastService {
            institution: institution?,
            institution_name: institution_name?,
            project_code,
            client: NamedOrganisation { uscc: client_uscc, name: client? },
            kind: kind?,
            year: year?,
            contract_amount,
        };
        fields.unique(USCC, &service.key(), Code::DuplicateRow);
        Some(service)
    }
}

impl PastService {
    /// The amount takes part: two contracts of one kind in one year are two services.
    fn key(&self) -> String {
        let amount = self.contract_amount.map(|fen| fen.0.to_string()).unwrap_or_default();
        let project = self.project_code.as_deref().unwrap_or_default();
        fact_key(&[self.institution.as_str(), project, &self.client.name, &self.kind, &self.year.to_string(), &amount])
    }
}
