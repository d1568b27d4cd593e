//! The rules that look at one evaluation's experts alone: needs, employers, who never sits together.

use super::instance::Instance;

/// Which of an evaluation's needs an expert helps to meet, one bit per need.
pub(super) fn needs_met(instance: &Instance, evaluation: u32, expert: u32) -> u64 {
    let needs = instance.evaluations.get(evaluation as usize).map_or(&[][..], |e| &e.needs);
    let held = instance.experts.get(expert as usize).map_or(&[][..], |e| &e.categories);
    let bits = needs.iter().enumerate().filter(|(_, need)| held.contains(&need.category));
    bits.fold(0, |mask, (bit, _)| mask | 1 << bit)
}

/// The employer that counts towards the limit of an evaluation, if there is a limit.
pub(super) fn counted_employer(instance: &Instance, expert: u32) -> Option<u32> {
    instance.max_per_employer?;
    instance.experts.get(expert as usize)?.employer
}

/// Whether two experts may never sit in one evaluation.
pub(super) fn kept_apart(instance: &Instance, a: u32, b: u32) -> bool {
    instance.never_together.binary_search(&(a.min(b), a.max(b))).is_ok()
}

/// A rule that a full team breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Breach {
    /// Need number `.0` of the evaluation has too few.
    Need(usize),
    /// Too many experts of one employer.
    Employer(u32),
    /// Two experts who never sit together.
    Together(u32, u32),
}

/// The first local rule that `team` breaks as the whole team of `evaluation`.
pub(super) fn breach(instance: &Instance, evaluation: u32, team: &[u32]) -> Option<Breach> {
    limit_breach(instance, team).or_else(|| unmet_need(instance, evaluation, team).map(Breach::Need))
}

/// The first rule that `team` breaks and that adding experts cannot mend.
pub(super) fn limit_breach(instance: &Instance, team: &[u32]) -> Option<Breach> {
    for (at, &a) in team.iter().enumerate() {
        if let (Some(most), Some(employer)) = (instance.max_per_employer, counted_employer(instance, a)) {
            let colleagues = team.iter().filter(|&&b| counted_employer(instance, b) == Some(employer)).count();
            if colleagues > most as usize {
                return Some(Breach::Employer(employer));
            }
        }
        if instance.never_together.is_empty() {
            continue;
        }
        if let Some(&b) = team.get(at + 1..).unwrap_or_default().iter().find(|&&b| kept_apart(instance, a, b)) {
            return Some(Breach::Together(a, b));
        }
    }
    None
}

fn unmet_need(instance: &Instance, evaluation: u32, team: &[u32]) -> Option<usize> {
    let needs = &instance.evaluations.get(evaluation as usize)?.needs;
    if needs.is_empty() {
        return None;
    }
    let masks: Vec<u64> = team.iter().map(|&expert| needs_met(instance, evaluation, expert)).collect();
    let have = |bit: usize| masks.iter().filter(|&&mask| mask >> bit & 1 == 1).count();
    needs.iter().enumerate().position(|(bit, need)| have(bit) < need.min as usize)
}
