//! The whole application in one process, with a browser and a machine to visit it.

use super::*;
use crate::accounts::model::Actor;
use crate::accounts::permissions::Act;
use crate::accounts::service::Proof;
use crate::accounts::service::stage::{PASSWORD, Stage};
use crate::accounts::{api, pages};
use crate::platform::failure::{Failure, Outcome};
use crate::platform::pages::Pages;
use actix_web::body::BoxBody;
use actix_web::dev::ServiceResponse;
use actix_web::http::{StatusCode, header};
use actix_web::middleware::from_fn;
use actix_web::test::{self, TestRequest};
use actix_web::{App, HttpResponse, web};
use futures_util::future::LocalBoxFuture;
use serde_json::{Value, json};
use std::rc::Rc;

async fn touched(actor: Actor) -> String {
    actor.login
}

async fn broken() -> Outcome<HttpResponse> {
    Err(Failure::Fault(anyhow::anyhow!("password of the database")))
}

/// The routes of this room and some of other rooms' kind.
pub fn table() -> RouteTable {
    let mut table = RouteTable::new();
    api::routes(&mut table);
    pages::routes(&mut table);
    table
        .get("/experts/{id}", Access::May(Act::ReadExpert), async || "one")
        .get("/experts/new", Access::May(Act::ChangeRegistry), async || "form")
        .get("/experts/{name}.csv", Access::May(Act::ListExperts), async || "csv")
        .get("/experts", Access::May(Act::ListExperts), touched)
        .post("/experts", Access::May(Act::ChangeRegistry), touched)
        .post("/experts/import", Access::May(Act::RunImport), async |body: web::Bytes| body.len().to_string())
        .get("/portal", Access::Public, async |actor: Option<Actor>| actor.map_or("nobody".to_owned(), |a| a.login))
        .post("/portal", Access::Public, async |actor: Option<Actor>| actor.map_or("nobody".to_owned(), |a| a.login))
        .get("/open", Access::Open, async |actor: Option<Actor>| actor.map_or("nobody".to_owned(), |a| a.login))
        .get("/broken", Access::Public, broken)
        .get("/files/{tail:.*}", Access::Public, async |tail: web::Path<String>| tail.into_inner());
    table
}

/// The application as the product wires it.
pub async fn app(stage: &Stage) -> Service {
    let service = test::init_service(
        App::new()
            .app_data(web::Data::new(stage.accounts.clone()))
            .app_data(web::Data::new(LogInLimits::new()))
            .app_data(web::Data::new(Pages::new().unwrap()))
            .configure(|cfg| table().install(cfg))
            .default_service(web::to(not_found))
            .wrap(from_fn(front)),
    );
    let service = Rc::new(service.await);
    Box::new(move |request| {
        let service = service.clone();
        Box::pin(async move { test::call_service(&*service, request.to_request()).await.map_into_boxed_body() })
    })
}

pub type Answer = ServiceResponse<BoxBody>;
pub type Service = Box<dyn Fn(TestRequest) -> LocalBoxFuture<'static, Answer>>;

pub async fn send(app: &Service, request: TestRequest) -> Answer {
    app(request).await
}

pub async fn body(answer: Answer) -> String {
    String::from_utf8(test::read_body(answer).await.to_vec()).unwrap()
}

pub async fn json_of(answer: Answer) -> Value {
    let text = body(answer).await;
    serde_json::from_str(&text).unwrap_or_else(|e| panic!("{e}: {text}"))
}

pub fn location(answer: &Answer) -> &str {
    answer.headers().get(header::LOCATION).map_or("", |v| v.to_str().unwrap())
}

/// A browser that has logged in: its cookie, and the token that its pages carry.
pub struct Browser {
    pub cookie: String,
    pub token: String,
}

pub async fn open_browser(stage: &Stage, app: &Service, login: &str) -> Browser {
    let form = [("account", login), ("password", PASSWORD)];
    let answer = send(app, TestRequest::post().uri("/login").set_form(form)).await;
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    let cookie = answer.response().cookies().next().unwrap().value().to_owned();
    let actor = stage.accounts.recognise(Proof::Cookie(&cookie)).unwrap().unwrap().actor;
    Browser { token: stage.accounts.form_token(&actor.session_id), cookie }
}

impl Browser {
    pub fn with(&self, request: TestRequest) -> TestRequest {
        request.insert_header((header::COOKIE, format!("hengping={}", self.cookie)))
    }

    pub fn get(&self, path: &str) -> TestRequest {
        self.with(TestRequest::get().uri(path))
    }

    pub fn post(&self, path: &str, token: &str) -> TestRequest {
        self.with(TestRequest::post().uri(path)).set_form([("csrf", token), ("x", "1")])
    }
}

pub async fn tokens(app: &Service, login: &str) -> Value {
    let request = TestRequest::post().uri("/api/v1/session").set_json(json!({"login": login, "password": PASSWORD}));
    let answer = send(app, request).await;
    assert_eq!(answer.status(), StatusCode::OK);
    json_of(answer).await
}

pub fn bearer(request: TestRequest, tokens: &Value) -> TestRequest {
    request.insert_header((header::AUTHORIZATION, format!("Bearer {}", tokens["access_token"].as_str().unwrap())))
}
