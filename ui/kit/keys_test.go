package kit

import (
	"testing"

	"fyne.io/fyne/v2"
)

// focusables returns one of each widget that can have the focus, by name.
func focusables(keys *Keys) (names []string, objects []fyne.CanvasObject) {
	options := []Option{{Value: "a", Label: "A"}, {Value: "b", Label: "B"}}
	add := func(name string, o fyne.CanvasObject) {
		names, objects = append(names, name), append(objects, o)
	}
	locked := func(options EntryOptions) *Entry {
		e := NewEntry(keys, options, nil)
		e.Set("text")
		e.SetLocked(true)
		return e
	}
	add("Entry", NewEntry(keys, EntryOptions{}, nil))
	add("Entry of three rows", NewEntry(keys, EntryOptions{Rows: 3}, nil))
	add("Entry with breaks", NewEntry(keys, EntryOptions{Rows: 3, Breaks: true}, nil))
	add("Entry for a password", NewEntry(keys, EntryOptions{Password: true}, nil))
	add("Entry, locked", locked(EntryOptions{}))
	add("Entry of three rows, locked", locked(EntryOptions{Rows: 3}))
	add("Select", NewSelect(keys, SelectField, options, "a", nil))
	add("Segmented", NewSegmented(keys, options, "a", nil))
	add("Button", NewButton(keys, "Copy", "", Quiet, nil))
	add("Tabs", NewTabs(keys, options, "a", nil))
	add("Fold", NewFold(keys, "More", NewSoft("x"), nil))
	add("Check", NewCheck(keys, "Yes", nil))
	rows := NewRows(keys, nil)
	rows.Set([]Row{{Text: "one"}, {Text: "two"}})
	add("Rows", rows)
	sequence := NewSequence(keys, lifelines(), nil)
	sequence.Set([]Step{{Text: "one", To: 1}, {Text: "two", From: 1}})
	add("Sequence", sequence)
	return names, objects
}

func TestKeysReachTheTableFromEveryWidget(t *testing.T) {
	var names []string
	var objects []fyne.CanvasObject
	d := newDesk(t, func(keys *Keys) []fyne.CanvasObject {
		names, objects = focusables(keys)
		return objects
	})
	for i, name := range append(names, "nothing") {
		for key, s := range bindings() {
			t.Run(name+"/"+key, func(t *testing.T) {
				focus := func() {
					d.canvas.Unfocus()
					if name != "nothing" {
						d.canvas.Focus(objects[i].(fyne.Focusable))
						if d.canvas.Focused() != objects[i].(fyne.Focusable) {
							t.Fatal("it can't have the focus")
						}
					}
				}
				focus()
				d.count[key] = 0
				d.press(s.key, s.modifier)
				if d.count[key] != 1 {
					t.Errorf("a press acted %d times, want once", d.count[key])
				}
				focus()
				d.hold(s.key, s.modifier, 5)
				if d.count[key] != 2 {
					t.Errorf("a key held down acted %d times, want once", d.count[key]-1)
				}
				focus()
				d.keys.Suspend()
				d.press(s.key, s.modifier)
				d.keys.Resume()
				if d.count[key] != 2 {
					t.Error("it acted while suspended")
				}
				focus()
				d.press(s.key, s.modifier)
				if d.count[key] != 3 {
					t.Error("it doesn't act after Resume")
				}
			})
		}
	}
}

func TestNumberPadEnterIsEnter(t *testing.T) {
	d := newDesk(t, func(keys *Keys) []fyne.CanvasObject {
		return []fyne.CanvasObject{NewEntry(keys, EntryOptions{Rows: 2}, nil)}
	})
	d.press(fyne.KeyEnter, fyne.KeyModifierControl)
	d.canvas.FocusNext()
	d.press(fyne.KeyEnter, fyne.KeyModifierControl)
	if d.count["Ctrl+Enter"] != 2 {
		t.Errorf("acted %d times, want once without and once with a focus", d.count["Ctrl+Enter"])
	}
}

// TestHeldKeyFollowsTheFocus: Start takes the focus elsewhere while its key is still down.
func TestHeldKeyFollowsTheFocus(t *testing.T) {
	var first, second *Entry
	d := newDesk(t, func(keys *Keys) []fyne.CanvasObject {
		first, second = NewEntry(keys, EntryOptions{}, nil), NewEntry(keys, EntryOptions{}, nil)
		return []fyne.CanvasObject{first, second}
	})
	acted := 0
	d.keys.Bind(fyne.KeyReturn, fyne.KeyModifierControl, func() { acted++; d.canvas.Focus(second) })
	d.canvas.Focus(first)
	d.hold(fyne.KeyReturn, fyne.KeyModifierControl, 3)
	if acted != 1 {
		t.Errorf("acted %d times, want once", acted)
	}
}

func TestTabGoesThroughAllWidgets(t *testing.T) {
	var names []string
	var objects []fyne.CanvasObject
	d := newDesk(t, func(keys *Keys) []fyne.CanvasObject {
		names, objects = focusables(keys)
		return objects
	})
	for i, name := range names {
		d.press(fyne.KeyTab, 0)
		if d.canvas.Focused() != objects[i].(fyne.Focusable) {
			t.Fatalf("Tab %d went to %T, want %s", i+1, d.canvas.Focused(), name)
		}
	}
	for i := len(names) - 2; i >= 0; i-- {
		d.press(fyne.KeyTab, fyne.KeyModifierShift)
		if d.canvas.Focused() != objects[i].(fyne.Focusable) {
			t.Fatalf("Shift+Tab went to %T, want %s", d.canvas.Focused(), names[i])
		}
	}
}

func TestEnterPressesOnceHoweverLongItIsHeld(t *testing.T) {
	pressed, ticked, folded := 0, 0, 0
	d := newDesk(t, func(keys *Keys) []fyne.CanvasObject {
		return []fyne.CanvasObject{
			NewButton(keys, "Start", "", Primary, func() { pressed++ }),
			NewCheck(keys, "Yes", func(bool) { ticked++ }),
			NewFold(keys, "More", NewSoft("x"), func(bool) { folded++ }),
		}
	})
	for range 3 {
		d.press(fyne.KeyTab, 0)
		d.hold(fyne.KeyReturn, 0, 4)
		d.hold(fyne.KeySpace, 0, 4)
	}
	if pressed != 2 || ticked != 2 || folded != 2 {
		t.Errorf("pressed %d, ticked %d, folded %d times; want twice each", pressed, ticked, folded)
	}
}

func TestNoTableIsNoTrouble(t *testing.T) {
	var objects []fyne.CanvasObject
	newDesk(t, func(*Keys) []fyne.CanvasObject {
		_, objects = focusables(nil)
		return objects
	})
	for _, o := range objects {
		o.(keyable).KeyDown(&fyne.KeyEvent{Name: fyne.KeyEscape})
		o.(fyne.Focusable).TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
		o.(keyable).KeyUp(&fyne.KeyEvent{Name: fyne.KeyEscape})
	}
}
