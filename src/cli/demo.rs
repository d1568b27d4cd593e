//! `hengping demo`: a whole evaluation year, from workbooks to budget instructions.

use super::options::Options;
use super::{import, serve};
use crate::accounts::Role;
use crate::accounts::model::Division;
use crate::accounts::service::DemoAccount;
use crate::app::Services;
use crate::demo::year::Year;
use crate::demo::{YearReport, input};
use crate::intake::{Handover, Sourced, sheets};
use crate::platform::clock::Clock;
use crate::platform::trace;
use crate::registry::service as registry;
use crate::replayers::Replayers;
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use std::io::Write;
use std::path::PathBuf;

#[derive(Args)]
#[command(
    after_help = "例 / example:\n  hengping demo\n  hengping demo --input ./2021 --data-dir ./d --no-serve --json"
)]
pub struct DemoArgs {
    /// 年度资料目录，缺省为随附的 2021 年度 · folder of the year; the shipped one if left out
    #[arg(long, value_name = "DIR")]
    input: Option<PathBuf>,
    /// 运行完毕即退出 · end after the year instead of serving
    #[arg(long)]
    no_serve: bool,
    /// 输出 JSON · print one JSON object
    #[arg(long)]
    json: bool,
    /// 监听地址 · address and port to serve on
    #[arg(long, value_name = "ADDRESS")]
    listen: Option<String>,
}

pub fn run(args: DemoArgs, options: &Options) -> anyhow::Result<u8> {
    let config = options.config(args.listen)?;
    let quiet = if config.log == "info" { "warn" } else { &config.log };
    trace::start(quiet, config.log_json).map_err(anyhow::Error::msg)?;
    // A folder that cannot be used is refused before anything is made.
    let given = args.input.as_ref().map(|folder| input::read(folder)).transpose();
    let given = match given {
        Ok(given) => given,
        Err(fault) => return import::refuse(&fault.to_string(), args.json),
    };
    let services = Services::open(&config, Clock::system())?;
    let folder = match args.input {
        Some(folder) => folder,
        None => input::shipped(&config.data_dir)?,
    };
    let mut handover = match given {
        Some(handover) => handover,
        None => input::read(&folder)?,
    };
    // The workbook's bids are not taken in openly; they are sealed and handed in by the year.
    let bids = std::mem::take(&mut handover.bids);
    let taken = import::take(&services, &folder, &handover)?;
    if taken.already_there && !args.json {
        eprintln!("这批数据此前已经导入，沿用已有结果 · this folder was taken in before; nothing is changed");
    }
    let report = play(&services, &handover, &bids, !args.json)?;
    let accounts = accounts(&services, &report.division)?;
    print(&report, &accounts, args.json)?;
    if args.no_serve { Ok(0) } else { serve::serve(&config, services) }
}

/// Runs the year, replays its decisions and reads the report back.
fn play(
    services: &Services,
    handover: &Handover,
    bids: &[Sourced<sheets::Bid>],
    with_progress: bool,
) -> anyhow::Result<YearReport> {
    let division = input::division(handover);
    let pack = input::pack(&services.packs, &division)?;
    let year = Year {
        db: &services.db,
        clock: &services.clock,
        vault: &services.vault,
        files: &services.files,
        secrets: &services.secrets,
        pack,
        division: &division,
        fiscal_year: input::fiscal_year(handover),
        packages: &handover.packages,
        bids,
        routes: &services.routes,
        calendar: &services.calendar,
    };
    let bar = progress(handover.projects.len() as u64, with_progress);
    year.run(|commission| {
        bar.set_message(commission.project_name.clone());
        bar.inc(1);
    })?;
    bar.finish_and_clear();
    let commissions = year.commissions()?;
    let mut report =
        services.db.read(|conn| YearReport::read(conn, year.fiscal_year, &division, &pack.id, &commissions))?;
    let replayed = Replayers::new(&services.vault).replay_all(&services.db, |_| {})?;
    report.decisions = (&replayed).into();
    Ok(report)
}

