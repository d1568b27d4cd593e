//! Who may do what: one table, deny by default. Every route, page, list, count and export asks it
//! through [`super::Actor::reach`] and the gate; nothing else in the product decides by role.
//!
//! Not here: whether a thing may be done *now*. States, deadlines and four-eyes rules belong to the
//! rooms; this table only says who may try, and how far their sight goes.
//!
//! Why the table reads as it does:
//! * The pool of experts and institutions is shared by a city and its counties, so finance officers
//!   reach all of it; commissions and what hangs on them belong to one division, and its siblings do
//!   not see them (product.md section 2).
//! * Outside parties reach only what is their own: an institution its bids, packages and results, an
//!   expert its assignments and marks, a unit its results and rectifications.
//! * Marking, opening and approval are given to different people, so that nobody completes a
//!   decision alone (财政部门 handler, checker, approver).
//! * 三员分立 (GB/T 22239-2019): the system administrator runs the machine, the security
//!   administrator grants access, the audit administrator reads the trail; none reaches trade data
//!   and none reaches another's part.
//! * A supervisor reads everything of its division and changes nothing.
//! * What is published needs no account and therefore no row: the people's congress and the public
//!   come in through public routes.

use super::model::Role;
use serde::Serialize;
use std::ops::BitOr;

/// How far an act reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Every row.
    All,
    /// Rows of the actor's fiscal division.
    Division,
    /// Rows of the expert, institution, department or unit that the account stands for.
    Own,
}

/// Declares [`Act`] with its list and codes, so that the three cannot drift apart.
macro_rules! acts {
    ($($name:ident),+ $(,)?) => {
        /// A kind of thing that somebody may do. `List…` covers list, count and export.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        pub enum Act { $($name),+ }

        impl Act {
            /// All acts, in the order of the table.
            pub const ALL: &[Act] = &[$(Act::$name),+];

            /// The name in refusals and in the snapshot of the matrix.
            pub const fn code(self) -> &'static str {
                match self { $(Act::$name => stringify!($name)),+ }
            }
        }
    };
}

acts! {
    ListExperts, ReadExpert, ListInstitutions, ReadInstitution, ListUnits, ListProjects,
    ChangeRegistry, ProposeStanding, CheckStanding, ApproveStanding, AppealStanding, AnswerAppeal, StateAvailability, RevealPersonalData, RunImport, ReadEnrolment, FileEnrolment, CheckEnrolment, ApproveEnrolment, RefuseEnrolment, DeclareInterests, CheckConflicts, ProposeConflictMeasure, DecideConflict,
    ListCommissions, ReadCommission, PlanCommission, CheckCommission, ApproveCommission,
    SubmitBid, ReadBids, OpenBids, ScoreBids, AwardCommission,
    PublishResult, ReadChallenges, FileChallenge, AnswerChallenge, RuleComplaint,
    ReadSuccession, ProposeSuccession, DecideSuccession,
    ReadContract, DraftContract, SignOffContract,
    ReadDraw, DrawExperts, AnswerDraw,
    ReadPackage, DownloadPackageFile, SubmitPackage, AcceptPackage,
    ReadMarks, GiveMarks, ReadReview, AnswerReview, LevelReview, ListRubrics, WriteRubric, ReadQuality,
    ReadCredit, ProposeCredit, DecideCredit, AppealCredit,
    ReadRecheck, PlanRecheck, SeedRecheck, MarkRecheck, ConcludeRecheck,
    ReadResult, GradeResult, ApproveResult,
    ReadRectification, DemandRectification, FileRectification, CheckRectification,
    ReadDisclosure, PrepareDisclosure, ApproveDisclosure,
    ReadInstruction, ProposeInstruction, ApproveInstruction, ReadFeed, AcknowledgeFeed,
    ReadFeedEndpoints, ManageFeedEndpoints, ResendFeed,
    ReadTodo, ReadBoard, ReadPolicy, ReadDecisions, ReplayDecisions, ReadAuditLog,
    ListAccounts, CreateAccount, ChangeAccount, ReadMetrics,
}

/// A set of roles, for the table alone.
#[derive(Clone, Copy)]
struct Roles(u16);

impl Roles {
    const fn of(role: Role) -> Roles {
        Roles(1 << role as u16)
    }

    const fn has(self, role: Role) -> bool {
        self.0 & Roles::of(role).0 != 0
    }
}

