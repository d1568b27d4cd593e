//! Stories of accounts on a fresh database.

use super::stage::{HERE, PASSWORD, code, fresh};
use super::*;
use crate::accounts::model::{AccountFilter, AccountOrder, Division, Role, UserId};
use crate::accounts::rules::session::tests::minute;
use crate::platform::paging::PageAsked;
use crate::platform::problem::Code;
use std::sync::atomic::Ordering;

#[test]
fn a_browser_session_lives_until_it_is_idle_or_old() {
    let stage = fresh();
    stage.user("a1", Role::FinanceHandler);
    let cookie = stage.browser("A1 ");
    assert_eq!(stage.by_cookie(&cookie).unwrap().actor.role, Role::FinanceHandler);
    for _ in 0..24 {
        stage.wait(29);
        assert!(stage.by_cookie(&cookie).is_some());
    }
    stage.wait(24);
    assert!(stage.by_cookie(&cookie).is_none(), "twelve hours are over");
    let cookie = stage.browser("a1");
    stage.wait(30);
    assert!(stage.by_cookie(&cookie).is_none(), "half an hour idle");
    assert!(stage.by_cookie("made up").is_none());
}

#[test]
fn a_proof_opens_its_own_kind_of_session_only() {
    let stage = fresh();
    stage.user("a1", Role::FinanceHandler);
    let (cookie, tokens) = (stage.browser("a1"), stage.api("a1"));
    assert!(stage.by_token(&tokens.access).is_some());
    assert!(stage.by_token(&cookie).is_none() && stage.by_cookie(&tokens.access).is_none());
    assert!(stage.by_cookie(&tokens.refresh).is_none() && stage.by_token(&tokens.refresh).is_none());
    let session = stage.by_cookie(&cookie).unwrap().actor;
    let crossed = stage.accounts.0.tokens.issue(&session.user_id, &session.session_id, minute(0), 10).unwrap();
    assert!(stage.by_token(&crossed).is_none(), "a token for a browser's session");
}

#[test]
fn log_out_disabling_and_a_new_role_act_at_once() {
    let stage = fresh();
    let user = stage.user("a1", Role::FinanceHandler);
    let (cookie, other, tokens) = (stage.browser("a1"), stage.browser("a1"), stage.api("a1"));
    stage.accounts.log_out(&stage.by_cookie(&cookie).unwrap().actor).unwrap();
    assert!(stage.by_cookie(&cookie).is_none() && stage.by_cookie(&other).is_some());

    let change = AccountChange { role: Some(Role::Supervisor), ..AccountChange::default() };
    stage.accounts.change(By::Machine, &user.id, &change).unwrap();
    assert_eq!(stage.by_token(&tokens.access).unwrap().actor.role, Role::Supervisor);

    let disable = AccountChange { disabled: Some(true), ..AccountChange::default() };
    stage.accounts.change(By::Machine, &user.id, &disable).unwrap();
    assert!(stage.by_cookie(&other).is_none() && stage.by_token(&tokens.access).is_none());
    assert_eq!(code(stage.accounts.refresh(&tokens.refresh)), Code::NotAuthenticated);
    assert_eq!(stage.refusal("a1", PASSWORD), Code::NotPermitted);
    assert_eq!(stage.refusal("a1", "wrong wrong wrong"), Code::NotAuthenticated);

    let enable = AccountChange { disabled: Some(false), ..AccountChange::default() };
    stage.accounts.change(By::Machine, &user.id, &enable).unwrap();
    assert!(stage.by_cookie(&other).is_none(), "what was ended stays ended");
    assert!(stage.by_cookie(&stage.browser("a1")).is_some());
}

/// Disabling ends the sessions; this is the second lock on the same door.
#[test]
fn a_session_that_outlives_a_disabling_opens_nothing() {
    let stage = fresh();
    let user = stage.user("a1", Role::FinanceHandler);
    let (cookie, tokens) = (stage.browser("a1"), stage.api("a1"));
    let disabled = crate::accounts::store::UserChange { disabled: Some(true), ..Default::default() };
    stage.db.write(|conn| crate::accounts::store::update_user(conn, &user.id, &disabled)).unwrap();
    assert!(stage.by_cookie(&cookie).is_none() && stage.by_token(&tokens.access).is_none());
    assert_eq!(code(stage.accounts.refresh(&tokens.refresh)), Code::NotAuthenticated);
}

