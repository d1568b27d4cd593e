//! `hengping replay --all`.

use super::options::Options;
use crate::replayers::Replayers;
use clap::Args;
use std::io::Write;

#[derive(Args)]
#[command(after_help = "例 / example:\n  hengping replay --all --data-dir ./hengping-data")]
pub struct ReplayArgs {
    /// 重算全部决定 · replay every decision
    #[arg(long, required = true)]
    all: bool,
    /// 输出 JSON · print JSON
    #[arg(long)]
    json: bool,
}

pub fn run(args: ReplayArgs, options: &Options) -> anyhow::Result<u8> {
    let services = options.services()?;
    let replayers = Replayers::new(&services.vault);
    let report = replayers.replay_all(&services.db, |_| {})?;
    let mut out = std::io::stdout().lock();
    if args.json {
        writeln!(out, "{}", serde_json::to_string(&report)?)?;
    } else {
        writeln!(
            out,
            "已记录 {} 项决定，重算 {} 项，不一致 {} 项。",
            report.recorded, report.replayed, report.different
        )?;
        for d in &report.differences {
            writeln!(
                out,
                "不一致：第 {} 号决定 {}（{}，{}）在 {}{}：记录为 {}，现为 {}",
                d.sequence, d.decision, d.kind, d.subject, d.aspect, d.place, d.recorded, d.found
            )?;
        }
    }
    Ok(u8::from(report.different > 0))
}
