//! The bidding of the demonstration year: the workbook's bids are sealed, handed in, and opened by two
//! holders, on the days that the route of each commission sets in the year.
//!
//! Not here: anything that decides. The demonstration holds all shares itself, which a real commissioner
//! never does; their passphrases are derived from the master key.

use super::year::Year;
use crate::bids::service as bids;
use crate::commissions::Commission;
use crate::intake::{Sourced, Standing, sheets};
use crate::platform::failure::{Failure, Outcome};
use crate::policy::Timetable;
use crate::registry::service as registry;
use crate::sealing::crypto::{KdfCost, PublicKey, ShareFile};
use crate::sealing::model::{BID_FORMAT, LEAST_PADDED};
use crate::sealing::service::{self as sealing, Announcement, Submission};
use crate::sealing::{BidContent, TenderFile};
use crate::terms::{Day, Instant, Sha256Hex};
use anyhow::{Context, anyhow};
use chrono::NaiveTime;
use std::collections::HashMap;

/// Who keeps the shares of every opening key.
const HOLDERS: [&str; 3] = ["commissioner", "supervisor", "bureau"];
/// The year's commissions are announced on its first of June.
const ANNOUNCED_IN: u32 = 6;
const MORNING: u32 = 9;
const EVENING: u32 = 17;

/// One bidder's sealed file.
struct Envelope {
    institution_id: String,
    sha256: Sha256Hex,
    received_at: Instant,
}

impl Year<'_> {
    /// Runs the sealed bidding of an announced commission, up to the opened bids. Where the bids came in
    /// openly, by an import, there is nothing to seal.
    pub(super) fn tender(&self, commission: &Commission) -> Outcome<()> {
        let rows = self.bids_of(commission);
        let openly = self.db.read(|conn| bids::of_commission(conn, commission.id.as_str()))?;
        if rows.is_empty() || !openly.is_empty() {
            return Ok(());
        }
        let (announced_at, deadline) = self.window(commission)?;
        let holders = self.holders(commission);
        let (key, shares) =
            sealing::new_key(&commission.number, &holders, KdfCost::FOR_RANDOM).map_err(anyhow::Error::new)?;
        let envelopes = self.seal(commission, &key, deadline, &rows)?;
        let announcement = Announcement {
            opening_key: key,
            holders: HOLDERS.map(str::to_owned).to_vec(),
            deadline,
            padded_bytes: LEAST_PADDED,
        };
        let offered: Vec<(ShareFile, String)> =
            shares.into_iter().zip(holders).map(|(share, (_, passphrase))| (share, passphrase)).take(2).collect();
        let now = self.clock.now();
        self.db.write(|conn| {
            let tender = sealing::announce(conn, commission, &announcement, announced_at)?;
            for envelope in &envelopes {
                let of = Submission {
                    receipt_id: uuid::Uuid::now_v7().to_string(),
                    institution_id: &envelope.institution_id,
                    sha256: envelope.sha256.clone(),
                    received_at: envelope.received_at,
                };
                sealing::submit(conn, commission, &of)?;
            }
            sealing::fix_list(conn, commission, super::year::HANDLER, now)?;
            let key = sealing::key_of(&commission.number, &tender, &offered).map_err(anyhow::Error::new)?;
            let waiting = sealing::waiting(conn, commission.id.as_str())?;
            let opened = sealing::open_all(self.files.as_ref(), &commission.number, &tender, &key, waiting)?;
            bids::unseal(conn, commission, &opened, super::year::HANDLER, now).map(drop)
        })
    }

    fn bids_of(&self, commission: &Commission) -> Vec<&sheets::Bid> {
        let sound = |row: &&Sourced<sheets::Bid>| {
            row.standing == Standing::Accepted && row.value.project_code == commission.project_code
        };
        self.bids.iter().filter(sound).map(|row| &row.value).collect()
    }

    /// From the morning of the announcement to the evening of the first lawful day on which bids may close.
    fn window(&self, commission: &Commission) -> Outcome<(Instant, Instant)> {
        let route = self.routes.get(&commission.route).map_err(anyhow::Error::new)?;
        let start = Day::new(commission.fiscal_year, ANNOUNCED_IN, 1)
            .ok_or_else(|| anyhow!("year {} of commission {}", commission.fiscal_year, commission.number))?;
        let table = Timetable::of(route, start, self.calendar);
        let entry = table.steps.iter().find(|step| step.id == "deadline");
        let open =
            || entry.and_then(|e| e.open_because.clone()).unwrap_or_else(|| format!("{} has no deadline", route.id));
        let deadline = entry.and_then(|entry| entry.date).ok_or_else(|| Failure::field("calendar", open()))?;
        Ok((in_china(start, MORNING)?, in_china(deadline, EVENING)?))
    }

    fn holders(&self, commission: &Commission) -> Vec<(String, String)> {
        let passphrase =
            |holder: &str| hex::encode(self.secrets.derive(&format!("demo-opening:{}:{holder}", commission.number)));
        HOLDERS.iter().map(|holder| ((*holder).to_owned(), passphrase(holder))).collect()
    }

    /// Seals every bid and puts the files into the store; each comes in a minute before the next.
    fn seal(
        &self,
        commission: &Commission,
        key: &PublicKey,
        deadline: Instant,
        rows: &[&sheets::Bid],
    ) -> Outcome<Vec<Envelope>> {
        let title = &commission.project_name;
        let file = TenderFile::new(&commission.number, title, deadline, commission.ceiling, key, LEAST_PADDED);
        let known: HashMap<String, String> =
            self.db.read(registry::institution_index)?.into_iter().map(|(uscc, id, ..)| (uscc, id)).collect();
        let mut envelopes = Vec::with_capacity(rows.len());
        for (row, minutes) in rows.iter().zip(1_i64..) {
            let Some(institution_id) = known.get(row.institution.as_str()) else { continue };
            let bid = serde_json::to_vec(&content(commission, row))?;
            let sealed = file.seal(&bid).with_context(|| format!("bid of {}", row.institution_name))?;
            let stored = self.files.put(&mut sealed.as_slice())?;
            let received_at = Instant(deadline.0 - chrono::Duration::minutes(minutes));
            envelopes.push(Envelope { institution_id: institution_id.clone(), sha256: stored.sha256, received_at });
        }
        Ok(envelopes)
    }
}

fn content(commission: &Commission, row: &sheets::Bid) -> BidContent {
    let whole = |n: Option<u32>| n.and_then(|n| i32::try_from(n).ok()).unwrap_or_default();
    BidContent {
        format: BID_FORMAT.into(),
        commission: commission.number.clone(),
        uscc: row.institution.to_string(),
        price_fen: row.price,
        days_promised: whole(row.duration_days),
        staff_offered: whole(row.team_size),
        enterprise_size: None,
        statement: String::new(),
        attachments: Vec::new(),
    }
}

/// An hour of a day in China, which is eight hours before UTC.
fn in_china(day: Day, hour: u32) -> Outcome<Instant> {
    let time = NaiveTime::from_hms_opt(hour, 0, 0).ok_or_else(|| anyhow!("hour {hour}"))?;
    Ok(Instant(day.0.and_time(time).and_utc() - chrono::Duration::hours(8)))
}