#[test]
fn log_out_everywhere_ends_all_sessions_of_one_account() {
    let stage = fresh();
    stage.user("a1", Role::FinanceHandler);
    stage.user("b1", Role::FinanceChecker);
    let (one, two, tokens, foreign) = (stage.browser("a1"), stage.browser("a1"), stage.api("a1"), stage.browser("b1"));
    assert_eq!(stage.accounts.log_out_everywhere(&stage.by_cookie(&one).unwrap().actor).unwrap(), 3);
    assert!(stage.by_cookie(&one).is_none() && stage.by_cookie(&two).is_none());
    assert!(stage.by_token(&tokens.access).is_none() && stage.by_cookie(&foreign).is_some());
}

#[test]
fn a_refresh_token_works_once_and_its_reuse_ends_the_family() {
    let stage = fresh();
    stage.user("a1", Role::CoreBudget);
    let (first, untouched) = (stage.api("a1"), stage.api("a1"));
    stage.wait(11);
    assert!(stage.by_token(&first.access).is_none(), "the access token has run out");
    let second = stage.accounts.refresh(&first.refresh).unwrap();
    assert!(stage.by_token(&second.access).is_some());
    assert_eq!(code(stage.accounts.refresh(&first.refresh)), Code::NotAuthenticated);
    assert!(stage.by_token(&second.access).is_none(), "the whole family has ended");
    assert_eq!(code(stage.accounts.refresh(&second.refresh)), Code::NotAuthenticated);
    assert!(stage.accounts.refresh(&untouched.refresh).is_ok(), "another family lives on");
    assert!(stage.log().contains(&"a1 refresh-token-reused".to_owned()));
    assert_eq!(code(stage.accounts.refresh("made up")), Code::NotAuthenticated);
}

#[test]
fn of_many_that_race_with_one_refresh_token_at_most_one_wins() {
    let stage = fresh();
    stage.user("a1", Role::CoreBudget);
    let tokens = stage.api("a1");
    let wins = std::thread::scope(|scope| {
        let race = || scope.spawn(|| stage.accounts.refresh(&tokens.refresh).is_ok());
        let racers: Vec<_> = (0..4).map(|_| race()).collect();
        racers.into_iter().map(|r| r.join().unwrap()).filter(|won| *won).count()
    });
    assert_eq!(wins, 1);
}

#[test]
fn five_failures_lock_a_name_whether_or_not_anybody_has_it() {
    let stage = fresh();
    stage.user("a1", Role::FinanceHandler);
    for login in ["a1", "nobody"] {
        for _ in 0..5 {
            assert_eq!(stage.refusal(login, "wrong wrong wrong"), Code::NotAuthenticated);
        }
        assert_eq!(stage.refusal(login, PASSWORD), Code::LockedOut, "{login}");
    }
    stage.wait(15);
    assert!(stage.accounts.log_in("a1", PASSWORD, Door::Browser, HERE).is_ok());
    assert_eq!(stage.refusal("nobody", PASSWORD), Code::NotAuthenticated);
    let log = stage.log();
    assert!(log.contains(&"a1 log-in-locked".to_owned()) && log.contains(&"? log-in-locked".to_owned()));
    assert!(!log.iter().any(|line| line.contains("nobody")), "names that nobody has are not kept");
}

#[test]
fn guessers_who_race_get_no_more_tries_than_one_after_another() {
    let stage = fresh();
    stage.user("a1", Role::FinanceHandler);
    let start = std::sync::Barrier::new(12);
    let heard: Vec<Code> = std::thread::scope(|scope| {
        let guess = || {
            start.wait();
            stage.refusal("a1", "wrong wrong wrong")
        };
        let guessers: Vec<_> = (0..12).map(|_| scope.spawn(guess)).collect();
        guessers.into_iter().map(|g| g.join().unwrap()).collect()
    });
    assert_eq!(heard.iter().filter(|code| **code == Code::NotAuthenticated).count(), 5, "{heard:?}");
}

#[test]
fn a_success_starts_the_count_anew() {
    let stage = fresh();
    stage.user("a1", Role::FinanceHandler);
    for _ in 0..3 {
        for _ in 0..4 {
            assert_eq!(stage.refusal("a1", "wrong wrong wrong"), Code::NotAuthenticated);
        }
        stage.browser("a1");
    }
}

