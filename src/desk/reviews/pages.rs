//! Reviews for people: the list, and one page with what its reader may do.

use super::view::{self, ReviewFile};
use super::work::{Deed, OnReview, run};
use crate::accounts::gate::Frame;
use crate::desk::call::Call;
use crate::desk::retell::{Told, retell};
use crate::platform::failure::{Failure, Outcome};
use crate::reviews::model::{Correction, Counted, Given, Mark};
use crate::terms::Score;
use actix_web::{HttpResponse, web};
use serde_json::{Value, json};
use std::collections::HashMap;

/// The list.
pub async fn list(frame: Frame, call: Call) -> Outcome<HttpResponse> {
    let rows = call.read(|conn, call| view::list(conn, &call.actor)).await?;
    frame.page("reviews", json!({ "rows": rows }))
}

/// One review.
pub async fn show(frame: Frame, on: OnReview) -> Outcome<HttpResponse> {
    let page = context(&on.0, on.3.into_inner()).await?;
    frame.page("review", page)
}

async fn context(call: &Call, number: String) -> Outcome<Value> {
    let file = call.read(move |conn, call| view::file(conn, &call.actor, &number, call.now)).await?;
    page(&file)
}

fn page(file: &ReviewFile) -> Outcome<Value> {
    let mut page = serde_json::to_value(file)?;
    page["may"] = file.acts.iter().map(|act| ((*act).to_owned(), json!(true))).collect();
    page["criteria"] = criteria(file);
    Ok(page)
}

/// The criteria with the names of their form's fields, the own mark and the marks that may be seen.
fn criteria(file: &ReviewFile) -> Value {
    let mut rows = Vec::new();
    let mut corrected = 0;
    for (at, criterion) in file.criteria.criteria.iter().enumerate() {
        let of: Vec<&Mark> = file.marks.iter().filter(|m| m.criterion == criterion.name).collect();
        let own = of.iter().find(|m| Some(m.seat) == file.seat);
        let count = |fault: &str| own.and_then(|m| m.faults.iter().find(|f| f.fault == fault)).map(|f| f.count);
        let deduction = |(place, d): (usize, &crate::reviews::model::Deduction)| {
            json!({ "fault": d.fault, "points": d.points, "count": count(&d.fault),
                "fault_field": format!("fault{at}_{place}"), "count_field": format!("count{at}_{place}") })
        };
        let mut marks = Vec::new();
        for mark in of.iter().filter(|_| file.seat.is_none()) {
            let made = file.corrections.iter().find(|c| c.seat == mark.seat && c.criterion == mark.criterion);
            marks.push(json!({ "mark": mark, "correction": made, "at": corrected }));
            corrected += 1;
        }
        rows.push(json!({
            "at": at, "name": criterion.name, "weight": criterion.weight, "anchors": criterion.anchors, "own": own,
            "deductions": criterion.deductions.iter().enumerate().map(deduction).collect::<Vec<_>>(), "marks": marks,
        }));
    }
    Value::Array(rows)
}

/// Does it and shows the page again, with the sentence that says why not.
async fn shown(frame: Frame, on: OnReview, deed: Outcome<Deed>) -> Outcome<HttpResponse> {
    let (call, number) = (on.0.clone(), on.3.clone());
    let done = match deed {
        Ok(deed) => run(on, deed).await,
        Err(failure) => Err(failure),
    };
    // A conflict that was declared takes the page away from the reviewer; the list remains.
    match retell(done, &format!("/reviews/{number}"))? {
        Told::Done(answer) => Ok(answer),
        Told::Why(status, why) => {
            let page = context(&call, number).await?;
            frame.page_with(status, "review", Some(("error", &why)), page)
        }
    }
}

type Sent = HashMap<String, String>;

/// Declares the handler of a form: what it sends becomes a deed.
macro_rules! deed {
    ($name:ident, $read:expr) => {
        pub async fn $name(frame: Frame, on: OnReview, sent: web::Form<Sent>) -> Outcome<HttpResponse> {
            let read: fn(&Sent) -> Outcome<Deed> = $read;
            shown(frame, on, read(&sent)).await
        }
    };
}

fn text(sent: &Sent, name: &str) -> String {
    sent.get(name).map(|value| value.trim().to_owned()).unwrap_or_default()
}

fn points(sent: &Sent, name: &str) -> Outcome<Option<Score>> {
    let wrong = |_| Failure::field(name, "应为分数，如 16.5 (points such as 16.5)");
    match text(sent, name).as_str() {
        "" => Ok(None),
        given => given.parse().map(Some).map_err(wrong),
    }
}

fn whole<T: std::str::FromStr + Default>(sent: &Sent, name: &str) -> Outcome<T> {
    match text(sent, name).as_str() {
        "" => Ok(T::default()),
        given => given.parse().map_err(|_| Failure::field(name, "应为整数 (a whole number)")),
    }
}

/// The numbers that follow `stem` in the names of what was sent, in order.
fn numbered(sent: &Sent, stem: &str) -> Vec<String> {
    let mut found: Vec<String> = sent.keys().filter_map(|name| name.strip_prefix(stem)).map(str::to_owned).collect();
    found.sort_by_key(|number| (number.len(), number.clone()));
    found
}

/// What the form says of one criterion; `None` where it was left empty.
fn given(sent: &Sent, at: &str) -> Outcome<Option<Given>> {
    let [points_field, reason_field, page_field] = ["points", "reason", "page"].map(|stem| format!("{stem}{at}"));
    let (points, reason) = (points(sent, &points_field)?, text(sent, &reason_field));
    let page = whole(sent, &page_field)?;
    let mut faults = Vec::new();
    for place in numbered(sent, &format!("count{at}_")) {
        let count: u32 = whole(sent, &format!("count{at}_{place}"))?;
        if count > 0 {
            faults.push(Counted { fault: text(sent, &format!("fault{at}_{place}")), count });
        }
    }
    let is_empty = points.is_none() && reason.is_empty() && page == 0 && faults.is_empty();
    let criterion = text(sent, &format!("criterion{at}"));
    Ok((!is_empty).then_some(Given { criterion, points, faults, reason, page }))
}

deed!(draw, |sent| {
    let seeds = ["finance", "supervisor"].map(|role| (role.to_owned(), text(sent, role)));
    Ok(Deed::Draw(seeds.into_iter().collect()))
});
deed!(declare, |sent| {
    Ok(Deed::Declare { has_conflict: text(sent, "conflict") != "no", reason: text(sent, "reason") })
});
deed!(mark, |sent| {
    let mut marks = Vec::new();
    for at in numbered(sent, "criterion") {
        marks.extend(given(sent, &at)?);
    }
    Ok(Deed::Mark { marks, submit: text(sent, "decision") == "submit" })
});
deed!(answer, |sent| Ok(Deed::Answer { objects: text(sent, "objects") != "no", said: text(sent, "said") }));
deed!(complete, |sent| Ok(Deed::Complete(text(sent, "reason"))));
deed!(level_up, |sent| {
    let mut corrections = Vec::new();
    for at in numbered(sent, "criterion") {
        let field = |stem: &str| format!("{stem}{at}");
        if let Some(points) = points(sent, &field("points"))? {
            let (seat, page) = (whole(sent, &field("seat"))?, whole(sent, &field("page"))?);
            let (criterion, reason) = (text(sent, &field("criterion")), text(sent, &field("reason")));
            corrections.push(Correction { seat, criterion, points, reason, page });
        }
    }
    Ok(Deed::LevelUp { reason: text(sent, "reason"), corrections })
});
