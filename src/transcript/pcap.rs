//! A list of requests as a capture that Wireshark opens: LDAP in clear on port 389, whatever it was, with made-up addresses and TCP around it.

use std::{
    collections::BTreeMap,
    time::{SystemTime, UNIX_EPOCH},
};

use super::{Requests, messages};

/// LINKTYPE_RAW: packets begin with the IP header.
const RAW_IP: u32 = 101;
/// The most octets in one segment.
const SEGMENT: usize = 1_400;
const SERVER: [u8; 4] = [192, 0, 2, 1];
const CLIENT: [u8; 4] = [192, 0, 2, 2];
const LDAP: u16 = 389;
/// The port of connection 1 is one higher.
const PORTS: u16 = 40_000;

/// Flags of TCP.
const SYN: u8 = 2;
const ACK: u8 = 16;
const PUSH: u8 = 8;

/// Where the two sides of a connection are.
#[derive(Clone, Copy)]
struct Position {
    client: u32,
    server: u32,
}

impl Requests {
    /// A capture file (libpcap, version 2.4, microseconds). Each connection is a TCP stream to port 389 from a port of its own; replies follow their
    /// request. What went over TLS is there in clear, without its secrets unless [`Requests::with_secrets`] asks for them.
    pub fn pcap(&self) -> Vec<u8> {
        let mut out = Vec::new();
        out.extend(0xa1b2_c3d4_u32.to_le_bytes());
        out.extend(2_u16.to_le_bytes());
        out.extend(4_u16.to_le_bytes());
        out.extend([0; 8]);
        out.extend(65_535_u32.to_le_bytes());
        out.extend(RAW_IP.to_le_bytes());
        let mut positions: BTreeMap<u64, Position> = BTreeMap::new();
        for record in self {
            let port = PORTS.wrapping_add((record.connection % 20_000) as u16);
            let position = positions.entry(record.connection).or_insert_with(|| {
                let mut position = Position {
                    client: 0,
                    server: 0,
                };
                let mut packet = |from_client, flags, position| {
                    write(
                        &mut out,
                        record.time,
                        port,
                        from_client,
                        flags,
                        position,
                        &[],
                    );
                };
                packet(true, SYN, position);
                position.client = 1;
                packet(false, SYN | ACK, position);
                position.server = 1;
                packet(true, ACK, position);
                position
            });
            let (_, octets) = messages::request(record, self.shows_secrets());
            for part in octets.chunks(SEGMENT) {
                write(
                    &mut out,
                    record.time,
                    port,
                    true,
                    PUSH | ACK,
                    *position,
                    part,
                );
                position.client = position.client.wrapping_add(part.len() as u32);
            }
            for reply in messages::replies(record, self.shows_secrets()) {
                for part in reply.octets.chunks(SEGMENT) {
                    write(
                        &mut out,
                        record.time,
                        port,
                        false,
                        PUSH | ACK,
                        *position,
                        part,
                    );
                    position.server = position.server.wrapping_add(part.len() as u32);
                }
            }
        }
        out
    }
}

fn write(
    out: &mut Vec<u8>,
    time: SystemTime,
    port: u16,
    from_client: bool,
    flags: u8,
    position: Position,
    data: &[u8],
) {
    let (sender, receiver) = if from_client {
        (CLIENT, SERVER)
    } else {
        (SERVER, CLIENT)
    };
    let (source, destination) = if from_client {
        (port, LDAP)
    } else {
        (LDAP, port)
    };
    let (sequence, acknowledged) = match from_client {
        true => (position.client, position.server),
        false => (position.server, position.client),
    };
    let mut tcp = Vec::with_capacity(20 + data.len());
    tcp.extend(source.to_be_bytes());
    tcp.extend(destination.to_be_bytes());
    tcp.extend(sequence.to_be_bytes());
    tcp.extend(if flags & ACK == 0 { 0 } else { acknowledged }.to_be_bytes());
    tcp.extend([5 << 4, flags]);
    tcp.extend(0xffff_u16.to_be_bytes());
    tcp.extend([0; 4]);
    tcp.extend(data);
    let length = 20 + tcp.len() as u16;
    let mut ip = vec![0x45, 0];
    ip.extend(length.to_be_bytes());
    ip.extend([0, 0, 0x40, 0, 64, 6, 0, 0]);
    ip.extend(sender);
    ip.extend(receiver);
    let sum = checksum(&[&ip]);
    ip[10..12].copy_from_slice(&sum.to_be_bytes());
    // The pseudo header of RFC 9293 section 3.1.
    let pseudo = [&ip[12..20], &[0, 6], &(tcp.len() as u16).to_be_bytes()].concat();
    let sum = checksum(&[&pseudo, &tcp]);
    tcp[16..18].copy_from_slice(&sum.to_be_bytes());

    let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    let octets = (ip.len() + tcp.len()) as u32;
    out.extend((since.as_secs() as u32).to_le_bytes());
    out.extend(since.subsec_micros().to_le_bytes());
    out.extend(octets.to_le_bytes());
    out.extend(octets.to_le_bytes());
    out.extend(ip);
    out.extend(tcp);
}

/// The Internet checksum, RFC 1071. Only the last part may have an odd number of octets.
fn checksum(parts: &[&[u8]]) -> u16 {
    let mut sum = 0_u32;
    for part in parts {
        for pair in part.chunks(2) {
            let low = pair.get(1).copied().unwrap_or(0);
            sum += u32::from(u16::from_be_bytes([pair[0], low]));
        }
    }
    while sum > 0xffff {
        sum = (sum & 0xffff) + (sum >> 16);
    }
    !(sum as u16)
}
