//! The two kinds of token: short access tokens (JWT, HS256, RFC 9068) that machines send with each
//! call, and opaque random ones (refresh tokens, browser sessions) of which only digests are stored.
//!
//! An access token says who asks, never what they may do: role and division are read from the
//! database (RFC 8725; ASVS 8.3.2, 9.1, 9.2).

use super::model::{SessionId, UserId};
use super::secrets::Secrets;
use crate::terms::{Instant, Sha256Hex};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};

const ISSUER: &str = "hengping";
const AUDIENCE: &str = "hengping-api";
/// RFC 9068 section 2.1: keeps other JWTs from being taken for access tokens.
const TYPE: &str = "at+jwt";
/// Clocks of two nodes may differ by so much.
const LEEWAY_SECONDS: i64 = 5;

/// What an access token says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claims {
    pub iss: String,
    pub aud: String,
    /// The account.
    pub sub: UserId,
    /// The session, looked up on every call.
    pub sid: SessionId,
    pub jti: String,
    /// Seconds since 1970, as are `nbf` and `exp`.
    pub iat: i64,
    pub nbf: i64,
    pub exp: i64,
}

/// Signs and reads access tokens.
pub struct AccessTokens {
    signing: EncodingKey,
    verifying: DecodingKey,
    validation: Validation,
}

impl AccessTokens {
    pub fn new(secrets: &Secrets) -> AccessTokens {
        let key = secrets.derive("access-token");
        // The algorithm is fixed here; what the token's header asks for is only compared with it.
        let mut validation = Validation::new(Algorithm::HS256);
        validation.set_issuer(&[ISSUER]);
        validation.set_audience(&[AUDIENCE]);
        validation.set_required_spec_claims(&["exp", "nbf", "iss", "aud", "sub"]);
        // Times are compared below with the product's own clock.
        validation.validate_exp = false;
        AccessTokens { signing: EncodingKey::from_secret(&key), verifying: DecodingKey::from_secret(&key), validation }
    }

    /// A token for one session. The error is a fault of the signing library.
    pub fn issue(&self, user: &UserId, session: &SessionId, now: Instant, minutes: i64) -> anyhow::Result<String> {
        let iat = now.0.timestamp();
        let claims = Claims {
            iss: ISSUER.into(),
            aud: AUDIENCE.into(),
            sub: user.clone(),
            sid: session.clone(),
            jti: uuid::Uuid::now_v7().to_string(),
            iat,
            nbf: iat,
            exp: iat + minutes * 60,
        };
        let header = Header { typ: Some(TYPE.into()), ..Header::new(Algorithm::HS256) };
        Ok(jsonwebtoken::encode(&header, &claims, &self.signing)?)
    }

    /// What a token says, if it is one of ours, of the right type, and in force at `now`.
    pub fn read(&self, token: &str, now: Instant) -> Option<Claims> {
        let data = jsonwebtoken::decode::<Claims>(token, &self.verifying, &self.validation).ok()?;
        let seconds = now.0.timestamp();
        let in_force = data.claims.nbf - LEEWAY_SECONDS <= seconds && seconds < data.claims.exp + LEEWAY_SECONDS;
        let is_access_token = data.header.typ.as_deref() == Some(TYPE);
        (in_force && is_access_token).then_some(data.claims)
    }
}

/// A new opaque token: 256 random bits in base64url, 43 characters.
pub fn opaque() -> String {
    URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>())
}

/// What is stored of an opaque token. A plain digest serves: 256 random bits cannot be guessed.
pub fn digest(token: &str) -> Sha256Hex {
    Sha256Hex::of(token.as_bytes())
}

/// The words of a readable password.
const CONSONANTS: &[u8; 16] = b"bdfghjklmnprstwz";
const VOWELS: &[u8; 4] = b"aeiu";

