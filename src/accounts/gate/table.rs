//! The route tree as data: every route is declared once, with its method, path, [`Access`] and
//! handler. The same declaration installs the guard and feeds the role × route matrix of the tests,
//! so a route without a rule cannot be written down.

use super::guard::pass;
use crate::accounts::model::Role;
use crate::accounts::permissions::{Act, scope};
use actix_web::body::BoxBody;
use actix_web::http::Method;
use actix_web::middleware::{Next, from_fn};
use actix_web::{FromRequest, Handler, Responder, Route, guard, web};
use std::collections::BTreeMap;

/// Who may use a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Everybody, and nobody is recognised, so that it costs no read: assets, health.
    Open,
    /// Everybody; who is logged in is still recognised.
    Public,
    /// Everybody with a valid log-in, for their own session alone.
    LoggedIn,
    /// Those whom the table of permissions allows this act. They must have replaced a first password.
    May(Act),
}

impl Access {
    /// The answer for a role, `None` standing for somebody who is not logged in.
    pub fn allows(self, role: Option<Role>) -> bool {
        match (self, role) {
            (Access::Open | Access::Public, _) => true,
            (Access::LoggedIn, role) => role.is_some(),
            (Access::May(act), Some(role)) => scope(role, act).is_some(),
            (Access::May(_), None) => false,
        }
    }
}

/// What a declaration leaves for tests and documentation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Declared {
    pub method: Method,
    /// An actix pattern such as `/experts/{id}`.
    pub path: &'static str,
    pub access: Access,
}

/// All routes of the product, or of one room.
#[derive(Default)]
pub struct RouteTable {
    routes: Vec<(Declared, Route)>,
}

/// Declares one method, which all have the same shape.
macro_rules! method {
    ($name:ident, $method:ident, $doc:literal) => {
        #[doc = $doc]
        pub fn $name<F, Args>(&mut self, path: &'static str, access: Access, handler: F) -> &mut Self
        where
            F: Handler<Args>,
            Args: FromRequest + 'static,
            F::Output: Responder + 'static,
        {
            self.declare(Method::$method, path, access, handler)
        }
    };
}

impl RouteTable {
    pub fn new() -> RouteTable {
        RouteTable::default()
    }

    method!(get, GET, "Declares a GET route; it answers HEAD too.");
    method!(post, POST, "Declares a POST route.");
    method!(put, PUT, "Declares a PUT route.");
    method!(patch, PATCH, "Declares a PATCH route.");
    method!(delete, DELETE, "Declares a DELETE route.");
    method!(head, HEAD, "Declares a HEAD route where GET would be wrong, as in resumable uploads.");

    /// Declares a route of any method.
    pub fn declare<F, Args>(&mut self, method: Method, path: &'static str, access: Access, handler: F) -> &mut Self
    where
        F: Handler<Args>,
        Args: FromRequest + 'static,
        F::Output: Responder + 'static,
    {
        let matching = match method {
            Method::GET => guard::Any(guard::Get()).or(guard::Head()),
            ref other => guard::Any(guard::Method(other.clone())),
        };
        let door = from_fn(move |request, next: Next<BoxBody>| pass(access, request, next));
        let route = web::route().guard(matching).to(handler).wrap(door);
        self.routes.push((Declared { method, path, access }, route));
        self
    }

    /// What has been declared, in the order of declaration.
    pub fn declared(&self) -> impl Iterator<Item = &Declared> {
        self.routes.iter().map(|(declared, _)| declared)
    }

    /// Puts all routes into the application: one resource for each path, with all its methods.
    /// Fixed segments come before variable ones, so that `/experts/new` is never taken for an id,
    /// whatever the order of declaration.
    pub fn install(self, app: &mut web::ServiceConfig) {
        let mut resources: BTreeMap<Vec<Segment>, (&'static str, Vec<Route>)> = BTreeMap::new();
        for (declared, route) in self.routes {
            let entry = resources.entry(segments(declared.path)).or_insert_with(|| (declared.path, Vec::new()));
            entry.1.push(route);
        }
        for (path, routes) in resources.into_values() {
            let resource = routes.into_iter().fold(web::resource(path), |resource, route| resource.route(route));
            app.service(resource);
        }
    }
}

/// One part of a path; the order of the variants is the order of matching.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Segment {
    Fixed(&'static str),
    /// A variable with fixed text about it, as in `{no}.csv`.
    Mixed(&'static str),
    Variable(&'static str),
    /// `{rest:.*}`, which swallows slashes.
    Tail(&'static str),
}

fn segments(path: &'static str) -> Vec<Segment> {
    let one = |part: &'static str| match part {
        _ if part.contains(".*") => Segment::Tail(part),
        _ if part.starts_with('{') && part.ends_with('}') => Segment::Variable(part),
        _ if part.contains('{') => Segment::Mixed(part),
        _ => Segment::Fixed(part),
    };
    path.split('/').map(one).collect()
}
