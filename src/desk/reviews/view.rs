//! What may be seen of a review: a reviewer its own marks, finance and supervisor who reviews and, from the draft on,
//! what was given; the institution the draft without names.

use crate::accounts::Actor;
use crate::accounts::permissions::Act;
use crate::commissions::{Commission, State};
use crate::desk::commissions::list::all;
use crate::desk::commissions::reach::Sight;
use crate::desk::commissions::view::find;
use crate::platform::db::Conn;
use crate::platform::failure::{Failure, Outcome};
use crate::reviews::model::{Answer, Closing, Correction, Mark, Review, Reviewer, Rubric, Stage};
use crate::reviews::rules;
use crate::reviews::service::{review as reviews, rubrics};
use crate::terms::{Day, Instant, Score, Wording};
use serde::Serialize;
use std::collections::HashMap;
use utoipa::ToSchema;

/// A review in one line.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ReviewRow {
    /// Number of the commission.
    #[schema(example = "640300000-2021-001")]
    pub number: String,
    pub project: String,
    pub institution: Option<String>,
    pub stage: Stage,
    /// Code and version of the rubric, once the review has begun.
    pub rubric: Option<String>,
    /// Who sits, and who of them has handed in.
    pub reviewers: usize,
    pub handed_in: usize,
    /// Until when the institution may answer.
    #[schema(value_type = Option<String>, format = Date)]
    pub answer_due: Option<Day>,
}

/// A review as its reader may see it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ReviewFile {
    #[serde(flatten)]
    pub line: ReviewRow,
    /// Of the package version that is reviewed.
    pub package: Option<String>,
    /// By what it is reviewed, with the label of its version.
    pub rubric_label: String,
    pub criteria: Rubric,
    /// Who is to be drawn now.
    pub missing: u32,
    /// The reader's own seat.
    pub seat: Option<i32>,
    /// For finance and supervisor.
    pub reviewers_named: Vec<Reviewer>,
    /// The own marks; from the draft on all, for those who see it.
    pub marks: Vec<Mark>,
    /// Between the reviewers' sums, from the draft on.
    #[schema(value_type = Option<String>)]
    pub gap: Option<Score>,
    pub corrections: Vec<Correction>,
    pub answer: Option<Answer>,
    pub closing: Option<Closing>,
    /// What the reader may do now: `draw`, `declare`, `mark`, `answer`, `complete`, `level_up`.
    pub acts: Vec<&'static str>,
}

fn line(commission: &Commission, review: Option<&Review>) -> ReviewRow {
    let sitting: Vec<&Reviewer> = review.iter().flat_map(|r| &r.reviewers).filter(|r| r.sits()).collect();
    ReviewRow {
        number: commission.number.clone(),
        project: commission.project_name.clone(),
        institution: commission.institution_name.clone(),
        stage: review.map_or(Stage::Drawing, rules::stage),
        rubric: review.map(|r| r.rubric_label.clone()),
        reviewers: sitting.len(),
        handed_in: sitting.iter().filter(|r| r.submitted_at.is_some()).count(),
        answer_due: review.and_then(|r| r.answer_due),
    }
}

/// The reviews that concern the reader, and packages that wait for theirs, by number.
pub fn list(conn: &mut Conn, actor: &Actor) -> Outcome<Vec<ReviewRow>> {
    let found = concerning(conn, actor, |_| true)?;
    Ok(found.iter().map(|(commission, review)| line(commission, review.as_ref())).collect())
}

fn concerning(
    conn: &mut Conn,
    actor: &Actor,
    wanted: impl Fn(&Commission) -> bool,
) -> Outcome<Vec<(Commission, Option<Review>)>> {
    let sight = Sight::of(actor, Act::ReadReview)?;
    let filter = sight.filter(conn)?;
    let mut commissions = all(conn, &filter)?;
    commissions.retain(wanted);
    if let Sight::Institution(id) = &sight {
        commissions.retain(|c| c.institution_id.as_ref() == Some(id));
    }
    let ids: Vec<String> = commissions.iter().map(|c| c.id.to_string()).collect();
    let found = reviews::of_commissions(conn, &ids)?;
    let mut by_commission: HashMap<String, Review> =
        found.into_iter().map(|review| (review.commission_id.clone(), review)).collect();
    commissions.sort_by(|a, b| a.number.cmp(&b.number));
    let with = commissions.into_iter().map(|c| (by_commission.remove(c.id.as_str()), c));
    let concerns = |review: &Option<Review>, state: State| match (&sight, review) {
        (Sight::Expert(id), Some(review)) => review.reviewers.iter().any(|r| r.expert_id == *id),
        (Sight::Expert(_), None) => false,
        (_, review) => review.is_some() || state == State::Checked,
    };
    Ok(with.filter(|(review, c)| concerns(review, c.state)).map(|(review, c)| (c, review)).collect())
}

/// The commission whose review this act reaches.
pub fn reached(conn: &mut Conn, actor: &Actor, act: Act, number: &str) -> Outcome<Commission> {
    find(conn, actor, act, number)
}

