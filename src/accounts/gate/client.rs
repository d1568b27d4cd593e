//! From which address a request comes. A proxy's word is taken only where the proxy is known
//! (ASVS 4.1.3).

use crate::accounts::service::Accounts;
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};
use std::convert::Infallible;
use std::fmt;
use std::future::{Ready, ready};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// The address of the person or machine behind the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ClientAddress(pub IpAddr);

impl ClientAddress {
    fn of(request: &HttpRequest, trusted: &[IpAddr]) -> ClientAddress {
        let peer = request.peer_addr().map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |a| a.ip());
        let forwarded = request.headers().get_all("x-forwarded-for").filter_map(|v| v.to_str().ok());
        let hops: Vec<&str> = forwarded.flat_map(|v| v.split(',')).map(str::trim).collect();
        ClientAddress(behind(peer, &hops, trusted))
    }

    /// The unit that limits count by: a single IPv6 subscriber owns 2^64 addresses.
    pub(super) fn network(self) -> IpAddr {
        match self.0 {
            IpAddr::V4(v4) => IpAddr::V4(v4),
            IpAddr::V6(v6) => {
                let [a, b, c, d, ..] = v6.segments();
                IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
            }
        }
    }
}

/// Walks from the peer outwards while the hop is a trusted proxy; what lies beyond the first that
/// is not could have been written by anybody.
fn behind(peer: IpAddr, hops: &[&str], trusted: &[IpAddr]) -> IpAddr {
    let mut address = peer;
    for hop in hops.iter().rev() {
        if !trusted.contains(&address) {
            break;
        }
        match hop.parse() {
            Ok(next) => address = next,
            Err(_) => break,
        }
    }
    address
}

impl fmt::Display for ClientAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromRequest for ClientAddress {
    type Error = Infallible;
    type Future = Ready<Result<ClientAddress, Infallible>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let accounts = request.app_data::<web::Data<Accounts>>();
        let trusted = accounts.map_or(&[][..], |a| &a.settings().trusted_proxies);
        ready(Ok(ClientAddress::of(request, trusted)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_known_proxies_are_believed() {
        let ip = |text: &str| text.parse::<IpAddr>().unwrap();
        let proxies = [ip("10.0.0.1"), ip("10.0.0.2")];
        // peer, forwarded, client
        let cases = [
            ("203.0.113.9", vec![], "203.0.113.9"),
            ("203.0.113.9", vec!["1.2.3.4"], "203.0.113.9"),
            ("10.0.0.1", vec!["203.0.113.9"], "203.0.113.9"),
            ("10.0.0.1", vec!["1.2.3.4", "203.0.113.9"], "203.0.113.9"),
            ("10.0.0.1", vec!["203.0.113.9", "10.0.0.2"], "203.0.113.9"),
            ("10.0.0.1", vec!["nonsense"], "10.0.0.1"),
        ];
        for (peer, hops, client) in cases {
            assert_eq!(behind(ip(peer), &hops, &proxies), ip(client), "{peer} {hops:?}");
        }
        assert_eq!(ClientAddress(ip("2001:db8:1:2:3:4:5:6")).network(), ip("2001:db8:1:2::"));
    }
}
