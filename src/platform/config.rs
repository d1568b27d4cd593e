//! The settings: a file, the environment and flags, in that order of growing weight, checked at
//! start. Unknown names are refused, secrets print as `***`.

use super::db::DatabaseUrl;
use super::files::StoreSetting;
use super::scanner::Scanner;
use ipnet::IpNet;
use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// One setting: its key in the file, what it is for, its default. The environment name is
/// `HENGPING_` and the key in capitals.
pub struct Setting {
    pub key: &'static str,
    pub doc: &'static str,
    pub default: &'static str,
    pub secret: bool,
}

const fn setting(key: &'static str, default: &'static str, doc: &'static str) -> Setting {
    Setting { key, doc, default, secret: false }
}

const fn secret(key: &'static str, doc: &'static str) -> Setting {
    Setting { key, doc, default: "", secret: true }
}

/// Every setting there is, in the order in which the documentation lists them.
pub const SETTINGS: [Setting; 30] = [
    setting("data_dir", "hengping-data", "folder for the embedded database, stored files and generated keys"),
    setting("listen", "127.0.0.1:8080", "address and port to serve on"),
    secret("database_url", "postgres://USER:PASSWORD@HOST/NAME or sqlite:FILE; empty means a SQLite file in data_dir"),
    setting("database_pool", "8", "connections to the database, 1 to 64"),
    setting("policy_dir", "", "folder with policy packs that replace or join the embedded ones"),
    setting("public_url", "", "address that people type; https:// makes cookies Secure and sends HSTS"),
    setting("trusted_proxies", "", "addresses of proxies whose X-Forwarded-For is believed, parted by commas"),
    secret("master_key", "64 hexadecimal characters; empty means a key generated once in data_dir"),
    setting("log", "info", "log filter, for example info or hengping=debug"),
    setting("log_format", "text", "text or json"),
    setting("argon2_memory_kib", "19456", "memory of one password hash, in KiB, at least 8"),
    setting("upload_file_gib", "64", "largest file that may be uploaded, in GiB"),
    setting("upload_draft_gib", "256", "largest package before it is submitted, in GiB"),
    setting("upload_hours", "72", "hours that an unfinished upload waits for its next byte"),
    setting("clamav", "", "virus scanner for uploads: path of clamd's socket, or host:port; empty means none"),
    setting("tsa_url", "", "time stamping authority (RFC 3161) for accepted packages; empty means none"),
    setting("storage", "local", "local or s3"),
    setting("s3_endpoint", "", "for example https://s3.example.cn; with storage = s3"),
    setting("s3_region", "us-east-1", "region name that the S3 service expects"),
    setting("s3_bucket", "", "bucket that holds the packages"),
    setting("s3_access_key", "", "access key of the S3 service"),
    secret("s3_secret_key", "secret key of the S3 service"),
    setting("s3_path_style", "true", "true for endpoint/bucket/key, false for bucket.endpoint/key"),
    setting("search", "embedded", "embedded or meilisearch"),
    setting("meili_url", "", "for example http://127.0.0.1:7700; with search = meilisearch"),
    secret("meili_key", "API key of the Meilisearch server"),
    setting("feed_networks", "", "inner networks that the feed may be sent to, such as 10.1.0.0/16, parted by commas"),
    setting("feed_retry", FEED_RETRY, "pauses before each next attempt of a delivery, in seconds, parted by commas"),
    setting("feed_timeout", "15", "seconds that a receiver of the feed may take to answer, 1 to 60"),
    setting("feed_concurrency", "16", "deliveries under way to one receiver, 1 to 64"),
];

/// After the example of Standard Webhooks; the last pause is repeated.
const FEED_RETRY: &str = "5,30,300,1800,7200,18000,36000,50400,72000,86400";

const PREFIX: &str = "HENGPING_";

/// The settings after checking.
#[derive(Clone)]
pub struct Config {
    pub data_dir: PathBuf,
    pub listen: SocketAddr,
    pub database: DatabaseUrl,
    pub database_pool: u32,
    pub policy_dir: Option<PathBuf>,
    pub public_url: Option<String>,
    pub trusted_proxies: Vec<IpAddr>,
    pub master_key: Option<[u8; 32]>,
    pub log: String,
    pub log_json: bool,
    pub argon2_memory_kib: u32,
    pub upload_file_gib: u32,
    pub upload_draft_gib: u32,
    pub upload_hours: u32,
    /// Virus scanner for uploads.
    pub clamav: Option<Scanner>,
    /// Time stamping authority.
    pub tsa_url: Option<String>,
    pub store: StoreSetting,
    pub search: SearchSetting,
    pub feed: FeedSetting,
}

