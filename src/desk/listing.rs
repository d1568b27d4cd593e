//! What all lists share, on pages and in the API: reading the query, the context of toolbar, pager
//! and empty state, and exports of everything that the query finds.
//!
//! Not here: which rows there are; a subject's view asks its room for them. Invariant: list, count
//! and export of a subject are made from one [`ListQuery`], and whatever it does not know is refused.

mod context;
mod export;
mod query;
#[cfg(test)]
mod tests;

pub use context::{Choice, page_context};
#[cfg(test)]
use export::MAX_EXPORT;
pub use export::{Cell, Format, Sheet, export};
pub use query::{ListQuery, ListSpec};

use crate::platform::paging::Page;
use serde::Serialize;
use utoipa::ToSchema;

/// A part of a list with the count of the whole.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ListBody<T> {
    pub items: Vec<T>,
    /// Rows that the filters find, on all pages.
    #[schema(example = 1200)]
    pub total: i64,
    /// Counted from 1.
    #[schema(example = 1)]
    pub page: i64,
    #[schema(example = 50)]
    pub size: i64,
}

impl<T> From<Page<T>> for ListBody<T> {
    fn from(page: Page<T>) -> ListBody<T> {
        let Page { items, total, page, size } = page;
        ListBody { items, total, page, size }
    }
}
