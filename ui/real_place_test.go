//go:build realparts && linux

package ui_test

import (
	"image"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
)

// states returns the states that the window manager gives the window.
func (p *program) states() []string {
	_, list, _ := strings.Cut(p.try("xprop", "-id", p.window, "_NET_WM_STATE"), "= ")
	return strings.Split(list, ", ")
}

// isMaximised reports whether the window is.
func (p *program) isMaximised() bool {
	has := p.states()
	return slices.Contains(has, "_NET_WM_STATE_MAXIMIZED_VERT") && slices.Contains(has, "_NET_WM_STATE_MAXIMIZED_HORZ")
}

// TestRealPlace: the window comes back where it was, maximised or not, also after an end from
// outside, and out of the maximised state in the size that it had before.
func TestRealPlace(t *testing.T) {
	t.Parallel()
	s := newScreen(t, 1440, 900)
	p := s.open()
	s.do("xdotool", "windowsize", "--sync", p.window, "1000", "700")
	s.do("xdotool", "windowmove", "--sync", p.window, "120", "90")
	p.ends()
	was := s.placed()

	again := s.open()
	if got := again.geometry(); !strings.Contains(got, "WIDTH=1000\nHEIGHT=700") {
		t.Errorf("it opens at\n%s", got)
	}
	before := again.geometry()
	again.toggleMaximised()
	until(t, "a maximised window", again.isMaximised)
	again.ends()
	if got, want := s.placed(), strings.Replace(was, "maximised = false", "maximised = true", 1); got != want {
		t.Errorf("it is kept as\n%s\nnot\n%s", got, want)
	}

	third := s.open()
	until(t, "a maximised window", third.isMaximised)
	third.toggleMaximised()
	until(t, "the window as it was before", func() bool {
		return !third.isMaximised() && sized(third.geometry()) == sized(before)
	})
	third.ends()
	if got := s.placed(); got != was {
		t.Errorf("it is kept as\n%s\nnot\n%s", got, was)
	}
}

// toggleMaximised double-clicks the title bar.
func (p *program) toggleMaximised() {
	p.t.Helper()
	p.do("xdotool", "mousemove", "--window", p.window, "200", "-8", "click", "--repeat", "2", "--delay", "40", "1")
}

// sized is what a geometry says without the window's number.
func sized(geometry string) string {
	_, rest, _ := strings.Cut(geometry, "\n")
	return rest
}

// geometry returns where the window is.
func (p *program) geometry() string { return p.do("xdotool", "getwindowgeometry", "--shell", p.window) }

// ends ends the program from outside, when it knows what has happened to its window.
func (p *program) ends() {
	p.t.Helper()
	p.key("F1")
	p.asks(true)
	p.key("Escape")
	p.asks(false)
	if err := p.command.Process.Signal(syscall.SIGTERM); err != nil {
		p.t.Fatal(err)
	}
	if status := p.status(); status != 0 {
		p.t.Errorf("exit status %d", status)
	}
}

// placed returns the file of the place.
func (s *screen) placed() string {
	s.t.Helper()
	text, err := os.ReadFile(filepath.Join(s.home, ".local", "share", "ringback", "window.toml"))
	if err != nil {
		s.t.Fatal(err)
	}
	return string(text)
}

// TestRealAlwaysOnTop: by the menu, and back.
func TestRealAlwaysOnTop(t *testing.T) {
	t.Parallel()
	s := newScreen(t, 1440, 900)
	p := s.open()
	const above = "_NET_WM_STATE_ABOVE"
	toggle := func() {
		p.click(p.window, image.Pt(p.picture().Bounds().Dx()-153, 28)) // the menu
		p.keep(p.window, "above-menu")
		p.key("a", "Return")
	}
	toggle()
	until(t, "a window above all others", func() bool { return slices.Contains(p.states(), above) })
	p.keep(p.window, "above")
	toggle()
	until(t, "a window as others", func() bool { return !slices.Contains(p.states(), above) })
	if status := p.shut(); status != 0 {
		t.Errorf("exit status %d", status)
	}
}
