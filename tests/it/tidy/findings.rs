//! What a house rule has to say about a place, and how a test says it.

/// One breach: where (`src/bids/rules.rs:12`), of what, and what to do instead.
#[derive(Debug, PartialEq)]
pub struct Finding {
    pub place: String,
    pub rule: String,
    pub mend: &'static str,
}

/// Fails with all findings, one a line.
pub fn require_none(findings: impl IntoIterator<Item = Finding>) {
    let lines: Vec<String> = findings
        .into_iter()
        .map(|finding| format!("{}: {}. Mend: {}.", finding.place, finding.rule, finding.mend))
        .collect();
    assert!(lines.is_empty(), "{} places break a house rule:\n{}", lines.len(), lines.join("\n"));
}
