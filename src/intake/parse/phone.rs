//! Telephone numbers and mail addresses: form only, whether anybody answers is not known here.

use crate::terms::text;

/// What is wrong with a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PhoneFault {
    /// How many digits there are.
    Length(usize),
    /// Characters other than digits, or no number of that kind starts so.
    Form,
}

/// A mainland mobile number: 11 digits from 13 to 19, country code and separators dropped.
pub fn mobile(value: &str) -> Result<String, PhoneFault> {
    let digits = digits(value);
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(PhoneFault::Form);
    }
    match (digits.len(), digits.as_bytes()) {
        (11, [b'1', b'3'..=b'9', ..]) => Ok(digits),
        (11, _) => Err(PhoneFault::Form),
        (length, _) => Err(PhoneFault::Length(length)),
    }
}

/// A mobile number or a land line: 7 or 8 digits, or area code and number; an extension may follow.
pub fn telephone(value: &str) -> Result<String, PhoneFault> {
    let plain = text::code(value);
    let (main, extension) = plain.split_once("转").map_or((plain.as_str(), None), |(main, ext)| (main, Some(ext)));
    let digits = digits(main);
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if !is_number(&digits) || !extension.is_none_or(is_number) {
        return Err(PhoneFault::Form);
    }
    let whole = extension.map_or_else(|| digits.clone(), |ext| format!("{digits}-{ext}"));
    match (digits.len(), digits.as_bytes()) {
        (11, [b'1', b'3'..=b'9', ..])
        | (10..=12, [b'0', ..])
        | (7 | 8, [b'2'..=b'9', ..])
        | (10, [b'4' | b'8', b'0', b'0', ..]) => Ok(whole),
        (7..=12, _) if !digits.starts_with('1') => Err(PhoneFault::Form),
        (11, _) => Err(PhoneFault::Form),
        (length, _) => Err(PhoneFault::Length(length)),
    }
}

fn digits(value: &str) -> String {
    let plain: String = text::code(value).chars().filter(|c| !matches!(c, '-' | '—' | '–' | '(' | ')' | '.')).collect();
    let national = plain.strip_prefix("+86").or_else(|| plain.strip_prefix("0086"));
    national.or_else(|| plain.strip_prefix("86").filter(|rest| rest.len() == 11)).unwrap_or(&plain).to_owned()
}

/// One `@` with something on both sides and a dot in the domain.
pub fn is_email(value: &str) -> bool {
    let Some((user, domain)) = value.split_once('@') else { return false };
    let clean = |part: &str| {
        !part.is_empty() && !part.contains(|c: char| c.is_whitespace() || matches!(c, '@' | '<' | '>' | ',' | ';'))
    };
    clean(user) && clean(domain) && domain.contains('.') && !domain.starts_with('.') && !domain.ends_with('.')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mobiles() {
        for text in ["19960510622", "199 6051 0622", "+86-19960510622", "８６１９９６０５１０６２２", "199-6051-0622"]
        {
            assert_eq!(mobile(text).as_deref(), Ok("19960510622"), "{text}");
        }
        assert_eq!(mobile("1995986745"), Err(PhoneFault::Length(10)));
        assert_eq!(mobile("199605106221"), Err(PhoneFault::Length(12)));
        assert_eq!(mobile("29960510622"), Err(PhoneFault::Form));
        assert_eq!(mobile("1996051062O"), Err(PhoneFault::Form));
        assert_eq!(mobile("-"), Err(PhoneFault::Form));
    }

    #[test]
    fn land_lines_of_institutions() {
        let cases = [
            ("0953-2012345", "09532012345"),
            ("(010)88886666", "01088886666"),
            ("2012345", "2012345"),
            ("0951-6012345转808", "09516012345-808"),
            ("400-820-8820", "4008208820"),
        ];
        for (text, number) in cases {
            assert_eq!(telephone(text).as_deref(), Ok(number), "{text}");
        }
        assert_eq!(telephone("199743566"), Err(PhoneFault::Length(9)));
        assert_eq!(telephone("张三"), Err(PhoneFault::Form));
    }

    #[test]
    fn mail_addresses() {
        for (text, good) in [
            ("a@b.cn", true),
            ("expert00001@example.org", true),
            ("a@b", false),
            ("a b@c.cn", false),
            ("@c.cn", false),
            ("a@@c.cn", false),
        ] {
            assert_eq!(is_email(text), good, "{text}");
        }
    }
}
