//! The API's description (OpenAPI 3.1) and the offline page to try it.

use crate::accounts::api as accounts;
use crate::desk;
use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_SECURITY_POLICY, LOCATION};
use actix_web::{HttpResponse, web};
use serde_json::Value;
use std::sync::{Arc, LazyLock};
use utoipa::OpenApi;
use utoipa_swagger_ui::{Config, serve};

/// Every operation under `/api/v1` and `/ocds`; a test compares the list with the route tree.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Hengping 衡评 API",
        description = "Third-party budget performance evaluation. Problems are RFC 9457."
    ),
    paths(
        accounts::change,
        accounts::change_password,
        accounts::create,
        accounts::list,
        accounts::log_in,
        accounts::log_out,
        accounts::log_out_everywhere,
        accounts::me,
        accounts::refresh,
        accounts::reset_password,
        desk::audit_log::audit_log_list,
        desk::availability::absence_enter,
        desk::availability::absence_withdraw,
        desk::availability::availability_limit,
        desk::availability::availability_show,
        desk::board::board_figures,
        desk::commissions::commission_bids,
        desk::commissions::commission_file,
        desk::commissions::commission_instructions,
        desk::commissions::commission_list,
        desk::commissions::commission_packages,
        desk::commissions::commission_packs,
        desk::commissions::commission_result,
        desk::commissions::commission_timeline,
        desk::credit::credit_answer,
        desk::credit::credit_appeal,
        desk::credit::credit_board,
        desk::credit::credit_decide,
        desk::credit::credit_file,
        desk::credit::credit_preview,
        desk::credit::credit_propose,
        desk::credit::credit_violation,
        desk::decisions::decision_list,
        desk::decisions::decision_record,
        desk::decisions::decision_replay,
        desk::drafts::draft_carry_over,
        desk::results::grade_approve,
        desk::results::grade_board,
        desk::results::grade_draft,
        desk::results::result_history,
        desk::results::result_publish,
        desk::results::result_supersede,
        desk::results::result_supersession_approve,
        desk::quality::quality_dashboard,
        desk::reviews::market_rubric,
        desk::reviews::review_answer,
        desk::reviews::review_complete,
        desk::reviews::review_declare,
        desk::reviews::review_draw,
        desk::reviews::review_level_up,
        desk::reviews::review_list,
        desk::reviews::review_mark,
        desk::reviews::review_show,
        desk::reviews::rubric_freeze,
        desk::reviews::rubric_list,
        desk::reviews::rubric_write,
        desk::enrolments::enrolment_answer,
        desk::enrolments::enrolment_approve,
        desk::enrolments::enrolment_file,
        desk::enrolments::enrolment_judge,
        desk::enrolments::enrolment_list,
        desk::enrolments::enrolment_notice,
        desk::enrolments::enrolment_object,
        desk::enrolments::enrolment_refuse,
        desk::enrolments::enrolment_show,
        desk::enrolments::public_notices,
        desk::disclosures::congress_report,
        desk::disclosures::disclosure_approve,
        desk::disclosures::disclosure_list,
        desk::disclosures::disclosure_prepare,
        desk::disclosures::disclosure_show,
        desk::disclosures::public_result,
        desk::disclosures::public_results,
        desk::rechecks::recheck_abandon,
        desk::rechecks::recheck_commit,
        desk::rechecks::recheck_conclude,
        desk::rechecks::recheck_drawn,
        desk::rechecks::recheck_list,
        desk::rechecks::recheck_mark,
        desk::rechecks::recheck_plan,
        desk::rechecks::recheck_record,
        desk::rechecks::recheck_reveal,
        desk::rechecks::recheck_show,
        desk::rectifications::rectification_board,
        desk::rectifications::rectification_check,
        desk::rectifications::rectification_demand,
        desk::rectifications::rectification_escalate,
        desk::rectifications::rectification_evidence,
        desk::rectifications::rectification_measure,
        desk::rectifications::rectification_show,
        desk::linkage::instruction_board,
        desk::linkage::instruction_propose,
        desk::linkage::instruction_settle,
        desk::watch::conflict_alert_list,
        desk::watch::conflict_alert_propose,
        desk::watch::conflict_alert_settle,
        desk::drafts::draft_remove,
        desk::drafts::draft_show,
        desk::drafts::draft_submit,
        desk::draws::draw_record,
        desk::duplicates::duplicate_list,
        desk::experts::detail,
        desk::experts::list,
        desk::experts::suggest,
        desk::standing::answer,
        desk::standing::appeal,
        desk::standing::approve,
        desk::standing::changes,
        desk::standing::check,
        desk::standing::list,
        desk::standing::looks,
        desk::standing::propose,
        desk::standing::reveal,
        desk::feed::feed_acknowledge,
        desk::feed::feed_pull,
        desk::feed::feed_reconcile,
        desk::feed::feed_reconciliations,
        desk::feed::feed_statement,
        desk::feed::endpoints::feed_attempts,
        desk::feed::endpoints::feed_endpoint_register,
        desk::feed::endpoints::feed_endpoint_state,
        desk::feed::endpoints::feed_endpoints,
        desk::feed::endpoints::feed_key_rotate,
        desk::feed::endpoints::feed_resend,
        desk::imports::import_annotated,
        desk::imports::import_cancel,
        desk::imports::import_confirm,
        desk::imports::import_list,
        desk::imports::import_show,
        desk::imports::import_template,
        desk::imports::import_upload,
        desk::institutions::detail,
        desk::institutions::list,
        desk::market::api::market_announce,
        desk::market::api::market_fail,
        desk::market::api::market_fix,
        desk::market::api::market_hand_in,
        desk::market::api::market_list,
        desk::market::api::market_open,
        desk::market::api::market_postpone,
        desk::market::api::market_receipts,
        desk::market::api::market_tender,
        desk::market::api::market_withdraw,
        desk::market::inquiries::market_ask,
        desk::market::inquiries::market_clarify,
        desk::market::inquiries::market_questions,
        desk::ocds::api::ocds_record_of,
        desk::ocds::api::ocds_records,
        desk::ocds::api::ocds_release_of,
        desk::ocds::api::ocds_releases,
        desk::orders::api::order_approve,
        desk::orders::api::order_change,
        desk::orders::api::order_check,
        desk::orders::api::order_draft,
        desk::orders::api::order_file,
        desk::orders::api::order_hold,
        desk::orders::api::order_judge,
        desk::orders::api::order_plan,
        desk::orders::api::order_propose,
        desk::orders::api::order_release,
        desk::orders::api::order_terminate,
        desk::packages::package_assessment,
        desk::packages::package_bag,
        desk::packages::package_reuse,
        desk::packages::package_file,
        desk::panels::api::market_explain_price,
        desk::panels::api::panel_ask_price,
        desk::panels::api::panel_award,
        desk::panels::api::panel_change,
        desk::panels::api::panel_declare,
        desk::panels::api::panel_draw,
        desk::panels::api::panel_file,
        desk::panels::api::panel_finish,
        desk::panels::api::panel_mark,
        desk::panels::api::panel_vote_price,
        desk::panels::api::panel_raise,
        desk::panels::api::panel_vote_collusion,
        desk::panels::api::panel_fail,
        desk::contracts::api::contract_draft,
        desk::contracts::api::contract_file,
        desk::contracts::api::contract_file_away,
        desk::contracts::api::contract_publish,
        desk::contracts::api::contract_sign_off,
        desk::contracts::api::contract_stage,
        desk::contracts::api::contract_text,
        desk::successions::api::succession_decide,
        desk::successions::api::succession_file,
        desk::successions::api::succession_propose,
        desk::remedies::api::remedy_answer,
        desk::remedies::api::remedy_challenge,
        desk::remedies::api::remedy_complain,
        desk::remedies::api::remedy_file,
        desk::remedies::api::remedy_pause,
        desk::remedies::api::remedy_publish,
        desk::remedies::api::remedy_resume,
        desk::remedies::api::remedy_rule,
        desk::policies::detail,
        desk::policies::list,
        desk::todo::list,
        desk::units::projects,
        desk::units::units,
        desk::uploads::upload_append,
        desk::uploads::upload_create,
        desk::uploads::upload_options,
        desk::uploads::upload_override,
        desk::uploads::upload_status,
        desk::uploads::upload_terminate,
    ),
    components(schemas(crate::platform::problem::Problem))
)]
pub struct ApiDescription;

