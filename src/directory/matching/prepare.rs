//! String preparation, RFC 4518: mapping, case folding and insignificant spaces.
//!
//! Unicode normalisation (section 2.3) is left out: Samba and OpenLDAP's common builds compare
//! `é` and `e` + U+0301 as different too (recorded case `filter.unicode_nfd`).

/// Whether letters are folded to lower case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Case {
    /// `a` equals `A`.
    Ignore,
    /// `a` differs from `A`.
    Exact,
}

/// Hands out the prepared characters: mapped, folded, without spaces at either end, inner runs of spaces as one.
pub(crate) fn fold(text: &str, case: Case, mut push: impl FnMut(char)) {
    let mut pending = false;
    let mut started = false;
    mapped(text, case, |character| {
        if character == ' ' {
            pending = started;
            return;
        }
        if pending {
            push(' ');
            pending = false;
        }
        started = true;
        push(character);
    });
}

/// Hands out the mapped and folded characters with all their spaces, RFC 4518 section 2.2.
pub(crate) fn mapped(text: &str, case: Case, mut push: impl FnMut(char)) {
    for character in text.chars() {
        match character {
            '\t' | '\n' | '\u{b}' | '\u{c}' | '\r' => push(' '),
            'A'..='Z' if case == Case::Ignore => push(character.to_ascii_lowercase()),
            ' '..='\x7e' => push(character),
            // A NUL is mapped to nothing by the RFC; kept, so that binary values do not fall together.
            '\0'..='\x7f' => push(character),
            '\u{85}'
            | '\u{a0}'
            | '\u{1680}'
            | '\u{2000}'..='\u{200a}'
            | '\u{2028}'
            | '\u{2029}'
            | '\u{202f}'
            | '\u{205f}'
            | '\u{3000}' => push(' '),
            '\u{ad}'
            | '\u{34f}'
            | '\u{1806}'
            | '\u{180b}'..='\u{180e}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2063}'
            | '\u{206a}'..='\u{206f}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
            | '\u{fff9}'..='\u{fffc}' => {}
            // Case folding (RFC 3454 table B.2) has one sigma.
            'ς' if case == Case::Ignore => push('σ'),
            _ if case == Case::Ignore => character.to_lowercase().for_each(&mut push),
            _ => push(character),
        }
    }
}
