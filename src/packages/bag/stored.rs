//! Writes a zip of a bag whose files lie in a store under their digests. Nothing is hashed again to make
//! the manifest; the store compares each file with its digest while it is read, so that a damaged one
//! ends the writing and no archive comes out whole.

use super::info;
use super::path::encode;
use super::report::Payload;
use crate::terms::Sha256Hex;
use std::io::{self, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, System, ZipWriter};

const DECLARATION: &str = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n";

/// A bag about to be written.
#[derive(Clone, Debug)]
pub struct StoredBag {
    /// The base directory's name.
    pub base: String,
    /// Path below `data/`, digest and length; in the order in which they are to stand.
    pub files: Vec<(String, Sha256Hex, u64)>,
    /// Elements of `bag-info.txt`; the Payload-Oxum is added.
    pub info: Vec<(String, String)>,
    /// Further tag files: name and content.
    pub tags: Vec<(String, Vec<u8>)>,
}

/// Hands out the content of the file under a digest.
pub type Content<'c> = &'c mut dyn FnMut(&Sha256Hex, &mut dyn Write) -> io::Result<()>;

/// Writes the zip from front to back; `out` needs no seeking.
///
/// # Errors
/// `out` or `content` refuses. What was written by then is no archive.
pub fn write_stored(bag: &StoredBag, content: Content<'_>, out: impl Write) -> io::Result<()> {
    let mut zip = ZipWriter::new_stream(out);
    let mut tags = tag_files(bag);
    tags.push(("tagmanifest-sha256.txt".to_owned(), tag_manifest(&tags).into_bytes()));
    for (name, text) in &tags {
        zip.start_file(format!("{}/{name}", bag.base), options(text.len() as u64)).map_err(io::Error::other)?;
        zip.write_all(text)?;
    }
    if bag.files.is_empty() {
        zip.add_directory(format!("{}/data", bag.base), options(0)).map_err(io::Error::other)?;
    }
    for (path, sha256, octets) in &bag.files {
        zip.start_file(format!("{}/data/{path}", bag.base), options(*octets)).map_err(io::Error::other)?;
        content(sha256, &mut zip)?;
    }
    zip.finish().map_err(io::Error::other)?.into_inner().flush()
}

/// The payload manifest: what `sha256sum -c` reads, and what a time stamp is of.
pub fn manifest(files: &[(String, Sha256Hex, u64)]) -> String {
    files.iter().map(|(path, sha256, _)| format!("{sha256}  {}\n", encode(&format!("data/{path}")))).collect()
}

fn tag_files(bag: &StoredBag) -> Vec<(String, Vec<u8>)> {
    let payload =
        Payload { files: bag.files.len() as u64, octets: bag.files.iter().map(|(_, _, octets)| octets).sum() };
    let mut tags = vec![
        ("bagit.txt".to_owned(), DECLARATION.into()),
        ("bag-info.txt".to_owned(), info::write(&bag.info, payload).into_bytes()),
        ("manifest-sha256.txt".to_owned(), manifest(&bag.files).into_bytes()),
    ];
    tags.extend(bag.tags.iter().cloned());
    tags
}

fn tag_manifest(tags: &[(String, Vec<u8>)]) -> String {
    tags.iter().map(|(name, text)| format!("{}  {}\n", Sha256Hex::of(text), encode(name))).collect()
}

/// Everything that could differ between two machines is set.
fn options(octets: u64) -> SimpleFileOptions {
    SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(1))
        .large_file(octets >= u64::from(u32::MAX))
        .last_modified_time(DateTime::default())
        .system(System::Unix)
        .unix_permissions(0o644)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(contents: &[(&str, &str)], broken: bool) -> io::Result<Vec<u8>> {
        let files =
            contents.iter().map(|(path, text)| ((*path).to_owned(), Sha256Hex::of(text.as_bytes()), text.len() as u64));
        let bag = StoredBag {
            base: "包".into(),
            files: files.collect(),
            info: vec![("External-Identifier".into(), "640300000-2021-001/1".into())],
            tags: vec![("gate.json".into(), "{}".into())],
        };
        let mut out = Vec::new();
        let mut content = |sha256: &Sha256Hex, out: &mut dyn Write| {
            let text = contents.iter().find(|(_, text)| Sha256Hex::of(text.as_bytes()) == *sha256).unwrap().1;
            if broken { Err(io::Error::other("damaged")) } else { out.write_all(text.as_bytes()) }
        };
        write_stored(&bag, &mut content, &mut out).map(|()| out)
    }

    #[test]
    fn what_is_written_is_a_valid_bag_and_the_same_each_time() {
        for contents in [&[("工作底稿/100%.txt", "x"), ("评价报告.docx", "报告")][..], &[]] {
            let zip = written(contents, false).unwrap();
            assert_eq!(zip, written(contents, false).unwrap());
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("包.zip");
            std::fs::write(&path, zip).unwrap();
            let report = super::super::validate(&path).unwrap();
            assert!(report.valid, "{:?}", report.errors);
            assert_eq!(
                (report.payload.files, report.warnings.len()),
                (contents.len() as u64, 0),
                "{:?}",
                report.warnings
            );
        }
        assert!(written(&[("a", "x")], true).is_err());
    }
}
