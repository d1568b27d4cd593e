//! `hengping serve`.

use super::options::Options;
use crate::app::{self, Services};
use crate::platform::clock::Clock;
use crate::platform::config::Config;
use crate::platform::trace;
use anyhow::Context;
use clap::Args;
use std::net::TcpListener;

#[derive(Args)]
#[command(after_help = "例 / example:\n  hengping serve --listen 127.0.0.1:8080 --data-dir ./hengping-data")]
pub struct ServeArgs {
    /// 监听地址 · address and port; port 0 takes a free one
    #[arg(long, value_name = "ADDRESS")]
    listen: Option<String>,
}

pub fn run(args: ServeArgs, options: &Options) -> anyhow::Result<u8> {
    let config = options.config(args.listen)?;
    trace::start(&config.log, config.log_json).map_err(anyhow::Error::msg)?;
    let services = Services::open(&config, Clock::system())?;
    if services.accounts.is_empty()? {
        eprintln!(
            "还没有账号。请先运行 hengping account create --login NAME --role security_admin --division 640300000 --name 姓名\n\
             There is no account yet; make one with `hengping account create` as above."
        );
    }
    serve(&config, services)
}

/// Serves on the configured address until Ctrl-C or SIGTERM.
pub fn serve(config: &Config, services: Services) -> anyhow::Result<u8> {
    let listener = TcpListener::bind(config.listen)
        .with_context(|| format!("setting `listen`: {} cannot be used", config.listen))?;
    let address = listener.local_addr().context("listen")?;
    eprintln!("衡评已在 http://{address} 提供服务，Ctrl-C 停止 · serving until Ctrl-C");
    actix_web::rt::System::new().block_on(app::serve(services, listener))?;
    Ok(0)
}
