//! `hengping conflicts`: asks the conflict rules of a file, without a database.
//!
//! Exit codes: 0 everything clear, 1 a conflict was found (blocked or flagged), 2 the input cannot be
//! read or is faulty.

use crate::conflicts::input::{CaseInput, Document, PolicyChoice, read};
use crate::conflicts::{FactFault, Graph, Handling, Outcome, Verdict, sweep, verdict};
use crate::policy::conflict_policy::ConflictPolicy;
use crate::terms::unique_keys::UniqueKeys;
use anyhow::{Context, anyhow, bail};
use clap::{Args, Subcommand};
use serde::Serialize;
use std::io::{BufWriter, Read, Write};
use std::path::{Path, PathBuf};

const CHECK_HELP: &str = "示例 / Example:
  hengping conflicts check facts.json --json
  hengping conflicts check - --policy reference < facts.json

退出码：0 均无利害关系，1 有须回避或须判断的，2 无法读取 / exit code: 0 all clear, 1 a conflict was found, 2 unreadable or faulty input";

const SWEEP_HELP: &str = "示例 / Example:
  hengping conflicts sweep facts.json --evaluation E2021-01

退出码：0 无人有利害关系，1 有，2 无法读取 / exit code: 0 nobody is in conflict, 1 somebody is, 2 unreadable or faulty input";

/// 利益冲突审查 / conflicts of interest from a file of facts
#[derive(Debug, Args)]
pub struct ConflictsArgs {
    #[command(subcommand)]
    command: ConflictsCommand,
}

#[derive(Debug, Subcommand)]
enum ConflictsCommand {
    /// 逐例审查：能否参加该项评价 / may the subject of each case take part in its evaluation?
    #[command(after_help = CHECK_HELP)]
    Check(InputArgs),
    /// 反向审查：文件中谁须回避 / who of everybody in the file may not take part?
    #[command(after_help = SWEEP_HELP)]
    Sweep {
        #[command(flatten)]
        input: InputArgs,
        /// 评价编号 / id of the evaluation
        #[arg(long, value_name = "ID")]
        evaluation: String,
    },
}

#[derive(Debug, Args)]
struct InputArgs {
    /// 事实与问题（JSON，见 docs/conflicts.md），- 表示标准输入 / facts and questions, - for standard input
    #[arg(value_name = "FACTS.json")]
    facts: PathBuf,
    /// 政策包名称，优先于文件内的 policy / `reference` or a pack; comes before the file's own policy
    #[arg(long, value_name = "NAME")]
    policy: Option<String>,
    /// 输出 JSON / print JSON
    #[arg(long)]
    json: bool,
}

/// The answer to one case.
#[derive(Debug, Serialize)]
struct Answer {
    code: String,
    #[serde(flatten)]
    verdict: Verdict,
}

/// The answers to a list of cases.
#[derive(Debug, Serialize)]
struct Answers<'a> {
    answers: &'a [Answer],
}

/// The answer of a sweep.
#[derive(Debug, Serialize)]
struct SweepAnswer<'a> {
    evaluation: &'a str,
    answers: &'a [SweptSubject],
}

/// The answer on one subject of a sweep.
#[derive(Debug, Serialize)]
struct SweptSubject {
    subject: String,
    #[serde(flatten)]
    verdict: Verdict,
}

/// Runs the command and prints to standard output.
///
/// # Errors
/// The file cannot be read, its content is faulty, or the policy is unknown.
pub fn run(args: ConflictsArgs) -> anyhow::Result<u8> {
    let mut out = BufWriter::new(std::io::stdout().lock());
    let code = match args.command {
        ConflictsCommand::Check(input) => check(&input, &mut out)?,
        ConflictsCommand::Sweep { input, evaluation } => sweep_all(&input, &evaluation, &mut out)?,
    };
    out.flush().context("cannot write the answer")?;
    Ok(code)
}

fn check(args: &InputArgs, out: &mut impl Write) -> anyhow::Result<u8> {
    let (document, policy) = load(args)?;
    let answers = document.cases.iter().map(|case| answer(case, &policy)).collect::<anyhow::Result<Vec<_>>>()?;
    match (args.json, document.is_list, answers.first()) {
        (true, true, _) => print_json(out, &Answers { answers: &answers })?,
        (true, false, Some(single)) => print_json(out, single)?,
        _ => answers.iter().try_for_each(|answer| print_verdict(out, &answer.code, &answer.verdict))?,
    }
    Ok(exit_code(answers.iter().map(|answer| &answer.verdict)))
}

