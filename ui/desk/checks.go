package desk

import (
	"slices"
	"time"

	"ringback/ciba"
)

// Check is one row of the Result tab.
type Check struct {
	// check.<id>.name and check.<id>.explained describe it; see Environment.Key
	ID        string
	Result    string // "pass", "fail", "skip"
	Required  bool
	Technical bool // collapsed while it passes
	ByCPR     bool // the person, asked by CPR number: check.person.explained_cpr explains it
	Expected  Value
	Actual    Value
}

// Value is a translated word, a literal or a time; exactly one of them, or nothing.
type Value struct {
	Word  Text
	Text  string
	Time  time.Time
	Plain string // an untranslated form of Word, for programs
}

// plainChecks are the checks that every operator should read. The others are technical and
// collapsed while they pass.
var plainChecks = []ciba.CheckID{ciba.CheckPerson, ciba.CheckApprovedText, ciba.CheckAuthenticationTime, ciba.CheckSignature}

func viewCheck(c ciba.Check) Check {
	view := Check{
		ID: string(c.ID), Result: string(c.Result), Required: c.Required, Technical: !slices.Contains(plainChecks, c.ID),
		Expected: viewFact(c.Expected, "check.value."), Actual: viewFact(c.Actual, "check.value."),
	}
	if offset, err := time.ParseDuration(c.Actual.Text); c.ID == ciba.CheckClock && err == nil {
		view.Actual = Value{Word: clockShown(offset), Plain: c.Actual.Text}
	}
	if when := c.Expected.Time; !when.IsZero() {
		view.Expected = Value{
			Word:  Say("check.value.after", "Time", when.In(time.Local)),
			Plain: "after " + when.UTC().Format(time.RFC3339),
		}
	}
	return view
}

// clockShown says how far our clock is off, for the clock check that passed.
func clockShown(offset time.Duration) Text {
	if offset == 0 {
		return Say("check.value.clock_right")
	}
	return clockOff("check.value.", offset)
}

// viewFact converts a fact; place is the prefix of its words' translation keys.
func viewFact(f ciba.Fact, place string) Value {
	switch {
	case f.Word != "":
		return Value{Word: Say(place + f.Word), Plain: f.Word}
	case !f.Time.IsZero():
		return Value{Time: f.Time.In(time.Local)}
	}
	return Value{Text: f.Text}
}
