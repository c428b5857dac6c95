package desk

import (
	"ringback/ciba"
)

// noteOf returns the outcome in one or two sentences for the case file. It names the person if they
// are verified and the provider states the name. It never holds the UUID.
func noteOf(r *run) Text {
	o := r.outcome
	at := o.At
	if !o.Approved.IsZero() { // the person approved before we learned of it
		at = o.Approved
	}
	args := []any{
		"Outcome", Say("outcome." + o.Outcome + ".word"), "Text", o.Text,
		"Environment", environmentName(r.environment), "At", Stamp(at),
	}
	key := "note.outcome"
	switch {
	case o.Name != "" && !o.Unnamed: // an unnamed one is what the operator typed
		key = "note.verified"
		args = append(args, "Name", o.Name, "Transaction", o.Transaction)
	case o.Outcome == "verified":
		key = "note.verified_unnamed"
		args = append(args, "Transaction", o.Transaction)
	}
	said := Say(key, args...)
	if r.result.Outcome == ciba.NotVerified {
		said = Say("note.because", "Note", said, "Cause", notVerifiedNote(r.result.Verdict))
	}
	note := profileOf(r.environment.Profile).say(said)
	if o.SupportReference != "" && o.Failure {
		note = Say("note.support", "Note", note, "Number", o.SupportReference)
	}
	if !o.Reported.IsZero() {
		note = Say("note.reported", "Note", note)
	}
	if b := badge(r.environment); b != BadgeProduction {
		return Say("note.not_production", "Badge", Say("environment.kind."+string(b)), "Note", note)
	}
	return note
}
