//! `hengping search`: finds experts as the page does, and looks after the index.

use super::options::Options;
use crate::app::Services;
use crate::commissions::service as commissions;
use crate::desk::library::{Found, Wanted, WhyNot};
use crate::platform::failure::Failure;
use crate::platform::paging::PageAsked;
use crate::registry::model::Expert;
use crate::search::{Closeness, Facet, Order};
use anyhow::{anyhow, bail};
use clap::{Args, Subcommand};
use indicatif::ProgressBar;
use serde_json::{Map, Value, json};
use std::io::Write;
use std::time::Instant;

#[derive(Args)]
#[command(
    args_conflicts_with_subcommands = true,
    after_help = "例 / example:\n  hengping search \"水利 审计\" --data-dir ./trial --for-commission 640300000-2021-001 --json\n  \
                  hengping search zhangwei --data-dir ./trial\n  hengping search reindex --data-dir ./trial\n\n\
                  退出码：0 有结果，1 没有，2 无法运行 / exit code: 0 found, 1 nothing found, 2 could not run"
)]
pub struct SearchArgs {
    #[command(subcommand)]
    task: Option<Task>,
    /// 搜索词，全部都要符合：姓名、拼音、首字母、编号、领域、单位 · words that must all be found
    words: Vec<String>,
    /// 只列可参加该委托的人，并说明各规则排除多少人 · only who may take this commission
    #[arg(long, value_name = "NO")]
    for_commission: Option<String>,
    /// 说明该专家为何不能参加 · say why this expert may not
    #[arg(long, value_name = "EXPERT", requires = "for_commission")]
    why_not: Option<String>,
    /// 筛选，如 region=吴忠、specialty=水利、status=enrolled、title_level=正高级 · a condition
    #[arg(long, value_name = "FIELD=VALUE")]
    filter: Vec<String>,
    /// 最多列出多少条 · how many to list
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(i64).range(1..=500))]
    limit: i64,
    /// 输出 JSON · print JSON
    #[arg(long)]
    json: bool,
}

#[derive(Subcommand)]
enum Task {
    /// 重建索引，期间照常可以搜索 · build the index anew; searching goes on meanwhile
    Reindex,
    /// 核对索引与数据库：0 一致，1 不一致 · compare index and database
    Check {
        /// 一并改正 · put right what differs
        #[arg(long)]
        mend: bool,
        /// 输出 JSON · print JSON
        #[arg(long)]
        json: bool,
    },
}

pub fn run(args: SearchArgs, options: &Options) -> anyhow::Result<u8> {
    let services = options.services()?;
    match &args.task {
        Some(Task::Reindex) => reindex(&services),
        Some(Task::Check { mend, json }) => check(&services, *mend, *json),
        None => find(&args, &services),
    }
}

fn reindex(services: &Services) -> anyhow::Result<u8> {
    let bar = ProgressBar::new_spinner();
    let start = Instant::now();
    let count = services.library.rebuild(&mut |done| bar.set_position(done))?;
    bar.finish_and_clear();
    // What changed while it was built.
    let drift = services.library.drift()?;
    services.library.mend(&drift)?;
    writeln!(std::io::stdout(), "已重建索引：{count} 名专家，用时 {:.1} 秒。", start.elapsed().as_secs_f64())?;
    Ok(0)
}

fn check(services: &Services, mend: bool, json: bool) -> anyhow::Result<u8> {
    let drift = services.library.drift()?;
    if mend && !drift.is_none() {
        services.library.mend(&drift)?;
    }
    let mut out = std::io::stdout().lock();
    if json {
        writeln!(out, "{}", serde_json::to_string(&drift)?)?;
    } else {
        let (missing, stale, surplus) = (drift.missing.len(), drift.stale.len(), drift.surplus.len());
        writeln!(out, "数据库 {} 名专家；索引缺 {missing}，过时 {stale}，多余 {surplus}。", drift.documents)?;
        if mend && !drift.is_none() {
            writeln!(out, "已改正。")?;
        }
    }
    Ok(u8::from(!drift.is_none() && !mend))
}