#[test]
fn who_is_unknown_and_who_mistypes_hear_the_same() {
    let stage = fresh();
    stage.user("a1", Role::FinanceHandler);
    let said = |login: &str, password: &str| {
        format!("{:?}", stage.accounts.log_in(login, password, Door::Api, HERE).err().unwrap())
    };
    let known = said("a1", "wrong wrong wrong");
    for (login, password) in [("nobody", PASSWORD), ("张伟", PASSWORD), ("", ""), ("a1' OR '1'='1", "x"), ("a1", "")]
    {
        assert_eq!(said(login, password), known, "{login}");
    }
}

#[test]
fn a_first_password_must_be_changed_and_runs_out() {
    let stage = fresh();
    let new = NewAccount {
        login: "n1".into(),
        name: "新人".into(),
        role: Role::ReviewExpert,
        division: Division::parse("640300").unwrap(),
        subject: Some("expert-1".into()),
        password: None,
    };
    let (user, first) = stage.accounts.create(By::Machine, &new).unwrap();
    let FirstPassword(first) = first.unwrap();
    let LoggedIn::Browser { cookie, .. } = stage.accounts.log_in("n1", &first, Door::Browser, HERE).unwrap() else {
        panic!("wrong door")
    };
    let recognised = stage.by_cookie(&cookie).unwrap();
    assert!(recognised.must_change_password);
    let change = |old: &str, new: &str| stage.accounts.change_password(&recognised.actor, old, new);
    assert_eq!(code(change(&first, "password2026")), Code::Malformed);
    assert_eq!(code(change(&first, &first)), Code::Malformed);
    assert_eq!(code(change("not the old one", PASSWORD)), Code::NotAuthenticated);
    change(&first, PASSWORD).unwrap();
    assert!(!stage.by_cookie(&cookie).unwrap().must_change_password);
    assert_eq!(stage.refusal("n1", &first), Code::NotAuthenticated);

    let FirstPassword(second) = stage.accounts.reset_password(By::Machine, &user.id).unwrap();
    assert!(stage.by_cookie(&cookie).is_none(), "a reset ends the sessions");
    stage.wait(7 * 24 * 60);
    assert_eq!(stage.refusal("n1", &second), Code::NotPermitted);
}

#[test]
fn a_changed_password_ends_the_other_sessions_only() {
    let stage = fresh();
    stage.user("a1", Role::FinanceHandler);
    let (mine, other, tokens) = (stage.browser("a1"), stage.browser("a1"), stage.api("a1"));
    let actor = stage.by_cookie(&mine).unwrap().actor;
    stage.accounts.change_password(&actor, PASSWORD, "quite another sentence").unwrap();
    assert!(stage.by_cookie(&mine).is_some());
    assert!(stage.by_cookie(&other).is_none() && stage.by_token(&tokens.access).is_none());
}

#[test]
fn a_stolen_session_cannot_guess_the_password() {
    let stage = fresh();
    stage.user("a1", Role::FinanceHandler);
    let actor = stage.actor("a1");
    for _ in 0..5 {
        assert_eq!(
            code(stage.accounts.change_password(&actor, "guess guess guess", "quite another sentence")),
            Code::NotAuthenticated
        );
    }
    let tried = stage.accounts.change_password(&actor, PASSWORD, "quite another sentence");
    assert_eq!(code(tried), Code::LockedOut);
}

