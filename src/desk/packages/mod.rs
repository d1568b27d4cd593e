//! Files of evaluation packages, to download.

use super::commissions::reach::Sight;
use crate::accounts::Actor;
use crate::accounts::gate::{Access, RouteTable};
use crate::accounts::permissions::Act;
use crate::commissions::service as commissions;
use crate::desk::blocking::blocking;
use crate::packages::model::PackageFile;
use crate::packages::service as packages;
use crate::platform::db::Db;
use crate::platform::failure::{Failure, Outcome};
use crate::platform::files::FileStore;
use crate::platform::problem::Problem;
use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_TYPE, ETAG, X_CONTENT_TYPE_OPTIONS};
use actix_web::{HttpResponse, web};

/// Declares the routes of this subject.
pub fn routes(table: &mut RouteTable) {
    table.get("/packages/{id}/files/{path:.*}", Access::May(Act::DownloadPackageFile), package_file).get(
        "/api/v1/packages/{id}/files/{path:.*}",
        Access::May(Act::DownloadPackageFile),
        package_file,
    );
}

/// Largest file that is handed out in one answer; it is checked whole before its first byte leaves.
const LIMIT: u64 = 256 * 1024 * 1024;

/// A file of a package, checked against its digest. It is always an attachment and never shown in
/// the browser: what institutions upload is not ours.
#[utoipa::path(get, path = "/api/v1/packages/{id}/files/{path}", tag = "packages",
    params(("id" = String, Path, description = "Identifier of the package version"),
        ("path" = String, Path, description = "Path of the file inside the package")),
    responses((status = 200, description = "The file", content_type = "application/octet-stream"),
        (status = 404, body = Problem), (status = 413, body = Problem)))]
pub async fn package_file(
    db: web::Data<Db>,
    files: web::Data<dyn FileStore>,
    actor: Actor,
    place: web::Path<(String, String)>,
) -> Outcome<HttpResponse> {
    let (id, path) = place.into_inner();
    let (file, bytes) = blocking(move || {
        let file = db.read(|conn| found(conn, &actor, &id, &path))?;
        let bytes = packages::content(files.as_ref(), &file, LIMIT)?;
        Ok((file, bytes))
    })
    .await?;
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, file.media_type.as_str()))
        .insert_header((CONTENT_DISPOSITION, attachment(&file.path)))
        .insert_header((X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((CONTENT_LENGTH, bytes.len()))
        .insert_header((ETAG, format!("\"{}\"", file.sha256)))
        .body(bytes))
}

/// The file, if its package may be downloaded by this person; otherwise it does not exist.
fn found(conn: &mut crate::platform::db::Conn, actor: &Actor, id: &str, path: &str) -> Outcome<PackageFile> {
    let sight = Sight::of(actor, Act::DownloadPackageFile)?;
    let missing = || Failure::not_found("文件", "file");
    let package = packages::find(conn, id)?.ok_or_else(missing)?;
    let commission = commissions::by_id(conn, &package.commission_id)?;
    if !sight.covers_work(conn, &commission)? {
        return Err(missing());
    }
    packages::file(&package, path).cloned()
}

/// The address of a file of a package.
pub fn file_address(package_id: &str, path: &str) -> String {
    format!("/packages/{package_id}/files/{}", encoded(path, b"-._~/"))
}

/// `Content-Disposition` by RFC 6266: a plain name for old readers and the real one in UTF-8.
pub fn attachment(path: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or(path);
    let plain: String =
        name.chars().map(|c| if c.is_ascii_alphanumeric() || "-._ ".contains(c) { c } else { '_' }).collect();
    format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{}", encoded(name, b"-._~"))
}

/// Percent encoding of everything but letters, digits and `kept`.
fn encoded(text: &str, kept: &[u8]) -> String {
    let byte = |b: u8| match b {
        b if b.is_ascii_alphanumeric() || kept.contains(&b) => char::from(b).to_string(),
        b => format!("%{b:02X}"),
    };
    text.bytes().map(byte).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_travel_whole_and_break_no_header() {
        let cases = [
            ("工作底稿/底稿 1.txt", "attachment; filename=\"__ 1.txt\"; filename*=UTF-8''%E5%BA%95%E7%A8%BF%201.txt"),
            ("a\"b\r\nX: y.txt", "attachment; filename=\"a_b__X_ y.txt\"; filename*=UTF-8''a%22b%0D%0AX%3A%20y.txt"),
        ];
        for (path, header) in cases {
            assert_eq!(attachment(path), header);
        }
        assert_eq!(file_address("p1", "a/b c.txt"), "/packages/p1/files/a/b%20c.txt");
    }

    #[actix_web::test]
    async fn every_file_arrives_as_it_was_handed_in_and_only_where_it_may() {
        let desk = crate::desk::fixture::desk();
        let path = format!("/api/v1/commissions/{}/packages", desk.parts.commission.number);
        let package = desk.get("finance_handler", &path).await.json()["packages"][0].clone();
        for file in package["files"].as_array().unwrap() {
            let href = file["href"].as_str().unwrap();
            for (login, status) in [
                ("finance_handler", 200),
                ("review_expert", 200),
                ("institution_admin", 200),
                ("other_institution", 404),
                ("stranger", 404),
                ("budget_unit", 403),
            ] {
                let answer = desk.get(login, href).await;
                assert_eq!(answer.status, status, "{login} {href}");
                if status == 200 {
                    assert_eq!(crate::terms::Sha256Hex::of(&answer.body).as_str(), file["sha256"].as_str().unwrap());
                    assert!(answer.header("content-disposition").starts_with("attachment;"));
                    assert_eq!(answer.header("x-content-type-options"), "nosniff");
                }
            }
        }
        let id = package["id"].as_str().unwrap();
        for place in ["none.txt", "../../master.key", "%2e%2e/%2e%2e/master.key", ""] {
            assert_eq!(
                desk.get("finance_handler", &format!("/packages/{id}/files/{place}")).await.status,
                404,
                "{place}"
            );
        }
    }
}
