//! `hengping feed statement` and `hengping feed reconcile`.

use crate::app::Services;
use crate::cli::options::Options;
use crate::feed::receiver::journal;
use crate::feed::rules::statement::{Comparison, Kind, Statement, Totals};
use crate::feed::service::{books, endpoints};
use anyhow::{Context, bail};
use clap::Args;
use std::collections::BTreeSet;
use std::io::Write;
use std::path::{Path, PathBuf};

/// In whose name the command line acts.
const ACTOR: &str = "command-line";

#[derive(Args)]
pub struct StatementArgs {
    /// 财政区划代码 · fiscal division
    #[arg(long)]
    division: String,
    /// 接收端账本；缺省为本系统 · a receiver's journal; our own books if left out
    #[arg(long, value_name = "FILE")]
    journal: Option<PathBuf>,
}

#[derive(Args)]
pub struct ReconcileArgs {
    /// 接收端账本 · the receiver's journal
    #[arg(long, value_name = "FILE", conflicts_with = "statement")]
    journal: Option<PathBuf>,
    /// 接收端对账单（JSON） · a statement of the receiver
    #[arg(long, value_name = "FILE")]
    statement: Option<PathBuf>,
    /// 输出 JSON · print JSON
    #[arg(long)]
    json: bool,
}

/// Prints the statement of one side as JSON.
pub fn statement(args: StatementArgs, options: &Options) -> anyhow::Result<u8> {
    let statement = match &args.journal {
        Some(path) => journal::read(path)?.statement(&args.division),
        None => options.services()?.db.read(|conn| books::statement(conn, &args.division, 0, i64::MAX))?,
    };
    writeln!(std::io::stdout().lock(), "{}", serde_json::to_string(&statement)?)?;
    Ok(0)
}

/// Compares the books; 1 where they differ.
pub fn run(args: ReconcileArgs, options: &Options) -> anyhow::Result<u8> {
    let services = options.services()?;
    let (theirs, receiver) = match (&args.journal, &args.statement) {
        (Some(path), _) => (of_journal(&services, path)?, path.display().to_string()),
        (None, Some(path)) => (vec![of_file(path)?], path.display().to_string()),
        (None, None) => bail!("--journal 或 --statement：请给出接收端的账 · give the receiver's books"),
    };
    let mut comparisons = Vec::new();
    for statement in &theirs {
        let (id, at) = (uuid::Uuid::now_v7().to_string(), services.clock.now());
        comparisons.push(services.db.write(|conn| books::reconcile(conn, statement, (&id, &receiver), ACTOR, at))?);
    }
    let same = comparisons.iter().all(|c| c.same);
    let mut out = std::io::stdout().lock();
    if args.json {
        writeln!(out, "{}", serde_json::json!({ "same": same, "divisions": comparisons }))?;
    } else {
        comparisons.iter().try_for_each(|c| print(&mut out, c))?;
    }
    Ok(u8::from(!same))
}

/// The journal's books of every division that it names or that has an endpoint.
fn of_journal(services: &Services, path: &Path) -> anyhow::Result<Vec<Statement>> {
    let books = journal::read(path)?;
    let mut divisions: BTreeSet<String> = books.divisions().into_iter().collect();
    divisions.extend(services.db.read(|conn| endpoints::list(conn, None))?.into_iter().map(|e| e.division));
    Ok(divisions.iter().map(|d| books.statement(d)).collect())
}

fn of_file(path: &Path) -> anyhow::Result<Statement> {
    let text = std::fs::read(path).with_context(|| format!("{} could not be read", path.display()))?;
    serde_json::from_slice(&text).with_context(|| format!("{} is no statement", path.display()))
}

fn print(out: &mut impl Write, comparison: &Comparison) -> std::io::Result<()> {
    let word = if comparison.same { "一致 · the same" } else { "不一致 · different" };
    writeln!(out, "区划 {}：{word}", comparison.division)?;
    let side = |totals: &Totals| format!("{} 件，金额 {} 分，根 {}", totals.events, totals.amount_fen, totals.root);
    writeln!(out, "  本系统　{}", side(&comparison.ours))?;
    writeln!(out, "  接收端　{}", side(&comparison.theirs))?;
    for d in &comparison.differences {
        writeln!(out, "  第 {} 号 {}（项目 {}）：{}", d.sequence, d.id, d.project_code, kind(d.kind))?;
    }
    Ok(())
}

fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Missing => "接收端没有 · missing there",
        Kind::Unexpected => "本系统没有 · unknown here",
        Kind::Changed => "内容不同 · reads otherwise",
        Kind::Doubled => "接收端重复 · there twice",
        Kind::OutOfOrder => "接收端次序颠倒 · applied out of order",
        Kind::AnswerDiffers => "回执不同 · answered otherwise",
    }
}
