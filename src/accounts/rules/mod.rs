//! The verbs that decide: is this password good enough, is this log-in locked, is this session
//! alive, is this refresh token fresh. Pure: facts and the time come in, a decision goes out.

pub mod lockout;
pub mod login;
pub mod password;
pub mod refresh;
pub mod session;
