//! Amounts in the Chinese words that contracts and receipts use (正确填写票据和结算凭证的基本规定): 伍佰叁拾万元整.

use super::Fen;

const DIGITS: [char; 10] = ['零', '壹', '贰', '叁', '肆', '伍', '陆', '柒', '捌', '玖'];
const PLACES: [&str; 4] = ["", "拾", "佰", "仟"];
const GROUPS: [&str; 5] = ["", "万", "亿", "万亿", "亿亿"];

fn digit(value: u64) -> char {
    DIGITS.get(usize::try_from(value % 10).unwrap_or_default()).copied().unwrap_or('零')
}

/// Four digits, one 零 for each run of zeros between others.
fn group(value: u64) -> String {
    let mut words = String::new();
    let mut gap = false;
    for (place, unit) in PLACES.iter().enumerate().rev() {
        let one = value / 10_u64.pow(u32::try_from(place).unwrap_or_default()) % 10;
        if one == 0 {
            gap = !words.is_empty();
            continue;
        }
        if gap {
            words.push('零');
            gap = false;
        }
        words.push(digit(one));
        words.push_str(unit);
    }
    words
}

fn whole(mut yuan: u64) -> String {
    let mut words = String::new();
    let mut follows_short = false;
    for unit in GROUPS {
        let value = yuan % 10_000;
        if value > 0 {
            let joint = if follows_short && !words.is_empty() { "零" } else { "" };
            words = format!("{}{unit}{joint}{words}", group(value));
        }
        // A 零 stands before a group that does not fill its four places, and for empty groups between others.
        follows_short = value < 1_000;
        yuan /= 10_000;
        if yuan == 0 {
            break;
        }
    }
    words
}

/// The amount in capital words; a negative one begins with 负.
pub fn capitals(amount: Fen) -> String {
    let fen = amount.0.unsigned_abs();
    let (yuan, jiao, rest) = (fen / 100, fen / 10 % 10, fen % 10);
    let sign = if amount.0 < 0 { "负" } else { "" };
    let mut words = match yuan {
        0 if fen > 0 => String::new(),
        0 => "零元".to_owned(),
        yuan => format!("{}元", whole(yuan)),
    };
    match (jiao, rest) {
        (0, 0) => words.push('整'),
        (0, rest) => {
            if yuan > 0 {
                words.push('零');
            }
            words.push_str(&format!("{}分", digit(rest)));
        }
        (jiao, 0) => words.push_str(&format!("{}角整", digit(jiao))),
        (jiao, rest) => words.push_str(&format!("{}角{}分", digit(jiao), digit(rest))),
    }
    format!("{sign}{words}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn amounts_are_written_as_on_receipts() {
        for (fen, words) in [
            (0, "零元整"),
            (5, "伍分"),
            (30, "叁角整"),
            (100, "壹元整"),
            (1_000, "壹拾元整"),
            (10_107, "壹佰零壹元零柒分"),
            (140_950, "壹仟肆佰零玖元伍角整"),
            (600_714, "陆仟零柒元壹角肆分"),
            (10_700_053, "壹拾万柒仟元伍角叁分"),
            (1_640_902, "壹万陆仟肆佰零玖元零贰分"),
            (530_000_000, "伍佰叁拾万元整"),
            (1_000_000_100, "壹仟万零壹元整"),
            (10_000_010_000_000, "壹仟亿零壹拾万元整"),
            (100_000_000_000_000, "壹万亿元整"),
            (-250, "负贰元伍角整"),
        ] {
            assert_eq!(capitals(Fen(fen)), words, "{fen}");
        }
        let _ = capitals(Fen(i64::MIN));
    }

    /// Reads words back without the code that writes them.
    fn read(words: &str) -> i64 {
        let (mut total, mut section, mut one) = (0_i64, 0_i64, 0_i64);
        for word in words.chars() {
            if let Some(value) = "零壹贰叁肆伍陆柒捌玖".chars().position(|c| c == word) {
                one = value as i64;
                continue;
            }
            match word {
                '拾' => section += one * 10,
                '佰' => section += one * 100,
                '仟' => section += one * 1_000,
                '万' => section = (section + one) * 10_000,
                '亿' => {
                    total += (section + one) * 100_000_000;
                    section = 0;
                }
                '元' => {
                    total = (total + section + one) * 100;
                    section = 0;
                }
                '角' => total += one * 10,
                '分' => total += one,
                _ => {}
            }
            one = 0;
        }
        total
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back(fen in 0_i64..100_000_000_000_000) {
            prop_assert_eq!(read(&capitals(Fen(fen))), fen, "{}", capitals(Fen(fen)));
        }
    }
}
