//! Conflict verdicts and sweeps among a million persons and three million facts.
//!
//! `cargo bench --bench conflicts` first prints build time, memory and percentiles, then lets divan
//! measure. The pool is generated: most people have one or two jobs and a small family, a few hold
//! shares, one in a hundred has no ID number, and names are shared as unevenly as real ones.

// A bench may stop by panicking.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "support/dice.rs"]
mod dice;

use dice::Dice;
use divan::{Bencher, black_box};
use hengping::conflicts::model::*;
use hengping::conflicts::{Facts, Graph, Hearing, Question, sweep, verdict};
use hengping::policy::conflict_policy::ConflictPolicy;
use hengping::terms::Day;
use rust_decimal::Decimal;
use std::collections::BTreeMap;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

const PERSONS: usize = 1_000_000;
const ORGS: usize = 60_000;
const NAMES: usize = 150_000;
const EVALUATIONS: usize = 500;
const BATCH: usize = 50_000;

fn main() {
    report();
    divan::main();
}

fn person_id(n: usize) -> String {
    format!("person-{n:07}")
}

fn org_id(n: usize) -> String {
    format!("org-{n:05}")
}

fn day(year: usize, month: usize, dom: usize) -> Option<Day> {
    Day::new(year as i32, month as u32, dom as u32)
}

struct Pool {
    dice: Dice,
    facts: usize,
}

impl Pool {
    fn fact(&mut self) -> String {
        self.facts += 1;
        format!("fact-{:08}", self.facts)
    }

    fn past_day(&mut self) -> Option<Day> {
        let (year, month, dom) = (2000 + self.dice.roll(24), 1 + self.dice.roll(12), 1 + self.dice.roll(28));
        day(year, month, dom)
    }

    fn people(&mut self, from: usize, facts: &mut Facts) {
        for n in from..from + BATCH {
            let r = self.dice.roll(NAMES);
            let name = format!("姓名{}", r * r / NAMES);
            let id_no =
                (self.dice.roll(100) != 0).then(|| format!("64030119{:02}0101{:04}", n / 10_000 % 100, n % 10_000));
            facts.persons.push(PersonRecord { id: person_id(n), name, id_no });
        }
    }

    fn orgs(&mut self, facts: &mut Facts) {
        for n in 0..ORGS {
            let kind = match n {
                0 => OrgKind::Government,
                1 => OrgKind::State,
                2 => OrgKind::FinanceAuthority,
                n if n < 400 => OrgKind::Department,
                n if n < 6_000 => OrgKind::PublicInstitution,
                _ => OrgKind::Company,
            };
            facts.orgs.push(OrgRecord { id: org_id(n), kind, name: format!("单位{n}") });
            if (2..6_000).contains(&n) {
                let parent = if n < 400 { 0 } else { 3 + self.dice.roll(397) };
                let (child, parent) = (org_id(n), org_id(parent));
                facts.hierarchy.push(Hierarchy { fact: self.fact(), child, parent, from: day(2000, 1, 1), to: None });
            }
        }
    }

    /// The jobs, families and shares of one batch of people: about three facts a person.
    fn lives(&mut self, from: usize, facts: &mut Facts) {
        for n in from..from + BATCH {
            for nth in 0..1 + self.dice.roll(3) {
                let job = self.job(n, nth);
                facts.employments.push(job);
            }
            if n % 4 < 3 {
                let (a, b) = (person_id(n), person_id(n + 1));
                let relation = [Relation::Spouse, Relation::Parent, Relation::Sibling][n % 4];
                facts.kinships.push(Kinship { fact: self.fact(), a, b, relation, to: None });
            }
            if self.dice.roll(5) == 0 {
                // Most shares are held by people, and the shares of one company make up about the whole.
                let holder =
                    if self.dice.roll(10) > 0 { person_id(n) } else { org_id(6_000 + self.dice.roll(ORGS - 6_000)) };
                let org = org_id(6_000 + self.dice.roll(ORGS - 6_000));
                let pct = Decimal::from(1 + self.dice.roll(54));
                facts.shareholdings.push(Shareholding {
                    fact: self.fact(),
                    holder,
                    org,
                    pct,
                    from: self.past_day(),
                    to: None,
                });
            }
        }
    }

    fn job(&mut self, n: usize, nth: usize) -> Employment {
        let from = self.past_day();
        let to = if nth == 0 { None } else { from.map(|from| from.months_after(12 + self.dice.roll(60) as u32)) };
        let role = if self.dice.roll(40) == 0 { Post::LegalRep } else { Post::Staff };
        let (person, org) = (person_id(n), org_id(2 + self.dice.roll(ORGS - 2)));
        let from = if self.dice.roll(100) == 0 { None } else { from };
        let (kind, source) = (JobKind::FullTime, Source::HrRegister);
        Employment { fact: self.fact(), person, org, from, to, kind, role, title: String::new(), source }
    }

