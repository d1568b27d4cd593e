//! From rows of workbooks to registry entries. Each function takes one row in the caller's
//! transaction and says whether it was added, changed or already there.

use super::model::{BudgetUnit, Change, Expert, Institution, LeadEvaluator, Project, RowOutcome, Status};
use super::people::person_key;
use super::rules;
use super::store::experts::Personal;
use super::store::institutions::Contact;
use super::store::{Known, changes, experts, institutions, units};
use crate::intake::sheets;
use crate::platform::db::Conn;
use crate::platform::failure::Outcome;
use crate::platform::vault::Vault;
use crate::terms::{Fen, Instant};

/// Takes rows in, counting up the readable numbers.
pub struct Enter<'a> {
    vault: &'a Vault,
    division: &'a str,
    actor: &'a str,
    at: Instant,
    last_expert: i64,
    last_institution: i64,
}

impl<'a> Enter<'a> {
    pub fn new(
        conn: &mut Conn,
        vault: &'a Vault,
        division: &'a str,
        actor: &'a str,
        at: Instant,
    ) -> Outcome<Enter<'a>> {
        vault.refresh(conn)?;
        let last_expert = experts::last_sequence(conn)?;
        let last_institution = institutions::last_sequence(conn)?;
        Ok(Enter { vault, division, actor, at, last_expert, last_institution })
    }

    /// A keyed digest of the row, so that nobody can try ID numbers against it.
    fn digest(&self, row: &impl std::fmt::Debug) -> String {
        self.vault.hash(&format!("{row:?}"))
    }

    pub fn unit(&self, conn: &mut Conn, row: &sheets::BudgetUnit) -> Outcome<RowOutcome> {
        let digest = self.digest(row);
        let (id, outcome) = match units::known_unit(conn, self.division, &row.code, &digest)? {
            Known::Same => return Ok(RowOutcome::Unchanged),
            known => placed(known),
        };
        let unit = BudgetUnit {
            id,
            division: self.division.into(),
            code: row.code.clone(),
            name: row.name.clone(),
            uscc: row.uscc.as_ref().map(|u| u.to_string()).unwrap_or_default(),
            parent_code: row.parent_code.clone(),
            nature: row.nature.clone().unwrap_or_default(),
            level: row.budget_level.clone().unwrap_or_default(),
        };
        units::put_unit(conn, &unit, &digest)?;
        Ok(outcome)
    }

    pub fn project(&self, conn: &mut Conn, row: &sheets::Project) -> Outcome<RowOutcome> {
        let digest = self.digest(row);
        let year = whole(row.fiscal_year);
        let (id, outcome) = match units::known_project(conn, self.division, &row.code, year, &digest)? {
            Known::Same => return Ok(RowOutcome::Unchanged),
            known => placed(known),
        };
        let project = Project {
            id,
            division: self.division.into(),
            code: row.code.clone(),
            name: row.name.clone(),
            unit_code: row.unit_code.clone(),
            department_code: row.department_code.clone().unwrap_or_else(|| row.unit_code.clone()),
            sector: row.field.clone().unwrap_or_default(),
            funding_scope: row.fund_kind.clone().unwrap_or_default(),
            fiscal_year: year,
            budget: row.budget,
            executed: row.executed.unwrap_or(Fen(0)),
            evaluation_kind: row.evaluation_kind.clone().unwrap_or_default(),
            performance_goal: row.performance_goal.clone().unwrap_or_default(),
        };
        units::put_project(conn, &project, &digest)?;
        Ok(outcome)
    }

    /// An institution without a code has no identity and is left out; intake has reported it.
    pub fn institution(&mut self, conn: &mut Conn, row: &sheets::Institution) -> Outcome<Option<RowOutcome>> {
        let Some(uscc) = &row.uscc else { return Ok(None) };
        let digest = self.digest(row);
        let (id, outcome) = match institutions::known(conn, uscc.as_str(), &digest)? {
            Known::Same => return Ok(Some(RowOutcome::Unchanged)),
            known => placed(known),
        };
        self.last_institution += 1;
        let entry = Institution {
            id,
            number: rules::registry_number(rules::INSTITUTION_PREFIX, self.last_institution),
            uscc: uscc.to_string(),
            name: row.name.clone(),
            kind: kind_word(&row.kind).to_owned(),
            founded_on: row.founded_on,
            legal_representative: row.legal_representative.clone().unwrap_or_default(),
            registered_capital: row.registered_capital,
            region: row.registered_in.clone().unwrap_or_default(),
            contact_name: row.contact.clone().unwrap_or_default(),
            phone_masked: String::new(),
            specialties: row.specialties.clone(),
            staff_count: row.staff.map(whole),
            lead_evaluator_count: row.lead_evaluators.map(whole),
            credit_number: row.credit_platform_no.clone(),
            credit_grade: row.last_credit_grade.clone(),
            status: Status::Enrolled,
        };
        let contact = Contact { phone: text(&row.phone), email: text(&row.email) };
        institutions::put(conn, self.vault, &entry, &contact, &digest)?;
        Ok(Some(outcome))
    }

    pub fn lead_evaluator(&self, conn: &mut Conn, row: &sheets::LeadEvaluator) -> Outcome<Option<RowOutcome>> {
        let Some(id_no) = &row.id else { return Ok(None) };
        let (digest, person_key) = (self.digest(row), person_key(conn, self.vault, id_no)?);
        let (id, outcome) = match institutions::known_lead(conn, row.institution.as_str(), &person_key, &digest)? {
            Known::Same => return Ok(Some(RowOutcome::Unchanged)),
            known => placed(known),
        };
        let entry = LeadEvaluator {
            id,
            institution_uscc: row.institution.to_string(),
            name: row.name.clone(),
            person_key,
            id_no_masked: String::new(),
            qualification: row.qualifications.join("、"),
            title: text(&row.title).to_owned(),
            work_years: row.work_years.map(whole).unwrap_or_default(),
            evaluation_years: row.evaluation_years.map(whole).unwrap_or_default(),
        };
        institutions::put_lead(conn, self.vault, &entry, id_no.as_str(), &digest)?;
        Ok(Some(outcome))
    }

    /// An expert without an ID number waits for it; intake has reported the row.
    pub fn expert(&mut self, conn: &mut Conn, row: &sheets::Expert) -> Outcome<Option<RowOutcome>> {
        let Some(id_no) = &row.id else { return Ok(None) };
        let (digest, person_key) = (self.digest(row), person_key(conn, self.vault, id_no)?);
        let (id, outcome) = match experts::known(conn, &person_key, &digest)? {
            Known::Same => return Ok(Some(RowOutcome::Unchanged)),
            known => placed(known),
        };
        self.last_expert += 1;
        let number = rules::registry_number(rules::EXPERT_PREFIX, self.last_expert);
        let entry = Expert { id, number, person_key, ..plain_expert(row) };
        let personal = Personal { id_no: id_no.as_str(), phone: text(&row.phone), email: text(&row.email) };
        let before = if outcome == RowOutcome::Changed {
            let before = experts::find(conn, self.vault, &entry.id)?;
            experts::put(conn, self.vault, &entry, &personal, &digest)?;
            before
        } else {
            experts::insert(conn, self.vault, &entry, None, &personal, &digest)?;
            None
        };
        self.remember(conn, before, &entry)?;
        Ok(Some(outcome))
    }

    /// Keeps what the entry was and is, and tells the search index.
    fn remember(&self, conn: &mut Conn, before: Option<Expert>, after: &Expert) -> Outcome<()> {
        let number = before.as_ref().map_or(&after.number, |expert| &expert.number).clone();
        let change = Change {
            at: self.at,
            actor: self.actor.to_owned(),
            subject: after.id.clone(),
            act: "imported".to_owned(),
            before: before.map(|expert| expert.history_entry()),
            after: after.history_entry(),
        };
        changes::record(conn, &change)?;
        changes::tell_index(conn, &number)
    }
}

