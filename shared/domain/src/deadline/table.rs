//! Deadlines computed by hand. The comment over each row is the computation.

use chrono_tz::Tz;

use super::{Pause, PauseReason, deadline};
use crate::calendar::fixtures::Desk::{self, Civil, Dispatch, Night, Office, Split};
use crate::calendar::fixtures::{local, shown};
use crate::sla::Basis;

type Row = (Desk, &'static str, &'static str, &'static [(&'static str, &'static str)], &'static str);

#[rustfmt::skip]
const MOSCOW: &[Row] = &[
    // Nights, lunch, weekends. The office: 3:30 before lunch, 4:30 after it.
    // Wed evening → Thu 08:30; 3:30 until lunch, 0:30 from 13:00.
    (Office, "2026-11-18 20:06", "4 working hours", &[], "2026-11-19 13:30"),
    // 2:00 until lunch, 2:00 from 13:00.
    (Office, "2026-11-19 10:00", "4 working hours", &[], "2026-11-19 15:00"),
    // At lunch → 13:00; 4:00 from there.
    (Office, "2026-11-19 12:30", "4 working hours", &[], "2026-11-19 17:00"),
    // Lunch begins with this minute → 13:00; 1:00.
    (Office, "2026-11-19 12:00", "1 working hour", &[], "2026-11-19 14:00"),
    // One minute before lunch, 0:59 after it.
    (Office, "2026-11-19 11:59", "1 working hour", &[], "2026-11-19 13:59"),
    // 3:30 until the close, 0:30 on Fri.
    (Office, "2026-11-19 14:00", "4 working hours", &[], "2026-11-20 09:00"),
    // Exactly 4:00 until the close: due at the close, not the next morning.
    (Office, "2026-11-19 13:30", "4 working hours", &[], "2026-11-19 17:30"),
    // 1:00 on Fri, 3:00 on Mon.
    (Office, "2026-11-20 16:30", "4 working hours", &[], "2026-11-23 11:30"),
    // 1:00 on Fri, all 8:00 of Mon.
    (Office, "2026-11-20 16:30", "9 working hours", &[], "2026-11-23 17:30"),
    // Sat → Mon 8:00, Tue 1:00.
    (Office, "2026-11-21 11:00", "9 working hours", &[], "2026-11-24 09:30"),
    // The close is outside hours → Mon 3:30 + 0:30.
    (Office, "2026-11-20 17:30", "4 working hours", &[], "2026-11-23 13:30"),
    // The opening is inside them: 3:30 + 0:30.
    (Office, "2026-11-23 08:30", "4 working hours", &[], "2026-11-23 13:30"),

    // Days moved by decree and shortened days.
    // 1:00 on Fri, 3:00 on Sat 2 Nov 2024, which works.
    (Office, "2024-11-01 16:30", "4 working hours", &[], "2024-11-02 11:30"),
    // That Sat ends at 16:30: 2:30; Sun, Mon holiday; Tue 1:30.
    (Office, "2024-11-02 14:00", "4 working hours", &[], "2024-11-05 10:00"),
    // 16:30 is its close → Tue 1:00.
    (Office, "2024-11-02 16:30", "1 working hour", &[], "2024-11-05 09:30"),
    // Fri 0:30, Sat 7:00, Tue 1:30.
    (Office, "2024-11-01 17:00", "9 working hours", &[], "2024-11-05 10:00"),
    // Fri 0:30, Sat 28 Dec 2024 works: 3:30 until lunch.
    (Office, "2024-12-27 17:00", "4 working hours", &[], "2024-12-28 12:00"),
    // It is a full day: 1:30; Mon 30 and Tue 31 moved off, holidays until 8 Jan; Thu 9 Jan 2:30.
    (Office, "2024-12-28 16:00", "4 working hours", &[], "2025-01-09 11:00"),
    // Thu 9 Jan 8:00, Fri 1:00.
    (Office, "2024-12-31 23:50", "9 working hours", &[], "2025-01-10 09:30"),
    // Sat 27 Apr 2024 works: 2:30; Mon and Tue off, Wed holiday; Thu 2 May 1:30.
    (Office, "2024-04-27 15:00", "4 working hours", &[], "2024-05-02 10:00"),
    // Wed 8 May 2024 ends at 16:30: 1:30; Thu holiday, Fri off; Mon 2:30.
    (Office, "2024-05-08 15:00", "4 working hours", &[], "2024-05-13 11:00"),
    // Thu 22 Feb 2024 ends at 16:30: 0:30; Fri holiday; Mon 3:30.
    (Office, "2024-02-22 16:00", "4 working hours", &[], "2024-02-26 12:00"),
    // Fri 7 Mar 2025 ends at 16:30: 0:30; the holiday is a Sat; Mon 0:30.
    (Office, "2025-03-07 16:00", "1 working hour", &[], "2025-03-10 09:00"),
    // At lunch of a short day → 13:00–16:30 3:30; holiday, Fri off; Mon 5 May 0:30.
    (Office, "2025-04-30 12:30", "4 working hours", &[], "2025-05-05 09:00"),
    // Wed 7 May 2025 is full, for Thu 8 is a moved day off and no holiday: 0:30; Mon 12 May 0:30.
    (Office, "2025-05-07 17:00", "1 working hour", &[], "2025-05-12 09:00"),
    // Wed 11 Jun 2025 ends at 16:30: 0:30; holiday, Fri off; Mon 0:30.
    (Office, "2025-06-11 16:00", "1 working hour", &[], "2025-06-16 09:00"),
    // Sat 1 Nov 2025 works until 16:30: 0:30; Sun, Mon off, Tue holiday; Wed 3:30.
    (Office, "2025-11-01 16:00", "4 working hours", &[], "2025-11-05 12:00"),
    // Tue 30 Dec 2025 0:30; Wed 31 off, holidays, Fri 9 Jan off; Mon 12 Jan 3:30.
    (Office, "2025-12-30 17:00", "4 working hours", &[], "2026-01-12 12:00"),
    // Fri 6 Mar 2026 is full: 0:30; Mon 9 Mar off for the Sunday holiday; Tue 3:30.
    (Office, "2026-03-06 17:00", "4 working hours", &[], "2026-03-10 12:00"),
    // Fri 8 May 2026 ends at 16:30: 1:00; Mon 11 off; Tue 3:00.
    (Office, "2026-05-08 15:30", "4 working hours", &[], "2026-05-12 11:30"),
    // Tue 3 Nov 2026 has just closed; Wed holiday; Thu 1:00.
    (Office, "2026-11-03 16:30", "1 working hour", &[], "2026-11-05 09:30"),
    // Wed 4:30; Thu 31 Dec off, holidays, a weekend; Mon 11 Jan 2027 3:30, lunch, 1:00.
    (Office, "2026-12-30 13:00", "9 working hours", &[], "2027-01-11 14:00"),
    // Fri 0:30, Sat 20 Feb 2027 works 7:00; Mon off, Tue holiday; Wed 1:30.
    (Office, "2027-02-19 17:00", "9 working hours", &[], "2027-02-24 10:00"),
    // Fri 11 Jun 2027 ends at 16:30: 0:30; Mon 14 off for the Saturday holiday; Tue 0:30.
    (Office, "2027-06-11 16:00", "1 working hour", &[], "2027-06-15 09:00"),
    // Wed 3 Nov 2027 ends at 16:30: 0:30; Thu holiday, Fri off; Mon 0:30.
    (Office, "2027-11-03 16:00", "1 working hour", &[], "2027-11-08 09:00"),

    // A short Friday: 4:00 + 2:57.
    // Fri 0:45, Mon 3:15.
    (Civil, "2026-11-20 16:00", "4 working hours", &[], "2026-11-23 12:15"),
    // Fri has closed; Sat 1 Nov 2025 has the hours of the Mon it traded with, less one: 4:00 + 3:12; Wed 1:48.
    (Civil, "2025-10-31 16:45", "9 working hours", &[], "2025-11-05 10:48"),

    // Split shifts with a Saturday: 4:00 + 5:00.
    // 1:00 until 11:00, 3:00 from 15:00.
    (Split, "2026-11-19 10:00", "4 working hours", &[], "2026-11-19 18:00"),
    // Between the shifts → 5:00 on Thu, 4:00 on Fri.
    (Split, "2026-11-19 12:00", "9 working hours", &[], "2026-11-20 11:00"),
    // Sat 1:00, Mon 3:00.
    (Split, "2026-11-21 19:00", "4 working hours", &[], "2026-11-23 10:00"),
    // Fri 0:30, Sat 2 Nov 2024 one hour shorter 8:00; Mon holiday; Tue 0:30.
    (Split, "2024-11-01 19:30", "9 working hours", &[], "2024-11-05 07:30"),
    // Fri 8 May 2026 ends at 19:00: 0:30; Sat is the holiday, Mon off; Tue 0:30.
    (Split, "2026-05-08 18:30", "1 working hour", &[], "2026-05-12 07:30"),

    // Dispatchers know no holidays.
    (Dispatch, "2024-12-31 23:00", "4 working hours", &[], "2025-01-01 03:00"),
    // The night of 3 Nov 2026 has 1:00 left, the holiday's own night gives 3:00.
    (Night, "2026-11-03 05:00", "4 working hours", &[], "2026-11-04 03:00"),

    // Days and hours on the wall.
    (Office, "2026-11-20 16:30", "48 hours", &[], "2026-11-22 16:30"),
    // The day itself does not count: 20 Nov + 30 = 20 Dec, to its midnight.
    (Office, "2026-11-20 16:30", "30 days", &[], "2026-12-21 00:00"),
    (Office, "2025-12-25 00:00", "10 days", &[], "2026-01-05 00:00"),
    // 23–27 Nov are 5, 30 Nov–4 Dec 5 more.
    (Office, "2026-11-20 16:30", "10 working days", &[], "2026-12-04 17:30"),
    // 28 Oct–1 Nov are 5, Sat 2 Nov the 6th, 5–8 Nov four.
    (Office, "2024-10-25 12:00", "10 working days", &[], "2024-11-08 17:30"),
    // 25, 26, 29, 30 Dec are 4; 12–16 Jan 5; 19 Jan the 10th.
    (Office, "2025-12-24 09:00", "10 working days", &[], "2026-01-19 17:30"),
    // The next working day is the short Sat.
    (Office, "2024-11-01 09:00", "1 working day", &[], "2024-11-02 16:30"),
    (Dispatch, "2024-12-31 09:00", "1 working day", &[], "2025-01-02 00:00"),
];

