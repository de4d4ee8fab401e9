//! The rows. `rows!` turns each into an associated constant of `Code` and puts it into its file's
//! list; [`Code::ALL`] is those lists one after the other.

use super::code::Code;

macro_rules! rows {
    ($($name:ident = $code:literal, $stage:ident, $catalogue:literal, $cause:literal, $cure:literal;)*) => {
        use crate::diagnosis::{Stage, code::{Code, Row}};

        impl Code {
            $(
                #[doc = concat!("`", $code, "`: ", $cause)]
                pub const $name: Self = Self(&Row {
                    code: $code,
                    stage: Stage::$stage,
                    catalogue: $catalogue,
                    cause: $cause,
                    cure: $cure,
                });
            )*
        }

        pub(super) const ROWS: &[Code] = &[$(Code::$name),*];
    };
}

mod bind;
mod certificate;
mod ldap;
mod lookup;
mod network;
mod operation;
mod tls;

const PARTS: [&[Code]; 7] = [
    network::ROWS,
    tls::ROWS,
    certificate::ROWS,
    ldap::ROWS,
    bind::ROWS,
    lookup::ROWS,
    operation::ROWS,
];

const LEN: usize = {
    let (mut sum, mut part) = (0, 0);
    while part < PARTS.len() {
        sum += PARTS[part].len();
        part += 1;
    }
    sum
};

impl Code {
    /// Every code, in the order of the table.
    pub const ALL: &'static [Self] = &EVERY;
}

const EVERY: [Code; LEN] = {
    let mut all = [network::ROWS[0]; LEN];
    let (mut at, mut part) = (0, 0);
    while part < PARTS.len() {
        let mut row = 0;
        while row < PARTS[part].len() {
            all[at] = PARTS[part][row];
            at += 1;
            row += 1;
        }
        part += 1;
    }
    all
};
