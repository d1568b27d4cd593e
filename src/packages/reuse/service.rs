//! Use cases: keep the shingles of submitted reports, find what one shares with the others.

use super::model::{Passage, Reuse, Shared, Text};
use super::passages;
use super::{shingles, store};
use crate::commissions::{Commission, service as commissions};
use crate::packages::model::{Package, PackageFile};
use crate::packages::{docx, examine, service as packages};
use crate::platform::db::{Conn, Db};
use crate::platform::failure::Outcome;
use crate::platform::files::FileStore;

/// Reports with which passages are sought; the others share less.
const NEAREST: usize = 5;
/// Largest report that is read.
const REPORT_BYTES: u64 = 64 << 20;

/// Keeps the shingles of up to `limit` versions that have none; returns how many it did.
pub fn index(db: &Db, files: &dyn FileStore, limit: usize) -> Outcome<usize> {
    let waiting = db.read(|conn| {
        let kept = store::kept(conn)?;
        let all = packages::all_ids(conn)?;
        Ok(all.into_iter().filter(|id| !kept.contains(id)).take(limit).collect::<Vec<String>>())
    })?;
    for id in &waiting {
        let Some(package) = db.read(|conn| packages::find(conn, id))? else { continue };
        let text = text(files, &package)?;
        let hashes: Vec<i64> = shingles::kept(&text).into_keys().collect();
        db.write(|conn| store::keep(conn, id, text.letters.len(), &hashes))?;
    }
    Ok(waiting.len())
}

/// The text of a version's report; empty where it is no Word document.
fn text(files: &dyn FileStore, package: &Package) -> Outcome<Text> {
    let report = examine::report_file(&package.files).filter(|file| file.bytes <= REPORT_BYTES);
    let read = |file: &PackageFile| packages::content(files, file, REPORT_BYTES);
    let bytes = report.map(read).transpose()?.unwrap_or_default();
    Ok(Text::of(&docx::paragraphs(&bytes).unwrap_or_default()))
}

/// What the report shares with those of other commissions that `may_see` allows.
pub fn find(
    db: &Db,
    files: &dyn FileStore,
    commission: &Commission,
    package: &Package,
    may_see: impl Fn(&mut Conn, &Commission) -> Outcome<bool>,
) -> Outcome<Reuse> {
    let own = text(files, package)?;
    let hashes: Vec<i64> = shingles::kept(&own).into_keys().collect();
    let (nearest, compared) = db.read(|conn| nearest(conn, commission, &hashes, &may_see))?;
    let mut shared = Vec::new();
    for (other_commission, other) in nearest {
        let (letters, passages) = passages::shared(&own, &text(files, &other)?);
        if letters > 0 {
            shared.push(told(&own, &other_commission, &other, letters, passages));
        }
    }
    shared.sort_by(|a, b| b.letters.cmp(&a.letters).then(a.commission.cmp(&b.commission)));
    let letters = u32::try_from(own.letters.len()).unwrap_or(u32::MAX);
    let number = commission.number.clone();
    Ok(Reuse { package: package.id.clone(), commission: number, version: package.version, letters, compared, shared })
}

/// The versions that have most of these shingles, one of each commission; and how many reports there are.
fn nearest(
    conn: &mut Conn,
    own: &Commission,
    hashes: &[i64],
    may_see: &dyn Fn(&mut Conn, &Commission) -> Outcome<bool>,
) -> Outcome<(Vec<(Commission, Package)>, u32)> {
    let compared = u32::try_from(store::kept(conn)?.len()).unwrap_or(u32::MAX);
    let mut counted: Vec<(String, i64)> = store::with(conn, hashes)?.into_iter().collect();
    counted.sort_by(|a, b| b.1.cmp(&a.1).then(b.0.cmp(&a.0)));
    let mut found: Vec<(Commission, Package)> = Vec::new();
    for (id, _) in counted {
        let Some(package) = packages::find(conn, &id)? else { continue };
        let is_new = package.commission_id != own.id.as_str()
            && found.iter().all(|(c, _)| c.id.as_str() != package.commission_id);
        if is_new {
            let commission = commissions::by_id(conn, &package.commission_id)?;
            if may_see(conn, &commission)? {
                found.push((commission, package));
            }
        }
        if found.len() == NEAREST {
            break;
        }
    }
    Ok((found, compared))
}

fn told(own: &Text, commission: &Commission, package: &Package, letters: usize, passages: Vec<Passage>) -> Shared {
    Shared {
        package: package.id.clone(),
        commission: commission.number.clone(),
        project: commission.project_name.clone(),
        institution: commission.institution_name.clone(),
        version: package.version,
        letters: u32::try_from(letters).unwrap_or(u32::MAX),
        percent: passages::percent(letters, own.letters.len()),
        passages,
    }
}
