//! What packages the service says nothing that the service does not know: Dockerfile, Compose, systemd,
//! example configurations.

use std::{collections::BTreeMap, fs, path::Path};

use yaml_rust2::{Yaml, YamlLoader};

use crate::cli::{Server, keys::write_key, mononym, run};

fn read(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

/// The instructions of a Dockerfile, continuation lines joined.
fn instructions() -> Vec<(String, String)> {
    let text = read("Dockerfile").replace("\\\n", " ");
    let lines = text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines
        .map(|line| {
            let (instruction, rest) = line.split_once(' ').unwrap();
            (instruction.to_owned(), rest.trim().to_owned())
        })
        .collect()
}

/// The last stage's arguments of an instruction.
fn last(instruction: &str) -> String {
    let all = instructions();
    let (_, rest) = all.iter().rfind(|(name, _)| name == instruction).unwrap();
    rest.clone()
}

fn variables(text: &str) -> BTreeMap<String, String> {
    let pairs = text.split_whitespace().map(|pair| pair.split_once('=').unwrap());
    pairs
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

/// A command as Dockerfiles write it: a list, never for a shell, which there is not.
fn command(text: &str) -> Vec<String> {
    serde_json::from_str(text).unwrap()
}

#[test]
fn the_image_runs_the_program_as_nobody_where_it_looks_for_it() {
    let froms: Vec<String> = instructions()
        .into_iter()
        .filter(|(name, _)| name == "FROM")
        .map(|(_, image)| image)
        .collect();
    assert_eq!(froms.len(), 2);
    let (image, tag) = froms[0].split(" AS ").next().unwrap().split_once(':').unwrap();
    assert_eq!(image, "rust");
    // The exact compiler, of at least the release that the sources need.
    let version: Vec<u32> = tag
        .split('-')
        .next()
        .unwrap()
        .split('.')
        .map(|part| part.parse().unwrap())
        .collect();
    assert_eq!(version.len(), 3, "pinned to a patch release");
    let needed = env!("CARGO_PKG_RUST_VERSION");
    let needed: Vec<u32> = needed.split('.').map(|part| part.parse().unwrap()).collect();
    assert!(version >= needed, "{version:?} {needed:?}");
    assert_eq!(froms[1], "scratch");

    let user = last("USER");
    assert_ne!(user.split(':').next().unwrap().parse::<u32>().unwrap(), 0);
    let copies: Vec<String> = instructions()
        .into_iter()
        .filter(|(name, _)| name == "COPY")
        .map(|(_, rest)| rest)
        .collect();
    assert!(
        copies.contains(&format!("--from=build --chown={user} /empty /data")),
        "{copies:?}"
    );
    assert_eq!(
        (last("WORKDIR").as_str(), last("VOLUME").as_str()),
        ("/data", "/data")
    );

    // Every program that is named is the one that is put there.
    let program = "/usr/local/bin/mononym";
    let all = instructions();
    let built = all
        .iter()
        .find(|(_, rest)| rest.contains("cp target/release/mononym"))
        .unwrap();
    assert!(built.1.contains("/image/usr/local/bin/"));
    assert_eq!(command(&last("ENTRYPOINT")), [program]);
    let health = last("HEALTHCHECK");
    let (options, check) = health.split_once("CMD ").unwrap();
    assert!(options.contains("--timeout=") && options.contains("--start-period="));
    assert_eq!(command(check), [program, "health"]);
    assert_eq!(command(&last("CMD")), ["serve"]);
    assert_eq!(last("STOPSIGNAL"), "SIGTERM");
}

#[test]
fn the_image_serves_and_its_health_check_sees_it() {
    let environment = variables(&last("ENV"));
    let (host, port) = environment["MONONYM_LISTEN"].rsplit_once(':').unwrap();
    assert_eq!(port, last("EXPOSE"));
    assert_eq!(host, "0.0.0.0", "reachable from outside of the container");
    assert_eq!(environment["MONONYM_DATA_DIR"], "/data");
    // The health check asks the default gateway, so the port must be the default one.
    let help = run(Path::new("/"), &["health", "--help"]).out;
    assert!(
        help.contains(&format!("[default: http://127.0.0.1:{port}]")),
        "{help}"
    );

    let directory = tempfile::tempdir().unwrap();
    let mut image = mononym(directory.path());
    image.envs(&environment);
    image
        .env("MONONYM_LISTEN", "127.0.0.1:0")
        .env("MONONYM_DATA_DIR", directory.path());
    let server = Server::spawn(image.args(command(&last("CMD"))));
    let healthy = run(directory.path(), &["health", "--gateway", &server.url]);
    assert_eq!(
        (healthy.code, healthy.out.as_str()),
        (0, "ready\n"),
        "{}",
        healthy.err
    );
    let url = server.url.clone();
    let (code, _) = server.terminate();
    assert_eq!(code, Some(0), "STOPSIGNAL ends it in order");
    let gone = run(directory.path(), &["health", "--gateway", &url]);
    assert_eq!(gone.code, 1);
    assert!(gone.err.contains("no answer from"), "{}", gone.err);
}

#[test]
fn a_service_that_cannot_answer_is_not_healthy() {
    let directory = tempfile::tempdir().unwrap();
    let server = Server::start(&directory);
    let database = rusqlite::Connection::open(directory.path().join("mononym-data/mononym.db")).unwrap();
    database
        .execute_batch("ALTER TABLE account RENAME TO elsewhere")
        .unwrap();
    let said = run(directory.path(), &["health", "--gateway", &server.url]);
    assert_eq!((said.code, said.out.as_str()), (1, ""), "{}", said.err);
    assert!(said.err.starts_with("error: "), "{}", said.err);
}

/// A mapping's entry.
fn at<'y>(yaml: &'y Yaml, path: &[&str]) -> &'y Yaml {
    path.iter().fold(yaml, |yaml, key| &yaml[*key])
}

