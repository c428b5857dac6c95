package desk

import (
	"context"
	"errors"
	"slices"
	"time"

	"ringback/ciba"
	"ringback/storage/config"
	"ringback/storage/journal"
)

// Unfinished is a verification that a crash or a closed window left unfinished.
type Unfinished struct {
	ID          string
	Environment Environment // as it was when sent, as far as that is known
	Text        string
	Started     time.Time
	Until       time.Time // its deadline; zero if unknown
	// Left is "waiting" (resume or cancel it), "received" (tokens came: check them and show the
	// outcome) or "unknown" (say so and file it).
	Left string
	// Elsewhere says why a verification that is "waiting" or "received" can't be resumed: its
	// environment has changed. Usually nil.
	Elsewhere *Elsewhere
}

// Elsewhere is where a request was sent whose environment has changed or is gone. Its outcome is
// unknown, unless it is cancelled there.
type Elsewhere struct {
	Gone    bool
	Changed []string // what has changed, as keys of an environments file: editor.label.<key>
	SentTo  string   // host; "" if an earlier version sent it, which didn't record it
	// CancelAt is the host that CancelUnfinished asks. It is "" if it can't be cancelled: the host
	// is unknown, or an answer has come.
	CancelAt string
}

// Resume resumes an unfinished verification: it polls for the same request at the broker, within
// its deadline, or checks the tokens that had come. If the environment has changed, it only says
// so.
func (d *Desk) Resume(id string) { d.edit(func(s *state) { s.takeUp(id, (*state).pickUp) }) }

// CancelUnfinished cancels an unfinished verification at the broker that it was sent to.
func (d *Desk) CancelUnfinished(id string) {
	d.edit(func(s *state) { s.takeUp(id, (*state).cancelUnfinished) })
}

// EndUnfinished files an unfinished verification as unknown; tokens that came for it stay
// unchecked. Nothing is sent. An outcome that was already shown is kept.
func (d *Desk) EndUnfinished(id string) { d.edit(func(s *state) { s.takeUp(id, (*state).endHere) }) }

// takeUp claims an unfinished verification and runs do with it.
func (s *state) takeUp(id string, do func(*state, journal.Unfinished)) {
	i := slices.IndexFunc(s.unfinished, func(u journal.Unfinished) bool { return u.ID == id })
	if i < 0 || s.journal.lasting == nil || s.resuming != nil {
		return
	}
	lasting := s.journal.lasting
	s.job(func(ctx context.Context) func(*state) {
		var claimed journal.Unfinished
		err := patiently(ctx, func() (err error) {
			claimed, err = lasting.Claim(ctx, id)
			return err
		})
		gone := errors.Is(err, journal.ErrClaimed) || errors.Is(err, journal.ErrNoRecord)
		return func(s *state) {
			if err != nil && !gone { // it can be claimed again
				s.notify(troubleOf(err).told(), true)
				return
			}
			s.unfinished = slices.DeleteFunc(slices.Clone(s.unfinished), func(u journal.Unfinished) bool { return u.ID == id })
			switch {
			case gone:
				s.notify(Say("problem.journal.claimed"), true)
			case claimed.Left == journal.LeftUnknown:
				s.fileUnknown(claimed, Say("outcome.unknown.sentence.interrupted"))
			case s.locked():
				s.notify(Say("problem.locked"), true)
				s.giveBack(id)
			default:
				do(s, claimed)
			}
		}
	})
}

// endHere ends a claimed verification without any request.
func (s *state) endHere(u journal.Unfinished) {
	told := Say("unfinished.told.ended")
	if u.Left == journal.LeftReceived {
		told = Say("unfinished.told.unchecked")
	}
	s.fileUnknown(u, told)
}

// fileUnknown files a claimed verification as unknown.
func (s *state) fileUnknown(u journal.Unfinished, told Text) {
	s.file(u, func(context.Context) (journal.Ending, Text) {
		return journal.Ending{Outcome: ciba.Unknown, Reason: ciba.ReasonLeft}, told
	})
}

