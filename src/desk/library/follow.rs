//! Keeping the index in step while the service runs: a thread that applies what waits. A changed entry is
//! found within a second; an engine that is away is tried again and again, and nothing is lost meanwhile.

use super::ExpertLibrary;
use crate::platform::failure::Outcome;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

/// Between two looks, and between two tries of an engine that is away.
const LOOK: Duration = Duration::from_millis(300);
const RETRY: Duration = Duration::from_secs(5);

/// The thread; it ends when this is dropped.
pub struct Follow {
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Follow {
    /// Starts following.
    ///
    /// # Errors
    /// The machine gives no thread.
    pub fn start(library: ExpertLibrary) -> std::io::Result<Follow> {
        let stop = Arc::new(AtomicBool::new(false));
        let seen = stop.clone();
        let work = move || {
            let mut is_ready = false;
            while !seen.load(Ordering::Relaxed) {
                let pause = match step(&library, &mut is_ready) {
                    Ok(()) => LOOK,
                    Err(failure) => {
                        tracing::warn!(%failure, "the search index is not in step");
                        RETRY
                    }
                };
                std::thread::park_timeout(pause);
            }
        };
        let thread = std::thread::Builder::new().name("search-follow".into()).spawn(work)?;
        Ok(Follow { stop, thread: Some(thread) })
    }
}

fn step(library: &ExpertLibrary, is_ready: &mut bool) -> Outcome<()> {
    if *is_ready {
        library.catch_up()?;
    } else {
        library.ready(&mut |_| {})?;
        *is_ready = true;
    }
    Ok(())
}

/// How long the end of the service waits for the step under way. A longer one, such as building the index,
/// is let go: what is not finished is not taken into use, and the next start does it again.
const LAST_STEP: Duration = Duration::from_secs(2);
const POLL: Duration = Duration::from_millis(20);

impl Drop for Follow {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        let Some(thread) = self.thread.take() else { return };
        thread.thread().unpark();
        let mut waited = Duration::ZERO;
        while !thread.is_finished() && waited < LAST_STEP {
            std::thread::sleep(POLL);
            waited += POLL;
        }
        if thread.is_finished() && thread.join().is_err() {
            tracing::warn!("the thread that keeps the search index in step had failed");
        }
    }
}
