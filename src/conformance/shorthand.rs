//! Rows for the two kinds of case that tables have most of: what a filter finds, and how a change is answered.

/// Below `{here}`, a filter finds just these entries.
macro_rules! finds {
    ($level:ident, $id:literal, $clause:literal, $needs:expr, $fixture:expr, $filter:literal, $found:expr) => {
        $level($id, $clause)
            .needs($needs)
            .fixture($fixture)
            .steps(&[$crate::conformance::step::search(
                $crate::conformance::step::one("{here}").filter($filter),
                $crate::conformance::expect::success().entries($found),
            )])
    };
}

/// Changes to an entry are answered with one of these codes.
macro_rules! changes {
    ($level:ident, $id:literal, $clause:literal, $needs:expr, $fixture:expr, $dn:literal, $mods:expr, $codes:expr) => {
        $level($id, $clause)
            .needs($needs)
            .fixture($fixture)
            .steps(&[$crate::conformance::step::ask(
                $crate::conformance::step::Op::Modify($dn, $mods),
                $crate::conformance::expect::code($codes),
            )])
    };
}

/// An entry that is added is answered with one of these codes.
macro_rules! adds {
    ($level:ident, $id:literal, $clause:literal, $needs:expr, $dn:literal, $attributes:expr, $codes:expr) => {
        $level($id, $clause)
            .needs($needs)
            .steps(&[$crate::conformance::step::ask(
                $crate::conformance::step::Op::Add($dn, $attributes),
                $crate::conformance::expect::code($codes),
            )])
    };
}

pub(super) use {adds, changes, finds};
