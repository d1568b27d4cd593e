//! `hengping package assess`, `archive` and `stamp`: submitted versions for the years to come.
//!
//! Exit codes: 0 done or nothing fails, 1 an item fails or a stamp could not be had, 2 could not run.

use crate::app::Services;
use crate::commissions::service as commissions;
use crate::packages::archival::service::{self as archival, Dossier};
use crate::packages::indicator_table::IndicatorTable;
use crate::packages::{archive as bags, service as packages};
use anyhow::{Context, Result, anyhow};
use clap::Args;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::PathBuf;

pub const ASSESS_HELP: &str = "示例 / Example:
  hengping package assess 640300000-2021-001 --json

退出码：0 没有不通过的项目，1 有，2 无法检测 / exit code: 0 nothing fails, 1 something does, 2 could not run";

pub const ARCHIVE_HELP: &str = "示例 / Example:
  hengping package archive 640300000-2021-001 --out 档案.zip";

pub const STAMP_HELP: &str = "示例 / Example:
  hengping package stamp --json

退出码：0 全部取回，1 有的没有取回，2 无法运行 / exit code: 0 all fetched, 1 some could not be had, 2 could not run";

#[derive(Debug, Args)]
pub struct AssessArgs {
    #[command(flatten)]
    which: Which,
    /// 输出 JSON / print JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
pub struct ArchiveArgs {
    #[command(flatten)]
    which: Which,
    /// 新的 zip 文件 / the new file
    #[arg(long, value_name = "FILE.zip")]
    out: PathBuf,
}

#[derive(Debug, Args)]
pub struct StampArgs {
    /// 输出 JSON / print JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
struct Which {
    /// 委托编号 / number of the commission
    #[arg(value_name = "NUMBER")]
    number: String,
    /// 版本；不写则为通过的版本，没有则为最新的 / version; else the accepted one, else the newest
    #[arg(long, value_name = "N")]
    package_version: Option<i32>,
}

impl Which {
    fn dossier(&self, services: &Services) -> Result<Dossier> {
        let found = services.db.read(|conn| {
            let commission = commissions::by_id_or_number(conn, &self.number)?;
            let package = packages::version(conn, commission.id.as_str(), self.package_version)?;
            archival::dossier(conn, &services.packs, commission, package)
        });
        found.map_err(|failure| anyhow!("{}：{failure}", self.number))
    }
}

/// The indicator table of the accepted version of a commission's package, else of the newest.
pub fn known(number: &str, services: &Services) -> Result<IndicatorTable> {
    let which = Which { number: number.to_owned(), package_version: None };
    Ok(which.dossier(services)?.package.table)
}

pub fn assess(out: &mut impl Write, args: &AssessArgs, services: &Services) -> Result<u8> {
    let dossier = args.which.dossier(services)?;
    let fixity = archival::fixity(services.files.as_ref(), &dossier.package);
    let assessment = dossier.assess(fixity, services.uploads.scans());
    if args.json {
        writeln!(out, "{}", serde_json::to_string_pretty(&assessment)?)?;
    } else {
        write!(out, "{}", assessment.text())?;
    }
    Ok(u8::from(!assessment.passed))
}

pub fn archive(out: &mut impl Write, args: &ArchiveArgs, services: &Services) -> Result<u8> {
    let dossier = args.which.dossier(services)?;
    let folder = args.out.parent().filter(|f| !f.as_os_str().is_empty()).unwrap_or(std::path::Path::new("."));
    let shown = args.out.display();
    if args.out.exists() {
        return Err(anyhow!("{shown} 已存在（exists already）"));
    }
    // What is not whole never stands under the name that was asked for.
    let partial = folder.join(format!(".{}.partial", uuid::Uuid::now_v7()));
    let written = write_whole(&partial, &dossier, services).and_then(|()| Ok(std::fs::rename(&partial, &args.out)?));
    if let Err(error) = written {
        let _ = std::fs::remove_file(&partial);
        return Err(error.context(format!("{shown} 无法写出（cannot be written）")));
    }
    writeln!(out, "已写出 {shown}：{} 个文件", dossier.package.files.len())?;
    Ok(0)
}

fn write_whole(partial: &std::path::Path, dossier: &Dossier, services: &Services) -> Result<()> {
    let mut file = BufWriter::new(File::create_new(partial)?);
    bags::write(services.files.as_ref(), dossier, &mut file).map_err(|failure| anyhow!("{failure}"))?;
    Ok(file.into_inner().map_err(std::io::IntoInnerError::into_error)?.sync_all()?)
}

pub fn stamp(out: &mut impl Write, args: &StampArgs, services: &Services) -> Result<u8> {
    let stamping = services.stamping.as_ref().context("没有设置 tsa_url（the setting `tsa_url` is empty）")?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let round = runtime.block_on(stamping.all()).map_err(|failure| anyhow!("{failure}"))?;
    if args.json {
        writeln!(out, "{}", serde_json::to_string(&round)?)?;
    } else {
        writeln!(out, "取回时间戳 {} 个，未取回 {} 个", round.stamped, round.failed)?;
    }
    Ok(u8::from(round.failed > 0))
}
