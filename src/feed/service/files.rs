//! Use cases of the feed's files: make the next one, make one again, take answers in.
//!
//! A number is given in the transaction that fixes its events, and the next one only when the file of the last is known
//! to be on disk: whoever is killed in between makes the same bytes again.

use super::delivery::signing_keys;
use crate::audit::service as audit;
use crate::feed::model::Endpoint;
use crate::feed::rules::file::{self, FORMAT, FileAnswer, FileFault, FileHeader, FileKind, LastFile};
use crate::feed::rules::signature::{Scheme, SigningSecret, VerifyingSecret};
use crate::feed::store::files::{self as store, KeptFile};
use crate::linkage::model::AcknowledgementOutcome;
use crate::linkage::service::{self as linkage, NewAcknowledgement};
use crate::platform::db::Conn;
use crate::platform::failure::{Failure, Outcome};
use crate::platform::problem::Code;
use crate::platform::vault::Vault;
use crate::terms::{Instant, Sha256Hex};
use anyhow::{Context, anyhow};
use serde_json::Value;

/// Events in one file at most.
const MOST: i64 = 5_000;

/// A file to be written.
#[derive(Clone, Debug)]
pub struct MadeFile {
    pub number: i64,
    pub text: String,
    pub entries: i32,
    /// It was given its number before and is written once more.
    pub is_again: bool,
}

/// The next file of an endpoint, or the last once more where it is not known to be on disk; `None` where nothing is new.
pub fn next(conn: &mut Conn, vault: &Vault, endpoint: &Endpoint, at: Instant) -> Outcome<Option<MadeFile>> {
    let last = store::find(conn, &endpoint.id, FileKind::Events, None)?;
    if let Some(last) = last.as_ref().filter(|last| last.written_at.is_none()) {
        return remade(conn, endpoint, last).map(Some);
    }
    let after = last.as_ref().map_or(endpoint.planned_to, |last| last.last_sequence);
    let events = linkage::pull(conn, Some(&endpoint.division), after, MOST)?;
    let Some(last_sequence) = events.last().map(|event| event.sequence) else { return Ok(None) };
    let lines: Vec<Value> = events.iter().map(crate::linkage::model::FeedEvent::sent).collect();
    let mut kept = KeptFile {
        number: last.as_ref().map_or(1, |last| last.number + 1),
        after_sequence: after,
        last_sequence,
        entries: i32::try_from(lines.len()).unwrap_or(i32::MAX),
        previous: last.map(|last| last.digest).unwrap_or_default(),
        digest: String::new(),
        signatures: String::new(),
        made_at: at,
        written_at: None,
    };
    let header = header(endpoint, &kept, lines.len());
    let body = file::body(&header, &lines)?;
    kept.signatures = file::sign(&header, &body, &signing_keys(conn, vault, &endpoint.id, at)?);
    let text = file::sealed(body, kept.signatures.clone())?;
    kept.digest = Sha256Hex::of(text.as_bytes()).to_string();
    store::insert(conn, &endpoint.id, FileKind::Events, &kept)?;
    audit::note(conn, at, "command-line", "feed-file-made", &endpoint.id, &kept.number.to_string())?;
    Ok(Some(MadeFile { number: kept.number, text, entries: kept.entries, is_again: false }))
}

fn header(endpoint: &Endpoint, kept: &KeptFile, count: usize) -> FileHeader {
    FileHeader {
        format: FORMAT.to_owned(),
        kind: FileKind::Events,
        endpoint: endpoint.id.clone(),
        division: endpoint.division.clone(),
        number: kept.number,
        previous: kept.previous.clone(),
        count,
        made_at: kept.made_at,
    }
}

/// A file of a number once more, byte for byte.
pub fn again(conn: &mut Conn, endpoint: &Endpoint, number: i64) -> Outcome<MadeFile> {
    let kept = store::find(conn, &endpoint.id, FileKind::Events, Some(number))?;
    let kept = kept.ok_or_else(|| Failure::not_found("文件", "file of this number"))?;
    remade(conn, endpoint, &kept)
}