#[test]
fn a_security_administrator_reaches_the_own_division_and_never_the_own_account() {
    let stage = fresh();
    stage.user("sec", Role::SecurityAdmin);
    let neighbour = stage.user_in("n1", Role::FinanceHandler, "640381");
    let own = stage.user("a1", Role::FinanceHandler);
    let actor = stage.actor("sec");
    let by = By::Actor(&actor);
    let disable = AccountChange { disabled: Some(true), ..AccountChange::default() };
    assert_eq!(code(stage.accounts.change(by, &neighbour.id, &disable)), Code::NotFound);
    assert_eq!(code(stage.accounts.reset_password(by, &neighbour.id)), Code::NotFound);
    assert_eq!(code(stage.accounts.account(by, &neighbour.id)), Code::NotFound);
    assert_eq!(code(stage.accounts.change(by, &actor.user_id, &disable)), Code::RuleForbids);
    assert_eq!(code(stage.accounts.reset_password(by, &actor.user_id)), Code::RuleForbids);
    assert_eq!(code(stage.accounts.change(by, &UserId::new(), &disable)), Code::NotFound);
    assert!(stage.accounts.change(by, &own.id, &disable).unwrap().disabled);

    let list = stage.accounts.list(by, &AccountFilter::default(), PageAsked::default()).unwrap();
    let logins: Vec<&str> = list.items.iter().map(|u| u.login.as_str()).collect();
    assert_eq!((logins, list.total), (vec!["a1", "sec"], 2));

    let abroad = NewAccount {
        login: "x1".into(),
        name: "某".into(),
        role: Role::FinanceHandler,
        division: Division::parse("640381").unwrap(),
        subject: None,
        password: None,
    };
    assert_eq!(code(stage.accounts.create(by, &abroad)), Code::Malformed);
}

#[test]
fn other_roles_may_not_administer() {
    let stage = fresh();
    let victim = stage.user("victim", Role::FinanceApprover);
    for role in Role::ALL.into_iter().filter(|r| *r != Role::SecurityAdmin) {
        stage.user(role.code(), role);
        let actor = stage.actor(role.code());
        let by = By::Actor(&actor);
        let disable = AccountChange { disabled: Some(true), ..AccountChange::default() };
        assert_eq!(code(stage.accounts.change(by, &victim.id, &disable)), Code::NotPermitted, "{role}");
        assert_eq!(code(stage.accounts.reset_password(by, &victim.id)), Code::NotPermitted, "{role}");
        let listed = stage.accounts.list(by, &AccountFilter::default(), PageAsked::default());
        assert_eq!(listed.is_ok(), role == Role::Supervisor, "{role}");
    }
}

#[test]
fn the_list_is_filtered_and_counted_alike() {
    let stage = fresh();
    stage.user("a_1", Role::FinanceHandler);
    stage.user("ab1", Role::FinanceChecker);
    let found = |words: Option<&str>, role: Option<Role>| {
        let filter =
            AccountFilter { words: words.map(str::to_owned), role, disabled: Some(false), ..AccountFilter::default() };
        let page = stage.accounts.list(By::Machine, &filter, PageAsked::checked(Some(1), Some(1)).unwrap()).unwrap();
        (page.items.len(), page.total)
    };
    assert_eq!(found(None, None), (1, 2));
    assert_eq!(found(Some("_"), None), (1, 1), "an underscore stands for itself");
    assert_eq!(found(Some("%"), None), (0, 0));
    assert_eq!(found(Some("AB"), None), (1, 1));
    assert_eq!(found(Some("某a"), Some(Role::FinanceChecker)), (1, 1));
}

