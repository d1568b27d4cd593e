//! What waits for a person outside the course of commissions: a receiver of the feed that is sent nothing, projects
//! whose events stalled, rectifications past their day, steps of reviews,
//! results that were not disclosed in time.

use crate::accounts::Actor;
use crate::accounts::model::Reach;
use crate::accounts::permissions::Act;
use crate::desk::{disclosures, rectifications, reviews};
use crate::feed::model::{Backlog, Endpoint, EndpointState};
use crate::feed::service::endpoints;
use crate::platform::db::Conn;
use crate::platform::failure::Outcome;
use crate::policy::Calendar;
use crate::terms::{Day, Instant, Wording};
use chrono::Duration;
use serde::Serialize;
use utoipa::ToSchema;

/// A receiver that fails for so long is worth a look, long before it is given up.
const FAILING_HOURS: i64 = 24;

/// What is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AlarmKind {
    /// Events wait and nothing is sent.
    ReceiverDisabled,
    ReceiverFailing,
    /// Events of projects wait for a person.
    EventsStalled,
    RectificationOverdue,
    /// A step of a package's review is the reader's.
    ReviewWaits,
    /// A result was not disclosed in time.
    DisclosureOverdue,
}

/// One alarm.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Alarm {
    pub kind: AlarmKind,
    /// Page on which something can be done about it.
    pub href: String,
    #[schema(value_type = Object)]
    pub wording: Wording,
}

/// The alarms of a reader, those of the feed first.
pub fn of(conn: &mut Conn, calendar: &Calendar, actor: &Actor, now: Instant) -> Outcome<Vec<Alarm>> {
    let mut alarms = Vec::new();
    if let Ok(Reach::Division(division)) = actor.reach(Act::ReadFeedEndpoints) {
        for endpoint in endpoints::list(conn, Some(division.as_str()))? {
            let backlog = endpoints::backlog(conn, &endpoint)?;
            alarms.extend(of_endpoint(&endpoint, backlog, now));
        }
    }
    if actor.may(Act::ReadRectification) {
        let overdue = rectifications::overdue(conn, actor, now.day_in_china())?;
        alarms.extend(overdue.into_iter().map(|r| overdue_alarm(&r.number, &r.project, r.due_on)));
    }
    if actor.may(Act::ReadDisclosure) {
        let overdue = disclosures::overdue(conn, calendar, actor, now.day_in_china())?;
        alarms.extend(overdue.into_iter().map(|row| undisclosed(&row.number, &row.project, row.due_on)));
    }
    if actor.may(Act::ReadReview) {
        let waiting = reviews::waiting(conn, actor, now.day_in_china())?;
        let alarm =
            |(number, wording)| Alarm { kind: AlarmKind::ReviewWaits, href: format!("/reviews/{number}"), wording };
        alarms.extend(waiting.into_iter().map(alarm));
    }
    Ok(alarms)
}

fn of_endpoint(endpoint: &Endpoint, backlog: Backlog, now: Instant) -> Vec<Alarm> {
    let (name, events) = (&endpoint.name, backlog.events);
    let alarm = |kind, zh: String, en: String| Alarm {
        kind,
        href: format!("/feed/endpoints/{}", endpoint.id),
        wording: Wording::new(zh, en),
    };
    let mut alarms = Vec::new();
    let by_files = endpoint.url == endpoints::BY_FILES;
    let failing = endpoint.failing_since.filter(|since| now.0 - since.0 >= Duration::hours(FAILING_HOURS));
    match endpoint.state {
        EndpointState::Disabled if events > 0 && !by_files => alarms.push(alarm(
            AlarmKind::ReceiverDisabled,
            format!("接收端“{name}”已停用，{events} 件事件未送达：{}", endpoint.state_reason),
            format!("Endpoint {name} is disabled, {events} events wait: {}", endpoint.state_reason),
        )),
        EndpointState::Active => alarms.extend(failing.map(|since| {
            alarm(
                AlarmKind::ReceiverFailing,
                format!("接收端“{name}”自 {} 起送达失败", since.shown()),
                format!("Endpoint {name} has been failing since {}", since.shown()),
            )
        })),
        EndpointState::Disabled => {}
    }
    if backlog.stalled > 0 {
        let stalled = backlog.stalled;
        alarms.push(alarm(
            AlarmKind::EventsStalled,
            format!("接收端“{name}”有 {stalled} 个项目的事件连续失败，等待人工处理"),
            format!("Events of {stalled} projects wait for a person at endpoint {name}"),
        ));
    }
    alarms
}

fn undisclosed(number: &str, project: &str, due_on: Option<Day>) -> Alarm {
    let (zh, en) = due_on.map(|day| (day.zh(), day.to_string())).unwrap_or_default();
    Alarm {
        kind: AlarmKind::DisclosureOverdue,
        href: format!("/disclosures/{number}"),
        wording: Wording::new(
            format!("评价结果 {number}（{project}）逾期未公开，期限 {zh}"),
            format!("The result of {number} ({project}) was to be disclosed by {en}"),
        ),
    }
}

fn overdue_alarm(number: &str, project: &str, due_on: Day) -> Alarm {
    Alarm {
        kind: AlarmKind::RectificationOverdue,
        href: format!("/rectifications?q={number}"),
        wording: Wording::new(
            format!("整改 {number}（{project}）已逾期，期限 {}", due_on.zh()),
            format!("Rectification {number} ({project}) was due on {due_on}"),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(hours: i64) -> Instant {
        Instant::from_utc(
            "2026-01-05T00:00:00Z".parse::<chrono::DateTime<chrono::Utc>>().unwrap() + Duration::hours(hours),
        )
    }

    fn endpoint(state: EndpointState, url: &str, failing: Option<i64>) -> Endpoint {
        Endpoint {
            id: "e".into(),
            division: "640300000".into(),
            name: "核心系统".into(),
            url: url.into(),
            state,
            state_reason: String::new(),
            planned_to: 0,
            failing_since: failing.map(at),
            last_delivered_at: None,
            last_error: None,
            created_by: "a".into(),
            created_at: at(0),
        }
    }

    #[test]
    fn what_alarms_and_what_does_not() {
        use AlarmKind::*;
        use EndpointState::*;
        let https = "https://core.example.cn/";
        let cases = [
            (Disabled, https, None, (3, 0), vec![ReceiverDisabled]),
            (Disabled, https, None, (0, 0), vec![]),
            (Disabled, endpoints::BY_FILES, None, (3, 0), vec![]),
            (Active, https, Some(0), (3, 0), vec![ReceiverFailing]),
            (Active, https, Some(1), (3, 0), vec![]),
            (Active, https, None, (3, 2), vec![EventsStalled]),
            (Disabled, https, Some(0), (3, 1), vec![ReceiverDisabled, EventsStalled]),
        ];
        for (state, url, failing, (events, stalled), expected) in cases {
            let found = of_endpoint(&endpoint(state, url, failing), Backlog { events, stalled }, at(24));
            assert_eq!(
                found.iter().map(|alarm| alarm.kind).collect::<Vec<_>>(),
                expected,
                "{state:?} {url} {failing:?}"
            );
        }
    }
}
