//! Files of the feed, for bureaus without a line: numbered, chained by the digest of the file before, signed with the
//! key of Standard Webhooks; pure. Events go out in them and answers come back in them.
//!
//! A file is lines of JSON: a header, one line for each event or answer, and the signatures over all lines before, as
//! `webhook-signature` has them, with `ENDPOINT/KIND/NUMBER` for the id and the second of `made_at` for the timestamp.

use super::signature::{self, SigningSecret, VerifyingSecret};
use crate::linkage::model::AcknowledgementOutcome;
use crate::terms::{Instant, Sha256Hex};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The form of a file; another form gets another name.
pub const FORMAT: &str = "cn.hengping.feed.file.v1";

crate::words! {
    /// What a file carries.
    FileKind {
        Events = "events",
        Answers = "answers",
    }
}

/// The first line of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileHeader {
    pub format: String,
    pub kind: FileKind,
    /// Id of the endpoint that the files belong to.
    pub endpoint: String,
    pub division: String,
    /// Counts the files of an endpoint and kind from 1, without a gap.
    pub number: i64,
    /// Digest of the file before; empty in the first.
    pub previous: String,
    /// Lines between header and signatures.
    pub count: usize,
    pub made_at: Instant,
}

/// One answer to one event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileAnswer {
    pub event_id: String,
    pub outcome: AcknowledgementOutcome,
    pub reference: String,
    #[serde(default)]
    pub detail: String,
}

/// The last line.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Seal {
    signatures: String,
}

/// A file that was opened: signed, whole, in its form.
#[derive(Clone, Debug, PartialEq)]
pub struct OpenedFile {
    pub header: FileHeader,
    pub lines: Vec<Value>,
    pub digest: Sha256Hex,
}

/// Why a file is not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FileFault {
    #[error("文件不是事件流文件：{0} / no file of the feed: {0}")]
    Form(String),
    #[error("签名与密钥不符，文件被改动过或不是给本端的 / no signature matches: changed, or not for this side")]
    Signature,
    #[error("文件不属于这一接收端或种类：{0} / of another endpoint or kind: {0}")]
    Stranger(String),
    #[error("编号不连续：应为第 {expected} 号，来的是第 {came} 号 / a gap: {expected} comes next, this is {came}")]
    Gap { expected: i64, came: i64 },
    #[error("第 {0} 号文件已经收过，没有改动任何数据 / file {0} was taken before, nothing was changed")]
    Repeated(i64),
    #[error("第 {0} 号文件与已收的前一号不相接 / file {0} does not follow from the one before it")]
    Chain(i64),
}

/// The last file that a side has: its number and digest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LastFile {
    pub number: i64,
    pub digest: String,
}

/// Header and lines as they are signed.
///
/// # Errors
/// Never for values that have a JSON form.
pub fn body(header: &FileHeader, lines: &[Value]) -> Result<String, serde_json::Error> {
    let mut text = serde_json::to_string(header)?;
    for line in lines {
        text.push('\n');
        text.push_str(&serde_json::to_string(line)?);
    }
    text.push('\n');
    Ok(text)
}

/// The signatures over a body.
pub fn sign(header: &FileHeader, body: &str, keys: &[SigningSecret]) -> String {
    signature::header(keys, &id(header), header.made_at.0.timestamp(), body.as_bytes())
}

/// The whole file.
///
/// # Errors
/// Never for signatures of [`sign`].
pub fn sealed(body: String, signatures: String) -> Result<String, serde_json::Error> {
    Ok(format!("{body}{}\n", serde_json::to_string(&Seal { signatures })?))
}

fn id(header: &FileHeader) -> String {
    format!("{}/{}/{}", header.endpoint, header.kind.word(), header.number)
}

