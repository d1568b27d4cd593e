//! A fresh database for each test, and every database test on both kinds.

use super::postgres::{self, PostgresDatabase};
use tempfile::TempDir;

/// An empty database, gone with this value.
pub struct Database {
    url: String,
    _kept: Kept,
}

/// What has to live as long as the database is used.
#[expect(dead_code, reason = "held for its drop alone")]
enum Kept {
    Folder(TempDir),
    Server(PostgresDatabase),
}

/// A file of its own that does not exist yet: `sqlite:///tmp/…/hengping.db`.
pub fn sqlite() -> Database {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let url = format!("sqlite://{}", folder.path().join("hengping.db").display());
    Database { url, _kept: Kept::Folder(folder) }
}

/// A database of its own on the private server; `None`, said on standard error, where none is installed.
pub fn postgres() -> Option<Database> {
    let database = postgres::create_database()?;
    Some(Database { url: database.url(), _kept: Kept::Server(database) })
}

impl Database {
    pub fn url(&self) -> &str {
        &self.url
    }
}

/// Runs a future as the web server would, on one thread.
pub fn block_on<F: Future>(future: F) -> F::Output {
    actix_web::rt::System::new().block_on(future)
}

/// Makes the tests `name::sqlite` and `name::postgres` of one body, which gets the URL of an empty database.
///
/// `on_each_database!(awards_once, |url| { … });` or, where the body awaits,
/// `on_each_database!(awards_once, async |url| { … });`
macro_rules! on_each_database {
    ($name:ident, |$url:ident| $body:block) => {
        fn $name($url: &str) $body
        $crate::support::database::on_each_database!(@tests $name, |url| super::$name(url));
    };
    ($name:ident, async |$url:ident| $body:block) => {
        async fn $name($url: &str) $body
        $crate::support::database::on_each_database!(@tests $name, |url| {
            $crate::support::database::block_on(super::$name(url))
        });
    };
    (@tests $name:ident, |$url:ident| $run:expr) => {
        mod $name {
            #[test]
            fn sqlite() {
                let database = $crate::support::database::sqlite();
                let $url = database.url();
                $run
            }

            #[test]
            fn postgres() {
                if let Some(database) = $crate::support::database::postgres() {
                    let $url = database.url();
                    $run
                }
            }
        }
    };
}
pub(crate) use on_each_database;
