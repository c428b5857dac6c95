package ui

import (
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"ringback/ui/desk"
	"ringback/ui/kit"
)

// keyboard delivers keys as the desktop driver does: to the focused widget, and to the canvas only
// without one.
type keyboard struct {
	canvas fyne.Canvas
	keys   *kit.Keys // the test canvas doesn't report keys that go down, so the test does
}

func keyboardOf(w *Window) keyboard { return keyboard{w.window.Canvas(), w.keys} }

func (k keyboard) ctrlEnter(repeats int) {
	shortcut := &desktop.CustomShortcut{KeyName: fyne.KeyReturn, Modifier: fyne.KeyModifierControl}
	k.hold(fyne.KeyReturn, repeats, func() {
		if focused, ok := k.canvas.Focused().(fyne.Shortcutable); ok {
			focused.TypedShortcut(shortcut)
			return
		}
		// The test canvas keeps its table of shortcuts to itself.
		inner := reflect.ValueOf(k.canvas).Elem().FieldByName("WindowlessCanvas").Interface()
		inner.(interface{ TypedShortcut(fyne.Shortcut) }).TypedShortcut(shortcut)
	})
}

func (k keyboard) key(name fyne.KeyName, repeats int) {
	k.hold(name, repeats, func() {
		if focused := k.canvas.Focused(); focused != nil {
			focused.TypedKey(&fyne.KeyEvent{Name: name})
		} else if typed := k.canvas.OnTypedKey(); typed != nil {
			typed(&fyne.KeyEvent{Name: name})
		}
	})
}

// hold presses a key, repeats it and releases it.
func (k keyboard) hold(name fyne.KeyName, repeats int, typed func()) {
	event := &fyne.KeyEvent{Name: name}
	if focused, ok := k.canvas.Focused().(desktop.Keyable); ok {
		focused.KeyDown(event)
	} else {
		k.keys.KeyDown(event)
	}
	for range repeats + 1 {
		typed()
	}
	if focused, ok := k.canvas.Focused().(desktop.Keyable); ok {
		focused.KeyUp(event)
	} else {
		k.keys.KeyUp(event)
	}
}

// focusables returns all visible widgets that can have the focus, with the folds opened.
func focusables(w *Window) []fyne.Focusable {
	w.screen.form.further.fold.SetOpen(true)
	w.screen.draw(&w.drawn)
	var all []fyne.Focusable
	walk(w.window.Content(), func(o fyne.CanvasObject) {
		if f, ok := o.(fyne.Focusable); ok {
			all = append(all, f)
		}
	})
	return all
}

// walk visits an object and everything drawn in it.
func walk(o fyne.CanvasObject, visit func(fyne.CanvasObject)) {
	if !o.Visible() {
		return
	}
	visit(o)
	switch o := o.(type) {
	case *fyne.Container:
		for _, child := range o.Objects {
			walk(child, visit)
		}
	case *container.Scroll:
		walk(o.Content, visit)
	case fyne.Widget:
		for _, child := range test.WidgetRenderer(o).Objects() {
			walk(child, visit)
		}
	}
}

func TestCtrlEnterStartsOnceFromEveryWidget(t *testing.T) {
	w, d := open(t, filledView(), plainShape())
	all := focusables(w)
	if len(all) < 10 {
		t.Fatalf("only %d widgets can have the focus", len(all))
	}
	for i, f := range append(all, nil) {
		t.Run(fmt.Sprintf("%d %T", i, f), func(t *testing.T) {
			d.forget()
			w.Changed() // a new view: the button works again
			focusOn(w, f)
			keyboardOf(w).ctrlEnter(5)
			if calls := d.called(); !slices.Equal(calls, []string{"Start"}) {
				t.Errorf("Ctrl+Enter, held for a while, called %v, want Start once", calls)
			}
		})
	}
}

func TestEscCancelsFromEveryWidget(t *testing.T) {
	w, d := open(t, waitingView(), plainShape())
	for i, f := range append(focusables(w), nil) {
		t.Run(fmt.Sprintf("%d %T", i, f), func(t *testing.T) {
			d.forget()
			focusOn(w, f)
			keyboardOf(w).key(fyne.KeyEscape, 5)
			if calls := d.called(); !slices.Equal(calls, []string{"Cancel"}) {
				t.Errorf("Esc, held for a while, called %v, want Cancel once", calls)
			}
		})
	}
}

