//! Whole bags, built in temporary folders.
