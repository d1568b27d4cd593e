//! The documents of the index as the database has them: the registry's rows and the seats held.

use crate::assignments::service as assignments;
use crate::platform::db::{Conn, Db};
use crate::platform::failure::Outcome;
use crate::registry::model::LibraryRow;
use crate::registry::service as registry;
use crate::search::Document;
use crate::search::service::Source;

pub struct FromDatabase(pub Db);

impl Source for FromDatabase {
    fn after(&self, number: &str, limit: usize) -> Outcome<Vec<Document>> {
        self.0.read(|conn| {
            let rows = registry::library_after(conn, number, limit)?;
            documents(conn, rows)
        })
    }

    fn of(&self, numbers: &[String]) -> Outcome<Vec<Document>> {
        self.0.read(|conn| {
            let rows = registry::library_rows(conn, numbers)?;
            documents(conn, rows)
        })
    }

    fn waiting(&self, limit: usize) -> Outcome<Vec<(String, String)>> {
        self.0.read(|conn| registry::index_waiting(conn, limit))
    }

    fn applied(&self, ids: &[String]) -> Outcome<()> {
        self.0.write(|conn| registry::index_applied(conn, ids))
    }
}

fn documents(conn: &mut Conn, rows: Vec<LibraryRow>) -> Outcome<Vec<Document>> {
    let ids: Vec<String> = rows.iter().map(|row| row.id.clone()).collect();
    let loads = assignments::loads(conn, &ids)?;
    let load = |id: &str| loads.get(id).and_then(|n| u64::try_from(*n).ok()).unwrap_or_default();
    Ok(rows.into_iter().map(|row| (load(&row.id), row)).map(|(load, row)| Document::of(row, load)).collect())
}
