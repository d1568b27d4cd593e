//! The commands; thin. Each reads its arguments, calls a service or a pure rule and prints.
//!
//! Exit codes: 0 done, 1 the answer is no (invalid, conflict found, tampered), 2 could not run.

pub mod account;
pub mod assign;
mod bag;
mod bid;
mod calendar;
pub mod conflicts;
mod demo;
pub mod draw;
mod feed;
mod files;
mod grade;
mod import;
mod linkage;
mod opening;
mod options;
mod package;
mod policy;
mod quality;
mod recheck;
mod replay;
pub mod rotate_key;
mod sample;
mod search;
mod serve;

use clap::{Parser, Subcommand};
use options::Options;

/// Hengping (衡评): third-party budget performance evaluation whose decisions anybody can replay.
#[derive(Parser)]
#[command(name = "hengping", version, propagate_version = true)]
pub struct Cli {
    #[command(flatten)]
    options: Options,
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// 启动服务 · serve pages and API
    Serve(serve::ServeArgs),
    /// 演示一个评价年度 · play a whole evaluation year through
    Demo(demo::DemoArgs),
    /// 导入一个年度的工作簿 · take in a folder of workbooks
    Import(import::ImportArgs),
    /// 生成一批专家供试用 · make up a pool to try things on
    Sample(sample::SampleArgs),
    /// 搜索专家，维护索引 · find experts, look after the index
    Search(search::SearchArgs),
    /// 重算全部决定并比对 · take every decision again and compare
    Replay(replay::ReplayArgs),
    /// 账号 · accounts
    Account(account::AccountArgs),
    /// 政策包 · policy packs
    Policy(policy::PolicyArgs),
    /// 按政策包评定等次 · grade a score by a policy pack
    Grade(grade::GradeArgs),
    /// 按政策包给出预算挂钩指令 · budget instructions of a result
    Linkage(linkage::LinkageArgs),
    /// 密封投标（离线） · sealed bids, offline
    Bid(bid::BidArgs),
    /// 开标（离线） · opening of sealed bids, offline
    Opening(opening::OpeningArgs),
    /// 采购方式的日程（离线） · the calendar of a commissioning route, offline
    Calendar(calendar::CalendarArgs),
    /// 利益冲突审查（离线） · conflicts of interest, offline
    Conflicts(conflicts::ConflictsArgs),
    /// 可验证抽取（离线） · the verifiable draw, offline
    Draw(draw::DrawArgs),
    /// 发往核心系统的事件流 · the feed to the core budget system
    Feed(feed::FeedArgs),
    /// 评价资料包（BagIt） · bags of evaluation packages
    Bag(bag::BagArgs),
    /// 存储文件的巡检 · stored files
    Files(files::FilesArgs),
    /// 资料包完整性检查（离线） · the completeness gate, offline
    Package(package::PackageArgs),
    /// 质量模型（离线） · the quality model, offline
    Quality(quality::QualityArgs),
    /// 自评抽查复核（离线） · spot re-check of self-evaluations, offline
    Recheck(recheck::RecheckArgs),
    /// 批量指派的最优解（离线） · best batch assignment, offline
    Assign(assign::AssignArgs),
}

/// Runs the command; the number is the exit code.
pub fn run() -> u8 {
    let cli = Cli::parse();
    match dispatch(cli) {
        Ok(code) => code,
        Err(error) if is_broken_pipe(&error) => 2,
        Err(error) => {
            eprintln!("hengping: {error:#}");
            2
        }
    }
}

fn dispatch(cli: Cli) -> anyhow::Result<u8> {
    let options = cli.options;
    match cli.verb {
        Verb::Serve(args) => serve::run(args, &options),
        Verb::Demo(args) => demo::run(args, &options),
        Verb::Import(args) => import::run(args, &options),
        Verb::Sample(args) => sample::run(args, &options),
        Verb::Search(args) => search::run(args, &options),
        Verb::Replay(args) => replay::run(args, &options),
        Verb::Account(args) => {
            let services = options.services()?;
            account::run(args, &services)
        }
        Verb::Policy(args) => policy::run(args),
        Verb::Grade(args) => grade::run(args),
        Verb::Linkage(args) => linkage::run(args),
        Verb::Bid(args) => bid::run(args),
        Verb::Opening(args) => opening::run(args),
        Verb::Calendar(args) => calendar::run(args),
        Verb::Conflicts(args) => conflicts::run(args),
        Verb::Draw(args) => draw::run(args),
        Verb::Feed(args) => feed::run(args, &options),
        Verb::Bag(args) => bag::run(args),
        Verb::Files(args) => files::run(args, &options.services()?),
        Verb::Package(args) => package::run(args, &options),
        Verb::Quality(args) => quality::run(args),
        Verb::Recheck(args) => recheck::run(args),
        Verb::Assign(args) => assign::run(args),
    }
}

/// Who reads our output may stop reading; that is no fault worth a sentence.
fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error
        .chain()
        .any(|cause| cause.downcast_ref::<std::io::Error>().is_some_and(|e| e.kind() == std::io::ErrorKind::BrokenPipe))
}

#[cfg(test)]
mod tests {
    use super::Cli;
    use clap::CommandFactory;

    /// Two arguments of one name end a program in a panic, and only when that verb is called.
    #[test]
    fn every_verb_is_put_together_soundly() {
        Cli::command().debug_assert();
    }
}
