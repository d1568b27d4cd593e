//! Orders for people: the plan, the form, one order with the steps that its reader may take.

use super::api::{OnOrder, Shelves, books, take};
use super::form;
use super::view::{self, OrderFile, PLAN, PlanRow};
use super::work::{self, Books, Step};
use crate::accounts::Actor;
use crate::accounts::gate::Frame;
use crate::accounts::permissions::Act;
use crate::commissions::State;
use crate::commissions::holds::{Hold, HoldCause};
use crate::desk::call::Call;
use crate::desk::fields::Sent;
use crate::desk::listing::{Cell, ListQuery, Sheet, export, page_context};
use crate::orders::service::Ruling;
use crate::platform::failure::{Failure, Outcome};
use crate::policy::codes::EvaluationKind;
use crate::registry::model::Project;
use crate::registry::service as registry;
use crate::terms::{Day, Wording};
use actix_web::http::header::LOCATION;
use actix_web::{HttpRequest, HttpResponse, ResponseError, web};
use serde::Deserialize;
use serde_json::{Value, json};

/// The projects to choose from, or their export.
pub async fn plan(request: HttpRequest, frame: Frame, call: Call) -> Outcome<HttpResponse> {
    let query = ListQuery::of(&request, PLAN)?;
    let asked = query.clone();
    let (rows, choices) = call.read(move |conn, Call { actor, .. }| view::plan(conn, actor, &asked)).await?;
    let total = i64::try_from(rows.len()).unwrap_or(i64::MAX);
    if let Some(format) = query.format {
        return export(format, "plan", total, &rows, sheet);
    }
    let shown = query.cut(rows).items;
    let shown = shown.iter().map(serde_json::to_value).collect::<Result<Vec<Value>, _>>()?;
    frame.page("plan", page_context(&query, "/plan", total, &choices, shown))
}

fn sheet(rows: &[PlanRow]) -> Sheet {
    let row = |r: &PlanRow| {
        let mut cells: Vec<Cell> = [&r.code, &r.name].into_iter().map(Cell::text).collect();
        cells.push(Cell::number(r.year));
        cells.extend([&r.unit_name, &r.sector].into_iter().map(Cell::text));
        cells.extend([Cell::number(r.budget.to_wan()), Cell::number(r.executed.to_wan())]);
        cells.push(Cell::maybe(r.last.as_ref().map(|last| format!("{} {}", last.year, last.word))));
        cells.push(Cell::maybe(r.commission.as_ref()));
        cells
    };
    const HEADS: [&str; 9] =
        ["项目编码", "项目名称", "年度", "项目单位", "领域", "预算（万元）", "执行（万元）", "最近评价", "本年度委托"];
    Sheet { heads: &HEADS, rows: rows.iter().map(row).collect() }
}

/// Which project an order is for.
#[derive(Clone, Debug, Deserialize)]
pub struct Chosen {
    project: String,
    year: i32,
}

/// The form of a new order, with the usual beginnings filled in.
pub async fn new(frame: Frame, call: Call, shelves: Shelves, chosen: web::Query<Chosen>) -> Outcome<HttpResponse> {
    let Chosen { project: code, year } = chosen.into_inner();
    let (project, unit) = chosen_project(&call, code, year).await?;
    let books = books(shelves);
    let sent = beginnings(call.now.day_in_china());
    frame.page("order-form", form_page(&books, Subject::New(&project, &unit), &sent, None))
}

/// The project with the name of its unit.
async fn chosen_project(call: &Call, code: String, year: i32) -> Outcome<(Project, String)> {
    call.read(move |conn, Call { actor, .. }| {
        let project = work::project(conn, actor, &code, year)?;
        let units = registry::units(conn, Some(actor.division.as_str()))?;
        let unit = units.into_iter().find(|unit| unit.code == project.unit_code);
        let unit = unit.map_or_else(|| project.unit_code.clone(), |unit| unit.name);
        Ok((project, unit))
    })
    .await
}

/// What most orders begin with; the handler changes it.
fn beginnings(today: Day) -> Sent {
    let how = "按响应程度分档：好 80%–100%，一般 60%–80%，差 0–60%";
    let rows =
        [("价格", "price", "20", ""), ("评价方案", "subjective", "40", how), ("人员配备", "subjective", "25", how)];
    let mut sent = Sent::new();
    let rows = rows.into_iter().chain([("质量控制", "subjective", "15", how)]);
    for (row, (name, kind, points, how)) in rows.enumerate() {
        for (part, value) in [("name", name), ("kind", kind), ("points", points), ("how", how)] {
            sent.insert(format!("factor{row}_{part}"), value.to_owned());
        }
    }
    let deliverables = "评价工作方案、绩效评价报告、指标评分表、工作底稿";
    let pairs = [("deliverables", deliverables), ("lead_evaluators", "1"), ("members", "4"), ("sme", "deduction")];
    sent.extend(pairs.into_iter().chain([("sme_percent", "10")]).map(|(n, v)| (n.to_owned(), v.to_owned())));
    sent.insert("announced_on".to_owned(), today.to_string());
    sent
}

