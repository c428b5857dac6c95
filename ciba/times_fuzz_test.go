package ciba

import (
	"encoding/json"
	"math"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"
)

func FuzzRetryAfter(f *testing.F) {
	for _, seed := range []string{
		"", "0", "30", " 30 ", "-1", "+1", "1.5", "1e3", "900", "901", "2147483648", "99999999999999999999", "٣",
		"Sun, 22 Nov 2026 09:00:30 GMT", "Sunday, 22-Nov-26 09:00:30 GMT", "Sun Nov 22 09:00:30 2026", "Sun, 22 Nov 2026 08:59:30 GMT", "Fri, 31 Dec 9999 23:59:59 GMT", "soon",
	} {
		f.Add(seed, int64(0))
		f.Add(seed, int64(1795338000))
	}
	f.Fuzz(func(t *testing.T, value string, date int64) {
		ours := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
		stated := time.Time{}
		if date != 0 {
			stated = time.Unix(date%(1<<40), 0)
		}
		wait := parseRetryAfter(value, stated, ours)
		if wait < 0 || wait > 15*time.Minute {
			t.Fatalf("%q: wait %v", value, wait)
		}
		text := strings.TrimSpace(value)
		if seconds, err := strconv.Atoi(text); err == nil && len(text) <= 64 && text[0] != '+' && text[0] != '-' {
			want := time.Duration(0)
			if seconds <= 900 {
				want = time.Duration(seconds) * time.Second
			}
			if wait != want {
				t.Fatalf("%q: wait %v, want %v", value, wait, want)
			}
			return
		}
		if wait == 0 {
			return
		}
		at, err := http.ParseTime(text)
		if stated.IsZero() {
			stated = ours
		}
		if err != nil || !stated.Add(wait).Equal(at) {
			t.Fatalf("%q: wait %v after %v", value, wait, stated)
		}
	})
}

// FuzzAge: anything but one whole number of seconds, up to a day, counts as no Age; and no Age
// brings a time near our clock that its Date isn't near, alone or with it.
func FuzzAge(f *testing.F) {
	for _, seed := range []string{"", "0", "00", "3600", "86400", "86401", "31536000", "-1", "+1", "1.0", "1e3", " 1", "1, 1", "0x10", "1_000", "٣", "99999999999999999999"} {
		f.Add(seed, int64(-3600))
		f.Add(seed, int64(0))
	}
	f.Fuzz(func(t *testing.T, value string, off int64) {
		ours := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
		date := ours.Add(time.Duration(off%(1<<28)) * time.Second)
		age := parseAge([]string{value})
		if n, err := strconv.Atoi(value); err != nil || value[0] == '+' || value[0] == '-' || n > 86_400 {
			if age != 0 {
				t.Fatalf("%q is %v", value, age)
			}
		} else if age != time.Duration(n)*time.Second {
			t.Fatalf("%q is %v", value, age)
		}
		if parseAge([]string{value, value}) != 0 || parseAge(nil) != 0 {
			t.Fatal("two of them, or none, are one")
		}
		r := readClock(http.Header{"Date": {date.Format(http.TimeFormat)}, "Age": {value}}, ours, ours)
		if !r.stated.Equal(date) && !r.stated.Equal(date.Add(age)) || r.near() != (within(date, ours, clockLimit) || within(date.Add(age), ours, clockLimit)) {
			t.Fatalf("%v and %q are %v", date, value, r.stated)
		}
	})
}

// FuzzNumericDate: a NumericDate is what encoding/json reads as a number, cut to the nanosecond.
func FuzzNumericDate(f *testing.F) {
	for _, seed := range []string{"0", "-0", "1.5", "1788264050", "1788264050.25", "1e9", "1E+9", "-0.5", "253402300799", "253402300799.5", "253402300800", "1e400", "0.1e-400", `"1"`, "null", "[1]", "01", "1."} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		object, err := parseObject([]byte(`{"exp":` + text + `}`))
		if err != nil || len(object) != 1 {
			return
		}
		got, err := object.Time("exp")
		var want float64
		number := json.Unmarshal([]byte(text), &want) == nil && object.value("exp").Kind() == '0'
		if (err == nil) != (number && want >= 0 && want <= latest) {
			t.Fatalf("%s: %v, %v", text, got, err)
		}
		if err == nil && math.Abs(float64(got.Unix())+float64(got.Nanosecond())/1e9-want) > 1e-4 {
			t.Fatalf("%s is read as %v", text, got)
		}
	})
}
