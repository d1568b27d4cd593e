//! `hengping calendar`: every date of a commissioning route from a start day, with the rule it rests on.
//! Works without database and service.

use crate::policy::routes::{Entry, Offer, Timetable};
use crate::policy::{Calendar, Routes};
use crate::terms::{Day, Fen};
use anyhow::{Context, bail, ensure};
use clap::Args;
use rust_decimal::Decimal;
use serde_json::json;
use std::io::Write;
use std::path::PathBuf;

/// 采购方式从起始日起的全部日期及依据（every date of a route, with its rule）
#[derive(Args, Debug)]
#[command(
    after_help = "示例（example）：\n  hengping calendar --route consultation --start 2026-09-21 --json\n  hengping calendar --list --amount 80"
)]
pub struct CalendarArgs {
    /// 采购方式，如 consultation（route; see --list）
    #[arg(long)]
    pub route: Option<String>,
    /// 起始日，如 2026-09-21（first day）
    #[arg(long)]
    pub start: Option<String>,
    /// 列出全部采购方式（list the routes）
    #[arg(long)]
    pub list: bool,
    /// 预算（万元）：与 --list 合用，说明金额适用哪些方式（with --list: which routes an amount opens）
    #[arg(long)]
    pub amount: Option<String>,
    /// 另加政策文件夹，其下 calendars 与 routes（folder with further calendars and routes）
    #[arg(long)]
    pub policies: Option<PathBuf>,
    /// 输出 JSON
    #[arg(long)]
    pub json: bool,
}

/// Prints the dates. 1 where a year without a holiday notice was reached.
pub fn run(args: CalendarArgs) -> anyhow::Result<u8> {
    answer(&mut std::io::stdout().lock(), &args)
}

fn answer(out: &mut impl Write, args: &CalendarArgs) -> anyhow::Result<u8> {
    let routes = Routes::load_with_overrides(args.policies.as_deref())?;
    if args.list {
        return list(out, &routes, args);
    }
    let (Some(route), Some(start)) = (&args.route, &args.start) else {
        bail!("请写 --route 和 --start，或用 --list 查看采购方式（give --route and --start, or --list）");
    };
    ensure!(args.amount.is_none(), "--amount 与 --list 合用（--amount goes with --list）");
    let route = routes.get(route)?;
    let start: Day = start.parse().with_context(|| format!("起始日 {start} 不是 2026-09-21 这样的日期"))?;
    let calendar = Calendar::load_with_overrides(args.policies.as_deref())?;
    let timetable = Timetable::of(route, start, &calendar);
    if args.json {
        writeln!(out, "{}", serde_json::to_string_pretty(&timetable)?)?;
    } else {
        writeln!(out, "{}，自 {} 起", timetable.name.zh, start.zh())?;
        timetable.steps.iter().try_for_each(|entry| write_entry(out, entry))?;
        for year in &timetable.missing_years {
            writeln!(out, "注意：没有 {year} 年的节假日安排，其后的日期不作推算。")?;
        }
    }
    Ok(u8::from(!timetable.complete))
}

fn write_entry(out: &mut impl Write, entry: &Entry) -> std::io::Result<()> {
    let bound = if entry.bound == "earliest" { "最早" } else { "最迟" };
    match (entry.date, &entry.open_because) {
        (Some(date), _) => writeln!(out, "  {date} {}　{bound}　{}", entry.weekday.unwrap_or_default(), entry.name.zh)?,
        (None, why) => {
            writeln!(out, "  未定　　　　　　　{bound}　{}：{}", entry.name.zh, why.as_deref().unwrap_or_default())?
        }
    }
    for holiday in &entry.holidays {
        writeln!(out, "      其间放假：{}（{} 至 {}）", holiday.name.zh, holiday.from, holiday.to)?;
    }
    for day in &entry.worked {
        writeln!(out, "      其间调休上班：{day}")?;
    }
    writeln!(out, "      依据：{}（{}）　{}", entry.rule.article, entry.rule.status.name().zh, entry.rule.text.zh)
}

fn list(out: &mut impl Write, routes: &Routes, args: &CalendarArgs) -> anyhow::Result<u8> {
    let amount = args.amount.as_deref().map(amount).transpose()?;
    match amount {
        Some(amount) => offers(out, &routes.offers(amount), args.json)?,
        None if args.json => {
            let all: Vec<_> = routes.iter().collect();
            writeln!(out, "{}", serde_json::to_string_pretty(&json!({ "routes": all, "limits": routes.limits }))?)?;
        }
        None => {
            for route in routes.iter() {
                writeln!(out, "{:<22}{}（{}）", route.id, route.name.zh, route.when.article)?;
            }
        }
    }
    Ok(0)
}

fn amount(text: &str) -> anyhow::Result<Fen> {
    let wan: Decimal = text.parse().with_context(|| format!("预算 {text} 不是以万元为单位的数"))?;
    Fen::from_wan(wan).filter(|fen| fen.0 > 0).with_context(|| format!("预算 {text} 须大于 0，且精确到分"))
}

fn offers(out: &mut impl Write, offers: &[Offer<'_>], as_json: bool) -> anyhow::Result<()> {
    if as_json {
        writeln!(out, "{}", serde_json::to_string_pretty(&json!({ "offers": offers }))?)?;
        return Ok(());
    }
    for offer in offers {
        let mark = match offer.offered {
            crate::policy::routes::Offered::Usual => "通常",
            crate::policy::routes::Offered::WithReason => "须说明理由",
            crate::policy::routes::Offered::No => "不可用",
        };
        writeln!(out, "{:<22}{mark}　{}　{}", offer.route, offer.name.zh, offer.why.zh)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(
        route: Option<&str>,
        start: Option<&str>,
        list: bool,
        amount: Option<&str>,
    ) -> (anyhow::Result<u8>, String) {
        let args = CalendarArgs {
            route: route.map(Into::into),
            start: start.map(Into::into),
            list,
            amount: amount.map(Into::into),
            policies: None,
            json: false,
        };
        let mut out = Vec::new();
        let code = answer(&mut out, &args);
        (code, String::from_utf8(out).unwrap())
    }

    #[test]
    fn dates_are_printed_and_a_missing_year_is_said() {
        let (code, out) = said(Some("consultation"), Some("2026-09-21"), false, None);
        assert_eq!(code.unwrap(), 0, "{out}");
        assert!(out.contains("2026-10-08 星期四　最早　首次响应文件提交截止"), "{out}");
        let (code, out) = said(Some("OPEN_TENDER"), Some("2026-12-15"), false, None);
        assert_eq!(code.unwrap(), 1);
        assert!(out.contains("没有 2027 年的节假日安排"), "{out}");
    }

    #[test]
    fn a_wrong_word_is_a_sentence() {
        for (route, start, text) in [
            (Some("consultaton"), Some("2026-09-21"), "是否想写 consultation"),
            (Some("consultation"), Some("21.9.2026"), "21.9.2026"),
            (Some("consultation"), None, "--start"),
        ] {
            assert!(said(route, start, false, None).0.unwrap_err().to_string().contains(text));
        }
        assert!(said(None, None, true, Some("0")).0.is_err());
        assert!(said(None, None, true, Some("80")).1.contains("consultation          通常"));
    }
}