fn answer(case: &CaseInput, policy: &ConflictPolicy) -> anyhow::Result<Answer> {
    let place = || if case.code.is_empty() { "the case".to_owned() } else { format!("case {}", case.code) };
    let question = case.question.as_ref().ok_or_else(|| anyhow!("{} asks nothing: add \"question\"", place()))?;
    let graph =
        Graph::build(&case.facts).map_err(|faults| told(&faults)).with_context(|| format!("{} is faulty", place()))?;
    let verdict = verdict(&graph, question, policy).with_context(|| format!("{} is faulty", place()))?;
    Ok(Answer { code: case.code.clone(), verdict })
}

fn sweep_all(args: &InputArgs, evaluation: &str, out: &mut impl Write) -> anyhow::Result<u8> {
    let (document, policy) = load(args)?;
    let [case] = document.cases.as_slice() else {
        bail!("sweep needs one set of facts, the file has {} cases", document.cases.len());
    };
    let graph = Graph::build(&case.facts).map_err(|faults| told(&faults))?;
    let found = sweep(&graph, evaluation, &policy)?;
    let swept: Vec<SweptSubject> =
        found.into_iter().map(|(subject, verdict)| SweptSubject { subject, verdict }).collect();
    if args.json {
        print_json(out, &SweepAnswer { evaluation, answers: &swept })?;
    } else {
        writeln!(out, "评价 {}：{} 个对象有利害关系", evaluation, swept.len())?;
        swept.iter().try_for_each(|one| print_verdict(out, &one.subject, &one.verdict))?;
    }
    Ok(exit_code(swept.iter().map(|one| &one.verdict)))
}

fn exit_code<'v>(mut verdicts: impl Iterator<Item = &'v Verdict>) -> u8 {
    u8::from(verdicts.any(|verdict| verdict.verdict != Outcome::Clear))
}

/// The document, and the policy: the option's, else the document's, else the reference.
fn load(args: &InputArgs) -> anyhow::Result<(Document, ConflictPolicy)> {
    let text = read_text(&args.facts)?;
    let name = args.facts.display();
    let UniqueKeys(value) = serde_json::from_str(&text).with_context(|| format!("{name} is not JSON"))?;
    let mut document = read(value).map_err(|faults| told(&faults)).with_context(|| format!("{name} is faulty"))?;
    let chosen = args.policy.clone().map(PolicyChoice::Named).or(document.policy.take());
    let policy = match chosen {
        None => ConflictPolicy::default(),
        Some(PolicyChoice::Given(policy)) => *policy,
        Some(PolicyChoice::Named(name)) => crate::policy::load_conflict_policy(&name)?,
    };
    Ok((document, policy))
}

fn read_text(path: &Path) -> anyhow::Result<String> {
    if path == Path::new("-") {
        let mut text = String::new();
        std::io::stdin().lock().read_to_string(&mut text).context("cannot read standard input")?;
        return Ok(text);
    }
    std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}

fn told(faults: &[FactFault]) -> anyhow::Error {
    let lines: Vec<String> = faults.iter().map(ToString::to_string).collect();
    anyhow!(lines.join("; "))
}

fn print_json(out: &mut impl Write, value: &impl Serialize) -> anyhow::Result<()> {
    serde_json::to_writer(&mut *out, value)?;
    writeln!(out)?;
    Ok(())
}

/// A heading, then one block a hit, the worst first.
fn print_verdict(out: &mut impl Write, code: &str, verdict: &Verdict) -> anyhow::Result<()> {
    let heading = match verdict.verdict {
        Outcome::Blocked => "应当回避",
        Outcome::Flagged => "须由人判断",
        Outcome::Clear => "未发现利害关系",
    };
    let code = if code.is_empty() { "本例" } else { code };
    writeln!(out, "{code}：{heading}")?;
    let mut hits: Vec<_> = verdict.hits.iter().collect();
    hits.sort_by_key(|hit| std::cmp::Reverse((hit.verdict, hit.handling)));
    for hit in hits {
        let mark = match (hit.verdict, hit.handling) {
            (Outcome::Blocked, _) => "回避",
            (_, Some(Handling::Notice)) => "提示",
            _ => "判断并记录理由",
        };
        writeln!(out, "  [{mark}] {}", hit.sentence.zh)?;
        writeln!(out, "      依据：{}", hit.basis)?;
        writeln!(
            out,
            "      事实：{}",
            if hit.path.is_empty() { "（当事方本身）".to_owned() } else { hit.path.join(" → ") }
        )?;
    }
    Ok(())
}