/// Which engine searches.
#[derive(Clone)]
pub enum SearchSetting {
    Embedded,
    Meilisearch { url: String, key: Option<String> },
}

/// How the feed is sent.
#[derive(Clone, Debug)]
pub struct FeedSetting {
    pub networks: Vec<IpNet>,
    /// In seconds; never empty.
    pub retry: Vec<u32>,
    pub timeout: Duration,
    pub concurrency: usize,
}

/// A setting that cannot be used; names the key, where it came from and what is accepted.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("setting `{key}` ({origin}): {fault}")]
pub struct ConfigFault {
    pub key: String,
    pub origin: String,
    pub fault: String,
}

/// Raw values with the place each came from.
#[derive(Default)]
pub struct Layers(BTreeMap<String, (String, String)>);

impl Layers {
    /// A TOML file of `key = value` lines.
    pub fn file(&mut self, path: &Path) -> Result<(), ConfigFault> {
        let origin = path.display().to_string();
        let fault = |key: &str, fault: String| ConfigFault { key: key.into(), origin: origin.clone(), fault };
        let text = std::fs::read_to_string(path).map_err(|e| fault("config", e.to_string()))?;
        let table: toml::Table = text.parse().map_err(|e: toml::de::Error| fault("config", e.to_string()))?;
        for (key, value) in table {
            let text = match value {
                toml::Value::String(s) => s,
                toml::Value::Integer(i) => i.to_string(),
                toml::Value::Boolean(b) => b.to_string(),
                other => return Err(fault(&key, format!("a text, number or true/false is expected, not {other}"))),
            };
            self.put(&key, text, &origin)?;
        }
        Ok(())
    }

    /// `HENGPING_…` variables; one that is no setting is refused, so that a typing error shows.
    pub fn environment(&mut self, variables: impl Iterator<Item = (String, String)>) -> Result<(), ConfigFault> {
        for (name, value) in variables {
            let Some(key) = name.strip_prefix(PREFIX) else { continue };
            // Names for the test gate are not settings of the product.
            if key.starts_with("TEST_") || key == "CONFIG" {
                continue;
            }
            self.put(&key.to_lowercase(), value, &format!("environment variable {name}"))?;
        }
        Ok(())
    }

    /// A flag of the command line.
    pub fn flag(&mut self, key: &str, value: Option<String>) -> Result<(), ConfigFault> {
        match value {
            Some(value) => self.put(key, value, &format!("flag --{}", key.replace('_', "-"))),
            None => Ok(()),
        }
    }

    fn put(&mut self, key: &str, value: String, origin: &str) -> Result<(), ConfigFault> {
        if SETTINGS.iter().all(|s| s.key != key) {
            let known: Vec<&str> = SETTINGS.iter().map(|s| s.key).collect();
            let fault = format!("no such setting; there are {}", known.join(", "));
            return Err(ConfigFault { key: key.into(), origin: origin.into(), fault });
        }
        self.0.insert(key.into(), (value, origin.into()));
        Ok(())
    }

    fn text(&self, key: &str) -> String {
        let default = SETTINGS.iter().find(|s| s.key == key).map_or("", |s| s.default);
        self.0.get(key).map_or(default, |(value, _)| value.as_str()).to_owned()
    }

    fn optional(&self, key: &str) -> Option<String> {
        Some(self.text(key)).filter(|v| !v.is_empty())
    }

    fn fault(&self, key: &str, fault: impl Into<String>) -> ConfigFault {
        let origin = self.0.get(key).map_or("default", |(_, origin)| origin.as_str());
        ConfigFault { key: key.into(), origin: origin.into(), fault: fault.into() }
    }

    fn parsed<T: std::str::FromStr>(&self, key: &str, expected: &str) -> Result<T, ConfigFault> {
        let text = self.text(key);
        text.parse().map_err(|_| self.fault(key, format!("{text:?} is not {expected}")))
    }

