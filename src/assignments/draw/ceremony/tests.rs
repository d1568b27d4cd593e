//! Stories of ceremonies that go well and that do not.

use super::*;
use crate::assignments::draw::{DrawFault, commitment, samples, verify};
use serde_json::json;

const OFFICE: [u8; 32] = [1; 32];
const WITNESS: [u8; 32] = [2; 32];

fn spec(rules: serde_json::Value) -> DrawSpec {
    let mut spec = samples::plain(6);
    spec.parties.clear();
    spec.rules = serde_json::from_value(rules).unwrap();
    spec
}

fn announced() -> Announced {
    Announced::announce(spec(json!({"seats": 2})), &["office", "witness"]).unwrap()
}

fn sealed_seed(announced: &Announced, role: &str, seed: [u8; 32]) -> String {
    commitment(Alg::Sha256, &announced.announcement().context, role, &Seed(seed)).to_string()
}

fn committed() -> Committed {
    let announced = announced();
    let office = sealed_seed(&announced, "office", OFFICE);
    let witness = sealed_seed(&announced, "witness", WITNESS);
    announced.commit("office", &office).unwrap().commit("witness", &witness).unwrap().seal().unwrap()
}

#[test]
fn a_draw_from_the_announcement_to_a_record_that_holds() {
    let revealed = committed().reveal("witness", &hex::encode(WITNESS)).unwrap();
    let revealed = revealed.reveal("office", &hex::encode(OFFICE)).unwrap().close().unwrap();
    let drawn = revealed.draw(None, vec![]).unwrap();
    assert_eq!(drawn.record.result.selected.len(), 2);
    assert_eq!(drawn.record.result.context, announced().announcement().context.to_string());
    assert_eq!(verify(&drawn.record), []);
}

#[test]
fn commitments_come_once_and_from_everybody() {
    let digest = "0".repeat(64);
    let one = announced().commit("office", &digest).unwrap();
    let twice = one.clone().commit("office", &digest);
    assert_eq!(twice, Err(CeremonyFault::AlreadyCommitted { role: "office".into() }));
    assert_eq!(one.clone().commit("guest", &digest), Err(CeremonyFault::UnknownRole { role: "guest".into() }));
    assert_eq!(one.clone().commit("witness", "0"), Err(CeremonyFault::CommitmentShape { role: "witness".into() }));
    assert_eq!(one.seal(), Err(CeremonyFault::CommitmentsMissing { roles: vec!["witness".into()] }));
}

#[test]
fn only_the_committed_seed_is_taken() {
    let office = hex::encode(OFFICE);
    let other = committed().reveal("witness", &office);
    assert_eq!(other, Err(CeremonyFault::RevealMismatch { role: "witness".into() }));
    let one = committed().reveal("office", &office).unwrap();
    assert_eq!(one.clone().reveal("office", &office), Err(CeremonyFault::AlreadyRevealed { role: "office".into() }));
    let short = DrawFault::SeedShape { role: "witness".into() };
    assert_eq!(one.clone().reveal("witness", "02"), Err(CeremonyFault::Draw(short)));
    assert_eq!(one.close(), Err(CeremonyFault::RevealsMissing { roles: vec!["witness".into()] }));
}

#[test]
fn who_does_not_reveal_forfeits() {
    let one = committed().reveal("office", &hex::encode(OFFICE)).unwrap();
    let same = one.clone().forfeit("2026-001");
    assert_eq!(same, Err(CeremonyFault::SameDrawId { draw_id: "2026-001".into() }));
    let restart = one.clone().forfeit("2026-002").unwrap();
    assert_eq!(restart.incident.forfeited_by, ["witness"]);
    assert_eq!(restart.incident.draw_id, "2026-001");
    assert_eq!(restart.incident.restarted_as, "2026-002");
    assert_ne!(restart.announced.announcement().context, restart.incident.context);
    let stale = sealed_seed(&announced(), "office", OFFICE);
    let fresh = restart.announced.clone().commit("office", &stale).unwrap();
    let fresh = fresh.commit("witness", &sealed_seed(&restart.announced, "witness", WITNESS)).unwrap().seal().unwrap();
    let reused = fresh.reveal("office", &hex::encode(OFFICE));
    assert_eq!(reused, Err(CeremonyFault::RevealMismatch { role: "office".into() }));
    let all = one.reveal("witness", &hex::encode(WITNESS)).unwrap();
    assert_eq!(all.forfeit("2026-002"), Err(CeremonyFault::NothingForfeited));
}

#[test]
fn nobody_alone_steers() {
    let announce = |rules, roles: &[&str]| Announced::announce(spec(rules), roles).map(|_| ());
    assert_eq!(announce(json!({"seats": 2}), &["a", "b"]), Ok(()));
    assert_eq!(announce(json!({"seats": 2}), &["a"]), Err(CeremonyFault::TooFewParties));
    assert_eq!(announce(json!({"seats": 2}), &["a", "a"]), Err(CeremonyFault::TooFewParties));
    assert_eq!(announce(json!({"seats": 2, "public": "上证收盘"}), &["a"]), Ok(()));
    assert_eq!(announce(json!({"seats": 2, "public": "上证收盘"}), &[]), Err(CeremonyFault::TooFewParties));
    let mut early = spec(json!({"seats": 2}));
    early.public = Some("3127.28".into());
    assert_eq!(Announced::announce(early, &["a", "b"]), Err(CeremonyFault::NotFresh));
}

#[test]
fn the_public_value_agrees_with_the_rules() {
    let revealed = |rules| {
        let announced = Announced::announce(spec(rules), &["a", "b"]).unwrap();
        let a = sealed_seed(&announced, "a", OFFICE);
        let b = sealed_seed(&announced, "b", WITNESS);
        let committed = announced.commit("a", &a).unwrap().commit("b", &b).unwrap().seal().unwrap();
        let revealed = committed.reveal("a", &hex::encode(OFFICE)).unwrap();
        revealed.reveal("b", &hex::encode(WITNESS)).unwrap().close().unwrap()
    };
    let named = revealed(json!({"seats": 2, "public": "上证收盘"}));
    let unnamed = revealed(json!({"seats": 2}));
    let value = || Some("3127.28".to_owned());
    assert!(named.clone().draw(value(), vec![]).is_ok());
    assert!(unnamed.clone().draw(Some(String::new()), vec![]).is_ok());
    assert_eq!(named.draw(None, vec![]), Err(CeremonyFault::PublicMissing));
    assert_eq!(unnamed.draw(value(), vec![]), Err(CeremonyFault::PublicNotNamed));
}
