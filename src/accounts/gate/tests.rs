//! The gate as a browser and a machine see it: whole requests through the whole application.

use super::visit::{app, bearer, body, json_of, location, open_browser, send, table, tokens};
use super::*;
use crate::accounts::model::Role;
use crate::accounts::service::stage::{PASSWORD, fresh};
use crate::accounts::service::{AccountChange, By};
use actix_web::http::{Method, StatusCode, header};
use actix_web::test::TestRequest;
use serde_json::{Value, json};

#[actix_web::test]
async fn every_role_meets_every_route_as_the_table_says() {
    let stage = fresh();
    let app = app(&stage).await;
    let mut callers = vec![(None, Value::Null)];
    for role in Role::ALL {
        stage.user(role.code(), role);
        callers.push((Some(role), tokens(&app, role.code()).await));
    }
    let routes: Vec<Declared> = table().declared().cloned().collect();
    // Ending the session would spoil the rest.
    for route in routes.iter().filter(|r| !(r.method == Method::DELETE || r.path == "/logout")) {
        let path = route.path.replace("{id}", "x").replace("{name}", "x").replace("{tail:.*}", "x");
        for (role, pair) in &callers {
            let mut request = TestRequest::default().method(route.method.clone()).uri(&path);
            if role.is_some() {
                request = bearer(request, pair);
            }
            let answer = send(&app, request).await;
            let refused = matches!(answer.status(), StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN)
                || location(&answer).starts_with("/login");
            assert_eq!(!refused, route.access.allows(*role), "{role:?} {} {path}: {}", route.method, answer.status());
        }
    }
}

#[actix_web::test]
async fn a_person_logs_in_works_and_logs_out() {
    let stage = fresh();
    stage.user("a1", Role::FinanceHandler);
    let app = app(&stage).await;

    let turned_away = send(&app, TestRequest::get().uri("/experts?q=1")).await;
    assert_eq!((turned_away.status(), location(&turned_away)), (StatusCode::SEE_OTHER, "/login?next=/experts%3Fq%3D1"));
    let page = body(send(&app, TestRequest::get().uri("/login?next=/experts%3Fq%3D1")).await).await;
    assert!(
        page.contains("name=\"next\" value=\"/experts?q&#x3D;1\"") || page.contains("value=\"/experts?q=1\""),
        "{page}"
    );

    let form = [("account", "a1"), ("password", PASSWORD), ("next", "/experts?q=1")];
    let entered = send(&app, TestRequest::post().uri("/login").set_form(form)).await;
    assert_eq!((entered.status(), location(&entered)), (StatusCode::SEE_OTHER, "/experts?q=1"));
    let cookie = entered.response().cookies().next().unwrap().to_string();
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");

    let browser = open_browser(&stage, &app, "a1").await;
    assert_eq!(body(send(&app, browser.get("/experts")).await).await, "a1");
    assert_eq!(location(&send(&app, browser.get("/login")).await), "/todo");
    assert_eq!(send(&app, browser.post("/experts", &browser.token)).await.status(), StatusCode::OK);
    assert_eq!(location(&send(&app, browser.post("/logout", &browser.token)).await), "/login");
    assert_eq!(location(&send(&app, browser.get("/experts")).await), "/login?next=/experts");
}

#[actix_web::test]
async fn a_form_without_our_token_does_nothing() {
    let stage = fresh();
    stage.user("a1", Role::FinanceHandler);
    stage.user("b1", Role::FinanceHandler);
    let app = app(&stage).await;
    let (browser, other) = (open_browser(&stage, &app, "a1").await, open_browser(&stage, &app, "b1").await);
    for wrong in ["", "x", other.token.as_str()] {
        let refused = send(&app, browser.post("/experts", wrong)).await;
        assert_eq!(refused.status(), StatusCode::FORBIDDEN, "{wrong}");
    }
    let missing = browser.with(TestRequest::post().uri("/experts"));
    assert_eq!(send(&app, missing).await.status(), StatusCode::FORBIDDEN);
    let in_query = browser.with(TestRequest::post().uri(&format!("/experts?csrf={}", browser.token)));
    assert_eq!(send(&app, in_query).await.status(), StatusCode::FORBIDDEN);

    let from_script =
        browser.with(TestRequest::post().uri("/experts")).insert_header(("X-CSRF-Token", browser.token.as_str()));
    assert_eq!(send(&app, from_script).await.status(), StatusCode::OK);
    let foreign = browser.post("/experts", &browser.token).insert_header((header::ORIGIN, "https://evil.example"));
    assert_eq!(send(&app, foreign).await.status(), StatusCode::FORBIDDEN);
    let cross = browser.post("/experts", &browser.token).insert_header(("Sec-Fetch-Site", "cross-site"));
    assert_eq!(send(&app, cross).await.status(), StatusCode::FORBIDDEN);

    let upload = format!("--b\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n{}\r\n--b--\r\n", browser.token);
    let sent = browser.with(TestRequest::post().uri("/experts/import"));
    let sent =
        sent.insert_header((header::CONTENT_TYPE, "multipart/form-data; boundary=b")).set_payload(upload.clone());
    assert_eq!(body(send(&app, sent).await).await, upload.len().to_string());
}

