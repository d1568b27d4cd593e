//! A new key for personal data: what was sealed opens all along, people stay the people they are, and a rotation
//! that broke off goes on.

use super::support::on_each_database;
use hengping::app::Services;
use hengping::cli::rotate_key::{begin, rotate};
use hengping::handover::imports::{Import, ImportState, Uploaded};
use hengping::platform::clock::Clock;
use hengping::platform::config::{Config, Layers};
use hengping::platform::db::Conn;
use hengping::platform::paging::PageAsked;
use hengping::registry::service::{ExpertFilter, experts};
use std::path::Path;
use std::time::Duration;

const DIVISION: &str = "640300000";
const ROSTER: &[u8] = include_bytes!("../data/import/roster.xls");
/// The number of the one sound row of the roster, masked.
const MASKED: &str = "6403**********0014";

fn open(url: &str, data_dir: &Path) -> Services {
    let mut layers = Layers::default();
    layers.flag("data_dir", Some(data_dir.display().to_string())).unwrap();
    layers.flag("database_url", Some(url.to_owned())).unwrap();
    Services::open(&Config::from_layers(&layers).unwrap(), Clock::system()).unwrap()
}

/// Uploads the roster under a name and takes it in.
fn take_roster(services: &Services, name: &str) -> Import {
    let file = Uploaded { name: name.to_owned(), bytes: ROSTER.to_vec() };
    let import = services.imports.begin(DIVISION, "handler", vec![file]).unwrap();
    let done = services.imports.take(&import.id, DIVISION, "handler", Vec::new()).unwrap();
    assert_eq!(done.state, ImportState::Done, "{:?}", done.fault);
    done
}

fn masked_numbers(services: &Services) -> Vec<String> {
    let list = |conn: &mut Conn| experts(conn, &services.vault, &ExpertFilter::default(), PageAsked::default());
    services.db.read(list).unwrap().items.into_iter().map(|expert| expert.id_no_masked).collect()
}

on_each_database!(a_key_is_changed_under_a_running_service, |url| {
    let dir = tempfile::tempdir().unwrap();
    let (running, command) = (open(url, dir.path()), open(url, dir.path()));
    let import = take_roster(&running, "甲.xls");
    assert_eq!(masked_numbers(&running), [MASKED]);

    let first = rotate(&command, Duration::ZERO).unwrap();
    assert_eq!((first.key.as_str(), first.went_on, first.files), ("k2", false, 1));
    assert_eq!(masked_numbers(&running), [MASKED], "the running service finds the new key by itself");
    assert!(running.imports.annotated(&import.id, DIVISION).is_ok());
    let again = take_roster(&running, "乙.xls").taken.unwrap();
    assert_eq!((again.added, again.changed, again.unchanged), (0, 0, 1), "a person is still found by the number");

    assert_eq!(rotate(&command, Duration::ZERO).unwrap().key, "k3");
    assert_eq!(masked_numbers(&open(url, dir.path())), [MASKED]);
    assert_eq!(take_roster(&command, "丙.xls").taken.unwrap().unchanged, 1);
    let sealed = command.vault.seal("anywhere", "x").unwrap();
    assert!(sealed.starts_with("k3."), "{sealed}");
});

on_each_database!(a_rotation_that_broke_off_goes_on, |url| {
    let dir = tempfile::tempdir().unwrap();
    let services = open(url, dir.path());
    take_roster(&services, "甲.xls");
    assert_eq!(begin(&services).unwrap(), ("k2".to_owned(), false));
    assert_eq!(masked_numbers(&services), [MASKED], "nothing moved yet, all readable");
    assert_eq!(take_roster(&services, "乙.xls").taken.unwrap().unchanged, 1);
    let rotated = rotate(&services, Duration::ZERO).unwrap();
    assert_eq!((rotated.key.as_str(), rotated.went_on), ("k2", true));
    assert_eq!(masked_numbers(&open(url, dir.path())), [MASKED]);
    assert_eq!(rotate(&services, Duration::ZERO).unwrap().key, "k3", "that one is finished");
});
