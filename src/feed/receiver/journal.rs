//! The receiver's journal: a file with one JSON line for each applied event. A line is on disk before
//! the event is answered, and many lines that come together share one write to the disk.
//!
//! After a crash the last line may be torn; it was never answered, so it is cut off when the file is
//! opened and the sender sends it again.

use crate::feed::rules::receiving::{Books, Decision};
use anyhow::{Context, bail};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::fs::{File, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::Path;
use tokio::sync::{mpsc, watch};

/// One line.
#[derive(Serialize, Deserialize)]
struct Line {
    received_at: String,
    event: Value,
}

/// Reads a journal without changing it.
pub fn read(path: &Path) -> anyhow::Result<Books> {
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|mut file| file.read_to_end(&mut bytes))
        .with_context(|| format!("{} could not be read", path.display()))?;
    Ok(load(&bytes).with_context(|| path.display().to_string())?.0)
}

/// The books in `bytes` and the length of the whole lines.
fn load(bytes: &[u8]) -> anyhow::Result<(Books, usize)> {
    let whole = bytes.iter().rposition(|b| *b == b'\n').map_or(0, |at| at + 1);
    let mut books = Books::default();
    for (number, text) in (1..).zip(bytes.get(..whole).unwrap_or_default().split(|b| *b == b'\n')) {
        if text.is_empty() {
            continue;
        }
        let line: Line = serde_json::from_slice(text).with_context(|| format!("line {number} is damaged"))?;
        match books.decide(&line.event).with_context(|| format!("line {number}"))? {
            Decision::Apply(entry) => books.enter(&line.event, entry)?,
            other => bail!("line {number} does not follow from the lines before it: {other:?}"),
        };
    }
    Ok((books, whole))
}

/// What waits for the disk: a line, and the position that it makes durable.
pub type Pending = (Vec<u8>, u64);

/// The line of an event.
pub fn line(received_at: String, event: Value) -> anyhow::Result<Vec<u8>> {
    let mut line = serde_json::to_vec(&Line { received_at, event })?;
    line.push(b'\n');
    Ok(line)
}

/// A journal open for writing; the file is locked against a second receiver.
pub struct Journal {
    file: File,
}

impl Journal {
    /// Opens or makes the journal, cuts off a torn last line, and gives what it holds.
    pub fn open(path: &Path) -> anyhow::Result<(Journal, Books)> {
        let could_not = || format!("{} could not be opened", path.display());
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(path)
            .with_context(could_not)?;
        if file.try_lock().is_err() {
            bail!("{} is in use by another receiver", path.display());
        }
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).with_context(could_not)?;
        let (books, whole) = load(&bytes).with_context(|| path.display().to_string())?;
        file.set_len(whole as u64).with_context(could_not)?;
        file.seek(SeekFrom::End(0)).with_context(could_not)?;
        file.sync_all().with_context(could_not)?;
        if let Some(folder) = path.parent().filter(|p| !p.as_os_str().is_empty()) {
            File::open(folder).and_then(|f| f.sync_all()).with_context(could_not)?;
        }
        Ok((Journal { file }, books))
    }

    /// Appends whole lines; they are on disk when this returns.
    pub fn append(&mut self, lines: &[u8]) -> std::io::Result<()> {
        self.file.write_all(lines).and_then(|()| self.file.sync_data())
    }

    /// Writes what comes until the channel closes, as much as is there at once, and tells the position
    /// that is on disk. Ends at the first fault: what is told no longer is not on disk.
    pub fn write_all(mut self, mut pending: mpsc::UnboundedReceiver<Pending>, durable: &watch::Sender<u64>) {
        let mut batch = Vec::new();
        while let Some((line, position)) = pending.blocking_recv() {
            batch.clear();
            batch.extend_from_slice(&line);
            let mut last = position;
            while let Ok((line, position)) = pending.try_recv() {
                batch.extend_from_slice(&line);
                last = position;
            }
            if let Err(e) = self.append(&batch) {
                tracing::error!(error = %e, "the journal could not be written");
                return;
            }
            durable.send_replace(last);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn event(place: i32) -> Value {
        json!({"id": format!("e{place}"), "type": "t", "source": "urn:hengping:1", "subject": "p",
            "sequence": place, "projectsequence": place, "data": {}})
    }

    fn lines(places: &[i32]) -> Vec<u8> {
        places.iter().flat_map(|p| line("t".into(), event(*p)).unwrap()).collect()
    }

    #[test]
    fn a_torn_last_line_is_cut_off_and_a_damaged_one_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal");
        let mut bytes = lines(&[1, 2]);
        let whole = bytes.len();
        for cut in 0..lines(&[3]).len() {
            bytes.truncate(whole);
            bytes.extend_from_slice(&lines(&[3])[..cut]);
            std::fs::write(&path, &bytes).unwrap();
            assert_eq!(read(&path).unwrap().len(), 2);
            assert_eq!(Journal::open(&path).unwrap().1.len(), 2);
            assert_eq!(std::fs::metadata(&path).unwrap().len(), whole as u64);
        }
        std::fs::write(&path, [&b"{}\n"[..], &lines(&[1])].concat()).unwrap();
        assert!(format!("{:#}", Journal::open(&path).err().unwrap()).contains("line 1 is damaged"));
        std::fs::write(&path, lines(&[1, 3])).unwrap();
        assert!(format!("{:#}", read(&path).unwrap_err()).contains("line 2 does not follow"));
    }

    #[test]
    fn two_receivers_do_not_share_a_journal() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal");
        let held = Journal::open(&path).unwrap();
        assert!(Journal::open(&path).err().unwrap().to_string().contains("in use"));
        drop(held);
        assert!(Journal::open(&path).is_ok());
    }
}
