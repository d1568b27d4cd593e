//! Kinds of files by their first bytes, and the list of those that a package may hold.

use super::{Refusal, refusal};

/// What a file is by its content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A zip: Office Open XML, OFD, OpenDocument, or a plain archive.
    Package,
    /// The compound format of older Office, also what encrypted documents come in.
    Ole,
    Pdf,
    Picture,
    Media,
    Text,
    /// Text that a browser would run: HTML, SVG.
    Page,
    Archive,
    Program,
    Unknown,
}

/// Endings with the kind that their content must have.
const ALLOWED: [(&[&str], Kind); 6] = [
    (&["docx", "xlsx", "pptx", "ofd", "odt", "ods", "odp"], Kind::Package),
    (&["doc", "xls", "ppt", "wps", "et", "dps", "mpp", "vsd"], Kind::Ole),
    (&["pdf"], Kind::Pdf),
    (&["png", "jpg", "jpeg", "gif", "bmp", "tif", "tiff", "webp", "heic"], Kind::Picture),
    (&["mp4", "m4a", "mov", "avi", "wav", "mp3", "amr", "ogg", "wmv", "wma", "mkv", "flv", "3gp"], Kind::Media),
    (&["txt", "csv", "tsv", "md", "json", "log", "xml", "toml", "yaml"], Kind::Text),
];