/// What of an expert's row needs no key.
fn plain_expert(row: &sheets::Expert) -> Expert {
    Expert {
        id: String::new(),
        number: String::new(),
        person_key: String::new(),
        name: row.name.clone(),
        sex: row.sex.map(|s| sex_word(s).to_owned()).unwrap_or_default(),
        id_no_masked: String::new(),
        born_on: row.born_on,
        employer: row.employer.clone(),
        employer_uscc: row.employer_uscc.as_ref().map(|u| u.to_string()),
        title: text(&row.title).to_owned(),
        title_level: row.title_level.map(|l| level_word(l).to_owned()).unwrap_or_default(),
        qualification: Some(row.qualifications.join("、")).filter(|q| !q.is_empty()),
        education: text(&row.education).to_owned(),
        work_years: row.work_years.map(whole),
        region: text(&row.residence).to_owned(),
        phone_masked: String::new(),
        email_masked: String::new(),
        enrolled_on: row.enrolled_on,
        status: match row.status {
            sheets::ExpertStatus::Enrolled => Status::Enrolled,
            sheets::ExpertStatus::Suspended => Status::Suspended,
            sheets::ExpertStatus::Delisted => Status::Delisted,
        },
        fields: row.specialties.clone(),
        disciplines: row.directions.clone(),
    }
}

/// The words of the code tables (T-01), in which the registry shows and filters.
fn kind_word(kind: &sheets::InstitutionKind) -> &str {
    use sheets::InstitutionKind::*;
    match kind {
        Consultancy => "专业咨询机构",
        AccountingFirm => "会计师事务所",
        AssetAppraiser => "资产评估机构",
        LawFirm => "律师事务所",
        ResearchInstitute => "科研院所",
        University => "高等院校",
        Other(word) => word,
    }
}

fn sex_word(sex: sheets::Sex) -> &'static str {
    match sex {
        sheets::Sex::Male => "男",
        sheets::Sex::Female => "女",
    }
}

fn level_word(level: sheets::TitleLevel) -> &'static str {
    match level {
        sheets::TitleLevel::Junior => "初级",
        sheets::TitleLevel::Intermediate => "中级",
        sheets::TitleLevel::DeputySenior => "副高级",
        sheets::TitleLevel::Senior => "正高级",
    }
}

fn placed(known: Known) -> (String, RowOutcome) {
    match known {
        Known::Other { id } => (id, RowOutcome::Changed),
        Known::No | Known::Same => (uuid::Uuid::now_v7().to_string(), RowOutcome::Added),
    }
}

fn whole(n: u32) -> i32 {
    i32::try_from(n).unwrap_or(i32::MAX)
}

fn text(value: &Option<String>) -> &str {
    value.as_deref().unwrap_or_default()
}
