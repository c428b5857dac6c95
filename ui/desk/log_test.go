package desk

import (
	"bytes"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"ringback/ciba/simulator"
)

// logSink keeps the log of a test's desk.
type logSink struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *logSink) Write(line []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(line)
}

func (l *logSink) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// holdsNobody reports what the log has of a person or a request. Each test of a desk ends with it.
func (l *logSink) holdsNobody(t *testing.T) {
	t.Helper()
	text := l.String()
	for _, part := range []string{
		mette, strings.ReplaceAll(mette, "-", ""), metteCPR, unseparated(metteCPR), "Mette", "Holm", "S\u00f8rensen", "Kode ", "Code ",
		simulator.PublishedClientSecret, "eyJ", "/connect", "?",
	} {
		if strings.Contains(text, part) {
			t.Errorf("the log has %q:\n%s", part, lineOf(text, part))
		}
	}
}

// TestTheLogSaysWhatHappened: environment, requests and outcome of a verification are in the log.
func TestTheLogSaysWhatHappened(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, plan{broker: simulator.Options{Scenario: simulator.OtherPerson}, options: inOwnEnvironment})
		b.SetCase("2026-17-marked")
		b.verify(mette)
		text := b.log.String()
		for _, part := range []string{
			`"msg":"environment in use","environment":"nordby","kind":"test"`, `"msg":"secret","source":"keyring"`,
			`"msg":"request","endpoint":"discovery","method":"GET","host":"`, `"msg":"request","endpoint":"token_endpoint","method":"POST"`,
			`"status":200`, `"msg":"outcome","environment":"nordby","outcome":"not_verified","reason":"","cause":"person:someone_else"`,
		} {
			if !strings.Contains(text, part) {
				t.Errorf("the log lacks %s:\n%s", part, text)
			}
		}
		if strings.Contains(text, "2026-17") || strings.Contains(text, b.broker.People()[1].UUID) {
			t.Errorf("the log has the case, or the other person:\n%s", text)
		}
	})
}
