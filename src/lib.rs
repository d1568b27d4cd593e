//! Hengping (衡评): third-party budget performance evaluation, in which every decision can be replayed.
//!
//! # The map
//!
//! Rooms in reading order; each uses only those before it, and `platform` and `audit` are used by all
//! (`ARCHITECTURE.md` says why, `tests/it/tidy` holds the house to it):
//!
//! 1. [`terms`]: money, days, scores, identifiers, wording.
//! 2. [`intake`]: messy workbooks in, typed rows and findings out.
//! 3. [`policy`]: a jurisdiction as data.
//! 4. [`accounts`]: who may act; the gate in front of every route.
//! 5. [`registry`]: units, projects, institutions, experts.
//! 6. [`conflicts`]: dated facts, verdicts with paths; [`search`]: finding people as they are typed.
//! 7. [`commissions`]: one state machine, one timeline; [`orders`]: how one comes about.
//! 8. [`sealing`], [`inquiries`], [`bids`], [`assignments`], [`panels`], [`remedies`], [`contracts`], [`packages`], [`quality`], [`reviews`], [`results`], [`linkage`]: from the opening to
//!    the instruction.
//! 9. [`rectification`]: problems mended, or handed on to the linkage; [`credit`]: what facts say of institutions;
//!    [`recheck`]: self-evaluations looked into; [`disclosures`]: what everybody reads.
//! 10. [`feed`]: the instructions on their way to the core budget, once and in order.
//! 11. [`handover`]: a year's workbooks into all rooms.
//!
//! Above them: [`desk`] (what people and machines see), [`site`], [`demo`], [`replayers`], [`app`], [`cli`].
//!
//! # Invariants of the whole
//!
//! * A rule is a pure function of recorded inputs and a policy version; its record is enough to take the
//!   decision again.
//! * No float takes part in a decision; money is integer fen, scores are exact decimals.
//! * Every query goes through one of two doors, `Db::read` and `Db::write`.
//! * Page, API, list, count and export of a thing ask the same permission.
//! * Nothing that was handed in is lost; nothing is half done.
//!
//! # Words
//!
//! A *commission* (委托) is one evaluation of one project; its *route* is the lawful way to find who does it.
//! An *institution* (第三方机构) bids; an *expert* (评审专家) is drawn to review. A *pack* is the policy of one
//! place. A *fact* is dated and has an id that paths quote; a *verdict* is blocked, flagged or clear. An
//! *instruction* tells the core budget what a result does to money. *Evidence* is what a decision rests on, kept
//! under its digest.

pub mod accounts;
pub mod app;
pub mod assignments;
pub mod audit;
pub mod bids;
pub mod cli;
pub mod commissions;
pub mod conflicts;
pub mod contracts;
pub mod credit;
pub mod demo;
pub mod desk;
pub mod disclosures;
pub mod feed;
pub mod handover;
pub mod inquiries;
pub mod intake;
pub mod linkage;
pub mod orders;
pub mod packages;
pub mod panels;
pub mod platform;
pub mod policy;
pub mod quality;
pub mod recheck;
pub mod rectification;
pub mod registry;
pub mod remedies;
pub mod replayers;
pub mod results;
pub mod reviews;
pub mod sealing;
pub mod search;
pub mod site;
pub mod terms;
pub mod watch;
