//! The oracle: tries every assignment, and knows nothing of flows.

use std::collections::HashMap;

use super::super::{Assignment, Instance, Objective};

/// The best rank of any assignment that keeps all rules; see `rank` in the parent.
pub fn best(instance: &Instance, objective: Objective) -> Option<(i64, i64)> {
    let mut tree = Tree { instance, objective, best: None, most: 0, partial: false };
    tree.evaluation(0, &mut vec![0; instance.experts().len()], &mut Vec::new());
    tree.best
}

/// Most seats filled while no upper limit is broken. A seat that a need reserves stays empty
/// rather than going to somebody else. Meaningful only if the fixed pairs can stand together.
pub fn fillable(instance: &Instance) -> u64 {
    let mut tree = Tree { instance, objective: Objective::Total, best: None, most: 0, partial: true };
    tree.evaluation(0, &mut vec![0; instance.experts().len()], &mut Vec::new());
    tree.most
}

struct Tree<'i> {
    instance: &'i Instance,
    objective: Objective,
    best: Option<(i64, i64)>,
    most: u64,
    partial: bool,
}

impl Tree<'_> {
    fn evaluation(&mut self, at: usize, loads: &mut [u32], sums: &mut Vec<(i64, u64)>) {
        let Some(row) = self.instance.evaluations().get(at) else { return self.leaf(loads, sums) };
        let candidates = self.instance.candidates(at as u32);
        for set in 0u32..1 << candidates.len() {
            let size = set.count_ones();
            if size > row.demand || (!self.partial && size != row.demand) {
                continue;
            }
            let team: Vec<u32> =
                (0..candidates.len()).filter(|bit| set >> bit & 1 == 1).map(|bit| candidates[bit].expert).collect();
            let fits = team.iter().all(|&x| loads[x as usize] < self.instance.experts()[x as usize].max_load);
            if !fits || !self.allowed(at as u32, &team) {
                continue;
            }
            for &expert in &team {
                loads[expert as usize] += 1;
            }
            let sum = team.iter().filter_map(|&x| self.instance.score(at as u32, x)).sum();
            sums.push((sum, u64::from(size)));
            self.evaluation(at + 1, loads, sums);
            sums.pop();
            for &expert in &team {
                loads[expert as usize] -= 1;
            }
        }
    }

    fn allowed(&self, at: u32, team: &[u32]) -> bool {
        let instance = self.instance;
        let row = &instance.evaluations()[at as usize];
        let empty = row.demand as usize - team.len();
        let holds = |expert: u32, category| instance.experts()[expert as usize].categories.contains(&category);
        if !self.partial && row.needs.iter().any(|need| need.min > row.demand) {
            return false;
        }
        let needs = row.needs.iter().all(|need| {
            team.iter().filter(|&&x| holds(x, need.category)).count() + empty >= need.min.min(row.demand) as usize
        });
        let mut employers: HashMap<u32, u32> = HashMap::new();
        for employer in team.iter().filter_map(|&x| instance.experts()[x as usize].employer) {
            *employers.entry(employer).or_default() += 1;
        }
        let diverse = instance.max_per_employer().is_none_or(|most| employers.values().all(|&n| n <= most));
        let apart = instance.never_together().iter().all(|(a, b)| !(team.contains(a) && team.contains(b)));
        let fixed = instance.fixed().iter().all(|&(e, x)| e != at || team.contains(&x));
        needs && diverse && apart && fixed
    }

    fn leaf(&mut self, loads: &[u32], sums: &[(i64, u64)]) {
        self.most = self.most.max(sums.iter().map(|(_, size)| size).sum());
        if self.instance.experts().iter().zip(loads).any(|(expert, &load)| load < expert.min_load) {
            return;
        }
        let total: i64 = sums.iter().map(|(sum, _)| sum).sum();
        let rank = match self.objective {
            Objective::Total => (total, 0),
            Objective::Fair => (sums.iter().map(|(sum, _)| *sum).min().unwrap_or(0), total),
            Objective::Balanced => {
                let squares: i64 = loads.iter().map(|&load| i64::from(load) * i64::from(load)).sum();
                (total - self.instance.lambda() * squares, 0)
            }
        };
        self.best = self.best.max(Some(rank));
    }
}

/// Checks a published assignment against the instance, by ids.
pub fn assert_keeps_rules(instance: &Instance, answer: &Assignment) {
    let number = |list: Vec<&str>, id: &str| list.iter().position(|known| *known == id).expect("a known id");
    let evaluations: Vec<&str> = instance.evaluations().iter().map(|e| e.id.as_str()).collect();
    let experts: Vec<&str> = instance.experts().iter().map(|e| e.id.as_str()).collect();
    let mut teams = vec![Vec::new(); evaluations.len()];
    let mut loads = vec![0; experts.len()];
    for (evaluation, expert) in &answer.assignment {
        let (e, x) = (number(evaluations.clone(), evaluation), number(experts.clone(), expert));
        assert!(instance.score(e as u32, x as u32).is_some(), "{evaluation} {expert}");
        assert!(!teams[e].contains(&(x as u32)), "{evaluation} {expert} twice");
        teams[e].push(x as u32);
        loads[x] += 1;
    }
    let tree = Tree { instance, objective: Objective::Total, best: None, most: 0, partial: false };
    for (at, team) in teams.iter().enumerate() {
        assert_eq!(team.len(), instance.evaluations()[at].demand as usize);
        assert!(tree.allowed(at as u32, team), "{}", evaluations[at]);
    }
    for (expert, load) in instance.experts().iter().zip(loads) {
        assert!(expert.min_load <= load && load <= expert.max_load, "{} has {load}", expert.id);
        assert_eq!(answer.loads.get(&expert.id), Some(&load));
    }
}
