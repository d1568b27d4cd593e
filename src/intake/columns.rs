//! What a sheet's standard form looks like: its columns in words, and how much each is needed.

use rust_decimal::Decimal;

/// How much a sheet needs a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// The column must be there, and a value in every row.
    Required,
    /// The column must be there; a row may leave it empty.
    Expected,
    /// The standard form has it; without it the rows go in poorer, with a warning.
    Usual,
    /// Some places have it.
    Extra,
}

/// One column of the standard form.
#[derive(Debug)]
pub struct Column {
    /// The header text, without the brackets that name a unit or a maximum.
    pub name: &'static str,
    /// Other headers that certainly mean the same.
    pub synonyms: &'static [&'static str],
    pub need: Need,
}

/// A column of marks that the standard form has, with its usual maximum.
#[derive(Debug)]
pub struct StandardCriterion {
    pub name: &'static str,
    pub maximum: u32,
}

/// The standard form of one sheet.
#[derive(Clone, Copy, Debug)]
pub struct Form {
    pub sheet: &'static str,
    /// The file that usually holds it, named when it is missing.
    pub workbook: &'static str,
    pub columns: &'static [Column],
    /// Not empty for sheets of marks: there every column with a maximum in its header is a criterion.
    pub criteria: &'static [StandardCriterion],
}

/// The unit of an amount, as its header names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MoneyUnit {
    Yuan,
    Wan,
    Yi,
}

impl MoneyUnit {
    pub fn parse(text: &str) -> Option<MoneyUnit> {
        match text {
            "元" | "人民币元" => Some(MoneyUnit::Yuan),
            "万元" | "人民币万元" | "万" => Some(MoneyUnit::Wan),
            "亿元" | "亿" => Some(MoneyUnit::Yi),
            _ => None,
        }
    }

    /// The unit at the end of `text`, and what stands before it.
    pub fn split_suffix(text: &str) -> Option<(&str, MoneyUnit)> {
        let units = [("万元", MoneyUnit::Wan), ("亿元", MoneyUnit::Yi), ("元", MoneyUnit::Yuan)];
        units.into_iter().find_map(|(suffix, unit)| text.strip_suffix(suffix).map(|rest| (rest, unit)))
    }

    /// An amount of this unit in 万元.
    pub fn to_wan(self, amount: Decimal) -> Option<Decimal> {
        let myriad = Decimal::from(10_000);
        match self {
            MoneyUnit::Yuan => amount.checked_div(myriad),
            MoneyUnit::Wan => Some(amount),
            MoneyUnit::Yi => amount.checked_mul(myriad),
        }
    }
}

/// Declares the columns of a sheet and a constant for the place of each in that list.
macro_rules! columns {
    ($($place:ident : $need:ident $name:literal $(or $synonym:literal)* ;)+) => {
        #[allow(non_camel_case_types, clippy::upper_case_acronyms)]
        enum Place { $($place),+ }
        $(const $place: usize = Place::$place as usize;)+
        static COLUMNS: &[$crate::intake::columns::Column] = &[$($crate::intake::columns::Column {
            name: $name,
            synonyms: &[$($synonym),*],
            need: $crate::intake::columns::Need::$need,
        }),+];
    };
}
pub(crate) use columns;
