//! What is promised of the verdict; the way there is tested on the whole system.

use super::*;

fn worth(accuracy: f64, macro_f1: f64) -> Worth {
    Worth { accuracy, macro_f1, left_to_a_person: 0.0 }
}

#[test]
fn a_model_that_is_worse_beyond_the_tolerance_is_not_used() {
    let present = worth(0.80, 0.70);
    for (candidate, expected) in [
        (worth(0.80, 0.70), (Verdict::Switch, Reason::NoWorse)),
        (worth(0.90, 0.95), (Verdict::Switch, Reason::NoWorse)),
        (worth(0.795, 0.695), (Verdict::Switch, Reason::NoWorse)),
        (worth(0.785, 0.90), (Verdict::Keep, Reason::AccuracyFell)),
        (worth(0.90, 0.68), (Verdict::Keep, Reason::MacroF1Fell)),
    ] {
        assert_eq!(verdict(&present, &candidate), expected, "{candidate:?}");
    }
}

#[test]
fn about_one_row_of_five_is_held_out_and_always_the_same_ones() {
    let rows: Vec<Lesson> = (0..1_000)
        .map(|number| Lesson {
            incident: domain::MessageKey::parse(&format!("{number:020}")).unwrap(),
            at: DateTime::UNIX_EPOCH,
            text: "яма".into(),
            topic: None,
            kind: None,
            municipality: None,
        })
        .collect();
    let held_out = rows.iter().filter(|row| is_held_out(row)).count();
    assert!((150..=250).contains(&held_out), "{held_out}");
}
