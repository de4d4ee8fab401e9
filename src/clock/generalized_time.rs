//! GeneralizedTime (RFC 4517 section 3.3.13): `20261121194607Z`, in Active Directory `20261121194607.0Z`.

use std::time::SystemTime;

use super::civil;

/// `YYYYMMDDHHMMSSZ`, as OpenLDAP writes it; fractions of a second are cut off. `None` outside the years
/// 0 to 9999.
///
/// ```
/// use ldaplab::clock::generalized_time;
/// use std::time::{Duration, SystemTime};
/// let time = SystemTime::UNIX_EPOCH + Duration::from_secs(1_795_290_367);
/// assert_eq!(generalized_time::format(time).as_deref(), Some("20261121194607Z"));
/// ```
pub fn format(time: SystemTime) -> Option<String> {
    digits(time, "Z")
}

/// `YYYYMMDDHHMMSS.0Z`, as Active Directory writes `whenCreated` and its like.
pub fn format_active_directory(time: SystemTime) -> Option<String> {
    digits(time, ".0Z")
}

fn digits(time: SystemTime, end: &str) -> Option<String> {
    let (secs, _) = civil::seconds(time);
    let (year, month, day) = civil::date_from_days(secs.div_euclid(86_400));
    let rest = secs.rem_euclid(86_400);
    (0..=9999).contains(&year).then(|| {
        // Every write of a directory needs one: six divisions, no formatter.
        let mut text = String::with_capacity(17);
        for two in [
            year / 100,
            year % 100,
            i64::from(month),
            i64::from(day),
            rest / 3_600,
            rest / 60 % 60,
            rest % 60,
        ] {
            for digit in [two / 10, two % 10] {
                text.push(char::from(b'0' + digit as u8));
            }
        }
        text + end
    })
}

/// Reads every form of RFC 4517: minutes and seconds may be missing, a fraction of the last element
/// present may follow, then `Z` or `+hh[mm]`, `-hh[mm]`. `None` if the text is not one.
///
/// A leap second (60) counts as the second after 59. Digits of the fraction beyond nanoseconds
/// are cut off.
pub fn parse(text: &str) -> Option<SystemTime> {
    let mut rest = Reader(text.as_bytes());
    let year = rest.two()? * 100 + rest.two()?;
    let (month, day) = (rest.two()? as u32, rest.two()? as u32);
    let hour = rest.two().filter(|hour| *hour < 24)?;
    let mut secs = civil::days_from_date(year, month, day)? * 86_400 + hour * 3_600;
    let mut unit = 3_600;
    if let Some(minute) = rest.two() {
        secs += Some(minute).filter(|m| *m < 60)? * 60;
        unit = 60;
        if let Some(second) = rest.two() {
            secs += Some(second).filter(|s| *s <= 60)?;
            unit = 1;
        }
    }
    let nanos = rest.fraction()? * unit;
    secs += nanos / 1_000_000_000;
    secs -= rest.offset()?;
    civil::from_seconds(secs, (nanos % 1_000_000_000) as u32)
}

struct Reader<'a>(&'a [u8]);

impl Reader<'_> {
    fn two(&mut self) -> Option<i64> {
        let [tens @ b'0'..=b'9', ones @ b'0'..=b'9', rest @ ..] = self.0 else {
            return None;
        };
        self.0 = rest;
        Some(i64::from(tens - b'0') * 10 + i64::from(ones - b'0'))
    }

    /// The fraction in billionths; 0 if there is none, `None` if a separator has no digits behind it.
    fn fraction(&mut self) -> Option<i64> {
        let [b'.' | b',', rest @ ..] = self.0 else {
            return Some(0);
        };
        let len = rest.iter().take_while(|b| b.is_ascii_digit()).count();
        self.0 = &rest[len..];
        let digits = rest[..len].iter().map(|b| i64::from(b - b'0'));
        let value = digits.chain(std::iter::repeat(0)).take(9);
        (len > 0).then(|| value.fold(0, |sum, digit| sum * 10 + digit))
    }

    /// Seconds east of UTC; the text must end here.
    fn offset(&mut self) -> Option<i64> {
        let (sign, rest) = self.0.split_first()?;
        self.0 = rest;
        let sign = match sign {
            b'Z' => return rest.is_empty().then_some(0),
            b'+' => 1,
            b'-' => -1,
            _ => return None,
        };
        let hours = self.two().filter(|hours| *hours < 24)?;
        let minutes = match self.0 {
            [] => 0,
            _ => self.two().filter(|minutes| *minutes < 60)?,
        };
        self.0
            .is_empty()
            .then_some(sign * (hours * 3_600 + minutes * 60))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    fn unix(secs: u64) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(secs)
    }

    #[test]
    fn the_forms_of_openldap_and_of_active_directory_are_written() {
        let time = unix(1_795_290_367);
        assert_eq!(format(time).as_deref(), Some("20261121194607Z"));
        assert_eq!(
            format_active_directory(time).as_deref(),
            Some("20261121194607.0Z")
        );
        let before = SystemTime::UNIX_EPOCH - Duration::from_millis(500);
        assert_eq!(format(before).as_deref(), Some("19691231235959Z"));
        assert_eq!(format(unix(253_402_300_800)), None, "year 10000");
    }

    #[test]
    fn every_form_of_the_rfc_is_read() {
        let time = unix(1_795_290_367);
        for text in [
            "20261121194607.0Z",
            "20261121194607Z",
            "20261121194607,000Z",
            "20261121204607+01",
            "20261121141607-0530",
        ] {
            assert_eq!(parse(text), Some(time), "{text}");
        }
        assert_eq!(parse("1970010100Z"), Some(unix(0)));
        assert_eq!(parse("197001010001Z"), Some(unix(60)));
        assert_eq!(parse("1970010100.5Z"), Some(unix(1_800)), "half an hour");
        assert_eq!(
            parse("197001010000.25Z"),
            Some(unix(15)),
            "a quarter of a minute"
        );
        assert_eq!(
            parse("19700101000000.5Z"),
            Some(unix(0) + Duration::from_millis(500))
        );
        assert_eq!(parse("19691231235960Z"), Some(unix(0)), "a leap second");
        assert_eq!(
            parse("16010101000000.0Z").map(super::super::filetime::from_time),
            Some(0)
        );
    }

    #[test]
    fn what_is_no_generalized_time_is_none() {
        for text in [
            "",
            "Z",
            "2026",
            "20261121",
            "20261121194607",
            "20261321194607Z",
            "20260229000000Z",
            "2026112124Z",
            "20261121194607.Z",
            "20261121194607Zx",
            "20261121194607+",
            "20261121194607+1",
            "20261121194607+01:00",
            "20261121196007Z",
            "20261121194661Z",
            "261121194607Z",
            "２０261121194607Z",
        ] {
            assert_eq!(parse(text), None, "{text:?}");
        }
    }
}