#[actix_web::test]
async fn a_foreign_page_cannot_log_somebody_in() {
    let stage = fresh();
    stage.user("a1", Role::FinanceHandler);
    let app = app(&stage).await;
    let form = [("account", "a1"), ("password", PASSWORD)];
    let foreign =
        TestRequest::post().uri("/login").insert_header((header::ORIGIN, "https://evil.example")).set_form(form);
    let answer = send(&app, foreign).await;
    assert_eq!(answer.status(), StatusCode::FORBIDDEN);
    assert!(answer.response().cookies().next().is_none());
}

#[actix_web::test]
async fn an_open_redirect_is_refused() {
    let stage = fresh();
    stage.user("a1", Role::FinanceHandler);
    let app = app(&stage).await;
    for next in ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/\t/evil.example"]
    {
        let form = [("account", "a1"), ("password", PASSWORD), ("next", next)];
        let answer = send(&app, TestRequest::post().uri("/login").set_form(form)).await;
        assert_eq!((answer.status(), location(&answer)), (StatusCode::SEE_OTHER, "/todo"), "{next}");
        let uri = format!("/login?next={}", next.replace('\t', "%09").replace('\\', "%5C"));
        let page = body(send(&app, TestRequest::get().uri(&uri)).await).await;
        assert!(!page.contains("evil.example") && !page.contains("alert(1)"), "{next}");
    }
}

