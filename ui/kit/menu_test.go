package kit

import (
	"slices"
	"testing"

	"fyne.io/fyne/v2"
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
	end, whole := open.lines.Position().Add(open.lines.Size()), d.canvas.Size()
	if end.X > whole.Width || end.Y > whole.Height {
		t.Errorf("its items end at %v in a window of %v", end, whole)
	}
	open.Tapped(nil)
	if d.canvas.Overlays().Top() != nil {
		t.Error("a click beside the items leaves them open")
	}
}
