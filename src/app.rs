//! The wiring and the whole route tree, visible at once.
//!
//! Everything the product stands on is opened here and handed to handlers as application data; no
//! global holds anything. Invariant: a route exists only in [`routes`], with who may use it.

use crate::accounts::gate::{LogInLimits, RouteTable, front, not_found};
use crate::accounts::{Accounts, Secrets, Settings};
use crate::desk::library::{ExpertLibrary, Follow};
use crate::feed::sender::{Sender, SenderSettings};
use crate::handover::imports::Imports;
use crate::packages::archival::worker::Stamping;
use crate::packages::reuse;
use crate::packages::uploads::{Uploads, model::Limits};
use crate::platform::clock::Clock;
use crate::platform::config::Config;
use crate::platform::db::{DatabaseUrl, Db, migrate};
use crate::platform::failure::Failure;
use crate::platform::files::{self, FileStore};
use crate::platform::metrics::Metrics;
use crate::platform::pages::Pages;
use crate::platform::vault::Vault;
use crate::policy::{Calendar, Packs, Routes};
use actix_web::middleware::{Compress, from_fn};
use actix_web::{App, HttpServer, web};
use anyhow::Context;
use std::net::TcpListener;
use std::sync::Arc;

/// Everything that use cases stand on.
#[derive(Clone)]
pub struct Services {
    pub db: Db,
    pub clock: Clock,
    pub vault: Vault,
    pub files: Arc<dyn FileStore>,
    pub uploads: Uploads,
    pub imports: Imports,
    pub secrets: Secrets,
    pub accounts: Accounts,
    pub packs: Arc<Packs>,
    pub calendar: Arc<Calendar>,
    pub routes: Arc<Routes>,
    pub metrics: Metrics,
    pub library: ExpertLibrary,
    pub feed: SenderSettings,
    /// Where a time stamping authority is set.
    pub stamping: Option<Stamping>,
}

impl Services {
    /// Opens what the settings name and brings the schema up to date. Each error says which setting
    /// or file is at fault.
    pub fn open(config: &Config, clock: Clock) -> anyhow::Result<Services> {
        std::fs::create_dir_all(&config.data_dir)
            .with_context(|| format!("setting `data_dir`: {} could not be made", config.data_dir.display()))?;
        if let DatabaseUrl::Sqlite(path) = &config.database
            && let Some(folder) = path.parent().filter(|p| !p.as_os_str().is_empty())
        {
            std::fs::create_dir_all(folder)
                .with_context(|| format!("setting `database_url`: {} could not be made", folder.display()))?;
        }
        let db = Db::open(&config.database, config.database_pool)?;
        migrate::run(&db).context("the database schema could not be brought up to date")?;
        let secrets = Secrets::open(config.master_key, &config.data_dir)?;
        let vault = Vault::new(secrets.derive("vault-seal"), secrets.derive("vault-hash")).with_keys_of(db.clone());
        vault.look_for_keys().context("the keys of personal data do not fit the master key")?;
        let accounts = Accounts::new(db.clone(), clock.clone(), &secrets, Settings::of(config))?;
        let policy_dir = config.policy_dir.as_deref();
        let packs = Arc::new(Packs::load_with_overrides(policy_dir).context("setting `policy_dir`")?);
        let library = ExpertLibrary::open(config, db.clone(), vault.clone(), packs.clone(), clock.clone())?;
        let files = files::open(&config.store).context("setting `storage`")?;
        let uploads = uploads(config, &db, &clock, &files)?;
        let imports = Imports::new(db.clone(), clock.clone(), vault.clone(), files.clone());
        Ok(Services {
            files,
            uploads,
            imports,
            library,
            packs,
            calendar: Arc::new(Calendar::load_with_overrides(policy_dir).context("setting `policy_dir`")?),
            routes: Arc::new(Routes::load_with_overrides(policy_dir).context("setting `policy_dir`")?),
            metrics: Metrics::new(),
            feed: SenderSettings::of(&config.feed),
            stamping: stamping(config, &db, &clock)?,
            db,
            clock,
            vault,
            secrets,
            accounts,
        })
    }
}

fn stamping(config: &Config, db: &Db, clock: &Clock) -> anyhow::Result<Option<Stamping>> {
    let url = config.tsa_url.clone();
    url.map(|url| Stamping::new(db.clone(), clock.clone(), url)).transpose().context("setting `tsa_url`")
}

fn uploads(config: &Config, db: &Db, clock: &Clock, files: &Arc<dyn FileStore>) -> anyhow::Result<Uploads> {
    let gib = |number: u32| u64::from(number) << 30;
    let limits =
        Limits { file: gib(config.upload_file_gib), draft: gib(config.upload_draft_gib), hours: config.upload_hours };
    let folder = config.data_dir.join("uploads");
    let opened = Uploads::open(db.clone(), clock.clone(), files.clone(), folder, limits);
    let opened = opened.map(|uploads| uploads.with_scanner(config.clamav.clone()));
    opened.context("setting `data_dir`: the folder of unfinished uploads could not be made")
}

