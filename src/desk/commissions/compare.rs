//! The same result under every policy pack: which grade it would have and what would follow for the
//! budget, with the article each place has for it. Decides nothing; the commission's own pack did.

use super::view;
use crate::accounts::Actor;
use crate::accounts::gate::Frame;
use crate::accounts::permissions::Act;
use crate::desk::blocking;
use crate::linkage::{instructions, rules};
use crate::platform::db::{Conn, Db};
use crate::platform::failure::{Failure, Outcome};
use crate::platform::problem::Problem;
use crate::policy::{Instruction, Pack, Packs};
use crate::results::service as results;
use crate::terms::{Fen, Score, Wording};
use actix_web::{HttpResponse, web};
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

/// What one pack says.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PackAnswer {
    #[schema(example = "wuzhong-2021")]
    pub policy: String,
    #[schema(value_type = Object)]
    pub name: Wording,
    /// True for the pack under which the commission was decided.
    pub own: bool,
    /// Absent where the pack gives this score no grade.
    pub grade: Option<String>,
    /// The place's own word.
    pub grade_word: Option<String>,
    pub band: Option<String>,
    pub article: Option<String>,
    pub instructions: Vec<PackInstruction>,
    /// Why there is no grade.
    pub refusal: Option<String>,
}

/// One instruction that would follow.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PackInstruction {
    #[schema(example = "MAINTAIN")]
    pub action: &'static str,
    pub percent: Option<String>,
    #[schema(value_type = Option<i64>)]
    pub amount: Option<Fen>,
    pub article: String,
    /// Local rule, rule of the pack it extends, or the nation's.
    #[schema(value_type = Object)]
    pub origin: Wording,
    pub needs_person: bool,
    #[schema(value_type = Object)]
    pub note: Wording,
}

/// A result with the answers of all packs.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Comparison {
    pub number: String,
    pub project: String,
    #[schema(value_type = String, example = "92.8")]
    pub score: Score,
    #[schema(value_type = i64)]
    pub budget: Fen,
    pub packs: Vec<PackAnswer>,
}

fn compare(conn: &mut Conn, packs: &Packs, actor: &Actor, number: &str) -> Outcome<Comparison> {
    let commission = view::find(conn, actor, Act::ReadInstruction, number)?;
    let result = results::find(conn, commission.id.as_str())?
        .filter(|r| r.approved_at.is_some())
        .ok_or_else(|| Failure::not_found("评价结果", "result"))?;
    let inputs = instructions::inputs(conn, &commission, &result)?;
    let answers = packs.iter().map(|pack| answer(pack, result.score, &inputs, &commission.policy_id));
    Ok(Comparison {
        score: result.score,
        budget: commission.budget,
        packs: answers.collect(),
        number: commission.number,
        project: commission.project_name,
    })
}

fn answer(pack: &Pack, score: Score, inputs: &rules::InstructionInputs, own: &str) -> PackAnswer {
    let mut answer = PackAnswer {
        policy: pack.id.clone(),
        name: pack.name.clone(),
        own: pack.id == own,
        grade: None,
        grade_word: None,
        band: None,
        article: None,
        instructions: Vec::new(),
        refusal: None,
    };
    match pack.grade(score, &[]) {
        Ok(decision) => {
            let inputs = rules::InstructionInputs { grade: decision.code, ..inputs.clone() };
            answer.instructions = rules::instructions(pack, &inputs).into_iter().map(instruction).collect();
            answer.grade = Some(decision.code.code().to_owned());
            answer.grade_word = Some(decision.word);
            answer.band = Some(decision.band_text);
            answer.article = Some(decision.basis.article);
        }
        Err(refusal) => answer.refusal = Some(refusal.to_string()),
    }
    answer
}

fn instruction(i: Instruction) -> PackInstruction {
    PackInstruction {
        action: i.action.code(),
        percent: i.percent.map(|p| p.0.normalize().to_string()),
        amount: i.amount,
        article: i.basis.article,
        origin: i.origin.name(),
        needs_person: i.needs_person,
        note: i.wording,
    }
}

/// The same result under every policy pack, for comparison.
#[utoipa::path(get, path = "/api/v1/commissions/{number}/packs", tag = "commissions",
    params(("number" = String, Path, description = "Number or identifier of the commission")),
    responses((status = 200, body = Comparison), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub async fn commission_packs(
    db: web::Data<Db>,
    packs: web::Data<Packs>,
    actor: Actor,
    number: web::Path<String>,
) -> Outcome<HttpResponse> {
    let found = blocking::read(&db, move |conn| compare(conn, &packs, &actor, &number)).await?;
    Ok(HttpResponse::Ok().json(found))
}

/// The page of it.
pub async fn page(
    frame: Frame,
    db: web::Data<Db>,
    packs: web::Data<Packs>,
    actor: Actor,
    number: web::Path<String>,
) -> Outcome<HttpResponse> {
    let found = blocking::read(&db, move |conn| compare(conn, &packs, &actor, &number)).await?;
    let mut context = serde_json::to_value(&found)?;
    context["href"] = json!(format!("/commissions/{}", found.number));
    context["query"] = json!({});
    context["actions"] = json!([]);
    frame.page("comparison", context)
}
