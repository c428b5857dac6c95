package desk

import (
	"context"
	"errors"

	"ringback/ciba"
)

// trying is the lookup or the connection test under way, one at a time.
type trying struct {
	turn   int // late answers for an earlier one are dropped
	stop   context.CancelFunc
	lookUp *lookUp
	trial  *trial
}

// StopTrying stops the lookup or connection test.
func (d *Desk) StopTrying() { d.inEditor(func(s *state) { s.stopTrying() }) }

// try begins a lookup or connection test and stops the one before.
func (s *state) try(f *editorForm) (context.Context, int) {
	s.stopTrying()
	ctx, cancel := context.WithCancel(s.ctx)
	f.trying.stop = cancel
	return ctx, f.trying.turn
}

// stopTrying stops what is under way; a finished lookup and the steps found so far stay.
func (s *state) stopTrying() {
	f := s.editor.form
	if f == nil || f.trying.stop == nil {
		return
	}
	f.trying.stop()
	f.trying.stop = nil
	f.trying.turn++
	if l := f.trying.lookUp; l != nil && l.running {
		f.trying.lookUp = nil
	}
	if run := f.trying.trial; run != nil && run.running {
		run.running, run.stopped = false, true
	}
}

// wayProblem says why a provider couldn't be asked.
func wayProblem(host string, err error) Text {
	var config *ciba.ConfigError
	var fault *ciba.CallError
	switch {
	case errors.As(err, &config):
		return reasonSentence(config.Reason, host, err)
	case errors.As(err, &fault):
		return reasonSentence(fault.Reason, host, err)
	}
	return reasonSentence(ciba.ReasonDiscovery, host, err)
}
