//! Who takes part in a commission: the units behind its codes, as organisations that conflict rules
//! know.

use super::model::Commission;
use crate::conflicts::service::{Parties, is_finance_authority};
use crate::platform::db::Conn;
use crate::platform::failure::Outcome;
use crate::registry::model::BudgetUnit;
use crate::registry::service as registry;
use anyhow::anyhow;

/// The organisations of one commission, by code.
pub struct Organisations {
    pub implementing: String,
    pub department: Option<String>,
    pub commissioner: Option<String>,
}

impl Organisations {
    /// Looks the units up. The commissioner is the division's finance department.
    pub fn of(conn: &mut Conn, commission: &Commission) -> Outcome<Organisations> {
        let units = registry::units(conn, Some(&commission.division))?;
        let by_code = |code: &str| units.iter().find(|u| u.code == code);
        let implementing = by_code(&commission.unit_code).ok_or_else(|| {
            anyhow!("unit {} of commission {} is not registered", commission.unit_code, commission.number)
        })?;
        Ok(Organisations {
            implementing: implementing.uscc.clone(),
            department: by_code(&commission.department_code).map(|u| u.uscc.clone()),
            // Where the finance department's own unit is evaluated, somebody else commissions (COI-12),
            // but its staff stay out all the same.
            commissioner: units.iter().find(|u| is_finance_authority(&u.name)).map(|u: &BudgetUnit| u.uscc.clone()),
        })
    }

    /// As parties for the conflict rules.
    pub fn parties<'a>(&'a self, of: &'a Commission, lot_bidders: Vec<String>, reviewed: Vec<String>) -> Parties<'a> {
        Parties {
            evaluation: &of.number,
            project: &of.project_code,
            project_name: &of.project_name,
            reference_day: of.reference_day,
            implementing_org: &self.implementing,
            department_org: self.department.as_deref(),
            commissioned_by: self.commissioner.as_deref(),
            lot_bidders,
            reviewed,
        }
    }
}
