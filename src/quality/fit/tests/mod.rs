//! Tests of the whole model: against lme4 and the package krippendorff, at the edges, and properties.

mod edges;
mod oracles;
mod properties;

use super::Mark;

fn mark(package: &str, reviewer: &str, criterion: &str, mark: f64) -> Mark {
    Mark { package: package.into(), reviewer: reviewer.into(), criterion: criterion.into(), mark, day: None }
}

/// Marks on one criterion: a line is a package, a column a reviewer, `.` no mark.
fn table(text: &str) -> Vec<Mark> {
    let cells = |(package, line): (usize, &str)| {
        let fields: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        let given = fields.into_iter().enumerate().filter(|(_, field)| field != ".");
        given.map(move |(reviewer, field)| {
            mark(&format!("P{package}"), &format!("R{reviewer}"), "c", field.parse().unwrap())
        })
    };
    text.split(';').enumerate().flat_map(cells).collect()
}
