package assets

import (
	"testing"
	"time"
)

func TestClockIsLocal(t *testing.T) {
	at := time.Date(2026, time.March, 14, 9, 2, 5, 0, time.Local)
	if got := load(t, English).Clock(at.UTC()); got != "09:02:05" {
		t.Errorf("English clock = %q", got)
	}
	if got := load(t, Danish).Clock(at.UTC()); got != "09.02.05" {
		t.Errorf("Danish clock = %q", got)
	}
}

func TestDates(t *testing.T) {
	// Midnight in UTC is the day before in the west: a date of birth must not change with the
	// machine's time zone.
	born := time.Date(1979, time.March, 14, 0, 0, 0, 0, time.UTC)
	tests := []struct {
		lang        Language
		long, short string
	}{
		{lang: English, long: "14 March 1979", short: "14 Mar 1979"},
		{lang: Danish, long: "14. marts 1979", short: "14-03-1979"},
	}
	for _, test := range tests {
		words := load(t, test.lang)
		if got := words.Date(born); got != test.long {
			t.Errorf("%s: Date = %q, want %q", test.lang, got, test.long)
		}
		if got := words.ShortDate(born); got != test.short {
			t.Errorf("%s: ShortDate = %q, want %q", test.lang, got, test.short)
		}
	}
}

func TestEveryMonthHasADanishName(t *testing.T) {
	words := load(t, Danish)
	if got := words.Date(time.Date(2026, time.January, 1, 0, 0, 0, 0, time.UTC)); got != "1. januar 2026" {
		t.Error(got)
	}
	if got := words.Date(time.Date(2026, time.December, 31, 0, 0, 0, 0, time.UTC)); got != "31. december 2026" {
		t.Error(got)
	}
}

func TestRemaining(t *testing.T) {
	words := load(t, Danish)
	tests := []struct {
		d    time.Duration
		want string
	}{
		{252 * time.Second, "4:12"},
		{5 * time.Minute, "5:00"},
		{time.Millisecond, "0:01"},
		{999 * time.Millisecond, "0:01"},
		{1001 * time.Millisecond, "0:02"},
		{0, "0:00"},
		{-time.Hour, "0:00"},
		{time.Hour + 2*time.Minute + 3*time.Second, "1:02:03"},
		{1<<63 - 1, "2562047:47:17"},
		{-1 << 63, "0:00"},
	}
	for _, test := range tests {
		if got := words.Remaining(test.d); got != test.want {
			t.Errorf("Remaining(%v) = %q, want %q", test.d, got, test.want)
		}
	}
}

func TestAgo(t *testing.T) {
	tests := []struct {
		d               time.Duration
		english, danish string
	}{
		{d: 12 * time.Second, english: "12 s ago", danish: "for 12 s siden"},
		{d: -time.Second, english: "just now", danish: "lige nu"},
		{d: 0, english: "just now", danish: "lige nu"},
		{d: 5*time.Second - 1, english: "just now", danish: "lige nu"},
		{d: 5 * time.Second, english: "5 s ago", danish: "for 5 s siden"},
		{d: 59*time.Second + 999*time.Millisecond, english: "59 s ago", danish: "for 59 s siden"},
		{d: 3 * time.Minute, english: "3 min ago", danish: "for 3 min. siden"},
		{d: 2 * time.Hour, english: "2 h ago", danish: "for 2 t. siden"},
	}
	for _, test := range tests {
		if got := load(t, English).Ago(test.d); got != test.english {
			t.Errorf("Ago(%v) = %q, want %q", test.d, got, test.english)
		}
		if got := load(t, Danish).Ago(test.d); got != test.danish {
			t.Errorf("Ago(%v) = %q, want %q", test.d, got, test.danish)
		}
	}
}

