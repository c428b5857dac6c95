package desk

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"ringback/ciba/simulator"
	"ringback/storage/journal"
)

// drawing writes the steps out: from whom, how, to whom, and what.
func drawing(steps []Step) []string {
	var all []string
	for _, step := range steps {
		how := map[StepKind]string{StepMessage: "→", StepCall: "⇄", StepLost: "→✕", StepWait: "waits", StepNote: "notes"}[step.Kind]
		line := string(step.From) + " " + how
		if step.From != step.To {
			line += " " + string(step.To)
		}
		line += ": " + step.What
		if step.Tone != ToneNeutral {
			line += " (" + string(step.Tone) + ")"
		}
		all = append(all, line)
	}
	return all
}

// sameDrawing compares a drawing with the expected lines.
func sameDrawing(t *testing.T, steps []Step, want string) {
	t.Helper()
	var lines []string
	for line := range strings.Lines(strings.TrimSpace(want)) {
		lines = append(lines, strings.TrimSpace(line))
	}
	if got := drawing(steps); !slices.Equal(got, lines) {
		t.Errorf("drawn is\n\t%s\nwant\n\t%s", strings.Join(got, "\n\t"), strings.Join(lines, "\n\t"))
	}
}

// soundSteps checks what holds for every sequence.
func soundSteps(t *testing.T, v View) {
	t.Helper()
	opened := make(map[int]int)
	for i, step := range v.Sequence {
		if step.Seq != i+1 || step.At.IsZero() || step.Text.IsZero() {
			t.Errorf("step %d: %+v", i+1, step)
		}
		if (step.From == step.To) != (step.Kind == StepWait || step.Kind == StepNote) {
			t.Errorf("step %d goes from %s to %s and is of the kind %s", i+1, step.From, step.To, step.Kind)
		}
		if step.Exchange > len(v.Network) || step.Exchange < 0 {
			t.Errorf("step %d opens exchange %d of %d", i+1, step.Exchange, len(v.Network))
		}
		if step.What == "requesting" && step.Exchange == 0 {
			t.Errorf("step %d opens nothing, though the request was sent", i+1)
		}
		opened[step.Exchange]++
	}
	for _, exchange := range v.Network {
		if opened[exchange.Seq] == 0 {
			t.Errorf("no arrow opens exchange %d, %s %s", exchange.Seq, exchange.Method, exchange.URL)
		}
	}
}

