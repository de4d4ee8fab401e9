//! What a server did, as lines that can be held against another server's: names are placeholders, and values that every server has for itself are left out.

use super::{answer::Answer, names::Names};
use crate::wire::response::SearchEntry;

/// The lines of one answer: the result first, then what else came.
pub(super) fn lines(answer: &Answer, names: &Names) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(result) = answer.result() {
        lines.push(result.code.to_string());
        if !result.matched_dn.is_empty() {
            let matched = String::from_utf8_lossy(&result.matched_dn);
            lines.push(format!("matchedDN {}", names.hide(&matched)));
        }
        let text = result.diagnostic.to_string();
        let text = text.trim_end_matches('\0').trim();
        if !text.is_empty() {
            lines.push(format!("{TEXT}{}", names.hide(text)));
        }
    }
    let mut entries: Vec<String> = (answer.entries().into_iter())
        .map(|own| entry(own, names))
        .collect();
    entries.sort_unstable();
    lines.append(&mut entries);
    match answer.references().len() {
        0 => {}
        1 => lines.push("1 search reference".to_owned()),
        more => lines.push(format!("{more} search references")),
    }
    let controls = answer.controls().iter();
    lines.extend(controls.map(|control| format!("control {}", control.oid)));
    if let Some(notice) = &answer.notice {
        lines.push(format!("notice of disconnection: {}", notice.code));
    }
    if answer.closed {
        lines.push("the connection ends".to_owned());
    } else if answer.result().is_none() {
        lines.push("no answer in time".to_owned());
    }
    lines
}

/// Before the words of a result.
pub(super) const TEXT: &str = "words: ";

/// An entry; its attributes where the case made it, or the protocol says what it has.
fn entry(entry: &SearchEntry, names: &Names) -> String {
    let dn = String::from_utf8_lossy(&entry.dn);
    let shown = names.hide(&dn);
    if !shown.is_empty() && !shown.ends_with("{here}") && shown != "{schema}" {
        return format!("entry {shown}");
    }
    let mut attributes: Vec<String> = (entry.attributes.iter())
        .map(|own| own.description.to_ascii_lowercase())
        .collect();
    attributes.sort_unstable();
    format!("entry `{shown}` with {}", attributes.join(", "))
}
