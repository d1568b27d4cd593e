//! Reads TOML with places, so that every fault of a file is reported at once with its line.
//!
//! Not here: what a pack contains. The types of the pack say that, through [`FromNode`] and the two
//! macros below, so that a field and its reading cannot drift apart.

mod fault;
mod macros;
mod node;
mod plain;
mod sample;
mod suggest;

pub use fault::{Fault, Faults};
pub use macros::read_code;
pub(crate) use macros::{codes, pack_table};
pub use node::{FromNode, Node, Section};
pub use sample::note_unknown_keys;
pub use suggest::nearest;

use crate::terms::Wording;
use toml::de::DeTable;

/// A pack is a few dozen kilobytes; a larger file is something else.
const LARGEST_BYTES: usize = 1 << 20;

/// Reads a whole file as `T`. Faults of syntax come alone: what follows a broken line cannot be
/// judged.
pub fn read_document<T>(
    source: &str,
    read: impl FnOnce(Section<'_>, &mut Faults<'_>) -> Option<T>,
) -> Result<T, Vec<Fault>> {
    let mut faults = Faults::of(source);
    if source.len() > LARGEST_BYTES {
        let problem = Wording::new("文件超过 1 MiB", "the file is larger than 1 MiB");
        faults.add(&(0..0), "", problem, Wording::new("确认选对了文件", "check that this is the right file"));
        return Err(faults.into_sorted());
    }
    let (document, errors) = DeTable::parse_recoverable(source);
    if !errors.is_empty() {
        errors.iter().for_each(|error| note_syntax(error, &mut faults));
        return Err(faults.into_sorted());
    }
    let value = read(Section::root(document.get_ref()), &mut faults);
    match value {
        Some(value) if faults.is_empty() => Ok(value),
        _ => Err(faults.into_sorted()),
    }
}

fn note_syntax(error: &toml::de::Error, faults: &mut Faults<'_>) {
    let message = error.message();
    let (problem, mend) = if message.contains("duplicate key") {
        let problem = Wording::new("同一个键写了两次", "the same key is written twice");
        (problem, Wording::new("只保留一处", "keep one of them"))
    } else {
        let problem = Wording::new(format!("TOML 语法有误（{message}）"), format!("TOML syntax error: {message}"));
        (problem, Wording::new("检查引号、括号和等号是否成对、完整", "check quotes, brackets and equal signs"))
    };
    faults.add(&error.span().unwrap_or(0..0), "", problem, mend);
}
