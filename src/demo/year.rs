//! One year from announcement to instruction, commission by commission, step by step.

use super::input;
use crate::accounts::Secrets;
use crate::assignments::service::{self as assignments, Seeds};
use crate::bids::model::{Standing, TechnicalMark};
use crate::bids::service as bids;
use crate::commissions::{Commission, State, service as commissions};
use crate::conflicts::service::{self as conflicts, Snapshot};
use crate::handover::service as handover;
use crate::intake::{PackageFolder, Sourced, sheets};
use crate::linkage::instructions;
use crate::packages::examine::{Context, Examined, examine};
use crate::packages::model::Standing as GateStanding;
use crate::packages::service::{self as packages, Submission};
use crate::platform::clock::Clock;
use crate::platform::db::{Conn, Db};
use crate::platform::failure::{Failure, Outcome};
use crate::platform::files::FileStore;
use crate::platform::paging::{MAX_SIZE, PageAsked};
use crate::platform::vault::Vault;
use crate::policy::codes::EvaluationKind;
use crate::policy::{Calendar, Pack, Routes};
use crate::quality::service as quality;
use crate::results::service as results;
use std::sync::Arc;

/// What the year runs on.
pub struct Year<'a> {
    pub db: &'a Db,
    pub clock: &'a Clock,
    pub vault: &'a Vault,
    pub files: &'a Arc<dyn FileStore>,
    pub secrets: &'a Secrets,
    pub pack: &'a Pack,
    pub division: &'a str,
    pub fiscal_year: i32,
    pub packages: &'a [PackageFolder],
    /// Bids that are still to be sealed and handed in.
    pub bids: &'a [Sourced<sheets::Bid>],
    pub routes: &'a Routes,
    pub calendar: &'a Calendar,
}

/// Whose log-ins act in the demonstration.
pub(super) const HANDLER: &str = "finance_handler";
const CHECKER: &str = "finance_checker";
const APPROVER: &str = "finance_approver";
const INSTITUTION: &str = "institution_admin";

