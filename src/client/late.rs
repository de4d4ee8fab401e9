//! What it means that the time is up.

use super::{
    deadline::{Deadline, seconds},
    error::Error,
    pace::{Came, is_pause},
};
use crate::diagnosis::{Code, Stage};

/// Our own deadline, and what it ended: an answer that was coming, a work that began earlier, or silence. What is longer than the pauses before
/// it is silence.
pub(super) fn late(what: &str, partial: usize, came: Came, deadline: Deadline) -> Error {
    let (elapsed, waited) = (deadline.elapsed(), deadline.waited());
    let Came {
        progress,
        answered,
        meanwhile,
    } = came;
    if progress.has_begun() || partial > 0 {
        let silence = progress.silence().min(elapsed);
        let sentence = format!(
            "of the answer to {what} {} had come, {} octets in all",
            progress.parts(),
            progress.octets
        );
        return if is_pause(silence, progress.longest_pause, elapsed) {
            let pause = seconds(progress.longest_pause.max(silence));
            let detail = format!(
                "the time was up after {waited}; {sentence}, with no pause of more than {pause}"
            );
            Error::of(Code::LDAP_TIME_USED_UP, detail)
        } else {
            let silence = seconds(silence);
            let detail = format!("{sentence}, then nothing for {silence}; waited {waited}");
            Error::of(Code::LDAP_NO_ANSWER, detail)
        };
    }
    let whole = answered.since.elapsed();
    let before = match answered.count {
        0 => String::new(),
        1 => format!(
            "1 request on this connection was answered, in {}",
            seconds(answered.longest)
        ),
        count => format!(
            "{count} requests on this connection were answered, none of them in more than {}",
            seconds(answered.longest)
        ),
    };
    if deadline.is_of_the_whole()
        && answered.count > 0
        && is_pause(elapsed, answered.longest, whole)
    {
        let detail =
            format!("the time for the whole was up {waited} after {what} was sent; {before}");
        return Error::of(Code::LDAP_TIME_USED_UP, detail);
    }
    if let Some(starved) = deadline.starved() {
        let detail = format!("no answer to {what}: {starved}");
        return Error::new(Stage::Bind, Code::DEADLINE_PASSED, detail);
    }
    let others = match meanwhile {
        0 => String::new(),
        count => format!("; the server answered {count} others on this connection meanwhile"),
    };
    Error::of(
        Code::LDAP_NO_ANSWER,
        format!("no answer to {what} in {waited}{others}"),
    )
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::client::pace::{Answered, Progress};

    /// The time of a test that only moves when it is told to.
    async fn wait(milliseconds: u64) {
        tokio::time::advance(Duration::from_millis(milliseconds)).await;
    }

    fn came(progress: Progress, answered: Answered) -> Came {
        Came {
            progress,
            answered,
            meanwhile: 0,
        }
    }

    #[tokio::test(start_paused = true)]
    async fn an_answer_that_flows_until_the_end_is_told_from_one_that_stopped() {
        let deadline = Deadline::new(Duration::from_secs(3), None);
        let (answered, mut progress) = (Answered::new(), Progress::new());
        for _ in 0..20 {
            wait(100).await;
            progress.octets(50);
            progress.message(0x64);
        }
        wait(100).await;
        let flowed = late("the search", 0, came(progress, answered), deadline);
        assert_eq!(
            (flowed.code(), flowed.detail()),
            (
                Code::LDAP_TIME_USED_UP,
                "the time was up after 2.1 s; of the answer to the search 20 entries had come, 1000 octets in all, with no pause of more than 0.1 s"
            )
        );
        wait(900).await;
        let stopped = late("the search", 0, came(progress, answered), deadline);
        assert_eq!(
            (stopped.code(), stopped.detail()),
            (
                Code::LDAP_NO_ANSWER,
                "of the answer to the search 20 entries had come, 1000 octets in all, then nothing for 1.0 s; waited 3.0 s"
            )
        );
    }

    #[tokio::test(start_paused = true)]
    async fn requests_that_used_the_time_up_are_told_from_one_that_is_not_answered() {
        let end = tokio::time::Instant::now() + Duration::from_secs(3);
        let mut answered = Answered::new();
        for _ in 0..28 {
            let progress = Progress::new();
            wait(100).await;
            answered.add(&progress);
        }
        let (progress, deadline) = (
            Progress::new(),
            Deadline::new(Duration::from_secs(10), Some(end)),
        );
        wait(200).await;
        let used = late("the search", 0, came(progress, answered), deadline);
        assert_eq!(
            (used.code(), used.detail()),
            (
                Code::LDAP_TIME_USED_UP,
                "the time for the whole was up 0.2 s after the search was sent; 28 requests on this connection were answered, none of them in more than 0.1 s"
            )
        );
        wait(1000).await;
        let mut silent = came(progress, answered);
        silent.meanwhile = 3;
        let silent = late("the search", 0, silent, deadline);
        assert_eq!(
            (silent.code(), silent.detail()),
            (
                Code::LDAP_NO_ANSWER,
                "no answer to the search in 1.2 s; the server answered 3 others on this connection meanwhile"
            )
        );
    }

    #[tokio::test(start_paused = true)]
    async fn a_request_that_came_too_late_says_nothing_of_the_server() {
        let deadline = Deadline::new(Duration::from_secs(3), None);
        wait(2900).await;
        let (deadline, progress) = (deadline.restarted(), Progress::new());
        wait(100).await;
        let error = late("StartTLS", 0, came(progress, Answered::new()), deadline);
        assert_eq!(
            (error.code(), error.detail()),
            (
                Code::DEADLINE_PASSED,
                "no answer to StartTLS: 0.1 s of 3.0 s were left for it, the steps before had used up the rest"
            )
        );
    }
}
