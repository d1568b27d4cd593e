//! Rotating refresh tokens.

use super::log_in::TokenPair;
use super::{Accounts, note};
use crate::accounts::model::SessionId;
use crate::accounts::rules::refresh::RefreshDecision;
use crate::accounts::store::{self, SessionFacts};
use crate::accounts::tokens;
use crate::platform::db::Conn;
use crate::platform::failure::{Failure, Outcome};
use crate::platform::problem::Code;
use crate::terms::{Instant, Sha256Hex};

impl Accounts {
    /// Exchanges a refresh token for the next pair. A token that was used before ends its family:
    /// the honest client is logged out as well, and notices.
    pub fn refresh(&self, refresh_token: &str) -> Outcome<TokenPair> {
        let now = self.now();
        let presented = tokens::digest(refresh_token);
        let next = tokens::opaque();
        let next_digest = tokens::digest(&next);
        let family = self.0.db.write(|conn| self.rotate(conn, &presented, &next_digest, now))?;
        let Some(family) = family else { return Err(not_accepted()) };
        let minutes = self.0.settings.access_minutes;
        let access = self.0.tokens.issue(&family.user.id, &family.id, now, minutes)?;
        Ok(TokenPair { access, expires_in: minutes * 60, refresh: next })
    }

    /// The family to go on with. Ending a family is a success of the transaction, so that it stays.
    fn rotate(
        &self,
        conn: &mut Conn,
        presented: &Sha256Hex,
        next: &Sha256Hex,
        now: Instant,
    ) -> Outcome<Option<SessionFacts>> {
        let Some((token, family)) = store::refresh_token(conn, presented)? else { return Ok(None) };
        match self.0.settings.refresh.decide(&token, now) {
            RefreshDecision::Refuse => Ok(None),
            RefreshDecision::EndFamily => end_family(conn, &family, now).map(|()| None),
            RefreshDecision::Rotate if family.user.disabled => Ok(None),
            RefreshDecision::Rotate => {
                // Serial transactions let one of two racers through; the guarded update says it again.
                if !store::use_refresh_token(conn, presented, now)? {
                    return end_family(conn, &family, now).map(|()| None);
                }
                store::add_refresh_token(conn, next, &family.id, now)?;
                store::touch_session(conn, &family.id, now)?;
                Ok(Some(family))
            }
        }
    }
}

fn end_family(conn: &mut Conn, family: &SessionFacts, now: Instant) -> Outcome<()> {
    let SessionId(id) = &family.id;
    store::end_session(conn, &family.id, "refresh-token-reused", now)?;
    note(conn, now, &family.user.login, "refresh-token-reused", id, "the whole family was ended")
}

fn not_accepted() -> Failure {
    let zh = "刷新令牌无效、已过期或已被使用，请重新登录。";
    Failure::refused(Code::NotAuthenticated, zh, "The refresh token is invalid, expired or used; log in again.")
}
