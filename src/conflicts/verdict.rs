//! The verdict: the rules run on what is certain, on what is possible, and under the supposition
//! that two records of one name are one person; the policy turns findings into hits.

use super::control::spouses;
use super::fault::{FactFault, Problem, What};
use super::graph::*;
use super::hit::{Handling, Hit, Outcome, Verdict, consequence};
use super::inquiry::{Finding, Inquiry};
use super::model::{Post, Question};
use super::ownership::Reach;
use super::rules;
use super::scene::Scene;
use super::sentences;
use super::sweep::Net;
use super::world::World;
use crate::policy::conflict_policy::{Case, ConflictPolicy, Ruling};
use rustc_hash::FxHashSet;
use std::cell::OnceCell;

/// May the subject take part in the evaluation? Pure: the same facts and policy give the same
/// answer, to the byte.
///
/// # Errors
/// The subject or the evaluation is not among the facts.
pub fn verdict(graph: &Graph, question: &Question, policy: &ConflictPolicy) -> Result<Verdict, FactFault> {
    let hearing = Hearing::open(graph, &question.evaluation, policy);
    // The subject is looked up first: of two mistakes it is the one to name.
    graph
        .party(&question.subject)
        .ok_or_else(|| unknown(What::PersonOrOrganisation, "question.subject", &question.subject))?;
    hearing?.verdict(&question.subject)
}

fn unknown(what: What, place: &str, id: &str) -> FactFault {
    FactFault { place: place.to_owned(), problem: Problem::Unknown { what, id: id.to_owned() } }
}

/// All questions about one evaluation. What they have in common is worked out when first needed and
/// kept, so that a thousand candidates cost little more than their own facts.
pub struct Hearing<'a, 'g> {
    pub(super) graph: &'g Graph,
    pub(super) evaluation: &'g EvaluationRow,
    pub(super) policy: &'a ConflictPolicy,
    persons: OnceCell<Stage<'g>>,
    institutions: OnceCell<Stage<'g>>,
    within_reach: OnceCell<FxHashSet<Party>>,
}

/// The scene under both readings of unknown dates.
struct Stage<'g> {
    certain: Scene<'g>,
    possible: OnceCell<Scene<'g>>,
    /// Setting the scene itself met an unknown start.
    is_uncertain: bool,
    for_person: bool,
}

impl<'a, 'g> Hearing<'a, 'g> {
    /// # Errors
    /// The evaluation is not among the facts.
    pub fn open(graph: &'g Graph, evaluation: &str, policy: &'a ConflictPolicy) -> Result<Hearing<'a, 'g>, FactFault> {
        let row = graph.evaluation(evaluation);
        let evaluation = row.ok_or_else(|| unknown(What::Evaluation, "question.evaluation", evaluation))?;
        Ok(Hearing {
            graph,
            evaluation,
            policy,
            persons: OnceCell::new(),
            institutions: OnceCell::new(),
            within_reach: OnceCell::new(),
        })
    }

    /// The verdict on the person or organisation with that id.
    ///
    /// # Errors
    /// There is none among the facts.
    pub fn verdict(&self, subject: &str) -> Result<Verdict, FactFault> {
        let party = self.graph.party(subject);
        Ok(self.judge(party.ok_or_else(|| unknown(What::PersonOrOrganisation, "question.subject", subject))?))
    }

    /// Works out now what the questions have in common, not with the first question.
    pub fn prepare(&self) {
        self.within_reach();
        for subject in [Party::Person(Person(0)), Party::Org(Org(0))] {
            self.possible_scene(self.stage(subject));
        }
    }

    /// Everybody whom a rule could reach from the parties, if nobody is taken for somebody else.
    fn within_reach(&self) -> &FxHashSet<Party> {
        self.within_reach.get_or_init(|| Net::cast(self.graph, self.evaluation, self.policy).caught)
    }

