package console

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"ringback/assets"
	"ringback/ciba/simulator"
	"ringback/storage/journal"
)

// failing is standard output that accepts some lines, and then fails.
type failing struct {
	to    io.Writer
	lines int
	err   error
}

func (f *failing) Write(p []byte) (int, error) {
	if f.lines == 0 {
		return 0, &fs.PathError{Op: "write", Path: "/dev/stdout", Err: f.err}
	}
	f.lines--
	return f.to.Write(p)
}

// TestOutputThatFails: if a request can't be reported, it isn't left open. If it has been approved
// by then, that is judged and recorded.
func TestOutputThatFails(t *testing.T) {
	const first, whole = 0, 1 << 20
	type want struct {
		starts, cancels int
		outcome         string // in the journal; "" if there is no record
		status          int    // of a closed pipe: the outcome's
	}
	for name, c := range map[string]struct {
		scenario simulator.Scenario
		lines    map[bool]int // by -json
		want     want
	}{
		"the first line": {
			scenario: simulator.Approve, lines: map[bool]int{false: first, true: first}, want: want{status: ExitCancelled},
		},
		"a later first line": {
			scenario: simulator.Approve, lines: map[bool]int{false: 2, true: first}, want: want{status: ExitCancelled},
		},
		"while it waits": {
			scenario: simulator.Ignore, lines: map[bool]int{false: 6, true: 3}, want: want{starts: 1, cancels: 1, outcome: "cancelled", status: ExitCancelled},
		},
		"the answer's line": {
			scenario: simulator.Approve, lines: map[bool]int{false: 8, true: 5}, want: want{starts: 1, outcome: "verified", status: ExitVerified},
		},
		"another person's": {
			scenario: simulator.OtherPerson, lines: map[bool]int{false: 8, true: 5},
			want: want{starts: 1, outcome: "not_verified", status: ExitNotVerified},
		},
		"never": {
			scenario: simulator.Approve, lines: map[bool]int{false: whole, true: whole},
			want: want{starts: 1, outcome: "verified", status: ExitVerified},
		},
		"the outcome's lines": {
			scenario: simulator.Approve, lines: map[bool]int{false: 12, true: 7}, want: want{starts: 1, outcome: "verified", status: ExitVerified},
		},
	} {
		for _, asJSON := range []bool{false, true} {
			for _, err := range []error{syscall.ENOSPC, syscall.EPIPE, syscall.EBADF} {
				t.Run(name+"/"+err.Error(), func(t *testing.T) {
					synctest.Test(t, func(t *testing.T) {
						j, cancels := journal.NewMemory(), 0
						r := call{
							scenario: c.scenario, language: assets.English, json: asJSON, request: Request{UUID: mette}, prepare: inOwn(j),
							output: func(w io.Writer) io.Writer { return &failing{to: w, lines: c.lines[asJSON], err: err} },
							handler: func(r *http.Request) bool {
								if r.Method == http.MethodDelete {
									cancels++
								}
								return true
							},
						}.verify(t)
						status, says := c.want.status, ""
						if err != syscall.EPIPE && c.lines[asJSON] != whole {
							status, says = ExitUsage, "Standard output can’t be written to ("+err.Error()+")."
						}
						if r.status != status || !strings.HasPrefix(r.err, says) || says == "" && r.err != "" || strings.Count(r.err, "\n") != len(says[:min(1, len(says))]) {
							t.Errorf("status %d, want %d; on standard error %q", r.status, status, r.err)
						}
						if r.started != c.want.starts || cancels != c.want.cancels {
							t.Errorf("%d starts and %d cancels\n%s", r.started, cancels, r.out)
						}
						if got := outcomes(t, j); got != c.want.outcome {
							t.Errorf("recorded: %q, want %q\n%s", got, c.want.outcome, r.out)
						}
						if open, err := j.Unfinished(t.Context()); err != nil || len(open) > 0 {
							t.Errorf("left open: %+v, %v", open, err)
						}
					})
				})
			}
		}
	}
}

// outcomes returns the outcomes in a journal.
func outcomes(t *testing.T, j journal.Journal) string {
	t.Helper()
	var all []string
	records, err := j.List(t.Context(), journal.Filter{})
	if err != nil {
		t.Fatal(err)
	}
	for _, record := range records {
		all = append(all, string(record.Outcome))
	}
	return strings.Join(all, " ")
}

