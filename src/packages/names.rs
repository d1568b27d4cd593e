//! The name of a file inside a package: what every system can unpack, nothing that leads out of it,
//! composed the same way everywhere (Unicode NFC). Pure.

use super::bag::{normal_path, not_portable};
use unicode_normalization::UnicodeNormalization;

/// Folders inside one another, the file's own name counted.
const DEPTH: usize = 16;
/// Characters of one part: 255 bytes are the limit of common file systems, a Han character takes three.
const PART_CHARS: usize = 80;

/// The name as it is kept. A name in the decomposed form of a Mac is composed.
///
/// # Errors
/// A sentence in Chinese that says what is wrong and how to mend it.
pub fn checked(name: &str) -> Result<String, String> {
    let composed: String = name.nfc().collect();
    let shown: String = composed.chars().filter(|c| !c.is_control()).take(60).collect();
    let refused = |why: &str| format!("文件名“{shown}”{why}，请改名后重新上传");
    let path = normal_path(&composed).map_err(|fault| refused(&fault.to_string()))?;
    if path.chars().any(misleads) {
        return Err(refused("含有改变显示方向的字符"));
    }
    if let Some(why) = not_portable(&path) {
        return Err(refused(why));
    }
    if path.split('/').any(|part| part.chars().count() > PART_CHARS) {
        return Err(refused(&format!("过长（一级最多 {PART_CHARS} 个字）")));
    }
    if path.split('/').count() > DEPTH {
        return Err(refused(&format!("的文件夹套了 {DEPTH} 层以上")));
    }
    Ok(path.into_owned())
}

/// Text of names from outside: UTF-8, or else GB18030, which older Chinese systems write.
pub fn decoded(bytes: &[u8]) -> Option<String> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Some(text.to_owned()),
        Err(_) => encoding_rs::GB18030
            .decode_without_bom_handling_and_without_replacement(bytes)
            .map(std::borrow::Cow::into_owned),
    }
}

/// Marks of direction show another name than the one that is stored.
fn misleads(c: char) -> bool {
    matches!(c, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_names() {
        // sent, kept
        let cases = [
            ("评价报告.docx", Some("评价报告.docx")),
            ("工作底稿/底稿 1.txt", Some("工作底稿/底稿 1.txt")),
            ("./a//b.txt", Some("a/b.txt")),
            ("cafe\u{301}.txt", Some("café.txt")),
            ("", None),
            ("../etc/passwd", None),
            ("/etc/passwd", None),
            ("a/../../b", None),
            ("..\\b", None),
            ("C:\\a.txt", None),
            ("a\0b", None),
            ("CON", None),
            ("aux.txt", None),
            ("a:b.txt", None),
            ("a.txt.", None),
            ("报告\u{202e}xcod.exe", None),
            ("a\nb", None),
            ("folder/", None),
        ];
        for (sent, kept) in cases {
            assert_eq!(checked(sent).ok().as_deref(), kept, "{sent:?}");
        }
        assert!(checked(&"字".repeat(81)).is_err() && checked(&"a/".repeat(16)).is_err());
        assert!(checked(&format!("{}a", "a/".repeat(15))).is_ok());
    }

    #[test]
    fn names_of_older_systems_are_read() {
        let (gb, _, _) = encoding_rs::GB18030.encode("评价报告.docx");
        assert_eq!(decoded(&gb).as_deref(), Some("评价报告.docx"));
        assert_eq!(decoded("评价报告.docx".as_bytes()).as_deref(), Some("评价报告.docx"));
        assert_eq!(decoded(&[0xff, 0xff]), None);
    }
}
