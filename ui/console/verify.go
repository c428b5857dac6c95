package console

import (
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

// Desk is what the console needs from the operator's desk.
type Desk interface {
	View() desk.View
	Fill(desk.Request)
	SetScenario(string)
	Start()
	StartAnyway()
	Cancel()
	StopWaiting()
	Done()
}

// Options are the options of one call of `ringback verify`.
type Options struct {
	Desk    Desk
	Changes *Changes // which the desk notes for each new view
	Words   *assets.Words
	Out     io.Writer // events, or sentences
	Err     io.Writer // errors, and why nothing was started
	JSON    bool
	Request Request
	// Again ends with the second Ctrl-C: the user no longer waits for the broker's answer to the
	// cancel. It may be nil.
	Again context.Context
	// Scenario is what the demo's phone does; "" outside demo.
	Scenario string
}

// Changes carries the desk's signal that there is a new view.
type Changes struct{ c chan struct{} }

// NewChanges returns changes of which none is noted yet.
func NewChanges() *Changes { return &Changes{make(chan struct{}, 1)} }

// Note is for the desk's options. It never blocks.
func (c *Changes) Note() {
	select {
	case c.c <- struct{}{}:
	default:
	}
}

// Verify runs one verification and returns the exit status. When ctx ends (Ctrl-C), it cancels at
// the broker and waits for the outcome; when [Options.Again] ends, it waits no longer.
//
// If the first line can't be written, nothing is sent. If a later one can't, the request is
// cancelled, unless its answer has come: that is judged and recorded. See [Output] for the exit
// status.
func Verify(ctx context.Context, o Options) int {
	r := newReporter(o)
	request := o.Request.filling()
	problem := o.Request.twoPersons()
	if problem.IsZero() {
		problem = request.Strange(o.Desk.View())
	}
	if !problem.IsZero() {
		return r.refuse(ExitUsage, "failed", reasonNotStarted, problem)
	}
	o.Desk.Fill(request)
	switch problems := o.untilReady(ctx); {
	case ctx.Err() != nil:
		return r.refuse(ExitCancelled, "cancelled", "", desk.Say("console.interrupted"))
	case problems != nil && withheld(o.Desk.View()) && len(problems) == 1:
		return r.refuse(ExitFailed, "failed", reasonWithheld, problems...)
	case problems != nil:
		return r.refuse(ExitUsage, "failed", reasonNotStarted, problems...)
	}
	r.otherHosts(o.Desk.View())
	r.tellNews(o.Desk.View()) // a start takes the good ones away
	if r.begin(o.Desk.View()); r.out.Failed() {
		return r.out.statusOf(ExitCancelled, o.Words, o.Err, "console.output.nothing_sent")
	}
	o.Desk.Start()
	defer context.AfterFunc(ctx, o.Desk.Cancel)()
	if o.Again != nil {
		defer context.AfterFunc(o.Again, o.Desk.StopWaiting)() //nolint:contextcheck // It is another one on purpose: the second signal's.
	}
	return r.follow()
}

// follow reports what happens until the outcome, and returns the exit status.
func (r *reporter) follow() int {
	o := r.Options
	given := false // cancelled because the output failed
	for {
		<-o.Changes.c
		view := o.Desk.View()
		r.report(view)
		if trouble := badNotices(view); view.State == desk.Idle && trouble != nil {
			// the desk could not start
			return r.refuse(ExitFailed, "failed", reasonNotStarted, trouble...)
		}
		switch {
		case view.Guard == nil:
		case view.Guard.CanConfirm && o.Request.Confirmed:
			o.Desk.StartAnyway() // again, if something else has to be confirmed by then
			continue
		default:
			return r.guarded(view)
		}
		if r.out.Failed() && !given {
			switch o.Desk.View().State { // r.report may have taken a while
			case desk.Starting, desk.Waiting:
				given = true
				o.Desk.Cancel()
			case desk.Idle, desk.Checking, desk.Ended:
			}
		}
		if view.State == desk.Ended {
			return r.ended(view)
		}
	}
}

// ended writes the outcome: sentences at once, JSON when it is recorded. What is verified only if
// it is recorded waits for that as well.
func (r *reporter) ended(view desk.View) int {
	waits := r.JSON || view.Outcome.Withheld
	if !waits {
		r.end(view)
	}
	view = r.untilRecorded(view)
	if waits {
		r.end(view)
	}
	if !r.JSON && !view.Outcome.Recorded {
		writeLine(r.Err, desk.Say("outcome.not_recorded").In(r.Words))
	}
	r.done()
	return r.out.statusOf(exitStatus(view.Outcome.Outcome), r.Words, r.Err, "console.output.ended", "Word", view.Status.Word)
}

// recordPatience is how long an outcome waits to be recorded.
const recordPatience = 30 * time.Second

// untilRecorded waits until an outcome is in the journal, and writes what happens meanwhile. An
// interrupt ends the wait.
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

// done calls Done after the outcome was written: nobody presses it here, and what was kept to
// resume after a crash, tokens included, must not stay.
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

// untilReady waits until the desk can start or ctx ends, or returns why it never will.
func (o Options) untilReady(ctx context.Context) (problems []desk.Text) {
	for {
		view := o.Desk.View()
		if view.Form.Filled {
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

// problemsOf returns why the desk can't start.
func (o Options) problemsOf(view desk.View) []desk.Text {
	var all []desk.Text
	form := view.Form
	for _, problem := range []desk.Text{
		form.Person.Problem, form.Token.Problem, form.Text.Problem, form.IP.Problem, form.Action.Problem,
		form.Case.Problem, form.AppOS.Problem, form.ReturnURL.Problem,
	} {
		if !problem.IsZero() {
			all = append(all, problem)
		}
	}
	if form.Person.Value == "" {
		all = append(all, desk.Say(view.Environment.Key("console.person_missing")))
	}
	if form.TokenHint != "" && form.Token.Value == "" {
		all = append(all, desk.Say("console.hint_token_missing"))
	}
	if form.Has(desk.FieldIP) && form.IP.Value == "" && (view.Setup == nil || !view.Setup.NeedIP) {
		all = append(all, desk.Say("console.ip_missing"))
	}
	if view.Setup != nil && !view.Setup.Probing {
		switch {
		case view.Setup.NeedClientID:
			all = append(all, desk.Say("console.setup_missing"))
		case withheld(view): // Setup.Problem says why
		case !view.Setup.SecretProblem.IsZero(): // there is one, but it can't be used
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

// withheld reports whether there is a secret that isn't sent because it is bound to something else.
func withheld(view desk.View) bool { return view.Setup != nil && view.Setup.Withheld }

// badNotices returns what went wrong.
func badNotices(view desk.View) []desk.Text {
	var all []desk.Text
	for _, notice := range view.Notices {
		if notice.Bad && !notice.News {
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
