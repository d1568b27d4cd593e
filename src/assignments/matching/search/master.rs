//! Prices by linear programming (Kelley's cutting planes on the market's dual): the teams seen so
//! far say how low the bound can go and at which prices; at those prices the evaluations pick again,
//! and new picks are new cuts. When none is new the prices are the best there are.
//!
//! The program is solved in floating point by `microlp`, and that is harmless: it proposes prices
//! and a pair to decide, while every bound and every assignment is added up in integers elsewhere.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use microlp::{ComparisonOp, LinearExpr, OptimizationDirection, Problem, Solution, Variable};

use super::super::instance::Instance;
use super::market::{Market, Standing};

/// Evaluations and experts together, above which the programs would take too long.
const MOST_NODES: usize = 700;

/// Teams that a program starts from, per evaluation on average; others come back as cuts.
const TEAMS_PER_EVALUATION: usize = 6;

/// Teams seen, by evaluation. They stay teams whatever is decided.
#[derive(Default)]
pub(super) struct Pool(BTreeMap<u32, BTreeSet<Rc<[u32]>>>);

impl Pool {
    /// Notes the picks of a market.
    pub fn collect(&mut self, market: &Market<'_>) {
        for (evaluation, team) in market.teams() {
            let teams = self.0.entry(evaluation).or_default();
            if !teams.contains(team) {
                teams.insert(Rc::from(team));
            }
        }
    }

    /// The teams that follow the decisions and give up no more than `slack` against the pick; those
    /// that give up least, if there are very many.
    fn teams(&self, market: &Market<'_>, slack: i128) -> Vec<(u32, Rc<[u32]>)> {
        let all = self.0.iter().flat_map(|(&evaluation, teams)| teams.iter().map(move |team| (evaluation, team)));
        let allowed = all.filter(|(evaluation, team)| market.follows(*evaluation, team));
        let weighed =
            allowed.map(|(evaluation, team)| (market.gives_up(evaluation, team), evaluation, Rc::clone(team)));
        let mut near: Vec<(i128, u32, Rc<[u32]>)> = weighed.filter(|(gives_up, ..)| *gives_up <= slack).collect();
        near.sort_unstable();
        near.truncate(self.0.len() * TEAMS_PER_EVALUATION);
        near.into_iter().map(|(_, evaluation, team)| (evaluation, team)).collect()
    }
}

/// Whether the instance is small enough for linear programs.
pub(super) fn is_within_reach(instance: &Instance) -> bool {
    instance.evaluations.len() + instance.experts.len() <= MOST_NODES
}

/// The price of an expert in the program: what is above zero, and what is below.
struct Price {
    up: Variable,
    down: Variable,
    /// What the expert earns, where load costs more the more there is of it.
    earns: Option<Variable>,
}

/// A bound that no sensible solution reaches.
const FAR: f64 = 1e9;

impl Price {
    fn new(program: &mut Problem, market: &Market<'_>, expert: usize) -> Price {
        let (least, greatest) = market.load_range(expert);
        let most = market.greatest_price();
        let convex = market.problem.lambda > 0;
        let cost = |load: i64| if convex { 0.0 } else { load as f64 };
        let below = if convex || least > 0 { most } else { 0.0 };
        Price {
            up: program.add_var(cost(greatest), (0.0, most)),
            down: program.add_var(-cost(least), (0.0, below)),
            earns: convex.then(|| program.add_var(1.0, (-FAR, FAR))),
        }
    }
}

/// The least the market can make over all prices, as far as the cuts know.
pub(super) struct PriceProgram {
    solution: Option<Solution>,
    cuts: BTreeSet<(u32, Rc<[u32]>)>,
    worths: Vec<Variable>,
    prices: Vec<Price>,
}

impl PriceProgram {
    /// The program with a cut for every team of the pool that gives up no more than `slack`; `None`
    /// if it cannot be solved.
    pub fn new(market: &Market<'_>, pool: &Pool, slack: i128) -> Option<PriceProgram> {
        let instance = market.problem.instance;
        let mut program = Problem::new(OptimizationDirection::Minimize);
        let worths = instance.evaluations.iter().map(|_| program.add_var(1.0, (-FAR, FAR))).collect();
        let prices = (0..instance.experts.len()).map(|expert| Price::new(&mut program, market, expert)).collect();
        let mut this = PriceProgram { solution: None, cuts: BTreeSet::new(), worths, prices };
        for expert in 0..instance.experts.len() {
            let (least, greatest) = market.load_range(expert);
            for (terms, floor) in (least..=greatest).map_while(|load| this.load_cut(market, expert, load)) {
                program.add_constraint(terms, ComparisonOp::Ge, floor);
            }
        }
        for (evaluation, team) in pool.teams(market, slack) {
            let (terms, floor) = this.team_cut(market, evaluation, &team);
            program.add_constraint(terms, ComparisonOp::Ge, floor);
            this.cuts.insert((evaluation, team));
        }
        this.solution = Some(program.solve().ok()?.into_solution().ok()?);
        Some(this)
    }

    /// An evaluation makes at least what a team is worth after price.
    fn team_cut(&self, market: &Market<'_>, evaluation: u32, team: &[u32]) -> (LinearExpr, f64) {
        let mut terms = LinearExpr::empty();
        terms.add(self.worths[evaluation as usize], 1.0);
        for &expert in team {
            let price = &self.prices[expert as usize];
            terms.add(price.up, 1.0);
            terms.add(price.down, -1.0);
        }
        (terms, market.gain_of(evaluation, team) as f64)
    }

