//! What asks the command to stop: Ctrl-C, what service managers and `timeout` send, and a terminal that closes.

#[cfg(unix)]
use tokio::signal::unix::{Signal, SignalKind, signal};

/// The signals, heard since [`listen`](Self::listen).
pub(crate) struct Signals {
    #[cfg(unix)]
    interrupt: Option<Signal>,
    #[cfg(unix)]
    terminate: Option<Signal>,
    #[cfg(unix)]
    hangup: Option<Signal>,
}

/// What is asked within this time is one wish.
#[cfg(unix)]
const ONE_WISH: std::time::Duration = std::time::Duration::from_millis(500);

#[cfg(unix)]
impl Signals {
    /// Hears them from now on; they no longer end the process by themselves.
    pub(crate) fn listen() -> Self {
        Self {
            interrupt: signal(SignalKind::interrupt()).ok(),
            terminate: signal(SignalKind::terminate()).ok(),
            hangup: hangups_count().then(|| signal(SignalKind::hangup()).ok()).flatten(),
        }
    }

    /// Waits until it is asked to stop.
    pub(crate) async fn first(&mut self) {
        tokio::select! {
            () = next(&mut self.interrupt) => {}
            () = next(&mut self.terminate) => {}
            () = next(&mut self.hangup) => {}
        }
    }

    /// Waits until it is asked again. A terminal that closes asks several times and means it once, and so does
    /// `timeout`, which asks the process and then its group.
    pub(crate) async fn again(&mut self) {
        let meant = tokio::time::Instant::now() + ONE_WISH;
        loop {
            tokio::select! {
                () = next(&mut self.interrupt) => {}
                () = next(&mut self.terminate) => {}
            }
            if tokio::time::Instant::now() > meant {
                return;
            }
        }
    }
}

#[cfg(not(unix))]
impl Signals {
    /// Hears Ctrl-C when it is waited for.
    pub(crate) fn listen() -> Self {
        Self {}
    }

    /// Waits until it is asked to stop.
    pub(crate) async fn first(&mut self) {
        // Without signals there is nothing to wait for but the end of the process.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }

    /// Waits until it is asked again.
    pub(crate) async fn again(&mut self) {
        self.first().await;
    }
}

#[cfg(unix)]
async fn next(signal: &mut Option<Signal>) {
    match signal {
        Some(signal) => drop(signal.recv().await),
        None => std::future::pending().await,
    }
}

/// `nohup` has hangups ignored, and to hear them would undo that. Where it cannot be told, they end the process as ever.
#[cfg(unix)]
fn hangups_count() -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    ignored.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).is_some_and(|mask| mask & 1 == 0)
}
