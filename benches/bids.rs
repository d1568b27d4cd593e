//! Sealed bids at the deadline: a thousand institutions hand in envelopes of one mebibyte, then two hundred bids
//! are opened and ranked.
//!
//! Run with `cargo bench --bench bids`. The figures are of one run on one machine.

// A bench may stop by panicking.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use hengping::bids::model::TechnicalMark;
use hengping::bids::rules::ranking::{RankedInput, RankingInputs, TieRule, rank};
use hengping::commissions::{Commission, CommissionId, State, service as commissions};
use hengping::platform::db::{DatabaseUrl, Db, migrate};
use hengping::platform::files::{self, StoreSetting};
use hengping::sealing::crypto::KdfCost;
use hengping::sealing::model::USUAL_PADDED;
use hengping::sealing::service::{self as sealing, Announcement, Submission};
use hengping::terms::{Day, Fen, Instant};
use std::collections::BTreeMap;
use std::time::{Duration, Instant as Moment};

const INSTITUTIONS: usize = 1000;
const OPENED: usize = 200;
const HANDS: usize = 16;

fn at(text: &str) -> Instant {
    Instant::from_utc(text.parse().unwrap())
}

fn main() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}", folder.path().join("hengping.db").display());
    let db = Db::open(&DatabaseUrl::parse(&url).unwrap(), 8).unwrap();
    migrate::run(&db).unwrap();
    let store = files::open(&StoreSetting::Local(folder.path().join("objects"))).unwrap();
    let deadline = at("2021-06-15T09:00:00Z");
    let holders = ["a", "b", "c"].map(|h| (h.to_owned(), format!("passphrase of {h}")));
    let planned = commission();
    let (key, shares) = sealing::new_key(&planned.number, &holders, KdfCost::FOR_RANDOM).unwrap();
    let what = Announcement { opening_key: key, holders: vec!["a".into()], deadline, padded_bytes: USUAL_PADDED };
    let start = at("2021-06-01T01:00:00Z");
    let (commission, tender) = db
        .write(|conn| {
            commissions::plan(conn, &planned, "h", "bench")?;
            commissions::advance(conn, &planned.id, State::Approved, "a", "bench", start)?;
            let now = commissions::advance(conn, &planned.id, State::Announced, "h", "bench", start)?;
            let tender = sealing::announce(conn, &now, &what, start)?;
            Ok((now, tender))
        })
        .unwrap();
    let file = sealing::file(&commission, &tender).unwrap();
    let sealing_started = Moment::now();
    let envelopes: Vec<Vec<u8>> = (0..INSTITUTIONS).map(|n| file.seal(&bid(&commission, n)).unwrap()).collect();
    println!("seal one bid of 1 MiB         {:>8.1} ms", per(sealing_started.elapsed(), INSTITUTIONS));

    let started = Moment::now();
    let mut waits: Vec<Duration> = std::thread::scope(|scope| {
        let hands: Vec<_> = (0..HANDS)
            .map(|hand| {
                let (db, store, commission, tender, envelopes) = (&db, &store, &commission, &tender, &envelopes);
                scope.spawn(move || {
                    let own = (hand..INSTITUTIONS).step_by(HANDS);
                    own.map(|n| {
                        let started = Moment::now();
                        let sealed = envelopes[n].as_slice();
                        sealing::check(tender, sealed).unwrap();
                        let stored = store.put(&mut &*sealed).unwrap();
                        let of = Submission {
                            receipt_id: uuid::Uuid::now_v7().to_string(),
                            institution_id: &format!("institution {n}"),
                            sha256: stored.sha256,
                            received_at: deadline,
                        };
                        db.write(|conn| sealing::submit(conn, commission, &of)).unwrap();
                        started.elapsed()
                    })
                    .collect::<Vec<_>>()
                })
            })
            .collect();
        hands.into_iter().flat_map(|hand| hand.join().unwrap()).collect()
    });
    let whole = started.elapsed();
    waits.sort();
    let percentile = |p: usize| waits[(waits.len() * p / 100).min(waits.len() - 1)].as_secs_f64() * 1000.0;
    println!("hand in {INSTITUTIONS} bids by {HANDS} hands   {:>8.2} s", whole.as_secs_f64());
    println!(
        "one hand-in p50 / p99 / max   {:>8.1} / {:.1} / {:.1} ms",
        percentile(50),
        percentile(99),
        percentile(100)
    );

    let now = Instant(deadline.0 + chrono::Duration::seconds(10));
    let list = db.write(|conn| sealing::fix_list(conn, &commission, "h", now)).unwrap();
    assert_eq!(list.envelopes.len(), INSTITUTIONS, "none was lost");
    let tender = db.read(|conn| sealing::tender(conn, commission.id.as_str())).unwrap().unwrap();
    let mut waiting = db.read(|conn| sealing::waiting(conn, commission.id.as_str())).unwrap();
    waiting.truncate(OPENED);
    let started = Moment::now();
    let offered: Vec<_> = shares.into_iter().zip(holders.map(|h| h.1)).take(2).collect();
    let key = sealing::key_of(&commission.number, &tender, &offered).unwrap();
    let opened = sealing::open_all(store.as_ref(), &commission.number, &tender, &key, waiting).unwrap();
    let inputs = RankingInputs {
        price_points: "10".parse().unwrap(),
        tie: TieRule::default(),
        tie_seeds: BTreeMap::new(),
        bids: opened.iter().map(ranked).collect(),
    };
    assert_eq!(rank(&inputs).unwrap().ranked.len(), OPENED);
    println!("open and rank {OPENED} bids         {:>8.2} s", started.elapsed().as_secs_f64());
}

fn per(whole: Duration, count: usize) -> f64 {
    whole.as_secs_f64() * 1000.0 / count as f64
}

fn bid(commission: &Commission, n: usize) -> Vec<u8> {
    let bid = serde_json::json!({
        "format": "hengping-bid/1", "commission": commission.number, "uscc": format!("U{n:06}"), "price_fen": 1_000_000 + n,
        "days_promised": 30, "staff_offered": 5, "statement": "x".repeat(500_000),
    });
    bid.to_string().into_bytes()
}

fn ranked(opened: &sealing::Opened) -> RankedInput {
    let bid = opened.found.as_ref().unwrap();
    let marks = (1..=5).map(|seat| TechnicalMark {
        seat,
        criterion: "plan".into(),
        maximum: "90".parse().unwrap(),
        points: "80".parse().unwrap(),
        given: None,
    });
    RankedInput {
        bid: opened.receipt.id.clone(),
        uscc: bid.uscc.clone(),
        price_fen: bid.price_fen,
        deduction: None,
        marks: marks.collect(),
    }
}

fn commission() -> Commission {
    Commission {
        id: CommissionId::new(),
        number: "640300000-2021-901".into(),
        division: "640300000".into(),
        fiscal_year: 2021,
        project_code: "P901".into(),
        project_name: "bench".into(),
        unit_code: "001".into(),
        unit_name: "bench".into(),
        department_code: "001".into(),
        sector: "bench".into(),
        budget: Fen(10_000_000_000),
        evaluation_kind: "FIN_KEY".into(),
        route: "OPEN_TENDER".into(),
        ceiling: Fen(200_000_000),
        reference_day: Day::new(2021, 12, 31).unwrap(),
        policy_id: "wuzhong-2021".into(),
        policy_version: "v".into(),
        state: State::Planned,
        institution_id: None,
        institution_name: None,
        version: 1,
        created_at: at("2021-05-01T01:00:00Z"),
    }
}
