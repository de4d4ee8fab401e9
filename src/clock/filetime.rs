//! Windows FILETIME, the form of `accountExpires`, `pwdLastSet`, `lockoutTime`: 100-nanosecond steps
//! since 1601-01-01 (MS-DTYP 2.3.3).

use std::time::SystemTime;

use super::civil;

/// What `accountExpires` holds for an account that never expires, beside 0.
pub const NEVER: i64 = i64::MAX;

const EPOCH: i64 = 11_644_473_600;
const STEPS_PER_SECOND: i64 = 10_000_000;

/// The steps of 100 ns between 1601-01-01 and `time`, as far as an `i64` reaches.
///
/// ```
/// use ldaplab::clock::filetime;
/// use std::time::SystemTime;
/// assert_eq!(filetime::from_time(SystemTime::UNIX_EPOCH), 116_444_736_000_000_000);
/// ```
pub fn from_time(time: SystemTime) -> i64 {
    let (secs, nanos) = civil::seconds(time);
    let steps = i128::from(secs) + i128::from(EPOCH);
    let steps = steps * i128::from(STEPS_PER_SECOND) + i128::from(nanos / 100);
    steps.clamp(i64::MIN.into(), i64::MAX.into()) as i64
}

/// The time of a FILETIME; `None` where the system cannot represent it.
pub fn to_time(filetime: i64) -> Option<SystemTime> {
    let secs = filetime.div_euclid(STEPS_PER_SECOND) - EPOCH;
    let steps = filetime.rem_euclid(STEPS_PER_SECOND) as u32;
    civil::from_seconds(secs, steps * 100)
}

#[cfg(test)]
mod tests {
    use super::super::generalized_time;
    use super::*;

    #[test]
    fn a_recorded_filetime_is_the_time_of_its_generalized_time() {
        let time = to_time(134_397_639_416_497_520).expect("representable");
        assert_eq!(
            generalized_time::format(time).as_deref(),
            Some("20261121194541Z")
        );
        assert_eq!(from_time(time), 134_397_639_416_497_520);
    }

    #[test]
    fn the_edges_neither_panic_nor_wrap() {
        assert_eq!(from_time(SystemTime::UNIX_EPOCH), 116_444_736_000_000_000);
        assert_eq!(
            to_time(116_444_736_000_000_000),
            Some(SystemTime::UNIX_EPOCH)
        );
        for edge in [0, -1, NEVER, i64::MIN] {
            if let Some(time) = to_time(edge) {
                assert_eq!(from_time(time), edge);
            }
        }
    }
}