#[actix_web::test]
async fn a_machine_refreshes_and_reuse_ends_the_family() {
    let stage = fresh();
    stage.user("core", Role::CoreBudget);
    let app = app(&stage).await;
    let refresh = |pair: &Value| {
        TestRequest::post().uri("/api/v1/session/refresh").set_json(json!({"refresh_token": pair["refresh_token"]}))
    };
    let me = |pair: &Value| bearer(TestRequest::get().uri("/api/v1/me"), pair);
    let first = tokens(&app, "core").await;
    let seen = json_of(send(&app, me(&first)).await).await;
    assert_eq!((&seen["role"], &seen["may"]["ReadFeed"]), (&json!("core_budget"), &json!("division")));
    let second = json_of(send(&app, refresh(&first)).await).await;
    assert_eq!(send(&app, me(&second)).await.status(), StatusCode::OK);
    let reused = send(&app, refresh(&first)).await;
    assert_eq!(reused.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(json_of(reused).await["type"], "urn:hengping:problem:not-authenticated");
    assert_eq!(send(&app, me(&second)).await.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(send(&app, refresh(&second)).await.status(), StatusCode::UNAUTHORIZED);
}

#[actix_web::test]
async fn a_disabled_persons_token_and_cookie_are_refused_at_once() {
    let stage = fresh();
    let user = stage.user("a1", Role::FinanceHandler);
    let app = app(&stage).await;
    let (browser, pair) = (open_browser(&stage, &app, "a1").await, tokens(&app, "a1").await);
    let change = AccountChange { disabled: Some(true), ..AccountChange::default() };
    stage.accounts.change(By::Machine, &user.id, &change).unwrap();
    let by_token = send(&app, bearer(TestRequest::get().uri("/api/v1/me"), &pair)).await;
    assert_eq!(by_token.status(), StatusCode::UNAUTHORIZED);
    assert!(by_token.headers().contains_key(header::WWW_AUTHENTICATE));
    assert_eq!(location(&send(&app, browser.get("/experts")).await), "/login?next=/experts");
}

#[actix_web::test]
async fn lock_out_is_told_on_page_and_api() {
    let stage = fresh();
    stage.user("a1", Role::FinanceHandler);
    let app = app(&stage).await;
    let wrong = || TestRequest::post().uri("/login").set_form([("account", "a1"), ("password", "wrong wrong wrong")]);
    for _ in 0..5 {
        let answer = send(&app, wrong()).await;
        assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
        assert!(body(answer).await.contains("登录名或密码不正确"));
    }
    let locked = send(&app, wrong()).await;
    assert_eq!(locked.status(), StatusCode::TOO_MANY_REQUESTS);
    assert!(body(locked).await.contains("暂时锁定"));
    let request = TestRequest::post().uri("/api/v1/session").set_json(json!({"login": "a1", "password": PASSWORD}));
    let locked = send(&app, request).await;
    assert_eq!(locked.status(), StatusCode::TOO_MANY_REQUESTS);
    assert!(locked.headers().contains_key(header::RETRY_AFTER));
    assert_eq!(json_of(locked).await["type"], "urn:hengping:problem:locked-out");
}

#[actix_web::test]
async fn a_first_password_opens_nothing_but_its_change() {
    let stage = fresh();
    let user = stage.user("a1", Role::FinanceHandler);
    let first = stage.accounts.reset_password(By::Machine, &user.id).unwrap().0;
    let app = app(&stage).await;
    let form = [("account", "a1"), ("password", first.as_str())];
    let entered = send(&app, TestRequest::post().uri("/login").set_form(form)).await;
    let cookie = entered.response().cookies().next().unwrap().value().to_owned();
    let with_cookie = |request: TestRequest| request.insert_header((header::COOKIE, format!("hengping={cookie}")));
    let turned = send(&app, with_cookie(TestRequest::get().uri("/experts"))).await;
    assert_eq!(location(&turned), "/password");
    let page = body(send(&app, with_cookie(TestRequest::get().uri("/password"))).await).await;
    let token = page.split("name=\"csrf\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap().to_owned();
    let change = |repeated: &str| {
        let form = [
            ("csrf", token.as_str()),
            ("old_password", &first),
            ("new_password", PASSWORD),
            ("repeated_password", repeated),
        ];
        with_cookie(TestRequest::post().uri("/password").set_form(form))
    };
    assert_eq!(send(&app, change("something else")).await.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(location(&send(&app, change(PASSWORD)).await), "/todo");
    assert_eq!(send(&app, with_cookie(TestRequest::get().uri("/experts"))).await.status(), StatusCode::OK);
}

#[actix_web::test]
async fn a_refusal_is_a_page_for_people_and_a_problem_for_machines() {
    let stage = fresh();
    stage.user("e1", Role::ReviewExpert);
    let app = app(&stage).await;
    let browser = open_browser(&stage, &app, "e1").await;
    let page = send(&app, browser.get("/experts")).await;
    assert_eq!(page.status(), StatusCode::FORBIDDEN);
    assert!(body(page).await.contains("没有办理此事的权限"));
    let machine = browser.get("/experts").insert_header((header::ACCEPT, "application/json"));
    assert_eq!(json_of(send(&app, machine).await).await["status"], 403);
    let lost = json_of(send(&app, TestRequest::get().uri("/api/v1/nothing")).await).await;
    assert_eq!(lost["type"], "urn:hengping:problem:not-found");
    assert!(body(send(&app, TestRequest::get().uri("/nothing")).await).await.contains("<html"));
    let method = send(&app, TestRequest::delete().uri("/portal")).await;
    assert_eq!(method.status(), StatusCode::METHOD_NOT_ALLOWED);
    let unreadable =
        TestRequest::post().uri("/api/v1/session").insert_header(header::ContentType::json()).set_payload("{");
    assert_eq!(json_of(send(&app, unreadable).await).await["type"], "urn:hengping:problem:malformed");
    let extra =
        TestRequest::post().uri("/api/v1/session").set_json(json!({"login": "a", "password": "b", "role": "x"}));
    assert_eq!(send(&app, extra).await.status(), StatusCode::UNPROCESSABLE_ENTITY);
}

#[actix_web::test]
async fn a_fault_tells_nothing_of_the_inside() {
    let stage = fresh();
    let app = app(&stage).await;
    for accept in ["text/html", "application/json"] {
        let answer = send(&app, TestRequest::get().uri("/broken").insert_header((header::ACCEPT, accept))).await;
        assert_eq!(answer.status(), StatusCode::INTERNAL_SERVER_ERROR);
        assert!(!body(answer).await.contains("database"));
    }
}

#[actix_web::test]
async fn json_endpoints_refuse_what_a_form_can_send() {
    let stage = fresh();
    stage.user("a1", Role::FinanceHandler);
    let app = app(&stage).await;
    for kind in ["application/x-www-form-urlencoded", "text/plain", "multipart/form-data; boundary=x"] {
        let request = TestRequest::post().uri("/api/v1/session").insert_header((header::CONTENT_TYPE, kind));
        let answer = send(&app, request.set_payload(r#"{"login":"a1","password":"x"}"#)).await;
        assert_eq!(answer.status(), StatusCode::UNSUPPORTED_MEDIA_TYPE, "{kind}");
    }
}

#[actix_web::test]
async fn every_answer_carries_the_headers() {
    let stage = fresh();
    stage.user("a1", Role::FinanceHandler);
    let app = app(&stage).await;
    let browser = open_browser(&stage, &app, "a1").await;
    for request in
        [browser.get("/experts"), TestRequest::get().uri("/login"), TestRequest::get().uri("/api/v1/nothing")]
    {
        let answer = send(&app, request).await;
        let header = |name: &str| answer.headers().get(name).map_or("", |v| v.to_str().unwrap());
        assert!(header("content-security-policy").contains("default-src 'none'"));
        assert_eq!(header("x-content-type-options"), "nosniff");
        assert_eq!(header("cache-control"), "no-store");
        assert_eq!(header("referrer-policy"), "same-origin");
        assert_eq!(header("strict-transport-security"), "", "not on plain HTTP");
    }
}

#[actix_web::test]
async fn fixed_paths_come_before_variable_ones_and_get_answers_head() {
    let stage = fresh();
    stage.user("a1", Role::FinanceHandler);
    let app = app(&stage).await;
    let browser = open_browser(&stage, &app, "a1").await;
    for (path, expected) in [("/experts/new", "form"), ("/experts/7", "one"), ("/experts/all.csv", "csv")] {
        assert_eq!(body(send(&app, browser.get(path)).await).await, expected);
    }
    assert_eq!(body(send(&app, TestRequest::get().uri("/files/a/b.css")).await).await, "a/b.css");
    let head = browser.with(TestRequest::default().method(Method::HEAD).uri("/experts"));
    assert_eq!(send(&app, head).await.status(), StatusCode::OK);
    let stranger = TestRequest::default().method(Method::HEAD).uri("/experts");
    assert_ne!(send(&app, stranger).await.status(), StatusCode::OK);
}

#[actix_web::test]
async fn a_public_page_knows_who_is_logged_in_and_nobody_else() {
    let stage = fresh();
    stage.user("a1", Role::FinanceHandler);
    let app = app(&stage).await;
    let browser = open_browser(&stage, &app, "a1").await;
    assert_eq!(body(send(&app, browser.get("/portal")).await).await, "a1");
    assert_eq!(body(send(&app, TestRequest::get().uri("/portal")).await).await, "nobody");
    assert_eq!(body(send(&app, browser.get("/open")).await).await, "nobody");
    assert_eq!(body(send(&app, browser.post("/portal", &browser.token)).await).await, "a1");
    assert_eq!(
        body(send(&app, browser.post("/portal", "")).await).await,
        "nobody",
        "acts for nobody without the token"
    );
    let forged = TestRequest::get().uri("/portal").insert_header((header::COOKIE, "hengping=forged"));
    assert_eq!(body(send(&app, forged).await).await, "nobody");
}

#[actix_web::test]
async fn a_new_log_in_ends_the_session_it_replaces() {
    let stage = fresh();
    stage.user("a1", Role::FinanceHandler);
    let app = app(&stage).await;
    let browser = open_browser(&stage, &app, "a1").await;
    let form = [("account", "a1"), ("password", PASSWORD), ("csrf", browser.token.as_str())];
    let again = send(&app, browser.with(TestRequest::post().uri("/login").set_form(form))).await;
    let cookie = again.response().cookies().next().unwrap().value().to_owned();
    assert_ne!(cookie, browser.cookie);
    assert_eq!(location(&send(&app, browser.get("/experts")).await), "/login?next=/experts");
}

#[actix_web::test]
async fn the_language_follows_the_link_and_is_remembered() {
    let stage = fresh();
    let app = app(&stage).await;
    let chosen = send(&app, TestRequest::get().uri("/login?lang=en&text=large")).await;
    let cookies: Vec<String> = chosen.response().cookies().map(|c| format!("{}={}", c.name(), c.value())).collect();
    assert_eq!(cookies, ["lang=en", "text=large"]);
    assert!(body(chosen).await.contains("<html lang=\"en\" class=\"text-large\">"));
    let later = TestRequest::get().uri("/login").insert_header((header::COOKIE, "lang=en"));
    assert!(body(send(&app, later).await).await.contains("<html lang=\"en\">"));
    let hostile = send(&app, TestRequest::get().uri("/login?lang=%22%3E%3Cscript")).await;
    assert!(hostile.response().cookies().next().is_none());
}
