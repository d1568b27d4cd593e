//! 专家库: the library of review experts, the longest and messiest of the sheets.
//!
//! A person without an ID number may still be real: such a row waits for a reason, and conflict
//! rules later treat the person as somebody who cannot be told from others of that name.

use super::{SheetKind, fact_key};
use crate::intake::{
    Code, Level,
    columns::{Form, columns},
    fields::Fields,
};
use crate::terms::{CitizenId, Day, Uscc};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Sex {
    Male,
    Female,
}

/// 职称级别.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TitleLevel {
    /// 初级, 员级, or none.
    Junior,
    /// 中级
    Intermediate,
    /// 副高级
    DeputySenior,
    /// 正高级
    Senior,
}

/// 状态.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ExpertStatus {
    /// 在库
    Enrolled,
    /// 暂停
    Suspended,
    /// 退出
    Delisted,
}

/// A review expert as the bureau lists one. Whether the person qualifies is the registry's question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expert {
    pub name: String,
    pub sex: Option<Sex>,
    /// Missing only in rows that need a reason.
    pub id: Option<CitizenId>,
    /// As stated, else as the ID number has it.
    pub born_on: Option<Day>,
    /// 退休 for retired people; many employers have no code.
    pub employer: String,
    pub employer_uscc: Option<Uscc>,
    pub title: Option<String>,
    pub title_level: Option<TitleLevel>,
    pub qualifications: Vec<String>,
    pub specialties: Vec<String>,
    pub directions: Vec<String>,
    pub education: Option<String>,
    pub work_years: Option<u32>,
    pub residence: Option<String>,
    /// As written where the row needs a reason because of it.
    pub phone: Option<String>,
    pub email: Option<String>,
    pub enrolled_on: Option<Day>,
    pub status: ExpertStatus,
}

columns! {
    NAME: Required "姓名" or "专家姓名";
    SEX: Expected "性别";
    ID: Expected "身份证号" or "身份证号码" or "公民身份号码" or "居民身份证号码";
    BORN: Usual "出生日期" or "出生年月日";
    EMPLOYER: Required "工作单位" or "所在单位" or "单位名称";
    EMPLOYER_USCC: Usual "工作单位统一社会信用代码" or "单位统一社会信用代码";
    TITLE: Expected "职称" or "专业技术职称";
    TITLE_LEVEL: Expected "职称级别" or "职称等级";
    QUALIFICATIONS: Usual "执业资格" or "职业资格";
    SPECIALTIES: Required "擅长领域" or "评审领域" or "专业领域";
    DIRECTIONS: Usual "专业方向" or "专业";
    EDUCATION: Usual "学历" or "最高学历";
    WORK_YEARS: Usual "从业年限" or "工作年限";
    RESIDENCE: Usual "常住地" or "居住地" or "所在地区";
    PHONE: Expected "手机号码" or "手机号" or "手机" or "移动电话";
    EMAIL: Usual "电子邮箱" or "邮箱" or "电子邮件";
    ENROLLED: Usual "入库日期" or "入库时间";
    STATUS: Usual "状态" or "在库状态";
}

impl SheetKind for Expert {
    const FORM: Form = Form { sheet: "专家库", workbook: "专家库.xlsx", columns: COLUMNS, criteria: &[] };

    fn read(fields: &mut Fields<'_>) -> Option<Expert> {
        let (name, phone) = (fields.name(NAME), fields.mobile(PHONE));
        let sex = fields.choice(SEX, "男或女", Sex::of);
        let id = fields.citizen_id(ID, Some(Level::NeedsReason));
        let stated = fields.day(BORN);
        fields.compare_birth(BORN, id.as_ref(), stated);
        fields.compare_sex(SEX, id.as_ref(), sex.map(|sex| sex == Sex::Male));
        identify(fields, id.as_ref(), name.as_deref(), stated, phone.as_deref());
        let (employer, employer_uscc) = (fields.name(EMPLOYER), fields.uscc(EMPLOYER_USCC, None));
        let (title, title_level) =
            (fields.text(TITLE), fields.choice(TITLE_LEVEL, "正高级、副高级、中级或初级", TitleLevel::of));
        let (qualifications, specialties) = (fields.list(QUALIFICATIONS), fields.list(SPECIALTIES));
        let (directions, education) = (fields.list(DIRECTIONS), fields.text(EDUCATION));
        let (work_years, residence) = (fields.count(WORK_YEARS, 0..=80), fields.text(RESIDENCE));
        let (email, enrolled_on) = (fields.email(EMAIL), fields.day(ENROLLED));
        fields.order((BORN, stated), (ENROLLED, enrolled_on), "入库日期早于出生日期：请核对");
        let status = fields.choice(STATUS, "在库、暂停或退出", ExpertStatus::of);
        Some(Expert {
            name: name?,
            sex,
            born_on: stated.or_else(|| id.as_ref().and_then(CitizenId::birth_day)),
            id,
            employer: employer?,
            employer_uscc,
            title,
            title_level,
            qualifications,
            specialties,
            directions,
            education,
            work_years,
            residence,
            phone,
            email,
            enrolled_on,
            // A library lists who is in it; other states are written out.
            status: status.unwrap_or(ExpertStatus::Enrolled),
        })
    }
}

/// An ID number tells people apart, even one that is wrong; without any, only the same name, birth date and phone together
/// make a row a repetition.
fn identify(
    fields: &mut Fields<'_>,
    id: Option<&CitizenId>,
    name: Option<&str>,
    born: Option<Day>,
    phone: Option<&str>,
) {
    if let Some(id) = id {
        return fields.unique(ID, id.as_str(), Code::DuplicateId);
    }
    let is_written = fields.unidentified(ID, name, Code::DuplicateId);
    if let (false, Some(name), Some(born), Some(phone)) = (is_written, name, born, phone) {
        fields.unique(NAME, &fact_key(&[name, &born.to_string(), phone]), Code::DuplicateRow);
    }
}

impl Sex {
    fn of(word: &str) -> Option<Sex> {
        match word {
            "男" | "男性" => Some(Sex::Male),
            "女" | "女性" => Some(Sex::Female),
            _ => None,
        }
    }
}

impl TitleLevel {
    fn of(word: &str) -> Option<TitleLevel> {
        match word {
            "正高级" | "正高" => Some(TitleLevel::Senior),
            "副高级" | "副高" => Some(TitleLevel::DeputySenior),
            "中级" => Some(TitleLevel::Intermediate),
            "初级" | "助理级" | "员级" => Some(TitleLevel::Junior),
            _ => None,
        }
    }
}

impl ExpertStatus {
    fn of(word: &str) -> Option<ExpertStatus> {
        match word {
            "在库" | "正常" => Some(ExpertStatus::Enrolled),
            "暂停" | "停用" => Some(ExpertStatus::Suspended),
            "退出" | "出库" | "已退出" => Some(ExpertStatus::Delisted),
            _ => None,
        }
    }
}
