//! The work on one lane: its events one after the other, each only after a success of the one before.

use super::Sender;
use super::post::{Delivery, Posted};
use crate::feed::model::{Attempt, LaneFailure, LaneResult, LaneWork, Outgoing, Target};
use crate::feed::rules::retry::{Answer, Verdict};
use crate::feed::rules::signature;
use std::time::Instant;
use uuid::Uuid;

/// Posts the events of a lane until one fails, or until the lease could end during the next request.
pub async fn run(sender: &Sender, target: &Target, work: LaneWork, lease_ends: Instant) -> LaneResult {
    let mut result = LaneResult {
        project_code: work.project_code,
        token: work.token,
        delivered_to: None,
        attempts: Vec::new(),
        acknowledgements: Vec::new(),
        failure: None,
    };
    let mut failed_before = work.attempts;
    for event in work.events {
        if lease_ends.saturating_duration_since(Instant::now()) <= sender.0.settings.timeout * 2 {
            break;
        }
        let place = event.project_sequence;
        let event_id = event.event_id.clone();
        let (posted, attempt) = post(sender, target, event, failed_before).await;
        result.attempts.push(attempt);
        if posted.answer.verdict() != Verdict::Delivered {
            let (answer, retry_after) = (posted.answer, posted.retry_after);
            result.failure = Some(LaneFailure { answer, retry_after, chance: rand::random() });
            break;
        }
        result.delivered_to = Some(place);
        result.acknowledgements.extend(posted.acknowledgement.map(|a| (event_id, a)));
        failed_before = 0;
    }
    result
}

async fn post(sender: &Sender, target: &Target, event: Outgoing, failed_before: i32) -> (Posted, Attempt) {
    let attempted_at = sender.0.clock.now();
    let timestamp = attempted_at.0.timestamp();
    let signatures = signature::header(&target.keys, &event.event_id, timestamp, event.body.as_bytes());
    let started = Instant::now();
    let delivery = Delivery {
        url: &target.endpoint.url,
        id: &event.event_id,
        timestamp,
        signatures: &signatures,
        body: event.body,
    };
    let posted = sender.0.clients.post(delivery).await;
    let attempt = Attempt {
        id: Uuid::now_v7().to_string(),
        endpoint_id: target.endpoint.id.clone(),
        event_id: event.event_id,
        sequence: event.sequence,
        attempt: failed_before.saturating_add(1),
        attempted_at,
        milliseconds: i32::try_from(started.elapsed().as_millis()).unwrap_or(i32::MAX),
        status: match posted.answer {
            Answer::Status(status) => Some(i32::from(status)),
            _ => None,
        },
        delivered: posted.answer.verdict() == Verdict::Delivered,
        detail: detail(&posted.answer),
    };
    (posted, attempt)
}

fn detail(answer: &Answer) -> String {
    match answer {
        Answer::Status(200..=299) => String::new(),
        Answer::Status(status) => format!("HTTP {status}"),
        Answer::TimedOut => "答复超时 (no answer in time)".to_owned(),
        Answer::Unreachable(why) => format!("无法连接 (unreachable): {}", why.chars().take(300).collect::<String>()),
        Answer::Forbidden(why) => format!("地址不允许 (address refused): {why}"),
    }
}
