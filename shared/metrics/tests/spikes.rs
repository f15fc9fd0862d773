//! Spikes in years whose truth is known. The full tables: `cargo run --release -p metrics --example power`.

#[path = "../examples/power/year.rs"]
mod year;

use year::{Planted, Year};

/// Ninety where thirty are usual, of a topic whose days differ by 26 % beyond chance.
const RISE: Planted = Planted { level: 30.0, times: 3.0, size: 15.0 };

#[test]
fn a_year_with_seasons_and_no_spike_raises_a_false_alarm_on_at_most_one_night_in_twenty() {
    let alarms = Year::USUAL.nights_with_an_alarm(11);
    println!("nights of 364 with a false alarm: {alarms}");
    assert!(alarms * 20 <= 364, "{alarms}");
}

#[test]
fn a_threefold_rise_in_one_topic_of_one_town_is_found_the_same_day() {
    let found = Year::USUAL.rises_found(RISE, 100);
    println!("threefold rises of 30 a day found the same day: {found} of 100");
    assert!(found >= 85, "{found} of 100");
}
