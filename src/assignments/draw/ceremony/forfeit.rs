//! What happens when a party does not reveal: it forfeits, the draw restarts under a new id, and the
//! incident stays on record, because whoever dislikes an outcome could spoil a draw in this way.

use super::{Announced, CeremonyFault, Committed};
use crate::assignments::draw::hash::Digest;
use crate::assignments::draw::spec::DrawSpec;
use serde::Serialize;

/// That parties committed and did not reveal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Incident {
    pub draw_id: String,
    pub context: Digest,
    pub forfeited_by: Vec<String>,
    pub restarted_as: String,
}

/// A draw that begins again: same pool, rules and roles, new id, no commitment carried over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restart {
    pub incident: Incident,
    pub announced: Announced,
}

impl Committed {
    /// Ends this draw because parties did not reveal in time, and announces it under the next id.
    ///
    /// # Errors
    /// When everybody has revealed, or the id is the old one.
    pub fn forfeit(self, next_draw_id: &str) -> Result<Restart, CeremonyFault> {
        let forfeited_by = self.frozen.missing(&self.seeds);
        if forfeited_by.is_empty() {
            return Err(CeremonyFault::NothingForfeited);
        }
        let DrawSpec { draw_id, .. } = &self.frozen.spec;
        if draw_id == next_draw_id {
            return Err(CeremonyFault::SameDrawId { draw_id: draw_id.clone() });
        }
        let incident = Incident {
            draw_id: draw_id.clone(),
            context: self.frozen.announcement.context,
            forfeited_by,
            restarted_as: next_draw_id.to_owned(),
        };
        let spec = DrawSpec { draw_id: next_draw_id.to_owned(), ..self.frozen.spec };
        let roles: Vec<&str> = self.frozen.roles.iter().map(String::as_str).collect();
        Ok(Restart { incident, announced: Announced::announce(spec, &roles)? })
    }
}
