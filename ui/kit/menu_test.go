package kit

import (
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// menuOf opens a menu of a button. Chosen items are added to chosen.
func menuOf(t *testing.T, labels ...string) (d *desk, chosen *[]string) {
	t.Helper()
	var button *Button
	d = newDesk(t, func(keys *Keys) []fyne.CanvasObject {
		button = NewButton(keys, "Menu", "", Quiet, nil)
		return []fyne.CanvasObject{button}
	})
	d.canvas.Focus(button)
	chosen = new([]string)
	var items []MenuItem
	for _, label := range labels {
		items = append(items, MenuItem{Label: label, Act: func() { *chosen = append(*chosen, label) }})
	}
	ShowMenu(button, d.keys, items)
	return d, chosen
}

func TestKeysOfAMenu(t *testing.T) {
	for _, c := range []struct {
		name  string
		keys  []fyne.KeyName
		typed string // after the keys
		want  []string
	}{
		{name: "nothing", want: nil},
		{name: "down", keys: []fyne.KeyName{fyne.KeyDown, fyne.KeyDown}, want: []string{"Settings"}},
		{name: "up from nowhere", keys: []fyne.KeyName{fyne.KeyUp}, want: []string{"Åbn"}},
		{name: "up at the top", keys: []fyne.KeyName{fyne.KeyDown, fyne.KeyUp}, want: []string{"Journal"}},
		{name: "home", keys: []fyne.KeyName{fyne.KeyUp, fyne.KeyHome}, want: []string{"Journal"}},
		{name: "end", keys: []fyne.KeyName{fyne.KeyEnd}, want: []string{"Åbn"}},
		{name: "down at the end", keys: []fyne.KeyName{fyne.KeyEnd, fyne.KeyDown}, want: []string{"Åbn"}},
		{name: "a letter", typed: "s", want: []string{"Settings"}},
		{name: "a letter twice", typed: "ss", want: []string{"Shared"}},
		{name: "a letter three times", typed: "sss", want: []string{"Settings"}},
		{name: "a small letter for a capital", typed: "å", want: []string{"Åbn"}},
		{name: "a letter that none begins with", keys: []fyne.KeyName{fyne.KeyEnd}, typed: "x", want: []string{"Åbn"}},
		{name: "a letter and an arrow", keys: []fyne.KeyName{fyne.KeyEnd, fyne.KeyUp}, typed: "j", want: []string{"Journal"}},
	} {
		// the line is no item
		d, chosen := menuOf(t, "Journal", "", "Settings", "Shared", "Åbn")
		for _, key := range c.keys {
			d.canvas.Focused().TypedKey(&fyne.KeyEvent{Name: key})
		}
		for _, letter := range c.typed {
			d.canvas.Focused().TypedRune(letter)
		}
		d.canvas.Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
		if !slices.Equal(*chosen, c.want) {
			t.Errorf("%s: %v was chosen, want %v", c.name, *chosen, c.want)
		}
		if d.canvas.Overlays().Top() != nil || d.keys.Suspended() {
			t.Errorf("%s: the menu is still open", c.name)
		}
		if _, ok := d.canvas.Focused().(*Button); !ok {
			t.Errorf("%s: the focus is on %T", c.name, d.canvas.Focused())
		}
	}
}

func TestAMenuFollowsItsButtonInAWindowOfAnotherSize(t *testing.T) {
	d, _ := menuOf(t, "Journal", "Settings")
	open := d.canvas.Overlays().Top().(*menu)
	d.window.Resize(fyne.NewSize(300, 200))
	if open.Size() != d.canvas.Size() {
		t.Errorf("in a window of %v the menu takes clicks in %v", d.canvas.Size(), open.Size())
	}
	end, whole := open.scroll.Position().Add(open.scroll.Size()), d.canvas.Size()
	if end.X > whole.Width || end.Y > whole.Height {
		t.Errorf("its items end at %v in a window of %v", end, whole)
	}
	open.Tapped(nil)
	if d.canvas.Overlays().Top() != nil {
		t.Error("a click beside the items leaves them open")
	}
}

// TestAMenuHigherThanTheWindow scrolls to what the keys come to.
func TestAMenuHigherThanTheWindow(t *testing.T) {
	labels := make([]string, 40)
	for i := range labels {
		labels[i] = string(rune('A' + i))
	}
	labels[10] = "" // a line
	d, chosen := menuOf(t, labels...)
	d.window.Resize(fyne.NewSize(400, 300))
	open := d.canvas.Overlays().Top().(*menu)
	inSight := func(what string) {
		t.Helper()
		from, to := open.lines.span(open.now)
		if top := open.scroll.Offset.Y; from < top || to > top+open.scroll.Size().Height {
			t.Errorf("%s: %q lies from %.0f to %.0f, and the window shows %.0f to %.0f", what, open.items[open.now].Label, from, to, top, top+open.scroll.Size().Height)
		}
	}
	press := func(key fyne.KeyName, times int) {
		for range times {
			d.canvas.Focused().TypedKey(&fyne.KeyEvent{Name: key})
			inSight(string(key))
		}
	}
	if high := open.scroll.Size().Height; high > 300 {
		t.Errorf("the menu is %.0f high in a window of 300", high)
	}
	press(fyne.KeyDown, 39)
	press(fyne.KeyUp, 38)
	press(fyne.KeyEnd, 1)
	press(fyne.KeyHome, 1)
	d.canvas.Focused().TypedRune('Z')
	inSight("a letter")
	from, _ := open.lines.span(20)
	open.lines.Tapped(&fyne.PointEvent{Position: fyne.NewPos(20, from+3)})
	if !slices.Equal(*chosen, []string{labels[20]}) || d.canvas.Overlays().Top() != nil {
		t.Errorf("a click on %q chooses %q", labels[20], *chosen)
	}
}

func TestWhatAMenuDoesNotChoose(t *testing.T) {
	var button *Button
	d := newDesk(t, func(keys *Keys) []fyne.CanvasObject {
		button = NewButton(keys, "Menu", "", Quiet, nil)
		return []fyne.CanvasObject{button}
	})
	acted := 0
	ShowMenu(button, d.keys, []MenuItem{{Label: "Off", Disabled: true, Act: func() { acted++ }}, {}, {Label: "On", Checked: true}})
	open := d.canvas.Overlays().Top().(*menu)
	for i := range 2 {
		from, to := open.lines.span(i)
		open.lines.MouseMoved(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(20, (from+to)/2)}})
		if marked := open.now == i; marked != (i == 0) {
			t.Errorf("the pointer over %d marks %d", i, open.now)
		}
		open.lines.Tapped(&fyne.PointEvent{Position: fyne.NewPos(20, (from+to)/2)})
	}
	if acted > 0 || d.canvas.Overlays().Top() == nil {
		t.Error("what is off can be chosen, or a separator closes the menu")
	}
}

// TestLongLabelsOfAListAreCut in a window that is narrower than they are.
func TestLongLabelsOfAListAreCut(t *testing.T) {
	d, _ := menuOf(t, strings.Repeat("A label without an end ", 20))
	wide := func(what string, content fyne.CanvasObject, scroll fyne.Size) {
		t.Helper()
		if content.Size().Width > scroll.Width || scroll.Width > 400 {
			t.Errorf("%s is %.0f wide in %.0f of a window of 400", what, content.Size().Width, scroll.Width)
		}
	}
	d.window.Resize(fyne.NewSize(400, 300))
	open := d.canvas.Overlays().Top().(*menu)
	wide("the menu", open.lines, open.scroll.Size())
	var pick *Select
	d = newDesk(t, func(keys *Keys) []fyne.CanvasObject {
		pick = NewSelect(keys, SelectField, []Option{{Value: "a", Label: strings.Repeat("A label without an end ", 20)}}, "", nil)
		return []fyne.CanvasObject{pick}
	})
	d.window.Resize(fyne.NewSize(400, 300))
	pick.Tapped(nil)
	list := d.canvas.Overlays().Top().(*chooser)
	wide("the list", list.list, list.scroll.Size())
}