func TestSequence(t *testing.T) {
	tests := map[string]struct {
		broker simulator.Options
		hook   func(http.ResponseWriter, *http.Request) bool
		do     func(b *bench) // until it has ended; nil: verify
		want   string
	}{
		"approved": {broker: simulator.Options{Scenario: simulator.Approve}, want: `
				operator → ringback: starting
				ringback ⇄ broker: addresses
				ringback → broker: requesting
				broker → ringback: accepted
				broker → phone: prompt
				ringback waits: interval
				ringback ⇄ broker: pending
				ringback waits: interval
				phone → broker: approved
				ringback ⇄ broker: answered
				ringback ⇄ broker: keys
				ringback notes: checked
				ringback → operator: verified (verified)`},
		"slowed down": {broker: simulator.Options{Scenario: simulator.SlowDown}, want: `
				operator → ringback: starting
				ringback ⇄ broker: addresses
				ringback → broker: requesting
				broker → ringback: accepted
				broker → phone: prompt
				ringback waits: interval
				ringback ⇄ broker: slow_down (waiting)
				ringback waits: slow_down (waiting)
				phone → broker: approved
				ringback ⇄ broker: slow_down (waiting)
				ringback waits: slow_down (waiting)
				ringback ⇄ broker: answered
				ringback ⇄ broker: keys
				ringback notes: checked
				ringback → operator: verified (verified)`},
		"an outage": {broker: simulator.Options{Scenario: simulator.Outage}, want: `
				operator → ringback: starting
				ringback ⇄ broker: addresses
				ringback → broker: requesting
				broker → ringback: accepted
				broker → phone: prompt
				ringback waits: interval
				ringback →✕ broker: no_answer (refused)
				ringback waits: back_off (waiting)
				ringback ⇄ broker: unusable (refused)
				ringback waits: back_off (waiting)
				ringback →✕ broker: no_answer (refused)
				ringback waits: back_off (waiting)
				phone → broker: approved
				ringback ⇄ broker: answered
				ringback ⇄ broker: keys
				ringback notes: checked
				ringback → operator: verified (verified)`},
		"refused": {broker: simulator.Options{Scenario: simulator.Refuse}, want: `
				operator → ringback: starting
				ringback ⇄ broker: addresses
				ringback → broker: requesting
				broker → ringback: accepted
				broker → phone: prompt
				ringback waits: interval
				ringback ⇄ broker: pending
				ringback waits: interval
				phone → broker: refused
				ringback ⇄ broker: refused
				ringback → operator: refused (refused)`},
		"another person": {broker: simulator.Options{Scenario: simulator.OtherPerson}, want: `
				operator → ringback: starting
				ringback ⇄ broker: addresses
				ringback → broker: requesting
				broker → ringback: accepted
				broker → phone: prompt
				ringback waits: interval
				ringback ⇄ broker: pending
				ringback waits: interval
				phone → broker: approved
				ringback ⇄ broker: answered
				ringback ⇄ broker: keys
				ringback notes: checked (refused)
				ringback → operator: not_verified (refused)`},
		"ignored": {broker: simulator.Options{Scenario: simulator.Ignore, ExpiresIn: 8 * time.Second}, want: `
				operator → ringback: starting
				ringback ⇄ broker: addresses
				ringback → broker: requesting
				broker → ringback: accepted
				broker → phone: prompt
				ringback waits: interval
				ringback ⇄ broker: pending
				ringback waits: interval
				ringback ⇄ broker: pending
				ringback waits: interval
				phone notes: gone
				ringback ⇄ broker: expired
				ringback → operator: expired`},
		"MitID's error": {broker: simulator.Options{Scenario: simulator.MitIDError}, want: `
				operator → ringback: starting
				ringback ⇄ broker: addresses
				ringback → broker: requesting
				broker → ringback: accepted
				broker → phone: prompt
				ringback waits: interval
				ringback ⇄ broker: pending
				ringback waits: interval
				ringback ⇄ broker: turned_down (refused)
				ringback → operator: failed (refused)`},
		"cancelled while starting": {
			hook: at("/connect/ciba", waitFor(2*time.Second)), // before the first poll is due
			do:   func(b *bench) { b.begin(mette, Starting); b.pass(time.Second); b.Cancel(); b.untilState(Ended) },
			want: `
				operator → ringback: starting
				ringback ⇄ broker: addresses
				ringback → broker: requesting
				operator → ringback: cancelling
				broker → ringback: accepted
				broker → phone: prompt
				ringback ⇄ broker: cancelled
				broker → phone: withdrawn
				ringback → operator: cancelled`,
		},
		"cancelled while waiting": {
			do: func(b *bench) { b.begin(mette, Waiting); b.pass(5 * time.Second); b.Cancel(); b.untilState(Ended) },
			want: `
				operator → ringback: starting
				ringback ⇄ broker: addresses
				ringback → broker: requesting
				broker → ringback: accepted
				broker → phone: prompt
				ringback waits: interval
				ringback ⇄ broker: pending
				ringback waits: interval
				operator → ringback: cancelling
				ringback ⇄ broker: cancelled
				broker → phone: withdrawn
				ringback → operator: cancelled`,
		},
		"cancelled while a poll is under way": {
			hook: at("/connect/token", waitFor(20*time.Second)),
			do:   func(b *bench) { b.begin(mette, Waiting); b.pass(5 * time.Second); b.Cancel(); b.untilState(Ended) },
			want: `
				operator → ringback: starting
				ringback ⇄ broker: addresses
				ringback → broker: requesting
				broker → ringback: accepted
				broker → phone: prompt
				ringback waits: interval
				operator → ringback: cancelling
				ringback →✕ broker: broken_off
				ringback ⇄ broker: cancelled
				broker → phone: withdrawn
				ringback → operator: cancelled`,
		},
		"a start that is lost": {
			hook: at("/connect/ciba", hangUp),
			want: `
				operator → ringback: starting
				ringback ⇄ broker: addresses
				ringback → broker: requesting
				ringback notes: no_answer (refused)
				ringback → operator: unknown (unknown)`,
		},
		"turned down": {do: func(b *bench) { b.verify(unknown) }, want: `
				operator → ringback: starting
				ringback ⇄ broker: addresses
				ringback → broker: requesting
				broker → ringback: turned_down (refused)
				ringback → operator: failed (refused)`},
		"a broker that is busy": {
			hook: once("/connect/token", func(w http.ResponseWriter, _ *http.Request) bool {
				w.Header().Set("Retry-After", "20")
				w.WriteHeader(http.StatusServiceUnavailable)
				return true
			}),
			broker: simulator.Options{Scenario: simulator.Approve},
			want: `
				operator → ringback: starting
				ringback ⇄ broker: addresses
				ringback → broker: requesting
				broker → ringback: accepted
				broker → phone: prompt
				ringback waits: interval
				ringback ⇄ broker: unusable (refused)
				ringback waits: retry_after (waiting)
				phone → broker: approved
				ringback ⇄ broker: answered
				ringback ⇄ broker: keys
				ringback notes: checked
				ringback → operator: verified (verified)`,
		},
		"approved by hand": {
			do: func(b *bench) { b.begin(mette, Waiting); b.pass(5 * time.Second); b.Approve(); b.untilState(Ended) },
			want: `
				operator → ringback: starting
				ringback ⇄ broker: addresses
				ringback → broker: requesting
				broker → ringback: accepted
				broker → phone: prompt
				ringback waits: interval
				ringback ⇄ broker: pending
				ringback waits: interval
				phone → broker: approved
				ringback ⇄ broker: answered
				ringback ⇄ broker: keys
				ringback notes: checked
				ringback → operator: verified (verified)`,
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := newBench(t, plan{broker: test.broker})
				b.onRequest(test.hook)
				if test.do == nil {
					test.do = func(b *bench) { b.verify(mette) }
				}
				test.do(b)
				v := b.pass(time.Minute)
				soundSteps(t, v)
				sameDrawing(t, v.Sequence, test.want)
			})
		})
	}
}

