//! The sender: takes lanes that are due, posts their events in order, writes down what came of it.
//!
//! Any number of senders may run, in one process or on many machines: a lane is taken in a serial
//! transaction under a token, and only the holder of the token writes its progress. Each endpoint has a
//! worker of its own, so that a slow receiver delays no other; a receiver that is not well is sent one
//! request at a time until it answers. Not here: what is due and what follows from an answer (rules).

mod lane;
mod post;
mod worker;

use super::model::Backlog;
use super::rules::address::Networks;
use super::rules::retry::Schedule;
use super::service::{delivery, endpoints};
use crate::platform::clock::Clock;
use crate::platform::config::FeedSetting;
use crate::platform::db::{Conn, Db};
use crate::platform::failure::{Failure, Outcome};
use crate::platform::vault::Vault;
use post::Clients;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::{JoinHandle, LocalSet};

/// How often a sender without work looks for some.
const LOOK: Duration = Duration::from_millis(250);
/// How often a sender looks for new endpoints.
const LOOK_FOR_ENDPOINTS: Duration = Duration::from_secs(1);

/// How the sender works.
#[derive(Clone, Debug)]
pub struct SenderSettings {
    /// Inner networks that may be sent to.
    pub networks: Networks,
    pub schedule: Schedule,
    /// How long a receiver may take to answer.
    pub timeout: Duration,
    /// Requests under way to one receiver.
    pub concurrency: usize,
}

impl SenderSettings {
    pub fn of(setting: &FeedSetting) -> SenderSettings {
        SenderSettings {
            networks: Networks(setting.networks.clone()),
            schedule: Schedule::new(setting.retry.clone()),
            timeout: setting.timeout,
            concurrency: setting.concurrency,
        }
    }

    /// How long a lane belongs to the sender that took it: long enough for several requests, short enough
    /// that the lanes of a sender that died do not wait long for another.
    fn lease(&self) -> Duration {
        (self.timeout * 4).max(Duration::from_secs(5))
    }
}

/// When a sender ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Until {
    /// When it is told to stop.
    Stopped,
    /// When nothing is left to send to the endpoints there are.
    Empty,
}

/// One sender. Cloning shares it.
#[derive(Clone)]
pub struct Sender(Arc<Inner>);

struct Inner {
    db: Db,
    vault: Vault,
    clock: Clock,
    settings: SenderSettings,
    clients: Clients,
}

impl Sender {
    /// Makes the HTTP clients; the error says what they lack.
    pub fn new(db: Db, vault: Vault, clock: Clock, settings: SenderSettings) -> anyhow::Result<Sender> {
        let clients = Clients::new(&settings)?;
        Ok(Sender(Arc::new(Inner { db, vault, clock, settings, clients })))
    }

    /// Sends on a thread of its own until told to stop, and then lets what is under way end.
    pub fn start(self) -> anyhow::Result<Running> {
        let (stop, stopped) = watch::channel(false);
        let thread = std::thread::Builder::new().name("feed-sender".to_owned()).spawn(move || {
            match tokio::runtime::Builder::new_current_thread().enable_all().build() {
                Ok(runtime) => runtime.block_on(LocalSet::new().run_until(self.run(Until::Stopped, stopped))),
                Err(e) => tracing::error!(error = %e, "feed: the sender could not start"),
            }
        })?;
        Ok(Running { stop, thread: Some(thread) })
    }

    /// Sends until all is delivered or `stop` says true. Must run in a [`LocalSet`].
    pub async fn run(&self, until: Until, mut stop: watch::Receiver<bool>) {
        let mut workers: HashMap<String, JoinHandle<()>> = HashMap::new();
        while !*stop.borrow() {
            workers.retain(|_, worker| !worker.is_finished());
            match self.read(delivery::active_ids).await {
                Ok(ids) => {
                    for id in ids {
                        let work = || tokio::task::spawn_local(worker::work(self.clone(), id.clone(), stop.clone()));
                        workers.entry(id.clone()).or_insert_with(work);
                    }
                }
                Err(e) => tracing::warn!(error = %e, "feed: endpoints could not be read; trying again"),
            }
            if until == Until::Empty && self.backlog().await.is_ok_and(|b| b.events == 0) {
                break;
            }
            let pause = if until == Until::Empty { LOOK } else { LOOK_FOR_ENDPOINTS };
            tokio::select! { _ = stop.changed() => {}, () = tokio::time::sleep(pause) => {} }
        }
        if until == Until::Stopped {
            for (_, worker) in workers {
                let _ = worker.await;
            }
        }
    }

    /// What waits at all active endpoints together.
    pub async fn backlog(&self) -> Outcome<Backlog> {
        self.read(|conn| {
            let mut all = Backlog::default();
            for id in delivery::active_ids(conn)? {
                let endpoint = endpoints::find(conn, None, &id)?;
                let one = endpoints::backlog(conn, &endpoint)?;
                all = Backlog { events: all.events + one.events, stalled: all.stalled + one.stalled };
            }
            Ok(all)
        })
        .await
    }

    async fn read<T: Send + 'static>(&self, work: impl FnOnce(&mut Conn) -> Outcome<T> + Send + 'static) -> Outcome<T> {
        self.blocking(move |inner| inner.db.read(work)).await
    }

    /// Runs what may block beside the thread that sends.
    async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Inner) -> Outcome<T> + Send + 'static,
    ) -> Outcome<T> {
        let inner = self.0.clone();
        tokio::task::spawn_blocking(move || work(&inner)).await.map_err(|e| Failure::Fault(e.into()))?
    }
}

/// A sender at work; told to stop and waited for when dropped.
pub struct Running {
    stop: watch::Sender<bool>,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.stop.send(true);
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("feed: the sender ended in a panic");
        }
    }
}