#[rustfmt::skip]
const PAUSED: &[Row] = &[
    // 08:30–11:10 is 2:40; 1:20 from 13:40.
    (Office, "2026-11-18 20:06", "4 working hours", &[("2026-11-19 11:10", "2026-11-19 13:40")], "2026-11-19 15:00"),
    // 1:30 until 10:00; the two overlap and stop the clock until 14:00; 2:30.
    (Office, "2026-11-19 08:30", "4 working hours",
        &[("2026-11-19 10:30", "2026-11-19 14:00"), ("2026-11-19 10:00", "2026-11-19 11:00")], "2026-11-19 16:30"),
    // A pause inside another adds nothing.
    (Office, "2026-11-19 08:30", "4 working hours",
        &[("2026-11-19 10:00", "2026-11-19 14:00"), ("2026-11-19 11:00", "2026-11-19 11:30")], "2026-11-19 16:30"),
    // A pause at night takes no working time.
    (Office, "2026-11-19 14:00", "4 working hours", &[("2026-11-19 18:00", "2026-11-20 08:00")], "2026-11-20 09:00"),
    // Fri 1:00; Mon from 10:00 2:00 until lunch, 1:00 after it.
    (Office, "2026-11-20 16:00", "4 working hours", &[("2026-11-20 17:00", "2026-11-23 10:00")], "2026-11-23 14:00"),
    // It began before the start: the clock begins at 10:30; 1:30 until lunch, 2:30 after it.
    (Office, "2026-11-19 10:00", "4 working hours", &[("2026-11-19 09:00", "2026-11-19 10:30")], "2026-11-19 15:30"),
    // Due at 15:00; a pause that begins with that minute, or later, comes too late.
    (Office, "2026-11-19 10:00", "4 working hours", &[("2026-11-19 15:00", "2026-11-20 10:00")], "2026-11-19 15:00"),
    (Office, "2026-11-19 10:00", "4 working hours", &[("2026-11-19 16:00", "2026-11-20 10:00")], "2026-11-19 15:00"),
    // 3:00 given back: 13:30 → 16:30; only so is the second reached, 1:00 more → 17:30.
    (Office, "2026-11-19 08:30", "4 working hours",
        &[("2026-11-19 15:00", "2026-11-19 16:00"), ("2026-11-19 09:00", "2026-11-19 12:00")], "2026-11-19 17:30"),
    // On the wall 2:30 are given back: midnight + 2:30.
    (Office, "2026-11-19 20:00", "4 hours", &[("2026-11-19 21:00", "2026-11-19 23:30")], "2026-11-20 02:30"),
    // 30 Nov 24:00 and 48:00 given back.
    (Office, "2026-11-20 12:00", "10 days", &[("2026-11-23 10:00", "2026-11-25 10:00")], "2026-12-03 00:00"),
    // Mon 23 Nov 17:30 and the 8:00 of Fri given back: Tue 17:30.
    (Office, "2026-11-19 12:00", "2 working days", &[("2026-11-20 08:30", "2026-11-20 17:30")], "2026-11-24 17:30"),
    // 1:00 until lunch and 1:00 after it had run when the clock stopped over the New Year; 2:00 from Mon 12 Jan 09:30.
    (Office, "2025-12-30 11:00", "4 working hours", &[("2025-12-30 14:00", "2026-01-12 09:30")], "2026-01-12 11:30"),
    // A pause that ends before it begins is none.
    (Office, "2026-11-19 10:00", "4 working hours", &[("2026-11-19 14:00", "2026-11-19 11:00")], "2026-11-19 15:00"),
];