impl BitOr for Roles {
    type Output = Roles;
    fn bitor(self, other: Roles) -> Roles {
        Roles(self.0 | other.0)
    }
}

const NOBODY: Roles = Roles(0);
const HANDLER: Roles = Roles::of(Role::FinanceHandler);
const CHECKER: Roles = Roles::of(Role::FinanceChecker);
const APPROVER: Roles = Roles::of(Role::FinanceApprover);
const FINANCE: Roles = Roles(HANDLER.0 | CHECKER.0 | APPROVER.0);
const DEPARTMENT: Roles = Roles::of(Role::CompetentDepartment);
const UNIT: Roles = Roles::of(Role::BudgetUnit);
const INSTITUTION: Roles = Roles::of(Role::InstitutionAdmin);
const EVALUATOR: Roles = Roles::of(Role::LeadEvaluator);
const EXPERT: Roles = Roles::of(Role::ReviewExpert);
const SUPERVISOR: Roles = Roles::of(Role::Supervisor);
const SYSTEM: Roles = Roles::of(Role::SystemAdmin);
const SECURITY: Roles = Roles::of(Role::SecurityAdmin);
const AUDIT: Roles = Roles::of(Role::AuditAdmin);
const CORE: Roles = Roles::of(Role::CoreBudget);

/// The table: who does this act on all rows, who within the division, who on their own rows.
#[rustfmt::skip]
fn row(act: Act) -> [Roles; 3] {
    use Act::*;
    match act {
        //                       all                             division               own
        ListExperts         => [FINANCE | SUPERVISOR,           NOBODY,                NOBODY],
        ReadExpert          => [FINANCE | SUPERVISOR,           NOBODY,                EXPERT],
        ListInstitutions    => [FINANCE | SUPERVISOR | DEPARTMENT, NOBODY,             NOBODY],
        ReadInstitution     => [FINANCE | SUPERVISOR | DEPARTMENT, NOBODY,             INSTITUTION | EVALUATOR],
        ListUnits           => [NOBODY,                         FINANCE | SUPERVISOR,  DEPARTMENT | UNIT],
        ListProjects        => [NOBODY,                         FINANCE | SUPERVISOR,  DEPARTMENT | UNIT],
        ChangeRegistry      => [HANDLER,                        NOBODY,                NOBODY],
        // Suspension and delisting go through three people; an appeal is answered by one who has not decided (L-24).
        ProposeStanding     => [HANDLER,                        NOBODY,                NOBODY],
        CheckStanding       => [CHECKER,                        NOBODY,                NOBODY],
        ApproveStanding     => [APPROVER,                       NOBODY,                NOBODY],
        AppealStanding      => [NOBODY,                         NOBODY,                EXPERT],
        AnswerAppeal        => [CHECKER | APPROVER,             NOBODY,                NOBODY],
        StateAvailability   => [HANDLER,                        NOBODY,                EXPERT],
        // Identity and account numbers are shown masked; this is the logged look behind the mask (PIPL 6, 28).
        RevealPersonalData  => [HANDLER,                        NOBODY,                EXPERT],
        RunImport           => [NOBODY,                         HANDLER,               NOBODY],
        // Three people let somebody into the pool (198号 art. 5 to 8; product.md section 2).
        ReadEnrolment       => [NOBODY,                         FINANCE | SUPERVISOR,  NOBODY],
        FileEnrolment       => [NOBODY,                         HANDLER,               NOBODY],
        CheckEnrolment      => [NOBODY,                         CHECKER,               NOBODY],
        ApproveEnrolment    => [NOBODY,                         APPROVER,              NOBODY],
        RefuseEnrolment     => [NOBODY,                         CHECKER | APPROVER,    NOBODY],
        DeclareInterests    => [NOBODY,                         NOBODY,                EXPERT | INSTITUTION | EVALUATOR],
        CheckConflicts      => [FINANCE | SUPERVISOR,           NOBODY,                NOBODY],
        ProposeConflictMeasure => [NOBODY,                      HANDLER,               NOBODY],
        DecideConflict      => [NOBODY,                         CHECKER,               NOBODY],

        ListCommissions     => [NOBODY,                         FINANCE | SUPERVISOR,  DEPARTMENT | UNIT | INSTITUTION | EVALUATOR | EXPERT],
        ReadCommission      => [NOBODY,                         FINANCE | SUPERVISOR,  DEPARTMENT | UNIT | INSTITUTION | EVALUATOR | EXPERT],
        PlanCommission      => [NOBODY,                         HANDLER,               DEPARTMENT],
        CheckCommission     => [NOBODY,                         CHECKER,               NOBODY],
        ApproveCommission   => [NOBODY,                         APPROVER,              NOBODY],

        SubmitBid           => [NOBODY,                         NOBODY,                INSTITUTION],
        // After the opening; before it nobody holds the key (product.md principle 2).
        ReadBids            => [NOBODY,                         FINANCE | SUPERVISOR,  INSTITUTION | EVALUATOR | EXPERT],
        OpenBids            => [NOBODY,                         HANDLER | CHECKER,     NOBODY],
        ScoreBids           => [NOBODY,                         NOBODY,                EXPERT],
        AwardCommission     => [NOBODY,                         APPROVER,              NOBODY],
        PublishResult       => [NOBODY,                         HANDLER,               NOBODY],
        // A challenge is answered for the commissioner; the complaint is ruled on by the finance department, by
        // another person (政府采购法 arts. 53, 56).
        ReadChallenges      => [NOBODY,                         FINANCE | SUPERVISOR,  INSTITUTION],
        FileChallenge       => [NOBODY,                         NOBODY,                INSTITUTION],
        AnswerChallenge     => [NOBODY,                         HANDLER,               NOBODY],
        RuleComplaint       => [NOBODY,                         APPROVER,              NOBODY],

        // Who proposes who follows a winner does not decide it.
        ReadSuccession      => [NOBODY,                         FINANCE | SUPERVISOR,  NOBODY],
        ProposeSuccession   => [NOBODY,                         HANDLER,               NOBODY],
        DecideSuccession    => [NOBODY,                         APPROVER,              NOBODY],
        // Who drafts a contract does not sign it off; the institution reads its own once it is signed off.
        ReadContract        => [NOBODY,                         FINANCE | SUPERVISOR,  INSTITUTION | EVALUATOR],
        DraftContract       => [NOBODY,                         HANDLER,               NOBODY],
        SignOffContract     => [NOBODY,                         CHECKER,               NOBODY],

        // The drawn stay unknown to the parties until they have reviewed (财库〔2016〕198号 art. 20).
        ReadDraw            => [NOBODY,                         FINANCE | SUPERVISOR,  EXPERT],
        DrawExperts         => [NOBODY,                         HANDLER,               NOBODY],
        AnswerDraw          => [NOBODY,                         NOBODY,                EXPERT],

        ReadPackage         => [NOBODY,                         FINANCE | SUPERVISOR,  INSTITUTION | EVALUATOR | EXPERT],
        DownloadPackageFile => [NOBODY,                         FINANCE | SUPERVISOR,  INSTITUTION | EVALUATOR | EXPERT],
        SubmitPackage       => [NOBODY,                         NOBODY,                INSTITUTION | EVALUATOR],
        AcceptPackage       => [NOBODY,                         HANDLER,               NOBODY],

        // Marks carry reviewers' names; the rated see the index that is made from them.
        ReadMarks           => [NOBODY,                         FINANCE | SUPERVISOR,  EXPERT],
        GiveMarks           => [NOBODY,                         NOBODY,                EXPERT],
        // Reviewers mark unknown to each other; an objection goes to a person above the one who drew them.
        ReadReview          => [NOBODY,                         FINANCE | SUPERVISOR,  INSTITUTION | EVALUATOR | EXPERT],
        AnswerReview        => [NOBODY,                         NOBODY,                INSTITUTION],
        LevelReview         => [NOBODY,                         APPROVER,              NOBODY],
        ListRubrics         => [NOBODY,                         FINANCE | SUPERVISOR,  NOBODY],
        WriteRubric         => [NOBODY,                         HANDLER,               NOBODY],
        ReadQuality         => [FINANCE | SUPERVISOR,           NOBODY,                INSTITUTION | EVALUATOR | EXPERT],
        // The rated see what their index is made of, and may answer.
        ReadCredit          => [NOBODY,                         FINANCE | SUPERVISOR,  INSTITUTION | EVALUATOR],
        ProposeCredit       => [NOBODY,                         HANDLER,               NOBODY],
        DecideCredit        => [NOBODY,                         CHECKER | APPROVER,    NOBODY],
        AppealCredit        => [NOBODY,                         NOBODY,                INSTITUTION],
        // Two people make the sample unforeseeable together; whoever marks does not conclude (regulations section 7).
        ReadRecheck         => [NOBODY,                         FINANCE | SUPERVISOR,  NOBODY],
        PlanRecheck         => [NOBODY,                         HANDLER,               NOBODY],
        SeedRecheck         => [NOBODY,                         HANDLER | CHECKER,     NOBODY],
        MarkRecheck         => [NOBODY,                         HANDLER | CHECKER,     NOBODY],
        ConcludeRecheck     => [NOBODY,                         CHECKER | APPROVER,    NOBODY],

        ReadResult          => [NOBODY,                         FINANCE | SUPERVISOR,  DEPARTMENT | UNIT | INSTITUTION | EVALUATOR],
        GradeResult         => [NOBODY,                         HANDLER,               NOBODY],
        ApproveResult       => [NOBODY,                         APPROVER,              NOBODY],
        // Whoever demands does not check (regulations section 7).
        ReadRectification   => [NOBODY,                         FINANCE | SUPERVISOR,  DEPARTMENT | UNIT],
        DemandRectification => [NOBODY,                         HANDLER,               NOBODY],
        CheckRectification  => [NOBODY,                         CHECKER,               NOBODY],
        FileRectification   => [NOBODY,                         NOBODY,                DEPARTMENT | UNIT],

        // Two people disclose; what they withhold is theirs to answer for (政府信息公开条例 art. 17).
        ReadDisclosure      => [NOBODY,                         FINANCE | SUPERVISOR,  NOBODY],
        PrepareDisclosure   => [NOBODY,                         HANDLER,               NOBODY],
        ApproveDisclosure   => [NOBODY,                         APPROVER,              NOBODY],

        ReadInstruction     => [NOBODY,                         FINANCE | SUPERVISOR | CORE, DEPARTMENT | UNIT],
        // What the rules leave open is proposed by one and settled by another.
        ProposeInstruction  => [NOBODY,                         HANDLER,               NOBODY],
        ApproveInstruction  => [NOBODY,                         APPROVER,              NOBODY],
        ReadFeed            => [NOBODY,                         FINANCE | SUPERVISOR | CORE, NOBODY],
        AcknowledgeFeed     => [NOBODY,                         CORE,                  NOBODY],
        // Where data leaves the house is a grant of access; the log of attempts holds no trade data.
        ReadFeedEndpoints   => [NOBODY,                         FINANCE | SUPERVISOR | SECURITY, NOBODY],
        ManageFeedEndpoints => [NOBODY,                         SECURITY,              NOBODY],
        ResendFeed          => [NOBODY,                         HANDLER,               NOBODY],

        ReadTodo            => [NOBODY,                         FINANCE | SUPERVISOR,  DEPARTMENT | UNIT | INSTITUTION | EVALUATOR | EXPERT],
        ReadBoard           => [NOBODY,                         FINANCE | SUPERVISOR,  NOBODY],
        // Packs quote public law.
        ReadPolicy          => [FINANCE | SUPERVISOR | DEPARTMENT | UNIT | INSTITUTION | EVALUATOR | EXPERT | SYSTEM | SECURITY | AUDIT,
                                                                NOBODY,                NOBODY],
        ReadDecisions       => [NOBODY,                         FINANCE | SUPERVISOR,  NOBODY],
        ReplayDecisions     => [NOBODY,                         FINANCE | SUPERVISOR,  NOBODY],
        ReadAuditLog        => [AUDIT,                          SUPERVISOR,            NOBODY],

        ListAccounts        => [NOBODY,                         SECURITY | SUPERVISOR, NOBODY],
        CreateAccount       => [NOBODY,                         SECURITY,              NOBODY],
        ChangeAccount       => [NOBODY,                         SECURITY,              NOBODY],
        ReadMetrics         => [SYSTEM,                         NOBODY,                NOBODY],
    }
}

/// How far `role` may do `act`; `None` is no.
pub fn scope(role: Role, act: Act) -> Option<Scope> {
    let [all, division, own] = row(act);
    match role {
        _ if all.has(role) => Some(Scope::All),
        _ if division.has(role) => Some(Scope::Division),
        _ if own.has(role) => Some(Scope::Own),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
