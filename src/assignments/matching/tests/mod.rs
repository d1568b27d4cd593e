//! Tests of the whole: against every assignment there is, on small instances.

mod brute_force;
mod faults;
mod proofs;
mod random;

use super::committed::Committed;
use super::{Answer, Assignment, Instance, Objective, Shortage, solve};

const OBJECTIVES: [Objective; 3] = [Objective::Total, Objective::Fair, Objective::Balanced];

fn solved(instance: &Instance, objective: Objective) -> Answer {
    solve(instance, objective, &|| true).expect("nobody stops it").answer
}

/// What a proved answer is judged by: worst first where that is the aim.
fn rank(objective: Objective, answer: &Assignment) -> (i64, i64) {
    match objective {
        Objective::Fair => (answer.worst, answer.total),
        Objective::Total | Objective::Balanced => (answer.objective, 0),
    }
}

/// True if the blocking set has no assignment either when nobody asks for anything else: other
/// evaluations have no seats, other experts no least load.
fn blocks_alone(text: &str, shortage: &Shortage) -> bool {
    let mut alone: serde_json::Value = serde_json::from_str(text).unwrap();
    let named = |list: &[String], row: &serde_json::Value| list.iter().any(|id| Some(id.as_str()) == row.as_str());
    for row in alone["evaluations"].as_array_mut().unwrap() {
        if !named(&shortage.blocking.evaluations, &row["id"]) {
            row["demand"] = 0.into();
            row.as_object_mut().unwrap().remove("needs");
        }
    }
    for row in alone["experts"].as_array_mut().unwrap() {
        if !named(&shortage.blocking.experts, &row["id"]) {
            row.as_object_mut().unwrap().remove("min_load");
        }
    }
    if let Some(fixed) = alone.get_mut("fixed").and_then(|fixed| fixed.as_array_mut()) {
        fixed.retain(|pair| named(&shortage.blocking.evaluations, &pair[0]));
    }
    let instance = Instance::from_json(alone.to_string().as_bytes()).unwrap();
    brute_force::best(&instance, Objective::Total).is_none()
}

#[test]
fn agrees_with_every_assignment_there_is() {
    let (mut assigned, mut infeasible) = (0, 0);
    for seed in 0..1_500 {
        let text = random::instance(seed).to_string();
        let instance = Instance::from_json(text.as_bytes()).expect("the generator makes sound instances");
        for objective in OBJECTIVES {
            let expected = brute_force::best(&instance, objective);
            match (solved(&instance, objective), expected) {
                (Answer::Optimal(found), Some(expected)) => {
                    assert_eq!(rank(objective, &found), expected, "{objective:?}, seed {seed}: {text}");
                    assert_eq!(found.bound, found.objective, "{objective:?}, seed {seed}");
                    brute_force::assert_keeps_rules(&instance, &found);
                    assigned += 1;
                }
                (Answer::Infeasible(shortage), None) => {
                    let fixed_stand = Committed::of(&instance).is_ok();
                    assert!(
                        !fixed_stand || shortage.fillable == brute_force::fillable(&instance),
                        "{shortage:?}, seed {seed}: {text}"
                    );
                    assert!(!shortage.blocking.why.is_empty(), "seed {seed}: {text}");
                    assert!(
                        objective != Objective::Total || blocks_alone(&text, &shortage),
                        "{shortage:?}, seed {seed}: {text}"
                    );
                    infeasible += 1;
                }
                (found, expected) => {
                    panic!("{objective:?}, seed {seed}: found {found:?}, expected {expected:?} in {text}")
                }
            }
        }
    }
    assert!(assigned > 600 && infeasible > 600, "{assigned} assigned, {infeasible} infeasible");
}
