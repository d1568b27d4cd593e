//! The cookie of a browser session: an opaque random value, of which the database keeps a digest.
//!
//! One cookie and not a pair of access and refresh cookies: the account's state is read on every
//! request anyway, so a signed token in a cookie would save nothing, and a second cookie would be a
//! second thing to steal. It has no expiry of its own; the limits are kept on the server.

use crate::accounts::settings::Settings;
use actix_web::HttpRequest;
use actix_web::cookie::{Cookie, SameSite};

/// How the cookie is called and sent here.
pub struct SessionCookie {
    secure: bool,
}

impl SessionCookie {
    pub fn of(settings: &Settings) -> SessionCookie {
        SessionCookie { secure: settings.is_secure() }
    }

    /// `__Host-` binds a cookie to this very host over HTTPS (RFC 6265bis section 4.1.3.2);
    /// browsers refuse the prefix on plain HTTP.
    fn name(&self) -> &'static str {
        if self.secure { "__Host-hengping" } else { "hengping" }
    }

    pub fn read(&self, request: &HttpRequest) -> Option<String> {
        request.cookie(self.name()).map(|c| c.value().to_owned()).filter(|v| !v.is_empty())
    }

    /// `Lax` and not `Strict`: a link in a notice must lead to the page, not to the log-in.
    pub fn issue(&self, value: String) -> Cookie<'static> {
        Cookie::build(self.name(), value)
            .path("/")
            .secure(self.secure)
            .http_only(true)
            .same_site(SameSite::Lax)
            .finish()
    }

    /// Tells the browser to forget it.
    pub fn removal(&self) -> Cookie<'static> {
        let mut cookie = self.issue(String::new());
        cookie.make_removal();
        cookie
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn over_https_the_cookie_is_bound_to_the_host() {
        let secure = Settings { public_url: Some("https://pj.example".into()), ..Settings::default() };
        let text = SessionCookie::of(&secure).issue("v".into()).to_string();
        assert_eq!(text, "__Host-hengping=v; HttpOnly; SameSite=Lax; Secure; Path=/");
        let plain = SessionCookie::of(&Settings::default()).issue("v".into()).to_string();
        assert_eq!(plain, "hengping=v; HttpOnly; SameSite=Lax; Path=/");
        assert!(SessionCookie::of(&secure).removal().to_string().contains("Max-Age=0"));
    }
}
