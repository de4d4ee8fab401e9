//! A running program: its last words, and its end.

use std::{
    collections::VecDeque,
    fs,
    io::{self, BufRead, BufReader, Read},
    os::unix::process::CommandExt,
    process::{Child, Command, ExitStatus, Stdio},
    sync::{Arc, Mutex, PoisonError},
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use super::{folder::Folder, guard::RUNNING};

/// How many last lines are kept, and how much of each.
const LINES: usize = 20;
const OCTETS: u64 = 400;

/// How long a program that was asked to end may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// Between two looks at whether it ended.
const PAUSE: Duration = Duration::from_millis(5);

type Said = Arc<Mutex<VecDeque<String>>>;

pub(super) struct Process {
    child: Child,
    said: Said,
    listeners: Vec<JoinHandle<()>>,
}

impl Process {
    /// Runs a command without an input, listening to both its outputs.
    pub(super) fn start(command: &mut Command, folder: &Folder) -> io::Result<Self> {
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .process_group(0)
            .spawn()?;
        let said = Said::default();
        let outputs: [Option<Box<dyn Read + Send>>; 2] = [
            child.stdout.take().map(|output| Box::new(output) as _),
            child.stderr.take().map(|output| Box::new(output) as _),
        ];
        let listeners = outputs.into_iter().flatten().map(|output| {
            let said = Arc::clone(&said);
            thread::spawn(move || listen(output, &said))
        });
        let mut process = Self {
            listeners: listeners.collect(),
            child,
            said,
        };
        let number = format!("{}\n", process.child.id());
        if let Err(error) = fs::write(folder.join(RUNNING), number) {
            process.kill();
            return Err(error);
        }
        Ok(process)
    }

    /// How it ended, if it has.
    pub(super) fn ended(&mut self) -> io::Result<Option<ExitStatus>> {
        self.child.try_wait()
    }

    /// Waits for its end; `None` when it takes longer than that.
    pub(super) fn ends_within(&mut self, time: Duration) -> io::Result<Option<ExitStatus>> {
        let deadline = Instant::now() + time;
        loop {
            let ended = self.ended()?;
            if ended.is_some() || Instant::now() >= deadline {
                return Ok(ended);
            }
            pause();
        }
    }

    /// The last lines that it said.
    pub(super) fn words(&mut self) -> Vec<String> {
        // A program that has ended is heard to its end, unless a child of its own holds the pipe.
        let deadline = Instant::now() + Duration::from_secs(1);
        while matches!(self.child.try_wait(), Ok(Some(_)))
            && Instant::now() < deadline
            && !self.listeners.iter().all(JoinHandle::is_finished)
        {
            pause();
        }
        let said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        said.iter().cloned().collect()
    }

    /// Asks it to end, waits, and ends it where it does not.
    pub(super) fn stop(&mut self) {
        // As long as nobody waited for it, the number is its own.
        let asked = Command::new("/bin/sh")
            .args(["-c", r#"kill -15 "$0""#])
            .arg(self.child.id().to_string())
            .stderr(Stdio::null())
            .status();
        if !asked.is_ok_and(|status| status.success())
            || !matches!(self.ends_within(PATIENCE), Ok(Some(_)))
        {
            self.kill();
        }
    }

    /// Its number.
    pub(super) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Ends it at once.
    pub(super) fn kill(&mut self) {
        // Both fail only where it has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Gives the program a moment.
pub(super) fn pause() {
    thread::park_timeout(PAUSE);
}

/// Reads to the end, since a full pipe would stop the program, and keeps the last lines.
fn listen(output: impl Read, said: &Mutex<VecDeque<String>>) {
    let mut output = BufReader::new(output);
    let mut line = Vec::new();
    loop {
        line.clear();
        match output.by_ref().take(OCTETS).read_until(b'\n', &mut line) {
            Ok(0) | Err(_) => return,
            Ok(_) => {}
        }
        let text = String::from_utf8_lossy(&line).trim_end().to_owned();
        if text.is_empty() {
            continue;
        }
        let mut said = said.lock().unwrap_or_else(PoisonError::into_inner);
        if said.len() == LINES {
            said.pop_front();
        }
        said.push_back(text);
    }
}
