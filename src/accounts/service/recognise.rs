//! Who asks? One point read for each request, so that nothing needs to be remembered between them:
//! a disabled account, a changed role and an ended session act at once (ASVS 7.4, 8.3.2).

use super::Accounts;
use crate::accounts::model::{Actor, SessionId};
use crate::accounts::store::{self, SessionFacts, SessionKey};
use crate::accounts::tokens;
use crate::platform::failure::Outcome;
use crate::terms::Instant;

/// What a request brings to prove who sends it.
#[derive(Clone, Copy, Debug)]
pub enum Proof<'a> {
    /// The opaque value of the session cookie.
    Cookie(&'a str),
    /// A signed access token.
    Bearer(&'a str),
}

/// Somebody with a live session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recognised {
    pub actor: Actor,
    /// A first password must be replaced before anything else.
    pub must_change_password: bool,
}

impl Accounts {
    /// The account behind a proof, or `None` where it proves nothing any more.
    pub fn recognise(&self, proof: Proof<'_>) -> Outcome<Option<Recognised>> {
        let now = self.now();
        let Some(facts) = self.session_behind(proof, now)? else { return Ok(None) };
        if !self.is_alive(&facts, now) {
            return Ok(None);
        }
        if facts.is_browser && self.0.settings.session.needs_touch(facts.last_seen_at, now) {
            self.0.db.write(|conn| store::touch_session(conn, &facts.id, now))?;
        }
        Ok(Some(recognised(facts)))
    }

    /// A cookie opens browser sessions alone, an access token API sessions alone.
    fn session_behind(&self, proof: Proof<'_>, now: Instant) -> Outcome<Option<SessionFacts>> {
        match proof {
            Proof::Cookie(cookie) => {
                let digest = tokens::digest(cookie);
                self.0.db.read(|conn| store::session(conn, &SessionKey::Cookie(&digest)))
            }
            Proof::Bearer(token) => {
                let Some(claims) = self.0.tokens.read(token, now) else { return Ok(None) };
                let facts = self.0.db.read(|conn| store::session(conn, &SessionKey::Id(&claims.sid)))?;
                Ok(facts.filter(|f| !f.is_browser && f.user.id == claims.sub))
            }
        }
    }

    fn is_alive(&self, facts: &SessionFacts, now: Instant) -> bool {
        let rule = self.0.settings.session;
        let within_limits = !facts.is_browser || rule.is_alive(facts.created_at, facts.last_seen_at, now);
        !facts.ended && !facts.user.disabled && within_limits
    }

    /// Ends the session behind a cookie that is about to be replaced by a new log-in.
    pub fn end_replaced(&self, cookie: &str) -> Outcome<()> {
        let now = self.now();
        let digest = tokens::digest(cookie);
        self.0.db.write(|conn| match store::session(conn, &SessionKey::Cookie(&digest))? {
            Some(facts) => store::end_session(conn, &facts.id, "replaced", now),
            None => Ok(()),
        })
    }
}

fn recognised(facts: SessionFacts) -> Recognised {
    let user = facts.user;
    Recognised {
        must_change_password: user.must_change_password,
        actor: Actor {
            user_id: user.id,
            login: user.login,
            name: user.name,
            role: user.role,
            division: user.division,
            subject: user.subject,
            session_id: SessionId(facts.id.0),
        },
    }
}
