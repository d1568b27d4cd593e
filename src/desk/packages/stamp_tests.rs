//! Time stamps of the year's packages, fetched from an authority made from the `openssl` command and checked by
//! it in the archive.

use crate::desk::fixture::desk;
use crate::packages::archival::stamp::tests::{answered, authority, openssl};
use crate::packages::archival::worker::{Round, Stamping};
use crate::platform::clock::Clock;
use crate::terms::Instant;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::PathBuf;

/// Answers each request in turn; returns the address.
fn served(folder: PathBuf) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let (mut request, mut piece) = (Vec::new(), [0u8; 4096]);
            let body = loop {
                let n = stream.read(&mut piece).unwrap();
                request.extend_from_slice(&piece[..n]);
                let Some(end) = request.windows(4).position(|w| w == b"\r\n\r\n") else { continue };
                let head = String::from_utf8_lossy(&request[..end]).to_lowercase();
                assert!(head.contains("content-type: application/timestamp-query"), "{head}");
                let length =
                    head.lines().find_map(|l| l.strip_prefix("content-length: ")).unwrap().parse::<usize>().unwrap();
                if request.len() >= end + 4 + length {
                    break request[end + 4..].to_vec();
                }
            };
            let answer = answered(&folder, &body);
            let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n", answer.len());
            stream.write_all(&[head.as_bytes(), &answer].concat()).unwrap();
        }
    });
    format!("http://{address}/tsa")
}

#[actix_web::test]
async fn accepted_versions_are_stamped_once_an_authority_answers() {
    let Some(folder) = authority(&["-newkey", "rsa:2048"]) else { return };
    let desk = desk();
    let later = |hours| Clock::from_fn(move || Instant::from_utc(chrono::Utc::now() + chrono::Duration::hours(hours)));
    let stamping = |hours, url: String| Stamping::new(desk.services.db.clone(), later(hours), url).unwrap();
    // Nobody answers: nothing is lost, and it is not asked again at once.
    let away = stamping(0, "http://127.0.0.1:9".into());
    assert_eq!(away.all().await.unwrap(), Round { stamped: 0, failed: 23 });
    assert_eq!(away.all().await.unwrap(), Round::default());

    let url = served(folder.path().to_owned());
    assert_eq!(stamping(1, url.clone()).all().await.unwrap(), Round { stamped: 23, failed: 0 });
    assert_eq!(stamping(48, url).all().await.unwrap(), Round::default());

    let path = format!("/api/v1/commissions/{}/packages", desk.parts.commission.number);
    let package = desk.get("finance_handler", &path).await.json()["packages"][0].clone();
    let id = package["id"].as_str().unwrap();
    let found = desk.get("finance_handler", &format!("/api/v1/packages/{id}/assessment")).await.json();
    let item = found["items"].as_array().unwrap().iter().find(|i| i["code"] == "time_stamp").unwrap();
    assert_eq!(item["result"], "verified", "{item}");

    let bag = desk.get("finance_handler", &format!("/packages/{id}/bag.zip")).await.body;
    let mut bag = zip::ZipArchive::new(std::io::Cursor::new(bag)).unwrap();
    for name in ["manifest-sha256.txt", "timestamp.tsr"] {
        let index =
            (0..bag.len()).find(|i| bag.by_index(*i).unwrap().name().unwrap().ends_with(&format!("/{name}"))).unwrap();
        let mut content = Vec::new();
        bag.by_index(index).unwrap().read_to_end(&mut content).unwrap();
        std::fs::write(folder.path().join(name), content).unwrap();
    }
    let verify = ["ts", "-verify", "-data", "manifest-sha256.txt", "-in", "timestamp.tsr", "-CAfile", "cert.pem"];
    assert!(openssl(folder.path(), &verify));
    std::fs::write(folder.path().join("manifest-sha256.txt"), "another").unwrap();
    assert!(!openssl(folder.path(), &verify));
}
