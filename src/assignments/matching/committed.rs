//! The fixed pairs, taken out first: what they leave of demand and load, or why they cannot stand.

use super::answer::Blocking;
use super::instance::Instance;
use super::local::{Breach, limit_breach};

/// What the fixed pairs take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Committed {
    /// Fixed experts of every evaluation.
    pub teams: Vec<Vec<u32>>,
    /// Fixed load of every expert.
    pub loads: Vec<u32>,
}

impl Committed {
    /// Nothing is fixed.
    pub fn nothing(instance: &Instance) -> Committed {
        Committed { teams: vec![Vec::new(); instance.evaluations.len()], loads: vec![0; instance.experts.len()] }
    }

    /// Takes the instance's fixed pairs.
    ///
    /// # Errors
    /// The first fixed pair that breaks a rule, with the reason.
    pub fn of(instance: &Instance) -> Result<Committed, Blocking> {
        let mut committed = Committed::nothing(instance);
        for &pair in &instance.fixed {
            committed.take(instance, pair)?;
        }
        Ok(committed)
    }

    fn take(&mut self, instance: &Instance, (evaluation, expert): (u32, u32)) -> Result<(), Blocking> {
        let (e, x) = (evaluation as usize, expert as usize);
        let refuse =
            |experts: &[u32], zh: String, en: String| Err(Blocking::new(instance, &[evaluation], experts, &zh, &en));
        if instance.is_forbidden(evaluation, expert) {
            return refuse(&[expert], "该固定配对同时被禁止".into(), "the fixed pair is forbidden as well".into());
        }
        if instance.score(evaluation, expert).is_none() {
            return refuse(
                &[expert],
                "该固定配对没有评分，不可分配".into(),
                "the fixed pair has no score and cannot be assigned".into(),
            );
        }
        self.teams[e].push(expert);
        self.loads[x] += 1;
        let demand = instance.evaluations[e].demand;
        if self.teams[e].len() > demand as usize {
            let team = self.teams[e].clone();
            return refuse(
                &team,
                format!("固定配对超过所需人数 {demand}"),
                format!("more experts are fixed than the demand of {demand}"),
            );
        }
        let most = instance.experts[x].max_load;
        if self.loads[x] > most {
            return refuse(
                &[expert],
                format!("固定配对超过专家最大承担量 {most}"),
                format!("more evaluations are fixed than the expert's max_load of {most}"),
            );
        }
        match limit_breach(instance, &self.teams[e]) {
            Some(Breach::Together(a, b)) => refuse(
                &[a, b],
                "固定配对中有不得同组的两名专家".into(),
                "two experts who may never sit together are fixed together".into(),
            ),
            Some(_) => {
                let team = self.teams[e].clone();
                refuse(
                    &team,
                    "固定配对中同一单位的专家超过上限".into(),
                    "more experts of one employer are fixed than the limit allows".into(),
                )
            }
            None => Ok(()),
        }
    }
}

impl Blocking {
    /// Names the parts by id and says why, Chinese first.
    pub(super) fn new(instance: &Instance, evaluations: &[u32], experts: &[u32], zh: &str, en: &str) -> Blocking {
        let evaluation = |&at: &u32| instance.evaluations.get(at as usize).map(|e| e.id.clone());
        let expert = |&at: &u32| instance.experts.get(at as usize).map(|e| e.id.clone());
        Blocking {
            evaluations: evaluations.iter().filter_map(evaluation).collect(),
            experts: experts.iter().filter_map(expert).collect(),
            why: format!("{zh}。{en}."),
        }
    }
}
