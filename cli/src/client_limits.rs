//! How much of a server's answers a client command takes.

use clap::Args;
use ldaplab::{client::Options, connection_test::Plan};

#[derive(Args)]
pub(crate) struct ClientLimits {
    /// The most entries and references that one search collects; 1000000 unless given.
    #[arg(long, value_name = "N", value_parser = number)]
    max_entries: Option<usize>,
    /// The most memory that one search takes up: bytes, or with K, M or G behind the number; 256M unless given.
    #[arg(long, value_name = "SIZE", value_parser = size)]
    max_bytes: Option<usize>,
    /// The largest message that is taken from the server: bytes, or with K, M or G behind the number; 16M unless given.
    #[arg(long, value_name = "SIZE", value_parser = size)]
    max_message: Option<usize>,
}

fn number(text: &str) -> Result<usize, String> {
    let number = text.parse().ok().filter(|number| *number > 0);
    number.ok_or_else(|| "not a number above 0".to_owned())
}

/// Reads `4096`, `512K`, `64M` or `2G`.
fn size(text: &str) -> Result<usize, String> {
    let units = [('K', 10), ('M', 20), ('G', 30)];
    let unit = units.iter().find_map(|(letter, shift)| {
        let number = text.strip_suffix([*letter, letter.to_ascii_lowercase()])?;
        Some((number, *shift))
    });
    let (number, shift) = unit.unwrap_or((text, 0));
    let number: Option<usize> = number.parse().ok();
    number
        .and_then(|number| number.checked_mul(1 << shift))
        .filter(|size| *size > 0)
        .ok_or_else(|| "not a number of bytes above 0, such as 4096, 512K, 64M or 2G".to_owned())
}

impl ClientLimits {
    pub(crate) fn max_entries(&self) -> Option<usize> {
        self.max_entries
    }

    pub(crate) fn max_bytes(&self) -> Option<usize> {
        self.max_bytes
    }

    pub(crate) fn max_message(&self) -> Option<usize> {
        self.max_message
    }

    pub(crate) fn of_plan(&self, mut plan: Plan) -> Plan {
        if let Some(entries) = self.max_entries {
            plan = plan.max_entries(entries);
        }
        if let Some(bytes) = self.max_bytes {
            plan = plan.max_bytes(bytes);
        }
        if let Some(bytes) = self.max_message {
            plan = plan.max_message(bytes);
        }
        plan
    }

    pub(crate) fn of_options(&self, mut options: Options) -> Options {
        if let Some(entries) = self.max_entries {
            options = options.max_entries(entries);
        }
        if let Some(bytes) = self.max_bytes {
            options = options.max_bytes(bytes);
        }
        if let Some(bytes) = self.max_message {
            options = options.max_message(bytes);
        }
        options
    }
}

#[cfg(test)]
mod tests {
    use super::size;

    #[test]
    fn sizes_are_read_with_their_unit() {
        for (text, octets) in [
            ("1", 1),
            ("4096", 4096),
            ("512K", 524_288),
            ("64M", 67_108_864),
            ("2g", 2_147_483_648),
        ] {
            assert_eq!(size(text), Ok(octets), "{text}");
        }
        for text in [
            "",
            "0",
            "M",
            "-1",
            "1T",
            "1.5M",
            "99999999999999999999",
            "18446744073709551615K",
        ] {
            size(text).unwrap_err();
        }
    }
}
