package assets

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Clock writes a time of day in the local time zone, to the second: 10:42:51, in Danish 10.42.51.
func (w *Words) Clock(t time.Time) string {
	if w.language == Danish {
		return t.Local().Format("15.04.05")
	}
	return t.Local().Format("15:04:05")
}

// Date writes the day of t in t's own time zone (a date of birth has none and must not move): 14
// March 1979, 14. marts 1979.
func (w *Words) Date(t time.Time) string {
	if w.language == Danish {
		return fmt.Sprintf("%d. %s %d", t.Day(), danishMonth(t.Month()), t.Year())
	}
	return t.Format("2 January 2006")
}

// ShortDate writes the day of t in t's own time zone, short and with one meaning only: 14 Mar 1979,
// 14-03-1979.
func (w *Words) ShortDate(t time.Time) string {
	if w.language == Danish {
		return t.Format("02-01-2006")
	}
	return t.Format("2 Jan 2006")
}

// Remaining writes the time that remains, in whole seconds: 4:12, 1:02:03. It rounds up, so that
// 0:00 means that nothing is left; a negative time is 0:00.
func (w *Words) Remaining(d time.Duration) string {
	seconds := int64(max(d, 0) / time.Second)
	if d > 0 && d%time.Second != 0 {
		seconds++
	}
	hours, minutes, seconds := seconds/3600, seconds/60%60, seconds%60
	if hours > 0 {
		return fmt.Sprintf("%d:%02d:%02d", hours, minutes, seconds)
	}
	return fmt.Sprintf("%d:%02d", minutes, seconds)
}

// justNow is how long something was "just now", in seconds.
const justNow = 5

// Ago writes how long ago something was: just now, 12 s ago, 3 min ago, 2 h ago; for 12 s siden.
// Future times are just now.
func (w *Words) Ago(d time.Duration) string {
	switch {
	case d < justNow*time.Second:
		return w.Text("ago.now", nil)
	case d < time.Minute:
		return w.Text("ago.seconds", map[string]any{"Count": int64(d / time.Second)})
	case d < time.Hour:
		return w.Text("ago.minutes", map[string]any{"Count": int64(d / time.Minute)})
	default:
		return w.Text("ago.hours", map[string]any{"Count": int64(d / time.Hour)})
	}
}

// dating is how much of a time is written.
type dating int

const (
	clockAlone dating = iota // 10:42:51
	dayIfOther               // with the day unless it is today's
	whole                    // with the day and the offset from UTC
)

// On returns the words for a reader at a given moment, for the screen: times of another day in the
// local time zone are written with their day.
func (w *Words) On(now time.Time) *Words {
	on := *w
	on.dating, on.now = dayIfOther, now
	return &on
}

// Whole returns the words for a document, which may be read anywhere and at any time: each time has
// its day and its UTC offset.
func (w *Words) Whole() *Words {
	on := *w
	on.dating = whole
	return &on
}

// Moment writes a time in the local time zone: only the time of day if it is on the day of now,
// else the day as well.
func (w *Words) Moment(t, now time.Time) string { return w.On(now).Time(t) }

// Time writes a moment in the local time zone in short form, with as much of its day as these words
// have: 10:42:51; 9 Mar 2026, 10:42:51; 9 Mar 2026, 10:42:51 UTC+01:00.
func (w *Words) Time(t time.Time) string {
	t = t.Local()
	args := map[string]any{"Date": w.ShortDate(t), "Clock": w.Clock(t), "Offset": t.Format("-07:00")}
	switch {
	case w.dating == whole:
		return w.Text("moment.whole", args)
	case w.hasDay(t):
		return w.Text("moment.other_day", args)
	}
	return w.Clock(t)
}

// At writes the same in a sentence: at 10:42:51; on 9 March 2026 at 10:42:51; on 9 March 2026 at
// 10:42:51 UTC+01:00.
func (w *Words) At(t time.Time) string {
	return w.inSentence(t, "moment.at", "moment.at_day", "moment.at_whole")
}

// Until writes the same after "until" or "after": 10:42:51; 9 March 2026 at 10:42:51. In Danish
// that is the same as At.
func (w *Words) Until(t time.Time) string {
	return w.inSentence(t, "moment.until", "moment.until_day", "moment.until_whole")
}

// Stamp is At for a document, whatever these words are for.
func (w *Words) Stamp(t time.Time) string { return w.Whole().At(t) }

