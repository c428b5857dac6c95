package console

import (
	"bytes"
	"context"
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

// TestTheGuardOnAConsole: nothing is sent, nothing untrue is said, and -json still ends with an
// outcome.
func TestTheGuardOnAConsole(t *testing.T) {
	for name, c := range map[string]struct {
		ended        journal.Ending
		says, reason string
	}{
		"open":    {says: "is open until", reason: `"reason":"request_open"`},
		"refused": {ended: journal.Ending{Outcome: "refused"}, says: "refused", reason: `"reason":"refused_lately"`},
	} {
		for _, asJSON := range []bool{false, true} {
			t.Run(name, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					j := journal.NewMemory()
					person, err := j.HashPerson(t.Context(), journal.Named(mette))
					if err == nil {
						err = j.Begin(t.Context(), journal.Record{ID: "1", Started: time.Now(), Kind: string(config.KindTest), Person: person})
					}
					if err == nil && c.ended.Outcome != "" {
						err = j.End(t.Context(), "1", c.ended)
					}
					if err != nil {
						t.Fatal(err)
					}
					r := call{scenario: simulator.Approve, language: assets.English, json: asJSON, request: Request{UUID: mette}, prepare: inOwn(j)}.verify(t)
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
