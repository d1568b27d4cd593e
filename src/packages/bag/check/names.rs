//! Names that are allowed but make trouble on another system: two that some systems take for one,
//! reserved names, files that a system left behind, empty folders (RFC 8493, Practical Considerations).

use super::super::path::{is_payload, is_system_file, not_portable};
use super::super::report::{Code, Findings};
use super::super::source::Contents;
use super::matching::{composed, folded};
use std::collections::HashMap;

/// Warns of troublesome names.
pub(super) fn check(contents: &Contents, findings: &mut Findings) {
    let mut seen: HashMap<String, &str> = HashMap::new();
    for path in contents.files.iter().map(|file| file.path.as_str()) {
        if let Some(why) = not_portable(path) {
            findings.warn(Code::NotPortable, path, format!("文件名{why}，在别的系统上可能无法解开"));
        }
        if is_payload(path) && is_system_file(path) {
            findings.warn(Code::SystemFile, path, "操作系统遗留的文件，宜在装袋前删除");
        }
        match seen.insert(folded(path), path) {
            Some(other) if composed(other) == composed(path) => {
                let message = format!("与 {other} 仅 Unicode 形式不同，有的系统会视为同一文件");
                findings.warn(Code::NameNormalization, path, message);
            }
            Some(other) => {
                findings.warn(Code::NameCase, path, format!("与 {other} 仅大小写不同，有的系统会视为同一文件"));
            }
            None => {}
        }
    }
    for folder in contents.empty_folders.iter().filter(|folder| is_payload(folder)) {
        findings.warn(Code::EmptyFolder, folder, "空文件夹不受清单保护，传送中可能丢失");
    }
}
