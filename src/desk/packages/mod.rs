//! Files of evaluation packages, to download, and their archival check.

mod assessment;
mod reuse;
#[cfg(test)]
mod stamp_tests;

pub use assessment::{__path_package_assessment, package_assessment};
pub use reuse::{__path_package_reuse, package_reuse};

use super::commissions::reach::Sight;
use crate::accounts::Actor;
use crate::accounts::gate::{Access, RouteTable};
use crate::accounts::permissions::Act;
use crate::commissions::{Commission, service as commissions};
use crate::desk::blocking::blocking;
use crate::desk::stream::stream;
use crate::packages::archival::service as archival;
use crate::packages::model::Package;
use crate::packages::{archive, service as packages};
use crate::platform::db::{Conn, Db};
use crate::platform::failure::{Failure, Outcome};
use crate::platform::files::FileStore;
use crate::platform::problem::Problem;
use crate::policy::Packs;
use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE, ETAG, X_CONTENT_TYPE_OPTIONS};
use actix_web::{HttpResponse, HttpResponseBuilder, web};

/// Declares the routes of this subject.
pub fn routes(table: &mut RouteTable) {
    let may = Access::May(Act::DownloadPackageFile);
    table.get("/packages/{id}/bag.zip", may, package_bag).get("/api/v1/packages/{id}/bag.zip", may, package_bag);
    table.get("/packages/{id}/reuse", may, reuse::page).get("/api/v1/packages/{id}/reuse", may, package_reuse);
    table.get("/packages/{id}/assessment", may, assessment::page);
    table.get("/api/v1/packages/{id}/assessment", may, package_assessment);
    table.get("/packages/{id}/files/{path:.*}", Access::May(Act::DownloadPackageFile), package_file).get(
        "/api/v1/packages/{id}/files/{path:.*}",
        Access::May(Act::DownloadPackageFile),
        package_file,
    );
}

/// Up to this size a file is checked whole before its first byte leaves; a larger one is checked in
/// passing, and its last piece is held back until the digest holds.
const CHECKED_FIRST: u64 = 8 << 20;

/// A file of a package, checked against its digest. It is always an attachment and never shown in
/// the browser: what institutions upload is not ours.
#[utoipa::path(get, path = "/api/v1/packages/{id}/files/{path}", tag = "packages",
    params(("id" = String, Path, description = "Identifier of the package version"),
        ("path" = String, Path, description = "Path of the file inside the package")),
    responses((status = 200, description = "The file", content_type = "application/octet-stream"),
        (status = 404, body = Problem)))]
pub async fn package_file(
    db: web::Data<Db>,
    files: web::Data<dyn FileStore>,
    actor: Actor,
    place: web::Path<(String, String)>,
) -> Outcome<HttpResponse> {
    let (id, path) = place.into_inner();
    let store = files.clone();
    let (file, small) = blocking(move || {
        let (_, package) = db.read(|conn| reached(conn, &actor, &id, "文件", "file"))?;
        let file = packages::file(&package, &path)?.clone();
        let is_small = file.bytes <= CHECKED_FIRST;
        let small = is_small.then(|| packages::content(store.as_ref(), &file, CHECKED_FIRST)).transpose()?;
        Ok((file, small))
    })
    .await?;
    let mut answer = download(&file.media_type, &file.path);
    answer.insert_header((ETAG, format!("\"{}\"", file.sha256))).no_chunking(file.bytes);
    Ok(match small {
        Some(bytes) => answer.body(bytes),
        None => answer.streaming(stream(move |out| files.get(&file.sha256, out).map(drop))),
    })
}

/// A submitted version as a bag (RFC 8493) in a zip, which any BagIt tool can verify.
#[utoipa::path(get, path = "/api/v1/packages/{id}/bag.zip", tag = "packages",
    params(("id" = String, Path, description = "Identifier of the package version")),
    responses((status = 200, description = "The bag", content_type = "application/zip"), (status = 404, body = Problem)))]
pub async fn package_bag(
    db: web::Data<Db>,
    files: web::Data<dyn FileStore>,
    packs: web::Data<Packs>,
    actor: Actor,
    id: web::Path<String>,
) -> Outcome<HttpResponse> {
    let gather = move |conn: &mut Conn| {
        let (commission, package) = reached(conn, &actor, &id, "资料包", "package")?;
        archival::dossier(conn, &packs, commission, package)
    };
    let dossier = blocking(move || db.read(gather)).await?;
    let name = format!("{}.zip", archive::name(&dossier.commission, &dossier.package));
    let bag = stream(move |out| archive::write(files.as_ref(), &dossier, out));
    Ok(download("application/zip", &name).streaming(bag))
}

/// What every download says of itself.
fn download(media_type: &str, path: &str) -> HttpResponseBuilder {
    let mut answer = HttpResponse::Ok();
    answer
        .insert_header((CONTENT_TYPE, media_type))
        .insert_header((CONTENT_DISPOSITION, attachment(path)))
        .insert_header((X_CONTENT_TYPE_OPTIONS, "nosniff"));
    answer
}

/// The package, if it may be downloaded by this person; otherwise what was asked for does not exist.
fn reached(conn: &mut Conn, actor: &Actor, id: &str, zh: &str, en: &str) -> Outcome<(Commission, Package)> {
    let sight = Sight::of(actor, Act::DownloadPackageFile)?;
    let missing = || Failure::not_found(zh, en);
    let package = packages::find(conn, id)?.ok_or_else(missing)?;
    let commission = commissions::by_id(conn, &package.commission_id)?;
    if !sight.covers_work(conn, &commission)? {
        return Err(missing());
    }
    Ok((commission, package))
}

