//! Where a server may listen.

use std::{
    io,
    net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener},
};

/// Two free ports of 127.0.0.1, both held until both are known, so that they differ.
pub(super) fn free() -> io::Result<[SocketAddr; 2]> {
    let hold = || TcpListener::bind((Ipv4Addr::LOCALHOST, 0));
    let (one, other) = (hold()?, hold()?);
    Ok([one.local_addr()?, other.local_addr()?])
}

/// An address of this machine's own network 127.0.0.0/8 at which all of these ports are free.
pub(super) fn loopback_with(ports: &[u16]) -> io::Result<IpAddr> {
    let mut tries = 0;
    loop {
        let mut octets = [0; 3];
        // Not 127.0.0.0/16, where other programs look for addresses of their own.
        ring::rand::SecureRandom::fill(&ring::rand::SystemRandom::new(), &mut octets)
            .map_err(|_| io::Error::other("this machine gives no random octets"))?;
        let [a, b, c] = octets.map(|octet| octet.clamp(1, 254));
        let address = IpAddr::V4(Ipv4Addr::new(127, a, b, c));
        let free = ports
            .iter()
            .try_for_each(|port| TcpListener::bind((address, *port)).map(drop));
        tries += 1;
        match free {
            Ok(()) => return Ok(address),
            Err(error) if error.kind() == io::ErrorKind::AddrInUse && tries < 20 => {}
            Err(error) => return Err(error),
        }
    }
}
