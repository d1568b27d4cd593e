//! Uploading workbooks: the template, the check, the annotated copy, the taking in.

mod api;
mod pages;
pub(super) mod receive;
#[cfg(test)]
mod tests;
mod view;

pub use api::{
    __path_import_annotated, __path_import_cancel, __path_import_confirm, __path_import_list, __path_import_show,
    __path_import_template, __path_import_upload, import_annotated, import_cancel, import_confirm, import_list,
    import_show, import_template, import_upload,
};

use crate::accounts::gate::{Access, RouteTable};
use crate::accounts::permissions::Act;

/// Declares the routes of this subject.
pub fn routes(table: &mut RouteTable) {
    let may = Access::May(Act::RunImport);
    table
        .get("/imports", may, pages::list)
        .post("/imports", may, pages::upload)
        .get("/imports/template.xlsx", may, import_template)
        .get("/imports/{id}", may, pages::show)
        .post("/imports/{id}/confirm", may, pages::confirm)
        .post("/imports/{id}/cancel", may, pages::cancel)
        .get("/imports/{id}/annotated.xlsx", may, import_annotated)
        .get("/api/v1/imports", may, import_list)
        .post("/api/v1/imports", may, import_upload)
        .get("/api/v1/imports/template.xlsx", may, import_template)
        .get("/api/v1/imports/{id}", may, import_show)
        .post("/api/v1/imports/{id}/confirm", may, import_confirm)
        .post("/api/v1/imports/{id}/cancel", may, import_cancel)
        .get("/api/v1/imports/{id}/annotated.xlsx", may, import_annotated);
}