impl ApiDescription {
    /// The document as it is served.
    pub fn document() -> Value {
        // A description of plain structs always has a JSON form.
        let mut document = serde_json::to_value(ApiDescription::openapi()).unwrap_or_default();
        describe_responses(&mut document);
        document
    }
}

/// OpenAPI wants a description of every response; where the handler says no more than the status,
/// the status' own name is one.
fn describe_responses(document: &mut Value) {
    let items = document["paths"].as_object_mut().into_iter().flat_map(|paths| paths.values_mut());
    let operations = items.filter_map(Value::as_object_mut).flat_map(|item| item.values_mut());
    let responses = operations.filter_map(|o| o.get_mut("responses")).filter_map(Value::as_object_mut);
    for (status, response) in responses.flat_map(|r| r.iter_mut()) {
        let name =
            status.parse().ok().and_then(|code| StatusCode::from_u16(code).ok()).and_then(|s| s.canonical_reason());
        if let Some(response) = response.as_object_mut() {
            response.entry("description").or_insert_with(|| name.unwrap_or("Answer").into());
        }
    }
}

static DOCUMENT: LazyLock<String> = LazyLock::new(|| ApiDescription::document().to_string());

pub async fn openapi() -> HttpResponse {
    HttpResponse::Ok().content_type("application/json; charset=utf-8").body(DOCUMENT.as_str())
}

/// The events of the feed (AsyncAPI 3).
const EVENTS: &str = include_str!("../../docs/asyncapi.json");

pub async fn asyncapi() -> HttpResponse {
    HttpResponse::Ok().content_type("application/json; charset=utf-8").body(EVENTS)
}

pub async fn moved() -> HttpResponse {
    HttpResponse::PermanentRedirect().insert_header((LOCATION, "/api/docs/")).finish()
}

/// Swagger UI from the binary. It styles itself inline, so its own policy allows that; nothing is
/// loaded from outside.
const POLICY: &str = "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; script-src 'self'; \
     connect-src 'self'; font-src 'self' data:; frame-ancestors 'none'; base-uri 'none'";

pub async fn page(path: web::Path<String>) -> HttpResponse {
    let config = Arc::new(Config::from("/api/openapi.json"));
    match serve(&path, config) {
        Ok(Some(file)) => HttpResponse::Ok()
            .content_type(file.content_type)
            .insert_header((CONTENT_SECURITY_POLICY, POLICY))
            .body(file.bytes.into_owned()),
        _ => HttpResponse::NotFound().finish(),
    }
}
