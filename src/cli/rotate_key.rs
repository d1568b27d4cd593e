//! `hengping account rotate-key`: a new key for personal data. The service may run meanwhile: values under the
//! older key open until the last of them is under the new one. Broken off, the next call goes on.

use crate::app::Services;
use crate::conflicts::service as conflicts;
use crate::feed::service as feed;
use crate::handover::enrolment;
use crate::platform::failure::Outcome;
use crate::platform::vault::{Reseal, keys};
use crate::registry::people;
use serde_json::json;
use std::io::Write;
use std::time::Duration;

/// So long a running service may still seal under the key that it knows ([`crate::app`] looks every five seconds).
const OTHERS_KNOW: Duration = Duration::from_secs(10);

/// What was done.
#[derive(Debug, PartialEq, Eq)]
pub struct Rotated {
    pub key: String,
    /// True where an earlier rotation was taken up.
    pub went_on: bool,
    pub files: usize,
}

pub fn run(services: &Services, json: bool, alone: bool) -> anyhow::Result<u8> {
    let wait = if alone { Duration::ZERO } else { OTHERS_KNOW };
    let Rotated { key, went_on, files } = rotate(services, wait)?;
    let mut out = std::io::stdout().lock();
    if json {
        writeln!(out, "{}", json!({ "key": key, "went_on": went_on, "files": files }))?;
        return Ok(0);
    }
    let how = if went_on { "接着上次中断的轮换" } else { "已启用新密钥" };
    writeln!(out, "{how}：{key}；个人信息已全部改用新密钥，旧密钥不再使用。")?;
    Ok(0)
}

/// Makes a key, or goes on with the last, and moves everything to it.
pub fn rotate(services: &Services, others_know: Duration) -> Outcome<Rotated> {
    let (key, went_on) = begin(services)?;
    reseal(services)?;
    let mut files = services.imports.reseal()?;
    // A service that runs learns of the key in a moment; what it sealed until then is moved by a second pass.
    std::thread::sleep(others_know);
    reseal(services)?;
    files += services.imports.reseal()?;
    let at = services.clock.now();
    services.db.write(|conn| {
        keys::finish(conn, &services.vault, &key, at.naive_utc())?;
        crate::audit::service::note(conn, at, crate::accounts::service::MACHINE, "vault_key_finished", &key, "")
    })?;
    Ok(Rotated { key, went_on, files })
}

/// The key that is under way, or a new one to which all hashes have moved; true where it was under way.
pub fn begin(services: &Services) -> Outcome<(String, bool)> {
    let (vault, at) = (&services.vault, services.clock.now());
    services.db.write(|conn| {
        vault.refresh(conn)?;
        if let Some(key) = keys::under_way(conn)? {
            return Ok((key, true));
        }
        let named = conflicts::people_by_hash(conn)?;
        let key = keys::begin(conn, vault, at.naive_utc())?;
        people::rehash(conn, vault, &named)?;
        crate::audit::service::note(conn, at, crate::accounts::service::MACHINE, "vault_key_begun", &key, "")?;
        Ok((key, false))
    })
}

/// Every sealed column of the rooms, a few hundred rows a transaction.
fn reseal(services: &Services) -> Outcome<()> {
    let mut columns =
        people::SEALED.into_iter().chain(conflicts::SEALED_COLUMNS).chain(feed::SEALED).chain(enrolment::SEALED);
    columns.try_for_each(|column| reseal_column(services, column))
}

fn reseal_column(services: &Services, column: Reseal) -> Outcome<()> {
    let mut after = String::new();
    while let Some(last) = services.db.write(|conn| column(conn, &services.vault, &after))? {
        after = last;
    }
    Ok(())
}
