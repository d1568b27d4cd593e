//! What changed between two versions of a package: files and indicator scores. Pure.

use super::indicator_table::{Indicator, IndicatorTable};
use super::model::PackageFile;
use crate::terms::Score;
use serde::Serialize;

/// The change of one file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct FileChange {
    pub path: String,
    /// `added`, `removed` or `changed`.
    pub change: &'static str,
}

/// The change of one indicator; a missing side was not in that version. Points as decimal text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct ScoreChange {
    pub level1: String,
    pub level3: String,
    #[schema(value_type = Option<String>)]
    pub weight_before: Option<Score>,
    #[schema(value_type = Option<String>)]
    pub weight: Option<Score>,
    #[schema(value_type = Option<String>)]
    pub before: Option<Score>,
    #[schema(value_type = Option<String>)]
    pub after: Option<Score>,
}

/// Files that differ by path or digest; both lists sorted by path.
pub fn files(before: &[PackageFile], after: &[PackageFile]) -> Vec<FileChange> {
    let one = |file: &PackageFile, change| FileChange { path: file.path.clone(), change };
    let in_list = |list: &[PackageFile], path: &str| list.iter().find(|f| f.path == path).cloned();
    let gone = before.iter().filter(|f| in_list(after, &f.path).is_none()).map(|f| one(f, "removed"));
    let new = after.iter().filter_map(|f| match in_list(before, &f.path) {
        None => Some(one(f, "added")),
        Some(old) if old.sha256 != f.sha256 => Some(one(f, "changed")),
        Some(_) => None,
    });
    let mut changes: Vec<FileChange> = gone.chain(new).collect();
    changes.sort_by(|a, b| a.path.cmp(&b.path));
    changes
}

/// Indicators whose weight or score differs, matched by their names, in the order of the later table.
pub fn scores(before: &IndicatorTable, after: &IndicatorTable) -> Vec<ScoreChange> {
    let change = |old: Option<&Indicator>, new: Option<&Indicator>| {
        let named = new.or(old)?;
        let differs = old.map(|i| (i.weight, i.score)) != new.map(|i| (i.weight, i.score));
        differs.then(|| ScoreChange {
            level1: named.level_1.clone(),
            level3: named.level_3.clone(),
            weight_before: old.map(|i| i.weight),
            weight: new.map(|i| i.weight),
            before: old.map(|i| i.score),
            after: new.map(|i| i.score),
        })
    };
    let same =
        |a: &Indicator, b: &Indicator| (&a.level_1, &a.level_2, &a.level_3) == (&b.level_1, &b.level_2, &b.level_3);
    let old_of = |new: &Indicator| before.indicators.iter().find(|old| same(old, new));
    let gone = before.indicators.iter().filter(|old| !after.indicators.iter().any(|new| same(old, new)));
    let changed = after.indicators.iter().filter_map(|new| change(old_of(new), Some(new)));
    changed.chain(gone.filter_map(|old| change(Some(old), None))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::terms::Sha256Hex;

    fn file(path: &str, content: &str) -> PackageFile {
        let sha256 = Sha256Hex::of(content.as_bytes());
        PackageFile { path: path.into(), sha256, bytes: 1, media_type: String::new() }
    }

    fn table(rows: &[(&str, &str)]) -> IndicatorTable {
        let row = |(name, score): &(&str, &str)| Indicator {
            row: 2,
            level_1: "产出".into(),
            level_2: String::new(),
            level_3: (*name).into(),
            weight: "10".parse().unwrap(),
            score: score.parse().unwrap(),
            reason: None,
        };
        IndicatorTable {
            indicators: rows.iter().map(row).collect(),
            printed_totals: vec![],
            unread: vec![],
            said: vec![],
        }
    }

    #[test]
    fn what_changed_and_nothing_else() {
        let before = [file("a", "1"), file("b", "1"), file("c", "1")];
        let after = [file("a", "1"), file("c", "2"), file("d", "1")];
        let found: Vec<(String, &str)> = files(&before, &after).into_iter().map(|c| (c.path, c.change)).collect();
        assert_eq!(found, [("b".into(), "removed"), ("c".into(), "changed"), ("d".into(), "added")]);

        let changes = scores(
            &table(&[("x", "8"), ("y", "7"), ("gone", "1")]),
            &table(&[("x", "8.0"), ("y", "7.5"), ("new", "2")]),
        );
        let text = |s: Option<Score>| s.map(|s| s.to_string()).unwrap_or_default();
        let found: Vec<(String, String, String)> =
            changes.iter().map(|c| (c.level3.clone(), text(c.before), text(c.after))).collect();
        let expected =
            [("y", "7", "7.5"), ("new", "", "2"), ("gone", "1", "")].map(|(n, b, a)| (n.into(), b.into(), a.into()));
        assert_eq!(found, expected);
    }
}
