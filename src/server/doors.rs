//! Listeners that can be stopped and started again while the server runs.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio_util::sync::CancellationToken;

use super::{
    accept::{Accepting, Place, again},
    backend::Backend,
    connection,
    door::{Command, Door, Port},
    socket::Socket,
};

/// A door and what runs it.
pub(super) fn open(
    port: Port,
    listener: Accepting,
    backend: Arc<Backend>,
    connections: Arc<AtomicU64>,
    stop: CancellationToken,
) -> (Door, impl Future<Output = ()> + Send + 'static) {
    let (commands, receiver) = unbounded_channel();
    let run = run(port, listener, receiver, backend, connections, stop);
    (Door { port, commands }, run)
}

async fn run(
    port: Port,
    listener: Accepting,
    mut commands: UnboundedReceiver<Command>,
    backend: Arc<Backend>,
    connections: Arc<AtomicU64>,
    stop: CancellationToken,
) {
    let Ok(address) = listener.place() else {
        return;
    };
    let take = |socket: Socket| {
        let number = connections.fetch_add(1, Ordering::Relaxed) + 1;
        let backend = Arc::clone(&backend);
        let stop = stop.clone();
        tokio::spawn(async move {
            tokio::select! {
                biased;
                () = stop.cancelled() => {}
                () = connection::serve(socket, port, backend, number) => {}
            }
        });
    };
    let mut open = Some(listener);
    loop {
        let accepted = match &open {
            None => None,
            Some(listener) => tokio::select! {
                biased;
                command = commands.recv() => {
                    let Some(command) = command else { return };
                    obey(command, &address, &mut open, &take);
                    continue;
                }
                () = stop.cancelled() => return,
                accepted = listener.accept() => Some(accepted),
            },
        };
        match accepted {
            None => {
                let command = tokio::select! {
                    command = commands.recv() => command,
                    () = stop.cancelled() => return,
                };
                let Some(command) = command else { return };
                obey(command, &address, &mut open, &take);
            }
            Some(Ok(socket)) => take(socket),
            // Out of file descriptors, or a client that left already: wait for the next turn rather than spin.
            Some(Err(_)) => tokio::time::sleep(std::time::Duration::from_millis(5)).await,
        }
    }
}

fn obey(command: Command, address: &Place, open: &mut Option<Accepting>, take: &dyn Fn(Socket)) {
    // Whoever told it may have gone.
    match command {
        Command::Stop(done) => {
            let _ = done.send(open.take().map_or(Ok(()), |listener| listener.close(take)));
        }
        Command::Start(done) => {
            let started = match open {
                Some(_) => Ok(()),
                None => again(address).map(|listener| *open = Some(listener)),
            };
            let _ = done.send(started);
        }
    }
}
