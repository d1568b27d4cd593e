//! Who is above, below or beside whom in the hierarchy of organisations on a day.
//!
//! A parent of kind `government` never transmits: a city's government is above everything, and
//! would make all of its bureaus one family.

use super::graph::{FactNo, Org};
use super::model::OrgKind;
use super::period::DayNumber;
use super::world::World;
use rustc_hash::FxHashSet;

/// All organisations above one, nearest first, each with the way there.
#[derive(Debug)]
pub struct Climb {
    steps: Vec<Step>,
}

#[derive(Debug)]
struct Step {
    org: Org,
    /// The step below and the fact that leads up from it; `None` for the start.
    from: Option<(usize, FactNo)>,
}

impl Climb {
    /// Everything above `start`, at any depth. Each organisation is visited once, so circles end.
    pub fn from(world: &World, start: Org, day: DayNumber) -> Climb {
        Climb::until(world, start, day, None)
    }

    /// As [`Climb::from`], but stops as soon as `goal` is found.
    fn until(world: &World, start: Org, day: DayNumber, goal: Option<Org>) -> Climb {
        let mut steps = vec![Step { org: start, from: None }];
        let mut seen = FxHashSet::from_iter([start]);
        let mut at = 0;
        while let Some(org) = steps.get(at).map(|step| step.org).filter(|org| Some(*org) != goal) {
            for (parent, fact) in parents(world, org, day) {
                if seen.insert(parent) {
                    steps.push(Step { org: parent, from: Some((at, fact)) });
                }
            }
            at += 1;
        }
        Climb { steps }
    }

    /// The facts from the start up to `org`; `None` if it is not above the start.
    pub fn path_to(&self, org: Org) -> Option<Vec<FactNo>> {
        let mut at = self.steps.iter().skip(1).position(|step| step.org == org)? + 1;
        let mut path = Vec::new();
        while let Some((below, fact)) = self.steps.get(at).and_then(|step| step.from) {
            path.push(fact);
            at = below;
        }
        path.reverse();
        Some(path)
    }

    /// The organisations above the start, nearest first.
    pub fn orgs(&self) -> impl Iterator<Item = Org> + '_ {
        self.steps.iter().skip(1).map(|step| step.org)
    }
}

/// Direct parents that transmit, with the fact that says so.
pub fn parents(world: &World, org: Org, day: DayNumber) -> Vec<(Org, FactNo)> {
    let transmits = |parent| world.graph.org_kind(parent) != Some(OrgKind::Government);
    let links = world.graph.links_up(org).filter(|link| transmits(link.parent) && world.covers(link.period, day));
    links.map(|link| (link.parent, link.fact)).collect()
}

/// Direct children to which `org` transmits.
pub fn children(world: &World, org: Org, day: DayNumber) -> Vec<Org> {
    if world.graph.org_kind(org) == Some(OrgKind::Government) {
        return Vec::new();
    }
    world.graph.links_down(org).filter(|link| world.covers(link.period, day)).map(|link| link.child).collect()
}

/// How an organisation stands to the implementing organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    Above(Vec<FactNo>),
    Below(Vec<FactNo>),
    /// The same direct parent.
    Beside {
        parent: Org,
        path: Vec<FactNo>,
    },
}

/// The standing of `org` to `implementing`, whose climb is given; the path runs from the first to
/// the second. `None` if they are the same or unrelated.
pub fn standing(world: &World, org: Org, implementing: Org, above: &Climb, day: DayNumber) -> Option<Standing> {
    if org == implementing {
        return None;
    }
    let down = above.path_to(org).map(|path| path.into_iter().rev().collect::<Vec<_>>());
    let up = Climb::until(world, org, day, Some(implementing)).path_to(implementing);
    match (down, up) {
        (Some(down), Some(up)) if up.len() < down.len() => Some(Standing::Below(up)),
        (Some(down), _) => Some(Standing::Above(down)),
        (None, Some(up)) => Some(Standing::Below(up)),
        (None, None) => beside(world, org, implementing, day),
    }
}

fn beside(world: &World, org: Org, implementing: Org, day: DayNumber) -> Option<Standing> {
    let theirs = parents(world, implementing, day);
    parents(world, org, day).into_iter().find_map(|(parent, fact)| {
        let (_, other) = theirs.iter().find(|(candidate, _)| *candidate == parent)?;
        Some(Standing::Beside { parent, path: vec![fact, *other] })
    })
}
