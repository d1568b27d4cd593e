//! The reverse question: who in the whole pool is in conflict with this evaluation? Answered by
//! walking out from the parties instead of asking everybody; both ways always agree.
//!
//! The walk gathers everybody whom a rule *could* reach, generously; each of them is then asked like
//! anybody else, so a sweep can only differ from single questions by having overlooked somebody.

use super::control::{Circle, Marriages, When, spouses};
use super::fault::FactFault;
use super::graph::*;
use super::hit::{Outcome, Verdict};
use super::kin::family;
use super::lineage::{children, parents};
use super::model::OrgKind;
use super::ownership::{Reach, Span};
use super::scene::Scene;
use super::verdict::{Hearing, namesakes};
use super::world::World;
use crate::policy::conflict_policy::ConflictPolicy;
use rustc_hash::{FxHashMap, FxHashSet};

/// Everybody with a verdict other than clear, by the id of the record, in the order of entry.
///
/// # Errors
/// The evaluation is not among the facts.
pub fn sweep(graph: &Graph, evaluation: &str, policy: &ConflictPolicy) -> Result<Vec<(String, Verdict)>, FactFault> {
    Ok(Hearing::open(graph, evaluation, policy)?.sweep())
}

impl Hearing<'_, '_> {
    /// Everybody with a verdict other than clear, by the id of the record, in the order of entry.
    pub fn sweep(&self) -> Vec<(String, Verdict)> {
        let mut suspects: Vec<Party> = Net::cast_wide(self.graph, self.evaluation, self.policy).into_iter().collect();
        suspects.sort_unstable();
        let mut found: Vec<(usize, String, Verdict)> = Vec::new();
        for party in suspects {
            let verdict = self.judge(party);
            if verdict.verdict != Outcome::Clear {
                found.extend(self.graph.ids_of(party).map(|(at, id)| (at, id.to_owned(), verdict.clone())));
            }
        }
        found.sort_by_key(|(at, _, _)| *at);
        found.into_iter().map(|(_, id, verdict)| (id, verdict)).collect()
    }
}

/// The walk outwards, under the reading in which most is possible.
pub(super) struct Net<'g> {
    world: World<'g>,
    scene: Scene<'g>,
    pub caught: FxHashSet<Party>,
    /// Persons whose family has been walked.
    spread: FxHashSet<Person>,
    /// Everybody met in these families: their kin may be concerned.
    kinfolk: FxHashSet<Person>,
    /// Persons above an organisation, with their spouses: what they hold elsewhere may be concerned.
    holders: FxHashSet<Person>,
}

