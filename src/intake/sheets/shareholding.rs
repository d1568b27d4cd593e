//! 股权关系: dated holdings of persons and institutions.

use super::{NamedOrganisation, NamedPerson, SheetKind, fact_key};
use crate::intake::{
    Code, Level,
    columns::{Form, columns},
    fields::Fields,
};
use crate::terms::{Day, Uscc};
use rust_decimal::Decimal;

/// Who holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Holder {
    Person(NamedPerson),
    Institution { uscc: Uscc, name: String },
}

/// A holding. `to` empty means "still".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shareholding {
    pub holder: Holder,
    pub organisation: NamedOrganisation,
    /// Above 0, up to 100.
    pub percent: Decimal,
    pub from: Option<Day>,
    pub to: Option<Day>,
}

columns! {
    KIND: Required "股东类型" or "股东类别";
    HOLDER_ID: Expected "股东证件号" or "股东证件号码" or "股东证照号码";
    HOLDER: Required "股东名称" or "股东姓名";
    USCC: Expected "被投资单位统一社会信用代码" or "被投资企业统一社会信用代码";
    ORGANISATION: Required "被投资单位名称" or "被投资单位" or "被投资企业名称";
    PERCENT: Required "持股比例" or "出资比例";
    FROM: Expected "起始日期" or "开始日期";
    TO: Expected "结束日期" or "终止日期";
}

/// What the first column says.
#[derive(Clone, Copy)]
enum HolderKind {
    Person,
    Institution,
}

impl SheetKind for Shareholding {
    const FORM: Form = Form { sheet: "股权关系", workbook: "关系事实.xlsx", columns: COLUMNS, criteria: &[] };

    fn read(fields: &mut Fields<'_>) -> Option<Shareholding> {
        let kind = fields.choice(KIND, "机构或个人", HolderKind::of);
        let holder = kind.and_then(|kind| read_holder(fields, kind));
        let (uscc, organisation) = (fields.uscc(USCC, None), fields.name(ORGANISATION));
        let percent = fields.percent(PERCENT);
        let (from, to) = (fields.start_day(FROM), fields.end_day(TO));
        fields.order((FROM, from), (TO, to), "结束日期早于起始日期：请核对两个日期");
        let organisation = NamedOrganisation { uscc, name: organisation? };
        let shareholding = Shareholding { holder: holder?, organisation, percent: percent?, from, to };
        fields.unique(HOLDER_ID, &shareholding.key(), Code::DuplicateRow);
        Some(shareholding)
    }
}

fn read_holder(fields: &mut Fields<'_>, kind: HolderKind) -> Option<Holder> {
    let name = fields.name(HOLDER);
    match kind {
        HolderKind::Person => {
            let id = fields.citizen_id(HOLDER_ID, Some(Level::Error));
            Some(Holder::Person(NamedPerson { id: id?, name: name? }))
        }
        HolderKind::Institution => {
            let uscc = fields.uscc(HOLDER_ID, Some(Level::Error));
            Some(Holder::Institution { uscc: uscc?, name: name? })
        }
    }
}

impl HolderKind {
    fn of(word: &str) -> Option<HolderKind> {
        match word {
            "个人" | "自然人" => Some(HolderKind::Person),
            "机构" | "法人" | "企业" | "单位" => Some(HolderKind::Institution),
            _ => None,
        }
    }
}

impl Shareholding {
    fn key(&self) -> String {
        let holder = match &self.holder {
            Holder::Person(person) => person.id.as_str(),
            Holder::Institution { uscc, .. } => uscc.as_str(),
        };
        let day = |day: Option<Day>| day.map(|d| d.to_string()).unwrap_or_default();
        fact_key(&[holder, &self.organisation.name, &self.percent.to_string(), &day(self.from), &day(self.to)])
    }
}
