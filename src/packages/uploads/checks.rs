//! What may be begun, appended and joined; pure.

use super::model::{Form, Limits, Upload};
use crate::commissions::State;
use crate::platform::failure::{Failure, Outcome};
use crate::platform::problem::Code;
use crate::terms::Instant;
use chrono::Duration;

/// Most parts of one joined upload.
pub const PARTS: usize = 64;

/// True while the institution works on the package: from the award to its submission.
pub const fn is_open(state: State) -> bool {
    use State::*;
    matches!(state, Awarded | Contracted | PlanAccepted | FieldWork | ViewsExchanged)
}

/// Refuses uploads for a package that is not being worked on.
pub fn check_open(number: &str, state: State) -> Outcome<()> {
    if is_open(state) {
        return Ok(());
    }
    let zh = format!("委托 {number} 现在不能上传资料：资料包已提交，或委托尚未成交。");
    let en = format!("Commission {number} takes no uploads now: its package is submitted, or nobody has been awarded.");
    Err(Failure::refused(Code::WrongState, zh, en))
}

/// Refuses a file or a draft above its limit. `draft` is what the commission's draft holds or has
/// promised to hold, without this file.
pub fn check_size(limits: &Limits, draft: u64, total: u64) -> Outcome<()> {
    if total > limits.file {
        let (zh, en) = ("单个文件最大", "One file may have at most");
        return Err(too_large(zh, en, limits.file));
    }
    check_draft(limits, draft, total)
}

/// Refuses a draft above its limit.
pub fn check_draft(limits: &Limits, draft: u64, more: u64) -> Outcome<()> {
    if draft.saturating_add(more) > limits.draft {
        return Err(too_large("一个资料包最大", "One package may have at most", limits.draft));
    }
    Ok(())
}

fn too_large(zh: &str, en: &str, limit: u64) -> Failure {
    let zh = format!("{zh} {limit} 字节；请分拆或删去不需要的文件。");
    Failure::refused(Code::TooLarge, zh, format!("{en} {limit} bytes; split it or leave out what is not needed."))
}

/// Refuses what does not go on where the upload stands (tus 1.0, "PATCH").
pub fn check_append(upload: &Upload, offset: u64) -> Outcome<()> {
    if upload.form == Form::Joined {
        let zh = "由分片合成的上传不能再追加内容。";
        return Err(Failure::refused(Code::NotPermitted, zh, "Nothing can be appended to a joined upload."));
    }
    if upload.received != offset {
        let zh = format!("续传位置不符：服务器已收到 {} 字节，请从该处继续。", upload.received);
        let en = format!("The offset is wrong: {} bytes have arrived; go on from there.", upload.received);
        return Err(Failure::refused(Code::WrongState, zh, en));
    }
    Ok(())
}

/// The length of an upload that came without one: said once, and never again otherwise.
pub fn total_of(upload: &Upload, said: Option<u64>) -> Outcome<Option<u64>> {
    match (upload.total, said) {
        (Some(known), Some(said)) if known != said => {
            Err(bad_length("与创建时不同", "differs from the one at creation"))
        }
        (None, Some(said)) if said < upload.received => {
            Err(bad_length("少于已收到的字节数", "is less than what has arrived"))
        }
        (known, said) => Ok(known.or(said)),
    }
}

fn bad_length(zh: &str, en: &str) -> Failure {
    Failure::refused(Code::BadHeader, format!("Upload-Length {zh}。"), format!("Upload-Length {en}."))
}

/// Refuses parts that cannot be joined now (tus 1.0, "Concatenation").
pub fn check_parts(parts: &[Upload], commission_id: &str) -> Outcome<u64> {
    let refused = |zh: &str, en: &str| Err(Failure::refused(Code::WrongState, zh, en));
    if parts.is_empty() || parts.len() > PARTS {
        return refused("分片数应为 1 到 64。", "1 to 64 parts can be joined.");
    }
    if parts.iter().any(|p| p.form != Form::Part || p.commission_id != commission_id) {
        return refused("只能合并同一委托的分片。", "Only parts of the same commission can be joined.");
    }
    if !parts.iter().all(Upload::is_whole) {
        return refused("还有分片没有传完，请先传完再合并。", "A part has not arrived whole; finish it first.");
    }
    Ok(parts.iter().fold(0, |sum, p| sum.saturating_add(p.received)))
}

/// When an upload that was touched now expires.
pub fn expires_at(now: Instant, limits: &Limits) -> Instant {
    Instant(now.0 + Duration::hours(i64::from(limits.hours)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: Limits = Limits { file: 100, draft: 150, hours: 1 };

    #[test]
    fn sizes_at_their_limits() {
        for (draft, total, fits) in
            [(0, 100, true), (0, 101, false), (50, 100, true), (51, 100, false), (u64::MAX, 1, false)]
        {
            assert_eq!(check_size(&LIMITS, draft, total).is_ok(), fits, "{draft} {total}");
        }
    }

    #[test]
    fn uploads_are_open_from_the_award_to_the_submission() {
        let open: Vec<&str> = State::ALL.iter().filter(|s| is_open(**s)).map(|s| s.word()).collect();
        assert_eq!(open, ["awarded", "contracted", "plan_accepted", "field_work", "views_exchanged"]);
    }
}
