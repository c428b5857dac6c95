//go:build console

package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"

	"golang.org/x/sys/unix"

	"ringback/ciba"
	"ringback/ciba/simulator"
	"ringback/storage/journal"
	"ringback/storage/killed"
	"ringback/storage/secrets"
)

// atOnce is how many programs run at the same time: they spend most of it waiting.
const atOnce = 16

// TestProgramKilledAtSomeWrites kills the program before every 40th of its system calls that change
// a file or send something, starts it again, and compares what it finds with what the broker knows.
func TestProgramKilledAtSomeWrites(t *testing.T) {
	t.Parallel()
	killedAtWrites(t, 40)
}

func killedAtWrites(t *testing.T, every int) {
	t.Helper()
	b := startBroker(t, -1) // the person approves at once
	calls := whole(t, b, "skriv", writes)
	t.Logf("%d writes", calls)
	if calls < 40 {
		t.Error("these can't have been all")
	}
	var places []int
	for at := 0; at < calls; at += every {
		places = append(places, at)
	}
	killedAtAll(t, b, "skriv", places, writes)
}

// whole runs a program to its end, and counts its calls.
func whole(t *testing.T, b broker, kind string, counts func() func(killed.Call) bool) int {
	t.Helper()
	r := newKilling(t, b, kind+" til enden", 1<<30)
	if !r.kill(counts()) || len(r.said) == 0 || r.said[len(r.said)-1].Event != "done" {
		t.Fatalf("without being killed it said %v", r.said)
	}
	r.goOn()
	r.judge()
	return r.calls
}

// killedAtAll kills a program once at each of these calls.
func killedAtAll(t *testing.T, b broker, kind string, places []int, counts func() func(killed.Call) bool) {
	t.Helper()
	var mu sync.Mutex
	found := make(map[string]int)
	turns := make(chan struct{}, atOnce)
	var running sync.WaitGroup
	for i, at := range places {
		turns <- struct{}{}
		running.Go(func() {
			defer func() { <-turns }()
			r := newKilling(t, b, fmt.Sprintf("%s %d, nr %d", kind, at, i), at)
			r.kill(counts())
			r.goOn()
			r.judge()
			mu.Lock()
			found[r.found()]++
			mu.Unlock()
		})
	}
	running.Wait()
	t.Logf("after %d kills: %v", len(places), found)
}

// killing is one program that is killed, and the one that runs after it.
type killing struct {
	t      *testing.T
	b      broker
	folder string
	text   string
	at     int

	said   []said // by the first program
	calls  int
	before seen   // what the broker knew after the kill
	then   []said // by the second program
}

func newKilling(t *testing.T, b broker, text string, at int) *killing {
	return &killing{t: t, b: b, folder: t.TempDir(), text: text, at: at}
}

// kill runs the first program, and reports whether it reached its end.
func (r *killing) kill(counts func(killed.Call) bool) (ended bool) {
	store := secrets.New(fileKeyring(r.folder), secrets.Options{})
	defer store.Close()
	if err := store.Set(r.t.Context(), secrets.Binding{Issuer: r.b.issuer, ClientID: simulator.PublishedClientID}, simulator.PublishedClientSecret); err != nil {
		r.t.Error(err)
	}
	path, err := exec.LookPath("part")
	if err != nil {
		r.t.Error(err)
		return false
	}
	text, calls, ended, err := killed.Before(r.at, counts, append(os.Environ(), "GOMAXPROCS=1"), path, "verify", r.folder, r.b.issuer, r.text)
	if killed.Untraceable(err) {
		r.t.Skip("no program can be traced here: ", err)
	}
	if err != nil {
		r.t.Errorf("%s: %v", r.text, err)
	}
	r.said, r.calls = r.read(text), calls
	r.before = r.b.sees(r.t, addressOf(r.folder))[r.text]
	return ended
}

// goOn runs the second program to its end.
func (r *killing) goOn() {
	child := exec.CommandContext(r.t.Context(), "part", "go-on", r.folder, r.b.issuer, r.text)
	child.Stderr = os.Stderr
	text, err := child.Output()
	if err != nil {
		r.t.Errorf("%s: the program after it: %v\n%s", r.text, err, text)
	}
	r.then = r.read(string(text))
}

// read reads the lines that a program printed, without one that the kill cut off.
func (r *killing) read(text string) []said {
	var all []said
	for line := range strings.Lines(text) {
		var s said
		if err := json.Unmarshal([]byte(line), &s); err != nil || s.Event == "failed" {
			r.t.Errorf("%s: it said %s", r.text, line)
		}
		all = append(all, s)
	}
	return all
}

// find returns the last line about an event.
func find(lines []said, event string) (said, bool) {
	for i := len(lines) - 1; i >= 0; i-- {
		if lines[i].Event == event {
			return lines[i], true
		}
	}
	return said{}, false
}

