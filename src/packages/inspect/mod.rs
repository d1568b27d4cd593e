//! What a file really is, by its bytes, against a list of allowed kinds; and what in it could act on a
//! reader's machine: macros, scripts, references to elsewhere, a second file behind the first.
//!
//! A refusal is a sentence for who uploaded. What is compressed inside a PDF is not unpacked, so a virus
//! scanner stays useful; this is no substitute for one. No clock, no database; a file is read, not
//! changed.

mod archive;
mod kind;
mod scan;
#[cfg(test)]
mod tests;

use kind::{Kind, kind_of};
use std::io::{self, Read, Seek, SeekFrom};

/// What is wrong with a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    pub code: &'static str,
    /// In Chinese, with how to mend it.
    pub message: String,
}

fn refusal(code: &'static str, message: impl Into<String>) -> Refusal {
    Refusal { code, message: message.into() }
}

/// Bytes at the front by which a kind is known.
const FRONT: u64 = 64 << 10;
/// Bytes at the end where a zip keeps its directory's end: 22 and a comment.
const BACK: u64 = (64 << 10) + 22;

/// Looks into a file of this name.
///
/// # Errors
/// The file cannot be read. What is wrong with it is the inner result.
pub fn inspect(name: &str, mut file: impl Read + Seek) -> io::Result<Result<(), Refusal>> {
    let length = file.seek(SeekFrom::End(0))?;
    if length == 0 {
        return Ok(Ok(()));
    }
    let front = part(&mut file, 0, FRONT)?;
    let kind = kind_of(&front);
    if let Err(refusal) = kind::check(name, kind) {
        return Ok(Err(refusal));
    }
    let back = part(&mut file, length.saturating_sub(BACK), BACK)?;
    if !matches!(kind, Kind::Package | Kind::Ole) && scan::ends_as_zip(&back) {
        let message = "文件末尾还藏着一个压缩包；请重新导出后上传。";
        return Ok(Err(refusal("polyglot", message)));
    }
    file.seek(SeekFrom::Start(0))?;
    match kind {
        Kind::Package => Ok(archive::check(name, file)),
        Kind::Pdf => scan::pdf(file),
        Kind::Ole => scan::ole(file),
        _ => Ok(Ok(())),
    }
}

fn part(file: &mut (impl Read + Seek), from: u64, most: u64) -> io::Result<Vec<u8>> {
    file.seek(SeekFrom::Start(from))?;
    let mut bytes = Vec::new();
    file.take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Endings that are refused before a byte arrives, so that nobody waits for an hour to hear it.
pub fn check_name(name: &str) -> Result<(), Refusal> {
    kind::check_ending(name)
}
