//! `hengping feed serve-receiver`: the reference receiver.

use crate::feed::receiver::{self, Setup};
use crate::feed::rules::signature::VerifyingSecret;
use crate::platform::clock::Clock;
use crate::platform::trace;
use anyhow::{Context, bail};
use clap::Args;
use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;

#[derive(Args)]
pub struct ReceiverArgs {
    /// 监听地址 · address and port; port 0 takes a free one
    #[arg(long, default_value = "127.0.0.1:8090", value_name = "ADDRESS")]
    listen: SocketAddr,
    /// 账本文件 · journal, one JSON line for each applied event; made where it is missing
    #[arg(long, value_name = "FILE")]
    journal: PathBuf,
    /// 密钥 whsec_… 或 whpk_…，可多次给出 · key, may be given several times
    #[arg(long, value_name = "KEY")]
    key: Vec<String>,
    /// 密钥文件，每行一个 · file with one key a line
    #[arg(long, value_name = "FILE")]
    key_file: Option<PathBuf>,
}

pub fn run(args: ReceiverArgs) -> anyhow::Result<u8> {
    let mut texts = args.key;
    if let Some(path) = &args.key_file {
        let text = std::fs::read_to_string(path).with_context(|| format!("{} could not be read", path.display()))?;
        texts.extend(text.lines().map(str::trim).filter(|l| !l.is_empty()).map(str::to_owned));
    }
    if texts.is_empty() {
        bail!("--key 或 --key-file：至少要有一个密钥 · at least one key is needed");
    }
    let keys = texts.iter().map(|t| VerifyingSecret::parse(t)).collect::<Result<Vec<_>, _>>()?;
    trace::start("warn", false).map_err(anyhow::Error::msg)?;
    let listener =
        TcpListener::bind(args.listen).with_context(|| format!("--listen: {} cannot be used", args.listen))?;
    let address = listener.local_addr()?;
    eprintln!("接收端已在 http://{address} 等待事件，Ctrl-C 停止 · receiving until Ctrl-C");
    let setup = Setup { listener, journal: args.journal, keys, clock: Clock::system() };
    actix_web::rt::System::new().block_on(receiver::serve(setup))?;
    Ok(0)
}