    /// An expert earns at least what a load earns; only where squared load costs.
    fn load_cut(&self, market: &Market<'_>, expert: usize, load: i64) -> Option<(LinearExpr, f64)> {
        let price = &self.prices[expert];
        let mut terms = LinearExpr::empty();
        terms.add(price.earns?, 1.0);
        terms.add(price.up, -(load as f64));
        terms.add(price.down, load as f64);
        Some((terms, -((market.problem.lambda * load * load) as f64)))
    }

    /// The prices of the program's solution, in the market's scale.
    pub fn prices(&self, scale: i64) -> Vec<i64> {
        let Some(solution) = &self.solution else { return Vec::new() };
        let value = |price: &Price| solution.var_value(price.up) - solution.var_value(price.down);
        self.prices.iter().map(|price| (value(price) * scale as f64).round() as i64).collect()
    }

    /// Adds the market's picks as cuts; whether any was new and the program could be solved again.
    pub fn cut(&mut self, market: &Market<'_>, keep_going: &dyn Fn() -> bool) -> bool {
        let mut any = false;
        for (evaluation, team) in market.teams() {
            if !self.cuts.insert((evaluation, Rc::from(team))) {
                continue;
            }
            let (terms, floor) = self.team_cut(market, evaluation, team);
            let Some(solution) = self.solution.take().filter(|_| keep_going()) else { return false };
            let outcome = solution.add_constraint(terms, ComparisonOp::Ge, floor);
            self.solution = outcome.ok().and_then(|outcome| outcome.into_solution().ok());
            any = true;
        }
        any && self.solution.is_some()
    }
}

/// What the best mix of the teams seen so far looks like.
pub(super) enum Mix {
    /// Whole teams: an assignment.
    Whole(Vec<Vec<u32>>),
    /// The candidate nearest to being half assigned.
    Torn(u32),
}

/// A team of an evaluation, and which share of the evaluation it has.
type Column = (u32, Rc<[u32]>, Variable);

/// Solves for the best mix of teams that keeps the loads; `None` if there is none.
pub(super) fn mix(market: &Market<'_>, pool: &Pool, slack: i128) -> Option<Mix> {
    let instance = market.problem.instance;
    let mut program = Problem::new(OptimizationDirection::Maximize);
    let mut columns: Vec<Column> = Vec::new();
    let mut whole: Vec<Vec<(Variable, f64)>> = vec![Vec::new(); instance.evaluations.len()];
    let mut loads: Vec<Vec<(Variable, f64)>> = vec![Vec::new(); instance.experts.len()];
    for (evaluation, team) in pool.teams(market, slack) {
        let share = program.add_var(market.gain_of(evaluation, &team) as f64, (0.0, 1.0));
        whole[evaluation as usize].push((share, 1.0));
        team.iter().for_each(|&expert| loads[expert as usize].push((share, 1.0)));
        columns.push((evaluation, team, share));
    }
    for one in whole {
        program.add_constraint(one, ComparisonOp::Eq, 1.0);
    }
    for (expert, load) in loads.into_iter().enumerate() {
        keep_load(&mut program, market, expert, load);
    }
    let solution = program.solve().ok()?.into_solution().ok()?;
    Some(read_mix(market, &columns, &solution))
}

/// The expert's shares add up to a load in range; where squared load costs, slot by slot.
fn keep_load(program: &mut Problem, market: &Market<'_>, expert: usize, mut load: Vec<(Variable, f64)>) {
    let (least, greatest) = market.load_range(expert);
    let lambda = market.problem.lambda;
    if lambda == 0 {
        program.add_constraint(load.as_slice(), ComparisonOp::Le, greatest as f64);
        program.add_constraint(load, ComparisonOp::Ge, least as f64);
        return;
    }
    let cost = |slot: i64| (lambda * (2 * slot - 1)) as f64;
    let slots: Vec<Variable> = (1..=greatest).map(|slot| program.add_var(-cost(slot), (0.0, 1.0))).collect();
    let filled: Vec<(Variable, f64)> = slots.iter().map(|&slot| (slot, 1.0)).collect();
    program.add_constraint(filled, ComparisonOp::Ge, least as f64);
    load.extend(slots.into_iter().map(|slot| (slot, -1.0)));
    program.add_constraint(load, ComparisonOp::Eq, 0.0);
}

fn read_mix(market: &Market<'_>, columns: &[Column], solution: &Solution) -> Mix {
    const WHOLE: f64 = 1e-6;
    let mut teams = vec![Vec::new(); market.problem.instance.evaluations.len()];
    let mut shares: BTreeMap<u32, f64> = BTreeMap::new();
    for (evaluation, team, share) in columns {
        let share = solution.var_value(*share);
        if share > 0.5 {
            teams[*evaluation as usize] = team.to_vec();
        }
        for &expert in team.iter().filter(|_| share > WHOLE) {
            if let Some(candidate) = market.candidate(*evaluation, expert) {
                *shares.entry(candidate).or_default() += share;
            }
        }
    }
    let torn = shares
        .into_iter()
        .filter(|&(candidate, share)| share < 1.0 - WHOLE && market.standings[candidate as usize] == Standing::Open);
    match torn.min_by(|(_, a), (_, b)| (a - 0.5).abs().total_cmp(&(b - 0.5).abs())) {
        Some((candidate, _)) => Mix::Torn(candidate),
        None => Mix::Whole(teams),
    }
}
