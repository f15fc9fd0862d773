//! The server as a process of its own: started, killed without a warning, started again, stopped in peace.

use std::fs::{self, File, OpenOptions};
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::{Instant, interval};

use crate::commands::Failed;
use crate::data::{DataFolder, Running};

/// Below the ports that the system gives to clients: one that knocks while the server is away must not get its port.
const PORTS: std::ops::Range<u16> = 21_000..29_000;
const START_LIMIT: Duration = Duration::from_secs(60);
const STOP_LIMIT: Duration = Duration::from_secs(90);
const LOOK: Duration = Duration::from_millis(20);

/// A server.
#[derive(Debug)]
pub(super) struct Server {
    folder: DataFolder,
    address: SocketAddr,
    log: PathBuf,
    child: Option<Child>,
    starts: watch::Sender<usize>,
    /// How often it was killed.
    pub(super) kills: usize,
}

impl Server {
    /// A server on `folder` that is not started yet.
    pub(super) fn on(folder: &Path) -> Result<Self, Failed> {
        let log = folder.join("storm-server.log");
        let folder = DataFolder::open(folder)?;
        Ok(Self {
            folder,
            address: free_address()?,
            log,
            child: None,
            starts: watch::Sender::new(0),
            kills: 0,
        })
    }

    /// Where it listens.
    pub(super) const fn address(&self) -> SocketAddr {
        self.address
    }

    /// What it said.
    pub(super) fn log(&self) -> &Path {
        &self.log
    }

    /// Hears of every start.
    pub(super) fn starts(&self) -> watch::Receiver<usize> {
        self.starts.subscribe()
    }

    /// Starts it and waits until it answers.
    pub(super) async fn start(&mut self) -> Result<Running, Failed> {
        let mut child = Command::new(std::env::current_exe()?)
            .args(["serve", "--listen", &self.address.to_string(), "--data"])
            .arg(self.folder.path())
            .env("OTKLIK_LOG", "info")
            .stdin(Stdio::null())
            .stdout(self.open_log()?)
            .stderr(self.open_log()?)
            .spawn()?;
        let deadline = Instant::now() + START_LIMIT;
        let pid = child.id();
        let mut looks = interval(LOOK);
        while Instant::now() < deadline {
            looks.tick().await;
            if let Some(status) = child.try_wait()? {
                return Err(
                    format!("the server ended at its start, {status}; see {}", self.log.display()).into()
                );
            }
            let marked = self.folder.running()?.filter(|running| running.pid == pid);
            if let (Some(running), true) = (marked, self.answers().await) {
                self.child = Some(child);
                self.starts.send_modify(|starts| *starts += 1);
                return Ok(running);
            }
        }
        child.kill()?;
        child.wait()?;
        Err(format!("the server did not answer in time; see {}", self.log.display()).into())
    }

    async fn answers(&self) -> bool {
        tokio::net::TcpStream::connect(self.address).await.is_ok()
    }

    fn open_log(&self) -> std::io::Result<File> {
        OpenOptions::new().create(true).append(true).open(&self.log)
    }

    /// Kills it as a power cut would, and starts it again.
    pub(super) async fn kill_and_start(&mut self) -> Result<Running, Failed> {
        let mut child = self.child.take().ok_or("there is no server to kill")?;
        if let Some(status) = child.try_wait()? {
            return Err(format!("the server ended by itself, {status}; see {}", self.log.display()).into());
        }
        child.kill()?;
        child.wait()?;
        self.kills += 1;
        self.start().await
    }

    /// Asks it to stop and waits until it has.
    pub(super) async fn stop(&mut self) -> Result<(), Failed> {
        let mut child = self.child.take().ok_or("there is no server to stop")?;
        ask_to_stop(&mut child)?;
        let deadline = Instant::now() + STOP_LIMIT;
        let mut looks = interval(LOOK);
        while Instant::now() < deadline {
            looks.tick().await;
            match child.try_wait()? {
                Some(status) if status.success() || cfg!(not(unix)) => return Ok(()),
                Some(status) => return Err(format!("the server did not stop cleanly: {status}").into()),
                None => {}
            }
        }
        child.kill()?;
        child.wait()?;
        Err("the server did not stop in time".into())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(mut child) = self.child.take() {
            // Nobody is left to be told; the process must not stay.
            let _gone = child.kill().and_then(|()| child.wait());
        }
    }
}

/// `kill` is a word of every shell, even where no such program is installed.
#[cfg(unix)]
fn ask_to_stop(child: &mut Child) -> std::io::Result<()> {
    Command::new("sh").args(["-c", "kill -TERM \"$1\"", "sh", &child.id().to_string()]).status().map(drop)
}

#[cfg(not(unix))]
fn ask_to_stop(child: &mut Child) -> std::io::Result<()> {
    child.kill()
}

fn free_address() -> Result<SocketAddr, Failed> {
    let span = u32::from(PORTS.end - PORTS.start);
    let offset = u16::try_from(std::process::id() % span)?;
    let free = |port: &u16| TcpListener::bind((Ipv4Addr::LOCALHOST, *port)).is_ok();
    let port = (PORTS.start + offset..PORTS.end).chain(PORTS).find(free).ok_or("no port is free")?;
    Ok(SocketAddr::from((Ipv4Addr::LOCALHOST, port)))
}

/// A folder for this storm alone: what is found in it must be the storm's own.
pub(super) fn fresh_folder(wanted: Option<&Path>) -> Result<PathBuf, Failed> {
    let folder = wanted.map_or_else(
        || std::env::temp_dir().join(format!("otklik-storm-{}", std::process::id())),
        Path::to_owned,
    );
    fs::create_dir_all(&folder)?;
    if fs::read_dir(&folder)?.next().is_some() {
        return Err(format!("{} is not empty: a storm needs a folder of its own", folder.display()).into());
    }
    Ok(folder)
}
