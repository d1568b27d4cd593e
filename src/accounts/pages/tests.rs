//! The pages of accounts as a security administrator uses them.

use crate::accounts::gate::visit::{Browser, app, body, location, open_browser, send};
use crate::accounts::model::Role;
use crate::accounts::service::stage::{PASSWORD, fresh};
use crate::accounts::service::{Door, LoggedIn};
use actix_web::http::StatusCode;
use actix_web::test::TestRequest;

fn form(browser: &Browser, path: &str, fields: &[(&str, &str)]) -> TestRequest {
    let with_token: Vec<(&str, &str)> = fields.iter().copied().chain([("csrf", browser.token.as_str())]).collect();
    browser.with(TestRequest::post().uri(path)).set_form(with_token)
}

/// What stands between `：` or `: ` and the full stop after it in the notice of a first password.
fn first_password(page: &str) -> String {
    let after = page.split("初始密码：").nth(1).unwrap_or_else(|| panic!("{page}"));
    after.split('。').next().unwrap().to_owned()
}

#[actix_web::test]
async fn an_account_is_made_changed_and_its_password_reset() {
    let stage = fresh();
    stage.user("sec", Role::SecurityAdmin);
    let app = app(&stage).await;
    let browser = open_browser(&stage, &app, "sec").await;
    let page = body(send(&app, browser.get("/accounts")).await).await;
    assert!(page.contains("sec") && page.contains("action=\"/accounts\""), "{page}");

    let new = [
        ("login", "Zhang.Wei"),
        ("name", "张伟"),
        ("role", "finance_handler"),
        ("division", "640300000"),
        ("subject", ""),
    ];
    let made = send(&app, form(&browser, "/accounts", &new)).await;
    assert_eq!(made.status(), StatusCode::CREATED);
    let first = first_password(&body(made).await);
    let LoggedIn::Browser { user, .. } = stage.accounts.log_in("zhang.wei", &first, Door::Browser, "x").unwrap() else {
        panic!("wrong door")
    };

    let again = send(&app, form(&browser, "/accounts", &new)).await;
    assert_eq!(again.status(), StatusCode::CONFLICT);
    let faulty = [("login", "z"), ("name", "<b>x</b>"), ("role", "finance_handler"), ("division", "640300000")];
    let faulty = send(&app, form(&browser, "/accounts", &faulty)).await;
    assert_eq!(faulty.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let page = body(faulty).await;
    assert!(page.contains("2 到 64 个字母") && page.contains("&lt;b&gt;") && !page.contains("<b>x"), "{page}");

    let path = format!("/accounts/{}", user.id);
    assert!(body(send(&app, browser.get(&path)).await).await.contains("zhang.wei"));
    let change = [("name", "张伟"), ("role", "finance_checker"), ("reset_password", "yes")];
    let second = first_password(&body(send(&app, form(&browser, &path, &change)).await).await);
    assert!(stage.accounts.log_in("zhang.wei", &first, Door::Browser, "x").is_err());
    assert!(stage.accounts.log_in("zhang.wei", &second, Door::Browser, "x").is_ok());
    let disable = [("name", "张伟"), ("role", "finance_checker"), ("disabled", "yes")];
    assert_eq!(send(&app, form(&browser, &path, &disable)).await.status(), StatusCode::OK);
    assert!(stage.accounts.log_in("zhang.wei", &second, Door::Browser, "x").is_err());
}

#[actix_web::test]
async fn the_list_is_filtered_by_the_toolbar() {
    let stage = fresh();
    stage.user("sec", Role::SecurityAdmin);
    stage.user("abc", Role::FinanceHandler);
    let app = app(&stage).await;
    let browser = open_browser(&stage, &app, "sec").await;
    let found = body(send(&app, browser.get("/accounts?q=abc&role=&status=&per=20")).await).await;
    assert!(found.contains("某abc") && found.contains("共 1 条"), "{found}");
    let wrong = send(&app, browser.get("/accounts?role=root")).await;
    assert_eq!(wrong.status(), StatusCode::UNPROCESSABLE_ENTITY);
}

#[actix_web::test]
async fn a_supervisor_sees_the_list_and_no_form() {
    let stage = fresh();
    stage.user("sup", Role::Supervisor);
    let app = app(&stage).await;
    let browser = open_browser(&stage, &app, "sup").await;
    let page = body(send(&app, browser.get("/accounts")).await).await;
    assert!(page.contains("sup") && !page.contains("action=\"/accounts\""));
    let refused = send(&app, form(&browser, "/accounts", &[("login", "x1")])).await;
    assert_eq!(refused.status(), StatusCode::FORBIDDEN);
}

#[actix_web::test]
async fn the_own_account_is_not_changed_here() {
    let stage = fresh();
    let own = stage.user("sec", Role::SecurityAdmin);
    let app = app(&stage).await;
    let browser = open_browser(&stage, &app, "sec").await;
    let change = [("name", "某"), ("role", "finance_approver")];
    let refused = send(&app, form(&browser, &format!("/accounts/{}", own.id), &change)).await;
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert!(body(refused).await.contains("不能变更自己的账号"));
    let entered =
        send(&app, TestRequest::post().uri("/login").set_form([("account", "sec"), ("password", PASSWORD)])).await;
    assert_eq!(location(&entered), "/accounts", "still a security administrator");
}
