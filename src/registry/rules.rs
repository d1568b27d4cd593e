//! Masks of personal data and the readable numbers of the registry; pure.

pub mod availability;
pub mod duplicates;
pub mod standing;

/// Phone: three first and four last digits kept (regulations L-P1); short ones are hidden whole.
pub fn mask_phone(phone: &str) -> String {
    mask_middle(phone, 3, 4)
}

/// ID number: four and four kept.
pub fn mask_id_no(id_no: &str) -> String {
    mask_middle(id_no, 4, 4)
}

/// E-mail: first character and the domain kept.
pub fn mask_email(email: &str) -> String {
    match email.split_once('@') {
        Some((name, domain)) => format!("{}***@{domain}", name.chars().next().map(String::from).unwrap_or_default()),
        None => "*".repeat(email.chars().count()),
    }
}

fn mask_middle(text: &str, head: usize, tail: usize) -> String {
    let chars: Vec<char> = text.chars().collect();
    let hidden = |i: usize| chars.len() <= head + tail || (i >= head && i < chars.len() - tail);
    chars.iter().enumerate().map(|(i, c)| if hidden(i) { '*' } else { *c }).collect()
}

/// `ZJ000001`, `JG000001`: readable, sortable, says nothing of the person.
pub fn registry_number(prefix: &str, sequence: i64) -> String {
    format!("{prefix}{sequence:06}")
}

/// The number after the prefix, for finding the next one.
pub fn sequence_of(number: &str, prefix: &str) -> Option<i64> {
    number.strip_prefix(prefix)?.parse().ok()
}

/// The figures of an expert's number, the key of the search index.
pub fn expert_sequence(number: &str) -> Option<u64> {
    number.strip_prefix(EXPERT_PREFIX)?.parse().ok()
}

pub const EXPERT_PREFIX: &str = "ZJ";
pub const INSTITUTION_PREFIX: &str = "JG";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masks_keep_only_what_practice_keeps() {
        assert_eq!(mask_phone("19960510622"), "199****0622");
        assert_eq!(mask_phone("1234567"), "*******");
        assert_eq!(mask_id_no("11010519491231002X"), "1101**********002X");
        assert_eq!(mask_email("expert00001@example.org"), "e***@example.org");
        assert_eq!(mask_email("无"), "*");
    }

    #[test]
    fn numbers_come_back() {
        assert_eq!(registry_number("ZJ", 7), "ZJ000007");
        assert_eq!(sequence_of("ZJ000007", "ZJ"), Some(7));
        assert_eq!(sequence_of("JG000007", "ZJ"), None);
    }
}
