//! The way from an asynchronous handler to the database: on a thread where blocking is allowed,
//! through one of the two doors of [`Db`].

use crate::platform::db::{Conn, Db};
use crate::platform::failure::{Failure, Outcome};
use actix_web::web;

/// Runs what may block beside the workers that answer requests.
pub async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Outcome<T> + Send + 'static) -> Outcome<T> {
    web::block(work).await.map_err(|e| Failure::Fault(e.into()))?
}

/// Reads from one snapshot of the database.
pub async fn read<T: Send + 'static>(
    db: &web::Data<Db>,
    work: impl FnOnce(&mut Conn) -> Outcome<T> + Send + 'static,
) -> Outcome<T> {
    let db = db.clone();
    blocking(move || db.read(work)).await
}

/// Writes in one serial transaction; `work` may run more than once.
pub async fn write<T: Send + 'static>(
    db: &web::Data<Db>,
    work: impl FnMut(&mut Conn) -> Outcome<T> + Send + 'static,
) -> Outcome<T> {
    let db = db.clone();
    blocking(move || db.write(work)).await
}
