package desk

import (
	"time"

	"ringback/ciba/mitid"
)

// act does what the operator asked for, and notes that somebody is there.
func (d *Desk) act(do func(s *state)) {
	d.post(func(s *state) {
		s.touched = time.Now()
		if s.recent.gone {
			s.readRecent()
		}
		do(s)
	})
}

// edit changes the form, unless it is locked: from Start until Done nothing that is typed, pasted
// or picked reaches it.
func (d *Desk) edit(change func(s *state)) {
	d.act(func(s *state) {
		if !s.locked() {
			change(s)
		}
	})
}

// SetCaller says who called. Saying it anew takes back the confirmation.
func (d *Desk) SetCaller(c Caller) {
	d.edit(func(s *state) { s.form.caller, s.form.callerAck = c, false })
}

// AcknowledgeCall confirms that the person expects the call that we made.
func (d *Desk) AcknowledgeCall(ack bool) { d.edit(func(s *state) { s.form.callerAck = ack }) }

// SetPerson takes the person's MitID UUID as typed; in a generic environment whatever the provider
// knows the person by.
func (d *Desk) SetPerson(typed string) {
	d.edit(func(s *state) {
		s.form.person.set(typed)
		s.guard = nil // it was about somebody else
	})
}

// SetHintToken takes the token that names the person to the provider, where the environment's hint
// is one. It is a secret.
func (d *Desk) SetHintToken(token string) { d.edit(func(s *state) { s.form.token.set(token) }) }

// SetText takes the reference text as typed.
func (d *Desk) SetText(typed string) { d.edit(func(s *state) { s.form.text.set(typed) }) }

// NewCode makes a fresh check code and fills the template in with it.
func (d *Desk) NewCode() { d.edit(func(s *state) { s.fillText() }) }

// SetIP takes the person's IP address as typed.
func (d *Desk) SetIP(typed string) { d.edit(func(s *state) { s.form.ip.set(typed) }) }

// SetAction takes the action word; "" states none.
func (d *Desk) SetAction(action string) { d.edit(func(s *state) { s.form.action.set(action) }) }

// SetCase takes the operator's own number for the request.
func (d *Desk) SetCase(typed string) {
	d.edit(func(s *state) {
		s.form.caseNumber.set(typed)
		if !s.form.text.touched && s.form.code != "" {
			s.refillText() // the template may name it
		}
	})
}

// SetAppOS takes the system for appswitch in the request; "" for none.
func (d *Desk) SetAppOS(os string) { d.edit(func(s *state) { s.form.appOS.set(os) }) }

// SetReturnURL takes the URL that the MitID app returns to.
func (d *Desk) SetReturnURL(typed string) { d.edit(func(s *state) { s.form.returnURL.set(typed) }) }

// SetEncoding picks how the login hint is sent; an unknown way is ignored.
func (d *Desk) SetEncoding(encoding string) {
	d.edit(func(s *state) {
		if encoding == string(mitid.HintJSON) || encoding == string(mitid.HintBase64) {
			s.form.encoding = encoding
		}
	})
}

// SelectEnvironment switches to another environment; an unknown id is ignored.
func (d *Desk) SelectEnvironment(id string) {
	d.edit(func(s *state) {
		if s.resuming != nil {
			return // its environment is on its way
		}
		if at := s.environmentAt(id); at >= 0 && at != s.current {
			s.switchTo(at)
			s.remember(id)
		}
	})
}

// Start sends the request, if it is complete and nothing is under way. It acts once: a second call
// before Done finds the desk locked.
func (d *Desk) Start() { d.edit(func(s *state) { s.start(false) }) }

// Cancel ends the verification under way, at the broker too.
func (d *Desk) Cancel() { d.act(func(s *state) { s.cancel() }) }

// StopWaiting is for whoever has cancelled while the start is on its way and doesn't want to wait
// for its answer: the verification ends as unknown, and is recorded so. Without a cancel it does
// nothing.
func (d *Desk) StopWaiting() { d.act(func(s *state) { s.stopWaiting() }) }

// Done clears the outcome and begins a new request. In the first second after an outcome it does
// nothing, so that a key meant for something else doesn't wipe an outcome that nobody has read.
func (d *Desk) Done() { d.act(func(s *state) { s.done() }) }

// Touch tells the desk that somebody is there, where nothing else does: a key or the mouse moved.
func (d *Desk) Touch() { d.act(func(*state) {}) }
