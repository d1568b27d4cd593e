//! The days after an award: terms of the route counted from what has really happened, with the house's calendar.

use crate::policy::codes::DayKind;
use crate::policy::{Calendar, Route, RouteEntry, Timetable};
use crate::terms::{Day, Wording};
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// Terms of challenges in working days (政府采购法 arts. 53–56).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    pub challenge: u32,
    pub answer: u32,
    pub complaint: u32,
    pub ruling: u32,
    /// How long a result is shown before the term to challenge it begins.
    pub result_notice: u32,
    /// How long documents are shown before the term to challenge them begins.
    pub document_notice: u32,
    /// False where the procurement law does not reach and the product takes its terms all the same.
    pub is_statutory: bool,
}

/// A pause during a complaint is no longer than this (art. 57), calendar days.
pub const LONGEST_PAUSE: i64 = 30;

impl Terms {
    /// The route's own terms; one that knows no challenge takes those of the law as a model.
    pub fn of(route: &Route) -> Terms {
        let days = |id: &str, usual: u32| {
            let step = route.steps.iter().find(|step| step.id == id && step.unit == DayKind::Working);
            step.map_or(usual, |step| step.count)
        };
        Terms {
            challenge: days("challenge", 7),
            answer: days("answer", 7),
            complaint: days("complaint", 15),
            ruling: days("complaint_decision", 30),
            result_notice: days("result_notice_end", 0),
            document_notice: days("notice_end", 0),
            is_statutory: route.steps.iter().any(|step| step.id == "challenge"),
        }
    }
}

/// One term after the award.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Clock {
    pub id: String,
    #[schema(value_type = Object)]
    pub name: Wording,
    /// The last day, or the first where `bound` is `earliest`; `None` where it cannot be counted yet.
    #[schema(value_type = Option<String>)]
    pub day: Option<Day>,
    pub bound: &'static str,
    #[schema(value_type = Option<String>)]
    pub done_on: Option<Day>,
    /// Done after its last day, or not done and the day has passed.
    pub is_late: bool,
    /// Why there is no day.
    pub open_because: Option<String>,
    pub article: String,
}

/// The steps that follow an award, in the words of route files.
const AFTER: [&str; 6] =
    ["result", "result_notice_end", "challenge", "contract", "contract_published", "contract_filed"];

/// The terms of a route from the award on; `done` are the days on which steps really happened, `decided` among them.
pub fn after_award(route: &Route, calendar: &Calendar, done: &BTreeMap<String, Day>, today: Day) -> Vec<Clock> {
    let Some(decided) = done.get("decided").copied() else { return Vec::new() };
    let table = Timetable::from_facts(route, decided, calendar, done);
    let after = table.steps.into_iter().filter(|step| AFTER.contains(&step.id.as_str()));
    let clock = |step: RouteEntry| {
        let done_on = done.get(&step.id).copied();
        // What nobody does, such as the end of a term, is not late.
        let is_act = !matches!(step.id.as_str(), "result_notice_end" | "challenge");
        let is_late = is_act && step.bound == "latest" && step.date.is_some_and(|last| done_on.unwrap_or(today) > last);
        let (day, article) = (step.date, step.rule.article);
        Clock {
            id: step.id,
            name: step.name,
            day,
            bound: step.bound,
            done_on,
            is_late,
            open_because: step.open_because,
            article,
        }
    };
    after.map(clock).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Routes;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn clocks(route: &str, done: &[(&str, &str)], today: &str) -> Vec<Clock> {
        let (routes, calendar) = (Routes::embedded().unwrap(), Calendar::embedded().unwrap());
        let done = done.iter().map(|(id, on)| ((*id).to_owned(), day(on))).collect();
        after_award(routes.get(route).unwrap(), &calendar, &done, day(today))
    }

    fn of<'a>(clocks: &'a [Clock], id: &str) -> &'a Clock {
        clocks.iter().find(|clock| clock.id == id).unwrap()
    }

    #[test]
    fn terms_count_from_what_happened_with_holidays_and_worked_weekends() {
        // 2026: 25 to 27 September (Mid-Autumn) and 1 to 7 October free, 10 October worked.
        let table = clocks("open-tender", &[("decided", "2026-09-24"), ("result", "2026-09-28")], "2026-09-28");
        let days: Vec<(&str, String)> =
            table.iter().map(|clock| (clock.id.as_str(), clock.day.unwrap().to_string())).collect();
        assert_eq!(
            days,
            [
                ("result", "2026-09-29".into()),
                ("result_notice_end", "2026-09-29".into()),
                ("challenge", "2026-10-14".into()),
                ("contract", "2026-10-28".into()),
                ("contract_published", "2026-10-30".into()),
                ("contract_filed", "2026-11-06".into()),
            ]
        );
        assert!(table.iter().all(|clock| !clock.is_late));
    }

    #[test]
    fn late_is_said_of_what_is_done_late_and_of_what_is_overdue() {
        let open = clocks("open-tender", &[("decided", "2026-09-21")], "2026-09-24");
        assert!(of(&open, "result").is_late && !of(&open, "contract").is_late);
        let done = [("decided", "2026-09-21"), ("result", "2026-09-23"), ("contract", "2026-10-26")];
        let table = clocks("open-tender", &done, "2026-12-01");
        assert!(!of(&table, "result").is_late && of(&table, "contract").is_late, "30 days end on the 23rd");
        assert_eq!(of(&table, "contract_published").day, Some(day("2026-10-28")));
    }

    #[test]
    fn a_year_without_a_holiday_notice_is_said() {
        let table = clocks("open-tender", &[("decided", "2026-12-28"), ("result", "2026-12-30")], "2026-12-30");
        let challenge = of(&table, "challenge");
        assert!(challenge.day.is_none() && challenge.open_because.as_ref().unwrap().contains("2027"), "{challenge:?}");
        assert!(clocks("open-tender", &[], "2026-12-30").is_empty(), "nothing was awarded");
    }

    #[test]
    fn routes_say_their_own_terms() {
        let routes = Routes::embedded().unwrap();
        let terms = |id: &str| Terms::of(routes.get(id).unwrap());
        let open = terms("open-tender");
        assert_eq!((open.challenge, open.answer, open.complaint, open.ruling), (7, 7, 15, 30));
        assert_eq!((open.result_notice, open.document_notice, open.is_statutory), (1, 5, true));
        let below = terms("below-limit");
        assert_eq!((below.challenge, below.result_notice, below.is_statutory), (7, 0, false));
    }
}
