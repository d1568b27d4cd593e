//! Sentences that state the total score, the grade, or who did what. The text is half-width and has no
//! blanks. What is not clearly such a statement is passed over: a wrong finding costs a person's time.

use super::IndicatorScore;
use crate::terms::Score;
use crate::terms::text::is_han;

/// Words for the score of the whole. The score of one indicator is not meant.
const SCORE: [&str; 10] = [
    "综合得分",
    "总得分",
    "评价得分",
    "最终得分",
    "绩效得分",
    "综合评分",
    "评价总分",
    "综合评价得分",
    "最后得分",
    "总分",
];
const GRADE: [&str; 9] =
    ["评价等级", "评价等次", "绩效等级", "绩效等次", "评定等级", "绩效评级", "评价结果", "结果等级", "等级评定"];
/// Characters before a score that can name what it is of.
const PHRASE: usize = 40;
/// Between a label and its value.
const LINK: [char; 16] = ['为', '是', ':', '：', '“', '"', '”', '「', '『', '(', '（', '共', '计', '达', '到', '结'];
/// Longer words first: 良好 is not 良 and something.
const GRADES: [&str; 10] = ["优秀", "良好", "中等", "合格", "较差", "优", "良", "中", "差", "一般"];

/// Total scores that the text states.
pub fn scores(text: &str) -> impl Iterator<Item = Score> {
    after(text, &SCORE).filter_map(|(label, rest)| {
        let (score, _) = points(rest.trim_start_matches(|c| LINK.contains(&c) || c == '得' || c == '分'))?;
        // "总分100分，得分92.8分": the first is what could be had.
        let is_full = label == "总分" && score.0 == rust_decimal::Decimal::ONE_HUNDRED;
        (!is_full).then_some(score)
    })
}

/// Scores of single indicators or levels: `资金到位率分值4分,得分3.1分`. Which one is meant is told by what stands
/// before; a total, an average or the unit's own mark is none of them.
pub fn of_indicators(text: &str) -> impl Iterator<Item = IndicatorScore> + '_ {
    const OTHERS: [&str; 11] = ["综合", "总", "评价", "最终", "绩效", "最后", "平均", "自评", "复核", "上年", "初评"];
    text.split(['。', ';', '；', '!', '！']).flat_map(|sentence| {
        sentence.match_indices("得分").filter_map(move |(at, label)| {
            let before = sentence.get(..at)?;
            let (score, _) = points(sentence.get(at + label.len()..)?)?;
            let is_other = before.is_empty() || OTHERS.iter().any(|word| before.ends_with(word));
            let from = before.char_indices().rev().nth(PHRASE - 1).map_or(0, |(at, _)| at);
            (!is_other).then(|| IndicatorScore { said_of: before.get(from..).unwrap_or_default().to_owned(), score })
        })
    })
}

/// The points that `rest` begins with, and what follows them; percentages and years are no points.
fn points(rest: &str) -> Option<(Score, &str)> {
    let rest = rest.trim_start_matches(|c| LINK.contains(&c));
    let end = rest.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(rest.len());
    let (digits, tail) = rest.split_at_checked(end)?;
    let score = digits.trim_end_matches('.').parse().ok()?;
    (!tail.starts_with(['%', '年', '万', '元', '项', '个'])).then_some((score, tail))
}

/// Words of grades that the text gives the whole. A list of all grades is an explanation.
pub fn grades(text: &str) -> impl Iterator<Item = String> {
    after(text, &GRADE).filter_map(|(_, rest)| {
        let rest = rest.trim_start_matches(|c| LINK.contains(&c) || c == '定');
        let word = GRADES.iter().find(|word| rest.starts_with(**word))?;
        let tail = rest.get(word.len()..)?.trim_start_matches(['”', '"', '」', '』', ')', '）', '级', '等', '次']);
        let goes_on = tail.chars().next().is_some_and(is_han);
        (!goes_on && !tail.starts_with('、') && !tail.starts_with(['(', '（', '[', '/'])).then(|| (*word).to_owned())
    })
}