func (w *Words) inSentence(t time.Time, alone, day, inDocument string) string {
	t = t.Local()
	args := map[string]any{"Date": w.Date(t), "Clock": w.Clock(t), "Offset": t.Format("-07:00")}
	switch {
	case w.dating == whole:
		return w.Text(inDocument, args)
	case w.hasDay(t):
		return w.Text(day, args)
	}
	return w.Text(alone, args)
}

// Day writes the day of a moment in the local time zone, and the UTC offset then: 9 March 2026
// (UTC+01:00).
func (w *Words) Day(t time.Time) string {
	t = t.Local()
	return w.Text("moment.day", map[string]any{"Date": w.Date(t), "Offset": t.Format("-07:00")})
}

// hasDay reports whether a local time is written with its day.
func (w *Words) hasDay(t time.Time) bool {
	now := w.now.Local()
	return w.dating == dayIfOther && !w.now.IsZero() && (t.YearDay() != now.YearDay() || t.Year() != now.Year())
}

// Distance writes how far a time is from now, before or after: just now, 12 s ago, in 4 min, in 3
// days; om 4 min. It changes each second only within a minute.
func (w *Words) Distance(t, now time.Time) string {
	// In seconds: a token's years can be further apart than a Duration reaches.
	seconds := t.Unix() - now.Unix()
	place := "in."
	if seconds <= 0 {
		place, seconds = "ago.", -seconds
		if seconds < justNow {
			return w.Text("ago.now", nil)
		}
	}
	// an average year, with its share of a leap day
	const minute, hour, day, year = 60, 60 * 60, 24 * 60 * 60, 31_556_952
	unit, length := "seconds", int64(1)
	switch {
	case seconds >= 2*year:
		unit, length = "years", year
	case seconds >= 2*day:
		unit, length = "days", day
	case seconds >= hour:
		unit, length = "hours", hour
	case seconds >= minute:
		unit, length = "minutes", minute
	}
	return w.Text(place+unit, map[string]any{"Count": seconds / length})
}

// Span writes the length of a time span in its two largest units, rounded down, and a unit alone as
// a word: 12 seconds, 1 minute, 7 min 12 s, 3 h 5 min, 8 days 2 h, 2 years 5 days; 7 min. 12 s.
func (w *Words) Span(d time.Duration) string {
	seconds := d.Abs() / time.Second // Abs of the smallest Duration is the largest one
	units := []struct {
		name   string
		length time.Duration // in seconds
	}{{"years", 31_536_000}, {"days", 86_400}, {"hours", 3600}, {"minutes", 60}, {"seconds", 1}}
	var parts []string
	alone := ""
	for _, unit := range units {
		count := seconds / unit.length
		seconds %= unit.length
		if len(parts) == 1 && count == 0 {
			break
		}
		if count > 0 || unit.length == 1 && len(parts) == 0 {
			args := map[string]any{"Count": int64(count)}
			parts, alone = append(parts, w.Text("span."+unit.name, args)), w.Text("span.alone."+unit.name, args)
		}
		if len(parts) == 2 {
			return strings.Join(parts, " ")
		}
	}
	return alone
}

// Size writes a number of bytes in units of 1,024, rounded up: 800 bytes, 64.1 kB, 5.2 MB; 5,2 MB.
func (w *Words) Size(bytes int) string {
	if bytes < 1<<10 {
		return w.Text("size.bytes", map[string]any{"Count": bytes})
	}
	unit, length := "size.kilobytes", 1<<10
	if bytes >= 1<<20 {
		unit, length = "size.megabytes", 1<<20
	}
	tenths := (bytes*10 + length - 1) / length
	number := strconv.Itoa(tenths / 10)
	if tenths%10 != 0 {
		point := "."
		if w.language == Danish {
			point = ","
		}
		number += point + strconv.Itoa(tenths%10)
	}
	return w.Text(unit, map[string]any{"Number": number})
}

// danishMonth returns the Danish name of a month; package time has only the English ones.
func danishMonth(month time.Month) string {
	names := [...]string{
		"januar", "februar", "marts", "april", "maj", "juni",
		"juli", "august", "september", "oktober", "november", "december",
	}
	return names[month-1]
}

// Number writes a whole number that isn't negative, with its thousands apart: 10,000; 10.000.
func (w *Words) Number(n int) string {
	between := ","
	if w.language == Danish {
		between = "."
	}
	digits := strconv.Itoa(n)
	for at := len(digits) - 3; at > 0; at -= 3 {
		digits = digits[:at] + between + digits[at:]
	}
	return digits
}
