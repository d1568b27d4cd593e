//! Use cases of sealed bidding: announce, hand in, replace, withdraw, fix the list, open the envelopes.

use super::crypto::{self, KdfCost, OpeningKey, PublicKey, SealError, ShareFile};
use super::model::{BidContent, LEAST_PADDED, MOST_PADDED, Receipt, Standing, Tender, TenderFile};
use super::rules::{self, FixedList, Found, FoundBid, FoundEnvelope, ListInputs, UnsealInputs, Unsealed};
use super::store;
use crate::audit::DecisionKind;
use crate::commissions::decisions::{self, Decided};
use crate::commissions::{Commission, State};
use crate::platform::db::Conn;
use crate::platform::failure::{Failure, Outcome};
use crate::platform::files::FileStore;
use crate::platform::problem::Code;
use crate::terms::{Instant, Sha256Hex};
use anyhow::anyhow;

/// What a handler sets when the commission is announced.
#[derive(Clone, Debug)]
pub struct Announcement {
    pub opening_key: PublicKey,
    pub holders: Vec<String>,
    pub deadline: Instant,
    pub padded_bytes: usize,
}

/// Opens a commission for sealed bids; once.
pub fn announce(conn: &mut Conn, commission: &Commission, what: &Announcement, at: Instant) -> Outcome<Tender> {
    if commission.state != State::Announced || store::tender(conn, commission.id.as_str())?.is_some() {
        let (zh, en) = ("该委托不能（再次）发布密封投标。", "This commission cannot be opened for sealed bids now.");
        return Err(Failure::refused(Code::WrongState, zh, en));
    }
    if what.deadline <= at {
        return Err(Failure::field("deadline", "截止时间须在发布之后 / must be after the announcement"));
    }
    if !(LEAST_PADDED..=MOST_PADDED).contains(&what.padded_bytes) {
        let message = format!("须在 {LEAST_PADDED} 至 {MOST_PADDED} 之间 / out of range");
        return Err(Failure::field("padded_bytes", message));
    }
    let tender = Tender {
        commission_id: commission.id.to_string(),
        announced_at: at,
        deadline: what.deadline,
        opening_key: what.opening_key.base64(),
        padded_bytes: what.padded_bytes,
        holders: what.holders.clone(),
        list_digest: None,
        list_fixed_at: None,
        opened_at: None,
    };
    store::insert_tender(conn, &tender)?;
    Ok(tender)
}

/// A fresh key and its shares for a commission; the key itself is dropped here. `holders` are names with
/// passphrases.
pub fn new_key(
    commission: &str,
    holders: &[(String, String)],
    cost: KdfCost,
) -> Result<(PublicKey, Vec<ShareFile>), SealError> {
    let key = OpeningKey::generate();
    let shares = crypto::split(&key, commission, holders, cost)?;
    Ok((key.public.clone(), shares))
}

/// The file that bidders seal by.
pub fn file(commission: &Commission, tender: &Tender) -> Outcome<TenderFile> {
    let key = PublicKey::parse(&tender.opening_key).map_err(|e| anyhow!("stored opening key: {e}"))?;
    let (number, title) = (&commission.number, &commission.project_name);
    Ok(TenderFile::new(number, title, tender.deadline, commission.ceiling, &key, tender.padded_bytes))
}

pub fn tender(conn: &mut Conn, commission_id: &str) -> Outcome<Option<Tender>> {
    store::tender(conn, commission_id)
}

fn tender_or_refuse(conn: &mut Conn, commission_id: &str) -> Outcome<Tender> {
    store::tender(conn, commission_id)?.ok_or_else(|| {
        let (zh, en) = ("该委托不接收密封投标。", "This commission does not take sealed bids.");
        Failure::refused(Code::WrongState, zh, en)
    })
}

