//! Three people for one order, and the reasons they must give.

use super::rules::LEAST_REASON;
use crate::platform::failure::{Failure, Outcome};
use crate::platform::problem::Code;

/// Refuses somebody who has signed the order before.
pub fn require_other_person(signed: &[&str], login: &str) -> Outcome<()> {
    if !signed.contains(&login) {
        return Ok(());
    }
    let (zh, en) = (
        "经办、复核、审批须为三个人，您已办理过本委托的前一环节。",
        "Three different people draft, check and approve.",
    );
    Err(Failure::refused(Code::RuleForbids, zh, en))
}

/// The reason, trimmed, if there is one.
pub fn require_reason(reason: &str) -> Outcome<&str> {
    let reason = reason.trim();
    if reason.chars().count() < LEAST_REASON {
        let message =
            format!("请说明理由，至少 {LEAST_REASON} 个字 (give the reason, at least {LEAST_REASON} characters)");
        return Err(Failure::field("reason", message));
    }
    Ok(reason)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_people_and_a_reason() {
        assert!(require_other_person(&["a", "b"], "c").is_ok());
        assert!(require_other_person(&["a", "b"], "b").is_err());
        assert_eq!(require_reason(" 资金取消 ").unwrap(), "资金取消");
        assert!(require_reason("  取消 ").is_err());
    }
}
