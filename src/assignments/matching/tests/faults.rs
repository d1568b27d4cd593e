//! What is wrong with an instance is said by name and place, and nothing panics.

use serde_json::{Value, json};

use super::super::{Answer, Instance, Objective, solve};
use super::random;

fn sound() -> Value {
    json!({
        "evaluations": [{"id": "E1", "demand": 1}],
        "experts": [{"id": "X1"}, {"id": "X2"}],
        "scores": [["E1", "X1", 5]],
    })
}

fn fault(place: &str, value: Value) -> String {
    let mut instance = sound();
    instance[place] = value;
    Instance::from_json(instance.to_string().as_bytes()).expect_err("it is faulty").to_string()
}

#[test]
fn every_fault_names_its_place() {
    let evaluation = |row: Value| json!([row]);
    let cases = [
        ("surprise", json!(1), "unknown field `surprise`"),
        ("evaluations", evaluation(json!({"id": "E1", "demand": 1, "wish": 2})), "unknown field `wish`"),
        ("evaluations", evaluation(json!({"id": "E1"})), "missing field `demand`"),
        ("evaluations", evaluation(json!({"id": "E1", "demand": -1})), "evaluation \"E1\": demand is -1"),
        ("evaluations", evaluation(json!({"id": "E1", "demand": 1.5})), "floating point `1.5`"),
        (
            "evaluations",
            json!([{"id": "E1", "demand": 1}, {"id": "E1", "demand": 1}]),
            "evaluations[1]: the id \"E1\" occurs twice",
        ),
        ("evaluations", json!([{"id": "", "demand": 1}]), "evaluations[0]: the id is empty"),
        (
            "evaluations",
            evaluation(json!({"id": "E1", "demand": 1, "needs": [{"category": "C", "min": -2}]})),
            "min -2",
        ),
        (
            "experts",
            json!([{"id": "X1", "min_load": 3, "max_load": 2}]),
            "expert \"X1\": min_load 3 is greater than max_load 2",
        ),
        ("experts", json!([{"id": "X1", "max_load": 99_999_999_999_i64}]), "expert \"X1\": max_load is 99999999999"),
        ("experts", json!([{"id": "X1"}, {"id": "X1"}]), "experts[1]: the id \"X1\" occurs twice"),
        ("scores", json!([["E1", "X1", 5], ["E1", "X9", 5]]), "scores[1]: there is no expert \"X9\""),
        ("scores", json!([["E9", "X1", 5]]), "scores[0]: there is no evaluation \"E9\""),
        ("scores", json!([["E1", "X1", 5], ["E1", "X2", 1], ["E1", "X1", 5]]), "[\"E1\", \"X1\"] occurs twice"),
        ("scores", json!([["E1", "X1", 5.5]]), "floating point `5.5`"),
        ("scores", json!([["E1", "X1"]]), "expected [evaluation, expert, integer]"),
        ("scores", json!([["E1", "X1", 1, 2]]), "too many elements"),
        ("scores", json!([["E1", "X1", 9_223_372_036_854_775_807_u64]]), "too large for exact 64-bit sums"),
        ("scores", json!([["E1", "X1", 9_223_372_036_854_775_808_u64]]), "9223372036854775808"),
        ("forbidden", json!([["E1", "X9"]]), "forbidden[0]: there is no expert \"X9\""),
        ("fixed", json!([["E9", "X1"]]), "fixed[0]: there is no evaluation \"E9\""),
        ("never_together", json!([["X1", "X1"]]), "never_together[0]: names \"X1\" twice"),
        ("never_together", json!([["X1", "E1"]]), "never_together[0]: there is no expert \"E1\""),
        ("diversity", json!({"attribute": "city", "max_per_evaluation": 1}), "diversity.attribute is \"city\""),
        ("diversity", json!({"attribute": "employer", "max_per_evaluation": 0}), "diversity.max_per_evaluation is 0"),
        ("lambda_balance", json!(-1), "lambda_balance is -1"),
    ];
    for (place, value, expected) in cases {
        let message = fault(place, value);
        assert!(message.contains(expected), "{place}: {message} lacks {expected}");
    }
}

#[test]
fn every_cut_of_a_text_is_read_or_refused() {
    for seed in 0..6 {
        let text = random::instance(seed).to_string();
        for end in 0..text.len() {
            let cut = text.get(..end).unwrap_or_default();
            assert!(Instance::from_json(cut.as_bytes()).is_err(), "{cut}");
        }
    }
}

#[test]
fn a_byte_order_mark_and_escapes_are_read() {
    let text = "\u{feff}{\"evaluations\":[{\"id\":\"评价\",\"demand\":1}],\"experts\":[{\"id\":\"专家\"}],\
        \"scores\":[[\"\\u8bc4\\u4ef7\",\"专家\",7]]}";
    let instance = Instance::from_json(text.as_bytes()).expect("sound");
    assert!(matches!(super::solved(&instance, Objective::Total), Answer::Optimal(found) if found.total == 7));
}

#[test]
fn extremes_do_not_panic() {
    let demand = 1_000_000_000;
    let greedy = json!({
        "evaluations": [{"id": "E1", "demand": demand, "needs": [{"category": "C", "min": demand}]}, {"id": "E2", "demand": 0}],
        "experts": [{"id": "X1", "min_load": demand, "max_load": demand}],
        "scores": [["E1", "X1", 10_000_000_000_000_000_i64], ["E2", "X1", -10_000_000_000_000_000_i64]],
    });
    for instance in [json!({"evaluations": [], "experts": [], "scores": []}), greedy] {
        let instance = Instance::from_json(instance.to_string().as_bytes()).expect("sound");
        for objective in super::OBJECTIVES {
            match (super::solved(&instance, objective), instance.evaluations().is_empty()) {
                (Answer::Optimal(found), true) => assert_eq!((found.total, found.worst), (0, 0)),
                (Answer::Infeasible(shortage), false) => assert_eq!((shortage.seats, shortage.fillable), (demand, 0)),
                (answer, _) => panic!("{answer:?}"),
            }
        }
    }
}

#[test]
fn stops_when_told_and_keeps_what_it_has() {
    let mut stopped = 0;
    for seed in 20_000..20_200 {
        let instance = Instance::from_json(random::instance(seed).to_string().as_bytes()).expect("sound");
        for objective in super::OBJECTIVES {
            for patience in 0..4_u32 {
                let left = std::cell::Cell::new(patience);
                let keep_going = || left.replace(left.get().saturating_sub(1)) > 0;
                let Ok(solved) = solve(&instance, objective, &keep_going) else {
                    stopped += 1;
                    continue;
                };
                let best = super::brute_force::best(&instance, objective);
                match solved.answer {
                    Answer::Optimal(found) => assert_eq!(Some(super::rank(objective, &found)), best, "seed {seed}"),
                    Answer::Feasible(found) => {
                        super::brute_force::assert_keeps_rules(&instance, &found);
                        let (rank, best) = (super::rank(objective, &found), best.expect("found one"));
                        assert!(rank <= best && found.bound >= found.objective, "seed {seed}");
                        let best_objective = if objective == Objective::Fair { best.1 } else { best.0 };
                        assert!(found.bound >= best_objective, "{objective:?}, seed {seed}: {found:?}, {best:?}");
                    }
                    Answer::Infeasible(_) => assert_eq!(best, None, "seed {seed}"),
                }
            }
        }
    }
    assert!(stopped > 30);
}
