//! A submitted version as a bag that a machine without Hengping can verify: its files, their digests, what
//! the gate found, the proof of its decision, its time stamp, and how to check all of it.

use super::archival::service::Dossier;
use super::bag::{self, StoredBag, write_stored};
use super::model::Package;
use crate::commissions::Commission;
use crate::platform::failure::{Failure, Outcome};
use crate::platform::files::FileStore;
use crate::terms::Sha256Hex;
use serde_json::json;
use std::io::{self, Write};

/// The bag's name, which is also that of its file without the ending.
pub fn name(commission: &Commission, package: &Package) -> String {
    format!("{}-v{}", commission.number, package.version)
}

/// The payload manifest of the bag.
pub fn manifest(package: &Package) -> String {
    bag::manifest(&listed(package))
}

fn listed(package: &Package) -> Vec<(String, Sha256Hex, u64)> {
    package.files.iter().map(|f| (f.path.clone(), f.sha256.clone(), f.bytes)).collect()
}

/// Writes the zip of the bag.
///
/// # Errors
/// `out` refuses; a file is damaged or missing, and nothing that was written is an archive then.
pub fn write(store: &dyn FileStore, dossier: &Dossier, out: &mut dyn Write) -> Outcome<()> {
    let (commission, package) = (&dossier.commission, &dossier.package);
    let mut tags = vec![
        ("README.txt".to_owned(), readme(dossier).into_bytes()),
        ("gate.json".to_owned(), gate(package)?.into_bytes()),
    ];
    tags.extend(dossier.tags()?);
    let bag =
        StoredBag { base: name(commission, package), files: listed(package), info: info(commission, package), tags };
    let mut content = |sha256: &Sha256Hex, out: &mut dyn Write| {
        store.get(sha256, out).map(drop).map_err(|failure| io::Error::other(failure.to_string()))
    };
    write_stored(&bag, &mut content, out).map_err(|e| Failure::Fault(anyhow::Error::new(e).context("bag of a package")))
}

/// How somebody who has nothing but this archive checks it.
fn readme(dossier: &Dossier) -> String {
    let Dossier { commission, package, retention, .. } = dossier;
    let has_stamp = dossier.stamp.as_ref().is_some_and(|stamp| stamp.stamped.is_some());
    let stamp = match has_stamp {
        true => README_STAMP,
        false => "没有时间戳 / no time stamp in this archive.\n",
    };
    format!(
        "评价资料包档案 / archive of an evaluation package\n\n\
         委托编号 commission: {}　第 {} 版 version\n项目 project: {}\n保存至 kept until: {}\n\n{README}{stamp}",
        commission.number, package.version, commission.project_name, retention.until
    )
}

const README: &str = "\
本文件夹是 BagIt 1.0（RFC 8493）袋，资料在 data/ 下，不需要任何专用软件即可核对：
This folder is a BagIt 1.0 bag (RFC 8493); the documents are below data/. Any machine can check it:

  sha256sum -c manifest-sha256.txt        资料逐个未变 / every document is unchanged
  sha256sum -c tagmanifest-sha256.txt     说明文件未变 / so are the files beside data/
  sha256sum -c audit/checksums.sha256     验收决定与审计账一致 / the gate's decision is the one in the ledger

gate.json         完整性检查的发现 / what the completeness gate found
assessment.txt    四性检测 / the check of authenticity, integrity, usability, security
audit/link.json   审计账的一环，SHA-256 即账上摘要 / the ledger's link, whose SHA-256 is its digest
audit/inputs.json 验收决定的依据 / what the decision was taken from

";

const README_STAMP: &str = "\
timestamp.tsr     manifest-sha256.txt 的可信时间戳（RFC 3161）/ trusted time of the manifest
  openssl ts -verify -data manifest-sha256.txt -in timestamp.tsr -CAfile 时间戳机构根证书.pem
";

/// Elements of RFC 8493 section 2.2.2. The bagging date is the day of submission: the bag does not change
/// with the day it is asked for.
fn info(commission: &Commission, package: &Package) -> Vec<(String, String)> {
    let one_line = |text: &str| text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect::<String>();
    let mut info = vec![
        ("External-Identifier".to_owned(), format!("{} v{}", commission.number, package.version)),
        ("Bagging-Date".to_owned(), package.submitted_at.day_in_china().to_string()),
        ("External-Description".to_owned(), one_line(&commission.project_name)),
        ("Bag-Group-Identifier".to_owned(), one_line(&commission.number)),
    ];
    if let Some(institution) = &commission.institution_name {
        info.insert(0, ("Source-Organization".to_owned(), one_line(institution)));
    }
    info
}

fn gate(package: &Package) -> Outcome<String> {
    let gate = json!({
        "package": package.id, "standing": package.standing, "score": package.score,
        "submitted_at": package.submitted_at, "findings": package.findings,
    });
    Ok(serde_json::to_string_pretty(&gate)?)
}
