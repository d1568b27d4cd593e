//! The nouns of this room: roles, fiscal divisions, people with an account, and the [`Actor`] that
//! every use case is told about. What a role may do is in `permissions.rs`, not here.

use super::permissions::{Act, Scope, scope};
use crate::id_type;
use crate::platform::failure::{Failure, Outcome};
use crate::platform::problem::Code;
use crate::terms::Instant;
use serde::{Deserialize, Serialize};
use std::fmt;

id_type!(
    /// A person or machine with an account.
    UserId
);
id_type!(
    /// One log-in: a browser session or a family of API tokens.
    SessionId
);

/// Who somebody is to the product (product.md section 2). The people's congress and the public
/// have no role: they see what is published, without an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// 财政部门经办人
    FinanceHandler,
    /// 财政部门复核人
    FinanceChecker,
    /// 财政部门审批人
    FinanceApprover,
    /// 业务主管部门
    CompetentDepartment,
    /// 预算单位 (the evaluated)
    BudgetUnit,
    /// 第三方机构管理员
    InstitutionAdmin,
    /// 主评人
    LeadEvaluator,
    /// 评审专家
    ReviewExpert,
    /// 监督人员: audit, discipline inspection
    Supervisor,
    /// 系统管理员
    SystemAdmin,
    /// 安全管理员
    SecurityAdmin,
    /// 审计管理员
    AuditAdmin,
    /// 预算管理一体化系统, a machine client
    CoreBudget,
}

impl Role {
    /// All roles, in the order in which people see them.
    pub const ALL: [Role; 13] = [
        Role::FinanceHandler,
        Role::FinanceChecker,
        Role::FinanceApprover,
        Role::CompetentDepartment,
        Role::BudgetUnit,
        Role::InstitutionAdmin,
        Role::LeadEvaluator,
        Role::ReviewExpert,
        Role::Supervisor,
        Role::SystemAdmin,
        Role::SecurityAdmin,
        Role::AuditAdmin,
        Role::CoreBudget,
    ];

