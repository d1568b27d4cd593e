//! Identifiers and addresses of a row: ID numbers, credit codes, telephone numbers.
//!
//! A wrong form blocks; a check digit that does not hold needs a reason, because some codes that
//! were really issued fail it (regulations 9.1, 9.2). Messages never quote a number of a person.

use super::{Fields, RawText};
use crate::intake::{
    Code, Level,
    parse::{self, PhoneFault},
};
use crate::terms::{CitizenId, Day, IdentifierFault, Uscc, text};

/// Above this a float no longer tells neighbouring whole numbers apart.
const EXACT_FLOAT: f64 = 9_007_199_254_740_992.0;

impl Fields<'_> {
    /// A code of any kind: half-width, no blanks, upper case.
    pub fn code(&mut self, column: usize) -> Option<String> {
        let value = self.given_code(column, Code::NumberInvalid).and_then(|code| self.bounded(column, code));
        self.require(column, value)
    }

    /// An ID number. `absent` is how grave it is that there is none; `None` for a column that may be
    /// empty.
    pub fn citizen_id(&mut self, column: usize, absent: Option<Level>) -> Option<CitizenId> {
        let before = self.grave_findings();
        let Some(code) = self.given_code(column, Code::IdNumberAsNumber) else {
            // A cell that could not be read has been reported already.
            if let Some(level) = absent.filter(|_| self.grave_findings() == before) {
                self.find(column, Code::IdMissing, level, "身份证号没有填写：请补填，确实无法取得的须说明理由");
            }
            return None;
        };
        match CitizenId::parse_unchecked(&code) {
            Ok(id) => Some(self.checked_id(column, id, &code)),
            Err(fault) => {
                let (fault, message) = id_fault(fault, &code);
                self.find(column, fault, Level::Error, message);
                None
            }
        }
    }

    fn checked_id(&mut self, column: usize, id: CitizenId, code: &str) -> CitizenId {
        if !id.check_digit_holds() {
            let message = "身份证号的校验码不符：请对照证件核对，确认无误的须说明理由并附证明";
            self.find(column, Code::IdCheckDigit, Level::NeedsReason, message);
        } else if code.len() == 15 {
            self.find(column, Code::IdFirstGeneration, Level::Note, "15 位旧身份证号已按国家标准换算为 18 位");
        }
        id
    }

    /// Compares an ID number with the birth date stated beside it. A number whose check digit
    /// fails is doubted already and proves nothing.
    pub fn compare_birth(&mut self, column: usize, id: Option<&CitizenId>, stated: Option<Day>) {
        let proven = id.filter(|id| id.check_digit_holds()).and_then(CitizenId::birth_day);
        if let (Some(proven), Some(stated)) = (proven, stated)
            && proven != stated
        {
            let message = "出生日期与身份证号中的出生日期不一致：请对照证件核对，确认无误的须说明理由";
            self.find(column, Code::BirthDateMismatch, Level::NeedsReason, message);
        }
    }

    /// Compares an ID number with the sex stated beside it.
    pub fn compare_sex(&mut self, column: usize, id: Option<&CitizenId>, is_male: Option<bool>) {
        let proven = id.filter(|id| id.check_digit_holds()).map(CitizenId::is_male);
        if proven.is_some() && is_male.is_some() && proven != is_male {
            let message = "性别与身份证号第 17 位所示不一致：请对照证件核对，确认无误的须说明理由";
            self.find(column, Code::SexMismatch, Level::NeedsReason, message);
        }
    }

    /// A unified social credit code. `absent` is how grave it is that there is none; `None` for a
    /// column that may be empty.
    pub fn uscc(&mut self, column: usize, absent: Option<Level>) -> Option<Uscc> {
        let before = self.grave_findings();
        let Some(code) = self.given_code(column, Code::UsccAsNumber) else {
            if let Some(level) = absent.filter(|_| self.grave_findings() == before) {
                self.find(column, Code::UsccMissing, level, "统一社会信用代码没有填写：请补填");
            }
            return None;
        };
        match Uscc::parse_unchecked(&code) {
            Ok(uscc) => {
                if !uscc.check_digit_holds() {
                    let message = "统一社会信用代码的校验码不符：请对照证照核对，确认无误的须说明理由并附证照";
                    self.find(column, Code::UsccCheckDigit, Level::NeedsReason, message);
                }
                Some(uscc)
            }
            Err(fault) => {
                let (fault, message) = uscc_fault(fault, &code);
                self.find(column, fault, Level::Error, message);
                None
            }
        }
    }

    /// A mobile number. A wrong one is kept as written: the person is real and can be asked.
    pub fn mobile(&mut self, column: usize) -> Option<String> {
        self.phone_number(column, parse::mobile, "手机号码应为 1 开头的 11 位数字")
    }

    /// A mobile number or a land line.
    pub fn telephone(&mut self, column: usize) -> Option<String> {
        self.phone_number(column, parse::telephone, "电话应为手机号码，或带区号的固定电话")
    }

    fn phone_number(
        &mut self,
        column: usize,
        read: fn(&str) -> Result<String, PhoneFault>,
        form: &str,
    ) -> Option<String> {
        self.header().heading(column)?;
        let Some(raw) = self.cell_text(column) else {
            self.find(column, Code::PhoneMissing, Level::Warning, "电话没有填写，无法通知：请补填");
            return None;
        };
        let fault = match read(&raw.text) {
            Ok(number) => {
                if number != raw.text {
                    self.note_tidied(column);
                }
                return Some(number);
            }
            Err(fault) => fault,
        };
        let (code, found) = match fault {
            PhoneFault::Length(digits) => (Code::PhoneLength, format!("这里是 {digits} 位")),
            PhoneFault::Form => (Code::PhoneForm, "这里不是".to_owned()),
        };
        self.find(column, code, Level::NeedsReason, format!("{form}，{found}：请核对，暂时无法取得的须说明理由"));
        self.bounded(column, text::code(&raw.text))
    }

    /// A mail address; a wrong one is reported and kept out.
    pub fn email(&mut self, column: usize) -> Option<String> {
        let raw = self.cell_text(column)?;
        let address: String = text::half_width(&raw.text).split_whitespace().collect();
        if !parse::is_email(&address) {
            self.find(column, Code::EmailInvalid, Level::Warning, "电子邮箱的写法不对，没有导入：请核对");
            return None;
        }
        if address != raw.text {
            self.note_tidied(column);
        }
        self.bounded(column, address)
    }

    /// The characters of a code, `None` if there is nothing or digits were lost (reported as `lost`).
    fn given_code(&mut self, column: usize, lost: Code) -> Option<String> {
        let raw = self.cell_text(column)?;
        if lost_digits(&raw) {
            let message = "号码以数字格式保存，末尾几位已丢失：请把该列设为文本格式后重新填写";
            self.find(column, lost, Level::Error, message);
            return None;
        }
        if raw.number.is_none() && parse::is_tidy_code(&raw.text) {
            return Some(raw.text);
        }
        let code = text::code(unquoted(&raw.text));
        if code != raw.text || raw.number.is_some() {
            self.note_tidied(column);
        }
        Some(code)
    }
}

