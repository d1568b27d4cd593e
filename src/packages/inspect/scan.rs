//! Marks in formats that are no zips: PDF, older Office, a zip behind another file.

use super::{Refusal, refusal};
use std::io::{self, Read};

const CHUNK: usize = 1 << 20;

/// Whether any of the marks occurs, and which first. Marks may lie across two reads.
fn find<'m>(mut file: impl Read, marks: &[&'m [u8]]) -> io::Result<Option<&'m [u8]>> {
    let overlap = marks.iter().map(|m| m.len()).max().unwrap_or(1) - 1;
    let mut window: Vec<u8> = Vec::with_capacity(CHUNK + overlap);
    loop {
        let before = window.len();
        if file.by_ref().take(CHUNK as u64).read_to_end(&mut window)? == 0 {
            return Ok(None);
        }
        let from = before.saturating_sub(overlap);
        let fresh = window.get(from..).unwrap_or_default();
        let found = marks.iter().find(|mark| occurs(fresh, mark));
        if let Some(mark) = found {
            return Ok(Some(mark));
        }
        window.drain(..window.len().saturating_sub(overlap));
    }
}

fn occurs(bytes: &[u8], mark: &[u8]) -> bool {
    let Some(first) = mark.first() else { return false };
    let mut rest = bytes;
    while let Some(at) = rest.iter().position(|b| b == first) {
        rest = rest.get(at..).unwrap_or_default();
        if rest.starts_with(mark) {
            return true;
        }
        rest = rest.get(1..).unwrap_or_default();
    }
    false
}

/// Scripts, programs and attachments of a PDF, and passwords.
pub fn pdf(file: impl Read) -> io::Result<Result<(), Refusal>> {
    const MARKS: [&[u8]; 6] = [b"/Encrypt", b"/JavaScript", b"/JS ", b"/JS(", b"/Launch", b"/RichMedia"];
    Ok(match find(file, &MARKS)? {
        None => Ok(()),
        Some(b"/Encrypt") => Err(refusal("encrypted", "PDF 有密码或权限限制，无法长期保存；请导出不加密的 PDF。")),
        Some(_) => Err(refusal("active_content", "PDF 含有脚本或启动程序的动作；请用打印方式重新生成 PDF。")),
    })
}

/// `EncryptedPackage` and `_VBA_PROJECT` as the compound format writes names, in UTF-16.
pub fn ole(file: impl Read) -> io::Result<Result<(), Refusal>> {
    let wide = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let (encrypted, vba, macros) = (wide("EncryptedPackage"), wide("_VBA_PROJECT"), wide("Macros\0"));
    Ok(match find(file, &[&encrypted, &vba, &macros])? {
        None => Ok(()),
        Some(mark) if mark == encrypted => Err(refusal("encrypted", "文件有密码，无法存档；请去掉密码后上传。")),
        Some(_) => Err(refusal("macros", "文件带有宏；请另存为不含宏的格式。")),
    })
}

/// The end of a zip's directory, with a comment that reaches exactly to the end of the file.
pub fn ends_as_zip(back: &[u8]) -> bool {
    let is_end = |at: usize| {
        let end = back.get(at..).unwrap_or_default();
        let comment = end.get(20..22).and_then(|b| b.try_into().ok()).map(u16::from_le_bytes);
        end.starts_with(b"PK\x05\x06") && comment.is_some_and(|length| end.len() == 22 + usize::from(length))
    };
    (0..back.len().saturating_sub(21)).any(is_end)
}
