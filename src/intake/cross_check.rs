//! What sheets say of one another. A reference is unknown only if no row, sound or faulty, states
//! its key: one fault is reported once, at the row that has it. Sheets that are not there are not
//! held against those that are.

use super::{
    Code, Finding, Handover, Level, SheetReport, Sourced, Standing,
    handover::Collected,
    parse::quotable,
    references::{Known, Names},
    sheets::*,
};
use std::collections::{HashMap, HashSet};

/// All sheets before they become a [`Handover`].
pub(super) struct Sheets {
    pub units: Collected<BudgetUnit>,
    pub projects: Collected<Project>,
    pub institutions: Collected<Institution>,
    pub lead_evaluators: Collected<LeadEvaluator>,
    pub experts: Collected<Expert>,
    pub employments: Collected<Employment>,
    pub kin: Collected<Kinship>,
    pub shareholdings: Collected<Shareholding>,
    pub services: Collected<PastService>,
    pub recusals: Collected<Recusal>,
    pub bids: Collected<Bid>,
    pub technical_marks: Collected<TechnicalMark>,
    pub review_marks: Collected<ReviewMark>,
}

/// Something to say about a row because of another sheet.
pub(super) struct Complaint {
    pub column: &'static str,
    pub code: Code,
    pub level: Level,
    pub message: String,
}

/// Checks all references and adds what is found to the reports.
pub(super) fn sheets(all: &mut Sheets) {
    let circular = circular_units(&all.units.rows);
    let (units, projects) = (Known::of(&all.units), Known::of(&all.projects));
    let unit_complaints = complaints(&all.units.rows, |unit| check_unit(unit, &units, &circular));
    let project_complaints = complaints(&all.projects.rows, |project| check_project(project, &units));
    let institutions = Known::of(&all.institutions);
    let lead_complaints = complaints(&all.lead_evaluators.rows, |lead| check_lead_evaluator(lead, &institutions));
    let names = Names::of(&all.units, &all.institutions, &all.lead_evaluators, &all.experts);
    let bids = Known::of(&all.bids);
    review(&mut all.employments, |job| {
        names.person(&job.person).chain(names.organisation("单位名称", &job.organisation)).collect()
    });
    review(&mut all.kin, |kin| names.person(&kin.person).collect());
    review(&mut all.shareholdings, |holding| check_shareholding(holding, &names));
    review(&mut all.recusals, |recusal| {
        names.person(&recusal.person).chain(names.organisation("回避单位名称", &recusal.organisation)).collect()
    });
    review(&mut all.services, |service| check_service(service, &names, &projects));
    review(&mut all.technical_marks, |mark| check_technical_mark(mark, &projects, &bids));
    review(&mut all.review_marks, |mark| unknown_project(&mark.project_code, &projects, Level::Error).collect());
    let bid_complaints = complaints(&all.bids.rows, |bid| check_bid(bid, &names, &projects, &institutions));
    file(&mut all.units, unit_complaints);
    file(&mut all.projects, project_complaints);
    file(&mut all.lead_evaluators, lead_complaints);
    file(&mut all.bids, bid_complaints);
}

/// A package of a project that nobody listed is remarked; it may be kept for another year.
pub(super) fn packages(handover: &mut Handover) {
    let codes: HashSet<&str> = handover.projects.iter().map(|project| project.value.code.as_str()).collect();
    let unknown = handover.packages.iter().filter(|package| !codes.contains(package.project_code.as_str()));
    let remarks: Vec<String> =
        unknown.map(|p| format!("packages 中的“{}”不是项目表中可导入的项目，请核对项目编码", p.project_code)).collect();
    handover.remarks.extend(remarks);
}

fn check_unit(unit: &BudgetUnit, units: &Known<'_>, circular: &HashSet<String>) -> Vec<Complaint> {
    if circular.contains(&unit.code) {
        let message = "主管部门编码逐级上溯又回到本单位：请改正隶属关系".to_owned();
        return vec![Complaint {
            column: "主管部门编码", code: Code::HierarchyCycle, level: Level::Error, message
        }];
    }
    unit.parent_code.iter().flat_map(|parent| unknown_unit("主管部门编码", parent, units)).collect()
}

