package console

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"ringback/assets"
	"ringback/ciba"
	"ringback/ciba/simulator"
	"ringback/storage/config"
	"ringback/storage/journal"
	"ringback/storage/secrets"
	"ringback/ui/desk"
)

// guardOnAConsole is a journal in which there were requests to a person, and what is said about it.
type guardOnAConsole struct {
	requests     []ciba.Outcome // one after the other; "" is open
	fenced       bool
	most         int
	says, reason string
	confirmable  bool
	confirmed    string // the questions that are recorded as confirmed
}

func guardsOnAConsole() map[string]guardOnAConsole {
	return map[string]guardOnAConsole{
		"open":    {requests: []ciba.Outcome{""}, says: "is open until", reason: `"reason":"request_open"`},
		"refused": {requests: []ciba.Outcome{ciba.Refused}, says: ": Refused. MitID warns", reason: `"reason":"asked_lately"`, confirmable: true, confirmed: "asked_lately"},
		"third": {
			requests: []ciba.Outcome{ciba.Expired, ciba.Refused}, says: "2 requests in the last hour", reason: `"reason":"third_in_an_hour"`, confirmable: true,
			confirmed: "asked_lately third_in_an_hour",
		},
		"fenced": {
			requests: []ciba.Outcome{ciba.Verified}, fenced: true, says: "carl reported", reason: `"reason":"fenced"`, confirmable: true, confirmed: "fenced",
		},
		"too many": {requests: []ciba.Outcome{ciba.Verified, ciba.Verified}, most: 2, says: "your organisation allows no more", reason: `"reason":"too_many"`},
	}
}

func (c guardOnAConsole) journal(t *testing.T) *journal.Memory {
	t.Helper()
	j, ctx := journal.NewMemory(), t.Context()
	person, err := j.HashPerson(ctx, journal.Named(mette))
	for i, outcome := range c.requests {
		id := fmt.Sprint(i)
		record := journal.Record{ID: id, Started: time.Now(), Kind: string(config.KindTest), Person: person, Confirmed: journal.QuestionAskedLately}
		err = errors.Join(err, j.Begin(ctx, record, 0))
		if outcome != "" {
			err = errors.Join(err, j.Acknowledge(ctx, id, ciba.Resumption{SentAt: time.Now(), ExpiresIn: time.Minute}, nil), j.End(ctx, id, journal.Ending{Outcome: outcome}))
		}
		if c.fenced {
			err = errors.Join(err, j.Fence(ctx, id, journal.Report{At: time.Now(), Operator: "carl"}))
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	return j
}

// TestConfirmedOnAConsole: -confirmed answers the questions that can be answered, and the journal
// has which.
func TestConfirmedOnAConsole(t *testing.T) {
	for name, c := range guardsOnAConsole() {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				j := c.journal(t)
				r := call{scenario: simulator.Approve, language: assets.English, json: true, request: Request{UUID: mette, Confirmed: true}, prepare: inOwnWith(j, c.most)}.verify(t)
				records, err := j.List(t.Context(), journal.Filter{Limit: 1})
				if err != nil {
					t.Fatal(err)
				}
				if !c.confirmable {
					if r.status != ExitFailed || r.started != 0 || strings.Contains(r.err, "-confirmed") {
						t.Errorf("%+v", r)
					}
					wantOneEnding(t, r.out, `"outcome":"failed",`+c.reason)
					return
				}
				if confirmed := strings.Join(records[0].Confirmed.Names(), " "); r.status != ExitVerified || confirmed != c.confirmed {
					t.Errorf("%+v; confirmed: %s", r, confirmed)
				}
			})
		})
	}
}

