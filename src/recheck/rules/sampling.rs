//! The stratified sample: how many of each stratum, and the draw's specification.
//!
//! Every stratum gives at least one where the sample is large enough; the rest goes by size, by largest remainders, so
//! that the shares add up exactly. What is drawn within a stratum follows from the verifiable draw, one hash a place.

use crate::assignments::draw::{Alg, Candidate, DrawSpec, Rules};
use crate::recheck::model::{Listed, Strata};
use crate::terms::{Sha256Hex, Wording, canonical};
use serde_json::json;
use std::collections::BTreeMap;

/// Upper ends of the bands of amounts, in fen: 1 and 10 million yuan.
const BANDS: [(i64, &str); 2] = [(100_000_000, "100万元以下"), (1_000_000_000, "100万元至1000万元")];
const LARGEST_BAND: &str = "1000万元及以上";
const NO_GRADE: &str = "未填等级";

/// A sample that cannot be planned.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlanFault {
    #[error("抽样数 {size} 超出范围，清单共 {listed} 项 / the sample of {size} does not fit a list of {listed}")]
    Size { size: u32, listed: u32 },
    #[error("清单无法形成抽样说明：{0} / the list makes no draw: {0}")]
    Draw(String),
}

impl PlanFault {
    /// In both languages.
    pub fn wording(&self) -> Wording {
        match self {
            PlanFault::Size { size, listed } => Wording::new(
                format!("抽样数 {size} 超出范围，清单共 {listed} 项"),
                format!("A sample of {size} does not fit a list of {listed}."),
            ),
            PlanFault::Draw(why) => {
                Wording::new(format!("清单无法形成抽样说明：{why}"), format!("The list makes no draw: {why}"))
            }
        }
    }
}

/// The stratum of one self-evaluation.
pub fn stratum(listed: &Listed, by: Strata) -> String {
    match by {
        Strata::Department => listed.department.clone(),
        Strata::Amount => {
            let band = BANDS.iter().find(|(below, _)| listed.amount.0 < *below);
            band.map_or(LARGEST_BAND, |(_, name)| name).to_owned()
        }
        Strata::Grade => listed.grade.clone().unwrap_or_else(|| NO_GRADE.to_owned()),
    }
}

/// How many each stratum lists.
pub fn strata(list: &[Listed], by: Strata) -> BTreeMap<String, u32> {
    let mut counts = BTreeMap::new();
    for listed in list {
        *counts.entry(stratum(listed, by)).or_insert(0) += 1;
    }
    counts
}

/// How many of each stratum are drawn.
///
/// # Errors
/// Nothing is to be drawn, or more than there is.
pub fn shares(strata: &BTreeMap<String, u32>, size: u32) -> Result<BTreeMap<String, u32>, PlanFault> {
    let listed: u32 = strata.values().sum();
    if size == 0 || size > listed {
        return Err(PlanFault::Size { size, listed });
    }
    let each = u32::from(usize::try_from(size).is_ok_and(|size| size >= strata.len()));
    let count = u32::try_from(strata.len()).unwrap_or(u32::MAX);
    let rest = size - each * count;
    let weights: u64 = strata.values().map(|listed| u64::from(listed - each)).sum();
    let mut shares = BTreeMap::new();
    let mut remainders = Vec::new();
    let mut given = 0;
    for (name, listed) in strata {
        let product = u64::from(rest) * u64::from(listed - each);
        let (whole, remainder) = (product.checked_div(weights), product.checked_rem(weights));
        let whole = u32::try_from(whole.unwrap_or(0)).unwrap_or(u32::MAX);
        given += whole;
        shares.insert(name.clone(), each + whole);
        remainders.push((remainder.unwrap_or(0), name.clone()));
    }
    // The largest remainders first, equal ones by name.
    remainders.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    let missing = usize::try_from(rest - given).unwrap_or(usize::MAX);
    for (_, name) in remainders.into_iter().take(missing) {
        shares.entry(name).and_modify(|share| *share += 1);
    }
    shares.retain(|_, share| *share > 0);
    Ok(shares)
}

/// The digest of the list, published with the rules, so that no row can be changed after the announcement.
pub fn digest(list: &[Listed]) -> Sha256Hex {
    // Structs of texts and numbers always have a JSON form.
    let value = serde_json::to_value(list).unwrap_or_default();
    Sha256Hex::of(canonical::to_string(&value).as_bytes())
}

