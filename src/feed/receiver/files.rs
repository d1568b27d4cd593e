//! The receiver's way without a line: it takes numbered files of events and answers each with a file of its own.
//!
//! Beside the journal lies a register with one JSON line for each file taken. Events reach the journal first, then the
//! file its register, then the answer leaves: killed in between, the same file comes once more, its events are known by
//! their ids, and the answer is the same.

use super::journal::{self, Journal};
use crate::feed::rules::file::{self, FORMAT, FileAnswer, FileFault, FileHeader, FileKind, LastFile, OpenedFile};
use crate::feed::rules::receiving::{Books, Decision, reference};
use crate::feed::rules::signature::{SigningSecret, VerifyingSecret};
use crate::linkage::model::AcknowledgementOutcome;
use crate::terms::{Instant, Sha256Hex};
use anyhow::{Context, bail};
use serde::{Deserialize, Serialize};
use std::fs::OpenOptions;
use std::io::Write;
use std::path::{Path, PathBuf};

/// One file in the register.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Registered {
    endpoint: String,
    number: i64,
    digest: String,
    /// What the answer hangs on, and when it was made: enough to make it again.
    answer_previous: String,
    answer_digest: String,
    answered_at: Instant,
}

/// What came of a file.
#[derive(Debug)]
pub struct TakenFile {
    pub number: i64,
    /// Events applied now.
    pub applied: usize,
    /// Events that were applied before.
    pub known: usize,
    /// The file that goes back.
    pub answer: String,
}

/// Takes a file of events in and makes its answer. A file that was taken before is refused; with `again` only its answer
/// is made once more.
///
/// # Errors
/// A [`FileFault`]; events that do not follow from the journal; a journal that cannot be written.
pub fn take(journal: &Path, key: &str, bytes: &[u8], again: bool, now: Instant) -> anyhow::Result<TakenFile> {
    let opened = file::open(bytes, &[VerifyingSecret::parse(key)?])?;
    let signer =
        SigningSecret::parse(key).context("回执要用 v1 共享密钥签名 · answers are signed with a shared key")?;
    if opened.header.kind != FileKind::Events {
        bail!(FileFault::Stranger(opened.header.kind.word().to_owned()));
    }
    let (mut book, mut books) = Journal::open(journal)?;
    let register = register_of(journal);
    let known = read_register(&register)?;
    let own: Vec<&Registered> = known.iter().filter(|file| file.endpoint == opened.header.endpoint).collect();
    let before = own.iter().find(|file| file.number == opened.header.number && file.digest == opened.digest.as_str());
    if let Some(before) = before.filter(|_| again) {
        let answer = answer(&books, &opened, &before.answer_previous, before.answered_at, &signer)?;
        if Sha256Hex::of(answer.as_bytes()).as_str() != before.answer_digest {
            bail!("第 {} 号回执无法照原样重做 · answer {} cannot be made as it was", before.number, before.number);
        }
        return Ok(TakenFile { number: before.number, applied: 0, known: opened.lines.len(), answer });
    }
    let last = own.last().map(|file| LastFile { number: file.number, digest: file.digest.clone() });
    file::follows(&opened.header, last.as_ref())?;
    let (lines, applied) = entered(&mut books, &opened, now)?;
    book.append(&lines).with_context(|| journal.display().to_string())?;
    let previous = own.last().map(|file| file.answer_digest.clone()).unwrap_or_default();
    let answer = answer(&books, &opened, &previous, now, &signer)?;
    let registered = Registered {
        endpoint: opened.header.endpoint.clone(),
        number: opened.header.number,
        digest: opened.digest.to_string(),
        answer_previous: previous,
        answer_digest: Sha256Hex::of(answer.as_bytes()).to_string(),
        answered_at: now,
    };
    append(&register, &registered).with_context(|| register.display().to_string())?;
    Ok(TakenFile { number: opened.header.number, applied, known: opened.lines.len() - applied, answer })
}

/// Enters the events into the books; gives the journal's new lines and how many they are. Nothing is written yet.
fn entered(books: &mut Books, opened: &OpenedFile, now: Instant) -> anyhow::Result<(Vec<u8>, usize)> {
    let (mut lines, mut applied) = (Vec::new(), 0);
    for event in &opened.lines {
        match books.decide(event)? {
            Decision::Known { .. } => {}
            Decision::Apply(entry) => {
                books.enter(event, entry)?;
                lines.extend_from_slice(&journal::line(now.to_string(), event.clone())?);
                applied += 1;
            }
            other => bail!("事件与账本不相接，文件没有收 · the file does not follow from the journal: {other:?}"),
        }
    }
    Ok((lines, applied))
}

fn answer(
    books: &Books,
    opened: &OpenedFile,
    previous: &str,
    at: Instant,
    signer: &SigningSecret,
) -> anyhow::Result<String> {
    let mut lines = Vec::new();
    for event in &opened.lines {
        let Decision::Known { position, .. } = books.decide(event)? else { bail!("an event is not in the journal") };
        lines.push(serde_json::to_value(FileAnswer {
            event_id: event["id"].as_str().unwrap_or_default().to_owned(),
            outcome: AcknowledgementOutcome::Applied,
            reference: reference(position),
            detail: String::new(),
        })?);
    }
    let header = FileHeader {
        format: FORMAT.to_owned(),
        kind: FileKind::Answers,
        endpoint: opened.header.endpoint.clone(),
        division: opened.header.division.clone(),
        number: opened.header.number,
        previous: previous.to_owned(),
        count: lines.len(),
        made_at: at,
    };
    let body = file::body(&header, &lines)?;
    let signatures = file::sign(&header, &body, std::slice::from_ref(signer));
    Ok(file::sealed(body, signatures)?)
}

/// `received.jsonl.files` beside `received.jsonl`.
fn register_of(journal: &Path) -> PathBuf {
    let mut name = journal.as_os_str().to_owned();
    name.push(".files");
    PathBuf::from(name)
}

/// The register without a torn last line: what was torn was never answered.
fn read_register(path: &Path) -> anyhow::Result<Vec<Registered>> {
    let bytes = match std::fs::read(path) {
        Ok(bytes) => bytes,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Vec::new(),
        Err(e) => return Err(e).with_context(|| path.display().to_string()),
    };
    let whole = bytes.iter().rposition(|b| *b == b'\n').map_or(0, |at| at + 1);
    if whole < bytes.len() {
        OpenOptions::new().write(true).open(path)?.set_len(whole as u64)?;
    }
    let lines = bytes.get(..whole).unwrap_or_default().split(|b| *b == b'\n').filter(|line| !line.is_empty());
    let read = |line| serde_json::from_slice(line).with_context(|| format!("{} is damaged", path.display()));
    lines.map(read).collect()
}

fn append(path: &Path, registered: &Registered) -> anyhow::Result<()> {
    let mut line = serde_json::to_vec(registered)?;
    line.push(b'\n');
    let mut file = OpenOptions::new().append(true).create(true).open(path)?;
    file.write_all(&line)?;
    Ok(file.sync_all()?)
}