/// The address of the passages that a package shares with others.
pub fn reuse_address(package_id: &str) -> String {
    format!("/packages/{package_id}/reuse")
}

/// The address of the archival check of a package.
pub fn assessment_address(package_id: &str) -> String {
    format!("/packages/{package_id}/assessment")
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

    /// What README.txt in the archive tells a stranger to do.
    fn check_without_the_product(bag: &std::path::Path) {
        let folder = tempfile::tempdir().unwrap();
        zip::ZipArchive::new(std::fs::File::open(bag).unwrap()).unwrap().extract(folder.path()).unwrap();
        let base = std::fs::read_dir(folder.path()).unwrap().next().unwrap().unwrap().path();
        let readme = std::fs::read_to_string(base.join("README.txt")).unwrap();
        let commands: Vec<&str> = readme.lines().filter_map(|line| line.trim().strip_prefix("sha256sum -c ")).collect();
        assert_eq!(commands.len(), 3, "{readme}");
        let holds = |list: &str| {
            let run = std::process::Command::new("sha256sum").args(["--quiet", "-c", list]).current_dir(&base).output();
            run.unwrap().status.success()
        };
        for line in commands {
            let list = line.split_whitespace().next().unwrap();
            assert!(holds(list), "{list}");
            let first = std::fs::read_to_string(base.join(list)).unwrap();
            let named = base.join(first.lines().next().unwrap().split_once("  ").unwrap().1);
            let sound = std::fs::read(&named).unwrap();
            std::fs::write(&named, [sound.as_slice(), b"x"].concat()).unwrap();
            assert!(!holds(list), "{list} must notice that {} was changed", named.display());
            std::fs::write(&named, sound).unwrap();
        }
    }

    #[actix_web::test]
    async fn the_archival_check_is_shown_to_those_who_may_download() {
        let desk = crate::desk::fixture::desk();
        let path = format!("/api/v1/commissions/{}/packages", desk.parts.commission.number);
        let package = desk.get("finance_handler", &path).await.json()["packages"][0].clone();
        let id = package["id"].as_str().unwrap();
        assert_eq!(package["assessment"], assessment_address(id));
        let found = desk.get("finance_handler", &format!("/api/v1{}", assessment_address(id))).await.json();
        let result = |code: &str| {
            found["items"].as_array().unwrap().iter().find(|i| i["code"] == code).unwrap()["result"].clone()
        };
        assert_eq!((&found["passed"], &found["retention"]["years"]), (&true.into(), &15.into()), "{found}");
        assert_eq!(
            (result("fixity"), result("ledger"), result("virus")),
            ("verified".into(), "verified".into(), "not_checked".into())
        );
        let page = desk.get("supervisor", &assessment_address(id)).await;
        assert!(
            page.status == 200 && page.text().contains("四性检测") && page.text().contains("重算一致"),
            "{}",
            page.text()
        );
        for (login, status) in [("stranger", 404), ("other_institution", 404), ("budget_unit", 403)] {
            assert_eq!(desk.get(login, &assessment_address(id)).await.status, status, "{login}");
        }
    }

    #[actix_web::test]
    async fn shared_passages_stand_side_by_side_and_only_of_what_may_be_seen() {
        let desk = crate::desk::fixture::desk();
        let path = format!("/api/v1/commissions/{}/packages", desk.parts.commission.number);
        let package = desk.get("finance_handler", &path).await.json()["packages"][0].clone();
        let address = reuse_address(package["id"].as_str().unwrap());
        let found = desk.get("finance_handler", &format!("/api/v1{address}")).await.json();
        assert_eq!((&found["compared"], found["shared"].as_array().unwrap().len()), (&23.into(), 5), "{found}");
        for shared in found["shared"].as_array().unwrap() {
            assert_ne!(shared["commission"], desk.parts.commission.number);
            let passage = &shared["passages"][0];
            assert!(passage["length"].as_u64().unwrap() >= 23 && passage["text"] != "", "{shared}");
        }
        let page = desk.get("supervisor", &address).await;
        let percent = format!("<strong>{}%</strong>", found["shared"][0]["percent"].as_str().unwrap());
        assert!(page.status == 200 && page.text().contains("雷同文字"), "{}", page.text());
        assert!(page.text().contains(&percent), "{percent}: {}", page.text());
        // An institution never reads another one's report here.
        let own = desk.get("institution_admin", &format!("/api/v1{address}")).await.json();
        let institution = desk.parts.commission.institution_name.clone().unwrap();
        assert!(own["shared"].as_array().unwrap().iter().all(|s| s["institution"] == institution), "{own}");
        assert_eq!(desk.get("other_institution", &address).await.status, 404);
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
        let bag = desk.get("finance_handler", &format!("/packages/{id}/bag.zip")).await;
        assert_eq!((bag.status, &bag.body[..4]), (200, b"PK\x03\x04".as_slice()));
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("bag.zip");
        std::fs::write(&path, &bag.body).unwrap();
        let report = crate::packages::bag::validate(&path).unwrap();
        assert!(report.valid && report.payload.files == 7, "{:?}", report.errors);
        assert_eq!(desk.get("stranger", &format!("/api/v1/packages/{id}/bag.zip")).await.status, 404);
        check_without_the_product(&path);
        for place in ["none.txt", "../../master.key", "%2e%2e/%2e%2e/master.key", ""] {
            assert_eq!(
                desk.get("finance_handler", &format!("/packages/{id}/files/{place}")).await.status,
                404,
                "{place}"
            );
        }
    }
}
