//! Small random instances with every feature, from a seed.

use serde_json::{Value, json};

/// A linear congruential generator: the same numbers everywhere (Knuth's constants).
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Dice {
        Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 0x5851_F42D)
    }

    pub fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n
    }

    pub fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    fn pairs(&mut self, percent: u64, rows: u64, row: &str, columns: u64, column: &str) -> Vec<Value> {
        let mut pairs = Vec::new();
        for a in 0..rows {
            for b in 0..columns {
                if !(row == column && b <= a) && self.chance(percent) {
                    pairs.push(json!([format!("{row}{a}"), format!("{column}{b}")]));
                }
            }
        }
        pairs
    }
}

/// Small enough to try every assignment.
pub fn instance(seed: u64) -> Value {
    let mut dice = Dice::new(seed);
    let (evaluations, experts) = (1 + dice.below(4), 1 + dice.below(7));
    sized(seed, dice, evaluations, experts)
}

/// Too large for that, and with experts enough that most have an answer.
pub fn larger(seed: u64) -> Value {
    let mut dice = Dice::new(seed);
    let (evaluations, experts) = (8 + dice.below(8), 24 + dice.below(12));
    sized(seed, dice, evaluations, experts)
}

fn sized(seed: u64, mut dice: Dice, evaluations: u64, experts: u64) -> Value {
    let spread = [3, 20, 1000][dice.below(3) as usize];
    let rich = dice.chance(60);
    let needs = |dice: &mut Dice| {
        let count = if dice.chance(50) { 0 } else { 1 + dice.below(2) };
        (0..count).map(|_| json!({"category": format!("C{}", dice.below(3)), "min": dice.below(3)})).collect::<Vec<_>>()
    };
    let evaluation = |at: u64, dice: &mut Dice| {
        let demand = if dice.chance(5) { 0 } else { 1 + dice.below(3) };
        json!({"id": format!("E{at}"), "demand": demand, "needs": if rich { needs(dice) } else { vec![] }})
    };
    let expert = |at: u64, dice: &mut Dice| {
        let min = if dice.chance(15) { 1 + dice.below(2) } else { 0 };
        let categories: Vec<String> = (0..3).filter(|_| dice.chance(45)).map(|c| format!("C{c}")).collect();
        let employer = if dice.chance(10) { Value::Null } else { json!(format!("U{}", dice.below(3))) };
        json!({"id": format!("X{at}"), "employer": employer, "categories": categories,
            "min_load": min, "max_load": min + dice.below(4)})
    };
    let mut instance = json!({
        "name": format!("seed {seed}"),
        "evaluations": (0..evaluations).map(|at| evaluation(at, &mut dice)).collect::<Vec<_>>(),
        "experts": (0..experts).map(|at| expert(at, &mut dice)).collect::<Vec<_>>(),
        "lambda_balance": dice.below(2 * spread),
    });
    let density = 40 + dice.below(61);
    let mut scores = dice.pairs(density, evaluations, "E", experts, "X");
    for row in &mut scores {
        let score = dice.below(spread) as i64 - if dice.chance(20) { spread as i64 } else { 0 };
        row.as_array_mut().expect("a pair").push(json!(score));
    }
    instance["scores"] = json!(scores);
    if dice.chance(40) {
        instance["forbidden"] = json!(dice.pairs(10, evaluations, "E", experts, "X"));
    }
    if dice.chance(30) {
        instance["fixed"] = json!(dice.pairs(6, evaluations, "E", experts, "X"));
    }
    if dice.chance(40) {
        instance["never_together"] = json!(dice.pairs(12, experts, "X", experts, "X"));
    }
    if dice.chance(50) {
        instance["diversity"] = json!({"attribute": "employer", "max_per_evaluation": 1 + dice.below(2)});
    }
    instance
}
