//! Turns the instance as it is written into a checked [`Instance`], or says what to mend.

use std::collections::HashMap;

use super::fault::InstanceFault;
use super::instance::{Candidate, Evaluation, Expert, GREATEST_COUNT, Instance, MOST_NEEDS, Need};
use super::reading::{Diversity, Document, EvaluationRow, ExpertRow, Names, NeedRow, Pair, Rows, Scored, document};

impl Instance {
    /// Reads and checks an instance (formats: section "Assignment instances").
    ///
    /// # Errors
    /// Names the first list, row or field that cannot be meant, unknown fields included.
    pub fn from_json(json: &[u8]) -> Result<Instance, InstanceFault> {
        checked(document(json)?)
    }
}

fn checked(document: Document<'_>) -> Result<Instance, InstanceFault> {
    let evaluation_numbers = numbers("evaluations", "evaluation", document.evaluations.iter().map(|e| e.id.as_str()))?;
    let expert_numbers = numbers("experts", "expert", document.experts.iter().map(|e| e.id.as_str()))?;
    let pairs = |list, rows: &Rows<'_, Pair>| {
        pairs(list, rows, [("evaluation", &evaluation_numbers), ("expert", &expert_numbers)])
    };
    let forbidden = pairs("forbidden", &document.forbidden)?;
    let fixed = pairs("fixed", &document.fixed)?;
    let never_together = apart(&document.never_together, &expert_numbers)?;
    let scores = scores(&document.scores, &evaluation_numbers, &expert_numbers)?;
    let max_per_employer = document.diversity.map(cap).transpose()?;
    if document.lambda_balance < 0 {
        return Err(InstanceFault::Lambda(document.lambda_balance));
    }
    drop((evaluation_numbers, expert_numbers));
    let mut categories = Numbering::default();
    let evaluation = |row| evaluation(row, &mut categories);
    let evaluations = document.evaluations.into_iter().map(evaluation).collect::<Result<Vec<_>, _>>()?;
    let experts = experts(document.experts, &mut categories)?;
    let (starts, candidates) = grouped(&evaluations, &experts, scores, &forbidden)?;
    let instance = Instance {
        name: document.name,
        evaluations,
        experts,
        categories: categories.names,
        starts,
        candidates,
        forbidden,
        fixed,
        never_together,
        max_per_employer,
        lambda: document.lambda_balance,
    };
    within_exact_range(&instance)?;
    Ok(instance)
}

fn numbers<'i>(
    list: &'static str,
    what: &'static str,
    ids: impl ExactSizeIterator<Item = &'i str>,
) -> Result<HashMap<&'i str, u32>, InstanceFault> {
    if ids.len() > GREATEST_COUNT as usize {
        return Err(InstanceFault::TooMany { what: list, count: ids.len() });
    }
    let mut numbers = HashMap::with_capacity(ids.len());
    for (row, id) in ids.enumerate() {
        if id.is_empty() {
            return Err(InstanceFault::EmptyId { list, row, what });
        }
        if numbers.insert(id, row as u32).is_some() {
            return Err(InstanceFault::DuplicateId { list, row, id: id.to_owned() });
        }
    }
    Ok(numbers)
}

/// What kind of thing a column names, and the numbers of its names.
type Column<'c> = (&'static str, &'c HashMap<&'c str, u32>);

/// The numbers of a list's own names. A name that nobody knows is reported with its first row.
fn resolved(
    list: &'static str,
    (what, known): Column<'_>,
    names: &Names<'_>,
    row_of: impl Fn(u32) -> usize,
) -> Result<Vec<u32>, InstanceFault> {
    let number = |(at, name): (usize, &std::borrow::Cow<'_, str>)| {
        known.get(name.as_ref()).copied().ok_or_else(|| InstanceFault::UnknownId {
            list,
            row: row_of(at as u32),
            what,
            id: name.to_string(),
        })
    };
    names.list.iter().enumerate().map(number).collect()
}

