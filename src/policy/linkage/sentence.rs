//! The sentence of an instruction in Chinese and English, made where the decision is made.

use super::{Instruction, LinkageQuestion, LinkageRule};
use crate::policy::codes::{Finding, LinkageAction, RectificationState, SubjectKind};
use crate::terms::{Fen, Wording};

/// "项目评价等次为“差”，连续2年".
pub fn grade(kind: SubjectKind, word: &str, rule: &LinkageRule, question: &LinkageQuestion) -> Wording {
    let subject = kind.name();
    let mut cause =
        Wording::new(format!("{}评价等次为“{word}”", subject.zh), format!("{} graded \"{word}\"", subject.en));
    if rule.bad_years.is_some_and(|years| years > 1) {
        let years = question.consecutive_bad_years;
        cause = Wording::new(format!("{}，已连续{years}年", cause.zh), format!("{}, {years} years running", cause.en));
    }
    cause
}

/// "整改状态：逾期未整改".
pub fn rectification(state: RectificationState) -> Wording {
    let name = state.name();
    Wording::new(format!("整改状态：{}", name.zh), format!("rectification {}", name.en))
}

/// "评价发现：低效无效".
pub fn findings(found: &[Finding]) -> Wording {
    let names: Vec<Wording> = found.iter().map(|finding| finding.name()).collect();
    let join = |part: fn(&Wording) -> &str, mark: &str| names.iter().map(part).collect::<Vec<_>>().join(mark);
    Wording::new(format!("评价发现：{}", join(|n| &n.zh, "；")), format!("found: {}", join(|n| &n.en, "; ")))
}

/// Cause, action, amount, what a person decides, and the article.
pub fn of(instruction: &Instruction, cause: &Wording) -> Wording {
    let action = action(instruction);
    let (on_zh, on_en) = match &instruction.falls_on {
        Some(on) => (format!("对{}", on.zh), format!(" (on {})", on.en)),
        None => (String::new(), String::new()),
    };
    let person = person(instruction);
    let basis = &instruction.basis;
    Wording::new(
        format!("{}，{on_zh}{}{}（依据：{}）。", cause.zh, action.zh, person.zh, basis.article),
        format!("{}: {}{on_en}{} (basis: {}).", cause.en, action.en, person.en, basis.article),
    )
}

fn action(instruction: &Instruction) -> Wording {
    let name = instruction.action.name();
    match (instruction.action, instruction.percent, instruction.amount) {
        (LinkageAction::CutPct, Some(percent), amount) => {
            let (zh, en) = amount.map_or((String::new(), String::new()), sum);
            Wording::new(format!("压减{}%{zh}", percent.0), format!("cut by {} %{en}", percent.0))
        }
        (_, _, Some(amount)) => {
            let (zh, en) = sum(amount);
            Wording::new(format!("{}{zh}", name.zh), format!("{}{en}", name.en))
        }
        _ => name,
    }
}

fn sum(amount: Fen) -> (String, String) {
    (format!("，计{}元", amount.yuan_text()), format!(", {} yuan", amount.yuan_text()))
}

fn person(instruction: &Instruction) -> Wording {
    match (&instruction.decide, &instruction.choose_one, instruction.needs_person) {
        (Some(what), _, _) => {
            Wording::new(format!("；须由人决定：{}", what.zh), format!("; a person decides {}", what.en))
        }
        (None, Some(_), _) => Wording::new("；与同组措施择一，由人决定", "; a person chooses one of the alternatives"),
        (None, None, true) => Wording::new("；具体由人决定", "; a person decides the extent"),
        (None, None, false) => Wording::new("", ""),
    }
}
