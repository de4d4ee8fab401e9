//! Running a command to its end while signals are passed on to it.

use std::{
    io::{self, IsTerminal},
    process::{Command, ExitStatus},
};

use tokio::runtime::Runtime;

use crate::failure::Failure;

/// From its making on, signals no longer end this process: they wait for the command.
pub(crate) struct Beside {
    runtime: Runtime,
    signals: Signals,
}

impl Beside {
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

    /// Runs the command to its end.
    pub(crate) fn run(self, command: Command) -> io::Result<ExitStatus> {
        let Self {
            runtime,
            mut signals,
        } = self;
        runtime.block_on(signals.pass_on(command))
    }
}

#[cfg(unix)]
use unix::Signals;

#[cfg(unix)]
mod unix {
    use std::task::Poll;

    use rustix::process::{Pid, Signal, kill_process, kill_process_group};
    use tokio::signal::unix::{SignalKind, signal};

    use super::*;

    /// Signals that can be caught and that somebody sends to a program, and whether they mean its end.
    const PASSED_ON: &[(Signal, bool)] = &[
        (Signal::TERM, true),
        (Signal::INT, true),
        (Signal::HUP, true),
        (Signal::QUIT, true),
        (Signal::ALARM, true),
        (Signal::USR1, false),
        (Signal::USR2, false),
        (Signal::WINCH, false),
        (Signal::CONT, false),
    ];

    pub(super) struct Signals(Vec<(Signal, bool, tokio::signal::unix::Signal)>);

    impl Signals {
        pub(super) fn new() -> io::Result<Self> {
            let listen = |(number, ends): &(Signal, bool)| {
                let kind = SignalKind::from_raw(number.as_raw());
                Ok((*number, *ends, signal(kind)?))
            };
            PASSED_ON
                .iter()
                .map(listen)
                .collect::<io::Result<_>>()
                .map(Self)
        }

        async fn next(&mut self) -> (Signal, bool) {
            std::future::poll_fn(|context| {
                for (number, ends, signal) in &mut self.0 {
                    if signal.poll_recv(context).is_ready() {
                        return Poll::Ready((*number, *ends));
                    }
                }
                Poll::Pending
            })
            .await
        }

        /// A terminal sends its signals to all that it runs, so there the command stays among them. Else it leads a group of its own,
        /// which gets every signal, and which goes as a whole when a signal has ended the command.
        pub(super) async fn pass_on(&mut self, command: Command) -> io::Result<ExitStatus> {
            let terminal = io::stdin().is_terminal();
            let mut command = tokio::process::Command::from(command);
            if !terminal {
                command.process_group(0);
            }
            let mut child = command.spawn()?;
            let pid = child
                .id()
                .and_then(|id| i32::try_from(id).ok())
                .and_then(Pid::from_raw);
            let send = |signal: Signal| {
                // Whoever is gone needs no signal.
                let _ = match (pid, terminal) {
                    (Some(pid), false) => kill_process_group(pid, signal),
                    (Some(pid), true) => kill_process(pid, signal),
                    (None, _) => Ok(()),
                };
            };
            let mut ending = false;
            let status = loop {
                tokio::select! {
                    status = child.wait() => break status,
                    (signal, ends) = self.next() => {
                        let by_terminal = matches!(signal, Signal::INT | Signal::QUIT | Signal::WINCH | Signal::CONT);
                        if ends && ending {
                            // Asked twice: without its leave.
                            send(Signal::KILL);
                        } else if !(terminal && by_terminal) {
                            send(signal);
                        }
                        ending |= ends;
                    }
                }
            };
            if ending && !terminal {
                send(Signal::KILL);
            }
            status
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

    async fn pass_on(&mut self, mut command: Command) -> io::Result<ExitStatus> {
        let mut child = command.spawn()?;
        loop {
            if let Some(status) = child.try_wait()? {
                return Ok(status);
            }
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                () = tokio::time::sleep(std::time::Duration::from_millis(20)) => {}
            }
        }
    }
}
