//! `hengping draw`: runs a verifiable draw from a file, and checks the record of one. Works without
//! database and service, so that a stranger can do it too. What is decided is decided in
//! [`crate::assignments::draw`]; here are files and words only.

use crate::assignments::draw::{self, Discrepancy, DrawRecord, DrawSpec, Item, Outcome, Step};
use crate::terms::Wording;
use anyhow::Context as _;
use clap::{Args, Subcommand};
use serde::Serialize;
use serde::de::{DeserializeOwned, IgnoredAny};
use std::fs;
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

/// 可验证抽取 / the publicly verifiable draw
#[derive(Debug, Args)]
pub struct DrawArgs {
    #[command(subcommand)]
    command: DrawCommand,
}

#[derive(Debug, Subcommand)]
enum DrawCommand {
    /// 按抽取说明抽取 / run a draw from its specification
    #[command(after_help = "示例 / Example:\n  hengping draw run draw-2026-001.json --record record-2026-001.json")]
    Run {
        /// 抽取说明（JSON），- 表示标准输入 / the specification, - for standard input
        spec: PathBuf,
        /// 输出 JSON / print JSON
        #[arg(long)]
        json: bool,
        /// 另存完整记录，供任何人复核 / also write a self-contained record for anybody to check
        #[arg(long, value_name = "FILE")]
        record: Option<PathBuf>,
    },
    /// 复核抽取记录：退出码 0 一致，1 不一致，2 无法读取 / check a record: exit code 0 holds, 1 does not, 2 unreadable
    #[command(after_help = "示例 / Example:\n  hengping draw verify record-2026-001.json")]
    Verify {
        /// 抽取记录（JSON），- 表示标准输入 / the record, - for standard input
        record: PathBuf,
        /// 输出 JSON / print JSON
        #[arg(long)]
        json: bool,
    },
}

/// Runs the verb: 0 when done or the record holds, 1 when it does not hold.
///
/// # Errors
/// When a file cannot be read, understood or written.
pub fn run(args: DrawArgs) -> anyhow::Result<u8> {
    let mut out = BufWriter::new(io::stdout().lock());
    let code = match args.command {
        DrawCommand::Run { spec, json, record } => run_draw(&mut out, &spec, json, record.as_deref()),
        DrawCommand::Verify { record, json } => check_record(&mut out, &record, json),
    }?;
    out.flush()?;
    Ok(code)
}

fn run_draw(out: &mut impl Write, path: &Path, json: bool, target: Option<&Path>) -> anyhow::Result<u8> {
    let spec: DrawSpec = read(path)?;
    let result = draw::run(&spec)?;
    for caveat in draw::caveats(&spec)? {
        let Wording { zh, en } = caveat.wording();
        writeln!(io::stderr(), "注意：{zh} / note: {en}")?;
    }
    let record = DrawRecord { spec, result };
    if let Some(target) = target {
        let file = fs::File::create(target).with_context(|| format!("无法写入 / cannot write {}", target.display()))?;
        let mut file = BufWriter::new(file);
        write_json(&mut file, &record)?;
        file.flush()?;
    }
    if json {
        write_json(out, &record.result)?
    } else {
        write_result(out, &record)?
    }
    Ok(0)
}

fn check_record(out: &mut impl Write, path: &Path, json: bool) -> anyhow::Result<u8> {
    let text = content(path)?;
    let record: DrawRecord = match serde_json::from_slice(&text) {
        Ok(record) => record,
        Err(error) if serde_json::from_slice::<IgnoredAny>(&text).is_ok() => return not_a_record(out, &error, json),
        Err(error) => return Err(error).with_context(|| not_of_the_form(path)),
    };
    let found = draw::verify(&record);
    if json {
        write_json(out, &Verdict::of(&found))?
    } else {
        write_verdict(out, &record, &found)?
    }
    Ok(u8::from(!found.is_empty()))
}

/// Sound JSON that is no record has been changed since it was one: that is an answer, not a failure to
/// read.
fn not_a_record(out: &mut impl Write, error: &serde_json::Error, json: bool) -> anyhow::Result<u8> {
    let detail = printable(&error.to_string());
    let sentence =
        Wording::new(format!("不是抽取记录的格式：{detail}"), format!("not the form of a draw record: {detail}"));
    if json {
        let item = FoundIn::Specification { item: "form" };
        let finding = Finding { item, recorded: None, recomputed: None, sentence };
        write_json(out, &Verdict { holds: false, discrepancies: vec![finding] })?
    } else {
        writeln!(out, "复核不一致 / does not hold\n  × {}\n    {}", sentence.zh, sentence.en)?
    }
    Ok(1)
}

