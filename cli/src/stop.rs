//! Waiting for the end, also while it begins: SIGTERM, SIGINT, SIGHUP, or the end of stdin if that was asked for.

use std::{io, thread};

use tokio::{runtime::Runtime, sync::oneshot};

use crate::failure::Failure;

/// From its making on, a signal ends the wait and no longer the process.
pub(crate) struct Stop {
    runtime: Runtime,
    signals: Signals,
}

impl Stop {
    /// To be made before anybody is told that the process runs.
    pub(crate) fn new() -> Result<Self, Failure> {
        let make = || -> io::Result<Self> {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()?;
            let signals = {
                let _inside = runtime.enter();
                Signals::new()?
            };
            Ok(Self { runtime, signals })
        };
        make().map_err(|error| {
            Failure::new(
                format!("signals cannot be waited for: {error}"),
                "Allow this process more files",
            )
        })
    }

    /// Does what may take long before anybody is told that the process runs; `None` if it is to stop before that is done, which is then left where it is.
    pub(crate) fn unless_before<T: Send + 'static>(
        &mut self,
        begin: impl FnOnce() -> Result<T, Failure> + Send + 'static,
    ) -> Result<Option<T>, Failure> {
        let (sender, mut begun) = oneshot::channel();
        let thread = thread::Builder::new()
            .name("start".to_owned())
            .spawn(move || {
                // Nobody waits for it where the process stops.
                let _ = sender.send(begin());
            });
        let thread =
            thread.map_err(|error| Failure::new(error, "Allow this process more threads"))?;
        let signals = &mut self.signals;
        let done = self.runtime.block_on(async {
            tokio::select! {
                done = &mut begun => Some(done),
                () = signals.next() => None,
            }
        });
        match done {
            None => Ok(None),
            Some(Ok(result)) => result.map(Some),
            Some(Err(_)) => match thread.join() {
                Err(panic) => std::panic::resume_unwind(panic),
                Ok(()) => Err(Failure::new("the start broke off", "Try it again")),
            },
        }
    }

    /// Returns when the process is to stop.
    pub(crate) fn wait(mut self, until_stdin_closes: bool) {
        let stdin = until_stdin_closes.then(stdin_closes);
        self.runtime.block_on(async {
            let stdin = async {
                match stdin {
                    // An error means that the thread is gone, and stdin with it.
                    Some(closed) => drop(closed.await),
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                () = stdin => {}
                () = self.signals.next() => {}
            }
        });
    }
}

/// A thread reads stdin to its end; it may outlive the wait, as the process ends then.
fn stdin_closes() -> oneshot::Receiver<()> {
    let (sender, receiver) = oneshot::channel();
    thread::spawn(move || {
        let _ = io::copy(&mut io::stdin().lock(), &mut io::sink());
        let _ = sender.send(());
    });
    receiver
}

#[cfg(unix)]
struct Signals {
    terminate: tokio::signal::unix::Signal,
    interrupt: tokio::signal::unix::Signal,
    hang_up: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    fn new() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
            hang_up: signal(SignalKind::hangup())?,
        })
    }

    async fn next(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
            _ = self.hang_up.recv() => {}
        }
    }
}

#[cfg(not(unix))]
struct Signals;

#[cfg(not(unix))]
impl Signals {
    fn new() -> io::Result<Self> {
        Ok(Self)
    }

    async fn next(&mut self) {
        let _ = tokio::signal::ctrl_c().await;
    }
}
