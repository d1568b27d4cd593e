//! Who may change an expert's standing in the pool, and on which grounds: a handler proposes, a second
//! person checks, a third approves (product.md section 2); the expert may appeal, and the appeal is answered
//! by somebody who has not decided before. A machine never takes one of these steps (L-24).

use crate::registry::model::Status;

crate::words! {
    /// What is to become of the expert.
    #[schema(as = StandingAct)]
    Act {
        /// 暂停
        Suspend = "suspend",
        /// 恢复
        Resume = "resume",
        /// 解聘（退出）
        Delist = "delist",
        /// 合并：与另一档案为同一人
        Merge = "merge",
    }
}

crate::words! {
    /// The grounds: violations of 财库〔2016〕198号 art. 29 and practice (regulations 11.3), and the ways out of
    /// the library of its art. 11 (E-11).
    #[schema(as = StandingReason)]
    Reason {
        NotIndependent = "NOT_INDEPENDENT",
        Leak = "LEAK",
        UndeclaredCoi = "UNDECLARED_COI",
        Bribery = "BRIBERY",
        FalseApplication = "FALSE_APPLICATION",
        RefuseChallengeHelp = "REFUSE_CHALLENGE_HELP",
        HarmCredibility = "HARM_CREDIBILITY",
        NoShow = "NO_SHOW",
        EarlyLeave = "EARLY_LEAVE",
        ScoreCollusion = "SCORE_COLLUSION",
        NoLongerQualifies = "NO_LONGER_QUALIFIES",
        OwnRequest = "OWN_REQUEST",
        BadRecord = "BAD_RECORD",
        CriminalPunishment = "CRIMINAL_PUNISHMENT",
        /// The ground of a suspension has gone.
        GroundGone = "GROUND_GONE",
        /// The person stands in the pool twice.
        Duplicate = "DUPLICATE",
    }
}

crate::words! {
    /// How far a proposal has come.
    #[schema(as = StandingState)]
    State {
        Proposed = "proposed",
        Checked = "checked",
        Done = "done",
        Refused = "refused",
    }
}

/// Why a step is not possible.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The expert's standing does not allow the act.
    NotFromThisStanding,
    /// The ground does not belong to the act.
    WrongGround,
    /// The proposal is not at this step.
    NotAtThisStep,
    /// Somebody who has taken part in the matter may not take the next step.
    SamePerson,
}

/// May this be proposed of an expert in this standing, on this ground?
pub fn may_propose(act: Act, reason: Reason, standing: Status) -> Result<(), Refusal> {
    let is_open = match act {
        Act::Suspend => standing == Status::Enrolled,
        Act::Resume => standing == Status::Suspended,
        Act::Delist | Act::Merge => standing != Status::Delisted,
    };
    if !is_open {
        return Err(Refusal::NotFromThisStanding);
    }
    let is_way_out = matches!(reason, Reason::NoLongerQualifies | Reason::OwnRequest | Reason::CriminalPunishment);
    let is_own = matches!(reason, Reason::GroundGone | Reason::Duplicate);
    let fits = match act {
        Act::Resume => matches!(reason, Reason::GroundGone | Reason::OwnRequest),
        Act::Delist => !is_own,
        Act::Suspend => !is_own && !is_way_out,
        Act::Merge => reason == Reason::Duplicate,
    };
    if fits { Ok(()) } else { Err(Refusal::WrongGround) }
}

/// May this person take the step that leads from `from`, after those who have acted?
pub fn may_step(from: State, expected: State, person: &str, before: &[&str]) -> Result<(), Refusal> {
    if from != expected {
        return Err(Refusal::NotAtThisStep);
    }
    if before.contains(&person) { Err(Refusal::SamePerson) } else { Ok(()) }
}

/// The standing that the act leads to.
pub const fn standing_after(act: Act) -> Status {
    match act {
        Act::Suspend => Status::Suspended,
        Act::Resume => Status::Enrolled,
        Act::Delist | Act::Merge => Status::Delisted,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn acts_follow_from_the_standing_and_the_ground() {
        use Status::*;
        let cases = [
            (Act::Suspend, Reason::NoShow, Enrolled, Ok(())),
            (Act::Suspend, Reason::NoShow, Suspended, Err(Refusal::NotFromThisStanding)),
            (Act::Suspend, Reason::OwnRequest, Enrolled, Err(Refusal::WrongGround)),
            (Act::Resume, Reason::GroundGone, Suspended, Ok(())),
            (Act::Resume, Reason::GroundGone, Delisted, Err(Refusal::NotFromThisStanding)),
            (Act::Resume, Reason::Leak, Suspended, Err(Refusal::WrongGround)),
            (Act::Delist, Reason::CriminalPunishment, Enrolled, Ok(())),
            (Act::Delist, Reason::BadRecord, Suspended, Ok(())),
            (Act::Delist, Reason::GroundGone, Enrolled, Err(Refusal::WrongGround)),
            (Act::Delist, Reason::BadRecord, Delisted, Err(Refusal::NotFromThisStanding)),
            (Act::Merge, Reason::Duplicate, Suspended, Ok(())),
            (Act::Merge, Reason::BadRecord, Enrolled, Err(Refusal::WrongGround)),
            (Act::Delist, Reason::Duplicate, Enrolled, Err(Refusal::WrongGround)),
        ];
        for (act, reason, standing, expected) in cases {
            assert_eq!(may_propose(act, reason, standing), expected, "{act:?} {reason:?} {standing:?}");
        }
    }

    #[test]
    fn nobody_takes_two_steps() {
        assert_eq!(may_step(State::Proposed, State::Proposed, "b", &["a"]), Ok(()));
        assert_eq!(may_step(State::Proposed, State::Proposed, "a", &["a"]), Err(Refusal::SamePerson));
        assert_eq!(may_step(State::Done, State::Checked, "c", &["a", "b"]), Err(Refusal::NotAtThisStep));
    }
}
