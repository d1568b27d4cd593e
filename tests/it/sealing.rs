//! Sealed bids on each database: the deadline to the millisecond, replaces that race, the fixed list, the
//! opening by two; what a thief of database and object store learns before it; and that an award happens once.

use super::support::on_each_database;
use hengping::app::Services;
use hengping::bids::service as bids;
use hengping::commissions::{Commission, CommissionId, State, service as commissions};
use hengping::conflicts::service as conflicts;
use hengping::handover::service as handover;
use hengping::platform::clock::Clock;
use hengping::platform::config::{Config, Layers};
use hengping::platform::db::{DatabaseUrl, Db, migrate};
use hengping::platform::failure::{Failure, Outcome};
use hengping::platform::files::{self, FileStore, StoreSetting};
use hengping::platform::problem::Code;
use hengping::sealing::crypto::{KdfCost, ShareFile};
use hengping::sealing::model::{LEAST_PADDED, Standing};
use hengping::sealing::service::{self as sealing, Announcement, Submission};
use hengping::sealing::{Receipt, Tender, TenderFile};
use hengping::terms::{Day, Fen, Instant, Sha256Hex};
use std::path::Path;
use std::sync::Arc;

const MARK: &str = "只有开标之后才能读到的承诺";
const PRICE: i64 = 123_456_789;

fn at(text: &str) -> Instant {
    Instant::from_utc(text.parse().unwrap())
}

fn deadline() -> Instant {
    at("2021-06-15T09:00:00Z")
}

/// A tender of one commission with its shares and a place for files.
struct Scene {
    db: Db,
    commission: Commission,
    tender: Tender,
    shares: Vec<(ShareFile, String)>,
    files: Arc<dyn FileStore>,
    folder: tempfile::TempDir,
}

impl Scene {
    fn open(url: &str) -> Scene {
        let db = Db::open(&DatabaseUrl::parse(url).unwrap(), 8).unwrap();
        migrate::run(&db).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let files = files::open(&StoreSetting::Local(folder.path().to_owned())).unwrap();
        let commission = commission();
        let holders = ["commissioner", "supervisor", "bureau"].map(|h| (h.to_owned(), format!("passphrase of {h}")));
        let (key, shares) = sealing::new_key(&commission.number, &holders, KdfCost::FOR_RANDOM).unwrap();
        let what = Announcement {
            opening_key: key,
            holders: holders.iter().map(|h| h.0.clone()).collect(),
            deadline: deadline(),
            padded_bytes: LEAST_PADDED,
        };
        let start = at("2021-06-01T01:00:00Z");
        let (commission, tender) = db
            .write(|conn| {
                commissions::plan(conn, &commission, "handler", "test")?;
                commissions::advance(conn, &commission.id, State::Approved, "approver", "test", start)?;
                let now = commissions::advance(conn, &commission.id, State::Announced, "handler", "test", start)?;
                let tender = sealing::announce(conn, &now, &what, start)?;
                Ok((now, tender))
            })
            .unwrap();
        let shares = shares.into_iter().zip(holders).map(|(share, holder)| (share, holder.1)).collect();
        Scene { db, commission, tender, shares, files, folder }
    }

    fn file(&self) -> TenderFile {
        sealing::file(&self.commission, &self.tender).unwrap()
    }

    fn seal(&self, uscc: &str, price: i64) -> Vec<u8> {
        let bid = serde_json::json!({
            "format": "hengping-bid/1", "commission": self.commission.number, "uscc": uscc, "price_fen": price,
            "days_promised": 30, "staff_offered": 5, "statement": MARK,
        });
        self.file().seal(bid.to_string().as_bytes()).unwrap()
    }

    fn hand_in(&self, institution: &str, sealed: &[u8], received_at: Instant) -> Outcome<Receipt> {
        sealing::check(&self.tender, sealed)?;
        let stored = self.files.put(&mut &*sealed)?;
        let of = Submission {
            receipt_id: uuid::Uuid::now_v7().to_string(),
            institution_id: institution,
            sha256: stored.sha256,
            received_at,
        };
        self.db.write(|conn| sealing::submit(conn, &self.commission, &of))
    }