// found names what the second program found.
func (r *killing) found() string {
	offered, some := find(r.then, "offered")
	ended, told := find(r.said, "ended")
	switch {
	case some:
		outcome, _ := find(r.then, "ended")
		return fmt.Sprintf("%s, then %q", offered.What, outcome.What)
	case told:
		return ended.What + " and done"
	case r.before.Asked == 0:
		return "nothing was sent"
	}
	return "nothing is left of it"
}

// judge compares what was found with what the broker knows: nothing is lost, and the person isn't
// asked twice.
func (r *killing) judge() {
	wrong := func(format string, values ...any) {
		r.t.Errorf("%s: %s\nfirst  %+v\nthen   %+v\nbroker %+v", r.text, fmt.Sprintf(format, values...), r.said, r.then, r.before)
	}
	after := r.b.sees(r.t, addressOf(r.folder))
	if after[r.text].Asked != r.before.Asked || r.before.Asked > 1 || after[again(r.text)].Asked > 0 {
		wrong("the person was asked %d times, then %d times, and %d times again", r.before.Asked, after[r.text].Asked, after[again(r.text)].Asked)
	}
	record, kept := r.record()
	if r.before.Asked == 1 && !kept {
		wrong("the journal knows nothing of the request")
	}
	if !kept {
		return
	}
	offered, some := find(r.then, "offered")
	_, guarded := find(r.then, "guarded")
	ended, shown := find(r.then, "ended")
	_, acknowledged := find(r.said, "waiting")
	lost := r.before.Given > 0 // the tokens went to a program that died before it wrote them down
	switch {
	case !some:
		if record.Outcome != ciba.Verified {
			wrong("nothing is offered of what is %q", record.Outcome)
		}
	case offered.What == "unknown":
		if !guarded || acknowledged || shown || record.Outcome != ciba.Unknown {
			wrong("unknown, recorded as %q", record.Outcome)
		}
	case offered.What == "waiting" && lost:
		if !guarded || ended.What != "unknown" || record.Outcome != ciba.Unknown {
			wrong("its answer is lost; it ended as %q, recorded as %q", ended.What, record.Outcome)
		}
	case offered.What == "waiting", offered.What == "received":
		if guarded != (offered.What == "waiting") || ended.What != "verified" || !ended.Recorded || record.Outcome != ciba.Verified {
			wrong("gone on with, it ended as %+v, recorded as %q", ended, record.Outcome)
		}
	default:
		wrong("what is offered?")
	}
}

// record returns what the journal finally holds about the request.
func (r *killing) record() (record journal.Record, kept bool) {
	ctx := r.t.Context()
	store := secrets.New(fileKeyring(r.folder), secrets.Options{})
	defer store.Close()
	j, err := journalOf(r.folder, store)(ctx)
	if err != nil {
		r.t.Errorf("%s: %v", r.text, err)
		return journal.Record{}, false
	}
	defer j.Close()
	if audit, err := j.Verify(ctx, ""); err != nil || audit.Fault != nil {
		r.t.Errorf("%s: the chain: %+v, %v", r.text, audit.Fault, err)
	}
	records, err := j.List(ctx, journal.Filter{})
	if err != nil || len(records) > 1 || len(records) == 1 && records[0].Text != r.text {
		r.t.Errorf("%s: in the journal are %+v, %v", r.text, records, err)
	}
	if len(records) == 0 {
		return journal.Record{}, false
	}
	return records[0], true
}

// writes counts the calls that change a file or send something.
func writes() func(killed.Call) bool {
	return afterLines(1, func(call killed.Call) bool {
		switch call.Number {
		case unix.SYS_PWRITE64, unix.SYS_FTRUNCATE, unix.SYS_FSYNC, unix.SYS_FDATASYNC, unix.SYS_RENAMEAT, unix.SYS_RENAMEAT2, unix.SYS_UNLINKAT, unix.SYS_MKDIRAT, unix.SYS_FLOCK:
			return true
		case unix.SYS_OPENAT:
			return call.Arguments[2]&(unix.O_WRONLY|unix.O_RDWR|unix.O_CREAT) != 0
		case unix.SYS_WRITE:
			to, err := os.Readlink(fmt.Sprintf("/proc/%d/fd/%d", call.Program, call.Arguments[0]))
			return err == nil && (strings.HasPrefix(to, "/") || strings.HasPrefix(to, "socket:"))
		}
		return false
	})
}

// afterLines counts calls from the program's n-th line on: what comes before the first line belongs
// to the test binary.
func afterLines(n int, counts func(killed.Call) bool) func(killed.Call) bool {
	return func(call killed.Call) bool {
		if n <= 0 {
			return counts(call)
		}
		if call.Number == unix.SYS_WRITE && call.Arguments[0] == 1 {
			n--
		}
		return false
	}
}
