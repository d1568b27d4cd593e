//! The worker of one endpoint: plans, takes lanes, runs as many side by side as the receiver bears, and
//! writes down what is finished together with taking what comes next, in one transaction.

use super::{LOOK, Sender, lane};
use crate::feed::model::{LaneResult, LaneWork, Target};
use crate::feed::rules::retry::Verdict;
use crate::feed::service::delivery::{self, Claim};
use crate::platform::failure::Outcome;
use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use futures_util::stream::{FuturesUnordered, StreamExt};
use std::collections::VecDeque;
use std::time::{Duration, Instant};
use tokio::sync::watch;
use uuid::Uuid;

/// Lanes taken ahead, in units of what is under way.
const AHEAD: usize = 3;
/// How long a worker waits after a fault of the database.
const AFTER_FAULT: Duration = Duration::from_secs(1);

/// A lane with the moment until which it is ours.
struct Taken {
    work: LaneWork,
    lease_ends: Instant,
}

struct Worker<'a> {
    sender: &'a Sender,
    endpoint_id: String,
    target: Option<Target>,
    waiting: VecDeque<Taken>,
    running: FuturesUnordered<LocalBoxFuture<'static, LaneResult>>,
    finished: Vec<LaneResult>,
    /// How many requests the receiver bears: one while it is not well, doubled with every success.
    width: usize,
}

/// Works until told to stop or until the endpoint is disabled.
pub async fn work(sender: Sender, endpoint_id: String, mut stop: watch::Receiver<bool>) {
    let mut worker = Worker {
        width: sender.0.settings.concurrency.min(4),
        sender: &sender,
        endpoint_id,
        target: None,
        waiting: VecDeque::new(),
        running: FuturesUnordered::new(),
        finished: Vec::new(),
    };
    loop {
        let stopping = *stop.borrow();
        let stepped = worker.step(stopping).await;
        if let Err(e) = &stepped {
            tracing::warn!(endpoint = %worker.endpoint_id, error = %e, "feed: the database failed; trying again");
            worker.pause(AFTER_FAULT, &mut stop).await;
        }
        worker.begin(stopping);
        if !worker.running.is_empty() {
            worker.gather().await;
        } else if (stopping || worker.target.is_none()) && (worker.finished.is_empty() || stepped.is_err()) {
            return;
        } else if worker.finished.is_empty() && worker.waiting.is_empty() {
            worker.rest(&mut stop).await;
        }
    }
}

impl Worker<'_> {
    /// Writes down what is finished and takes new lanes, where there is anything to write or take.
    async fn step(&mut self, stopping: bool) -> Outcome<()> {
        let (endpoint_id, at) = (self.endpoint_id.clone(), self.sender.0.clock.now());
        let room = if stopping { 0 } else { (self.width * AHEAD).saturating_sub(self.waiting.len()) };
        let most = i64::try_from(if self.width == 1 { usize::from(self.is_idle()) } else { room }).unwrap_or(1);
        let (results, token) = (self.finished.clone(), Uuid::now_v7().to_string());
        let (took_at, lease) = (Instant::now(), self.sender.0.settings.lease());
        let (target, work) = self
            .sender
            .blocking(move |inner| {
                if most > 0 {
                    delivery::plan(&inner.db, &endpoint_id, at)?;
                }
                if results.is_empty() && !inner.db.read(|conn| delivery::has_work(conn, &endpoint_id, at))? {
                    return Ok((inner.db.read(|conn| delivery::target(conn, &inner.vault, &endpoint_id, at))?, vec![]));
                }
                let taken = inner.db.write(|conn| {
                    let schedule = &inner.settings.schedule;
                    let claim = Claim { token: &token, most, lease };
                    delivery::record_and_claim(conn, &endpoint_id, &results, schedule, &claim, at)
                })?;
                inner.db.read(|conn| {
                    let target = delivery::target(conn, &inner.vault, &endpoint_id, at)?;
                    let work = match &target {
                        Some(target) => delivery::load(conn, &target.endpoint.division, &token, taken)?,
                        None => Vec::new(),
                    };
                    Ok((target, work))
                })
            })
            .await?;
        self.finished.clear();
        self.target = target;
        self.waiting.extend(work.into_iter().map(|work| Taken { work, lease_ends: took_at + lease }));
        Ok(())
    }

    fn is_idle(&self) -> bool {
        self.waiting.is_empty() && self.running.is_empty()
    }

    /// Starts as many waiting lanes as the receiver bears; when stopping, lets them go unworked.
    fn begin(&mut self, stopping: bool) {
        let Some(target) = &self.target else {
            self.waiting.clear();
            return;
        };
        while self.running.len() < self.width || stopping {
            let Some(taken) = self.waiting.pop_front() else { return };
            let (sender, target) = (self.sender.clone(), target.clone());
            let lease_ends = if stopping { Instant::now() } else { taken.lease_ends };
            self.running.push(async move { lane::run(&sender, &target, taken.work, lease_ends).await }.boxed_local());
        }
    }

    /// Waits for one lane to end and takes along what has ended by then.
    async fn gather(&mut self) {
        let Some(first) = self.running.next().await else { return };
        self.note(first);
        while let Some(Some(next)) = self.running.next().now_or_never() {
            self.note(next);
        }
    }

    fn note(&mut self, result: LaneResult) {
        let verdict = result.failure.as_ref().map(|f| f.answer.verdict());
        self.width = match verdict {
            Some(Verdict::AgainSlower | Verdict::Gone) => 1,
            _ if result.delivered_to.is_some() => (self.width * 2).min(self.sender.0.settings.concurrency),
            _ => self.width,
        };
        self.finished.push(result);
    }

    /// Nothing to do: waits a little.
    async fn rest(&self, stop: &mut watch::Receiver<bool>) {
        self.pause(LOOK, stop).await;
    }

    async fn pause(&self, time: Duration, stop: &mut watch::Receiver<bool>) {
        tokio::select! { _ = stop.changed() => {}, () = tokio::time::sleep(time) => {} }
    }
}