    fn fix(&self, now: Instant) -> Outcome<hengping::sealing::rules::FixedList> {
        self.db.write(|conn| sealing::fix_list(conn, &self.commission, "handler", now))
    }
}

fn commission() -> Commission {
    Commission {
        id: CommissionId::new(),
        number: "640300000-2021-901".into(),
        division: "640300000".into(),
        fiscal_year: 2021,
        project_code: "P901".into(),
        project_name: "老旧小区改造".into(),
        unit_code: "001".into(),
        unit_name: "住房局".into(),
        department_code: "001".into(),
        sector: "城建".into(),
        budget: Fen(10_000_000_000),
        evaluation_kind: "FIN_KEY".into(),
        route: "CONSULTATION".into(),
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

fn plus_ms(moment: Instant, ms: i64) -> Instant {
    Instant(moment.0 + chrono::Duration::milliseconds(ms))
}

fn code(failure: Failure) -> Code {
    match failure {
        Failure::Refused { code, .. } => code,
        other => panic!("{other}"),
    }
}

on_each_database!(late_by_a_millisecond_is_late, |url| {
    let scene = Scene::open(url);
    for (institution, ms, in_time) in [("a", -1, true), ("b", 0, true), ("c", 1, false)] {
        let handed = scene.hand_in(institution, &scene.seal("U", PRICE), plus_ms(deadline(), ms));
        assert_eq!(handed.is_ok(), in_time, "{ms} ms");
        if let Err(refused) = handed {
            assert!(refused.to_string().contains("拒收"), "{refused}");
        }
    }
    let list = |now| scene.fix(now);
    assert_eq!(list(plus_ms(deadline(), 9_999)).map_err(code).err(), Some(Code::WrongState));
    assert_eq!(list(plus_ms(deadline(), 10_000)).unwrap().envelopes.len(), 2);
    assert_eq!(list(plus_ms(deadline(), 11_000)).map_err(code).err(), Some(Code::WrongState), "once");
    let after = scene.hand_in("d", &scene.seal("U", PRICE), plus_ms(deadline(), -5));
    assert_eq!(after.map_err(code).err(), Some(Code::WrongState), "in time by its clock, but the list is fixed");
});

on_each_database!(a_bid_is_replaced_withdrawn_and_never_copied, |url| {
    let scene = Scene::open(url);
    let first = scene.seal("A", PRICE);
    let receipt = scene.hand_in("a", &first, plus_ms(deadline(), -900)).unwrap();
    assert_eq!(receipt.sha256, Sha256Hex::of(&first));
    assert_eq!(scene.hand_in("a", &first, plus_ms(deadline(), -800)).unwrap(), receipt, "the same again is the same");
    let copied = scene.hand_in("b", &first, plus_ms(deadline(), -800));
    assert_eq!(copied.map_err(code).err(), Some(Code::Duplicate));
    let second = scene.hand_in("a", &scene.seal("A", PRICE - 1), plus_ms(deadline(), -700)).unwrap();
    let replayed = scene.hand_in("a", &first, plus_ms(deadline(), -600));
    assert_eq!(replayed.map_err(code).err(), Some(Code::Duplicate), "an old envelope does not come back");
    let own = scene.db.read(|conn| sealing::receipts_of(conn, scene.commission.id.as_str(), "a")).unwrap();
    assert_eq!(own.iter().map(|r| r.standing).collect::<Vec<_>>(), [Standing::Current, Standing::Replaced]);
    assert_eq!(own[0].id, second.id);
    let withdraw = |ms| scene.db.write(|conn| sealing::withdraw(conn, &scene.commission, "a", plus_ms(deadline(), ms)));
    withdraw(-1).unwrap();
    assert_eq!(withdraw(-1).map_err(code), Err(Code::NotFound));
    assert_eq!(withdraw(1).map_err(code), Err(Code::WrongState));
    assert_eq!(scene.fix(plus_ms(deadline(), 10_000)).unwrap().envelopes.len(), 0);
});

on_each_database!(two_hundred_replaces_at_once_leave_one_bid, |url| {
    let scene = Arc::new(Scene::open(url));
    let envelopes: Vec<Vec<u8>> = (0..200).map(|n| scene.seal("A", PRICE + n)).collect();
    let answers: Vec<Outcome<Receipt>> = std::thread::scope(|scope| {
        let hands: Vec<_> = envelopes
            .chunks(25)
            .map(|part| {
                let scene = scene.clone();
                let hand =
                    move || part.iter().map(|e| scene.hand_in("a", e, plus_ms(deadline(), -1))).collect::<Vec<_>>();
                scope.spawn(hand)
            })
            .collect();
        hands.into_iter().flat_map(|hand| hand.join().unwrap()).collect()
    });
    let taken = answers.iter().filter(|answer| answer.is_ok()).count();
    assert!(answers.iter().all(|a| matches!(a, Ok(_) | Err(Failure::Busy))), "nothing but a receipt or 'busy'");
    let own = scene.db.read(|conn| sealing::receipts_of(conn, scene.commission.id.as_str(), "a")).unwrap();
    assert_eq!(own.len(), taken, "every receipt that was given is kept");
    assert_eq!(own.iter().filter(|r| r.standing == Standing::Current).count(), 1);
    assert!(taken > 0);
});

#[test]
fn database_and_object_store_together_tell_nothing_before_the_opening() {
    let database = super::support::database::sqlite();
    let scene = Scene::open(database.url());
    scene.hand_in("a", &scene.seal("91999900AD70W3NW4F", PRICE), plus_ms(deadline(), -1)).unwrap();
    scene.hand_in("b", &scene.seal("919999005FUC80J018", PRICE + 1), plus_ms(deadline(), -1)).unwrap();
    let mut dump = everything_below(scene.folder.path());
    let path = database.url().strip_prefix("sqlite://").unwrap();
    dump.extend(everything_below(Path::new(path).parent().unwrap()));
    assert!(dump.iter().any(|bytes| contains(bytes, b"640300000-2021-901")), "the dump holds the commission");
    let passphrases: Vec<&str> = scene.shares.iter().map(|s| s.1.as_str()).collect();
    let ciphertexts = scene.shares.iter().map(|s| s.0.ciphertext.as_str());
    let secrets = ["91999900AD70W3NW4F", "919999005FUC80J018", MARK, "123456789"];
    for secret in secrets.into_iter().chain(passphrases).chain(ciphertexts) {
        assert!(!dump.iter().any(|bytes| contains(bytes, secret.as_bytes())), "{secret} can be read");
    }
    // Both envelopes are equally long, whatever is in them.
    let lengths: Vec<usize> = dump.iter().filter(|b| b.starts_with(b"HPSEAL1")).map(Vec::len).collect();
    assert_eq!(lengths.len(), 2);
    assert_eq!(lengths[0], lengths[1]);
}

fn everything_below(folder: &Path) -> Vec<Vec<u8>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(everything_below(&path)) } else { found.push(std::fs::read(&path).unwrap()) }
    }
    found
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