/// Moves the deadline later, as a clarification that affects bids must (Order 87 art. 27); never earlier.
pub fn move_deadline(conn: &mut Conn, commission_id: &str, to: Instant, now: Instant) -> Outcome<Tender> {
    let tender = tender_or_refuse(conn, commission_id)?;
    if now > tender.deadline {
        let (zh, en) = ("已过投标截止时间，不能再顺延。", "The deadline has passed and cannot be moved.");
        return Err(Failure::refused(Code::WrongState, zh, en));
    }
    if to <= tender.deadline {
        return Err(Failure::field("deadline", "只能顺延 / a deadline only moves later"));
    }
    store::set_deadline(conn, commission_id, to)?;
    Ok(Tender { deadline: to, ..tender })
}

/// An envelope that came in: its file is in the store already.
#[derive(Clone, Debug)]
pub struct Submission<'a> {
    pub receipt_id: String,
    pub institution_id: &'a str,
    pub sha256: Sha256Hex,
    /// When its last byte arrived, by the server's clock.
    pub received_at: Instant,
}

/// Refuses what is not an envelope of this commission while the bidder can still mend it.
pub fn check(tender: &Tender, sealed: &[u8]) -> Outcome<()> {
    let key = PublicKey::parse(&tender.opening_key).map_err(|e| anyhow!("stored opening key: {e}"))?;
    crypto::check(&key, tender.padded_bytes, sealed).map_err(|e| Failure::field("file", e.to_string()))
}

/// Takes an envelope in, in the place of the institution's earlier one. The same file again gives the same
/// receipt; a file that somebody else handed in is refused.
pub fn submit(conn: &mut Conn, commission: &Commission, of: &Submission<'_>) -> Outcome<Receipt> {
    let tender = tender_or_refuse(conn, commission.id.as_str())?;
    require_in_time(commission, &tender, of.received_at)?;
    if let Some(known) = store::receipt_of(conn, &tender.commission_id, &of.sha256)? {
        if known.institution_id == of.institution_id && known.standing == Standing::Current {
            return Ok(known);
        }
        let (zh, en) =
            ("这份密封文件已经递交过，请重新密封。", "This sealed file was handed in before; seal the bid anew.");
        return Err(Failure::refused(Code::Duplicate, zh, en));
    }
    store::end_current(conn, &tender.commission_id, of.institution_id, Standing::Replaced)?;
    let receipt = Receipt {
        id: of.receipt_id.clone(),
        commission_id: tender.commission_id,
        institution_id: of.institution_id.to_owned(),
        sha256: of.sha256.clone(),
        received_at: of.received_at,
        standing: Standing::Current,
    };
    store::insert_receipt(conn, &receipt)?;
    Ok(receipt)
}

/// Takes an institution's bid back before the deadline.
pub fn withdraw(conn: &mut Conn, commission: &Commission, institution_id: &str, at: Instant) -> Outcome<()> {
    let tender = tender_or_refuse(conn, commission.id.as_str())?;
    require_in_time(commission, &tender, at)?;
    if store::end_current(conn, &tender.commission_id, institution_id, Standing::Withdrawn)? {
        return Ok(());
    }
    Err(Failure::not_found("投标回执", "receipt"))
}

fn require_in_time(commission: &Commission, tender: &Tender, at: Instant) -> Outcome<()> {
    if !rules::is_in_time(at, tender.deadline) {
        let zh = format!("已过投标截止时间 {}（服务器时间 {at}），拒收。", tender.deadline);
        let en = format!("Late: the deadline was {} and the server's time is {at}.", tender.deadline);
        let grounds = vec!["财政部令第87号第三十三条 (MOF Order 87 art. 33)".to_owned()];
        return Err(Failure::Refused { code: Code::WrongState, why: crate::terms::Wording::new(zh, en), grounds });
    }
    if commission.state != State::Announced || tender.list_digest.is_some() {
        let (zh, en) = ("投标清单已经固定，不再变更。", "The list of bids is fixed.");
        return Err(Failure::refused(Code::WrongState, zh, en));
    }
    Ok(())
}

