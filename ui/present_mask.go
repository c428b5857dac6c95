package ui

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"ringback/ui/desk"
)

// dots replace masked data. Their number is fixed, because a length reveals something as well.
const dots = "••••••••"

var (
	anyUUID = regexp.MustCompile(`(?i)[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}`)
	// anyNumber matches a number of five digits or more, of any script and wherever it stands, with
	// the separators in numbers of cases, people and addresses. The check code is shorter, and is
	// meant to be read.
	anyNumber = regexp.MustCompile(`\p{Nd}(?:[\p{Pd}\p{Zs}./_]?\p{Nd}){4,}`)
	anyIPv6   = regexp.MustCompile(`(?i)[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}`)
)

// masked returns a view without personal data, for a big screen. It copies what may be shown
// instead of removing what may not, so that a field added to the view later stays hidden until it
// is added here.
func masked(v *desk.View) desk.View {
	veil := newVeil(v)
	out := desk.View{
		State: v.State, Now: v.Now, Environment: v.Environment, Settings: v.Settings,
		Status: v.Status, Appswitch: v.Appswitch, Phone: v.Phone,
		CanStart: v.CanStart, CanCancel: v.CanCancel, CanDone: v.CanDone, Locked: v.Locked,
	}
	out.Form = desk.Form{
		PersonClaim: v.Form.PersonClaim, TokenHint: v.Form.TokenHint,
		FilledBy: v.Form.FilledBy, Resting: v.Form.Resting,
		Caller: v.Form.Caller, Code: v.Form.Code, TextLimit: v.Form.TextLimit,
		Person:  desk.Field{Value: veil.whole(v.Form.Person.Value), Valid: v.Form.Person.Valid, Problem: unnamed(v.Form.Person.Problem)},
		Text:    desk.Field{Value: veil.text(v.Form.Text.Value), Valid: v.Form.Text.Valid},
		Preview: veil.text(v.Form.Preview),
	}
	st := &out.Status
	st.Word, st.Sentence, st.Why = veil.say(st.Word), veil.say(st.Sentence), veil.say(st.Why)
	st.SayNow, st.SayMore = veil.say(st.SayNow), veil.say(st.SayMore)
	out.Outcome = veil.outcome(v.Outcome)
	out.Course = make([]desk.Moment, len(v.Course))
	for i, moment := range v.Course {
		out.Course[i] = moment
		out.Course[i].Text = veil.say(moment.Text)
	}
	out.Sequence = make([]desk.Step, len(v.Sequence))
	for i, step := range v.Sequence {
		step.Text, step.Exchange = veil.say(step.Text), 0 // the Network tab isn't shown
		out.Sequence[i] = step
	}
	return out
}

// unnamed masks the people whom a problem names.
func unnamed(problem desk.Text) desk.Text {
	if _, names := problem.Args["People"]; names {
		return desk.Say(problem.Key, "People", dots)
	}
	return problem
}

// veil masks personal data.
type veil struct {
	personal *regexp.Regexp // nil if nothing is known
}

func newVeil(v *desk.View) veil {
	known := []string{v.Form.Person.Value, v.Form.IP.Value, v.Form.Case.Value}
	if o := v.Outcome; o != nil {
		known = append(known, o.Person, o.Name, o.Transaction)
	}
	var each []string
	for _, one := range known {
		if one = strings.TrimSpace(one); one != "" {
			each = append(each, regexp.QuoteMeta(strings.ToValidUTF8(one, "\uFFFD")))
		}
	}
	if len(each) == 0 {
		return veil{}
	}
	// The longest first: one may begin with another. In capitals or not, as people write them.
	slices.SortFunc(each, func(a, b string) int { return len(b) - len(a) })
	return veil{regexp.MustCompile("(?i)" + strings.Join(each, "|"))}
}

// whole masks all of a text.
func (veil) whole(text string) string {
	if text == "" {
		return ""
	}
	return dots
}

// text masks the personal data in a text.
func (v veil) text(text string) string {
	if v.personal != nil {
		text = v.personal.ReplaceAllString(text, dots)
	}
	for _, pattern := range []*regexp.Regexp{anyUUID, anyIPv6, anyNumber} {
		text = pattern.ReplaceAllString(text, dots)
	}
	return text
}

// say masks the values filled into one of our texts.
func (v veil) say(t desk.Text) desk.Text {
	if len(t.Args) == 0 {
		return t
	}
	args := make(map[string]any, len(t.Args))
	for name, value := range t.Args {
		switch one := value.(type) {
		case desk.Text:
			value = v.say(one)
		case string:
			if value = v.text(one); name == "Name" || name == "Transaction" || name == "Description" {
				value = v.whole(one)
			}
		}
		args[name] = value
	}
	return desk.Text{Key: t.Key, Args: args}
}

// outcome masks an outcome. A birth date is not a text, so it is removed; the code that draws it
// checks whether it is masked.
func (v veil) outcome(o *desk.Outcome) *desk.Outcome {
	if o == nil {
		return nil
	}
	out := &desk.Outcome{
		Outcome: o.Outcome, Error: o.Error, At: o.At, Advice: v.say(o.Advice), Sent: o.Sent, NameProtected: o.NameProtected, Unnamed: o.Unnamed,
		Person: v.whole(o.Person), Text: v.text(o.Text), Name: v.whole(o.Name), Transaction: v.whole(o.Transaction),
		DateOfBirth: time.Time{}, Approved: o.Approved, Passed: o.Passed, Failed: o.Failed, Recorded: o.Recorded,
	}
	for _, check := range o.Checks {
		check.Expected, check.Actual = v.value(check.Expected), v.value(check.Actual)
		if check.ID == "person" || check.ID == "request_binding" { // what a long person is cut to isn't known by heart, nor a foreign reference
			check.Expected.Text, check.Actual.Text = v.whole(check.Expected.Text), v.whole(check.Actual.Text)
		}
		out.Checks = append(out.Checks, check)
	}
	return out
}

func (v veil) value(one desk.Value) desk.Value {
	return desk.Value{Word: v.say(one.Word), Text: v.text(one.Text), Time: one.Time}
}
