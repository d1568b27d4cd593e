//! Which letters of a shown text answer to the words that were typed. The text comes from the database
//! and the rule is one, so both engines mark alike.

use super::spelling;
use super::words::{Script, Word};

/// A piece of a text, and whether it answers to a word.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
pub struct Piece {
    pub text: String,
    pub hit: bool,
}

/// The text in pieces. `terms` are the words and what means the same; `is_name` texts are also marked
/// where their pinyin was typed.
pub fn marked(text: &str, terms: &[Word], is_name: bool) -> Vec<Piece> {
    let letters: Vec<char> = text.chars().collect();
    // Lower case may be longer than the letter itself; its first letter is enough to compare.
    let lower: Vec<char> = letters.iter().map(|c| c.to_lowercase().next().unwrap_or(*c)).collect();
    let mut hits = vec![false; letters.len()];
    for term in terms {
        mark_written(&lower, &term.text, &mut hits);
        if is_name && term.script == Script::Latin && sounds(text, &term.text) {
            hits.iter_mut().for_each(|hit| *hit = true);
        }
    }
    pieces(&letters, &hits)
}

fn mark_written(lower: &[char], term: &str, hits: &mut [bool]) {
    let term: Vec<char> = term.chars().collect();
    if term.is_empty() {
        return;
    }
    for (at, window) in lower.windows(term.len()).enumerate() {
        if window == term {
            hits.iter_mut().skip(at).take(term.len()).for_each(|hit| *hit = true);
        }
    }
}

fn sounds(name: &str, typed: &str) -> bool {
    let spelling = spelling::of(name);
    let begins = |full: &String| full.starts_with(typed);
    spelling.initials.iter().any(|initials| initials == typed)
        || spelling.full.iter().any(begins)
        || spelling.syllables.iter().any(|syllable| syllable == typed)
}

fn pieces(letters: &[char], hits: &[bool]) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    for (letter, hit) in letters.iter().zip(hits) {
        match pieces.last_mut().filter(|piece| piece.hit == *hit) {
            Some(piece) => piece.text.push(*letter),
            None => pieces.push(Piece { text: letter.to_string(), hit: *hit }),
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::super::words::read;
    use super::*;

    fn shown(text: &str, typed: &str, is_name: bool) -> String {
        let pieces = marked(text, &read(typed).unwrap(), is_name);
        pieces.iter().map(|p| if p.hit { format!("[{}]", p.text) } else { p.text.clone() }).collect()
    }

    #[test]
    fn what_was_typed_is_marked() {
        assert_eq!(shown("吴忠市水利局", "水利", false), "吴忠市[水利]局");
        assert_eq!(shown("张伟", "zhangw", true), "[张伟]");
        assert_eq!(shown("张伟", "zw", true), "[张伟]");
        assert_eq!(shown("张伟", "章伟", true), "张伟");
        assert_eq!(shown("注册会计师CPA", "cpa", false), "注册会计师[CPA]");
        assert_eq!(shown("<b>水</b>", "水", false), "<b>[水]</b>");
        assert_eq!(shown("", "水", false), "");
    }
}
