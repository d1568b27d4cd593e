//! Personal data in a text that is to be published: identity numbers with a correct check digit, mobile
//! numbers (PIPL 6; regulations 11.4). Found places are told masked. Pure.

use crate::terms::CitizenId;

/// One find: the line, counted from 1, and what stands there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    pub line: u32,
    /// In Chinese.
    pub what: &'static str,
    /// As it may be shown.
    pub masked: String,
}

/// Finds that are told; more change nothing.
const TOLD: usize = 20;

/// Looks through the lines of a text.
pub fn scan<'t>(lines: impl Iterator<Item = &'t str>) -> Vec<Found> {
    let mut found = Vec::new();
    for (number, line) in (1u32..).zip(lines) {
        for run in line.split(|c: char| !(c.is_ascii_digit() || c == 'X' || c == 'x')) {
            let (what, masked) = match run.len() {
                18 if is_identity(run) => ("身份证号", mask(run, 3, 4)),
                11 if is_mobile(run) => ("手机号码", mask(run, 3, 4)),
                _ => continue,
            };
            found.push(Found { line: number, what, masked });
            if found.len() == TOLD {
                return found;
            }
        }
    }
    found
}

fn is_identity(run: &str) -> bool {
    CitizenId::parse(run).is_ok()
}

/// Numbers of mobile networks begin with 13 to 19.
fn is_mobile(run: &str) -> bool {
    let bytes = run.as_bytes();
    bytes.first() == Some(&b'1')
        && bytes.get(1).is_some_and(|b| (b'3'..=b'9').contains(b))
        && bytes.iter().all(u8::is_ascii_digit)
}

fn mask(run: &str, front: usize, back: usize) -> String {
    let hidden = |at: usize| at >= front && at + back < run.len();
    run.chars().enumerate().map(|(at, c)| if hidden(at) { '*' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_people_are_found_and_other_numbers_are_not() {
        // 11010519491231002X is the example of the standard on identity numbers.
        let text = "第一行\n身份证11010519491231002X，电话：13800138000。\n110105194912310021 8370000.00 20211121001";
        let found = scan(text.lines());
        let found: Vec<(u32, &str, &str)> = found.iter().map(|f| (f.line, f.what, f.masked.as_str())).collect();
        assert_eq!(found, [(2, "身份证号", "110***********002X"), (2, "手机号码", "138****8000")]);
        assert_eq!(scan(std::iter::repeat_n("13800138000", 100)).len(), TOLD);
    }
}
