//! Fetches time stamps from the authority that the settings name. A stamp that cannot be had is tried again
//! after a pause that doubles up to a day; it is never given up.

use super::service;
use super::stamp::{self, Nonce};
use super::store::StampRow;
use crate::platform::clock::Clock;
use crate::platform::db::Db;
use crate::platform::failure::{Failure, Outcome};
use anyhow::{Context, anyhow};
use futures_util::StreamExt;
use reqwest::header::{ACCEPT, CONTENT_TYPE};
use std::time::Duration;

/// Stamps fetched in one round.
const ROUND: i64 = 50;
/// A token with its certificates has some kilobytes.
const ANSWER_BYTES: usize = 256 << 10;

/// Asks one authority.
#[derive(Clone)]
pub struct Stamping {
    db: Db,
    clock: Clock,
    url: String,
    client: reqwest::Client,
}

/// What a round came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Round {
    pub stamped: u32,
    pub failed: u32,
}

impl Stamping {
    /// The error says why there can be no HTTP client.
    pub fn new(db: Db, clock: Clock, url: String) -> anyhow::Result<Stamping> {
        let client = reqwest::Client::builder().timeout(Duration::from_secs(30)).build().context("HTTP client")?;
        Ok(Stamping { db, clock, url, client })
    }

    /// Fetches what is due, until a round has nothing more or nothing but failures.
    pub async fn all(&self) -> Outcome<Round> {
        let mut all = Round::default();
        loop {
            let round = self.round().await?;
            all = Round { stamped: all.stamped + round.stamped, failed: all.failed + round.failed };
            if round.stamped == 0 {
                return Ok(all);
            }
        }
    }

    async fn round(&self) -> Outcome<Round> {
        let now = self.clock.now();
        let due = self.on_database(move |db| db.read(|conn| service::due(conn, now, ROUND))).await?;
        let mut round = Round::default();
        for row in due {
            let fetched = self.fetch(&row).await;
            match &fetched {
                Ok(_) => round.stamped += 1,
                Err(error) => {
                    round.failed += 1;
                    tracing::warn!(package = row.package_id, error = %format!("{error:#}"), "time stamp");
                }
            }
            let now = self.clock.now();
            self.on_database(move |db| db.write(|conn| service::settle(conn, &row, &fetched, now))).await?;
        }
        Ok(round)
    }

    /// The answer and the time that it states.
    async fn fetch(&self, row: &StampRow) -> anyhow::Result<service::Fetched> {
        let nonce = Nonce::of(rand::random());
        let request = stamp::request(&row.imprint, nonce)?;
        let post = self.client.post(&self.url).header(CONTENT_TYPE, "application/timestamp-query");
        let answer = post.header(ACCEPT, "application/timestamp-reply").body(request).send().await?;
        let answer = answer.error_for_status()?;
        let (mut response, mut pieces) = (Vec::new(), answer.bytes_stream());
        while let Some(piece) = pieces.next().await {
            response.extend_from_slice(&piece?);
            if response.len() > ANSWER_BYTES {
                return Err(anyhow!("the answer is longer than {ANSWER_BYTES} bytes"));
            }
        }
        let at = stamp::check(&response, &row.imprint, nonce)?;
        Ok(service::Fetched { response, at })
    }

    async fn on_database<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Db) -> Outcome<T> + Send + 'static,
    ) -> Outcome<T> {
        let db = self.db.clone();
        tokio::task::spawn_blocking(move || work(&db)).await.map_err(|e| Failure::Fault(e.into()))?
    }
}
