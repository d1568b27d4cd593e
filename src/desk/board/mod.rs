//! The year at a glance, for the office and for the wall.

mod figures;
#[cfg(test)]
mod tests;

use super::{blocking, details};
use crate::accounts::Actor;
use crate::accounts::gate::{Access, Frame, RouteTable};
use crate::accounts::permissions::Act;
use crate::platform::clock::Clock;
use crate::platform::db::Db;
use crate::platform::failure::{Failure, Outcome};
use crate::platform::problem::Problem;
use actix_web::{HttpRequest, HttpResponse, web};
use figures::BoardBody;
use serde::Deserialize;
use serde_json::json;

/// Declares the routes of this subject.
pub fn routes(table: &mut RouteTable) {
    table.get("/board", Access::May(Act::ReadBoard), page).get(
        "/api/v1/board",
        Access::May(Act::ReadBoard),
        board_figures,
    );
}

/// The wall asks again so often.
const REFRESH_SECONDS: u32 = 60;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Asked {
    year: Option<String>,
    screen: Option<String>,
    lang: Option<String>,
    text: Option<String>,
}

impl Asked {
    /// The year asked for, and whether it is for the wall.
    fn read(request: &HttpRequest) -> Outcome<(Option<i32>, bool)> {
        let query = web::Query::<Asked>::from_query(request.query_string());
        let refused = || Failure::field("query", "只有 year 和 screen，各一次 (year and screen alone, once each)");
        let Asked { year, screen, .. } = query.map_err(|_| refused())?.into_inner();
        let read = |text: String| text.parse::<i32>().ok().filter(|y| (1990..=2999).contains(y));
        let year = year
            .filter(|y| !y.is_empty())
            .map(|y| read(y).ok_or_else(|| Failure::field("year", "应为四位年度 (a year)")));
        match screen.as_deref() {
            None | Some("" | "0") => Ok((year.transpose()?, false)),
            Some("1") => Ok((year.transpose()?, true)),
            Some(_) => Err(Failure::field("screen", "可选：0、1 (one of these)")),
        }
    }
}

/// Counts, sums and distributions of one year; the latest if none is asked for.
#[utoipa::path(get, path = "/api/v1/board", tag = "board",
    params(("year" = Option<i32>, Query, description = "Fiscal year")),
    responses((status = 200, body = BoardBody), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub async fn board_figures(request: HttpRequest, db: web::Data<Db>, actor: Actor) -> Outcome<HttpResponse> {
    let (year, _) = Asked::read(&request)?;
    let figures = blocking::read(&db, move |conn| figures::of(conn, &actor, year)).await?;
    details::json(&request, &figures)
}

/// The page; `screen=1` gives the variant for the wall, which shows nobody's name.
async fn page(
    request: HttpRequest,
    frame: Frame,
    db: web::Data<Db>,
    clock: web::Data<Clock>,
    actor: Actor,
) -> Outcome<HttpResponse> {
    let (year, screen) = Asked::read(&request)?;
    let figures = blocking::read(&db, move |conn| figures::of(conn, &actor, year)).await?;
    let mut page = serde_json::to_value(&figures)?;
    page["query"] = json!({"year": figures.year});
    page["as_of"] = json!(clock.now());
    page["actions"] = json!([]);
    page["screen"] = json!(screen);
    page["refresh_seconds"] = json!(screen.then_some(REFRESH_SECONDS));
    page["open_tables"] = json!(false);
    frame.page("board", page)
}