/// What the form is about.
enum Subject<'a> {
    New(&'a Project, &'a str),
    Change(&'a OrderFile),
}

fn form_page(books: &Books, subject: Subject<'_>, sent: &Sent, failure: Option<&Failure>) -> Value {
    let value = |name: &str| sent.get(name).map(String::as_str).unwrap_or_default();
    let kinds: Vec<Value> = EvaluationKind::ALL
        .iter()
        .map(|kind| json!({ "value": kind.code(), "name": kind.name(), "selected": kind.code() == value("kind") }))
        .collect();
    let routes: Vec<Value> = books
        .routes
        .iter()
        .map(|route| json!({ "value": route.code, "name": route.name, "selected": route.code == value("route") }))
        .collect();
    let smes: Vec<Value> = ["deduction", "reserved", "none"]
        .iter()
        .map(|word| json!({ "value": word, "selected": *word == value("sme") }))
        .collect();
    let (post, cancel, name, code, unit, budget, hidden) = match subject {
        Subject::New(p, unit) => {
            let hidden = json!({ "project": p.code, "year": p.fiscal_year });
            ("/orders".to_owned(), "/plan".to_owned(), &p.name, &p.code, unit, p.budget, hidden)
        }
        Subject::Change(o) => {
            let (post, cancel) = (format!("/orders/{}/change", o.number), format!("/orders/{}", o.number));
            (
                post,
                cancel,
                &o.project,
                &o.project_code,
                o.unit.as_str(),
                o.project_budget,
                json!({ "version": o.version }),
            )
        }
    };
    json!({
        "post": post, "cancel": cancel, "hidden": hidden, "project": name, "code": code, "unit": unit, "budget": budget,
        "kinds": kinds, "routes": routes, "smes": smes, "factors": form::factor_rows(sent), "is": sent,
        "secrets_yes": value("secrets") == "yes", "secrets_no": value("secrets") == "no",
        "clerical": sent.contains_key("clerical_help_only"),
        "error": failure.map(said), "grounds": failure.map(grounds).unwrap_or_default(),
    })
}

/// The sentence of a refusal.
fn said(failure: &Failure) -> Wording {
    match failure {
        Failure::Refused { why, .. } => why.clone(),
        other => Wording::new(other.to_string(), other.to_string()),
    }
}

fn grounds(failure: &Failure) -> Vec<String> {
    match failure {
        Failure::Refused { grounds, .. } => grounds.clone(),
        _ => Vec::new(),
    }
}

fn see(number: &str) -> HttpResponse {
    HttpResponse::SeeOther().insert_header((LOCATION, format!("/orders/{number}"))).finish()
}

/// Enters the order of the form, or shows the form again with what is wrong.
pub async fn draft(frame: Frame, call: Call, shelves: Shelves, sent: web::Form<Sent>) -> Outcome<HttpResponse> {
    let (books, sent) = (books(shelves), sent.into_inner());
    let code = sent.get("project").cloned().unwrap_or_default();
    let year = sent.get("year").and_then(|y| y.parse().ok()).unwrap_or_default();
    let (asked, project) = (books.clone(), code.clone());
    let made = match form::read(&sent) {
        Ok(requirement) => {
            call.write(move |conn, Call { actor, now, .. }| {
                work::draft(conn, &asked, actor, (&project, year), &requirement, *now)
            })
            .await
        }
        Err(failure) => Err(failure),
    };
    match made {
        Ok(commission) => Ok(see(&commission.number)),
        Err(failure @ (Failure::Refused { .. } | Failure::Malformed(_))) => {
            let (project, unit) = chosen_project(&call, code, year).await?;
            let page = form_page(&books, Subject::New(&project, &unit), &sent, Some(&failure));
            frame.page_with(failure.status_code(), "order-form", None, page)
        }
        Err(failure) => Err(failure),
    }
}

async fn file(call: &Call, books: &Books, number: &str) -> Outcome<OrderFile> {
    let (books, number) = (books.clone(), number.to_owned());
    call.read(move |conn, Call { actor, .. }| view::file(conn, actor, books.law(actor)?, &number)).await
}

/// The form of an order that is there already.
pub async fn change_form(frame: Frame, (call, shelves, number): OnOrder) -> Outcome<HttpResponse> {
    let books = books(shelves);
    let file = file(&call, &books, &number).await?;
    frame.page("order-form", form_page(&books, Subject::Change(&file), &form::fields(&file.requirement), None))
}