fn read<T: DeserializeOwned>(path: &Path) -> anyhow::Result<T> {
    serde_json::from_slice(&content(path)?).with_context(|| not_of_the_form(path))
}

fn not_of_the_form(path: &Path) -> String {
    format!("{} 格式不符 / is not of the documented form", path.display())
}

/// The content of a file without a byte order mark, which some editors put in front.
fn content(path: &Path) -> anyhow::Result<Vec<u8>> {
    let place = path.display();
    let bytes = if path == Path::new("-") {
        let mut bytes = Vec::new();
        io::stdin().lock().read_to_end(&mut bytes).map(|_| bytes)
    } else {
        fs::read(path)
    };
    let bytes = bytes.with_context(|| format!("无法读取 / cannot read {place}"))?;
    Ok(bytes.strip_prefix(b"\xef\xbb\xbf").map(<[u8]>::to_vec).unwrap_or(bytes))
}

fn write_json(out: &mut impl Write, value: &impl Serialize) -> anyhow::Result<()> {
    serde_json::to_writer(&mut *out, value)?;
    Ok(writeln!(out)?)
}

fn write_result(out: &mut impl Write, DrawRecord { spec, result }: &DrawRecord) -> io::Result<()> {
    writeln!(out, "抽取编号：{}（{}）", spec.draw_id, spec.alg.name())?;
    writeln!(out, "候选人：{} 人，其中回避 {} 人", spec.pool.len(), spec.conflicted.len())?;
    writeln!(out, "名单摘要：{}", result.pool_hash)?;
    writeln!(out, "规则摘要：{}", result.rules_hash)?;
    writeln!(out, "上下文：　{}", result.context)?;
    for (role, commitment) in &result.commitments {
        writeln!(out, "承诺：　　{commitment}　{role}")?;
    }
    writeln!(out, "共同种子：{}", result.seed)?;
    writeln!(out, "抽取过程：")?;
    for step in &result.transcript {
        write_step(out, step)?;
    }
    writeln!(out, "入选 {} 人：{}", result.selected.len(), listed(&result.selected))?;
    if !result.reserves.is_empty() {
        writeln!(out, "候补 {} 人（按顺序）：{}", result.reserves.len(), listed(&result.reserves))?;
    }
    if result.shortage > 0 {
        writeln!(out, "缺额 {} 人：合格候选人不足，请补充名单后以新编号补抽", result.shortage)?;
    }
    Ok(())
}

fn write_step(out: &mut impl Write, step: &Step) -> io::Result<()> {
    let outcome = match step.outcome {
        Outcome::Selected => "入选",
        Outcome::Reserve => "候补",
        Outcome::Declined => "放弃",
    };
    let Step { s, r, n, index, id, reason, .. } = step;
    let reason = reason.as_ref().map(|reason| format!("（{reason}）")).unwrap_or_default();
    writeln!(out, "  第 {s} 步　{n} 中取 {index}（重取 {r} 次）→ {id}　{outcome}{reason}")
}

fn listed(ids: &[String]) -> String {
    if ids.is_empty() { "无".into() } else { ids.join("、") }
}

fn write_verdict(out: &mut impl Write, record: &DrawRecord, found: &[Discrepancy]) -> io::Result<()> {
    let draw_id = printable(&record.spec.draw_id);
    if found.is_empty() {
        return write_agreement(out, &draw_id, record);
    }
    writeln!(out, "抽取 {draw_id} 复核不一致，共 {0} 项 / does not hold, items: {0}", found.len())?;
    for Wording { zh, en } in found.iter().map(Discrepancy::wording) {
        writeln!(out, "  × {}\n    {}", printable(&zh), printable(&en))?;
    }
    Ok(())
}

/// A record can only prove that it agrees with itself; whether the context and the commitments were
/// published first is for the reader to compare.
fn write_agreement(out: &mut impl Write, draw_id: &str, DrawRecord { result, .. }: &DrawRecord) -> io::Result<()> {
    writeln!(out, "抽取 {draw_id} 复核一致，全部可以重算得出 / holds: everything was recomputed")?;
    writeln!(out, "请与抽取前公布的核对 / compare with what was published before the draw:")?;
    writeln!(out, "  上下文 context　{}", result.context)?;
    for (role, commitment) in &result.commitments {
        writeln!(out, "  {role} 的承诺 commitment　{commitment}")?;
    }
    Ok(())
}

/// Without control characters: a forged record must not steer the terminal of who checks it.
fn printable(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c }).collect()
}

/// What `draw verify --json` prints.
#[derive(Serialize)]
struct Verdict<'a> {
    holds: bool,
    discrepancies: Vec<Finding<'a>>,
}

