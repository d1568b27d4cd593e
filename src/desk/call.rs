//! What nearly every handler stands on, taken from a request at once: the database, who asks, and when.
//! Not here: what one subject needs beside that (files, packs, the vault); its handlers take it themselves.

use super::blocking;
use crate::accounts::Actor;
use crate::platform::clock::Clock;
use crate::platform::db::{Conn, Db};
use crate::platform::failure::{Failure, Outcome};
use crate::terms::Instant;
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};
use std::future::{Ready, ready};

/// A request of somebody who is logged in.
#[derive(Clone)]
pub struct Call {
    pub db: web::Data<Db>,
    pub actor: Actor,
    /// When the request came in.
    pub now: Instant,
}

impl Call {
    /// Reads from one snapshot of the database.
    pub async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Conn, &Call) -> Outcome<T> + Send + 'static,
    ) -> Outcome<T> {
        let call = self.clone();
        blocking::read(&self.db, move |conn| work(conn, &call)).await
    }

    /// Writes in one serial transaction; `work` may run more than once.
    pub async fn write<T: Send + 'static>(
        &self,
        mut work: impl FnMut(&mut Conn, &Call) -> Outcome<T> + Send + 'static,
    ) -> Outcome<T> {
        let call = self.clone();
        blocking::write(&self.db, move |conn| work(conn, &call)).await
    }
}

impl FromRequest for Call {
    type Error = Failure;
    type Future = Ready<Outcome<Call>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        ready(Actor::from_request(request, payload).into_inner().and_then(|actor| call(request, actor)))
    }
}

fn call(request: &HttpRequest, actor: Actor) -> Outcome<Call> {
    let found = request.app_data::<web::Data<Db>>().zip(request.app_data::<web::Data<Clock>>());
    let (db, clock) = found.ok_or_else(|| Failure::Fault(anyhow::anyhow!("no Db or Clock in the application")))?;
    Ok(Call { db: db.clone(), actor, now: clock.now() })
}
