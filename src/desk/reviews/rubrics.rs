//! Rubrics: their versions with an editor, the one that a commission is reviewed by, and the same for everybody.

use crate::accounts::Actor;
use crate::accounts::gate::Frame;
use crate::accounts::permissions::Act;
use crate::desk::blocking;
use crate::desk::call::Call;
use crate::desk::commissions::view::find;
use crate::desk::retell::{Told, retell};
use crate::platform::clock::Clock;
use crate::platform::db::{Conn, Db};
use crate::platform::failure::{Failure, Outcome};
use crate::platform::problem::Problem;
use crate::reviews::model::{Anchor, Criterion, Deduction, Rubric, RubricVersion};
use crate::reviews::service::rubrics;
use crate::terms::{Instant, Score};
use actix_web::{HttpResponse, web};
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::HashMap;
use utoipa::ToSchema;

/// Empty rows that the editor offers beside those of the version it starts from.
const SPARE_ROWS: usize = 3;

/// All versions of the division, by code, the newest first, and the platform's at the end.
#[utoipa::path(get, path = "/api/v1/rubrics", tag = "packages",
    responses((status = 200, body = [RubricVersion]), (status = 403, body = Problem)))]
pub async fn rubric_list(call: Call) -> Outcome<HttpResponse> {
    Ok(HttpResponse::Ok().json(versions(&call).await?))
}

async fn versions(call: &Call) -> Outcome<Vec<RubricVersion>> {
    call.read(|conn, call| rubrics::of_division(conn, call.actor.division.as_str())).await
}

/// A rubric under a code.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRubric {
    /// The newest version of `default` holds for commissions that froze none.
    #[schema(example = "default", pattern = "[a-z0-9-]{1,40}")]
    pub code: String,
    pub rubric: Rubric,
}

/// Write the next version of a rubric; versions never change.
#[utoipa::path(post, path = "/api/v1/rubrics", tag = "packages", request_body = NewRubric,
    responses((status = 201, body = RubricVersion), (status = 409, description = "The same as the newest", body = Problem),
        (status = 422, body = Problem)))]
pub async fn rubric_write(call: Call, body: web::Json<NewRubric>) -> Outcome<HttpResponse> {
    let made = write(&call, body.into_inner()).await?;
    Ok(HttpResponse::Created().json(made))
}

async fn write(call: &Call, NewRubric { code, rubric }: NewRubric) -> Outcome<RubricVersion> {
    call.write(move |conn, Call { actor, now, .. }| {
        rubrics::write(conn, actor.division.as_str(), (&code, &rubric), &actor.login, *now)
    })
    .await
}

/// Which version is frozen.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FreezeBody {
    /// Id of the version.
    pub rubric: String,
}

/// Freeze a version for a commission, before it is announced; an earlier choice gives way.
#[utoipa::path(put, path = "/api/v1/commissions/{number}/rubric", tag = "packages", request_body = FreezeBody,
    params(("number" = String, Path, description = "Number of the commission")),
    responses((status = 200, body = RubricVersion), (status = 404, body = Problem),
        (status = 409, description = "Announced already", body = Problem)))]
pub async fn rubric_freeze(
    call: Call,
    number: web::Path<String>,
    body: web::Json<FreezeBody>,
) -> Outcome<HttpResponse> {
    let frozen = freeze(&call, number.into_inner(), body.into_inner().rubric).await?;
    Ok(HttpResponse::Ok().json(frozen))
}

async fn freeze(call: &Call, number: String, rubric: String) -> Outcome<RubricVersion> {
    call.write(move |conn, Call { actor, now, .. }| {
        let commission = find(conn, actor, Act::WriteRubric, &number)?;
        rubrics::freeze(conn, &commission, &rubric, &actor.login, *now)
    })
    .await
}

