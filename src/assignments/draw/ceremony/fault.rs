//! Why a stage of a draw cannot be left.

use crate::assignments::draw::fault::DrawFault;
use crate::terms::Wording;
use std::fmt;

/// Why a transition of the ceremony was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CeremonyFault {
    Draw(DrawFault),
    NotFresh,
    TooFewParties,
    UnknownRole { role: String },
    CommitmentShape { role: String },
    AlreadyCommitted { role: String },
    CommitmentsMissing { roles: Vec<String> },
    AlreadyRevealed { role: String },
    RevealMismatch { role: String },
    RevealsMissing { roles: Vec<String> },
    NothingForfeited,
    SameDrawId { draw_id: String },
    PublicNotNamed,
    PublicMissing,
}

impl CeremonyFault {
    /// What is wrong and how to mend it.
    pub fn wording(&self) -> Wording {
        let (zh, en) = match self {
            CeremonyFault::Draw(fault) => return fault.wording(),
            CeremonyFault::NotFresh => (
                "公布抽取时不得已有种子、放弃或公开数".into(),
                "seeds, declines and the public value must not exist yet when a draw is announced".into(),
            ),
            CeremonyFault::TooFewParties => (
                "至少两方提交种子，或一方加规则写明的公开数，否则一人即可左右结果".into(),
                "name two parties, or one and a public value in the rules: otherwise one person could steer the draw"
                    .into(),
            ),
            CeremonyFault::UnknownRole { role } => {
                (format!("{role} 不是本次抽取的参与方"), format!("{role} is not a party of this draw"))
            }
            CeremonyFault::CommitmentShape { role } => (
                format!("{role} 的承诺须为 64 位小写十六进制数字"),
                format!("the commitment of {role} must be 64 lower-case hexadecimal digits"),
            ),
            CeremonyFault::AlreadyCommitted { role } => {
                (format!("{role} 已提交承诺，不得更换"), format!("{role} has committed and cannot change it"))
            }
            CeremonyFault::CommitmentsMissing { roles } => {
                (format!("尚未提交承诺：{}", roles.join("、")), format!("not committed yet: {}", roles.join(", ")))
            }
            CeremonyFault::AlreadyRevealed { role } => {
                (format!("{role} 已公开种子"), format!("{role} has already revealed"))
            }
            CeremonyFault::RevealMismatch { role } => (
                format!("{role} 公开的种子与其承诺不符"),
                format!("the seed of {role} is not the one that was committed to"),
            ),
            CeremonyFault::RevealsMissing { roles } => {
                (format!("尚未公开种子：{}", roles.join("、")), format!("not revealed yet: {}", roles.join(", ")))
            }
            CeremonyFault::NothingForfeited => {
                ("各方均已公开种子，不得重新抽取".into(), "everybody has revealed: this draw must not restart".into())
            }
            CeremonyFault::SameDrawId { draw_id } => {
                (format!("重新抽取须用新编号，不得再用 {draw_id}"), format!("a restart needs a new id, not {draw_id}"))
            }
            CeremonyFault::PublicNotNamed => (
                "规则 rules.public 未事先写明公开数，不得使用".into(),
                "rules.public did not name a public value beforehand: none can be used".into(),
            ),
            CeremonyFault::PublicMissing => {
                ("规则 rules.public 写明了公开数，请提供".into(), "rules.public names a public value: give it".into())
            }
        };
        Wording::new(zh, en)
    }
}

impl From<DrawFault> for CeremonyFault {
    fn from(fault: DrawFault) -> CeremonyFault {
        CeremonyFault::Draw(fault)
    }
}

impl fmt::Display for CeremonyFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Wording { zh, en } = self.wording();
        write!(f, "{zh} / {en}")
    }
}

impl std::error::Error for CeremonyFault {}
