//! Which packages and reviewers hang together through marks. Between groups that no mark links,
//! a severe reviewer cannot be told from a weak package.

use super::crossing::Crossing;
use super::model::Group;

/// The groups, and the group (from 1) of each package and reviewer.
pub(super) struct Grouping {
    pub groups: Vec<Group>,
    pub of_package: Vec<usize>,
    pub of_reviewer: Vec<usize>,
}

/// Finds the connected parts of the graph whose edges are the marks.
pub(super) fn find(crossing: &Crossing) -> Grouping {
    let mut forest = Forest((0..crossing.packages + crossing.reviewers).collect());
    for row in &crossing.rows {
        forest.join(row.package, crossing.packages + row.reviewer);
    }
    // Packages come first and each group has one, so groups are numbered in the order of packages.
    let mut numbers = vec![0; forest.0.len()];
    let mut groups: Vec<Group> = Vec::new();
    let mut group_of = |node: usize| {
        let root = forest.root(node);
        if numbers[root] == 0 {
            groups.push(Group { group: groups.len() + 1, packages: 0, reviewers: 0 });
            numbers[root] = groups.len();
        }
        let group = numbers[root];
        if node < crossing.packages {
            groups[group - 1].packages += 1;
        } else {
            groups[group - 1].reviewers += 1;
        }
        group
    };
    let of_package = (0..crossing.packages).map(&mut group_of).collect();
    let of_reviewer = (0..crossing.reviewers).map(|reviewer| group_of(crossing.packages + reviewer)).collect();
    Grouping { groups, of_package, of_reviewer }
}

/// Union-find: each node points towards its root.
struct Forest(Vec<usize>);

impl Forest {
    fn root(&mut self, mut node: usize) -> usize {
        while self.0[node] != node {
            self.0[node] = self.0[self.0[node]];
            node = self.0[node];
        }
        node
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        self.0[a.max(b)] = a.min(b);
    }
}
