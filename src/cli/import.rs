//! `hengping import`: take a year's workbooks in, or only say what would happen.

use super::options::Options;
use crate::app::Services;
use crate::demo::input;
use crate::handover::{TakeIn, TakenIn, service::take_in};
use crate::intake::{Handover, Level, SheetReport, annotated, template};
use crate::platform::failure::Outcome;
use anyhow::Context;
use clap::Args;
use serde_json::json;
use std::io::Write;
use std::path::{Path, PathBuf};

#[derive(Args)]
#[command(
    after_help = "例 / example:\n  hengping import ./2021 --data-dir ./hengping-data --dry-run\n  hengping import ./2021 --dry-run --annotated ./2021-marked.xlsx\n  hengping import --template ./template.xlsx"
)]
pub struct ImportArgs {
    /// 工作簿所在目录 · folder with the year's workbooks
    #[arg(required_unless_present = "template")]
    folder: Option<PathBuf>,
    /// 只生成导入模板 · write the template workbook and do nothing else
    #[arg(long, value_name = "OUT.xlsx", conflicts_with_all = ["folder", "dry_run", "annotated"])]
    template: Option<PathBuf>,
    /// 只检查，不写入 · check only, write nothing
    #[arg(long)]
    dry_run: bool,
    /// 另存批注后的工作簿：有误的单元格标色并加批注，末列写明原因 · write a copy with every fault marked
    #[arg(long, value_name = "OUT.xlsx")]
    annotated: Option<PathBuf>,
    /// 输出 JSON · print JSON
    #[arg(long)]
    json: bool,
}

pub fn run(args: ImportArgs, options: &Options) -> anyhow::Result<u8> {
    if let Some(out) = &args.template {
        return write_template(out);
    }
    let folder = args.folder.as_deref().context("no folder")?;
    let handover = match input::read(folder) {
        Ok(handover) => handover,
        Err(fault) => return refuse(&fault.to_string(), args.json),
    };
    if let Some(out) = &args.annotated {
        write_annotated(folder, &handover, out)?;
    }
    let taken = if args.dry_run { None } else { Some(take(&options.services()?, folder, &handover)?) };
    print(&handover, taken.as_ref(), args.json)?;
    Ok(0)
}

fn write_template(out: &Path) -> anyhow::Result<u8> {
    std::fs::write(out, template()?).with_context(|| format!("--template {}", out.display()))?;
    eprintln!("导入模板已写入 {} · the template was written", out.display());
    Ok(0)
}

/// An unusable folder is an answer, not a failure to run: one sentence, nothing touched.
pub fn refuse(sentence: &str, json: bool) -> anyhow::Result<u8> {
    let mut out = std::io::stdout().lock();
    if json {
        writeln!(out, "{}", json!({ "error": sentence }))?;
    } else {
        eprintln!("hengping: {sentence}");
    }
    Ok(1)
}

fn write_annotated(folder: &Path, handover: &Handover, out: &Path) -> anyhow::Result<()> {
    let bytes = annotated(folder, &handover.report)?;
    std::fs::write(out, bytes).with_context(|| format!("--annotated {}", out.display()))?;
    eprintln!("批注后的工作簿已写入 {} · the annotated copy was written", out.display());
    Ok(())
}

/// Takes the sound rows in, in one transaction.
pub fn take(services: &Services, folder: &Path, handover: &Handover) -> anyhow::Result<TakenIn> {
    let division = input::division(handover);
    let pack = input::pack(&services.packs, &division)?;
    let folder_digest = input::digest(folder).context("folder digest")?;
    let to = TakeIn {
        vault: &services.vault,
        pack,
        ceiling: input::ceiling(&services.packs, pack)?,
        division: &division,
        folder_digest: &folder_digest,
        actor: "finance_handler",
        at: services.clock.now(),
        routes: &services.routes,
    };
    let taken: Outcome<TakenIn> = services.db.write(|conn| take_in(conn, &to, handover));
    Ok(taken?)
}

fn print(handover: &Handover, taken: Option<&TakenIn>, json: bool) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    if json {
        // One array with an object for each sheet; what else there is to say goes to stderr.
        writeln!(out, "{}", serde_json::to_string(&handover.report)?)?;
        return remark(taken);
    }
    for sheet in &handover.report {
        print_sheet(&mut out, sheet)?;
    }
    for remark in &handover.remarks {
        writeln!(out, "说明：{remark}")?;
    }
    match taken {
        None => writeln!(out, "仅检查，没有写入任何数据。")?,
        Some(t) if t.already_there => writeln!(out, "这批数据此前已经导入，本次没有改动任何数据。")?,
        Some(t) => writeln!(
            out,
            "已导入：新增 {} 行，更新 {} 行，未变 {} 行。",
            t.rows.added, t.rows.changed, t.rows.unchanged
        )?,
    }
    Ok(())
}

fn remark(taken: Option<&TakenIn>) -> anyhow::Result<()> {
    if taken.is_some_and(|t| t.already_there) {
        eprintln!("这批数据此前已经导入，本次没有改动任何数据。 · taken in before; nothing was changed");
    }
    Ok(())
}

fn print_sheet(out: &mut impl Write, sheet: &SheetReport) -> anyhow::Result<()> {
    writeln!(
        out,
        "{} / {}：{} 行，可用 {}，待说明 {}，退回 {}",
        sheet.file, sheet.sheet, sheet.rows, sheet.accepted, sheet.needs_reason, sheet.rejected
    )?;
    for f in sheet.findings.iter().filter(|f| f.level > Level::Note) {
        writeln!(out, "  第 {} 行 {}：{}（{}）", f.row, f.column, f.message, f.code)?;
    }
    Ok(())
}
