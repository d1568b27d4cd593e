//! How long a version is kept: the years of the policy pack from the day of submission. Pure.

use crate::policy::Pack;
use crate::terms::{Day, Instant};
use serde::Serialize;
use utoipa::ToSchema;

/// Files of procurements are kept for at least 15 years (政府采购法 art. 42); a pack may say more.
const YEARS: u32 = 15;

/// The term of one version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Retention {
    pub years: u32,
    /// The last day on which it must be there.
    #[schema(value_type = String, format = Date)]
    pub until: Day,
}

impl Retention {
    /// The term by the pack's rule, or by the law's least.
    pub fn of(pack: Option<&Pack>, submitted_at: Instant) -> Retention {
        let years = pack.and_then(|pack| pack.resolve(|rules| &rules.packages.retention).value().map(|y| y.get()));
        let years = years.unwrap_or(YEARS);
        Retention { years, until: submitted_at.day_in_china().months_after(years.saturating_mul(12)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Packs;

    #[test]
    fn the_term_runs_from_the_day_of_submission_in_china() {
        let packs = Packs::embedded().unwrap();
        let cases = [("2022-02-28T23:30:00", "2037-02-28"), ("2024-02-29T08:00:00", "2039-02-28")];
        for (submitted, until) in cases {
            let at = Instant::from_china(submitted).unwrap();
            for pack in [None, Some(packs.get("wuzhong-2021").unwrap())] {
                let retention = Retention::of(pack, at);
                assert_eq!((retention.years, retention.until.to_string().as_str()), (15, until), "{submitted}");
            }
        }
    }
}
