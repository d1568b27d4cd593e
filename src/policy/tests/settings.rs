//! Tests of single settings: ceilings, panels, draws, percentages.

use super::*;
use crate::policy::codes::{EvaluationKind, Grade, PanelRoute};
use crate::policy::settings::{CeilingRule, panel_members};
use crate::terms::Fen;
use rust_decimal::Decimal;
use std::str::FromStr;

fn fen(wan: &str) -> Fen {
    Fen::from_wan(Decimal::from_str(wan).unwrap()).unwrap()
}

fn ceiling_rule() -> CeilingRule {
    pack("wuzhong-2021").resolve(|rules| &rules.bidding.ceiling).value().unwrap().clone()
}

#[test]
fn the_ceiling_is_a_share_within_bounds() {
    let cases = [
        ("837", "6"),
        ("1500", "6"),
        ("1502.5", "6.01"),
        ("8914", "35.66"),    // 35.656
        ("2501.25", "10.01"), // 10.005, half away from zero
        ("14999", "60"),
        ("15000", "60"),
        ("31052", "60"),
        ("0", "6"),
    ];
    for (budget, ceiling) in cases {
        assert_eq!(ceiling_rule().ceiling(fen(budget)), Some(fen(ceiling)), "{budget}");
    }
    assert_eq!(ceiling_rule().ceiling(Fen(i64::MAX)), Some(fen("60")));
}

#[test]
fn only_a_place_that_sets_a_ceiling_has_one() {
    for id in ["national", "chiping-2020", "luoyang-hitech-2017", "jingdezhen-2019"] {
        assert!(pack(id).resolve(|rules| &rules.bidding.ceiling).value().is_none(), "{id}");
    }
}

#[test]
fn panels_grow_with_the_budget() {
    let wuzhong = pack("wuzhong-2021");
    let sizes = wuzhong.resolve(|rules| &rules.panels.procurement);
    let sizes = sizes.value().unwrap();
    let cases = [
        (PanelRoute::OpenTender, "999.999999", 5),
        (PanelRoute::OpenTender, "1000", 7),
        (PanelRoute::InvitedTender, "1", 5),
        (PanelRoute::Framework, "2000", 7),
        (PanelRoute::Consultation, "5000", 3),
    ];
    for (route, budget, members) in cases {
        assert_eq!(panel_members(sizes, route, fen(budget)), Some(members), "{route} {budget}");
    }
    let draw = wuzhong.resolve(|rules| &rules.panels.expert_draw);
    assert_eq!(draw.value().unwrap().members_for(EvaluationKind::FinKey), 5);
    assert_eq!(draw.value().unwrap().members_for(EvaluationKind::GoalReview), 3);
}

#[test]
fn the_ex_ante_gate_of_chiping() {
    let chiping = pack("chiping-2020");
    let gate = chiping.resolve(|rules| &rules.gate.ex_ante);
    let raised = |result| gate.value().unwrap().is_raised(result);
    assert!(raised(None) && raised(Some(Grade::Poor)));
    assert!(!raised(Some(Grade::Fair)) && !raised(Some(Grade::Excellent)));
}

#[test]
fn services_carry_ten_points_of_price() {
    for id in PACKS {
        let pack = pack(id);
        let scoring = pack.resolve(|rules| &rules.bidding.scoring);
        assert_eq!(scoring.value().unwrap().price_points, Decimal::TEN, "{id}");
    }
}
