//! What `demo` prints, read back from the database.

use crate::assignments::service as assignments;
use crate::audit::model::ReplayReport;
use crate::bids::model::{Bid, Standing};
use crate::bids::service as bids;
use crate::commissions::Commission;
use crate::linkage::{instructions, service as linkage};
use crate::packages::{model::GateLevel, service as packages};
use crate::platform::db::Conn;
use crate::platform::failure::Outcome;
use crate::results::service as results;
use crate::terms::Score;
use serde::Serialize;
use std::collections::BTreeMap;

/// The year in one object.
#[derive(Clone, Debug, Serialize)]
pub struct YearReport {
    pub year: i32,
    pub division: String,
    pub policy: String,
    pub projects: usize,
    pub budget_fen: i64,
    /// By canonical code; every code is there.
    pub grades: BTreeMap<&'static str, usize>,
    pub results: Vec<ProjectResult>,
    pub bids: BidCounts,
    pub reviewers: ReviewerCounts,
    pub feed: FeedCounts,
    pub decisions: DecisionCounts,
}

#[derive(Clone, Debug, Serialize)]
pub struct ProjectResult {
    pub project_code: String,
    pub project_name: String,
    pub commission: String,
    pub budget_fen: i64,
    pub state: &'static str,
    /// `None` where no package has been accepted yet.
    pub score: Option<Score>,
    pub grade: Option<String>,
    pub word: Option<String>,
    /// `None` where no bid was admitted.
    pub institution: Option<String>,
    pub instructions: Vec<InstructionLine>,
    /// What the gate found, where the package came back.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<String>,
}

#[derive(Clone, Debug, Serialize)]
pub struct InstructionLine {
    pub action: String,
    pub basis: String,
    pub percent: Option<String>,
    pub amount_fen: Option<i64>,
    pub needs_person: bool,
    pub wording: String,
}

#[derive(Clone, Debug, Default, Serialize)]
pub struct BidCounts {
    pub received: usize,
    pub admitted: usize,
    pub rejected: Vec<RejectedBid>,
}

#[derive(Clone, Debug, Serialize)]
pub struct RejectedBid {
    pub project_code: String,
    pub uscc: String,
    pub institution: String,
    pub code: String,
    pub reason: String,
}

#[derive(Clone, Debug, Default, Serialize)]
pub struct ReviewerCounts {
    pub drawn: usize,
    /// Persons kept out of a draw by a conflict, summed over all draws.
    pub conflicted_excluded: i64,
}

#[derive(Clone, Debug, Default, Serialize)]
pub struct FeedCounts {
    pub events: i64,
}

#[derive(Clone, Debug, Default, Serialize)]
pub struct DecisionCounts {
    pub recorded: u64,
    pub replayed: u64,
    pub different: u64,
}

impl From<&ReplayReport> for DecisionCounts {
    fn from(r: &ReplayReport) -> DecisionCounts {
        DecisionCounts { recorded: r.recorded, replayed: r.replayed, different: r.different }
    }
}

impl YearReport {
    /// Reads the year back.
    pub fn read(
        conn: &mut Conn,
        year: i32,
        division: &str,
        policy: &str,
        commissions: &[Commission],
    ) -> Outcome<YearReport> {
        let mut report = YearReport {
            year,
            division: division.to_owned(),
            policy: policy.to_owned(),
            projects: commissions.len(),
            budget_fen: commissions.iter().map(|c| c.budget.0).sum(),
            grades: crate::policy::codes::Grade::ALL.iter().rev().map(|g| (g.code(), 0)).collect(),
            results: Vec::new(),
            bids: BidCounts::default(),
            reviewers: ReviewerCounts::default(),
            feed: FeedCounts { events: linkage::feed_state(conn, Some(division))?.events },
            decisions: DecisionCounts::default(),
        };
        for commission in commissions {
            report.add(conn, commission)?;
        }
        Ok(report)
    }

    fn add(&mut self, conn: &mut Conn, commission: &Commission) -> Outcome<()> {
        for bid in bids::of_commission(conn, commission.id.as_str())? {
            self.bids.add(commission, bid);
        }
        self.reviewers.drawn += assignments::seats_of(conn, commission.id.as_str())?.len();
        let draws = assignments::draws_of(conn, commission.id.as_str())?;
        self.reviewers.conflicted_excluded += draws.iter().map(|d| i64::from(d.excluded_count)).sum::<i64>();
        let result = result(conn, commission)?;
        if let Some(count) = result.grade.as_deref().and_then(|g| self.grades.get_mut(g)) {
            *count += 1;
        }
        self.results.push(result);
        Ok(())
    }
}

impl BidCounts {
    fn add(&mut self, commission: &Commission, bid: Bid) {
        self.received += 1;
        if bid.standing != Standing::Rejected {
            self.admitted += 1;
            return;
        }
        self.rejected.push(RejectedBid {
            project_code: commission.project_code.clone(),
            uscc: bid.uscc,
            institution: bid.institution_name,
            code: bid.rejection_code.unwrap_or_default(),
            reason: bid.rejection_reason.unwrap_or_default(),
        });
    }
}

fn result(conn: &mut Conn, commission: &Commission) -> Outcome<ProjectResult> {
    let graded = results::find(conn, commission.id.as_str())?;
    let latest = packages::of_commission(conn, commission.id.as_str())?.into_iter().next();
    let returned = latest.filter(|_| graded.is_none()).map(|p| p.findings).unwrap_or_default();
    let instructions = instructions::of_commission(conn, commission.id.as_str())?;
    let line = |i: crate::linkage::model::IssuedInstruction| InstructionLine {
        action: i.action,
        basis: i.basis,
        percent: i.percent,
        amount_fen: i.amount.map(|a| a.0),
        needs_person: i.needs_person,
        wording: i.wording.zh,
    };
    Ok(ProjectResult {
        project_code: commission.project_code.clone(),
        project_name: commission.project_name.clone(),
        commission: commission.number.clone(),
        budget_fen: commission.budget.0,
        state: commission.state.word(),
        score: graded.as_ref().map(|r| r.score),
        word: graded.as_ref().map(|r| r.word.clone()),
        grade: graded.map(|r| r.grade),
        institution: commission.institution_name.clone(),
        instructions: instructions.into_iter().map(line).collect(),
        findings: returned
            .into_iter()
            .filter(|f| f.level == GateLevel::Error)
            .map(|f| format!("{}：{}", f.place, f.message))
            .collect(),
    })
}
