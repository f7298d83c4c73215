//! Moving an image of 1 GiB, half of which can be compressed, onto a drive of a simulator in a process of its own: `anycloud
//! drives upload`, beside the algorithm of the service's own script, which takes one piece of 4 MiB after the other through
//! `dd`, `gzip` and `curl`.
//!
//! Both talk to the same simulator, which unzips what it gets, and both need the same two cores as it does.

use crate::Outcome;
use crate::process::{Serving, root};
use crate::report::Section;
use crate::servers::Account;
use crate::stats::seconds;
use anycloud_core::{ByteSize, Cloud, CloudId, CreateDrive, DestroyDrive, DriveId, Secret};
use anycloud_elastichosts::{Config, ElasticHosts};
use std::fs::File;
use std::io::{BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

const GIB: u64 = 1 << 30;
/// The part of the image that `gzip` alone is given.
const PART: u64 = GIB / 8;

pub(crate) fn measure() -> Outcome<Section> {
    let mut section = Section::new("Uploading an image of 1 GiB");
    let anycloud = command()?;
    let folder = tempfile::tempdir()?;
    let image = folder.path().join("image");
    write_image(&image)?;
    let server = Serving::<Account>::start(&["drives", "0"])?;
    let account = &server.ready;
    let config = folder.path().join("config.toml");
    std::fs::write(&config, configuration(account))?;
    let drives = Drives::open(account)?;
    let ours = uploaded(&drives, &image, |drive| our_upload(&anycloud, &config, &image, drive))?;
    let theirs = uploaded(&drives, &image, |drive| their_upload(account, &image, drive))?;
    let zipping = gzip_alone(&image)?;
    let row = |name: &str, seconds: f64| {
        let rate = GIB as f64 / seconds / 1e6;
        vec![
            name.to_owned(),
            format!("{seconds:.1} s"),
            format!("{rate:.0} MB/s"),
            format!("{:.2}×", theirs / seconds),
        ]
    };
    section.text(
        "One upload of each onto a new drive, all of which is then read back and compared with the image. Aim: 1.7×.",
    );
    let rows = [row("`anycloud drives upload`", ours), row("dd, gzip and curl in sequence", theirs)];
    section.table(&["", "time", "rate of the image", "beside the script"], &rows);
    section.text(format!(
        "What bounds it: zipping. `gzip` alone would take {zipping:.1} s for the image on one core, writing nowhere (an eighth of it \
         was measured); the script does nothing else meanwhile. anycloud zips on every core, and shares them with the \
         simulator, which unzips what it gets and is the same for both."
    ));
    Ok(section)
}

/// How long an upload takes; what is on the drive then is compared with the image.
fn uploaded(drives: &Drives, image: &Path, upload: impl FnOnce(&DriveId) -> Command) -> Outcome<f64> {
    let drive = drives.create()?;
    let mut upload = upload(&drive);
    let (seconds, status) = seconds(|| upload.stdin(Stdio::null()).stdout(Stdio::null()).status());
    if !status?.success() {
        // The command line holds the simulator's secret, and nobody else's.
        return Err(format!("{upload:?} failed").into());
    }
    drives.same(&drive, image)?;
    drives.destroy(drive)?;
    Ok(seconds)
}

/// The command, built if it is not beside this program.
fn command() -> Outcome<PathBuf> {
    let manifest = root().join("Cargo.toml");
    let mut cargo = Command::new("cargo");
    cargo.args(["build", "--release", "--quiet", "-p", "anycloud-cli", "--manifest-path"]).arg(manifest);
    if !cargo.status()?.success() {
        return Err("the command does not build".into());
    }
    Ok(std::env::current_exe()?.with_file_name("anycloud"))
}

/// Blocks of 64 KiB by turns of noise and of text, so that it is no hole and half of it is worth zipping.
fn write_image(path: &Path) -> Outcome {
    const BLOCK: usize = 64 << 10;
    let mut file = BufWriter::with_capacity(1 << 20, File::create(path)?);
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    for block in 0..GIB / BLOCK as u64 {
        let mut bytes = Vec::with_capacity(BLOCK);
        while bytes.len() < BLOCK {
            // xorshift64
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            if block % 2 == 0 {
                bytes.extend_from_slice(&state.to_le_bytes());
            } else {
                bytes.extend_from_slice(
                    format!("Nov 21 host daemon[{:5}]: nothing new\n", state % 9973).as_bytes(),
                );
            }
        }
        file.write_all(&bytes[..BLOCK])?;
    }
    Ok(file.flush()?)
}

fn configuration(account: &Account) -> String {
    let Account { url, user, secret } = account;
    format!(
        "[clouds.bench]\nprovider = \"elastichosts\"\nendpoint = {url:?}\nuser = {user:?}\nsecret = {secret:?}\n"
    )
}

fn our_upload(anycloud: &Path, config: &Path, image: &Path, drive: &DriveId) -> Command {
    let mut command = Command::new(anycloud);
    command.arg("--config").arg(config).args(["drives", "upload"]).arg(image);
    command.args(["--drive", drive.as_str()]).stderr(Stdio::null());
    command
}

fn their_upload(account: &Account, image: &Path, drive: &DriveId) -> Command {
    let mut command = Command::new(root().join("benches/third-party/upload.sh"));
    command.args([&account.url, &format!("{}:{}", account.user, account.secret), drive.as_str()]).arg(image);
    command
}

/// How long one core zips the image, as the script zips.
fn gzip_alone(image: &Path) -> Outcome<f64> {
    let mut part = File::open(image)?.take(PART);
    let mut gzip = Command::new("gzip").arg("-c").stdin(Stdio::piped()).stdout(Stdio::null()).spawn()?;
    let (seconds, zipped) = seconds(|| {
        if let Some(mut stdin) = gzip.stdin.take() {
            std::io::copy(&mut part, &mut stdin)?;
        }
        gzip.wait()
    });
    zipped?;
    Ok(seconds * (GIB / PART) as f64)
}

/// The drives of the account.
struct Drives {
    runtime: tokio::runtime::Runtime,
    cloud: Cloud,
}

impl Drives {
    fn open(account: &Account) -> Outcome<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let config = Config::new(account.user.as_str(), Secret::new(account.secret.as_str()));
        let config = config.endpoint(url::Url::parse(&account.url)?);
        Ok(Self { runtime, cloud: Cloud::new(ElasticHosts::new(CloudId::new("bench"), config)?) })
    }

    fn create(&self) -> Outcome<DriveId> {
        let request = CreateDrive::new("image").size(ByteSize(GIB));
        Ok(self.runtime.block_on(async { self.cloud.create_drive(&request).done().await })?)
    }

    fn destroy(&self, drive: DriveId) -> Outcome {
        let request = DestroyDrive::new(drive);
        self.runtime.block_on(async { self.cloud.destroy_drive(&request).done().await })?;
        Ok(())
    }

    /// Compares all of the drive with the image.
    fn same(&self, drive: &DriveId, image: &Path) -> Outcome {
        const PIECE: u64 = 4 << 20;
        let (mut file, mut here) = (File::open(image)?, vec![0; PIECE as usize]);
        for offset in (0..GIB).step_by(PIECE as usize) {
            let there = self.runtime.block_on(self.cloud.read_drive(drive, offset, PIECE))?;
            file.read_exact(&mut here)?;
            if there != here {
                return Err(format!("the drive differs from the image behind byte {offset}").into());
            }
        }
        Ok(())
    }
}
