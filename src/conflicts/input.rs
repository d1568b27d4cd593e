//! Documents as outsiders write them: one case or many, with a policy by name or in place.
//!
//! Every record is read by itself, so that a fault is reported with its place in the document
//! (`cases[2].facts.employments[0]`) and all of them at once.

use super::fault::{FactFault, Problem};
use super::model::{Facts, Question};
use crate::policy::conflict_policy::ConflictPolicy;
use serde_json::{Map, Value};

/// The policy that a document asks for.
#[derive(Clone, Debug, PartialEq)]
pub enum PolicyChoice {
    /// By name; `reference` or a pack.
    Named(String),
    /// Written in place: what differs from the reference.
    Given(Box<ConflictPolicy>),
}

/// One case: facts and, for a check, the question put to them.
#[derive(Clone, Debug, PartialEq)]
pub struct CaseInput {
    /// May be empty where a case stands alone.
    pub code: String,
    pub facts: Facts,
    pub question: Option<Question>,
}

/// A whole document.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    pub policy: Option<PolicyChoice>,
    pub cases: Vec<CaseInput>,
    /// True for `{"cases": […]}`, false for a case that stands alone.
    pub is_list: bool,
}

type Faults = Vec<FactFault>;

/// Reads a document.
///
/// # Errors
/// Every fault, each with its path.
pub fn read(document: Value) -> Result<Document, Faults> {
    let mut faults = Faults::new();
    let mut top = object(document, "document", &mut faults);
    let policy = top.remove("policy").and_then(|value| policy(value, &mut faults));
    let (cases, is_list) = match top.remove("cases") {
        Some(cases) => (items(cases, "cases", &mut faults), true),
        None => (vec![Value::Object(std::mem::take(&mut top))], false),
    };
    refuse_rest(top, "", &mut faults);
    let cases = cases.into_iter().enumerate().map(|(at, value)| {
        let place = if is_list { format!("cases[{at}]") } else { String::new() };
        case(value, &place, &mut faults)
    });
    let cases = cases.collect();
    if faults.is_empty() { Ok(Document { policy, cases, is_list }) } else { Err(faults) }
}

fn policy(value: Value, faults: &mut Faults) -> Option<PolicyChoice> {
    match value {
        Value::Null => None,
        Value::String(name) => Some(PolicyChoice::Named(name)),
        given => take(given, "policy", faults).map(|policy| PolicyChoice::Given(Box::new(policy))),
    }
}

fn case(value: Value, place: &str, faults: &mut Faults) -> CaseInput {
    let mut fields = object(value, place, faults);
    let code = fields.remove("code").and_then(|value| take(value, &join(place, "code"), faults)).unwrap_or_default();
    let facts = fields.remove("facts").map(|value| facts(value, &join(place, "facts"), faults)).unwrap_or_default();
    let question = fields.remove("question").and_then(|value| take(value, &join(place, "question"), faults));
    refuse_rest(fields, place, faults);
    CaseInput { code, facts, question }
}

fn facts(value: Value, place: &str, faults: &mut Faults) -> Facts {
    let mut facts = Facts::default();
    let mut lists = object(value, place, faults);
    for list in Facts::LISTS {
        let Some(records) = lists.remove(*list) else { continue };
        let place = join(place, list);
        for (at, record) in items(records, &place, faults).into_iter().enumerate() {
            if let Err(problem) = facts.push_json(list, record) {
                faults.push(fault(format!("{place}[{at}]"), problem));
            }
        }
    }
    refuse_rest(lists, place, faults);
    facts
}

fn object(value: Value, place: &str, faults: &mut Faults) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        _ => {
            faults.push(fault(place.to_owned(), "expected an object".to_owned()));
            Map::new()
        }
    }
}

/// The items of a list; `null` is an empty one.
fn items(value: Value, place: &str, faults: &mut Faults) -> Vec<Value> {
    match value {
        Value::Array(items) => items,
        Value::Null => Vec::new(),
        _ => {
            faults.push(fault(place.to_owned(), "expected a list".to_owned()));
            Vec::new()
        }
    }
}

fn take<T: serde::de::DeserializeOwned>(value: Value, place: &str, faults: &mut Faults) -> Option<T> {
    serde_json::from_value(value).map_err(|error| faults.push(fault(place.to_owned(), error.to_string()))).ok()
}

fn refuse_rest(rest: Map<String, Value>, place: &str, faults: &mut Faults) {
    faults.extend(rest.into_iter().map(|(name, _)| fault(join(place, &name), format!("unknown field `{name}`"))));
}

fn join(place: &str, name: &str) -> String {
    if place.is_empty() { name.to_owned() } else { format!("{place}.{name}") }
}

fn fault(place: String, problem: String) -> FactFault {
    FactFault { place, problem: Problem::Form(problem) }
}