func TestDistance(t *testing.T) {
	now := time.Date(2026, time.March, 9, 10, 42, 51, 0, time.Local)
	tests := []struct {
		seconds         int64
		english, danish string
	}{
		{english: "just now", danish: "lige nu"},
		{seconds: -4, english: "just now", danish: "lige nu"},
		{seconds: -5, english: "5 s ago", danish: "for 5 s siden"},
		{seconds: 1, english: "in 1 s", danish: "om 1 s"},
		{seconds: -59, english: "59 s ago", danish: "for 59 s siden"},
		{seconds: 60, english: "in 1 min", danish: "om 1 min."},
		{seconds: 299, english: "in 4 min", danish: "om 4 min."},
		{seconds: -3599, english: "59 min ago", danish: "for 59 min. siden"},
		{seconds: 3600, english: "in 1 h", danish: "om 1 t."},
		{seconds: -2*24*3600 + 1, english: "47 h ago", danish: "for 47 t. siden"},
		{seconds: -2 * 24 * 3600, english: "2 days ago", danish: "for 2 dage siden"},
		{seconds: 2*31_556_952 - 1, english: "in 730 days", danish: "om 730 dage"},
		{seconds: 2 * 31_556_952, english: "in 2 years", danish: "om 2 år"},
		// the end of the year 9999: more than a Duration holds
		{seconds: 253402300799 - now.Unix(), english: "in 7973 years", danish: "om 7973 år"},
	}
	for _, test := range tests {
		at := time.Unix(now.Unix()+test.seconds, 0)
		if got := load(t, English).Distance(at, now); got != test.english {
			t.Errorf("Distance(%d s) = %q, want %q", test.seconds, got, test.english)
		}
		if got := load(t, Danish).Distance(at, now); got != test.danish {
			t.Errorf("Distance(%d s) = %q, want %q", test.seconds, got, test.danish)
		}
	}
}

// TestDayIsWrittenWhenNeeded: on the screen the day is written unless it is today's in the local
// zone; in a document it always is, with the UTC offset.
func TestDayIsWrittenWhenNeeded(t *testing.T) {
	zone := time.Local
	t.Cleanup(func() { time.Local = zone })
	time.Local = time.FixedZone("", 60*60)
	at := time.Date(2026, time.March, 9, 23, 42, 51, 0, time.UTC) // the tenth in the local zone
	en, da := load(t, English), load(t, Danish)
	for name, test := range map[string]struct {
		words                 *Words
		time, inSentence, end string
	}{
		"alone":         {words: en, time: "00:42:51", inSentence: "at 00:42:51", end: "00:42:51"},
		"alone, Danish": {words: da, time: "00.42.51", inSentence: "kl.\u00a000.42.51", end: "kl.\u00a000.42.51"},
		"today":         {words: en.On(at.Add(23 * time.Hour)), time: "00:42:51", inSentence: "at 00:42:51", end: "00:42:51"},
		"tomorrow": {
			words: en.On(at.Add(24 * time.Hour)), time: "10 Mar 2026, 00:42:51",
			inSentence: "on 10 March 2026 at 00:42:51", end: "10 March 2026 at 00:42:51",
		},
		"yesterday": {
			words: en.On(at.Add(-time.Hour)), time: "10 Mar 2026, 00:42:51",
			inSentence: "on 10 March 2026 at 00:42:51", end: "10 March 2026 at 00:42:51",
		},
		"tomorrow, Danish": {
			words: da.On(at.Add(24 * time.Hour)), time: "10-03-2026 kl. 00.42.51",
			inSentence: "den 10. marts 2026 kl.\u00a000.42.51", end: "den 10. marts 2026 kl.\u00a000.42.51",
		},
		"next year": {
			words: en.On(at.AddDate(1, 0, 0)), time: "10 Mar 2026, 00:42:51",
			inSentence: "on 10 March 2026 at 00:42:51", end: "10 March 2026 at 00:42:51",
		},
		"whole": {
			words: en.Whole(), time: "10 Mar 2026, 00:42:51 UTC+01:00",
			inSentence: "on 10 March 2026 at 00:42:51 UTC+01:00", end: "10 March 2026 at 00:42:51 UTC+01:00",
		},
		"whole, Danish": {
			words: da.Whole(), time: "10-03-2026 kl. 00.42.51 UTC+01:00",
			inSentence: "den 10. marts 2026 kl. 00.42.51 UTC+01:00", end: "den 10. marts 2026 kl. 00.42.51 UTC+01:00",
		},
	} {
		if got := test.words.Time(at); got != test.time {
			t.Errorf("%s: Time is %q", name, got)
		}
		if got := test.words.At(at); got != test.inSentence {
			t.Errorf("%s: At is %q", name, got)
		}
		if got := test.words.Until(at); got != test.end {
			t.Errorf("%s: Until is %q", name, got)
		}
		if got, want := test.words.Stamp(at), test.words.Whole().At(at); got != want {
			t.Errorf("%s: Stamp is %q", name, got)
		}
	}
	if got := [2]string{en.Day(at), da.Day(at)}; got != [2]string{"10 March 2026 (UTC+01:00)", "10. marts 2026 (UTC+01:00)"} {
		t.Errorf("Day is %q", got)
	}
}