    fn evaluations(&mut self, facts: &mut Facts) {
        for n in 0..EVALUATIONS {
            let (id, implementing_org) = (format!("project-{n}"), org_id(400 + self.dice.roll(5_600)));
            let contractors = (0..3).map(|_| org_id(6_000 + self.dice.roll(ORGS - 6_000))).collect();
            let leader = Some(person_id(self.dice.roll(PERSONS)));
            facts.projects.push(Project { id: id.clone(), implementing_org, name: String::new(), contractors, leader });
            let panel = (0..5).map(|_| person_id(self.dice.roll(PERSONS))).collect();
            let lot_bidders = (0..5).map(|_| org_id(6_000 + self.dice.roll(ORGS - 6_000))).collect();
            facts.evaluations.push(Evaluation {
                id: format!("evaluation-{n}"),
                project: id,
                ref_date: Day::new(2024, 3, 15).unwrap_or_else(|| Day(Default::default())),
                commissioned_by: Some(org_id(2)),
                panel,
                lot_bidders,
                reviewed: Vec::new(),
            });
        }
    }
}

fn grow(graph: &mut Graph, fill: impl FnOnce(&mut Facts)) {
    let mut facts = Facts::default();
    fill(&mut facts);
    if let Err(faults) = graph.extend(&facts) {
        panic!("the generated pool is faulty: {}", faults[0]);
    }
}

/// The pool, built in batches as a service would load it.
fn pool() -> &'static Graph {
    static POOL: OnceLock<Graph> = OnceLock::new();
    POOL.get_or_init(|| {
        let mut pool = Pool { dice: Dice(20240315), facts: 0 };
        let mut graph = Graph::default();
        grow(&mut graph, |facts| pool.orgs(facts));
        (0..PERSONS).step_by(BATCH).for_each(|from| grow(&mut graph, |facts| pool.people(from, facts)));
        grow(&mut graph, |facts| pool.evaluations(facts));
        (0..PERSONS).step_by(BATCH).for_each(|from| grow(&mut graph, |facts| pool.lives(from, facts)));
        graph
    })
}

fn questions(count: usize) -> Vec<Question> {
    let mut dice = Dice(7);
    let subject = |dice: &mut Dice| match dice.roll(10) {
        0 => org_id(6_000 + dice.roll(ORGS - 6_000)),
        _ => person_id(dice.roll(PERSONS)),
    };
    (0..count)
        .map(|_| Question { subject: subject(&mut dice), evaluation: format!("evaluation-{}", dice.roll(EVALUATIONS)) })
        .collect()
}

fn report() {
    let started = Instant::now();
    let graph = pool();
    let built = started.elapsed();
    println!("{PERSONS} persons, {} facts: built in {built:.1?}, resident {} MiB", graph.fact_count(), resident_mib());
    let policy = ConflictPolicy::default();
    let asked = questions(5_000);
    percentiles("verdict alone", asked.iter().map(|question| timed(|| verdict(graph, question, &policy))));
    let mut hearings: BTreeMap<&str, Hearing> = BTreeMap::new();
    for question in &asked {
        let hearing = || Hearing::open(graph, &question.evaluation, &policy).expect("it is in the pool");
        hearings.entry(&question.evaluation).or_insert_with(hearing);
    }
    percentiles("opening a hearing", hearings.values().map(|hearing| timed(|| hearing.prepare())));
    let hearing = |question: &Question| &hearings[question.evaluation.as_str()];
    percentiles(
        "verdict in an open hearing",
        asked.iter().map(|question| timed(|| hearing(question).verdict(&question.subject))),
    );
    percentiles("sweep", (0..100).map(|n| timed(|| sweep(graph, &format!("evaluation-{n}"), &policy))));
}

fn timed<T>(work: impl FnOnce() -> T) -> Duration {
    let started = Instant::now();
    black_box(work());
    started.elapsed()
}

fn percentiles(what: &str, times: impl Iterator<Item = Duration>) {
    let mut times: Vec<Duration> = times.collect();
    times.sort();
    let at = |share: usize| times[(times.len() - 1) * share / 1000];
    println!("{what}: p50 {:.1?}, p99 {:.1?}, p99.9 {:.1?}, max {:.1?}", at(500), at(990), at(999), at(1000));
}

/// Resident memory on Linux, 0 elsewhere.
fn resident_mib() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmRSS:"));
    line.and_then(|line| line.split_whitespace().nth(1)?.parse::<usize>().ok()).unwrap_or(0) / 1024
}

#[divan::bench]
fn one_verdict(bencher: Bencher) {
    let (graph, policy) = (pool(), ConflictPolicy::default());
    let asked = questions(4096);
    let mut next = asked.iter().cycle();
    bencher.bench_local(|| next.next().map(|question| verdict(graph, question, &policy)));
}

#[divan::bench(sample_count = 20, sample_size = 1)]
fn one_sweep(bencher: Bencher) {
    let (graph, policy) = (pool(), ConflictPolicy::default());
    let mut next = (0..EVALUATIONS).cycle();
    bencher.bench_local(|| next.next().map(|n| sweep(graph, &format!("evaluation-{n}"), &policy)));
}
