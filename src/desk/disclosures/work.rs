//! What people do about disclosures, for page and API alike.

use super::view::{self, DisclosureFile};
use crate::accounts::permissions::Act;
use crate::audit::service as audit;
use crate::desk::call::Call;
use crate::desk::commissions::view::find;
use crate::disclosures::model::Withheld;
use crate::disclosures::service as disclosures;
use crate::platform::failure::Outcome;
use crate::policy::Calendar;
use actix_web::web;

/// Who acts, by which calendar, on the result of which commission.
pub(super) type OnResult = (Call, web::Data<Calendar>, web::Path<String>);

/// Prepares what is published and withheld.
pub(super) async fn prepare((call, calendar, number): OnResult, withheld: Vec<Withheld>) -> Outcome<DisclosureFile> {
    call.write(move |conn, Call { actor, now, .. }| {
        let commission = find(conn, actor, Act::PrepareDisclosure, &number)?;
        let made = disclosures::prepare(conn, &calendar, &commission, &withheld, &actor.login, *now)?;
        let detail = made.original_sha256.as_str();
        audit::note(conn, *now, &actor.login, "disclosure-prepared", commission.id.as_str(), detail)?;
        view::file(conn, &calendar, actor, &number, now.day_in_china())
    })
    .await
}

/// Publishes what another person prepared.
pub(super) async fn approve((call, calendar, number): OnResult) -> Outcome<DisclosureFile> {
    call.write(move |conn, Call { actor, now, .. }| {
        let commission = find(conn, actor, Act::ApproveDisclosure, &number)?;
        let made = disclosures::approve(conn, &calendar, &commission, &actor.login, *now)?;
        let detail = made.published_sha256.as_str();
        audit::note(conn, *now, &actor.login, "disclosure-approved", commission.id.as_str(), detail)?;
        view::file(conn, &calendar, actor, &number, now.day_in_china())
    })
    .await
}