// TestTheSecondCtrlC: a user who doesn't wait for a slow start gets the advice, and the record has
// an end.
func TestTheSecondCtrlC(t *testing.T) {
	for _, asJSON := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			j := journal.NewMemory()
			began := time.Now()
			slow, answer := context.WithCancel(t.Context())
			defer answer()
			r := call{
				scenario: simulator.Ignore, language: assets.English, json: asJSON, request: Request{UUID: mette}, prepare: inOwn(j),
				ctx: stopAfter(t, time.Second), again: stopAfter(t, 3*time.Second),
				handler: func(r *http.Request) bool {
					if r.URL.Path == "/op/connect/ciba" {
						<-slow.Done()
					}
					return true
				},
			}.verify(t)
			if took := time.Since(began); r.status != ExitUnknown || took < 3*time.Second || took > 4*time.Second {
				t.Errorf("status %d after %v\n%s", r.status, took, r.out)
			}
			if got := outcomes(t, j); got != "unknown" {
				t.Errorf("recorded: %q", got)
			}
			if asJSON {
				wantOneEnding(t, r.out, `"outcome":"unknown","reason":"start_lost"`)
			} else if !strings.Contains(r.out, "may still") {
				t.Errorf("no advice:\n%s", r.out)
			}
		})
	}
}

// TestCtrlCOnce: it waits for the broker's answer to a slow start, and cancels.
func TestCtrlCOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := call{
			scenario: simulator.Ignore, language: assets.English, json: true, request: Request{UUID: mette},
			ctx: stopAfter(t, time.Second), again: context.Background(),
			handler: func(r *http.Request) bool {
				if r.URL.Path == "/op/connect/ciba" {
					time.Sleep(30 * time.Second)
				}
				return true
			},
		}.verify(t)
		if r.status != ExitCancelled || !strings.Contains(r.out, "cancel_confirmed") {
			t.Errorf("%+v", r)
		}
	})
}

func TestOutputWritesNothingAfterAFault(t *testing.T) {
	words, err := assets.Load(assets.English)
	if err != nil {
		t.Fatal(err)
	}
	var got, wrong bytes.Buffer
	flaky := &failing{to: &got, lines: 1, err: syscall.ENOSPC}
	out := NewOutput(flaky)
	writeLine(out, "one")
	writeLine(out, "two")
	flaky.lines = 1
	writeLine(out, "three")
	if got.String() != "one\n" || !out.Failed() {
		t.Errorf("%q", got.String())
	}
	if status := out.Status(0, words, &wrong); status != ExitUsage || !strings.Contains(wrong.String(), syscall.ENOSPC.Error()) || strings.Contains(wrong.String(), "/dev") {
		t.Errorf("%d %q", status, wrong.String())
	}
	short := NewOutput(half{})
	if _, err := short.Write([]byte("four")); !errors.Is(err, io.ErrShortWrite) || !short.Failed() {
		t.Errorf("%v", err)
	}
}

type half struct{}

func (half) Write(p []byte) (int, error) { return len(p) / 2, nil }

// TestJournalOutputThatFails: status 0 means that everything was written, or that the reader had
// enough.
func TestJournalOutputThatFails(t *testing.T) {
	for name, a := range map[string]asked{
		"verify": {do: VerifyJournal},
		"head":   {do: JournalHead},
		"aside":  {do: JournalAside, openErr: journal.ErrDamaged},
		"export": {do: ExportJournal, call: JournalCall{Format: "json"}},
		"erase":  {do: EraseJournal, call: JournalCall{From: given("2026-03-02"), Until: given("2026-03-02"), Yes: true}},
	} {
		for err, want := range map[error]int{syscall.ENOSPC: ExitUsage, syscall.EBADF: ExitUsage, syscall.EPIPE: ExitGood} {
			a.journal = newJournal(t)
			a.out = &failing{to: io.Discard, err: err}
			r := a.run(t)
			said := strings.Contains(r.err, err.Error()) || name == "export" && strings.Contains(r.err, "The disk is full")
			if r.status != want || said != (want != 0) {
				t.Errorf("%s, %v: status %d, want %d; %q", name, err, r.status, want, r.err)
			}
		}
	}
}
