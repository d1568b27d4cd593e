//! Reasons for rows that may be right although a check says otherwise (regulations 9.1): who takes such a row in
//! says why, row by row, and the reason is kept with the log of acts.

use crate::intake::{Handover, Sourced, Standing};
use crate::platform::failure::{Failure, Outcome};
use serde::Deserialize;

/// Letters of a reason.
const SHORTEST: usize = 4;
const LONGEST: usize = 200;

/// Why a row may go in.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Reason {
    pub file: String,
    pub sheet: String,
    /// The row number that the spreadsheet shows.
    pub row: u32,
    /// 4 to 200 characters, with what proves it.
    #[schema(example = "身份证原件已核对，号码属实")]
    pub reason: String,
}

impl Reason {
    /// How the log names it.
    pub fn line(&self) -> String {
        format!("“{}”的工作表“{}”第 {} 行：{}", self.file, self.sheet, self.row, self.reason.trim())
    }
}

/// Reasons of the right length, or which one is not.
pub fn check(reasons: &[Reason]) -> Outcome<()> {
    let is_right = |reason: &Reason| (SHORTEST..=LONGEST).contains(&reason.reason.trim().chars().count());
    match reasons.iter().position(|reason| !is_right(reason)) {
        None => Ok(()),
        Some(at) => {
            let message = format!("请写明理由和依据，{SHORTEST} 到 {LONGEST} 个字 (say why and what proves it)");
            Err(Failure::field(&format!("/reasons/{at}/reason"), message))
        }
    }
}

/// Lets the rows in for which there is a reason.
///
/// # Errors
/// A reason for a row that waits for none.
pub fn give(handover: &mut Handover, reasons: &[Reason]) -> Outcome<()> {
    for reason in reasons {
        let Handover { units, projects, institutions, lead_evaluators, experts, employments, kin, .. } = handover;
        let found = accept(units, reason)
            || accept(projects, reason)
            || accept(institutions, reason)
            || accept(lead_evaluators, reason)
            || accept(experts, reason)
            || accept(employments, reason)
            || accept(kin, reason)
            || accept(&mut handover.shareholdings, reason)
            || accept(&mut handover.services, reason)
            || accept(&mut handover.recusals, reason);
        if !found {
            let message = format!(
                "工作表“{}”第 {} 行不是须说明理由的行 (this row waits for no reason)",
                reason.sheet, reason.row
            );
            return Err(Failure::field("/reasons", message));
        }
    }
    Ok(())
}

fn accept<T>(rows: &mut [Sourced<T>], reason: &Reason) -> bool {
    let waits = |row: &&mut Sourced<T>| {
        let source = &row.source;
        row.standing == Standing::NeedsReason
            && source.row == reason.row
            && *source.sheet == *reason.sheet
            && *source.file == *reason.file
    };
    let found = rows.iter_mut().find(waits);
    found.map(|row| row.standing = Standing::Accepted).is_some()
}
