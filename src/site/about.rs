//! The state of the running product: which version it is and whether its parts answer. It says
//! nothing of the trade, so everybody who is logged in may see it.

use crate::accounts::gate::Frame;
use crate::platform::db::{Backend, Db};
use crate::platform::failure::{Failure, Outcome};
use crate::platform::files::FileStore;
use crate::policy::Packs;
use crate::terms::{Sha256Hex, Wording};
use actix_web::{HttpResponse, web};
use serde_json::{Value, json};

pub async fn page(
    frame: Frame,
    db: web::Data<Db>,
    files: web::Data<dyn FileStore>,
    packs: web::Data<Packs>,
) -> Outcome<HttpResponse> {
    let backend = match db.backend() {
        Backend::Sqlite => "SQLite",
        Backend::Postgres => "PostgreSQL",
    };
    let checks = web::block(move || checks(&db, files.as_ref())).await.map_err(|e| Failure::Fault(e.into()))?;
    let facts = json!([
        {"code": "database", "value": backend},
        {"code": "packs", "value": packs.iter().count()},
        {"code": "licence", "value": env!("CARGO_PKG_LICENSE")},
    ]);
    frame.page(
        "about",
        json!({
            "version": env!("CARGO_PKG_VERSION"),
            "actions": [{"key": "refresh", "href": "/about"}],
            "checks": checks,
            "facts": facts,
        }),
    )
}

/// Asks each part a question that it can answer only if it works.
fn checks(db: &Db, files: &dyn FileStore) -> Vec<Value> {
    let decisions = db.read(crate::audit::service::decision_count);
    let ledger = decisions
        .as_ref()
        .ok()
        .map(|count| Wording::new(format!("记录决定 {count} 项"), format!("{count} decisions on record")));
    let store = files.exists(&Sha256Hex::of(b""));
    vec![check("database", decisions.is_ok(), ledger), check("store", store.is_ok(), None)]
}

fn check(code: &str, is_ok: bool, detail: Option<Wording>) -> Value {
    json!({"code": code, "state": if is_ok { "ok" } else { "down" }, "detail": detail})
}