#[derive(Serialize)]
struct Finding<'a> {
    /// `{"item": "specification"}` or the item of the result.
    #[serde(flatten)]
    item: FoundIn<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    recorded: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    recomputed: Option<&'a str>,
    sentence: Wording,
}

#[derive(Serialize)]
#[serde(untagged)]
enum FoundIn<'a> {
    Specification { item: &'static str },
    Result(&'a Item),
}

impl Verdict<'_> {
    fn of(found: &[Discrepancy]) -> Verdict<'_> {
        Verdict { holds: found.is_empty(), discrepancies: found.iter().map(Finding::of).collect() }
    }
}

impl Finding<'_> {
    fn of(discrepancy: &Discrepancy) -> Finding<'_> {
        let sentence = discrepancy.wording();
        match discrepancy {
            Discrepancy::Specification(_) => Finding {
                item: FoundIn::Specification { item: "specification" },
                recorded: None,
                recomputed: None,
                sentence,
            },
            Discrepancy::Differs { item, recorded, recomputed } => Finding {
                item: FoundIn::Result(item),
                recorded: recorded.as_deref(),
                recomputed: recomputed.as_deref(),
                sentence,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RECORD: &str = include_str!("../../tests/data/draw/employers-and-declines.json");

    /// Runs a verb on files in a fresh folder; exit code and output.
    fn on_file(text: &str, verb: impl Fn(&mut Vec<u8>, &Path) -> anyhow::Result<u8>) -> Result<(u8, String), String> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("draw.json");
        fs::write(&path, text).unwrap();
        let mut out = Vec::new();
        let code = verb(&mut out, &path).map_err(|fault| format!("{fault:#}"))?;
        Ok((code, String::from_utf8(out).unwrap()))
    }

    fn check(text: &str, json: bool) -> Result<(u8, String), String> {
        on_file(text, |out, path| check_record(out, path, json))
    }

    /// The specification inside [`RECORD`].
    fn spec() -> String {
        let record: DrawRecord = serde_json::from_str(RECORD).unwrap();
        serde_json::to_string(&record.spec).unwrap()
    }

    #[test]
    fn a_record_that_holds_and_one_that_does_not() {
        let (code, said) = check(RECORD, false).unwrap();
        assert_eq!(code, 0);
        assert!(said.contains("复核一致"), "{said}");
        let forged = RECORD.replace("\"shortage\": 0", "\"shortage\": 1");
        let (code, said) = check(&forged, false).unwrap();
        assert_eq!(code, 1);
        assert!(said.contains("缺额 shortage 不符：记录为 1，重算为 0"), "{said}");
        let (_, json) = check(&forged, true).unwrap();
        let found: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert_eq!(found["holds"], false);
        assert_eq!(found["discrepancies"][0]["item"], "shortage");
        assert_eq!(found["discrepancies"][0]["recomputed"], "0");
    }

    #[test]
    fn sound_json_that_is_no_record_does_not_hold() {
        for changed in [RECORD.replacen('{', "{\"note\": 1,", 1), RECORD.replace("\"selected\":", "\"relected\":")] {
            let (code, said) = check(&changed, false).unwrap();
            assert!(code == 1 && said.contains("unknown field"), "{said}");
            let (code, json) = check(&changed, true).unwrap();
            assert!(code == 1 && json.contains("\"item\":\"form\""), "{json}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_a_fault_that_names_the_place() {
        assert!(check("{", false).is_err_and(|fault| fault.contains("line 1")));
        let missing = check_record(&mut Vec::new(), Path::new("no such file"), false);
        assert!(missing.is_err_and(|fault| fault.to_string().contains("no such file")));
    }

    #[test]
    fn running_prints_the_result_and_keeps_a_record_that_holds() {
        let expected: DrawRecord = serde_json::from_str(RECORD).unwrap();
        let ran = on_file(&format!("\u{feff}{}", spec()), |out, path| {
            let kept = path.with_extension("kept");
            run_draw(out, path, true, Some(&kept))?;
            assert_eq!(check_record(&mut Vec::new(), &kept, false)?, 0);
            Ok(0)
        });
        let (code, printed) = ran.unwrap();
        assert_eq!(code, 0);
        assert_eq!(printed.trim_end(), serde_json::to_string(&expected.result).unwrap());
        let (_, said) = on_file(&spec(), |out, path| run_draw(out, path, false, None)).unwrap();
        assert!(said.contains("入选 4 人：ZJ-0002、ZJ-0011、ZJ-0008、ZJ-0009"), "{said}");
    }

    #[test]
    fn a_forged_record_does_not_steer_the_terminal() {
        let (code, said) = check(&RECORD.replace("2026-003", "\\u001b[2J"), false).unwrap();
        assert_eq!(code, 1);
        assert!(!said.contains('\u{1b}'), "{said}");
    }
}