// file runs end in the background and records its ending for a claimed verification, and then says
// so. What can't be recorded now is recorded as soon as possible, or offered again at the next
// start. An outcome that was shown before the crash is already in the journal and stays.
func (s *state) file(u journal.Unfinished, end func(context.Context) (journal.Ending, Text)) {
	lasting, backlog := s.journal.lasting, s.journal.backlog
	s.job(func(ctx context.Context) func(*state) {
		ctx = context.WithoutCancel(ctx) // recorded even if the window closes now
		ending, told := end(ctx)
		ending.At = s.opt.Now()
		var err error
		if u.Outcome != "" {
			told = Say("unfinished.told.put_away")
		} else {
			err = patiently(ctx, func() error { return lasting.End(ctx, u.ID, ending) })
		}
		if err == nil {
			_ = patiently(ctx, func() error { return lasting.Done(ctx, u.ID) })
		} else {
			backlog.End(ctx, u.ID, ending, u.Outcome, journal.Person{})
			backlog.Done(ctx, u.ID)
		}
		return func(s *state) {
			if err != nil {
				if ending.Outcome == ciba.Cancelled { // which is so, recorded or not
					s.notify(told, false)
				}
				s.notify(troubleOf(err).told(), true)
				return
			}
			s.notify(told, false)
			s.refreshRecords()
		}
	})
}

// keptOf parses the request that was kept with the resumption; nil if it is unreadable.
func keptOf(u journal.Unfinished) *keptRequest {
	kept, err := readKept(u.Request)
	if err != nil {
		return nil
	}
	return &kept
}

// elsewhere says where a request was sent that can't be resumed here; nil if it can, or if there is
// nothing to resume.
func (s *state) elsewhere(u journal.Unfinished) *Elsewhere {
	if u.Left == journal.LeftUnknown {
		return nil // it is filed, and nothing is sent
	}
	kept := keptOf(u)
	if kept == nil || kept.SentWith == nil {
		return &Elsewhere{}
	}
	away := &Elsewhere{SentTo: kept.SentWith.host()}
	if at := s.environmentAt(kept.Environment); at < 0 {
		away.Gone = true
	} else if away.Changed = kept.SentWith.changed(sendsWith(s.whole(s.environments[at]))); len(away.Changed) == 0 {
		return nil
	}
	if u.Left == journal.LeftWaiting {
		away.CancelAt = ciba.Host(kept.SentWith.Cancel)
	}
	return away
}

// pickUp switches to the environment of a claimed verification. Once that is connected, goOn
// continues.
func (s *state) pickUp(u journal.Unfinished) {
	if s.elsewhere(u) != nil {
		s.notifyChanged()
		s.giveBack(u.ID)
		return
	}
	s.goOnWith(u, false)
}

// cancelUnfinished cancels a claimed verification: by resuming it, or, if its environment has
// changed, only at the host that it was sent to. A verification whose tokens came can't be
// cancelled there.
func (s *state) cancelUnfinished(u journal.Unfinished) {
	switch away := s.elsewhere(u); {
	case away == nil:
		s.goOnWith(u, true)
	case away.CancelAt == "":
		s.notifyChanged()
		s.giveBack(u.ID)
	default:
		s.cancelElsewhere(u, keptOf(u).SentWith.config(), away.CancelAt)
	}
}

// notifyChanged says that nothing was sent, and why.
func (s *state) notifyChanged() { s.notify(Say("unfinished.told.changed"), true) }

// cancelElsewhere asks for a cancel where the request was sent. It sends nothing else there, and
// nothing to where the environment points now.
func (s *state) cancelElsewhere(u journal.Unfinished, config ciba.Config, host string) {
	client, err := ciba.NewClient(config, s.clientOptions())
	if err != nil {
		s.notify(Say("problem.internal", "Detail", err.Error()), true)
		s.giveBack(u.ID)
		return
	}
	s.file(u, func(ctx context.Context) (journal.Ending, Text) {
		defer client.ForgetConnections()
		switch client.CancelKept(ctx, u.Resumption) {
		case ciba.CancelDone:
			return journal.Ending{Outcome: ciba.Cancelled, Cancel: ciba.CancelDone}, Say("unfinished.told.cancelled", "Host", host)
		case ciba.CancelNothing:
			return journal.Ending{Outcome: ciba.Unknown, Reason: ciba.ReasonLeft}, Say("unfinished.told.nothing_left", "Host", host)
		}
		return journal.Ending{Outcome: ciba.Unknown, Reason: ciba.ReasonLeft},
			Say("unfinished.told.not_confirmed", "Host", host, "Until", Until(u.Resumption.SentAt.Add(u.Resumption.ExpiresIn)))
	})
}

// goOnWith switches to the environment of a claimed verification, which hasn't changed since it was
// sent.
func (s *state) goOnWith(u journal.Unfinished, cancel bool) {
	s.resuming, s.resumeCancels = &u, cancel
	switch at := s.environmentAt(keptOf(u).Environment); {
	case s.current != at:
		s.switchTo(at)
	case !s.connection.ready && s.setup == nil:
		s.connect() // it asks for what is missing
	default:
		s.goOn()
	}
}

