//! The evaluation packages, newest first, and the indicator table of the one that counts.

use super::{Reader, plain};
use crate::accounts::permissions::Act;
use crate::packages::indicator_table::Indicator;
use crate::packages::model::{GateFinding, GateLevel, Package, PackageFile, Standing};
use crate::packages::service as packages;
use crate::platform::db::Conn;
use crate::platform::failure::Outcome;
use crate::terms::{Instant, Score, Wording};
use serde::Serialize;
use utoipa::ToSchema;

/// Packages and indicators.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
pub struct PackagesSection {
    pub packages: Vec<PackageRow>,
    /// Of the accepted version, else of the newest.
    pub indicators: Vec<IndicatorRow>,
    pub indicator_total: Option<IndicatorTotal>,
}

/// One submitted version.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PackageRow {
    pub id: String,
    pub version: i32,
    pub state: Standing,
    #[schema(value_type = String, format = DateTime)]
    pub at: Instant,
    pub by: Option<String>,
    /// Bytes of all files.
    pub size: u64,
    pub files: Vec<FileRow>,
    pub findings: Vec<FindingRow>,
    /// The whole version as a bag, for those who may download it.
    pub bag: Option<String>,
    /// The archival check of it, for the same people.
    pub assessment: Option<String>,
    /// Passages shared with other reports, for the same people.
    pub reuse: Option<String>,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct FileRow {
    pub path: String,
    pub size: u64,
    pub sha256: String,
    /// Where to download it, for those who may.
    pub href: Option<String>,
}

/// What the completeness gate found.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct FindingRow {
    /// `error` or `warning`.
    #[schema(value_type = String)]
    pub level: GateLevel,
    #[schema(value_type = Object)]
    pub sentence: Wording,
    pub place: String,
}

/// One line of the indicator table; points as decimal text.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct IndicatorRow {
    pub level1: String,
    pub level2: String,
    pub level3: String,
    #[schema(value_type = String)]
    pub weight: Score,
    #[schema(value_type = String)]
    pub score: Score,
    /// Why points were lost.
    pub reason: Option<String>,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct IndicatorTotal {
    #[schema(value_type = String)]
    pub weight: Score,
    #[schema(value_type = String)]
    pub score: Score,
}

pub(super) fn of(conn: &mut Conn, reader: &Reader<'_>) -> Outcome<PackagesSection> {
    if reader.sight(conn, Act::ReadPackage)?.is_none() {
        return Ok(PackagesSection::default());
    }
    let versions = packages::of_commission(conn, reader.commission.id.as_str())?;
    let counting = versions.iter().find(|p| p.standing == Standing::Accepted).or(versions.first());
    let indicators = counting.map(|p| p.table.indicators.iter().map(indicator).collect()).unwrap_or_default();
    let may_download = reader.sight(conn, Act::DownloadPackageFile)?.is_some();
    Ok(PackagesSection {
        indicator_total: counting.filter(|p| !p.table.indicators.is_empty()).map(total),
        indicators,
        packages: versions.into_iter().map(|p| row(reader, p, may_download)).collect(),
    })
}

fn row(reader: &Reader<'_>, package: Package, may_download: bool) -> PackageRow {
    let href = |f: &PackageFile| may_download.then(|| crate::desk::packages::file_address(&package.id, &f.path));
    let file =
        |f: &PackageFile| FileRow { path: f.path.clone(), size: f.bytes, sha256: f.sha256.to_string(), href: href(f) };
    PackageRow {
        version: package.version,
        state: package.standing,
        at: package.submitted_at,
        by: reader.commission.institution_name.clone(),
        size: package.files.iter().map(|f| f.bytes).sum(),
        files: package.files.iter().map(file).collect(),
        findings: package.findings.iter().map(finding).collect(),
        bag: may_download.then(|| format!("/packages/{}/bag.zip", package.id)),
        assessment: may_download.then(|| crate::desk::packages::assessment_address(&package.id)),
        reuse: may_download.then(|| crate::desk::packages::reuse_address(&package.id)),
        id: package.id,
    }
}

fn finding(finding: &GateFinding) -> FindingRow {
    FindingRow { level: finding.level, sentence: plain(&finding.message), place: finding.place.clone() }
}

fn indicator(i: &Indicator) -> IndicatorRow {
    IndicatorRow {
        level1: i.level_1.clone(),
        level2: i.level_2.clone(),
        level3: i.level_3.clone(),
        weight: i.weight,
        score: i.score,
        reason: i.reason.clone(),
    }
}

fn total(package: &Package) -> IndicatorTotal {
    IndicatorTotal { weight: package.table.indicators.iter().map(|i| i.weight).sum(), score: package.table.total() }
}
