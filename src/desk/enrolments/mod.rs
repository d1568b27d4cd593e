//! Applications to enter the pool of experts: filed, checked, in public notice, let in or refused; and the public
//! notice itself, for everybody.

mod api;
mod pages;
#[cfg(test)]
mod tests;
mod view;
mod work;

pub use api::{
    __path_enrolment_answer, __path_enrolment_approve, __path_enrolment_file, __path_enrolment_judge,
    __path_enrolment_list, __path_enrolment_notice, __path_enrolment_object, __path_enrolment_refuse,
    __path_enrolment_show, __path_public_notices, enrolment_answer, enrolment_approve, enrolment_file, enrolment_judge,
    enrolment_list, enrolment_notice, enrolment_object, enrolment_refuse, enrolment_show, public_notices,
};

use crate::accounts::gate::{Access, RouteTable};
use crate::accounts::permissions::Act;

/// Declares the routes of this subject.
pub fn routes(table: &mut RouteTable) {
    table
        .get("/public-notices", Access::Public, pages::notices)
        .get("/enrolments", Access::May(Act::ReadEnrolment), pages::list)
        .post("/enrolments", Access::May(Act::FileEnrolment), pages::file)
        .get("/enrolments/new", Access::May(Act::FileEnrolment), pages::new)
        .get("/enrolments/{number}", Access::May(Act::ReadEnrolment), pages::show)
        .post("/enrolments/{number}/notice", Access::May(Act::CheckEnrolment), pages::notice)
        .post("/enrolments/{number}/objections", Access::May(Act::FileEnrolment), pages::object)
        .post("/enrolments/{number}/answers", Access::May(Act::FileEnrolment), pages::answer)
        .post("/enrolments/{number}/approval", Access::May(Act::ApproveEnrolment), pages::approve)
        .post("/enrolments/{number}/refusal", Access::May(Act::RefuseEnrolment), pages::refuse)
        .get("/api/v1/public-notices", Access::Public, public_notices)
        .get("/api/v1/enrolments", Access::May(Act::ReadEnrolment), enrolment_list)
        .post("/api/v1/enrolments", Access::May(Act::FileEnrolment), enrolment_file)
        .post("/api/v1/enrolments/judgement", Access::May(Act::FileEnrolment), enrolment_judge)
        .get("/api/v1/enrolments/{number}", Access::May(Act::ReadEnrolment), enrolment_show)
        .post("/api/v1/enrolments/{number}/notice", Access::May(Act::CheckEnrolment), enrolment_notice)
        .post("/api/v1/enrolments/{number}/objections", Access::May(Act::FileEnrolment), enrolment_object)
        .put("/api/v1/enrolments/{number}/objections/{position}", Access::May(Act::FileEnrolment), enrolment_answer)
        .post("/api/v1/enrolments/{number}/approval", Access::May(Act::ApproveEnrolment), enrolment_approve)
        .post("/api/v1/enrolments/{number}/refusal", Access::May(Act::RefuseEnrolment), enrolment_refuse);
}
