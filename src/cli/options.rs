//! The settings that every command takes as flags, and opening what they name.

use crate::app::Services;
use crate::platform::clock::Clock;
use crate::platform::config::{Config, Layers};
use crate::platform::trace;
use clap::Args;
use std::path::PathBuf;

#[derive(Args)]
pub struct Options {
    /// 配置文件（TOML） · settings file
    #[arg(long, global = true, env = "HENGPING_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,
    /// 数据目录 · folder for database, files and keys
    #[arg(long, global = true, value_name = "DIR")]
    data_dir: Option<String>,
    /// 数据库地址 · postgres://… or sqlite:FILE
    #[arg(long, global = true, value_name = "URL")]
    database_url: Option<String>,
    /// 政策包目录 · folder with policy packs of your own
    #[arg(long, global = true, value_name = "DIR")]
    policy_dir: Option<String>,
    /// 日志级别 · log filter
    #[arg(long, global = true, value_name = "FILTER")]
    log: Option<String>,
}

impl Options {
    /// File, environment and flags together, checked.
    pub fn config(&self, listen: Option<String>) -> anyhow::Result<Config> {
        let mut layers = Layers::default();
        if let Some(path) = &self.config {
            layers.file(path)?;
        }
        layers.environment(std::env::vars())?;
        layers.flag("data_dir", self.data_dir.clone())?;
        layers.flag("database_url", self.database_url.clone())?;
        layers.flag("policy_dir", self.policy_dir.clone())?;
        layers.flag("log", self.log.clone())?;
        layers.flag("listen", listen)?;
        Ok(Config::from_layers(&layers)?)
    }

    /// Opens everything, for commands that work and end.
    pub fn services(&self) -> anyhow::Result<Services> {
        let config = self.config(None)?;
        let quiet = if config.log == "info" { "warn" } else { &config.log };
        trace::start(quiet, config.log_json).map_err(anyhow::Error::msg)?;
        Services::open(&config, Clock::system())
    }
}
