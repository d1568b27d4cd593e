//! Amounts of money in a text: a number and its unit.

use super::Amount;

/// The longest unit first.
const UNITS: [&str; 3] = ["亿元", "万元", "元"];
/// Words before a number that say it is the budget of the project.
const BUDGET: [&str; 4] = ["项目预算", "预算资金", "预算总额", "预算金额"];

/// The amounts of a half-width text without blanks, in their order.
pub fn of(text: &str) -> impl Iterator<Item = Amount> + '_ {
    let starts = text.char_indices().filter(|(at, c)| c.is_ascii_digit() && !follows_number(text, *at));
    starts.filter_map(|(at, _)| amount(text, at))
}

fn follows_number(text: &str, at: usize) -> bool {
    text.get(..at).is_some_and(|before| before.ends_with(|c: char| c.is_ascii_digit() || c == '.' || c == ','))
}

fn amount(text: &str, at: usize) -> Option<Amount> {
    let rest = text.get(at..)?;
    let digits =
        rest.find(|c: char| !(c.is_ascii_digit() || c == '.' || c == ',')).map_or(rest, |end| rest.split_at(end).0);
    let tail = rest.get(digits.len()..)?;
    let unit = UNITS.iter().find(|unit| tail.starts_with(**unit))?;
    let number = digits.replace(',', "").trim_end_matches('.').parse().ok()?;
    let before = text.get(..at)?.trim_end_matches(['为', '共', '计', ':', '合', '总', '额']);
    let is_budget = BUDGET.iter().any(|word| before.ends_with(word));
    Some(Amount { of: if is_budget { "budget".into() } else { String::new() }, number, unit: (*unit).to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_amounts() {
        type Found<'f> = (&'f str, &'f str, &'f str);
        let cases: [(&str, &[Found<'_>]); 5] = [
            ("项目预算837万元,实际执行807.14万元。", &[("budget", "837", "万元"), ("", "807.14", "万元")]),
            ("预算资金为1,234.50元", &[("budget", "1234.5", "元")]),
            ("投入2亿元", &[("", "2", "亿元")]),
            ("2021年完成3项", &[]),
            ("得分92.8分", &[]),
        ];
        for (text, expected) in cases {
            let found: Vec<Amount> = of(text).collect();
            let found: Vec<(&str, String, &str)> =
                found.iter().map(|a| (a.of.as_str(), a.number.to_string(), a.unit.as_str())).collect();
            let found: Vec<(&str, &str, &str)> = found.iter().map(|(o, n, u)| (*o, n.as_str(), *u)).collect();
            assert_eq!(found, expected, "{text}");
        }
    }
}
