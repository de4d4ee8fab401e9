//! GeneralizedTime (RFC 4517 section 3.3.13) and UTCTime (3.3.34).

use std::fmt::Write as _;

use time::{Date, Duration, Month, PrimitiveDateTime, Time, UtcOffset};

/// `YYYYMMDDHHMMSS` in UTC with the fraction's digits, if any, after a dot; sorts by time.
///
/// Twelve digits are read as a GeneralizedTime without seconds if that is a date, else as a UTCTime
/// (recorded case `filter.time_utc`).
pub(super) fn normalize(value: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(value)
        .ok()
        .filter(|text| text.is_ascii() && text.len() <= 64)?;
    read(text, 4).or_else(|| read(text, 2))
}

fn read(text: &str, year_digits: usize) -> Option<String> {
    let end = text.find(|character: char| !character.is_ascii_digit())?;
    let (digits, rest) = text.split_at(end);
    let number = |from: usize, length: usize| digits.get(from..from + length)?.parse::<u16>().ok();
    let year = match (year_digits, number(0, year_digits)?) {
        // UTCTime's century, RFC 4517 section 3.3.34 by X.680's usual reading.
        (2, year @ 0..=49) => 2000 + i32::from(year),
        (2, year) => 1900 + i32::from(year),
        (_, year) => i32::from(year),
    };
    let at = year_digits;
    let two = |offset: usize| number(at + offset, 2).and_then(|number| u8::try_from(number).ok());
    let date = Date::from_calendar_date(year, Month::try_from(two(0)?).ok()?, two(2)?).ok()?;
    let hour = two(4)?;
    let (minute, second, unit) = match digits.len() - at {
        6 => (0, 0, 3600),
        8 => (two(6)?, 0, 60),
        10 => (two(6)?, two(8)?, 1),
        _ => return None,
    };
    // A leap second is the second after it.
    let time = Time::from_hms(hour, minute, second.min(59)).ok()?;
    let leap = if second == 60 {
        1
    } else if second > 60 {
        return None;
    } else {
        0
    };
    let (fraction, zone) = fraction(rest)?;
    if fraction > 0 && year_digits == 2 {
        return None;
    }
    // A fraction counts in the last unit given; held in units of 10^-9.
    let nanoseconds = fraction * unit;
    let moment = PrimitiveDateTime::new(date, time)
        .checked_add(Duration::nanoseconds(nanoseconds) + Duration::seconds(leap))?
        .checked_sub(Duration::seconds(offset(zone)?.into()))?;
    print(moment)
}

/// The fraction in 10^-9 and what follows it.
fn fraction(rest: &str) -> Option<(i64, &str)> {
    let Some(after) = rest.strip_prefix(['.', ',']) else {
        return Some((0, rest));
    };
    let end = after.find(|character: char| !character.is_ascii_digit())?;
    let (digits, zone) = after.split_at(end);
    if digits.is_empty() {
        return None;
    }
    let kept = &digits[..digits.len().min(9)];
    Some((format!("{kept:0<9}").parse().ok()?, zone))
}

/// The zone in seconds: `Z`, `+hh`, `-hhmm`.
fn offset(zone: &str) -> Option<i32> {
    if zone == "Z" {
        return Some(0);
    }
    let sign = match zone.as_bytes().first()? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let digits = &zone[1..];
    if !matches!(digits.len(), 2 | 4) || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let hours: i8 = digits[..2].parse().ok()?;
    let minutes: i8 = if digits.len() == 4 {
        digits[2..].parse().ok()?
    } else {
        0
    };
    Some(sign * UtcOffset::from_hms(hours, minutes, 0).ok()?.whole_seconds())
}

fn print(moment: PrimitiveDateTime) -> Option<String> {
    let year = u16::try_from(moment.year()).ok()?;
    let (hour, minute, second, nanosecond) = moment.as_hms_nano();
    let mut out = format!(
        "{year:04}{:02}{:02}{hour:02}{minute:02}{second:02}",
        u8::from(moment.month()),
        moment.day()
    );
    if nanosecond > 0 {
        let _ = write!(out, ".{nanosecond:09}");
        out.truncate(out.trim_end_matches('0').len());
    }
    Some(out)
}
