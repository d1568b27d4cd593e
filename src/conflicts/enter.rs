//! From rows of workbooks to facts. A fact's id is made from its content, so that the same workbook
//! gives the same ids everywhere and a fact is never there twice. Persons go by the keyed hash of
//! their ID number, organisations by their code, or by name where nobody wrote the code down.

use super::model::{
    DeclaredKin, Employment, Facts, Hierarchy, Involvement, JobKind, OrgKind, OrgRecord, PastEvaluation, PersonRecord,
    Post, Service, ServiceKind, Shareholding, Source, Work, is_head_title,
};
use super::store::{self, StoredFact};
use crate::intake::sheets::{self, Holder, NamedOrganisation, NamedPerson};
use crate::platform::db::Conn;
use crate::platform::failure::Outcome;
use crate::platform::vault::Vault;
use crate::registry::model::BudgetUnit;
use crate::registry::people::person_key;
use crate::terms::{Day, Instant, Uscc, text};
use serde::Serialize;
use serde_json::{Value, json};
use std::collections::HashMap;

/// Facts kept for a person's own statement to keep away from an organisation; they become
/// declarations for the evaluations that touch it.
pub const RECUSALS: &str = "recusals";
/// Services that no rule speaks of; kept, because nothing that was handed in is lost.
pub const OTHER_SERVICES: &str = "other_services";

/// Takes facts in, in the caller's transaction.
pub struct EnterFacts<'a> {
    vault: &'a Vault,
    at: Instant,
    /// Codes of organisations by name, to join what is written without a code.
    codes: HashMap<String, String>,
}

