//! Time, real or set by hand.
