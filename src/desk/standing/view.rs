//! What somebody may see and do of an expert's standing. An expert reaches the own entry alone; one out of
//! reach is as absent as one that does not exist.

use super::ground::Ground;
use crate::accounts::model::Reach;
use crate::accounts::permissions::Act;
use crate::conflicts::service as conflicts;
use crate::desk::call::Call;
use crate::platform::db::Conn;
use crate::platform::failure::{Failure, Outcome};
use crate::registry::model::{Change, Expert, Proposal};
use crate::registry::rules::standing::{Act as StandingAct, Reason, State};
use crate::registry::service::{self as registry, Revealed};
use crate::registry::standing::{self, By, Step, Wanted};
use crate::terms::Instant;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

/// A proposal as it is typed.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
pub struct Proposed {
    /// `suspend`, `resume`, `delist` or `merge`.
    pub act: String,
    /// Such as `NO_SHOW` or `OWN_REQUEST`.
    pub reason_code: String,
    /// 4 to 1,000 characters.
    pub reason: String,
    /// For `merge`: id or number of the entry that stays.
    #[serde(default)]
    pub merged_into: String,
}

impl Ruling {
    /// Why it is refused; `None` where it is passed.
    pub fn refused_because(&self) -> Outcome<Option<&str>> {
        match self.decision.as_str() {
            "pass" => Ok(None),
            "refuse" => Ok(Some(&self.because)),
            _ => Err(Failure::field("decision", "可选：pass、refuse (one of these)")),
        }
    }
}

impl Answer {
    /// Whether the appeal is heard.
    pub fn lifts(&self) -> Outcome<bool> {
        match self.decision.as_str() {
            "lift" => Ok(true),
            "uphold" => Ok(false),
            _ => Err(Failure::field("decision", "可选：lift、uphold (one of these)")),
        }
    }
}

/// Whether a step is passed.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
pub struct Ruling {
    /// `pass` or `refuse`.
    pub decision: String,
    /// Why it is refused.
    #[serde(default)]
    pub because: String,
}

#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
pub struct Appeal {
    pub appeal: String,
}

#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
pub struct Answer {
    /// `lift` or `uphold`.
    pub decision: String,
    pub answer: String,
}

#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
pub struct Purpose {
    /// What the data is needed for, 4 to 200 characters; it is noted with the look.
    pub purpose: String,
}

/// One change of an entry.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ChangeLine {
    #[schema(value_type = String)]
    pub at: Instant,
    pub actor: String,
    /// `imported`, `suspend`, `resume`, `delist` or `appeal_lifted`.
    pub act: String,
    #[schema(value_type = Object)]
    pub before: Option<Value>,
    #[schema(value_type = Object)]
    pub after: Value,
}

/// One look behind the masks.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Look {
    #[schema(value_type = String)]
    pub at: Instant,
    pub actor: String,
    pub purpose: String,
}

impl From<Change> for ChangeLine {
    fn from(change: Change) -> ChangeLine {
        let Change { at, actor, act, before, after, .. } = change;
        ChangeLine { at, actor, act, before, after }
    }
}

fn by(ground: &Ground) -> By<'_> {
    By { login: &ground.call.actor.login, at: ground.call.now }
}

/// The expert, if the actor's act reaches this one.
fn reached(conn: &mut Conn, ground: &Ground, act: Act, id: &str) -> Outcome<Expert> {
    let absent = || Failure::not_found("专家", "expert");
    let expert = registry::expert_named(conn, &ground.vault, id)?;
    match ground.call.actor.reach(act)? {
        Reach::All => Ok(expert),
        Reach::Own(own) if own == expert.id => Ok(expert),
        Reach::Own(_) | Reach::Division(_) => Err(absent()),
    }
}

/// The expert with the proposals, the newest first.
pub fn proposals(ground: &Ground, id: &str) -> Outcome<(Expert, Vec<Proposal>)> {
    ground.call.db.read(|conn| {
        let expert = reached(conn, ground, Act::ReadExpert, id)?;
        let proposals = standing::of_expert(conn, &expert.id)?;
        Ok((expert, proposals))
    })
}

pub fn changes(ground: &Ground, id: &str) -> Outcome<Vec<ChangeLine>> {
    ground.call.db.read(|conn| {
        let expert = reached(conn, ground, Act::ReadExpert, id)?;
        Ok(registry::changes_of(conn, &expert.id)?.into_iter().map(ChangeLine::from).collect())
    })
}

pub fn looks(ground: &Ground, id: &str) -> Outcome<Vec<Look>> {
    ground.call.db.read(|conn| {
        let expert = reached(conn, ground, Act::ReadExpert, id)?;
        let look = |line: crate::audit::model::LogEntry| Look { at: line.at, actor: line.actor, purpose: line.detail };
        Ok(registry::looks(conn, &expert.number)?.into_iter().map(look).collect())
    })
}

pub fn reveal(ground: &Ground, id: &str, purpose: &Purpose) -> Outcome<Revealed> {
    let Call { db, actor, now } = &ground.call;
    db.write(|conn| {
        let expert = reached(conn, ground, Act::RevealPersonalData, id)?;
        registry::reveal(conn, &ground.vault, &expert.id, &purpose.purpose, &actor.login, *now)
    })
}

pub fn propose(ground: &Ground, id: &str, proposed: &Proposed) -> Outcome<Proposal> {
    let one_of = |field: &str| Failure::field(field, "请从列出的项目中选择 (choose one of the list)");
    let act = StandingAct::parse(&proposed.act).ok_or_else(|| one_of("act"))?;
    let reason = Reason::parse(&proposed.reason_code).ok_or_else(|| one_of("reason_code"))?;
    let new = uuid::Uuid::now_v7().to_string();
    let by = by(ground);
    ground.call.db.write(|conn| {
        let expert = reached(conn, ground, Act::ProposeStanding, id)?;
        let wanted =
            Wanted { act, reason_code: reason, reason: &proposed.reason, merged_into: proposed.merged_into.trim() };
        standing::propose(conn, &ground.vault, new.clone(), &expert.id, &wanted, &by)
    })
}

pub fn step(ground: &Ground, id: &str, step: Step, ruling: &Ruling) -> Outcome<Proposal> {
    let because = ruling.refused_because()?;
    let by = by(ground);
    ground.call.db.write(|conn| {
        let proposal = standing::step(conn, &ground.vault, id, step, because, &by)?;
        if let (State::Done, Some(stays)) = (proposal.state, &proposal.merged_into) {
            let gone = registry::expert(conn, &ground.vault, &proposal.expert_id)?.person_key;
            let kept = registry::expert(conn, &ground.vault, stays)?.person_key;
            conflicts::same_person(conn, &ground.vault, &gone, &kept, by.at)?;
        }
        Ok(proposal)
    })
}

pub fn appeal(ground: &Ground, id: &str, words: &Appeal) -> Outcome<Proposal> {
    let by = by(ground);
    ground.call.db.write(|conn| {
        let proposal = standing::of_id(conn, id)?;
        match ground.call.actor.reach(Act::AppealStanding)? {
            Reach::Own(own) if own == proposal.expert_id => {}
            _ => return Err(Failure::not_found("处理事项", "proposal")),
        }
        standing::appeal(conn, &ground.vault, id, &words.appeal, &by)
    })
}

pub fn answer(ground: &Ground, id: &str, words: &Answer) -> Outcome<Proposal> {
    let lift = words.lifts()?;
    let by = by(ground);
    ground.call.db.write(|conn| standing::answer(conn, &ground.vault, id, lift, &words.answer, &by))
}
