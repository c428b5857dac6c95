package console

import (
	"io"
	"testing"
	"testing/synctest"
	"time"

	"ringback/ui/desk"
)

// TestStandardInputThatDoesntEnd: after ten seconds nobody waits for it.
func TestStandardInputThatDoesntEnd(t *testing.T) {
	for name, c := range map[string]struct {
		ends time.Duration
		want string // "" for none
	}{
		"in time": {ends: 9 * time.Second},
		"late":    {ends: time.Minute, want: "fill.request_late"},
	} {
		synctest.Test(t, func(t *testing.T) {
			in, out := io.Pipe()
			written := make(chan struct{})
			go func() {
				defer close(written)
				_, _ = io.WriteString(out, `{"case":"S-1"}`)
				time.Sleep(c.ends)
				_ = out.Close()
			}()
			begun := time.Now()
			got, problem := Filling("-", in)
			if problem.Key != c.want || (got == desk.Request{}) != (c.want != "") {
				t.Errorf("%s: %+v, %v", name, got, problem)
			}
			if took := time.Since(begun); took != min(c.ends, inputBound) {
				t.Errorf("%s: after %v", name, took)
			}
			<-written
		})
	}
}
