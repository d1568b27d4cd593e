//! Content of any size on its way out with constant memory. The last piece is held back until the whole
//! was found sound, so that damaged content never arrives complete: the connection breaks off instead.

use crate::platform::failure::Outcome;
use actix_web::web::Bytes;
use futures_util::{Stream, stream};
use std::io::{self, Write};
use tokio::sync::mpsc::{self, Sender};

/// Pieces that wait for the network.
const QUEUE: usize = 16;
const PIECE: usize = 64 << 10;

type Piece = io::Result<Bytes>;

/// Runs `work` on a thread where blocking is allowed and hands on what it writes.
pub fn stream(work: impl FnOnce(&mut dyn Write) -> Outcome<()> + Send + 'static) -> impl Stream<Item = Piece> {
    let (sender, receiver) = mpsc::channel(QUEUE);
    // Its end shows in the channel: either the last piece or an error comes.
    drop(actix_web::rt::task::spawn_blocking(move || {
        let mut pieces = Pieces { sender, held: Vec::with_capacity(PIECE) };
        let done = work(&mut pieces);
        pieces.end(done);
    }));
    stream::unfold(receiver, async |mut receiver| receiver.recv().await.map(|piece| (piece, receiver)))
}

struct Pieces {
    sender: Sender<Piece>,
    held: Vec<u8>,
}

impl Pieces {
    fn send(&mut self) -> io::Result<()> {
        let piece = std::mem::replace(&mut self.held, Vec::with_capacity(PIECE));
        self.sender.blocking_send(Ok(piece.into())).map_err(|_| io::Error::from(io::ErrorKind::BrokenPipe))
    }

    fn end(mut self, done: Outcome<()>) {
        let last = match done {
            Ok(()) => Ok(std::mem::take(&mut self.held).into()),
            Err(error) => {
                tracing::error!(%error, "a download broke off");
                Err(io::Error::other("the content is not sound"))
            }
        };
        // Nobody listens any more where the reader is gone.
        let _ = self.sender.blocking_send(last);
    }
}

impl Write for Pieces {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.held.len() >= PIECE {
            self.send()?;
        }
        let room = bytes.len().min(PIECE - self.held.len());
        self.held.extend_from_slice(bytes.get(..room).unwrap_or_default());
        Ok(room)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::failure::Failure;
    use futures_util::StreamExt;

    async fn read(length: usize, is_sound: bool) -> (usize, bool) {
        let pieces = stream(move |out| {
            out.write_all(&vec![7; length]).map_err(|e| Failure::Fault(e.into()))?;
            if is_sound { Ok(()) } else { Err(anyhow::anyhow!("damaged").into()) }
        });
        let pieces: Vec<Piece> = pieces.collect().await;
        let sound = pieces.iter().all(Result::is_ok);
        (pieces.iter().flatten().map(Bytes::len).sum(), sound)
    }

    #[actix_web::test]
    async fn what_is_damaged_never_arrives_whole() {
        for length in [0, 1, PIECE, PIECE + 1, 5 * PIECE, 40 * PIECE + 3] {
            assert_eq!(read(length, true).await, (length, true));
            let (arrived, sound) = read(length, false).await;
            assert!(!sound && (arrived < length || length == 0), "{arrived} of {length}");
        }
    }
}
