package ui

import (
	"time"

	"ringback/ciba/mitid"
	"ringback/ui/desk"
)

// sampleCPR is the number of a made-up person, whose day has 60 added to it.
const sampleCPR = "680436-0468"

// byCPR returns a view of a request by CPR number: before Start, or from then on.
func byCPR(sent bool) desk.View {
	v := filledView()
	if sent {
		v = waitingView()
	}
	number, err := mitid.ParseCPR(sampleCPR, true, time.Now())
	if err != nil {
		panic(err) // of our own sample
	}
	v.Form.Fields = append(v.Form.Fields, desk.FieldCPR)
	v.Form.CPR = number
	v.Form.Person = desk.Field{Value: sampleCPR, Valid: true}
	v.Form.Born = number.Born()
	if sent {
		v.Form.Person.Value, v.Form.Born = number.Masked(), time.Time{}
	}
	v.Form.Request[4].Value = `{"idp":"mitid","cpr":"` + number.Masked() + `","referenceTextBody":"` + sampleText + `","ip":"192.0.2.7"}`
	v.Form.Hint = "{\n  \"idp\": \"mitid\",\n  \"cpr\": \"" + number.Masked() + "\",\n  \"referenceTextBody\": \"" + sampleText + "\",\n  \"ip\": \"192.0.2.7\"\n}"
	return v
}

// cprSamples are the screens of a start by CPR number.
func cprSamples() []sample {
	notThere := emptyView()
	notThere.Form.Person = desk.Field{Value: "310236-0468", Problem: desk.Say("form.person.problem.no_date")}
	notThere.Form.Fields = append(notThere.Form.Fields, desk.FieldCPR)
	refused := byCPR(false)
	refused.CanStart, refused.Form.Born = false, time.Time{}
	refused.Form.Person = desk.Field{Value: sampleCPR, Problem: desk.Say("form.person.problem.cpr_match_not_allowed")}
	again := byCPR(true)
	again.State = desk.Checking
	again.Status.Word, again.Status.Sentence = desk.Say("state.checking.word"), desk.Say("state.checking.number")
	again.Form.CPR, again.Form.Person.Value = mitid.CPR{}, "••••••-••••"
	again.Number = &desk.Number{Tries: 3, Remaining: 12 * time.Minute}
	wrong := again
	wrong.Number = &desk.Number{Tries: 1, Wrong: true, Remaining: 30 * time.Second}
	off := emptyView()
	off.Environment, off.Phone = off.Environments[2], nil
	off.Settings.CPR = "off"
	return []sample{
		{name: "cpr-filled", view: byCPR(false)},
		{name: "cpr-exact", view: byCPR(false), open: "exact"},
		{name: "cpr-no-date", view: notThere},
		{name: "cpr-refused", view: refused},
		{name: "cpr-waiting", view: byCPR(true)},
		{name: "cpr-again", view: again},
		{name: "cpr-wrong", view: wrong},
		{name: "settings-cpr", view: off, open: "settings"},
		{name: "settings-cpr-question", view: off, open: "settings-cpr-question"},
	}
}
