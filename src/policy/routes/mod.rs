//! The lawful routes of a commission as data: one file a route, each part with its article
//! (regulations, table 5.6a), and what is computed from them: the calendar of a route, and which routes
//! an amount opens.
//!
//! Not here: where a commission stands and who moved it (commissions), who bids (bids). Pure but for
//! nothing: files are read by the loader.

mod choice;
mod model;
mod timetable;

#[cfg(test)]
mod tests;

pub use choice::{Limits, Offer, Offered};
pub use model::{
    LeastBidders, PanelRule, PanelStep, Permission, PriceBand, Route, RouteMove, RouteNotice, RouteState, RouteStep,
    RuledPermission, START, Sense,
};
pub use timetable::{Entry, PassedHoliday, Timetable};

use super::reading::{Fault, nearest};

const EMBEDDED: &[(&str, &str)] = &[
    ("below-limit.toml", include_str!("../route_tables/below-limit.toml")),
    ("framework.toml", include_str!("../route_tables/framework.toml")),
    ("framework-direct.toml", include_str!("../route_tables/framework-direct.toml")),
    ("framework-second-bid.toml", include_str!("../route_tables/framework-second-bid.toml")),
    ("framework-rotation.toml", include_str!("../route_tables/framework-rotation.toml")),
    ("consultation.toml", include_str!("../route_tables/consultation.toml")),
    ("open-tender.toml", include_str!("../route_tables/open-tender.toml")),
    ("invited-tender.toml", include_str!("../route_tables/invited-tender.toml")),
    ("single-source.toml", include_str!("../route_tables/single-source.toml")),
];
const LIMITS: &str = include_str!("../route_tables/limits.toml");
const LIMITS_FILE: &str = "limits.toml";

/// Why the routes could not be put together or asked.
#[derive(Debug, thiserror::Error)]
pub enum RouteError {
    #[error("采购方式 {file} 有 {} 处错误，第一处：{}", faults.len(), faults.first().map(Fault::to_string).unwrap_or_default())]
    Faulty { file: String, faults: Vec<Fault> },
    #[error("没有采购方式 {asked}{hint}；可用：{known}（no such route）")]
    Unknown { asked: String, hint: String, known: String },
}

/// All routes, in the order of table 5.6a, and the figures that open them.
#[derive(Clone, Debug)]
pub struct Routes {
    routes: Vec<Route>,
    pub limits: Limits,
}

impl Routes {
    /// The routes inside the program.
    pub fn embedded() -> Result<Routes, RouteError> {
        Routes::with_sources(&[])
    }

    /// The routes inside the program, replaced or joined by those of `sources`: name and text. A source
    /// called `limits.toml` replaces the figures.
    pub fn with_sources(sources: &[(String, String)]) -> Result<Routes, RouteError> {
        let mut limits = read(LIMITS_FILE, Limits::parse(LIMITS))?;
        let mut routes: Vec<Route> = Vec::new();
        let embedded = EMBEDDED.iter().map(|(file, text)| (*file, *text));
        for (file, text) in embedded.chain(sources.iter().map(|(file, text)| (file.as_str(), text.as_str()))) {
            if file.ends_with(LIMITS_FILE) {
                limits = read(file, Limits::parse(text))?;
                continue;
            }
            let route = read(file, Route::parse(text))?;
            match routes.iter_mut().find(|known| known.id == route.id) {
                Some(known) => *known = route,
                None => routes.push(route),
            }
        }
        Ok(Routes { routes, limits })
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &Route> {
        self.routes.iter()
    }

    /// By id (`open-tender`) or by the code that commissions carry (`OPEN_TENDER`).
    pub fn get(&self, id_or_code: &str) -> Result<&Route, RouteError> {
        let found = self.routes.iter().find(|route| route.id == id_or_code || route.code == id_or_code);
        found.ok_or_else(|| {
            let ids: Vec<&str> = self.routes.iter().map(|route| route.id.as_str()).collect();
            let hint = nearest(id_or_code, &ids).map(|near| format!("，是否想写 {near}")).unwrap_or_default();
            RouteError::Unknown { asked: id_or_code.to_owned(), hint, known: ids.join("、") }
        })
    }
}

fn read<T>(file: &str, parsed: Result<T, Vec<Fault>>) -> Result<T, RouteError> {
    parsed.map_err(|faults| RouteError::Faulty { file: file.to_owned(), faults })
}
