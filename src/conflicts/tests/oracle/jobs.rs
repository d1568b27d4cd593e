//! Jobs and hierarchy hits, read plainly.

use super::*;

impl Oracle<'_> {
    /// Jobs of a person that no better record outranks; all of one authority here.
    pub(super) fn jobs(&self, who: &str) -> Vec<&Employment> {
        self.facts.employments.iter().filter(|job| job.person == who).collect()
    }

    pub(super) fn job_hits(&self, who: &str, job: &Employment) -> Vec<(&'static str, Outcome)> {
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

    pub(super) fn is_open(job: &Employment) -> bool {
        job.kind == JobKind::FullTime && job.to.is_none()
    }

    pub(super) fn is_unresolved(&self, who: &str, job: &Employment) -> bool {
        let newer = |other: &&Employment| {
            Self::is_open(other) && other.org != job.org && other.from > job.from && other.from.unwrap() <= self.day
        };
        Self::is_open(job) && self.jobs(who).iter().any(newer)
    }

    pub(super) fn doubted(
        &self,
        who: &str,
        job: &Employment,
        hits: Vec<(&'static str, Outcome)>,
    ) -> Vec<(&'static str, Outcome)> {
        let unresolved = self.is_unresolved(who, job);
        let doubt = |(rule, outcome): (&'static str, Outcome)| match outcome {
            Outcome::Blocked if unresolved && rule != "officer" => ("conflicting_data", Outcome::Flagged),
            _ => (rule, outcome),
        };
        hits.into_iter().map(doubt).collect()
    }
}
