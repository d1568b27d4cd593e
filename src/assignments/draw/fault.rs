//! Why a draw cannot be run as specified. Every fault names the place and the mend.

use crate::terms::Wording;
use std::fmt;

/// A specification that does not describe one unambiguous draw. `place` is the path in the JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DrawFault {
    Empty { place: String },
    ControlCharacter { place: String },
    TooLong { place: String },
    DuplicateId { id: String },
    UnknownId { place: String, id: String },
    DeclinedTwice { id: String },
    DuplicateRole { role: String },
    SeedShape { role: String },
    Rules(Wording),
    PoolTooLarge,
}

impl DrawFault {
    /// A fault in the rules, already in words.
    pub(super) fn rules(zh: impl Into<String>, en: impl Into<String>) -> DrawFault {
        DrawFault::Rules(Wording::new(zh, en))
    }

    /// What is wrong and how to mend it.
    pub fn wording(&self) -> Wording {
        let (zh, en) = match self {
            DrawFault::Empty { place } => (format!("{place} 不能为空，请填写"), format!("{place} must not be empty")),
            DrawFault::ControlCharacter { place } => (
                format!("{place} 含制表符、换行等控制字符，请删除"),
                format!("{place} holds a control character such as a tab or line break: remove it"),
            ),
            DrawFault::TooLong { place } => {
                (format!("{place} 过长，请缩短"), format!("{place} is too long: shorten it"))
            }
            DrawFault::DuplicateId { id } => (
                format!("名单 pool 中编号 {id} 出现多次（按 NFC 比较），请只留一条"),
                format!("id {id} stands in the pool more than once (compared in NFC): keep one"),
            ),
            DrawFault::UnknownId { place, id } => (
                format!("{place} 所列编号 {id} 不在名单 pool 中，请更正或删除"),
                format!("{place} names id {id}, which is not in the pool: correct or remove it"),
            ),
            DrawFault::DeclinedTwice { id } => (
                format!("declines 中编号 {id} 有两个不同的理由，请只留一条"),
                format!("declines holds id {id} with two different reasons: keep one"),
            ),
            DrawFault::DuplicateRole { role } => (
                format!("parties 中角色 {role} 出现多次（按 NFC 比较），请改名"),
                format!("role {role} stands in parties more than once (compared in NFC): rename one"),
            ),
            DrawFault::SeedShape { role } => (
                format!("parties.{role} 的种子须为 64 位小写十六进制数字（32 字节）"),
                format!("parties.{role}: the seed must be 64 lower-case hexadecimal digits (32 bytes)"),
            ),
            DrawFault::Rules(why) => (format!("规则 rules：{}", why.zh), format!("rules: {}", why.en)),
            DrawFault::PoolTooLarge => ("名单 pool 人数过多，请分批".into(), "the pool is too large: split it".into()),
        };
        Wording::new(zh, en)
    }
}

impl fmt::Display for DrawFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Wording { zh, en } = self.wording();
        write!(f, "{zh} / {en}")
    }
}

impl std::error::Error for DrawFault {}
