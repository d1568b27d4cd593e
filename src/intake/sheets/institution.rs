//! 第三方机构: third-party institutions. Being listed informs and never gates (财库〔2019〕38号).

use super::SheetKind;
use crate::intake::{
    Code, Level,
    columns::{Form, columns},
    fields::Fields,
};
use crate::terms::{Day, Fen, Uscc};

/// The kinds of 财监〔2021〕4号 art. 2; any other is kept in its own words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InstitutionKind {
    Consultancy,
    AccountingFirm,
    AssetAppraiser,
    LawFirm,
    ResearchInstitute,
    University,
    Other(String),
}

/// A third-party institution.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Institution {
    pub name: String,
    /// Missing only in rows that need a reason.
    pub uscc: Option<Uscc>,
    pub kind: InstitutionKind,
    pub founded_on: Option<Day>,
    pub legal_representative: Option<String>,
    pub registered_capital: Option<Fen>,
    pub registered_in: Option<String>,
    pub contact: Option<String>,
    pub phone: Option<String>,
    pub email: Option<String>,
    pub specialties: Vec<String>,
    pub staff: Option<u32>,
    pub lead_evaluators: Option<u32>,
    /// Number on the credit management platform; filing there is voluntary (T-14).
    pub credit_platform_no: Option<String>,
    pub last_credit_grade: Option<String>,
}

columns! {
    NAME: Required "机构名称" or "第三方机构名称" or "单位名称";
    USCC: Expected "统一社会信用代码" or "社会信用代码" or "机构统一社会信用代码";
    KIND: Required "机构类型" or "机构类别" or "机构性质";
    FOUNDED: Expected "成立日期" or "成立时间" or "注册日期";
    REPRESENTATIVE: Expected "法定代表人" or "法人代表" or "法定代表人姓名";
    CAPITAL: Usual "注册资本" or "注册资金";
    PLACE: Usual "注册地" or "注册地址";
    CONTACT: Usual "联系人";
    PHONE: Usual "联系电话" or "联系人电话" or "电话";
    EMAIL: Usual "电子邮箱" or "邮箱" or "电子邮件";
    SPECIALTIES: Expected "擅长领域" or "业务领域" or "专业领域";
    STAFF: Usual "从业人员数" or "从业人数";
    LEADS: Usual "主评人数" or "主评人数量";
    PLATFORM: Usual "信用平台登记号" or "信用管理平台登记号";
    GRADE: Usual "上年度信用等级" or "信用等级";
}

impl SheetKind for Institution {
    const FORM: Form =
        Form { sheet: "第三方机构", workbook: "第三方机构.xlsx", columns: COLUMNS, criteria: &[] };

    fn read(fields: &mut Fields<'_>) -> Option<Institution> {
        let name = fields.name(NAME);
        let uscc = fields.uscc(USCC, Some(Level::NeedsReason));
        match &uscc {
            Some(uscc) => fields.unique(USCC, uscc.as_str(), Code::DuplicateUscc),
            None => {
                fields.unidentified(USCC, name.as_deref(), Code::DuplicateUscc);
            }
        }
        let kind = fields.choice(KIND, "机构类型的名称", |word| Some(InstitutionKind::of(word)));
        let staff = fields.count(STAFF, 0..=10_000_000);
        let lead_evaluators = fields.count(LEADS, 0..=10_000_000);
        if staff.zip(lead_evaluators).is_some_and(|(staff, leads)| leads > staff) {
            fields.find(LEADS, Code::CountOrder, Level::Warning, "主评人数多于从业人员数：请核对");
        }
        let (founded_on, legal_representative) = (fields.day(FOUNDED), fields.name(REPRESENTATIVE));
        let (registered_capital, registered_in) = (fields.money(CAPITAL), fields.text(PLACE));
        let (contact, phone, email) = (fields.name(CONTACT), fields.telephone(PHONE), fields.email(EMAIL));
        let specialties = fields.list(SPECIALTIES);
        let (credit_platform_no, last_credit_grade) = (fields.code(PLATFORM), fields.code(GRADE));
        Some(Institution {
            name: name?,
            uscc,
            kind: kind?,
            founded_on,
            legal_representative,
            registered_capital,
            registered_in,
            contact,
            phone,
            email,
            specialties,
            staff,
            lead_evaluators,
            credit_platform_no,
            last_credit_grade,
        })
    }
}

impl InstitutionKind {
    fn of(word: &str) -> InstitutionKind {
        match word {
            "专业咨询机构" | "咨询机构" => InstitutionKind::Consultancy,
            "会计师事务所" => InstitutionKind::AccountingFirm,
            "资产评估机构" => InstitutionKind::AssetAppraiser,
            "律师事务所" => InstitutionKind::LawFirm,
            "科研院所" | "科研机构" => InstitutionKind::ResearchInstitute,
            "高等院校" | "高校" => InstitutionKind::University,
            other => InstitutionKind::Other(other.to_owned()),
        }
    }
}
