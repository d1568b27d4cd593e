//! Tables of cases a rule, and properties over random graphs.
//!
//! The common ground of the tables: subject `s` (person) or `i` (institution), evaluation `v` on
//! 2024-03-15 of project `j`, implemented by `t` with contractor `c` and led by `leader`.

mod collaboration_and_panel;
mod documents;
mod employment;
mod hierarchy;
mod holding;
mod identity;
mod institution;
mod kinship;
mod oracle;
mod packs;
mod properties;
mod random;
mod self_review;

use super::*;
use crate::policy::conflict_policy::ConflictPolicy;
use serde_json::{Value, json};

/// The ground facts with more lists appended.
fn ground(more: Value) -> Facts {
    let person = |id: &str| json!({"id": id, "name": format!("人{id}")});
    let org = |id: &str, kind: &str| json!({"id": id, "name": format!("单位{id}"), "kind": kind});
    let persons: Vec<Value> = ["s", "leader", "a", "b", "d", "e", "f", "g"].iter().map(|id| person(id)).collect();
    let mut orgs: Vec<Value> = ["c", "x", "y", "z", "i", "k"].iter().map(|id| org(id, "company")).collect();
    orgs.extend([org("t", "public_institution"), org("t0", "public_institution"), org("u", "public_institution")]);
    orgs.extend([org("dept", "department"), org("top", "department"), org("gov", "government")]);
    orgs.extend([org("fin", "finance_authority"), org("sasac", "state")]);
    let mut all = json!({
        "persons": persons,
        "orgs": orgs,
        "projects": [{"id": "j", "name": "河道治理", "implementing_org": "t", "contractors": ["c"], "leader": "leader"}],
        "evaluations": [{"id": "v", "project": "j", "ref_date": "2024-03-15", "commissioned_by": "fin"}],
    });
    for (list, records) in more.as_object().unwrap() {
        let merged = all.as_object_mut().unwrap().entry(list).or_insert_with(|| json!([]));
        merged.as_array_mut().unwrap().extend(records.as_array().unwrap().iter().cloned());
    }
    serde_json::from_value(all).unwrap()
}

/// `rule verdict[/handling] fact fact …` a hit.
fn shown(verdict: &Verdict) -> Vec<String> {
    let text = |value: &dyn erased::Json| value.text();
    let hit = |hit: &Hit| {
        let handling = hit.handling.map_or(String::new(), |h| format!("/{}", text(&h)));
        format!("{} {}{handling} {}", text(&hit.rule), text(&hit.verdict), hit.path.join(" ")).trim_end().to_owned()
    };
    verdict.hits.iter().map(hit).collect()
}

mod erased {
    /// Words as they are written in JSON.
    pub trait Json {
        fn text(&self) -> String;
    }
    impl<T: serde::Serialize> Json for T {
        fn text(&self) -> String {
            serde_json::to_value(self).unwrap().as_str().unwrap().to_owned()
        }
    }
}

fn ask_under(policy: &ConflictPolicy, more: Value, subject: &str) -> Verdict {
    let graph = Graph::build(&ground(more)).unwrap();
    let question = Question { subject: subject.to_owned(), evaluation: "v".to_owned() };
    verdict(&graph, &question, policy).unwrap()
}

/// The hits of the reference policy.
fn ask(more: Value, subject: &str) -> Vec<String> {
    shown(&ask_under(&ConflictPolicy::default(), more, subject))
}

/// Checks a table of (what, facts, subject, hits).
fn check(table: Vec<(&str, Value, &str, &[&str])>) {
    for (what, more, subject, expected) in table {
        assert_eq!(ask(more, subject), expected, "{what}");
    }
}

/// A job of `person` at `org`.
fn job(fact: &str, person: &str, org: &str, from: Option<&str>, to: Option<&str>) -> Value {
    json!({"fact": fact, "person": person, "org": org, "from": from, "to": to,
        "kind": "full_time", "role": "staff", "title": "", "source": "hr_register"})
}

/// The record with some fields changed.
fn with(mut record: Value, changes: Value) -> Value {
    for (field, value) in changes.as_object().unwrap() {
        record[field] = value.clone();
    }
    record
}

fn tie(fact: &str, a: &str, relation: &str, b: &str) -> Value {
    json!({"fact": fact, "a": a, "b": b, "relation": relation})
}

fn share(fact: &str, holder: &str, org: &str, pct: f64) -> Value {
    json!({"fact": fact, "holder": holder, "org": org, "pct": pct, "from": "2010-01-01"})
}
