//! Which addresses may be called, asked again when a name is resolved, so that a name cannot change its mind between
//! the check and the call.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, ToSocketAddrs};

use aws_smithy_runtime_api::client::dns::{DnsFuture, ResolveDns, ResolveDnsError};
use ipnet::{Ipv4Net, Ipv6Net};

/// Which addresses may be called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AddressPolicy {
    /// Only those that the whole internet can reach.
    Public,
    /// Those, this machine and private networks: for a system on one machine.
    PublicAndPrivate,
}

const fn v4(a: u8, b: u8, c: u8, length: u8) -> Ipv4Net {
    Ipv4Net::new_assert(Ipv4Addr::new(a, b, c, 0), length)
}

const fn v6(first: u16, second: u16, length: u8) -> Ipv6Net {
    Ipv6Net::new_assert(Ipv6Addr::new(first, second, 0, 0, 0, 0, 0, 0), length)
}

/// Networks that a system on one machine may call.
const PRIVATE_V4: [Ipv4Net; 4] = [v4(10, 0, 0, 8), v4(127, 0, 0, 8), v4(172, 16, 0, 12), v4(192, 168, 0, 16)];

/// Networks that nobody calls: this network, carrier-grade NAT, link-local with the clouds' metadata, protocol
/// assignments, documentation, 6to4 relays, benchmarks, multicast, reserved and broadcast.
const NEVER_V4: [Ipv4Net; 11] = [
    v4(0, 0, 0, 8),
    v4(100, 64, 0, 10),
    v4(169, 254, 0, 16),
    v4(192, 0, 0, 24),
    v4(192, 0, 2, 24),
    v4(192, 88, 99, 24),
    v4(198, 18, 0, 15),
    v4(198, 51, 100, 24),
    v4(203, 0, 113, 24),
    v4(224, 0, 0, 4),
    v4(240, 0, 0, 4),
];

/// All public addresses of version 6 are in here …
const GLOBAL_V6: Ipv6Net = v6(0x2000, 0, 3);

/// … but for protocol assignments with Teredo, documentation, and 6to4, which wraps any address of version 4.
const NEVER_V6: [Ipv6Net; 4] =
    [v6(0x2001, 0, 23), v6(0x2001, 0xdb8, 32), v6(0x2002, 0, 16), v6(0x3fff, 0, 20)];

const UNIQUE_LOCAL_V6: Ipv6Net = v6(0xfc00, 0, 7);

impl AddressPolicy {
    /// The policy that a setting `allow_private_addresses` names.
    pub const fn allowing_private(allowed: bool) -> Self {
        if allowed { Self::PublicAndPrivate } else { Self::Public }
    }

    /// Whether `address` may be called.
    pub fn allows(self, address: IpAddr) -> bool {
        match address {
            IpAddr::V4(address) => self.allows_v4(address),
            IpAddr::V6(address) => self.allows_v6(address),
        }
    }

    fn allows_v4(self, address: Ipv4Addr) -> bool {
        let within = |networks: &[Ipv4Net]| networks.iter().any(|network| network.contains(&address));
        !within(&NEVER_V4) && (self == Self::PublicAndPrivate || !within(&PRIVATE_V4))
    }

    fn allows_v6(self, address: Ipv6Addr) -> bool {
        let private = address.is_loopback() || UNIQUE_LOCAL_V6.contains(&address);
        let never = NEVER_V6.iter().any(|network| network.contains(&address));
        (GLOBAL_V6.contains(&address) && !never) || (private && self == Self::PublicAndPrivate)
    }
}

/// The name leads nowhere that may be called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("every address of the name is one that may not be called")]
pub(super) struct Refused;

/// A resolver that tells only of addresses that may be called.
#[derive(Debug, Clone)]
pub(super) struct Guarded<R> {
    policy: AddressPolicy,
    resolver: R,
}

impl<R> Guarded<R> {
    pub(super) const fn new(policy: AddressPolicy, resolver: R) -> Self {
        Self { policy, resolver }
    }
}

impl<R: ResolveDns> ResolveDns for Guarded<R> {
    fn resolve_dns<'a>(&'a self, name: &'a str) -> DnsFuture<'a> {
        DnsFuture::new(async move {
            let mut addresses = self.resolver.resolve_dns(name).await?;
            addresses.retain(|address| self.policy.allows(*address));
            if addresses.is_empty() { Err(ResolveDnsError::new(Refused)) } else { Ok(addresses) }
        })
    }
}

/// The resolver of the machine.
#[derive(Debug, Clone, Copy)]
pub(super) struct SystemResolver;

impl ResolveDns for SystemResolver {
    fn resolve_dns<'a>(&'a self, name: &'a str) -> DnsFuture<'a> {
        let name = name.to_owned();
        DnsFuture::new(async move {
            let lookup = tokio::task::spawn_blocking(move || (name, 0).to_socket_addrs());
            let addresses = lookup.await.map_err(ResolveDnsError::new)?.map_err(ResolveDnsError::new)?;
            Ok(addresses.map(|address| address.ip()).collect())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowed(policy: AddressPolicy, text: &str) -> bool {
        policy.allows(text.parse().unwrap())
    }

    #[test]
    fn public_addresses_may_be_called() {
        for text in [
            "8.8.8.8",
            "77.88.55.242",
            "172.32.0.1",
            "100.128.0.1",
            "100.63.255.255",
            "198.20.0.1",
            "11.0.0.1",
            "223.255.255.255",
            "2001:200::1",
            "2a02:6b8::2:242",
            "2606:4700::1111",
        ] {
            assert!(allowed(AddressPolicy::Public, text), "{text}");
            assert!(allowed(AddressPolicy::PublicAndPrivate, text), "{text}");
        }
    }

    #[test]
    fn private_addresses_only_where_they_are_allowed() {
        for text in [
            "127.0.0.1",
            "127.255.255.255",
            "10.255.255.255",
            "192.168.255.255",
            "10.0.0.1",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "::1",
            "fd00::1",
        ] {
            assert!(!allowed(AddressPolicy::Public, text), "{text}");
            assert!(allowed(AddressPolicy::PublicAndPrivate, text), "{text}");
        }
    }

    #[test]
    fn some_addresses_are_never_called() {
        for text in [
            "0.0.0.0",
            "0.255.255.255",
            "100.64.0.1",
            "100.127.255.255",
            "169.254.169.254",
            "192.0.0.1",
            "192.0.2.1",
            "198.18.0.1",
            "198.19.255.255",
            "198.51.100.1",
            "203.0.113.1",
            "224.0.0.1",
            "239.255.255.255",
            "240.0.0.1",
            "192.0.0.255",
            "192.88.99.1",
            "169.254.255.255",
            "255.255.255.255",
            "::",
            "::ffff:127.0.0.1",
            "::ffff:8.8.8.8",
            "::127.0.0.1",
            "64:ff9b::7f00:1",
            "64:ff9b:1::1",
            "100::1",
            "2001::1",
            "2001:db8::1",
            "2002:7f00:1::",
            "3fff::1",
            "2001:1ff:ffff::1",
            "fe80::1",
            "fec0::1",
            "ff02::1",
        ] {
            assert!(!allowed(AddressPolicy::Public, text), "{text}");
            assert!(!allowed(AddressPolicy::PublicAndPrivate, text), "{text}");
        }
    }
}
