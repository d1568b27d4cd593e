//! Pages of a list, the same for page, API and export: one query, one count, one order.

use super::failure::{Failure, Outcome};
use serde::{Deserialize, Serialize};

pub const DEFAULT_SIZE: i64 = 50;
pub const MAX_SIZE: i64 = 500;

/// What part of a list is asked for; pages count from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub struct PageAsked {
    #[serde(default = "first")]
    pub page: i64,
    #[serde(default = "default_size")]
    pub size: i64,
}

fn first() -> i64 {
    1
}

fn default_size() -> i64 {
    DEFAULT_SIZE
}

impl Default for PageAsked {
    fn default() -> PageAsked {
        PageAsked { page: 1, size: DEFAULT_SIZE }
    }
}

impl PageAsked {
    /// Refuses what cannot be answered.
    pub fn checked(page: Option<i64>, size: Option<i64>) -> Outcome<PageAsked> {
        let (page, size) = (page.unwrap_or(1), size.unwrap_or(DEFAULT_SIZE));
        if !(1..=1_000_000).contains(&page) {
            return Err(Failure::field("page", "页码应为 1 到 1000000 的整数 (1 to 1000000)"));
        }
        if !(1..=MAX_SIZE).contains(&size) {
            return Err(Failure::field("size", format!("每页条数应为 1 到 {MAX_SIZE} 的整数 (1 to {MAX_SIZE})")));
        }
        Ok(PageAsked { page, size })
    }

    pub fn offset(self) -> i64 {
        (self.page - 1) * self.size
    }
}

/// Part of a list with the count of the whole.
#[derive(Clone, Debug, Serialize)]
pub struct Page<T> {
    pub items: Vec<T>,
    pub total: i64,
    pub page: i64,
    pub size: i64,
}

impl<T> Page<T> {
    pub fn new(items: Vec<T>, total: i64, asked: PageAsked) -> Page<T> {
        Page { items, total, page: asked.page, size: asked.size }
    }

    pub fn map<U>(self, each: impl FnMut(T) -> U) -> Page<U> {
        Page { items: self.items.into_iter().map(each).collect(), total: self.total, page: self.page, size: self.size }
    }
}
