//go:build windows || (linux && realparts)

package native

import (
	"testing"
	"time"
)

// patience bounds each wait; a test that passes doesn't use it up.
const patience = 30 * time.Second

// await waits for something that another thread or program does.
func await(t *testing.T, what string, reached func() bool) {
	t.Helper()
	look := time.NewTicker(20 * time.Millisecond)
	defer look.Stop()
	for end := time.After(patience); !reached(); {
		select {
		case <-look.C:
		case <-end:
			t.Fatalf("waited in vain for %s", what)
		}
	}
}

// titleBar is where a title bar is, and whether a screen is to show it.
type titleBar struct {
	name  string
	at    Place
	width int
	want  bool
}

// areShown asks whether a screen shows some title bars.
func areShown(t *testing.T, bars []titleBar) {
	t.Helper()
	for _, c := range bars {
		if got := OnScreen(c.at, c.width, patience); got != c.want {
			t.Errorf("%s: a screen shows it: %v, want %v", c.name, got, c.want)
		}
	}
}
