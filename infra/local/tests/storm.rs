//! A small storm over the real executable: killed twice on the way, every acknowledged message in one place.

use std::process::Command;

#[test]
fn every_message_acknowledged_before_a_kill_is_in_one_place_and_counted() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let storm = Command::new(env!("CARGO_BIN_EXE_otklik"))
        .args(["storm", "--messages", "400", "--kills", "2", "--senders", "8", "--minutes", "5", "--folder"])
        .arg(&data)
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&storm.stdout);
    assert!(storm.status.success(), "{told}\n{}", String::from_utf8_lossy(&storm.stderr));
    let count = |name: &str| -> Option<String> {
        let line = told.lines().find(|line| line.contains(name))?;
        Some(line.chars().filter(char::is_ascii_digit).collect())
    };
    assert_eq!(count("сообщений жителей"), Some("400".to_owned()));
    assert_eq!(count("доставок отправлено"), count("доставок подтверждено"));
    assert_eq!(count("нарушено обещаний"), Some("0".to_owned()));
}

#[test]
fn a_folder_that_holds_something_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("identity.json"), "{}").unwrap();
    let storm = Command::new(env!("CARGO_BIN_EXE_otklik"))
        .args(["storm", "--messages", "1", "--folder"])
        .arg(folder.path())
        .output()
        .unwrap();
    assert!(!storm.status.success());
    assert!(String::from_utf8_lossy(&storm.stderr).contains("is not empty"));
}
