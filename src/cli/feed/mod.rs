//! `hengping feed`: the feed to the core budget system, on both sides of the line.

mod endpoint;
mod files;
mod receiver;
mod reconcile;
mod send;

use super::options::Options;
use clap::{Args, Subcommand};

const EXAMPLE: &str = "\
示例 / Example:
  hengping feed endpoint add --division 640300000 --name 预算管理一体化 --url https://core.example.cn/feed
  hengping feed send --until-empty
  hengping feed serve-receiver --journal received.jsonl --key-file key.txt --listen 127.0.0.1:8090
  hengping feed reconcile --journal received.jsonl
  hengping feed export --endpoint 核心系统 --to 0001.jsonl         # 无专线 without a line
  hengping feed receive-file --journal received.jsonl --key-file key.txt --from 0001.jsonl --answer 0001-回执.jsonl
  hengping feed import --endpoint 核心系统 --from 0001-回执.jsonl

退出码 / Exit code: 0 完成 done，1 两边账目不一致或文件被拒收 the books differ or a file is refused，2 无法执行 could not run";

#[derive(Args)]
#[command(after_help = EXAMPLE)]
pub struct FeedArgs {
    #[command(subcommand)]
    command: FeedCommand,
}

#[derive(Subcommand)]
enum FeedCommand {
    /// 接收端登记 · where the feed is sent
    Endpoint(endpoint::EndpointArgs),
    /// 发送待送达的事件 · send what waits
    Send(send::SendArgs),
    /// 参考接收端 · a small receiver for integrators
    ServeReceiver(receiver::ReceiverArgs),
    /// 导出下一号事件文件（无专线） · write the next file of events, without a line
    Export(files::ExportArgs),
    /// 收回执文件 · take a file of answers in
    Import(files::ImportArgs),
    /// 参考接收端收文件 · the small receiver takes a file and answers it
    ReceiveFile(files::ReceiveArgs),
    /// 对账单 · a statement of what one side has
    Statement(reconcile::StatementArgs),
    /// 对账 · compare our books with a receiver's
    Reconcile(reconcile::ReconcileArgs),
}

pub fn run(args: FeedArgs, options: &Options) -> anyhow::Result<u8> {
    match args.command {
        FeedCommand::Endpoint(args) => endpoint::run(args, options),
        FeedCommand::Send(args) => send::run(args, options),
        FeedCommand::ServeReceiver(args) => receiver::run(args),
        FeedCommand::Export(args) => files::export(args, options),
        FeedCommand::Import(args) => files::import(args, options),
        FeedCommand::ReceiveFile(args) => files::receive(args),
        FeedCommand::Statement(args) => reconcile::statement(args, options),
        FeedCommand::Reconcile(args) => reconcile::run(args, options),
    }
}
