//! The quality model over the marks of a division. Whoever does not see the division as a whole sees what concerns
//! them alone: an institution its own packages, an expert its own severity.

use crate::accounts::Actor;
use crate::accounts::permissions::Act;
use crate::assignments::service as assignments;
use crate::commissions::Commission;
use crate::commissions::service::Filter;
use crate::desk::commissions::list::all;
use crate::desk::commissions::reach::Sight;
use crate::packages::service as packages;
use crate::platform::db::Conn;
use crate::platform::failure::{Failure, Outcome};
use crate::quality::fit::model::{Agreement, Components, Note, Reliability};
use crate::quality::fit::{self, Fit, Mark};
use crate::quality::service as quality;
use crate::terms::Wording;
use rust_decimal::prelude::ToPrimitive;
use serde::Serialize;
use std::collections::{BTreeMap, HashMap};
use utoipa::ToSchema;

/// About 95 of 100 such intervals hold the true value.
const INTERVAL: f64 = 1.96;

/// One package. Numbers are percentages of full marks.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PackageLine {
    /// Number of the commission.
    pub number: String,
    pub project: String,
    pub institution: Option<String>,
    pub reviewers: usize,
    pub raw: f64,
    /// Absent below the minimum sample; the raw mean is shown then.
    pub corrected: Option<f64>,
    pub low: Option<f64>,
    pub high: Option<f64>,
    /// What explains the difference, or why the raw mean is shown.
    #[schema(value_type = Object)]
    pub sentence: Wording,
}

/// One institution: means over its packages.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct InstitutionLine {
    pub institution: String,
    pub packages: usize,
    pub raw: f64,
    /// Absent where a package of it has none.
    pub corrected: Option<f64>,
    pub low: Option<f64>,
    pub high: Option<f64>,
}

/// One reviewer.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ReviewerLine {
    /// Registry number.
    pub reviewer: String,
    pub name: String,
    pub packages: usize,
    /// Points below what an average reviewer gives: positive is severe. Absent below the minimum sample.
    pub severity: Option<f64>,
    pub low: Option<f64>,
    pub high: Option<f64>,
}

/// One criterion: how far reviewers agree on it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CriterionLine {
    pub criterion: String,
    pub raw: f64,
    /// Krippendorff's alpha for interval and ordinal data.
    pub alpha_interval: Option<f64>,
    pub alpha_ordinal: Option<f64>,
    /// Share of one mark's variance that is quality.
    pub icc: Option<f64>,
}

/// The whole page. Lists are empty for those whom they do not concern.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Dashboard {
    pub marks: usize,
    #[schema(value_type = Option<Object>)]
    pub components: Option<Components>,
    #[schema(value_type = Option<Object>)]
    pub reliability: Option<Reliability>,
    #[schema(value_type = Option<Object>)]
    pub agreement: Option<Agreement>,
    pub packages: Vec<PackageLine>,
    pub institutions: Vec<InstitutionLine>,
    pub reviewers: Vec<ReviewerLine>,
    pub criteria: Vec<CriterionLine>,
    #[schema(value_type = Vec<Object>)]
    pub notes: Vec<Note>,
}

/// What the marks are about, by the labels of the model.
#[derive(Default)]
struct Known {
    commissions: HashMap<String, Commission>,
    /// Registry number and name by the expert's id.
    experts: HashMap<String, (String, String)>,
}

/// The dashboard of a reader.
pub fn dashboard(conn: &mut Conn, actor: &Actor) -> Outcome<Dashboard> {
    let sight = Sight::of(actor, Act::ReadQuality)?;
    let filter = Filter { division: Some(actor.division.as_str().to_owned()), ..Filter::default() };
    let mut known = Known::default();
    let mut marks = Vec::new();
    for commission in all(conn, &filter)? {
        marks.extend(marks_of(conn, &commission, &mut known)?);
        known.commissions.insert(commission.number.clone(), commission);
    }
    if marks.is_empty() {
        return Ok(shown(&sight, &known, None));
    }
    let fitted =
        fit::fit(&marks).map_err(|fault| Failure::Fault(anyhow::anyhow!("quality of marks on record: {fault}")))?;
    Ok(shown(&sight, &known, Some(fitted)))
}

fn marks_of(conn: &mut Conn, commission: &Commission, known: &mut Known) -> Outcome<Vec<Mark>> {
    let Some(package) = packages::accepted(conn, commission.id.as_str())? else { return Ok(Vec::new()) };
    let seats: HashMap<i32, String> = assignments::reviewers_of(conn, commission.id.as_str())?
        .into_iter()
        .map(|seat| {
            known.experts.insert(seat.expert_id.clone(), (seat.expert_number, seat.expert_name));
            (seat.seat, seat.expert_id)
        })
        .collect();
    let given = quality::marks(conn, &package.id)?;
    let mark = |mark: crate::quality::model::ReviewMark| {
        let (points, full) = (mark.points.0.to_f64()?, mark.maximum.0.to_f64().filter(|full| *full > 0.0)?);
        Some(Mark {
            package: commission.number.clone(),
            // A seat whose expert is not on record is somebody that marked nothing else.
            reviewer: seats.get(&mark.seat).cloned().unwrap_or_else(|| format!("{}#{}", commission.number, mark.seat)),
            criterion: mark.criterion,
            mark: points / full * 100.0,
            day: None,
        })
    };
    Ok(given.into_iter().filter_map(mark).collect())
}