/// Writes the change of the form, or shows the form again with what is wrong.
pub async fn change(frame: Frame, (call, shelves, number): OnOrder, sent: web::Form<Sent>) -> Outcome<HttpResponse> {
    let (books, sent, number) = (books(shelves), sent.into_inner(), number.into_inner());
    let version = sent.get("version").and_then(|v| v.parse().ok()).unwrap_or_default();
    let (asked, of) = (books.clone(), number.clone());
    let changed = match form::read(&sent) {
        Ok(requirement) => {
            call.write(move |conn, Call { actor, now, .. }| {
                work::change(conn, &asked, actor, &of, (version, &requirement), *now).map(drop)
            })
            .await
        }
        Err(failure) => Err(failure),
    };
    match changed {
        Ok(()) => Ok(see(&number)),
        Err(failure @ (Failure::Refused { .. } | Failure::Malformed(_))) => {
            let file = file(&call, &books, &number).await?;
            let page = form_page(&books, Subject::Change(&file), &sent, Some(&failure));
            frame.page_with(failure.status_code(), "order-form", None, page)
        }
        Err(failure) => Err(failure),
    }
}

/// One order.
pub async fn order(frame: Frame, (call, shelves, number): OnOrder) -> Outcome<HttpResponse> {
    let file = file(&call, &books(shelves), &number).await?;
    frame.page("order", order_page(&call.actor, &file, None)?)
}

fn order_page(actor: &Actor, file: &OrderFile, failure: Option<&Failure>) -> Outcome<Value> {
    let may = |act: Act| actor.may(act);
    let has_signed =
        |signed: &Option<crate::registry::model::Signed>| signed.as_ref().is_some_and(|s| s.by == actor.login);
    let drafted = file.drafted.by == actor.login;
    let is_ended = matches!(file.state, State::Terminated | State::Failed | State::Closed | State::Archived);
    let is_held = file.holds.iter().any(|hold: &Hold| hold.is_open() && hold.cause == HoldCause::Order);
    let mut page = serde_json::to_value(file)?;
    page["change"] = json!(may(Act::PlanCommission) && matches!(file.state, State::Draft | State::Approved));
    page["propose"] = json!(may(Act::PlanCommission) && file.state == State::Draft);
    page["check"] = json!(may(Act::CheckCommission) && file.state == State::Proposed && !drafted);
    let approves = may(Act::ApproveCommission) && file.state == State::Planned;
    page["approve"] = json!(approves && !drafted && !has_signed(&file.checked));
    page["hold"] = json!(may(Act::PlanCommission) && !is_ended && !is_held);
    page["release"] = json!(may(Act::PlanCommission) && is_held);
    page["terminate"] = json!(may(Act::ApproveCommission) && !is_ended);
    page["announce"] = json!(may(Act::PlanCommission) && file.state == State::Approved);
    page["market"] = json!(file.state >= State::Announced && file.state < State::Failed);
    page["kind_name"] = json!(file.requirement.kind.name());
    page["error"] = json!(failure.map(said));
    page["grounds"] = json!(failure.map(grounds).unwrap_or_default());
    Ok(page)
}

/// Takes a step and shows the order again, with the refusal where there is one.
async fn stepped(frame: Frame, (call, shelves, number): OnOrder, step: Step) -> Outcome<HttpResponse> {
    let number = number.into_inner();
    match take((call.clone(), shelves.clone(), number.clone().into()), step).await {
        Ok(()) => Ok(see(&number)),
        Err(failure @ (Failure::Refused { .. } | Failure::Malformed(_))) => {
            let file = file(&call, &books(shelves), &number).await?;
            frame.page_with(failure.status_code(), "order", None, order_page(&call.actor, &file, Some(&failure))?)
        }
        Err(failure) => Err(failure),
    }
}

/// Hands it to its checker.
pub async fn propose(frame: Frame, on: OnOrder) -> Outcome<HttpResponse> {
    stepped(frame, on, Step::Propose).await
}

/// The form of a ruling or a reason.
#[derive(Clone, Debug, Deserialize)]
pub struct Word {
    #[serde(default)]
    decision: String,
    #[serde(default)]
    reason: String,
}

impl Word {
    fn ruling(self) -> Ruling {
        if self.decision == "pass" { Ruling::Pass } else { Ruling::Return(self.reason) }
    }
}

/// Declares the handler of a step that takes a ruling or a reason.
macro_rules! step {
    ($name:ident, $take:expr) => {
        pub async fn $name(frame: Frame, on: OnOrder, word: web::Form<Word>) -> Outcome<HttpResponse> {
            let step: fn(Word) -> Step = $take;
            stepped(frame, on, step(word.into_inner())).await
        }
    };
}

step!(check, |word| Step::Check(word.ruling()));
step!(approve, |word| Step::Approve(word.ruling()));
step!(hold, |word| Step::Hold(word.reason));
step!(release, |word| Step::Release(word.reason));
step!(terminate, |word| Step::Terminate(word.reason));
