//go:build realparts && linux

package ui_test

import (
	"bytes"
	"image"
	"image/color"
	"image/gif"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"ringback/ciba/simulator"
)

// fillsScreen waits until the window is as large as the screen, or no longer.
func (p *program) fillsScreen(size image.Point, whether bool) {
	p.t.Helper()
	if !within(p.t, patience, func() bool { return (p.picture().Bounds().Size() == size) == whether }) {
		p.keep(p.window, p.t.Name()+"-stuck")
		p.t.Fatalf("the window is %v, on a screen of %v; full screen is %v wanted", p.picture().Bounds().Size(), size, whether)
	}
}

// TestRealPresentation presents a verification in the demo by the keyboard alone.
func TestRealPresentation(t *testing.T) {
	t.Parallel()
	screen := image.Pt(1440, 900)
	s := newScreen(t, screen.X, screen.Y)
	p := s.open()
	p.key("F11")
	p.fillsScreen(screen, true)
	p.waitFor("Start in the presentation", besideForm) // for the demo's first person
	p.keep(p.window, "presenting-1-request")
	p.key("ctrl+Return")
	p.reaches("Waiting")
	p.waitFor("Approve on the big phone", besideForm)
	p.keep(p.window, "presenting-2-waiting")
	p.key("Escape")
	until(t, "the question whether to cancel", func() bool { return !isPlainAbove(p.picture()) })
	p.keep(p.window, "presenting-3-asking")
	p.answers("Return", func() bool { return isPlainAbove(p.picture()) }) // the focus is on going on
	p.key("Next")                                                         // to the course, as a clicker does
	p.key("F8")
	p.reaches("Verified")
	p.keep(p.window, "presenting-4-verified")
	until(t, "Esc to leave, some time after the outcome", func() bool {
		p.key("Escape")
		return p.picture().Bounds().Size() != screen
	})
	if title := p.title(); title != "Ringback · Verified" {
		t.Errorf("with the presentation went the outcome: %q", title)
	}
	p.startOffered() // Done
	p.key("F11")
	p.fillsScreen(screen, true)
	p.key("F11")
	p.fillsScreen(screen, false)
	p.startOffered()
	p.key("ctrl+Return")
	p.reaches("")
}

// isPlainAbove reports whether the upper edge of a presentation is its plain ground: a dialog
// shades it.
func isPlainAbove(img image.Image) bool {
	return isOneOf(img.At(img.Bounds().Dx()/2, 8), []color.RGBA{{0xF7, 0xF8, 0xFA, 0xFF}, {0x14, 0x18, 0x1F, 0xFF}})
}

// TestRealPresentationWarns: in production the presentation begins only after the user has
// confirmed.
func TestRealPresentationWarns(t *testing.T) {
	t.Parallel()
	screen := image.Pt(1440, 900)
	s := newScreen(t, screen.X, screen.Y)
	p := s.open("-environment", "production")
	p.asks(true) // for the client id
	p.key("Escape")
	p.asks(false)
	for _, leave := range []string{"Escape", "Return"} { // the focus is on the way back
		p.key("F11")
		p.asks(true)
		p.keep(p.window, "presenting-production-warning")
		p.answers(leave, func() bool { return !isShaded(p.picture()) })
		p.fillsScreen(screen, false)
	}
	p.key("F11")
	p.asks(true)
	p.key("shift+Tab")
	p.answers("Return", func() bool { return p.picture().Bounds().Size() == screen })
	p.keep(p.window, "presenting-production")
	p.key("F11")
	p.fillsScreen(screen, false)
}