/// The whole route tree, room by room.
pub fn routes() -> RouteTable {
    let mut table = RouteTable::new();
    crate::site::routes(&mut table);
    crate::accounts::api::routes(&mut table);
    crate::accounts::pages::routes(&mut table);
    crate::desk::routes(&mut table);
    table
}

/// Puts data, routes and middleware into an application; the server and the tests share it.
pub fn configure(services: &Services, pages: &web::Data<Pages>, app: &mut web::ServiceConfig) {
    app.app_data(web::Data::new(services.db.clone()))
        .app_data(web::Data::new(services.clock.clone()))
        .app_data(web::Data::new(services.vault.clone()))
        .app_data(web::Data::from(services.files.clone()))
        .app_data(web::Data::new(services.uploads.clone()))
        .app_data(web::Data::new(services.imports.clone()))
        .app_data(web::Data::from(services.packs.clone()))
        .app_data(web::Data::from(services.calendar.clone()))
        .app_data(web::Data::from(services.routes.clone()))
        .app_data(web::Data::new(services.accounts.clone()))
        .app_data(web::Data::new(services.metrics.clone()))
        .app_data(web::Data::new(services.library.clone()))
        .app_data(web::Data::new(services.feed.networks.clone()))
        .app_data(pages.clone())
        .configure(|app| routes().install(app))
        .default_service(web::to(not_found));
}

impl Services {
    /// A sender of the feed over these services.
    pub fn sender(&self) -> anyhow::Result<Sender> {
        Sender::new(self.db.clone(), self.vault.clone(), self.clock.clone(), self.feed.clone())
    }
}

/// Serves until the process is told to stop; requests and deliveries under way are finished first.
pub async fn serve(services: Services, listener: TcpListener) -> anyhow::Result<()> {
    let _sending = services.sender()?.start()?;
    let pages = web::Data::new(Pages::new()?);
    let limits = web::Data::new(LogInLimits::new());
    actix_web::rt::spawn(sweep_uploads(services.uploads.clone(), services.imports.clone()));
    actix_web::rt::spawn(index_reports(services.db.clone(), services.files.clone()));
    if let Some(stamping) = services.stamping.clone() {
        actix_web::rt::spawn(stamp(stamping));
    }
    actix_web::rt::spawn(look_for_keys(services.vault.clone()));
    let _follow = Follow::start(services.library.clone()).context("search")?;
    HttpServer::new(move || {
        App::new()
            .app_data(limits.clone())
            .configure(|app| configure(&services, &pages, app))
            .wrap(from_fn(front))
            .wrap(Compress::default())
            .wrap(from_fn(crate::site::measure))
            .wrap(tracing_actix_web::TracingLogger::default())
    })
    .workers(std::thread::available_parallelism().map_or(2, usize::from).min(8))
    .client_request_timeout(std::time::Duration::from_secs(10))
    .shutdown_timeout(8)
    .listen(listener)?
    .run()
    .await?;
    Ok(())
}

/// Fetches time stamps that are due, every minute.
async fn stamp(stamping: Stamping) {
    let mut minutes = tokio::time::interval(std::time::Duration::from_secs(60));
    loop {
        minutes.tick().await;
        if let Err(error) = stamping.all().await {
            tracing::warn!(%error, "time stamps could not be fetched");
        }
    }
}

/// Keeps the shingles of reports that came in, every ten minutes.
async fn index_reports(db: Db, files: Arc<dyn FileStore>) {
    let mut pauses = tokio::time::interval(std::time::Duration::from_secs(600));
    loop {
        pauses.tick().await;
        let (db, files) = (db.clone(), files.clone());
        match web::block(move || reuse::service::index(&db, files.as_ref(), 1000)).await {
            Ok(Ok(_)) => {}
            Ok(Err(error)) => tracing::warn!(%error, "reports could not be indexed"),
            Err(error) => tracing::warn!(%error, "reports could not be indexed"),
        }
    }
}

/// Clears unfinished uploads and old workbooks away, at the start and then every hour.
async fn sweep_uploads(uploads: Uploads, imports: Imports) {
    let mut hours = tokio::time::interval(std::time::Duration::from_secs(3600));
    loop {
        hours.tick().await;
        let (uploads, imports) = (uploads.clone(), imports.clone());
        match web::block(move || Ok::<_, Failure>((uploads.sweep()?, imports.sweep()?))).await {
            Ok(Ok((swept, workbooks))) => tracing::info!(?swept, workbooks, "uploads swept"),
            Ok(Err(error)) => tracing::warn!(%error, "uploads could not be swept"),
            Err(error) => tracing::warn!(%error, "uploads could not be swept"),
        }
    }
}

/// Learns of new keys for personal data within some seconds, so that a rotation soon has no stragglers.
async fn look_for_keys(vault: Vault) {
    let mut moments = tokio::time::interval(std::time::Duration::from_secs(5));
    loop {
        moments.tick().await;
        let vault = vault.clone();
        if let Ok(Err(error)) = web::block(move || vault.look_for_keys()).await {
            tracing::warn!(%error, "keys could not be looked for");
        }
    }
}
