//! Who is kin to whom, derived from the primitive relations spouse, parent and sibling.
//!
//! Half facts combine: two children of one parent are siblings without a sibling record; a stated
//! sibling has the same parents and siblings; a child's stated sibling is a child. The search walks
//! primitive steps through a small table of places in a family; each place is a relation of formats.md
//! section 2 or a step on the way to one. Half-siblings count as siblings, but the *other* parent
//! of a half-sibling is not inferred to be one's own.

use super::graph::{FactNo, Person};
use super::model::Degree;
use super::period::DayNumber;
use super::world::{Step, World};
use rustc_hash::{FxHashMap, FxHashSet};

/// A place in the family of the person in the middle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    Oneself,
    Spouse,
    Parent,
    Grandparent,
    /// Beyond the grandparents.
    Ancestor,
    Child,
    /// Beyond the children.
    Descendant,
    /// Stated to be a sibling: has the same parents.
    Sibling,
    /// Shares a parent.
    HalfSibling,
    /// A stated sibling of a parent.
    Uncle,
    /// Shares a parent with a parent.
    HalfUncle,
    /// A stated sibling of a grandparent or beyond: no kin in the sense of the rule, but has the
    /// same parents as that ancestor.
    GreatUncle,
    Nephew,
    Cousin,
    SpouseParent,
    SpouseChild,
    SpouseSibling,
    /// Shares a parent with the spouse.
    SpouseHalfSibling,
    ParentSpouse,
    ChildSpouse,
    SiblingSpouse,
}

impl Place {
    /// Where a step leads; `None` where no relation of the rule lies that way.
    fn after(self, step: Step) -> Option<Place> {
        use Place::*;
        Some(match (self, step) {
            (Oneself | Sibling, Step::Up) => Parent,
            (Oneself, Step::Down) => Child,
            (Oneself | Sibling, Step::Sibling) => Sibling,
            (Oneself, Step::Spouse) => Spouse,
            (Parent | Uncle, Step::Up) => Grandparent,
            (Parent, Step::Down) | (HalfSibling, Step::Sibling) => HalfSibling,
            (Parent | Uncle, Step::Sibling) => Uncle,
            (Parent, Step::Spouse) => ParentSpouse,
            (Grandparent | Ancestor | GreatUncle, Step::Up) => Ancestor,
            (Grandparent | Ancestor | GreatUncle, Step::Sibling) => GreatUncle,
            (Grandparent, Step::Down) | (HalfUncle, Step::Sibling) => HalfUncle,
            (Child | Descendant, Step::Down) | (Descendant, Step::Sibling) => Descendant,
            (Child, Step::Sibling) => Child,
            (Child, Step::Spouse) => ChildSpouse,
            (Sibling | HalfSibling, Step::Down) | (Nephew, Step::Sibling) => Nephew,
            (Sibling | HalfSibling, Step::Spouse) => SiblingSpouse,
            (Uncle | HalfUncle, Step::Down) | (Cousin, Step::Sibling) => Cousin,
            (Spouse | SpouseSibling, Step::Up) => SpouseParent,
            (Spouse, Step::Down) | (SpouseChild, Step::Sibling) => SpouseChild,
            (Spouse | SpouseSibling, Step::Sibling) => SpouseSibling,
            (SpouseParent, Step::Down) | (SpouseHalfSibling, Step::Sibling) => SpouseHalfSibling,
            _ => return None,
        })
    }

    /// The degree in the sense of E-16; `None` for places that are no kin.
    pub fn degree(self) -> Option<Degree> {
        use Place::*;
        match self {
            Oneself | GreatUncle => None,
            Spouse => Some(Degree::Spouse),
            Parent | Grandparent | Ancestor | Child | Descendant => Some(Degree::Lineal),
            Sibling | HalfSibling | Uncle | HalfUncle | Nephew | Cousin => Some(Degree::Collateral),
            SpouseParent | SpouseChild | SpouseSibling | SpouseHalfSibling => Some(Degree::CloseAffinity),
            ParentSpouse | ChildSpouse | SiblingSpouse => Some(Degree::CloseAffinity),
        }
    }
}