on_each_database!(two_holders_open_what_is_on_the_list_once, |url| {
    let scene = Scene::open(url);
    scene.hand_in("a", &scene.seal("UA", PRICE), plus_ms(deadline(), -1)).unwrap();
    scene.hand_in("b", &scene.seal("UA", PRICE + 1), plus_ms(deadline(), -1)).unwrap();
    let number = scene.commission.number.as_str();
    let waiting = || scene.db.read(|conn| sealing::waiting(conn, scene.commission.id.as_str()));
    assert_eq!(waiting().map_err(code).err(), Some(Code::WrongState), "not before the list is fixed");
    scene.fix(plus_ms(deadline(), 10_000)).unwrap();
    assert!(sealing::key_of(number, &scene.tender, &scene.shares[..1]).is_err(), "one share is none");
    let key = sealing::key_of(number, &scene.tender, &scene.shares[1..]).unwrap();
    let opened = sealing::open_all(scene.files.as_ref(), number, &scene.tender, &key, waiting().unwrap()).unwrap();
    assert!(opened.iter().all(|o| o.found.as_ref().is_ok_and(|bid| bid.statement == MARK)));
    let record = || {
        let submitter = |id: &str| Some(format!("U{}", id.to_uppercase()));
        scene.db.write(|conn| {
            sealing::record_opening(conn, &scene.commission, &opened, submitter, "handler", plus_ms(deadline(), 20_000))
        })
    };
    let judged = record().unwrap();
    // The second names another bidder than the one who handed it in.
    assert_eq!(judged.iter().filter(|u| u.void.is_some()).count(), 1);
    assert_eq!(record().map_err(code).err(), Some(Code::WrongState), "opened once");
    let fewer = &opened[..1];
    let short = scene.db.write(|conn| {
        sealing::record_opening(conn, &scene.commission, fewer, |_| Some("U".into()), "handler", deadline())
    });
    assert!(matches!(short, Err(Failure::Fault(_))), "an opening answers for the whole list");
});