fn text(yaml: &Yaml) -> &str {
    yaml.as_str().unwrap_or_else(|| panic!("{yaml:?}"))
}

#[test]
fn compose_sets_nothing_that_does_not_exist() {
    let compose = &YamlLoader::load_from_str(&read("deploy/compose.yaml")).unwrap()[0];
    let service = at(compose, &["services", "mononym"]);
    // A misspelt variable is refused by the program itself; the file too.
    let variables = &service["environment"];
    let help = run(Path::new("/"), &["serve", "--help"]).out;
    for name in variables.as_hash().unwrap().keys() {
        assert!(help.contains(&format!("[env: {}", text(name))), "{name:?}");
    }
    let url = text(&variables["MONONYM_DATABASE_URL"]);
    let database = at(compose, &["services", "database", "environment"]);
    let (user, name) = (text(&database["POSTGRES_USER"]), text(&database["POSTGRES_DB"]));
    assert!(url.starts_with(&format!("postgres://{user}:")), "{url}");
    assert!(url.ends_with(&format!("@database/{name}")), "{url}");

    for service in compose["services"].as_hash().unwrap().values() {
        for secret in service["secrets"].as_vec().unwrap() {
            text(&compose["secrets"][text(secret)]["file"]);
        }
    }
    for (variable, secret) in [
        ("MONONYM_SIGNER_KEY", "signer_key"),
        ("MONONYM_REGISTRAR_KEY", "registrar_key"),
    ] {
        assert_eq!(text(&variables[variable]), format!("/run/secrets/{secret}"));
    }
    let arguments: Vec<&str> = service["command"].as_vec().unwrap().iter().map(text).collect();
    let config = &service["configs"][0];
    assert_eq!(arguments, ["serve", "--config", text(&config["target"])]);
    assert_eq!(
        text(&compose["configs"][text(&config["source"])]["file"]),
        "./mononym.toml"
    );
    assert!(text(&service["ports"][0]).ends_with(&format!(":{}", last("EXPOSE"))));
    assert_eq!(service["read_only"].as_bool(), Some(true));
}

#[test]
fn the_unit_starts_the_program_with_its_own_flags() {
    let unit = read("deploy/mononym.service");
    let setting = |name: &str| {
        let prefix = format!("{name}=");
        let line = unit.lines().find_map(|line| line.strip_prefix(&prefix));
        line.unwrap_or_else(|| panic!("{name}")).to_owned()
    };
    let start = setting("ExecStart");
    let words: Vec<&str> = start.split(' ').collect();
    assert_eq!(
        words,
        [
            "/usr/local/bin/mononym",
            "serve",
            "--config",
            "/etc/mononym/mononym.toml"
        ]
    );
    let help = run(Path::new("/"), &["serve", "--help"]).out;
    assert!(help.contains("--config"));
    // What the minimal configuration writes to is what the unit lets it write to.
    let directory = format!("/var/lib/{}", setting("StateDirectory"));
    let minimal: toml::Table = read("deploy/minimal.toml").parse().unwrap();
    assert_eq!(minimal["data_dir"].as_str(), Some(directory.as_str()));
    assert_eq!(setting("WorkingDirectory"), directory);
    assert_eq!(setting("User"), "mononym");
    for hardening in [
        "NoNewPrivileges=yes",
        "ProtectSystem=strict",
        "CapabilityBoundingSet=\n",
    ] {
        assert!(unit.contains(hardening), "{hardening}");
    }
}

/// Starts the service with a configuration; flags say where its files are. What it logs.
fn starts_with(file: &str) -> String {
    let directory = tempfile::tempdir().unwrap();
    let configuration: toml::Table = read(file).parse().unwrap();
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    let mut command = mononym(directory.path());
    command.arg("serve").arg("--config").arg(file);
    command.args([
        "--listen",
        "127.0.0.1:0",
        "--data-dir",
        "data",
        "--database-url",
        "sqlite://data/mononym.db",
    ]);
    for (index, (key, flag)) in [
        ("signer", "--signer"),
        ("registrar", "--registrar"),
        ("publisher_key", "--publisher-key"),
        ("proposer_keys", "--proposer-keys"),
    ]
    .into_iter()
    .enumerate()
    {
        if configuration.contains_key(key) {
            let digits = format!("0x{:064x}", index + 1);
            write_key(&directory.path().join(key), &digits, 0o600);
            command.args([flag, key]);
        }
    }
    let server = Server::spawn(&mut command);
    let parents = server.json("/v1/parents");
    assert!(!parents["parents"].as_array().unwrap().is_empty(), "{parents}");
    server.log.clone()
}

#[test]
fn every_example_configuration_starts_the_service() {
    for file in [
        "deploy/minimal.toml",
        "deploy/mononym.toml",
        "mononym.example.toml",
    ] {
        let log = starts_with(file);
        assert!(
            !log.contains("signing for any resolver"),
            "{file}: it names resolvers"
        );
    }
}
