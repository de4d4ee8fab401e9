//! Who cleans up when nobody else can: a shell that outlives this process, should a signal end it.

use std::{
    fs,
    io::{self, Write},
    os::unix::process::CommandExt,
    path::Path,
    process::{Child, Command, Stdio},
};

/// The file in a server's folder with the process that runs.
pub(super) const RUNNING: &str = "running";

/// The file in a server's folder with the name of its container, if that is what it runs in.
#[cfg(feature = "containers")]
pub(super) const CONTAINER: &str = "container";

/// Waits for the word that all is well; the end of its input without it means that we died.
const SCRIPT: &str = r#"read word; [ "$word" = done ] && exit 0
while read -r process; do kill -9 "$process"; done <"$0/running"
[ -e "$0/container" ] && docker rm --force --volumes "$(cat "$0/container")"
rm -rf "$0""#;

/// Ends the server and removes the folder when this process ends without having dropped the guard.
pub(super) struct Guard(Child);

impl Guard {
    pub(super) fn over(folder: &Path) -> io::Result<Self> {
        fs::write(folder.join(RUNNING), "")?;
        let child = Command::new("/bin/sh")
            .args(["-c", SCRIPT])
            .arg(folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            // What a terminal sends to our group is not for it.
            .process_group(0)
            .spawn()?;
        Ok(Self(child))
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        if let Some(mut words) = self.0.stdin.take() {
            // It is gone where this fails, and then there is nothing to tell.
            let _ = words.write_all(b"done\n");
        }
        let _ = self.0.wait();
    }
}
