//! Who may take a commission, by the conflict rules, kept at hand while somebody types: the verdicts are
//! taken from the parties outwards once, and again as soon as a fact is added or the commission moves.

use super::ExpertLibrary;
use crate::assignments::service::{self as assignments, Excluded};
use crate::commissions::Commission;
use crate::conflicts::hit::Hit;
use crate::conflicts::service as conflicts;
use crate::platform::db::Conn;
use crate::platform::failure::Outcome;
use crate::registry::model::Status;
use crate::registry::rules::expert_sequence;
use crate::registry::service as registry;
use crate::search::LeftOut;
use crate::terms::Wording;
use serde::Serialize;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};
use utoipa::ToSchema;

/// Commissions whose eligible experts are kept at hand.
const KEPT: usize = 64;

/// Those whom a commission keeps out.
#[derive(Debug, Default)]
pub struct Eligibility {
    pub left_out: LeftOut,
    /// By sequence.
    excluded: HashMap<u64, Excluded>,
}

/// What an eligibility rests on: where it is the same, so is the answer.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Grounds {
    version: i32,
    facts: conflicts::Extent,
}

#[derive(Default)]
pub struct Eligibilities(Mutex<HashMap<String, (Grounds, Arc<Eligibility>)>>);

/// How many a rule leaves out. One expert may meet several rules.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct RuleCount {
    /// The rule's code, such as `current_employment`.
    pub rule: String,
    pub count: u64,
}

/// Why an expert is not among the eligible.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct WhyNot {
    #[schema(example = "ZJ000001")]
    pub number: String,
    pub name: String,
    /// True where nothing keeps this expert out.
    pub eligible: bool,
    /// One sentence that an official can read out.
    #[schema(value_type = Object)]
    pub sentence: Wording,
    /// Each rule that is met, with the path of facts from the expert to the party.
    #[schema(value_type = Vec<Object>)]
    pub hits: Vec<Hit>,
}

impl Eligibility {
    fn of(excluded: Vec<Excluded>) -> Eligibility {
        let keyed = excluded.into_iter().filter_map(|one| Some((expert_sequence(&one.number)?, one)));
        let excluded: HashMap<u64, Excluded> = keyed.collect();
        Eligibility { left_out: Arc::new(excluded.keys().copied().collect()), excluded }
    }

    /// How many of these each rule keeps out, the most frequent first.
    pub fn by_rule(&self, sequences: &[u64]) -> Vec<RuleCount> {
        let mut counts: BTreeMap<String, u64> = BTreeMap::new();
        for one in sequences.iter().filter_map(|sequence| self.excluded.get(sequence)) {
            let mut rules: Vec<_> = one.verdict.hits.iter().map(|hit| hit.rule).collect();
            rules.sort_unstable();
            rules.dedup();
            for rule in rules {
                let code = serde_json::to_value(rule).ok().and_then(|code| code.as_str().map(str::to_owned));
                *counts.entry(code.unwrap_or_default()).or_default() += 1;
            }
        }
        let mut counts: Vec<RuleCount> = counts.into_iter().map(|(rule, count)| RuleCount { rule, count }).collect();
        counts.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.rule.cmp(&b.rule)));
        counts
    }

    pub fn numbers(&self) -> Vec<String> {
        self.excluded.values().map(|one| one.number.clone()).collect()
    }
}

/// Who may not take the commission.
pub fn eligibility(library: &ExpertLibrary, conn: &mut Conn, commission: &Commission) -> Outcome<Arc<Eligibility>> {
    let now = library.clock.now();
    let grounds = Grounds { version: commission.version, facts: conflicts::extent(conn, now)? };
    let mut kept = library.eligibilities.0.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, known)) = kept.get(&commission.number).filter(|(known, _)| *known == grounds) {
        return Ok(known.clone());
    }
    drop(kept);
    let pack = library.packs.get(&commission.policy_id).map_err(anyhow::Error::new)?;
    let excluded = assignments::would_be_excluded(conn, &library.vault, &pack.conflicts, commission, now)?;
    let fresh = Arc::new(Eligibility::of(excluded));
    kept = library.eligibilities.0.lock().unwrap_or_else(PoisonError::into_inner);
    if kept.len() >= KEPT {
        kept.clear();
    }
    kept.insert(commission.number.clone(), (grounds, fresh.clone()));
    Ok(fresh)
}

/// The verdict on one expert, in a sentence.
pub fn why_not(library: &ExpertLibrary, conn: &mut Conn, commission: &Commission, expert: &str) -> Outcome<WhyNot> {
    let expert = registry::expert_named(conn, &library.vault, expert)?;
    let eligibility = eligibility(library, conn, commission)?;
    let excluded = expert_sequence(&expert.number).and_then(|sequence| eligibility.excluded.get(&sequence));
    let hits = excluded.map(|one| one.verdict.hits.clone()).unwrap_or_default();
    let sentence = sentence(&expert.name, expert.status, &hits, commission);
    let eligible = expert.status == Status::Enrolled && excluded.is_none();
    Ok(WhyNot { number: expert.number, name: expert.name, eligible, sentence, hits })
}

fn sentence(name: &str, status: Status, hits: &[Hit], commission: &Commission) -> Wording {
    let (number, project) = (&commission.number, &commission.project_name);
    if status != Status::Enrolled {
        let zh = format!("{name}目前不在库（已暂停或退出），不参加抽取。");
        return Wording::new(zh, format!("{name} is suspended or delisted and takes no part in draws."));
    }
    if hits.is_empty() {
        let zh = format!("未发现{name}与委托 {number}（{project}）有须回避的关系，可以参加。");
        return Wording::new(zh, format!("Nothing on record keeps {name} out of commission {number}."));
    }
    let joined = |pick: fn(&Hit) -> &str, between: &str| hits.iter().map(pick).collect::<Vec<&str>>().join(between);
    Wording::new(
        format!("{name}不能参加委托 {number}：{}", joined(|hit| &hit.sentence.zh, "；")),
        format!("{name} may not take commission {number}: {}", joined(|hit| &hit.sentence.en, "; ")),
    )
}
