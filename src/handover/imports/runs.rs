//! The runs of this process: how far each has come, and the wish that it stop. A run lives in memory, because
//! the database has one writer on SQLite and a long import is that writer.

use super::model::Progress;
use crate::platform::failure::{Failure, Outcome};
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Runs at a time: each holds its workbooks in memory.
const AT_ONCE: usize = 2;

#[derive(Clone, Default)]
pub(super) struct Runs(Arc<Mutex<HashMap<String, Arc<Run>>>>);

/// One run on one upload.
#[derive(Default)]
pub(super) struct Run {
    /// Names it in the row of the upload.
    pub token: String,
    rows: AtomicU64,
    total: AtomicU64,
    is_stopped: AtomicBool,
    has_ended: Mutex<bool>,
    ended: Condvar,
}

/// Takes the run off the list when the thread ends, however it ends.
pub(super) struct Running {
    runs: Runs,
    import: String,
    pub run: Arc<Run>,
}

impl Runs {
    fn list(&self) -> MutexGuard<'_, HashMap<String, Arc<Run>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn of(&self, import: &str) -> Option<Arc<Run>> {
        self.list().get(import).cloned()
    }

    /// # Errors
    /// Busy while others run, or one on this upload.
    pub fn begin(&self, import: &str) -> Outcome<Running> {
        let mut list = self.list();
        if list.len() >= AT_ONCE || list.contains_key(import) {
            return Err(Failure::Busy);
        }
        let run = Arc::new(Run { token: uuid::Uuid::now_v7().to_string(), ..Run::default() });
        list.insert(import.to_owned(), run.clone());
        Ok(Running { runs: self.clone(), import: import.to_owned(), run })
    }
}

impl Run {
    pub fn stop(&self) {
        self.is_stopped.store(true, Ordering::Relaxed);
    }

    /// Counts one row; `false` where the run is to stop.
    pub fn row(&self) -> bool {
        self.rows.fetch_add(1, Ordering::Relaxed);
        !self.is_stopped.load(Ordering::Relaxed)
    }

    /// Starts counting anew, towards a known end.
    pub fn towards(&self, total: u64) {
        self.rows.store(0, Ordering::Relaxed);
        self.total.store(total, Ordering::Relaxed);
    }

    pub fn progress(&self) -> Progress {
        Progress { rows: self.rows.load(Ordering::Relaxed), total: self.total.load(Ordering::Relaxed) }
    }

    /// Waits for the end, but not longer than this.
    pub fn wait(&self, at_most: Duration) {
        let has_ended = self.has_ended.lock().unwrap_or_else(PoisonError::into_inner);
        drop(self.ended.wait_timeout_while(has_ended, at_most, |ended| !*ended));
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.runs.list().remove(&self.import);
        *self.run.has_ended.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.run.ended.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_run_at_once_and_the_end_frees_the_place() {
        let runs = Runs::default();
        let first = runs.begin("a").unwrap();
        assert!(runs.begin("a").is_err(), "one run on one upload");
        let second = runs.begin("b").unwrap();
        assert!(runs.begin("c").is_err());
        assert!(first.run.row());
        runs.of("a").unwrap().stop();
        assert!(!first.run.row());
        assert_eq!(first.run.progress(), Progress { rows: 2, total: 0 });
        let (run, waiter) = (second.run.clone(), second.run.clone());
        let waiting = std::thread::spawn(move || waiter.wait(Duration::from_secs(30)));
        drop(second);
        waiting.join().unwrap();
        run.wait(Duration::from_secs(30));
        assert!(runs.begin("c").is_ok());
    }
}
