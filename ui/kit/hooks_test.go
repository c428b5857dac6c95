package kit

import (
	"slices"
	"strconv"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

func TestHooksTellOfFocusKeysAndCopies(t *testing.T) {
	var told []string
	var entry, secret *Entry
	var button *Button
	d := newDesk(t, func(keys *Keys) []fyne.CanvasObject {
		keys.SetHooks(Hooks{
			Used:    func() { told = append(told, "used") },
			Focused: func() { told = append(told, "focused") },
			Copied:  func(text string) { told = append(told, "copied "+text) },
		})
		entry, button = NewEntry(keys, EntryOptions{}, nil), NewButton(keys, "Press", "", Quiet, nil)
		secret = NewEntry(keys, EntryOptions{Password: true}, nil)
		return []fyne.CanvasObject{entry, button, secret}
	})
	expect := func(what string, want ...string) {
		t.Helper()
		if !slices.Equal(told, want) {
			t.Errorf("%s: told %q, want %q", what, told, want)
		}
		told = nil
	}
	clipboard := test.NewClipboard()
	copyAll := func(e *Entry) {
		e.TypedShortcut(&fyne.ShortcutSelectAll{})
		e.TypedShortcut(&fyne.ShortcutCopy{Clipboard: clipboard})
	}
	d.canvas.Focus(button)
	expect("the focus on a button", "focused")
	button.KeyDown(&fyne.KeyEvent{Name: fyne.KeyLeft})
	expect("a key", "used")
	d.canvas.Focus(entry)
	expect("the focus in an entry", "focused")
	entry.TypedShortcut(&fyne.ShortcutCopy{Clipboard: clipboard})
	expect("nothing to copy")
	entry.Set("person")
	copyAll(entry)
	expect("a copy", "copied person")
	entry.TypedShortcut(&fyne.ShortcutCut{Clipboard: clipboard})
	expect("a cut", "copied person")
	secret.Set("secret")
	copyAll(secret)
	expect("a secret, which can't be copied")
}

func TestHooksTellWhenTheTableIsOnAgain(t *testing.T) {
	resumed := 0
	d, _, dialog, _ := newDialogDesk(t)
	d.keys.SetHooks(Hooks{Resumed: func() {
		if d.keys.Suspended() || d.canvas.Overlays().Top() != nil {
			t.Error("told while something is still open")
		}
		resumed++
	}})
	d.keys.Resume()
	if resumed != 0 {
		t.Error("told although nothing had been open")
	}
	second := NewDialog(d.canvas.Canvas, d.keys, 300, "Really?")
	dialog.Show()
	second.Show()
	second.Hide()
	if resumed != 0 {
		t.Error("told while the first dialog is still open")
	}
	dialog.Hide()
	if resumed != 1 {
		t.Errorf("told %d times of one table that is on again", resumed)
	}
}

func TestRowsAskForMoreNearTheEnd(t *testing.T) {
	asked := 0
	var rows *Rows
	newDesk(t, func(keys *Keys) []fyne.CanvasObject {
		rows = NewRows(keys, nil)
		return []fyne.CanvasObject{NewLeast(300, 200, rows)}
	})
	rows.OnNearEnd(func() { asked++ })
	var all []Row
	for i := range 200 {
		all = append(all, Row{Text: strconv.Itoa(i)})
	}
	rows.Set(all)
	if asked > 0 {
		t.Error("more lines are asked for at the beginning")
	}
	rows.ScrollToBottom()
	if asked == 0 {
		t.Error("at the end no more lines are asked for")
	}
}

func TestRowsKnowTheHeightOfWholeLines(t *testing.T) {
	rows := NewRows(nil, nil)
	newDesk(t, func(*Keys) []fyne.CanvasObject { return []fyne.CanvasObject{rows} })
	for _, c := range []struct{ room, want float32 }{
		{rows.Height(3), rows.Height(3)}, {rows.Height(4) - 1, rows.Height(3)}, {rows.Height(3) + 1, rows.Height(3)}, {1, rows.Height(1)},
	} {
		if got := rows.Whole(c.room); got != c.want {
			t.Errorf("of %.1f whole lines take %.1f, want %.1f", c.room, got, c.want)
		}
	}
}
