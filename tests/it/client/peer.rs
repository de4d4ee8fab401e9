//! A peer that follows a script of literal bytes, one script for each connection.

use std::{
    io::{Read, Write},
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    thread,
    time::Duration,
};

/// One step of a script.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    /// Reads one LDAP message, or one burst of anything else; the end of the stream ends the script.
    Read,
    /// Sends bytes.
    Send(Vec<u8>),
    /// Closes with a FIN.
    Close,
    /// Closes with a RST: what came is left unread.
    Reset,
    /// Holds the connection open until the client goes.
    Hold,
    /// Sends the bytes again and again until the client goes.
    Flood(Vec<u8>),
}

pub(crate) use Step::{Close, Flood, Hold, Read as Hear, Reset, Send};

/// A BER element of up to 65,535 bytes; tags and contents are the test's own.
pub(crate) fn tlv(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let content = parts.concat();
    let [high, low] = u16::try_from(content.len()).unwrap().to_be_bytes();
    let mut out = match (high, low) {
        (0, 0..=0x7f) => vec![tag, low],
        _ => vec![tag, 0x82, high, low],
    };
    out.extend(content);
    out
}

/// A listener whose n-th connection follows the n-th script; the last script serves all that follow.
pub(crate) fn peer(scripts: Vec<Vec<Step>>) -> SocketAddr {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for number in 0.. {
            let Ok((stream, _)) = listener.accept() else {
                return;
            };
            let script = scripts[number.min(scripts.len() - 1)].clone();
            thread::spawn(move || follow(stream, script));
        }
    });
    address
}

fn follow(mut stream: TcpStream, script: Vec<Step>) {
    // No peer outlives a test that hangs.
    let _ = stream.set_read_timeout(Some(Duration::from_secs(60)));
    let _ = stream.set_write_timeout(Some(Duration::from_secs(60)));
    for step in script {
        match step {
            Step::Read => {
                if hear(&mut stream).is_none() {
                    return;
                }
            }
            Step::Send(bytes) => {
                if stream.write_all(&bytes).is_err() {
                    return;
                }
            }
            Step::Close => return,
            Step::Reset => {
                // Dropping a socket with unread bytes resets the connection.
                let _ = stream.peek(&mut [0; 1]);
                return;
            }
            Step::Hold => while matches!(stream.read(&mut [0; 4096]), Ok(1..)) {},
            Step::Flood(bytes) => while stream.write_all(&bytes).is_ok() {},
        }
    }
}

/// Reads one LDAP message, or one burst of anything else; `None` at the end of the stream.
pub(crate) fn hear(stream: &mut TcpStream) -> Option<()> {
    let mut head = [0; 2];
    stream.read_exact(&mut head).ok()?;
    let mut rest = match head {
        [0x30, short @ 0..=0x7f] => vec![0; usize::from(short)],
        [0x30, 0x82] => {
            let mut length = [0; 2];
            stream.read_exact(&mut length).ok()?;
            vec![0; usize::from(u16::from_be_bytes(length))]
        }
        _ => {
            let rest = stream.read(&mut [0; 4096]).ok()?;
            return (rest > 0).then_some(());
        }
    };
    stream.read_exact(&mut rest).ok()
}
