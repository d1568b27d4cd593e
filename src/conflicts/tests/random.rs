//! Small random worlds in which everything meets everything.

use crate::conflicts::model::*;
use crate::terms::Day;
use rust_decimal::Decimal;

/// SplitMix64, so that a seed names a world.
pub struct Dice(pub u64);

impl Dice {
    pub fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % sides as u64) as usize
    }

    pub fn pick<T: Clone>(&mut self, from: &[T]) -> T {
        from[self.roll(from.len())].clone()
    }

    fn chance(&mut self, one_in: usize) -> bool {
        self.roll(one_in) == 0
    }
}

/// How untidy a world is.
#[derive(Clone, Copy)]
pub struct Taste {
    /// Unknown starts, missing numbers, shared names, several sources.
    pub untidy: bool,
}

pub const PERSONS: usize = 9;
pub const ORGS: usize = 8;

pub fn person(n: usize) -> String {
    format!("p{n}")
}

pub fn org(n: usize) -> String {
    format!("o{n}")
}

const KINDS: [OrgKind; ORGS] = [
    OrgKind::PublicInstitution,
    OrgKind::Company,
    OrgKind::Company,
    OrgKind::Department,
    OrgKind::Government,
    OrgKind::FinanceAuthority,
    OrgKind::State,
    OrgKind::Company,
];

/// Days around the windows of 2024-03-15.
const DAYS: [&str; 12] = [
    "2010-01-01",
    "2012-06-01",
    "2019-05-05",
    "2021-03-14",
    "2021-03-15",
    "2022-08-08",
    "2023-03-14",
    "2023-03-15",
    "2024-03-14",
    "2024-03-15",
    "2024-03-16",
    "2024-09-15",
];

pub struct Maker {
    pub dice: Dice,
    pub taste: Taste,
    next: usize,
}

impl Maker {
    pub fn new(seed: u64, untidy: bool) -> Maker {
        Maker { dice: Dice(seed), taste: Taste { untidy }, next: 0 }
    }

    fn fact(&mut self) -> String {
        self.next += 1;
        format!("F{}", self.next)
    }

    fn any_person(&mut self) -> String {
        person(self.dice.roll(PERSONS))
    }

    fn any_org(&mut self) -> String {
        org(self.dice.roll(ORGS))
    }

    fn day(&mut self) -> Day {
        self.dice.pick(&DAYS).parse().unwrap()
    }

    fn period(&mut self) -> (Option<Day>, Option<Day>) {
        let (a, b) = (self.day(), self.day());
        let from = (!(self.taste.untidy && self.dice.chance(5))).then_some(a.min(b));
        (from, self.dice.chance(2).then_some(a.max(b)))
    }

    /// A world of about `size` facts.
    pub fn world(&mut self, size: usize) -> Facts {
        let mut facts = self.ground();
        for _ in 0..size {
            self.add_fact(&mut facts);
        }
        facts
    }

    fn ground(&mut self) -> Facts {
        let mut facts = Facts::default();
        for n in 0..PERSONS {
            let name = if self.taste.untidy { format!("人{}", n % 6) } else { format!("人{n}") };
            let number = !(self.taste.untidy && self.dice.chance(3));
            let id_no = number.then(|| format!("11010119900101{:04}", if self.taste.untidy { n % 8 } else { n }));
            facts.persons.push(PersonRecord { id: person(n), name, id_no });
        }
        for (n, kind) in KINDS.into_iter().enumerate() {
            facts.orgs.push(OrgRecord { id: org(n), kind, name: format!("单位{n}") });
        }
        let leader = self.dice.chance(2).then(|| self.any_person());
        let contractors = vec![org(1)];
        facts.projects.push(Project {
            id: "j".into(),
            implementing_org: org(0),
            name: "项目".into(),
            contractors,
            leader,
        });
        let panel = if self.dice.chance(2) { vec![self.any_person(), self.any_person()] } else { Vec::new() };
        let lot_bidders = if self.dice.chance(2) { vec![org(2), org(7)] } else { Vec::new() };
        let ref_date = "2024-03-15".parse().unwrap();
        let commissioned_by = Some(org(5));
        facts.evaluations.push(Evaluation {
            id: "v".into(),
            project: "j".into(),
            ref_date,
            commissioned_by,
            panel,
            lot_bidders,
            reviewed: Vec::new(),
        });
        facts
    }

