//! A draft as its institution sees it: files, what is under way, what the gate would say now, and what
//! changed since the version before.

use crate::accounts::Actor;
use crate::accounts::permissions::Act;
use crate::commissions::Commission;
use crate::desk::call::Call;
use crate::desk::commissions::view as commissions;
use crate::packages::differences::{self, FileChange, ScoreChange};
use crate::packages::examine::{Context, Examined, compare, examine};
use crate::packages::model::{GateFinding, PackageFile, Standing};
use crate::packages::rules::{GateDecision, GateInputs, decide};
use crate::packages::uploads::checks::is_open;
use crate::packages::uploads::model::{Form, Upload};
use crate::packages::{draft, service as packages};
use crate::platform::db::Conn;
use crate::platform::failure::Outcome;
use crate::platform::files::FileStore;
use crate::policy::{Pack, Packs};
use crate::terms::{Instant, Score, Sha256Hex};
use serde::Serialize;
use utoipa::ToSchema;

/// The draft and what it would come to.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DraftView {
    pub number: String,
    pub project: String,
    /// True while files may be uploaded and the package submitted.
    pub is_open: bool,
    /// True where a virus scanner is asked of every file.
    pub is_scanned: bool,
    pub files: Vec<DraftFile>,
    /// Bytes of all files.
    pub size: u64,
    pub unfinished: Vec<Unfinished>,
    /// What the gate would say now; null without files.
    pub check: Option<Check>,
    /// The version before, if there is one.
    pub earlier: Option<Earlier>,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DraftFile {
    pub path: String,
    pub size: u64,
    #[schema(value_type = String)]
    pub sha256: Sha256Hex,
}

/// An upload that has not come to its end.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Unfinished {
    pub path: String,
    /// Where to go on with it.
    pub href: String,
    pub received: u64,
    pub total: Option<u64>,
    #[schema(value_type = String, format = DateTime)]
    pub expires_at: Instant,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Check {
    pub standing: Standing,
    #[schema(value_type = String)]
    pub score: Score,
    #[schema(value_type = Vec<Object>)]
    pub findings: Vec<GateFinding>,
}

/// What differs from the version before.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Earlier {
    pub version: i32,
    pub standing: Standing,
    pub files: Vec<FileChange>,
    pub scores: Vec<ScoreChange>,
}

/// What is read before the files are looked into.
struct Gathered {
    commission: Commission,
    files: Vec<PackageFile>,
    uploads: Vec<Upload>,
    versions: Vec<crate::packages::model::Package>,
}

/// The whole view. Blocks: it reads table and report from the store.
pub fn of(call: &Call, store: &dyn FileStore, packs: &Packs, number: &str) -> Outcome<DraftView> {
    let gathered = call.db.read(|conn| gather(conn, &call.actor, number))?;
    let Gathered { commission, files, uploads, versions } = gathered;
    let examined = match files.is_empty() {
        true => None,
        false => Some(look(store, packs, &commission, &files)?),
    };
    let earlier = versions.first().map(|before| Earlier {
        version: before.version,
        standing: before.standing,
        files: differences::files(&before.files, &files),
        scores: examined.as_ref().map(|e| differences::scores(&before.table, &e.table)).unwrap_or_default(),
    });
    let check = examined.map(|Examined { table, mut facts }| {
        versions.first().into_iter().for_each(|before| compare(&mut facts, &before.table));
        let inputs = GateInputs { files: files.clone(), table, facts: Some(facts) };
        let GateDecision { standing, score, findings } = decide(&inputs);
        Check { standing, score, findings }
    });
    Ok(DraftView {
        number: commission.number.clone(),
        project: commission.project_name,
        is_open: is_open(commission.state),
        is_scanned: false,
        size: files.iter().map(|f| f.bytes).sum(),
        files: files.into_iter().map(|f| DraftFile { path: f.path, size: f.bytes, sha256: f.sha256 }).collect(),
        unfinished: uploads.into_iter().map(unfinished).collect(),
        check,
        earlier,
    })
}

fn gather(conn: &mut Conn, actor: &Actor, number: &str) -> Outcome<Gathered> {
    let commission = commissions::find(conn, actor, Act::SubmitPackage, number)?;
    let id = commission.id.as_str();
    let uploads =
        draft::unfinished(conn, id)?.into_iter().filter(|u| matches!(u.form, Form::Whole | Form::Bag)).collect();
    Ok(Gathered { files: draft::files(conn, id)?, uploads, versions: packages::of_commission(conn, id)?, commission })
}

fn unfinished(upload: Upload) -> Unfinished {
    Unfinished {
        href: crate::desk::uploads::address(upload.id.as_str()),
        path: upload.path,
        received: upload.received,
        total: upload.total,
        expires_at: upload.expires_at,
    }
}

/// Looks into the files with the pack that the commission was planned under, or its successor.
pub fn look(store: &dyn FileStore, packs: &Packs, commission: &Commission, files: &[PackageFile]) -> Outcome<Examined> {
    let pack: &Pack = packs.get(&commission.policy_id).map_err(anyhow::Error::new)?;
    let context = Context { pack, kind: &commission.evaluation_kind, budget: Some(commission.budget) };
    examine(&context, files, &mut |file| packages::content(store, file, u64::MAX))
}
