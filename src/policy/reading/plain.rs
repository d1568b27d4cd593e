//! How the plain values of a file are read: text, numbers, days, wordings, lists.
//!
//! Decimals are taken from the digits as written, so `79.995` stays exact and no float takes part.

use super::{Faults, FromNode, Node};
use crate::terms::{Day, Score, Wording, text};
use rust_decimal::Decimal;
use std::num::NonZeroU32;
use toml::de::DeValue;

impl FromNode for String {
    fn read(node: &Node<'_>, faults: &mut Faults<'_>) -> Option<String> {
        let tidied = text::tidy(node.text(faults)?);
        if tidied.is_empty() {
            let problem = Wording::new("文字为空", "the text is empty");
            node.fault(faults, problem, Wording::new("写上内容", "write something"));
            return None;
        }
        Some(tidied)
    }
}

impl FromNode for bool {
    fn read(node: &Node<'_>, faults: &mut Faults<'_>) -> Option<bool> {
        match node.value {
            DeValue::Boolean(value) => Some(*value),
            _ => {
                node.wrong_kind(faults, "true 或 false", "true or false");
                None
            }
        }
    }
}

impl FromNode for u32 {
    fn read(node: &Node<'_>, faults: &mut Faults<'_>) -> Option<u32> {
        let DeValue::Integer(integer) = node.value else {
            node.wrong_kind(faults, "整数", "a whole number");
            return None;
        };
        let value = i64::from_str_radix(integer.as_str(), integer.radix()).ok().and_then(|n| u32::try_from(n).ok());
        if value.is_none() {
            let problem = Wording::new(
                format!("{integer} 不在 0 至 4294967295 之间"),
                format!("{integer} is not between 0 and 4294967295"),
            );
            node.fault(
                faults,
                problem,
                Wording::new("写一个不为负的整数", "write a whole number that is not negative"),
            );
        }
        value
    }
}

impl FromNode for NonZeroU32 {
    fn read(node: &Node<'_>, faults: &mut Faults<'_>) -> Option<NonZeroU32> {
        let value = NonZeroU32::new(u32::read(node, faults)?);
        if value.is_none() {
            let problem = Wording::new("不能为 0", "must not be 0");
            node.fault(faults, problem, Wording::new("写不少于 1 的整数", "write at least 1"));
        }
        value
    }
}

impl FromNode for Decimal {
    fn read(node: &Node<'_>, faults: &mut Faults<'_>) -> Option<Decimal> {
        let digits = match node.value {
            DeValue::String(text) => text.trim(),
            DeValue::Integer(integer) if integer.radix() == 10 => integer.as_str(),
            DeValue::Float(float) => float.as_str(),
            _ => {
                node.wrong_kind(faults, "数", "a number");
                return None;
            }
        };
        let value = Decimal::from_str_exact(digits).ok().map(|d| d.normalize());
        if value.is_none() {
            let problem = Wording::new(format!("{digits} 不是精确的小数"), format!("{digits} is not an exact decimal"));
            node.fault(faults, problem, Wording::new("写成 79.5 这样的数", "write a number such as 79.5"));
        }
        value
    }
}

impl FromNode for Score {
    fn read(node: &Node<'_>, faults: &mut Faults<'_>) -> Option<Score> {
        let points = Decimal::read(node, faults)?;
        if points < Decimal::ZERO || points > Decimal::ONE_HUNDRED {
            let problem =
                Wording::new(format!("{points} 不在 0 至 100 分之间"), format!("{points} is not within 0 to 100"));
            node.fault(faults, problem, Wording::new("写 0 至 100 之间的分值", "write points from 0 to 100"));
            return None;
        }
        Some(Score(points))
    }
}

impl FromNode for Day {
    fn read(node: &Node<'_>, faults: &mut Faults<'_>) -> Option<Day> {
        let written = match node.value {
            DeValue::String(text) => text.to_string(),
            DeValue::Datetime(day) => day.to_string(),
            _ => {
                node.wrong_kind(faults, "日期", "a day");
                return None;
            }
        };
        let day = written.parse().ok();
        if day.is_none() {
            let problem =
                Wording::new(format!("{written} 不是日历上的一天"), format!("{written} is no day of the calendar"));
            node.fault(faults, problem, Wording::new("写成 2021-06-30 这样的日期", "write a day such as 2021-06-30"));
        }
        day
    }
}

impl FromNode for Wording {
    fn read(node: &Node<'_>, faults: &mut Faults<'_>) -> Option<Wording> {
        let mut section = node.section(faults)?;
        let zh = section.field::<String>("zh", faults);
        let en = section.field::<String>("en", faults);
        section.finish(faults);
        Some(Wording::new(zh?, en?))
    }
}

impl<T: FromNode> FromNode for Vec<T> {
    fn read(node: &Node<'_>, faults: &mut Faults<'_>) -> Option<Vec<T>> {
        let elements = node.elements(faults)?;
        if elements.is_empty() {
            let problem = Wording::new("列表为空", "the list is empty");
            node.fault(faults, problem, Wording::new("至少写一项", "write at least one element"));
            return None;
        }
        let read: Vec<Option<T>> = elements.iter().map(|element| T::read(element, faults)).collect();
        read.into_iter().collect()
    }
}

impl<T: FromNode> FromNode for Option<T> {
    fn read(node: &Node<'_>, faults: &mut Faults<'_>) -> Option<Option<T>> {
        T::read(node, faults).map(Some)
    }

    fn absent(_: &super::Section<'_>, _: &str, _: &mut Faults<'_>) -> Option<Option<T>> {
        Some(None)
    }
}
