//! `hengping feed export`, `import` and `receive-file`: the feed as signed, numbered files, for bureaus without a line.

use super::endpoint::find;
use crate::cli::options::Options;
use crate::feed::receiver::files as receiver;
use crate::feed::rules::file::FileFault;
use crate::feed::service::files;
use crate::platform::clock::Clock;
use crate::platform::failure::Failure;
use anyhow::Context;
use clap::Args;
use serde_json::json;
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

#[derive(Args)]
pub struct ExportArgs {
    /// 接收端编号或名称（以 --files 登记） · id or name of an endpoint registered with --files
    #[arg(long)]
    endpoint: String,
    /// 写到哪里 · where the file goes
    #[arg(long, value_name = "FILE")]
    to: PathBuf,
    /// 重做某一号文件 · make the file of a number once more
    #[arg(long, value_name = "N")]
    number: Option<i64>,
    /// 输出 JSON · print JSON
    #[arg(long)]
    json: bool,
}

#[derive(Args)]
pub struct ImportArgs {
    /// 接收端编号或名称 · id or name
    #[arg(long)]
    endpoint: String,
    /// 回执文件 · the file of answers
    #[arg(long, value_name = "FILE")]
    from: PathBuf,
    /// 输出 JSON · print JSON
    #[arg(long)]
    json: bool,
}

#[derive(Args)]
pub struct ReceiveArgs {
    /// 账本文件 · journal, as of serve-receiver
    #[arg(long, value_name = "FILE")]
    journal: PathBuf,
    /// 密钥文件 whsec_… · file with the shared key
    #[arg(long, value_name = "FILE")]
    key_file: PathBuf,
    /// 收到的文件 · the file that came
    #[arg(long, value_name = "FILE")]
    from: PathBuf,
    /// 回执写到哪里 · where the answer goes
    #[arg(long, value_name = "FILE")]
    answer: PathBuf,
    /// 已收过的文件只重做回执 · of a file taken before, make the answer once more
    #[arg(long)]
    again: bool,
}

/// Writes the next file; 1 where nothing is new.
pub fn export(args: ExportArgs, options: &Options) -> anyhow::Result<u8> {
    let services = options.services()?;
    let (endpoint, at) = (find(&services, &args.endpoint)?, services.clock.now());
    let made = match args.number {
        Some(number) => Some(services.db.read(|conn| files::again(conn, &endpoint, number))?),
        None => services.db.write(|conn| files::next(conn, &services.vault, &endpoint, at))?,
    };
    let mut out = std::io::stdout().lock();
    let Some(made) = made else {
        writeln!(out, "{}", if args.json { "{\"number\":null}" } else { "没有新事件，没有写文件 · nothing new" })?;
        return Ok(1);
    };
    write_whole(&args.to, made.text.as_bytes())?;
    services.db.write(|conn| files::written(conn, &endpoint, made.number, at))?;
    if args.json {
        let said = json!({"number": made.number, "events": made.entries, "again": made.is_again});
        writeln!(out, "{said}")?;
    } else {
        writeln!(out, "第 {} 号文件，{} 件事件：{}", made.number, made.entries, args.to.display())?;
    }
    Ok(0)
}

/// Takes a file of answers in; 1 where it is refused.
pub fn import(args: ImportArgs, options: &Options) -> anyhow::Result<u8> {
    let services = options.services()?;
    let (endpoint, at) = (find(&services, &args.endpoint)?, services.clock.now());
    let bytes = fs::read(&args.from).with_context(|| args.from.display().to_string())?;
    let taken = match services.db.write(|conn| files::take_answers(conn, &services.vault, &endpoint, &bytes, at)) {
        Ok(taken) => taken,
        Err(kept_out @ (Failure::Refused { .. } | Failure::Malformed(_))) => {
            eprintln!("hengping: {kept_out}");
            return Ok(1);
        }
        Err(fault) => return Err(fault.into()),
    };
    let mut out = std::io::stdout().lock();
    if args.json {
        writeln!(out, "{}", serde_json::to_string(&taken)?)?;
    } else {
        writeln!(out, "第 {} 号回执：已执行 {} 件，未执行 {} 件", taken.number, taken.applied, taken.refused)?;
    }
    Ok(0)
}

/// The other side, in small: takes a file of events and writes its answer; 1 where it is refused.
pub fn receive(args: ReceiveArgs) -> anyhow::Result<u8> {
    let key = fs::read_to_string(&args.key_file).with_context(|| args.key_file.display().to_string())?;
    let bytes = fs::read(&args.from).with_context(|| args.from.display().to_string())?;
    let now = Clock::system().now();
    let taken = match receiver::take(&args.journal, key.trim(), &bytes, args.again, now) {
        Ok(taken) => taken,
        Err(fault) if fault.is::<FileFault>() => {
            eprintln!("hengping: {fault:#}");
            return Ok(1);
        }
        Err(fault) => return Err(fault),
    };
    write_whole(&args.answer, taken.answer.as_bytes())?;
    writeln!(
        std::io::stdout().lock(),
        "第 {} 号文件：新执行 {} 件，此前已执行 {} 件；回执 {}",
        taken.number,
        taken.applied,
        taken.known,
        args.answer.display()
    )?;
    Ok(0)
}

/// Under a temporary name first, so that a file is there whole or not at all.
fn write_whole(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let mut partial = path.as_os_str().to_owned();
    partial.push(".partial");
    let partial = PathBuf::from(partial);
    let write = || -> std::io::Result<()> {
        let mut file = File::create(&partial)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&partial, path)?;
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        File::open(folder)?.sync_all()
    };
    write().with_context(|| format!("{} 无法写入 · cannot be written", path.display()))
}