// once is like at, but only for the first matching request.
func once(path string, do func(w http.ResponseWriter, r *http.Request) bool) func(http.ResponseWriter, *http.Request) bool {
	done := make(chan struct{}, 1)
	return at(path, func(w http.ResponseWriter, r *http.Request) bool {
		select {
		case done <- struct{}{}:
			return do(w, r)
		default:
			return false
		}
	})
}

// verifiedOutsideDemo is everything drawn of an approval if we aren't told what reaches the phone.
const verifiedOutsideDemo = `
	operator → ringback: starting
	ringback ⇄ broker: addresses
	ringback → broker: requesting
	broker → ringback: accepted
	ringback waits: interval
	ringback ⇄ broker: pending
	ringback waits: interval
	ringback ⇄ broker: answered
	ringback ⇄ broker: keys
	ringback notes: checked
	phone → broker: approved
	ringback → operator: verified (verified)`

// TestSequenceOutsideDemo: we aren't told what reaches the phone, so nothing about it is drawn
// before verified tokens say that the person approved.
func TestSequenceOutsideDemo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, plan{broker: simulator.Options{Scenario: simulator.Approve}, options: inOwnEnvironment})
		v := b.verify(mette)
		soundSteps(t, v)
		sameDrawing(t, v.Sequence, verifiedOutsideDemo)
	})
}

func TestSequenceOfAResumedVerification(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, plan{options: inLastingJournal(&lasting{journal.NewMemory()})})
		b.begin(mette, Waiting)
		v := b.crash()
		b.Resume(v.Unfinished[0].ID)
		b.untilState(Waiting)
		prompts := b.broker.Prompts()
		b.pass(5 * time.Second)
		if err := b.broker.Refuse(prompts[len(prompts)-1].ID); err != nil {
			t.Fatal(err)
		}
		v = b.untilState(Ended)
		soundSteps(t, v)
		sameDrawing(t, v.Sequence, `
			ringback notes: requested
			operator → ringback: going_on
			ringback waits: interval
			ringback ⇄ broker: addresses
			ringback ⇄ broker: pending
			ringback waits: interval
			ringback ⇄ broker: refused
			ringback → operator: refused (refused)`)
	})
}

// TestThePreviousPromptIsNotDrawnAgain though the phone may still show it.
func TestThePreviousPromptIsNotDrawnAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, plan{broker: simulator.Options{Scenario: simulator.Refuse}})
		b.verify(mette)
		b.pass(doneDelay)
		b.Done()
		synctest.Wait()
		if len(b.View().Sequence) > 0 {
			t.Error("an idle desk has a sequence")
		}
		b.onRequest(at("/connect/ciba", hangUp))
		b.SetCaller(TheyCalled)
		b.StartOver() // else the guard asks first
		b.begin(mette, Ended)
		for _, step := range b.View().Sequence {
			if step.From == PartyPhone || step.To == PartyPhone {
				t.Errorf("the phone of the run before is drawn: %+v", step)
			}
		}
	})
}
