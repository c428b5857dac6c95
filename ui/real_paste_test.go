//go:build realparts && linux

package ui_test

import (
	"image"
	"image/draw"
	"reflect"
	"strings"
	"testing"
	"time"

	"ringback/ciba/simulator"
)

// elsewhere is another program on the screen, which takes the focus for a while.
type elsewhere struct {
	*program
	window string
}

// elsewhere opens the window of another program.
func (p *program) elsewhere() elsewhere {
	p.t.Helper()
	needs(p.t, "xev")
	other := p.screen.command("xev", "-name", "Case system", "-event", "focus")
	begin(p.t, other)
	e := elsewhere{program: p}
	until(p.t, "another window", func() bool {
		e.window = p.try("xdotool", "search", "--onlyvisible", "--name", "^Case system$")
		return e.window != ""
	})
	return e
}

// copies has the other program in front while a text is copied, and comes back.
func (e elsewhere) copies(text string) {
	e.t.Helper()
	e.activate(e.window)
	e.copy(text)
	e.activate(e.program.window)
}

// activate brings a window to the front and waits until it has the focus.
func (p *program) activate(window string) {
	p.t.Helper()
	p.do("xdotool", "windowactivate", window)
	until(p.t, "the focus", func() bool { return p.try("xdotool", "getactivewindow") == window })
}

// offers reports whether Start or Done promises something, within a while.
func (p *program) offers(want bool) bool {
	return within(p.t, patience/4, func() bool { _, ok := filledButton(p.picture(), inForm); return ok == want })
}

// TestRealPasteAndKeys plays a call under a window manager, with another program that has the focus
// in between: what is copied there, clicks beside every field, keys without a field, Start while
// something is missing, and the keys of an outcome.
func TestRealPasteAndKeys(t *testing.T) {
	t.Parallel()
	s := newScreen(t, 1440, 900)
	p := s.open()
	other := p.elsewhere()
	const person = simulator.DocumentedPerson
	sentence := "Borger: " + strings.ToUpper(strings.ReplaceAll(person, "-", "–")) + ", Nordby\t12"

	other.copies(sentence)
	p.key("ctrl+v")
	p.startOffered()
	p.keep(p.window, "paste-sentence")

	empty := image.Pt(700, 700)
	p.click(p.window, empty)
	p.key("ctrl+a", "Delete")
	if !p.offers(false) {
		t.Fatal("after a click on empty space, keys no longer reach the field")
	}
	p.keep(p.window, "paste-missing")

	p.key("Tab") // to the list of people, which takes no text
	other.copies("x " + person + " x")
	p.key("ctrl+v")
	p.startOffered()

	p.copy(strings.Repeat("ord ", 25_000))
	p.key("ctrl+a", "ctrl+v")
	if !p.offers(false) {
		t.Fatal("100 kB are a person")
	}
	p.keep(p.window, "paste-100kB")
	p.key("ctrl+a")
	p.fill(person)

	p.click(p.window, image.Pt(190, 350)) // the text
	p.key("ctrl+a", "Delete")
	if !p.offers(false) {
		t.Fatal("the text isn't empty")
	}
	p.click(p.window, image.Pt(700, 145))
	p.key("Tab", "ctrl+Return")
	until(t, "the ring around the missing text", func() bool { // the edge of a field lies between two pixels
		shown := p.picture()
		for y := 320; y < 340; y++ {
			if resemblesOneOf(shown.At(195, y), accents, 0x28) {
				return true
			}
		}
		return false
	})
	p.keep(p.window, "paste-text-missing")
	p.key("K", "o", "d", "e", "space", "1", "2")
	if !p.offers(true) {
		p.keep(p.window, t.Name()+"-stuck")
		t.Fatal("Ctrl+Enter doesn't lead to the missing text")
	}

	p.key("F1")
	p.keep(p.window, "keys-da")
	p.key("ctrl+Return")
	if within(t, 2*time.Second, func() bool { return p.title() != "Ringback" }) {
		t.Fatal("Ctrl+Enter starts behind the list of keys")
	}
	p.key("Escape", "Return")
	if within(t, time.Second, func() bool { return p.title() != "Ringback" }) {
		t.Fatal("Enter in a field starts")
	}
	p.key("ctrl+Return")
	p.reaches("Waiting")
	p.approve()
	p.reaches("Verified")
	p.startOffered() // Done

	before := crop(p.picture(), image.Rect(410, 70, 760, 180))
	p.key("ctrl+2", "ctrl+3", "ctrl+4", "ctrl+5", "ctrl+2", "x", "Delete", "Return", "ctrl+v")
	p.keep(p.window, "paste-outcome")
	if !reflect.DeepEqual(before, crop(p.picture(), image.Rect(410, 70, 760, 180))) || p.title() != "Ringback · Verified" {
		t.Error("keys move the outcome")
	}
	p.key("ctrl+shift+c")
	until(t, "the note on the clipboard", func() bool {
		return strings.Contains(p.try("xclip", "-selection", "clipboard", "-o"), "Kode 12")
	})
	p.key("ctrl+Return")
	p.reaches("")
}

// TestRealRoutineCall by CPR number: Ctrl+V, Ctrl+Enter, wait, Ctrl+Shift+C, Ctrl+Enter.
func TestRealRoutineCall(t *testing.T) {
	t.Parallel()
	s := newScreen(t, 1440, 900)
	p := s.open()
	other := p.elsewhere()
	other.copies("Cpr-nr. 740379-0012\r\n")
	p.key("ctrl+v", "ctrl+Return")
	p.reaches("Waiting")
	p.approve()
	p.reaches("Verified")
	p.startOffered()
	p.key("ctrl+shift+c")
	until(t, "the note on the clipboard", func() bool {
		return strings.Contains(p.try("xclip", "-selection", "clipboard", "-o"), "Nordby Kommune")
	})
	p.key("ctrl+Return")
	p.reaches("")
	p.tellsNothing("7403790012", "740379-0012")
}

// crop copies a part of a picture.
func crop(img image.Image, part image.Rectangle) *image.RGBA {
	out := image.NewRGBA(image.Rectangle{Max: part.Size()})
	draw.Draw(out, out.Bounds(), img, part.Min, draw.Src)
	return out
}
