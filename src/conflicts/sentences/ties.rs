//! Sentences about kin, holdings, collaboration, identity, declarations and panels.

use super::{job_words, party_words, period_words};
use crate::conflicts::graph::{
    CooperationRow, DisputeRow, Graph, Job, KinByName, Org, Party, Person, ServiceRow, Shared,
};
use crate::conflicts::kin::{Kin, Place};
use crate::conflicts::model::{CollaborationKind, ServiceKind};
use crate::conflicts::ownership::BondKind;
use crate::conflicts::scene::Scene;
use crate::terms::Wording;
use rust_decimal::Decimal;

fn place_words(place: Place) -> (&'static str, &'static str) {
    use Place::*;
    match place {
        Oneself => ("本人", "oneself"),
        Spouse => ("配偶", "spouse"),
        Parent => ("父母", "parent"),
        Grandparent => ("祖父母（外祖父母）", "grandparent"),
        Ancestor => ("直系长辈", "ancestor"),
        Child => ("子女", "child"),
        Descendant => ("直系晚辈", "descendant"),
        Sibling | HalfSibling => ("兄弟姐妹", "sibling"),
        Uncle | HalfUncle => ("父母的兄弟姐妹", "uncle or aunt"),
        GreatUncle => ("祖辈的兄弟姐妹", "great-uncle or great-aunt"),
        Nephew => ("兄弟姐妹的子女", "nephew or niece"),
        Cousin => ("堂、表兄弟姐妹", "first cousin"),
        SpouseParent => ("配偶的父母", "spouse's parent"),
        SpouseChild => ("配偶的子女", "spouse's child"),
        SpouseSibling | SpouseHalfSibling => ("配偶的兄弟姐妹", "spouse's sibling"),
        ParentSpouse => ("父母的配偶", "parent's spouse"),
        ChildSpouse => ("子女的配偶", "child's spouse"),
        SiblingSpouse => ("兄弟姐妹的配偶", "sibling's spouse"),
    }
}

/// `张三是李四的父母`, with a remark where the marriage between has ended.
fn kin_words(graph: &Graph, subject: Person, kin: &Kin) -> Wording {
    let (subject, relative, (zh, en)) =
        (graph.person_name(subject), graph.person_name(kin.person), place_words(kin.place));
    let (ended_zh, ended_en) = if kin.over_ended_marriage {
        ("（有关婚姻关系已于近期解除）", " (over a marriage that ended recently)")
    } else {
        ("", "")
    };
    Wording::new(
        format!("{relative}是{subject}的{zh}{ended_zh}"),
        format!("{relative} is the {en} of {subject}{ended_en}"),
    )
}

/// A relative holds a job at a target.
pub fn kin_works_for(graph: &Graph, scene: &Scene, subject: Person, kin: &Kin, job: &Job) -> Wording {
    let (tie, job_text, party) = (kin_words(graph, subject, kin), job_words(graph, job), party_words(scene, job.org));
    let org = graph.org_name(job.org);
    Wording::new(
        format!("{}，{}，{org}是{}。", tie.zh, job_text.zh, party.zh),
        format!("{}: {}; {org} is {}.", tie.en, job_text.en, party.en),
    )
}

/// A relative leads the project.
pub fn kin_leads(graph: &Graph, subject: Person, kin: &Kin) -> Wording {
    let tie = kin_words(graph, subject, kin);
    Wording::new(format!("{}，并且是本项目负责人。", tie.zh), format!("{} and leads this project.", tie.en))
}

/// A relative sits on the panel.
pub fn kin_on_panel(graph: &Graph, subject: Person, kin: &Kin) -> Wording {
    let tie = kin_words(graph, subject, kin);
    Wording::new(
        format!("{}，并且是同一评审组成员。", tie.zh),
        format!("{} and is a member of the same panel.", tie.en),
    )
}

/// A relation that the subject declared by name.
pub fn declared_relative(graph: &Graph, scene: &Scene, kin: &KinByName, org: Org) -> Wording {
    let (who, word, name) = (graph.person_name(kin.person), graph.word(kin.relation), graph.word(kin.name));
    let (org_name, title, party) = (graph.org_name(org), graph.word(kin.title), party_words(scene, org));
    Wording::new(
        format!("{who}申报与{name}为{word}关系，{name}在{org_name}任{title}，{org_name}是{}。", party.zh),
        format!("{who} declared {name} as kin ({word}); {name} is {title} at {org_name}, which is {}.", party.en),
    )
}

