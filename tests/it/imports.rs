//! Who may import whom.

use std::collections::{BTreeMap, BTreeSet};

use cargo_metadata::{DependencyKind, MetadataCommand, Package};

/// What each crate may name of ours; `functions/*` may name any of `shared/*`, and no function another.
const SHARED: [(&str, &[&str]); 9] = [
    ("domain", &[]),
    ("language", &["domain"]),
    ("metrics", &["domain"]),
    ("platforms", &["domain"]),
    ("client", &["domain"]),
    ("contracts", &["domain"]),
    ("store", &["domain"]),
    ("queue", &["contracts"]),
    ("kit", &["contracts", "domain"]),
];
const FUNCTIONS: [&str; 6] = ["analyze", "api", "deliver", "triage", "watch", "webhook"];

/// Crates of AWS, and who alone may name them.
const OWNERS: [(&str, &[&str]); 3] = [
    ("aws-sdk-dynamodb", &["store", "otklik", "tests"]),
    ("aws-sdk-sqs", &["queue", "otklik", "tests"]),
    ("dynoxide-rs", &["otklik", "tests"]),
];

fn packages() -> Vec<Package> {
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.toml");
    let mut command = MetadataCommand::new();
    command.manifest_path(manifest).no_deps().other_options(["--offline".to_owned()]);
    command.exec().expect("cargo describes the workspace").packages
}

fn named(package: &Package) -> BTreeSet<&str> {
    let normal = package.dependencies.iter().filter(|dependency| dependency.kind == DependencyKind::Normal);
    normal.map(|dependency| dependency.name.as_str()).collect()
}

#[test]
fn nobody_imports_what_the_house_forbids() {
    let packages = packages();
    let ours: BTreeSet<&str> = packages.iter().map(|package| package.name.as_str()).collect();
    let shared: BTreeMap<&str, &[&str]> = SHARED.into_iter().collect();
    for package in &packages {
        let name = package.name.as_str();
        let imports: Vec<&str> = named(package).intersection(&ours).copied().collect();
        let allowed: Vec<&str> = match shared.get(name) {
            Some(allowed) => allowed.to_vec(),
            None if FUNCTIONS.contains(&name) => shared.keys().copied().collect(),
            None if name == "otklik" => shared.keys().copied().chain(FUNCTIONS).collect(),
            None => ours.iter().copied().collect(),
        };
        for import in imports {
            assert!(allowed.contains(&import), "{name} imports {import}");
        }
    }
}

#[test]
fn only_its_owner_names_a_crate_of_aws() {
    for package in packages() {
        for (krate, owners) in OWNERS {
            let name = package.name.as_str();
            assert!(!named(&package).contains(krate) || owners.contains(&name), "{name} names {krate}");
        }
        let pure = ["domain", "client", "language", "metrics", "platforms", "contracts"]
            .contains(&package.name.as_str());
        let heavy = named(&package).into_iter().any(|import| import.starts_with("aws-") || import == "tokio");
        assert!(!(pure && heavy), "{} is to be pure", package.name);
    }
}

#[test]
fn every_crate_follows_the_rules_of_the_workspace() {
    for package in packages() {
        let manifest = std::fs::read_to_string(&package.manifest_path).unwrap();
        assert!(manifest.contains("[lints]\nworkspace = true"), "{} has lints of its own", package.name);
        assert!(manifest.contains("license.workspace = true"), "{} has a licence of its own", package.name);
    }
}

/// The platform of this machine: only its packages have been downloaded.
fn host() -> String {
    let rustc = std::process::Command::new("rustc").arg("-vV").output().expect("rustc is there");
    let text = String::from_utf8(rustc.stdout).expect("rustc speaks ASCII");
    text.lines().find_map(|line| line.strip_prefix("host: ")).expect("rustc names its host").to_owned()
}

#[test]
fn every_licence_is_one_that_a_town_can_live_with() {
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.toml");
    let mut command = MetadataCommand::new();
    let here = ["--locked", "--offline", "--filter-platform", &host()].map(ToOwned::to_owned);
    command.manifest_path(manifest).other_options(here);
    let fine = [
        "MIT",
        "Apache-2.0",
        "BSD",
        "ISC",
        "Zlib",
        "Unicode-3.0",
        "CC0-1.0",
        "Unlicense",
        "0BSD",
        "MPL-2.0",
        "CDLA-Permissive-2.0",
        "BSL-1.0",
        "NCSA",
        "MIT-0",
    ];
    for package in command.exec().expect("cargo describes the dependencies").packages {
        let licence = package.license.clone().unwrap_or_default();
        let known = fine.iter().any(|one| licence.contains(one));
        assert!(known && !licence.contains("AGPL"), "{} is under {licence:?}", package.name);
        let registry = package.source.as_ref().is_none_or(|source| source.repr.contains("crates.io-index"));
        assert!(registry, "{} does not come from the standard registry", package.name);
    }
}