fn progress(length: u64, shown: bool) -> ProgressBar {
    if !shown {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(length);
    if let Ok(style) = ProgressStyle::with_template("{bar:24} {pos}/{len} {msg}") {
        bar.set_style(style);
    }
    bar
}

/// One account for each role; outside parties stand for somebody who took part in the year.
fn accounts(services: &Services, division: &str) -> anyhow::Result<Vec<DemoAccount>> {
    let division = Division::parse(division).ok_or_else(|| anyhow::anyhow!("{division} is no fiscal division"))?;
    let subjects = services.db.read(|conn| subjects(conn, division.as_str()))?;
    Ok(services.accounts.demo_accounts(&division, |role| subjects.of(role))?)
}

/// Whom the accounts of outside parties stand for.
#[derive(Default)]
struct Subjects {
    institution: Option<String>,
    expert: Option<String>,
    unit: Option<String>,
    department: Option<String>,
}

impl Subjects {
    fn of(&self, role: Role) -> Option<String> {
        match role {
            Role::InstitutionAdmin | Role::LeadEvaluator => self.institution.clone(),
            Role::ReviewExpert => self.expert.clone(),
            Role::BudgetUnit => self.unit.clone(),
            Role::CompetentDepartment => self.department.clone(),
            _ => None,
        }
    }
}

fn subjects(conn: &mut crate::platform::db::Conn, division: &str) -> crate::platform::failure::Outcome<Subjects> {
    use crate::commissions::service as commissions;
    use crate::platform::paging::PageAsked;
    let filter = commissions::Filter { division: Some(division.to_owned()), ..commissions::Filter::default() };
    let all = commissions::list(conn, &filter, PageAsked::default())?.items;
    let Some(first) = all.iter().find(|c| c.institution_id.is_some()).or(all.first()) else {
        return Ok(Subjects::default());
    };
    let seats = crate::assignments::service::seats_of(conn, first.id.as_str())?;
    let expert = match seats.into_iter().next() {
        Some(seat) => Some(seat.expert_id),
        None => registry::pool(conn)?.into_iter().next().map(|p| p.id),
    };
    Ok(Subjects {
        institution: first.institution_id.clone(),
        expert,
        unit: Some(first.unit_code.clone()),
        department: Some(first.department_code.clone()),
    })
}

fn print(report: &YearReport, accounts: &[DemoAccount], json: bool) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    if json {
        writeln!(out, "{}", serde_json::to_string(report)?)?;
        return Ok(());
    }
    print_results(&mut out, report)?;
    writeln!(out, "\n演示账号（密码每次启动时更换） · log-ins")?;
    for account in accounts {
        writeln!(out, "  {:<22} {:<28} {}", account.login, account.password, account.role.zh())?;
    }
    Ok(())
}

fn print_results(out: &mut impl Write, report: &YearReport) -> anyhow::Result<()> {
    writeln!(out, "{} 年度 · {} · 政策包 {}", report.year, report.division, report.policy)?;
    writeln!(out, "项目编码              得分 等次 挂钩指令  评价机构  项目")?;
    for r in &report.results {
        let score = r.score.map_or_else(|| "—".to_owned(), |s| s.to_string());
        let actions: Vec<&str> = r.instructions.iter().map(|i| i.action.as_str()).collect();
        writeln!(
            out,
            "{:<18} {:>6} {:<4} {}  {}  {}",
            r.project_code,
            score,
            r.word.as_deref().unwrap_or("—"),
            actions.join(","),
            r.institution.as_deref().unwrap_or("（财政部门自行组织）"),
            r.project_name
        )?;
        for finding in &r.findings {
            writeln!(out, "    退回：{finding}")?;
        }
    }
    let budget = crate::terms::Fen(report.budget_fen).wan_text();
    writeln!(
        out,
        "共 {} 个项目，预算 {budget} 万元；投标 {} 份，其中未通过 {} 份；抽取专家 {} 人次，因回避排除 {} 人次；",
        report.projects,
        report.bids.received,
        report.bids.rejected.len(),
        report.reviewers.drawn,
        report.reviewers.conflicted_excluded
    )?;
    writeln!(
        out,
        "推送事件 {} 条；记录决定 {} 项，重算 {} 项，不一致 {} 项。",
        report.feed.events, report.decisions.recorded, report.decisions.replayed, report.decisions.different
    )?;
    Ok(())
}
