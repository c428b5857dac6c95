package kit

import (
	"fmt"
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
)

// many returns grouped options: more than a window can show at once.
func many() []Option {
	var all []Option
	for group := range 7 {
		for i := range 9 {
			all = append(all, Option{Value: fmt.Sprintf("%d%d", group, i), Label: fmt.Sprintf("%c option", 'a'+i), Group: fmt.Sprintf("Group %d", group)})
		}
	}
	return all
}

// grouped returns a desk with a select of many options, and the choices it reported.
func grouped(t *testing.T) (d *desk, s *Select, told *[]string) {
	t.Helper()
	told = new([]string)
	d = newDesk(t, func(keys *Keys) []fyne.CanvasObject {
		s = NewSelect(keys, SelectField, many(), "00", func(value string) { *told = append(*told, value) })
		return []fyne.CanvasObject{s}
	})
	d.canvas.Focus(s)
	return d, s, told
}

// openList returns the open list, or nil.
func (d *desk) openList() *chooser {
	c, _ := d.canvas.Overlays().Top().(*chooser)
	return c
}

func TestManyOptionsByKeyboard(t *testing.T) {
	for name, c := range map[string]struct {
		keys []fyne.KeyName
		want string
	}{
		"where it stands":     {[]fyne.KeyName{fyne.KeyReturn}, ""},
		"the next one":        {[]fyne.KeyName{fyne.KeyDown, fyne.KeyReturn}, "01"},
		"over a heading":      {append(slices.Repeat([]fyne.KeyName{fyne.KeyDown}, 9), fyne.KeySpace), "10"},
		"the last one":        {[]fyne.KeyName{fyne.KeyEnd, fyne.KeyEnter}, "68"},
		"no further than it":  {[]fyne.KeyName{fyne.KeyEnd, fyne.KeyDown, fyne.KeyPageDown, fyne.KeyReturn}, "68"},
		"and back":            {[]fyne.KeyName{fyne.KeyEnd, fyne.KeyHome, fyne.KeyDown, fyne.KeyReturn}, "01"},
		"a page":              {[]fyne.KeyName{fyne.KeyPageDown, fyne.KeyUp, fyne.KeyReturn}, "07"},
		"Esc leaves it":       {[]fyne.KeyName{fyne.KeyDown, fyne.KeyEscape}, ""},
		"F11 stays behind it": {[]fyne.KeyName{fyne.KeyF11, fyne.KeyEscape}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			d, s, told := grouped(t)
			d.press(fyne.KeyDown, 0)
			if d.openList() == nil {
				t.Fatal("it doesn't open")
			}
			for _, key := range c.keys {
				d.press(key, 0)
			}
			if d.openList() != nil || d.keys.Suspended() || d.canvas.Focused() != s {
				t.Errorf("open %v, keys off %v, focus %T", d.openList() != nil, d.keys.Suspended(), d.canvas.Focused())
			}
			if want := (c.want != ""); want != (len(*told) == 1) || want && (*told)[0] != c.want {
				t.Errorf("told %q, want %q", *told, c.want)
			}
			if len(d.count) > 0 {
				t.Errorf("what is behind it acted: %v", d.count)
			}
		})
	}
}

func TestAHeldKeyActsOnce(t *testing.T) {
	d, _, told := grouped(t)
	d.hold(fyne.KeyReturn, 0, 5)
	if d.openList() == nil || len(*told) > 0 {
		t.Error("the key that opened the list chose from it, held on")
	}
	d.press(fyne.KeyDown, 0)
	d.hold(fyne.KeyEscape, 0, 5)
	if d.openList() != nil || d.count["Esc"] > 0 {
		t.Errorf("the Esc that closed the list acted %d times behind it, held on", d.count["Esc"])
	}
	d.press(fyne.KeyEscape, 0)
	if d.count["Esc"] != 1 {
		t.Error("the table of keys stays off")
	}
}

func TestALetterGoesToTheNextOption(t *testing.T) {
	d, _, told := grouped(t)
	d.press(fyne.KeyDown, 0)
	for _, letter := range "Cc?c" {
		d.canvas.Focused().TypedRune(letter)
	}
	d.press(fyne.KeyReturn, 0)
	if !slices.Equal(*told, []string{"22"}) {
		t.Errorf("told %q", *told)
	}
}