/// Opens a file; believes nothing of it before a signature holds.
///
/// # Errors
/// It is no such file, is torn, or no signature matches.
pub fn open(bytes: &[u8], keys: &[VerifyingSecret]) -> Result<OpenedFile, FileFault> {
    let form = |what: &str| FileFault::Form(what.to_owned());
    let text = std::str::from_utf8(bytes).map_err(|_| form("UTF-8"))?;
    let whole = text.strip_suffix('\n').ok_or_else(|| form("末行不完整 / torn last line"))?;
    let (_, last) = whole.rsplit_once('\n').ok_or_else(|| form("缺少签名行 / no line of signatures"))?;
    let body = text.get(..whole.len() - last.len()).unwrap_or_default();
    let seal: Seal = serde_json::from_str(last).map_err(|e| FileFault::Form(e.to_string()))?;
    let mut lines = body.lines();
    let header: FileHeader =
        serde_json::from_str(lines.next().unwrap_or_default()).map_err(|e| FileFault::Form(e.to_string()))?;
    let at = header.made_at.0.timestamp();
    signature::is_signed(keys, (&id(&header), at), &seal.signatures, body.as_bytes())
        .map_err(|_| FileFault::Signature)?;
    if header.format != FORMAT {
        return Err(FileFault::Form(header.format));
    }
    let lines: Result<Vec<Value>, _> = lines.map(serde_json::from_str).collect();
    let lines = lines.map_err(|e| FileFault::Form(e.to_string()))?;
    if lines.len() != header.count {
        return Err(form("行数与文件头不符 / not as many lines as the header says"));
    }
    Ok(OpenedFile { header, lines, digest: Sha256Hex::of(bytes) })
}

/// Whether a file is the next one after the last that this side has.
///
/// # Errors
/// A gap, a repetition, or a file that does not hang on the one before.
pub fn follows(header: &FileHeader, last: Option<&LastFile>) -> Result<(), FileFault> {
    let (number, digest) = last.map_or((0, ""), |last| (last.number, last.digest.as_str()));
    if header.number <= number {
        return Err(FileFault::Repeated(header.number));
    }
    if header.number - number > 1 {
        return Err(FileFault::Gap { expected: number + 1, came: header.number });
    }
    if header.previous == digest { Ok(()) } else { Err(FileFault::Chain(header.number)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feed::rules::signature::Scheme;
    use serde_json::json;

    fn header(number: i64, previous: &str) -> FileHeader {
        FileHeader {
            format: FORMAT.into(),
            kind: FileKind::Events,
            endpoint: "e1".into(),
            division: "640300000".into(),
            number,
            previous: previous.into(),
            count: 2,
            made_at: Instant::from_utc("2026-01-05T08:00:00Z".parse().unwrap()),
        }
    }

    fn file(scheme: Scheme) -> (String, VerifyingSecret) {
        let key = SigningSecret::from_random(scheme, [7; 32]);
        let header = header(1, "");
        let body = body(&header, &[json!({"id": "a"}), json!({"id": "乙"})]).unwrap();
        let signatures = sign(&header, &body, std::slice::from_ref(&key));
        (sealed(body, signatures).unwrap(), VerifyingSecret::parse(&key.for_receiver()).unwrap())
    }

    #[test]
    fn a_file_opens_with_its_key_and_no_byte_can_be_changed_or_lost() {
        for scheme in [Scheme::V1, Scheme::V1a] {
            let (text, key) = file(scheme);
            let opened = open(text.as_bytes(), std::slice::from_ref(&key)).unwrap();
            assert_eq!((opened.lines.len(), opened.header.number), (2, 1));
            for at in 0..text.len() {
                let mut changed = text.clone().into_bytes();
                changed[at] ^= 1;
                assert!(open(&changed, std::slice::from_ref(&key)).is_err(), "byte {at}");
                assert!(open(&text.as_bytes()[..at], std::slice::from_ref(&key)).is_err(), "cut at {at}");
            }
        }
        let (text, _) = file(Scheme::V1);
        let (_, other) = file(Scheme::V1a);
        assert_eq!(open(text.as_bytes(), &[other]), Err(FileFault::Signature));
    }

    #[test]
    fn numbers_leave_no_gap_and_repeat_nothing() {
        let last = LastFile { number: 4, digest: "d4".into() };
        let cases = [
            (header(1, ""), None, Ok(())),
            (header(2, ""), None, Err(FileFault::Gap { expected: 1, came: 2 })),
            (header(5, "d4"), Some(&last), Ok(())),
            (header(5, "d3"), Some(&last), Err(FileFault::Chain(5))),
            (header(4, "d3"), Some(&last), Err(FileFault::Repeated(4))),
            (header(6, "d5"), Some(&last), Err(FileFault::Gap { expected: 5, came: 6 })),
            (header(-1, ""), None, Err(FileFault::Repeated(-1))),
        ];
        for (header, last, expected) in cases {
            assert_eq!(follows(&header, last), expected, "{header:?}");
        }
    }
}
