//! The rules of formats.md section 2 written a second time, naively and over the plain records, for
//! worlds in which all starts are known and all persons have numbers. Says which rules hit with
//! which verdict; paths are checked elsewhere.

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

    /// Jobs of a person that no better record outranks; all of one authority here.
    fn jobs(&self, who: &str) -> Vec<&Employment> {
        self.facts.employments.iter().filter(|job| job.person == who).collect()
    }

    fn job_hits(&self, who: &str, job: &Employment) -> Vec<(&'static str, Outcome)> {
        let (employed, current) = (job.kind.is_employed(), self.now(job.from, job.to));
        let target = self.targets().contains(&job.org);
        let mut hits = Vec::new();
        if employed && current && target {
            hits.push(("current_employment", Outcome::Blocked));
        }
        if employed && current && self.in_line(&job.org) {
            hits.push(("hierarchy", Outcome::Blocked));
        }
        if employed && current && self.beside(&job.org) {
            hits.push(("hierarchy", Outcome::Flagged));
        }
        if target || self.in_line(&job.org) {
            let ended = job.to.is_some_and(|to| self.since <= to && to < self.day);
            let soon = job.from.unwrap() > self.day && job.from.unwrap() <= self.day.months_after(6);
            match employed {
                _ if soon => hits.push(("former_employment", Outcome::Flagged)),
                true if ended => hits.push(("former_employment", Outcome::Blocked)),
                false if self.in_window(job.from, job.to) => hits.push(("former_employment", Outcome::Flagged)),
                _ => {}
            }
        }
        if target && job.role != Post::Staff && self.in_window(job.from, job.to) {
            hits.push(("officer", Outcome::Blocked));
        }
        if employed && current && Some(&job.org) == self.facts.evaluations[0].commissioned_by.as_ref() {
            hits.push(("regulator", Outcome::Blocked));
        }
        self.doubted(who, job, hits)
    }

    fn is_open(job: &Employment) -> bool {
        job.kind == JobKind::FullTime && job.to.is_none()
    }

    fn is_unresolved(&self, who: &str, job: &Employment) -> bool {
        let newer = |other: &&Employment| {
            Self::is_open(other) && other.org != job.org && other.from > job.from && other.from.unwrap() <= self.day
        };
        Self::is_open(job) && self.jobs(who).iter().any(newer)
    }

    fn doubted(&self, who: &str, job: &Employment, hits: Vec<(&'static str, Outcome)>) -> Vec<(&'static str, Outcome)> {
        let unresolved = self.is_unresolved(who, job);
        let doubt = |(rule, outcome): (&'static str, Outcome)| match outcome {
            Outcome::Blocked if unresolved && rule != "officer" => ("conflicting_data", Outcome::Flagged),
            _ => (rule, outcome),
        };
        hits.into_iter().map(doubt).collect()
    }

    /// Marriages that count, with whether they have ended.
    fn spouses(&self, who: &str) -> Vec<(String, bool)> {
        let ties = self
            .facts
            .kinships
            .iter()
            .filter(|k| k.relation == Relation::Spouse && k.a != k.b && (k.a == who || k.b == who));
        let counts = ties.filter(|k| k.to.is_none_or(|to| to >= self.day.months_before(12)));
        counts
            .map(|k| (if k.a == who { k.b.clone() } else { k.a.clone() }, k.to.is_some_and(|to| to < self.day)))
            .collect()
    }

    fn stated_parents(&self, who: &str) -> Names {
        self.facts
            .kinships
            .iter()
            .filter(|k| k.relation == Relation::Parent && k.b == who && k.a != who)
            .map(|k| k.a.clone())
            .collect()
    }

    fn stated_children(&self, who: &str) -> Names {
        self.facts
            .kinships
            .iter()
            .filter(|k| k.relation == Relation::Parent && k.a == who && k.b != who)
            .map(|k| k.b.clone())
            .collect()
    }

    /// Stated siblings and theirs, oneself included.
    fn group(&self, who: &str) -> Names {
        let mut group = Names::from([who.to_owned()]);
        for _ in 0..PERSONS {
            for k in self.facts.kinships.iter().filter(|k| k.relation == Relation::Sibling) {
                if group.contains(&k.a) || group.contains(&k.b) {
                    group.extend([k.a.clone(), k.b.clone()]);
                }
            }
        }
        group
    }

    fn parents(&self, who: &str) -> Names {
        self.group(who).iter().flat_map(|sibling| self.stated_parents(sibling)).collect()
    }

    fn children(&self, who: &str) -> Names {
        self.stated_children(who).iter().flat_map(|child| self.group(child)).collect()
    }

    fn siblings(&self, who: &str) -> Names {
        self.parents(who).iter().flat_map(|parent| self.children(parent)).chain(self.group(who)).collect()
    }

    fn closure(&self, who: &str, next: impl Fn(&str) -> Names) -> Names {
        let mut found = next(who);
        for _ in 0..PERSONS {
            let more: Vec<String> = found.iter().flat_map(|one| next(one)).collect();
            found.extend(more);
        }
        found
    }

    /// Everybody who is kin; true where only an ended marriage makes it so.
    fn kin(&self, who: &str) -> BTreeMap<String, bool> {
        let mut blood = self.closure(who, |p| self.parents(p));
        blood.extend(self.closure(who, |p| self.children(p)));
        blood.extend(self.siblings(who));
        for parent in self.parents(who) {
            let aunts = self.siblings(&parent);
            blood.extend(aunts.iter().filter(|a| **a != parent).flat_map(|aunt| self.children(aunt)));
            blood.extend(aunts);
        }
        blood.extend(self.siblings(who).iter().filter(|s| *s != who).flat_map(|sibling| self.children(sibling)));
        let mut kin: BTreeMap<String, bool> = blood.into_iter().map(|p| (p, false)).collect();
        let mut add = |p: String, ended: bool| {
            let held = kin.entry(p).or_insert(ended);
            *held = *held && ended;
        };
        for (spouse, ended) in self.spouses(who) {
            let close = self.parents(&spouse).into_iter().chain(self.children(&spouse)).chain(self.siblings(&spouse));
            close.chain([spouse.clone()]).for_each(|p| add(p, ended));
        }
        for near in
            self.parents(who).into_iter().chain(self.children(who)).chain(self.siblings(who)).filter(|p| p != who)
        {
            self.spouses(&near).into_iter().for_each(|(p, ended)| add(p, ended));
        }
        kin.remove(who);
        kin
    }

    fn kin_hits(&self, who: &str) -> Vec<(&'static str, Outcome)> {
        let mut hits = Vec::new();
        for (kin, ended) in self.kin(who) {
            let strict = if ended { Outcome::Flagged } else { Outcome::Blocked };
            if self.facts.projects[0].leader.as_ref() == Some(&kin) {
                hits.push(("kinship", strict));
            }
            for job in self
                .jobs(&kin)
                .into_iter()
                .filter(|job| self.targets().contains(&job.org) && self.now(job.from, job.to))
            {
                let head = matches!(job.role, Post::LegalRep | Post::GeneralManager);
                hits.push(("kinship", if head { strict } else { Outcome::Flagged }));
            }
            if self.facts.evaluations[0].panel.contains(&kin) {
                hits.push(("panel", strict));
            }
        }
        hits
    }

    /// What the holders control together on a day.
    fn controlled(&self, holders: &Names, day: Day) -> Names {
        let mut circle = holders.clone();
        let mut controlled = Names::new();
        for _ in 0..ORGS {
            for o in (0..ORGS).map(org) {
                let held = self.facts.shareholdings.iter().filter(|s| s.org == o && circle.contains(&s.holder));
                let sum: Decimal = held.filter(|s| self.holds(s.from, s.to, day)).map(|s| s.pct).sum();
                if sum > Decimal::from(50) {
                    controlled.insert(o);
                }
            }
            circle.extend(controlled.iter().cloned());
        }
        controlled
    }

    fn days(&self) -> Vec<Day> {
        let starts = self.facts.shareholdings.iter().flat_map(|s| s.from).filter(|d| self.since < *d && *d < self.day);
        starts.chain([self.since, self.day]).collect()
    }

    fn circle_of(&self, who: &str, with_ended: bool) -> Names {
        let spouses = self.spouses(who).into_iter().filter(|(_, ended)| with_ended || !ended).map(|(p, _)| p);
        spouses.chain([who.to_owned()]).collect()
    }

    /// Controllers of any kind that may count as common ones.
    fn controllers(&self) -> Vec<String> {
        let orgs = (0..ORGS).map(org).filter(|o| self.kind(o) != OrgKind::State);
        (0..PERSONS).map(person).chain(orgs).collect()
    }

    /// Whether `a` and `b` are bound by control on a day.
    fn bound(&self, a: &str, b: &str, day: Day, with_ended: bool, state_may_own: bool) -> bool {
        let of = |centre: &str| self.controlled(&self.circle_of(centre, with_ended), day);
        let owned = of(b).contains(a) && (state_may_own || self.kind(b) != OrgKind::State);
        let common = |centre: &String| {
            centre != a && {
                let both = of(centre);
                both.contains(a) && both.contains(b)
            }
        };
        of(a).contains(b) || owned || self.controllers().iter().any(common)
    }

    fn effective(&self, holder: &str, target: &str, seen: &Names) -> Decimal {
        let mut sum = Decimal::ZERO;
        for s in self.facts.shareholdings.iter().filter(|s| s.holder == holder && self.now(s.from, s.to)) {
            if s.org == target {
                sum += s.pct;
            } else if !seen.contains(&s.org) {
                let mut seen = seen.clone();
                seen.insert(s.org.clone());
                sum += s.pct * self.effective(&s.org, target, &seen) / Decimal::ONE_HUNDRED;
            }
        }
        sum
    }

    fn holding_hits(&self, who: &str, is_person: bool) -> Vec<(&'static str, Outcome)> {
        let mut hits = Vec::new();
        for target in self.targets().into_iter().filter(|target| target != who) {
            let any = |with_ended: bool| {
                self.days().into_iter().any(|day| {
                    let controls = self.controlled(&self.circle_of(who, with_ended), day).contains(&target);
                    controls || !is_person && self.bound(who, &target, day, with_ended, true)
                })
            };
            if any(false) {
                hits.push(("holding", Outcome::Blocked));
            } else if any(true) || self.effective(who, &target, &Names::from([who.to_owned()])) >= Decimal::from(5) {
                hits.push(("holding", Outcome::Flagged));
            }
        }
        hits
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
                    hits.push(match (my_doubt, their_doubt) {
                        (_, true) => ("panel", Outcome::Flagged),
                        (true, false) => ("conflicting_data", Outcome::Flagged),
                        (false, false) => ("panel", Outcome::Blocked),
                    });
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

#[test]
fn debug_seed() {
    let Ok(seed) = std::env::var("SEED") else { return };
    let size: usize = std::env::var("SIZE").unwrap().parse().unwrap();
    let mut facts = Maker::new(seed.parse().unwrap(), false).world(size);
    without_double_records(&mut facts);
    let v = serde_json::to_value(&facts).unwrap();
    for (k, list) in v.as_object().unwrap() {
        if ["persons", "orgs"].contains(&k.as_str()) {
            continue;
        }
        for r in list.as_array().unwrap() {
            println!("{k} {r}");
        }
    }
    let graph = Graph::build(&facts).unwrap();
    let oracle = Oracle::new(&facts);
    for subject in (0..PERSONS).map(person).chain((0..ORGS).map(org)) {
        let question = Question { subject: subject.clone(), evaluation: "v".into() };
        let ours = verdict(&graph, &question, &ConflictPolicy::default()).unwrap();
        println!("{subject} {:?} oracle {:?}", shown(&ours), oracle.answer(&subject));
    }
}