    /// Code in URLs, tables and messages (`role-…`), then the names in Chinese and English.
    const fn entry(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Role::FinanceHandler => ("finance_handler", "财政部门经办人", "Finance officer (handler)"),
            Role::FinanceChecker => ("finance_checker", "财政部门复核人", "Finance officer (checker)"),
            Role::FinanceApprover => ("finance_approver", "财政部门审批人", "Finance officer (approver)"),
            Role::CompetentDepartment => ("competent_department", "业务主管部门", "Competent department"),
            Role::BudgetUnit => ("budget_unit", "预算单位", "Budget unit"),
            Role::InstitutionAdmin => ("institution_admin", "第三方机构管理员", "Institution administrator"),
            Role::LeadEvaluator => ("lead_evaluator", "主评人", "Lead evaluator"),
            Role::ReviewExpert => ("review_expert", "评审专家", "Review expert"),
            Role::Supervisor => ("supervisor", "监督人员", "Supervisor"),
            Role::SystemAdmin => ("system_admin", "系统管理员", "System administrator"),
            Role::SecurityAdmin => ("security_admin", "安全管理员", "Security administrator"),
            Role::AuditAdmin => ("audit_admin", "审计管理员", "Audit administrator"),
            Role::CoreBudget => ("core_budget", "预算管理一体化系统", "Core budget system"),
        }
    }

    pub const fn code(self) -> &'static str {
        self.entry().0
    }

    pub const fn zh(self) -> &'static str {
        self.entry().1
    }

    pub const fn en(self) -> &'static str {
        self.entry().2
    }

    /// Reads what [`Role::code`] writes.
    pub fn parse(code: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|role| role.code() == code)
    }

    /// True where the account stands for one expert, institution, department or unit: such a role
    /// reaches only what is its own, so without a subject it reaches next to nothing.
    pub const fn needs_subject(self) -> bool {
        matches!(
            self,
            Role::CompetentDepartment
                | Role::BudgetUnit
                | Role::InstitutionAdmin
                | Role::LeadEvaluator
                | Role::ReviewExpert
        )
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// A fiscal division (财政区划代码 `mof_div_code`, nine digits, regulations 9.3): the tenant.
/// Codes that no list knows are accepted: abolished and functional-zone codes occur.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(try_from = "String", into = "String")]
#[schema(value_type = String, example = "640300000", pattern = "^[0-9]{9}$")]
pub struct Division(String);

impl Division {
    /// Nine digits, or six (GB/T 2260), which stand for the division's own level.
    pub fn parse(text: &str) -> Option<Division> {
        let digits = text.bytes().all(|b| b.is_ascii_digit());
        match text.len() {
            9 if digits => Some(Division(text.to_owned())),
            6 if digits => Some(Division(format!("{text}000"))),
            _ => None,
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Division {
    type Error = String;
    fn try_from(text: String) -> Result<Division, String> {
        Division::parse(&text).ok_or_else(|| format!("{text:?} is no fiscal division code of nine digits"))
    }
}

impl From<Division> for String {
    fn from(division: Division) -> String {
        division.0
    }
}

impl fmt::Display for Division {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An account as its administrator sees it; no secret is in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct User {
    pub id: UserId,
    pub login: String,
    pub name: String,
    pub role: Role,
    pub division: Division,
    /// The expert, institution or unit this account stands for.
    pub subject: Option<String>,
    /// A disabled account cannot log in, and its sessions end at once.
    pub disabled: bool,
    /// The first password was given by somebody else and must be changed.
    pub must_change_password: bool,
    pub last_log_in_at: Option<Instant>,
    pub created_at: Instant,
}

/// Which accounts a list shows, and in which order; `None` leaves a column unfiltered.
#[derive(Clone, Debug, Default)]
pub struct AccountFilter {
    /// Part of the login or of the name.
    pub words: Option<String>,
    pub role: Option<Role>,
    pub disabled: Option<bool>,
    pub order: AccountOrder,
    pub descending: bool,
}

/// By what a list of accounts is ordered; the login breaks ties.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AccountOrder {
    #[default]
    Division,
    Name,
    /// Who has never come in stands last, whichever way the list runs.
    LastLogIn,
}

/// Who acts in this request: read from the database when the request came in, so that a change of
/// role or a disabled account acts at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    pub user_id: UserId,
    pub login: String,
    pub name: String,
    pub role: Role,
    pub division: Division,
    /// The expert, institution or unit this account stands for.
    pub subject: Option<String>,
    pub session_id: SessionId,
}

/// The rows that an act reaches, as values to filter with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach<'a> {
    /// Every row.
    All,
    /// Rows of this division.
    Division(&'a Division),
    /// Rows of this expert, institution or unit.
    Own(&'a str),
}

impl Actor {
    /// True where the table of permissions lets this role do `act` at all.
    pub fn may(&self, act: Act) -> bool {
        scope(self.role, act).is_some()
    }

    /// How far `act` reaches for this actor. Services ask this, so that page, API, list, count and
    /// export are governed by the same rule.
    pub fn scope(&self, act: Act) -> Outcome<Scope> {
        scope(self.role, act).ok_or_else(|| not_permitted(act))
    }

    /// As [`Actor::scope`], with the values to filter by. An account that is bound to nothing owns
    /// nothing and is refused.
    pub fn reach(&self, act: Act) -> Outcome<Reach<'_>> {
        match self.scope(act)? {
            Scope::All => Ok(Reach::All),
            Scope::Division => Ok(Reach::Division(&self.division)),
            Scope::Own => self.subject.as_deref().map(Reach::Own).ok_or_else(|| not_permitted(act)),
        }
    }
}

fn not_permitted(act: Act) -> Failure {
    let zh = format!("您的角色没有办理此事的权限（{}）。如确需办理，请联系安全管理员。", act.code());
    let en = format!("Your role may not do this ({}). Ask the security administrator.", act.code());
    Failure::refused(Code::NotPermitted, zh, en)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn role_codes_are_read_back_and_equal_the_json_names() {
        for role in Role::ALL {
            assert_eq!(Role::parse(role.code()), Some(role));
            assert_eq!(serde_json::to_value(role).unwrap(), role.code());
        }
        assert_eq!(Role::parse("root"), None);
    }

    #[test]
    fn a_division_has_nine_digits() {
        assert_eq!(Division::parse("640300").unwrap().as_str(), "640300000");
        assert_eq!(Division::parse("640300000").unwrap().to_string(), "640300000");
        for wrong in ["", "64030", "6403000000", "64030000a", "６４０３００", "64 300000"] {
            assert_eq!(Division::parse(wrong), None, "{wrong}");
        }
        assert!(serde_json::from_str::<Division>("\"x\"").is_err());
    }

    #[test]
    fn who_is_bound_to_nothing_owns_nothing() {
        let mut actor = Actor {
            user_id: UserId::new(),
            login: "e1".into(),
            name: "专家".into(),
            role: Role::ReviewExpert,
            division: Division::parse("640300").unwrap(),
            subject: Some("x".into()),
            session_id: SessionId::new(),
        };
        assert_eq!(actor.reach(Act::ReadMarks).unwrap(), Reach::Own("x"));
        assert!(actor.reach(Act::ListAccounts).is_err());
        actor.subject = None;
        assert!(actor.reach(Act::ReadMarks).is_err());
    }
}
