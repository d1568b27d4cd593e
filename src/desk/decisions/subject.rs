//! What decisions are about, in words: a record holds the identifier of a commission, of a package
//! or the number of a draw; readers want the commission.

use crate::assignments::service as assignments;
use crate::audit::Decision;
use crate::audit::model::DecisionKind;
use crate::commissions::Commission;
use crate::commissions::service::{self as commissions, Filter};
use crate::packages::service as packages;
use crate::platform::db::Conn;
use crate::platform::failure::Outcome;
use crate::recheck::service as rechecks;
use std::collections::HashMap;

/// What some decisions are about, by the decisions' subjects.
pub struct Subjects {
    commissions: HashMap<String, Commission>,
    /// Number and title of rounds of the re-check.
    rounds: HashMap<String, (String, String)>,
}

impl Subjects {
    pub fn of(conn: &mut Conn, decisions: &[Decision]) -> Outcome<Subjects> {
        let of_kind = |wanted: fn(DecisionKind) -> bool| -> Vec<String> {
            decisions.iter().filter(|d| wanted(d.kind)).map(|d| d.subject.clone()).collect()
        };
        let mut owners = packages::commissions_of(conn, &of_kind(is_of_package))?;
        owners.extend(assignments::commissions_of(conn, &of_kind(|kind| kind == DecisionKind::Draw))?);
        let direct = of_kind(|kind| !is_of_package(kind) && !is_of_recheck(kind) && kind != DecisionKind::Draw);
        owners.extend(direct.into_iter().map(|id| (id.clone(), id)));
        let filter = Filter { ids: Some(owners.iter().map(|(_, id)| id.clone()).collect()), ..Filter::default() };
        let found = crate::desk::commissions::list::all(conn, &filter)?;
        let by_id: HashMap<&str, &Commission> = found.iter().map(|c| (c.id.as_str(), c)).collect();
        let named = |(subject, id): (String, String)| Some((subject, (*by_id.get(id.as_str())?).clone()));
        let commissions = owners.into_iter().filter_map(named).collect();
        Ok(Subjects { commissions, rounds: rechecks::named(conn, &of_kind(is_of_recheck))? })
    }

    /// Number and project, or the bare identifier where the subject is gone.
    pub fn named(&self, decision: &Decision) -> (String, Option<String>) {
        if let Some((number, title)) = self.rounds.get(&decision.subject) {
            return (format!("{number} {title}"), Some(format!("/rechecks/{number}")));
        }
        match self.commissions.get(&decision.subject) {
            Some(c) => (format!("{} {}", c.number, c.project_name), Some(format!("/commissions/{}", c.number))),
            None if decision.kind == DecisionKind::CreditLevel => {
                let said = |name: &str| decision.outcome[name].as_str().unwrap_or_default();
                (said("name").to_owned(), Some(format!("/institutions/{}/credit", said("institution"))))
            }
            None => (decision.subject.clone(), None),
        }
    }
}

const fn is_of_package(kind: DecisionKind) -> bool {
    matches!(kind, DecisionKind::PackageAcceptance | DecisionKind::PackageQuality | DecisionKind::PackageReviewed)
}

const fn is_of_recheck(kind: DecisionKind) -> bool {
    matches!(kind, DecisionKind::RecheckSample | DecisionKind::RecheckGaps)
}

/// The subjects of all decisions on commissions that say `text`.
pub fn matching(conn: &mut Conn, division: Option<&str>, text: &str) -> Outcome<Vec<String>> {
    let filter = Filter { division: division.map(str::to_owned), text: Some(text.to_owned()), ..Filter::default() };
    let found = commissions::list(conn, &filter, crate::platform::paging::PageAsked { page: 1, size: MOST })?.items;
    let mut subjects: Vec<String> = found.into_iter().map(|c| c.id.to_string()).collect();
    let drawn = assignments::numbers_of(conn, &subjects)?;
    let handed_in = packages::ids_of(conn, &subjects)?;
    subjects.extend(drawn);
    subjects.extend(handed_in);
    Ok(subjects)
}

/// Commissions that one search may mean; databases bound the values of one question.
const MOST: i64 = 5000;