/// Names after a label and a colon, as in `主评人：张三`.
pub fn named(text: &str, labels: &[&'static str]) -> impl Iterator<Item = String> {
    after(text, labels).filter_map(|(_, rest)| {
        let rest = rest.trim_start_matches("(签字)").trim_start_matches("(签名)").strip_prefix(':')?;
        // The next label follows without a blank, because blanks were taken out.
        let end = ["内部", "质量", "复核", "主评", "日期", "评价", "电话", "项目", "质控"]
            .iter()
            .filter_map(|next| rest.find(next))
            .min();
        let name: String =
            rest.get(..end.unwrap_or(rest.len()))?.chars().take_while(|c| is_han(*c) || *c == '·').collect();
        (2..=20).contains(&name.chars().count()).then_some(name)
    })
}

/// Every label that occurs, with what follows. Of labels that overlap the longest counts.
fn after<'t>(text: &'t str, labels: &[&'static str]) -> impl Iterator<Item = (&'static str, &'t str)> + use<'t> {
    let mut found: Vec<(usize, &'static str)> = Vec::new();
    for label in labels {
        found.extend(text.match_indices(label).map(|(at, _)| (at, *label)));
    }
    found.sort_by_key(|(at, label)| (at + label.len(), *at));
    found.dedup_by_key(|(at, label)| *at + label.len());
    found.into_iter().filter_map(|(at, label)| Some((label, text.get(at + label.len()..)?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_scores() {
        let cases: [(&str, &[&str]); 9] = [
            ("综合得分92.8分,评价等级为“优”。", &["92.8"]),
            ("总分100分,综合得分为:88分", &["88"]),
            ("评价总分85.5", &["85.5"]),
            ("项目最终得分是90.00分。", &["90"]),
            ("总得分率为95%", &[]),
            ("综合得分95%", &[]),
            ("产出指标得分39.9分", &[]),
            ("综合评价得分79.995分", &["79.995"]),
            ("总得分92.8分;评价得分92.7分", &["92.8", "92.7"]),
        ];
        for (text, expected) in cases {
            let found: Vec<String> = scores(text).map(|s| s.to_string()).collect();
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn the_table_of_indicators() {
        let cases: [(&str, &[(&str, &str)]); 6] = [
            ("资金到位率分值4分,得分3.1分。", &[("资金到位率分值4分,", "3.1")]),
            ("决策指标得分:8.5分;过程得分20", &[("决策指标", "8.5"), ("过程", "20")]),
            ("综合得分92.8分。", &[]),
            ("产出指标得分率95%,得分38", &[("产出指标得分率95%,", "38")]),
            ("各单位平均得分90分", &[]),
            ("得分3分", &[]),
        ];
        for (text, expected) in cases {
            let found: Vec<(String, String)> = of_indicators(text).map(|s| (s.said_of, s.score.to_string())).collect();
            let found: Vec<(&str, &str)> = found.iter().map(|(name, score)| (name.as_str(), score.as_str())).collect();
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn the_table_of_grades() {
        let cases: [(&str, &[&str]); 7] = [
            ("评价等级为“优”。", &["优"]),
            ("评价结果:良好", &["良好"]),
            ("绩效等级为良级,", &["良"]),
            ("评价等级分为优、良、中、差四级", &[]),
            ("评价等级:优、良、中、差", &[]),
            ("评价结果优先安排预算", &[]),
            ("评价等次为优(90分以上)", &[]),
        ];
        for (text, expected) in cases {
            assert_eq!(grades(text).collect::<Vec<_>>(), expected, "{text}");
        }
    }

    #[test]
    fn names_stand_after_their_labels() {
        let labels: [&'static str; 2] = ["复核人", "内部复核人"];
        assert_eq!(named("主评人:张三内部复核人:李四日期:", &labels).collect::<Vec<_>>(), ["李四"]);
        assert_eq!(named("主评人:张三内部复核人:李四", &["主评人"]).collect::<Vec<_>>(), ["张三"]);
        assert_eq!(named("主评人(签字):", &["主评人"]).count(), 0);
    }
}