on_each_database!(an_award_happens_once, |url| {
    let dir = tempfile::tempdir().unwrap();
    let input = super::command::shipped_year_text();
    super::command::hengping(dir.path(), &["import", &input, "--json", "--database-url", url]).expect(0);
    let mut layers = Layers::default();
    layers.flag("data_dir", Some(dir.path().display().to_string())).unwrap();
    layers.flag("database_url", Some(url.to_owned())).unwrap();
    let services = Services::open(&Config::from_layers(&layers).unwrap(), Clock::system()).unwrap();
    let (db, pack) = (&services.db, services.packs.get("wuzhong-2021").unwrap());
    let list = db.read(|conn| commissions::list(conn, &Default::default(), Default::default())).unwrap();
    let announced = list.items.iter().find(|c| c.state == State::Announced).unwrap();
    let now = services.clock.now();
    let snapshot = db.write(|conn| conflicts::snapshot(conn, &services.vault, now)).unwrap();
    let by_id = |id: &str| db.read(|conn| commissions::by_id(conn, id)).unwrap();
    db.write(|conn| bids::open(conn, pack, &snapshot, announced, "handler", now)).unwrap();
    let opened = by_id(announced.id.as_str());
    db.write(|conn| {
        let received = bids::of_commission(conn, opened.id.as_str())?;
        let waiting = handover::waiting_technical_marks(conn, &opened)?;
        let bid = |uscc: &str| received.iter().find(|b| b.uscc == uscc).unwrap().id.clone();
        let marks: Vec<_> = waiting.into_iter().map(|(uscc, mark)| (bid(&uscc), mark)).collect();
        bids::mark(conn, &opened, &marks, "panel", now)
    })
    .unwrap();
    let scored = by_id(opened.id.as_str());
    let points = hengping::bids::price_points(pack).unwrap();
    let awards: Vec<Outcome<_>> = std::thread::scope(|scope| {
        let award = || db.write(|conn| bids::award(conn, &scored, points, "approver", now));
        let tries: Vec<_> = (0..6).map(|_| scope.spawn(award)).collect();
        tries.into_iter().map(|hand| hand.join().unwrap()).collect()
    });
    assert_eq!(awards.iter().filter(|won| won.is_ok()).count(), 1);
    let standing = db.read(|conn| bids::of_commission(conn, scored.id.as_str())).unwrap();
    assert_eq!(standing.iter().filter(|b| b.standing == hengping::bids::Standing::Awarded).count(), 1);
});