/// The rubric of an announced commission, for everybody: bidders know by what the report will be reviewed.
#[utoipa::path(get, path = "/api/v1/market/{number}/rubric", tag = "market",
    params(("number" = String, Path, description = "Number of the commission")),
    responses((status = 200, body = RubricVersion), (status = 404, body = Problem)))]
pub async fn market_rubric(
    db: web::Data<Db>,
    clock: web::Data<Clock>,
    number: web::Path<String>,
) -> Outcome<HttpResponse> {
    let now = clock.now();
    Ok(HttpResponse::Ok().json(blocking::read(&db, move |conn| of_tender(conn, &number, now)).await?))
}

/// Of a commission that is announced; what is not stays unknown to everybody.
fn of_tender(conn: &mut Conn, number: &str, now: Instant) -> Outcome<RubricVersion> {
    let (commission, _) = crate::desk::market::view::find(conn, number)?;
    // Who wrote a rubric is no business of the public.
    Ok(RubricVersion { written_by: None, ..rubrics::of(conn, &commission, now)? })
}

/// The rubric of an announced commission as a page.
pub async fn public_page(
    frame: Frame,
    db: web::Data<Db>,
    clock: web::Data<Clock>,
    number: web::Path<String>,
) -> Outcome<HttpResponse> {
    let (now, wanted) = (clock.now(), number.clone());
    let found = blocking::read(&db, move |conn| of_tender(conn, &wanted, now)).await?;
    frame.page("rubric", json!({ "number": number.as_str(), "version": found, "label": rubrics::label(&found) }))
}

type Sent = HashMap<String, String>;

/// Which version the editor starts from.
#[derive(Debug, Deserialize)]
pub struct From {
    from: Option<String>,
}

/// Versions and editor.
pub async fn page(frame: Frame, call: Call, asked: web::Query<From>) -> Outcome<HttpResponse> {
    let found = versions(&call).await?;
    let start = asked.from.as_deref().and_then(|id| found.iter().find(|v| v.id.as_deref() == Some(id)));
    let start = start.or(found.first()).map(form);
    frame.page("rubrics", context(&call.actor, &found, start.unwrap_or_default()))
}

fn context(actor: &Actor, versions: &[RubricVersion], form: Value) -> Value {
    let row = |v: &RubricVersion| json!({ "version": v, "label": rubrics::label(v) });
    json!({ "rows": versions.iter().map(row).collect::<Vec<_>>(), "form": form, "may_write": actor.may(Act::WriteRubric) })
}

/// The editor's fields as a version fills them in.
fn form(version: &RubricVersion) -> Value {
    let Rubric { name, reviewers, gap, answer_days, criteria } = &version.rubric;
    let anchors = |c: &Criterion| c.anchors.iter().map(|a| format!("{} {}", a.from, a.says)).collect::<Vec<_>>();
    let faults = |c: &Criterion| c.deductions.iter().map(|d| format!("{} {}", d.points, d.fault)).collect::<Vec<_>>();
    let filled = criteria.iter().map(|c| {
        json!({ "name": c.name, "weight": c.weight, "anchors": anchors(c).join("\n"), "deductions": faults(c).join("\n") })
    });
    let spare = std::iter::repeat_n(json!({}), SPARE_ROWS);
    let rows = filled.chain(spare).enumerate().map(|(at, mut row)| {
        row["at"] = json!(at);
        row
    });
    let code = if version.id.is_some() { version.code.as_str() } else { "default" };
    json!({ "code": code, "name": name, "reviewers": reviewers, "gap": gap, "answer_days": answer_days,
        "rows": rows.collect::<Vec<_>>() })
}

