//! RFC 9457 problems: the one catalogue from code to status and title, and the one place where a
//! [`Failure`] becomes an HTTP answer.

use super::failure::{Failure, FieldFault};
use serde::Serialize;

/// Every kind of "no" that the product can answer with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Code {
    Malformed,
    BadHeader,
    NotAuthenticated,
    NotPermitted,
    NotFound,
    MethodNotAllowed,
    WrongState,
    Duplicate,
    Gone,
    RuleForbids,
    TooLarge,
    UnsupportedMediaType,
    VersionMismatch,
    ProtocolVersion,
    InUse,
    ChecksumMismatch,
    LockedOut,
    TooManyRequests,
    Busy,
    StorageFull,
    Internal,
}

impl Code {
    /// Status, title in Chinese, title in English.
    pub const fn entry(self) -> (u16, &'static str, &'static str) {
        match self {
            Code::Malformed => (422, "输入内容有误", "The input is not valid"),
            Code::BadHeader => (400, "请求头有误", "A header is not valid"),
            Code::NotAuthenticated => (401, "请先登录", "Log in first"),
            Code::NotPermitted => (403, "没有办理此事的权限", "Not permitted"),
            Code::NotFound => (404, "没有找到", "Not found"),
            Code::MethodNotAllowed => (405, "不支持这种请求方法", "Method not allowed"),
            Code::WrongState => (409, "当前状态不能办理", "Not possible in this state"),
            Code::Duplicate => (409, "已经存在", "Already there"),
            Code::Gone => (410, "已经失效", "No longer there"),
            Code::RuleForbids => (422, "规则不允许", "A rule forbids this"),
            Code::TooLarge => (413, "内容过大", "Too large"),
            Code::UnsupportedMediaType => (415, "不支持这种内容类型", "Unsupported media type"),
            Code::VersionMismatch => (412, "内容已被他人修改", "Changed by somebody else meanwhile"),
            Code::ProtocolVersion => (412, "协议版本不受支持", "Protocol version not supported"),
            Code::InUse => (423, "正在被占用", "In use"),
            // The tus protocol's own status for a checksum that does not hold.
            Code::ChecksumMismatch => (460, "校验和不符", "Checksum mismatch"),
            Code::LockedOut => (429, "登录已暂时锁定", "Log-in is locked for a while"),
            Code::TooManyRequests => (429, "请求过于频繁", "Too many requests"),
            Code::Busy => (503, "系统忙，请稍后重试", "Busy, try again shortly"),
            Code::StorageFull => (507, "存储空间不足", "No storage left"),
            Code::Internal => (500, "系统内部错误", "Internal error"),
        }
    }

    /// All codes, for documentation and tests.
    pub const ALL: [Code; 21] = [
        Code::Malformed,
        Code::BadHeader,
        Code::Gone,
        Code::ProtocolVersion,
        Code::InUse,
        Code::ChecksumMismatch,
        Code::NotAuthenticated,
        Code::NotPermitted,
        Code::NotFound,
        Code::MethodNotAllowed,
        Code::WrongState,
        Code::Duplicate,
        Code::RuleForbids,
        Code::TooLarge,
        Code::UnsupportedMediaType,
        Code::VersionMismatch,
        Code::LockedOut,
        Code::TooManyRequests,
        Code::Busy,
        Code::StorageFull,
        Code::Internal,
    ];
}

/// The body of an `application/problem+json` answer (RFC 9457).
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Problem {
    /// A URN of the catalogue, for example `urn:hengping:problem:wrong-state`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Title in Chinese.
    pub title: String,
    /// Title in English.
    pub title_en: String,
    pub status: u16,
    /// One sentence that says what to do, in Chinese.
    pub detail: String,
    pub detail_en: String,
    /// The number to quote to support; the log holds the same.
    pub request_id: String,
    /// Articles and facts the refusal rests on.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub grounds: Vec<String>,
    /// Faults by field, for malformed input.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<Object>)]
    pub errors: Vec<FieldFault>,
}

impl Problem {
    pub fn of(code: Code, zh: impl Into<String>, en: impl Into<String>, request_id: &str) -> Problem {
        let (status, title, title_en) = code.entry();
        let name = serde_json::to_value(code).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default();
        Problem {
            kind: format!("urn:hengping:problem:{name}"),
            title: title.into(),
            title_en: title_en.into(),
            status,
            detail: zh.into(),
            detail_en: en.into(),
            request_id: request_id.into(),
            grounds: Vec::new(),
            errors: Vec::new(),
        }
    }

    /// A fault of ours is logged here, once; its body says nothing of the inside.
    pub fn from_failure(failure: &Failure, request_id: &str) -> Problem {
        match failure {
            Failure::Refused { code, why, grounds } => {
                Problem { grounds: grounds.clone(), ..Problem::of(*code, &why.zh, &why.en, request_id) }
            }
            Failure::Malformed(faults) => Problem {
                errors: faults.clone(),
                ..Problem::of(
                    Code::Malformed,
                    "请按所列各项改正后重新提交。",
                    "Correct the listed fields and send again.",
                    request_id,
                )
            },
            Failure::Busy => Problem::of(
                Code::Busy,
                "数据没有改动，请稍后重试。",
                "Nothing was changed; try again shortly.",
                request_id,
            ),
            Failure::Fault(error) => {
                tracing::error!(request_id, error = format!("{error:#}"), "fault");
                let zh = "出了差错，数据没有改动。请把编号告诉技术支持。";
                Problem::of(
                    Code::Internal,
                    zh,
                    "Something failed on our side; nothing was changed. Quote the number to support.",
                    request_id,
                )
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_an_error_status_and_its_own_name() {
        let names: std::collections::BTreeSet<String> =
            Code::ALL.iter().map(|c| serde_json::to_string(c).unwrap()).collect();
        assert_eq!(names.len(), Code::ALL.len());
        assert!(Code::ALL.iter().all(|c| (400..600).contains(&c.entry().0)));
    }

    #[test]
    fn a_fault_tells_nothing_of_the_inside() {
        let failure = Failure::Fault(anyhow::anyhow!("password of the database"));
        let body = serde_json::to_string(&Problem::from_failure(&failure, "r1")).unwrap();
        assert!(!body.contains("password") && body.contains("r1"));
    }
}