/// One message, written everywhere at 20:06 by Greenwich on Wed 18 Nov 2026, 4 working hours of the office.
/// It is night or early morning in each zone, so each is due on Thu at 13:30 of its own clock.
const ONE_INSTANT: &[(Tz, &str)] = &[
    (Tz::Europe__Kaliningrad, "2026-11-19 11:30"),
    (Tz::Europe__Moscow, "2026-11-19 10:30"),
    (Tz::Europe__Samara, "2026-11-19 09:30"),
    (Tz::Asia__Yekaterinburg, "2026-11-19 08:30"),
    (Tz::Asia__Omsk, "2026-11-19 07:30"),
    (Tz::Asia__Krasnoyarsk, "2026-11-19 06:30"),
    (Tz::Asia__Irkutsk, "2026-11-19 05:30"),
    (Tz::Asia__Yakutsk, "2026-11-19 04:30"),
    (Tz::Asia__Vladivostok, "2026-11-19 03:30"),
    (Tz::Asia__Magadan, "2026-11-19 02:30"),
    (Tz::Asia__Kamchatka, "2026-11-19 01:30"),
];

#[rustfmt::skip]
const OTHER_ZONES: &[(Tz, Row)] = &[
    // In Moscow it is still Thu 19 Nov; in Kamchatka Fri 11:00: 1:00, lunch, 3:00.
    (Tz::Asia__Kamchatka, (Office, "2026-11-20 11:00", "4 working hours", &[], "2026-11-20 16:00")),
    // Wed 31 Dec 2025 is off in Kamchatka while Moscow still has Tue; Mon 12 Jan 1:00.
    (Tz::Asia__Kamchatka, (Office, "2025-12-31 08:00", "1 working hour", &[], "2026-01-12 09:30")),
    // Sat 28 Dec 2024 works in Vladivostok by its own date: 8:00, then Thu 9 Jan 1:00.
    (Tz::Asia__Vladivostok, (Office, "2024-12-28 00:10", "9 working hours", &[], "2025-01-09 09:30")),
    // Sat 2 Nov 2024 in Kaliningrad, 7:00; Tue 2:00.
    (Tz::Europe__Kaliningrad, (Office, "2024-11-02 00:30", "9 working hours", &[], "2024-11-05 10:30")),
    // Samara, over a weekend: Fri 0:30, Mon 3:30.
    (Tz::Europe__Samara, (Office, "2026-11-20 17:00", "4 working hours", &[], "2026-11-23 12:00")),
    // Yekaterinburg, days end at the local midnight.
    (Tz::Asia__Yekaterinburg, (Office, "2026-11-20 23:59", "10 days", &[], "2026-12-01 00:00")),
    // Novosibirsk, split shifts: Sat 20 Feb 2027 loses its last hour: 07–11 and 15–19 are 8:00; Wed 1:00.
    (Tz::Asia__Novosibirsk, (Split, "2027-02-19 20:00", "9 working hours", &[], "2027-02-24 08:00")),
    // Omsk, on the eve of a holiday: Tue 3 Nov 2026 ends at 16:30: 0:30; Wed off; Thu 3:30.
    (Tz::Asia__Omsk, (Office, "2026-11-03 16:00", "4 working hours", &[], "2026-11-05 12:00")),
    // Krasnoyarsk, at lunch → 13:00; 1:00 until the pause, 2:30 after it; Fri 0:30.
    (Tz::Asia__Krasnoyarsk, (Office, "2026-11-19 12:15", "4 working hours", &[("2026-11-19 14:00", "2026-11-19 15:00")], "2026-11-20 09:00")),
    // Irkutsk, split shifts: Mon until 20:00 1:00; Tue 4:00 and 4:00 of the second shift.
    (Tz::Asia__Irkutsk, (Split, "2026-11-16 19:00", "9 working hours", &[], "2026-11-17 19:00")),
    // Yakutsk: Sat 20 Feb 2027 works until 16:30 by its own date: 3:30 + 3:30; Wed 24 Feb 2:00.
    (Tz::Asia__Yakutsk, (Office, "2027-02-20 00:05", "9 working hours", &[], "2027-02-24 10:30")),
    // Magadan: Fri 0:30, the weekend waits for the author, Mon 3:30.
    (Tz::Asia__Magadan, (Office, "2026-11-20 17:00", "4 working hours", &[("2026-11-20 18:00", "2026-11-22 12:00")], "2026-11-23 12:00")),
    // Clocks go forward in Berlin on 30 Mar 2025: that night has 5:00, the next gives 1:00.
    (Tz::Europe__Berlin, (Night, "2025-03-30 00:00", "6 working hours", &[], "2025-03-31 01:00")),
    // Back on 26 Oct 2025: that night has 7:00.
    (Tz::Europe__Berlin, (Night, "2025-10-26 00:00", "7 working hours", &[], "2025-10-26 06:00")),
    // Four real hours over the change: 23:00, 00:00, 01:00, 03:00, 04:00.
    (Tz::Europe__Berlin, (Dispatch, "2025-03-29 23:00", "4 working hours", &[], "2025-03-30 04:00")),
];

