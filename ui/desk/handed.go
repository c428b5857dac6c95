package desk

import (
	"context"
	"slices"
	"time"

	"ringback/ciba"
	"ringback/storage/journal"
)

// Dropped says why there will never be an outcome of a request as it was handed over. The words are
// part of the console's output.
type Dropped string

// The reasons.
const (
	DroppedChanged   Dropped = "changed"   // the operator changed person, text, case or environment
	DroppedDismissed Dropped = "dismissed" // … dismissed the offer, or left it until the desk cleared it
	DroppedClosed    Dropped = "closed"    // … closed the window
	DroppedReplaced  Dropped = "replaced"  // another request took its place
)

// Followed is what became of an offered request: its outcome at Done, or why there is none. One of
// the three is set.
type Followed struct {
	// View has what the last line of `-result -` says, and nothing else; Outcome is nil if one of
	// the others is set.
	View    View
	Dropped Dropped
	Problem Text // why it never reached the form
}

// tell passes on what became of the offer.
func (o Offer) tell(f Followed) {
	if o.Follow != nil {
		o.Follow(f)
	}
}

// handed is the offered request that is in the form, or from which the verification on the desk was
// started.
type handed struct {
	follow func(Followed)
	as     request // as it was in the form
	run    *run    // nil before Start
}

// request is what makes a request the one that was handed over. A field that the offer left empty
// stays empty here: it is the operator's to fill.
type request struct {
	environment string
	person      journal.Person
	token       ciba.Secret
	text        string
	caseNumber  string
}

// hand notes the request that has just been filled in, if somebody waits for its outcome.
func (s *state) hand(o Offer) {
	if o.Follow == nil {
		return
	}
	given := request{token: ciba.Secret(o.Request.HintToken), text: o.Request.Text, caseNumber: o.Request.Case}
	if person := o.Request.person(); person != "" {
		given.person = personKey(person, s.opt.Now())
	}
	s.handed = &handed{follow: o.Follow, as: s.inForm(given)}
}

// inForm returns what is in the form for the fields that were given.
func (s *state) inForm(given request) request {
	asked := s.ask()
	now := request{environment: s.environment().ID}
	if given.person != (journal.Person{}) {
		now.person = asked.Key()
	}
	if given.token != "" {
		now.token = ciba.Secret(s.form.token.typed)
	}
	if given.text != "" {
		now.text = asked.Text()
	}
	if given.caseNumber != "" {
		now.caseNumber = asked.Case()
	}
	return now
}

// watchHanded drops the request that was handed over once it is no longer what would be sent. It is
// called after every change.
func (s *state) watchHanded() {
	h := s.handed
	switch {
	case h == nil || h.run != nil && h.run == s.run:
	case s.run != nil: // another one was resumed
		s.dropHanded(DroppedReplaced)
	default:
		h.run = nil // it was not sent
		if s.inForm(h.as) != h.as {
			s.dropHanded(DroppedChanged)
		}
	}
}

// dropHanded says that there will be no outcome of the request that was handed over, if there is
// one.
func (s *state) dropHanded(why Dropped) {
	if h := s.handed; h != nil {
		s.handed = nil
		h.follow(Followed{Dropped: why})
	}
}

// telling is an outcome on its way back to whoever handed over the request.
type telling struct {
	follow func(Followed)
	view   View
	wait   bool     // it isn't in the journal yet
	later  *Outcome // the outcome once it is; nil if that changes nothing
}

// handBack takes the outcome that is on the desk off it, if its request was handed over; otherwise
// it returns nil.
func (s *state) handBack() *telling {
	h := s.handed
	if h == nil || h.run != s.run {
		return nil
	}
	s.handed = nil
	t := &telling{
		follow: h.follow, view: s.fold().Result(), later: s.released(),
		wait: s.run.outcome.Recording || !s.run.recorder.finished(),
	}
	s.telling = append(s.telling, t)
	return t
}

// recordPatience is how long an outcome waits to be recorded before it is handed back, and
// recordLook how often the journal is asked meanwhile.
const (
	recordPatience = 30 * time.Second
	recordLook     = 250 * time.Millisecond
)

// untilRecorded waits until a verification is in the journal, and reports whether it is. t may be
// nil.
func (t *telling) untilRecorded(ctx context.Context, b *journal.Backlog, id string) (recorded bool) {
	if t == nil || !t.wait {
		return false
	}
	ctx, cancel := context.WithTimeout(ctx, recordPatience)
	defer cancel()
	again := time.NewTicker(recordLook)
	defer again.Stop()
	for !b.Recorded(id) {
		select {
		case <-again.C:
		case <-ctx.Done():
			return false
		}
	}
	return true
}

// handedBack hands an outcome back. t may be nil.
func (s *state) handedBack(t *telling, recorded bool) {
	if at := slices.Index(s.telling, t); at >= 0 {
		s.telling = slices.Delete(s.telling, at, at+1)
		if recorded && t.later != nil {
			t.view.Outcome = t.later
			t.view = t.view.Result()
		}
		t.view.Outcome.Recorded = t.view.Outcome.Recorded || recorded
		t.follow(Followed{View: t.view})
	}
}

// leaveOffers says what became of every offer when the window closes. An outcome that is on the
// desk stands.
func (s *state) leaveOffers() {
	if s.run != nil && s.run.result != nil {
		s.handBack()
	}
	for len(s.telling) > 0 {
		s.handedBack(s.telling[0], false)
	}
	s.dropHanded(DroppedClosed)
	s.dropHeld(DroppedClosed)
}

// Result returns a view with what the last line of `-result -` says about the outcome, and nothing
// else: it leaves the desk.
func (v View) Result() View {
	o := v.Outcome
	result := &Outcome{
		Outcome: o.Outcome, Reason: o.Reason, Error: o.Error, Cause: o.Cause, CauseCode: o.CauseCode, Description: o.Description,
		Detail: o.Detail, SupportReference: o.SupportReference, At: o.At, Text: o.Text, Unnamed: o.Unnamed, DateOfBirth: o.DateOfBirth,
		Transaction: o.Transaction, Approved: o.Approved, Recorded: o.Recorded,
	}
	if !o.Unnamed {
		result.Name = o.Name
	}
	for _, c := range o.Checks {
		result.Checks = append(result.Checks, Check{ID: c.ID, Result: c.Result, Expected: c.Expected, Actual: c.Actual})
	}
	return View{State: v.State, Environment: Environment{ID: v.Environment.ID}, Status: Status{Badge: v.Status.Badge}, Outcome: result}
}