/// A relative declared by name has the name of a head or of the leader.
pub fn declared_name_matches(graph: &Graph, kin: &KinByName, party: Person) -> Wording {
    let (who, word, name) = (graph.person_name(kin.person), graph.word(kin.relation), graph.word(kin.name));
    let party = graph.person_name(party);
    Wording::new(
        format!("{who}申报与{name}为{word}关系，与本项目有关人员{party}同名，是否同一人须由人核实。"),
        format!(
            "{who} declared {name} as kin ({word}); {party}, a person of this project, has the same name. Whether they are one person must be checked."
        ),
    )
}

/// Somebody controls a target, perhaps together with the spouse.
pub fn controls(graph: &Graph, scene: &Scene, who: Party, org: Org, is_now: bool) -> Wording {
    let (who, party, org) = (graph.party_name(who), party_words(scene, org), graph.org_name(org));
    let (zh, en) =
        if is_now { ("控制", "controls") } else { ("在回溯期内曾控制", "controlled, within the look-back,") };
    Wording::new(
        format!("{who}（连同配偶及其所控制的单位）{zh}{org}，{org}是{}。", party.zh),
        format!("{who}, with the spouse and controlled entities, {en} {org}, which is {}.", party.en),
    )
}

/// Two institutions bound by control, as a clause.
pub fn bond_words(graph: &Graph, first: Org, second: Org, kind: BondKind) -> Wording {
    let (first, second) = (graph.org_name(first), graph.org_name(second));
    match kind {
        BondKind::Controls => Wording::new(format!("{first}控制{second}"), format!("{first} controls {second}")),
        BondKind::ControlledBy => {
            Wording::new(format!("{first}受{second}控制"), format!("{first} is controlled by {second}"))
        }
        BondKind::Common(centre) => {
            let centre = graph.party_name(centre);
            Wording::new(
                format!("{first}与{second}同受{centre}控制"),
                format!("{first} and {second} are both controlled by {centre}"),
            )
        }
    }
}

/// An institution bound by control to a target.
pub fn bound_to_target(graph: &Graph, scene: &Scene, first: Org, second: Org, kind: BondKind) -> Wording {
    let (bond, party, name) =
        (bond_words(graph, first, second, kind), party_words(scene, second), graph.org_name(second));
    Wording::new(format!("{}，{name}是{}。", bond.zh, party.zh), format!("{}; {name} is {}.", bond.en, party.en))
}

/// A holding at or above the threshold.
pub fn holds(graph: &Graph, scene: &Scene, who: Party, org: Org, threshold: Decimal) -> Wording {
    let (who, party, org) = (graph.party_name(who), party_words(scene, org), graph.org_name(org));
    let threshold = threshold.normalize();
    Wording::new(
        format!("{who}直接或间接持有{org}的股权达到{threshold}%，{org}是{}。", party.zh),
        format!("{who} holds, directly or through others, at least {threshold} % of {org}, which is {}.", party.en),
    )
}

/// Any investment of the subject or close kin.
pub fn invests(graph: &Graph, scene: &Scene, who: Party, holder: Party, org: Org) -> Wording {
    let (who, holder, party, org) =
        (graph.party_name(who), graph.party_name(holder), party_words(scene, org), graph.org_name(org));
    Wording::new(
        format!("{who}或其近亲属（{holder}）在{org}有投资，{org}是{}。", party.zh),
        format!("{who} or close kin ({holder}) has invested in {org}, which is {}.", party.en),
    )
}

/// A tie of scholarship to the project's leader.
pub fn collaborated(graph: &Graph, who: Person, leader: Person, shared: &Shared) -> Wording {
    let (who, leader, title) = (graph.person_name(who), graph.person_name(leader), graph.word(shared.title));
    let (zh, en) = match shared.kind {
        CollaborationKind::Publication => ("合作发表成果", "published jointly"),
        CollaborationKind::ResearchProject => ("合作承担课题", "worked on a research project"),
        CollaborationKind::Adviser => ("有师生（指导）关系", "are adviser and advisee"),
    };
    let titled_zh = if title.is_empty() { String::new() } else { format!("《{title}》") };
    let titled_en = if title.is_empty() { String::new() } else { format!(" ({title})") };
    Wording::new(
        format!("{who}与本项目负责人{leader}{zh}{titled_zh}。"),
        format!("{who} and {leader}, who leads this project, {en}{titled_en}."),
    )
}