func focusOn(w *Window, f fyne.Focusable) {
	if f == nil {
		w.window.Canvas().Unfocus()
		return
	}
	w.window.Canvas().Focus(f)
}

func TestCtrlEnterAfterAnOutcome(t *testing.T) {
	resting := verifiedView()
	resting.CanDone = false // the second after an outcome
	w, d := open(t, resting, plainShape())
	k := keyboardOf(w)
	k.ctrlEnter(0)
	if calls := d.called(); len(calls) > 0 {
		t.Errorf("right after an outcome Ctrl+Enter called %v", calls)
	}
	if !w.screen.form.primary.Disabled() {
		t.Error("the button doesn't show that nothing happens yet")
	}

	rested := verifiedView()
	rested.Settings = w.drawn.Settings
	d.set(rested)
	w.Changed()
	k.ctrlEnter(0)
	k.ctrlEnter(0)
	if calls := d.called(); !slices.Equal(calls, []string{"Done"}) {
		t.Errorf("Ctrl+Enter after an outcome called %v, want Done once", calls)
	}
}

// TestCtrlEnterAfterAnOutcomeThatWasDrawnLate: on a busy machine the window draws an outcome when
// its second is over at the desk. It stays for a second all the same.
func TestCtrlEnterAfterAnOutcomeThatWasDrawnLate(t *testing.T) {
	w, d := open(t, waitingView(), plainShape())
	w.outcomeRest = time.Hour
	late := verifiedView()
	late.Settings = w.drawn.Settings
	d.set(late)
	w.Changed()
	k := keyboardOf(w)
	k.ctrlEnter(0)
	if calls := d.called(); len(calls) > 0 {
		t.Errorf("Ctrl+Enter called %v before the outcome could be read", calls)
	}
	w.outcomeAt = w.outcomeAt.Add(-time.Hour)
	k.ctrlEnter(0)
	if calls := d.called(); !slices.Equal(calls, []string{"Done"}) {
		t.Errorf("then Ctrl+Enter called %v, want Done once", calls)
	}
}

// TestTabGetsPastTheLockedFieldsWhileTheClockRuns: the countdown draws the window each second. A
// user who presses the Tab key more slowly than that must still get through.
func TestTabGetsPastTheLockedFieldsWhileTheClockRuns(t *testing.T) {
	w, d := open(t, filledView(), plainShape())
	tick := func(polls int) {
		waiting := waitingView()
		waiting.Settings, waiting.Status.Polls = w.drawn.Settings, polls
		d.set(waiting)
		w.Changed()
	}
	tick(1)
	canvas, reached := w.window.Canvas(), map[fyne.Focusable]bool{}
	for i := range 40 {
		canvas.FocusNext()
		was := canvas.Focused()
		tick(2 + i)
		if canvas.Focused() != was {
			t.Fatalf("a tick took the focus from %T to %T", was, canvas.Focused())
		}
		reached[was] = true
	}
	for _, f := range []fyne.Focusable{w.screen.form.person.entry, w.screen.form.text.entry, w.screen.status.cancel} {
		if !reached[f] {
			t.Errorf("Tab never arrived at a %T", f)
		}
	}
}

func TestDonePutsTheFocusIntoThePerson(t *testing.T) {
	w, d := open(t, filledView(), plainShape())
	show := func(v desk.View) {
		v.Settings = w.drawn.Settings
		d.set(v)
		w.Changed()
	}
	show(waitingView())
	if focused := w.window.Canvas().Focused(); focused != nil {
		t.Errorf("while waiting the focus is in %T: a caret blinks in a locked field", focused)
	}
	show(verifiedView())
	show(emptyView())
	if focused := w.window.Canvas().Focused(); focused != fyne.Focusable(w.screen.form.person.entry) {
		t.Errorf("after Done the focus is in %T, want the person's field", focused)
	}
	if text := w.screen.form.person.entry.Text; text != "" {
		t.Errorf("after Done the person's field holds %q", text)
	}
}
