//! Time stamps against an authority made from the `openssl` command; without it, said and skipped.

use super::*;
use std::path::Path;
use std::process::Command;

const CONFIG: &str = "
[ req ]
distinguished_name = dn
x509_extensions = ext
prompt = no
[ dn ]
CN = Test TSA
[ ext ]
extendedKeyUsage = critical,timeStamping
[ tsa ]
default_tsa = here
[ here ]
serial = serial
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ess_cert_id_alg = sha256
";

pub fn openssl(folder: &Path, arguments: &[&str]) -> bool {
    Command::new("openssl").current_dir(folder).args(arguments).output().is_ok_and(|done| done.status.success())
}

/// A folder with an authority's key and certificate; `None` where there is no openssl.
pub fn authority(key: &[&str]) -> Option<tempfile::TempDir> {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("tsa.cnf"), CONFIG).unwrap();
    std::fs::write(folder.path().join("serial"), "01\n").unwrap();
    let make = ["req", "-x509", "-config", "tsa.cnf", "-nodes", "-days", "2", "-keyout", "key.pem", "-out", "cert.pem"];
    let is_there = openssl(folder.path(), &[&make[..], key].concat());
    if !is_there {
        eprintln!("skipped: the openssl command is not there");
    }
    is_there.then_some(folder)
}

pub fn answered(folder: &Path, request: &[u8]) -> Vec<u8> {
    std::fs::write(folder.join("q.tsq"), request).unwrap();
    let reply = [
        "ts",
        "-reply",
        "-config",
        "tsa.cnf",
        "-queryfile",
        "q.tsq",
        "-signer",
        "cert.pem",
        "-inkey",
        "key.pem",
        "-out",
        "r.tsr",
    ];
    assert!(openssl(folder, &reply));
    std::fs::read(folder.join("r.tsr")).unwrap()
}

#[test]
fn a_token_is_taken_only_for_its_content_its_request_and_its_signature() {
    let keys: [&[&str]; 2] = [&["-newkey", "rsa:2048"], &["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]];
    for key in keys {
        let Some(folder) = authority(key) else { return };
        let (data, nonce) = ("manifest", Nonce::of([0xff, 1, 2, 3, 4, 5, 6, 7]));
        let imprint = Sha256Hex::of(data.as_bytes());
        let response = answered(folder.path(), &request(&imprint, nonce).unwrap());
        let at = check(&response, &imprint, nonce).unwrap();
        assert!((chrono::Utc::now() - at.0).num_seconds().abs() < 120, "{at}");

        assert_eq!(check(&response, &Sha256Hex::of(b"other"), nonce), Err(StampFault::OtherImprint));
        assert_eq!(check(&response, &imprint, Nonce::of([1; 8])), Err(StampFault::OtherNonce));
        assert!(matches!(check(b"nonsense", &imprint, nonce), Err(StampFault::Malformed(_))));
        // The signature is the last value of the token.
        let mut forged = response.clone();
        *forged.last_mut().unwrap() ^= 1;
        assert!(check(&forged, &imprint, nonce).is_err());
        for cut in (0..response.len()).step_by(97) {
            assert!(check(&response[..cut], &imprint, nonce).is_err(), "cut at {cut}");
        }

        // A machine without this program comes to the same.
        std::fs::write(folder.path().join("data"), data).unwrap();
        let verify = ["ts", "-verify", "-data", "data", "-in", "r.tsr", "-CAfile", "cert.pem"];
        assert!(openssl(folder.path(), &verify));
    }
}

#[test]
fn a_refusal_is_told() {
    let Some(folder) = authority(&["-newkey", "rsa:2048"]) else { return };
    let nonce = Nonce::of([7; 8]);
    let imprint = Sha256Hex::of(b"x");
    let mut asked = request(&imprint, nonce).unwrap();
    // SHA-256 becomes an algorithm that the authority does not take.
    let oid = asked.windows(3).position(|w| w == [4, 2, 1]).unwrap();
    asked[oid + 2] = 4;
    let response = answered(folder.path(), &asked);
    assert!(matches!(check(&response, &imprint, nonce), Err(StampFault::Refused(2) | StampFault::Malformed(_))));
}
