//! Documents that are zips: Office Open XML, OFD, OpenDocument.

use super::{Refusal, refusal};
use std::io::{Read, Seek};
use zip::ZipArchive;

const ENTRIES: usize = 20_000;
/// Bytes of everything when unpacked; above it a document is a bomb or belongs elsewhere.
const UNPACKED: u64 = 2 << 30;
/// How many times its own size a document may unpack to, above [`FREE`].
const RATIO: u64 = 200;
const FREE: u64 = 64 << 20;
/// Bytes of a list of references.
const RELATIONS: u64 = 4 << 20;

/// Looks at names, flags and declared sizes, and reads the lists of references.
pub fn check(name: &str, file: impl Read + Seek) -> Result<(), Refusal> {
    let mut archive = ZipArchive::new(file).map_err(|_| refusal("damaged", "文件不完整或已损坏；请重新导出。"))?;
    if archive.len() > ENTRIES || archive.has_duplicate_names() {
        return Err(refusal("damaged", "文件内部结构异常；请用原软件重新保存。"));
    }
    let mut seen = Seen::default();
    for index in 0..archive.len() {
        seen.entry(&mut archive, index)?;
    }
    seen.verdict(name)?;
    for index in seen.relations {
        references(&mut archive, index)?;
    }
    Ok(())
}

#[derive(Default)]
struct Seen {
    is_office: bool,
    is_ofd: bool,
    is_open_document: bool,
    unpacked: u64,
    packed: u64,
    relations: Vec<usize>,
}

impl Seen {
    fn entry<R: Read + Seek>(&mut self, archive: &mut ZipArchive<R>, index: usize) -> Result<(), Refusal> {
        let broken = || refusal("damaged", "文件不完整或已损坏；请重新导出。");
        let entry = archive.by_index_raw(index).map_err(|_| broken())?;
        let name = String::from_utf8_lossy(entry.name_raw()).replace('\\', "/").to_lowercase();
        if entry.encrypted() {
            return Err(refusal("encrypted", "文件有密码，无法存档；请去掉密码后上传。"));
        }
        if name.starts_with('/') || name.split('/').any(|part| part == "..") {
            return Err(refusal("unsafe_path", "文件内部有指向外部的路径，不予接收。"));
        }
        let is_macro = name.ends_with("vbaproject.bin") || name.contains("/macrosheets/") || name.contains("/activex/");
        if is_macro || name.starts_with("basic/") || name.starts_with("scripts/") {
            return Err(refusal("macros", "文件带有宏或控件；请另存为不含宏的格式。"));
        }
        self.is_office |= name == "[content_types].xml";
        self.is_ofd |= name == "ofd.xml";
        self.is_open_document |= name == "meta-inf/manifest.xml";
        self.unpacked = self.unpacked.saturating_add(entry.size());
        self.packed = self.packed.saturating_add(entry.compressed_size());
        if name.ends_with(".rels") {
            self.relations.push(index);
        }
        Ok(())
    }

    fn verdict(&self, name: &str) -> Result<(), Refusal> {
        let is_bomb = self.unpacked > FREE && self.unpacked / self.packed.max(1) > RATIO;
        if is_bomb || self.unpacked > UNPACKED {
            let message = format!("解压后有 {} MiB，远大于文件本身，疑似压缩炸弹。", self.unpacked >> 20);
            return Err(refusal("zip_bomb", message));
        }
        let lower = name.to_lowercase();
        let fits = if lower.ends_with(".ofd") {
            self.is_ofd
        } else if [".odt", ".ods", ".odp"].iter().any(|ending| lower.ends_with(ending)) {
            self.is_open_document
        } else {
            self.is_office
        };
        if fits {
            Ok(())
        } else {
            Err(refusal("nested_archive", "实为普通压缩包，不是文档；请解压后按文件夹上传。"))
        }
    }
}

/// Links that a person clicks are allowed; templates, pictures and objects that load from elsewhere when
/// the document opens are not.
fn references<R: Read + Seek>(archive: &mut ZipArchive<R>, index: usize) -> Result<(), Refusal> {
    let broken = || refusal("damaged", "文件不完整或已损坏；请重新导出。");
    let mut text = String::new();
    let entry = archive.by_index(index).map_err(|_| broken())?;
    entry.take(RELATIONS).read_to_string(&mut text).map_err(|_| broken())?;
    let loads =
        text.split('<').filter(|tag| tag.contains("TargetMode=\"External\"") || tag.contains("TargetMode='External'"));
    match loads.into_iter().find(|tag| !tag.contains("/hyperlink")) {
        None => Ok(()),
        Some(_) => {
            Err(refusal("external_reference", "文件打开时会从外部载入内容（模板、图片或对象）；请断开链接后另存。"))
        }
    }
}
