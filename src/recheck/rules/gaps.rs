//! How far self-evaluations are from what was found, and what is circulated: not done as required, a gap of the pack's
//! points or more, or found poor (茌平 art. 25). Exact decimals; two decimals where a mean is shown.

use crate::assignments::draw::DrawRecord;
use crate::policy::Pack;
use crate::policy::codes::Grade;
use crate::recheck::model::{Checked, Circulated, Found, GapInputs, Gaps, Listed, Reason, StratumLine};
use crate::terms::{Score, Wording};
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// What the pack says: the points from which a gap is circulated, and below which a result is poor.
pub fn rule(pack: &Pack) -> (Option<Score>, Option<Score>) {
    let threshold = pack.resolve(|rules| &rules.self_evaluation.recheck_gap).value().copied();
    let scale = pack.resolve(|rules| &rules.grades.scale);
    let poor = scale.value().and_then(|scale| scale.band_for(Grade::Poor)).map(|band| band.to);
    (threshold, poor)
}

/// What was found of drawn items, with what list, record and pack say of them.
///
/// # Errors
/// The number of the first item that was not drawn.
pub fn inputs(
    list: &[Listed],
    record: &DrawRecord,
    found: impl IntoIterator<Item = (String, Found)>,
    (threshold, poor_below): (Option<Score>, Option<Score>),
) -> Result<GapInputs, String> {
    let strata: BTreeMap<&str, &str> = record.spec.pool.iter().map(|c| (c.id.as_str(), c.category.as_str())).collect();
    let drawn: BTreeMap<&str, &Listed> =
        list.iter().filter(|l| record.result.selected.contains(&l.id)).map(|l| (l.id.as_str(), l)).collect();
    let mut listed = BTreeMap::new();
    for stratum in strata.values() {
        *listed.entry((*stratum).to_owned()).or_insert(0) += 1;
    }
    let checked = |(id, found): (String, Found)| {
        let own = *drawn.get(id.as_str()).ok_or(id)?;
        Ok(Checked {
            id: own.id.clone(),
            project: own.project.clone(),
            unit: own.unit.clone(),
            stratum: strata.get(own.id.as_str()).copied().unwrap_or_default().to_owned(),
            own: own.score,
            found,
        })
    };
    let mut checked = found.into_iter().map(checked).collect::<Result<Vec<Checked>, String>>()?;
    checked.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(GapInputs { round: record.spec.draw_id.clone(), listed, checked, threshold, poor_below })
}

/// Own less found; `None` where nothing was found to compare.
fn gap(checked: &Checked) -> Option<Decimal> {
    checked.found.score.map(|found| checked.own.0 - found.0)
}

fn reasons(checked: &Checked, inputs: &GapInputs) -> Vec<Reason> {
    let Some(found) = checked.found.score else { return vec![Reason::NotDone] };
    let is_big = inputs.threshold.is_some_and(|threshold| (checked.own.0 - found.0).abs() >= threshold.0);
    let is_poor = inputs.poor_below.is_some_and(|below| found < below);
    [(is_big, Reason::BigGap), (is_poor, Reason::Poor)]
        .into_iter()
        .filter_map(|(holds, reason)| holds.then_some(reason))
        .collect()
}

fn mean(values: &[Decimal]) -> Option<Decimal> {
    values.iter().sum::<Decimal>().checked_div(Decimal::from(values.len()))
}