impl<'a> EnterFacts<'a> {
    pub fn new(vault: &'a Vault, at: Instant, known: impl Iterator<Item = (String, String)>) -> EnterFacts<'a> {
        EnterFacts { vault, at, codes: known.map(|(name, code)| (text::name(&name), code)).collect() }
    }

    /// The id by which an organisation goes.
    pub fn org_id(&self, uscc: Option<&Uscc>, name: &str) -> String {
        let name = text::name(name);
        uscc.map(|u| u.to_string()).or_else(|| self.codes.get(&name).cloned()).unwrap_or(format!("名称:{name}"))
    }

    fn add(&self, conn: &mut Conn, kind: &str, key: &[&str], make: impl FnOnce(String) -> Value) -> Outcome<bool> {
        let natural_key = self.vault.fingerprint(&format!("{kind}\u{1f}{}", key.join("\u{1f}")));
        let id = format!("{kind}-{}", natural_key.get(..16).unwrap_or(&natural_key));
        let fact = StoredFact { kind: kind.into(), body: make(id.clone()), id };
        store::add(conn, self.vault, &fact, &natural_key, self.at)
    }

    fn record(&self, conn: &mut Conn, kind: &str, key: &[&str], record: &impl Serialize) -> Outcome<bool> {
        let body = serde_json::to_value(record)?;
        self.add(conn, kind, key, |_| body)
    }

    pub fn person(&self, conn: &mut Conn, id: &str, name: &str) -> Outcome<bool> {
        let record = PersonRecord { id: id.into(), name: name.into(), id_no: None };
        self.record(conn, "persons", &[id], &record)
    }

    pub fn org(&self, conn: &mut Conn, id: &str, name: &str, kind: OrgKind) -> Outcome<bool> {
        let record = OrgRecord { id: id.into(), kind, name: name.into() };
        self.record(conn, "orgs", &[id], &record)
    }

    /// An organisation that a row mentions; one that is known by its code is there already.
    fn mentioned(&self, conn: &mut Conn, org: &NamedOrganisation) -> Outcome<String> {
        let id = self.org_id(org.uscc.as_ref(), &org.name);
        self.org(conn, &id, &org.name, OrgKind::Company)?;
        Ok(id)
    }

    fn named_person(&self, conn: &mut Conn, person: &NamedPerson) -> Outcome<String> {
        let id = person_key(conn, self.vault, &person.id)?;
        self.person(conn, &id, &person.name)?;
        Ok(id)
    }

    /// A budget unit is an organisation below its competent department.
    pub fn unit(&self, conn: &mut Conn, unit: &BudgetUnit, parent: Option<&BudgetUnit>) -> Outcome<bool> {
        let kind = match unit.nature.as_str() {
            _ if is_finance_authority(&unit.name) => OrgKind::FinanceAuthority,
            nature if nature.contains("事业") => OrgKind::PublicInstitution,
            _ => OrgKind::Department,
        };
        let added = self.org(conn, &unit.uscc, &unit.name, kind)?;
        if let Some(parent) = parent {
            let (child, parent) = (unit.uscc.as_str(), parent.uscc.as_str());
            self.add(conn, "hierarchy", &[child, parent], |fact| {
                json!(Hierarchy { fact, child: child.into(), parent: parent.into(), from: hierarchy_start(), to: None })
            })?;
        }
        Ok(added)
    }

    /// An institution and its legal representative, of whom only the name is known.
    pub fn institution(&self, conn: &mut Conn, row: &sheets::Institution) -> Outcome<bool> {
        let Some(uscc) = &row.uscc else { return Ok(false) };
        let kind = match row.kind {
            sheets::InstitutionKind::University => OrgKind::University,
            sheets::InstitutionKind::ResearchInstitute => OrgKind::PublicInstitution,
            _ => OrgKind::Company,
        };
        let added = self.org(conn, uscc.as_str(), &row.name, kind)?;
        if let Some(name) = &row.legal_representative {
            let person = format!("法定代表人:{uscc}");
            self.person(conn, &person, name)?;
            self.add(conn, "employments", &[&person, uscc.as_str()], |fact| {
                json!(Employment {
                    fact,
                    person: person.clone(),
                    org: uscc.to_string(),
                    from: row.founded_on,
                    to: None,
                    kind: JobKind::FullTime,
                    role: Post::LegalRep,
                    title: "法定代表人".into(),
                    source: Source::CompanyRegistry,
                })
            })?;
        }
        Ok(added)
    }

    pub fn employment(&self, conn: &mut Conn, row: &sheets::Employment) -> Outcome<bool> {
        let person = self.named_person(conn, &row.person)?;
        let org = self.mentioned(conn, &row.organisation)?;
        let title = row.post.clone().unwrap_or_default();
        let (from, to) = (shown(row.from), shown(row.to));
        let key = [&person, &org, &title, &from, &to].map(String::as_str);
        self.add(conn, "employments", &key, |fact| {
            json!(Employment {
                fact,
                person: person.clone(),
                org: org.clone(),
                from: row.from,
                to: row.to,
                kind: JobKind::FullTime,
                role: if is_head_title(&title) { Post::GeneralManager } else { Post::Staff },
                title: title.clone(),
                source: Source::HrRegister,
            })
        })
    }

    /// The employer that an expert's own entry names; it is no second job where the career has it.
    pub fn stated_employer(&self, conn: &mut Conn, row: &sheets::Expert, has_career: bool) -> Outcome<bool> {
        let Some(id_no) = &row.id else { return Ok(false) };
        let person = person_key(conn, self.vault, id_no)?;
        self.person(conn, &person, &row.name)?;
        if has_career || row.employer.is_empty() || NO_EMPLOYER.contains(&row.employer.as_str()) {
            return Ok(false);
        }
        let org = NamedOrganisation { uscc: row.employer_uscc.clone(), name: row.employer.clone() };
        let org = self.mentioned(conn, &org)?;
        self.add(conn, "employments", &[&person, &org, "stated"], |fact| {
            json!(Employment {
                fact,
                person: person.clone(),
                org: org.clone(),
                from: row.enrolled_on,
                to: None,
                kind: JobKind::FullTime,
                role: Post::Staff,
                title: row.title.clone().unwrap_or_default(),
                source: Source::SelfDeclared,
            })
        })
    }

    pub fn kin(&self, conn: &mut Conn, row: &sheets::Kinship) -> Outcome<bool> {
        let person = self.named_person(conn, &row.person)?;
        let org = row.relative_organisation.as_ref().map(|o| self.mentioned(conn, o)).transpose()?;
        let title = row.relative_post.clone().unwrap_or_default();
        let key = [person.as_str(), &row.relation, &row.relative_name, org.as_deref().unwrap_or(""), &title];
        self.add(conn, "declared_kin", &key, |fact| {
            json!(DeclaredKin {
                fact,
                person: person.clone(),
                relation: row.relation.clone(),
                relative_name: row.relative_name.clone(),
                relative_org: org.clone(),
                relative_title: title.clone(),
            })
        })
    }

    pub fn shareholding(&self, conn: &mut Conn, row: &sheets::Shareholding) -> Outcome<bool> {
        let holder = match &row.holder {
            Holder::Person(person) => self.named_person(conn, person)?,
            Holder::Institution { uscc, name } => {
                self.mentioned(conn, &NamedOrganisation { uscc: Some(uscc.clone()), name: name.clone() })?
            }
        };
        let org = self.mentioned(conn, &row.organisation)?;
        let (percent, from, to) = (row.percent.to_string(), shown(row.from), shown(row.to));
        let key = [&holder, &org, &percent, &from, &to].map(String::as_str);
        self.add(conn, "shareholdings", &key, |fact| {
            json!(Shareholding {
                fact,
                holder: holder.clone(),
                org: org.clone(),
                pct: row.percent,
                from: row.from,
                to: row.to
            })
        })
    }

    /// An earlier service: work on a project, an earlier evaluation, a standing audit, or something
    /// that no rule speaks of.
    pub fn service(&self, conn: &mut Conn, row: &sheets::PastService) -> Outcome<bool> {
        let institution = NamedOrganisation { uscc: Some(row.institution.clone()), name: row.institution_name.clone() };
        let who = self.mentioned(conn, &institution)?;
        let client = self.mentioned(conn, &row.client)?;
        let year = i32::try_from(row.year).unwrap_or(i32::MAX);
        let project = row.project_code.clone().unwrap_or_default();
        let stated_year = year.to_string();
        let key = [&who, &client, &project, &row.kind, &stated_year].map(String::as_str);
        let (from, to) = (Day::new(year, 1, 1), Day::new(year, 12, 31));
        if row.kind.contains("重点评价") {
            return self.add(conn, "past_evaluations", &key, |fact| {
                json!(PastEvaluation { fact, institution: who.clone(), org: client.clone(), year })
            });
        }
        match (work_of(&row.kind), row.project_code.as_ref()) {
            (Some(role), Some(project)) => self.add(conn, "involvements", &key, |fact| {
                json!(Involvement { fact, who: who.clone(), project: project.clone(), role, from, to, team: Vec::new() })
            }),
            (Some(Work::Audit), None) => self.add(conn, "services", &key, |fact| {
                json!(Service { fact, institution: who.clone(), org: client.clone(), kind: ServiceKind::Audit, from, to })
            }),
            _ => self.add(conn, OTHER_SERVICES, &key, |fact| {
                json!({ "fact": fact, "institution": who, "org": client, "project": row.project_code, "kind": row.kind, "year": year })
            }),
        }
    }

    pub fn recusal(&self, conn: &mut Conn, row: &sheets::Recusal) -> Outcome<bool> {
        let person = self.named_person(conn, &row.person)?;
        let org = self.mentioned(conn, &row.organisation)?;
        let reason = row.reason.clone().unwrap_or_default();
        self.add(conn, RECUSALS, &[&person, &org, &reason], |fact| {
            json!(RecusalStatement { fact, person: person.clone(), org: org.clone(), text: reason.clone() })
        })
    }
}

/// A person's statement to keep away from an organisation.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecusalStatement {
    pub fact: String,
    pub person: String,
    pub org: String,
    pub text: String,
}