    fn number(&self, key: &str, range: std::ops::RangeInclusive<u32>) -> Result<u32, ConfigFault> {
        let expected = format!("a whole number from {} to {}", range.start(), range.end());
        let number: u32 = self.parsed(key, &expected)?;
        if range.contains(&number) { Ok(number) } else { Err(self.fault(key, format!("{number} is not {expected}"))) }
    }
}

impl Config {
    /// Checks all layers together.
    pub fn from_layers(layers: &Layers) -> Result<Config, ConfigFault> {
        let data_dir = PathBuf::from(layers.text("data_dir"));
        let database = match layers.optional("database_url") {
            Some(url) => DatabaseUrl::parse(&url).map_err(|e| layers.fault("database_url", e))?,
            None => DatabaseUrl::sqlite_in(&data_dir),
        };
        Ok(Config {
            listen: layers.parsed("listen", "an address with a port such as 127.0.0.1:8080")?,
            database,
            database_pool: layers.number("database_pool", 1..=64)?,
            policy_dir: layers.optional("policy_dir").map(PathBuf::from),
            public_url: http_url(layers, "public_url")?,
            trusted_proxies: trusted_proxies(layers)?,
            master_key: master_key(layers)?,
            log: layers.text("log"),
            log_json: one_of(layers, "log_format", "text", "json")?,
            argon2_memory_kib: layers.number("argon2_memory_kib", 8..=1_048_576)?,
            upload_file_gib: layers.number("upload_file_gib", 1..=4096)?,
            upload_draft_gib: layers.number("upload_draft_gib", 1..=65_536)?,
            upload_hours: layers.number("upload_hours", 1..=8_760)?,
            clamav: Scanner::parse(&layers.text("clamav")).map_err(|why| layers.fault("clamav", why))?,
            tsa_url: http_url(layers, "tsa_url")?,
            store: store(layers, &data_dir)?,
            search: search(layers)?,
            feed: feed(layers)?,
            data_dir,
        })
    }

    /// True where people reach the service over HTTPS.
    pub fn is_secure(&self) -> bool {
        self.public_url.as_deref().is_some_and(|url| url.starts_with("https://"))
    }
}

fn http_url(layers: &Layers, key: &str) -> Result<Option<String>, ConfigFault> {
    let url = layers.optional(key);
    match &url {
        Some(u) if !u.starts_with("https://") && !u.starts_with("http://") => {
            Err(layers.fault(key, format!("{u:?} begins neither with https:// nor http://")))
        }
        _ => Ok(url),
    }
}

fn trusted_proxies(layers: &Layers) -> Result<Vec<IpAddr>, ConfigFault> {
    let text = layers.text("trusted_proxies");
    let named = text.split(',').map(str::trim).filter(|part| !part.is_empty());
    named
        .map(|part| part.parse().map_err(|_| layers.fault("trusted_proxies", format!("{part:?} is no IP address"))))
        .collect()
}

fn master_key(layers: &Layers) -> Result<Option<[u8; 32]>, ConfigFault> {
    let Some(text) = layers.optional("master_key") else { return Ok(None) };
    let mut key = [0u8; 32];
    hex::decode_to_slice(&text, &mut key)
        .map_err(|_| layers.fault("master_key", "64 hexadecimal characters are expected"))?;
    Ok(Some(key))
}

/// True for the second of two allowed words.
fn one_of(layers: &Layers, key: &str, first: &str, second: &str) -> Result<bool, ConfigFault> {
    let text = layers.text(key);
    if text == first {
        Ok(false)
    } else if text == second {
        Ok(true)
    } else {
        Err(layers.fault(key, format!("{text:?} is neither {first} nor {second}")))
    }
}

fn store(layers: &Layers, data_dir: &Path) -> Result<StoreSetting, ConfigFault> {
    if !one_of(layers, "storage", "local", "s3")? {
        return Ok(StoreSetting::Local(data_dir.join("objects")));
    }
    let needed = |key: &str| layers.optional(key).ok_or_else(|| layers.fault(key, "is needed with storage = s3"));
    Ok(StoreSetting::S3 {
        endpoint: needed("s3_endpoint")?,
        region: layers.text("s3_region"),
        bucket: needed("s3_bucket")?,
        access_key: needed("s3_access_key")?,
        secret_key: needed("s3_secret_key")?,
        path_style: one_of(layers, "s3_path_style", "false", "true")?,
    })
}

