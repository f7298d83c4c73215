//! The engine that the `docker` command would talk to.
//!
//! Source: the command's `cli/command/cli.go` (which setting wins) and `cli/context/store` (where contexts lie).

use super::{Config, PROVIDER, Tls};
use anycloud_core::{Error, Result};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};

/// Where engines listen unless somebody says otherwise.
const USUAL: &str = "unix:///var/run/docker.sock";

impl Config {
    /// [`from_env`](Self::from_env) with other variables.
    pub(super) fn from_vars(vars: impl Fn(&str) -> Option<String>) -> Result<Self> {
        let var = |name: &str| vars(name).filter(|value| !value.is_empty());
        let folder = var("DOCKER_CONFIG")
            .map(PathBuf::from)
            .or_else(|| Some(Path::new(&var("HOME")?).join(".docker")));
        let version = var("DOCKER_API_VERSION");
        let mut config = match (var("DOCKER_HOST"), &folder) {
            (Some(host), _) => of_variables(&host, var, folder.as_deref()),
            (None, Some(folder)) => {
                of_context(folder, var("DOCKER_CONTEXT")).map_err(|e| e.with_provider(PROVIDER))?
            }
            (None, None) => Self::new(USUAL),
        };
        if let Some(version) = version {
            let version = version.parse().map_err(|e| {
                Error::config("DOCKER_API_VERSION is no version of the Engine API")
                    .with_provider(PROVIDER)
                    .with_source(e)
            })?;
            config = config.api_version(version);
        }
        Ok(config)
    }
}

fn of_variables(host: &str, var: impl Fn(&str) -> Option<String>, folder: Option<&Path>) -> Config {
    let certificates = var("DOCKER_CERT_PATH").map(PathBuf::from);
    let tls = var("DOCKER_TLS_VERIFY").or_else(|| var("DOCKER_TLS")).is_some();
    let config = Config::new(host);
    match (certificates, folder) {
        (Some(certificates), _) => config.tls(Tls::in_folder(certificates)),
        (None, Some(folder)) if tls => config.tls(Tls::in_folder(folder)),
        _ => config,
    }
}

fn of_context(folder: &Path, named: Option<String>) -> Result<Config> {
    let named = match named {
        Some(name) => Some(name),
        None => current(folder)?,
    };
    let Some(name) = named.filter(|name| name != "default") else { return Ok(Config::new(USUAL)) };
    let contexts = folder.join("contexts");
    // A context's folder is called by a hash of its name; looking into all of them needs no hash.
    for entry in fs::read_dir(contexts.join("meta")).into_iter().flatten().flatten() {
        let Some(meta) = json(&entry.path().join("meta.json"))? else { continue };
        if meta.get("Name").and_then(Value::as_str) == Some(&name) {
            return of_meta(&name, &meta, &contexts.join("tls").join(entry.file_name()).join("docker"));
        }
    }
    Err(Error::config(format!("there is no Docker context {name:?} in {}", contexts.display())))
}

fn current(folder: &Path) -> Result<Option<String>> {
    let config = json(&folder.join("config.json"))?;
    Ok(config
        .and_then(|config| Some(config.get("currentContext")?.as_str()?.to_owned()))
        .filter(|name| !name.is_empty()))
}

fn of_meta(name: &str, meta: &Value, certificates: &Path) -> Result<Config> {
    let engine = &meta["Endpoints"]["docker"];
    let host = engine["Host"].as_str().filter(|host| !host.is_empty());
    let host = host.ok_or_else(|| Error::config(format!("the Docker context {name:?} has no engine")))?;
    if engine["SkipTLSVerify"].as_bool() == Some(true) {
        let text = format!(
            "the Docker context {name:?} wants a certificate that is not verified: give the engine's authority"
        );
        return Err(Error::config(text));
    }
    let config = Config::new(host);
    Ok(if certificates.is_dir() { config.tls(Tls::found_in(certificates)) } else { config })
}

fn json(path: &Path) -> Result<Option<Value>> {
    let text = match fs::read(path) {
        Ok(text) => text,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(e) => return Err(Error::config(format!("cannot read {}", path.display())).with_source(e)),
    };
    // What serde says of the text could be a registry's password.
    let found = serde_json::from_slice(&text);
    found.map(Some).map_err(|e| Error::config(format!("{} is not JSON: line {}", path.display(), e.line())))
}

#[cfg(test)]
mod tests {
    use super::Config;
    use anycloud_core::{ErrorKind, Result};
    use serde_json::json;
    use std::fs;
    use std::path::Path;