/// The receipts that an institution has itself.
pub fn receipts_of(conn: &mut Conn, commission_id: &str, institution_id: &str) -> Outcome<Vec<Receipt>> {
    store::receipts_of(conn, commission_id, institution_id)
}

/// Fixes the list of receipts once the deadline has passed; from then on it is public.
pub fn fix_list(conn: &mut Conn, commission: &Commission, actor: &str, now: Instant) -> Outcome<FixedList> {
    let tender = tender_or_refuse(conn, commission.id.as_str())?;
    if !rules::may_fix(now, tender.deadline) {
        let zh = format!("投标截止（{}）{} 秒之后方可固定清单。", tender.deadline, rules::FIX_AFTER_SECONDS);
        let en = format!("The list is fixed {} s after the deadline.", rules::FIX_AFTER_SECONDS);
        return Err(Failure::refused(Code::WrongState, zh, en));
    }
    let inputs = list_inputs(conn, commission, &tender)?;
    let list = rules::fix(&inputs);
    if !store::fix_list(conn, commission.id.as_str(), &list.digest, now)? {
        let (zh, en) = ("投标清单已经固定。", "The list is fixed already.");
        return Err(Failure::refused(Code::WrongState, zh, en));
    }
    let decided = Decided { kind: DecisionKind::ReceiptsFixed, subject: commission.id.as_str(), by: actor, at: now };
    decisions::record(conn, commission, &decided, &inputs, &list)?;
    Ok(list)
}

pub(super) fn list_inputs(conn: &mut Conn, commission: &Commission, tender: &Tender) -> Outcome<ListInputs> {
    let receipts = store::receipts(conn, commission.id.as_str())?;
    let key = PublicKey::parse(&tender.opening_key).map_err(|e| anyhow!("stored opening key: {e}"))?;
    Ok(ListInputs {
        commission: commission.number.clone(),
        key_id: key.id(),
        deadline: tender.deadline,
        receipts: rules::listed(&receipts),
    })
}

/// The list of a commission, once it is fixed.
pub fn fixed_list(conn: &mut Conn, commission: &Commission) -> Outcome<Option<FixedList>> {
    let Some(tender) = store::tender(conn, commission.id.as_str())? else { return Ok(None) };
    if tender.list_digest.is_none() {
        return Ok(None);
    }
    Ok(Some(rules::fix(&list_inputs(conn, commission, &tender)?)))
}

/// A current envelope of a fixed list, to be fetched from the store.
pub fn waiting(conn: &mut Conn, commission_id: &str) -> Outcome<Vec<Receipt>> {
    let tender = tender_or_refuse(conn, commission_id)?;
    if tender.list_digest.is_none() {
        let (zh, en) = ("投标清单尚未固定，不能开标。", "The list of bids is not fixed yet.");
        return Err(Failure::refused(Code::WrongState, zh, en));
    }
    let receipts = store::receipts(conn, commission_id)?;
    Ok(receipts.into_iter().filter(|receipt| receipt.standing == Standing::Current).collect())
}

/// A share with its holder's passphrase.
pub type OfferedShare = (ShareFile, String);

/// Makes the opening key out of two shares; it lives as long as the value.
pub fn key_of(commission: &str, tender: &Tender, shares: &[OfferedShare]) -> Result<OpeningKey, SealError> {
    let key = PublicKey::parse(&tender.opening_key)?;
    let open = |(file, passphrase): &OfferedShare| file.unwrap_for(&key, commission, passphrase);
    let opened = shares.iter().map(open).collect::<Result<Vec<_>, _>>()?;
    crypto::combine(&key, &opened)
}

/// What was found in one envelope.
pub struct Opened {
    pub receipt: Receipt,
    pub found: Result<BidContent, SealError>,
}