// TestTheGuardOnAConsole: nothing is sent, nothing untrue is said, and -json still ends with an
// outcome.
func TestTheGuardOnAConsole(t *testing.T) {
	for name, c := range guardsOnAConsole() {
		for _, asJSON := range []bool{false, true} {
			t.Run(name, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					j := c.journal(t)
					r := call{scenario: simulator.Approve, language: assets.English, json: asJSON, request: Request{UUID: mette}, prepare: inOwnWith(j, c.most)}.verify(t)
					if r.status != ExitFailed || r.started != 0 || !strings.Contains(r.err, c.says) {
						t.Errorf("%+v", r)
					}
					if !asJSON { // what is asked is written before the guard is consulted
						if strings.Count(r.out, "\n") != 3 || !strings.Contains(r.out, "Text in MitID") {
							t.Errorf("it says %q", r.out)
						}
						return
					}
					if !strings.HasPrefix(r.out, `{"event":"started",`) || strings.Count(r.out, "\n") != 2 || !strings.Contains(r.out, `"recorded":false,"checks":[]`) {
						t.Errorf("it writes %q", r.out)
					}
					wantOneEnding(t, r.out, `"outcome":"failed",`+c.reason)
				})
			})
		}
	}
}

// TestAJournalThatEndsWithTheProgram: a reader of the outcome can't use it later, so the outcome
// doesn't count as recorded.
func TestAJournalThatEndsWithTheProgram(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := call{scenario: simulator.Approve, language: assets.English, json: true, request: Request{UUID: mette}, prepare: func(o *desk.Options) {
			inOwn(nil)(o)
			o.OpenJournal = func(context.Context) (journal.Journal, error) { return nil, secrets.ErrKeyringMissing }
		}}.verify(t)
		if r.status != ExitVerified || !strings.Contains(r.err, "memory") || strings.Count(r.err, "\n") != 1 || !strings.Contains(r.out, `"recorded":false`) {
			t.Errorf("%+v", r)
		}
	})
}

// slow is a journal that can't be written for a while after tokens came.
type slow struct {
	*journal.Memory
	after, until time.Time
	look         bool // it can be read meanwhile
}

func (s *slow) locked() error {
	if now := time.Now(); now.Before(s.after) || !now.Before(s.until) {
		return nil
	}
	return journal.ErrBusy
}

func (s *slow) Seen(ctx context.Context, id string, marks []string) (bool, error) {
	if err := s.locked(); err != nil && !s.look {
		return false, err
	}
	return s.Memory.Seen(ctx, id, marks)
}

func (s *slow) Receive(ctx context.Context, id string, at time.Time, marks []string, tokens ...ciba.Tokens) (bool, error) {
	if err := s.locked(); err != nil {
		return false, err
	}
	return s.Memory.Receive(ctx, id, at, marks, tokens...)
}

func (s *slow) End(ctx context.Context, id string, e journal.Ending) error {
	if err := s.locked(); err != nil {
		return err
	}
	return s.Memory.End(ctx, id, e)
}

// TestTheLastLineWaitsForTheJournal: for up to 30 seconds, and the exit status is the outcome's. In
// text the outcome comes at once, and standard error says if it isn't recorded.
func TestTheLastLineWaitsForTheJournal(t *testing.T) {
	for name, c := range map[string]struct {
		locked   time.Duration // from the start on
		look     bool
		status   int
		recorded bool
		ends     time.Duration // of the last line, at most
	}{
		"free":                     {look: true, status: ExitVerified, recorded: true, ends: 10 * time.Second},
		"full for twenty seconds":  {locked: 20 * time.Second, look: true, status: ExitVerified, recorded: true, ends: 25 * time.Second},
		"full for ever":            {locked: time.Hour, look: true, status: ExitVerified, ends: 50 * time.Second},
		"locked for half a minute": {locked: 30 * time.Second, status: ExitVerified, recorded: true, ends: 40 * time.Second},
		"locked for ever":          {locked: time.Hour, status: ExitUnknown, ends: 2*time.Minute + 10*time.Second},
	} {
		for _, asJSON := range []bool{true, false} {
			t.Run(name, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					began := time.Now()
					j := &slow{journal.NewMemory(), began.Add(3 * time.Second), began.Add(c.locked), c.look}
					times := &stamped{}
					r := call{scenario: simulator.Approve, language: assets.English, json: asJSON, request: Request{UUID: mette}, prepare: inOwn(j), output: times.over}.verify(t)
					if r.status != c.status {
						t.Errorf("status %d: %s%s", r.status, r.out, r.err)
					}
					if asJSON {
						lines := strings.Split(strings.TrimSpace(r.out), "\n")
						last := lines[len(lines)-1]
						if want := fmt.Sprintf(`"recorded":%t,`, c.recorded); !strings.HasPrefix(last, `{"event":"ended"`) || !strings.Contains(last, want) {
							t.Errorf("it ends with %s", last)
						}
						if told := strings.Count(r.out, `{"event":"recorded"`); told != map[bool]int{true: 1}[c.recorded] {
							t.Errorf("recorded is told %d times: %s", told, r.out)
						}
					} else if said := strings.Contains(r.err, "Not recorded"); said == c.recorded {
						t.Errorf("standard error: %q", r.err)
					}
					if took := times.last.Sub(began); took > c.ends {
						t.Errorf("the last line came after %v", took)
					}
					if outcome := times.of("Verified").Sub(began); !asJSON && c.look && outcome > 10*time.Second {
						t.Errorf("the outcome came after %v", outcome)
					}
				})
			})
		}
	}
}

