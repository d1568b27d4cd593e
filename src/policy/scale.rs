//! Scales: half-open bands of points with a grade each, and vetoes that cap the grade.
//!
//! Compared as exact decimals (G-18: 79.995 is below 80). The top band alone is closed at 100.

use super::reading::{Faults, FromNode, Node, Section};
use crate::terms::{Score, Wording};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Points from `from` up to but without `to`; a band that ends at 100 includes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Band<G> {
    pub from: Score,
    pub to: Score,
    /// The word the place uses.
    pub word: String,
    /// What the word means for everybody else.
    pub code: G,
}

/// Caps the grade whatever the score is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Veto<G> {
    pub id: String,
    pub name: Wording,
    /// The best grade that is left.
    pub at_most: G,
}

/// Bands that cover 0 to 100 without gap or overlap, in ascending order, and the vetoes on them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scale<G> {
    pub bands: Vec<Band<G>>,
    pub vetoes: Vec<Veto<G>>,
}

impl<G> Band<G> {
    fn closed_at_top(&self) -> bool {
        self.to.0 >= Decimal::ONE_HUNDRED
    }

    /// Whether the points lie in this band, exactly.
    pub fn holds(&self, score: Score) -> bool {
        score >= self.from && (score < self.to || (self.closed_at_top() && score == self.to))
    }
}

impl<G> fmt::Display for Band<G> {
    /// `[80, 90)`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{}, {}{}", self.from, self.to, if self.closed_at_top() { ']' } else { ')' })
    }
}

impl<G: Copy + PartialEq> Scale<G> {
    /// The band of a score; `None` outside 0 to 100.
    pub fn band_of(&self, score: Score) -> Option<&Band<G>> {
        self.bands.iter().find(|band| band.holds(score))
    }

    /// The best band of a grade, where the place uses that grade.
    pub fn band_for(&self, code: G) -> Option<&Band<G>> {
        self.bands.iter().rev().find(|band| band.code == code)
    }
}

impl<G: FromNode> FromNode for Band<G> {
    fn read(node: &Node<'_>, faults: &mut Faults<'_>) -> Option<Band<G>> {
        let mut section = node.section(faults)?;
        let from = section.field("from", faults);
        let to = section.field("to", faults);
        let word = section.field("word", faults);
        let code = section.field("code", faults);
        section.finish(faults);
        Some(Band { from: from?, to: to?, word: word?, code: code? })
    }
}

impl<G: FromNode> FromNode for Veto<G> {
    fn read(node: &Node<'_>, faults: &mut Faults<'_>) -> Option<Veto<G>> {
        let mut section = node.section(faults)?;
        let id = section.field("id", faults);
        let name = section.field("name", faults);
        let at_most = section.field("at_most", faults);
        section.finish(faults);
        Some(Veto { id: id?, name: name?, at_most: at_most? })
    }
}

impl<G: FromNode + Copy + PartialEq> FromNode for Scale<G> {
    fn read(node: &Node<'_>, faults: &mut Faults<'_>) -> Option<Scale<G>> {
        let mut section = node.section(faults)?;
        let bands: Option<Vec<Band<G>>> = section.field("bands", faults);
        let vetoes = section.field::<Option<Vec<Veto<G>>>>("vetoes", faults);
        check_cover(&elements(&section, "bands"), node, faults);
        if let (Some(bands), Some(Some(vetoes))) = (&bands, &vetoes) {
            check_vetoes(bands, vetoes, &elements(&section, "vetoes"), faults);
        }
        section.finish(faults);
        let (mut bands, vetoes) = (bands?, vetoes?.unwrap_or_default());
        bands.sort_by_key(|band| band.from);
        Some(Scale { bands, vetoes })
    }
}

/// The elements of a list whose faults were noted when it was read.
fn elements<'t>(section: &Section<'t>, key: &str) -> Vec<Node<'t>> {
    let list = section.child(key);
    list.and_then(|list| list.elements(&mut Faults::of(""))).unwrap_or_default()
}

/// The limits of a band, also where its word or code is faulty, so that both are reported together.
fn limits(place: &Node<'_>) -> Option<(Decimal, Decimal)> {
    let (section, silent) = (Section::of(place)?, &mut Faults::of(""));
    let from = Score::read(&section.child("from")?, silent)?;
    let to = Score::read(&section.child("to")?, silent)?;
    Some((from.0, to.0))
}

/// Notes bands that are empty, overlap, leave a gap or do not reach 0 and 100. Silent where a limit
/// is unreadable: that was noted, and what it should have been is unknown.
fn check_cover(places: &[Node<'_>], scale: &Node<'_>, faults: &mut Faults<'_>) {
    let found: Option<Vec<(Decimal, Decimal)>> = places.iter().map(limits).collect();
    let Some(found) = found.filter(|found| !found.is_empty()) else { return };
    let mut order: Vec<_> = found.into_iter().zip(places).collect();
    order.sort_by_key(|(limits, _)| *limits);
    let mut reached = Decimal::ZERO;
    for ((from, to), place) in order {
        if from >= to {
            let problem =
                Wording::new(format!("分数段 {from} 至 {to} 是空的"), format!("the band {from} to {to} is empty"));
            place.fault(faults, problem, Wording::new("from 应小于 to", "from must be below to"));
        }
        check_joint(reached, from, place, faults);
        reached = reached.max(to);
    }
    if reached < Decimal::ONE_HUNDRED {
        let problem = Wording::new(
            format!("分数段只到 {reached}，没有到 100"),
            format!("the bands end at {reached}, not at 100"),
        );
        scale.fault(faults, problem, Wording::new("让最高一段的 to 为 100", "let the highest band end at 100"));
    }
}

/// Notes a gap or an overlap between what is covered so far and where the next band begins.
fn check_joint(reached: Decimal, from: Decimal, place: &Node<'_>, faults: &mut Faults<'_>) {
    if from > reached {
        let problem =
            Wording::new(format!("{reached} 至 {from} 之间没有分数段"), format!("no band covers {reached} to {from}"));
        let mend =
            Wording::new(format!("把 from 改为 {reached}，或补一段"), format!("let from be {reached}, or add a band"));
        place.fault(faults, problem, mend);
    } else if from < reached {
        let problem = Wording::new(
            format!("{from} 至 {reached} 与另一分数段重叠"),
            format!("{from} to {reached} overlaps another band"),
        );
        place.fault(faults, problem, Wording::new(format!("把 from 改为 {reached}"), format!("let from be {reached}")));
    }
}

/// Notes vetoes that cap at a grade which no band has, and ids used twice.
fn check_vetoes<G: Copy + PartialEq>(
    bands: &[Band<G>],
    vetoes: &[Veto<G>],
    places: &[Node<'_>],
    faults: &mut Faults<'_>,
) {
    for (i, (veto, place)) in vetoes.iter().zip(places).enumerate() {
        if !bands.iter().any(|band| band.code == veto.at_most) {
            let problem = Wording::new(
                format!("一票否决 {} 指向没有分数段的等次", veto.id),
                format!("the veto {} caps at a grade that no band has", veto.id),
            );
            place.fault(faults, problem, Wording::new("改为某一分数段的 code", "use the code of one of the bands"));
        }
        if vetoes.iter().take(i).any(|earlier| earlier.id == veto.id) {
            let problem = Wording::new(
                format!("一票否决 {} 写了两次", veto.id),
                format!("the veto {} is written twice", veto.id),
            );
            place.fault(faults, problem, Wording::new("只保留一处", "keep one of them"));
        }
    }
}