fn shown(sight: &Sight, known: &Known, fitted: Option<Fit>) -> Dashboard {
    let Some(fit) = fitted else {
        return Dashboard {
            marks: 0,
            components: None,
            reliability: None,
            agreement: None,
            packages: Vec::new(),
            institutions: Vec::new(),
            reviewers: Vec::new(),
            criteria: Vec::new(),
            notes: Vec::new(),
        };
    };
    let concerns = |c: &Commission| match sight {
        Sight::Institution(id) => c.institution_id.as_ref() == Some(id),
        Sight::Expert(_) => false,
        _ => true,
    };
    let is_whole = sight.is_whole();
    let packages: Vec<PackageLine> = fit
        .packages
        .iter()
        .filter_map(|package| Some((package, known.commissions.get(&package.package).filter(|c| concerns(c))?)))
        .map(|(package, commission)| PackageLine {
            number: commission.number.clone(),
            project: commission.project_name.clone(),
            institution: commission.institution_name.clone(),
            reviewers: package.reviewers,
            raw: package.raw_mean,
            corrected: package.corrected,
            low: interval(package.corrected, package.standard_error, -INTERVAL),
            high: interval(package.corrected, package.standard_error, INTERVAL),
            sentence: package.sentence.clone(),
        })
        .collect();
    Dashboard {
        institutions: institutions(&packages),
        packages,
        reviewers: reviewers(sight, known, &fit),
        criteria: if is_whole { criteria(&fit) } else { Vec::new() },
        marks: if is_whole { fit.marks } else { 0 },
        components: fit.components.filter(|_| is_whole),
        reliability: fit.reliability.filter(|_| is_whole),
        agreement: Some(fit.agreement).filter(|_| is_whole),
        notes: if is_whole { fit.notes } else { Vec::new() },
    }
}

fn interval(middle: Option<f64>, error: Option<f64>, times: f64) -> Option<f64> {
    Some(rounded(middle? + times * error?))
}

fn rounded(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}

/// Means over the packages of each institution, by name. The errors of packages are taken for independent.
fn institutions(packages: &[PackageLine]) -> Vec<InstitutionLine> {
    let mut by_name = BTreeMap::<&str, Vec<&PackageLine>>::new();
    for line in packages {
        if let Some(name) = &line.institution {
            by_name.entry(name).or_default().push(line);
        }
    }
    let line = |(name, of): (&str, Vec<&PackageLine>)| {
        let count = of.len() as f64;
        let corrected: Option<Vec<f64>> = of.iter().map(|line| line.corrected).collect();
        let middle = corrected.map(|all| all.iter().sum::<f64>() / count);
        let half: Option<Vec<f64>> = of.iter().map(|line| Some((line.high? - line.low?) / 2.0)).collect();
        let half = half.map(|all| all.iter().map(|half| half * half).sum::<f64>().sqrt() / count);
        InstitutionLine {
            institution: name.to_owned(),
            packages: of.len(),
            raw: rounded(of.iter().map(|line| line.raw).sum::<f64>() / count),
            corrected: middle.map(rounded),
            low: interval(middle, half, -1.0),
            high: interval(middle, half, 1.0),
        }
    };
    by_name.into_iter().map(line).collect()
}

fn reviewers(sight: &Sight, known: &Known, fit: &Fit) -> Vec<ReviewerLine> {
    let concerns = |id: &str| match sight {
        Sight::Expert(own) => own == id,
        _ => sight.is_whole(),
    };
    let line = |reviewer: &fit::model::ReviewerFit| {
        let (number, name) = known.experts.get(&reviewer.reviewer)?;
        Some(ReviewerLine {
            reviewer: number.clone(),
            name: name.clone(),
            packages: reviewer.packages,
            severity: reviewer.severity,
            low: interval(reviewer.severity, reviewer.standard_error, -INTERVAL),
            high: interval(reviewer.severity, reviewer.standard_error, INTERVAL),
        })
    };
    let mut lines: Vec<ReviewerLine> =
        fit.reviewers.iter().filter(|r| concerns(&r.reviewer)).filter_map(line).collect();
    lines.sort_by(|a, b| a.reviewer.cmp(&b.reviewer));
    lines
}

fn criteria(fit: &Fit) -> Vec<CriterionLine> {
    let line = |criterion: &fit::model::CriterionFit| CriterionLine {
        criterion: criterion.criterion.clone(),
        raw: criterion.raw_mean,
        alpha_interval: criterion.agreement.interval,
        alpha_ordinal: criterion.agreement.ordinal,
        icc: criterion.reliability.map(|found| found.single),
    };
    fit.criteria.iter().map(line).collect()
}