    fn from(folder: &Path, vars: &[(&str, &str)]) -> Result<Config> {
        let folder = folder.to_str().unwrap().to_owned();
        Config::from_vars(|name| {
            if name == "DOCKER_CONFIG" {
                return Some(folder.clone());
            }
            vars.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
        })
    }

    /// A folder as the `docker` command keeps it, with the context `lab`.
    fn folder(engine: serde_json::Value) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        let at = |path: &str, text: String| {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        };
        at("config.json", json!({"auths": {}, "currentContext": "lab"}).to_string());
        at("contexts/meta/1111/meta.json", json!({"Name": "other", "Endpoints": {}}).to_string());
        let lab = json!({"Name": "lab", "Metadata": {}, "Endpoints": {"docker": engine}});
        at("contexts/meta/2222/meta.json", lab.to_string());
        at("contexts/tls/2222/docker/ca.pem", "not read here".into());
        folder
    }

    fn host(config: Result<Config>) -> String {
        config.unwrap().host.into()
    }

    #[test]
    fn the_variable_wins_over_contexts() {
        let folder = folder(json!({"Host": "tcp://10.0.0.7:2376", "SkipTLSVerify": false}));
        assert_eq!(host(from(folder.path(), &[])), "tcp://10.0.0.7:2376");
        assert_eq!(
            host(from(folder.path(), &[("DOCKER_CONTEXT", "default")])),
            "unix:///var/run/docker.sock"
        );
        let said = [("DOCKER_HOST", "unix:///run/mine.sock"), ("DOCKER_CONTEXT", "lab")];
        assert_eq!(host(from(folder.path(), &said)), "unix:///run/mine.sock");
        assert_eq!(host(from(Path::new("/nowhere"), &[])), "unix:///var/run/docker.sock");
        assert_eq!(host(Config::from_vars(|_| None)), "unix:///var/run/docker.sock");
    }

    #[test]
    fn certificates_come_from_where_the_command_looks() {
        let folder = folder(json!({"Host": "tcp://10.0.0.7:2376"}));
        let tls = from(folder.path(), &[]).unwrap().tls.unwrap();
        assert_eq!(tls.ca.unwrap(), folder.path().join("contexts/tls/2222/docker/ca.pem"));
        assert_eq!(tls.certificate, None);

        fs::write(folder.path().join("cert.pem"), "").unwrap();
        let verified = [("DOCKER_HOST", "tcp://10.0.0.7"), ("DOCKER_TLS_VERIFY", "1")];
        let tls = from(folder.path(), &verified).unwrap().tls.unwrap();
        assert_eq!(tls.certificate, Some(folder.path().join("cert.pem")));
        assert_eq!(tls.ca.unwrap(), folder.path().join("ca.pem"), "which must be there");
        let unverified = [verified[0], ("DOCKER_TLS", "1")];
        assert_eq!(from(folder.path(), &unverified).unwrap().tls.unwrap().certificate, tls.certificate);
        assert!(from(folder.path(), &verified[..1]).unwrap().tls.is_none());

        let certs = folder.path().join("contexts/tls/2222/docker");
        let there = [("DOCKER_HOST", "tcp://10.0.0.7"), ("DOCKER_CERT_PATH", certs.to_str().unwrap())];
        let tls = from(folder.path(), &there).unwrap().tls.unwrap();
        assert_eq!(tls.ca.unwrap(), certs.join("ca.pem"));
    }

    #[test]
    fn what_cannot_work_is_refused_with_reasons() {
        let refused = |config: Result<Config>| {
            let error = config.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InvalidConfig);
            error.to_string()
        };
        let good = folder(json!({"Host": "tcp://10.0.0.7:2376"}));
        assert!(
            refused(from(good.path(), &[("DOCKER_CONTEXT", "gone")])).contains("no Docker context \"gone\"")
        );
        assert!(refused(from(good.path(), &[("DOCKER_CONTEXT", "other")])).contains("has no engine"));
        assert!(refused(from(good.path(), &[("DOCKER_API_VERSION", "new")])).contains("DOCKER_API_VERSION"));
        let unverified = folder(json!({"Host": "tcp://10.0.0.7:2376", "SkipTLSVerify": true}));
        assert!(refused(from(unverified.path(), &[])).contains("not verified"));
        fs::write(good.path().join("config.json"), "{").unwrap();
        assert!(refused(from(good.path(), &[])).contains("config.json is not JSON"));
    }
}