// TestTheListStaysInTheWindow opens it from each place, in windows of each size.
func TestTheListStaysInTheWindow(t *testing.T) {
	d, s, _ := grouped(t)
	for _, size := range []fyne.Size{{Width: 1280, Height: 800}, {Width: 1024, Height: 600}, {Width: 300, Height: 260}} {
		for _, at := range []fyne.Position{{}, {X: size.Width - 200, Y: size.Height - 60}, {X: size.Width - 120, Y: size.Height / 2}} {
			d.window.SetContent(container.NewWithoutLayout(s))
			d.window.Resize(size)
			place(s, at.X, at.Y, 160, 42)
			d.canvas.Focus(s)
			d.press(fyne.KeySpace, 0)
			for _, key := range []fyne.KeyName{fyne.KeyHome, fyne.KeyEnd} {
				d.press(key, 0)
				list := d.openList()
				ground := test.WidgetRenderer(list).Objects()[0]
				window, corner := d.canvas.Size(), ground.Position().AddXY(ground.Size().Width, ground.Size().Height)
				if ground.Position().X < 0 || ground.Position().Y < 0 || corner.X > window.Width || corner.Y > window.Height {
					t.Errorf("in %v, from %v: it reaches from %v to %v", size, at, ground.Position(), corner)
				}
				from, to := list.list.span(list.list.current)
				if top := list.scroll.Offset.Y; from < top-1 || to > top+list.scroll.Size().Height+1 {
					t.Errorf("in %v: %s leads to what stands from %v to %v, and what can be seen begins at %v", size, key, from, to, top)
				}
			}
			d.press(fyne.KeyEscape, 0)
		}
	}
}

func TestTheListByMouse(t *testing.T) {
	d, s, told := grouped(t)
	test.Tap(s)
	list := d.openList().list
	from, to := list.span(9) // with the heading of its group
	test.TapAt(list, fyne.NewPos(40, from+10))
	if d.openList() == nil || len(*told) > 0 {
		t.Fatal("a heading can be chosen")
	}
	list.MouseMoved(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(40, to-4)}})
	if list.current != 9 {
		t.Errorf("the pointer leads to %d", list.current)
	}
	test.TapAt(list, fyne.NewPos(40, to-4))
	if !slices.Equal(*told, []string{"10"}) || d.openList() != nil {
		t.Errorf("told %q", *told)
	}
	test.Tap(s)
	test.Tap(d.openList())
	if d.openList() != nil || len(*told) != 1 || d.canvas.Focused() != s {
		t.Error("a click outside the list doesn't just close it")
	}
}

// TestALockedListChangesNothing: it may stay open while the select is switched off.
func TestALockedListChangesNothing(t *testing.T) {
	d, s, told := grouped(t)
	d.press(fyne.KeyDown, 0)
	s.Disable()
	d.press(fyne.KeyDown, 0)
	d.press(fyne.KeyReturn, 0)
	if len(*told) > 0 || d.openList() != nil {
		t.Errorf("told %q", *told)
	}
}

func TestAGroupedSelectIsNarrow(t *testing.T) {
	_, s, _ := grouped(t)
	s.SetOptions([]Option{{Value: "00", Label: "A name that is far too long for the column of the phone", Group: "Group"}})
	if width := s.MinSize().Width; width > 220 {
		t.Errorf("it wants %v", width)
	}
}

func TestEveryPickerTakesHomeEndAndFirstLetters(t *testing.T) {
	for name, grouped := range map[string]string{"plain": "", "grouped": "A group"} {
		var choice *Select
		d := newDesk(t, func(keys *Keys) []fyne.CanvasObject {
			var options []Option
			for _, label := range []string{"Alfa", "Bravo", "Charlie", "Delta", "Bent"} {
				options = append(options, Option{Value: label, Label: label, Group: grouped})
			}
			choice = NewSelect(keys, SelectField, options, "Charlie", nil)
			return []fyne.CanvasObject{choice}
		})
		choose := func(keys ...any) string {
			d.canvas.Focus(choice)
			d.press(fyne.KeySpace, 0)
			for _, key := range keys {
				switch key := key.(type) {
				case fyne.KeyName:
					d.press(key, 0)
				case rune:
					d.canvas.Focused().TypedRune(key)
				}
			}
			d.press(fyne.KeyReturn, 0)
			return choice.Selected()
		}
		for _, one := range []struct {
			keys []any
			want string
		}{
			{[]any{fyne.KeyHome}, "Alfa"}, {[]any{fyne.KeyEnd}, "Bent"}, {[]any{'d'}, "Delta"}, {[]any{'b'}, "Bent"}, {[]any{'b', 'B'}, "Bent"},
		} {
			if got := choose(one.keys...); got != one.want {
				t.Errorf("%s: %v choose %q, want %q", name, one.keys, got, one.want)
			}
		}
	}
}
