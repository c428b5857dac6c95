package console

import (
	"cmp"
	"context"
	"io"
	"time"

	"ringback/assets"
	"ringback/ui/desk"
)

// The exit statuses of `ringback verify`. Only Verified is 0.
const (
	ExitVerified    = 0
	ExitUsage       = 2 // wrong use, a file that can't be used, or output that can't be written
	ExitNotVerified = 10
	ExitRefused     = 11
	ExitExpired     = 12
	ExitCancelled   = 13
	ExitUnknown     = 14
	ExitFailed      = 15
)

// Desk is what the console needs of the operator's desk.
type Desk interface {
	View() desk.View
	SetUUID(string)
	SetHintToken(string)
	SetText(string)
	SetIP(string)
	SetAction(string)
	SetReferenceID(string)
	SetAppOS(string)
	SetReturnURL(string)
	SetScenario(string)
	Start()
	Cancel()
	StopWaiting()
	Done()
}

// Options are one call of `ringback verify`.
type Options struct {
	Desk    Desk
	Changes *Changes // told by the desk of each new view
	Words   *assets.Words
	Out     io.Writer // events, or sentences
	Err     io.Writer // why nothing was started
	JSON    bool
	Request Request
	// Again ends with the second Ctrl-C: whoever presses it no longer waits for
	// what the broker says to the cancel. nil: there is none.
	Again context.Context
	// Scenario is what the demo's phone does; "" outside demo.
	Scenario string
}

// Changes carries the desk's word that there is a new view.
type Changes struct{ c chan struct{} }

// NewChanges returns changes that nobody has noted yet.
func NewChanges() *Changes { return &Changes{make(chan struct{}, 1)} }

// Note is for the desk's options. It never blocks.
func (c *Changes) Note() {
	select {
	case c.c <- struct{}{}:
	default:
	}
}

// Verify runs one verification and returns the exit status. The end of ctx
// (Ctrl-C) cancels at the broker and then waits for the outcome; the end of
// [Options.Again] waits no longer.
//
// Where the first line can't be written nothing is sent. Where a later one
// can't, the request is cancelled, unless its answer has come: that is judged
// and recorded. See [Output] for the exit status.
func Verify(ctx context.Context, o Options) int {
	r := newReporter(o)
	if problem := o.Request.filling().Strange(o.Desk.View()); !problem.IsZero() {
		return r.refuse(ExitUsage, "failed", reasonNotStarted, problem)
	}
	o.fill()
	switch problems := o.untilReady(ctx); {
	case ctx.Err() != nil:
		return r.refuse(ExitCancelled, "cancelled", "", desk.Say("console.interrupted"))
	case problems != nil && withheld(o.Desk.View()) && len(problems) == 1:
		return r.refuse(ExitFailed, "failed", reasonWithheld, problems...)
	case problems != nil:
		return r.refuse(ExitUsage, "failed", reasonNotStarted, problems...)
	}
	r.otherHosts(o.Desk.View())
	if r.begin(o.Desk.View()); r.out.Failed() {
		return r.out.statusOf(ExitCancelled, o.Words, o.Err, "console.output.nothing_sent")
	}
	o.Desk.Start()
	defer context.AfterFunc(ctx, o.Desk.Cancel)()
	if o.Again != nil {
		defer context.AfterFunc(o.Again, o.Desk.StopWaiting)() //nolint:contextcheck // It is another one on purpose: the second signal's.
	}
	given := false // up, since nobody reads what is written
	for {
		<-o.Changes.c
		view := o.Desk.View()
		r.report(view)
		if trouble := badNotices(view); view.State == desk.Idle && trouble != nil {
			return r.refuse(ExitFailed, "failed", reasonNotStarted, trouble...) // the desk could not start
		}
		if view.Guard != nil {
			return r.guarded(view)
		}
		if r.out.Failed() && !given {
			switch o.Desk.View().State { // r.report may have taken its time
			case desk.Starting, desk.Waiting:
				given = true
				o.Desk.Cancel()
			case desk.Idle, desk.Checking, desk.Ended:
			}
		}
		if view.State == desk.Ended {
			if !r.JSON { // it comes at once
				r.end(view)
			}
			view = r.untilRecorded(view)
			if r.JSON {
				r.end(view)
			} else if !view.Outcome.Recorded {
				writeLine(o.Err, desk.Say("outcome.not_recorded").In(o.Words))
			}
			o.done()
			return r.out.statusOf(exitStatus(view.Outcome.Outcome), o.Words, o.Err, "console.output.ended", "Word", view.Status.Word)
		}
	}
}

// recordPatience is how long an outcome waits for being recorded.
const recordPatience = 30 * time.Second

// untilRecorded waits until an outcome is in the journal, and writes what
// happens meanwhile. Whoever interrupts waits no longer.
func (r *reporter) untilRecorded(view desk.View) desk.View {
	if !view.Outcome.Recording {
		return view
	}
	timer := time.NewTimer(recordPatience)
	defer timer.Stop()
	var again <-chan struct{}
	if r.Again != nil {
		again = r.Again.Done()
	}
	for view.Outcome.Recording {
		select {
		case <-r.Changes.c:
		case <-again:
			return view
		case <-timer.C:
			return view
		}
		view = r.Desk.View()
		r.report(view)
	}
	return view
}

