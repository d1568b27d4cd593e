//! Each kind of fact on its way into the graph: references resolved, periods and shares checked.

use super::extend::{Checked, row_number};
use super::*;
use crate::conflicts::fault::Problem;
use crate::conflicts::model;
use crate::conflicts::period::{Period, number};
use crate::terms::{Day, text};
use rust_decimal::{Decimal, RoundingStrategy};

impl Graph {
    pub(super) fn add_job(&mut self, r: &model::Employment) -> Checked<()> {
        let (person, org, period) = (self.person(&r.person)?, self.org(&r.org)?, period(r.from, r.to)?);
        let fact = self.job_fact(&r.fact, person, org)?;
        let title = self.words.intern(&r.title);
        let at = row_number(self.jobs.len())?;
        let (kind, post, source) = (r.kind, r.role, r.source);
        self.jobs.push(Job { fact, person, org, period, title, kind, post, source });
        self.jobs_of.push(person.0, at);
        self.jobs_at.push(org.0, at);
        Ok(())
    }

    /// Two records of one job may carry the same fact id; any other repetition is a fault.
    fn job_fact(&mut self, id: &str, person: Person, org: Org) -> Checked<FactNo> {
        let known = self.fact_ids.find(id).map(|symbol| FactNo(symbol.0));
        match known {
            Some(fact) if self.jobs_of(person).any(|job| job.fact == fact && job.org == org) => Ok(fact),
            _ => self.new_fact(id),
        }
    }

    pub(super) fn add_link(&mut self, r: &model::Hierarchy) -> Checked<()> {
        let (child, parent, period) = (self.org(&r.child)?, self.org(&r.parent)?, period(r.from, r.to)?);
        let fact = self.new_fact(&r.fact)?;
        let at = row_number(self.links.len())?;
        self.links.push(Link { fact, child, parent, period });
        self.links_up.push(child.0, at);
        self.links_down.push(parent.0, at);
        Ok(())
    }

    pub(super) fn add_merger(&mut self, r: &model::Merger) -> Checked<()> {
        let (predecessor, successor) = (self.org(&r.predecessor)?, self.org(&r.successor)?);
        let fact = self.new_fact(&r.fact)?;
        let at = row_number(self.mergers.len())?;
        self.mergers.push(Merged { fact, predecessor, successor, on: r.date.map(number) });
        self.mergers_into.push(successor.0, at);
        Ok(())
    }

    pub(super) fn add_tie(&mut self, r: &model::Kinship) -> Checked<()> {
        let (a, b) = (self.person(&r.a)?, self.person(&r.b)?);
        let fact = self.new_fact(&r.fact)?;
        let at = row_number(self.ties.len())?;
        let second = at.checked_mul(2).and_then(|end| end.checked_add(1)).ok_or(Problem::TooMany)?;
        self.controllers.forget();
        self.ties.push(Tie { fact, a, b, relation: r.relation, ended_on: r.to.map(number) });
        self.ties_of.push(a.0, second - 1);
        self.ties_of.push(b.0, second);
        Ok(())
    }

    pub(super) fn add_holding(&mut self, r: &model::Shareholding) -> Checked<()> {
        let (holder, org) = (self.either(&r.holder)?, self.org(&r.org)?);
        let (share, period) = (share(r.pct)?, period(r.from, r.to)?);
        let fact = self.new_fact(&r.fact)?;
        let at = row_number(self.holdings.len())?;
        self.controllers.forget();
        self.holdings.push(Holding { fact, holder, org, share, period });
        match holder {
            Party::Person(person) => self.holdings_of_person.push(person.0, at),
            Party::Org(owner) => self.holdings_of_org.push(owner.0, at),
        }
        self.holdings_in.push(org.0, at);
        Ok(())
    }

    /// Work for a project that is not listed concerns no question here: it is checked, its fact id
    /// is taken, and no rule ever meets it.
    pub(super) fn add_work(&mut self, r: &model::Involvement) -> Checked<()> {
        let (who, period, team) = (self.either(&r.who)?, period(r.from, r.to)?, self.all_persons(&r.team)?);
        let fact = self.new_fact(&r.fact)?;
        let Some(project) = self.project_ids.get(&r.project) else { return Ok(()) };
        let at = row_number(self.works.len())?;
        self.works.push(WorkRow { fact, who, work: r.role, period, team });
        self.works_on.push(*project, at);
        Ok(())
    }

    pub(super) fn add_past(&mut self, r: &model::PastEvaluation) -> Checked<()> {
        let (institution, org) = (self.org(&r.institution)?, self.org(&r.org)?);
        let fact = self.new_fact(&r.fact)?;
        let at = row_number(self.past.len())?;
        self.past.push(Past { fact, institution, org, year: r.year });
        self.past_of.push(institution.0, at);
        self.past_at.push(org.0, at);
        Ok(())
    }

