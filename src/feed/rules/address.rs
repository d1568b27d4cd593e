//! Where the feed may be sent: the guard against a receiver's address that points into a network of
//! ours (server-side request forgery, OWASP ASVS 5 1.3.6).
//!
//! A name is judged by what it resolves to at the moment of sending, and the connection goes to the
//! very address that was judged, so that a name cannot change in between. Not here: resolving.

use ipnet::IpNet;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use url::{Host, Url};

/// Why an address is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AddressFault {
    #[error("不是网址 (not a web address: {0})")]
    Malformed(String),
    #[error(
        "须为 https://；http:// 只用于配置项 feed_networks 所列网络 (only https:// is sent to, and http:// inside those networks)"
    )]
    Scheme,
    #[error("地址不得带用户名、密码或 # 片段 (neither user name nor password nor fragment)")]
    Surplus,
    #[error(
        "{0} 属于内网或保留地址，未列入配置项 feed_networks (a private or reserved network that the setting does not name)"
    )]
    Private(IpAddr),
}

/// Networks of receivers that may lie inside, such as the bureau's own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Networks(pub Vec<IpNet>);

impl Networks {
    /// Whether a receiver at `address` may be sent to; without TLS only inside the named networks.
    pub fn permit(&self, address: IpAddr, tls: bool) -> Result<(), AddressFault> {
        let address = unwrapped(address);
        if self.0.iter().any(|network| network.contains(&address)) {
            return Ok(());
        }
        match (is_public(address), tls) {
            (true, true) => Ok(()),
            (true, false) => Err(AddressFault::Scheme),
            (false, _) => Err(AddressFault::Private(address)),
        }
    }

    /// Reads the address of a receiver. A host written as a number, in whichever of its spellings, is
    /// judged at once; a name when it is resolved.
    pub fn check(&self, text: &str) -> Result<Url, AddressFault> {
        let url = Url::parse(text).map_err(|e| AddressFault::Malformed(e.to_string()))?;
        if !matches!(url.scheme(), "https" | "http") {
            return Err(AddressFault::Scheme);
        }
        if !url.username().is_empty() || url.password().is_some() || url.fragment().is_some() {
            return Err(AddressFault::Surplus);
        }
        let tls = url.scheme() == "https";
        match url.host() {
            None => return Err(AddressFault::Malformed("no host".to_owned())),
            Some(Host::Ipv4(address)) => self.permit(address.into(), tls)?,
            Some(Host::Ipv6(address)) => self.permit(address.into(), tls)?,
            Some(Host::Domain(_)) if !tls && self.0.is_empty() => return Err(AddressFault::Scheme),
            Some(Host::Domain(_)) => {}
        }
        Ok(url)
    }
}

/// The IPv4 address inside the IPv6 forms that stand for one: mapped, compatible, 6to4, NAT64.
fn unwrapped(address: IpAddr) -> IpAddr {
    let IpAddr::V6(v6) = address else { return address };
    let embedded = match v6.segments() {
        [0, 0, 0, 0, 0, 0xffff | 0, high, low] if v6 != Ipv6Addr::LOCALHOST && !v6.is_unspecified() => (high, low),
        [0x2002, high, low, ..] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] => (high, low),
        _ => return address,
    };
    Ipv4Addr::from((u32::from(embedded.0) << 16) | u32::from(embedded.1)).into()
}

/// Addresses that the registries of special-purpose addresses (RFC 6890 and its successors) leave to
/// the public network.
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => is_public_v4(v4),
        // 2000::/3 is what is handed out; of it documentation and benchmarking are not reachable.
        IpAddr::V6(v6) => {
            let segments = v6.segments();
            segments[0] & 0xe000 == 0x2000
                && !matches!(segments, [0x2001, 0xdb8, ..] | [0x2001, 0..0x200, ..] | [0x3fff, 0..0x1000, ..])
        }
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let special = address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_broadcast()
        || address.is_documentation()
        || address.is_multicast();
    match address.octets() {
        _ if special => false,
        // This network, shared carrier space, protocol assignments, relay anycast, benchmarking, reserved.
        [0, ..] | [100, 64..128, ..] | [192, 0, 0, _] | [192, 88, 99, _] | [198, 18..20, ..] | [240..=255, ..] => false,
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_of_an_inner_address_is_refused() {
        let none = Networks::default();
        for host in [
            "127.0.0.1",
            "127.1",
            "2130706433",
            "0x7f000001",
            "0x7f.1",
            "017700000001",
            "0177.0.0.1",
            "127.0.0.1.",
            "127.0.0.01",
            "①②⑦.⓪.⓪.①",
            "127。0。0。1",
            "%31%32%37.0.0.1",
            "0",
            "0.0.0.0",
            "10.0.0.1",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "169.254.169.254",
            "0xa9fea9fe",
            "100.64.0.1",
            "100.127.255.255",
            "192.0.0.1",
            "192.0.2.1",
            "198.18.0.1",
            "198.19.255.255",
            "198.51.100.1",
            "203.0.113.1",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "[::]",
            "[::1]",
            "[::ffff:127.0.0.1]",
            "[::ffff:7f00:1]",
            "[::127.0.0.1]",
            "[64:ff9b::7f00:1]",
            "[2002:7f00:1::]",
            "[fe80::1]",
            "[fc00::1]",
            "[fd12:3456::1]",
            "[ff02::1]",
            "[2001:db8::1]",
            "[64:ff9b:1::1]",
            "[2001::1]",
            "[0:0:0:0:0:ffff:a00:1]",
        ] {
            let found = none.check(&format!("https://{host}/feed"));
            assert!(matches!(found, Err(AddressFault::Private(_))), "{host}: {found:?}");
        }
    }

    #[test]
    fn what_is_not_plain_https_is_refused() {
        let none = Networks::default();
        for (text, fault) in [
            ("http://budget.example.cn/", AddressFault::Scheme),
            ("http://8.8.8.8/", AddressFault::Scheme),
            ("ftp://8.8.8.8/", AddressFault::Scheme),
            ("file:///etc/passwd", AddressFault::Scheme),
            ("https://user@budget.example.cn/", AddressFault::Surplus),
            ("https://:p@budget.example.cn/", AddressFault::Surplus),
            ("https://budget.example.cn/#x", AddressFault::Surplus),
        ] {
            assert_eq!(none.check(text), Err(fault), "{text}");
        }
        assert!(matches!(none.check("budget"), Err(AddressFault::Malformed(_))));
        for text in ["https://budget.example.cn/hooks?x=1", "https://8.8.8.8:8443/", "https://[2400:3200::1]/"] {
            assert!(none.check(text).is_ok(), "{text}");
        }
    }

    #[test]
    fn a_named_network_is_sent_to_and_only_that() {
        let networks = Networks(["10.1.0.0/16", "127.0.0.1/32", "fd00::/8"].map(|n| n.parse().unwrap()).to_vec());
        for text in [
            "http://10.1.2.3/",
            "http://127.0.0.1:9/",
            "https://[fd00::1]/",
            "http://[::ffff:10.1.2.3]/",
            "http://core/",
        ] {
            assert!(networks.check(text).is_ok(), "{text}");
        }
        for text in ["http://10.2.0.1/", "https://127.0.0.2/", "http://8.8.8.8/"] {
            assert!(networks.check(text).is_err(), "{text}");
        }
    }
}
