//! Families as sets, read plainly.

use super::*;

impl Oracle<'_> {
    /// Marriages that count, with whether they have ended.
    pub(super) fn spouses(&self, who: &str) -> Vec<(String, bool)> {
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

    pub(super) fn stated_parents(&self, who: &str) -> Names {
        self.facts
            .kinships
            .iter()
            .filter(|k| k.relation == Relation::Parent && k.b == who && k.a != who)
            .map(|k| k.a.clone())
            .collect()
    }

    pub(super) fn stated_children(&self, who: &str) -> Names {
        self.facts
            .kinships
            .iter()
            .filter(|k| k.relation == Relation::Parent && k.a == who && k.b != who)
            .map(|k| k.b.clone())
            .collect()
    }

    /// Stated siblings and theirs, oneself included.
    pub(super) fn group(&self, who: &str) -> Names {
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

    pub(super) fn parents(&self, who: &str) -> Names {
        self.group(who).iter().flat_map(|sibling| self.stated_parents(sibling)).collect()
    }

    pub(super) fn children(&self, who: &str) -> Names {
        self.stated_children(who).iter().flat_map(|child| self.group(child)).collect()
    }

    pub(super) fn siblings(&self, who: &str) -> Names {
        self.parents(who).iter().flat_map(|parent| self.children(parent)).chain(self.group(who)).collect()
    }

    pub(super) fn closure(&self, who: &str, next: impl Fn(&str) -> Names) -> Names {
        let mut found = next(who);
        for _ in 0..PERSONS {
            let more: Vec<String> = found.iter().flat_map(|one| next(one)).collect();
            found.extend(more);
        }
        found
    }

    /// Everybody who is kin; true where only an ended marriage makes it so.
    pub(super) fn kin(&self, who: &str) -> BTreeMap<String, bool> {
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

    pub(super) fn kin_hits(&self, who: &str) -> Vec<(&'static str, Outcome)> {
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
}
