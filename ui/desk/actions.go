package desk

import (
	"time"

	"ringback/ciba/mitid"
)

// act runs do in the desk's goroutine and notes that the operator is present.
func (d *Desk) act(do func(s *state)) {
	d.post(func(s *state) {
		s.touched = time.Now()
		if s.recent.gone {
			s.readRecent()
		}
		do(s)
	})
}

// edit changes the form unless it is locked: from Start until Done, nothing typed, pasted or picked
// reaches it.
func (d *Desk) edit(change func(s *state)) {
	d.act(func(s *state) {
		if !s.locked() {
			change(s)
		}
	})
}

// write changes what the form holds.
func (d *Desk) write(change func(s *state)) {
	d.edit(func(s *state) {
		s.form.begun = true
		change(s)
	})
}

// SetCaller sets who called, and clears the confirmation of AcknowledgeCall.
func (d *Desk) SetCaller(c Caller) {
	d.write(func(s *state) { s.form.caller, s.form.callerAck = c, false })
}

// AcknowledgeCall sets whether the operator confirms that the person expects our call.
func (d *Desk) AcknowledgeCall(ack bool) { d.write(func(s *state) { s.form.callerAck = ack }) }

// SetPerson sets the person as typed: the MitID UUID, or in a generic environment the value by
// which the provider knows them.
func (d *Desk) SetPerson(typed string) {
	d.write(func(s *state) {
		s.form.person.set(typed)
		s.form.person.unsearched = true
		s.guard = nil // it was about another person
	})
}

// SetHintToken sets the token that identifies the person to the provider, in an environment whose
// hint is a token. It is a secret.
func (d *Desk) SetHintToken(token string) { d.write(func(s *state) { s.form.token.set(token) }) }

// SetText sets the reference text as typed.
func (d *Desk) SetText(typed string) { d.write(func(s *state) { s.form.text.set(typed) }) }

// NewCode makes a new check code and fills in the template with it.
func (d *Desk) NewCode() { d.write(func(s *state) { s.fillText() }) }

// SetIP sets the person's IP address as typed.
func (d *Desk) SetIP(typed string) { d.write(func(s *state) { s.form.ip.set(typed) }) }

// SetAction sets the action word; "" leaves it out of the request.
func (d *Desk) SetAction(action string) { d.write(func(s *state) { s.form.action.set(action) }) }

// SetCase sets the operator's own reference for the call.
func (d *Desk) SetCase(typed string) {
	d.write(func(s *state) {
		s.form.caseNumber.set(typed)
		if !s.form.text.touched && s.form.code != "" {
			s.refillText() // the template may contain it
		}
	})
}

// SetAppOS sets the operating system for appswitch in the request; "" leaves it out.
func (d *Desk) SetAppOS(os string) { d.write(func(s *state) { s.form.appOS.set(os) }) }

// SetReturnURL sets the URL that the MitID app returns to.
func (d *Desk) SetReturnURL(typed string) { d.write(func(s *state) { s.form.returnURL.set(typed) }) }

// SetEncoding sets the encoding of the login hint; an unknown one is ignored.
func (d *Desk) SetEncoding(encoding string) {
	d.write(func(s *state) {
		if encoding == string(mitid.HintJSON) || encoding == string(mitid.HintBase64) {
			s.form.encoding = encoding
		}
	})
}

// SelectEnvironment switches to another environment; an unknown id is ignored.
func (d *Desk) SelectEnvironment(id string) {
	d.edit(func(s *state) {
		if s.resuming != nil {
			return // its environment is being connected
		}
		if at := s.environmentAt(id); at >= 0 && at != s.current {
			s.switchTo(at)
			s.remember(id)
		}
	})
}

// Start sends the request if it is complete and no verification is running, and otherwise says in
// View.Missing why not. It acts once: a second call before Done finds the desk locked.
func (d *Desk) Start() {
	d.edit(func(s *state) {
		s.searchTyped()
		if !s.canStart() {
			s.explain()
			return
		}
		s.start(0)
	})
}

// Cancel ends the running verification, also at the broker.
func (d *Desk) Cancel() { d.act(func(s *state) { s.cancel() }) }

// StopWaiting ends a verification that was cancelled while its start is still unanswered. The
// outcome is unknown and is recorded as such. Without a preceding Cancel it does nothing.
func (d *Desk) StopWaiting() { d.act(func(s *state) { s.stopWaiting() }) }

// Done clears the outcome and begins a new request. It does nothing in the first second after an
// outcome, so that a key meant for something else doesn't clear an outcome that hasn't been read.
func (d *Desk) Done() { d.act(func(s *state) { s.done() }) }

// Touch reports that the operator is present when no other call does: after a key press or a mouse
// movement.
func (d *Desk) Touch() { d.act(func(*state) {}) }
