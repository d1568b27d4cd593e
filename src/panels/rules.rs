//! When marks are complete, when they may change, and when the panel is done; pure.

use super::model::{Change, Ground, PanelMark};
use crate::orders::model::{Factor, FactorKind};
use crate::terms::{Score, Wording};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What the end of the marking rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MarksInputs {
    pub commission: String,
    /// Without the price.
    pub factors: Vec<Factor>,
    /// Ids of the admitted bids, in order.
    pub bids: Vec<String>,
    /// Seats that mark, in order.
    pub seats: Vec<i32>,
    /// Seats that have submitted.
    pub submitted: Vec<i32>,
    /// As they stand now, changes applied.
    pub marks: Vec<PanelMark>,
    pub changes: Vec<Change>,
}

/// The marks that count.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MarksOutcome {
    pub marks: Vec<PanelMark>,
}

/// Why the panel is not done, or a mark not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MarkFault {
    /// These seats have not submitted.
    Waiting(Vec<i32>),
    /// A mark is missing, twice, outside its range or of nothing that is marked.
    Mark { seat: i32, bid: String, factor: String, why: &'static str },
    /// Members differ on an objective factor of a bid.
    Differs(Vec<Difference>),
    /// The ground does not hold.
    Ground(&'static str),
}

impl MarkFault {
    /// One sentence for people.
    pub fn sentence(&self) -> Wording {
        match self {
            MarkFault::Waiting(seats) => Wording::new(
                format!("席位 {} 尚未提交评分。", listed(seats)),
                format!("Seats {} have not submitted yet.", listed(seats)),
            ),
            MarkFault::Mark { seat, factor, why, .. } => Wording::new(
                format!("席位 {seat}“{factor}”：{why}。"),
                format!("Seat {seat}, {factor}: missing, twice, out of range or unknown."),
            ),
            MarkFault::Differs(all) => {
                let names: Vec<&str> = all.iter().map(|one| one.factor.as_str()).collect();
                Wording::new(
                    format!("成员对客观因素评分不一致，须先更正：{}。", names.join("、")),
                    format!("Members differ on objective factors: {}.", names.join(", ")),
                )
            }
            MarkFault::Ground(why) => Wording::new(*why, "The ground given does not hold for this mark."),
        }
    }
}

fn listed(seats: &[i32]) -> String {
    seats.iter().map(i32::to_string).collect::<Vec<_>>().join("、")
}

/// An objective factor of a bid on which members differ.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Difference {
    pub bid: String,
    pub factor: String,
}

/// Refuses a mark outside its range or of something that is not marked.
pub fn check_mark(factors: &[Factor], bids: &[String], mark: &PanelMark) -> Result<(), MarkFault> {
    let fault = |why| MarkFault::Mark { seat: mark.seat, bid: mark.bid.clone(), factor: mark.factor.clone(), why };
    let factor = factors.iter().find(|factor| factor.name == mark.factor).ok_or_else(|| fault("没有这个评审因素"))?;
    if !bids.contains(&mark.bid) {
        return Err(fault("没有这份通过审查的投标"));
    }
    if mark.points < Score::ZERO || mark.points > factor.points {
        return Err(fault("超出分值范围"));
    }
    Ok(())
}

/// Every bid has each factor marked once by this seat.
pub fn require_complete(factors: &[Factor], bids: &[String], seat: i32, marks: &[PanelMark]) -> Result<(), MarkFault> {
    for bid in bids {
        for factor in factors {
            let of = |mark: &&PanelMark| mark.seat == seat && mark.bid == *bid && mark.factor == factor.name;
            let given: Vec<&PanelMark> = marks.iter().filter(of).collect();
            let why = match given.as_slice() {
                [one] => match check_mark(factors, bids, one) {
                    Ok(()) => continue,
                    Err(fault) => return Err(fault),
                },
                [] => "没有评分",
                _ => "重复评分",
            };
            return Err(MarkFault::Mark { seat, bid: bid.clone(), factor: factor.name.clone(), why });
        }
    }
    Ok(())
}

/// Objective factors on which members differ.
pub fn differences(factors: &[Factor], bids: &[String], marks: &[PanelMark]) -> Vec<Difference> {
    let objective = factors.iter().filter(|factor| factor.kind == FactorKind::Objective);
    let mut found = Vec::new();
    for factor in objective {
        for bid in bids {
            let mut points = marks.iter().filter(|m| m.bid == *bid && m.factor == factor.name).map(|m| m.points);
            let first = points.next();
            if points.any(|other| Some(other) != first) {
                found.push(Difference { bid: bid.clone(), factor: factor.name.clone() });
            }
        }
    }
    found
}

/// Whether a submitted mark may change on this ground (Order 87 art. 64).
pub fn may_change(factors: &[Factor], marks: &[PanelMark], of: &PanelMark, ground: Ground) -> Result<(), MarkFault> {
    let factor = factors.iter().find(|factor| factor.name == of.factor);
    let Some(factor) = factor else { return Err(MarkFault::Ground("没有这个评审因素。")) };
    let others: Vec<Score> = marks
        .iter()
        .filter(|m| m.bid == of.bid && m.factor == of.factor && m.seat != of.seat)
        .map(|m| m.points)
        .collect();
    match ground {
        Ground::SumError => Err(MarkFault::Ground("合计由平台计算，不需要改动单项评分。")),
        Ground::OutOfRange if of.points < Score::ZERO || of.points > factor.points => Ok(()),
        Ground::OutOfRange => Err(MarkFault::Ground("该项评分没有超出分值范围。")),
        Ground::ObjectiveDiffers if factor.kind != FactorKind::Objective => {
            Err(MarkFault::Ground("该因素不是客观因素。"))
        }
        Ground::ObjectiveDiffers if others.iter().all(|other| *other == of.points) => {
            Err(MarkFault::Ground("各成员对该客观因素评分一致。"))
        }
        Ground::AbnormallyHighOrLow if !stands_out(of.points, &others) => {
            Err(MarkFault::Ground("该项评分既不高于也不低于其他全部成员。"))
        }
        Ground::ObjectiveDiffers | Ground::AbnormallyHighOrLow => Ok(()),
    }
}