fn search(layers: &Layers) -> Result<SearchSetting, ConfigFault> {
    if !one_of(layers, "search", "embedded", "meilisearch")? {
        return Ok(SearchSetting::Embedded);
    }
    let url = layers.optional("meili_url");
    let url = url.ok_or_else(|| layers.fault("meili_url", "is needed with search = meilisearch"))?;
    Ok(SearchSetting::Meilisearch { url, key: layers.optional("meili_key") })
}

fn feed(layers: &Layers) -> Result<FeedSetting, ConfigFault> {
    let (networks, retry) = (layers.text("feed_networks"), layers.text("feed_retry"));
    let network = |part: &str| {
        let read = part.parse::<IpNet>().or_else(|_| part.parse::<IpAddr>().map(IpNet::from));
        read.map_err(|_| layers.fault("feed_networks", format!("{part:?} is no network such as 10.1.0.0/16")))
    };
    let pause = |part: &str| {
        let read = part.trim().parse::<u32>().ok().filter(|s| (1..=86_400).contains(s));
        read.ok_or_else(|| layers.fault("feed_retry", format!("{part:?} is no number of seconds from 1 to 86400")))
    };
    Ok(FeedSetting {
        networks: networks
            .split(',')
            .map(str::trim)
            .filter(|p| !p.is_empty())
            .map(network)
            .collect::<Result<_, _>>()?,
        retry: retry.split(',').map(pause).collect::<Result<_, _>>()?,
        timeout: Duration::from_secs(layers.number("feed_timeout", 1..=60)?.into()),
        concurrency: layers.number("feed_concurrency", 1..=64)?.try_into().unwrap_or(1),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(pairs: &[(&str, &str)]) -> Result<Config, ConfigFault> {
        let mut layers = Layers::default();
        layers.environment(pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())))?;
        Config::from_layers(&layers)
    }

    #[test]
    fn defaults_hold() {
        let config = with(&[("PATH", "ignored")]).unwrap();
        assert_eq!(config.listen.port(), 8080);
        assert_eq!(config.database, DatabaseUrl::Sqlite("hengping-data/hengping.db".into()));
        assert!(!config.is_secure());
    }

    #[test]
    fn a_wrong_value_names_its_key_and_origin() {
        let cases = [
            ("HENGPING_LISTEN", "8080", "listen"),
            ("HENGPING_DATABASE_POOL", "0", "database_pool"),
            ("HENGPING_MASTER_KEY", "abc", "master_key"),
            ("HENGPING_STORAGE", "s3", "s3_endpoint"),
            ("HENGPING_LISTENN", "x", "listenn"),
            ("HENGPING_TRUSTED_PROXIES", "10.0.0.1, proxy", "trusted_proxies"),
            ("HENGPING_PUBLIC_URL", "ftp://x", "public_url"),
            ("HENGPING_CLAMAV", "nonsense", "clamav"),
            ("HENGPING_TSA_URL", "tsa.example.cn", "tsa_url"),
            ("HENGPING_FEED_NETWORKS", "10.0.0.0/8, 10.0.0.0/33", "feed_networks"),
            ("HENGPING_FEED_RETRY", "5,,6", "feed_retry"),
            ("HENGPING_FEED_RETRY", "0", "feed_retry"),
            ("HENGPING_FEED_TIMEOUT", "61", "feed_timeout"),
        ];
        for (name, value, key) in cases {
            let fault = with(&[(name, value)]).err().unwrap();
            assert_eq!(fault.key, key);
        }
    }

    #[test]
    fn flags_outweigh_the_environment_and_that_the_file() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("hengping.toml");
        std::fs::write(&path, "database_pool = 3\nlog = \"warn\"\n").unwrap();
        let mut layers = Layers::default();
        layers.file(&path).unwrap();
        layers.environment([("HENGPING_DATABASE_POOL".to_owned(), "4".to_owned())].into_iter()).unwrap();
        layers.flag("listen", Some("127.0.0.1:1".into())).unwrap();
        let config = Config::from_layers(&layers).unwrap();
        assert_eq!((config.database_pool, config.log.as_str(), config.listen.port()), (4, "warn", 1));
        std::fs::write(&path, "nonsense = 1\n").unwrap();
        assert!(Layers::default().file(&path).unwrap_err().fault.contains("no such setting"));
    }
}
