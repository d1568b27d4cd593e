//! The one place that reads the wall clock and makes identifiers of requests.
//! Rules never see it: services read it once, before their transaction, and pass the value on.

use crate::terms::Instant;
use chrono::Utc;
use std::sync::Arc;

/// A source of the present moment; tests put their own in its place.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> Instant + Send + Sync>);

impl Clock {
    /// The machine's clock.
    pub fn system() -> Clock {
        Clock(Arc::new(|| Instant::from_utc(Utc::now())))
    }

    /// A clock that answers what `source` says.
    pub fn from_fn(source: impl Fn() -> Instant + Send + Sync + 'static) -> Clock {
        Clock(Arc::new(source))
    }

    pub fn now(&self) -> Instant {
        (self.0)()
    }
}