/// True for `9.99900196906053E+17` and for floats beyond the exact whole numbers.
fn lost_digits(raw: &RawText) -> bool {
    let scientific = || {
        if !raw.text.contains('+') && !raw.text.contains('＋') {
            return false;
        }
        let plain = text::code(&raw.text);
        let (mantissa, exponent) = plain.split_once("E+").unwrap_or_default();
        let numeric = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit() || b == b'.');
        numeric(mantissa) && numeric(exponent)
    };
    raw.number.map_or_else(scientific, |number| number.abs() >= EXACT_FLOAT)
}

/// The text in `="…"` or behind an apostrophe, both used to keep a spreadsheet from calculating.
fn unquoted(text: &str) -> &str {
    let trimmed = text.trim();
    let quoted = trimmed.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"'));
    quoted.unwrap_or_else(|| trimmed.trim_start_matches(['\'', '‘', '’']))
}

fn id_fault(fault: IdentifierFault, code: &str) -> (Code, String) {
    match fault {
        IdentifierFault::Length => {
            let length = code.chars().count();
            (Code::IdLength, format!("身份证号应为 18 位，这里是 {length} 位：请对照证件补正"))
        }
        IdentifierFault::Alphabet => {
            (Code::IdAlphabet, "身份证号只能由数字组成，末位可为 X：请对照证件改正".to_owned())
        }
        IdentifierFault::BirthDate | IdentifierFault::CheckDigit => {
            (Code::IdBirthDate, "身份证号中的出生日期在历法上不存在：请对照证件改正".to_owned())
        }
    }
}

fn uscc_fault(fault: IdentifierFault, code: &str) -> (Code, String) {
    if fault == IdentifierFault::Length {
        let length = code.chars().count();
        return (Code::UsccLength, format!("统一社会信用代码应为 18 位，这里是 {length} 位：请对照证照补正"));
    }
    let message = "统一社会信用代码含有不允许的字符（不用 I、O、S、V、Z，第 3 至 8 位为数字）：请对照证照改正";
    (Code::UsccAlphabet, message.to_owned())
}
