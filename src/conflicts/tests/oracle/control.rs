//! Control by repetition until nothing changes, read plainly.

use super::*;

impl Oracle<'_> {
    /// What the holders control together on a day.
    pub(super) fn controlled(&self, holders: &Names, day: Day) -> Names {
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

    pub(super) fn days(&self) -> Vec<Day> {
        let starts = self.facts.shareholdings.iter().flat_map(|s| s.from).filter(|d| self.since < *d && *d < self.day);
        starts.chain([self.since, self.day]).collect()
    }

    pub(super) fn circle_of(&self, who: &str, with_ended: bool) -> Names {
        let spouses = self.spouses(who).into_iter().filter(|(_, ended)| with_ended || !ended).map(|(p, _)| p);
        spouses.chain([who.to_owned()]).collect()
    }

    /// Controllers of any kind that may count as common ones.
    pub(super) fn controllers(&self) -> Vec<String> {
        let orgs = (0..ORGS).map(org).filter(|o| self.kind(o) != OrgKind::State);
        (0..PERSONS).map(person).chain(orgs).collect()
    }

    /// Whether `a` and `b` are bound by control on a day.
    pub(super) fn bound(&self, a: &str, b: &str, day: Day, with_ended: bool, state_may_own: bool) -> bool {
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

    pub(super) fn effective(&self, holder: &str, target: &str, seen: &Names) -> Decimal {
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

    pub(super) fn holding_hits(&self, who: &str, is_person: bool) -> Vec<(&'static str, Outcome)> {
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
}
