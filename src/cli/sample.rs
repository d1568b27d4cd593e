//! `hengping sample`: fills a data folder with made-up experts to try things on.

use super::import;
use super::options::Options;
use crate::app::Services;
use crate::commissions::service::{self as commissions, Filter};
use crate::demo::input;
use crate::demo::sample::Sample;
use crate::platform::paging::PageAsked;
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::json;
use std::io::Write;
use std::path::Path;
use std::time::Instant;

#[derive(Args)]
#[command(after_help = "例 / example:\n  hengping sample --experts 100000 --data-dir ./trial\n  \
                        hengping search \"水利 审计\" --data-dir ./trial --for-commission 640300000-2021-001")]
pub struct SampleArgs {
    /// 生成多少名专家 · how many experts to make up
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=5_000_000))]
    experts: u64,
    /// 随机种子，同一种子得到同样的人 · the same seed makes the same people
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// 输出 JSON · print JSON
    #[arg(long)]
    json: bool,
}

pub fn run(args: SampleArgs, options: &Options) -> anyhow::Result<u8> {
    let config = options.config(None)?;
    let services = options.services()?;
    let (division, commission) = ground(&services, &config.data_dir)?;
    let start = Instant::now();
    let bar = bar(args.experts, "生成 · making");
    let sample = Sample {
        db: &services.db,
        vault: &services.vault,
        division: &division,
        seed: args.seed,
        at: services.clock.now(),
    };
    sample.enter(args.experts, |done| bar.set_position(done))?;
    bar.finish_and_clear();
    let made_in = start.elapsed();
    let indexing = self::bar(0, "建立索引 · indexing");
    let start = Instant::now();
    let indexed = services.library.rebuild(&mut |done| indexing.set_position(done))?;
    indexing.finish_and_clear();
    let indexed_in = start.elapsed();
    let mut out = std::io::stdout().lock();
    if args.json {
        let report = json!({
            "experts": args.experts, "made_ms": made_in.as_millis() as u64,
            "indexed": indexed, "indexed_ms": indexed_in.as_millis() as u64, "commission": commission,
        });
        writeln!(out, "{report}")?;
    } else {
        writeln!(
            out,
            "已生成 {} 名专家，用时 {:.1} 秒；索引 {indexed} 名，用时 {:.1} 秒。",
            args.experts,
            made_in.as_secs_f64(),
            indexed_in.as_secs_f64()
        )?;
        writeln!(
            out,
            "可以试试 · try: hengping search \"水利 审计\" --for-commission {commission} --data-dir {}",
            config.data_dir.display()
        )?;
    }
    Ok(0)
}

/// An empty folder first gets the shipped year, so that there are commissions and units to be tied to.
fn ground(services: &Services, data_dir: &Path) -> anyhow::Result<(String, String)> {
    let first = || -> anyhow::Result<Option<(String, String)>> {
        let asked = PageAsked { page: 1, size: 1 };
        let found = services.db.read(|conn| commissions::list(conn, &Filter::default(), asked))?;
        Ok(found.items.into_iter().next().map(|commission| (commission.division, commission.number)))
    };
    if let Some(found) = first()? {
        return Ok(found);
    }
    let folder = input::shipped(data_dir)?;
    import::take(services, &folder, &input::read(&folder)?)?;
    first()?.ok_or_else(|| anyhow::anyhow!("the shipped year has no commission"))
}

fn bar(length: u64, what: &'static str) -> ProgressBar {
    let style = ProgressStyle::with_template("{msg} {bar:30} {human_pos} {elapsed}");
    let bar = if length == 0 { ProgressBar::new_spinner() } else { ProgressBar::new(length) };
    bar.set_message(what);
    if let Ok(style) = style { bar.with_style(style) } else { bar }
}
