//! One writer at a time for each upload. A client that lost its line comes back while the server still
//! waits on the dead one; so who asks for an upload that is held tells the holder to stop.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::watch;

/// The uploads that a request of this process is writing.
#[derive(Default)]
pub struct Holds(Mutex<HashMap<String, watch::Sender<bool>>>);

/// The right to write one upload; it ends when this is dropped.
pub struct Hold {
    holds: Arc<Holds>,
    id: String,
    stop: Stop,
}

/// Tells a holder that somebody else waits.
#[derive(Clone)]
pub struct Stop(watch::Receiver<bool>);

impl Stop {
    /// Comes back once the holder should end.
    pub async fn asked(&mut self) {
        // An error means that the hold is gone, which is an end as well.
        let _ = self.0.wait_for(|asked| *asked).await;
    }
}

/// How often and how long a request waits for the one before it to end: five seconds, within which a
/// holder writes out what it has.
const TRIES: u32 = 500;
const PAUSE: Duration = Duration::from_millis(10);

impl Holds {
    /// Takes the upload, asking whoever holds it to stop. `None` if that takes too long. Blocks.
    pub fn take(self: &Arc<Holds>, id: &str) -> Option<Hold> {
        for _ in 0..TRIES {
            if let Some(hold) = self.try_take(id) {
                return Some(hold);
            }
            std::thread::sleep(PAUSE);
        }
        None
    }

    fn try_take(self: &Arc<Holds>, id: &str) -> Option<Hold> {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(holder) = held.get(id) {
            holder.send_replace(true);
            return None;
        }
        let (sender, receiver) = watch::channel(false);
        held.insert(id.to_owned(), sender);
        Some(Hold { holds: self.clone(), id: id.to_owned(), stop: Stop(receiver) })
    }
}

impl Hold {
    pub fn stop(&self) -> Stop {
        self.stop.clone()
    }
}

impl Drop for Hold {
    fn drop(&mut self) {
        self.holds.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_waits_until_the_first_has_stopped() {
        let holds = Arc::new(Holds::default());
        let first = holds.take("a").unwrap();
        assert!(holds.try_take("a").is_none() && *first.stop.0.borrow());
        assert!(holds.try_take("b").is_some());
        drop(first);
        assert!(!*holds.try_take("a").unwrap().stop.0.borrow());
    }
}
