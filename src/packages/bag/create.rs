//! Makes a bag of a folder: copies its files below `data/` and writes the tag files of version 1.0.
//!
//! No clock is read and no name of a machine is written: the same folder gives the same bag.

use super::algorithm::{Algorithm, Checksum, Hashing};
use super::fault::BagFault;
use super::info;
use super::path::encode;
use super::report::{Findings, Payload};
use super::source::{self, Contents, Reader};
use super::staging::Staging;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

const DECLARATION: &str = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n";

/// How a bag is to be made.
#[derive(Clone, Debug)]
pub struct Recipe {
    /// One manifest each; the order does not matter.
    pub algorithms: Vec<Algorithm>,
    /// Elements of `bag-info.txt` in their order. The Payload-Oxum is added.
    pub info: Vec<(String, String)>,
}

/// What was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Created {
    pub payload: Payload,
}

/// Makes the bag `out`, a new folder, of everything in `folder`, which is left as it is.
///
/// # Errors
/// `out` exists or lies in `folder`; something in `folder` is a link, has a name that is not UTF-8
/// or cannot be read; an element of the info cannot be written; the disk refuses. Nothing is left
/// behind then.
pub fn create(folder: &Path, out: &Path, recipe: &Recipe) -> Result<Created, BagFault> {
    check_info(&recipe.info)?;
    let contents = read_source(folder)?;
    let staging = Staging::new(out, folder)?;
    let writing = Writing { base: staging.path(), algorithms: unique(&recipe.algorithms) };
    let payload = writing.write(folder, &contents, &recipe.info)?;
    staging.finish()?;
    Ok(Created { payload })
}

fn check_info(info: &[(String, String)]) -> Result<(), BagFault> {
    let refused = info.iter().find_map(|(key, value)| Some((key, info::refusal(key, value)?)));
    refused.map_or(Ok(()), |(key, why)| Err(BagFault::BadInfo { key: key.clone(), why }))
}

fn read_source(folder: &Path) -> Result<Contents, BagFault> {
    if !fs::metadata(folder).map_err(BagFault::unreadable(folder))?.is_dir() {
        return Err(BagFault::NotAFolder(folder.to_owned()));
    }
    let mut findings = Findings::default();
    let contents = source::read_folder(folder, &mut findings)?;
    let count = findings.errors.len();
    match findings.errors.into_iter().next() {
        None => Ok(contents),
        Some(first) => Err(BagFault::Unbaggable { path: first.path, why: first.message, count }),
    }
}

fn unique(algorithms: &[Algorithm]) -> Vec<Algorithm> {
    let mut unique = algorithms.to_vec();
    unique.sort();
    unique.dedup();
    unique
}

/// A bag that is being written.
struct Writing<'b> {
    base: &'b Path,
    algorithms: Vec<Algorithm>,
}

/// A path in the bag and its checksums.
type Line = (String, Vec<Checksum>);

impl Writing<'_> {
    fn write(&self, folder: &Path, contents: &Contents, elements: &[(String, String)]) -> Result<Payload, BagFault> {
        self.make_folder("data")?;
        for empty in &contents.empty_folders {
            self.make_folder(&format!("data/{empty}"))?;
        }
        let (lines, payload) = self.copy_payload(folder, contents)?;
        let mut tag_lines = vec![
            self.write_tag_file("bag-info.txt", &info::write(elements, payload))?,
            self.write_tag_file("bagit.txt", DECLARATION)?,
        ];
        for (name, text) in self.manifests("manifest", &lines) {
            tag_lines.push(self.write_tag_file(&name, &text)?);
        }
        for (name, text) in self.manifests("tagmanifest", &tag_lines) {
            self.write_tag_file(&name, &text)?;
        }
        Ok(payload)
    }

    fn make_folder(&self, path: &str) -> Result<(), BagFault> {
        let path = self.base.join(path);
        fs::create_dir_all(&path).map_err(BagFault::unwritable(&path))
    }

    fn copy_payload(&self, folder: &Path, contents: &Contents) -> Result<(Vec<Line>, Payload), BagFault> {
        let mut reader = contents.reader();
        let (mut lines, mut payload) = (Vec::with_capacity(contents.files.len()), Payload::default());
        for stored in &contents.files {
            let path = format!("data/{}", stored.path);
            let copied = self.copy(&mut reader, stored, &path);
            let checksums = copied.map_err(BagFault::unreadable(&folder.join(&stored.path)))??;
            lines.push((path, checksums));
            payload.files += 1;
            payload.octets += stored.octets;
        }
        Ok((lines, payload))
    }

    /// The outer error is of the source, the inner of the bag.
    fn copy(
        &self,
        reader: &mut Reader,
        stored: &source::Stored,
        path: &str,
    ) -> io::Result<Result<Vec<Checksum>, BagFault>> {
        let target = self.base.join(path);
        let created = target.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| File::create_new(&target));
        let mut file = match created {
            Ok(file) => file,
            Err(error) => return Ok(Err(BagFault::unwritable(&target)(error))),
        };
        let (mut hashing, mut failed) = (Hashing::new(&self.algorithms), None);
        reader.read(stored, |piece| {
            hashing.update(piece);
            failed = failed.take().or(file.write_all(piece).err());
            Ok(())
        })?;
        Ok(match failed {
            Some(error) => Err(BagFault::unwritable(&target)(error)),
            None => Ok(hashing.finish()),
        })
    }

    fn write_tag_file(&self, name: &str, text: &str) -> Result<Line, BagFault> {
        let path = self.base.join(name);
        fs::write(&path, text).map_err(BagFault::unwritable(&path))?;
        let mut hashing = Hashing::new(&self.algorithms);
        hashing.update(text.as_bytes());
        Ok((name.to_owned(), hashing.finish()))
    }

    /// Name and text of a manifest for every algorithm.
    fn manifests(&self, prefix: &str, lines: &[Line]) -> Vec<(String, String)> {
        let text = |algorithm: Algorithm| -> String {
            let rows = lines.iter().flat_map(|(path, checksums)| {
                let own = checksums.iter().filter(move |(found, _)| *found == algorithm);
                own.map(move |(_, checksum)| format!("{checksum}  {}\n", encode(path)))
            });
            rows.collect()
        };
        self.algorithms.iter().map(|&algorithm| (format!("{prefix}-{algorithm}.txt"), text(algorithm))).collect()
    }
}
