//! What is shown of policy packs. They quote public law, so everybody sees all of them.

use crate::accounts::Division;
use crate::platform::failure::{Failure, Outcome};
use crate::policy::basis::Jurisdiction;
use crate::policy::pack::NATIONAL;
use crate::policy::{Pack, Packs, TopicView};
use crate::terms::Wording;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

/// A pack in the list.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PolicyRow {
    #[schema(example = "wuzhong-2021")]
    pub id: String,
    #[schema(value_type = Object)]
    pub name: Wording,
    /// The document that the local rules come from.
    #[schema(value_type = Object)]
    pub document: Wording,
    #[schema(value_type = Object)]
    pub jurisdiction: Jurisdiction,
    /// Digest of everything the pack says.
    pub version: String,
}

/// A pack with all its topics.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PolicyDetail {
    #[serde(flatten)]
    pub row: PolicyRow,
    /// The pack whose rules stand in for missing ones.
    pub parent: Option<&'static str>,
    pub topics: Vec<Topic>,
}

/// One topic. Where the place has no rule, `local_rule` is false and `notes` say how that is known;
/// `value` is then the national rule, or absent where there is none either.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Topic {
    #[schema(example = "linkage.rules")]
    pub path: String,
    #[schema(value_type = Object)]
    pub name: Wording,
    pub local_rule: bool,
    #[schema(value_type = Option<Object>)]
    pub value: Option<Value>,
    /// `local` or `national`.
    pub origin: Option<String>,
    #[schema(value_type = Option<Object>)]
    pub basis: Option<crate::policy::Basis>,
    #[schema(value_type = Vec<Object>)]
    pub notes: Vec<Wording>,
}

impl PolicyRow {
    pub fn of(pack: &Pack) -> PolicyRow {
        PolicyRow {
            id: pack.id.clone(),
            name: pack.name.clone(),
            document: pack.document.clone(),
            jurisdiction: pack.jurisdiction.clone(),
            version: pack.version().to_string(),
        }
    }
}

impl PolicyDetail {
    pub fn of(pack: &Pack) -> PolicyDetail {
        PolicyDetail {
            row: PolicyRow::of(pack),
            parent: pack.fallback.is_some().then_some(NATIONAL),
            topics: pack.overview().into_iter().map(|topic| Topic::of(pack, topic)).collect(),
        }
    }
}

impl Topic {
    fn of(pack: &Pack, topic: TopicView) -> Topic {
        Topic {
            local_rule: topic.origin == Some(pack.own_origin()),
            path: topic.path,
            name: topic.name,
            value: topic.value,
            origin: topic.origin.map(|origin| origin.code().to_owned()),
            basis: topic.basis,
            notes: topic.notes,
        }
    }

    /// The first half of the path.
    pub fn section(&self) -> &str {
        self.path.split('.').next().unwrap_or_default()
    }
}

/// All packs: those of places by id, then the national one behind them.
pub fn all(packs: &Packs) -> Vec<&Pack> {
    let (national, places): (Vec<&Pack>, Vec<&Pack>) = packs.iter().partition(|pack| pack.fallback.is_none());
    places.into_iter().chain(national).collect()
}

pub fn one<'p>(packs: &'p Packs, id: &str) -> Outcome<&'p Pack> {
    packs.get(id).map_err(|_| Failure::not_found("政策包", "policy pack"))
}

/// The pack of a division; the national one where it has none of its own.
pub fn of_division<'p>(packs: &'p Packs, division: &Division) -> Option<&'p Pack> {
    let own = packs.iter().find(|pack| pack.jurisdiction.mof_div_code == division.as_str());
    own.or_else(|| packs.get(NATIONAL).ok())
}
