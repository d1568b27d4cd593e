//! The whole matrix as a snapshot that people read when it changes, and the principles behind the
//! table, each stated a second time in other words.

use super::*;
use Act::*;

/// Acts that leave things as they are.
fn only_reads(act: Act) -> bool {
    let code = act.code();
    ["Read", "List"].iter().any(|verb| code.starts_with(verb))
        || matches!(act, ReplayDecisions | CheckConflicts | DownloadPackageFile)
}

/// Acts that show or move what the product is about, as opposed to its running.
fn is_trade(act: Act) -> bool {
    let running = matches!(act, ListAccounts | CreateAccount | ChangeAccount | ReadMetrics | ReadAuditLog | ReadPolicy);
    // Where the feed goes is a grant of access; what goes there the security administrator does not see.
    !running && !matches!(act, ReadFeedEndpoints | ManageFeedEndpoints)
}

fn acts_of(role: Role) -> Vec<Act> {
    Act::ALL.iter().copied().filter(|act| scope(role, *act).is_some()).collect()
}

fn matrix() -> String {
    let mut lines = vec![format!("{:<20} {}", "act", Role::ALL.map(Role::code).join(" "))];
    for act in Act::ALL {
        let cell = |role: Role| match scope(role, *act) {
            Some(Scope::All) => "all",
            Some(Scope::Division) => "division",
            Some(Scope::Own) => "own",
            None => "-",
        };
        let cells = Role::ALL.map(|role| format!("{:<width$}", cell(role), width = role.code().len().max(8)));
        lines.push(format!("{:<20} {}", act.code(), cells.join(" ").trim_end()));
    }
    lines.join("\n") + "\n"
}

/// After a wanted change run once with `HENGPING_TEST_BLESS=1` and read the difference.
#[test]
fn the_matrix_is_the_one_that_was_agreed() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/accounts/permissions.txt");
    if std::env::var_os("HENGPING_TEST_BLESS").is_some() {
        std::fs::write(path, matrix()).unwrap();
    }
    let agreed = std::fs::read_to_string(path).unwrap_or_default();
    assert!(agreed == matrix(), "permissions changed; the matrix is now:\n{}", matrix());
}

#[test]
fn no_administrator_sees_trade_or_anothers_part() {
    assert_eq!(acts_of(Role::SystemAdmin), [ReadPolicy, ReadMetrics]);
    let grants = [ReadFeedEndpoints, ManageFeedEndpoints, ReadPolicy, ListAccounts, CreateAccount, ChangeAccount];
    assert_eq!(acts_of(Role::SecurityAdmin), grants);
    assert_eq!(acts_of(Role::AuditAdmin), [ReadPolicy, ReadAuditLog]);
    for role in [Role::SystemAdmin, Role::SecurityAdmin, Role::AuditAdmin] {
        assert!(!acts_of(role).into_iter().any(is_trade), "{role}");
    }
}

#[test]
fn a_supervisor_reads_everything_and_changes_nothing() {
    let expected: Vec<Act> = Act::ALL.iter().copied().filter(|a| only_reads(*a) && *a != ReadMetrics).collect();
    assert_eq!(acts_of(Role::Supervisor), expected);
}

#[test]
fn outside_parties_reach_their_own_alone() {
    let outside = [Role::BudgetUnit, Role::InstitutionAdmin, Role::LeadEvaluator, Role::ReviewExpert];
    for role in outside {
        for act in acts_of(role).into_iter().filter(|a| *a != ReadPolicy) {
            assert_eq!(scope(role, act), Some(Scope::Own), "{role} {}", act.code());
        }
        assert!(role.needs_subject());
    }
    for act in [ReadBids, ReadPackage, ReadResult, ReadMarks, ReadDraw] {
        assert!(Role::ALL.into_iter().all(|role| scope(role, act) != Some(Scope::All)), "{}", act.code());
    }
    assert_eq!(scope(Role::InstitutionAdmin, ReadMarks), None, "marks carry reviewers' names");
    assert_eq!(scope(Role::InstitutionAdmin, ReadDraw), None, "the drawn stay unknown to the parties");
}

#[test]
fn nobody_completes_a_decision_alone() {
    let pairs = [
        (PlanCommission, ApproveCommission),
        (PlanCommission, CheckCommission),
        (CheckCommission, ApproveCommission),
        (OpenBids, AwardCommission),
        (ScoreBids, AwardCommission),
        (AnswerChallenge, RuleComplaint),
        (DraftContract, SignOffContract),
        (ProposeSuccession, DecideSuccession),
        (GradeResult, ApproveResult),
        (GiveMarks, GradeResult),
        (SubmitPackage, AcceptPackage),
        (GradeResult, ApproveInstruction),
        (ProposeStanding, CheckStanding),
        (ProposeStanding, ApproveStanding),
        (CheckStanding, ApproveStanding),
    ];
    for (one, other) in pairs {
        for role in Role::ALL {
            let both = scope(role, one).is_some() && scope(role, other).is_some();
            assert!(!both, "{role} may do {} and {}", one.code(), other.code());
        }
    }
}

#[test]
fn the_core_budget_system_sees_instructions_alone() {
    assert_eq!(acts_of(Role::CoreBudget), [ReadInstruction, ReadFeed, AcknowledgeFeed]);
}

#[test]
fn every_act_has_somebody_and_one_scope_a_role() {
    for act in Act::ALL {
        assert!(Role::ALL.into_iter().any(|role| scope(role, *act).is_some()), "{}", act.code());
        let [all, division, own] = row(*act);
        let twice = all.0 & division.0 | all.0 & own.0 | division.0 & own.0;
        assert_eq!(twice, 0, "{} gives a role two scopes", act.code());
    }
}
