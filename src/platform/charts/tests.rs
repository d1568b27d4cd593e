//! Tests of the charts: well-formed drawings under any figures and texts.

use super::*;
use proptest::prelude::*;
use quick_check::well_formed;

/// A reader that knows just enough of XML to notice an unescaped or unclosed piece.
mod quick_check {
    /// Whether tags nest, quotes close and no bare `<` or `&` stands in text.
    pub fn well_formed(svg: &str) -> bool {
        let mut open = Vec::new();
        let mut rest = svg;
        while let Some(at) = rest.find('<') {
            if !text_is_clean(&rest[..at]) {
                return false;
            }
            let Some(end) = rest.find('>') else { return false };
            let tag = &rest[at + 1..end];
            if !tag.matches('"').count().is_multiple_of(2) || tag.contains('<') {
                return false;
            }
            let name = tag.trim_start_matches('/').split([' ', '/']).next().unwrap_or_default();
            match (tag.starts_with('/'), tag.ends_with('/')) {
                (true, _) if open.pop() != Some(name) => return false,
                (false, false) => open.push(name),
                _ => {}
            }
            rest = &rest[end + 1..];
        }
        open.is_empty() && rest.is_empty()
    }

    fn text_is_clean(text: &str) -> bool {
        text.split('&')
            .skip(1)
            .all(|after| ["amp;", "lt;", "gt;", "quot;", "#x27;"].iter().any(|entity| after.starts_with(entity)))
    }
}

fn bar(label: &str, value: i64) -> Bar {
    Bar { label: label.to_owned(), value, shown: value.to_string() }
}

fn all(bars: &[Bar]) -> [Svg; 3] {
    let frame = Frame { id: "test", title: "标题 <&>", description: "\"描述\"" };
    [rows(&frame, bars), columns(&frame, bars), share(&frame, bars)]
}

#[test]
fn the_greatest_bar_takes_the_whole_length() {
    assert_eq!(scaled(5, 10, 100), 50);
    assert_eq!(scaled(10, 10, 100), 100);
    assert_eq!(scaled(1, 1_000_000, 100), 1, "what is there is seen");
    assert_eq!(scaled(0, 10, 100), 0);
    assert_eq!(scaled(-3, 10, 100), 0);
    assert_eq!(scaled(i64::MAX, i64::MAX, 100), 100);
}

#[test]
fn hostile_words_stay_words() {
    for svg in all(&[bar("<script>alert(1)</script>", 3), bar("\" onload=\"x", 1)]) {
        assert!(well_formed(svg.as_str()), "{}", svg.as_str());
        assert!(!svg.as_str().contains("<script") && !svg.as_str().contains("onload=\""));
    }
}

#[test]
fn nothing_inline_that_the_content_policy_forbids() {
    for svg in all(&[bar("水利", 2), bar("教育", 1)]) {
        assert!(!svg.as_str().contains("style"));
    }
}

#[test]
fn a_long_label_is_cut_to_its_room() {
    let label = "预算绩效管理".repeat(10);
    let cut = pen::fitted(&label, 150);
    assert!(pen::width(&cut) <= 150 && cut.ends_with('…'), "{cut}");
    assert_eq!(pen::fitted("水利", 150), "水利");
}

proptest! {
    #[test]
    fn any_figures_give_a_well_formed_drawing(figures in prop::collection::vec(("\\PC{0,20}", any::<i64>()), 0..12)) {
        let bars: Vec<Bar> = figures.iter().map(|(label, value)| bar(label, *value)).collect();
        for svg in all(&bars) {
            prop_assert!(well_formed(svg.as_str()), "{}", svg.as_str());
        }
    }
}
