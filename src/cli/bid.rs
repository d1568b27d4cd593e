//! `hengping bid`: makes the opening key of a commission with its shares, and seals a bid, both offline.

use crate::sealing::crypto::KdfCost;
use crate::sealing::model::USUAL_PADDED;
use crate::sealing::{TenderFile, service};
use crate::terms::{Fen, Instant, Sha256Hex};
use anyhow::{Context, bail, ensure};
use chrono::DateTime;
use clap::{Args, Subcommand};
use rust_decimal::Decimal;
use serde_json::json;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

/// 密封投标（离线）（sealed bids, offline）
#[derive(Args, Debug)]
pub struct BidArgs {
    #[command(subcommand)]
    command: BidCommand,
}

#[derive(Subcommand, Debug)]
enum BidCommand {
    /// 生成委托的开标密钥和三份密钥份额 / the opening key of a commission and its shares
    #[command(
        after_help = "示例 / Example:\n  hengping bid keys --commission 640300000-2021-001 --title 项目 --deadline 2026-10-08T09:00:00+08:00 \\\n    --ceiling-wan 45.5 --holder commissioner=c.txt --holder supervisor=s.txt --holder bureau=b.txt --out keys"
    )]
    Keys(KeysArgs),
    /// 密封一份投标：退出码 0 已密封，1 投标不成立，2 无法读取 / seal a bid: 1 where the bid does not hold
    #[command(
        after_help = "示例 / Example:\n  hengping bid seal --commission commission.json --in bid.json --out bid.sealed"
    )]
    Seal(SealArgs),
}

#[derive(Args, Debug)]
struct KeysArgs {
    /// 委托编号（number of the commission）
    #[arg(long)]
    commission: String,
    /// 委托名称（title）
    #[arg(long, default_value = "")]
    title: String,
    /// 投标截止时间，RFC 3339（deadline）
    #[arg(long)]
    deadline: String,
    /// 最高限价（万元）（ceiling price）
    #[arg(long)]
    ceiling_wan: String,
    /// 保管人=口令文件，须三个（holder and the file with the passphrase, three of them）
    #[arg(long, value_name = "NAME=FILE", required = true)]
    holder: Vec<String>,
    /// 每份投标填充到的字节数（size that every bid is padded to）
    #[arg(long, default_value_t = USUAL_PADDED)]
    padded_bytes: usize,
    /// 输出目录（folder for commission.json and the share files）
    #[arg(long)]
    out: PathBuf,
}

#[derive(Args, Debug)]
struct SealArgs {
    /// 委托文件（commission file）
    #[arg(long, value_name = "FILE")]
    commission: PathBuf,
    /// 投标内容（the bid, JSON）
    #[arg(long = "in", value_name = "FILE")]
    input: PathBuf,
    /// 密封文件（the sealed bid）
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// 输出 JSON
    #[arg(long)]
    json: bool,
}

/// Shares that a key is split into.
const HOLDERS: usize = 3;

/// Runs the verb.
pub fn run(args: BidArgs) -> anyhow::Result<u8> {
    match args.command {
        BidCommand::Keys(args) => keys(&args),
        BidCommand::Seal(args) => seal(&args),
    }
}

fn keys(args: &KeysArgs) -> anyhow::Result<u8> {
    ensure!(args.holder.len() == HOLDERS, "须写三个 --holder（name three holders），现有 {}", args.holder.len());
    let holders = args.holder.iter().map(|text| holder(text)).collect::<anyhow::Result<Vec<_>>>()?;
    let deadline = DateTime::parse_from_rfc3339(&args.deadline)
        .with_context(|| format!("截止时间 {} 不是 2026-10-08T09:00:00+08:00 这样的时间", args.deadline))?;
    let wan: Decimal = args.ceiling_wan.parse().with_context(|| format!("最高限价 {} 不是数", args.ceiling_wan))?;
    let ceiling =
        Fen::from_wan(wan).filter(|fen| fen.0 > 0).context("最高限价须大于 0（the ceiling must be above zero）")?;
    let (key, shares) = match service::new_key(&args.commission, &holders, KdfCost::FOR_PEOPLE) {
        Ok(made) => made,
        Err(why) => return refuse(&why.to_string()),
    };
    let deadline = Instant::from_utc(deadline.to_utc());
    let file = TenderFile::new(&args.commission, &args.title, deadline, ceiling, &key, args.padded_bytes);
    file.key().context("--padded-bytes")?;
    fs::create_dir_all(&args.out).with_context(|| format!("无法建立 {}", args.out.display()))?;
    write_new(&args.out.join("commission.json"), &serde_json::to_vec_pretty(&file)?)?;
    for share in &shares {
        write_new(&args.out.join(format!("share-{}.json", share.holder)), &serde_json::to_vec_pretty(share)?)?;
    }
    let mut out = std::io::stdout().lock();
    writeln!(out, "开标密钥 {}：公钥在 commission.json，私钥只以三份份额存在，任两份可开标。", file.key_id)?;
    writeln!(out, "请把每份 share-*.json 交给其保管人，并从本机删除。")?;
    Ok(0)
}

/// `name=FILE`; the passphrase is the file's first line.
fn holder(text: &str) -> anyhow::Result<(String, String)> {
    let Some((name, path)) = text.split_once('=') else { bail!("--holder {text}：写作 保管人=口令文件") };
    ensure!(
        !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_'),
        "保管人名 {name} 只能用字母、数字、- 和 _"
    );
    Ok((name.to_owned(), passphrase(Path::new(path))?))
}

/// The first line of a file.
pub(super) fn passphrase(path: &Path) -> anyhow::Result<String> {
    let text = fs::read_to_string(path).with_context(|| format!("无法读取口令文件 {}", path.display()))?;
    Ok(text.lines().next().unwrap_or_default().to_owned())
}

fn write_new(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let mut file = fs::File::create_new(path)
        .with_context(|| format!("{} 已存在或无法写入（exists or cannot be written）", path.display()))?;
    file.write_all(bytes).with_context(|| format!("无法写入 {}", path.display()))
}

/// Reads a JSON file of a documented form.
pub(super) fn read<T: serde::de::DeserializeOwned>(path: &Path) -> anyhow::Result<T> {
    let bytes = fs::read(path).with_context(|| format!("无法读取 / cannot read {}", path.display()))?;
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    serde_json::from_slice(text).with_context(|| format!("{} 格式不符 / is not of the documented form", path.display()))
}

fn seal(args: &SealArgs) -> anyhow::Result<u8> {
    let tender: TenderFile = read(&args.commission)?;
    let bid = fs::read(&args.input).with_context(|| format!("无法读取 / cannot read {}", args.input.display()))?;
    let sealed = match tender.seal(&bid) {
        Ok(sealed) => sealed,
        Err(why) => return refuse(&why.to_string()),
    };
    fs::write(&args.out, &sealed).with_context(|| format!("无法写入 {}", args.out.display()))?;
    let digest = Sha256Hex::of(&sealed);
    let mut out = std::io::stdout().lock();
    if args.json {
        let said = json!({ "commission": tender.commission, "sha256": digest, "bytes": sealed.len() });
        writeln!(out, "{said}")?;
    } else {
        writeln!(out, "已密封：{}（{} 字节）", args.out.display(), sealed.len())?;
        writeln!(out, "摘要 SHA-256：{digest}　请与回执核对。")?;
    }
    Ok(0)
}

/// The answer is no: one sentence, exit code 1.
pub(super) fn refuse(why: &str) -> anyhow::Result<u8> {
    eprintln!("{why}");
    Ok(1)
}
