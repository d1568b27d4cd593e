//! From what was typed to words that must all be found. Nothing that is typed is an operator: quotes,
//! signs and SQL are letters that separate words.

use unicode_normalization::UnicodeNormalization;

/// More words than this are no search but a text that was pasted.
pub const MOST_WORDS: usize = 8;
/// Letters of the whole input.
pub const LONGEST: usize = 100;

/// A word and how it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// Half-width, lower case.
    pub text: String,
    pub script: Script,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Script {
    Han,
    /// Letters a to z alone: pinyin, initials or an abbreviation such as CPA.
    Latin,
    /// With a figure: a registry number.
    Figures,
}

/// Why an input cannot be searched for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unreadable {
    TooLong,
    TooManyWords,
}

/// The words of an input; none where it holds no letter.
///
/// # Errors
/// An input that is longer than anybody types.
pub fn read(input: &str) -> Result<Vec<Word>, Unreadable> {
    if input.chars().count() > LONGEST {
        return Err(Unreadable::TooLong);
    }
    let plain: String = input.nfkc().flat_map(char::to_lowercase).collect();
    let mut words: Vec<Word> = Vec::new();
    for piece in plain.split(|c: char| !c.is_alphanumeric()).filter(|piece| !piece.is_empty()) {
        for word in runs(piece) {
            if !words.contains(&word) {
                words.push(word);
            }
        }
    }
    if words.len() > MOST_WORDS { Err(Unreadable::TooManyWords) } else { Ok(words) }
}

/// `张wei` is two words, a registry number is one.
fn runs(piece: &str) -> Vec<Word> {
    let mut runs: Vec<(bool, String)> = Vec::new();
    for letter in piece.chars() {
        let is_ascii = letter.is_ascii();
        match runs.last_mut().filter(|(ascii, _)| *ascii == is_ascii) {
            Some((_, run)) => run.push(letter),
            None => runs.push((is_ascii, letter.to_string())),
        }
    }
    runs.into_iter().map(|(_, text)| Word { script: script(&text), text }).collect()
}

fn script(text: &str) -> Script {
    if !text.is_ascii() {
        Script::Han
    } else if text.chars().any(|c| c.is_ascii_digit()) {
        Script::Figures
    } else {
        Script::Latin
    }
}

/// One letter and two letters in a row: what a name is found by when a part of it is typed.
pub fn grams(text: &str) -> Vec<String> {
    let letters: Vec<char> = text.chars().filter(|c| c.is_alphanumeric()).collect();
    let mut grams: Vec<String> = letters.iter().map(char::to_string).collect();
    grams.extend(letters.windows(2).map(|pair| pair.iter().collect()));
    grams
}

/// The grams that a part of a name must all have.
pub fn grams_asked(text: &str) -> Vec<String> {
    let letters: Vec<char> = text.chars().collect();
    match letters.len() {
        0 | 1 => vec![text.to_owned()],
        _ => letters.windows(2).map(|pair| pair.iter().collect()).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(input: &str) -> Vec<String> {
        read(input).unwrap().into_iter().map(|word| word.text).collect()
    }

    #[test]
    fn whatever_is_typed_becomes_words() {
        let cases: [(&str, &[&str]); 9] = [
            ("水利 审计", &["水利", "审计"]),
            ("　ＺＪ０００００１", &["zj000001"]),
            ("张wei", &["张", "wei"]),
            ("水利,水利、审计", &["水利", "审计"]),
            ("'; DROP TABLE experts; --", &["drop", "table", "experts"]),
            ("name:张 AND -伟*", &["name", "张", "and", "伟"]),
            ("😀", &[]),
            ("\u{fffd}\u{0}", &[]),
            ("", &[]),
        ];
        for (input, expected) in cases {
            assert_eq!(texts(input), expected, "{input}");
        }
    }

    #[test]
    fn what_nobody_types_is_refused() {
        assert_eq!(read(&"水".repeat(10_000)), Err(Unreadable::TooLong));
        assert_eq!(read("一 二 三 四 五 六 七 八 九"), Err(Unreadable::TooManyWords));
    }

    #[test]
    fn scripts_are_told_apart() {
        let scripts: Vec<Script> = read("张 cpa zj1").unwrap().into_iter().map(|w| w.script).collect();
        assert_eq!(scripts, [Script::Han, Script::Latin, Script::Figures]);
    }
}