func TestSpan(t *testing.T) {
	const day = 24 * time.Hour
	for d, want := range map[time.Duration][2]string{
		0:                                 {"0 seconds", "0 sekunder"},
		999 * time.Millisecond:            {"0 seconds", "0 sekunder"},
		-12 * time.Second:                 {"12 seconds", "12 sekunder"},
		59 * time.Second:                  {"59 seconds", "59 sekunder"},
		time.Second:                       {"1 second", "1 sekund"},
		time.Minute:                       {"1 minute", "1 minut"},
		2 * time.Minute:                   {"2 minutes", "2 minutter"},
		7*time.Minute + 12*time.Second:    {"7 min 12 s", "7 min. 12 s"},
		time.Hour + 5*time.Second:         {"1 hour", "1 time"},
		3*time.Hour + 5*time.Minute:       {"3 h 5 min", "3 t. 5 min."},
		day:                               {"1 day", "1 dag"},
		7*day + 2*time.Hour + time.Minute: {"7 days 2 h", "7 dage 2 t."},
		365 * day:                         {"1 year", "1 år"},
		2*365*day + 5*day:                 {"2 years 5 days", "2 år 5 dage"},
		1<<63 - 1:                         {"292 years 171 days", "292 år 171 dage"},
		-1 << 63:                          {"292 years 171 days", "292 år 171 dage"},
	} {
		if got := [2]string{load(t, English).Span(d), load(t, Danish).Span(d)}; got != want {
			t.Errorf("Span(%v) = %q, want %q", d, got, want)
		}
	}
}

func TestMoment(t *testing.T) {
	now := time.Date(2026, time.March, 9, 10, 42, 51, 0, time.Local)
	for at, want := range map[time.Time][2]string{
		now.Add(time.Minute):    {"10:43:51", "10.43.51"},
		now.AddDate(0, 0, -1):   {"8 Mar 2026, 10:42:51", "08-03-2026 kl. 10.42.51"},
		now.AddDate(-1, 0, 0):   {"9 Mar 2025, 10:42:51", "09-03-2025 kl. 10.42.51"},
		now.Add(24 * time.Hour): {"10 Mar 2026, 10:42:51", "10-03-2026 kl. 10.42.51"},
	} {
		if got := [2]string{load(t, English).Moment(at, now), load(t, Danish).Moment(at, now)}; got != want {
			t.Errorf("Moment(%v) = %q, want %q", at, got, want)
		}
	}
}

func TestSize(t *testing.T) {
	for bytes, want := range map[int][2]string{
		0: {"0 bytes", "0 byte"}, 1: {"1 byte", "1 byte"}, 1023: {"1023 bytes", "1023 byte"}, 1024: {"1 kB", "1 kB"},
		64 << 10: {"64 kB", "64 kB"}, 64<<10 + 1: {"64.1 kB", "64,1 kB"}, 5_400_000: {"5.2 MB", "5,2 MB"},
	} {
		if got := [2]string{load(t, English).Size(bytes), load(t, Danish).Size(bytes)}; got != want {
			t.Errorf("Size(%d) = %q, want %q", bytes, got, want)
		}
	}
}

func TestNumber(t *testing.T) {
	for n, want := range map[int][2]string{0: {"0", "0"}, 999: {"999", "999"}, 10_000: {"10,000", "10.000"}, 1_234_567: {"1,234,567", "1.234.567"}} {
		if got := [2]string{load(t, English).Number(n), load(t, Danish).Number(n)}; got != want {
			t.Errorf("Number(%d) = %q, want %q", n, got, want)
		}
	}
}