/// Above or below everybody else's.
fn stands_out(own: Score, others: &[Score]) -> bool {
    !others.is_empty() && (others.iter().all(|other| own > *other) || others.iter().all(|other| own < *other))
}

/// Ends the marking: all have submitted, marks are complete and objective factors agree.
pub fn finish(inputs: &MarksInputs) -> Result<MarksOutcome, MarkFault> {
    let waiting: Vec<i32> = inputs.seats.iter().copied().filter(|seat| !inputs.submitted.contains(seat)).collect();
    if !waiting.is_empty() || inputs.seats.is_empty() {
        return Err(MarkFault::Waiting(waiting));
    }
    for seat in &inputs.seats {
        require_complete(&inputs.factors, &inputs.bids, *seat, &inputs.marks)?;
    }
    let differ = differences(&inputs.factors, &inputs.bids, &inputs.marks);
    if !differ.is_empty() {
        return Err(MarkFault::Differs(differ));
    }
    let mut marks: Vec<PanelMark> = inputs.marks.iter().filter(|m| inputs.seats.contains(&m.seat)).cloned().collect();
    marks.sort();
    Ok(MarksOutcome { marks })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn factor(name: &str, kind: FactorKind, points: &str) -> Factor {
        Factor { name: name.into(), kind, points: points.parse().unwrap(), how: String::new() }
    }

    fn factors() -> Vec<Factor> {
        vec![factor("方案", FactorKind::Subjective, "60"), factor("职称", FactorKind::Objective, "20")]
    }

    fn mark(seat: i32, factor: &str, points: &str) -> PanelMark {
        PanelMark { seat, bid: "b".into(), factor: factor.into(), points: points.parse().unwrap() }
    }

    fn inputs(marks: Vec<PanelMark>) -> MarksInputs {
        MarksInputs {
            commission: "c".into(),
            factors: factors(),
            bids: vec!["b".into()],
            seats: vec![1, 2, 3],
            submitted: vec![1, 2, 3],
            marks,
            changes: vec![],
        }
    }

    fn all(objective: [&str; 3]) -> Vec<PanelMark> {
        let each =
            (1..).zip(objective).flat_map(|(seat, points)| [mark(seat, "方案", "50"), mark(seat, "职称", points)]);
        each.collect()
    }

    #[test]
    fn the_panel_is_done_when_all_have_marked_and_objective_factors_agree() {
        assert_eq!(finish(&inputs(all(["20", "20", "20"]))).unwrap().marks.len(), 6);
        let differ = finish(&inputs(all(["20", "20", "10"]))).unwrap_err();
        assert!(matches!(&differ, MarkFault::Differs(d) if d.len() == 1), "{differ:?}");
        let mut early = inputs(all(["20", "20", "20"]));
        early.submitted = vec![1, 3];
        assert_eq!(finish(&early), Err(MarkFault::Waiting(vec![2])));
        let mut marks = all(["20", "20", "20"]);
        marks.pop();
        assert!(matches!(finish(&inputs(marks)), Err(MarkFault::Mark { seat: 3, .. })));
        let mut twice = all(["20", "20", "20"]);
        twice.push(mark(1, "方案", "40"));
        assert!(finish(&inputs(twice)).is_err());
    }

    #[test]
    fn marks_lie_in_their_range_and_name_what_is_marked() {
        let bids = vec!["b".to_owned()];
        for (factor, points, sound) in [
            ("方案", "60", true),
            ("方案", "60.01", false),
            ("方案", "-0.01", false),
            ("价格", "5", false),
            ("职称", "0", true),
        ] {
            assert_eq!(check_mark(&factors(), &bids, &mark(1, factor, points)).is_ok(), sound, "{factor} {points}");
        }
        assert!(check_mark(&factors(), &[], &mark(1, "方案", "5")).is_err());
    }

    #[test]
    fn a_mark_changes_on_the_four_grounds_alone() {
        let marks = vec![
            mark(1, "方案", "60"),
            mark(2, "方案", "40"),
            mark(3, "方案", "42"),
            mark(1, "职称", "20"),
            mark(2, "职称", "20"),
            mark(3, "职称", "10"),
        ];
        use Ground::*;
        for (at, ground, allowed) in [
            (0, AbnormallyHighOrLow, true),
            (1, AbnormallyHighOrLow, true),
            (2, AbnormallyHighOrLow, false),
            (0, ObjectiveDiffers, false),
            (5, ObjectiveDiffers, true),
            (3, ObjectiveDiffers, true),
            (0, OutOfRange, false),
            (0, SumError, false),
        ] {
            assert_eq!(may_change(&factors(), &marks, &marks[at], ground).is_ok(), allowed, "{at} {ground:?}");
        }
        let outside = mark(1, "职称", "21");
        assert!(may_change(&factors(), &marks, &outside, OutOfRange).is_ok());
    }
}
