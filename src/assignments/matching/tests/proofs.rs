//! The prices prove what they should, and nothing more.

use super::super::{
    Answer, Assignment, Certificate, Instance, Objection, Objective, Proof, WhyNot, check, solve, verify, why_not,
};
use super::{OBJECTIVES, brute_force, random};

fn instances() -> impl Iterator<Item = (u64, Instance)> {
    (10_000..10_400)
        .map(|seed| (seed, Instance::from_json(random::instance(seed).to_string().as_bytes()).expect("sound")))
}

/// How many optimal answers there were, and how many of them their prices prove.
#[derive(Default)]
struct Tally {
    proved: usize,
    all: usize,
}

impl Tally {
    /// Solves by every objective; what was found is handed on for further questions.
    fn solve(&mut self, seed: u64, instance: &Instance, mut then: impl FnMut(Objective, &Assignment)) {
        for objective in OBJECTIVES {
            let solved = solve(instance, objective, &|| true).expect("nobody stops it");
            let (Answer::Optimal(found), Some(certificate)) = (solved.answer, solved.certificate) else { continue };
            self.all += 1;
            match verify(instance, &found, &certificate) {
                Ok(Proof::Optimal) => self.proved += 1,
                Ok(Proof::Bound(bound)) => assert!(bound >= found.objective, "{objective:?}, seed {seed}"),
                Err(objection) => panic!("{objection}, {objective:?}, seed {seed}"),
            }
            then(objective, &found);
        }
    }
}

#[test]
fn prices_prove_most_answers_and_no_false_bound() {
    let mut tally = Tally::default();
    for (seed, instance) in instances() {
        tally.solve(seed, &instance, |objective, found| {
            let mut dice = random::Dice::new(seed);
            let price = |id: &String| (id.clone(), dice.below(3_000) as i64 - 1_000);
            let prices = found.loads.keys().map(price).collect();
            let wild = Certificate { objective, scale: 1 + seed as i64 % 3, prices };
            if let Ok(Proof::Bound(bound)) = verify(&instance, found, &wild) {
                assert!(bound >= found.objective, "{objective:?}, seed {seed}");
            }
        });
    }
    let Tally { proved, all } = tally;
    assert!(proved * 100 >= all * 85, "{proved} of {all} proved");
}

#[test]
fn larger_answers_prove_themselves() {
    let mut tally = Tally::default();
    for seed in 0..24 {
        let instance = Instance::from_json(random::larger(seed).to_string().as_bytes()).expect("sound");
        tally.solve(seed, &instance, |_, _| ());
    }
    let Tally { proved, all } = tally;
    assert!(all > 20 && proved * 100 >= all * 80, "{proved} of {all} proved");
}

#[test]
fn changed_answers_are_objected_to() {
    let mut objections = 0;
    for (seed, instance) in instances() {
        for objective in OBJECTIVES {
            let Answer::Optimal(found) = super::solved(&instance, objective) else { continue };
            check(&instance, objective, &found).expect("untouched");
            let mut doctored = found.clone();
            doctored.total += 1;
            assert!(
                matches!(check(&instance, objective, &doctored), Err(Objection::Sum { field: "total", .. })),
                "seed {seed}"
            );
            let mut shortened = found.clone();
            if shortened.assignment.pop().is_some() {
                assert!(check(&instance, objective, &shortened).is_err(), "seed {seed}");
                objections += 1;
            }
            let mut doubled = found.clone();
            if let Some(pair) = found.assignment.first() {
                doubled.assignment.push(pair.clone());
                assert!(matches!(check(&instance, objective, &doubled), Err(Objection::Twice { .. })), "seed {seed}");
            }
        }
    }
    assert!(objections > 150);
}

#[test]
fn why_not_names_the_cost_of_every_other_pair() {
    let mut costs = 0;
    for (seed, instance) in instances().take(100) {
        for objective in OBJECTIVES {
            let Answer::Optimal(found) = super::solved(&instance, objective) else { continue };
            for evaluation in 0..instance.evaluations().len() as u32 {
                for candidate in instance.candidates(evaluation) {
                    let pair = (evaluation, candidate.expert);
                    let reason = why_not(&instance, objective, &found, pair, &|| true).expect("nobody stops it");
                    let mut forced = instance.clone();
                    forced.fixed.push(pair);
                    let expected = brute_force::best(&forced, objective);
                    match reason {
                        WhyNot::Assigned => assert_eq!(expected, Some(super::rank(objective, &found)), "seed {seed}"),
                        WhyNot::Impossible(_) => assert_eq!(expected, None, "seed {seed}"),
                        WhyNot::Costs { with_pair, loses } => {
                            assert_eq!(expected, Some(super::rank(objective, &with_pair)), "seed {seed}");
                            assert_eq!(loses.objective, found.objective - with_pair.objective);
                            costs += 1;
                        }
                        WhyNot::Forbidden | WhyNot::NoScore => panic!("{pair:?} is a candidate, seed {seed}"),
                    }
                }
            }
        }
    }
    assert!(costs > 100);
}