fn shown(value: Decimal) -> Score {
    Score(value).rounded(2)
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// Numbers and circulation of a round.
pub fn of(inputs: &GapInputs) -> Gaps {
    let gaps: Vec<Decimal> = inputs.checked.iter().filter_map(gap).collect();
    let distances: Vec<Decimal> = gaps.iter().map(Decimal::abs).collect();
    let circulated: Vec<Circulated> = inputs.checked.iter().filter_map(|checked| circulated(checked, inputs)).collect();
    let strata: Vec<StratumLine> = inputs.listed.iter().map(|(name, listed)| line(name, *listed, inputs)).collect();
    let listed = inputs.listed.values().sum();
    let checked = number(inputs.checked.len());
    Gaps {
        listed,
        checked,
        threshold: inputs.threshold,
        mean_gap: mean(&gaps).map(shown),
        mean_distance: mean(&distances).map(shown),
        estimate: estimate(inputs),
        wording: sentence(&inputs.round, (listed, checked), mean(&gaps).map(shown), circulated.len()),
        strata,
        circulated,
    }
}

fn circulated(checked: &Checked, inputs: &GapInputs) -> Option<Circulated> {
    let reasons = reasons(checked, inputs);
    (!reasons.is_empty()).then(|| Circulated {
        id: checked.id.clone(),
        project: checked.project.clone(),
        unit: checked.unit.clone(),
        own: checked.own,
        found: checked.found.score,
        gap: gap(checked).map(|gap| Score(gap.normalize())),
        reasons,
    })
}

fn line(name: &str, listed: u32, inputs: &GapInputs) -> StratumLine {
    let own: Vec<&Checked> = inputs.checked.iter().filter(|checked| checked.stratum == name).collect();
    let gaps: Vec<Decimal> = own.iter().filter_map(|checked| gap(checked)).collect();
    let circulated = own.iter().filter(|checked| !reasons(checked, inputs).is_empty()).count();
    StratumLine {
        stratum: name.to_owned(),
        listed,
        checked: number(own.len()),
        mean_gap: mean(&gaps).map(shown),
        circulated: number(circulated),
    }
}

/// The stratified mean: each stratum's mean weighs by what it lists. Only where every stratum has one.
fn estimate(inputs: &GapInputs) -> Option<Score> {
    let mut sum = Decimal::ZERO;
    for (name, listed) in &inputs.listed {
        let own = inputs.checked.iter().filter(|checked| checked.stratum == *name);
        let gaps: Vec<Decimal> = own.filter_map(gap).collect();
        sum += mean(&gaps)? * Decimal::from(*listed);
    }
    sum.checked_div(Decimal::from(inputs.listed.values().sum::<u32>())).map(shown)
}

fn sentence(round: &str, (listed, checked): (u32, u32), mean: Option<Score>, circulated: usize) -> Wording {
    let mean = mean.map_or_else(|| "—".to_owned(), |mean| mean.to_string());
    Wording::new(
        format!(
            "{round}：自评 {listed} 项，抽查复核 {checked} 项，自评比复核平均高 {mean} 分，应通报 {circulated} 项。"
        ),
        format!(
            "{round}: {listed} self-evaluations, {checked} re-checked, own scores higher by {mean} on average; {circulated} to be circulated."
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Packs;
    use crate::recheck::model::Found;

    fn checked(id: &str, stratum: &str, own: &str, found: Option<&str>) -> Checked {
        Checked {
            id: id.into(),
            project: "项目".into(),
            unit: "单位".into(),
            stratum: stratum.into(),
            own: own.parse().unwrap(),
            found: Found { score: found.map(|f| f.parse().unwrap()), remark: None },
        }
    }

    fn inputs(checked: Vec<Checked>) -> GapInputs {
        let pack = Packs::embedded().unwrap();
        let (threshold, poor_below) = rule(pack.get("chiping-2020").unwrap());
        let listed = [("甲", 90), ("乙", 10)].map(|(name, count)| (name.to_owned(), count)).into();
        GapInputs { round: "2021-ZC01".into(), listed, checked, threshold, poor_below }
    }

    #[test]
    fn what_is_circulated() {
        let cases = [
            ("95", Some("85"), vec![Reason::BigGap]),
            ("95", Some("85.01"), vec![]),
            ("80", Some("90"), vec![Reason::BigGap]),
            ("65", Some("59.99"), vec![Reason::Poor]),
            ("65", Some("60"), vec![]),
            ("95", Some("40"), vec![Reason::BigGap, Reason::Poor]),
            ("95", None, vec![Reason::NotDone]),
        ];
        for (own, found, expected) in cases {
            let gaps = of(&inputs(vec![checked("1", "甲", own, found)]));
            let reasons = gaps.circulated.first().map(|c| c.reasons.clone()).unwrap_or_default();
            assert_eq!(reasons, expected, "{own} {found:?}");
        }
    }

    #[test]
    fn means_by_hand() {
        let all = vec![
            checked("1", "甲", "95", Some("90")),
            checked("2", "甲", "90", Some("93")),
            checked("3", "乙", "88", Some("68")),
            checked("4", "乙", "88", None),
        ];
        let found = of(&inputs(all));
        let text = |score: Option<Score>| score.unwrap().to_string();
        // (5 − 3 + 20) / 3; (5 + 3 + 20) / 3; strata 1 and 20: (90 × 1 + 10 × 20) / 100.
        assert_eq!([text(found.mean_gap), text(found.mean_distance), text(found.estimate)], ["7.33", "9.33", "2.9"]);
        assert_eq!((found.listed, found.checked, found.circulated.len()), (100, 4, 2));
        assert_eq!(found.strata.iter().map(|s| (s.checked, s.circulated)).collect::<Vec<_>>(), [(2, 2), (2, 0)]);
    }

    #[test]
    fn a_stratum_without_a_find_gives_no_estimate() {
        let found = of(&inputs(vec![checked("1", "甲", "95", Some("90"))]));
        assert_eq!((found.estimate, found.mean_gap.unwrap().to_string()), (None, "5".into()));
        assert_eq!(of(&inputs(vec![])).mean_gap, None);
    }
}
