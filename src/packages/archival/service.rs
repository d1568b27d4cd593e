//! Use cases: want a stamp, settle what was fetched, gather what the archive of a version holds.

use super::assess::{self, Assessment, Fixity, Known};
use super::proof::Proof;
use super::retention::Retention;
use super::store;
pub use super::store::StampRow;
use crate::audit::DecisionKind;
use crate::audit::service::{self as audit, DecisionFilter};
use crate::commissions::Commission;
use crate::packages::archive;
use crate::packages::model::{Package, Standing};
use crate::platform::db::Conn;
use crate::platform::failure::Outcome;
use crate::platform::files::FileStore;
use crate::platform::paging::PageAsked;
use crate::policy::Packs;
use crate::terms::{Instant, Sha256Hex};
use chrono::Duration;

/// A stamp as it came from the authority, checked.
#[derive(Clone, Debug)]
pub struct Fetched {
    pub response: Vec<u8>,
    pub at: Instant,
}

/// What is known of a version besides its files.
#[derive(Clone, Debug)]
pub struct Dossier {
    pub commission: Commission,
    pub package: Package,
    pub proof: Option<Proof>,
    pub stamp: Option<StampRow>,
    pub retention: Retention,
}

/// Wants a stamp for an accepted version, in the transaction that writes it.
pub(in crate::packages) fn want_stamp(conn: &mut Conn, package: &Package, at: Instant) -> Outcome<()> {
    match package.standing {
        Standing::Accepted => store::want(conn, &package.id, &imprint(package), at),
        Standing::Returned => Ok(()),
    }
}

/// What is stamped: the digest of the payload manifest that the archive holds.
fn imprint(package: &Package) -> Sha256Hex {
    Sha256Hex::of(archive::manifest(package).as_bytes())
}

/// Stamps that are due.
pub fn due(conn: &mut Conn, now: Instant, limit: i64) -> Outcome<Vec<StampRow>> {
    store::due(conn, now, limit)
}

/// Keeps a stamp, or puts it off: one minute, two, four, up to a day.
pub fn settle(conn: &mut Conn, row: &StampRow, fetched: &anyhow::Result<Fetched>, now: Instant) -> Outcome<()> {
    match fetched {
        Ok(Fetched { response, at }) => {
            if store::keep(conn, &row.package_id, response, *at)? {
                audit::note(conn, now, "system", "stamp_package", &row.package_id, &format!("{} {at}", row.imprint))?;
            }
            Ok(())
        }
        Err(error) => {
            let minutes = 1i64 << row.attempts.clamp(0, 10);
            let next_at = Instant::from_utc(now.0 + Duration::minutes(minutes.min(24 * 60)));
            let failure: String = format!("{error:#}").chars().take(300).collect();
            store::put_off(conn, row, &failure, next_at)
        }
    }
}

/// Gathers the dossier of a version.
pub fn dossier(conn: &mut Conn, packs: &Packs, commission: Commission, package: Package) -> Outcome<Dossier> {
    let filter = DecisionFilter {
        kind: Some(DecisionKind::PackageAcceptance),
        subject: Some(package.id.clone()),
        ..DecisionFilter::default()
    };
    let found = audit::decisions(conn, &filter, PageAsked { page: 1, size: 1 })?.items.into_iter().next();
    let inputs = found.as_ref().map(|d| audit::evidence(conn, &d.inputs_digest)).transpose()?.flatten();
    let proof = found.zip(inputs).map(|(decision, inputs)| Proof { decision, inputs });
    let retention = Retention::of(packs.get(&commission.policy_id).ok(), package.submitted_at);
    let stamp = store::find(conn, &package.id)?;
    Ok(Dossier { commission, package, proof, stamp, retention })
}

impl Dossier {
    /// The check by the four properties. `fixity` is what reading the files now came to.
    pub fn assess(&self, fixity: Fixity, is_scanned: bool) -> Assessment {
        let known = Known {
            commission: &self.commission,
            package: &self.package,
            decision_holds: self.proof.as_ref().map(Proof::holds),
            stamp: self.stamp.as_ref(),
            retention: &self.retention,
            fixity,
            is_scanned,
        };
        assess::assess(&known)
    }

    /// Tag files of the archive besides those of the bag.
    pub fn tags(&self) -> Outcome<Vec<(String, Vec<u8>)>> {
        let assessment = self.assess(Fixity::ByManifest, false);
        let mut tags = vec![
            ("assessment.json".to_owned(), serde_json::to_vec_pretty(&assessment)?),
            ("assessment.txt".to_owned(), assessment.text().into_bytes()),
        ];
        tags.extend(self.proof.iter().flat_map(Proof::files));
        if let Some((response, _)) = self.stamp.as_ref().and_then(|stamp| stamp.stamped.as_ref()) {
            tags.push(("timestamp.tsr".to_owned(), response.clone()));
        }
        Ok(tags)
    }
}

/// Reads every file of a version and compares it with its digest.
pub fn fixity(files: &dyn FileStore, package: &Package) -> Fixity {
    let bad =
        package.files.iter().filter(|file| files.get(&file.sha256, &mut std::io::sink()).ok() != Some(file.bytes));
    Fixity::Read { bad: bad.map(|file| file.path.clone()).collect() }
}
