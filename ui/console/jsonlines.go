package console

import (
	"io"
	"time"

	"ringback/ui/desk"
)

// The lines of -json. Their names and values are a contract: members may be added, none ever
// changes its meaning.

type startedLine struct {
	Event       string `json:"event"`
	At          string `json:"at"`
	Environment string `json:"environment"`
	Kind        string `json:"kind"`
	Text        string `json:"text"`
}

type momentLine struct {
	Event string `json:"event"`
	At    string `json:"at"`
}

type endedLine struct {
	Event   string `json:"event"`
	At      string `json:"at"`
	Outcome string `json:"outcome"`
	Reason  string `json:"reason,omitzero"`
	Error   string `json:"error,omitzero"` // the provider's error code
	// not_verified only: uncheckable, not_genuine, other, assurance
	Cause     string `json:"cause,omitzero"`
	CauseCode string `json:"cause_code,omitzero"`
	// what the provider said about it, cleaned and masked
	Description string `json:"description,omitzero"`
	// for developers, in English: which member or kind is at fault
	Detail string `json:"detail,omitzero"`
	// the reference for the provider's support, a UUID
	SupportReference string      `json:"support_reference,omitzero"`
	Environment      string      `json:"environment"`
	Kind             string      `json:"kind"`
	Text             string      `json:"text"`
	Transaction      string      `json:"transaction,omitzero"`
	Name             string      `json:"name,omitzero"`          // verified only
	DateOfBirth      string      `json:"date_of_birth,omitzero"` // verified only
	Approved         string      `json:"approved,omitzero"`      // verified only
	Recorded         bool        `json:"recorded"`               // in a lasting journal; in demo, in any
	Checks           []checkLine `json:"checks"`
}

// The reasons why a request was never sent, in addition to those of package ciba.
const (
	reasonNotStarted = "not_started"  // standard error says why
	reasonOpen       = "request_open" // the person has one open
	// The other reasons of the guard are its own words: asked_lately, third_in_an_hour, fenced,
	// too_many.
	// The saved secret was agreed to for other hosts, or is a key where a secret is sent. Nothing
	// was sent.
	reasonWithheld = "secret_withheld"
)

type checkLine struct {
	ID       string `json:"id"`
	Result   string `json:"result"`
	Expected string `json:"expected"`
	Actual   string `json:"actual"`
}

// NotStarted writes the last line of -json for an error before there is a desk; standard error says
// which.
func NotStarted(w io.Writer, now time.Time) error {
	return writeJSON(w, endedLine{Event: "ended", At: stamp(now), Outcome: "failed", Reason: reasonNotStarted, Checks: []checkLine{}})
}

func ended(view desk.View) endedLine {
	o := view.Outcome
	line := endedLine{
		Event: "ended", At: stamp(o.At), Outcome: o.Outcome, Reason: o.Reason, Error: o.Error, Cause: o.Cause, CauseCode: o.CauseCode,
		Description: o.Description, Detail: o.Detail, SupportReference: o.SupportReference,
		Environment: view.Environment.ID, Kind: string(view.Status.Badge), Text: o.Text,
		Transaction: o.Transaction, Approved: stamp(o.Approved), Recorded: o.Recorded, Checks: []checkLine{},
	}
	if !o.Unnamed {
		line.Name = o.Name
	}
	if !o.DateOfBirth.IsZero() {
		line.DateOfBirth = o.DateOfBirth.Format("2006-01-02")
	}
	for _, check := range o.Checks {
		line.Checks = append(line.Checks, checkLine{check.ID, check.Result, plain(check.Expected), plain(check.Actual)})
	}
	return line
}

// plain returns a value for programs: the name of a word instead of a translation, a literal
// unchanged, a time in UTC.
func plain(v desk.Value) string {
	switch {
	case v.Plain != "":
		return v.Plain
	case !v.Time.IsZero():
		return stamp(v.Time)
	}
	return v.Text
}