/// Two records that are perhaps one person.
pub fn perhaps_same(graph: &Graph, first: Person, then: &Wording) -> Wording {
    let name = graph.person_name(first);
    Wording::new(
        format!("两条姓名均为{name}的人员记录，至少一条缺少身份证号，是否同一人须核实；如为同一人，则：{}", then.zh),
        format!(
            "Two records are named {name} and at least one lacks an ID number. Whether they are one person must be checked; if they are: {}",
            then.en
        ),
    )
}

/// A declared conflict.
pub fn declared_conflict(who: &str, text: &str) -> Wording {
    let (zh, en) =
        if text.is_empty() { (String::new(), String::new()) } else { (format!("：{text}"), format!(": {text}")) };
    Wording::new(
        format!("{who}已申报与本次评价有利害关系{zh}。"),
        format!("{who} declared a conflict with this evaluation{en}."),
    )
}

/// Another member of the panel works for the same employer.
pub fn same_employer(graph: &Graph, first: Person, second: Person, org: Org) -> Wording {
    let (first, second, org) = (graph.person_name(first), graph.person_name(second), graph.org_name(org));
    Wording::new(
        format!("{first}与同一评审组成员{second}现均在{org}任职。"),
        format!("{first} and {second}, a member of the same panel, both work for {org}."),
    )
}

/// Two institutions of one lot share a legal representative.
pub fn shares_representative(graph: &Graph, first: Org, second: Org, person: Person) -> Wording {
    let (first, second, person) = (graph.org_name(first), graph.org_name(second), graph.person_name(person));
    Wording::new(
        format!("{first}与同一标段的{second}的法定代表人同为{person}。"),
        format!("{person} is legal representative of both {first} and {second}, which is in the same lot."),
    )
}

/// Two institutions of one lot are linked by direct control.
pub fn linked_in_lot(graph: &Graph, owner: Org, owned: Org) -> Wording {
    let (owner, owned) = (graph.org_name(owner), graph.org_name(owned));
    Wording::new(
        format!("同一标段内{owner}直接控股{owned}。"),
        format!("{owner} directly controls {owned}; both are in the same lot."),
    )
}

/// A legal dispute with a target.
pub fn disputes(graph: &Graph, scene: &Scene, row: &DisputeRow) -> Wording {
    let (who, org, party, when) =
        (graph.party_name(row.who), graph.org_name(row.org), party_words(scene, row.org), period_words(row.period));
    Wording::new(
        format!("{who}与{org}（{}）有法律纠纷，{}。", party.zh, when.zh),
        format!("{who} had a legal dispute with {org}, {}, {}.", party.en, when.en),
    )
}

/// A standing service to a target.
pub fn serves(graph: &Graph, scene: &Scene, row: &ServiceRow) -> Wording {
    let (zh, en) = match row.kind {
        ServiceKind::Audit => ("审计", "audit"),
        ServiceKind::Bookkeeping => ("代理记账", "bookkeeping"),
    };
    let (who, org, party, when) = (
        graph.org_name(row.institution),
        graph.org_name(row.org),
        party_words(scene, row.org),
        period_words(row.period),
    );
    Wording::new(
        format!("{who}{}为{org}（{}）提供{zh}服务。", when.zh, party.zh),
        format!("{who} provided {en} to {org}, {}, {}.", party.en, when.en),
    )
}

/// A cooperating expert of an institution under review.
pub fn cooperates(graph: &Graph, row: &CooperationRow) -> Wording {
    let (who, institution) = (graph.person_name(row.person), graph.org_name(row.institution));
    Wording::new(
        format!("{who}是被评审机构{institution}备案的合作专家。"),
        format!("{who} is filed as cooperating expert of {institution}, which is under review."),
    )
}

/// A party's objection.
pub fn objected(who: &str, by: &str) -> Wording {
    let (by_zh, by_en) = if by.is_empty() { ("当事人", "A party") } else { (by, by) };
    Wording::new(
        format!("{by_zh}对{who}提出回避异议，须由人决定并书面答复。"),
        format!("{by_en} objects to {who}; a person must decide and answer in writing."),
    )
}

/// The commission is not separate from what it judges.
pub fn not_separate(graph: &Graph, commissioner: Org, evaluated: Org) -> Wording {
    let (c, e) = (graph.org_name(commissioner), graph.org_name(evaluated));
    if commissioner == evaluated {
        Wording::new(format!("委托单位与评价对象同为{c}。"), format!("{c} commissions the evaluation of itself."))
    } else {
        Wording::new(
            format!("委托单位{c}与评价对象{e}是直接上下级。"),
            format!("The commissioner {c} and the evaluated {e} are direct parent and child."),
        )
    }
}