fn find(args: &SearchArgs, services: &Services) -> anyhow::Result<u8> {
    let bar = ProgressBar::new_spinner();
    services.library.ready(&mut |done| bar.set_position(done))?;
    bar.finish_and_clear();
    let wanted = wanted(args, services)?;
    let (found, took_ms, why_not) = services
        .db
        .read(|conn| {
            // The conflict rules run once for a commission and are at hand afterwards; what is timed is the search.
            if let Some(commission) = &wanted.for_commission {
                services.library.warm(conn, commission)?;
            }
            let start = Instant::now();
            let found = services.library.find(conn, &wanted)?;
            let took = start.elapsed();
            let why_not = match (&wanted.for_commission, &args.why_not) {
                (Some(commission), Some(expert)) => Some(services.library.why_not(conn, commission, expert)?),
                _ => None,
            };
            Ok((found, took.as_secs_f64() * 1000.0, why_not))
        })
        .map_err(told)?;
    let mut out = std::io::stdout().lock();
    if args.json {
        writeln!(out, "{}", answer(&found, took_ms, why_not.as_ref()))?;
    } else {
        print(&mut out, &found, took_ms, why_not.as_ref())?;
    }
    Ok(u8::from(found.experts.total == 0))
}

fn told(failure: Failure) -> anyhow::Error {
    match failure {
        Failure::Fault(error) => error,
        other => anyhow!("{other}"),
    }
}

fn wanted(args: &SearchArgs, services: &Services) -> anyhow::Result<Wanted> {
    let for_commission = match &args.for_commission {
        None => None,
        Some(number) => {
            let found = services.db.read(|conn| commissions::by_id_or_number(conn, number));
            Some(found.map_err(|failure| anyhow!("--for-commission {number}: {failure}"))?)
        }
    };
    let mut filters = Vec::new();
    for text in &args.filter {
        let Some((field, value)) = text.split_once('=') else { bail!("--filter {text}: FIELD=VALUE is expected") };
        let facet = Facet::ALL.into_iter().find(|facet| facet.code() == field);
        let known = || Facet::ALL.map(Facet::code).join(", ");
        let facet = facet.ok_or_else(|| anyhow!("--filter {text}: no field {field}; there are {}", known()))?;
        filters.push((facet, value.to_owned()));
    }
    Ok(Wanted {
        text: Some(args.words.join(" ")).filter(|text| !text.is_empty()),
        filters,
        ranges: Vec::new(),
        order: Order::Relevance,
        descending: false,
        asked: PageAsked { page: 1, size: args.limit },
        for_commission,
        count: true,
    })
}

fn answer(found: &Found, took_ms: f64, why_not: Option<&WhyNot>) -> Value {
    let hits: Vec<Value> = found.experts.items.iter().map(|expert| hit(expert, found)).collect();
    let facets: Map<String, Value> = found
        .facets
        .iter()
        .map(|(facet, counts)| {
            let counts: Vec<Value> = counts.iter().map(|(value, n)| json!({"value": value, "count": n})).collect();
            (facet.code().to_owned(), counts.into())
        })
        .collect();
    json!({
        "total": found.experts.total,
        "hits": hits,
        "facets": facets,
        "as_written": found.closeness == Closeness::AsWritten,
        "left_out": found.left_out,
        "excluded_by_rule": found.excluded_by_rule,
        "answered_by": found.answered_by,
        "took_ms": (took_ms * 1000.0).round() / 1000.0,
        "why_not": why_not,
    })
}

fn hit(expert: &Expert, found: &Found) -> Value {
    json!({
        "id": expert.id,
        "number": expert.number,
        "name": expert.name,
        "employer": expert.employer,
        "title": expert.title,
        "title_level": expert.title_level,
        "specialties": expert.fields,
        "region": expert.region,
        "status": expert.status,
        "load": found.loads.get(&expert.id).copied().unwrap_or_default(),
    })
}

fn print(out: &mut impl Write, found: &Found, took_ms: f64, why_not: Option<&WhyNot>) -> anyhow::Result<()> {
    if found.closeness == Closeness::OneSlip {
        writeln!(out, "没有完全一致的结果，以下相差一字。 · nothing as written; these are one slip away")?;
    }
    writeln!(out, "共 {} 名（{:.1} 毫秒，{}）", found.experts.total, took_ms, found.answered_by)?;
    for e in &found.experts.items {
        writeln!(
            out,
            "  {}　{}　{}　{}　{}　{}",
            e.number,
            e.name,
            e.employer,
            e.title,
            e.fields.join("、"),
            e.region
        )?;
    }
    if found.left_out > 0 {
        writeln!(out, "因利害关系排除 {} 名：", found.left_out)?;
        for rule in &found.excluded_by_rule {
            writeln!(out, "  {} {}", rule.rule, rule.count)?;
        }
    }
    if let Some(why) = why_not {
        writeln!(out, "{}", why.sentence.zh)?;
        for hit in &why.hits {
            writeln!(out, "  依据：{}；事实：{}", hit.basis, hit.path.join(" → "))?;
        }
    }
    Ok(())
}
