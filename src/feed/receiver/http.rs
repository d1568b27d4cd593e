//! The receiver's HTTP side: `POST /` takes a delivery, `GET /statement?division=…` shows the books.

use super::journal::{self, Journal, Pending};
use crate::feed::model::{AnsweredAcknowledgement, AnsweredBody};
use crate::feed::rules::receiving::{Books, Decision, reference};
use crate::feed::rules::signature::{VerifyingSecret, verify};
use crate::linkage::model::AcknowledgementOutcome;
use crate::platform::clock::Clock;
use actix_web::http::StatusCode;
use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};
use serde::Deserialize;
use serde_json::{Value, json};
use std::net::TcpListener;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use tokio::sync::{mpsc, watch};

/// The longest delivery that is read, in bytes.
const LONGEST: usize = 256 * 1024;

/// What a receiver is started with.
pub struct Setup {
    pub listener: TcpListener,
    pub journal: PathBuf,
    pub keys: Vec<VerifyingSecret>,
    pub clock: Clock,
}

struct Receiver {
    keys: Vec<VerifyingSecret>,
    clock: Clock,
    books: Mutex<Books>,
    to_disk: mpsc::UnboundedSender<Pending>,
    /// Position up to which the books are on disk; closed when the disk failed.
    durable: watch::Receiver<u64>,
}

/// Serves until the process is told to stop.
pub async fn serve(setup: Setup) -> anyhow::Result<()> {
    let (journal, books) = Journal::open(&setup.journal)?;
    let (to_disk, pending) = mpsc::unbounded_channel();
    let (told, durable) = watch::channel(books.len());
    std::thread::Builder::new().name("journal".to_owned()).spawn(move || journal.write_all(pending, &told))?;
    let (keys, clock) = (setup.keys, setup.clock);
    let receiver = web::Data::new(Receiver { keys, clock, books: Mutex::new(books), to_disk, durable });
    HttpServer::new(move || {
        App::new()
            .app_data(receiver.clone())
            .app_data(web::PayloadConfig::new(LONGEST))
            .route("/", web::post().to(deliver))
            .route("/statement", web::get().to(statement))
    })
    .workers(2)
    .shutdown_timeout(5)
    .listen(setup.listener)?
    .run()
    .await?;
    Ok(())
}

/// Why a delivery is not taken, as an RFC 9457 problem.
struct Refusal {
    status: StatusCode,
    detail: String,
}

impl Refusal {
    fn new(status: StatusCode, detail: impl Into<String>) -> Refusal {
        Refusal { status, detail: detail.into() }
    }

    fn disk_failed() -> Refusal {
        Refusal::new(StatusCode::SERVICE_UNAVAILABLE, "the journal cannot be written")
    }
}

impl From<Refusal> for HttpResponse {
    fn from(Refusal { status, detail }: Refusal) -> HttpResponse {
        let body = json!({ "title": status.canonical_reason(), "status": status.as_u16(), "detail": detail });
        HttpResponse::build(status).content_type("application/problem+json").body(body.to_string())
    }
}

async fn deliver(request: HttpRequest, body: web::Bytes, receiver: web::Data<Receiver>) -> HttpResponse {
    match receiver.read(&request, &body) {
        Ok(position) => receiver.answer_when_on_disk(position).await,
        Err(refusal) => refusal.into(),
    }
}

impl Receiver {
    /// Believes nothing before the signature holds.
    fn read(&self, request: &HttpRequest, body: &[u8]) -> Result<u64, Refusal> {
        let header = |name: &str| request.headers().get(name).and_then(|v| v.to_str().ok()).unwrap_or_default();
        let now = self.clock.now();
        let id = header("webhook-id");
        let (timestamp, signatures) = (header("webhook-timestamp"), header("webhook-signature"));
        verify(&self.keys, id, timestamp, signatures, body, now.0.timestamp())
            .map_err(|fault| Refusal::new(StatusCode::UNAUTHORIZED, fault.to_string()))?;
        let event: Value =
            serde_json::from_slice(body).map_err(|_| Refusal::new(StatusCode::BAD_REQUEST, "the body is no JSON"))?;
        if event["id"].as_str() != Some(id) {
            return Err(Refusal::new(StatusCode::BAD_REQUEST, "webhook-id is not the id of the event"));
        }
        self.take(event, now.to_string())
    }

    /// Decides and enters under one lock, so that the order on disk is the order of the decisions.
    fn take(&self, event: Value, received_at: String) -> Result<u64, Refusal> {
        let mut books = self.books.lock().unwrap_or_else(PoisonError::into_inner);
        let unreadable = |e: &dyn std::fmt::Display| Refusal::new(StatusCode::BAD_REQUEST, e.to_string());
        match books.decide(&event).map_err(|e| unreadable(&e))? {
            Decision::Known { position, .. } => Ok(position),
            Decision::Gap { expected, came } => Err(Refusal::new(
                StatusCode::CONFLICT,
                format!("event {expected} of the project comes first, this is {came}"),
            )),
            Decision::Contradiction { place } => Err(Refusal::new(
                StatusCode::CONFLICT,
                format!("place {place} of the project is taken by another event"),
            )),
            Decision::Apply(entry) => {
                let position = books.enter(&event, entry).map_err(|e| unreadable(&e))?;
                let line = journal::line(received_at, event).map_err(|e| unreadable(&e))?;
                self.to_disk.send((line, position)).map_err(|_| Refusal::disk_failed())?;
                Ok(position)
            }
        }
    }

    async fn answer_when_on_disk(&self, position: u64) -> HttpResponse {
        let mut durable = self.durable.clone();
        if durable.wait_for(|on_disk| *on_disk >= position).await.is_err() {
            return Refusal::disk_failed().into();
        }
        let acknowledgement = AnsweredAcknowledgement {
            outcome: AcknowledgementOutcome::Applied,
            reference: reference(position),
            detail: String::new(),
        };
        HttpResponse::Ok().json(AnsweredBody { acknowledgement })
    }
}

#[derive(Deserialize)]
struct Asked {
    division: String,
}

async fn statement(receiver: web::Data<Receiver>, asked: web::Query<Asked>) -> HttpResponse {
    let books = receiver.books.lock().unwrap_or_else(PoisonError::into_inner);
    HttpResponse::Ok().json(books.statement(&asked.division))
}
