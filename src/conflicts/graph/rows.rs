//! The rows of the graph: small copies of the records, with numbers in place of texts.

use crate::conflicts::intern::Symbol;
use crate::conflicts::model::*;
use crate::conflicts::period::{DayNumber, Period};
use rust_decimal::Decimal;

/// Declares a number that names a row or a fact.
macro_rules! numbers {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {
        $($(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub u32);)+
    };
}

numbers!(
    /// One human being: all records that share an ID number.
    Person,
    Org,
    /// A fact that paths can quote.
    FactNo,
);

/// Who can be a subject, hold shares or do work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Party {
    Person(Person),
    Org(Org),
}

/// A share of a company in 10⁻¹⁶ of a percent; 100 % is 10¹⁸. Enough that a third, as any program
/// writes it, is read as it was meant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Share(pub u64);

impl Share {
    pub const WHOLE: u64 = 10_u64.pow(18);
    /// Decimals of a percentage that are kept.
    pub const DECIMALS: u32 = 16;

    /// A percentage from 0 to 100 with at most [`Share::DECIMALS`] decimals; `None` for others.
    pub fn of_percent(pct: Decimal) -> Option<Share> {
        let pct = pct.normalize();
        let more = Share::DECIMALS.checked_sub(pct.scale())?;
        let units = u64::try_from(pct.mantissa()).ok()?.checked_mul(10_u64.checked_pow(more)?)?;
        (units <= Share::WHOLE).then_some(Share(units))
    }
}

/// Declares rows that are copied freely.
macro_rules! rows {
    ($($(#[$doc:meta])* $name:ident { $($field:ident: $type:ty),+ $(,)? })+) => {
        $($(#[$doc])*
        #[derive(Clone, Copy, Debug)]
        pub struct $name { $(pub $field: $type),+ })+
    };
}

rows! {
    /// One registered record of a person.
    Record { id: Symbol, name: Symbol, person: Person }
    Individual { first_record: u32, is_numbered: bool }
    Organisation { id: Symbol, name: Symbol, kind: OrgKind }
    Job { fact: FactNo, person: Person, org: Org, period: Period, title: Symbol, kind: JobKind, post: Post, source: Source }
    /// A step of the hierarchy.
    Link { fact: FactNo, child: Org, parent: Org, period: Period }
    Merged { fact: FactNo, predecessor: Org, successor: Org, on: Option<DayNumber> }
    /// `parent`: a is a parent of b. `ended_on`: the end of a marriage.
    Tie { fact: FactNo, a: Person, b: Person, relation: Relation, ended_on: Option<DayNumber> }
    Holding { fact: FactNo, holder: Party, org: Org, share: Share, period: Period }
    Past { fact: FactNo, institution: Org, org: Org, year: i32 }
    Assigned { fact: FactNo, person: Person, is_active: bool }
    Declared { fact: FactNo, person: Person, is_conflict: bool, text: Symbol }
    KinByName { fact: FactNo, person: Person, relation: Symbol, name: Symbol, org: Option<Org>, title: Symbol }
    DisputeRow { fact: FactNo, who: Party, org: Org, period: Period }
    ServiceRow { fact: FactNo, institution: Org, org: Org, kind: ServiceKind, period: Period }
    CooperationRow { fact: FactNo, person: Person, institution: Org, period: Period }
    ObjectionRow { fact: FactNo, subject: Party, by: Symbol }
}

/// A project and its parties.
#[derive(Clone, Debug)]
pub struct ProjectRow {
    pub implementing: Org,
    pub contractors: Vec<Org>,
    pub leader: Option<Person>,
    pub name: Symbol,
}

/// An evaluation: the side that asks.
#[derive(Clone, Debug)]
pub struct EvaluationRow {
    /// Its own row number.
    pub number: u32,
    pub project_number: u32,
    pub project: ProjectRow,
    pub day: DayNumber,
    pub commissioned_by: Option<Org>,
    pub panel: Vec<Person>,
    pub lot_bidders: Vec<Org>,
    pub reviewed: Vec<Org>,
}

/// Work that somebody did for a project.
#[derive(Clone, Debug)]
pub struct WorkRow {
    pub fact: FactNo,
    pub who: Party,
    pub work: Work,
    pub period: Period,
    pub team: Vec<Person>,
}

/// A publication, a research project or an adviser's tie.
#[derive(Clone, Debug)]
pub struct Shared {
    pub fact: FactNo,
    pub kind: CollaborationKind,
    pub members: Vec<Person>,
    pub on: Option<DayNumber>,
    pub title: Symbol,
}
