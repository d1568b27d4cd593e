//! `hengping feed send`: a sender of its own, beside those that `serve` runs.

use crate::cli::options::Options;
use crate::feed::sender::Until;
use clap::Args;
use std::io::Write;
use tokio::sync::watch;
use tokio::task::LocalSet;

#[derive(Args)]
pub struct SendArgs {
    /// 全部送达后结束 · end when everything is delivered
    #[arg(long)]
    until_empty: bool,
}

pub fn run(args: SendArgs, options: &Options) -> anyhow::Result<u8> {
    let services = options.services()?;
    let sender = services.sender()?;
    let until = if args.until_empty { Until::Empty } else { Until::Stopped };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let backlog = LocalSet::new().block_on(&runtime, async {
        let (stop, stopped) = watch::channel(false);
        tokio::task::spawn_local(async move {
            if tokio::signal::ctrl_c().await.is_ok() {
                let _ = stop.send(true);
            }
        });
        sender.run(until, stopped).await;
        sender.backlog().await
    })?;
    writeln!(std::io::stdout().lock(), "待送达 {} 件，待人处理 {} 个项目", backlog.events, backlog.stalled)?;
    Ok(u8::from(args.until_empty && backlog.events > 0))
}