// done lets go of an outcome that was told: nobody presses Done here, and what
// it took to go on after a crash, tokens included, must not stay.
func (o Options) done() {
	asked := false
	for view := o.Desk.View(); view.State != desk.Idle; view = o.Desk.View() {
		if view.CanDone && !asked {
			asked = true
			o.Desk.Done()
		}
		<-o.Changes.c
	}
}

// entry is a field of the form, and what the request says for it.
type entry struct {
	value string
	set   func(string)
	shown func(desk.Form) desk.Field
}

func (o Options) entries() []entry {
	q, d := o.Request, o.Desk
	return []entry{
		{cmp.Or(q.Person, q.UUID), d.SetUUID, func(f desk.Form) desk.Field { return f.UUID }},
		{q.HintToken, d.SetHintToken, func(f desk.Form) desk.Field {
			return desk.Field{Value: f.Token.Value.Reveal(), Problem: f.Token.Problem, Valid: f.Token.Valid}
		}},
		{q.Reference, d.SetText, func(f desk.Form) desk.Field { return f.Text }},
		{q.IP, d.SetIP, func(f desk.Form) desk.Field { return f.IP }},
		{q.Action, d.SetAction, func(f desk.Form) desk.Field { return f.Action }},
		{q.ReferenceID, d.SetReferenceID, func(f desk.Form) desk.Field { return f.ReferenceID }},
		{q.AppOS, d.SetAppOS, func(f desk.Form) desk.Field { return f.AppOS }},
		{q.ReturnURL, d.SetReturnURL, func(f desk.Form) desk.Field { return f.ReturnURL }},
	}
}

// fill puts the request into the form.
func (o Options) fill() {
	for _, field := range o.entries() {
		if field.value != "" {
			field.set(field.value)
		}
	}
}

// filled reports whether a view holds the whole request: the desk takes the
// fields one by one, and what a half-filled form lacks is no problem yet.
func (o Options) filled(form desk.Form) bool {
	for _, field := range o.entries() {
		if field.value != "" && field.shown(form).Value != field.value {
			return false
		}
	}
	return true
}

// untilReady waits until the desk can start or ctx ends, or says why it never
// will.
func (o Options) untilReady(ctx context.Context) (problems []desk.Text) {
	for {
		view := o.Desk.View()
		if o.filled(view.Form) {
			switch problems := o.problemsOf(view); {
			case len(problems) > 0:
				return problems
			case view.CanStart:
				if o.Scenario == "" || view.Phone == nil || view.Phone.Scenario == o.Scenario {
					return nil
				}
				o.Desk.SetScenario(o.Scenario)
			}
		}
		select {
		case <-o.Changes.c:
		case <-ctx.Done():
			return nil
		}
	}
}

// problemsOf lists why the desk can't start.
func (o Options) problemsOf(view desk.View) []desk.Text {
	var all []desk.Text
	for _, field := range o.entries() {
		if problem := field.shown(view.Form).Problem; !problem.IsZero() {
			all = append(all, problem)
		}
	}
	if view.Form.UUID.Value == "" {
		all = append(all, desk.Say(view.Environment.Key("console.uuid_missing")))
	}
	if view.Form.TokenHint != "" && view.Form.Token.Value == "" {
		all = append(all, desk.Say("console.hint_token_missing"))
	}
	if view.Form.Has(desk.FieldIP) && view.Form.IP.Value == "" && (view.Setup == nil || !view.Setup.NeedIP) {
		all = append(all, desk.Say("console.ip_missing"))
	}
	if view.Setup != nil && !view.Setup.Probing {
		switch {
		case view.Setup.NeedClientID:
			all = append(all, desk.Say("console.setup_missing"))
		case withheld(view): // its problem says why
		case !view.Setup.SecretProblem.IsZero(): // there is one, and it is of no use
			all = append(all, view.Setup.SecretProblem)
		case view.Setup.NeedKey:
			all = append(all, desk.Say("console.key_missing"))
		default:
			all = append(all, desk.Say("console.secret_missing"))
		}
		if !view.Setup.Problem.IsZero() {
			all = append(all, view.Setup.Problem)
		}
	}
	if view.JournalBlocked != nil {
		all = append(all, view.JournalBlocked.Remedy)
	}
	return append(all, badNotices(view)...)
}

// withheld reports whether there is a secret that isn't sent, since what it is
// bound to differs.
func withheld(view desk.View) bool { return view.Setup != nil && view.Setup.Withheld }

func badNotices(view desk.View) []desk.Text {
	var all []desk.Text
	for _, notice := range view.Notices {
		if notice.Bad {
			all = append(all, notice.Text)
		}
	}
	return all
}

func exitStatus(outcome string) int {
	switch outcome {
	case "verified":
		return ExitVerified
	case "not_verified":
		return ExitNotVerified
	case "refused":
		return ExitRefused
	case "expired":
		return ExitExpired
	case "cancelled":
		return ExitCancelled
	case "failed":
		return ExitFailed
	}
	return ExitUnknown
}