/// Units that are their own superior at any depth.
fn circular_units(units: &[Sourced<BudgetUnit>]) -> HashSet<String> {
    /// Deeper than any administration; a longer chain is taken for a circle.
    const DEPTH: usize = 64;
    let parents: HashMap<&str, &str> =
        units.iter().filter_map(|u| Some((u.value.code.as_str(), u.value.parent_code.as_deref()?))).collect();
    let is_circular = |code: &str| {
        let mut above = parents.get(code);
        for _ in 0..DEPTH {
            match above {
                None => return false,
                Some(parent) if *parent == code => return true,
                Some(parent) => above = parents.get(parent),
            }
        }
        true
    };
    units.iter().map(|unit| &unit.value.code).filter(|code| is_circular(code)).cloned().collect()
}

fn check_project(project: &Project, units: &Known<'_>) -> Vec<Complaint> {
    let department = project.department_code.iter().flat_map(|code| unknown_unit("主管部门编码", code, units));
    unknown_unit("项目单位编码", &project.unit_code, units).chain(department).collect()
}

fn unknown_unit(column: &'static str, code: &str, units: &Known<'_>) -> std::option::IntoIter<Complaint> {
    let message = || format!("预算单位表中没有编码为“{}”的单位：请核对编码，或先在预算单位表中补上", quotable(code));
    units
        .lacks(code, None)
        .then(|| Complaint { column, code: Code::UnknownUnit, level: Level::Error, message: message() })
        .into_iter()
}

fn unknown_project(code: &str, projects: &Known<'_>, level: Level) -> std::option::IntoIter<Complaint> {
    let message = || format!("项目表中没有编码为“{}”的项目：请核对编码", quotable(code));
    let complaint = || Complaint { column: "项目编码", code: Code::UnknownProject, level, message: message() };
    projects.lacks(code, None).then(complaint).into_iter()
}

fn check_lead_evaluator(lead: &LeadEvaluator, institutions: &Known<'_>) -> Vec<Complaint> {
    let message = || "第三方机构表中没有这个统一社会信用代码的机构：请核对代码，或先补上机构".to_owned();
    let column = "所属机构统一社会信用代码";
    let complaint = || Complaint { column, code: Code::UnknownInstitution, level: Level::Error, message: message() };
    institutions.lacks(lead.institution.as_str(), None).then(complaint).into_iter().collect()
}

fn check_shareholding(holding: &Shareholding, names: &Names<'_>) -> Vec<Complaint> {
    let holder: Vec<Complaint> = match &holding.holder {
        Holder::Person(person) => names.person(person).collect(),
        Holder::Institution { uscc, name } => names.same("股东名称", uscc, name).collect(),
    };
    holder.into_iter().chain(names.organisation("被投资单位名称", &holding.organisation)).collect()
}

fn check_service(service: &PastService, names: &Names<'_>, projects: &Known<'_>) -> Vec<Complaint> {
    // A service may have been for a project of an earlier year; a slip in the code is as likely.
    let project = service.project_code.iter().flat_map(|code| unknown_project(code, projects, Level::Warning));
    let institution = names.same("机构名称", &service.institution, &service.institution_name);
    project.chain(institution).chain(names.organisation("服务对象名称", &service.client)).collect()
}

/// No pool is a condition for bidding (财库〔2019〕38号): an institution that is not listed needs a
/// reason, it is not turned away.
fn check_bid(bid: &Bid, names: &Names<'_>, projects: &Known<'_>, institutions: &Known<'_>) -> Vec<Complaint> {
    let message = || "第三方机构表中没有这个机构：请核对代码；未入库的机构也可以投标，但须说明情况".to_owned();
    let unlisted = institutions.lacks(bid.institution.as_str(), Some(&bid.institution_name)).then(|| Complaint {
        column: "统一社会信用代码",
        code: Code::UnknownInstitution,
        level: Level::NeedsReason,
        message: message(),
    });
    let project = unknown_project(&bid.project_code, projects, Level::Error);
    project.chain(unlisted).chain(names.same("机构名称", &bid.institution, &bid.institution_name)).collect()
}

