//! Moving an image of 1 GiB, half of which can be compressed, onto a drive of a simulator in a process of its own: `anycloud
//! drives upload`, beside the algorithm of the service's own script, which takes one piece of 4 MiB after the other through
//! `dd`, `gzip` and `curl`.
//!
//! Both talk to the same simulator, which unzips what it gets, and both need the same two cores as it does.

use crate::Outcome;
use crate::process::{Serving, root};
use crate::report::Section;
use crate::servers::Account;
use crate::stats::{median, ratio, seconds};
use anycloud_core::{ByteSize, Cloud, CloudId, CreateDrive, DestroyDrive, DriveId, Secret};
use anycloud_elastichosts::{Config, ElasticHosts};
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

const ROUNDS: usize = 3;
const GIB: u64 = 1 << 30;

pub(crate) fn measure() -> Outcome<Section> {
    let mut section = Section::new("Uploading an image of 1 GiB");
    let anycloud = command()?;
    let folder = tempfile::tempdir()?;
    let image = folder.path().join("image");
    write_image(&image)?;
    let server = Serving::<Account>::start(&["elastichosts", "0"])?;
    let account = &server.ready;
    let config = folder.path().join("config.toml");
    std::fs::write(&config, configuration(account))?;
    let drives = Drives::open(account)?;
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        for (script, times) in [(false, &mut ours), (true, &mut theirs)] {
            let drive = drives.create()?;
            let mut upload = if script {
                their_upload(account, &image, &drive)
            } else {
                our_upload(&anycloud, &config, &image, &drive)
            };
            let (seconds, status) = seconds(|| upload.stdin(Stdio::null()).stdout(Stdio::null()).status());
            if !status?.success() {
                return Err(format!("{upload:?} failed").into());
            }
            drives.same(&drive, &image)?;
            drives.destroy(drive)?;
            times.push(seconds);
        }
    }
    let zipping = gzip_alone(&image)?;
    let row = |name: &str, seconds: &[f64]| {
        let rate = GIB as f64 / median(seconds) / 1e6;
        vec![
            name.to_owned(),
            format!("{:.1} s", median(seconds)),
            format!("{rate:.0} MB/s"),
            format!("{:.2}×", ratio(&theirs, seconds)),
        ]
    };
    section.text(format!(
        "{ROUNDS} uploads of each onto new drives, some pieces read back and compared. Aim: 1.7×."
    ));
    let rows = [row("`anycloud drives upload`", &ours), row("dd, gzip and curl in sequence", &theirs)];
    section.table(&["", "time", "rate of the image", "beside the script"], &rows);
    section.text(format!("`gzip` alone takes {zipping:.1} s for the image on one core, writing nowhere."));
    Ok(section)
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
    let mut gzip = Command::new("gzip");
    gzip.arg("-c").stdin(File::open(image)?).stdout(Stdio::null());
    let (seconds, status) = seconds(|| gzip.status());
    status?;
    Ok(seconds)
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

    /// Compares every 64th MiB with the image.
    fn same(&self, drive: &DriveId, image: &Path) -> Outcome {
        use std::os::unix::fs::FileExt;
        let (file, mut there) = (File::open(image)?, vec![0; 1 << 20]);
        for offset in (0..GIB).step_by(64 << 20) {
            let here = self.runtime.block_on(self.cloud.read_drive(drive, offset, 1 << 20))?;
            file.read_exact_at(&mut there, offset)?;
            if here != there {
                return Err(format!("the drive differs from the image behind byte {offset}").into());
            }
        }
        Ok(())
    }
}