fn remade(conn: &mut Conn, endpoint: &Endpoint, kept: &KeptFile) -> Outcome<MadeFile> {
    let events = linkage::pull(conn, Some(&endpoint.division), kept.after_sequence, i64::from(kept.entries))?;
    let lines: Vec<Value> = events.iter().map(crate::linkage::model::FeedEvent::sent).collect();
    let body = file::body(&header(endpoint, kept, lines.len()), &lines)?;
    let text = file::sealed(body, kept.signatures.clone())?;
    if Sha256Hex::of(text.as_bytes()).as_str() != kept.digest {
        return Err(anyhow!("file {} of {} cannot be made again as it was", kept.number, endpoint.id).into());
    }
    Ok(MadeFile { number: kept.number, text, entries: kept.entries, is_again: true })
}

/// The file of this number is safely on disk.
pub fn written(conn: &mut Conn, endpoint: &Endpoint, number: i64, at: Instant) -> Outcome<()> {
    store::written(conn, &endpoint.id, number, at)
}

/// What a file of answers came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct TakenAnswers {
    pub number: i64,
    pub applied: u32,
    pub refused: u32,
}

/// Takes a file of answers in, all of it or nothing.
pub fn take_answers(
    conn: &mut Conn,
    vault: &Vault,
    endpoint: &Endpoint,
    bytes: &[u8],
    at: Instant,
) -> Outcome<TakenAnswers> {
    let keys = shared_keys(&signing_keys(conn, vault, &endpoint.id, at)?)?;
    let opened = file::open(bytes, &keys).map_err(refused)?;
    let header = &opened.header;
    if header.endpoint != endpoint.id || header.division != endpoint.division || header.kind != FileKind::Answers {
        return Err(refused(FileFault::Stranger(format!("{} {}", header.endpoint, header.kind.word()))));
    }
    let last = store::find(conn, &endpoint.id, FileKind::Answers, None)?;
    let last = last.map(|last| LastFile { number: last.number, digest: last.digest });
    file::follows(header, last.as_ref()).map_err(refused)?;
    let mut taken = TakenAnswers { number: header.number, ..TakenAnswers::default() };
    let actor = format!("feed:{}", endpoint.name);
    for line in &opened.lines {
        let answer: FileAnswer =
            serde_json::from_value(line.clone()).map_err(|e| refused(FileFault::Form(e.to_string())))?;
        let FileAnswer { event_id, outcome, reference, detail } = &answer;
        let new =
            NewAcknowledgement { event_id, outcome: *outcome, reference: reference.trim(), detail: detail.trim() };
        linkage::acknowledge(conn, Some(&endpoint.division), &new, &actor, at)?;
        match outcome {
            AcknowledgementOutcome::Applied => taken.applied += 1,
            AcknowledgementOutcome::Refused => taken.refused += 1,
        }
    }
    let kept = KeptFile {
        number: header.number,
        after_sequence: 0,
        last_sequence: 0,
        entries: i32::try_from(opened.lines.len()).unwrap_or(i32::MAX),
        previous: header.previous.clone(),
        digest: opened.digest.to_string(),
        signatures: String::new(),
        made_at: header.made_at,
        written_at: Some(at),
    };
    store::insert(conn, &endpoint.id, FileKind::Answers, &kept)?;
    audit::note(conn, at, "command-line", "feed-answers-taken", &endpoint.id, &kept.number.to_string())?;
    Ok(taken)
}

/// Only a shared secret lets the other side sign too.
fn shared_keys(keys: &[SigningSecret]) -> Outcome<Vec<VerifyingSecret>> {
    let shared = keys.iter().filter(|key| key.scheme() == Scheme::V1);
    let keys: Result<Vec<_>, _> = shared.map(|key| VerifyingSecret::parse(&key.for_receiver())).collect();
    let keys = keys.context("a key of the feed")?;
    if keys.is_empty() {
        let (zh, en) = (
            "该接收端没有 v1 共享密钥，回执文件无法签名；请先更换为 v1 密钥。",
            "Answers need a shared key (v1); change the key first.",
        );
        return Err(Failure::refused(Code::RuleForbids, zh, en));
    }
    Ok(keys)
}

fn refused(fault: FileFault) -> Failure {
    Failure::refused(Code::RuleForbids, fault.to_string(), fault.to_string())
}
