//! Reading the text of a header cell: the words of the column, and what its brackets say.

use super::{cell::Cell, columns::MoneyUnit};
use crate::terms::text;
use rust_decimal::Decimal;

/// One header cell, understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// Zero-based column of the sheet.
    pub place: usize,
    /// As the file writes it, in one line.
    pub shown: String,
    /// The words alone: half-width, no blanks, no brackets, no asterisk.
    pub words: String,
    /// `预算金额（万元）`.
    pub unit: Option<MoneyUnit>,
    /// `方案得分(满分50)`.
    pub maximum: Option<Decimal>,
}

impl Heading {
    /// `None` for a blank cell.
    pub fn read(place: usize, cell: &Cell) -> Option<Heading> {
        let shown = text::tidy(&cell.label());
        if shown.is_empty() {
            return None;
        }
        let (words, brackets) = split_brackets(&plain(&shown));
        let mut heading = Heading { place, shown, words, unit: None, maximum: None };
        brackets.iter().for_each(|bracket| heading.learn(bracket));
        if heading.unit.is_none()
            && let Some((rest, unit)) = MoneyUnit::split_suffix(&heading.words).filter(|(rest, _)| !rest.is_empty())
        {
            (heading.words, heading.unit) = (rest.trim_end_matches([':', '/', ',']).to_owned(), Some(unit));
        }
        Some(heading)
    }

    fn learn(&mut self, bracket: &str) {
        let bracket = bracket.trim_start_matches("单位").trim_start_matches(':');
        self.unit = self.unit.or_else(|| MoneyUnit::parse(bracket));
        self.maximum = self.maximum.or_else(|| maximum(bracket));
    }
}

fn plain(text: &str) -> String {
    let wanted = |c: &char| !c.is_whitespace() && !matches!(c, '*' | '●' | '○' | '\u{200b}' | '\u{feff}');
    text::half_width(text).chars().filter(wanted).collect::<String>().to_lowercase()
}

/// Text outside brackets, and the text of each bracket.
fn split_brackets(text: &str) -> (String, Vec<String>) {
    let (mut outside, mut brackets) = (String::new(), Vec::new());
    let mut inside: Option<String> = None;
    for c in text.chars() {
        match (c, &mut inside) {
            ('(' | '[' | '【' | '〔', None) => inside = Some(String::new()),
            (')' | ']' | '】' | '〕', Some(_)) => brackets.extend(inside.take()),
            (_, Some(bracket)) => bracket.push(c),
            (_, None) => outside.push(c),
        }
    }
    brackets.extend(inside);
    (outside.trim_end_matches(':').to_owned(), brackets)
}

/// `满分50`, `满分:50分`, `50分`.
fn maximum(bracket: &str) -> Option<Decimal> {
    let stated = bracket.strip_prefix("满分").or_else(|| bracket.strip_suffix('分'))?;
    let digits = stated.trim_start_matches([':', '为']).trim_end_matches('分');
    Decimal::from_str_exact(digits).ok().filter(|points| *points > Decimal::ZERO)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Heading {
        Heading::read(0, &Cell::text(text)).unwrap()
    }

    #[test]
    fn brackets_blanks_and_width_do_not_matter() {
        for header in
            ["预算金额(万元)", "●预算金额（万元）", " 预 算\n金额（单位：万元） ", "*预算金额万元", "预算金额【万元】"]
        {
            let heading = read(header);
            assert_eq!((heading.words.as_str(), heading.unit), ("预算金额", Some(MoneyUnit::Wan)), "{header}");
        }
        assert_eq!(read("预算金额(元)").unit, Some(MoneyUnit::Yuan));
        assert_eq!(read("ＵＳＣＣ").words, "uscc");
    }

    #[test]
    fn maximum_is_read_where_it_stands() {
        let cases = [
            ("方案得分(满分50)", Some(50)),
            ("报告质量（满分：30分）", Some(30)),
            ("团队（25分）", Some(25)),
            ("备注(见附件)", None),
        ];
        for (header, points) in cases {
            assert_eq!(read(header).maximum, points.map(Decimal::from), "{header}");
        }
        assert_eq!(read("方案得分(满分50)").words, "方案得分");
    }

    #[test]
    fn an_unclosed_bracket_swallows_nothing_else() {
        assert_eq!(read("报价(万元").words, "报价");
        assert_eq!(Heading::read(0, &Cell::text(" \u{3000} ")), None);
    }
}