#[test]
fn the_list_runs_both_ways_and_absent_dates_stand_last() {
    let stage = fresh();
    for login in ["a1", "b1", "c1"] {
        stage.user(login, Role::FinanceHandler);
    }
    for login in ["c1", "a1"] {
        stage.browser(login);
        stage.wait(1);
    }
    let listed = |order: AccountOrder, descending: bool| {
        let filter = AccountFilter { order, descending, ..AccountFilter::default() };
        let page = stage.accounts.list(By::Machine, &filter, PageAsked::default()).unwrap();
        page.items.into_iter().map(|user| user.login).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(listed(AccountOrder::LastLogIn, false), "c1 a1 b1");
    assert_eq!(listed(AccountOrder::LastLogIn, true), "a1 c1 b1");
    assert_eq!(listed(AccountOrder::Name, true), "c1 b1 a1");
    assert_eq!(listed(AccountOrder::Division, true), "a1 b1 c1", "ties by login");
}

#[test]
fn faults_of_a_new_account_come_together() {
    let stage = fresh();
    let new = |login: &str, name: &str, password: Option<&str>| NewAccount {
        login: login.into(),
        name: name.into(),
        role: Role::FinanceHandler,
        division: Division::parse("640300").unwrap(),
        subject: None,
        password: password.map(str::to_owned),
    };
    let Err(Failure::Malformed(faults)) = stage.accounts.create(By::Machine, &new("张", " ", None)) else { panic!() };
    assert_eq!(faults.iter().map(|f| f.field.as_str()).collect::<Vec<_>>(), ["login", "name"]);
    let Err(Failure::Malformed(faults)) = stage.accounts.create(By::Machine, &new("a1", "某", Some("a1a1a1a1a1a1")))
    else {
        panic!()
    };
    assert_eq!(faults[0].field, "password");
    assert!(stage.accounts.is_empty().unwrap());
    stage.accounts.create(By::Machine, &new("a1", "某", None)).unwrap();
    assert_eq!(code(stage.accounts.create(By::Machine, &new("A1", "某", None))), Code::Duplicate);
    assert!(!stage.accounts.is_empty().unwrap());
}

#[test]
fn the_demonstration_has_an_account_for_each_role_and_no_default_password() {
    let stage = fresh();
    let division = Division::parse("640300").unwrap();
    let subject = |role: Role| (role == Role::ReviewExpert).then(|| "expert-1".to_owned());
    let first = stage.accounts.demo_accounts(&division, subject).unwrap();
    let second = stage.accounts.demo_accounts(&division, subject).unwrap();
    assert_eq!(first.iter().map(|a| a.role).collect::<Vec<_>>(), Role::ALL);
    for (old, new) in first.iter().zip(&second) {
        assert_ne!(old.password, new.password);
        assert_eq!(stage.refusal(&old.login, &old.password), Code::NotAuthenticated);
        assert!(stage.accounts.log_in(&new.login, &new.password, Door::Browser, HERE).is_ok());
    }
}

#[test]
fn every_step_is_in_the_audit_log() {
    let stage = fresh();
    let user = stage.user("a1", Role::FinanceHandler);
    let cookie = stage.browser("a1");
    stage.refusal("a1", "wrong wrong wrong");
    stage.accounts.log_out(&stage.by_cookie(&cookie).unwrap().actor).unwrap();
    let change = AccountChange { role: Some(Role::FinanceChecker), ..AccountChange::default() };
    stage.accounts.change(By::Machine, &user.id, &change).unwrap();
    let expected = ["命令行 account-created", "a1 log-in", "a1 log-in-failed", "a1 log-out", "命令行 account-changed"];
    assert_eq!(stage.log(), expected);
}

#[test]
fn a_form_token_fits_its_session_and_never_looks_the_same() {
    let stage = fresh();
    let (one, other) = (SessionId::new(), SessionId::new());
    let accounts = &stage.accounts;
    let (first, second) = (accounts.form_token(&one), accounts.form_token(&one));
    assert_ne!(first, second);
    assert!(accounts.form_token_fits(&one, &first) && accounts.form_token_fits(&one, &second));
    assert!(!accounts.form_token_fits(&other, &first));
    for wrong in ["", "x", "AAAA", &first[..first.len() - 2], &"A".repeat(86), &format!("{first}AA")] {
        assert!(!accounts.form_token_fits(&one, wrong), "{wrong}");
    }
}

#[test]
fn nothing_readable_is_stored() {
    let stage = fresh();
    stage.user("a1", Role::FinanceHandler);
    let (cookie, tokens) = (stage.browser("a1"), stage.api("a1"));
    let mut stored = Vec::new();
    for entry in std::fs::read_dir(stage.dir.path()).unwrap() {
        stored.extend(std::fs::read(entry.unwrap().path()).unwrap());
    }
    for secret in [PASSWORD, &cookie, &tokens.refresh, &tokens.access] {
        assert!(!stored.windows(secret.len()).any(|w| w == secret.as_bytes()), "{secret}");
    }
    assert!(stored.windows(9).any(|w| w == b"$argon2id"));
}

#[tokio::test]
async fn only_two_hashes_run_at_a_time() {
    use std::sync::atomic::AtomicUsize;
    let stage = fresh();
    let (running, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let one = || {
        let (accounts, running, most) = (stage.accounts.clone(), running.clone(), most.clone());
        async move {
            let work = move |_: &Accounts| {
                let now = running.fetch_add(1, Ordering::SeqCst) + 1;
                most.fetch_max(now, Ordering::SeqCst);
                std::thread::yield_now();
                running.fetch_sub(1, Ordering::SeqCst);
                Ok(())
            };
            accounts.with_hashing(work).await
        }
    };
    let all = futures_util::future::join_all((0..50).map(|_| one())).await;
    assert!(all.iter().all(Result::is_ok));
    assert!(most.load(Ordering::SeqCst) <= 2);
}
