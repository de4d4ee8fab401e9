//! Words for what differs from run to run.

/// The text with a word for every port, date, time, size, fingerprint and path.
pub(super) fn steady(text: &str) -> String {
    let mut out: String = text.lines().map(line).collect::<Vec<_>>().join("\n");
    out.push('\n');
    out
}

fn line(line: &str) -> String {
    // The system's own number of an error differs between systems.
    let line = match (line.find(" (os error "), line.rfind(')')) {
        (Some(from), Some(to)) if from < to => format!("{}{}", &line[..from], &line[to + 1..]),
        _ => line.to_owned(),
    };
    let detail = line.trim_start().split(": ").next().unwrap_or_default();
    match detail {
        "sha256" => {
            return format!(
                "{}FINGERPRINT",
                &line[..line.find(": ").map_or(0, |at| at + 2)]
            );
        }
        "not_before" | "not_after" => {
            return format!("{}DATE", &line[..line.find(": ").map_or(0, |at| at + 2)]);
        }
        "bytes_sent" | "bytes_received" => {
            return format!("{}N", &line[..line.find(": ").map_or(0, |at| at + 2)]);
        }
        _ => {}
    }
    let line = ports(&ports(&line, "127.0.0.1:"), "localhost:");
    let words: Vec<String> = line.split(' ').map(word).collect();
    words.join(" ")
}

/// What follows the host is a port.
fn ports(line: &str, host: &str) -> String {
    let mut parts = line.split(host);
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let rest = part.trim_start_matches(|c: char| c.is_ascii_digit());
        let port = if rest.len() < part.len() { "PORT" } else { "" };
        out.push_str(&format!("{host}{port}{rest}"));
    }
    out
}

fn word(word: &str) -> String {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let parts: Vec<&str> = word.trim_end_matches([';', ',']).split('-').collect();
    if let [year, month, day] = parts[..]
        && year.len() == 4
        && [year, month, day].into_iter().all(digits)
    {
        return word.replacen(&parts.join("-"), "DATE", 1);
    }
    if let Some((whole, part)) = word.split_once('.')
        && digits(whole)
        && digits(part)
        && part.len() == 3
    {
        return "N".to_owned();
    }
    if word.len() > 90 && word.split(':').count() == 32 {
        let tail = word.trim_start_matches(|c: char| c.is_ascii_hexdigit() || c == ':');
        return format!("FINGERPRINT{tail}");
    }
    if word.starts_with('/') && word.ends_with(".pem") {
        return "CA.pem".to_owned();
    }
    if word.starts_with('/') && word.ends_with(".json") {
        return "SETTINGS.json".to_owned();
    }
    word.to_owned()
}
