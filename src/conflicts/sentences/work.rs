//! Sentences about jobs, the hierarchy, work on the project and workload.

use super::{job_words, party_words};
use crate::conflicts::graph::{Graph, Job, Org, WorkRow};
use crate::conflicts::lineage::Standing;
use crate::conflicts::model::Work;
use crate::conflicts::scene::Scene;
use crate::terms::Wording;

/// The subject works or worked for a target.
pub fn works_for(graph: &Graph, scene: &Scene, job: &Job) -> Wording {
    let (who, job_text, party) = (graph.person_name(job.person), job_words(graph, job), party_words(scene, job.org));
    let org = graph.org_name(job.org);
    Wording::new(
        format!("{who}{}，{org}是{}。", job_text.zh, party.zh),
        format!("{who}: {}; {org} is {}.", job_text.en, party.en),
    )
}

/// How an organisation stands to the implementing one, as a clause.
pub fn standing_words(graph: &Graph, scene: &Scene, org: Org, standing: &Standing) -> Wording {
    let (org, implementing) = (graph.org_name(org), graph.org_name(scene.project.implementing));
    match standing {
        Standing::Above(_) => Wording::new(
            format!("{org}是本项目实施单位{implementing}的上级单位"),
            format!("{org} is above {implementing}, the implementing organisation"),
        ),
        Standing::Below(_) => Wording::new(
            format!("{org}是本项目实施单位{implementing}的下级单位"),
            format!("{org} is below {implementing}, the implementing organisation"),
        ),
        Standing::Beside { parent, .. } => {
            let parent = graph.org_name(*parent);
            Wording::new(
                format!("{org}与本项目实施单位{implementing}同属{parent}"),
                format!("{org} and the implementing organisation {implementing} have the same direct parent, {parent}"),
            )
        }
    }
}

/// The subject works or worked for an organisation that stands in the hierarchy.
pub fn works_in_hierarchy(graph: &Graph, scene: &Scene, job: &Job, standing: &Standing) -> Wording {
    let (who, job_text) = (graph.person_name(job.person), job_words(graph, job));
    let clause = standing_words(graph, scene, job.org, standing);
    Wording::new(format!("{who}{}，{}。", job_text.zh, clause.zh), format!("{who}: {}; {}.", job_text.en, clause.en))
}

/// The subject is on the staff of the commissioning finance authority.
pub fn regulates(graph: &Graph, job: &Job) -> Wording {
    let (who, job_text, org) = (graph.person_name(job.person), job_words(graph, job), graph.org_name(job.org));
    Wording::new(
        format!("{who}{}，{org}是委托本次评价的财政部门。", job_text.zh),
        format!("{who}: {}; {org} is the finance authority that commissions this evaluation.", job_text.en),
    )
}

/// Records of one job that disagree.
pub fn records_disagree(graph: &Graph, records: &[Job]) -> Wording {
    let texts: Vec<Wording> = records.iter().map(|job| job_words(graph, job)).collect();
    let join = |pick: fn(&Wording) -> &str, mark: &str| texts.iter().map(pick).collect::<Vec<_>>().join(mark);
    let who = records.first().map_or("", |job| graph.person_name(job.person));
    Wording::new(
        format!("关于{who}的任职，来源效力相同的记录互相矛盾：{}；须由人判断。", join(|w| &w.zh, "；")),
        format!("Records of equal authority on {who} disagree: {}. A person must decide.", join(|w| &w.en, "; ")),
    )
}

/// Two open-ended full-time jobs.
pub fn job_is_unresolved(graph: &Graph, older: &Job, newer: &Job) -> Wording {
    let (who, old, new) = (graph.person_name(older.person), job_words(graph, older), job_words(graph, newer));
    Wording::new(
        format!("{who}有两份未记载结束日期的全职工作：{}；{}。较早的一份是否已结束须由人核实。", old.zh, new.zh),
        format!(
            "{who} has two full-time jobs without an end: {}; {}. Whether the older one has ended must be checked.",
            old.en, new.en
        ),
    )
}

/// The name of the work in both languages.
pub fn work_words(work: Work) -> (&'static str, &'static str) {
    match work {
        Work::FeasibilityStudy => ("可行性研究编制", "the feasibility study"),
        Work::ExanteAssessment => ("事前绩效评估", "the ex-ante assessment"),
        Work::Design => ("设计", "the design"),
        Work::BiddingAgent => ("招标代理", "the bidding agency"),
        Work::ConstructionSupervision => ("工程监理", "the construction supervision"),
        Work::SelfEvaluation => ("绩效自评", "the self-evaluation"),
        Work::Implementation => ("项目实施", "the implementation"),
        Work::Audit => ("审计", "the audit"),
    }
}

/// Somebody did work for this very project.
pub fn did_work(graph: &Graph, scene: &Scene, row: &WorkRow) -> Wording {
    let ((zh, en), who) = (work_words(row.work), graph.party_name(row.who));
    let project = graph.word(scene.project.name);
    Wording::new(format!("{who}承担过本项目{project}的{zh}"), format!("{who} did {en} of this project {project}"))
}

/// The clause as a sentence, with what ties the subject to it.
pub fn tied_to_work(work: Wording, tie_zh: String, tie_en: String) -> Wording {
    Wording::new(format!("{}，{tie_zh}。", work.zh), format!("{}; {tie_en}.", work.en))
}

/// The subject is a party itself.
pub fn is_party(name: &str, role_zh: &str, role_en: &str) -> Wording {
    Wording::new(format!("{name}本身就是{role_zh}。"), format!("{name} is itself {role_en}."))
}

/// Consecutive years on the same organisation.
pub fn rotates(institution: &str, org: &str, first: i32, last: i32) -> Wording {
    Wording::new(
        format!("{institution}在{first}年至{last}年连续评价{org}，间隔年限未满，应当轮换。"),
        format!(
            "{institution} evaluated {org} in each year from {first} to {last}; the years of rest have not passed."
        ),
    )
}

/// Active assignments at the cap.
pub fn is_full(who: &str, active: usize, cap: u32) -> Wording {
    Wording::new(
        format!("{who}正在承担{active}项评价任务，已达上限{cap}项。"),
        format!("{who} has {active} active assignments; the cap is {cap}."),
    )
}