fn check_technical_mark(mark: &TechnicalMark, projects: &Known<'_>, bids: &Known<'_>) -> Vec<Complaint> {
    let mut complaints: Vec<Complaint> = unknown_project(&mark.project_code, projects, Level::Error).collect();
    if complaints.is_empty() && bids.lacks(&Bid::key(&mark.project_code, &mark.institution), None) {
        let message = "投标表中没有该机构对该项目的投标：请核对项目编码和统一社会信用代码".to_owned();
        complaints.push(Complaint {
            column: "统一社会信用代码",
            code: Code::MarkWithoutBid,
            level: Level::Error,
            message,
        });
    }
    complaints
}

/// Complaints with the index of their row.
type Indexed = Vec<(usize, Vec<Complaint>)>;

fn complaints<R>(rows: &[Sourced<R>], check: impl Fn(&R) -> Vec<Complaint>) -> Indexed {
    let checked = rows.iter().enumerate().map(|(index, row)| (index, check(&row.value)));
    checked.filter(|(_, complaints)| !complaints.is_empty()).collect()
}

fn review<R>(collected: &mut Collected<R>, check: impl Fn(&R) -> Vec<Complaint>) {
    let found = complaints(&collected.rows, check);
    file(collected, found);
}

/// Adds complaints to the reports, moves their rows to the standing they now have, and drops the
/// rejected.
fn file<R>(collected: &mut Collected<R>, found: Indexed) {
    let Collected { rows, reports, .. } = collected;
    let is_any = !found.is_empty();
    for (index, complaints) in found {
        let Some(row) = rows.get_mut(index) else { continue };
        let at = |report: &&mut SheetReport| *report.file == *row.source.file && *report.sheet == *row.source.sheet;
        let Some(report) = reports.iter_mut().find(at) else { continue };
        let gravest = complaints.iter().map(|complaint| complaint.level).max();
        let standing = row.standing.max(Standing::of(gravest));
        report.move_row(row.standing, standing);
        row.standing = standing;
        report.findings.extend(complaints.into_iter().map(|c| c.at(row.source.row)));
    }
    if is_any {
        rows.retain(|row| row.standing != Standing::Rejected);
        reports.iter_mut().for_each(|report| report.findings.sort_by_key(|finding| finding.row));
    }
}

impl Complaint {
    fn at(self, row: u32) -> Finding {
        let Complaint { column, code, level, message } = self;
        Finding { row, column: column.to_owned(), code, level, message }
    }
}

impl From<Sheets> for Handover {
    fn from(all: Sheets) -> Handover {
        let mut report = Vec::new();
        fn rows<R>(collected: Collected<R>, report: &mut Vec<SheetReport>) -> Vec<Sourced<R>> {
            report.extend(collected.reports);
            collected.rows
        }
        Handover {
            units: rows(all.units, &mut report),
            projects: rows(all.projects, &mut report),
            institutions: rows(all.institutions, &mut report),
            lead_evaluators: rows(all.lead_evaluators, &mut report),
            experts: rows(all.experts, &mut report),
            employments: rows(all.employments, &mut report),
            kin: rows(all.kin, &mut report),
            shareholdings: rows(all.shareholdings, &mut report),
            services: rows(all.services, &mut report),
            recusals: rows(all.recusals, &mut report),
            bids: rows(all.bids, &mut report),
            technical_marks: rows(all.technical_marks, &mut report),
            review_marks: rows(all.review_marks, &mut report),
            report,
            packages: Vec::new(),
            remarks: Vec::new(),
        }
    }
}