// stamped records when each line was written.
type stamped struct {
	w     io.Writer
	last  time.Time
	texts []string
	at    []time.Time
}

func (s *stamped) over(w io.Writer) io.Writer { s.w = w; return s }

func (s *stamped) Write(text []byte) (int, error) {
	s.last = time.Now()
	s.texts, s.at = append(s.texts, string(text)), append(s.at, s.last)
	return s.w.Write(text)
}

func (s *stamped) of(word string) time.Time {
	for i, text := range s.texts {
		if strings.Contains(text, word) {
			return s.at[i]
		}
	}
	return time.Time{}
}

// TestAJournalThatCannotBeReadOnAConsole: nothing is sent, and the remedy is written.
func TestAJournalThatCannotBeReadOnAConsole(t *testing.T) {
	for name, c := range map[string]struct {
		err  error
		says string
	}{
		"damaged": {journal.ErrDamaged, "ringback journal aside"},
		"newer":   {journal.ErrNewer, "newer version"},
		"key":     {journal.ErrKeyLost, "ringback journal aside"},
		"locked":  {journal.ErrBusy, "Try again"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := call{scenario: simulator.Approve, language: assets.English, json: true, request: Request{UUID: mette}, prepare: func(o *desk.Options) {
					inOwn(nil)(o)
					o.OpenJournal = func(context.Context) (journal.Journal, error) { return nil, c.err }
				}}.verify(t)
				if r.status != ExitUsage || r.started != 0 || !strings.Contains(r.err, c.says) {
					t.Errorf("%+v", r)
				}
			})
		})
	}
}

// TestTheZoneIsSaidWhereItChanges: in the hour that comes twice in October.
func TestTheZoneIsSaidWhereItChanges(t *testing.T) {
	zone, err := time.LoadLocation("Europe/Copenhagen")
	if err != nil {
		t.Skip("this machine has no zones")
	}
	defer func(before *time.Location) { time.Local = before }(time.Local)
	time.Local = zone
	words, err := assets.Load(assets.English)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	r := newReporter(Options{Words: words, Out: &out})
	for _, c := range []struct{ at, want string }{
		{"2026-10-25T00:59:58Z", "+02:00"},
		{"2026-10-25T00:59:59Z", ""},
		{"2026-10-25T01:00:01Z", "+01:00"},
		{"2026-10-25T01:00:02Z", ""},
	} {
		at, err := time.Parse(time.RFC3339, c.at)
		if err != nil {
			t.Fatal(err)
		}
		out.Reset()
		r.dayOf(at)
		if got := out.String(); !strings.Contains(got, c.want) || c.want == "" && got != "" {
			t.Errorf("%s: %q, want %q", c.at, got, c.want)
		}
	}
}
