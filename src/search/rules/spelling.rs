//! How a name sounds, so that `zhangwei` and `zw` find 张伟. Sound is indexed for Latin input alone: Han
//! input is never compared by it, because 章薇 is nobody's slip for 张伟.

use pinyin::{ToPinyin, ToPinyinMulti};

/// Names with several readings are kept in this many spellings at most.
const MOST: usize = 6;

/// The ways of writing a name in Latin letters.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Spelling {
    /// `zhangwei`, the usual reading first.
    pub full: Vec<String>,
    /// `zw`
    pub initials: Vec<String>,
    /// `zhang`, `wei`
    pub syllables: Vec<String>,
}

/// Every reading of the first character, because surnames are read in their own way (单 shan, 曾 zeng), and
/// the usual reading of the others.
pub fn of(name: &str) -> Spelling {
    let mut readings: Vec<Vec<&str>> = vec![Vec::new()];
    let mut spelling = Spelling::default();
    for (position, letter) in name.chars().filter(|c| c.is_alphanumeric()).enumerate() {
        let options = options(letter, position == 0);
        for syllable in &options {
            once(&mut spelling.syllables, (*syllable).to_owned());
        }
        readings = crossed(&readings, &options);
    }
    for reading in readings.into_iter().filter(|reading| !reading.is_empty()) {
        once(&mut spelling.full, reading.concat());
        once(&mut spelling.initials, reading.iter().filter_map(|syllable| syllable.chars().next()).collect());
    }
    spelling
}

fn options(letter: char, is_first: bool) -> Vec<&'static str> {
    let usual = letter.to_pinyin().map(|reading| reading.plain());
    let mut options: Vec<&'static str> = usual.into_iter().collect();
    if is_first && let Some(all) = letter.to_pinyin_multi() {
        all.into_iter().for_each(|reading| once(&mut options, reading.plain()));
    }
    options
}

/// A character without a reading, such as a dot between two names, leaves the reading as it is.
fn crossed<'a>(readings: &[Vec<&'a str>], options: &[&'a str]) -> Vec<Vec<&'a str>> {
    if options.is_empty() {
        return readings.to_vec();
    }
    let longer = readings.iter().flat_map(|reading| {
        options.iter().map(move |syllable| reading.iter().copied().chain([*syllable]).collect::<Vec<&str>>())
    });
    longer.take(MOST).collect()
}

fn once<T: PartialEq>(list: &mut Vec<T>, value: T) {
    if !list.contains(&value) {
        list.push(value);
    }
}

/// The usual reading of a text without anything between, for ordering names as a dictionary does.
pub fn sort_key(text: &str) -> String {
    let mut key = String::with_capacity(text.len() * 2);
    for letter in text.chars() {
        match letter.to_pinyin() {
            Some(reading) => key.push_str(reading.plain()),
            None => key.extend(letter.to_lowercase()),
        }
        key.push(' ');
    }
    key + text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_spelled_whole_by_initials_and_by_syllables() {
        let zhang = of("张伟");
        assert_eq!((zhang.full[0].as_str(), zhang.initials[0].as_str()), ("zhangwei", "zw"));
        assert_eq!(zhang.syllables, ["zhang", "wei"]);
        assert!(of("单雄信").full.contains(&"shanxiongxin".to_owned()));
        assert!(of("曾国藩").full.contains(&"zengguofan".to_owned()));
        assert!(of("阿卜杜拉·买买提").full[0].ends_with("maimaiti"));
        assert_eq!(of("·"), Spelling::default());
        assert!(of("单曾解仇查").full.len() <= MOST);
    }

    #[test]
    fn names_sort_as_in_a_dictionary() {
        let mut names = ["张伟", "李明", "王芳", "李敏"];
        names.sort_by_key(|name| sort_key(name));
        assert_eq!(names, ["李敏", "李明", "王芳", "张伟"]);
    }
}