/// The whole way offline: keys, sealing, opening, and everything that may be wrong with them.
#[test]
fn the_commands_seal_and_open_offline() {
    let dir = tempfile::tempdir().unwrap();
    let path = |name: &str| dir.path().join(name).display().to_string();
    let write = |name: &str, text: &str| std::fs::write(dir.path().join(name), text).unwrap();
    for holder in ["c", "s", "b"] {
        write(&format!("{holder}.txt"), &format!("the passphrase of {holder}\n"));
    }
    write("wrong.txt", "another passphrase\n");
    let holder = |name: &str| format!("{name}={}", path(&format!("{name}.txt")));
    let keys = |number: &str, out: &str| {
        let (c, s, b, out) = (holder("c"), holder("s"), holder("b"), path(out));
        let arguments =
            ["bid", "keys", "--commission", number, "--deadline", "2026-10-08T17:00:00+08:00", "--ceiling-wan"];
        let rest = ["45.5", "--padded-bytes", "8192", "--holder", &c, "--holder", &s, "--holder", &b, "--out", &out];
        super::command::hengping(dir.path(), &[&arguments[..], &rest[..]].concat())
    };
    keys("N-1", "keys").expect(0);
    keys("N-2", "other").expect(0);
    let twice = keys("N-1", "keys").expect(2);
    assert!(twice.stderr.contains("commission.json"), "{}", twice.stderr);
    let bid = |number: &str, price: i64| {
        format!(
            r#"{{"format":"hengping-bid/1","commission":"{number}","uscc":"U1","price_fen":{price},"days_promised":30,"staff_offered":4}}"#
        )
    };
    let seal = |name: &str| {
        let (commission, input, out) = (path("keys/commission.json"), path(name), path("bid.sealed"));
        super::command::hengping(
            dir.path(),
            &["bid", "seal", "--commission", &commission, "--in", &input, "--out", &out, "--json"],
        )
    };
    for (name, content, said) in [
        ("zero.json", bid("N-1", 0), "报价"),
        ("other.json", bid("N-2", 1), "N-2"),
        ("broken.json", "{".to_owned(), "格式"),
    ] {
        write(name, &content);
        let refused = seal(name).expect(1);
        assert!(refused.stderr.contains(said) && refused.stderr.lines().count() == 1, "{}", refused.stderr);
    }
    write("bid.json", &bid("N-1", 45_000_000));
    let receipt = seal("bid.json").expect(0).json();
    let sealed = std::fs::read(dir.path().join("bid.sealed")).unwrap();
    assert_eq!(receipt["sha256"], Sha256Hex::of(&sealed).as_str());
    let open = |shares: [&str; 2], words: [&str; 2], bids: &str| {
        let (commission, bids) = (path("keys/commission.json"), path(bids));
        let (first, second, one, two) = (path(shares[0]), path(shares[1]), path(words[0]), path(words[1]));
        let arguments = ["opening", "run", "--commission", &commission, "--share", &first, "--share", &second];
        let rest = ["--passphrase-file", &one, "--passphrase-file", &two, "--json", &bids];
        super::command::hengping(dir.path(), &[&arguments[..], &rest[..]].concat())
    };
    let good = ["keys/share-c.json", "keys/share-b.json"];
    let words = ["c.txt", "b.txt"];
    let opened = open(good, words, "bid.sealed").expect(0).json();
    assert_eq!(opened["envelopes"][0]["bid"]["price_fen"], 45_000_000);
    let mut flipped = sealed.clone();
    flipped[200] ^= 1;
    std::fs::write(dir.path().join("flipped.sealed"), flipped).unwrap();
    std::fs::write(dir.path().join("short.sealed"), &sealed[..4000]).unwrap();
    for (bids, said) in [("flipped.sealed", "改动"), ("short.sealed", "截断")] {
        let answer = open(good, words, bids).expect(1).json();
        assert_eq!(answer["not_opened"], 1);
        assert!(answer["envelopes"][0]["why"].as_str().unwrap().contains(said), "{answer}");
    }
    for (shares, words, said) in [
        (good, ["wrong.txt", "b.txt"], "口令"),
        (["other/share-c.json", "keys/share-b.json"], words, "另一个委托"),
        (["keys/share-c.json", "keys/share-c.json"], ["c.txt", "c.txt"], "两位"),
    ] {
        let refused = open(shares, words, "bid.sealed").expect(1);
        assert!(refused.stderr.contains(said) && refused.stderr.lines().count() == 1, "{}", refused.stderr);
    }
}
