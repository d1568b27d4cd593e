//! One question to the rules: a subject before a scene, in a world, under a policy; and what a
//! rule finds.

use super::control::Marriages;
use super::graph::*;
use super::jobs::{Stint, stints};
use super::kin::{Family, family};
use super::ownership::Span;
use super::scene::Scene;
use super::world::World;
use crate::policy::conflict_policy::{Case, ConflictPolicy, Ruling};
use crate::terms::Wording;
use std::cell::OnceCell;

/// Something that a rule found, before the policy turns it into a hit.
#[derive(Clone, Debug)]
pub struct Finding {
    pub case: Case,
    pub path: Vec<FactNo>,
    pub sentence: Wording,
    /// A circumstance makes a blocking case a matter for a person.
    pub is_softened: bool,
}

impl Finding {
    pub fn new(case: Case, path: Vec<FactNo>, sentence: Wording) -> Finding {
        Finding { case, path, sentence, is_softened: false }
    }

    pub fn softened_if(self, is_softened: bool) -> Finding {
        Finding { is_softened, ..self }
    }
}

/// Who asks what.
#[derive(Debug)]
pub struct Inquiry<'a, 'g> {
    pub world: &'a World<'g>,
    pub scene: &'a Scene<'g>,
    pub policy: &'a ConflictPolicy,
    pub subject: Party,
    stints: OnceCell<Vec<Stint>>,
    family: OnceCell<Family>,
}

impl<'a, 'g> Inquiry<'a, 'g> {
    pub fn new(
        world: &'a World<'g>,
        scene: &'a Scene<'g>,
        policy: &'a ConflictPolicy,
        subject: Party,
    ) -> Inquiry<'a, 'g> {
        let subject = world.party(subject);
        Inquiry { world, scene, policy, subject, stints: OnceCell::new(), family: OnceCell::new() }
    }

    pub fn graph(&self) -> &'g Graph {
        self.world.graph
    }

    /// The subject, if it is a person.
    pub fn person(&self) -> Option<Person> {
        match self.subject {
            Party::Person(person) => Some(person),
            Party::Org(_) => None,
        }
    }

    /// The subject, if it is an institution.
    pub fn institution(&self) -> Option<Org> {
        match self.subject {
            Party::Org(org) => Some(org),
            Party::Person(_) => None,
        }
    }

    /// The jobs of the subject; none for an institution.
    pub fn stints(&self) -> &[Stint] {
        self.stints.get_or_init(|| self.person().map_or_else(Vec::new, |person| self.stints_of(person)))
    }

    pub fn stints_of(&self, person: Person) -> Vec<Stint> {
        stints(&self.world.jobs_of(person))
    }

    /// The family of the subject; empty for an institution.
    pub fn family(&self) -> &Family {
        self.family.get_or_init(|| self.person().map_or_else(Family::default, |person| self.family_of(person)))
    }

    pub fn family_of(&self, person: Person) -> Family {
        family(self.world, person, self.scene.day, self.scene.divorced_since)
    }

    /// What the policy makes of a finding.
    pub fn ruling(&self, finding: &Finding) -> Ruling {
        match self.policy.ruling(finding.case) {
            Ruling::Blocked if finding.is_softened => Ruling::Reason,
            ruling => ruling,
        }
    }

    pub fn is_on(&self, case: Case) -> bool {
        self.policy.ruling(case) != Ruling::Off
    }

    /// The look-back including the reference day.
    pub fn look_back(&self) -> Span {
        Span { first: self.scene.since, last: self.scene.day }
    }

    /// True if the job is held on the reference day.
    pub fn is_current(&self, job: &Job) -> bool {
        self.world.covers(job.period, self.scene.day)
    }

    /// Marriages that last on the reference day.
    pub fn lasting_marriages(&self) -> Marriages {
        Marriages { ended_from: self.scene.day }
    }

    /// Marriages that last or ended recently enough to count.
    pub fn recent_marriages(&self) -> Marriages {
        Marriages { ended_from: self.scene.divorced_since }
    }

    /// Control is strictly over this.
    pub fn control_over(&self) -> Share {
        self.scene.control_over
    }

    /// A holding is notable from this on.
    pub fn notable(&self) -> Share {
        self.scene.notable
    }
}
