//! One request to a receiver, through a client that connects nowhere but where the guard allows.

use super::SenderSettings;
use crate::feed::model::{AnsweredAcknowledgement, AnsweredBody};
use crate::feed::rules::address::{AddressFault, Networks};
use crate::feed::rules::retry::{self, Answer};
use anyhow::Context;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::header::RETRY_AFTER;
use reqwest::{Client, Response};
use std::error::Error;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

/// As much of an answer as is read; the rest is nobody's business.
const ANSWER_BYTES: usize = 16 * 1024;
/// `webhook-…` headers of Standard Webhooks.
const ID: &str = "webhook-id";
const TIMESTAMP: &str = "webhook-timestamp";
const SIGNATURE: &str = "webhook-signature";

/// A client for receivers with TLS and one for those without, because only the first kind may lie
/// outside the named networks.
pub struct Clients {
    networks: Networks,
    tls: Client,
    plain: Client,
}

/// A signed delivery.
pub struct Delivery<'a> {
    pub url: &'a str,
    pub id: &'a str,
    pub timestamp: i64,
    pub signatures: &'a str,
    pub body: String,
}

/// What came back.
pub struct Posted {
    pub answer: Answer,
    pub retry_after: Option<chrono::Duration>,
    pub acknowledgement: Option<AnsweredAcknowledgement>,
}

impl Clients {
    pub fn new(settings: &SenderSettings) -> anyhow::Result<Clients> {
        let client = |tls: bool| {
            let guard = Guard { networks: settings.networks.clone(), tls };
            Client::builder()
                .user_agent(concat!("hengping/", env!("CARGO_PKG_VERSION")))
                // A redirect could lead inside, and a proxy of the environment would connect unguarded.
                .redirect(reqwest::redirect::Policy::none())
                .no_proxy()
                .dns_resolver(Arc::new(guard))
                .timeout(settings.timeout)
                .connect_timeout(settings.timeout.min(Duration::from_secs(5)))
                .pool_max_idle_per_host(settings.concurrency)
                .tcp_nodelay(true)
                .build()
                .context("the HTTP client of the feed")
        };
        Ok(Clients { networks: settings.networks.clone(), tls: client(true)?, plain: client(false)? })
    }

    /// Posts once. Whatever goes wrong is an answer, too.
    pub async fn post(&self, delivery: Delivery<'_>) -> Posted {
        let url = match self.networks.check(delivery.url) {
            Ok(url) => url,
            Err(fault) => return Posted::without_response(Answer::Forbidden(fault.to_string())),
        };
        let client = if url.scheme() == "https" { &self.tls } else { &self.plain };
        let request = client
            .post(url)
            .header("content-type", "application/cloudevents+json; charset=utf-8")
            .header(ID, delivery.id)
            .header(TIMESTAMP, delivery.timestamp)
            .header(SIGNATURE, delivery.signatures)
            .body(delivery.body);
        match request.send().await {
            Ok(response) => Posted::of(response, delivery.timestamp).await,
            Err(e) => Posted::without_response(failure(&e)),
        }
    }
}

impl Posted {
    fn without_response(answer: Answer) -> Posted {
        Posted { answer, retry_after: None, acknowledgement: None }
    }

    async fn of(response: Response, now: i64) -> Posted {
        let answer = Answer::Status(response.status().as_u16());
        let now = chrono::DateTime::from_timestamp(now, 0).unwrap_or_default();
        let asked = response.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok());
        let retry_after = asked.and_then(|text| retry::retry_after(text, now));
        let success = response.status().is_success();
        let body = read(response).await;
        let acknowledgement = match body {
            Some(body) if success => serde_json::from_slice::<AnsweredBody>(&body).ok().map(|b| b.acknowledgement),
            _ => None,
        };
        Posted { answer, retry_after, acknowledgement }
    }
}

/// The body as far as it is of interest. Read to its end where it is short, so that the connection can
/// be used again.
async fn read(mut response: Response) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    while let Ok(Some(part)) = response.chunk().await {
        if body.len() + part.len() > ANSWER_BYTES {
            return None;
        }
        body.extend_from_slice(&part);
    }
    Some(body)
}

fn failure(error: &reqwest::Error) -> Answer {
    let mut cause: Option<&(dyn Error + 'static)> = error.source();
    let mut last = error.to_string();
    while let Some(inner) = cause {
        if let Some(fault) = inner.downcast_ref::<AddressFault>() {
            return Answer::Forbidden(fault.to_string());
        }
        last = inner.to_string();
        cause = inner.source();
    }
    if error.is_timeout() { Answer::TimedOut } else { Answer::Unreachable(last) }
}

/// Resolves names and lets through only addresses that may be sent to. The connection goes to what is
/// returned here, so a name cannot point elsewhere between the check and the request.
struct Guard {
    networks: Networks,
    tls: bool,
}

impl Resolve for Guard {
    fn resolve(&self, name: Name) -> Resolving {
        let (networks, tls) = (self.networks.clone(), self.tls);
        Box::pin(async move {
            let found: Vec<SocketAddr> = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            let mut permitted = Vec::new();
            let mut refused = None;
            for address in found {
                match networks.permit(address.ip(), tls) {
                    Ok(()) => permitted.push(address),
                    Err(fault) => refused = Some(fault),
                }
            }
            match refused {
                // A name that points inside as well is not to be trusted at all.
                Some(fault) => Err(fault.into()),
                None => Ok(Box::new(permitted.into_iter()) as Addrs),
            }
        })
    }
}
