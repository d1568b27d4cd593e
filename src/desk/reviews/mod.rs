//! Review of evaluation packages: rubrics with their editor, blind marks with reason and page, the draft, the
//! institution's answer, the level-up review.
//!
//! Not here: any rule. Invariant: before the draft nobody sees a mark that is not their own, finance included; the
//! institution never learns who reviewed.

mod api;
mod pages;
mod rubrics;
#[cfg(test)]
mod tests;
mod view;
mod work;

pub use api::{
    __path_review_answer, __path_review_complete, __path_review_declare, __path_review_draw, __path_review_level_up,
    __path_review_list, __path_review_mark, __path_review_show, review_answer, review_complete, review_declare,
    review_draw, review_level_up, review_list, review_mark, review_show,
};
pub use rubrics::{
    __path_market_rubric, __path_rubric_freeze, __path_rubric_list, __path_rubric_write, market_rubric, rubric_freeze,
    rubric_list, rubric_write,
};

pub(super) use view::waiting;

use crate::accounts::gate::{Access, RouteTable};
use crate::accounts::permissions::Act;

/// Declares the routes of this subject.
pub fn routes(table: &mut RouteTable) {
    table
        .get("/reviews", Access::May(Act::ReadReview), pages::list)
        .get("/reviews/{number}", Access::May(Act::ReadReview), pages::show)
        .post("/reviews/{number}/seats", Access::May(Act::DrawExperts), pages::draw)
        .post("/reviews/{number}/declaration", Access::May(Act::GiveMarks), pages::declare)
        .post("/reviews/{number}/marks", Access::May(Act::GiveMarks), pages::mark)
        .post("/reviews/{number}/answer", Access::May(Act::AnswerReview), pages::answer)
        .post("/reviews/{number}/completion", Access::May(Act::AcceptPackage), pages::complete)
        .post("/reviews/{number}/level-up", Access::May(Act::LevelReview), pages::level_up)
        .get("/rubrics", Access::May(Act::ListRubrics), rubrics::page)
        .post("/rubrics", Access::May(Act::WriteRubric), rubrics::write_page)
        .post("/rubrics/freeze", Access::May(Act::WriteRubric), rubrics::freeze_page)
        .get("/market/{number}/rubric", Access::Public, rubrics::public_page)
        .get("/api/v1/reviews", Access::May(Act::ReadReview), review_list)
        .get("/api/v1/reviews/{number}", Access::May(Act::ReadReview), review_show)
        .post("/api/v1/reviews/{number}/seats", Access::May(Act::DrawExperts), review_draw)
        .post("/api/v1/reviews/{number}/declaration", Access::May(Act::GiveMarks), review_declare)
        .put("/api/v1/reviews/{number}/marks", Access::May(Act::GiveMarks), review_mark)
        .put("/api/v1/reviews/{number}/answer", Access::May(Act::AnswerReview), review_answer)
        .post("/api/v1/reviews/{number}/completion", Access::May(Act::AcceptPackage), review_complete)
        .post("/api/v1/reviews/{number}/level-up", Access::May(Act::LevelReview), review_level_up)
        .get("/api/v1/rubrics", Access::May(Act::ListRubrics), rubric_list)
        .post("/api/v1/rubrics", Access::May(Act::WriteRubric), rubric_write)
        .put("/api/v1/commissions/{number}/rubric", Access::May(Act::WriteRubric), rubric_freeze)
        .get("/api/v1/market/{number}/rubric", Access::Public, market_rubric);
}