// TestRealTourSaved plays the tour into a folder, as make run does on a machine without a display.
func TestRealTourSaved(t *testing.T) {
	t.Parallel()
	s := newScreen(t, 1440, 900)
	folder := filepath.Join(s.home, "frames")
	p := s.start("tour", "-save", folder)
	if !within(t, 4*time.Minute, p.over) { // its outage alone takes 20 s
		t.Fatal("the tour doesn't end")
	}
	if status := p.status(); status != 0 {
		t.Errorf("exit status %d", status)
	}
	files, err := filepath.Glob(filepath.Join(folder, "*.png"))
	if err != nil || len(files) != 16 {
		t.Errorf("five stories of three frames each, and one more, and the folder holds %d: %v, %v", len(files), files, err)
	}
	checkFilm(t, filepath.Join(folder, "tour.gif"))
	seen := map[string]string{}
	for _, path := range files {
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		img, err := png.Decode(bytes.NewReader(content))
		if err != nil {
			t.Errorf("%s: %v", filepath.Base(path), err)
			continue
		}
		if colors := colorsOf(img); colors < 20 {
			t.Errorf("%s is blank: it has %d colours", filepath.Base(path), colors)
		}
		if twin := seen[string(content)]; twin != "" {
			t.Errorf("%s shows what %s does", filepath.Base(path), twin)
		}
		seen[string(content)] = filepath.Base(path)
	}
	p.tellsNothingSaid("eyJ")
}

// checkFilm reads the film of a tour: each frame stays long enough, and it can be sent around.
func checkFilm(t *testing.T, path string) {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Error(err)
		return
	}
	film, err := gif.DecodeAll(bytes.NewReader(content))
	if err != nil {
		t.Errorf("the film: %v", err)
		return
	}
	if len(film.Image) != 16 || slices.Min(film.Delay) < 400 || len(content) > 3<<20 {
		t.Errorf("the film has %d frames, which stay %v, in %d bytes", len(film.Image), film.Delay, len(content))
	}
}

// colorsOf counts the colours of every tenth row; text has many, because it is anti-aliased.
func colorsOf(img image.Image) int {
	colors := map[color.Color]bool{}
	size := img.Bounds()
	for y := size.Min.Y; y < size.Max.Y; y += 10 {
		for x := size.Min.X; x < size.Max.X; x++ {
			colors[img.At(x, y)] = true
		}
	}
	return len(colors)
}

// TestRealFaults picks a fault of three kinds on the demo's phone: one in the token, which a check
// catches, one at the start, and one in the network, which the request outlives.
func TestRealFaults(t *testing.T) {
	t.Parallel()
	s := newScreen(t, 1440, 900)
	p := s.open()
	for _, c := range []struct {
		scenario simulator.Scenario
		person   string // another one each time: nobody is asked again soon after
		ends     string
	}{
		{scenario: simulator.WrongIssuer, person: simulator.DocumentedPerson, ends: "Not verified"},
		{scenario: simulator.StartHTML, person: "c1d9a3f4-6b0e-4f5a-9d27-3e8f10b2a764", ends: "Unknown"},
		{scenario: simulator.HTMLPoll, person: "5f7e2b68-94c3-4d1a-8a0f-b6d2c97e4135", ends: "Verified"},
	} {
		p.fill(c.person)
		p.walkTo("the picker under the phone", underPhone)
		p.key("Return")
		p.keep(p.window, "faults-open")
		index := slices.IndexFunc(simulator.Catalogue(), func(info simulator.ScenarioInfo) bool { return info.Name == c.scenario })
		p.key(append([]string{"Home"}, slices.Repeat([]string{"Down"}, index)...)...)
		p.keep(p.window, "faults-"+string(c.scenario)+"-list")
		p.key("Return")
		p.keep(p.window, "faults-"+string(c.scenario)+"-picked")
		p.key("ctrl+Return")
		if !within(t, 2*patience, func() bool { return p.title() == "Ringback · "+c.ends }) {
			p.keep(p.window, "faults-"+string(c.scenario)+"-stuck")
			t.Fatalf("%s ends with %q, want %q", c.scenario, p.title(), c.ends)
		}
		p.startOffered()
		p.keep(p.window, "faults-"+string(c.scenario))
		// An outcome can't be dismissed in its first second, and a busy machine may draw it late.
		within(t, patience, func() bool {
			p.key("ctrl+Return")
			return within(t, 2*time.Second, func() bool { return p.title() == "Ringback" })
		})
		p.reaches("")
	}
}
