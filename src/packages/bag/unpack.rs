//! Takes the payload out of a valid bag. Names of the bag are never used as names on the disk: each file
//! gets a number, and the caller is told which path it had.

use super::check::validate;
use super::fault::BagFault;
use super::path::is_payload;
use super::report::{Findings, Report};
use super::source;
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

/// What was taken out.
#[derive(Debug)]
pub struct Unpacked {
    /// The check of the bag; of an invalid one nothing is taken out.
    pub report: Report,
    /// Path below `data/`, and where the file lies now.
    pub files: Vec<(String, PathBuf)>,
}

/// Checks the bag and writes its payload into the folder `into`, which exists and is empty.
///
/// # Errors
/// The bag cannot be read, or the folder cannot be written.
pub fn unpack(bag: &Path, into: &Path) -> Result<Unpacked, BagFault> {
    let report = validate(bag)?;
    let mut files = Vec::new();
    if let (true, Some(contents)) = (report.valid, source::open(bag, &mut Findings::default())?) {
        let mut reader = contents.reader();
        for (number, stored) in contents.files.iter().filter(|f| is_payload(&f.path)).enumerate() {
            let target = into.join(number.to_string());
            let mut file = File::create_new(&target).map_err(BagFault::unwritable(&target))?;
            reader.read(stored, |piece| file.write_all(piece)).map_err(BagFault::unwritable(&target))?;
            let path = stored.path.strip_prefix("data/").unwrap_or(&stored.path);
            files.push((path.to_owned(), target));
        }
    }
    Ok(Unpacked { report, files })
}
