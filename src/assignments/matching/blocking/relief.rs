//! Which kind of rule, given up as a whole, would be enough to find an assignment.

use super::super::committed::Committed;
use super::super::instance::{GREATEST_COUNT, Instance};
use super::super::search::{Effort, Problem, search};

/// A kind of rule in both languages, and how to give it up.
struct Relief {
    zh: &'static str,
    en: &'static str,
    give_up: fn(&mut Instance),
}

const RELIEFS: [Relief; 6] = [
    Relief {
        zh: "专家最大承担量",
        en: "max_load",
        give_up: |i| i.experts.iter_mut().for_each(|x| x.max_load = GREATEST_COUNT),
    },
    Relief {
        zh: "专家最低承担量", en: "min_load", give_up: |i| i.experts.iter_mut().for_each(|x| x.min_load = 0)
    },
    Relief { zh: "同单位人数上限", en: "diversity", give_up: |i| i.max_per_employer = None },
    Relief { zh: "类别要求", en: "needs", give_up: |i| i.evaluations.iter_mut().for_each(|e| e.needs.clear()) },
    Relief { zh: "不得同组", en: "never_together", give_up: |i| i.never_together.clear() },
    Relief { zh: "固定配对", en: "fixed", give_up: |i| i.fixed.clear() },
];

/// Says which single reliefs are enough, Chinese and English; `None` if no single one is known to be.
pub(super) fn reliefs(instance: &Instance, patience: &dyn Fn() -> bool) -> Option<(String, String)> {
    let enough: Vec<&Relief> = RELIEFS.iter().filter(|relief| is_enough(instance, relief, patience)).collect();
    if enough.is_empty() {
        return None;
    }
    let list = |word: fn(&Relief) -> &'static str, comma| {
        enough.iter().map(|relief| word(relief)).collect::<Vec<_>>().join(comma)
    };
    let zh = format!("放宽其中任何一项即可完成分配：{}", list(|relief| relief.zh, "、"));
    Some((zh, format!("To relax any one of these is enough: {}", list(|relief| relief.en, ", "))))
}

fn is_enough(instance: &Instance, relief: &Relief, patience: &dyn Fn() -> bool) -> bool {
    let mut eased = instance.clone();
    (relief.give_up)(&mut eased);
    if eased == *instance {
        return false;
    }
    let Ok(committed) = Committed::of(&eased) else { return false };
    let problem = Problem { instance: &eased, committed: &committed, lambda: 0, floor: None, any: false };
    let effort = Effort { known: None, first_is_enough: true, keep_going: patience };
    search(problem, effort).is_some_and(|outcome| outcome.best.is_some())
}
