//! Where a bag is read from: a folder, a zip or a tar. The rest of the room sees names, sizes and
//! bytes alike, and nothing is ever unpacked to the disk.

mod archive;
mod file;
mod folder;
mod raw_name;
mod tar;
mod zip;

use super::fault::BagFault;
use super::limits::BUFFER_BYTES;
use super::report::Findings;
use file::SharedFile;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

pub(super) use folder::read as read_folder;

/// A file of the bag.
#[derive(Debug)]
pub(super) struct Stored {
    /// From the base directory, with `/`.
    pub path: String,
    pub octets: u64,
    at: Place,
}

/// Where the bytes are.
#[derive(Debug)]
enum Place {
    Disk(PathBuf),
    /// Number of the entry in the zip.
    Zip(usize),
    /// First byte in the tar.
    Tar(u64),
}

enum Medium {
    Folder,
    Zip(::zip::ZipArchive<SharedFile>),
    Tar(SharedFile),
}

/// The files of a bag, in the order of their paths.
pub(super) struct Contents {
    pub files: Vec<Stored>,
    /// Folders without anything in them.
    pub empty_folders: Vec<String>,
    /// There is a payload directory, be it empty.
    pub has_payload_folder: bool,
    medium: Medium,
}

/// Opens what lies at `path`. `None` if it is an archive that must not be read any further; the
/// findings say why.
///
/// # Errors
/// There is nothing there, it cannot be read, or it is neither folder nor archive.
pub(super) fn open(path: &Path, findings: &mut Findings) -> Result<Option<Contents>, BagFault> {
    let metadata = std::fs::metadata(path).map_err(BagFault::unreadable(path))?;
    if metadata.is_dir() {
        return folder::read(path, findings).map(Some);
    }
    if !metadata.is_file() {
        // Opening a pipe could wait for ever.
        return Err(BagFault::UnknownFormat(path.to_owned()));
    }
    let mut file = SharedFile::open(path).map_err(BagFault::unreadable(path))?;
    let start = beginning(&mut file).map_err(BagFault::unreadable(path))?;
    if start.starts_with(b"PK\x03\x04") || start.starts_with(b"PK\x05\x06") {
        Ok(zip::read(path, file, findings))
    } else if tar::is_header(&start) {
        Ok(tar::read(path, file, findings))
    } else {
        Err(BagFault::UnknownFormat(path.to_owned()))
    }
}

/// The first block, as far as there is one.
fn beginning(file: &mut SharedFile) -> io::Result<Vec<u8>> {
    let mut start = Vec::new();
    file.take(512).read_to_end(&mut start)?;
    file.seek(SeekFrom::Start(0))?;
    Ok(start)
}

impl Contents {
    /// A reader of its own for every thread.
    pub(super) fn reader(&self) -> Reader {
        let medium = match &self.medium {
            Medium::Folder => Medium::Folder,
            Medium::Zip(archive) => Medium::Zip(archive.clone()),
            Medium::Tar(file) => Medium::Tar(file.clone()),
        };
        Reader { medium, buffer: vec![0; BUFFER_BYTES] }
    }

    pub(super) fn file(&self, path: &str) -> Option<&Stored> {
        let at = self.files.binary_search_by(|file| file.path.as_str().cmp(path)).ok()?;
        self.files.get(at)
    }
}

/// Reads files one after another with one buffer.
pub(super) struct Reader {
    medium: Medium,
    buffer: Vec<u8>,
}

impl Reader {
    /// Hands the bytes of a file to `sink`, piece by piece.
    ///
    /// # Errors
    /// The file cannot be read, or does not have the size it was listed with: it was changed
    /// meanwhile, or an archive told an untruth. `sink` failed.
    pub(super) fn read(&mut self, stored: &Stored, mut sink: impl FnMut(&[u8]) -> io::Result<()>) -> io::Result<()> {
        let buffer = &mut self.buffer;
        match (&mut self.medium, &stored.at) {
            (_, Place::Disk(path)) => pump(std::fs::File::open(path)?, stored.octets, buffer, &mut sink),
            (Medium::Zip(archive), Place::Zip(index)) => {
                pump(archive.by_index(*index).map_err(io::Error::other)?, stored.octets, buffer, &mut sink)
            }
            (Medium::Tar(file), Place::Tar(start)) => {
                file.seek(SeekFrom::Start(*start))?;
                pump(file.take(stored.octets), stored.octets, buffer, &mut sink)
            }
            _ => Err(io::Error::other("该文件不属于这个袋")),
        }
    }

    /// A whole small file.
    ///
    /// # Errors
    /// As [`Reader::read`]; it is larger than `limit`.
    pub(super) fn read_whole(&mut self, stored: &Stored, limit: u64) -> io::Result<Vec<u8>> {
        if stored.octets > limit {
            return Err(io::Error::from(io::ErrorKind::FileTooLarge));
        }
        let mut bytes = Vec::new();
        self.read(stored, |piece| {
            bytes.extend_from_slice(piece);
            Ok(())
        })?;
        Ok(bytes)
    }
}

fn pump(
    mut from: impl Read,
    octets: u64,
    buffer: &mut [u8],
    sink: &mut impl FnMut(&[u8]) -> io::Result<()>,
) -> io::Result<()> {
    let mut left = octets;
    loop {
        let count = match from.read(buffer) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            other => other?,
        };
        let piece = buffer.get(..count).unwrap_or_default();
        left = left.checked_sub(piece.len() as u64).ok_or_else(size_differs)?;
        if piece.is_empty() {
            return if left == 0 { Ok(()) } else { Err(size_differs()) };
        }
        sink(piece)?;
    }
}

fn size_differs() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "大小与列出时不同")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_held_to_its_listed_size() {
        let pumped = |content: &[u8], octets| {
            let mut taken = Vec::new();
            pump(content, octets, &mut [0; 2], &mut |piece| {
                taken.extend_from_slice(piece);
                Ok(())
            })
            .map(|()| taken)
        };
        assert_eq!(pumped(b"abc", 3).unwrap(), b"abc");
        assert_eq!(pumped(b"", 0).unwrap(), b"");
        assert!(pumped(b"abc", 2).is_err() && pumped(b"abc", 4).is_err());
    }
}
