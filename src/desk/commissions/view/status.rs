//! Where a commission stands: phases with their steps, who acts, what comes next; pure.

use crate::accounts::Role;
use crate::commissions::model::{Commission, Move, State};
use crate::commissions::rules;
use crate::terms::Wording;
use serde::Serialize;
use utoipa::ToSchema;

/// The status bar.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Status {
    /// Family of the words for states.
    pub family: &'static str,
    pub state: State,
    pub phases: Vec<Phase>,
    /// Who has to act; none at the end.
    #[schema(value_type = Option<Object>)]
    pub handler: Option<Wording>,
    /// The state that usually follows.
    pub next_step: Option<State>,
}

/// A part of the main line.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Phase {
    pub code: &'static str,
    pub mark: Mark,
    pub steps: Vec<Step>,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Step {
    pub code: State,
    pub mark: Mark,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Mark {
    Done,
    Current,
    Todo,
    Skipped,
}

use State::*;

const PHASES: [(&str, &[State]); 7] = [
    ("plan", &[Draft, Proposed, Planned, Approved]),
    ("procure", &[Announced, Opened, Scored, Awarded, Contracted]),
    ("work", &[PlanAccepted, FieldWork, ViewsExchanged]),
    ("report", &[Submitted, Checked, Reviewed, Accepted]),
    ("grade", &[Graded, GradeApproved, Published]),
    ("link", &[Instructed, Acknowledged]),
    ("close", &[Rectifying, Closed, Archived]),
];

pub(super) fn of(commission: &Commission, moves: &[Move]) -> Status {
    let visited: Vec<State> = moves.iter().filter_map(|m| State::parse(&m.to)).collect();
    let handler = rules::who_acts(commission.state).and_then(Role::parse);
    Status {
        family: "commission-state",
        state: commission.state,
        phases: phases(commission.state, &visited),
        handler: handler.map(|role| Wording::new(role.zh(), role.en())),
        next_step: rules::next(commission.state).first().copied(),
    }
}

/// The main line as seen from `now`. A step before the present one that was never taken, and every
/// open step of a commission that failed or was terminated, is skipped.
pub fn phases(now: State, visited: &[State]) -> Vec<Phase> {
    let line: Vec<State> = PHASES.iter().flat_map(|(_, steps)| steps.iter().copied()).collect();
    let here = line.iter().position(|s| *s == now);
    let mark = |step: State| match (here, line.iter().position(|s| *s == step)) {
        (Some(here), Some(at)) if at == here => Mark::Current,
        (Some(here), Some(at)) if at > here => Mark::Todo,
        _ if visited.contains(&step) => Mark::Done,
        _ => Mark::Skipped,
    };
    let phase = |(code, steps): &(&'static str, &[State])| {
        let steps: Vec<Step> = steps.iter().map(|step| Step { code: *step, mark: mark(*step) }).collect();
        Phase { code, mark: whole(&steps), steps }
    };
    PHASES.iter().map(phase).collect()
}

fn whole(steps: &[Step]) -> Mark {
    let has = |mark: Mark| steps.iter().any(|s| s.mark == mark);
    match () {
        () if has(Mark::Current) => Mark::Current,
        () if has(Mark::Todo) => Mark::Todo,
        () if has(Mark::Done) => Mark::Done,
        () => Mark::Skipped,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marks(now: State, visited: &[State]) -> Vec<Mark> {
        phases(now, visited).iter().map(|p| p.mark).collect()
    }

    #[test]
    fn every_state_of_the_main_line_is_in_one_phase() {
        let line: Vec<State> = PHASES.iter().flat_map(|(_, s)| s.iter().copied()).collect();
        let missing: Vec<&State> = State::ALL.iter().filter(|s| !line.contains(s)).collect();
        assert_eq!(missing, [&Failed, &Terminated]);
    }

    #[test]
    fn steps_that_were_left_out_are_skipped() {
        use Mark::*;
        let visited = [Planned, Approved, Announced, Opened, Contracted];
        let phases = phases(State::Contracted, &visited);
        let procure: Vec<Mark> = phases[1].steps.iter().map(|s| s.mark).collect();
        assert_eq!(procure, [Done, Done, Skipped, Skipped, Current]);
        assert_eq!(marks(State::Contracted, &visited), [Done, Current, Todo, Todo, Todo, Todo, Todo]);
    }

    #[test]
    fn a_failed_commission_has_nothing_to_do() {
        use Mark::*;
        let visited = [Planned, Approved, Announced, Failed];
        assert_eq!(marks(Failed, &visited), [Done, Done, Skipped, Skipped, Skipped, Skipped, Skipped]);
    }
}