/// Opens every envelope; reads the store and touches no database. A file that the store lost or changed is a
/// fault of ours, not of the bidder, and stops the opening.
pub fn open_all(
    files: &dyn FileStore,
    commission: &str,
    tender: &Tender,
    key: &OpeningKey,
    receipts: Vec<Receipt>,
) -> Outcome<Vec<Opened>> {
    let open = |receipt: Receipt| {
        let mut sealed = Vec::with_capacity(crypto::sealed_bytes(tender.padded_bytes));
        files.get(&receipt.sha256, &mut sealed)?;
        let found = crypto::open(key, commission, tender.padded_bytes, &sealed)
            .and_then(|bid| BidContent::read(&bid, commission));
        Ok(Opened { receipt, found })
    };
    receipts.into_iter().map(open).collect()
}

/// Records an opening: each envelope of the fixed list goes on as a bid or is void with its reason. `submitter`
/// gives an institution's credit code. The receipts that go on are returned with their bids.
pub fn record_opening(
    conn: &mut Conn,
    commission: &Commission,
    opened: &[Opened],
    submitter: impl Fn(&str) -> Option<String>,
    actor: &str,
    at: Instant,
) -> Outcome<Vec<Unsealed>> {
    let tender = tender_or_refuse(conn, commission.id.as_str())?;
    let inputs = unseal_inputs(commission, &tender, opened, submitter)?;
    let expected = rules::fix(&list_inputs(conn, commission, &tender)?);
    let listed: Vec<&Sha256Hex> = inputs.envelopes.iter().map(|envelope| &envelope.sha256).collect();
    if Some(&expected.digest) != tender.list_digest.as_ref() || listed != expected.envelopes.iter().collect::<Vec<_>>()
    {
        return Err(
            anyhow!("commission {}: the receipts are no longer those of the fixed list", commission.number).into()
        );
    }
    if !store::set_opened(conn, commission.id.as_str(), at)? {
        let (zh, en) = ("该委托已经开标。", "This commission was opened already.");
        return Err(Failure::refused(Code::WrongState, zh, en));
    }
    let outcome = rules::unseal(&inputs);
    for (receipt, why) in outcome.iter().filter_map(|u| u.void.as_ref().map(|why| (&u.receipt, why))) {
        store::set_void(conn, receipt, &why.zh)?;
    }
    let decided = Decided { kind: DecisionKind::BidsUnsealed, subject: commission.id.as_str(), by: actor, at };
    decisions::record(conn, commission, &decided, &inputs, &outcome)?;
    Ok(outcome)
}

fn unseal_inputs(
    commission: &Commission,
    tender: &Tender,
    opened: &[Opened],
    submitter: impl Fn(&str) -> Option<String>,
) -> Outcome<UnsealInputs> {
    let mut envelopes = Vec::with_capacity(opened.len());
    for Opened { receipt, found } in opened {
        let uscc = submitter(&receipt.institution_id)
            .ok_or_else(|| anyhow!("receipt {}: institution {} is gone", receipt.id, receipt.institution_id))?;
        envelopes.push(FoundEnvelope {
            sha256: receipt.sha256.clone(),
            receipt: receipt.id.clone(),
            submitter: uscc,
            found: match found {
                Ok(bid) => Found::Bid(FoundBid::from(bid)),
                Err(why) => Found::Unreadable(why.to_string()),
            },
        });
    }
    envelopes.sort_by(|a, b| a.sha256.cmp(&b.sha256));
    let list_digest = tender.list_digest.clone().ok_or_else(|| anyhow!("the list is not fixed"))?;
    Ok(UnsealInputs { commission: commission.number.clone(), list_digest, envelopes })
}

/// Every envelope in the store, replaced ones too, with the receipt that names it.
pub fn named_files(conn: &mut Conn) -> Outcome<Vec<(String, String)>> {
    store::named_files(conn)
}

/// Why opened envelopes are no bids, by receipt.
pub fn voids(conn: &mut Conn, commission_id: &str) -> Outcome<Vec<(String, String)>> {
    store::voids(conn, commission_id)
}