/// The review for its reader.
pub fn file(conn: &mut Conn, actor: &Actor, number: &str, now: Instant) -> Outcome<ReviewFile> {
    let missing = || Failure::not_found("资料包评审", "review");
    let commission = reached(conn, actor, Act::ReadReview, number)?;
    let review = reviews::of(conn, &commission)?;
    let sight = Sight::of(actor, Act::ReadReview)?;
    let own = match (&sight, &review) {
        (Sight::Expert(id), Some(review)) => review.reviewers.iter().find(|r| r.expert_id == *id).cloned(),
        _ => None,
    };
    if (matches!(sight, Sight::Expert(_)) && own.is_none()) || (review.is_none() && commission.state != State::Checked)
    {
        return Err(missing());
    }
    let Some(review) = review else {
        let rubric = rubrics::of(conn, &commission, now)?;
        return Ok(before(actor, &commission, rubrics::label(&rubric), rubric.rubric));
    };
    Ok(shown(actor, (&sight, own), &commission, review, now.day_in_china()))
}

/// Before anybody is drawn.
fn before(actor: &Actor, commission: &Commission, rubric_label: String, criteria: Rubric) -> ReviewFile {
    ReviewFile {
        line: line(commission, None),
        package: None,
        rubric_label,
        missing: criteria.reviewers,
        criteria,
        seat: None,
        reviewers_named: Vec::new(),
        marks: Vec::new(),
        gap: None,
        corrections: Vec::new(),
        answer: None,
        closing: None,
        acts: if actor.may(Act::DrawExperts) { vec!["draw"] } else { Vec::new() },
    }
}

fn shown(
    actor: &Actor,
    (sight, own): (&Sight, Option<Reviewer>),
    commission: &Commission,
    review: Review,
    today: Day,
) -> ReviewFile {
    let is_drafted = review.drafted_at.is_some();
    let seat = own.as_ref().map(|r| r.seat);
    let counted = rules::handed_in(&review);
    let marks = match seat {
        Some(seat) => review.marks.iter().filter(|m| m.seat == seat).cloned().collect(),
        None if is_drafted => counted.clone(),
        None => Vec::new(),
    };
    let sees_all = is_drafted && own.is_none();
    ReviewFile {
        acts: acts(actor, own.as_ref(), &review, today),
        line: line(commission, Some(&review)),
        package: Some(review.package_id.clone()),
        missing: rules::missing(&review),
        rubric_label: review.rubric_label,
        criteria: review.rubric,
        seat,
        reviewers_named: if sight.is_whole() { review.reviewers } else { own.into_iter().collect() },
        gap: sees_all.then(|| rules::gap(&counted)),
        marks,
        corrections: if sees_all { review.corrections } else { Vec::new() },
        answer: review.answer.filter(|_| sees_all),
        closing: review.closing.filter(|_| sees_all),
    }
}

fn acts(actor: &Actor, own: Option<&Reviewer>, review: &Review, today: Day) -> Vec<&'static str> {
    let stage = rules::stage(review);
    let in_time = review.answer_due.is_some_and(|due| today <= due);
    let drafted = stage == Stage::Drafted && review.drafted_at.is_some();
    let answered = stage == Stage::Answered;
    let objects = reviews::needs_level_up(review);
    let open = |r: &&Reviewer| r.submitted_at.is_none() && !matches!(stage, Stage::Final);
    let own = own.filter(open);
    let possible = [
        ("draw", Act::DrawExperts, rules::missing(review) > 0),
        ("declare", Act::GiveMarks, own.is_some_and(|r| r.declared.is_none())),
        ("mark", Act::GiveMarks, own.is_some_and(|r| r.declared.is_some() && r.sits())),
        ("answer", Act::AnswerReview, drafted && in_time),
        ("complete", Act::AcceptPackage, (answered && !objects) || (drafted && !in_time)),
        ("level_up", Act::LevelReview, answered && objects),
    ];
    possible.into_iter().filter_map(|(name, act, now)| (now && actor.may(act)).then_some(name)).collect()
}

/// What waits for the reader in reviews: number of the commission, and a sentence.
pub fn waiting(conn: &mut Conn, actor: &Actor, today: Day) -> Outcome<Vec<(String, Wording)>> {
    let sight = Sight::of(actor, Act::ReadReview)?;
    let mut found = Vec::new();
    for (commission, review) in concerning(conn, actor, |c| c.state == State::Checked)? {
        let Some(review) = review else { continue };
        let own = match &sight {
            Sight::Expert(id) => review.reviewers.iter().find(|r| r.expert_id == *id),
            _ => None,
        };
        if let Some(act) = acts(actor, own, &review, today).first() {
            found.push((commission.number.clone(), sentence(act, &commission.project_name, review.answer_due)));
        }
    }
    Ok(found)
}

fn sentence(act: &str, project: &str, due: Option<Day>) -> Wording {
    let until = due.map(|day| (day.zh(), day.to_string())).unwrap_or_default();
    let (zh, en) = match act {
        "draw" => ("待抽取评审人员".to_owned(), "a reviewer is to be drawn".to_owned()),
        "declare" => ("请先声明利害关系".to_owned(), "declare your interests".to_owned()),
        "mark" => ("请独立评分".to_owned(), "give your marks".to_owned()),
        "answer" => (format!("请在 {} 前答复评审初稿", until.0), format!("answer the draft by {}", until.1)),
        "level_up" => ("机构有异议，待上级复核".to_owned(), "the institution objects; review it".to_owned()),
        _ => ("待办结评审".to_owned(), "the review is to be ended".to_owned()),
    };
    Wording::new(format!("资料包评审（{project}）：{zh}"), format!("Review of {project}: {en}"))
}
