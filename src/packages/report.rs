//! What an evaluation report says of itself: its headings, the score and the grade it states, amounts of
//! money, who led the work and who reviewed it. Read from the text; nothing is judged here. Pure.

mod amounts;
mod statements;
mod tables;

use super::docx::{Document, Paragraph};
use crate::terms::Score;
use crate::terms::text::half_width;
use serde::{Deserialize, Serialize};

/// Statements of one kind that are kept; a report repeats itself, and a hostile one without end.
const KEPT: usize = 50;
/// Scores of indicators that are kept; a table has twenty to sixty.
const KEPT_INDICATORS: usize = 400;

/// The report as far as the gate needs it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReportFacts {
    /// Path in the package.
    pub path: String,
    /// Why it could not be read, in Chinese.
    pub unreadable: Option<String>,
    pub headings: Vec<String>,
    /// Total scores stated.
    pub scores: Vec<Stated<Score>>,
    /// Words of grades stated.
    pub grades: Vec<Stated<String>>,
    pub amounts: Vec<Stated<Amount>>,
    pub leads: Vec<Stated<String>>,
    pub reviewers: Vec<Stated<String>>,
    /// Scores of single indicators or levels, in sentences and in tables.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub indicators: Vec<Stated<IndicatorScore>>,
}

/// A score that the report gives an indicator or a level.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IndicatorScore {
    /// The cell with the name, or what stands before the score in its sentence and ends with the name.
    pub said_of: String,
    pub score: Score,
}

/// A statement and the paragraph it stands in, counted from 1.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stated<T> {
    pub paragraph: u32,
    pub value: T,
}

/// An amount of money as written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Amount {
    /// What it is of: `budget`, or empty.
    pub of: String,
    pub number: Score,
    /// `元`, `万元` or `亿元`.
    pub unit: String,
}

impl ReportFacts {
    /// A report that could not be read.
    pub fn unreadable(path: &str, why: impl Into<String>) -> ReportFacts {
        ReportFacts { path: path.to_owned(), unreadable: Some(why.into()), ..ReportFacts::default() }
    }

    pub fn of(path: &str, document: &Document) -> ReportFacts {
        let mut facts = ReportFacts { path: path.to_owned(), ..ReportFacts::default() };
        facts.indicators.extend(document.tables.iter().flat_map(|rows| tables::scores(rows)).take(KEPT_INDICATORS));
        for (number, paragraph) in (1u32..).zip(&document.paragraphs) {
            let text: String = half_width(&paragraph.text).chars().filter(|c| !c.is_whitespace()).collect();
            if is_heading(paragraph, &text) {
                keep(&mut facts.headings, [text.clone()]);
            }
            let at = |value| Stated { paragraph: number, value };
            keep(&mut facts.scores, statements::scores(&text).map(at));
            keep(&mut facts.grades, statements::grades(&text).map(|value| Stated { paragraph: number, value }));
            let room = KEPT_INDICATORS.saturating_sub(facts.indicators.len());
            let of_indicators = statements::of_indicators(&text).take(room);
            facts.indicators.extend(of_indicators.map(|value| Stated { paragraph: number, value }));
            keep(&mut facts.amounts, amounts::of(&text).map(|value| Stated { paragraph: number, value }));
            let named = |labels| statements::named(&text, labels).map(|value| Stated { paragraph: number, value });
            keep(&mut facts.leads, named(&["主评人", "项目负责人", "评价组组长"]));
            keep(&mut facts.reviewers, named(&["内部复核人", "质量复核人", "复核人", "内部审核人", "质控负责人"]));
        }
        facts
    }
}

fn keep<T>(list: &mut Vec<T>, new: impl IntoIterator<Item = T>) {
    let room = KEPT.saturating_sub(list.len());
    list.extend(new.into_iter().take(room));
}

/// Set as a heading, or numbered as one: `三、综合评价结论`.
fn is_heading(paragraph: &Paragraph, text: &str) -> bool {
    const NUMBERS: &str = "一二三四五六七八九十";
    let numbered = text.trim_start_matches('第').trim_start_matches(|c| NUMBERS.contains(c));
    let is_numbered = numbered.len() < text.len() && numbered.starts_with(['、', '.', ',', '部', '章']);
    text.chars().count() <= 40 && (paragraph.is_heading || is_numbered)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(lines: &[&str]) -> ReportFacts {
        let paragraphs: Vec<Paragraph> =
            lines.iter().map(|text| Paragraph { text: (*text).to_owned(), is_heading: false }).collect();
        ReportFacts::of("评价报告.docx", &Document { paragraphs, tables: Vec::new() })
    }

    #[test]
    fn what_a_report_says() {
        let facts = facts(&[
            "一、基本情况",
            "项目预算837万元，实际执行 807.14 万元。",
            "综合得分９２．８分，评价等级为“优”。",
            "主评人：张三　　内部复核人：李四",
        ]);
        assert_eq!(facts.headings, ["一、基本情况"]);
        assert_eq!(facts.scores, [Stated { paragraph: 3, value: "92.8".parse().unwrap() }]);
        assert_eq!(facts.grades, [Stated { paragraph: 3, value: "优".to_owned() }]);
        assert_eq!(facts.amounts.iter().map(|a| a.value.unit.as_str()).collect::<Vec<_>>(), ["万元", "万元"]);
        assert_eq!((facts.leads[0].value.as_str(), facts.reviewers[0].value.as_str()), ("张三", "李四"));
    }
}