/// What lists write where somebody works for nobody.
const NO_EMPLOYER: [&str; 4] = ["退休", "无", "自由职业", "已退休"];

/// The finance department itself, which commissions and therefore never lends its staff as experts.
pub fn is_finance_authority(name: &str) -> bool {
    name.ends_with("财政局") || name.ends_with("财政厅") || name.ends_with("财政部")
}

/// The work on a project that a kind of service is.
fn work_of(kind: &str) -> Option<Work> {
    let table = [
        ("可行性研究", Work::FeasibilityStudy),
        ("事前绩效评估", Work::ExanteAssessment),
        ("设计", Work::Design),
        ("招标代理", Work::BiddingAgent),
        ("工程监理", Work::ConstructionSupervision),
        ("自评", Work::SelfEvaluation),
        ("审计", Work::Audit),
    ];
    table.into_iter().find(|(mark, _)| kind.contains(mark)).map(|(_, work)| work)
}

/// Lists of units state the present tree and no dates. It is taken to have stood since the founding of
/// the republic, so that a look-back finds it.
fn hierarchy_start() -> Option<Day> {
    Day::new(1949, 10, 1)
}

fn shown(day: Option<Day>) -> String {
    day.map(|d| d.to_string()).unwrap_or_default()
}

/// Sorts stored facts into the lists of [`Facts`]; recusals and what no rule speaks of stay apart.
pub fn sorted(stored: Vec<StoredFact>) -> Result<(Facts, Vec<RecusalStatement>), String> {
    let (mut facts, mut recusals) = (Facts::default(), Vec::new());
    for fact in stored {
        match fact.kind.as_str() {
            OTHER_SERVICES => {}
            RECUSALS => recusals.push(serde_json::from_value(fact.body).map_err(|e| format!("{}: {e}", fact.id))?),
            list => facts.push_json(list, fact.body).map_err(|e| format!("{}: {e}", fact.id))?,
        }
    }
    Ok((facts, recusals))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn services_become_the_work_that_rules_know() {
        assert_eq!(work_of("可行性研究编制"), Some(Work::FeasibilityStudy));
        assert_eq!(work_of("绩效自评辅导"), Some(Work::SelfEvaluation));
        assert_eq!(work_of("年度审计"), Some(Work::Audit));
        assert_eq!(work_of("财务咨询"), None);
    }

    #[test]
    fn only_the_department_itself_is_the_finance_authority() {
        assert!(is_finance_authority("吴忠市财政局"));
        assert!(!is_finance_authority("吴忠市财政国库支付中心"));
    }
}