/// The specification of the sample, before there are seeds.
///
/// # Errors
/// [`PlanFault`] when the size does not fit, or the list makes no draw.
pub fn spec(draw_id: &str, list: &[Listed], by: Strata, size: u32) -> Result<DrawSpec, PlanFault> {
    let shares = shares(&strata(list, by), size)?;
    let groups: Vec<_> = shares.iter().map(|(category, seats)| json!({"category": category, "seats": seats})).collect();
    let rules = json!({
        "seats": size, "groups": groups, "title": "自评抽查复核", "strata": by.word(), "list_sha256": digest(list).as_str(),
    });
    let rules: Rules = serde_json::from_value(rules).map_err(|e| PlanFault::Draw(e.to_string()))?;
    let candidate = |l: &Listed| Candidate { id: l.id.clone(), employer: l.unit.clone(), category: stratum(l, by) };
    Ok(DrawSpec {
        alg: Alg::Sha256,
        draw_id: draw_id.to_owned(),
        rules,
        pool: list.iter().map(candidate).collect(),
        conflicted: Vec::new(),
        declines: Vec::new(),
        parties: BTreeMap::new(),
        public: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assignments::draw;
    use crate::terms::{Fen, Score};
    use proptest::prelude::*;

    fn list(departments: &[u32]) -> Vec<Listed> {
        let of = departments.iter().enumerate().flat_map(|(at, count)| vec![at; *count as usize]);
        let one = |(row, at): (usize, usize)| Listed {
            id: format!("{:05}", row + 1),
            code: None,
            project: format!("项目{row}"),
            unit: format!("单位{}", row % 7),
            department: format!("部门{at:02}"),
            score: Score(90.into()),
            grade: None,
            amount: Fen(row as i64 * 30_000_000),
        };
        of.enumerate().map(one).collect()
    }

    fn named(counts: &[u32]) -> BTreeMap<String, u32> {
        counts.iter().enumerate().map(|(at, count)| (format!("{at:02}"), *count)).collect()
    }

    #[test]
    fn shares_by_hand() {
        let cases: [(&[u32], u32, &[u32]); 5] = [
            // One each, then 7 by 9 : 49 : 129 = 0.34, 1.83, 4.83: whole 0, 1, 4, remainders to the second and third.
            (&[10, 50, 130], 10, &[1, 3, 6]),
            (&[10, 50, 130], 190, &[10, 50, 130]),
            (&[5, 5, 5], 4, &[2, 1, 1]),
            (&[5, 5, 5], 2, &[1, 1]),
            (&[1, 1, 1], 3, &[1, 1, 1]),
        ];
        for (counts, size, expected) in cases {
            let found: Vec<u32> = shares(&named(counts), size).unwrap().into_values().collect();
            assert_eq!(found, expected, "{counts:?} {size}");
        }
        assert_eq!(shares(&named(&[3]), 0), Err(PlanFault::Size { size: 0, listed: 3 }));
        assert_eq!(shares(&named(&[3]), 4), Err(PlanFault::Size { size: 4, listed: 3 }));
    }

    #[test]
    fn a_sample_is_drawn_by_strata_and_holds_when_drawn_again() {
        let list = list(&[10, 50, 130]);
        let mut spec = spec("2021-ZC01", &list, Strata::Department, 10).unwrap();
        spec.parties =
            [("finance", "1a"), ("witness", "2b")].map(|(role, byte)| (role.to_owned(), byte.repeat(32))).into();
        let result = draw::run(&spec).unwrap();
        assert_eq!((result.selected.len(), result.shortage), (10, 0));
        let of = |department: &str| {
            let own = |id: &&String| list.iter().any(|l| l.id == **id && l.department == department);
            result.selected.iter().filter(own).count()
        };
        assert_eq!([of("部门00"), of("部门01"), of("部门02")], [1, 3, 6]);
        let record = draw::DrawRecord { spec: spec.clone(), result };
        assert!(draw::verify(&record).is_empty());
        // A changed row changes what was announced.
        let mut forged = list.clone();
        forged[3].score = Score(60.into());
        let other = super::spec("2021-ZC01", &forged, Strata::Department, 10).unwrap();
        assert_ne!(draw::announce(&spec).unwrap().context, draw::announce(&other).unwrap().context);
    }

    #[test]
    fn bands_of_amounts_are_half_open() {
        let mut row = list(&[1]).remove(0);
        for (fen, band) in
            [(99_999_999, "100万元以下"), (100_000_000, "100万元至1000万元"), (1_000_000_000, LARGEST_BAND)]
        {
            row.amount = Fen(fen);
            assert_eq!(stratum(&row, Strata::Amount), band);
        }
        assert_eq!(stratum(&row, Strata::Grade), NO_GRADE);
    }

    proptest! {
        #[test]
        fn shares_add_up_and_fit(counts in prop::collection::vec(1u32..500, 1..40), part in 1u32..=1000) {
            let strata = named(&counts);
            let listed: u32 = counts.iter().sum();
            let size = (listed * part).div_ceil(1000).max(1);
            let shares = shares(&strata, size).unwrap();
            prop_assert_eq!(shares.values().sum::<u32>(), size);
            prop_assert!(shares.iter().all(|(name, share)| share <= &strata[name]));
            prop_assert!(size < counts.len() as u32 || shares.len() == counts.len());
        }
    }
}
