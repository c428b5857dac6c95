package console

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"ringback/ui/desk"
)

func TestFinal(t *testing.T) {
	at := time.Date(2026, 11, 29, 10, 42, 51, 0, time.UTC)
	for name, test := range map[string]struct {
		followed desk.Followed
		line     string
		status   int
	}{
		"changed":   {desk.Followed{Dropped: desk.DroppedChanged}, `{"event":"dropped","reason":"changed"}`, 16},
		"dismissed": {desk.Followed{Dropped: desk.DroppedDismissed}, `{"event":"dropped","reason":"dismissed"}`, 16},
		"closed":    {desk.Followed{Dropped: desk.DroppedClosed}, `{"event":"dropped","reason":"closed"}`, 16},
		"replaced":  {desk.Followed{Dropped: desk.DroppedReplaced}, `{"event":"dropped","reason":"replaced"}`, 16},
		"refused by the form": {
			desk.Followed{Problem: desk.Say("fill.link_too_long")},
			`{"event":"ended","at":"2026-11-29T10:42:51.000Z","outcome":"failed","reason":"not_started","environment":"","kind":"","text":"","recorded":false,"checks":[]}`, 2,
		},
		"an outcome": {
			desk.Followed{View: desk.View{
				Environment: desk.Environment{ID: "nordby"}, Status: desk.Status{Badge: desk.BadgeTest},
				Outcome: &desk.Outcome{Outcome: "refused", At: at, Text: "Kode 1", Recorded: true},
			}},
			`{"event":"ended","at":"2026-11-29T10:42:51.000Z","outcome":"refused","environment":"nordby","kind":"test","text":"Kode 1","recorded":true,"checks":[]}`, 11,
		},
	} {
		line, status := Final(test.followed, at)
		if string(line) != test.line+"\n" || status != test.status {
			t.Errorf("%s: %d, %swant %d, %s", name, status, line, test.status, test.line)
		}
	}
}

// TestFinalIsWhatVerifyEndsWith: the view that the desk hands back has every member of the line.
func TestFinalIsWhatVerifyEndsWith(t *testing.T) {
	whole := desk.Outcome{}
	fillIn(reflect.ValueOf(&whole).Elem())
	for _, unnamed := range []bool{false, true} {
		whole.Unnamed = unnamed
		view := desk.View{Environment: desk.Environment{ID: "nordby"}, Status: desk.Status{Badge: desk.BadgeTest}, Outcome: &whole}
		var want strings.Builder
		if err := writeJSON(&want, ended(view)); err != nil {
			t.Fatal(err)
		}
		line, _ := Final(desk.Followed{View: view.Result()}, time.Now())
		if string(line) != want.String() {
			t.Errorf("it is\n%swant\n%s", line, want.String())
		}
	}
}

// fillIn gives every field of a value something.
func fillIn(v reflect.Value) {
	switch at, isTime := reflect.TypeAssert[time.Time](v); {
	case isTime && at.IsZero():
		v.Set(reflect.ValueOf(time.Date(1936, 4, 8, 1, 2, 3, 0, time.UTC)))
	case v.Kind() == reflect.String:
		v.SetString("x")
	case v.Kind() == reflect.Bool:
		v.SetBool(true)
	case v.CanInt():
		v.SetInt(7)
	case v.Kind() == reflect.Struct:
		for i := range v.NumField() {
			fillIn(v.Field(i))
		}
	case v.Kind() == reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fillIn(v.Index(0))
	}
}
