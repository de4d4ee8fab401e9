//! What a server says without being asked, RFC 4511 section 4.4: kept until somebody looks, the newest of it.

use std::collections::VecDeque;

use crate::wire::{Response, response::ExtendedResponse};

/// Most of them that are kept, and most memory of all together.
const MOST: usize = 64;
const MOST_MEMORY: usize = 1 << 20;

#[derive(Debug, Default)]
pub(super) struct Notifications {
    kept: VecDeque<(ExtendedResponse, usize)>,
    memory: usize,
}

impl Notifications {
    /// Keeps one more; the oldest go where it is too much. One that is too much by itself is not kept.
    pub(super) fn push(&mut self, notification: ExtendedResponse) {
        let response = Response::Extended(notification);
        let memory = response.memory(&[]);
        let Response::Extended(notification) = response else {
            return;
        };
        self.memory += memory;
        self.kept.push_back((notification, memory));
        while self.kept.len() > MOST || self.memory > MOST_MEMORY {
            self.pop();
        }
    }

    /// All that were kept, the oldest first.
    pub(super) fn take(&mut self) -> Vec<ExtendedResponse> {
        std::iter::from_fn(|| self.pop()).collect()
    }

    fn pop(&mut self) -> Option<ExtendedResponse> {
        let (notification, memory) = self.kept.pop_front()?;
        self.memory -= memory;
        Some(notification)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::LdapResult;

    fn notification(name: &str, octets: usize) -> ExtendedResponse {
        ExtendedResponse {
            result: LdapResult::success(),
            name: Some(name.to_owned()),
            value: Some(vec![0; octets]),
        }
    }

    #[test]
    fn the_newest_that_fit_are_kept() {
        let mut notifications = Notifications::default();
        for name in ["1.1", "1.2", "1.3"] {
            notifications.push(notification(name, 400_000));
        }
        let names = |kept: Vec<ExtendedResponse>| -> Vec<String> {
            kept.into_iter().map(|one| one.name.unwrap()).collect()
        };
        assert_eq!(names(notifications.take()), ["1.2", "1.3"]);
        notifications.push(notification("1.4", 8 << 20));
        assert_eq!(notifications.take(), []);
        assert_eq!(notifications.memory, 0);
        for _ in 0..100 {
            notifications.push(notification("1.5", 1));
        }
        assert_eq!(notifications.take().len(), 64);
    }
}
