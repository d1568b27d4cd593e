//! The expert library at work: search, database and conflict rules together. A hit is a number; what is
//! shown of it is read from the database under the reader's rights.
//!
//! Invariant: list, counts, facets, those left out and exports of one question come from one answer.

mod eligibility;
mod find;
mod follow;
mod source;

pub use eligibility::{RuleCount, WhyNot};
pub use find::{Found, Wanted};
pub use follow::Follow;

use crate::commissions::Commission;
use crate::platform::clock::Clock;
use crate::platform::config::{Config, SearchSetting};
use crate::platform::db::{Conn, Db};
use crate::platform::failure::Outcome;
use crate::platform::vault::Vault;
use crate::policy::Packs;
use crate::search::embedded::Embedded;
use crate::search::engine::Engine;
use crate::search::meilisearch::Meilisearch;
use crate::search::service::Drift;
use crate::search::settings::Settings;
use crate::search::{Library, Reply};
use anyhow::Context;
use eligibility::Eligibilities;
use source::FromDatabase;
use std::sync::Arc;

/// The library with everything that it stands on. Cloning is cheap.
#[derive(Clone)]
pub struct ExpertLibrary {
    library: Library,
    db: Db,
    vault: Vault,
    packs: Arc<Packs>,
    clock: Clock,
    eligibilities: Arc<Eligibilities>,
}

const INDEX: &str = "hengping_experts";

impl ExpertLibrary {
    /// The engine that the settings name. Nothing is built or asked yet.
    pub fn open(
        config: &Config,
        db: Db,
        vault: Vault,
        packs: Arc<Packs>,
        clock: Clock,
    ) -> anyhow::Result<ExpertLibrary> {
        let settings = Settings::embedded().context("search_config/experts.toml")?;
        let engine: Arc<dyn Engine> = match &config.search {
            SearchSetting::Embedded => {
                Arc::new(Embedded::new(config.data_dir.join("search").join("experts"), settings.clone()))
            }
            SearchSetting::Meilisearch { url, key } => {
                let engine = Meilisearch::new(url, key.as_deref(), INDEX, settings.clone());
                Arc::new(engine.context("setting `meili_url`")?)
            }
        };
        let library = Library::new(engine, settings);
        Ok(ExpertLibrary { library, db, vault, packs, clock, eligibilities: Arc::new(Eligibilities::default()) })
    }

    fn source(&self) -> FromDatabase {
        FromDatabase(self.db.clone())
    }

    /// Searches; see [`Wanted`].
    pub fn find(&self, conn: &mut Conn, wanted: &Wanted) -> Outcome<Found> {
        find::find(self, conn, wanted)
    }

    /// Why this expert is, or is not, among those who may take the commission.
    pub fn why_not(&self, conn: &mut Conn, commission: &Commission, expert: &str) -> Outcome<WhyNot> {
        eligibility::why_not(self, conn, commission, expert)
    }

    /// Takes the conflict verdicts of a commission, so that a search finds them at hand.
    pub fn warm(&self, conn: &mut Conn, commission: &Commission) -> Outcome<()> {
        eligibility::eligibility(self, conn, commission).map(drop)
    }

    /// Applies waiting changes until none is left; how many there were.
    pub fn catch_up(&self) -> Outcome<usize> {
        let mut sum = 0;
        loop {
            match self.library.catch_up(&self.source())? {
                0 => return Ok(sum),
                some => sum += some,
            }
        }
    }

    /// Builds the index anew while the old one answers; `each` hears how many are done.
    pub fn rebuild(&self, each: &mut dyn FnMut(u64)) -> Outcome<u64> {
        self.library.rebuild(&self.source(), each)
    }

    /// Compares index and database.
    pub fn drift(&self) -> Outcome<Drift> {
        self.library.drift(&self.source())
    }

    /// Puts right what [`ExpertLibrary::drift`] found.
    pub fn mend(&self, drift: &Drift) -> Outcome<()> {
        self.library.mend(&self.source(), drift)
    }

    /// Brings the index up to date where it is behind, and builds it where there is none.
    pub fn ready(&self, each: &mut dyn FnMut(u64)) -> Outcome<()> {
        if self.library.is_there() {
            self.catch_up()?;
        } else {
            self.rebuild(each)?;
        }
        Ok(())
    }
}

/// Whose answer it is, for those who ask.
fn answered_by(library: &Library, reply: Option<&Reply>) -> &'static str {
    if reply.is_some() { library.engine() } else { "database" }
}
