//! The whole application over the demonstration year, for tests of pages and API.
//!
//! The year is played once for a test process, which takes some seconds; every test then sends its
//! requests to the same data. Log-ins are the codes of the roles; `stranger` is a finance handler of
//! another division, `other_expert` and `other_institution` took another part in the year.

use crate::accounts::gate::{LogInLimits, front};
use crate::accounts::model::{Division, Role};
use crate::accounts::service::{self as log_in, By, LoggedIn, NewAccount, Proof};
use crate::app::{Services, configure};
use crate::assignments::service as assignments;
use crate::commissions::{Commission, service as commissions};
use crate::demo::input;
use crate::demo::year::Year;
use crate::handover::{TakeIn, service::take_in};
use crate::platform::clock::Clock;
use crate::platform::config::{Config, Layers};
use crate::platform::db::Conn;
use crate::platform::pages::Pages;
use crate::platform::paging::PageAsked;
use crate::terms::Instant;
use actix_web::dev::ServiceResponse;
use actix_web::http::header::{self, HeaderMap};
use actix_web::middleware::from_fn;
use actix_web::test::{self, TestRequest};
use actix_web::{App, web};
use serde_json::Value;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;
use std::sync::OnceLock;
use tokio::sync::{mpsc, oneshot};

pub const DIVISION: &str = "640300000";
const PASSWORD: &str = "correct horse battery";

/// Who took part in the year: each for one account, and another who did as well.
pub struct Parts {
    pub commission: Commission,
    pub commissions: Vec<Commission>,
    pub expert: String,
    pub other_expert: String,
    pub institution: String,
    pub other_institution: String,
}

/// The application's data and who is logged in.
pub struct Desk {
    pub services: Services,
    pub parts: Parts,
    pages: web::Data<Pages>,
    limits: web::Data<LogInLimits>,
    /// Session cookie and form token by log-in.
    sessions: BTreeMap<String, (String, String)>,
    _folder: tempfile::TempDir,
}

/// An answer, read to its end.
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|e| panic!("{e}: {}", self.text()))
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |v| v.to_str().unwrap())
    }
}

/// A request, and where its answer goes.
type Call = (TestRequest, oneshot::Sender<ServiceResponse>);
type Door = mpsc::UnboundedSender<Call>;

thread_local! {
    static DOORS: RefCell<HashMap<*const Desk, Door>> = RefCell::default();
}

/// The desk that all tests of this process share.
pub fn desk() -> &'static Desk {
    static DESK: OnceLock<Desk> = OnceLock::new();
    DESK.get_or_init(Desk::open)
}

/// A second one for tests that add commissions, which counts of the shared desk must not see.
pub fn market_desk() -> &'static Desk {
    static DESK: OnceLock<Desk> = OnceLock::new();
    DESK.get_or_init(Desk::open)
}

/// A clock that runs from the same day in every run: terms of working days need the year's notice of holidays.
fn clock() -> Clock {
    let began: Instant = serde_json::from_str("\"2026-10-12T02:00:00Z\"").unwrap();
    let started = std::time::Instant::now();
    Clock::from_fn(move || Instant::from_utc(began.0 + started.elapsed()))
}

impl Desk {
    fn open() -> Desk {
        let folder = tempfile::tempdir().unwrap();
        let mut layers = Layers::default();
        layers.flag("data_dir", Some(folder.path().display().to_string())).unwrap();
        layers.flag("argon2_memory_kib", Some("8".into())).unwrap();
        // The draws of the year follow from this key: the same people sit in every run.
        layers.flag("master_key", Some("5e".repeat(32))).unwrap();
        let services = Services::open(&Config::from_layers(&layers).unwrap(), clock()).unwrap();
        play(&services, folder.path());
        services.library.ready(&mut |_| {}).unwrap();
        let parts = services.db.read(|conn| Ok(parts(conn))).unwrap();
        let sessions = accounts(&services, &parts);
        let pages = web::Data::new(Pages::new().unwrap());
        Desk { services, parts, pages, limits: web::Data::new(LogInLimits::new()), sessions, _folder: folder }
    }

    /// GET as the log-in; an empty one is nobody.
    pub async fn get(&self, login: &str, path: &str) -> Answer {
        self.send(login, TestRequest::get().uri(path)).await
    }

    /// Sends a request with the log-in's session cookie.
    pub async fn send(&self, login: &str, request: TestRequest) -> Answer {
        let door = self.door().await;
        let request = match self.sessions.get(login) {
            Some((cookie, _)) => request.insert_header((header::COOKIE, format!("hengping={cookie}"))),
            None => request,
        };
        let (answer, response) = oneshot::channel();
        door.send((request, answer)).expect("the task that answers");
        let response = response.await.expect("an answer");
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Answer { status, headers, body: test::read_body(response).await.to_vec() }
    }