fn pairs(
    list: &'static str,
    rows: &Rows<'_, Pair>,
    [first, second]: [Column<'_>; 2],
) -> Result<Vec<(u32, u32)>, InstanceFault> {
    let row_of = |column: usize| {
        move |number: u32| rows.rows.iter().position(|row| row.0.get(column) == Some(&number)).unwrap_or_default()
    };
    let first = resolved(list, first, &rows.first, row_of(0))?;
    let second = resolved(list, second, &rows.second, row_of(1))?;
    let of = |pair: &Pair| Some((*first.get(pair.0[0] as usize)?, *second.get(pair.0[1] as usize)?));
    let mut pairs: Vec<(u32, u32)> = rows.rows.iter().filter_map(of).collect();
    pairs.sort_unstable();
    pairs.dedup();
    Ok(pairs)
}

fn apart(rows: &Rows<'_, Pair>, experts: &HashMap<&str, u32>) -> Result<Vec<(u32, u32)>, InstanceFault> {
    for (row, pair) in rows.rows.iter().enumerate() {
        let [first, second] = [rows.first.list.get(pair.0[0] as usize), rows.second.list.get(pair.0[1] as usize)];
        if let (Some(first), Some(second)) = (first, second)
            && first == second
        {
            return Err(InstanceFault::SameExpertTwice { row, expert: first.to_string() });
        }
    }
    let mut apart = pairs("never_together", rows, [("expert", experts), ("expert", experts)])?;
    for pair in &mut apart {
        *pair = (pair.0.min(pair.1), pair.0.max(pair.1));
    }
    apart.sort_unstable();
    apart.dedup();
    Ok(apart)
}

fn scores(
    rows: &Rows<'_, Scored>,
    evaluations: &HashMap<&str, u32>,
    experts: &HashMap<&str, u32>,
) -> Result<Vec<(u32, Candidate)>, InstanceFault> {
    let row_of = |column: usize| {
        move |number: u32| rows.rows.iter().position(|row| row.names.get(column) == Some(&number)).unwrap_or_default()
    };
    let first = resolved("scores", ("evaluation", evaluations), &rows.first, row_of(0))?;
    let second = resolved("scores", ("expert", experts), &rows.second, row_of(1))?;
    let of = |row: &Scored| {
        let (evaluation, expert) = (*first.get(row.names[0] as usize)?, *second.get(row.names[1] as usize)?);
        Some((evaluation, Candidate { expert, score: row.score }))
    };
    Ok(rows.rows.iter().filter_map(of).collect())
}

fn cap(diversity: Diversity) -> Result<u32, InstanceFault> {
    if diversity.attribute != "employer" {
        return Err(InstanceFault::Attribute(diversity.attribute));
    }
    match diversity.max_per_evaluation {
        most @ 1.. => Ok(u32::try_from(most).unwrap_or(u32::MAX)),
        most => Err(InstanceFault::DiversityCap(most)),
    }
}

/// A count from 0 to [`GREATEST_COUNT`].
fn count(value: i64) -> Option<u32> {
    u32::try_from(value).ok().filter(|&value| value <= GREATEST_COUNT)
}

/// Numbers names in the order in which they come.
#[derive(Default)]
struct Numbering {
    numbers: HashMap<String, u32>,
    names: Vec<String>,
}

impl Numbering {
    fn number(&mut self, name: String) -> u32 {
        if let Some(&known) = self.numbers.get(&name) {
            return known;
        }
        let next = self.names.len() as u32;
        self.names.push(name.clone());
        self.numbers.insert(name, next);
        next
    }
}

fn evaluation(row: EvaluationRow, categories: &mut Numbering) -> Result<Evaluation, InstanceFault> {
    let Some(demand) = count(row.demand) else {
        return Err(InstanceFault::Demand { evaluation: row.id, demand: row.demand, most: GREATEST_COUNT });
    };
    let needs = needs(&row.id, row.needs, categories)?;
    Ok(Evaluation { id: row.id, demand, needs })
}

/// Needs for the same category are one need: the greatest.
fn needs(evaluation: &str, rows: Vec<NeedRow>, categories: &mut Numbering) -> Result<Vec<Need>, InstanceFault> {
    let mut needs: Vec<Need> = Vec::new();
    for row in rows {
        let Some(min) = count(row.min) else {
            let evaluation = evaluation.to_owned();
            return Err(InstanceFault::Need { evaluation, category: row.category, min: row.min, most: GREATEST_COUNT });
        };
        let category = categories.number(row.category);
        match needs.iter_mut().find(|need| need.category == category) {
            Some(need) => need.min = need.min.max(min),
            None if min > 0 => needs.push(Need { category, min }),
            None => {}
        }
        if needs.len() > MOST_NEEDS {
            let evaluation = evaluation.to_owned();
            return Err(InstanceFault::TooManyNeeds { evaluation, count: needs.len(), most: MOST_NEEDS });
        }
    }
    Ok(needs)
}

fn experts(rows: Vec<ExpertRow>, categories: &mut Numbering) -> Result<Vec<Expert>, InstanceFault> {
    let mut employers = Numbering::default();
    let mut experts = Vec::with_capacity(rows.len());
    for row in rows {
        let min_load = load(&row.id, "min_load", row.min_load.unwrap_or(0))?;
        let max_load = load(&row.id, "max_load", row.max_load.unwrap_or(i64::from(GREATEST_COUNT)))?;
        if min_load > max_load {
            return Err(InstanceFault::LoadBounds { expert: row.id, min: min_load, max: max_load });
        }
        let employer = row.employer.filter(|name| !name.is_empty()).map(|name| employers.number(name));
        let categories = row.categories.into_iter().map(|name| categories.number(name)).collect();
        experts.push(Expert { id: row.id, employer, categories, min_load, max_load });
    }
    Ok(experts)
}

fn load(expert: &str, field: &'static str, value: i64) -> Result<u32, InstanceFault> {
    count(value).ok_or_else(|| InstanceFault::Load { expert: expert.to_owned(), field, value, most: GREATEST_COUNT })
}

/// Groups the scores by evaluation, sorted by expert, and leaves out what is forbidden.
fn grouped(
    evaluations: &[Evaluation],
    experts: &[Expert],
    scores: Vec<(u32, Candidate)>,
    forbidden: &[(u32, u32)],
) -> Result<(Vec<usize>, Vec<Candidate>), InstanceFault> {
    let (ends, mut sorted) = by_evaluation(evaluations.len(), scores);
    let mut starts = Vec::with_capacity(ends.len());
    let mut kept = 0;
    let mut forbidden = forbidden.iter().copied().peekable();
    for (number, evaluation) in evaluations.iter().enumerate() {
        starts.push(kept);
        let mut last = None;
        for at in ends[number]..ends[number + 1] {
            let candidate = sorted[at];
            if last.replace(candidate.expert) == Some(candidate.expert) {
                let expert = experts.get(candidate.expert as usize).map(|e| e.id.clone()).unwrap_or_default();
                return Err(InstanceFault::DuplicateScore { evaluation: evaluation.id.clone(), expert });
            }
            let pair = (number as u32, candidate.expert);
            while forbidden.next_if(|&barred| barred < pair).is_some() {}
            if forbidden.peek() != Some(&pair) {
                sorted[kept] = candidate;
                kept += 1;
            }
        }
    }
    starts.push(kept);
    sorted.truncate(kept);
    Ok((starts, sorted))
}

/// Sorts by evaluation, by counting, then by expert. Those of evaluation `e` stand at
/// `ends[e]..ends[e + 1]`.
fn by_evaluation(evaluations: usize, scores: Vec<(u32, Candidate)>) -> (Vec<usize>, Vec<Candidate>) {
    let mut ends = vec![0usize; evaluations + 1];
    for (evaluation, _) in &scores {
        ends[*evaluation as usize + 1] += 1;
    }
    for at in 1..ends.len() {
        ends[at] += ends[at - 1];
    }
    let mut next = ends.clone();
    let mut sorted = vec![Candidate { expert: 0, score: 0 }; scores.len()];
    for (evaluation, candidate) in scores {
        let at = &mut next[evaluation as usize];
        sorted[*at] = candidate;
        *at += 1;
    }
    for range in ends.windows(2) {
        let own = &mut sorted[range[0]..range[1]];
        if !own.is_sorted_by_key(|candidate| candidate.expert) {
            own.sort_unstable_by_key(|candidate| candidate.expert);
        }
    }
    (ends, sorted)
}

/// Refuses scores whose sums along a path of the network, or over all seats, might leave 64 bits.
fn within_exact_range(instance: &Instance) -> Result<(), InstanceFault> {
    const ROOM: u128 = 1 << 60;
    let greatest = instance.candidates.iter().map(|c| c.score.unsigned_abs()).max().unwrap_or(0);
    let evaluations = instance.evaluations.len() as u128;
    let nodes = evaluations * 2 + instance.experts.len() as u128 * 2 + instance.candidates.len() as u128 + 8;
    let slot = instance.lambda.unsigned_abs() as u128 * (2 * evaluations + 1);
    if nodes * (u128::from(greatest) + slot) > ROOM {
        let most = (ROOM / nodes).saturating_sub(slot);
        return Err(InstanceFault::TooLarge { greatest, most: u64::try_from(most).unwrap_or(u64::MAX) });
    }
    Ok(())
}
