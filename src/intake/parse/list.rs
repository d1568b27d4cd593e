//! Lists inside a cell: `农业农村、水利，科技创新`.

use crate::terms::text;

/// The items in order, each once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    pub items: Vec<String>,
    /// The text was other than the items joined by `、`.
    pub is_changed: bool,
}

/// Splits at Chinese and Western commas, semicolons, slashes, blanks and line ends, but not inside
/// brackets (`咨询工程师（投资、概算）`).
pub fn list(value: &str) -> Listed {
    let mut items: Vec<String> = Vec::new();
    let (mut item, mut depth) = (String::new(), 0u32);
    let mut keep = |item: &mut String| {
        let tidied = text::name(&std::mem::take(item));
        if !tidied.is_empty() && !items.contains(&tidied) {
            items.push(tidied);
        }
    };
    for c in value.chars() {
        match c {
            '(' | '（' => depth += 1,
            ')' | '）' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 && is_separator(c) { keep(&mut item) } else { item.push(c) }
    }
    keep(&mut item);
    let is_changed = items.join("、") != value;
    Listed { items, is_changed }
}

fn is_separator(c: char) -> bool {
    matches!(c, '、' | ',' | '，' | ';' | '；' | '/' | '／' | '|' | '｜' | '､') || c.is_whitespace()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_separator_and_no_empty_items() {
        for text in [
            "教育、水利、交通运输",
            "教育,水利,交通运输",
            "教育，水利；交通运输",
            " 教育;水利/ 交通运输、",
            "教育\n水利 交通运输",
            "教育、教育、水利、交通运输",
        ] {
            let listed = list(text);
            assert_eq!(listed.items, ["教育", "水利", "交通运输"], "{text}");
            assert_eq!(listed.is_changed, text != "教育、水利、交通运输", "{text}");
        }
        assert!(list(" 、 ").items.is_empty());
    }

    #[test]
    fn brackets_hold_together() {
        assert_eq!(list("咨询工程师（投资、概算）、律师").items, ["咨询工程师（投资、概算）", "律师"]);
        assert_eq!(list("甲），乙").items, ["甲）", "乙"]);
    }
}
