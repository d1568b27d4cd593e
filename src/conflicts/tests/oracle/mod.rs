//! The rules of formats.md section 2 written a second time, naively and over the plain records, for
//! worlds in which all starts are known and all persons have numbers. Says which rules hit with
//! which verdict; paths are checked elsewhere.

mod control;
mod family;
mod jobs;

use super::random::{Maker, ORGS, PERSONS, org, person};
use super::*;
use crate::conflicts::model::*;
use crate::terms::Day;
use proptest::prelude::*;
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet};

type Names = BTreeSet<String>;

struct Oracle<'f> {
    facts: &'f Facts,
    day: Day,
    since: Day,
}

impl<'f> Oracle<'f> {
    fn new(facts: &'f Facts) -> Oracle<'f> {
        let day = facts.evaluations[0].ref_date;
        Oracle { facts, day, since: day.years_before(3) }
    }

    fn holds(&self, from: Option<Day>, to: Option<Day>, day: Day) -> bool {
        from.unwrap() <= day && to.is_none_or(|to| day <= to)
    }

    fn now(&self, from: Option<Day>, to: Option<Day>) -> bool {
        self.holds(from, to, self.day)
    }

    fn in_window(&self, from: Option<Day>, to: Option<Day>) -> bool {
        from.unwrap() <= self.day && to.is_none_or(|to| self.since <= to)
    }

    fn kind(&self, org: &str) -> OrgKind {
        self.facts.orgs.iter().find(|o| o.id == org).unwrap().kind
    }

    fn implementing(&self) -> &str {
        &self.facts.projects[0].implementing_org
    }

    fn targets(&self) -> Names {
        let mut chain = Names::from([self.implementing().to_owned()]);
        for _ in 0..self.facts.mergers.len() {
            for merger in self.facts.mergers.iter().filter(|m| m.date.unwrap() <= self.day) {
                if chain.contains(&merger.successor) {
                    chain.insert(merger.predecessor.clone());
                }
            }
        }
        chain.extend(self.facts.projects[0].contractors.iter().cloned());
        chain
    }

    fn links(&self) -> Vec<(&str, &str)> {
        let valid = |h: &&Hierarchy| self.now(h.from, h.to) && self.kind(&h.parent) != OrgKind::Government;
        self.facts.hierarchy.iter().filter(valid).map(|h| (h.child.as_str(), h.parent.as_str())).collect()
    }

    fn above(&self, org: &str) -> Names {
        let mut found = Names::from([org.to_owned()]);
        for _ in 0..ORGS {
            let more: Vec<String> =
                self.links().iter().filter(|(c, _)| found.contains(*c)).map(|(_, p)| p.to_string()).collect();
            found.extend(more);
        }
        found
    }

    fn in_line(&self, org: &str) -> bool {
        org != self.implementing()
            && (self.above(org).contains(self.implementing()) || self.above(self.implementing()).contains(org))
    }

    fn beside(&self, org: &str) -> bool {
        let links = self.links();
        let parents = |of: &str| links.iter().filter(|(c, _)| *c == of).map(|(_, p)| p.to_string()).collect::<Names>();
        org != self.implementing() && !self.in_line(org) && !parents(org).is_disjoint(&parents(self.implementing()))
    }

    fn review_hits(&self, who: &str, is_person: bool) -> Vec<(&'static str, Outcome)> {
        let mut hits = Vec::new();
        let is_party = if is_person {
            self.facts.projects[0].leader.as_deref() == Some(who)
        } else {
            self.targets().contains(who)
        };
        if is_party {
            hits.push(("self_review", Outcome::Blocked));
        }
        for work in &self.facts.involvements {
            let strict = if work.role == Work::Audit { Outcome::Flagged } else { Outcome::Blocked };
            let is_org = work.who.starts_with('o');
            let tied = |with_ended: bool| {
                is_org
                    && if is_person {
                        self.controlled(&self.circle_of(who, with_ended), self.day).contains(&work.who)
                    } else {
                        self.bound(who, &work.who, self.day, with_ended, false)
                    }
            };
            let overlaps = |job: &&Employment| {
                job.org == work.who
                    && job.from.unwrap() <= work.to.unwrap_or(Day(chrono::NaiveDate::MAX))
                    && work.from.unwrap() <= job.to.unwrap_or(Day(chrono::NaiveDate::MAX))
            };
            if work.who == who || is_person && work.team.iter().any(|member| member == who) || tied(false) {
                hits.push(("self_review", strict));
            } else if tied(true) || is_person && self.jobs(who).iter().any(overlaps) {
                hits.push(("self_review", Outcome::Flagged));
            }
        }
        hits
    }

    fn person_hits(&self, who: &str) -> Vec<(&'static str, Outcome)> {
        let mut hits: Vec<_> = self.jobs(who).into_iter().flat_map(|job| self.job_hits(who, job)).collect();
        hits.extend(self.kin_hits(who));
        let active = self.facts.assignments.iter().filter(|a| a.person == who && a.status == AssignmentStatus::Active);
        if active.count() >= 3 {
            hits.push(("workload", Outcome::Blocked));
        }
        for shared in self.facts.collaborations.iter().filter(|c| c.members.iter().any(|m| m == who)) {
            let leader = self.facts.projects[0]
                .leader
                .as_ref()
                .filter(|leader| *leader != who && shared.members.contains(leader));
            let date = shared.date.unwrap();
            if leader.is_some() && (shared.kind == CollaborationKind::Adviser || self.since <= date && date <= self.day)
            {
                hits.push(("collaboration", Outcome::Flagged));
            }
        }
        if self.facts.declarations.iter().any(|d| d.person == who && d.conflict) {
            hits.push(("declaration", Outcome::Blocked));
        }
        hits.extend(self.colleague_hits(who));
        hits
    }

    fn colleague_hits(&self, who: &str) -> Vec<(&'static str, Outcome)> {
        let employers = |p: &str| {
            let current = self.jobs(p).into_iter().filter(|job| job.kind.is_employed() && self.now(job.from, job.to));
            current.map(|job| (job.org.clone(), self.is_unresolved(p, job))).collect::<Vec<_>>()
        };
        let mut hits = Vec::new();
        for member in self.facts.evaluations[0].panel.iter().filter(|member| *member != who) {
            for (mine, my_doubt) in employers(who) {
                for (_, their_doubt) in employers(member).into_iter().filter(|(org, _)| *org == mine) {
                    // Whoever's job is unresolved, it is the same doubt: one doubt has one name.
                    let is_doubted = my_doubt || their_doubt;
                    let colleagues = ("panel", Outcome::Blocked);
                    hits.push(if is_doubted { ("conflicting_data", Outcome::Flagged) } else { colleagues });
                }
            }
        }
        hits
    }

    fn org_hits(&self, who: &str) -> Vec<(&'static str, Outcome)> {
        let mut hits = Vec::new();
        if self.in_line(who) || self.beside(who) {
            hits.push(("hierarchy", Outcome::Blocked));
        }
        let year = self.day.year();
        let did = |y: i32| {
            self.facts
                .past_evaluations
                .iter()
                .any(|p| p.institution == who && p.org == self.implementing() && p.year == y)
        };
        if [year, year - 1, year - 2].into_iter().any(|last| did(last) && did(last - 1) && did(last - 2)) {
            hits.push(("rotation", Outcome::Blocked));
        }
        for other in self.facts.evaluations[0].lot_bidders.iter().filter(|other| *other != who) {
            let heads = |o: &str| {
                let jobs = self
                    .facts
                    .employments
                    .iter()
                    .filter(|e| e.org == o && e.role == Post::LegalRep && self.now(e.from, e.to));
                jobs.map(|e| e.person.clone()).collect::<Names>()
            };
            let held = |owner: &str, owned: &str| {
                let held = self
                    .facts
                    .shareholdings
                    .iter()
                    .filter(|s| s.holder == owner && s.org == owned && self.now(s.from, s.to));
                held.map(|s| s.pct).sum::<Decimal>() > Decimal::from(50)
            };
            if !heads(who).is_disjoint(&heads(other)) || held(who, other) || held(other, who) {
                hits.push(("same_lot", Outcome::Blocked));
            }
        }
        hits
    }

    fn answer(&self, who: &str) -> BTreeSet<(String, Outcome)> {
        let is_person = who.starts_with('p');
        let mut hits = if is_person { self.person_hits(who) } else { self.org_hits(who) };
        hits.extend(self.holding_hits(who, is_person));
        hits.extend(self.review_hits(who, is_person));
        hits.into_iter().map(|(rule, outcome)| (rule.to_owned(), outcome)).collect()
    }
}

/// Records of one job with one authority are a matter of their own: here each job has one record.
fn without_double_records(facts: &mut Facts) {
    let mut seen = BTreeSet::new();
    facts.employments.retain(|job| seen.insert((job.person.clone(), job.org.clone())));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn rules_and_verdicts_agree_with_the_plain_reading(seed: u64, size in 5_usize..45) {
        let mut facts = Maker::new(seed, false).world(size);
        without_double_records(&mut facts);
        let graph = Graph::build(&facts).unwrap();
        let oracle = Oracle::new(&facts);
        for subject in (0..PERSONS).map(person).chain((0..ORGS).map(org)) {
            let question = Question { subject: subject.clone(), evaluation: "v".into() };
            let ours = verdict(&graph, &question, &ConflictPolicy::default()).unwrap();
            let ours: BTreeSet<(String, Outcome)> =
                ours.hits.iter().map(|hit| (serde_json::to_value(hit.rule).unwrap().as_str().unwrap().to_owned(), hit.verdict)).collect();
            prop_assert_eq!(ours, oracle.answer(&subject), "{} in {}", subject, serde_json::to_string(&facts).unwrap());
        }
    }
}
