//! Intake: reading what a finance bureau hands over. Messy workbooks in, typed rows and findings
//! out; every faulty row is named by the number that the spreadsheet shows, with what is wrong and
//! how to mend it.
//!
//! ```text
//! file ─ workbook::guard ─ workbook ─ header ─ fields ─ sheets::* ─ reading ─ handover
//!                                                └ parse             └ cross_check
//! ```
//!
//! Invariants:
//! * Nothing is guessed. A value is read with certainty, tidied with a note, or reported.
//! * `accepted + needs_reason + rejected = rows` in every report, and a typed row exists for the
//!   first two only.
//! * A wrong form blocks; a check digit that fails needs a reason, and so does a person without an
//!   ID number or with a wrong phone number: they may well be real (regulations 9.1).
//! * Messages name no ID number and no phone number.
//!
//! Deliberately absent: a database, a clock, any judgement of who qualifies or which bid wins, and
//! the carrying out of anything that a workbook contains.

mod annotate;
mod cell;
mod code;
pub(crate) mod columns;
mod cross_check;
mod fault;
mod fields;
mod finding;
mod handover;
mod header;
mod heading;
mod keys;
mod limits;
mod package_folder;
mod parse;
mod reading;
mod recognition;
mod references;
pub mod sheets;
mod single;
mod template;
mod workbook;

pub use annotate::{AnnotateFault, annotated, annotated_from};
pub use cell::{Cell, SheetRow, Value};
pub use code::Code;
pub use fault::IntakeFault;
pub use fields::Fields;
pub use finding::{Finding, Level, SheetReport, Source, Sourced, Standing};
pub use handover::{Handover, read_files, read_folder, read_workbooks};
pub use keys::Keys;
pub use package_folder::{PackageFile, PackageFolder, read as read_package};
pub use parse::shown_decimal;
pub use reading::read_sheet;
pub use sheets::SheetKind;
pub use single::{SingleList, read_list};
pub use template::template;
pub use workbook::{Watch, Workbook};

#[cfg(test)]
pub(crate) use workbook::fixture;

#[cfg(test)]
mod tests;
