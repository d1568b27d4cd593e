//! Looking up what other sheets state: is there a row with this key, and does it bear this name?

use super::{
    Code, Level,
    cross_check::Complaint,
    handover::Collected,
    keys::Keys,
    sheets::{BudgetUnit, Expert, Institution, LeadEvaluator, NamedOrganisation, NamedPerson},
};
use crate::terms::{Uscc, text};
use std::collections::HashMap;

/// The keys of one kind of sheet, if such a sheet was read.
pub(super) struct Known<'a>(Option<&'a Keys>);

impl<'a> Known<'a> {
    pub fn of<R>(collected: &'a Collected<R>) -> Known<'a> {
        Known(collected.is_known.then_some(&collected.keys))
    }

    /// True if the sheet was read and surely no row of it is meant. `name` is what the reference
    /// calls the row, where it names it.
    pub fn lacks(&self, key: &str, name: Option<&str>) -> bool {
        self.0.is_some_and(|keys| !keys.contains(key) && !keys.may_be_unreadable(key, name))
    }
}

/// The names that the registers give to persons and organisations.
pub(super) struct Names<'a> {
    people: HashMap<&'a str, &'a str>,
    organisations: HashMap<&'a str, &'a str>,
    /// Registers of persons; a person may be in either.
    registers: [Known<'a>; 2],
}

impl<'a> Names<'a> {
    pub fn of(
        units: &'a Collected<BudgetUnit>,
        institutions: &'a Collected<Institution>,
        lead_evaluators: &'a Collected<LeadEvaluator>,
        experts: &'a Collected<Expert>,
    ) -> Names<'a> {
        let leads = lead_evaluators.rows.iter().map(|row| (&row.value.id, &row.value.name));
        let experts_named = experts.rows.iter().map(|row| (&row.value.id, &row.value.name));
        let people = leads.chain(experts_named).filter_map(|(id, name)| Some((id.as_ref()?.as_str(), name.as_str())));
        let units = units.rows.iter().map(|row| (&row.value.uscc, &row.value.name));
        let institutions = institutions.rows.iter().map(|row| (&row.value.uscc, &row.value.name));
        let organisations =
            units.chain(institutions).filter_map(|(uscc, name)| Some((uscc.as_ref()?.as_str(), name.as_str())));
        Names {
            people: people.collect(),
            organisations: organisations.collect(),
            registers: [Known::of(experts), Known::of(lead_evaluators)],
        }
    }

    /// A fact about somebody in neither register is kept with a warning: it may matter once the
    /// person is enrolled.
    pub fn person(&self, person: &NamedPerson) -> std::option::IntoIter<Complaint> {
        let id = person.id.as_str();
        let complaint = match self.people.get(id) {
            Some(name) if same(name, &person.name) => None,
            Some(_) => Some(mismatch("姓名", "与专家库或主评人表中同一身份证号的姓名不一致：请核对姓名和号码")),
            None if self.registers.iter().all(|register| register.lacks(id, Some(&person.name))) => {
                let message = "专家库和主评人表中都没有这个身份证号的人：请核对号码".to_owned();
                Some(Complaint { column: "身份证号", code: Code::UnknownPerson, level: Level::Warning, message })
            }
            None => None,
        };
        complaint.into_iter()
    }

    /// Organisations outside the registers (universities, companies) are normal.
    pub fn organisation(&self, column: &'static str, named: &NamedOrganisation) -> std::option::IntoIter<Complaint> {
        let complaint = named.uscc.as_ref().and_then(|uscc| self.same(column, uscc, &named.name).next());
        complaint.into_iter()
    }

    /// Complains if the registers give the code another name.
    pub fn same(&self, column: &'static str, uscc: &Uscc, name: &str) -> std::option::IntoIter<Complaint> {
        let registered = self.organisations.get(uscc.as_str()).filter(|registered| !same(registered, name));
        let complaint = registered.map(|registered| {
            let message = format!("与登记表中同一统一社会信用代码的名称“{registered}”不一致：请核对名称和代码");
            Complaint { column, code: Code::NameMismatch, level: Level::Warning, message }
        });
        complaint.into_iter()
    }
}

fn mismatch(column: &'static str, message: &str) -> Complaint {
    Complaint { column, code: Code::NameMismatch, level: Level::Warning, message: message.to_owned() }
}

/// Names are compared without regard to blanks and the width of brackets.
fn same(a: &str, b: &str) -> bool {
    a == b || text::code(a) == text::code(b)
}
