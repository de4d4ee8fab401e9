//! connection_test
