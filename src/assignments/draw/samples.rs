//! Specifications that the tests of this room share.

use super::{Alg, Candidate, DrawSpec};
use serde_json::json;
use std::collections::BTreeMap;

/// A draw of one seat from `size` candidates `E-0`, `E-1`, … with two parties; employers and
/// categories repeat every three and two.
pub fn plain(size: usize) -> DrawSpec {
    DrawSpec {
        alg: Alg::Sha256,
        draw_id: "2026-001".into(),
        rules: serde_json::from_value(json!({"seats": 1})).unwrap(),
        pool: (0..size).map(candidate).collect(),
        conflicted: vec![],
        declines: vec![],
        parties: parties(2),
        public: None,
    }
}

/// Seeds of `count` parties `P-0`, `P-1`, …
pub fn parties(count: usize) -> BTreeMap<String, String> {
    (0..count).map(|at| (format!("P-{at}"), format!("{at:02x}").repeat(32))).collect()
}

fn candidate(at: usize) -> Candidate {
    Candidate { id: format!("E-{at}"), employer: format!("U-{}", at % 3), category: format!("C-{}", at % 2) }
}