impl<'g> Net<'g> {
    /// Everybody whom a rule could reach, each person taken for himself.
    pub fn cast(graph: &'g Graph, evaluation: &'g EvaluationRow, policy: &ConflictPolicy) -> Net<'g> {
        let world = World::possible(graph);
        let scene = Scene::set(&world, evaluation, policy, true);
        let mut net = Net {
            world,
            scene,
            caught: FxHashSet::default(),
            spread: FxHashSet::default(),
            kinfolk: FxHashSet::default(),
            holders: FxHashSet::default(),
        };
        net.spread_from_targets();
        net.spread_from_hierarchy();
        net.spread_from_work();
        net.spread_from_the_evaluation();
        net.spread_from_workload();
        net
    }

    /// As [`Net::cast`], and whoever is close to a namesake of somebody in it.
    fn cast_wide(graph: &'g Graph, evaluation: &'g EvaluationRow, policy: &ConflictPolicy) -> FxHashSet<Party> {
        let mut net = Net::cast(graph, evaluation, policy);
        net.through_names();
        net.caught
    }

    fn graph(&self) -> &'g Graph {
        self.world.graph
    }

    fn catch(&mut self, person: Person) {
        self.caught.insert(Party::Person(person));
    }

    /// A person and the whole family.
    fn catch_family(&mut self, person: Person) {
        if self.spread.insert(person) {
            let met = family(&self.world, person, self.scene.day, self.scene.divorced_since).met;
            self.kinfolk.extend(met.iter().copied());
            met.into_iter().for_each(|relative| self.catch(relative));
        }
    }

    fn catch_staff(&mut self, org: Org) {
        let staff: Vec<Person> = self.graph().jobs_at(org).map(|job| job.person).collect();
        staff.into_iter().for_each(|person| self.catch(person));
    }

    /// Staff and their kin, owners and what they own, disputes, services, relations by name.
    fn spread_from_targets(&mut self) {
        let targets: Vec<Org> = self.scene.targets.iter().map(|target| target.org).collect();
        for org in targets {
            let staff: Vec<Job> = self.graph().jobs_at(org).collect();
            for job in staff {
                self.catch(job.person);
                if self.world.covers(job.period, self.scene.day) {
                    self.catch_family(job.person);
                    self.catch_declarants(job.person);
                }
            }
            self.caught.insert(Party::Org(org));
            self.spread_from_owners(org, Span { first: self.scene.since, last: self.scene.day });
            self.caught.extend(self.graph().disputes_with(org).map(|row| row.who));
            self.caught.extend(self.graph().services_to(org).map(|row| Party::Org(row.institution)));
            self.caught.extend(self.graph().declared_kin_at(org).map(|row| Party::Person(row.person)));
        }
        let past = self.graph().past_at(self.scene.project.implementing);
        self.caught.extend(past.map(|row| Party::Org(row.institution)));
    }

    /// Those who declared a relative of this person's name.
    fn catch_declarants(&mut self, person: Person) {
        for record in self.graph().records_of(person) {
            self.caught.extend(self.graph().declared_kin_named(record.name).map(|row| Party::Person(row.person)));
        }
    }

    /// Everybody above the organisation with their spouses, and what those who may control it control
    /// beside it.
    fn spread_from_owners(&mut self, org: Org, span: Span) {
        for owner in Reach::up(&self.world, org, span).parties {
            self.caught.insert(owner);
            if let Party::Person(person) = owner {
                let couple = spouses(&self.world, person, self.marriages()).into_iter().map(|(spouse, _)| spouse);
                let couple: Vec<Person> = couple.chain([person]).collect();
                self.caught.extend(couple.iter().copied().map(Party::Person));
                self.holders.extend(couple);
            }
        }
        let index = self.graph().controllers(self.over());
        let controllers = match index.of(org) {
            Controllers::Few(few) => few.clone(),
            Controllers::Many => self.caught.iter().copied().collect(),
        };
        controllers.into_iter().chain([Party::Org(org)]).for_each(|owner| self.catch_owned(owner));
    }

    /// What the owner controls. The state owns half the world and is no common controller; only where
    /// it is a target itself does it matter whom it controls.
    fn catch_owned(&mut self, owner: Party) {
        let is_state = |org| self.graph().org_kind(org) == Some(OrgKind::State) && self.scene.target(org).is_none();
        if matches!(owner, Party::Org(org) if is_state(org)) {
            return;
        }
        let circle = Circle::around(&self.world, owner, When::Ever, self.marriages(), self.over());
        self.caught.extend(circle.entities().map(Party::Org));
    }

    fn marriages(&self) -> Marriages {
        Marriages { ended_from: self.scene.divorced_since }
    }

    fn over(&self) -> Share {
        self.scene.control_over
    }

    /// Staff above, below and beside the implementing organisation, and these units themselves.
    fn spread_from_hierarchy(&mut self) {
        let implementing = self.scene.project.implementing;
        let mut units: Vec<Org> = self.scene.orgs_above().collect();
        units.extend(self.below(implementing));
        for (parent, _) in parents(&self.world, implementing, self.scene.day) {
            units.extend(children(&self.world, parent, self.scene.day));
        }
        for org in units {
            self.caught.insert(Party::Org(org));
            self.catch_staff(org);
        }
    }

    fn below(&self, org: Org) -> Vec<Org> {
        let mut found = vec![org];
        let mut seen = FxHashSet::from_iter([org]);
        let mut at = 0;
        while let Some(parent) = found.get(at).copied() {
            let next = children(&self.world, parent, self.scene.day);
            found.extend(next.into_iter().filter(|child| seen.insert(*child)));
            at += 1;
        }
        found
    }

    fn spread_from_work(&mut self) {
        for work in self.graph().works_on(self.scene.evaluation.project_number) {
            self.caught.insert(work.who);
            self.caught.extend(work.team.iter().map(|person| Party::Person(*person)));
            if let Party::Org(org) = work.who {
                self.catch_staff(org);
                self.spread_from_owners(org, Span::on(self.scene.day));
            }
        }
    }

    /// Leader, panel, regulator, lot, declarations, objections, institutions under review.
    fn spread_from_the_evaluation(&mut self) {
        let evaluation = self.scene.evaluation;
        if let Some(leader) = self.scene.project.leader {
            self.catch_family(leader);
            self.catch_declarants(leader);
            let members = self.graph().shared_of(leader).flat_map(|shared| &shared.members);
            self.caught.extend(members.map(|person| Party::Person(*person)));
        }
        for member in &evaluation.panel {
            self.catch_family(*member);
            self.graph().jobs_of(*member).for_each(|job| self.catch_staff(job.org));
        }
        evaluation.commissioned_by.into_iter().for_each(|org| self.catch_staff(org));
        evaluation.lot_bidders.iter().for_each(|bidder| self.spread_from_bidder(*bidder));
        self.caught.extend(self.graph().declared_for(evaluation.number).map(|row| Party::Person(row.person)));
        self.caught.extend(self.graph().objections_to(evaluation.number).map(|row| row.subject));
        for institution in &evaluation.reviewed {
            let experts = self.graph().cooperations_with(*institution);
            self.caught.extend(experts.map(|row| Party::Person(row.person)));
        }
    }

    fn spread_from_bidder(&mut self, bidder: Org) {
        self.caught.insert(Party::Org(bidder));
        self.catch_staff(bidder);
        let staff: Vec<Job> = self.graph().jobs_at(bidder).filter(|job| job.post.is_head()).collect();
        for job in staff {
            self.catch_represented(job.person);
        }
        self.caught.extend(self.graph().holdings_in(bidder).map(|holding| holding.holder));
        self.caught.extend(self.graph().holdings_of(Party::Org(bidder)).map(|holding| Party::Org(holding.org)));
    }

    fn catch_represented(&mut self, person: Person) {
        let headed = self.graph().jobs_of(person).filter(|job| job.post.is_head());
        self.caught.extend(headed.map(|job| Party::Org(job.org)));
    }

    fn spread_from_workload(&mut self) {
        let mut active: FxHashMap<Person, u32> = FxHashMap::default();
        for row in self.graph().assignments().iter().filter(|row| row.is_active) {
            *active.entry(row.person).or_default() += 1;
        }
        // Two records of one name may fill the cap together, so nobody with work is passed over.
        self.caught.extend(active.into_keys().map(Party::Person));
    }

    /// Whoever is perhaps one of those caught so far, and whom that would draw in.
    fn through_names(&mut self) {
        let persons: Vec<Person> = self.caught.iter().filter_map(as_person).collect();
        for person in persons {
            for twin in namesakes(self.graph(), person) {
                self.catch(twin);
                self.draw_in(person, twin);
            }
        }
    }

    /// Those who would be concerned if the twin were the person: it depends on why the person is.
    fn draw_in(&mut self, person: Person, twin: Person) {
        if self.kinfolk.contains(&person) {
            let met = family(&self.world, twin, self.scene.day, self.scene.divorced_since).met;
            met.into_iter().for_each(|relative| self.catch(relative));
        }
        if self.holders.contains(&person) {
            let span = Span { first: self.scene.since, last: self.scene.day };
            let couples: Vec<Party> = self.couples_of_couples(twin).into_iter().map(Party::Person).collect();
            self.caught.extend(Reach::down(&self.world, couples, span).parties);
        }
        if self.scene.project.leader == Some(person) {
            let members = self.graph().shared_of(twin).flat_map(|shared| &shared.members);
            self.caught.extend(members.map(|member| Party::Person(*member)));
        }
        if self.scene.evaluation.panel.contains(&person) {
            self.graph().jobs_of(twin).for_each(|job| self.catch_staff(job.org));
        }
        let is_bidders = |job: Job| self.scene.evaluation.lot_bidders.contains(&job.org);
        if self.graph().jobs_of(person).any(is_bidders) {
            self.catch_represented(twin);
        }
    }

    /// The person, the spouses, and theirs: a spouse may control by the holdings of two spouses, one
    /// of them recently divorced.
    fn couples_of_couples(&self, person: Person) -> Vec<Person> {
        let next =
            |person: &Person| spouses(&self.world, *person, self.marriages()).into_iter().map(|(spouse, _)| spouse);
        let first: Vec<Person> = next(&person).collect();
        let second: Vec<Person> = first.iter().flat_map(next).collect();
        [vec![person], first, second].concat()
    }
}

fn as_person(party: &Party) -> Option<Person> {
    match party {
        Party::Person(person) => Some(*person),
        Party::Org(_) => None,
    }
}
