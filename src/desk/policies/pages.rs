//! Policy packs for people.

use super::view::{self, PolicyDetail, PolicyRow, Topic, of_division};
use super::words;
use crate::accounts::Actor;
use crate::accounts::gate::Frame;
use crate::platform::failure::{Failure, Outcome};
use crate::policy::Packs;
use actix_web::http::header::LOCATION;
use actix_web::{HttpResponse, web};
use serde_json::{Value, json};

/// Digits of a digest that tell versions apart at a glance.
const SHORT: usize = 8;

/// Leads to the pack of one's own division.
pub(super) async fn own(packs: web::Data<Packs>, actor: Actor) -> Outcome<HttpResponse> {
    let pack = of_division(&packs, &actor.division).ok_or_else(|| Failure::not_found("政策包", "policy pack"))?;
    Ok(HttpResponse::SeeOther().insert_header((LOCATION, format!("/policy/{}", pack.id))).finish())
}

pub(super) async fn detail(frame: Frame, packs: web::Data<Packs>, id: web::Path<String>) -> Outcome<HttpResponse> {
    frame.page("policy", context(&PolicyDetail::of(view::one(&packs, &id)?)))
}

fn context(pack: &PolicyDetail) -> Value {
    let row = &pack.row;
    let place = &row.jurisdiction;
    json!({
        "name": row.id,
        "version": short(&row.version),
        "heading": row.name,
        "source": row.document,
        "division": {
            "zh": format!("{} {}", place.mof_div_code, place.name.zh),
            "en": format!("{} {}", place.mof_div_code, place.name.en),
        },
        "parent": pack.parent.map(|id| json!({"name": id, "href": format!("/policy/{id}")})),
        "digest": row.version,
        "actions": [{"key": "compare", "href": "/policies"}],
        "sections": sections(&pack.topics),
    })
}

/// Topics under their sections, in the order of the file.
fn sections(topics: &[Topic]) -> Vec<Value> {
    let groups = topics.chunk_by(|a, b| a.section() == b.section());
    let section = |group: &[Topic]| {
        let code = group.first().map(Topic::section);
        json!({"code": code, "rules": group.iter().map(rule).collect::<Vec<Value>>()})
    };
    groups.map(section).collect()
}

fn rule(topic: &Topic) -> Value {
    let lines = topic.value.as_ref().map(|value| words::lines(&topic.path, value));
    let quote = topic.basis.as_ref().map(|basis| &basis.text);
    json!({
        "code": topic.path,
        "name": topic.name,
        "lines": lines,
        "notes": topic.notes,
        "article": topic.basis.as_ref().map(|basis| &basis.article),
        "quote": quote,
        "local": topic.local_rule,
        "standing": standing(topic),
    })
}

/// How well the rule is founded; a national rule that stands in says so first.
fn standing(topic: &Topic) -> &'static str {
    match (&topic.basis, topic.local_rule) {
        (None, _) => "no_rule",
        (Some(_), false) => "national",
        (Some(basis), true) => basis.status.code(),
    }
}

pub(super) async fn compare(frame: Frame, packs: web::Data<Packs>) -> Outcome<HttpResponse> {
    let packs: Vec<PolicyDetail> = view::all(&packs).into_iter().map(PolicyDetail::of).collect();
    let heads: Vec<Value> = packs.iter().map(|pack| head(&pack.row)).collect();
    let columns = packs.len() + 1;
    frame.page("policies", json!({"packs": heads, "columns": columns, "actions": [], "rows": rows(&packs)}))
}

fn head(row: &PolicyRow) -> Value {
    let (href, version) = (format!("/policy/{}", row.id), short(&row.version));
    json!({"href": href, "name": row.id, "version": version, "heading": row.name})
}

/// A row for each topic, with a heading row before each section.
fn rows(packs: &[PolicyDetail]) -> Vec<Value> {
    let Some(first) = packs.first() else { return Vec::new() };
    let mut rows = Vec::new();
    let mut section = "";
    for (i, topic) in first.topics.iter().enumerate() {
        if topic.section() != section {
            section = topic.section();
            rows.push(json!({"section": section}));
        }
        let cells: Vec<Value> = packs.iter().filter_map(|pack| pack.topics.get(i)).map(cell).collect();
        rows.push(json!({"section": null, "code": topic.path, "name": topic.name, "cells": cells}));
    }
    rows
}

/// What the place itself says; a national rule that stands in is left to its own column.
fn cell(topic: &Topic) -> Value {
    let own = topic.value.as_ref().filter(|_| topic.local_rule);
    let article = topic.basis.as_ref().filter(|_| topic.local_rule).map(|basis| &basis.article);
    json!({
        "lines": own.map(|value| words::lines(&topic.path, value)),
        "article": article,
        "note": topic.notes.first(),
    })
}

fn short(version: &str) -> &str {
    version.get(..SHORT).unwrap_or(version)
}
