//! `hengping feed endpoint`: register an endpoint, list them, change a key, stop and start one.

use crate::accounts::model::Division;
use crate::app::Services;
use crate::cli::options::Options;
use crate::feed::model::{Endpoint, EndpointState};
use crate::feed::rules::signature::Scheme;
use crate::feed::service::endpoints::{self, BY_FILES, FreshKey, NewEndpoint, OVERLAP_HOURS, Start};
use anyhow::{Context, bail};
use clap::{Args, Subcommand};
use serde_json::json;
use std::io::Write;

/// In whose name the command line acts.
const ACTOR: &str = "command-line";

#[derive(Args)]
pub struct EndpointArgs {
    #[command(subcommand)]
    command: EndpointCommand,
}

#[derive(Subcommand)]
enum EndpointCommand {
    /// 登记 · register one; prints the key that the receiver needs, once
    Add(AddArgs),
    /// 列出 · list all with what waits
    List {
        /// 输出 JSON · print JSON
        #[arg(long)]
        json: bool,
    },
    /// 更换密钥 · a new key; the old one is used beside it for a while
    RotateKey {
        /// 接收端编号或名称 · id or name
        endpoint: String,
        /// 签名方式 · v1 (HMAC-SHA256) or v1a (Ed25519)
        #[arg(long, default_value = "v1")]
        scheme: Scheme,
        /// 新旧密钥并用的小时数 · hours in which both keys are used
        #[arg(long, default_value_t = OVERLAP_HOURS)]
        overlap_hours: i64,
    },
    /// 停用 · stop sending
    Disable {
        /// 接收端编号或名称 · id or name
        endpoint: String,
        /// 原因 · why
        #[arg(long)]
        reason: String,
    },
    /// 启用 · send again, what was missed first
    Enable {
        /// 接收端编号或名称 · id or name
        endpoint: String,
        /// 新地址 · another address
        #[arg(long)]
        url: Option<String>,
    },
}

#[derive(Args)]
struct AddArgs {
    /// 财政区划代码 · fiscal division
    #[arg(long)]
    division: String,
    /// 名称 · name
    #[arg(long)]
    name: String,
    /// 地址 · https://… (http:// inside the networks of setting feed_networks)
    #[arg(long, required_unless_present = "files", conflicts_with = "files")]
    url: Option<String>,
    /// 没有专线，以文件交换 · without a line: files are exchanged
    #[arg(long)]
    files: bool,
    /// 签名方式 · v1 (HMAC-SHA256) or v1a (Ed25519)
    #[arg(long, default_value = "v1")]
    scheme: Scheme,
    /// 起点 · send everything there is, or what is published from now on
    #[arg(long, default_value = "beginning")]
    from: Start,
    /// 输出 JSON · print JSON
    #[arg(long)]
    json: bool,
}

pub fn run(args: EndpointArgs, options: &Options) -> anyhow::Result<u8> {
    let services = options.services()?;
    match args.command {
        EndpointCommand::Add(args) => add(&services, args)?,
        EndpointCommand::List { json } => list(&services, json)?,
        EndpointCommand::RotateKey { endpoint, scheme, overlap_hours } => {
            rotate(&services, &find(&services, &endpoint)?, scheme, overlap_hours)?;
        }
        EndpointCommand::Disable { endpoint, reason } => {
            let (endpoint, at) = (find(&services, &endpoint)?, services.clock.now());
            services.db.write(|conn| endpoints::disable(conn, &endpoint, &reason, ACTOR, at))?;
        }
        EndpointCommand::Enable { endpoint, url } => {
            let (endpoint, at) = (find(&services, &endpoint)?, services.clock.now());
            let networks = &services.feed.networks;
            services.db.write(|conn| endpoints::enable(conn, networks, &endpoint, url.as_deref(), ACTOR, at))?;
        }
    }
    Ok(0)
}

fn add(services: &Services, args: AddArgs) -> anyhow::Result<()> {
    let division = Division::parse(&args.division)
        .with_context(|| format!("--division: {} is no fiscal division", args.division))?;
    let new = NewEndpoint {
        id: uuid::Uuid::now_v7().to_string(),
        division: division.as_str().to_owned(),
        name: args.name,
        url: args.url.unwrap_or_else(|| BY_FILES.to_owned()),
        start: args.from,
        key: FreshKey::draw(args.scheme),
    };
    let at = services.clock.now();
    let endpoint = services
        .db
        .write(|conn| endpoints::register(conn, &services.vault, &services.feed.networks, &new, ACTOR, at))?;
    let mut out = std::io::stdout().lock();
    if args.json {
        let key = new.key.for_receiver();
        return Ok(writeln!(out, "{}", json!({ "id": endpoint.id, "url": endpoint.url, "key": key }))?);
    }
    writeln!(out, "接收端 {} 已登记：{}", endpoint.name, endpoint.id)?;
    Ok(print_key(&mut out, &new.key)?)
}

fn print_key(out: &mut impl Write, key: &FreshKey) -> std::io::Result<()> {
    writeln!(out, "密钥（只显示这一次，请交给接收方） · key for the receiver, shown this once:\n{}", key.for_receiver())
}

fn rotate(services: &Services, endpoint: &Endpoint, scheme: Scheme, overlap_hours: i64) -> anyhow::Result<()> {
    let (key, at) = (FreshKey::draw(scheme), services.clock.now());
    services.db.write(|conn| endpoints::rotate_key(conn, &services.vault, endpoint, &key, overlap_hours, ACTOR, at))?;
    Ok(print_key(&mut std::io::stdout().lock(), &key)?)
}

fn list(services: &Services, as_json: bool) -> anyhow::Result<()> {
    let all = services.db.read(|conn| {
        let each = |e: Endpoint, conn: &mut _| endpoints::backlog(conn, &e).map(|backlog| (e, backlog));
        endpoints::list(conn, None)?.into_iter().map(|e| each(e, conn)).collect::<Result<Vec<_>, _>>()
    })?;
    let mut out = std::io::stdout().lock();
    if as_json {
        let rows: Vec<_> = all.iter().map(|(e, backlog)| json!({ "endpoint": e, "backlog": backlog })).collect();
        return Ok(writeln!(out, "{}", serde_json::to_string(&rows)?)?);
    }
    for (e, backlog) in &all {
        let state = if e.state == EndpointState::Active { "在用" } else { "停用" };
        writeln!(
            out,
            "{}　{}　{}　{state}{}　待送达 {}　待人处理 {}",
            e.id, e.name, e.url, e.state_reason, backlog.events, backlog.stalled
        )?;
    }
    Ok(())
}

pub(super) fn find(services: &Services, wanted: &str) -> anyhow::Result<Endpoint> {
    let all = services.db.read(|conn| endpoints::list(conn, None))?;
    let mut found: Vec<Endpoint> = all.into_iter().filter(|e| e.id == wanted || e.name == wanted).collect();
    match (found.pop(), found.is_empty()) {
        (Some(endpoint), true) => Ok(endpoint),
        (None, _) => bail!("没有接收端 {wanted} · there is no endpoint {wanted}"),
        (Some(_), false) => bail!("名称 {wanted} 不唯一，请用编号 · several endpoints are named {wanted}; give the id"),
    }
}