fn due(zone: Tz, desk: Desk, start: &str, span: &str, pauses: &[(&str, &str)]) -> String {
    let pause = |(from, to): &(&str, &str)| Pause {
        from: local(zone, from),
        to: Some(local(zone, to)),
        reason: PauseReason::Author,
    };
    let pauses: Vec<Pause> = pauses.iter().map(pause).collect();
    let (span, calendar) = (span.parse().unwrap(), desk.calendar(zone));
    let computed = deadline(local(zone, start), span, Basis::Default, &calendar, &pauses).unwrap();
    shown(zone, computed.due)
}

fn check<'a>(rows: impl IntoIterator<Item = (Tz, &'a Row)>) {
    for (zone, row) in rows {
        let (desk, start, span, pauses, expected) = *row;
        assert_eq!(due(zone, desk, start, span, pauses), expected, "{zone} {row:?}");
    }
}

#[test]
fn deadlines_are_those_computed_by_hand() {
    check(MOSCOW.iter().map(|row| (Tz::Europe__Moscow, row)));
}

#[test]
fn pauses_give_back_exactly_what_they_took() {
    check(PAUSED.iter().map(|row| (Tz::Europe__Moscow, row)));
}

#[test]
fn the_table_has_more_than_sixty_rows_and_all_eleven_zones_of_the_country() {
    use chrono::Offset;
    let noon = local(Tz::UTC, "2026-11-18 12:00");
    let hours = |zone: &Tz| noon.with_timezone(zone).offset().fix().local_minus_utc() / 3600;
    assert_eq!(
        ONE_INSTANT.iter().map(|(zone, _)| hours(zone)).collect::<Vec<_>>(),
        (2..=12).collect::<Vec<_>>()
    );
    assert!(60 < MOSCOW.len() + PAUSED.len() + ONE_INSTANT.len());
}

#[test]
fn every_zone_has_its_own_morning() {
    for (zone, expected) in ONE_INSTANT {
        let start = shown(*zone, local(Tz::UTC, "2026-11-18 20:06"));
        let due = due(*zone, Office, &start, "4 working hours", &[]);
        assert_eq!(due, "2026-11-19 13:30", "{zone}");
        assert_eq!(shown(Tz::UTC, local(*zone, &due)), *expected, "{zone}");
    }
    check(OTHER_ZONES.iter().map(|(zone, row)| (*zone, row)));
}
