//! `hengping feed`: the feed to the core budget system, on both sides of the line.

mod endpoint;
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

退出码 / Exit code: 0 完成 done，1 两边账目不一致 the books differ，2 无法执行 could not run";

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
        FeedCommand::Statement(args) => reconcile::statement(args, options),
        FeedCommand::Reconcile(args) => reconcile::run(args, options),
    }
}
