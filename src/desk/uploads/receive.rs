//! The way of a request's body to the thread that writes it: a short queue, so that memory stays small
//! and a slow disk slows the sender down.

use crate::desk::blocking::blocking;
use crate::packages::uploads::Receiving;
use crate::packages::uploads::model::Upload;
use crate::platform::failure::{Failure, Outcome};
use crate::platform::problem::Code;
use actix_web::web::Bytes;
use futures_util::{Stream, StreamExt};
use std::time::Duration;
use tokio::sync::mpsc::{self, Receiver, Sender};

/// Pieces that wait for the writer, of at most 64 KiB each.
const QUEUE: usize = 64;
/// A line that is silent so long is taken for dead.
const SILENCE: Duration = Duration::from_secs(60);

enum Piece {
    Bytes(Bytes),
    /// The body is there to its last byte; without this the line broke.
    End,
}

/// How the body ended.
enum Ended {
    Whole,
    Broken,
    /// Somebody else asked for the upload.
    Stopped,
}

/// Writes the body to the upload and answers how it stands.
///
/// # Errors
/// As the writer has them; the line broke (what arrived is kept), or another request took over.
pub async fn receive<E>(
    receiving: Receiving,
    mut body: impl Stream<Item = Result<Bytes, E>> + Unpin,
) -> Outcome<Upload> {
    let mut stop = receiving.stop();
    let (sender, receiver) = mpsc::channel(QUEUE);
    let writer = blocking(move || write(receiving, receiver));
    let pump = async move {
        tokio::select! {
            ended = pump(&mut body, &sender) => ended,
            () = stop.asked() => Ended::Stopped,
        }
    };
    let (written, ended) = futures_util::future::join(writer, pump).await;
    match (written?, ended) {
        (Some(upload), _) => Ok(upload),
        (None, Ended::Stopped) => {
            let zh = "另一个请求接手了这次上传。";
            Err(Failure::refused(Code::InUse, zh, "Another request has taken this upload over."))
        }
        (None, _) => Err(Failure::Busy),
    }
}

async fn pump<E>(body: &mut (impl Stream<Item = Result<Bytes, E>> + Unpin), sender: &Sender<Piece>) -> Ended {
    loop {
        match tokio::time::timeout(SILENCE, body.next()).await {
            Ok(Some(Ok(bytes))) => {
                // The writer is gone where it failed; its error is the answer.
                if sender.send(Piece::Bytes(bytes)).await.is_err() {
                    return Ended::Broken;
                }
            }
            Ok(None) => {
                let is_told = sender.send(Piece::End).await.is_ok();
                return if is_told { Ended::Whole } else { Ended::Broken };
            }
            Ok(Some(Err(_))) | Err(_) => return Ended::Broken,
        }
    }
}

/// `None` where the body broke off.
fn write(mut receiving: Receiving, mut pieces: Receiver<Piece>) -> Outcome<Option<Upload>> {
    loop {
        match pieces.blocking_recv() {
            Some(Piece::Bytes(bytes)) => receiving.take(&bytes)?,
            Some(Piece::End) => return receiving.finish().map(Some),
            None => return receiving.break_off().map(|()| None),
        }
    }
}
