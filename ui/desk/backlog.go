package desk

import (
	"context"
	"errors"
	"time"

	"ringback/storage/config"
	"ringback/storage/journal"
	"ringback/storage/secrets"
)

// closingPatience is how long a closing desk waits for records that aren't written yet.
const closingPatience = 5 * time.Second

// askKeyringAgain is how often a slow keyring is asked during that wait.
const askKeyringAgain = 250 * time.Millisecond

// openBacklogs creates the backlogs that write into the journals.
func (s *state) openBacklogs() {
	// The backlog calls told from its own goroutine.
	told := func(id string) { s.desk.leave(message{weight: quiet, do: func(s *state) { s.wasRecorded(id) }}) }
	s.journal.demo = journal.NewBacklog(journal.BacklogOptions{Memory: s.opt.Journal, Told: told, Now: s.opt.Now, Guard: s.opt.Guard, Log: s.opt.Log})
	s.journal.demo.AttachMemory()
	s.journal.backlog = journal.NewBacklog(journal.BacklogOptions{Memory: s.opt.Journal, Told: told, Now: s.opt.Now, Guard: s.opt.Guard, Log: s.opt.Log})
}

// Leave announces that the window is about to close. The wait for records that aren't written yet
// counts from here.
func (d *Desk) Leave() {
	d.act(func(s *state) {
		if s.leaving.IsZero() {
			s.leaving = time.Now()
			s.askKeyring()
		}
	})
}

// unwritten returns how many verifications still have something to be written.
func (s *state) unwritten() int {
	b := s.journal.backlog
	if b == nil || !b.WillWrite() && !s.journal.late {
		return 0
	}
	return b.Waiting()
}

// closeBacklogs waits up to closingPatience for records that aren't written yet.
func (s *state) closeBacklogs() {
	patience := closingPatience
	if !s.leaving.IsZero() {
		patience = max(time.Second, patience-time.Since(s.leaving))
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(s.ctx), patience)
	defer cancel()
	if s.journal.late && s.journal.backlog.Waiting() > 0 {
		if lasting, err := s.openLate(ctx); err == nil {
			s.journal.lasting = lasting
			s.journal.backlog.Attach(lasting)
		}
	}
	s.journal.backlog.Close(ctx)
	s.journal.demo.Close(ctx)
}

// openLate asks a slow keyring until it answers or ctx ends. It asks repeatedly, since the keyring
// reports at once that it is slow while an earlier call hangs.
func (s *state) openLate(ctx context.Context) (lasting journal.Journal, err error) {
	again := time.NewTicker(askKeyringAgain)
	defer again.Stop()
	for {
		if lasting, err = s.opt.OpenJournal(ctx); !errors.Is(err, secrets.ErrKeyringSlow) {
			return lasting, err
		}
		select {
		case <-again.C:
		case <-ctx.Done():
			return nil, err
		}
	}
}

// backlogFor returns the backlog that writes the verifications of an environment.
func (s *state) backlogFor(e config.Environment) *journal.Backlog {
	if e.ID == config.IDDemo || s.opt.OpenJournal == nil {
		return s.journal.demo
	}
	return s.journal.backlog
}

// recording reports whether a verification is about to be written: the journal is open, or a
// keyring that was too slow is being asked for its key.
func (s *state) recording(r *run) bool {
	b := r.recorder.backlog
	return !r.recorded && (b.WillWrite() || s.journal.opening && b == s.journal.backlog && b.Waiting() > 0)
}

// recordingKnown clears Recording in the outcome once nothing is about to be written any more.
func (s *state) recordingKnown() {
	if r := s.run; r != nil && r.outcome != nil && r.outcome.Recording && !s.recording(r) {
		outcome := *r.outcome // the views hold the old one
		outcome.Recording = false
		r.outcome = &outcome
	}
}

// wasRecorded updates the outcome, the course and the open journal after something was written.
// What waited in memory reaches a journal only some time after that was opened and read.
func (s *state) wasRecorded(id string) {
	s.refreshRecords()
	if s.noteRecorded(id) || s.unwritten() != s.desk.View().Unwritten {
		s.desk.publish(s)
	}
}

// noteRecorded marks the verification as recorded and reports whether the view changes.
func (s *state) noteRecorded(id string) bool {
	r := s.run
	if r == nil || r.id != id || r.result == nil || !r.recorder.backlog.Recorded(id) {
		return false
	}
	s.tellRecorded()
	if r.outcome.Recorded {
		return false
	}
	r.recorded = true
	if r.verified != nil && !deskOnly(*r.verified) {
		s.release()
		return true
	}
	outcome := *r.outcome // the views hold the old one
	outcome.Recorded, outcome.Recording = true, false
	r.outcome = &outcome
	return true
}

// tellRecorded adds to the course, once, that the answer is recorded.
func (s *state) tellRecorded() {
	if r := s.run; !r.toldOf && !r.result.ReceivedAt.IsZero() {
		r.toldOf = true
		s.course("recorded", Say("course.recorded"))
	}
}