/// The editor's fields as they were sent, to be mended.
fn sent_form(sent: &Sent) -> Value {
    let value = |name: &str| sent.get(name).map(String::as_str).unwrap_or_default();
    let row = |at: usize| {
        let of = |stem: &str| value(&format!("{stem}{at}")).to_owned();
        json!({ "at": at, "name": of("name"), "weight": of("weight"), "anchors": of("anchors"), "deductions": of("deductions") })
    };
    let rows = (0..).take_while(|at| sent.contains_key(&format!("name{at}"))).map(row).collect::<Vec<_>>();
    json!({ "code": value("code"), "name": value("name"), "reviewers": value("reviewers"), "gap": value("gap"),
        "answer_days": value("answer_days"), "rows": rows })
}

fn number<T: std::str::FromStr>(sent: &Sent, name: &str) -> Outcome<T> {
    let text = sent.get(name).map(|text| text.trim()).unwrap_or_default();
    text.parse().map_err(|_| Failure::field(name, "应为数字 (a number)"))
}

/// Lines of a number and a text, such as `0.4 缺少封面要素`.
fn lines(sent: &Sent, name: &str) -> Outcome<Vec<(Score, String)>> {
    let text = sent.get(name).map(String::as_str).unwrap_or_default();
    let line = |line: &str| {
        let (points, says) = line.trim().split_once(char::is_whitespace)?;
        Some((points.parse().ok()?, says.trim().to_owned()))
    };
    let wrong = |at: &str| Failure::field(name, format!("每行写“分数 说明”：{at} (points, a blank, the text)"));
    text.lines().filter(|l| !l.trim().is_empty()).map(|l| line(l).ok_or_else(|| wrong(l))).collect()
}

fn read(sent: &Sent) -> Outcome<NewRubric> {
    let text = |name: &str| sent.get(name).map(|value| value.trim().to_owned()).unwrap_or_default();
    let mut criteria = Vec::new();
    for at in (0..).take_while(|at| sent.contains_key(&format!("name{at}"))) {
        let field = |stem: &str| format!("{stem}{at}");
        let name = text(&field("name"));
        if name.is_empty() {
            continue;
        }
        let anchors = lines(sent, &field("anchors"))?.into_iter().map(|(from, says)| Anchor { from, says });
        let faults = lines(sent, &field("deductions"))?.into_iter().map(|(points, fault)| Deduction { fault, points });
        let weight = number(sent, &field("weight"))?;
        criteria.push(Criterion { name, weight, anchors: anchors.collect(), deductions: faults.collect() });
    }
    let (reviewers, gap) = (number(sent, "reviewers")?, number(sent, "gap")?);
    let rubric = Rubric { name: text("name"), reviewers, gap, answer_days: number(sent, "answer_days")?, criteria };
    Ok(NewRubric { code: text("code"), rubric })
}

/// Writes what the editor sends, or shows it again with the sentence that says why not.
pub async fn write_page(frame: Frame, call: Call, sent: web::Form<Sent>) -> Outcome<HttpResponse> {
    let done = match read(&sent) {
        Ok(new) => write(&call, new).await.map(drop),
        Err(failure) => Err(failure),
    };
    answer(frame, &call, done, sent_form(&sent)).await
}

/// Fields of the form that freezes.
#[derive(Deserialize)]
pub struct FormOfFreeze {
    commission: String,
    rubric: String,
}

/// Freezes a version for a commission.
pub async fn freeze_page(frame: Frame, call: Call, sent: web::Form<FormOfFreeze>) -> Outcome<HttpResponse> {
    let FormOfFreeze { commission, rubric } = sent.into_inner();
    let done = freeze(&call, commission.trim().to_owned(), rubric).await.map(drop);
    let start = versions(&call).await?.first().map(form).unwrap_or_default();
    answer(frame, &call, done, start).await
}

async fn answer(frame: Frame, call: &Call, done: Outcome<()>, form: Value) -> Outcome<HttpResponse> {
    match retell(done, "/rubrics")? {
        Told::Done(answer) => Ok(answer),
        Told::Why(status, why) => {
            let found = versions(call).await?;
            frame.page_with(status, "rubrics", Some(("error", &why)), context(&call.actor, &found, form))
        }
    }
}
