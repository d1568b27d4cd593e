//! The assignment instance: evaluations with their demand, experts with their bounds, and the scored
//! pairs. Whoever holds an [`Instance`] holds a checked one; `reading` and `checking` make it.

/// Greatest demand, load or minimum that an instance may state.
pub const GREATEST_COUNT: u32 = 1_000_000_000;

/// Most needs that one evaluation may have: an expert's categories are one machine word.
pub const MOST_NEEDS: usize = 64;

/// An evaluation that wants exactly `demand` experts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evaluation {
    pub id: String,
    pub demand: u32,
    /// Each category at most once, each `min` at least one.
    pub needs: Vec<Need>,
}

/// At least `min` of the evaluation's experts hold `category`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Need {
    /// Number of the category, see [`Instance::category`].
    pub category: u32,
    pub min: u32,
}

/// An expert with the number of evaluations they must and may take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expert {
    pub id: String,
    /// Number of the employer; experts without one share it with nobody.
    pub employer: Option<u32>,
    /// Numbers of the categories.
    pub categories: Vec<u32>,
    pub min_load: u32,
    pub max_load: u32,
}

/// An expert whom an evaluation may be given, and what that is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Candidate {
    pub expert: u32,
    pub score: i64,
}

/// A checked instance. Evaluations and experts are named by their place in the lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Instance {
    pub(super) name: String,
    pub(super) evaluations: Vec<Evaluation>,
    pub(super) experts: Vec<Expert>,
    pub(super) categories: Vec<String>,
    /// Candidates of evaluation `e` are `candidates[starts[e]..starts[e + 1]]`, by expert.
    pub(super) starts: Vec<usize>,
    pub(super) candidates: Vec<Candidate>,
    /// Sorted, without repetition. Forbidden pairs are not among the candidates.
    pub(super) forbidden: Vec<(u32, u32)>,
    pub(super) fixed: Vec<(u32, u32)>,
    /// The smaller number first.
    pub(super) never_together: Vec<(u32, u32)>,
    pub(super) max_per_employer: Option<u32>,
    pub(super) lambda: i64,
}

impl Instance {
    pub fn name(&self) -> &str {
        &self.name
    }

    pub fn evaluations(&self) -> &[Evaluation] {
        &self.evaluations
    }

    pub fn experts(&self) -> &[Expert] {
        &self.experts
    }

    /// The name of a category.
    pub fn category(&self, number: u32) -> &str {
        self.categories.get(number as usize).map_or("", String::as_str)
    }

    /// The id of an evaluation; empty for a number that is out of range.
    pub fn evaluation_id(&self, number: u32) -> String {
        self.evaluations.get(number as usize).map(|row| row.id.clone()).unwrap_or_default()
    }

    /// The id of an expert; empty for a number that is out of range.
    pub fn expert_id(&self, number: u32) -> String {
        self.experts.get(number as usize).map(|row| row.id.clone()).unwrap_or_default()
    }

    /// Whom `evaluation` may be given, by expert; nobody for a number that is out of range.
    pub fn candidates(&self, evaluation: u32) -> &[Candidate] {
        let at = evaluation as usize;
        match (self.starts.get(at), self.starts.get(at + 1)) {
            (Some(&from), Some(&to)) => self.candidates.get(from..to).unwrap_or_default(),
            _ => &[],
        }
    }

    /// The score of a pair that may be assigned.
    pub fn score(&self, evaluation: u32, expert: u32) -> Option<i64> {
        let list = self.candidates(evaluation);
        list.binary_search_by_key(&expert, |c| c.expert).ok().and_then(|at| list.get(at)).map(|c| c.score)
    }

    pub fn is_forbidden(&self, evaluation: u32, expert: u32) -> bool {
        self.forbidden.binary_search(&(evaluation, expert)).is_ok()
    }

    pub fn fixed(&self) -> &[(u32, u32)] {
        &self.fixed
    }

    pub fn never_together(&self) -> &[(u32, u32)] {
        &self.never_together
    }

    /// Most experts of one employer in one evaluation, where the instance limits it.
    pub fn max_per_employer(&self) -> Option<u32> {
        self.max_per_employer
    }

    pub fn lambda(&self) -> i64 {
        self.lambda
    }

    /// Sum of all demands.
    pub fn seats(&self) -> u64 {
        self.evaluations.iter().map(|e| u64::from(e.demand)).sum()
    }
}
