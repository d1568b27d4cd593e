//! `hengping opening`: two holders open the sealed bids of a commission. Works on files alone, so that the
//! opening can be done, and done again, without the service.

use super::bid::{passphrase, read, refuse};
use crate::sealing::crypto::{self, OpeningKey, ShareFile};
use crate::sealing::{BidContent, SealError, TenderFile};
use crate::terms::Sha256Hex;
use anyhow::{Context, ensure};
use clap::{Args, Subcommand};
use serde::Serialize;
use std::fs;
use std::io::{BufRead, Write};
use std::path::{Path, PathBuf};

/// 开标（离线）（opening of sealed bids, offline）
#[derive(Args, Debug)]
pub struct OpeningArgs {
    #[command(subcommand)]
    command: OpeningCommand,
}

#[derive(Subcommand, Debug)]
enum OpeningCommand {
    /// 用两份密钥份额开启密封投标：0 全部开启，1 口令、份额或某份投标不成立 / open with two shares
    #[command(
        after_help = "示例 / Example:\n  hengping opening run --commission commission.json --share share-commissioner.json --share share-supervisor.json \\\n    --passphrase-file c.txt --passphrase-file s.txt bids/*.sealed --json"
    )]
    Run(RunArgs),
}

#[derive(Args, Debug)]
struct RunArgs {
    /// 委托文件（commission file）
    #[arg(long, value_name = "FILE")]
    commission: PathBuf,
    /// 密钥份额文件，两个（share files, two）
    #[arg(long, value_name = "FILE", required = true)]
    share: Vec<PathBuf>,
    /// 口令文件，与份额同序；不写则从标准输入逐行读取（passphrase files in the same order; else lines of standard input）
    #[arg(long, value_name = "FILE")]
    passphrase_file: Vec<PathBuf>,
    /// 密封文件，或存放它们的目录（sealed files, or a folder of *.sealed）
    #[arg(required = true)]
    bids: Vec<PathBuf>,
    /// 另存每份投标的内容（folder for the opened bids）
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// 输出 JSON
    #[arg(long)]
    json: bool,
}

/// Runs the verb.
pub fn run(args: OpeningArgs) -> anyhow::Result<u8> {
    let OpeningCommand::Run(args) = args.command;
    open(&args)
}

/// One envelope with what was inside.
#[derive(Serialize)]
struct Line {
    file: String,
    sha256: Sha256Hex,
    opened: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    bid: Option<BidContent>,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<String>,
}

/// What `--json` prints.
#[derive(Serialize)]
struct Answer<'a> {
    commission: &'a str,
    opened: usize,
    not_opened: usize,
    envelopes: &'a [Line],
}

fn open(args: &RunArgs) -> anyhow::Result<u8> {
    let tender: TenderFile = read(&args.commission)?;
    let shares = args.share.iter().map(|path| read(path)).collect::<anyhow::Result<Vec<ShareFile>>>()?;
    let passphrases = passphrases(args)?;
    let key = match key(&tender, &shares, &passphrases) {
        Ok(key) => key,
        Err(why) => return refuse(&why.to_string()),
    };
    let mut lines = Vec::new();
    for path in sealed_files(&args.bids)? {
        lines.push(line(&tender, &key, &path, args.out.as_deref())?);
    }
    write_answer(args, &tender, &lines)?;
    Ok(u8::from(lines.iter().any(|line| !line.opened)))
}

fn passphrases(args: &RunArgs) -> anyhow::Result<Vec<String>> {
    if args.passphrase_file.is_empty() {
        let lines = std::io::stdin().lock().lines().take(args.share.len());
        return lines.map(|line| line.context("标准输入 / standard input")).collect();
    }
    ensure!(
        args.passphrase_file.len() == args.share.len(),
        "--passphrase-file 须与 --share 一一对应（one for each share）"
    );
    args.passphrase_file.iter().map(|path| passphrase(path)).collect()
}

fn key(tender: &TenderFile, shares: &[ShareFile], passphrases: &[String]) -> Result<OpeningKey, SealError> {
    let public = tender.key()?;
    if shares.len() != 2 || passphrases.len() != 2 {
        return Err(SealError::TooFewShares);
    }
    let opened = shares
        .iter()
        .zip(passphrases)
        .map(|(share, passphrase)| share.unwrap_for(&public, &tender.commission, passphrase))
        .collect::<Result<Vec<_>, _>>()?;
    crypto::combine(&public, &opened)
}

/// The files named, and the `*.sealed` of the folders named, in order.
fn sealed_files(given: &[PathBuf]) -> anyhow::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for path in given {
        if !path.is_dir() {
            files.push(path.clone());
            continue;
        }
        let entries = fs::read_dir(path).with_context(|| format!("无法读取 / cannot read {}", path.display()))?;
        let inside = entries.map(|entry| entry.map(|e| e.path())).collect::<Result<Vec<_>, _>>()?;
        files.extend(inside.into_iter().filter(|p| p.extension().is_some_and(|e| e == "sealed")));
    }
    files.sort();
    Ok(files)
}

fn line(tender: &TenderFile, key: &OpeningKey, path: &Path, out: Option<&Path>) -> anyhow::Result<Line> {
    let sealed = fs::read(path).with_context(|| format!("无法读取 / cannot read {}", path.display()))?;
    let sha256 = Sha256Hex::of(&sealed);
    let found = crypto::open(key, &tender.commission, tender.padded_bytes, &sealed)
        .and_then(|bytes| Ok((BidContent::read(&bytes, &tender.commission)?, bytes)));
    let file = path.display().to_string();
    match found {
        Ok((bid, bytes)) => {
            if let Some(folder) = out {
                fs::create_dir_all(folder).with_context(|| format!("无法建立 {}", folder.display()))?;
                let target = folder.join(format!("{sha256}.json"));
                fs::write(&target, bytes).with_context(|| format!("无法写入 {}", target.display()))?;
            }
            Ok(Line { file, sha256, opened: true, bid: Some(bid), why: None })
        }
        Err(why) => Ok(Line { file, sha256, opened: false, bid: None, why: Some(why.to_string()) }),
    }
}

fn write_answer(args: &RunArgs, tender: &TenderFile, lines: &[Line]) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    let opened = lines.iter().filter(|line| line.opened).count();
    if args.json {
        let not_opened = lines.len() - opened;
        let answer = Answer { commission: &tender.commission, opened, not_opened, envelopes: lines };
        writeln!(out, "{}", serde_json::to_string_pretty(&answer)?)?;
        return Ok(());
    }
    writeln!(out, "委托 {}：{} 份密封投标，开启 {opened} 份", tender.commission, lines.len())?;
    for line in lines {
        match (&line.bid, &line.why) {
            (Some(bid), _) => writeln!(out, "  {}　{}　报价 {} 万元", line.file, bid.uscc, bid.price_fen.wan_text())?,
            (None, why) => writeln!(out, "  {}　未能开启：{}", line.file, why.as_deref().unwrap_or_default())?,
        }
    }
    Ok(())
}