/// Somebody who is kin, and why.
#[derive(Clone, Debug)]
pub struct Kin {
    pub person: Person,
    pub place: Place,
    pub degree: Degree,
    /// The kinship facts from the person in the middle to this one.
    pub path: Vec<FactNo>,
    /// The way runs over a marriage that has ended, recently enough to count.
    pub over_ended_marriage: bool,
}

/// A family as far as the rule looks.
#[derive(Debug, Default)]
pub struct Family {
    /// Everybody who is kin, nearest first; each person once, by the strongest and shortest way.
    pub kin: Vec<Kin>,
    /// Everybody met on the way, kin or not, the person in the middle included.
    pub met: Vec<Person>,
}

struct Visit {
    person: Person,
    place: Place,
    is_ended: bool,
    from: Option<(usize, FactNo)>,
}

/// The family of `middle`. A marriage counts if it lasts on `day` or ended on or after
/// `divorced_since`; the end day itself belongs to the marriage.
pub fn family(world: &World, middle: Person, day: DayNumber, divorced_since: DayNumber) -> Family {
    let middle = world.person(middle);
    if !world.has_ties(middle) {
        return Family { kin: Vec::new(), met: vec![middle] };
    }
    let visits = walk(world, middle, day, divorced_since);
    let mut met = Vec::new();
    let mut seen = FxHashSet::default();
    met.extend(visits.iter().map(|visit| visit.person).filter(|person| seen.insert(*person)));
    Family { kin: strongest(&visits, middle), met }
}

/// Breadth first, so that the first visit of a person at a place is a shortest one.
fn walk(world: &World, middle: Person, day: DayNumber, divorced_since: DayNumber) -> Vec<Visit> {
    let mut visits = vec![Visit { person: middle, place: Place::Oneself, is_ended: false, from: None }];
    let mut seen = FxHashSet::from_iter([(middle, Place::Oneself, false)]);
    let mut at = 0;
    while let Some((person, place, was_ended)) = visits.get(at).map(|v| (v.person, v.place, v.is_ended)) {
        for (step, tie, other) in world.steps_of(person) {
            let Some(next) = place.after(step) else { continue };
            let ended_on = tie.ended_on.filter(|on| step == Step::Spouse && *on < day);
            if ended_on.is_some_and(|on| on < divorced_since) {
                continue;
            }
            let is_ended = was_ended || ended_on.is_some();
            if seen.insert((other, next, is_ended)) {
                visits.push(Visit { person: other, place: next, is_ended, from: Some((at, tie.fact)) });
            }
        }
        at += 1;
    }
    visits
}

/// For each person but the middle the visit over lasting marriages first, then the shortest.
fn strongest(visits: &[Visit], middle: Person) -> Vec<Kin> {
    let mut best: FxHashMap<Person, usize> = FxHashMap::default();
    let is_kin = |visit: &Visit| visit.person != middle && visit.place.degree().is_some();
    for (at, visit) in visits.iter().enumerate().filter(|(_, visit)| is_kin(visit)) {
        let held = best.entry(visit.person).or_insert(at);
        if visits.get(*held).is_some_and(|h| h.is_ended && !visit.is_ended) {
            *held = at;
        }
    }
    let mut chosen: Vec<usize> = best.into_values().collect();
    chosen.sort_unstable();
    chosen.into_iter().filter_map(|at| kin_of(visits, at)).collect()
}

fn kin_of(visits: &[Visit], at: usize) -> Option<Kin> {
    let visit = visits.get(at)?;
    let mut path = Vec::new();
    let mut step = visit.from;
    while let Some((from, fact)) = step {
        path.push(fact);
        step = visits.get(from)?.from;
    }
    path.reverse();
    let degree = visit.place.degree()?;
    Some(Kin { person: visit.person, place: visit.place, degree, path, over_ended_marriage: visit.is_ended })
}