/// First bytes with their kind; the longest that fits is not needed, none is the start of another's.
const STARTS: [(&[u8], Kind); 36] = [
    (b"PK\x03\x04", Kind::Package),
    (b"PK\x05\x06", Kind::Package),
    (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", Kind::Ole),
    (b"%PDF-", Kind::Pdf),
    (b"\x89PNG\r\n\x1A\n", Kind::Picture),
    (b"\xFF\xD8\xFF", Kind::Picture),
    (b"GIF87a", Kind::Picture),
    (b"GIF89a", Kind::Picture),
    (b"BM", Kind::Picture),
    (b"II*\0", Kind::Picture),
    (b"MM\0*", Kind::Picture),
    (b"ID3", Kind::Media),
    (b"\xFF\xFB", Kind::Media),
    (b"\xFF\xF3", Kind::Media),
    (b"OggS", Kind::Media),
    (b"#!AMR", Kind::Media),
    (b"\x1A\x45\xDF\xA3", Kind::Media),
    (b"FLV\x01", Kind::Media),
    (b"\x30\x26\xB2\x75\x8E\x66\xCF\x11", Kind::Media),
    (b"Rar!\x1A\x07", Kind::Archive),
    (b"7z\xBC\xAF\x27\x1C", Kind::Archive),
    (b"\x1F\x8B", Kind::Archive),
    (b"BZh", Kind::Archive),
    (b"\xFD7zXZ\0", Kind::Archive),
    (b"\x28\xB5\x2F\xFD", Kind::Archive),
    (b"MSCF", Kind::Archive),
    (b"MZ", Kind::Program),
    (b"\x7FELF", Kind::Program),
    (b"\xFE\xED\xFA\xCE", Kind::Program),
    (b"\xFE\xED\xFA\xCF", Kind::Program),
    (b"\xCF\xFA\xED\xFE", Kind::Program),
    (b"\xCA\xFE\xBA\xBE", Kind::Program),
    (b"#!", Kind::Program),
    (b"\0asm", Kind::Program),
    (b"L\0\0\0\x01\x14\x02\0", Kind::Program),
    (b"dex\n", Kind::Program),
];

/// The kind that the first bytes show.
pub fn kind_of(front: &[u8]) -> Kind {
    // `#!AMR` is a recording, every other `#!` a script; so the longest start counts.
    let known = STARTS.iter().filter(|(start, _)| front.starts_with(start)).max_by_key(|(start, _)| start.len());
    let at = |from: usize, mark: &[u8]| front.get(from..).is_some_and(|rest| rest.starts_with(mark));
    match known {
        // Two letters are too little to call a text a picture or a program.
        Some((start, _)) if start.len() == 2 && start.is_ascii() && *start != b"#!" && is_text(front) => text(front),
        Some((_, kind)) => *kind,
        None if at(4, b"ftypheic") || at(4, b"ftypmif1") || (at(0, b"RIFF") && at(8, b"WEBP")) => Kind::Picture,
        None if at(4, b"ftyp") || (at(0, b"RIFF") && (at(8, b"AVI ") || at(8, b"WAVE"))) => Kind::Media,
        None if at(257, b"ustar") => Kind::Archive,
        None if is_text(front) => text(front),
        None => Kind::Unknown,
    }
}

/// Text in UTF-8, UTF-16 with its mark, or GB18030.
fn is_text(front: &[u8]) -> bool {
    if front.starts_with(b"\xFF\xFE") || front.starts_with(b"\xFE\xFF") {
        return true;
    }
    let is_control = |b: &u8| *b < 0x20 && !matches!(b, b'\t' | b'\n' | b'\r' | 0x0C);
    if front.iter().any(is_control) {
        return false;
    }
    // The front may end inside a character.
    let end = match std::str::from_utf8(front) {
        Ok(_) => return true,
        Err(e) if front.len() - e.valid_up_to() < 4 => return true,
        Err(_) => front.len().saturating_sub(4),
    };
    (end..=front.len()).any(|end| {
        let part = front.get(..end).unwrap_or_default();
        encoding_rs::GB18030.decode_without_bom_handling_and_without_replacement(part).is_some()
    })
}

fn text(front: &[u8]) -> Kind {
    let opening: String =
        String::from_utf8_lossy(front.get(..front.len().min(4096)).unwrap_or_default()).to_lowercase();
    let opening = opening.trim_start_matches('\u{feff}').trim_start();
    let marks = ["<!doctype html", "<html", "<script", "<svg", "<iframe", "<?php"];
    let is_page = marks.iter().any(|mark| opening.starts_with(mark))
        || (opening.starts_with("<?xml") && ["<svg", "<html"].iter().any(|mark| opening.contains(mark)));
    if is_page { Kind::Page } else { Kind::Text }
}

fn ending(name: &str) -> String {
    let last = name.rsplit('/').next().unwrap_or(name);
    last.rsplit_once('.').map_or(String::new(), |(_, ending)| ending.to_lowercase())
}

fn kind_for(ending: &str) -> Option<Kind> {
    ALLOWED.iter().find(|(endings, _)| endings.contains(&ending)).map(|(_, kind)| *kind)
}

/// Refuses an ending that no allowed kind has.
pub fn check_ending(name: &str) -> Result<(), Refusal> {
    let ending = ending(name);
    match kind_for(&ending) {
        Some(_) => Ok(()),
        None if ["zip", "rar", "7z", "tar", "gz", "tgz", "bz2", "xz"].contains(&ending.as_str()) => {
            Err(refusal("nested_archive", "压缩包不能作为资料上传；请解压后按文件夹上传。"))
        }
        None if ["docm", "xlsm", "pptm", "dotm", "xltm", "xlsb", "xlam"].contains(&ending.as_str()) => {
            Err(refusal("macros", "带宏的文档不能上传；请另存为 docx、xlsx 或 pptx。"))
        }
        None => {
            let all: Vec<&str> = ALLOWED.iter().flat_map(|(endings, _)| endings.iter().copied()).collect();
            Err(refusal("kind_not_allowed", format!("不允许这种文件（.{ending}）；可上传：{}。", all.join("、"))))
        }
    }
}

/// Refuses a content that no package may hold, or that is not what its name says.
pub fn check(name: &str, kind: Kind) -> Result<(), Refusal> {
    match kind {
        Kind::Program => return Err(refusal("program", "是可执行程序或脚本，不能上传。")),
        Kind::Page => return Err(refusal("page", "是网页或 SVG，打开时可能运行脚本；请转为 PDF 或图片。")),
        Kind::Archive => return Err(refusal("nested_archive", "是压缩包；请解压后按文件夹上传。")),
        _ => check_ending(name)?,
    }
    let ending = ending(name);
    // Newer WPS writes its own endings as either format.
    let either = ["wps", "et", "dps"].contains(&ending.as_str()) && matches!(kind, Kind::Package | Kind::Ole);
    // Documents with a password come in the older format; that is said where it is seen.
    let encrypted = kind == Kind::Ole && kind_for(&ending) == Some(Kind::Package);
    if kind_for(&ending) == Some(kind) || either || encrypted {
        return Ok(());
    }
    Err(refusal("kind_differs", format!("内容与扩展名 .{ending} 不符；请用原软件重新保存后上传。")))
}
