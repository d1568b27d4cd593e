//! When an upload may take its next step.

use super::model::{Import, ImportState};
use crate::terms::Instant;
use chrono::Duration;

/// Days for which uploaded files are kept: time to mend a list, and no longer than that needs.
pub const DAYS_KEPT: i64 = 30;
/// A run that no process knows any more is given up after this many minutes.
const MINUTES_OF_A_LOST_RUN: i64 = 10;

/// True where the run that is noted can no longer be alive: `is_here` tells whether this process has one.
pub fn is_lost(import: &Import, is_here: bool, now: Instant) -> bool {
    let grace = Duration::minutes(MINUTES_OF_A_LOST_RUN);
    import.state.is_running() && !is_here && import.begun_at.0 + grace < now.0
}

/// May the sound rows go in, and those with a reason? Not without rows, and not once the files are gone.
pub fn may_take(import: &Import, has_reasons: bool, is_lost: bool) -> bool {
    let is_waiting = import.state == ImportState::Checked || (import.state == ImportState::Taking && is_lost);
    is_waiting && (import.ready > 0 || has_reasons) && import.files_until.is_some()
}

/// May it be given up before anything has gone in?
pub fn may_cancel(import: &Import) -> bool {
    matches!(import.state, ImportState::Checking | ImportState::Checked | ImportState::Taking)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn import(state: ImportState) -> Import {
        let at = Instant("2021-06-01T00:00:00Z".parse().unwrap());
        Import {
            id: "i".into(),
            division: "640300000".into(),
            created_by: "h".into(),
            created_at: at,
            state,
            run: "r".into(),
            begun_at: at,
            files: Vec::new(),
            report: Vec::new(),
            remarks: Vec::new(),
            ready: 1,
            fault: None,
            taken: None,
            ended_at: None,
            files_until: Some(at),
        }
    }

    #[test]
    fn a_run_is_lost_only_after_its_time_and_elsewhere() {
        let at = |minute: u32| Instant(format!("2021-06-01T00:{minute:02}:30Z").parse().unwrap());
        let cases = [
            (ImportState::Taking, false, 9, false),
            (ImportState::Taking, false, 10, true),
            (ImportState::Taking, true, 50, false),
            (ImportState::Checking, false, 50, true),
            (ImportState::Checked, false, 50, false),
        ];
        for (state, is_here, minute, expected) in cases {
            assert_eq!(is_lost(&import(state), is_here, at(minute)), expected, "{state:?} {is_here} {minute}");
        }
    }

    #[test]
    fn rows_go_in_once_and_only_where_there_are_any() {
        let taken = |state, is_lost| may_take(&import(state), false, is_lost);
        assert!(taken(ImportState::Checked, false) && taken(ImportState::Taking, true));
        assert!(!taken(ImportState::Taking, false) && !taken(ImportState::Done, false));
        assert!(!taken(ImportState::Checking, true));
        let nothing = Import { ready: 0, ..import(ImportState::Checked) };
        let gone = Import { files_until: None, ..import(ImportState::Checked) };
        assert!(!may_take(&nothing, false, false) && !may_take(&gone, true, false));
        assert!(may_take(&nothing, true, false), "a reason lets a row in");
        assert!(may_cancel(&import(ImportState::Checked)) && !may_cancel(&import(ImportState::Done)));
    }
}