// goOn resumes the claimed verification once its environment is connected.
func (s *state) goOn() {
	if s.resuming == nil || !s.connection.ready || s.locked() {
		return
	}
	u := *s.resuming
	s.resuming = nil
	kept := keptOf(u)
	if kept == nil || kept.Environment != s.environment().ID || s.elsewhere(u) != nil {
		s.notifyChanged() // it changed during the connect
		s.giveBack(u.ID)
		return
	}
	r := &run{
		id: u.ID, environment: s.environment(), request: kept.asked, caller: kept.Caller, code: kept.Code,
		started: time.Now(), resumed: true, keptPerson: u.Person,
	}
	if u.Fenced(s.opt.Now()) {
		r.reported = u.Reported.At
	}
	r.formBefore = s.form
	r.request.Refill(&s.form)
	s.form.person, s.form.text = input{typed: r.request.Person()}, input{typed: r.request.Text(), touched: true}
	s.form.code, s.form.caller = kept.Code, kept.Caller
	r.recorder = &recorder{
		backlog: s.journal.backlog, id: r.id, request: *kept, before: u.Outcome, agreement: u.Resumption.Clock,
		clock: s.opt.read(u.Started), holds: !s.opt.DoneAtOnce,
	}
	r.recorder.acknowledged.Store(true)
	params := s.params(r)
	// The form isn't sent again. It names the person, who must be masked in answers that are shown.
	params.Form, _ = r.request.Form(r.environment.Scope)
	if u.Left == journal.LeftReceived && len(u.Tokens) > 0 {
		r.sequence.rechecked = true
		r.verification = s.connection.client.RecheckVerification(params, u.Resumption, u.Tokens[len(u.Tokens)-1], u.Received.Add(u.Resumption.Offset))
	} else {
		r.verification = s.connection.client.ResumeVerification(params, u.Resumption)
	}
	s.launch(r, func(context.Context) error { return nil })
	s.beforeRestart(u)
	if s.resumeCancels {
		s.cancel()
	}
}

// beforeRestart begins course and diagram with what is known of the time before the restart.
func (s *state) beforeRestart(u journal.Unfinished) {
	sent := ciba.Event{At: u.Resumption.SentAt, Deadline: u.Resumption.SentAt.Add(u.Resumption.ExpiresIn)}
	s.courseAt(sent.At, "acknowledged", lifetime("course.request_sent", sent))
	s.step(Step{At: sent.At, Kind: StepNote, From: PartyRingback, To: PartyRingback, What: "requested", Text: Say("sequence.requesting")}) // its exchange is gone
	if !u.Received.IsZero() {
		s.courseAt(u.Received, "answered", Say("course.answered"))
	}
}

// giveBack releases a claimed verification that isn't resumed now, so that it is offered again.
func (s *state) giveBack(id string) {
	lasting := s.journal.lasting
	s.job(func(ctx context.Context) func(*state) {
		var left []journal.Unfinished
		err := patiently(ctx, func() (err error) {
			if err = lasting.Release(ctx, id); err == nil || errors.Is(err, journal.ErrNoRecord) {
				left, err = lasting.Unfinished(ctx)
			}
			return err
		})
		return func(s *state) {
			if err == nil { // else the next start offers it
				s.unfinished = left
			}
		}
	})
}

func (s *state) viewUnfinished() []Unfinished {
	var all []Unfinished
	for _, u := range s.unfinished {
		view := Unfinished{ID: u.ID, Text: ciba.Clean(u.Text, 200), Started: u.Started, Left: string(u.Left)}
		if u.Resumption.ExpiresIn > 0 {
			view.Until = u.Resumption.SentAt.Add(u.Resumption.ExpiresIn)
		}
		view.Environment, view.Elsewhere = s.sentIn(u), s.elsewhere(u)
		all = append(all, view)
	}
	return all
}

// sentIn returns the environment that a request was sent with. Its badge is that of the time of
// sending, whatever the environment of this name is now.
func (s *state) sentIn(u journal.Unfinished) Environment {
	var view Environment
	if at := s.environmentAt(u.Environment); at >= 0 {
		view = s.viewEnvironment(s.whole(s.environments[at]))
	}
	if kept := keptOf(u); kept != nil && kept.SentWith != nil {
		w := kept.SentWith
		if view.Name == "" && !view.BuiltIn {
			view.Name = w.Name // it is gone
		}
		view.Host, view.Profile, view.Overridden, view.Recipients = ciba.Host(w.Issuer), w.Profile, nil, nil
	} else if view.Badge != badgeOf(config.Kind(u.Kind)) {
		// it is unknown where it was sent
		view.Host, view.Overridden, view.Recipients = "", nil, nil
	}
	view.ID, view.Badge = u.Environment, badgeOf(config.Kind(u.Kind))
	return view
}
