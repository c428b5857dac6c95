//go:build realparts && linux

package ui_test

import (
	"fmt"
	"image/color"
	"strings"
	"testing"
)

// TestRealSplitter: the border of status and tabs is dragged with the mouse, and is there again in
// the next window; a double click puts it back.
func TestRealSplitter(t *testing.T) {
	t.Parallel()
	s := newScreen(t, 1440, 900)
	s.settings("theme = \"light\"\n")
	p := s.open()
	p.startsFrom(color.RGBA{0xFF, 0xFF, 0xFF, 0xFF})
	designed := p.grip()
	p.pull(designed, 150)
	chosen := 0
	until(t, "another place, where it stays", func() bool {
		before := chosen
		chosen = p.grip()
		return chosen > designed+100 && chosen == before
	})
	p.ends()
	if placed := s.placed(); !strings.Contains(placed, "split = 0.") {
		t.Errorf("it is kept as\n%s", placed)
	}

	again := s.open()
	again.startsFrom(color.RGBA{0xFF, 0xFF, 0xFF, 0xFF})
	if got := again.grip(); max(got-chosen, chosen-got) > 1 {
		t.Errorf("the handle is at %d, it was left at %d", got, chosen)
	}
	again.keep(again.window, "split")
	s.do("xdotool", "mousemove", "--window", again.window, fmt.Sprint(xOfGrip), fmt.Sprint(chosen), "click", "--repeat", "2", "--delay", "40", "1")
	until(t, "the place as designed", func() bool { return again.grip() == designed })
	again.shut()
}

// xOfGrip is within the handle, in a window of the designed size in demo.
const xOfGrip = 708

// grip returns where the handle is, from the top of the window: a line of three pixels that is
// darker than what is around it, with the ring of the focus around it or without. 0: it isn't drawn
// yet.
func (p *program) grip() int {
	p.t.Helper()
	picture := p.picture()
	dark := func(x, y int) bool {
		got := color.NRGBAModel.Convert(picture.At(x, y)).(color.NRGBA)
		return got.R < 0xA0 && got.B < got.R+0x40 // and no ring of the focus
	}
	for y := 80; y < picture.Bounds().Dy(); y++ {
		if dark(xOfGrip, y) && dark(xOfGrip-12, y) && dark(xOfGrip+12, y) && !dark(xOfGrip-30, y) && !dark(xOfGrip+30, y) {
			return y + 1
		}
	}
	return 0
}

// pull drags the handle downwards.
func (p *program) pull(from, by int) {
	p.t.Helper()
	p.do("xdotool", "mousemove", "--window", p.window, fmt.Sprint(xOfGrip), fmt.Sprint(from))
	p.do("xdotool", "mousedown", "1")
	for _, part := range []int{by / 3, 2 * by / 3, by} {
		p.do("xdotool", "mousemove", "--window", p.window, fmt.Sprint(xOfGrip), fmt.Sprint(from+part))
	}
	p.do("xdotool", "mouseup", "1")
}