impl Year<'_> {
    /// Takes every commission of the year as far as it goes. `progress` is told the number of each
    /// finished commission.
    pub fn run(&self, mut progress: impl FnMut(&Commission)) -> Outcome<()> {
        let at = self.clock.now();
        let snapshot = self.db.write(|conn| conflicts::snapshot(conn, self.vault, at))?;
        for commission in self.commissions()? {
            let done = self.finish(&snapshot, commission)?;
            progress(&done);
        }
        Ok(())
    }

    /// All commissions of the year, by number.
    pub fn commissions(&self) -> Outcome<Vec<Commission>> {
        let filter = commissions::Filter {
            division: Some(self.division.to_owned()),
            fiscal_year: Some(self.fiscal_year),
            ..commissions::Filter::default()
        };
        let (mut all, mut page) = (Vec::new(), 1);
        loop {
            let part = self.db.read(|conn| commissions::list(conn, &filter, PageAsked { page, size: MAX_SIZE }))?;
            let last = part.items.len() < MAX_SIZE as usize;
            all.extend(part.items);
            if last {
                return Ok(all);
            }
            page += 1;
        }
    }

    fn finish(&self, snapshot: &Snapshot, mut commission: Commission) -> Outcome<Commission> {
        while self.step(snapshot, &commission)? {
            commission = self.db.read(|conn| commissions::by_id(conn, commission.id.as_str()))?;
        }
        Ok(commission)
    }

    /// Takes the one step that the state allows; `false` where there is none for this year.
    fn step(&self, snapshot: &Snapshot, commission: &Commission) -> Outcome<bool> {
        match commission.state {
            State::Announced => {
                self.tender(commission)?;
                self.write(|conn, at| bids::open(conn, self.pack, snapshot, commission, HANDLER, at).map(drop))
            }
            State::Opened => self.score(commission),
            State::Scored => self.award(commission),
            State::Awarded => self.advance(commission, State::Contracted, HANDLER, "签订委托合同"),
            State::Contracted => self.advance(commission, State::PlanAccepted, HANDLER, "审定工作方案"),
            State::PlanAccepted => self.advance(commission, State::FieldWork, INSTITUTION, "进场收集资料、现场核查"),
            State::FieldWork => {
                self.advance(commission, State::ViewsExchanged, INSTITUTION, "就初步结论与被评价单位交换意见")
            }
            State::ViewsExchanged => self.submit(commission),
            State::Checked => self.review(snapshot, commission),
            State::Accepted => self.grade(commission),
            State::Graded => self.write(|conn, at| results::approve(conn, commission, APPROVER, at)),
            State::GradeApproved => self.issue(commission),
            _ => Ok(false),
        }
    }

    fn write(&self, mut work: impl FnMut(&mut Conn, crate::terms::Instant) -> Outcome<()>) -> Outcome<bool> {
        let at = self.clock.now();
        self.db.write(|conn| work(conn, at))?;
        Ok(true)
    }

    fn advance(&self, commission: &Commission, to: State, actor: &str, reason: &str) -> Outcome<bool> {
        self.write(|conn, at| commissions::advance(conn, &commission.id, to, actor, reason, at).map(drop))
    }

    /// The panel's marks; where no bid was admitted the finance department evaluates by itself.
    fn score(&self, commission: &Commission) -> Outcome<bool> {
        self.write(|conn, at| {
            let received = bids::of_commission(conn, commission.id.as_str())?;
            if received.iter().all(|b| b.standing != Standing::Admitted) {
                let reason = "无通过审查的投标，由财政部门自行组织评价";
                return commissions::advance(conn, &commission.id, State::Contracted, HANDLER, reason, at).map(drop);
            }
            let waiting = handover::waiting_technical_marks(conn, commission)?;
            let of_bid = |(uscc, mark): (String, TechnicalMark)| {
                received.iter().find(|b| b.uscc == uscc).map(|b| (b.id.clone(), mark))
            };
            let marks: Vec<(String, TechnicalMark)> = waiting.into_iter().filter_map(of_bid).collect();
            bids::mark(conn, commission, &marks, HANDLER, at)
        })
    }

    fn award(&self, commission: &Commission) -> Outcome<bool> {
        let price_points = crate::bids::price_points(self.pack)?;
        self.write(|conn, at| bids::award(conn, commission, price_points, APPROVER, at).map(drop))
    }

    /// Stores the package's files first, then submits it. A package that came back waits for its
    /// institution: the same files would come back again.
    fn submit(&self, commission: &Commission) -> Outcome<bool> {
        let Some(package) = self.packages.iter().find(|p| p.project_code == commission.project_code) else {
            return Ok(false);
        };
        let earlier = self.db.read(|conn| packages::of_commission(conn, commission.id.as_str()))?;
        if earlier.first().is_some_and(|p| p.standing == GateStanding::Returned) {
            return Ok(false);
        }
        let files = input::submission(self.files.as_ref(), package)?;
        let context = Context { pack: self.pack, kind: &commission.evaluation_kind, budget: Some(commission.budget) };
        let Examined { table, mut facts } = examine(&context, &files, &mut |file| input::content(package, &file.path))?;
        facts.contents.extend(input::refused(package)?);
        let submission = Submission { package_id: uuid::Uuid::now_v7().to_string(), files, table, facts: Some(facts) };
        self.write(|conn, at| packages::submit(conn, commission, &submission, INSTITUTION, at).map(drop))
    }

    /// Eligibility, draw and review in one transaction, so that nobody is drawn for a package that is
    /// then not reviewed.
    fn review(&self, snapshot: &Snapshot, commission: &Commission) -> Outcome<bool> {
        let seeds = self.seeds(&commission.number);
        self.write(|conn, at| {
            let Some(package) = packages::accepted(conn, commission.id.as_str())? else {
                return Err(anyhow::anyhow!("commission {} has no accepted package", commission.number).into());
            };
            let marks = handover::waiting_review_marks(conn, commission)?;
            let seats = self.seats(&marks);
            let excluded = assignments::decide_eligibility(conn, self.pack, snapshot, commission, HANDLER, at)?;
            let drawn = assignments::draw_reviewers(conn, commission, seats, &excluded, seeds.clone(), HANDLER, at)?;
            quality::review(conn, commission, &package, &marks, &drawn, CHECKER, at).map(drop)
        })
    }

    /// As many experts as seats have marks, at least the pack's number for ordinary kinds.
    fn seats(&self, marks: &[crate::quality::model::ReviewMark]) -> u32 {
        let marked: std::collections::BTreeSet<i32> = marks.iter().map(|m| m.seat).collect();
        let rule = self.pack.resolve(|rules| &rules.panels.expert_draw);
        let least = rule.value().map_or(3, |draw| draw.members_for(EvaluationKind::SelfEval));
        u32::try_from(marked.len()).unwrap_or(u32::MAX).max(if marked.is_empty() { least } else { 1 })
    }

    /// The seeds of the two parties of the demonstration. Derived from the master key, so that nobody
    /// outside can know them beforehand and each draw has its own.
    fn seeds(&self, number: &str) -> Seeds {
        ["finance", "supervisor"]
            .into_iter()
            .map(|role| (role.to_owned(), hex::encode(self.secrets.derive(&format!("demo-seed:{number}:{role}")))))
            .collect()
    }

    fn grade(&self, commission: &Commission) -> Outcome<bool> {
        self.write(|conn, at| {
            let package = packages::accepted(conn, commission.id.as_str())?;
            let score = package.map(|p| p.score).ok_or_else(|| Failure::not_found("评价资料包", "package"))?;
            results::grade(conn, self.pack, commission, score, HANDLER, at).map(drop)
        })
    }

    fn issue(&self, commission: &Commission) -> Outcome<bool> {
        self.write(|conn, at| {
            let result = results::of(conn, commission.id.as_str())?;
            let package = packages::accepted(conn, commission.id.as_str())?;
            let report = package.and_then(|p| p.files.into_iter().find(|f| f.path.contains("评价报告")));
            let digest = report.as_ref().map(|f| f.sha256.as_str());
            instructions::issue(conn, self.pack, commission, &result, digest, APPROVER, at).map(drop)
        })
    }
}