/// A random password that can be read out over the telephone, such as `bakune-timola-hu4821`:
/// seven syllables of 6 bits and four digits of 3.3, 55 bits in all, against guessing that is
/// locked after five tries.
pub fn readable_password() -> String {
    let mut out = String::new();
    for syllable in 0..7 {
        if syllable == 3 || syllable == 6 {
            out.push('-');
        }
        let bits: u8 = rand::random();
        out.push(char::from(CONSONANTS[usize::from(bits & 15)]));
        out.push(char::from(VOWELS[usize::from(bits >> 4 & 3)]));
    }
    let number = rand::random_range(0..10_000);
    format!("{out}{number:04}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::rules::password::PasswordRule;
    use crate::accounts::rules::session::tests::minute;
    use serde_json::{Value, json};

    fn tokens() -> AccessTokens {
        AccessTokens::new(&Secrets::new([1; 32]))
    }

    fn claims() -> Value {
        let iat = minute(0).0.timestamp();
        json!({"iss": ISSUER, "aud": AUDIENCE, "sub": "u", "sid": "s", "jti": "j", "iat": iat, "nbf": iat, "exp": iat + 600})
    }

    fn signed(header: Header, claims: &Value) -> String {
        jsonwebtoken::encode(&header, claims, &EncodingKey::from_secret(&Secrets::new([1; 32]).derive("access-token")))
            .unwrap()
    }

    fn proper_header() -> Header {
        Header { typ: Some(TYPE.into()), ..Header::new(Algorithm::HS256) }
    }

    #[test]
    fn a_token_is_in_force_for_its_ten_minutes() {
        let (user, session) = (UserId::new(), SessionId::new());
        let token = tokens().issue(&user, &session, minute(0), 10).unwrap();
        let read = tokens().read(&token, minute(9)).unwrap();
        assert_eq!((read.sub, read.sid), (user, session));
        assert!(tokens().read(&token, minute(-1)).is_none());
        assert!(tokens().read(&token, minute(11)).is_none());
        assert!(AccessTokens::new(&Secrets::new([2; 32])).read(&token, minute(1)).is_none());
    }

    #[test]
    fn each_claim_is_needed_and_compared() {
        let read = |claims: &Value| tokens().read(&signed(proper_header(), claims), minute(1));
        assert!(read(&claims()).is_some());
        for key in ["iss", "aud", "sub", "sid", "exp", "nbf", "iat", "jti"] {
            let mut without = claims();
            without.as_object_mut().unwrap().remove(key);
            assert!(read(&without).is_none(), "{key}");
        }
        for (key, wrong) in
            [("iss", json!("other")), ("aud", json!("other")), ("exp", json!(1)), ("nbf", json!(99_999_999_999_i64))]
        {
            let mut changed = claims();
            changed[key] = wrong;
            assert!(read(&changed).is_none(), "{key}");
        }
    }

    #[test]
    fn other_types_and_algorithms_are_refused() {
        assert!(tokens().read(&signed(Header::new(Algorithm::HS256), &claims()), minute(1)).is_none());
        let stronger = Header { typ: Some(TYPE.into()), ..Header::new(Algorithm::HS512) };
        assert!(tokens().read(&signed(stronger, &claims()), minute(1)).is_none());
        let encode = |v: &Value| URL_SAFE_NO_PAD.encode(v.to_string());
        let unsigned = format!("{}.{}.", encode(&json!({"alg": "none", "typ": TYPE})), encode(&claims()));
        for token in [unsigned.as_str(), "", "a.b.c", "…"] {
            assert!(tokens().read(token, minute(1)).is_none(), "{token}");
        }
    }

    #[test]
    fn random_tokens_differ_and_have_256_bits() {
        assert_ne!(opaque(), opaque());
        assert_eq!(URL_SAFE_NO_PAD.decode(opaque()).unwrap().len(), 32);
    }

    #[test]
    fn readable_passwords_pass_our_own_rule() {
        for _ in 0..2000 {
            let password = readable_password();
            assert_eq!(PasswordRule::default().check(&password, "finance_handler", "经办人"), Ok(()), "{password}");
        }
    }
}