    /// Adds one fact of a random kind.
    pub fn add_fact(&mut self, facts: &mut Facts) {
        match self.dice.roll(16) {
            0..5 => facts.employments.push(self.employment()),
            5..8 => facts.kinships.push(self.kinship()),
            8..10 => facts.shareholdings.push(self.shareholding()),
            10 => facts.hierarchy.push(self.hierarchy()),
            11 => facts.involvements.push(self.involvement()),
            12 => facts.collaborations.push(self.collaboration()),
            13 => facts.assignments.push(self.assignment()),
            14 => facts.past_evaluations.push(self.past_evaluation()),
            _ => self.rare(facts),
        }
    }

    fn employment(&mut self) -> Employment {
        let (from, to) = self.period();
        let kinds = [
            JobKind::FullTime,
            JobKind::FullTime,
            JobKind::PartTime,
            JobKind::Secondment,
            JobKind::Intern,
            JobKind::Consultant,
        ];
        let posts = [Post::Staff, Post::Staff, Post::Staff, Post::Director, Post::LegalRep, Post::GeneralManager];
        let sources = [Source::SocialInsurance, Source::HrRegister, Source::SelfDeclared, Source::CompanyRegistry];
        let source = if self.taste.untidy { self.dice.pick(&sources) } else { Source::HrRegister };
        let (kind, role) = (self.dice.pick(&kinds), self.dice.pick(&posts));
        Employment {
            fact: self.fact(),
            person: self.any_person(),
            org: self.any_org(),
            from,
            to,
            kind,
            role,
            title: String::new(),
            source,
        }
    }

    fn kinship(&mut self) -> Kinship {
        let relation = self.dice.pick(&[Relation::Spouse, Relation::Parent, Relation::Parent, Relation::Sibling]);
        let to = (relation == Relation::Spouse && self.dice.chance(2)).then(|| self.day());
        Kinship { fact: self.fact(), a: self.any_person(), b: self.any_person(), relation, to }
    }

    fn shareholding(&mut self) -> Shareholding {
        let (from, to) = self.period();
        let holder = if self.dice.chance(2) { self.any_person() } else { self.any_org() };
        let pct = Decimal::from(self.dice.pick(&[2, 5, 20, 30, 50, 51, 60, 100]));
        Shareholding { fact: self.fact(), holder, org: self.any_org(), pct, from, to }
    }

    fn hierarchy(&mut self) -> Hierarchy {
        let (from, to) = self.period();
        Hierarchy { fact: self.fact(), child: self.any_org(), parent: self.any_org(), from, to }
    }

    fn involvement(&mut self) -> Involvement {
        let (from, to) = self.period();
        let who = if self.dice.chance(3) { self.any_person() } else { self.any_org() };
        let role = self.dice.pick(&[Work::Design, Work::FeasibilityStudy, Work::Audit]);
        let team = if self.dice.chance(2) { vec![self.any_person()] } else { Vec::new() };
        Involvement { fact: self.fact(), who, project: "j".into(), role, from, to, team }
    }

    fn collaboration(&mut self) -> Collaboration {
        let kind = self.dice.pick(&[
            CollaborationKind::Publication,
            CollaborationKind::ResearchProject,
            CollaborationKind::Adviser,
        ]);
        let date = (!(self.taste.untidy && self.dice.chance(4))).then(|| self.day());
        Collaboration {
            fact: self.fact(),
            kind,
            members: vec![self.any_person(), self.any_person()],
            date,
            title: String::new(),
        }
    }

    fn assignment(&mut self) -> Assignment {
        let status = self.dice.pick(&[AssignmentStatus::Active, AssignmentStatus::Active, AssignmentStatus::Completed]);
        let person = person(self.dice.roll(3));
        Assignment { fact: self.fact(), person, evaluation: "other".into(), status }
    }

    fn past_evaluation(&mut self) -> PastEvaluation {
        let (institution, year) = (org(7), 2019 + self.dice.roll(6) as i32);
        PastEvaluation { fact: self.fact(), institution, org: org(self.dice.roll(2)), year }
    }

    fn rare(&mut self, facts: &mut Facts) {
        let fact = self.fact();
        if self.dice.chance(2) {
            let (predecessor, successor) = (self.any_org(), self.any_org());
            let date = (!(self.taste.untidy && self.dice.chance(4))).then(|| self.day());
            facts.mergers.push(Merger { fact, predecessor, successor, date });
        } else {
            let (person, conflict) = (self.any_person(), self.dice.chance(2));
            facts.declarations.push(Declaration {
                fact,
                person,
                evaluation: "v".into(),
                conflict,
                text: String::new(),
            });
        }
    }
}
