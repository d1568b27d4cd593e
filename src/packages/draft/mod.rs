//! The draft: the files of a commission's next package version while the institution gathers them.
//! A file uploaded to the same path replaces the one before; what was submitted is not touched.

mod store;

pub use store::{bytes_held, files, named_files, put, remove, unfinished};
