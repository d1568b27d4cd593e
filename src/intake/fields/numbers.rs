//! Days, numbers, amounts and marks of a row.

use super::Fields;
use crate::intake::{
    Code, Level,
    cell::Value,
    columns::MoneyUnit,
    header::Criterion,
    parse::{self, DayFault, NumberFault},
};
use crate::terms::{Day, Fen, Score};
use rust_decimal::{Decimal, prelude::ToPrimitive};
use std::ops::RangeInclusive;

/// Words that may follow a count in its cell.
const COUNT_SUFFIXES: &[&str] = &["年", "人", "名", "天", "日", "个", "家", "分", "%"];

impl Fields<'_> {
    /// A day in any of the usual styles, or a date of the spreadsheet.
    pub fn day(&mut self, column: usize) -> Option<Day> {
        let value = self.given_day(column);
        self.require(column, value)
    }

    /// As [`Fields::day`]. A start that nobody wrote down is kept as unknown, with a warning: unknown
    /// days never clear anybody of a conflict.
    pub fn start_day(&mut self, column: usize) -> Option<Day> {
        let before = self.grave_findings();
        let day = self.day(column);
        if day.is_none() && self.grave_findings() == before {
            self.find(column, Code::DateMissing, Level::Warning, "起始日期没有填写，按不详处理：请补填，以免误判回避");
        }
        day
    }

    /// As [`Fields::day`], where "until now" is written as nothing, 至今 and the like.
    pub fn end_day(&mut self, column: usize) -> Option<Day> {
        if let Value::Text(text) = &self.cell(column).value
            && parse::is_until_now(text)
        {
            self.note_tidied(column);
            return None;
        }
        self.day(column)
    }

    fn given_day(&mut self, column: usize) -> Option<Day> {
        match &self.cell(column).value {
            Value::Moment { at, .. } => {
                let day = Day(at.date());
                self.cell_text(column)?;
                self.plausible(column, day)
            }
            Value::Number(number) => {
                let number = *number;
                self.cell_text(column)?;
                self.day_of_number(column, number)
            }
            _ => {
                let raw = self.cell_text(column)?;
                match parse::day(&raw.text) {
                    Ok((day, is_changed)) => {
                        if is_changed {
                            self.find(column, Code::Normalised, Level::Note, format!("日期已统一写作 {day}"));
                        }
                        Some(day)
                    }
                    Err(fault) => self.no_day(column, fault),
                }
            }
        }
    }

    /// `20210630` typed as a number, or a serial number that lost its date format.
    fn day_of_number(&mut self, column: usize, number: f64) -> Option<Day> {
        let written = parse::day(&number.to_string());
        match written.map(|(day, _)| day).or_else(|fault| parse::day_of_serial(number).ok_or(fault)) {
            Ok(day) => {
                self.find(column, Code::Normalised, Level::Note, format!("数字已按日期读作 {day}"));
                Some(day)
            }
            Err(fault) => self.no_day(column, fault),
        }
    }

    fn plausible(&mut self, column: usize, day: Day) -> Option<Day> {
        if (1900..=2100).contains(&day.year()) { Some(day) } else { self.no_day(column, DayFault::NoSuchDay) }
    }

    fn no_day(&mut self, column: usize, fault: DayFault) -> Option<Day> {
        let message = match fault {
            DayFault::NoDay => "日期不完整：请补全年、月、日，例如 2021-06-30",
            DayFault::Ambiguous => "日期的年份不是四位，年月日的次序无法确定：请写作 2021-06-30 的样式",
            DayFault::NoSuchDay => "历法上没有这一天，或不在 1900 至 2100 年之间：请核对",
            DayFault::NotADate => "不是日期：请写作 2021-06-30 的样式",
        };
        self.find(column, Code::DateInvalid, Level::Error, message);
        None
    }

    /// Reports two days that stand the wrong way round. Either may be unknown.
    pub fn order(&mut self, first: (usize, Option<Day>), last: (usize, Option<Day>), message: &str) {
        if let (Some(from), Some(to)) = (first.1, last.1)
            && to < from
        {
            self.find(last.0, Code::DateOrder, Level::Error, message);
        }
    }

    /// A whole number within `range`.
    pub fn count(&mut self, column: usize, range: RangeInclusive<u32>) -> Option<u32> {
        let number = self.number(column);
        let value = number.and_then(|(number, _)| {
            let whole = number.to_u32().filter(|_| number.is_integer());
            let fitting = whole.filter(|n| range.contains(n));
            if fitting.is_none() {
                let message = format!("应为 {} 至 {} 的整数：请核对", range.start(), range.end());
                let code = if whole.is_some() { Code::NumberRange } else { Code::NumberInvalid };
                self.find(column, code, Level::Error, message);
            }
            fitting
        });
        self.require(column, value)
    }

    /// A percentage above 0 and up to 100.
    pub fn percent(&mut self, column: usize) -> Option<Decimal> {
        let number = self.number(column);
        let value = number.and_then(|(number, _)| {
            let fits = number > Decimal::ZERO && number <= Decimal::ONE_HUNDRED;
            if !fits {
                self.find(column, Code::NumberRange, Level::Error, "比例应大于 0、不超过 100：请核对");
            } else if number < Decimal::ONE {
                // 0.51 in a cell with a percent format is 51 %, and decides who controls a company.
                let message = "比例小于 1%：如单元格是百分比格式，请改填百分数，例如 51";
                self.find(column, Code::NumberRange, Level::Warning, message);
            }
            fits.then_some(number)
        });
        self.require(column, value)
    }

    /// An amount that is not negative. The unit is that of the cell, else of the header, else
    /// 万元 with a warning.
    pub fn money(&mut self, column: usize) -> Option<Fen> {
        let stated = self.header().heading(column).and_then(|h| h.unit);
        let number = self.number(column);
        let value = number.and_then(|(number, unit)| {
            let unit = unit.or(stated);
            if unit.is_none() {
                let message = "表头没有写明金额单位，按万元读取：请核对，并在表头注明（万元）或（元）";
                self.find(column, Code::UnitAssumed, Level::Warning, message);
            }
            let fen = unit.unwrap_or(MoneyUnit::Wan).to_wan(number).and_then(Fen::from_wan).filter(|fen| fen.0 >= 0);
            if fen.is_none() {
                self.find(column, Code::NumberRange, Level::Error, "金额应为不小于 0、精确到分的数：请核对数值和单位");
            }
            fen
        });
        self.require(column, value)
    }

    /// Points that are not negative.
    pub fn points(&mut self, column: usize) -> Option<Score> {
        let number = self.number(column);
        let value = number.and_then(|(number, _)| {
            let fits = number >= Decimal::ZERO;
            if !fits {
                self.find(column, Code::NumberRange, Level::Error, "分数不能小于 0：请核对");
            }
            fits.then_some(Score(number))
        });
        self.require(column, value)
    }

    /// A number with the unit of money that its own cell names.
    fn number(&mut self, column: usize) -> Option<(Decimal, Option<MoneyUnit>)> {
        let raw = self.cell_text(column)?;
        let read = match raw.number {
            Some(number) => parse::shown_decimal(number).map(|d| (d, None)),
            None => parse::decimal(&raw.text, COUNT_SUFFIXES).map(|typed| {
                if typed.is_changed {
                    self.note_tidied(column);
                }
                (typed.number, typed.unit)
            }),
        };
        read.map_err(|fault| self.no_number(column, fault, &raw.text)).ok()
    }

    fn no_number(&mut self, column: usize, fault: NumberFault, text: &str) {
        let message = match fault {
            NumberFault::NotANumber => format!("“{}”不是数：请填写阿拉伯数字", parse::quotable(text)),
            NumberFault::TooLarge => "数值过大：请核对".to_owned(),
        };
        self.find(column, Code::NumberInvalid, Level::Error, message);
    }

    /// The marks of one column. A mark above its maximum is kept and reported: what it counts for
    /// is decided where marks are added up.
    pub fn mark(&mut self, criterion: &Criterion) -> Option<Score> {
        let column = || criterion.heading.shown.clone();
        let number = match &self.cell_at(criterion.heading.place).value {
            Value::Number(number) | Value::Moment { serial: number, .. } => parse::shown_decimal(*number).ok(),
            Value::Text(text) => parse::decimal(text, COUNT_SUFFIXES).ok().map(|typed| typed.number),
            _ => None,
        };
        let Some(points) = number.filter(|points| *points >= Decimal::ZERO) else {
            let message = format!("“{}”的得分没有填写，或不是不小于 0 的数：请补填", criterion.name);
            self.find_named(column(), Code::NumberInvalid, Level::Error, message);
            return None;
        };
        if points > criterion.maximum {
            let message = format!("得分 {points} 超过满分 {}：请向评委核实", criterion.maximum.normalize());
            self.find_named(column(), Code::MarkOverMaximum, Level::Warning, message);
        }
        Some(Score(points))
    }
}
