//! The minimum-cost flow at the heart of the assignment. Exact integers, no outside library.

mod augment;
mod build;
mod change;
mod gates;
mod network;
mod stuck;

pub(super) use augment::{Filled, Finder};
pub(super) use build::{Unbuildable, build};
pub(super) use network::{Network, State};
