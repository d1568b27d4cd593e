//! The passages that two texts share, each as long as it goes. Pure.

use super::model::{Passage, Text};
use super::shingles::SHINGLE;
use rust_decimal::Decimal;
use rustc_hash::FxHashMap;

/// Letters from which a passage is told; shorter ones are turns of phrase.
const PASSAGE: usize = 23;
/// Passages told of two reports.
const TOLD: usize = 50;
/// Characters of a paragraph that are shown.
const SHOWN: usize = 600;
/// Places of one shingle that are tried; a text that repeats itself has thousands.
const TRIED: usize = 16;

/// Letters of `text` that stand in `other`, and the longest passages.
pub fn shared(text: &Text, other: &Text) -> (usize, Vec<Passage>) {
    let mut places: FxHashMap<&[char], Vec<usize>> = FxHashMap::default();
    for (at, shingle) in other.letters.windows(SHINGLE).enumerate() {
        let known = places.entry(shingle).or_default();
        if known.len() < TRIED {
            known.push(at);
        }
    }
    let (mut at, mut letters, mut found) = (0usize, 0usize, Vec::new());
    while let Some(shingle) = text.letters.get(at..at.saturating_add(SHINGLE)) {
        let reach = |start: &usize| (common(text.letters.get(at..), other.letters.get(*start..)), *start);
        let longest = places
            .get(shingle)
            .into_iter()
            .flatten()
            .map(reach)
            .max_by_key(|(length, start)| (*length, usize::MAX - start));
        match longest.filter(|(length, _)| *length >= PASSAGE) {
            Some((length, start)) => {
                found.push((length, at, start));
                letters += length;
                at += length;
            }
            None => at += 1,
        }
    }
    found.sort_by_key(|(length, at, _)| (usize::MAX - length, *at));
    (letters, found.into_iter().take(TOLD).map(|run| passage(text, other, run)).collect())
}

fn common(a: Option<&[char]>, b: Option<&[char]>) -> usize {
    a.into_iter().flatten().zip(b.into_iter().flatten()).take_while(|(a, b)| a == b).count()
}

fn passage(text: &Text, other: &Text, (length, at, start): (usize, usize, usize)) -> Passage {
    let (paragraph, shown) = through(text, at, length);
    let (other_paragraph, other_shown) = through(other, start, length);
    let length = u32::try_from(length).unwrap_or(u32::MAX);
    Passage { paragraph, other_paragraph, length, text: shown, other_text: other_shown }
}

/// The paragraph in which a run begins, counted from 1, and the text of those it runs through.
fn through(text: &Text, at: usize, length: usize) -> (u32, String) {
    let place = |at: usize| text.places.get(at).copied().unwrap_or_default();
    let (first, last) = (place(at), place(at + length.saturating_sub(1)));
    let paragraphs = text.paragraphs.get(first as usize..=last as usize).unwrap_or_default();
    (first.saturating_add(1), paragraphs.join("\n").chars().take(SHOWN).collect())
}

/// `part` of `whole` in percent with one decimal.
pub fn percent(part: usize, whole: usize) -> Decimal {
    let share = Decimal::from(part).checked_mul(Decimal::ONE_HUNDRED).and_then(|p| p.checked_div(Decimal::from(whole)));
    share.unwrap_or_default().round_dp(1).normalize()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packages::docx::Paragraph;

    fn text(paragraphs: &[&str]) -> Text {
        let paragraph = |text: &&str| Paragraph { text: (*text).to_owned(), is_heading: false };
        Text::of(&paragraphs.iter().map(paragraph).collect::<Vec<_>>())
    }

    #[test]
    fn passages_are_told_with_their_paragraphs_and_their_share() {
        let own = "本项目由水务局负责实施。";
        let copied = "建议项目单位健全后续管护机制，落实管护责任人和经费来源，定期开展巡查并建立台账。";
        let a = text(&[own, copied]);
        let b = text(&["另一份报告的开头与此无关。", "其他。", copied]);
        let (letters, passages) = shared(&a, &b);
        let length = copied.chars().filter(|c| c.is_alphanumeric()).count();
        assert_eq!((letters, passages.len()), (length, 1));
        let Passage { paragraph, other_paragraph, text, .. } = &passages[0];
        assert_eq!((*paragraph, *other_paragraph, text.as_str()), (2, 3, copied));
        assert_eq!(percent(letters, a.letters.len()).to_string(), "77.1");
        assert_eq!(shared(&a, &super::Text::default()), (0, vec![]));
        assert_eq!(percent(0, 0), Decimal::ZERO);
    }

    #[test]
    fn a_text_that_repeats_itself_takes_no_longer() {
        let same = "重复".repeat(20_000);
        let (letters, passages) = shared(&text(&[&same]), &text(&[&same]));
        assert_eq!((letters, passages.len()), (40_000, 1));
    }
}