    /// The evaluation need not be listed: only how many assignments are active matters.
    pub(super) fn add_assigned(&mut self, r: &model::Assignment) -> Checked<()> {
        let person = self.person(&r.person)?;
        let fact = self.new_fact(&r.fact)?;
        let at = row_number(self.assigned.len())?;
        self.assigned.push(Assigned { fact, person, is_active: r.status == model::AssignmentStatus::Active });
        self.assigned_to.push(person.0, at);
        Ok(())
    }

    pub(super) fn add_shared(&mut self, r: &model::Collaboration) -> Checked<()> {
        let members = self.all_persons(&r.members)?;
        let fact = self.new_fact(&r.fact)?;
        let at = row_number(self.shared.len())?;
        for member in &members {
            self.shared_of.push(member.0, row_number(self.shared_members.len())?);
            self.shared_members.push((*member, at));
        }
        let title = self.words.intern(&r.title);
        self.shared.push(Shared { fact, kind: r.kind, members, on: r.date.map(number), title });
        Ok(())
    }

    /// A declaration for an evaluation that is not listed concerns no question here.
    pub(super) fn add_declared(&mut self, r: &model::Declaration) -> Checked<()> {
        let person = self.person(&r.person)?;
        let fact = self.new_fact(&r.fact)?;
        let Some(evaluation) = self.evaluation_ids.get(&r.evaluation) else { return Ok(()) };
        let text = self.words.intern(&r.text);
        let at = row_number(self.declared.len())?;
        self.declared.push(Declared { fact, person, is_conflict: r.conflict, text });
        self.declared_for.push(*evaluation, at);
        Ok(())
    }

    pub(super) fn add_kin_by_name(&mut self, r: &model::DeclaredKin) -> Checked<()> {
        let person = self.person(&r.person)?;
        let org = r.relative_org.as_deref().map(|id| self.org(id)).transpose()?;
        let fact = self.new_fact(&r.fact)?;
        let relation = self.words.intern(&text::name(&r.relation));
        let name = self.words.intern(&text::name(&r.relative_name));
        let title = self.words.intern(&text::tidy(&r.relative_title));
        let at = row_number(self.declared_kin.len())?;
        self.declared_kin.push(KinByName { fact, person, relation, name, org, title });
        self.declared_kin_of.push(person.0, at);
        self.declared_kin_named.push(name.0, at);
        if let Some(org) = org {
            self.declared_kin_at.push(org.0, at);
        }
        Ok(())
    }

    pub(super) fn add_dispute(&mut self, r: &model::Dispute) -> Checked<()> {
        let (who, org, period) = (self.either(&r.who)?, self.org(&r.org)?, period(r.from, r.to)?);
        let fact = self.new_fact(&r.fact)?;
        self.disputes_with.push(org.0, row_number(self.disputes.len())?);
        self.disputes.push(DisputeRow { fact, who, org, period });
        Ok(())
    }

    pub(super) fn add_service(&mut self, r: &model::Service) -> Checked<()> {
        let (institution, org, period) = (self.org(&r.institution)?, self.org(&r.org)?, period(r.from, r.to)?);
        let fact = self.new_fact(&r.fact)?;
        self.services_to.push(org.0, row_number(self.services.len())?);
        self.services.push(ServiceRow { fact, institution, org, kind: r.kind, period });
        Ok(())
    }

    pub(super) fn add_cooperation(&mut self, r: &model::Cooperation) -> Checked<()> {
        let (person, institution) = (self.person(&r.person)?, self.org(&r.institution)?);
        let period = period(r.from, r.to)?;
        let fact = self.new_fact(&r.fact)?;
        self.cooperations_with.push(institution.0, row_number(self.cooperations.len())?);
        self.cooperations.push(CooperationRow { fact, person, institution, period });
        Ok(())
    }

    /// An objection for an evaluation that is not listed concerns no question here.
    pub(super) fn add_objection(&mut self, r: &model::PartyObjection) -> Checked<()> {
        let subject = self.either(&r.subject)?;
        let fact = self.new_fact(&r.fact)?;
        let Some(evaluation) = self.evaluation_ids.get(&r.evaluation) else { return Ok(()) };
        let by = self.words.intern(&text::tidy(&r.by));
        self.objections_to.push(*evaluation, row_number(self.objections.len())?);
        self.objections.push(ObjectionRow { fact, subject, by });
        Ok(())
    }
}

fn period(from: Option<Day>, to: Option<Day>) -> Checked<Period> {
    let say = |day: Option<Day>| day.map_or_else(String::new, |d| d.to_string());
    Period::new(from, to).ok_or_else(|| Problem::EndsBeforeItBegins { from: say(from), to: say(to) })
}

/// Percent to [`Share`], exact for sixteen decimals; a digit beyond is rounded up, so that it clears
/// nobody.
fn share(pct: Decimal) -> Checked<Share> {
    let whole = Decimal::ONE_HUNDRED;
    if pct.is_sign_negative() && !pct.is_zero() || pct > whole {
        return Err(Problem::Percent { pct: pct.to_string() });
    }
    let pct = pct.round_dp_with_strategy(Share::DECIMALS, RoundingStrategy::AwayFromZero);
    Share::of_percent(pct).ok_or_else(|| Problem::Percent { pct: pct.to_string() })
}
