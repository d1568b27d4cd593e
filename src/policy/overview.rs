//! A pack topic by topic, as a page or a terminal shows it: the value in force, where it comes from,
//! what it rests on, and what the place says where it has no rule.

use super::basis::{Basis, Origin};
use super::pack::Pack;
use super::rules::TOPICS;
use crate::terms::Wording;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// One topic of a pack.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TopicView {
    /// `section.topic`, as in the file.
    pub path: String,
    pub name: Wording,
    /// `None` where neither the place nor the nation has a rule.
    pub value: Option<Value>,
    pub origin: Option<Origin>,
    pub basis: Option<Basis>,
    /// What is said about having no rule, the place first.
    pub notes: Vec<Wording>,
}

/// The JSON form of a topic.
#[derive(Deserialize)]
struct Answer {
    is: Option<Value>,
    basis: Option<Basis>,
    none: Option<Wording>,
}

impl Pack {
    /// Every topic in reading order.
    pub fn overview(&self) -> Vec<TopicView> {
        let own = serde_json::to_value(&self.rules).unwrap_or_default();
        let national = self.fallback.as_ref().and_then(|rules| serde_json::to_value(rules).ok());
        let layers = [(Some(own), self.own_origin()), (national, Origin::National)];
        TOPICS.iter().map(|(section, topic, zh, en)| view(&layers, section, topic, Wording::new(*zh, *en))).collect()
    }
}

fn view(layers: &[(Option<Value>, Origin)], section: &str, topic: &str, name: Wording) -> TopicView {
    let path = format!("{section}.{topic}");
    let mut view = TopicView { path, name, value: None, origin: None, basis: None, notes: Vec::new() };
    for (layer, origin) in layers {
        let answer = layer.as_ref().and_then(|rules| rules.get(section)?.get(topic));
        let Some(answer) = answer.and_then(|answer| Answer::deserialize(answer).ok()) else { continue };
        view.notes.extend(answer.none);
        if answer.is.is_some() {
            view.value = answer.is;
            view.basis = answer.basis;
            view.origin = Some(*origin);
            break;
        }
    }
    view
}
