//! `hengping files`: the stored files at rest.
//!
//! Exit codes: 0 every named file is there and whole, 1 one is not, 2 could not run.

use crate::app::Services;
use crate::packages::scrub::{Needed, Scrubbed, scrub};
use clap::{Args, Subcommand};
use std::io::Write;

const SCRUB_HELP: &str = "示例 / Example:
  hengping files scrub --json

退出码：0 完好，1 有文件损坏或缺失，2 无法运行 / exit code: 0 sound, 1 damaged or missing, 2 could not run";

/// 存储文件的巡检与清理 / the stored files
#[derive(Debug, Args)]
pub struct FilesArgs {
    #[command(subcommand)]
    command: FilesCommand,
}

#[derive(Debug, Subcommand)]
enum FilesCommand {
    /// 逐个重算摘要并与记录比对 / hash every file anew and compare with what names it
    #[command(after_help = SCRUB_HELP)]
    Scrub {
        /// 输出 JSON / print JSON
        #[arg(long)]
        json: bool,
    },
    /// 清除过期的未完成上传 / clear away unfinished uploads whose time is up
    #[command(after_help = "示例 / Example:\n  hengping files sweep")]
    Sweep,
}

/// Runs the command and prints to standard output.
pub fn run(args: FilesArgs, services: &Services) -> anyhow::Result<u8> {
    let mut out = std::io::stdout().lock();
    match args.command {
        FilesCommand::Sweep => {
            let swept = services.uploads.sweep()?;
            writeln!(out, "过期 {}，补存 {}，无主 {}", swept.expired, swept.completed, swept.strays)?;
            Ok(0)
        }
        FilesCommand::Scrub { json } => {
            let bar = indicatif::ProgressBar::new_spinner();
            let found = scrub(&services.db, services.files.as_ref(), |bytes| bar.set_position(bytes >> 20))?;
            bar.finish_and_clear();
            if json {
                writeln!(out, "{}", serde_json::to_string_pretty(&found)?)?;
            } else {
                write_text(&mut out, &found)?;
            }
            Ok(u8::from(!found.is_sound()))
        }
    }
}

fn write_text(out: &mut impl Write, found: &Scrubbed) -> std::io::Result<()> {
    let verdict = if found.is_sound() { "完好" } else { "有损坏或缺失" };
    writeln!(out, "{verdict}：{} 个文件，{} 字节，记录引用 {} 个", found.objects, found.bytes, found.named)?;
    write_needed(out, "损坏", &found.damaged)?;
    write_needed(out, "缺失", &found.missing)?;
    writeln!(out, "资料包未引用 {} 个（其他业务的文件也在其中）", found.unnamed.len())
}

fn write_needed(out: &mut impl Write, what: &str, list: &[Needed]) -> std::io::Result<()> {
    for needed in list {
        writeln!(out, "  {what} {}：{} 处引用，{}", needed.sha256, needed.references, needed.paths.join("、"))?;
    }
    Ok(())
}
