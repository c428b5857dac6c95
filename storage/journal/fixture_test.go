package journal

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"ringback/ciba"
	"ringback/storage/secrets"
)

// hands is a clock that a test sets.
type hands struct{ at atomic.Int64 }

func newHands(t time.Time) *hands {
	h := new(hands)
	h.at.Store(t.UnixNano())
	return h
}

func (h *hands) now() time.Time        { return time.Unix(0, h.at.Load()).UTC() }
func (h *hands) move(by time.Duration) { h.at.Add(int64(by)) }

// keyringWith returns a keyring that holds the key of a journal.
func keyringWith(key byte) *fakeKeyring {
	return &fakeKeyring{entries: map[string]string{"Ringback/" + keyEntry: keyVersion + strings.Repeat(fmt.Sprintf("%02x", key), keySize)}}
}

// secretsOver returns secrets over a keyring.
func secretsOver(t testing.TB, k secrets.Keyring) *secrets.Store {
	s := secrets.New(k, secrets.Options{})
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// openedJournal opens a journal for a test.
func openedJournal(t testing.TB, path string, now func() time.Time) *File {
	t.Helper()
	j, err := OpenFile(t.Context(), path, secretsOver(t, keyringWith(7)), FileOptions{Now: now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = j.Close() })
	return j
}

// fixture is a kind of journal to be tested, with a clock. crash ends its program and returns the
// journal as the next program finds it.
type fixture struct {
	*hands
	Journal
	another func() Journal // used at the same time; nil if the kind doesn't allow that
	crash   func() Journal
}

// everyJournal runs a test with each kind of journal.
func everyJournal(t *testing.T, test func(t *testing.T, f fixture)) {
	t.Run("memory", func(t *testing.T) {
		clock := newHands(noon)
		j := NewMemoryAt(clock.now)
		test(t, fixture{hands: clock, Journal: j, crash: func() Journal { _ = j.Close(); return j }})
	})
	t.Run("file", func(t *testing.T) {
		clock := newHands(noon)
		path := filepath.Join(t.TempDir(), "data", "journal.db")
		open := func() *File { return openedJournal(t, path, clock.now) }
		j := open()
		test(t, fixture{hands: clock, Journal: j, another: func() Journal { return open() }, crash: func() Journal {
			_ = j.here.file.Close() // as the system does it, without informing the journal
			j = open()
			return j
		}})
	})
}

// must fails a test on an error.
func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// patiently repeats an operation while the journal is busy: on a slow machine that may take longer
// than the wait for the lock.
func patiently(do func() error) error {
	for {
		if err := do(); !errors.Is(err, ErrBusy) {
			return err
		}
	}
}

// wants fails a test unless the error is the wanted one.
func wants(t testing.TB, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("got %v, want %v", err, want)
	}
}

func personIn(t testing.TB, j Journal, person string) PersonHash {
	t.Helper()
	hash, err := j.HashPerson(context.WithoutCancel(t.Context()), Named(person))
	must(t, err)
	return hash
}

// aRecord is a record that begins now.
func (f fixture) aRecord(id string) Record {
	return Record{ID: id, Started: f.now(), Environment: "pp", Kind: "test", Case: "2026-17", Text: "Kode 4821", Operator: "anna"}
}

var (
	// as long as it may be
	aResumption = ciba.Resumption{AuthReqID: ciba.Secret(strings.Repeat("auth-r1.", 1024)),
		SentAt: noon, ExpiresIn: 120 * time.Second, Interval: 5 * time.Second, Offset: -2 * time.Second, OffsetKnown: true, Clock: ciba.ClockAgrees}
	someTokens = ciba.Tokens{IDToken: "eyJ.id.token", AccessToken: "access token", Scope: "openid"}
	aRequest   = []byte(`{"uuid":"8a9856e0-f12d-4217-b320-c8a076be9320"}`)
)

// sound checks a journal's chain and returns its head.
func sound(t testing.TB, j Journal, noted string) string {
	t.Helper()
	audit, err := j.Verify(context.WithoutCancel(t.Context()), noted)
	if err != nil || audit.Fault != nil {
		t.Fatalf("%+v %+v, %v", audit, audit.Fault, err)
	}
	head, err := j.Head(context.WithoutCancel(t.Context()))
	if err != nil || head != audit.Head {
		t.Fatalf("the head is %s, and the audit says %s, %v", head, audit.Head, err)
	}
	return head
}

// TestNoFormulaInATable: whichever separator a program expects, no field that it finds begins a
// formula.
func TestNoFormulaInATable(t *testing.T) {
	for text, want := range map[string]string{
		"":                  "",
		"Kode 4821, Nordby": "Kode 4821, Nordby",
		"a-b, c+d=e; f@g":   "a-b, c+d=e; f@g",
		"=1+1":              "'=1+1",
		"+45 12345678":      "'+45 12345678",
		"-1":                "'-1",
		"@SUM(A1)":          "'@SUM(A1)",
		"\t=1":              "'\t'=1",
		"\r=1":              "'\r'=1",
		"a;=1":              "a;'=1",
		"a,=1,-2":           "a,'=1,'-2",
		"a\t@b":             "a\t'@b",
		"a\n=1\r\n+2":       "a\n'=1\r\n'+2",
		`a,"=1+1"`:          `a,'"=1+1"`,
		"a, =1":             "a,' =1",
		"æ;ø,å":             "æ;ø,å",
	} {
		if got := noFormula(text); got != want {
			t.Errorf("%q became %q, want %q", text, got, want)
		}
	}
	var out bytes.Buffer
	c := newCSVExporter(&out)
	must(t, c.begin())
	must(t, c.record(exported{Case: `x,"=cmd|1"`, Text: "Kode 1;=2", Operator: "\r\n=3"}))
	must(t, c.end())
	for _, field := range strings.FieldsFunc(out.String(), func(r rune) bool { return strings.ContainsRune(fieldEnds, r) }) {
		if begins := strings.TrimLeft(field, ` "`); begins != "" && strings.ContainsRune(formulaBegins, rune(begins[0])) {
			t.Errorf("%q begins a formula in %q", field, out.String())
		}
	}
}
