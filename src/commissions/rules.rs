//! Which move is allowed from where, and who has to act next; pure.

use super::model::State;

/// The states that may follow `state`, the usual one first.
pub const fn next(state: State) -> &'static [State] {
    use State::*;
    match state {
        Draft => &[Proposed, Terminated],
        Proposed => &[Planned, Draft, Terminated],
        Planned => &[Approved, Draft, Terminated],
        // What was approved may be changed until it is announced, and is then checked and approved anew.
        Approved => &[Announced, Draft, Terminated],
        // A commission without an admitted bid fails, or the finance department evaluates by itself.
        Announced => &[Opened, Failed, Terminated],
        Opened => &[Scored, Contracted, Failed, Terminated],
        Scored => &[Awarded, Failed, Terminated],
        Awarded => &[Contracted, Terminated],
        Contracted => &[PlanAccepted, Terminated],
        PlanAccepted => &[FieldWork, Terminated],
        FieldWork => &[ViewsExchanged, Terminated],
        // Views are exchanged with the unit before anything is handed in (财预〔2020〕10号, steps of evaluation).
        ViewsExchanged => &[Submitted, Terminated],
        Submitted => &[Checked, ViewsExchanged, Terminated],
        Checked => &[Reviewed, Terminated],
        Reviewed => &[Accepted, ViewsExchanged, Terminated],
        Accepted => &[Graded],
        Graded => &[GradeApproved],
        GradeApproved => &[Published],
        Published => &[Instructed],
        // A result that is superseded is published anew.
        Instructed => &[Acknowledged, Published],
        Acknowledged => &[Rectifying, Closed, Published],
        Rectifying => &[Closed, Published],
        Closed => &[Archived, Published],
        Archived | Failed | Terminated => &[],
    }
}

/// True where the move is allowed.
pub fn may_move(from: State, to: State) -> bool {
    next(from).contains(&to)
}

/// True for the side exits, which a commission on hold may still take.
pub const fn leaves_the_way(to: State) -> bool {
    matches!(to, State::Failed | State::Terminated)
}

/// Who has to act in this state: the message key of a role, or `None` at the end.
pub const fn who_acts(state: State) -> Option<&'static str> {
    use State::*;
    match state {
        Planned | GradeApproved | Published => Some("finance_approver"),
        Draft | Approved | Opened | Scored | Accepted => Some("finance_handler"),
        Announced | Contracted | PlanAccepted | FieldWork | ViewsExchanged => Some("institution_admin"),
        Proposed | Awarded | Submitted | Graded => Some("finance_checker"),
        Checked | Reviewed => Some("review_expert"),
        Instructed => Some("core_budget"),
        Acknowledged | Rectifying => Some("budget_unit"),
        Closed => Some("finance_handler"),
        Archived | Failed | Terminated => None,
    }
}

/// True from the award until the package is accepted: an institution has the work in hand.
pub const fn is_in_hand(state: State) -> bool {
    use State::*;
    matches!(state, Awarded | Contracted | PlanAccepted | FieldWork | ViewsExchanged | Submitted | Checked | Reviewed)
}

/// The main line, for the status bar.
pub const MAIN_LINE: [State; 14] = [
    State::Planned,
    State::Approved,
    State::Announced,
    State::Opened,
    State::Scored,
    State::Awarded,
    State::Contracted,
    State::Submitted,
    State::Reviewed,
    State::Accepted,
    State::Graded,
    State::Published,
    State::Instructed,
    State::Closed,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_is_reached_and_every_unfinished_one_has_an_actor() {
        let mut reached = vec![State::Draft];
        let mut i = 0;
        while i < reached.len() {
            for s in next(reached[i]) {
                if !reached.contains(s) {
                    reached.push(*s);
                }
            }
            i += 1;
        }
        assert_eq!(reached.len(), State::ALL.len());
        for s in State::ALL {
            assert_eq!(next(s).is_empty(), who_acts(s).is_none(), "{s:?}");
        }
    }

    #[test]
    fn nothing_is_submitted_before_views_were_exchanged() {
        for s in State::ALL.iter().filter(|s| **s != State::ViewsExchanged) {
            assert!(!may_move(*s, State::Submitted), "{s:?}");
        }
    }
}