    /// What answers this thread. Building hundreds of routes takes longer than most requests, and a test is a
    /// thread: so it is built once for each, in a task that ends with the test.
    async fn door(&self) -> Door {
        let key = std::ptr::from_ref(self);
        let known = DOORS.with(|doors| doors.borrow().get(&key).cloned());
        if let Some(known) = known.filter(|known| !known.is_closed()) {
            return known;
        }
        let app = App::new()
            .app_data(self.limits.clone())
            .configure(|app| configure(&self.services, &self.pages, app))
            .wrap(from_fn(front));
        let app = Rc::new(test::init_service(app).await);
        let (door, mut calls) = mpsc::unbounded_channel::<Call>();
        actix_web::rt::spawn(async move {
            while let Some((request, answer)) = calls.recv().await {
                let app = app.clone();
                actix_web::rt::spawn(async move {
                    let response = test::call_service(&*app, request.to_request()).await;
                    drop(answer.send(response.map_into_boxed_body()));
                });
            }
        });
        DOORS.with(|doors| doors.borrow_mut().insert(key, door.clone()));
        door
    }

    /// The token that the log-in's forms carry in the field `csrf`.
    pub fn form_token(&self, login: &str) -> &str {
        &self.sessions[login].1
    }
}

/// Takes the shipped year in and plays it.
fn play(services: &Services, folder: &std::path::Path) {
    let year = input::shipped(folder).unwrap();
    let mut handover = input::read(&year).unwrap();
    let bids = std::mem::take(&mut handover.bids);
    let pack = input::pack(&services.packs, DIVISION).unwrap();
    let digest = input::digest(&year).unwrap();
    let to = TakeIn {
        ceiling: input::ceiling(&services.packs, pack).unwrap(),
        vault: &services.vault,
        pack,
        division: DIVISION,
        folder_digest: &digest,
        actor: "finance_handler",
        at: services.clock.now(),
        routes: &services.routes,
    };
    services.db.write(|conn| take_in(conn, &to, &handover)).unwrap();
    let year = Year {
        db: &services.db,
        clock: &services.clock,
        vault: &services.vault,
        files: &services.files,
        secrets: &services.secrets,
        pack,
        division: DIVISION,
        fiscal_year: input::fiscal_year(&handover),
        packages: &handover.packages,
        bids: &bids,
        routes: &services.routes,
        calendar: &services.calendar,
    };
    year.run(|_| {}).unwrap();
}

fn parts(conn: &mut Conn) -> Parts {
    let all = commissions::list(conn, &commissions::Filter::default(), PageAsked::default()).unwrap().items;
    let commission = all.iter().find(|c| c.institution_id.is_some()).unwrap().clone();
    let institution = commission.institution_id.clone().unwrap();
    let others = all.iter().filter_map(|c| c.institution_id.clone());
    let other_institution = others.into_iter().find(|id| *id != institution).unwrap();
    let mut experts = BTreeSet::new();
    for commission in &all {
        experts.extend(assignments::seats_of(conn, commission.id.as_str()).unwrap().into_iter().map(|s| s.expert_id));
    }
    let expert = assignments::seats_of(conn, commission.id.as_str()).unwrap()[0].expert_id.clone();
    let other_expert = experts.into_iter().find(|id| *id != expert).unwrap();
    Parts { commission, commissions: all, expert, other_expert, institution, other_institution }
}

fn accounts(services: &Services, parts: &Parts) -> BTreeMap<String, (String, String)> {
    let subject = |role: Role| match role {
        Role::InstitutionAdmin | Role::LeadEvaluator => Some(parts.institution.clone()),
        Role::ReviewExpert => Some(parts.expert.clone()),
        Role::BudgetUnit => Some(parts.commission.unit_code.clone()),
        Role::CompetentDepartment => Some(parts.commission.department_code.clone()),
        _ => None,
    };
    let mut wanted: Vec<(&str, Role, &str, Option<String>)> =
        Role::ALL.into_iter().map(|role| (role.code(), role, DIVISION, subject(role))).collect();
    wanted.push(("stranger", Role::FinanceHandler, "640302000", None));
    wanted.push(("other_expert", Role::ReviewExpert, DIVISION, Some(parts.other_expert.clone())));
    wanted.push(("other_institution", Role::InstitutionAdmin, DIVISION, Some(parts.other_institution.clone())));
    wanted
        .into_iter()
        .map(|(login, role, division, subject)| account(services, login, role, division, subject))
        .collect()
}

fn account(
    services: &Services,
    login: &str,
    role: Role,
    division: &str,
    subject: Option<String>,
) -> (String, (String, String)) {
    let new = NewAccount {
        login: login.into(),
        name: format!("某{login}"),
        role,
        division: Division::parse(division).unwrap(),
        subject,
        password: Some(PASSWORD.into()),
    };
    services.accounts.create(By::Machine, &new).unwrap();
    match services.accounts.log_in(login, PASSWORD, log_in::Door::Browser, "203.0.113.9").unwrap() {
        LoggedIn::Browser { cookie, .. } => {
            let actor = services.accounts.recognise(Proof::Cookie(&cookie)).unwrap().unwrap().actor;
            let token = services.accounts.form_token(&actor.session_id);
            (login.to_owned(), (cookie, token))
        }
        LoggedIn::Api { .. } => panic!("wrong door"),
    }
}