    fn stage(&self, subject: Party) -> &Stage<'g> {
        let (cell, for_person) = match subject {
            Party::Person(_) => (&self.persons, true),
            Party::Org(_) => (&self.institutions, false),
        };
        cell.get_or_init(|| {
            let world = World::certain(self.graph);
            let certain = Scene::set(&world, self.evaluation, self.policy, for_person);
            Stage { certain, possible: OnceCell::new(), is_uncertain: world.met_unknown(), for_person }
        })
    }

    fn possible_scene<'s>(&self, stage: &'s Stage<'g>) -> &'s Scene<'g> {
        let set = || Scene::set(&World::possible(self.graph), self.evaluation, self.policy, stage.for_person);
        stage.possible.get_or_init(set)
    }

    /// The verdict on one subject.
    pub(super) fn judge(&self, subject: Party) -> Verdict {
        let stage = self.stage(subject);
        let world = World::certain(self.graph);
        let q = Inquiry::new(&world, &stage.certain, self.policy, subject);
        let mut known = rules::all(&q);
        let mut hits: Vec<(Case, Hit)> = known.iter().filter_map(|finding| self.hit(&q, finding, false)).collect();
        let pairs = if world.met_unknown() || stage.is_uncertain {
            let world = World::possible(self.graph);
            let q = Inquiry::new(&world, self.possible_scene(stage), self.policy, subject);
            self.add_possible(&q, &mut known, &mut hits);
            suspects(&q)
        } else {
            suspects(&q)
        };
        // Unless the facts of one lead to a party, taking the two for one leads nobody there.
        let is_within_reach = |person: &Person| self.within_reach().contains(&Party::Person(*person));
        let pairs =
            pairs.into_iter().filter(|(close, twin)| is_within_reach(twin) || self.evaluation.panel.contains(close));
        hits.extend(pairs.filter_map(|pair| self.suspicion(stage, subject, pair, &known)));
        hits.sort_by_key(|(case, _)| case.rule());
        Verdict::of(hits.into_iter().map(|(_, hit)| hit).collect())
    }

    /// Adds what is only possible, for a person to decide.
    fn add_possible(&self, q: &Inquiry, known: &mut Vec<Finding>, hits: &mut Vec<(Case, Hit)>) {
        for finding in rules::all(q) {
            if is_new(&finding, known) {
                hits.extend(self.hit(q, &finding, true));
                known.push(finding);
            }
        }
    }

    /// The hit if taking the two for one person would matter: the worst of what would be new.
    fn suspicion(
        &self,
        stage: &Stage<'g>,
        subject: Party,
        pair: (Person, Person),
        known: &[Finding],
    ) -> Option<(Case, Hit)> {
        let world = World::supposing(self.graph, pair.0, pair.1);
        let q = Inquiry::new(&world, self.possible_scene(stage), self.policy, subject);
        let found = rules::all(&q).into_iter().filter(|finding| is_new(finding, known));
        let worst = found.max_by_key(|finding| (q.ruling(finding), std::cmp::Reverse(finding.path.len())))?;
        let sentence = sentences::perhaps_same(self.graph, pair.0, &worst.sentence);
        self.hit(&q, &Finding::new(Case::Identity, worst.path, sentence), false)
    }

    fn hit(&self, q: &Inquiry, finding: &Finding, is_only_possible: bool) -> Option<(Case, Hit)> {
        let ruling = match q.ruling(finding) {
            Ruling::Off => return None,
            _ if is_only_possible => Ruling::Reason,
            ruling => ruling,
        };
        let (verdict, handling): (Outcome, Option<Handling>) = consequence(ruling)?;
        let sentence = finding.sentence.clone();
        let hit = Hit {
            rule: finding.case.rule(),
            verdict,
            handling,
            basis: self.policy.basis(finding.case).to_owned(),
            path: finding.path.iter().map(|fact| self.graph.fact_id(*fact).to_owned()).collect(),
            sentence: if is_only_possible { sentences::with_unknown_start(sentence) } else { sentence },
        };
        Some((finding.case, hit))
    }
}

/// True unless the same is known already: the same way to the party, or one that it only makes
/// longer, as a doubt about records does.
fn is_new(finding: &Finding, known: &[Finding]) -> bool {
    let holds_all = |path: &[FactNo]| path.iter().all(|fact| finding.path.contains(fact));
    let is_doubt = finding.case == Case::ConflictingData;
    known.iter().all(|other| {
        let is_same = other.case.rule() == finding.case.rule() && other.path == finding.path;
        !(is_same || is_doubt && holds_all(&other.path))
    })
}

/// Pairs of persons of one name, a number missing, of whom the first is close to the subject or on
/// the panel: taken for one, they may lead from the subject to a party.
fn suspects(q: &Inquiry) -> Vec<(Person, Person)> {
    if !q.is_on(Case::Identity) {
        return Vec::new();
    }
    let mut pairs = Vec::new();
    let mut seen = FxHashSet::default();
    for person in close_persons(q) {
        let twins = namesakes(q.graph(), person).into_iter().map(|twin| (person, twin));
        pairs.extend(twins.filter(|(a, b)| seen.insert((*a.min(b), *a.max(b)))));
    }
    pairs.extend(panel_suspects(q).into_iter().filter(|(a, b)| seen.insert((*a.min(b), *a.max(b)))));
    pairs
}

/// Persons of the same name of whom it is not known that they are somebody else.
pub(super) fn namesakes(graph: &Graph, person: Person) -> Vec<Person> {
    let is_numbered = graph.is_numbered(person);
    let mut found = Vec::new();
    let mut seen = FxHashSet::from_iter([person]);
    for record in graph.records_of(person).filter(|record| !graph.word(record.name).is_empty()) {
        let others = graph.records_named(record.name, is_numbered).map(|other| other.person);
        found.extend(others.filter(|other| seen.insert(*other)));
    }
    found
}

/// The subject and everybody whose facts could lead on from it.
fn close_persons(q: &Inquiry) -> Vec<Person> {
    let mut close = match q.subject {
        Party::Person(person) => {
            let mut close = q.family().met.clone();
            close.extend(q.world.shared_of(person).flat_map(|shared| &shared.members));
            close
        }
        Party::Org(org) => {
            let above = Reach::up(q.world, org, q.look_back()).parties.into_iter().filter_map(|party| match party {
                Party::Person(person) => Some(person),
                Party::Org(_) => None,
            });
            let mut close: Vec<Person> = above.collect();
            let couples: Vec<Person> = close
                .iter()
                .flat_map(|owner| spouses(q.world, *owner, q.recent_marriages()))
                .map(|(spouse, _)| spouse)
                .collect();
            close.extend(couples);
            close.extend(q.world.jobs_at(org).filter(|job| job.post == Post::LegalRep).map(|job| job.person));
            close
        }
    };
    let mut seen = FxHashSet::default();
    close.retain(|person| seen.insert(*person));
    close
}

/// Members of the panel whose namesake works where the subject works.
fn panel_suspects(q: &Inquiry) -> Vec<(Person, Person)> {
    if q.person().is_none() {
        return Vec::new();
    }
    let employers: FxHashSet<Org> = q.stints().iter().flat_map(|stint| &stint.records).map(|job| job.org).collect();
    let works_with = |person: Person| q.graph().jobs_of(person).any(|job| employers.contains(&job.org));
    let members = q.scene.evaluation.panel.iter().copied();
    members
        .flat_map(|m| namesakes(q.graph(), m).into_iter().filter(|twin| works_with(*twin)).map(move |twin| (m, twin)))
        .collect()
}
