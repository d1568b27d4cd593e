//! An application with one commission whose package is being gathered, for tests of uploads and drafts.

use crate::accounts::gate::{LogInLimits, front};
use crate::accounts::model::{Division, Role};
use crate::accounts::service::{By, Door, LoggedIn, NewAccount};
use crate::app::{Services, configure};
use crate::commissions::model::CommissionId;
use crate::commissions::{Commission, State, service as commissions};
use crate::desk::fixture::{Answer, DIVISION};
use crate::platform::clock::Clock;
use crate::platform::config::{Config, Layers};
use crate::platform::pages::Pages;
use crate::terms::{Day, Fen, Instant};
use actix_web::http::header;
use actix_web::middleware::from_fn;
use actix_web::test::{self, TestRequest};
use actix_web::{App, web};
use chrono::{DateTime, Duration, Utc};
use std::sync::{Arc, Mutex};

pub const NUMBER: &str = "640300000-2021-901";
const INSTITUTION: &str = "institution-of-the-stage";
const PASSWORD: &str = "correct horse battery";

pub struct Stage {
    pub services: Services,
    pub commission: Commission,
    pub folder: tempfile::TempDir,
    now: Arc<Mutex<DateTime<Utc>>>,
    pages: web::Data<Pages>,
}

impl Stage {
    pub fn open() -> Stage {
        let folder = tempfile::tempdir().unwrap();
        let mut layers = Layers::default();
        layers.flag("data_dir", Some(folder.path().display().to_string())).unwrap();
        layers.flag("argon2_memory_kib", Some("8".into())).unwrap();
        layers.flag("upload_file_gib", Some("1".into())).unwrap();
        let now = Arc::new(Mutex::new(Utc::now()));
        let hands = now.clone();
        let clock = Clock::from_fn(move || Instant::from_utc(*hands.lock().unwrap()));
        let services = Services::open(&Config::from_layers(&layers).unwrap(), clock).unwrap();
        let commission = commission(services.clock.now());
        services.db.write(|conn| commissions::plan(conn, &commission, "finance_handler", "测试")).unwrap();
        for (login, role, subject) in [
            ("evaluator", Role::LeadEvaluator, Some(INSTITUTION)),
            ("other", Role::LeadEvaluator, Some("another institution")),
            ("handler", Role::FinanceHandler, None),
        ] {
            account(&services, login, role, subject);
        }
        Stage { services, commission, folder, now, pages: web::Data::new(Pages::new().unwrap()) }
    }

    /// Lets time pass.
    pub fn wait(&self, hours: i64) {
        *self.now.lock().unwrap() += Duration::hours(hours);
    }

    /// A bearer token of a log-in.
    pub fn token(&self, login: &str) -> String {
        match self.services.accounts.log_in(login, PASSWORD, Door::Api, "203.0.113.9").unwrap() {
            LoggedIn::Api { tokens, .. } => tokens.access,
            LoggedIn::Browser { .. } => panic!("wrong door"),
        }
    }

    /// Sends a request as the log-in.
    pub async fn send(&self, login: &str, request: TestRequest) -> Answer {
        let app = App::new()
            .app_data(web::Data::new(LogInLimits::new()))
            .configure(|app| configure(&self.services, &self.pages, app))
            .wrap(from_fn(front));
        let app = test::init_service(app).await;
        let request = request.insert_header((header::AUTHORIZATION, format!("Bearer {}", self.token(login))));
        let response = test::call_service(&app, request.to_request()).await;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Answer { status, headers, body: test::read_body(response).await.to_vec() }
    }

    /// Names in the folder of unfinished uploads.
    pub fn unfinished(&self) -> usize {
        std::fs::read_dir(self.folder.path().join("uploads")).unwrap().count()
    }
}

/// A commission whose package is awaited.
pub fn commission(at: Instant) -> Commission {
    Commission {
        id: CommissionId::new(),
        number: NUMBER.into(),
        division: DIVISION.into(),
        fiscal_year: 2021,
        project_code: "64030021T000901".into(),
        project_name: "测试项目".into(),
        unit_code: "001001".into(),
        unit_name: "测试单位".into(),
        department_code: "001".into(),
        sector: "农业".into(),
        budget: Fen(100_000_000),
        evaluation_kind: "FIN_KEY".into(),
        route: "BELOW_LIMIT".into(),
        ceiling: Fen(6_000_000),
        reference_day: Day::new(2021, 6, 1).unwrap(),
        policy_id: "wuzhong-2021".into(),
        policy_version: "1".into(),
        state: State::ViewsExchanged,
        institution_id: Some(INSTITUTION.into()),
        institution_name: Some("测试机构".into()),
        version: 1,
        created_at: at,
    }
}

fn account(services: &Services, login: &str, role: Role, subject: Option<&str>) {
    let new = NewAccount {
        login: login.into(),
        name: format!("某{login}"),
        role,
        division: Division::parse(DIVISION).unwrap(),
        subject: subject.map(str::to_owned),
        password: Some(PASSWORD.into()),
    };
    services.accounts.create(By::Machine, &new).unwrap();
}
