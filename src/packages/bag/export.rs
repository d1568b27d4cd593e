//! Makes a zip of a valid bag: one base directory named like the zip, names in UTF-8, entries in the
//! order of their paths, no times and no owners. The same bag gives the same bytes.

use super::check::validate;
use super::fault::BagFault;
use super::report::{Findings, Report};
use super::source::{self, Contents, Reader, Stored};
use super::staging::Staging;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, System, ZipWriter};

/// The check of the bag; only a valid one was written.
#[derive(Debug)]
pub struct Exported {
    pub report: Report,
}

/// Checks the bag, a folder or an archive, and writes the zip `out` if it is valid.
///
/// # Errors
/// The bag cannot be read; `out` exists, lies in the bag or cannot be written; a name has a
/// backslash, which a zip cannot carry safely. Nothing is left behind then.
pub fn export(bag: &Path, out: &Path) -> Result<Exported, BagFault> {
    let staging = Staging::new(out, bag)?;
    let report = validate(bag)?;
    if let (true, Some(contents)) = (report.valid, source::open(bag, &mut Findings::default())?) {
        check_names(&contents)?;
        let base = out.file_stem().map_or_else(String::new, |stem| stem.to_string_lossy().into_owned());
        write(&contents, &base, staging.path()).map_err(BagFault::unwritable(out))?;
        staging.finish()?;
    }
    Ok(Exported { report })
}

fn check_names(contents: &Contents) -> Result<(), BagFault> {
    let bad: Vec<&Stored> = contents.files.iter().filter(|file| file.path.contains('\\')).collect();
    match bad.first() {
        None => Ok(()),
        Some(file) => Err(BagFault::Unbaggable {
            path: file.path.clone(),
            why: "文件名含有反斜杠，解压时会被当作路径".to_owned(),
            count: bad.len(),
        }),
    }
}

fn write(contents: &Contents, base: &str, path: &Path) -> io::Result<()> {
    let mut zip = ZipWriter::new(BufWriter::new(File::create_new(path)?));
    let mut reader = contents.reader();
    let has_payload = contents.files.iter().any(|file| super::path::is_payload(&file.path));
    let empty = contents.empty_folders.iter().map(String::as_str);
    let bare = (!has_payload && !contents.empty_folders.iter().any(|folder| folder == "data")).then_some("data");
    for folder in empty.chain(bare) {
        zip.add_directory(format!("{base}/{folder}"), options(0o755)).map_err(io::Error::other)?;
    }
    for file in &contents.files {
        add(&mut zip, &mut reader, base, file)?;
    }
    zip.finish().map_err(io::Error::other)?.flush()
}

fn add(zip: &mut ZipWriter<BufWriter<File>>, reader: &mut Reader, base: &str, file: &Stored) -> io::Result<()> {
    let is_large = file.octets >= u64::from(u32::MAX);
    let options = options(0o644).large_file(is_large);
    zip.start_file(format!("{base}/{}", file.path), options).map_err(io::Error::other)?;
    reader.read(file, |piece| zip.write_all(piece))
}

/// Everything that could differ between two machines is set.
fn options(mode: u32) -> SimpleFileOptions {
    SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(6))
        .last_modified_time(DateTime::default())
        .system(System::Unix)
        .unix_permissions(mode)
}
